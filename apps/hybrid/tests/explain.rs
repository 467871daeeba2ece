//! `hybrid explain`: what a construct is, where it is made, what it needs and what needs it.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod app;

use app::{Directory, LEAST};
use serde_json::{Value, json};

/// Two stacks that know each other by an export, and a type that nobody knows, as some other program wrote them.
const MANIFEST: &str = r#"{"version": "36.0.0", "artifacts": {
    "Near": {"type": "aws:cloudformation:stack", "environment": "aws://111111111111/eu-west-1",
        "properties": {"templateFile": "near.json", "stackName": "near-one"}},
    "Far": {"type": "aws:cloudformation:stack", "environment": "aws://111111111111/eu-west-1", "dependencies": ["Near"],
        "properties": {"templateFile": "far.json"}}
}}"#;
const NEAR: &str = r#"{"Resources": {
    "Data": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "acme-data"}, "DeletionPolicy": "Retain"},
    "Odd": {"Type": "Custom::Odd", "DependsOn": ["Data"]}
}, "Outputs": {
    "Data": {"Value": {"Ref": "Data"}, "Export": {"Name": {"Fn::Sub": "${AWS::StackName}-data"}}},
    "Arn": {"Value": {"Fn::GetAtt": ["Data", "Arn"]}}
}}"#;
const FAR: &str = r#"{"Conditions": {"Live": {"Fn::Equals": [{"Ref": "Stage"}, "live"]}},
"Parameters": {"Stage": {"Type": "String", "Default": "test"}},
"Resources": {
    "Reader": {"Type": "AWS::SSM::Parameter", "Condition": "Live", "Properties":
        {"Type": "String", "Value": {"Fn::ImportValue": "near-one-data"}, "Name": {"Fn::Join": ["/", ["", {"Ref": "Stage"}, "data"]]}}},
    "Weak": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value":
        {"Fn::GetStackOutput": {"StackName": "near-one", "OutputName": "Arn", "Region": "eu-west-1"}}}}
}}"#;

fn two_stacks() -> Directory {
    let directory = Directory::with(LEAST);
    for (file, text) in [("manifest.json", MANIFEST), ("near.json", NEAR), ("far.json", FAR)] {
        directory.write(file, text);
    }
    directory
}

fn told(directory: &Directory, arguments: &[&str]) -> String {
    let outcome = directory.run(&[&["explain", "--app", "."], arguments].concat());
    assert_eq!((outcome.status, outcome.stderr.as_str()), (0, ""), "{arguments:?}");
    outcome.stdout
}

#[test]
fn a_resource_of_the_app_is_told_with_its_lines() {
    let directory = Directory::with(LEAST);
    let outcome = directory.run(&["explain", "ValohaiQueue442000F2"]);
    assert_eq!(outcome.status, 0, "{}", outcome.stderr);
    for line in [
        "Valohai-Hybrid/Valohai/Queue/Resource\n  is             AWS::EC2::Instance\n",
        "\n  name in AWS    valohai-queue (tag Name)\n",
        "\n  made at        crates/hybrid-workers/src/queue.rs:",
        "\n  described at   config.yaml:2:1\n                 | hybrid:\n",
        "TemplateReference/aws-resource-ec2-instance.html\n\ndepends on\n",
        "\n  Valohai-Hybrid/Valohai/RedisSecret/Resource  AWS::SecretsManager::Secret  ValohaiRedisSecret607438CD\n",
        "\n    DependsOn\n",
        "\nis needed by\n",
        "\n  Valohai-Hybrid/Valohai/Outputs/QueuePrivateIp  output  ValohaiQueuePrivateIp\n    Value: PrivateIp\n",
    ] {
        assert!(outcome.stdout.contains(line), "{line}: {}", outcome.stdout);
    }
    assert_eq!(directory.files(), ["config.yaml"]);
    // The same by its path, by the end of it, and by its name; in colours on a terminal alone.
    for name in ["Valohai-Hybrid/Valohai/Queue/Resource", "Queue/Resource", "valohai-queue"] {
        assert_eq!(directory.run(&["explain", name]).stdout, outcome.stdout, "{name}");
    }
    let on_terminal = directory.run_on_terminal(&["explain", "valohai-queue"], &[]);
    assert!(on_terminal.stdout.contains("\u{1b}[1mdepends on\u{1b}[0m\n"), "{}", on_terminal.stdout);
    let plain = directory.run_on_terminal(&["explain", "valohai-queue"], &[("NO_COLOR", "1")]);
    assert!(plain.stdout.ends_with(&outcome.stdout), "{}", plain.stdout);
}

#[test]
fn a_construct_is_told_with_all_that_is_in_it() {
    let directory = Directory::with(LEAST);
    let vpc = directory.run(&["explain", "Valohai/Vpc"]).stdout;
    let contains = vpc.split_once("\ncontains\n").unwrap().1;
    assert!(contains.starts_with("  Resource  AWS::EC2::VPC  ValohaiVpc"), "{vpc}");
    assert!(contains.contains("\n  WorkerSubnet1  Construct\n"), "{vpc}");
    // What is inside needs itself, which is nobody's business.
    assert!(!vpc.contains("depends on"), "{vpc}");
    assert!(vpc.contains("WorkerSubnet1SubnetB8F4E41A Properties.NetworkInterfaces.0.SubnetId: Ref\n"), "{vpc}");
    let stack = directory.run(&["explain", "Valohai-Hybrid"]).stdout;
    assert!(stack.contains("\n  deployed to    any account in any region\n"), "{stack}");
    assert!(stack.contains("\n  template       Valohai-Hybrid.template.json, 31 resources\n"), "{stack}");
}

#[test]
fn values_are_followed_across_stacks() {
    let directory = two_stacks();
    let bucket = told(&directory, &["acme-data"]);
    for line in [
        "Near/Data\n  is             AWS::S3::Bucket\n  logical id     Data\n  stack          Near\n",
        "\n  name in AWS    acme-data (BucketName)\n  holds data     yes\n  when deleted   Retain\n",
        "\n  when replaced  UpdateReplacePolicy is not set\n",
        "\n  Near/Odd  Custom::Odd  Odd\n    DependsOn\n",
        "\n    Value: Ref\n    for Far/Reader  AWS::SSM::Parameter  Reader\n",
        "\n  Near/Arn  output  Arn\n    Value: Arn\n    for Far/Weak  AWS::SSM::Parameter  Weak",
    ] {
        assert!(bucket.contains(line), "{line}: {bucket}");
    }
    let reader = told(&directory, &["Reader"]);
    assert!(reader.contains("\n  name in AWS    /${Stage}/data (Name)\n"), "{reader}");
    assert!(
        reader.contains("    Properties.Value: import of near-one-data\n    of Near/Data  AWS::S3::Bucket  Data"),
        "{reader}"
    );
    assert!(reader.contains("  Far/Live  condition  Live\n    Condition: whether it holds\n"), "{reader}");
    let weak = told(&directory, &["Weak"]);
    assert!(
        weak.contains("    Properties.Value: output, read when deployed\n    of Near/Data  AWS::S3::Bucket"),
        "{weak}"
    );
    let stack = told(&directory, &["near-one"]);
    assert!(
        stack.contains("\n  name in AWS    near-one\n  deployed to    account 111111111111 in eu-west-1\n"),
        "{stack}"
    );
    assert!(stack.contains("\n  before         Far\n"), "{stack}");
    let condition = told(&directory, &["Live"]);
    assert!(condition.contains("  Far/Stage  parameter  Stage\n    Fn::Equals.0: Ref\n"), "{condition}");
    // A type of somebody's own has no page, and nobody knows what it holds.
    let odd = told(&directory, &["Odd"]);
    assert!(!odd.contains("documentation") && !odd.contains("holds data"), "{odd}");
}

#[test]
fn other_programs_get_the_same_as_json() {
    let directory = two_stacks();
    let json = |name: &str| -> Value { serde_json::from_str(&told(&directory, &[name, "--format", "json"])).unwrap() };
    let bucket = json("acme-data");
    assert_eq!(
        (&bucket["path"], &bucket["kind"], &bucket["holds_data"]),
        (&json!("Near/Data"), &json!("AWS::S3::Bucket"), &json!(true))
    );
    assert_eq!(bucket["names"], json!({ "BucketName": "acme-data" }));
    let reader = json("Reader");
    let import = reader["depends_on"].as_array().unwrap().iter().find(|found| found["way"] == "import").unwrap();
    assert_eq!(
        (&import["takes"], &import["stack"], &import["at"]),
        (&json!("near-one-data"), &json!("Near"), &json!("Properties.Value"))
    );
    assert_eq!(import["through"][0]["logical_id"], "Data");
    assert_eq!((&bucket["version"], &reader["condition"]), (&json!(1), &json!("Live")));
    assert_eq!((&json("Stage")["default"], &json("Stage")["type"]), (&json!("test"), &json!("String")));
    assert_eq!(json("Near/Arn")["value"], json!({ "Fn::GetAtt": ["Data", "Arn"] }));
    assert_eq!(json("Near/Outputs/Data")["export_name"], json!({ "Fn::Sub": "${AWS::StackName}-data" }));
    assert!(json("Live")["expression"].is_object());
    let own = Directory::with(LEAST).run(&["explain", "Queue/Resource", "--format", "json"]).stdout;
    let own: Value = serde_json::from_str(&own).unwrap();
    assert_eq!((&own["described_at"]["line"], &own["described_at"]["text"]), (&json!(2), &json!("hybrid:")));
}

#[test]
fn names_that_mean_nothing_or_several_are_told_with_others() {
    let directory = two_stacks();
    let cases = [
        (&["Data"][..], "error[ambiguous-name]: `Data` may mean 2 constructs\n", "`Near/Data`, `Near/Outputs/Data`"),
        (&["Reeder"], "error[unknown-construct]: nothing here is called `Reeder`\n", "did you mean `Far/Reader`?"),
        (&["xylophone"], "error[unknown-construct]: nothing here is called `xylophone`\n", "the command `tree`"),
        (&[""], "error[unknown-construct]: ", "the command `tree`"),
        (&["Data", "--stack", "Fra"], "error[unknown-stack]: there is no stack `Fra`\n", "`Near`, `Far`"),
        (
            &["Reader", "--stack", "Near"],
            "error[unknown-construct]: nothing here is called `Reader`\n",
            "the command `tree`",
        ),
    ];
    for (arguments, first, help) in cases {
        let outcome = directory.run(&[&["explain", "--app", "."], arguments].concat());
        assert_eq!((outcome.status, outcome.stdout.as_str()), (1, ""), "{arguments:?}");
        assert!(
            outcome.stderr.starts_with(first) && outcome.stderr.contains(help),
            "{arguments:?}: {}",
            outcome.stderr
        );
    }
    assert_eq!(directory.run(&["explain"]).status, 2);
    assert_eq!(directory.run(&["explain", "Data", "--format", "xml"]).status, 2);
}

#[test]
fn what_is_no_assembly_is_refused() {
    let directory = Directory::with(LEAST);
    directory.write("broken.json", "{");
    directory.write("list.yaml", "- 1\n");
    for path in ["nowhere", "broken.json", "list.yaml", "."] {
        let outcome = directory.run(&["explain", "Data", "--app", path]);
        assert_eq!((outcome.status, outcome.stdout.as_str()), (1, ""), "{path}: {}", outcome.stderr);
        assert!(
            outcome.stderr.starts_with("error[") && outcome.stderr.contains("  help: "),
            "{path}: {}",
            outcome.stderr
        );
    }
}

#[test]
fn what_nobody_may_see_is_not_told() {
    let directory = Directory::with(LEAST);
    let parameter = r#"{"Type": "String", "NoEcho": "true", "Default": "hunter2"}"#;
    directory.write("secret.json", &format!(r#"{{"Resources": {{}}, "Parameters": {{"Password": {parameter}}}}}"#));
    let outcome = directory.run(&["explain", "Password", "--app", "secret.json"]);
    assert!(outcome.stdout.contains("not shown: NoEcho is set"), "{}", outcome.stdout);
    let json = directory.run(&["explain", "Password", "--app", "secret.json", "--format", "json"]);
    assert!(json.stdout.contains("NoEcho is set"), "{}", json.stdout);
    assert!(!(outcome.stdout + &json.stdout).contains("hunter2"));
}

#[test]
fn only_sources_below_the_directory_are_read() {
    let directory = Directory::with(LEAST);
    let outside = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(outside.path(), "private\n").unwrap();
    directory.write("program.ts", "new Topic(this, 'Topic');\n");
    directory.write("template.json", r#"{"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}"#);
    for (file, line) in [("program.ts", "new Topic(this"), (&*outside.path().to_string_lossy(), "private")] {
        let trace =
            format!(r#"[{{"type": "aws:cdk:logicalId", "data": "Topic", "trace": ["new Topic ({file}:1:1)"]}}]"#);
        let artifact = format!(
            r#"{{"type": "aws:cloudformation:stack", "environment": "aws://unknown-account/unknown-region",
            "properties": {{"templateFile": "template.json"}}, "metadata": {{"/Stack/Topic": {trace}}}}}"#
        );
        directory.write("manifest.json", &format!(r#"{{"version": "36.0.0", "artifacts": {{"Stack": {artifact}}}}}"#));
        let text = told(&directory, &["Topic"]);
        assert!(text.contains(&format!("{file}:1:1")), "{text}");
        assert_eq!(text.contains(line), file == "program.ts", "{text}");
    }
}
