//! Where things are, and directories for tests to work in.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::{Failure, Result};

/// This crate's folder, `tests` of the workspace: fixtures and lock files are below it.
pub fn tests() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The workspace's root.
pub fn workspace() -> PathBuf {
    tests().parent().map_or_else(tests, Path::to_path_buf)
}

/// Cargo's target directory; everything the tests write is below it.
pub fn target() -> PathBuf {
    let configured = env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
    workspace().join(configured)
}

/// An empty directory `target/end-to-end/NAME`.
///
/// What an earlier run left there is removed; what this run leaves stays, to be looked at. Two tests must not use the
/// same name, as they may run at the same time.
pub fn fresh_dir(name: &str) -> Result<PathBuf> {
    let directory = target().join("end-to-end").join(name);
    if directory.exists() {
        fs::remove_dir_all(&directory).map_err(|error| cannot("remove", &directory, &error))?;
    }
    fs::create_dir_all(&directory).map_err(|error| cannot("create", &directory, &error))?;
    Ok(directory)
}

/// An empty directory below `target/end-to-end` that is removed when this is dropped, unless it is kept.
pub fn passing_dir() -> Result<TempDir> {
    let base = target().join("end-to-end");
    fs::create_dir_all(&base).map_err(|error| cannot("create", &base, &error))?;
    TempDir::new_in(&base).map_err(|error| cannot("create a directory in", &base, &error))
}

/// Copies a directory with everything in it; symbolic links are followed.
pub fn copy_dir(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).map_err(|error| cannot("create", to, &error))?;
    for entry in fs::read_dir(from).map_err(|error| cannot("read", from, &error))? {
        let entry = entry?;
        let copy = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_dir(&entry.path(), &copy)?;
        } else {
            fs::copy(entry.path(), &copy).map_err(|error| cannot("write", &copy, &error))?;
        }
    }
    Ok(())
}

/// Reads a file as text.
pub fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).map_err(|error| cannot("read", file, &error))
}

/// Reads a file as JSON.
pub fn read_json(file: &Path) -> Result<serde_json::Value> {
    serde_json::from_str(&read(file)?).map_err(|error| Failure::new(format!("{} is not JSON: {error}", file.display())))
}

pub(crate) fn cannot(verb: &str, path: &Path, error: &dyn std::error::Error) -> Failure {
    Failure::new(format!("cannot {verb} {}: {error}", path.display()))
}
