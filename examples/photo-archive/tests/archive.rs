//! What users test of their own constructs: the template, and the mistakes.

use std::process::Command;

use photo_archive::{PhotoArchive, PhotoArchiveProps};
use purlin::prelude::*;
use serde_json::{Value as Json, json};

fn template(props: impl purlin::Complete<photo_archive::PhotoArchiveSettings>) -> Result<Json, Findings> {
    let app = App::new();
    let stack = Stack::new(&app, "Photos", StackProps::new());
    PhotoArchive::new(&stack, "Archive", props);
    let text = app.synth()?.template("Photos").unwrap();
    Ok(serde_json::from_str(&text).unwrap())
}

/// The only resource of a type.
fn resource<'a>(template: &'a Json, kind: &str) -> &'a Json {
    let all = template["Resources"].as_object().unwrap();
    let found: Vec<&Json> = all.values().filter(|resource| resource["Type"] == kind).collect();
    assert_eq!(found.len(), 1, "{template:#}");
    found[0]
}

#[test]
fn photos_are_kept_and_belong_to_somebody() {
    let template = template(PhotoArchiveProps::new().owner("Ada").retention_days(7)).unwrap();
    let bucket = resource(&template, "AWS::S3::Bucket");
    assert_eq!(bucket["DeletionPolicy"], "Retain", "{template:#}");
    assert_eq!(bucket["Properties"]["Tags"], json!([{ "Key": "owner", "Value": "Ada" }]));
    let queue = resource(&template, "AWS::SQS::Queue");
    assert_eq!(queue["Properties"]["MessageRetentionPeriod"], 604_800);
}

#[test]
fn a_mistake_points_to_the_line_that_made_it() {
    let findings = template(PhotoArchiveProps::new().owner("Ada").retention_days(15)).unwrap_err();
    let finding = findings.iter().next().unwrap();
    assert_eq!(finding.rule, "bad-retention");
    assert!(finding.place.as_ref().unwrap().file.ends_with("archive.rs"), "{finding}");
}

#[test]
fn the_app_writes_an_assembly() {
    let directory = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_photo-archive")).current_dir(directory.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stdout.is_empty());
    for stack in ["PhotosAda", "PhotosGrace"] {
        assert!(directory.path().join(format!("cdk.out/{stack}.template.json")).exists());
    }
}
