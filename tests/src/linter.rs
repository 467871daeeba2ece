//! AWS's own linter for templates.

use std::path::PathBuf;

use serde_json::Value;

use crate::{Failure, Result, command, directories, tools};

/// One thing `cfn-lint` found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's id: E for errors, W for warnings, I for information.
    pub rule: String,
    /// What is wrong.
    pub message: String,
    /// The template's file.
    pub file: String,
    /// Where in the template, as a path with slashes.
    pub place: String,
}

/// Runs `cfn-lint` over templates and returns everything it found, warnings too.
pub fn cfn_lint(templates: &[PathBuf]) -> Result<Vec<Finding>> {
    let home = directories::passing_dir()?;
    let mut command = tools::install()?.python(home.path());
    command.args(["-c", "from cfnlint.runner import main; main()", "--format", "json", "--"]).args(templates);
    let output = command::run(&mut command)?;
    // the exit status only tells errors from warnings
    let found: Vec<Value> = serde_json::from_str(&output.stdout)
        .map_err(|error| Failure::new(format!("cfn-lint: {error}\n{}{}", output.stdout, output.stderr)))?;
    Ok(found.iter().map(finding).collect())
}

fn finding(found: &Value) -> Finding {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let path = found["Location"]["Path"].as_array().map(|path| path.iter().map(text).collect::<Vec<_>>().join("/"));
    Finding {
        rule: text(&found["Rule"]["Id"]),
        message: text(&found["Message"]),
        file: text(&found["Filename"]),
        place: path.unwrap_or_default(),
    }
}
