//! Assemblies as older versions of aws-cdk-lib wrote them, and as programs in other languages make them.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

use std::fs;

use purlin_assembly::{Assembly, LinkKind};

const MANIFEST: &str = r#"{"version": "21.0.0", "artifacts": {
  "Tree": {"type": "cdk:tree", "properties": {"file": "tree.json"}},
  "Parent": {
    "type": "aws:cloudformation:stack",
    "environment": "aws://unknown-account/eu-west-1",
    "properties": {"templateFile": "Parent.template.json"},
    "metadata": {
      "/Parent/Topic/Resource": [{"type": "aws:cdk:logicalId", "data": "TopicBFC7AF6E", "trace": [
        "new CfnTopic (/app/node_modules/aws-cdk-lib/aws-sns/lib/sns.generated.js:1:1234)",
        "new Topic (C:\\app\\node_modules\\aws-cdk-lib\\aws-sns\\lib\\topic.js:1:99)",
        "new Storage (/app/lib/storage.ts:12:5)",
        "Object.<anonymous> (/app/bin/app.ts:4:1)",
        "Module._compile (node:internal/modules/cjs/loader:1105:14)"]}],
      "/Parent/Module": [{"type": "aws:cdk:creationStack", "data": ["at file:///app/lib/module.mjs:3:7"]},
        {"type": "aws:cdk:warning", "data": "mind this"}],
      "/Parent/Windows": [{"type": "aws:cdk:creationStack", "data": ["new App (C:\\app\\bin\\app.ts:7:1)"]}],
      "/Parent/Python": [{"type": "aws:cdk:creationStack", "data": [
        "Kernel._create (/tmp/tmp1/lib/program.js:9964:29)", "KernelHost.run (/tmp/tmp1/lib/jsii-runtime.js:9964:29)", "Kernel (/tmp/jsii-kernel-x/index.js:1:2)"]}],
      "/Parent/Nested.NestedStack/Nested.NestedStackResource": [
        {"type": "aws:cdk:logicalId", "data": "NestedResource", "trace": ["new Nested (/app/lib/nested.ts:3:3)"]}]
    }
  }
}}"#;
const PARENT: &str = r#"{"Resources": {
  "TopicBFC7AF6E": {"Type": "AWS::SNS::Topic"},
  "NestedResource": {"Type": "AWS::CloudFormation::Stack",
    "Properties": {"TemplateURL": "x", "Parameters": {"TopicArn": {"Ref": "TopicBFC7AF6E"}}},
    "Metadata": {"aws:asset:path": "ParentNested.nested.template.json", "aws:asset:property": "TemplateURL"}}
}, "Outputs": {"Name": {"Value": {"Fn::GetAtt": ["NestedResource", "Outputs.Name"]}}}}"#;
const NESTED: &str = r#"{"Parameters": {"TopicArn": {"Type": "String"}},
"Resources": {"Setting": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": {"Ref": "TopicArn"}}}},
"Outputs": {"Name": {"Value": {"Ref": "Setting"}}}}"#;
/// The tree of version 1, whose construct that writes it is called as the users' may be elsewhere.
const TREE: &str = r#"{"version": "tree-0.1", "tree": {"id": "App", "path": "", "children": {
  "Tree": {"id": "Tree", "path": "Tree", "constructInfo": {"fqn": "@aws-cdk/core.Construct", "version": "1.204.0"}},
  "Parent": {"id": "Parent", "path": "Parent", "children": {
    "Topic": {"id": "Topic", "path": "Parent/Topic", "constructInfo": {"fqn": "@aws-cdk/aws-sns.Topic"}, "children": {
      "Resource": {"id": "Resource", "path": "Parent/Topic/Resource", "attributes": {"aws:cdk:cloudformation:type": "AWS::SNS::Topic"}}}}},
    "constructInfo": {"fqn": "@aws-cdk/core.Stack", "version": "1.204.0"}}},
  "constructInfo": {"fqn": "@aws-cdk/core.App", "version": "1.204.0"}}}"#;

#[test]
fn metadata_in_the_manifest_and_traces_are_read() {
    let directory = tempfile::tempdir().unwrap();
    let files = [
        ("manifest.json", MANIFEST),
        ("Parent.template.json", PARENT),
        ("ParentNested.nested.template.json", NESTED),
        ("tree.json", TREE),
    ];
    for (name, text) in files {
        fs::write(directory.path().join(name), text).unwrap();
    }
    let assembly = Assembly::read(directory.path()).unwrap_or_else(|findings| panic!("{findings}"));
    let made_at = |path: &str| {
        let construct = assembly.constructs().iter().find(|construct| construct.path == path).unwrap();
        construct.made_at.as_ref().map(ToString::to_string)
    };
    assert_eq!(made_at("Parent/Topic/Resource").unwrap(), "/app/lib/storage.ts:12:5");
    assert_eq!(made_at("Parent/Module").unwrap(), "/app/lib/module.mjs:3:7");
    assert_eq!(made_at("Parent/Windows").unwrap(), "C:\\app\\bin\\app.ts:7:1");
    // Frames of an interpreter beside the program are no lines of it.
    assert_eq!(made_at("Parent/Python"), None);
    assert!(assembly.messages().to_string().contains("mind this"));
    assert!(assembly.constructs().iter().all(|construct| construct.path != "Tree"));

    let nested = assembly.stack("Parent/Nested").unwrap();
    assert_eq!(nested.nested_in.as_ref().unwrap().logical_id, "NestedResource");
    assert_eq!(nested.environment.region.as_deref(), Some("eu-west-1"));
    let links = assembly.links();
    let given =
        links.iter().find(|link| link.from.stack == "Parent/Nested" && link.from.logical_id == "TopicArn").unwrap();
    assert!(matches!(given.kind, LinkKind::NestedParameter(_)) && given.to.logical_id == "TopicBFC7AF6E");
    let taken = links.iter().find(|link| link.kind == LinkKind::NestedOutput).unwrap();
    assert_eq!((taken.from.section, taken.to.stack, taken.to.logical_id), ("Outputs", "Parent/Nested", "Name"));
}
