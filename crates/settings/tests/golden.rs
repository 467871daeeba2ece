//! Findings as people read them: each `golden/*.yaml` beside the text that it gives.
//! `PURLIN_REFRESH=1 cargo test -p purlin-settings` writes the texts anew.

#![allow(clippy::unwrap_used)]

mod example;

use std::fs;
use std::path::Path;

use example::{Flat, Hybrid};
use purlin_core::Findings;
use purlin_settings::{SettingsFile, file_schema};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");

/// Files named `flat-` are flat, the others have sections.
fn outcome(name: &str, bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    let read = SettingsFile::read(&path).and_then(|file| {
        if name.starts_with("flat-") {
            return file.root::<Flat>().map(|settings| format!("{settings:#?}"));
        }
        let mut findings = file.check_sections(&["hybrid", "self-hosted"]).err().unwrap_or_default();
        match file.section::<Hybrid>("hybrid") {
            Ok(settings) if findings.is_empty() => return Ok(format!("{settings:#?}")),
            Ok(_) => {}
            Err(more) => findings.extend(more),
        }
        Err(findings)
    });
    let text = read.unwrap_or_else(|findings: Findings| {
        assert!(
            !findings.is_empty() && findings.iter().all(|finding| finding.place.is_some() && finding.help.is_some())
        );
        findings.to_string()
    });
    text.replace(&path.display().to_string(), name) + "\n"
}

fn compare(expected: &Path, found: &str) -> Option<String> {
    if std::env::var_os("PURLIN_REFRESH").is_some() {
        fs::write(expected, found).unwrap();
    }
    let text = fs::read_to_string(expected).unwrap_or_default();
    (text != found).then(|| format!("{} should be:\n{found}", expected.display()))
}

#[test]
fn every_input_gives_its_text() {
    let mut inputs: Vec<_> = fs::read_dir(FOLDER).unwrap().map(|entry| entry.unwrap().path()).collect();
    inputs.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    inputs.sort();
    assert!(inputs.len() > 20);
    let differences: Vec<_> = inputs
        .iter()
        .filter_map(|input| {
            let name = input.file_name().unwrap().to_str().unwrap();
            compare(&input.with_extension("txt"), &outcome(name, &fs::read(input).unwrap()))
        })
        .collect();
    assert!(differences.is_empty(), "{}", differences.join("\n\n"));
}

#[test]
fn the_schema_is_as_written() {
    let schema = file_schema([("hybrid", Hybrid::schema()), ("flat", Flat::schema())]);
    let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
    let difference = compare(&Path::new(FOLDER).join("schema.json"), &text);
    assert!(difference.is_none(), "{}", difference.unwrap());
}
