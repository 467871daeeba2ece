//! The apps of the workspace.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::{Failure, Result, directories};

/// The binary of an app, built if need be. It belongs to another package, so that cargo has to be asked for it.
pub fn binary(app: &str) -> Result<PathBuf> {
    built(app, Command::new(cargo()).arg("build"))
}

/// The binary of an app with AWS's own engine in `check`. It is built in a directory of its own, so that its features do not make
/// anything else be built again, and without what debuggers want, which would be most of the work.
///
/// The engine's crates ask for a newer Rust than the workspace does, and compile with this one.
pub fn binary_with_engine(app: &str) -> Result<PathBuf> {
    let mut cargo = Command::new(cargo());
    cargo.env("CARGO_TARGET_DIR", directories::target().join("validate")).env("CARGO_PROFILE_DEV_DEBUG", "false");
    built(app, cargo.args(["build", "--features", "validate", "--ignore-rust-version"]))
}

fn cargo() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

fn built(app: &str, cargo: &mut Command) -> Result<PathBuf> {
    let output = cargo
        .args(["--quiet", "--package", app, "--bin", app, "--message-format", "json"])
        .current_dir(directories::workspace())
        .output()?;
    if !output.status.success() {
        return Err(Failure::new(String::from_utf8_lossy(&output.stderr)));
    }
    let messages = String::from_utf8_lossy(&output.stdout).into_owned();
    let executable = messages.lines().find_map(|line| {
        let message: Value = serde_json::from_str(line).ok()?;
        message["executable"].as_str().map(PathBuf::from)
    });
    executable.ok_or_else(|| Failure::new("cargo names no executable"))
}
