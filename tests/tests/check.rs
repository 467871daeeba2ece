//! `check` on apps that ask for a security check and on apps that do not, and what code hosts get of it.

use std::path::PathBuf;
use std::process::Command;

use purlin_tests::command::{self, Output};
use purlin_tests::{Failure, Result, apps, directories};
use serde_json::{Value, json};

const CHECKED: &str = env!("CARGO_BIN_EXE_sample-checks");
const PROTOCOL: &str = env!("CARGO_BIN_EXE_sample-app");
const SOURCE: &str = include_str!("../src/bin/sample-checks.rs");

fn run(app: &str, sample: &str, arguments: &[&str]) -> Result<Output> {
    let home = directories::passing_dir()?;
    let mut command = command::isolated(app, home.path());
    command::run(command.env("SAMPLE", sample).arg("check").args(arguments))
}

/// The exit status, and what is found, as JSON.
fn found(app: &str, sample: &str, arguments: &[&str]) -> Result<(Option<i32>, Vec<Value>)> {
    let output = run(app, sample, &[&["--format", "json"], arguments].concat())?;
    let report: Value = serde_json::from_str(&output.stdout)?;
    Ok((output.status, report["findings"].as_array().cloned().unwrap_or_default()))
}

/// What is told of one rule, and nothing of any other.
fn only(findings: &[Value], rule: &str) -> Value {
    assert!(findings.iter().all(|finding| finding["rule"] == rule), "{findings:?}");
    assert_eq!(findings.len(), 1, "{findings:?}");
    findings.first().cloned().unwrap_or_default()
}

/// The line of the sample's source that has a text, counted from 1.
fn line(text: &str) -> usize {
    SOURCE.lines().take_while(|line| !line.contains(text)).count() + 1
}

#[test]
fn an_app_that_asks_for_nothing_is_checked() -> Result<()> {
    let (status, findings) = found(CHECKED, "", &[])?;
    let finding = only(&findings, "open-admin-port");
    assert_eq!((status, &finding["severity"]), (Some(1), &json!("error")));
    assert_eq!(
        finding["element"],
        json!({ "stack": "Main", "logicalId": "Bastion", "type": "AWS::EC2::SecurityGroup" })
    );
    assert_eq!(finding["place"]["file"], "tests/src/bin/sample-checks.rs");
    assert_eq!(finding["place"]["line"], line("            _ => {") + 1);
    Ok(())
}

#[test]
fn what_the_app_says_itself_of_its_security_stands() -> Result<()> {
    // Its own check has told it: once is enough.
    let (status, findings) = found(CHECKED, "own", &[])?;
    assert_eq!((status, &only(&findings, "open-admin-port")["severity"]), (Some(1), &json!("error")));
    let (status, findings) = found(CHECKED, "own warnings", &[])?;
    assert_eq!((status, &only(&findings, "open-admin-port")["severity"]), (Some(0), &json!("warning")));
    assert_eq!(found(CHECKED, "own warnings", &["--strict"])?.0, Some(1));
    let (status, findings) = found(CHECKED, "own when settled", &[])?;
    assert_eq!((status, &only(&findings, "open-admin-port")["severity"]), (Some(0), &json!("warning")));
    for (sample, reason) in [("suppressed", "it is a honeypot"), ("own without", "bastions are watched")] {
        let (status, findings) = found(CHECKED, sample, &["--strict"])?;
        let finding = only(&findings, "open-admin-port");
        assert_eq!((status, &finding["severity"], &finding["accepted"]), (Some(0), &json!("info"), &json!(reason)));
        let text = run(CHECKED, sample, &[])?;
        assert!(text.stdout.contains(&format!("; accepted, since {reason}\n")), "{}", text.stdout);
        assert_eq!(run(CHECKED, sample, &["--quiet"])?.stdout, "");
    }
    Ok(())
}

#[test]
fn everything_is_told_at_once() -> Result<()> {
    let (status, findings) = found(CHECKED, "all at once", &[])?;
    let rules: Vec<&str> = findings.iter().filter_map(|finding| finding["rule"].as_str()).collect();
    assert_eq!(status, Some(1));
    for rule in ["open-admin-port", "annotation", "duplicate-id", "bad-stack-name"] {
        assert!(rules.contains(&rule), "{rule}: {rules:?}");
    }
    let twin = findings.iter().find(|finding| finding["rule"] == "duplicate-id").cloned().unwrap_or_default();
    assert_eq!(twin["related"][0]["message"], "first taken here");
    // What the toolkit would look up, and what it would show.
    let (status, findings) = found(PROTOCOL, "lookup", &[])?;
    assert_eq!((status, only(&findings, "missing-context")["severity"].clone()), (Some(1), json!("error")));
    let (status, findings) = found(PROTOCOL, "annotations", &[])?;
    let severities: Vec<&str> = findings.iter().filter_map(|finding| finding["severity"].as_str()).collect();
    assert_eq!((status, severities), (Some(1), vec!["error", "warning", "info"]));
    Ok(())
}

#[test]
fn limits_are_told_before_anybody_deploys() -> Result<()> {
    let (status, findings) = found(CHECKED, "many", &[])?;
    assert_eq!((status, only(&findings, "stack-limit-near")["severity"].clone()), (Some(0), json!("warning")));
    let (status, findings) = found(CHECKED, "large", &[])?;
    let finding = only(&findings, "large-template");
    assert_eq!((status, &finding["construct"]), (Some(1), &json!("Main")));
    assert_eq!(finding["place"]["line"], line("let stack = Stack::new(app, \"Main\""));
    // What is insecure keeps nothing from being told.
    let (status, findings) = found(CHECKED, "open and large", &[])?;
    let rules: Vec<&str> = findings.iter().filter_map(|finding| finding["rule"].as_str()).collect();
    assert_eq!((status, rules), (Some(1), vec!["open-admin-port", "large-template"]));
    Ok(())
}

#[test]
fn limits_are_told_of_templates_that_others_have_written() -> Result<()> {
    let home = directories::passing_dir()?;
    let topics = |number: usize| -> Value {
        (0..number).map(|index| (format!("Topic{index}"), json!({ "Type": "AWS::SNS::Topic" }))).collect()
    };
    let circle = json!({
        "One": { "Type": "AWS::SNS::Topic", "Properties": { "TopicName": { "Fn::GetAtt": ["Two", "TopicName"] } } },
        "Two": { "Type": "AWS::SNS::Topic", "DependsOn": "One" },
    });
    let undeclared = json!({ "One": { "Type": "AWS::SNS::Topic", "Properties": { "TopicName": { "Ref": "Name" } } } });
    let large = json!({ "One": { "Type": "AWS::SNS::Topic", "Metadata": { "x": "x".repeat(1024 * 1024) } } });
    for (resources, rule, status) in [
        (topics(500), "stack-limit-near", 0),
        (topics(501), "stack-limit", 1),
        (circle, "cyclic-dependency", 1),
        (undeclared, "unknown-name", 1),
        (large, "large-template", 1),
    ] {
        std::fs::write(home.path().join("template.json"), json!({ "Resources": resources }).to_string())?;
        let mut command = command::isolated(CHECKED, home.path());
        let output = command::run(command.args(["check", "--app", "template.json", "--format", "json"]))?;
        let report: Value = serde_json::from_str(&output.stdout)?;
        let findings = report["findings"].as_array().into_iter().flatten();
        let rules: Vec<&str> = findings.filter_map(|finding| finding["rule"].as_str()).collect();
        assert_eq!((output.status, rules), (Some(status), vec![rule]), "{}", output.stdout);
        assert_eq!(report["findings"][0]["place"]["file"], "template.json");
    }
    Ok(())
}

#[test]
fn the_settings_that_are_shipped_have_no_errors() -> Result<()> {
    for app in ["hybrid", "self-hosted", "determined", "data-store"] {
        let home = directories::passing_dir()?;
        std::fs::copy(directories::workspace().join("config.yaml"), home.path().join("config.yaml"))?;
        let mut command = command::isolated(apps::binary(app)?, home.path());
        let output = command::run(command.args(["check", "--thorough", "--format", "json"]))?;
        let report: Value = serde_json::from_str(&output.stdout)?;
        assert_eq!((output.status, &report["summary"]["errors"]), (Some(0), &json!(0)), "{app}: {}", output.stdout);
    }
    Ok(())
}

/// The schema that OASIS publishes, as a crate carries it.
fn sarif_schema() -> Result<Value> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["metadata", "--format-version", "1", "--locked"]).current_dir(directories::workspace());
    let metadata: Value = serde_json::from_str(&command::run(&mut command)?.stdout_of_success("cargo metadata")?)?;
    let mut packages = metadata["packages"].as_array().into_iter().flatten();
    let package = packages.find(|package| package["name"] == "serde-sarif");
    let manifest = package.and_then(|package| package["manifest_path"].as_str());
    let manifest = PathBuf::from(manifest.ok_or_else(|| Failure::new("cargo does not know the crate serde-sarif"))?);
    directories::read_json(&manifest.with_file_name("src").join("schema.json"))
}

#[test]
fn code_hosts_get_valid_sarif() -> Result<()> {
    let mut schema = sarif_schema()?;
    // What is published of languages is no regular expression.
    schema["definitions"]["run"]["properties"]["language"]["pattern"] = "^".into();
    schema["definitions"]["toolComponent"]["properties"]["language"]["pattern"] = "^".into();
    let validator = jsonschema::options().should_validate_formats(true).build(&schema);
    let validator = validator.map_err(|error| Failure::new(error.to_string()))?;
    let samples = [
        (CHECKED, ""),
        (CHECKED, "suppressed"),
        (CHECKED, "own without"),
        (CHECKED, "all at once"),
        (CHECKED, "large"),
        (PROTOCOL, "plain"),
        (PROTOCOL, "lookup"),
        (PROTOCOL, "annotations"),
    ];
    for (app, sample) in samples {
        let output = run(app, sample, &["--format", "sarif"])?;
        let document: Value = serde_json::from_str(&output.stdout)?;
        let mistakes: Vec<String> =
            validator.iter_errors(&document).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(mistakes.is_empty(), "{sample}: {mistakes:#?}");
        let run = &document["runs"][0];
        for result in run["results"].as_array().into_iter().flatten() {
            let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap_or(u64::MAX) as usize];
            assert_eq!((&rule["id"], result["message"]["text"].is_string()), (&result["ruleId"], true), "{result}");
            assert!(result["locations"][0]["physicalLocation"]["region"]["startLine"].is_number(), "{result}");
            assert!(rule["fullDescription"]["text"].is_string() && rule["help"]["text"].is_string(), "{rule}");
        }
    }
    // GitHub would open what is accepted as an alert.
    for sample in ["suppressed", "own without"] {
        let document: Value = serde_json::from_str(&run(CHECKED, sample, &["--format", "sarif"])?.stdout)?;
        let run = &document["runs"][0];
        assert_eq!((&run["results"], &run["tool"]["driver"]["rules"]), (&json!([]), &json!([])));
    }
    let warned: Value = serde_json::from_str(&run(CHECKED, "own warnings", &["--format", "sarif"])?.stdout)?;
    let run = &warned["runs"][0];
    assert_eq!(run["results"][0]["locations"][0]["logicalLocations"][0]["fullyQualifiedName"], "Main/Bastion");
    let rule = &run["tool"]["driver"]["rules"][0];
    assert_eq!(
        (&rule["defaultConfiguration"]["level"], &rule["properties"]["security-severity"]),
        (&json!("warning"), &json!("5.0"))
    );
    assert_eq!(rule["fullDescription"]["text"], "Open admin port: SSH, RDP and their like, open to the world.");
    Ok(())
}
