//! What every app does on the command line: each function fails unless it does.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::{Directory, TestedApp};

/// `synth` writes the assembly, with this number of resources at least, and says so to people alone.
pub fn assert_synth<A: TestedApp>(fewest_resources: usize) {
    let directory = Directory::<A>::with(A::LEAST);
    let outcome = directory.run(&["synth"]);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (0, ""), "{}", outcome.stderr);
    let resources = directory.template()["Resources"].as_object().map_or(0, serde_json::Map::len);
    let told = format!("1 stack with {resources} resources written to cdk.out in ");
    assert!(resources >= fewest_resources && outcome.stderr.contains(&told), "{}", outcome.stderr);
    let stack = &directory.json("manifest.json")["artifacts"][A::stack()];
    assert_eq!(stack["type"], "aws:cloudformation:stack");
    assert_eq!(stack["environment"], "aws://unknown-account/unknown-region");
}

/// `ls` tells the stack, and writes nothing.
pub fn assert_ls<A: TestedApp>() {
    let directory = Directory::<A>::with(A::LEAST);
    let outcome = directory.run(&["ls"]);
    assert_eq!((outcome.status, outcome.stdout), (0, format!("{}\n", A::stack())), "{}", outcome.stderr);
    assert_eq!(directory.files(), ["config.yaml"]);
}

/// `schema` prints one of the whole file, in which the section has every setting that the app knows, even where there is no file.
pub fn assert_schema<A: TestedApp>(section: &str, settings: &BTreeSet<String>) {
    let directory = Directory::<A>::with("");
    let outcome = directory.run(&["schema"]);
    assert_eq!((outcome.status, outcome.stderr.as_str()), (0, ""));
    let schema: Value = serde_json::from_str(&outcome.stdout).unwrap();
    let known = schema["properties"][section]["properties"].as_object().into_iter().flatten();
    assert_eq!(&known.map(|(name, _)| name.clone()).collect::<BTreeSet<_>>(), settings);
    assert_eq!(schema["additionalProperties"], true, "other apps have sections, too");
    let outcome = directory.run(&["schema", "--output", "schema.json"]);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (2, ""), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("redirect it to a file"), "{}", outcome.stderr);
    assert_eq!(directory.files(), ["config.yaml"]);
}

/// Settings files that are not there, or are none, are refused, and commands that there are not.
pub fn assert_wrong_usage<A: TestedApp>() {
    let files = [
        ("other.yaml", "error[no-settings-file]: there is no such settings file\n  --> other.yaml\n"),
        (".", "error[unreadable-settings-file]: "),
    ];
    let directory = Directory::<A>::with(A::LEAST);
    for (file, told) in files {
        let outcome = directory.run(&["synth", "--config", file]);
        assert_eq!((outcome.status, outcome.stdout.as_str()), (1, ""), "{}", outcome.stderr);
        assert!(outcome.stderr.starts_with(told), "{}", outcome.stderr);
        assert!(outcome.stderr.ends_with("\n1 error: nothing was written\n"), "{}", outcome.stderr);
    }
    assert_eq!(directory.run(&["deploy"]).status, 2);
    assert_eq!(directory.files(), ["config.yaml"]);
}

/// What a command may take on the app; the best of several runs counts, since other work goes on beside them.
const LONGEST: Duration = Duration::from_millis(50);
/// After so many runs that took longer it is not other work that makes it slow.
const RUNS: usize = 40;

/// What commands need to be told; all others are run as they are.
const TOLD: &[(&str, &[&str])] = &[("completion", &["bash"]), ("explain", &["BootstrapVersion"])];
/// The commands that write, and nothing but that.
const WRITING: &[&str] = &["synth", "package"];

/// Every command that the app lists has a help of its own with examples that name the app, and every command that looks does so
/// within [`LONGEST`], writes nothing, and has its results on stdout. `own` are commands of the app's own, which other tests ask.
pub fn assert_commands<A: TestedApp>(own: &[&str]) {
    let directory = Directory::<A>::with(A::LEAST);
    assert_eq!(directory.run(&["synth"]).status, 0);
    let before = directory.files();
    let program = Path::new(A::BINARY).file_stem().unwrap().to_str().unwrap();
    let general = directory.run(&["--help"]);
    assert_eq!((general.status, general.stderr.as_str()), (0, ""));
    let commands = commands(&general.stdout);
    for expected in ["synth", "ls", "tree", "explain", "diff", "diagram", "check", "completion", "schema"] {
        assert!(commands.iter().any(|command| command == expected), "{expected}: {}", general.stdout);
    }
    assert!(general.stdout.lines().count() <= 45, "a help that nobody reads: {}", general.stdout);
    for command in &commands {
        assert_help(&directory, program, command);
        if !WRITING.iter().chain(own).any(|other| other == command) {
            let told = TOLD.iter().find(|(name, _)| name == command).map_or(&[][..], |(_, told)| told);
            let line = [&[command.as_str()], told].concat();
            assert_answers(&directory, &line);
            assert_eq!(directory.files(), before, "{line:?} has written something");
        }
    }
    let version = directory.run(&["--version"]);
    assert_eq!((version.status, version.stderr.as_str()), (0, ""));
    assert!(version.stdout.starts_with(&format!("{program} 0.")), "{}", version.stdout);
}

/// The commands that a general help lists, whatever groups they are in.
fn commands(help: &str) -> Vec<String> {
    let listing = help.split_once("\nCommands").unwrap().1.split_once("\nOptions:").unwrap().0;
    let lines = listing.lines().filter_map(|line| line.strip_prefix("  "));
    lines.filter_map(|line| Some(line.split_once(' ')?.0.to_owned())).collect()
}

fn assert_help<A: TestedApp>(directory: &Directory<A>, program: &str, command: &str) {
    let [help, same] = [[command, "--help"], ["help", command]].map(|arguments| directory.run(&arguments));
    assert_eq!((help.status, help.stderr.as_str()), (0, ""), "{command}");
    assert_eq!(help.stdout, same.stdout);
    let examples = help.stdout.split_once("\nExamples:\n").unwrap_or_else(|| panic!("{command}: {}", help.stdout)).1;
    assert!(examples.contains(&format!("{program} {command}")), "{}", help.stdout);
    assert!(help.stdout.contains(&format!("Usage: {program} {command}")), "{}", help.stdout);
    assert!(help.stdout.contains("--config <FILE>"), "{}", help.stdout);
    assert!(!help.stdout.contains("APP"), "{}", help.stdout);
    // Only what writes takes what says where and how.
    let writes = WRITING.contains(&command);
    assert_eq!(help.stdout.contains("--output <DIRECTORY>"), writes, "{}", help.stdout);
    assert_eq!(help.stdout.contains("--threads"), command == "synth", "{}", help.stdout);
}

fn assert_answers<A: TestedApp>(directory: &Directory<A>, line: &[&str]) {
    let mut best = Duration::MAX;
    for _ in 0..RUNS {
        let started = Instant::now();
        let outcome = directory.run(line);
        best = best.min(started.elapsed());
        assert_eq!(outcome.status, 0, "{line:?}: {}", outcome.stderr);
        assert!(!outcome.stdout.is_empty(), "{line:?} has no result: {}", outcome.stderr);
        if best < LONGEST {
            return;
        }
    }
    panic!("{line:?} takes {best:?}");
}

/// Every command that looks at what is there refuses what is no assembly with a finding that names it, and with status 1.
pub fn assert_bad_subjects<A: TestedApp>() {
    let directory = Directory::<A>::with(A::LEAST);
    assert_eq!(directory.run(&["synth"]).status, 0);
    for (name, text) in [
        ("empty", ""),
        ("list.yaml", "- 1\n"),
        ("broken.yaml", "Resources: [\n"),
        ("twice.yaml", "Resources: {}\n---\nResources: {}\n"),
        ("cut.json", "{\"Resources\": {\"A\""),
        ("number.json", "7"),
        ("settings.json", "{\"app\": \"x\"}"),
    ] {
        directory.write(name, text);
    }
    for (name, manifest) in [
        ("nothing", None),
        ("text", Some("no json")),
        ("bare", Some("{}")),
        ("odd", Some("{\"artifacts\": [1]}")),
        (
            "lost",
            Some(
                "{\"artifacts\": {\"A\": {\"type\": \"aws:cloudformation:stack\", \"properties\": {\"templateFile\": \"a\"}}}}",
            ),
        ),
        (
            "endless",
            Some(
                "{\"artifacts\": {\"A\": {\"type\": \"cdk:cloud-assembly\", \"properties\": {\"directoryName\": \".\"}}}}",
            ),
        ),
    ] {
        std::fs::create_dir(directory.path(name)).unwrap();
        if let Some(manifest) = manifest {
            std::fs::write(directory.path(name).join("manifest.json"), manifest).unwrap();
        }
    }
    std::fs::write(directory.path("bytes"), [0xff, 0xfe, 0x00]).unwrap();
    let before = directory.files();
    let names = before.iter().map(String::as_str).filter(|name| !matches!(*name, "cdk.out" | "config.yaml"));
    let names: Vec<&str> =
        names.chain(["missing", "missing/too", "config.yaml", "config.yaml/x", "/dev/null"]).collect();
    let commands = commands(&directory.run(&["--help"]).stdout);
    let looking: Vec<&String> = (commands.iter())
        .filter(|command| directory.run(&[command.as_str(), "--help"]).stdout.contains("--app <PATH>"))
        .collect();
    assert!(looking.len() >= 3, "{looking:?}");
    for command in looking {
        let told = TOLD.iter().find(|(name, _)| name == command).map_or(&[][..], |(_, told)| told);
        for name in &names {
            let line = [&[command.as_str()], told, &["--app", name]].concat();
            let outcome = directory.run(&line);
            assert_eq!(outcome.status, 1, "{line:?}: {}{}", outcome.stdout, outcome.stderr);
            // Findings are what `check` has for results.
            let (found, other) = match command.as_str() {
                "check" => (&outcome.stdout, &outcome.stderr),
                _ => (&outcome.stderr, &outcome.stdout),
            };
            assert!(found.starts_with("error[") && found.contains("  help: "), "{line:?}: {found}");
            assert!(found.contains(&format!("  --> {name}")), "{line:?}: {found}");
            assert_eq!(other, "", "{line:?}");
        }
        assert_eq!(directory.run(&[command, "--app", ""]).status, 2);
    }
    assert_eq!(directory.files(), before);
}
