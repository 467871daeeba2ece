//! The app's commands, and what it does when it cannot begin.

mod app;

use app::{Directory, LEAST, repository_file};

#[test]
fn synth_writes_the_assembly() {
    let directory = Directory::with(LEAST);
    let outcome = directory.run(&["synth"]);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (0, ""), "{}", outcome.stderr);
    assert!(outcome.stderr.starts_with("1 stack with 26 resources written to cdk.out in "), "{}", outcome.stderr);
    let manifest = directory.json("manifest.json");
    assert_eq!(manifest["artifacts"]["Valohai-Hybrid"]["type"], "aws:cloudformation:stack");
    assert_eq!(manifest["artifacts"]["Valohai-Hybrid"]["environment"], "aws://unknown-account/unknown-region");
}

#[test]
fn the_repository_s_own_settings_work() {
    let directory = Directory::with(&repository_file("config.yaml"));
    let outcome = directory.run(&["synth"]);
    assert_eq!(outcome.status, 0, "{}", outcome.stderr);
    let with_defaults = Directory::with(LEAST);
    with_defaults.run(&["synth"]);
    let name = "Valohai-Hybrid.template.json";
    assert_eq!(directory.json(name), with_defaults.json(name));
}

#[test]
fn the_repository_s_cdk_json_runs_the_app() {
    let json: serde_json::Value = serde_json::from_str(&repository_file("cdk.json")).unwrap();
    assert_eq!(json["app"], "cargo run --quiet --bin hybrid");
}

#[test]
fn every_comment_of_the_repository_s_settings_can_be_uncommented() {
    let mut text = String::new();
    let whole = repository_file("config.yaml");
    let hybrid = whole
        .lines()
        .skip_while(|line| *line != "hybrid:")
        .take_while(|line| *line == "hybrid:" || line.is_empty() || line.starts_with(' '));
    for line in hybrid {
        // Settings that exclude each other, or stand for something longer, stay comments.
        let commented = line.trim_start().strip_prefix("# ").filter(|rest| {
            let name = rest.trim_start().split(':').next().unwrap_or_default();
            let setting = rest.contains(':') && name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
            setting && !["zone_count", "public_key"].contains(&name)
        });
        match commented {
            Some(rest) => text.push_str(&format!("  {rest}\n")),
            None => text.push_str(&format!("{line}\n")),
        }
    }
    let directory = Directory::with(&text);
    let outcome = directory.run(&["ls"]);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (0, "Valohai-Hybrid\n"), "{}\n{text}", outcome.stderr);
    assert!(
        text.contains("\n  allow_untagged_workers: false\n") && text.contains("\n    team: machine-learning\n"),
        "{text}"
    );
}

#[test]
fn ls_lists_the_stack() {
    let directory = Directory::with(LEAST);
    let outcome = directory.run(&["ls"]);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (0, "Valohai-Hybrid\n"), "{}", outcome.stderr);
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
