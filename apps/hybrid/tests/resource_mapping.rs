//! The command `resource-mapping` as its users run it.

mod app;

use std::fs;
use std::path::Path;

use app::{Directory, LEAST};
use serde_json::Value;

/// What takes over the installation of the Terraform module.
const SETTINGS: &str = "  existing_key_pair: valohai-example-eu-west-1
  secret_name: ValohaiRedisSecret-20230405060708091011121314
  zones: [eu-west-1a, eu-west-1b, eu-west-1c]
  queue_image: ami-0fedcba9876543210
";

/// A file of an installation that was made otherwise.
fn installation(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../crates/hybrid-workers/tests/installations").join(name);
    path.to_string_lossy().into_owned()
}

#[test]
fn the_mapping_goes_to_stdout_and_what_is_worth_knowing_to_stderr() {
    let directory = Directory::with(&format!("{LEAST}{SETTINGS}"));
    let outcome = directory.run(&["resource-mapping", &installation("terraform.tfstate")]);
    assert_eq!(outcome.status, 0, "{}", outcome.stderr);
    let mapping: Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!(mapping.as_object().unwrap().len(), 18);
    assert!(outcome.stderr.contains("warning[not-looked-for]"), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("info[not-imported]"), "{}", outcome.stderr);
    let quiet = directory.run(&["--quiet", "resource-mapping", &installation("terraform.tfstate")]);
    assert_eq!(quiet.stdout, outcome.stdout);
    assert!(quiet.stderr.contains("warning[not-looked-for]") && !quiet.stderr.contains("info["), "{}", quiet.stderr);
    assert_eq!(directory.files(), ["config.yaml"]);
}

#[test]
fn the_mapping_is_of_the_template_that_is_imported() {
    let directory = Directory::with(&format!("{LEAST}{SETTINGS}  importing: true\n"));
    let outcome = directory.run(&["synth"]);
    assert!(outcome.stderr.contains("warning[importing]"), "{}", outcome.stderr);
    let outcome = directory.run(&["resource-mapping", &installation("terraform.tfstate")]);
    let mapping: Value = serde_json::from_str(&outcome.stdout).unwrap();
    let template = directory.json("Valohai-Hybrid.template.json");
    for id in mapping.as_object().unwrap().keys() {
        assert_eq!(template["Resources"][id]["DeletionPolicy"], "Retain", "{id}");
    }
}

#[test]
fn with_a_mistake_nothing_is_printed() {
    let directory = Directory::with(LEAST);
    let outcome = directory.run(&["resource-mapping", &installation("terraform.tfstate")]);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (1, ""));
    assert!(outcome.stderr.contains("help: set `zones: [eu-west-1a, eu-west-1b, eu-west-1c]`"), "{}", outcome.stderr);
    assert!(outcome.stderr.ends_with("\n4 errors\n"), "{}", outcome.stderr);
}

#[test]
fn files_that_cannot_be_read_are_told() {
    let directory = Directory::with(LEAST);
    fs::write(directory.path("bytes.json"), [0x80, 0x81]).unwrap();
    let outcome = directory.run(&["resource-mapping", "missing.json", "bytes.json"]);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (1, ""));
    for file in ["missing.json", "bytes.json"] {
        assert!(outcome.stderr.contains("cannot be read") && outcome.stderr.contains(&format!("--> {file}\n")));
    }
}

/// As PowerShell writes what a program prints.
#[test]
fn a_file_may_be_utf_16() {
    let directory = Directory::with(&format!("{LEAST}{SETTINGS}"));
    let text = fs::read_to_string(installation("terraform.tfstate")).unwrap();
    let bytes: Vec<u8> = "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    fs::write(directory.path("state.json"), bytes).unwrap();
    let outcome = directory.run(&["resource-mapping", "state.json"]);
    assert_eq!(outcome.status, 0, "{}", outcome.stderr);
}

#[test]
fn without_a_file_the_command_line_is_wrong() {
    let directory = Directory::with(LEAST);
    let outcome = directory.run(&["resource-mapping"]);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (2, ""));
    assert!(outcome.stderr.contains("<FILE>..."), "{}", outcome.stderr);
    let help = directory.run(&["--help"]);
    assert!(help.stdout.contains("Print the mapping by which `cdk import` takes over"), "{}", help.stdout);
}

#[test]
fn an_output_directory_is_wrong_usage() {
    let directory = Directory::with(&format!("{LEAST}{SETTINGS}"));
    let state = installation("terraform.tfstate");
    for arguments in
        [["-o", "mapping.json", "resource-mapping", &state], ["resource-mapping", &state, "-o", "mapping.json"]]
    {
        let outcome = directory.run(&arguments);
        assert_eq!((outcome.status, outcome.stdout.as_str()), (2, ""));
        assert!(outcome.stderr.contains("leave out `--output`, and redirect it to a file"), "{}", outcome.stderr);
    }
}

#[test]
fn what_is_not_there_may_be_made() {
    let directory = Directory::with(&format!("{LEAST}{SETTINGS}"));
    let state = fs::read_to_string(installation("terraform.tfstate")).unwrap();
    let mut state: Value = serde_json::from_str(&state).unwrap();
    state["resources"].as_array_mut().unwrap().retain(|resource| resource["type"] != "aws_instance");
    fs::write(directory.path("state.json"), state.to_string()).unwrap();
    let refused = directory.run(&["resource-mapping", "state.json"]);
    assert!(refused.stderr.contains("`--without valohai-queue`"), "{}", refused.stderr);
    let outcome = directory.run(&["resource-mapping", "state.json", "--without", "valohai-queue"]);
    assert_eq!(outcome.status, 0, "{}", outcome.stderr);
}
