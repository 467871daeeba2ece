//! Templates in YAML, as people write them.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

use std::fs;

use purlin_assembly::Assembly;
use serde_json::{Value, json};

/// What is read under `Resources.A.Properties.Value`.
fn value(text: &str) -> Value {
    let template = format!("Resources:\n  A:\n    Type: T\n    Properties:\n      Value: {text}\n");
    read(&template)["Resources"]["A"]["Properties"]["Value"].clone()
}

fn read(text: &str) -> Value {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.template.yaml");
    fs::write(&path, text).unwrap();
    let assembly = Assembly::read(&path).unwrap();
    assert_eq!(assembly.stacks()[0].path, "a");
    Value::Object(assembly.stacks()[0].template.sections().clone())
}

#[test]
fn short_forms_become_functions() {
    for (text, expected) in [
        ("!Ref Other", json!({ "Ref": "Other" })),
        ("!Condition Live", json!({ "Condition": "Live" })),
        ("!GetAtt Other.Arn", json!({ "Fn::GetAtt": ["Other", "Arn"] })),
        ("!GetAtt Other.Outputs.Arn", json!({ "Fn::GetAtt": ["Other", "Outputs.Arn"] })),
        ("!GetAtt [Other, !Ref Which]", json!({ "Fn::GetAtt": ["Other", { "Ref": "Which" }] })),
        ("!Sub '${A}-x'", json!({ "Fn::Sub": "${A}-x" })),
        ("!Sub ['${A}', {A: !Ref B}]", json!({ "Fn::Sub": ["${A}", { "A": { "Ref": "B" } }] })),
        ("!Select [0, !GetAZs '']", json!({ "Fn::Select": [0, { "Fn::GetAZs": "" }] })),
        ("!Join ['', [a, !Base64 b]]", json!({ "Fn::Join": ["", ["a", { "Fn::Base64": "b" }]] })),
        (
            "!If [Live, !ImportValue x, !Ref AWS::NoValue]",
            json!({ "Fn::If": ["Live", { "Fn::ImportValue": "x" }, { "Ref": "AWS::NoValue" }] }),
        ),
        (
            "!And [!Or [!Not [!Equals [a, b]]]]",
            json!({ "Fn::And": [{ "Fn::Or": [{ "Fn::Not": [{ "Fn::Equals": ["a", "b"] }] }] }] }),
        ),
        ("!Cidr [!FindInMap [M, k, v], 1, 8]", json!({ "Fn::Cidr": [{ "Fn::FindInMap": ["M", "k", "v"] }, 1, 8] })),
        ("!Split [',', !Transform {Name: X}]", json!({ "Fn::Split": [",", { "Fn::Transform": { "Name": "X" } }] })),
        ("!ToJsonString {a: !Length [1, 2]}", json!({ "Fn::ToJsonString": { "a": { "Fn::Length": [1, 2] } } })),
    ] {
        assert_eq!(value(text), expected, "{text}");
    }
    assert_eq!(
        value("\n        Fn::Base64: !Sub |\n          a ${B}\n          c\n"),
        json!({ "Fn::Base64": { "Fn::Sub": "a ${B}\nc\n" } })
    );
}

#[test]
fn scalars_are_what_they_look_like() {
    for (text, expected) in [
        ("1", json!(1)),
        ("-1.5e3", json!(-1500.0)),
        ("+7", json!(7)),
        ("0", json!(0)),
        ("012345678901", json!("012345678901")),
        ("123456789012345678901", json!("123456789012345678901")),
        ("2010-09-09", json!("2010-09-09")),
        ("10.0.0.0/16", json!("10.0.0.0/16")),
        ("1.0", json!(1.0)),
        ("1e3", json!("1e3")),
        ("true", json!(true)),
        ("yes", json!(true)),
        ("NO", json!(false)),
        ("On", json!(true)),
        ("off", json!(false)),
        ("'no'", json!("no")),
        ("y", json!("y")),
        ("yEs", json!("yEs")),
        ("{On: a, 1.0: b, ~: c}", json!({ "On": "a", "1.0": "b", "~": "c" })),
        ("'true'", json!("true")),
        ("!!str 1", json!("1")),
        ("~", Value::Null),
        ("", Value::Null),
        ("1.2.3", json!("1.2.3")),
        ("'it''s'", json!("it's")),
        ("\"a\\u00e4\"", json!("aä")),
        (">-\n        folded\n        text", json!("folded text")),
    ] {
        assert_eq!(value(text), expected, "{text}");
    }
}

#[test]
fn anchors_are_written_out() {
    let text = "Shared: &shared {a: [1, 2]}\nResources:\n  A: {Type: T, Properties: {One: *shared, Two: *shared}}\n";
    let read = read(text);
    assert_eq!(read["Resources"]["A"]["Properties"]["One"], json!({ "a": [1, 2] }));
    assert_eq!(read["Resources"]["A"]["Properties"]["Two"], json!({ "a": [1, 2] }));
}

#[test]
fn what_editors_leave_behind_does_not_matter() {
    let expected = json!({ "Resources": { "A": { "Type": "T", "Properties": { "Value": "x" } } } });
    let plain = "Resources:\n  A:\n    Type: T\n    Properties:\n      Value: x\n";
    for text in [
        plain.to_owned(),
        plain.replace('\n', "\r\n"),
        format!("\u{feff}{plain}"),
        format!("%YAML 1.1\n---\n{plain}...\n"),
        format!("# comment\n---\n{plain}"),
        plain.trim_end().to_owned(),
        serde_json::to_string(&expected).unwrap(),
        format!("\u{feff}\n  {}", serde_json::to_string_pretty(&expected).unwrap().replace('\n', "\r\n")),
    ] {
        assert_eq!(read(&text), expected, "{text:?}");
    }
}
