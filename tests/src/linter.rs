//! Linters: AWS's own for templates, and ShellCheck for the scripts that instances run.

use std::path::PathBuf;

use serde_json::Value;

use crate::{Failure, Result, command, directories, tools};

/// One thing a linter found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's id. Those of cfn-lint begin with E for errors, W for warnings, I for information; those of ShellCheck
    /// with SC.
    pub rule: String,
    /// What is wrong.
    pub message: String,
    /// The file.
    pub file: String,
    /// Where in the file: in a template as a path with slashes, in a script as `line:column`.
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

/// Runs ShellCheck over scripts and returns everything it found, matters of style too.
///
/// A script's shell is that of its first line; a script that names none is a finding.
pub fn shellcheck(scripts: &[PathBuf]) -> Result<Vec<Finding>> {
    let home = directories::passing_dir()?;
    let mut command = tools::install()?.shellcheck(home.path());
    command.args(["--norc", "--format", "json1", "--"]).args(scripts);
    let output = command::run(&mut command)?;
    // 0 and 1 tell whether anything was found; all others, that not every file was read
    if !matches!(output.status, Some(0 | 1)) {
        return output.stdout_of_success("shellcheck").map(|_| Vec::new());
    }
    let found: Value = serde_json::from_str(&output.stdout)?;
    Ok(found["comments"].as_array().into_iter().flatten().map(finding_in_script).collect())
}

/// [`shellcheck`] for a script that is in no file, such as an instance's user data.
pub fn shellcheck_text(script: &str) -> Result<Vec<Finding>> {
    let home = directories::passing_dir()?;
    let file = home.path().join("script");
    std::fs::write(&file, script).map_err(|error| directories::cannot("write", &file, &error))?;
    shellcheck(&[file])
}

fn finding(found: &Value) -> Finding {
    let path = found["Location"]["Path"].as_array().map(|path| path.iter().map(text).collect::<Vec<_>>().join("/"));
    Finding {
        rule: text(&found["Rule"]["Id"]),
        message: text(&found["Message"]),
        file: text(&found["Filename"]),
        place: path.unwrap_or_default(),
    }
}

fn finding_in_script(found: &Value) -> Finding {
    Finding {
        rule: format!("SC{}", found["code"]),
        message: text(&found["message"]),
        file: text(&found["file"]),
        place: format!("{}:{}", found["line"], found["column"]),
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
