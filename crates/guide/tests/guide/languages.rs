//! The same program in three languages: the real aws-cdk-lib says what the Rust one says.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use purlin_guide::markdown::{self, Block};
use purlin_tests::differential::{self, Difference};
use purlin_tests::{Failure, Result, command, directories, tools};
use serde_json::json;

/// The chapter with the programs.
pub const CHAPTER: &str = "coming-from-aws-cdk";
const CONTEXT_FILE: &str = "cdk.context.json";
/// With which variable the toolkit hands over context.
const CONTEXT: &str = "CDK_CONTEXT_JSON";
const TYPESCRIPT: &str = "typescript";
const PYTHON: &str = "python";

/// One program in the languages of the chapter.
struct Triple {
    name: String,
    typescript: Block,
    python: Block,
}

/// A folder with the programs' files, and with what they write: `typescript`, `python` and `rust`, a folder a program.
struct Workshop {
    directory: PathBuf,
    triples: Vec<Triple>,
}

#[test]
fn programs_in_typescript_python_and_rust_say_the_same() -> Result<()> {
    let workshop = Workshop::new()?;
    workshop.run_typescript()?;
    workshop.run_python()?;
    let mut different = Vec::new();
    for triple in &workshop.triples {
        workshop.run_rust(&triple.name)?;
        let [typescript, python, rust] =
            [TYPESCRIPT, PYTHON, "rust"].map(|language| workshop.assembly(language, &triple.name));
        for (language, directory) in [("TypeScript", typescript), ("Python", python)] {
            let differences = differential::compare(&directory, &rust)?;
            let shown = differences.iter().map(Difference::to_string);
            different.extend(shown.map(|shown| format!("{} in {language}: {shown}", triple.name)));
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
    Ok(())
}

impl Workshop {
    fn new() -> Result<Self> {
        let directory = directories::fresh_dir("guide/languages")?;
        let mut by_heading: BTreeMap<String, Vec<Block>> = BTreeMap::new();
        let blocks = markdown::blocks(&markdown::directory().join(format!("{CHAPTER}.md")))?;
        let programs: String = blocks.iter().filter(|block| block.file.is_none()).map(|block| &*block.text).collect();
        // what programs read, or the toolkit
        let is_used = |file: &str| file == CONTEXT_FILE || programs.contains(&format!("{file}\""));
        for block in blocks {
            match &block.file {
                Some(file) if is_used(file) => fs::write(directory.join(file), &block.text)?,
                Some(file) => {
                    let place = format!("{CHAPTER}.md:{}", block.line);
                    return Err(Failure::new(format!("{place}: no test does anything with the file `{file}`")));
                }
                None => by_heading.entry(block.heading.clone()).or_default().push(block),
            }
        }
        let mut triples = Vec::new();
        for (heading, blocks) in by_heading {
            let [typescript, python, rust] = blocks.as_slice() else {
                return Err(Failure::new(format!("`{heading}` has {} programs instead of three", blocks.len())));
            };
            let languages = [typescript, python, rust].map(|block| block.language.as_str());
            if languages != [TYPESCRIPT, PYTHON, "rust"] {
                return Err(Failure::new(format!("`{heading}` has programs in {languages:?}")));
            }
            triples.push(Triple { name: rust.program_name(), typescript: typescript.clone(), python: python.clone() });
        }
        if triples.len() < 10 {
            return Err(Failure::new("the chapter has lost its programs"));
        }
        Ok(Workshop { directory, triples })
    }

    /// Where a program's assembly is.
    fn assembly(&self, language: &str, name: &str) -> PathBuf {
        self.directory.join(format!("cdk.out.{language}")).join(name)
    }

    /// The recommended feature flags, and what the toolkit has found.
    fn context(&self) -> Result<String> {
        let flags = tools::install()?.node_modules().join("aws-cdk-lib/recommended-feature-flags.json");
        let mut context = directories::read_json(&flags)?;
        let found = directories::read_json(&self.directory.join(CONTEXT_FILE))?;
        for (key, value) in found.as_object().into_iter().flatten() {
            context[key] = value.clone();
        }
        Ok(context.to_string())
    }

    /// Writes the programs of a language, and a file that tells where each is and where it writes.
    fn lay_out(&self, language: &str, ending: &str, block: impl Fn(&Triple) -> &Block) -> Result<PathBuf> {
        let folder = self.directory.join(language);
        fs::create_dir_all(&folder)?;
        for triple in &self.triples {
            fs::write(folder.join(format!("{}.{ending}", triple.name)), &block(triple).text)?;
        }
        let programs = self.triples.iter().map(|triple| (&triple.name, self.assembly(language, &triple.name)));
        let programs: BTreeMap<_, _> = programs.collect();
        fs::write(folder.join("programs.json"), json!(programs).to_string())?;
        Ok(folder)
    }

    /// Checks the types with the real compiler against the library's own, all at once, and runs what it wrote.
    fn run_typescript(&self) -> Result<()> {
        let folder = self.lay_out(TYPESCRIPT, "ts", |triple| &triple.typescript)?;
        let tools = tools::install()?;
        let packages = format!("{}/*", tools.node_modules().display());
        let options = json!({
            "target": "es2022", "module": "commonjs", "moduleResolution": "bundler", "strict": true, "noUnusedLocals": true,
            "skipLibCheck": true, "noEmitOnError": true, "types": [], "paths": { "*": [packages] },
        });
        fs::write(
            folder.join("tsconfig.json"),
            json!({ "compilerOptions": options, "include": ["*.ts"] }).to_string(),
        )?;
        let mut compiler = tools.typescript(&folder);
        command::run(&mut compiler)?.stdout_of_success("tsc")?;
        let mut node = tools.node(&self.directory);
        node.arg(support("run.js")).arg(&folder).env(CONTEXT, self.context()?);
        command::run(&mut node)?.stdout_of_success("the programs in TypeScript").map(drop)
    }

    fn run_python(&self) -> Result<()> {
        let folder = self.lay_out(PYTHON, "py", |triple| &triple.python)?;
        let mut python = tools::python_with_aws_cdk(&self.directory)?;
        python.arg(support("run.py")).arg(&folder).env(CONTEXT, self.context()?);
        command::run(&mut python)?.stdout_of_success("the programs in Python").map(drop)
    }

    fn run_rust(&self, name: &str) -> Result<()> {
        let mut program = command::isolated(env!("CARGO_BIN_EXE_guide-program"), &self.directory);
        program.env("GUIDE_PROGRAM", name).args(["synth", "--quiet", "--output"]).arg(self.assembly("rust", name));
        command::run(&mut program)?.stdout_of_success(name).map(drop)
    }
}

/// A program beside this file that runs those of a language.
fn support(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/guide").join(file)
}

#[test]
fn the_chapter_names_the_constructs_that_there_are() -> Result<()> {
    let chapter = directories::read(&markdown::directory().join(format!("{CHAPTER}.md")))?;
    let features = directories::read(&directories::workspace().join("crates/aws/Cargo.toml"))?;
    let (_, features) =
        features.split_once("full = [").ok_or_else(|| Failure::new("purlin-aws has no feature `full`"))?;
    let (full, _) = features.split_once(']').ok_or_else(|| Failure::new("the feature `full` has no end"))?;
    for service in full.split('"').skip(1).step_by(2) {
        assert!(chapter.contains(&format!("`{service}`")), "the chapter does not name the service `{service}`");
    }
    Ok(())
}
