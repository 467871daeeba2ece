//! `hybrid tree`: the construct tree.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod app;

use app::{Directory, LEAST};
use serde_json::{Value, json};

/// A template with a path in the metadata, and an output that is called like a resource.
const TEMPLATE: &str = "\
Parameters:
  Stage: {Type: String}
Resources:
  Data:
    Type: AWS::S3::Bucket
  KeyABC:
    Type: AWS::KMS::Key
    Metadata: {aws:cdk:path: Stack/Key/Resource}
Outputs:
  Data: {Value: !Ref Data}
";

fn shown(directory: &Directory, arguments: &[&str]) -> String {
    let outcome = directory.run(&[&["tree"], arguments].concat());
    assert_eq!(outcome.status, 0, "{arguments:?}: {}", outcome.stderr);
    outcome.stdout
}

#[test]
fn all_constructs_are_shown_with_types_and_logical_ids() {
    let directory = Directory::with(LEAST);
    let text = shown(&directory, &[]);
    assert!(text.starts_with("Valohai-Hybrid  Stack\n├─ Valohai\n│  ├─ Vpc\n"), "{text}");
    assert!(text.contains("\n│  │  ├─ IGW  AWS::EC2::InternetGateway  ValohaiVpcIGW"), "{text}");
    assert!(text.ends_with("\n└─ CheckBootstrapVersion  CfnRule  CheckBootstrapVersion\n"), "{text}");
    assert_eq!(directory.files(), ["config.yaml"]);
    // What is written is the same.
    directory.run(&["synth"]);
    assert_eq!(shown(&directory, &["--app", "cdk.out"]), text);
    let on_terminal = directory.run_on_terminal(&["tree", "--quiet"], &[]);
    assert!(on_terminal.stdout.contains("  \u{1b}[2mStack\u{1b}[0m\n"), "{}", on_terminal.stdout);
    let plain = directory.run_on_terminal(&["tree", "--app", "cdk.out"], &[("NO_COLOR", "1")]);
    assert_eq!(plain.stdout, text);
}

#[test]
fn a_part_is_shown_down_to_a_depth() {
    let directory = Directory::with(LEAST);
    let vpc = shown(&directory, &["Valohai/Vpc", "--depth", "1"]);
    let lines: Vec<&str> = vpc.lines().collect();
    assert_eq!(lines[0], "Valohai-Hybrid/Valohai/Vpc  Construct");
    assert_eq!(lines[2], "├─ WorkerSubnet1  … 4 more");
    assert!(lines.last().unwrap().starts_with("└─ VPCGW  AWS::EC2::VPCGatewayAttachment  "), "{vpc}");
    let stack = shown(&directory, &["--depth", "0"]);
    assert!(stack.starts_with("Valohai-Hybrid  Stack  … ") && stack.lines().count() == 1, "{stack}");
    let resources = shown(&directory, &["--resources"]);
    assert_eq!(resources.matches("  AWS::").count(), 31, "{resources}");
    assert!(!resources.contains("Outputs") && !resources.contains("CheckBootstrapVersion"), "{resources}");
    let outcome = directory.run(&["tree", "Valohai/Vcp"]);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (1, ""));
    assert!(outcome.stderr.contains("error[unknown-construct]: "), "{}", outcome.stderr);
    assert_eq!(directory.run(&["tree", "--depth", "all"]).status, 2);
}

#[test]
fn a_template_alone_has_all_its_elements() {
    let directory = Directory::with(LEAST);
    directory.write("data.template.yaml", TEMPLATE);
    let outcome = directory.run(&["tree", "--app", "data.template.yaml"]);
    assert_eq!((outcome.status, outcome.stderr.as_str()), (0, ""));
    let expected = "\
data  Stack
├─ Data  AWS::S3::Bucket  Data
├─ Key
│  └─ Resource  AWS::KMS::Key  KeyABC
├─ Stage  Parameter  Stage
└─ Outputs
   └─ Data  Output  Data
";
    assert_eq!(outcome.stdout, expected);
}

#[test]
fn other_programs_get_the_same_as_json() {
    let directory = Directory::with(LEAST);
    directory.write("data.yaml", TEMPLATE);
    let json: Value = serde_json::from_str(&shown(&directory, &["--app", "data.yaml", "--format", "json"])).unwrap();
    assert_eq!(json["version"], 1);
    let json = &json["constructs"];
    assert_eq!((&json[0]["path"], &json[0]["kind"]), (&json!("data"), &json!("Stack")));
    let key = &json[0]["children"][1];
    assert_eq!(
        key["children"][0],
        json!({
            "path": "data/Key/Resource", "id": "Resource", "type": "AWS::KMS::Key", "logical_id": "KeyABC", "stack": "data",
        })
    );
    let shallow = shown(&directory, &["--app", "data.yaml", "--format", "json", "--depth", "0"]);
    assert_eq!(serde_json::from_str::<Value>(&shallow).unwrap()["constructs"][0]["hidden"], 6);
}
