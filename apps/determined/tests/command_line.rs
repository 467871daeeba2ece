//! The app's commands, and what it does when it cannot begin.

mod app;

use app::{Directory, LEAST, template_of};

#[test]
fn synth_writes_the_assembly() {
    let directory = Directory::with(LEAST);
    let outcome = directory.run(&["synth"]);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (0, ""), "{}", outcome.stderr);
    let resources = template_of(&directory)["Resources"].as_object().map_or(0, serde_json::Map::len);
    let told = format!("1 stack with {resources} resources written to cdk.out in ");
    assert!(resources > 20 && outcome.stderr.contains(&told), "{}", outcome.stderr);
    let manifest = directory.json("manifest.json");
    assert_eq!(manifest["artifacts"]["Determined"]["type"], "aws:cloudformation:stack");
    assert_eq!(manifest["artifacts"]["Determined"]["environment"], "aws://unknown-account/unknown-region");
}

#[test]
fn ls_lists_the_stack() {
    let directory = Directory::with(LEAST);
    let outcome = directory.run(&["ls"]);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (0, "Determined\n"), "{}", outcome.stderr);
    assert_eq!(directory.files(), ["config.yaml"]);
}

#[test]
fn a_file_that_is_not_there_is_told() {
    let directory = Directory::with(LEAST);
    let outcome = directory.run(&["synth", "--config", "other.yaml"]);
    assert_eq!(outcome.status, 1);
    assert!(
        outcome.stderr.starts_with("error[no-settings-file]: there is no such settings file\n  --> other.yaml\n"),
        "{}",
        outcome.stderr
    );
    assert!(outcome.stderr.ends_with("\n1 error: nothing was written\n"), "{}", outcome.stderr);
    assert_eq!(directory.files(), ["config.yaml"]);
}

#[test]
fn a_file_that_cannot_be_read_is_told() {
    let directory = Directory::with(LEAST);
    let outcome = directory.run(&["synth", "--config", "."]);
    assert_eq!(outcome.status, 1);
    assert!(outcome.stderr.starts_with("error[unreadable-settings-file]: "), "{}", outcome.stderr);
    assert_eq!(directory.files(), ["config.yaml"]);
}

#[test]
fn an_unknown_command_is_wrong_usage() {
    let directory = Directory::with(LEAST);
    assert_eq!(directory.run(&["deploy"]).status, 2);
}
