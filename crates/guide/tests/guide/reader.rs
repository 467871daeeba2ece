//! Whoever follows the guide word by word: files are written, and commands run, in the order of the chapters.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs::{self, File};
use std::mem;
use std::path::{Path, PathBuf};

use purlin_guide::markdown::Block;
use purlin_tests::command::{self, Output};
use purlin_tests::emulator::Emulator;
use purlin_tests::{Failure, Result, aws, directories, toolkit, tools};
use serde_json::Value as Json;

/// The account and region that the reader has.
const ACCOUNT: &str = "111111111111";
const REGION: &str = "eu-west-1";
/// Where the reader's copy of the repository is, seen from the crate.
const COPY: &str = "\"../purlin/";
/// The marks of a language whose block is a command line, and of one that shows what the last command said.
const SHELL: &str = "sh";
const SHOWN: &str = "text";
/// The mark of a file that cargo compiles.
const RUST: &str = "rust";
/// What a command says last that has written nothing, and how it ends.
const NOTHING_WRITTEN: (&str, i32) = (": nothing was written", 1);
/// Where programs write.
const WRITTEN: &str = "cdk.out";
/// The variables without which cargo would not find itself again.
const CARGO: [&str; 5] = ["CARGO_HOME", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN", "CARGO_BUILD_JOBS", "RUSTFLAGS"];

/// A reader with an empty folder, and with an AWS.
pub struct Reader {
    folder: PathBuf,
    /// Held until the reader is done.
    _lock: File,
    emulator: Emulator,
    /// Where the reader's shell is.
    current: PathBuf,
    last: Option<Output>,
    /// What was written before the last command.
    before: BTreeMap<PathBuf, Vec<u8>>,
    /// Rust files that no command has compiled yet.
    uncompiled: BTreeSet<String>,
    /// All that was run.
    commands: Vec<String>,
    /// What blocks should show, with `PURLIN_REFRESH`.
    corrections: Vec<(Block, String)>,
}

impl Reader {
    /// Somebody who begins.
    ///
    /// The folder is outside of the workspace, to which cargo would count the crates otherwise, and is the same each time, so that
    /// what they are compiled to is replaced by the next run.
    pub fn new() -> Result<Self> {
        let workspace = directories::workspace().canonicalize()?.display().to_string();
        let name = format!("purlin-guide{}", workspace.replace(|c: char| !c.is_ascii_alphanumeric(), "-"));
        let folder = env::temp_dir().canonicalize()?.join(&name);
        let lock = File::create(folder.with_extension("lock"))?;
        lock.lock()?;
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        let emulator = Emulator::start(&folder, None)?;
        let current = folder.clone();
        Ok(Reader {
            folder,
            _lock: lock,
            emulator,
            current,
            last: None,
            before: BTreeMap::new(),
            uncompiled: BTreeSet::new(),
            commands: Vec::new(),
            corrections: Vec::new(),
        })
    }

    /// Does what a block says.
    pub fn follow(&mut self, block: &Block) -> Result<()> {
        let place = format!("docs/guide/{}.md:{}", block.chapter, block.line);
        let outcome = match (&block.file, block.language.as_str()) {
            (Some(file), language) => self.write(file, language, &block.text),
            (None, SHELL) => block.text.lines().try_for_each(|line| self.run(line)),
            (None, SHOWN) => self.expect(block),
            (None, language) => Err(Failure::new(format!("nothing says what to do with this block of {language}"))),
        };
        outcome.map_err(|failure| Failure::new(format!("{place}: {failure}")))
    }

    fn write(&mut self, file: &str, language: &str, text: &str) -> Result<()> {
        if language == RUST && !self.uncompiled.insert(file.to_owned()) {
            return Err(Failure::new(format!("nothing compiles the `{file}` before this one")));
        }
        let path = self.current.join(file);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let workspace = directories::workspace();
        let text = text.replace(COPY, &format!("\"{}/", workspace.display()));
        fs::write(&path, text)?;
        if file.starts_with(".github/workflows/") {
            return self.knows_all_commands_of(&path);
        }
        Ok(())
    }

    /// What a workflow runs has been run before.
    fn knows_all_commands_of(&self, workflow: &Path) -> Result<()> {
        let mut python = tools::install()?.python(&self.current);
        python
            .args(["-c", "import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1]))))"])
            .arg(workflow);
        let workflow: Json =
            serde_json::from_str(&command::run(&mut python)?.stdout_of_success("reading the workflow")?)?;
        let jobs = workflow["jobs"].as_object().into_iter().flatten();
        let steps = jobs.flat_map(|(_, job)| job["steps"].as_array().into_iter().flatten());
        let mut runs = steps.filter_map(|step| step["run"].as_str()).peekable();
        if runs.peek().is_none() {
            return Err(Failure::new("the workflow runs nothing"));
        }
        match runs.find(|run| !self.commands.iter().any(|command| command == run)) {
            Some(run) => Err(Failure::new(format!("the workflow runs `{run}`, which no chapter does"))),
            None => Ok(()),
        }
    }

    fn run(&mut self, line: &str) -> Result<()> {
        self.commands.push(line.to_owned());
        let (words, file) = match line.split_once(" > ") {
            Some((words, file)) => (words, Some(file)),
            None => (line, None),
        };
        // nothing that is quoted has a space in it
        let words: Vec<&str> = words.split_whitespace().map(|word| word.trim_matches('\'')).collect();
        self.before = files(&self.current.join(WRITTEN))?;
        self.uncompiled.retain(|file| !compiles(&words, file));
        let mut output = match words.as_slice() {
            ["cd", folder] => {
                self.current = self.current.join(folder).canonicalize()?;
                if self.current.join("Cargo.toml").exists() {
                    // so that what is compiled is what the workspace compiles
                    fs::copy(directories::workspace().join("Cargo.lock"), self.current.join("Cargo.lock"))?;
                }
                return Ok(());
            }
            ["cargo", arguments @ ..] => self.cargo(arguments, None)?,
            ["env", variable, "cargo", arguments @ ..] => self.cargo(arguments, variable.split_once('='))?,
            ["npx", package, arguments @ ..] if *package == format!("aws-cdk@{}", pinned_toolkit()?) => {
                let mut variables = self.emulator.variables(ACCOUNT, REGION)?;
                variables.extend(self.cargo_variables());
                toolkit::cdk(arguments, &self.current, &variables)?
            }
            ["aws", arguments @ ..] => aws::aws(arguments, &self.current, &self.emulator.variables(ACCOUNT, REGION)?)?,
            _ => return Err(Failure::new(format!("the test cannot run `{line}`"))),
        };
        if let Some(file) = file {
            fs::write(self.current.join(file), mem::take(&mut output.stdout))?;
        }
        // what is shown may be a failure, which is then compared
        if let Some(failed) = self.last.replace(output).filter(|output| !output.succeeded()) {
            return Err(Failure::new(format!("a command before `{line}` failed:\n{}{}", failed.stdout, failed.stderr)));
        }
        Ok(())
    }

    /// The last command must have said this, and may have failed.
    fn expect(&mut self, block: &Block) -> Result<()> {
        let shown = &block.text;
        let last = self.last.take().ok_or_else(|| Failure::new("no command stands before what is shown"))?;
        let said = masked(&format!("{}{}", last.stdout, last.stderr));
        let (ending, status) = NOTHING_WRITTEN;
        if said.trim_end().ends_with(ending) {
            if last.status != Some(status) {
                return Err(Failure::new(format!("the exit status is {:?} instead of {status}", last.status)));
            }
            if files(&self.current.join(WRITTEN))? != self.before {
                return Err(Failure::new(format!("`{WRITTEN}` was changed all the same")));
            }
        }
        if said == masked(shown) {
            return Ok(());
        }
        if env::var_os("PURLIN_REFRESH").is_some() {
            self.corrections.push((block.clone(), said.replace("N ms", "4 ms")));
            return Ok(());
        }
        Err(Failure::new(format!(
            "the guide shows\n{shown}\nbut it is\n{said}\nhelp: PURLIN_REFRESH=1 has the chapter show it"
        )))
    }

    /// The last command of a chapter must have succeeded, too. With `PURLIN_REFRESH` the chapter then shows what is true.
    pub fn finish_chapter(&mut self, chapter: &Path) -> Result<()> {
        let mut lines: Vec<String> = directories::read(chapter)?.lines().map(str::to_owned).collect();
        for (block, text) in self.corrections.drain(..).rev() {
            let first = block.line - 1;
            lines.splice(first..first + block.text.lines().count(), text.lines().map(str::to_owned));
            fs::write(chapter, lines.join("\n") + "\n")?;
        }
        if !self.uncompiled.is_empty() {
            return Err(Failure::new(format!("nothing compiles {:?} of {}", self.uncompiled, chapter.display())));
        }
        match self.last.take() {
            Some(output) if !output.succeeded() => Err(Failure::new(format!("{}{}", output.stdout, output.stderr))),
            _ => Ok(()),
        }
    }

    fn cargo(&self, arguments: &[&str], variable: Option<(&str, &str)>) -> Result<Output> {
        let mut command = command::isolated(env!("CARGO"), &self.current);
        command.args(arguments).envs(self.cargo_variables()).envs(variable);
        command::run(&mut command)
    }

    /// Whatever is compiled goes where the workspace's crates are compiled already.
    fn cargo_variables(&self) -> Vec<(String, String)> {
        let mut variables: Vec<(String, String)> =
            CARGO.iter().filter_map(|name| Some(((*name).to_owned(), env::var(name).ok()?))).collect();
        variables.push(("CARGO_TARGET_DIR".to_owned(), directories::target().display().to_string()));
        variables.push(("CARGO_NET_OFFLINE".to_owned(), "true".to_owned()));
        variables.push(("CARGO_PROFILE_DEV_DEBUG".to_owned(), "line-tables-only".to_owned()));
        if let (Err(_), Ok(home)) = (env::var("CARGO_HOME"), env::var("HOME")) {
            variables.push(("CARGO_HOME".to_owned(), format!("{home}/.cargo")));
        }
        if let (Err(_), Ok(home)) = (env::var("RUSTUP_HOME"), env::var("HOME")) {
            variables.push(("RUSTUP_HOME".to_owned(), format!("{home}/.rustup")));
        }
        variables
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        // what is left behind would only take room
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Whether a command has cargo compile a file of the crate.
fn compiles(words: &[&str], file: &str) -> bool {
    let mut words = words.iter().copied().skip_while(|word| *word != "cargo").take_while(|word| *word != "--");
    let tests = words.clone().any(|word| word == "test");
    match file.split_once('/') {
        Some(("examples", example)) => tests || words.any(|word| example.strip_suffix(".rs") == Some(word)),
        Some(("tests", _)) => tests,
        _ => words.any(|word| ["run", "test"].contains(&word)),
    }
}

/// All files of a folder with what is in them; none where there is no folder.
fn files(folder: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>> {
    let mut found = BTreeMap::new();
    if !folder.exists() {
        return Ok(found);
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.append(&mut files(&path)?);
        } else {
            let content = fs::read(&path)?;
            found.insert(path, content);
        }
    }
    Ok(found)
}

/// The toolkit's version, as the tests pin it.
fn pinned_toolkit() -> Result<String> {
    let package = directories::read_json(&directories::tests().join("node/package.json"))?;
    Ok(package["devDependencies"]["aws-cdk"].as_str().unwrap_or_default().to_owned())
}

/// Without what is different each time: how long something took, and the number of a thread that panics.
fn masked(text: &str) -> String {
    let mut masked = String::new();
    for (number, part) in text.split(" ms").enumerate() {
        if number > 0 {
            masked.truncate(masked.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').len());
            masked.push_str("N ms");
        }
        masked.push_str(part);
    }
    match masked.split_once("thread 'main' (") {
        Some((before, after)) => {
            let after = after.trim_start_matches(|c: char| c.is_ascii_digit());
            format!("{before}thread 'main' (1{after}")
        }
        None => masked,
    }
}
