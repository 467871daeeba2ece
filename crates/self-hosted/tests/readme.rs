//! The README's table names what there is: constructs, statements, files and settings.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

use std::collections::BTreeSet;
use std::path::Path;

use purlin_core::{App, Construct, Environment, Stack, StackProps};
use purlin_self_hosted::{SelfHosted, SelfHostedProps, WorkerGroup};

const README: &str = include_str!("../README.md");

/// What stands in backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// Rows of the table about the Python template's README: what it says, what is made, and where in the source.
fn rows() -> Vec<Vec<&'static str>> {
    let table = README.lines().skip_while(|line| !line.starts_with("| The README |")).skip(2);
    let rows = table.take_while(|line| line.starts_with('|'));
    rows.map(|row| row.trim_matches('|').split(" | ").map(str::trim).collect()).collect()
}

/// The template with everything that a row may name, and the paths of its constructs.
fn installation() -> (String, BTreeSet<String>) {
    let app = App::new();
    let environment = Environment::new("123456789012", "eu-west-1");
    let stack = Stack::new(&app, "Stack", StackProps::new().environment(environment));
    let props = SelfHostedProps::new()
        .domain("https://valohai.example.com")
        .image("ami-0123456789abcdef0")
        .worker_groups([WorkerGroup::new("m5.large")])
        .worker_image("ami-0123456789abcdef1");
    let valohai = SelfHosted::new(&stack, "Valohai", props);
    let ids = valohai.scope().children().iter().map(|child| child.id().to_string()).collect();
    (app.synth().unwrap().template("Stack").unwrap().to_string(), ids)
}

#[test]
fn the_table_has_a_row_for_everything() {
    let rows = rows();
    assert!(rows.len() > 35, "{rows:?}");
    for setting in
        ["lb_subnet_ids", "domain", "`valohai-sg-queue`", "`valohai-multipart-role`", "removing:", "`cdk destroy`"]
    {
        assert!(rows.iter().any(|row| row[0].contains(setting)), "{setting}");
    }
}

#[test]
fn what_the_table_names_is_there() {
    let (template, ids) = installation();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let of_policies = Path::new(env!("CARGO_MANIFEST_DIR")).join("../valohai/src");
    let is_file = |name: &str| {
        let names = [name.to_owned(), format!("{name}.rs")];
        names.iter().any(|name| source.join(name).exists() || of_policies.join(name).exists())
    };
    let mut constructs = 0;
    for row in rows() {
        let (made, files) = row[1].rsplit_once(" (").unwrap_or((row[1], ""));
        for name in quoted(made).filter(|name| name.starts_with(|c: char| c.is_ascii_uppercase())) {
            let statement = format!("\"Sid\": \"{}", name.trim_end_matches('…'));
            assert!(ids.contains(name) || template.contains(&statement), "there is no `{name}`: {ids:?}");
            constructs += 1;
        }
        let here = quoted(files).filter(|name| !name.starts_with("purlin-") && *name != "data_bucket");
        for file in here.filter(|name| !name.contains('/')) {
            assert!(is_file(file), "there is no file `{file}`");
        }
    }
    assert!(constructs > 30, "{constructs}");
}

#[test]
fn settings_of_the_table_are_properties() {
    let source = include_str!("../src/props.rs");
    let of_app =
        ["aws_region", "aws_account_id", "vpc_id", "vpc_name", "default_vpc", "tags", "termination_protection"];
    let removing = README.split("# Removing it").nth(1).unwrap_or_default();
    let block = removing.split("```").nth(1).unwrap_or_default();
    let lines = block.lines().filter_map(|line| line.strip_prefix("  ")?.split_once(':'));
    let named: Vec<&str> = lines.map(|(name, _)| name).collect();
    assert!(named.len() >= 5, "{named:?}");
    for name in named {
        assert!(source.contains(&format!(" {name}: ")) || of_app.contains(&name), "there is no setting `{name}`");
    }
}
