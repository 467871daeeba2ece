//! `check`: everything that is wrong, or worth knowing, told to people, programs and code hosts.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod app;

use std::fs;

use app::{Directory, LEAST};
use serde_json::{Value, json};

/// Whoever trusts a whole account is warned of it.
const WARNED: &str = "hybrid:\n  queue_address: example.vqueue.net\n";
const MISTAKEN: &str = "hybrid:\n  queue_address: example.vqueue.net\n  nat_gatewys: 1\n";

fn json_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

#[test]
fn nothing_is_found_in_settings_that_are_well() {
    let directory = Directory::with(LEAST);
    let outcome = directory.run(&["check"]);
    assert_eq!((outcome.status, outcome.stderr.as_str()), (0, ""));
    assert!(outcome.stdout.starts_with("nothing found in 1 stack with "), "{}", outcome.stdout);
    let quiet = directory.run(&["check", "--quiet", "--strict", "--thorough"]);
    assert_eq!((quiet.status, quiet.stdout.as_str(), quiet.stderr.as_str()), (0, "", ""));
    let json = directory.run(&["check", "--format", "json"]);
    assert!(json.stderr.starts_with("nothing found in 1 stack with "), "{}", json.stderr);
    let nothing = json!({ "errors": 0, "warnings": 0, "information": 0, "accepted": 0 });
    assert_eq!(json_of(&json.stdout), json!({ "version": 1, "summary": nothing, "findings": [] }));
    let sarif = json_of(&directory.run(&["check", "--format", "sarif"]).stdout);
    assert_eq!(
        (&sarif["runs"][0]["results"], &sarif["runs"][0]["automationDetails"]["id"]),
        (&json!([]), &json!("hybrid/"))
    );
    assert_eq!(directory.files(), ["config.yaml"]);
}

#[test]
fn a_warning_fails_where_that_is_asked_for() {
    let directory = Directory::with(WARNED);
    let outcome = directory.run(&["check"]);
    assert_eq!((outcome.status, outcome.stderr.as_str()), (0, ""));
    assert!(outcome.stdout.starts_with("warning[whole-account-trusted]: "), "{}", outcome.stdout);
    assert!(outcome.stdout.contains("\n\n1 warning in 1 stack with "), "{}", outcome.stdout);
    let strict = directory.run(&["check", "--strict"]);
    assert_eq!((strict.status, &strict.stdout), (1, &outcome.stdout));
    let on_terminal = directory.run_on_terminal(&["check"], &[]);
    assert!(
        on_terminal.stdout.starts_with("\u{1b}[1m\u{1b}[33mwarning[whole-account-trusted]\u{1b}[0m: "),
        "{}",
        on_terminal.stdout
    );
    let plain = directory.run_on_terminal(&["check"], &[("NO_COLOR", "1")]);
    assert_eq!(plain.stdout, outcome.stdout);
}

#[test]
fn wrong_settings_are_told_in_each_format_with_their_line() {
    let directory = Directory::with(MISTAKEN);
    let text = directory.run(&["check"]);
    assert_eq!((text.status, text.stderr.as_str()), (1, ""));
    assert!(text.stdout.starts_with("error[unknown-setting]: ") && text.stdout.contains("--> config.yaml:3:3\n"));
    assert!(text.stdout.ends_with("\n\n1 error; nothing else was checked\n"), "{}", text.stdout);

    let json = directory.run(&["check", "--format", "json"]);
    assert_eq!((json.status, json.stderr.as_str()), (1, "1 error; nothing else was checked\n"));
    let json = json_of(&json.stdout);
    assert_eq!(json["summary"]["errors"], 1);
    let finding = &json["findings"][0];
    assert_eq!((&finding["severity"], &finding["rule"]), (&json!("error"), &json!("unknown-setting")));
    assert_eq!(finding["place"], json!({ "file": "config.yaml", "line": 3, "column": 3, "length": 11 }));
    assert_eq!(finding["help"], "did you mean `nat_gateways`?");

    let sarif = directory.run(&["check", "--format", "sarif", "--quiet"]);
    assert_eq!((sarif.status, sarif.stderr.as_str()), (1, ""));
    let result = json_of(&sarif.stdout)["runs"][0]["results"][0].clone();
    assert_eq!((&result["ruleId"], &result["level"]), (&json!("unknown-setting"), &json!("error")));
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"], json!({ "uri": "config.yaml", "uriBaseId": "%SRCROOT%" }));
    assert_eq!(place["region"], json!({ "startLine": 3, "startColumn": 3, "endColumn": 14 }));
    assert_eq!(directory.files(), ["config.yaml"]);
}

#[test]
fn sarif_names_files_from_the_repository_on() {
    let directory = Directory::with("");
    fs::create_dir_all(directory.path(".git")).unwrap();
    fs::create_dir_all(directory.path("deployment")).unwrap();
    directory.write("deployment/config.yaml", WARNED);
    let run = |arguments: &[&str], below: &str| {
        let output = directory.command(arguments).current_dir(directory.path(below)).output().unwrap();
        let sarif = json_of(&String::from_utf8(output.stdout).unwrap());
        sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].clone()
    };
    assert_eq!(run(&["check", "--format", "sarif"], "deployment"), "deployment/config.yaml");
    assert_eq!(
        run(&["check", "--format", "sarif", "--config", "deployment/config.yaml"], "."),
        "deployment/config.yaml"
    );
}

#[test]
fn what_is_written_is_checked_as_well() {
    let directory = Directory::with(LEAST);
    assert_eq!(directory.run(&["synth"]).status, 0);
    let written = directory.run(&["check", "--app", "cdk.out", "--strict"]);
    assert_eq!((written.status, written.stderr.as_str()), (0, ""), "{}", written.stdout);
    assert!(written.stdout.starts_with("nothing found in 1 stack with "), "{}", written.stdout);

    let mut template = directory.template();
    let resources = template["Resources"].as_object_mut().unwrap();
    let open = json!({ "GroupDescription": "bastion", "SecurityGroupIngress": [
        { "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIp": "0.0.0.0/0" },
    ] });
    resources.insert("Bastion".to_owned(), json!({ "Type": "AWS::EC2::SecurityGroup", "Properties": open }));
    let path = "cdk.out/Valohai-Hybrid.template.json";
    directory.write(path, &template.to_string());
    for (subject, construct) in [("cdk.out", "Valohai-Hybrid/Bastion"), (path, "Valohai-Hybrid/Bastion")] {
        let outcome = directory.run(&["check", "--app", subject, "--format", "json"]);
        assert_eq!(outcome.status, 1, "{}", outcome.stdout);
        let findings = json_of(&outcome.stdout)["findings"].clone();
        let finding = &findings[0];
        assert_eq!(
            (&finding["rule"], findings.as_array().unwrap().len()),
            (&json!("open-admin-port"), 1),
            "{findings}"
        );
        assert_eq!((&finding["construct"], &finding["element"]["logicalId"]), (&json!(construct), &json!("Bastion")));
        // No line of a program is known of it.
        assert_eq!(finding["place"]["file"], path);
    }
}

#[test]
fn what_cannot_be_read_is_told_like_any_finding() {
    let directory = Directory::with(LEAST);
    directory.write("broken.json", "{ \"Resources\": ");
    directory.write("notes.yaml", "- no template\n");
    for (subject, rule) in [("nowhere", "no-assembly"), ("broken.json", "bad-json"), (".", "no-assembly")] {
        let outcome = directory.run(&["check", "--app", subject, "--format", "json"]);
        assert_eq!(outcome.status, 1, "{}", outcome.stderr);
        assert_eq!(json_of(&outcome.stdout)["findings"][0]["rule"], rule, "{}", outcome.stdout);
    }
    let text = directory.run(&["check", "--app", "notes.yaml"]);
    assert_eq!((text.status, text.stderr.as_str()), (1, ""));
    assert!(text.stdout.starts_with("error["), "{}", text.stdout);
    let usage = directory.run(&["check", "--format", "xml"]);
    assert_eq!((usage.status, usage.stdout.as_str()), (2, ""));
    assert!(usage.stderr.contains("possible values: text, json, sarif"), "{}", usage.stderr);
}

/// The rules that find something in a template, with the constructs and logical ids.
fn found_in(name: &str, template: &Value) -> Vec<(String, String, String)> {
    let directory = Directory::with(LEAST);
    directory.write(name, &template.to_string());
    let outcome = directory.run(&["check", "--app", name, "--format", "json"]);
    let report = json_of(&outcome.stdout);
    let findings = report["findings"].as_array().unwrap();
    let errors = findings.iter().any(|finding| finding["severity"] == "error");
    assert_eq!(outcome.status, i32::from(errors), "{}{}", outcome.stdout, outcome.stderr);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    for finding in findings {
        assert_eq!(finding["place"]["file"], name, "{finding}");
        assert!(!["override", "the scope of", "construct"].iter().any(|word| text(&finding["help"]).contains(word)));
    }
    let short =
        |finding: &Value| (text(&finding["rule"]), text(&finding["construct"]), text(&finding["element"]["logicalId"]));
    findings.iter().map(short).collect()
}

fn told(rule: &str, construct: &str, logical_id: &str) -> (String, String, String) {
    (rule.to_owned(), construct.to_owned(), logical_id.to_owned())
}

#[test]
fn what_is_right_in_a_template_is_no_finding() {
    let denied = json!({ "Statement": { "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*",
        "Condition": { "Bool": { "aws:SecureTransport": "false" } } } });
    let policy = |bucket: Value| json!({ "Type": "AWS::S3::BucketPolicy", "Properties": { "Bucket": bucket, "PolicyDocument": denied } });
    let nested = json!({ "Type": "AWS::CloudFormation::Stack", "Properties": { "TemplateURL": "https://a" } });
    let bucket = json!({ "Type": "AWS::S3::Bucket" });
    for template in [
        json!({
            "Conditions": {
                "C": { "Fn::Equals": [{ "Ref": "AWS::Region" }, "b"] },
                "D": { "Fn::Not": [{ "Condition": "C" }] },
                "E": { "Condition": "D" },
            },
            "Resources": { "Q": { "Type": "AWS::SQS::Queue", "Condition": "C", "Properties": {
                "QueueName": { "Fn::If": ["D", "a", { "Ref": "AWS::NoValue" }] } } } },
            "Outputs": { "Q": { "Value": { "Ref": "Q" }, "Condition": "E", "Export": { "Name": "q" } } },
        }),
        // A policy of which only the deployment tells whose it is.
        json!({ "Resources": { "N": nested, "B": bucket, "P": policy(json!({ "Fn::GetAtt": ["N", "Outputs.B"] })) } }),
        json!({
            "Parameters": { "Name": { "Type": "String" } },
            "Resources": { "B": bucket, "P": policy(json!({ "Ref": "Name" })) },
        }),
        json!({ "Resources": { "B": bucket, "P": policy(json!({ "Ref": "B" })) } }),
        // A macro may make what is not there.
        json!({
            "Transform": "AWS::Serverless-2016-10-31",
            "Resources": { "Q": { "Type": "AWS::SQS::Queue", "DependsOn": "FunctionRole" } },
        }),
        // Whatever others call their constructs.
        json!({ "Resources": { "Q": { "Type": "AWS::SQS::Queue", "Metadata": { "aws:cdk:path": "S//" } } } }),
        json!({ "Resources": { "Q": { "Type": "AWS::SQS::Queue",
            "Metadata": { "aws:cdk:path": format!("S{}", "/a".repeat(300)) } } } }),
    ] {
        assert_eq!(found_in("storage.json", &template), [], "{template:#}");
        assert_eq!(found_in(&format!("{}.json", "s".repeat(150)), &template), [], "{template:#}");
        assert_eq!(found_in(".yaml", &template), [], "{template:#}");
        assert_eq!(found_in("Tree.json", &template), [], "{template:#}");
    }
}

#[test]
fn what_is_wrong_in_a_template_is_told_of_what_it_is_about() {
    let open = json!({ "Type": "AWS::EC2::SecurityGroup", "Properties": { "SecurityGroupIngress": [
        { "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIp": "0.0.0.0/0" },
    ] } });
    let queue = json!({ "Type": "AWS::SQS::Queue" });
    let bucket = json!({ "Type": "AWS::S3::Bucket", "Metadata": { "aws:cdk:path": "S/Bucket/Resource" } });
    for (template, findings) in [
        (
            json!({ "Resources": { "Data": open }, "Outputs": { "Data": { "Value": "a" } } }),
            vec![told("open-admin-port", "s/Data", "Data")],
        ),
        // The output is called like what is around the bucket.
        (
            json!({
                "Resources": { "Bucket83908E77": bucket },
                "Outputs": { "Bucket": { "Value": { "Ref": "Bucket83908E77" } } },
            }),
            vec![told("s3-tls", "s/Bucket/Resource", "Bucket83908E77")],
        ),
        (
            json!({ "Resources": { "Q": { "Type": "AWS::SQS::Queue", "Condition": "C" } } }),
            vec![told("unknown-name", "s/Q", "Q")],
        ),
        (
            json!({ "Conditions": { "C": { "Fn::Equals": [{ "Ref": "Stage" }, "a"] } }, "Resources": { "Q": queue } }),
            vec![told("unknown-name", "s/C", "C")],
        ),
        (
            json!({ "Conditions": { "C": { "Fn::Not": [{ "Condition": "D" }] } }, "Resources": { "Q": queue } }),
            vec![told("unknown-name", "s/C", "C")],
        ),
        (json!({ "Conditions": { "C": true }, "Resources": { "Q": queue } }), vec![told("bad-condition", "s/C", "C")]),
        (
            json!({ "Resources": { "Q": queue }, "Outputs": { "O": { "Value": "a", "Condition": "C" } } }),
            vec![told("unknown-name", "s/O", "O")],
        ),
        (
            json!({ "Resources": { "Q": { "Type": "AWS::SQS::Queue", "DependsOn": ["P", "R"] }, "P": queue } }),
            vec![told("unknown-name", "s/Q", "Q")],
        ),
        (
            json!({ "Resources": { "Q": { "Type": "AWS::SQS::Queue", "DependsOn": "Q" } } }),
            vec![told("cyclic-dependency", "s/Q", "Q")],
        ),
        (json!({ "Resources": { "a-b": queue, "ab": queue } }), vec![told("bad-logical-id", "s/a-b", "a-b")]),
        (
            json!({ "Parameters": { "Q": { "Type": "String" } }, "Resources": { "Q": queue } }),
            vec![told("duplicate-logical-id", "s/Q", "Q")],
        ),
    ] {
        assert_eq!(found_in("s.json", &template), findings, "{template:#}");
    }
}

/// An assembly with stacks of stages that are called alike, as none of this library's is.
fn assembly_of_stages(directory: &Directory) {
    let manifest = json!({ "version": "41.0.0", "artifacts": {
        "Dev": { "type": "cdk:cloud-assembly", "properties": { "directoryName": "assembly-Dev" } },
        "Prod": { "type": "cdk:cloud-assembly", "properties": { "directoryName": "assembly-Prod" } },
    } });
    directory.write("out/manifest.json", &manifest.to_string());
    for stage in ["Dev", "Prod"] {
        let manifest = json!({ "version": "41.0.0", "artifacts": { "Api": {
            "type": "aws:cloudformation:stack",
            "environment": "aws://unknown-account/unknown-region",
            "properties": { "templateFile": "Api.template.json", "stackName": "an_Api" },
            "displayName": format!("{stage}/Api"),
            "metadata": { "/": [{ "type": "aws:cdk:warning", "data": "an old toolkit" }] },
        } } });
        directory.write(&format!("out/assembly-{stage}/manifest.json"), &manifest.to_string());
        let template = json!({ "Resources": { "Q": { "Type": "AWS::SQS::Queue" } } });
        directory.write(&format!("out/assembly-{stage}/Api.template.json"), &template.to_string());
    }
}

#[test]
fn each_result_for_code_hosts_has_a_file() {
    let directory = Directory::with(LEAST);
    for stage in ["Dev", "Prod"] {
        fs::create_dir_all(directory.path(&format!("out/assembly-{stage}"))).unwrap();
    }
    assembly_of_stages(&directory);
    let outcome = directory.run(&["check", "--app", "out", "--format", "sarif"]);
    assert_eq!(outcome.status, 0, "{}", outcome.stdout);
    let run = json_of(&outcome.stdout)["runs"][0].clone();
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 1, "{results:?}");
    assert_eq!(results[0]["ruleId"], "annotation");
    let place = &results[0]["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(place, &json!({ "uri": "out/manifest.json", "uriBaseId": "%SRCROOT%" }));
    for rule in run["tool"]["driver"]["rules"].as_array().unwrap() {
        assert!(rule["fullDescription"]["text"].is_string() && rule["help"]["text"].is_string(), "{rule}");
    }
}
