//! Snapshots: a template beside the one that was looked at last.

use std::fs;
use std::io;
use std::path::Path;
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use regex::Regex;
use serde_json::Value as Json;

use crate::failure::fail;
use crate::render::{difference, pretty};
use crate::template::Template;

/// Set to anything, it writes the snapshots anew.
const REFRESH: &str = "PURLIN_REFRESH";
/// What stands for a hash.
const HASH: &str = "<hash>";

/// Compares a template with the one in a file, by line. Hashes of assets are masked, so that a change of a script or an
/// image does not show.
///
/// A relative path starts at the package, whose directory `cargo test` runs its tests in. With the environment variable
/// `PURLIN_REFRESH` set, the file is written instead, as a whole or not at all.
///
/// ```no_run
/// use purlin_assertions::{Template, assert_snapshot};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Storage", purlin_core::StackProps::new());
///
/// assert_snapshot("tests/snapshots/storage.json", &Template::of(&stack));
/// ```
///
/// # Panics
///
/// If the two differ, with the lines in which they do, or if there is no file yet.
#[track_caller]
pub fn assert_snapshot(path: impl AsRef<Path>, template: &Template) {
    let path = path.as_ref();
    let found = pretty(&masked(template.as_json()));
    if std::env::var_os(REFRESH).is_some() {
        if let Err(error) = write_whole(path, &found) {
            fail(&format!("cannot write `{}`: {error}", path.display()));
        }
        return;
    }
    let shown = path.display();
    match fs::read_to_string(path).map(|text| text.replace("\r\n", "\n")) {
        Ok(expected) if expected == found => {}
        Ok(expected) => fail(&format!(
            "the template differs from `{shown}`; if it should, run the test with {REFRESH}=1 and look at the change\n\
             (- expected, + found)\n{}",
            difference(&expected, &found)
        )),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            fail(&format!("there is no snapshot `{shown}` yet; run the test with {REFRESH}=1 to write it"))
        }
        Err(error) => fail(&format!("cannot read `{shown}`: {error}")),
    }
}

/// A copy of a document in which every hash of 64 hexadecimal digits within a text is `<hash>`: object keys of assets, tags
/// of images, and whatever else changes with the content of files. For snapshots of one's own.
///
/// ```
/// use purlin_assertions::masked;
/// use serde_json::json;
///
/// let key = format!("{}.zip", "0123456789abcdef".repeat(4));
/// assert_eq!(masked(&json!({ "S3Key": key })), json!({ "S3Key": "<hash>.zip" }));
/// ```
pub fn masked(document: &Json) -> Json {
    match Regex::new(r"\b[0-9a-f]{64}\b") {
        Ok(hash) => masked_by(document, &hash),
        Err(_) => document.clone(),
    }
}

fn masked_by(value: &Json, hash: &Regex) -> Json {
    match value {
        Json::String(text) => Json::String(hash.replace_all(text, HASH).into_owned()),
        Json::Array(items) => Json::Array(items.iter().map(|item| masked_by(item, hash)).collect()),
        Json::Object(entries) => {
            Json::Object(entries.iter().map(|(key, value)| (key.clone(), masked_by(value, hash))).collect())
        }
        other => other.clone(),
    }
}

/// Writes beside the file first: a test that is interrupted leaves the old one.
fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)?;
    }
    let suffix = format!(".{}-{}.new", process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    let written = fs::write(&name, text).and_then(|()| fs::rename(&name, path));
    if written.is_err() {
        // Nothing more can be done about a file that cannot be removed.
        let _ = fs::remove_file(&name);
    }
    written
}
