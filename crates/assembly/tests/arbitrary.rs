//! Whatever stands in files: it is read or refused, and never a panic.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use purlin_assembly::{Assembly, references};
use serde_json::{Map, Value, json};

/// Words that mean something in manifests and templates, so that something is found of what looks for them.
const WORDS: &[&str] = &[
    "Resources",
    "Outputs",
    "Parameters",
    "Conditions",
    "Rules",
    "Type",
    "Properties",
    "Metadata",
    "DependsOn",
    "Condition",
    "Ref",
    "Fn::GetAtt",
    "Fn::Sub",
    "Fn::If",
    "Fn::Join",
    "Fn::ImportValue",
    "Fn::GetStackOutput",
    "Export",
    "Name",
    "StackName",
    "OutputName",
    "AWS::CloudFormation::Stack",
    "AWS::StackName",
    "aws:cdk:path",
    "aws:asset:path",
    "A/N.NestedStack/N.NestedStackResource",
    "a.json",
    "A",
    "N",
    "${A.B}",
    "${",
    "${!A}",
    "N.Outputs.A",
    "/",
    "",
    "type",
    "properties",
    "templateFile",
    "directoryName",
    "aws:cloudformation:stack",
    "cdk:cloud-assembly",
    "cdk:tree",
    "file",
    "metadata",
    "/A/B",
    "aws:cdk:logicalId",
    "data",
    "trace",
    "aws:cdk:creationStack",
    "f (a.js:1:2)",
    "tree",
    "children",
    "constructInfo",
    "fqn",
    "attributes",
    "id",
    "Value",
    "missing",
    ".",
    "..",
];

fn word() -> impl Strategy<Value = String> {
    prop_oneof![9 => prop::sample::select(WORDS).prop_map(str::to_owned), 1 => "\\PC{0,6}"]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        6 => word().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 60, 6, |inner| {
        prop_oneof![
            1 => prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            3 => prop::collection::vec((word(), inner), 0..6).prop_map(|entries| Value::Object(Map::from_iter(entries))),
        ]
    })
}

/// Reads it, and asks all that can be asked.
fn look(path: &Path) {
    let Ok(assembly) = Assembly::read(path) else { return };
    for link in assembly.links() {
        assert!(assembly.stack(link.from.stack).is_some() && assembly.stack(link.to.stack).is_some());
    }
    for construct in assembly.constructs() {
        if let Some(element) = &construct.element {
            assert!(assembly.construct_of(&element.stack, &element.logical_id).is_some());
        }
    }
    for stack in assembly.stacks() {
        for resource in stack.template.resources() {
            assert!(assembly.construct_of(&stack.path, resource.logical_id).is_some(), "{}", resource.logical_id);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn any_json_is_read_or_refused(resources in value(), other in value(), section in word()) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.json");
        fs::write(&path, json!({ "Resources": resources, section: other }).to_string()).unwrap();
        look(&path);
        fs::write(&path, other.to_string()).unwrap();
        look(&path);
    }

    #[test]
    fn any_manifest_is_read_or_refused(artifacts in value(), properties in value(), metadata in value(), template in value(), tree in value()) {
        let directory = tempfile::tempdir().unwrap();
        let manifest = json!({ "artifacts": {
            "A": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "a.json"}, "metadata": metadata},
            "B": {"type": "aws:cloudformation:stack", "properties": properties},
            "C": {"type": "cdk:cloud-assembly", "properties": properties},
            "Tree": {"type": "cdk:tree", "properties": {"file": "tree.json"}},
        }, "missing": metadata });
        fs::write(directory.path().join("a.json"), json!({ "Resources": template }).to_string()).unwrap();
        fs::write(directory.path().join("tree.json"), json!({ "tree": tree }).to_string()).unwrap();
        for manifest in [manifest, json!({ "artifacts": artifacts })] {
            fs::write(directory.path().join("manifest.json"), manifest.to_string()).unwrap();
            look(directory.path());
        }
    }

    #[test]
    fn any_yaml_is_read_or_refused(
        tokens in prop::collection::vec(prop::sample::select(&[
            "Resources:", "\n", "  ", "    ", "- ", "A: ", "!Ref ", "!GetAtt ", "!Sub ", "&a ", "*a ", "{", "}", "[", "]", ", ", "'", "\"", "|\n", ">", "?",
            "---", "...", "#", "Type: T", "1", "~", "!!str ", "!", "%", "\t", "<<: ", ":", "ä", "\r\n",
        ][..]), 0..40),
        begins in any::<bool>(),
    ) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.yaml");
        let begin = if begins { "Resources:\n  A:\n    Type: T\n    Properties: " } else { "" };
        fs::write(&path, format!("{begin}{}", tokens.concat())).unwrap();
        look(&path);
    }

    #[test]
    fn references_of_anything_are_found(value in value()) {
        references(&value);
    }
}
