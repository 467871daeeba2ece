//! Assemblies of many thousand constructs.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

use std::fmt::Write as _;
use std::fs;
use std::time::{Duration, Instant};

use purlin_assembly::Assembly;

const STACKS: usize = 50;
const RESOURCES: usize = 400;
/// In a debug build, beside other work. Were anything looked for one by one, it would take minutes.
const LONGEST: Duration = Duration::from_secs(20);

#[test]
fn twenty_thousand_resources_are_read_and_found() {
    let directory = tempfile::tempdir().unwrap();
    let mut artifacts = Vec::new();
    for stack in 0..STACKS {
        let (mut resources, mut metadata) = (String::new(), String::new());
        for number in 0..RESOURCES {
            let comma = if number == 0 { "" } else { "," };
            let before = number.saturating_sub(1);
            write!(
                resources,
                r#"{comma}"R{number}": {{"Type": "AWS::SSM::Parameter", "Properties": {{"Type": "String", "Value": {{"Ref": "R{before}"}}}}}}"#
            )
            .unwrap();
            write!(
                metadata,
                r#"{comma}"/S{stack}/Group{}/R{number}": [{{"type": "aws:cdk:logicalId", "data": "R{number}"}}]"#,
                number % 10
            )
            .unwrap();
        }
        fs::write(directory.path().join(format!("S{stack}.json")), format!(r#"{{"Resources": {{{resources}}}}}"#))
            .unwrap();
        artifacts.push(format!(
            r#""S{stack}": {{"type": "aws:cloudformation:stack", "properties": {{"templateFile": "S{stack}.json"}}, "metadata": {{{metadata}}}}}"#
        ));
    }
    fs::write(directory.path().join("manifest.json"), format!(r#"{{"artifacts": {{{}}}}}"#, artifacts.join(",")))
        .unwrap();

    let started = Instant::now();
    let assembly = Assembly::read(directory.path()).unwrap();
    let mut found = 0;
    for stack in assembly.stacks() {
        for resource in stack.template.resources() {
            let construct = assembly.construct_of(&stack.path, resource.logical_id).unwrap();
            assert_eq!(construct.id(), resource.logical_id);
            found += 1;
        }
    }
    assert_eq!(found, STACKS * RESOURCES);
    assert_eq!(assembly.links().len(), found);
    assert!(started.elapsed() < LONGEST, "{:?}", started.elapsed());
}
