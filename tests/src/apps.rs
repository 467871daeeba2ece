//! The apps of the workspace.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::{Failure, Result, directories};

/// The binary of an app, built if need be. It belongs to another package, so that cargo has to be asked for it.
pub fn binary(app: &str) -> Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["build", "--quiet", "--package", app, "--bin", app, "--message-format", "json"])
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
