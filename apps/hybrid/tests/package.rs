//! `hybrid package`: the templates for people without the toolkit.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in tests, helpers included")]

mod app;

use std::fs;
use std::path::MAIN_SEPARATOR;

use app::{Directory, Outcome};

/// What no command that reads settings would take.
const BROKEN: &str = "hybrid: [";

const SIX: [&str; 6] = ["iam.yml", "main.yml", "network.yml", "subnet.yml", "s3bucket.yml", "worker-queue.yml"];

const BUCKET: [&str; 6] = ["--bucket", "acme-templates", "--prefix", "hybrid/v1", "--region", "eu-west-1"];

fn package(directory: &Directory, arguments: &[&str]) -> Outcome {
    directory.run(&[&["package"], arguments].concat())
}

/// The paths that are printed for these files.
fn paths(directory: &str, files: &[&str]) -> String {
    files.iter().map(|file| format!("{directory}{MAIN_SEPARATOR}{file}\n")).collect()
}

fn read(directory: &Directory, file: &str) -> String {
    fs::read_to_string(directory.path(file)).unwrap()
}

#[test]
fn six_templates_are_written_whatever_the_settings_are() {
    let directory = Directory::with(BROKEN);
    let outcome = package(&directory, &[]);
    assert_eq!((outcome.status, outcome.stdout), (0, paths("templates", &SIX)), "{}", outcome.stderr);
    assert!(outcome.stderr.starts_with("6 templates with "), "{}", outcome.stderr);
    assert_eq!(outcome.stderr.lines().count(), 1, "{}", outcome.stderr);
    assert_eq!(directory.files(), ["config.yaml", "templates"]);
    let main = read(&directory, "templates/main.yml");
    for child in ["network", "s3bucket", "worker-queue"] {
        assert!(main.contains(&format!("TemplateURL: ./{child}.yml\n")), "{main}");
    }
    assert!(read(&directory, "templates/network.yml").contains("TemplateURL: ./subnet.yml\n"));
}

#[test]
fn for_a_bucket_there_is_a_seventh_and_what_to_do_is_told() {
    let directory = Directory::with(BROKEN);
    let outcome = package(&directory, &[&["-o", "out"], &BUCKET[..]].concat());
    let files = [&SIX[..], &["aws-hybrid-workers.yml"]].concat();
    assert_eq!((outcome.status, outcome.stdout), (0, paths("out", &files)), "{}", outcome.stderr);
    let root = "https://acme-templates.s3.eu-west-1.amazonaws.com/hybrid/v1";
    let main = read(&directory, "out/aws-hybrid-workers.yml");
    assert_eq!(main, read(&directory, "out/main.yml"));
    for child in ["network", "s3bucket", "worker-queue"] {
        assert!(main.contains(&format!("TemplateURL: {root}/{child}.yml\n")), "{main}");
    }
    assert!(read(&directory, "out/network.yml").contains(&format!("TemplateURL: {root}/subnet.yml\n")));
    let upload = "aws s3 sync out s3://acme-templates/hybrid/v1/ --exclude '*' --include '*.yml' --region eu-west-1\n";
    assert!(outcome.stderr.contains(upload), "{}", outcome.stderr);
    let links: Vec<&str> = outcome.stderr.lines().filter(|line| line.contains("/quickcreate?")).collect();
    let [roles, rest] = links[..] else { panic!("{}", outcome.stderr) };
    let link = |file: &str, stack: &str| format!("%2Fhybrid%2Fv1%2F{file}.yml&stackName={stack}");
    assert!(roles.ends_with(&link("iam", "Valohai-Hybrid-IAM")), "{roles}");
    assert!(rest.ends_with(&link("aws-hybrid-workers", "Valohai-Hybrid")), "{rest}");
}

#[test]
fn again_the_same_is_written_and_other_files_stay() {
    let directory = Directory::with(BROKEN);
    package(&directory, &BUCKET);
    let first = read(&directory, "templates/worker-queue.yml");
    fs::write(directory.path("templates/notes.txt"), "mine").unwrap();
    fs::write(directory.path("templates/iam.yml"), "old").unwrap();
    let outcome = package(&directory, &["--quiet"]);
    assert_eq!((outcome.status, outcome.stderr.as_str()), (0, ""));
    assert_eq!(outcome.stdout, paths("templates", &SIX));
    assert_eq!(read(&directory, "templates/worker-queue.yml"), first);
    assert_eq!(read(&directory, "templates/notes.txt"), "mine");
    assert!(read(&directory, "templates/iam.yml").starts_with("# Valohai hybrid workers, 1 of 2"));
}

#[test]
fn a_command_line_that_says_too_little_is_wrong_usage() {
    let directory = Directory::with(BROKEN);
    for (arguments, told) in [
        (&["--bucket", "acme-templates"][..], "--region <REGION>"),
        (&["--region", "eu-west-1"], "--bucket <NAME>"),
        (&["--prefix", "v1"], "--bucket <NAME>"),
        (&["--bucket", "Acme", "--region", "eu-west-1"], "lower-case letters"),
        (&["--bucket", "acme-templates", "--region", "eu-west-9"], "eu-west-9"),
        (&["--bucket", "acme-templates", "--region", "eu-west-1", "--prefix", "a//b"], "name of its own"),
        (&["--stack", "main"], "--stack"),
        (&["main"], "main"),
    ] {
        let outcome = package(&directory, arguments);
        assert_eq!((outcome.status, outcome.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(outcome.stderr.contains(told), "{arguments:?}: {}", outcome.stderr);
    }
    assert_eq!(directory.files(), ["config.yaml"]);
}

#[test]
fn a_directory_that_cannot_be_written_is_told() {
    let directory = Directory::with(BROKEN);
    let outcome = package(&directory, &["-o", "config.yaml"]);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (1, ""), "{}", outcome.stderr);
    assert!(outcome.stderr.starts_with("error[unwritable-output]: "), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("  --> config.yaml\n"), "{}", outcome.stderr);
    assert_eq!(read(&directory, "config.yaml"), BROKEN);
}

#[test]
fn help_tells_of_it() {
    let directory = Directory::with(BROKEN);
    let outcome = directory.run(&["--help"]);
    assert_eq!(outcome.status, 0);
    assert!(outcome.stdout.contains("package"), "{}", outcome.stdout);
    let outcome = package(&directory, &["--help"]);
    assert_eq!(outcome.status, 0);
    for option in ["--bucket", "--prefix", "--region", "--output"] {
        assert!(outcome.stdout.contains(option), "{option}: {}", outcome.stdout);
    }
}
