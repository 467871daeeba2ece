//! The scripts that instances of the products boot by, as ShellCheck reads them.

use std::collections::BTreeSet;
use std::fs;

use purlin_tests::{Failure, Result, directories, linter};
use serde_json::Value as Json;

/// Adds the scripts in a part of a template. What is only known during deployment is a word in them.
fn collect(part: &Json, scripts: &mut BTreeSet<String>) {
    match part {
        Json::Object(entries) => {
            if let Some(script) = entries.get("UserData") {
                scripts.insert(text(&script["Fn::Base64"]));
            }
            entries.values().for_each(|value| collect(value, scripts));
        }
        Json::Array(items) => items.iter().for_each(|item| collect(item, scripts)),
        _ => {}
    }
}

fn text(value: &Json) -> String {
    let pieces = value["Fn::Join"][1].as_array().map_or_else(|| vec![value], |pieces| pieces.iter().collect());
    pieces.into_iter().map(|piece| piece.as_str().unwrap_or("known-during-deployment")).collect()
}

/// The crates of products, and what their scripts say.
const PRODUCTS: &[(&str, &[&str])] =
    &[("hybrid-workers", &["valohai-queue: ", "valohai-worker: "]), ("self-hosted", &["valohai-roi: "])];

#[test]
fn every_boot_script_is_in_order() -> Result<()> {
    let home = tempfile::tempdir()?;
    let mut files = Vec::new();
    for (product, words) in PRODUCTS {
        let folder = directories::workspace().join(format!("crates/{product}/tests/golden"));
        let mut scripts = BTreeSet::new();
        for entry in fs::read_dir(folder)? {
            collect(&serde_json::from_slice(&fs::read(entry?.path())?)?, &mut scripts);
        }
        for word in *words {
            assert!(scripts.iter().any(|script| script.contains(word)), "no template has a script that says `{word}`");
        }
        for (number, script) in scripts.iter().enumerate() {
            let file = home.path().join(format!("{product}-{number}"));
            fs::write(&file, script)?;
            files.push(file);
        }
    }
    let found = linter::shellcheck(&files)?;
    match found.is_empty() {
        true => Ok(()),
        false => Err(Failure::new(format!("{found:#?}"))),
    }
}
