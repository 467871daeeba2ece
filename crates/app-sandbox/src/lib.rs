#![doc = include_str!("../README.md")]
#![allow(clippy::panic, clippy::unwrap_used, reason = "it fails the tests that use it")]

pub mod command_line;
pub mod shipped_section;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// An app that is tested.
pub trait TestedApp {
    /// Where its binary is.
    const BINARY: &'static str;
    /// The template of its stack, in the assembly.
    const TEMPLATE: &'static str;
    /// What has to be written, in four lines.
    const LEAST: &'static str;

    /// The name of its stack.
    fn stack() -> &'static str {
        Self::TEMPLATE.trim_end_matches(".template.json")
    }
}

/// A directory to run the app in.
pub struct Directory<A> {
    directory: TempDir,
    app: PhantomData<A>,
}

/// What the app left behind.
pub struct Outcome {
    /// Its exit status.
    pub status: i32,
    /// Its results.
    pub stdout: String,
    /// What it told people.
    pub stderr: String,
}

impl<A: TestedApp> Directory<A> {
    /// With this `config.yaml`.
    pub fn with(config: &str) -> Self {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("config.yaml"), config).unwrap();
        Directory { directory, app: PhantomData }
    }

    /// Puts another file beside it.
    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    /// Where a file of this name is.
    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// The app, about to run here, without what the toolkit would have told it.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(A::BINARY);
        command.current_dir(self.directory.path()).args(arguments);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("CDK_") {
                command.env_remove(name);
            }
        }
        command
    }

    /// Runs the app.
    pub fn run(&self, arguments: &[&str]) -> Outcome {
        outcome(self.command(arguments).output().unwrap())
    }

    /// Runs the app with this on its standard input, which it need not read.
    pub fn run_with_input(&self, arguments: &[&str], input: &str) -> Outcome {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        outcome(child.wait_with_output().unwrap())
    }

    /// Runs the app on a terminal, where its results and what it tells people come together. `variables` are set, whatever
    /// they are otherwise.
    ///
    /// Python's standard library has terminals, and tests need Python anyway.
    pub fn run_on_terminal(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Outcome {
        let script = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))";
        let mut command = self.command(&[]);
        let mut python = Command::new("python3");
        python.current_dir(self.directory.path()).args(["-c", script, A::BINARY]).args(arguments);
        for (name, value) in command.env_remove("NO_COLOR").get_envs() {
            match value {
                Some(value) => python.env(name, value),
                None => python.env_remove(name),
            };
        }
        python.env("TERM", "xterm-256color").envs(variables.iter().copied());
        let output = python.stdin(Stdio::null()).output().unwrap();
        assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).unwrap().replace("\r\n", "\n");
        Outcome { status: output.status.code().unwrap(), stdout: text, stderr: String::new() }
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

    /// The template that was written.
    pub fn template(&self) -> Value {
        self.json(A::TEMPLATE)
    }
}

fn outcome(output: Output) -> Outcome {
    let text = |bytes| String::from_utf8(bytes).unwrap().replace("\r\n", "\n");
    Outcome { status: output.status.code().unwrap(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// The template that a file leads to.
pub fn template<A: TestedApp>(config: &str) -> Value {
    let directory = Directory::<A>::with(config);
    let outcome = directory.run(&["synth"]);
    assert_eq!(outcome.status, 0, "{}", outcome.stderr);
    directory.template()
}

/// The manifest that the toolkit gets when it runs the app.
pub fn manifest_for_toolkit<A: TestedApp>(config: &str) -> Value {
    let directory = Directory::<A>::with(config);
    let output = directory.command(&[]).env("CDK_OUTDIR", directory.path("cdk.out")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    directory.json("manifest.json")
}

/// All that can be set where these lines stand, which set something that cannot be, as the app itself tells.
pub fn known_settings<A: TestedApp>(unknown: &str) -> BTreeSet<String> {
    let text = refusal::<A>(unknown);
    let list = text.lines().find_map(|line| line.strip_prefix("  help: its settings are ")).unwrap();
    list.split(", ").map(|name| name.trim_matches('`').to_owned()).collect()
}

/// What is said about these lines, beside what has to be written; they begin at line 5.
pub fn refusal<A: TestedApp>(lines: &str) -> String {
    refusal_of::<A>(&format!("{}{lines}", A::LEAST))
}

/// What is said about a whole file.
pub fn refusal_of<A: TestedApp>(config: &str) -> String {
    let directory = Directory::<A>::with(config);
    let outcome = directory.run(&["synth"]);
    assert_eq!(outcome.status, 1, "{}", outcome.stderr);
    assert_eq!(directory.files(), ["config.yaml"]);
    assert_eq!(outcome.stdout, "");
    outcome.stderr
}

/// The one finding about these lines as users see it: what is wrong, where, and what to do. All that is told, where that is
/// another number of them, so that a comparison shows it.
pub fn told<A: TestedApp>(lines: &str) -> (String, String, String) {
    let text = refusal::<A>(lines);
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
