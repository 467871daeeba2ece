//! The app as its users run it.

#![allow(dead_code, reason = "each test file uses a part")]
#![allow(clippy::panic, clippy::unwrap_used, reason = "in tests, helpers included")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

/// What has to be written, in four lines.
pub const LEAST: &str = "\
# Settings of a test.
self_hosted:
  domain: https://valohai.example.com
  image: ami-0123456789abcdef0
";

/// A directory to run the app in.
pub struct Directory {
    directory: TempDir,
}

/// What the app left behind.
pub struct Outcome {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Directory {
    /// With this `config.yaml`.
    pub fn with(config: &str) -> Self {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("config.yaml"), config).unwrap();
        Directory { directory }
    }

    /// Puts another file beside it.
    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_self-hosted"));
        command.current_dir(self.directory.path()).args(arguments);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("CDK_") {
                command.env_remove(name);
            }
        }
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Outcome {
        let output = self.command(arguments).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap().replace("\r\n", "\n");
        Outcome { status: output.status.code().unwrap(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// The names of all that is there.
    pub fn files(&self) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(self.directory.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    /// A file of the assembly.
    pub fn json(&self, name: &str) -> Value {
        serde_json::from_str(&fs::read_to_string(self.path("cdk.out").join(name)).unwrap()).unwrap()
    }
}

/// The template that a file leads to.
pub fn template(config: &str) -> Value {
    let directory = Directory::with(config);
    let outcome = directory.run(&["synth"]);
    assert_eq!(outcome.status, 0, "{}", outcome.stderr);
    template_of(&directory)
}

/// The template that was written.
pub fn template_of(directory: &Directory) -> Value {
    directory.json("Valohai-Self-Hosted.template.json")
}

/// The manifest that the toolkit gets when it runs the app.
pub fn manifest_for_toolkit(config: &str) -> Value {
    let directory = Directory::with(config);
    let output = directory.command(&[]).env("CDK_OUTDIR", directory.path("cdk.out")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    directory.json("manifest.json")
}

/// All that can be set, as the app itself tells.
pub fn known_settings() -> BTreeSet<String> {
    let text = refusal("  zzzzzzzzzzzzzzzz: 1\n");
    let list = text.lines().find_map(|line| line.strip_prefix("  help: its settings are ")).unwrap();
    list.split(", ").map(|name| name.trim_matches('`').to_owned()).collect()
}

/// What is said about these lines, beside what has to be written; they begin at line 5.
pub fn refusal(lines: &str) -> String {
    refusal_of(&format!("{LEAST}{lines}"))
}

/// What is said about a whole file.
pub fn refusal_of(config: &str) -> String {
    let directory = Directory::with(config);
    let outcome = directory.run(&["synth"]);
    assert_eq!(outcome.status, 1, "{}", outcome.stderr);
    assert_eq!(directory.files(), ["config.yaml"]);
    assert_eq!(outcome.stdout, "");
    outcome.stderr
}

/// The one finding about these lines as users see it: what is wrong, where, and what to do. All that is told, where that is
/// another number of them.
pub fn told(lines: &str) -> (String, String, String) {
    let text = refusal(lines);
    if !text.ends_with("\n1 error: nothing was written\n") {
        return (text, String::new(), String::new());
    }
    let find = |start: &str| text.lines().find_map(|line| line.strip_prefix(start)).unwrap_or_default().to_owned();
    (find("error"), find("  --> "), find("  help: "))
}

/// Rules and places of all findings, in the order in which they are told.
pub fn rules(text: &str) -> Vec<(String, String)> {
    let rule = |line: &str| Some(line.strip_prefix("error[")?.split(']').next()?.to_owned());
    let place = |line: &str| Some(line.strip_prefix("  --> config.yaml:")?.to_owned());
    text.lines().filter_map(rule).zip(text.lines().filter_map(place)).collect()
}

/// The file that stands at the root of the repository.
pub fn repository_file(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name);
    fs::read_to_string(path).unwrap()
}
