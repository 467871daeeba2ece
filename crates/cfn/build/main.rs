//! Generates the modules of the services whose features are on, and the table behind `facts`.

#[allow(dead_code, reason = "tests use the rest")]
mod generator;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, io};

use generator::{facts, families, generate_service, table};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            let _ = io::Write::write_all(&mut io::stderr(), format!("{message}\n").as_bytes());
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let folder = PathBuf::from(variable("CARGO_MANIFEST_DIR")?).join("facts");
    let out = PathBuf::from(variable("OUT_DIR")?);
    tell_cargo(&format!("rerun-if-changed={}", folder.display()))?;

    let mut modules = String::new();
    let mut lines = BTreeMap::new();
    for path in facts_files(&folder)? {
        let text = fs::read_to_string(&path).map_err(|error| at(&path, &error))?;
        let service = facts::parse(&text).map_err(|error| at(&path, &error))?;
        table::add(&mut lines, &service);
        let name = service.module;
        if !is_enabled(families::feature(name)) {
            continue;
        }
        let generated = generate_service(&service).map_err(|error| at(&path, &error))?;
        let file = out.join(format!("{name}.rs"));
        fs::write(&file, generated.source).map_err(|error| at(&file, &error))?;
        modules.push_str(&format!(
            "/// Resource types of `{}`.\n#[allow(unused_qualifications, clippy::all)]\npub mod {} {{ include!(concat!(env!(\"OUT_DIR\"), \"/{name}.rs\")); }}\n",
            service.namespace,
            generator::names::method(name),
        ));
    }
    for (name, text) in [("services.rs", modules), ("table.txt", table::text(&lines))] {
        let file = out.join(name);
        fs::write(&file, text).map_err(|error| at(&file, &error))?;
    }
    Ok(())
}

fn is_enabled(feature: &str) -> bool {
    env::var_os(format!("CARGO_FEATURE_{}", feature.to_ascii_uppercase())).is_some()
}

fn facts_files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| at(folder, &error))? {
        let path = entry.map_err(|error| at(folder, &error))?.path();
        if path.extension().is_some_and(|extension| extension == "txt") && !path.ends_with("index.txt") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn variable(name: &str) -> Result<String, String> {
    env::var(name).map_err(|error| format!("{name}: {error}"))
}

fn tell_cargo(instruction: &str) -> Result<(), String> {
    io::Write::write_all(&mut io::stdout(), format!("cargo:{instruction}\n").as_bytes())
        .map_err(|error| format!("standard output: {error}"))
}

fn at(path: &Path, error: &dyn std::fmt::Display) -> String {
    format!("{}: {error}", path.display())
}
