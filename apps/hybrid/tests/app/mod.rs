//! The app as its users run it.

#![allow(dead_code, reason = "each test file uses a part")]
#![allow(clippy::panic, clippy::unwrap_used, reason = "in tests, helpers included")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

/// What has to be written, in four lines.
pub const LEAST: &str = "\
# Settings of a test.
hybrid:
  queue_address: example.vqueue.net
  assume_user: arn:aws:iam::905675611115:user/example
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

    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub fn run(&self, arguments: &[&str]) -> Outcome {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hybrid"));
        command.current_dir(self.directory.path()).args(arguments);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("CDK_") {
                command.env_remove(name);
            }
        }
        let output = command.output().unwrap();
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

/// The template that these lines lead to, beside what has to be written.
pub fn template(lines: &str) -> Value {
    let directory = Directory::with(&format!("{LEAST}{lines}"));
    let outcome = directory.run(&["synth"]);
    assert_eq!(outcome.status, 0, "{}", outcome.stderr);
    directory.json("Valohai-Hybrid.template.json")
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

/// The file that stands at the root of the repository.
pub fn repository_file(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name);
    fs::read_to_string(path).unwrap()
}
