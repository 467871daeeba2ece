//! The README's tables name what there is: constructs, statements, files and settings.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

use std::collections::BTreeSet;
use std::path::Path;

use purlin_core::{App, Construct, Environment, Stack, StackProps};
use purlin_determined::{DeterminedCluster, DeterminedProps, ResourcePool};

const README: &str = include_str!("../README.md");

/// What stands in backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The rows of the table that begins like this.
fn rows(start: &str) -> Vec<Vec<&'static str>> {
    let table = README.lines().skip_while(|line| !line.starts_with(start)).skip(2);
    let rows = table.take_while(|line| line.starts_with('|'));
    rows.map(|row| row.trim_matches('|').split(" | ").map(str::trim).collect()).collect()
}

/// The template with everything that a row may name, and the ids of its constructs.
fn cluster() -> (String, BTreeSet<String>) {
    let app = App::new();
    let environment = Environment::new("123456789012", "eu-west-1");
    let stack = Stack::new(&app, "Stack", StackProps::new().environment(environment));
    let pools = [ResourcePool::compute("spot", "g5.xlarge").spot(true)];
    let cluster = DeterminedCluster::new(&stack, "Determined", DeterminedProps::new().resource_pools(pools));
    let ids = cluster.scope().children().iter().map(|child| child.id().to_string()).collect();
    (app.synth().unwrap().template("Stack").unwrap().to_string(), ids)
}

fn is_setting(name: &str) -> bool {
    let sources = [include_str!("../src/props.rs"), include_str!("../src/resource_pool.rs")];
    let of_app = ["termination_protection", "tags"];
    sources.iter().any(|source| source.contains(&format!(" {name}: "))) || of_app.contains(&name)
}

#[test]
fn the_table_has_a_row_for_everything() {
    let rows = rows("| The guide |");
    assert!(rows.len() > 35, "{rows:?}");
    for line in
        ["`ec2:RunInstances`", "port 22", "`s3:*`", "docker network", "`master.yaml`", "spot requests", "200 GB"]
    {
        assert!(rows.iter().any(|row| row[0].contains(line)), "{line}");
    }
}

#[test]
fn what_the_table_names_is_there() {
    let (template, ids) = cluster();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let is_file = |name: &str| [name.to_owned(), format!("{name}.rs")].iter().any(|name| source.join(name).exists());
    let mut constructs = 0;
    for row in rows("| The guide |") {
        let (made, files) = row[1].rsplit_once(" (").unwrap();
        for name in quoted(made) {
            let is_statement = template.contains(&format!("\"Sid\": \"{name}\""));
            let is_output = template.contains(&format!("\"Determined{name}\""));
            assert!(
                ids.contains(name) || is_statement || is_output || is_setting(name),
                "there is no `{name}`: {ids:?}"
            );
            constructs += 1;
        }
        for file in quoted(files) {
            assert!(is_file(file), "there is no file `{file}`");
        }
    }
    assert!(constructs > 50, "{constructs}");
}

/// Every statement of a role is in the table, so that none is allowed without a reason.
#[test]
fn what_is_allowed_is_in_the_table() {
    let named: BTreeSet<&str> =
        rows("| The guide |").into_iter().flat_map(|row| quoted(row[1]).collect::<Vec<_>>()).collect();
    let policies = include_str!("../src/policies.rs");
    let managing = policies.split("const MANAGE_AGENTS").nth(1).and_then(|rest| rest.split("const BOOT_MASTER").next());
    let statements = managing.unwrap().split('"').skip(1).step_by(2);
    let statements: Vec<&str> = statements.filter(|text| text.chars().all(|c| c.is_ascii_alphabetic())).collect();
    assert!(statements.len() > 12, "{statements:?}");
    for statement in statements.into_iter().filter(|text| text.starts_with(|c: char| c.is_ascii_uppercase())) {
        assert!(
            named.contains(statement) || ["RunInstances", "RequestSpotInstances"].contains(&statement),
            "{statement}"
        );
    }
}

#[test]
fn settings_of_the_tables_are_properties() {
    let removing = README.split("# Removing it").nth(1).unwrap();
    let block = removing.split("```").nth(1).unwrap();
    let of_block = block.lines().filter_map(|line| line.strip_prefix("  ")?.split_once(':')).map(|(name, _)| name);
    let tables = ["| Setting of a pool |", "| Setting | Default |"].map(rows);
    let of_tables = tables.iter().flatten().flat_map(|row| quoted(row[0]));
    let named: Vec<&str> = of_block.chain(of_tables).collect();
    assert!(named.len() > 35, "{named:?}");
    for name in named {
        assert!(is_setting(name), "there is no setting `{name}`");
    }
}

#[test]
fn every_output_is_told() {
    let told: BTreeSet<&str> =
        rows("| Output |").into_iter().flat_map(|row| quoted(row[0]).collect::<Vec<_>>()).collect();
    let source = include_str!("../src/outputs.rs");
    let outputs = source.split("OutputName::new(").skip(1).filter_map(|rest| rest.split('"').nth(1));
    assert_eq!(outputs.collect::<BTreeSet<_>>(), told);
}
