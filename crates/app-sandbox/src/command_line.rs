//! What every app does on the command line: each function fails unless it does.

use std::collections::BTreeSet;

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
