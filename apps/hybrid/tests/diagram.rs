//! `hybrid diagram`: the architecture as a picture.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod app;

use app::{Directory, LEAST};

/// Two stacks of a program in another language, one of which uses the bucket of the other.
const MANIFEST: &str = r#"{
  "version": "36.0.0",
  "artifacts": {
    "Data": {
      "type": "aws:cloudformation:stack", "environment": "aws://111111111111/eu-west-1",
      "properties": { "templateFile": "Data.template.json" }, "displayName": "Data"
    },
    "Work": {
      "type": "aws:cloudformation:stack", "environment": "aws://111111111111/eu-west-1",
      "properties": { "templateFile": "Work.template.json", "stackName": "Acme-Work" }, "displayName": "Work"
    }
  }
}"#;
const DATA: &str = r#"{
  "Resources": { "FilesABCDEF01": { "Type": "AWS::S3::Bucket", "Metadata": { "aws:cdk:path": "Data/Files/Resource" } } },
  "Outputs": { "Ref": { "Value": { "Ref": "FilesABCDEF01" }, "Export": { "Name": "Data:Files" } } }
}"#;
const WORK: &str = r#"{
  "Resources": {
    "Run": { "Type": "AWS::Lambda::Function", "Properties": { "Environment": { "Variables": { "FILES": { "Fn::ImportValue": "Data:Files" } } } } }
  }
}"#;

fn drawn(directory: &Directory, arguments: &[&str]) -> String {
    let outcome = directory.run(&[&["diagram"], arguments].concat());
    assert_eq!((outcome.status, outcome.stderr.as_str()), (0, ""), "{arguments:?}");
    outcome.stdout
}

/// A directory with the assembly of another library in it.
fn with_assembly() -> Directory {
    let directory = Directory::with(LEAST);
    std::fs::create_dir(directory.path("other")).unwrap();
    for (name, text) in [("manifest.json", MANIFEST), ("Data.template.json", DATA), ("Work.template.json", WORK)] {
        directory.write(&format!("other/{name}"), text);
    }
    directory
}

#[test]
fn the_installation_is_drawn_as_mermaid_text() {
    let directory = Directory::with(LEAST);
    let text = drawn(&directory, &["--quiet"]);
    assert!(text.starts_with("---\ntitle: \"Valohai-Hybrid\"\n---\nflowchart LR\n  subgraph account["), "{text}");
    let expected = [
        "        subgraph subnets_Valohai_Vpc_public_Worker[\"3 public subnets: Worker · 10.0.0.0/20 to 10.0.32.0/20\"]",
        "            r_Valohai_Queue[\"Queue<br/>EC2 instance<br/>t3.medium\"]:::compute",
        "  sg_Valohai_WorkerSecurityGroup -->|\"63790\"| sg_Valohai_QueueSecurityGroup",
        "  r_Valohai_Queue -.->|\"acts as\"| r_Valohai_QueueRole",
        "  r_Valohai_MultipartRole -.->|\"read, write\"| r_Valohai_DataBucket",
    ];
    for line in expected {
        assert!(text.lines().any(|found| found == line), "{line}\nis not in\n{text}");
    }
    assert_eq!(directory.files(), ["config.yaml"]);
    // What is written is drawn the same, and so it is on a terminal.
    directory.run(&["synth"]);
    assert_eq!(drawn(&directory, &["--app", "cdk.out"]), text);
    assert_eq!(directory.run_on_terminal(&["diagram", "--quiet"], &[]).stdout, text);
}

#[test]
fn it_is_drawn_as_svg() {
    let directory = Directory::with(LEAST);
    let svg = drawn(&directory, &["--format", "svg", "--quiet"]);
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"), "{svg}");
    for words in ["Queue security group", "3 public subnets: Worker", "may talk to, on these ports"] {
        assert!(svg.contains(words), "{words}: {svg}");
    }
    assert_eq!(drawn(&directory, &["--format", "svg", "--quiet"]), svg);
    directory.run(&["synth"]);
    assert_eq!(drawn(&directory, &["-f", "svg", "-a", "cdk.out"]), svg);
}

#[test]
fn stacks_of_others_are_drawn_together_or_alone() {
    let directory = with_assembly();
    let both = drawn(&directory, &["--app", "other"]);
    assert!(both.contains("subgraph region_111111111111_eu_west_1[\"Region eu-west-1\"]"), "{both}");
    assert!(both.contains("subgraph stack_Data[\"Data (stack)\"]"), "{both}");
    assert!(both.contains("r_Work_Run -.-> r_Data_Files\n"), "{both}");
    for name in ["Work", "Acme-Work"] {
        let one = drawn(&directory, &["--app", "other", "--stack", name]);
        assert!(one.contains("r_Run[\"Run<br/>Lambda function\"]") && !one.contains("Files"), "{one}");
    }
    directory.write("one.yaml", "Resources:\n  Jobs: {Type: AWS::SQS::Queue}\n");
    assert!(drawn(&directory, &["--app", "one.yaml"]).contains("r_Jobs[\"Jobs<br/>SQS queue\"]"));
}

#[test]
fn what_cannot_be_drawn_is_told() {
    let directory = with_assembly();
    let outcome = directory.run(&["diagram", "--app", "other", "--stack", "Wrok"]);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (1, ""));
    let told = "error[unknown-stack]: there is no stack `Wrok`\n  help: its stacks are `Data`, `Work`\n";
    assert!(outcome.stderr.starts_with(told), "{}", outcome.stderr);
    directory.write("bad.json", "{ \"Resources\": ");
    directory.write("none.yaml", "Sources: {}\n");
    for (file, rule) in [("bad.json", "bad-json"), ("none.yaml", "no-template"), ("no.json", "no-assembly")] {
        let outcome = directory.run(&["diagram", "--app", file]);
        assert_eq!((outcome.status, outcome.stdout.as_str()), (1, ""), "{file}");
        assert!(
            outcome.stderr.contains(&format!("error[{rule}]: ")) && outcome.stderr.contains(file),
            "{}",
            outcome.stderr
        );
    }
    for wrong in [["--format", "png"], ["--stack", "--format"], ["--output", "x.svg"]] {
        let outcome = directory.run(&["diagram", wrong[0], wrong[1]]);
        assert_eq!((outcome.status, outcome.stdout.as_str()), (2, ""), "{}", outcome.stderr);
    }
}
