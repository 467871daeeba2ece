//! Makes modules of the Rust programs that stand for themselves in the guide.

#[allow(dead_code, reason = "the crate itself uses the rest")]
#[path = "src/markdown.rs"]
mod markdown;

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={}", markdown::directory().display());
    println!("cargo::rerun-if-changed=src/markdown.rs");
    let output = env::var("OUT_DIR")?;
    let mut programs = BTreeMap::new();
    for chapter in markdown::chapters()? {
        for block in markdown::blocks(&chapter)?.into_iter().filter(markdown::Block::is_program) {
            let place = format!("{}:{}", chapter.display(), block.line);
            let name = block.program_name();
            // the guide's programs are whole, and `main` is called from outside here
            let text = format!("\n{}", block.text);
            let Some((before, after)) = text.split_once("\nfn main() -> ExitCode {\n") else {
                return Err(format!("{place}: the program has no `fn main() -> ExitCode {{`").into());
            };
            let file = Path::new(&output).join(format!("{name}.rs"));
            fs::write(&file, format!("{before}\npub fn main() -> ExitCode {{\n{after}"))?;
            if programs.insert(name, file).is_some() {
                return Err(format!("{place}: there is another Rust program below this heading").into());
            }
        }
    }
    let mut source = String::new();
    for (name, file) in &programs {
        source.push_str(&format!("#[path = {file:?}]\nmod {name};\n"));
    }
    let calls: String = programs.keys().map(|name| format!("(\"{name}\", {name}::main), ")).collect();
    source.push_str(&format!("const PROGRAMS: &[Program] = &[{calls}];\n"));
    fs::write(Path::new(&output).join("programs.rs"), source)?;
    Ok(())
}
