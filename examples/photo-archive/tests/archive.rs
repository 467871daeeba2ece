//! What users test of their own constructs: the template, and the mistakes.

use std::process::Command;

use photo_archive::{PhotoArchive, PhotoArchiveProps, PhotoArchiveSettings};
use purlin::Complete;
use purlin::aspects::SecurityCheck;
use purlin::prelude::*;
use purlin_assertions::{Annotations, Template, matcher};

fn photos(props: impl Complete<PhotoArchiveSettings>) -> Stack {
    let stack = Stack::new(&App::new(), "Photos", StackProps::new());
    PhotoArchive::new(&stack, "Archive", props);
    stack
}

#[test]
fn photos_are_kept_and_belong_to_somebody() {
    let template = Template::of(&photos(PhotoArchiveProps::new().owner("Ada").retention_days(7)));
    template.has_resource("AWS::S3::Bucket", matcher!({ "DeletionPolicy": "Retain" }));
    template.has_tags("AWS::S3::Bucket", [("owner", "Ada")]);
    template.has_resource_properties("AWS::SQS::Queue", matcher!({ "MessageRetentionPeriod": 604_800 }));
}

#[test]
fn photos_are_safe() {
    let stack = photos(PhotoArchiveProps::new().owner("Ada"));
    SecurityCheck::new().without("s3-tls", "the archive leaves policies to those who use it").check(&stack);
    assert_eq!(App::of(&stack).synth().map(|assembly| assembly.warnings().count()), Ok(0));
}

#[test]
fn a_mistake_points_to_the_line_that_made_it() {
    let annotations = Annotations::of(&photos(PhotoArchiveProps::new().owner("Ada").retention_days(15)));
    let findings = annotations.find_findings("bad-retention");
    assert_eq!(findings.len(), 1);
    assert!(findings[0].place.as_ref().unwrap().file.ends_with("archive.rs"), "{}", findings[0]);
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
