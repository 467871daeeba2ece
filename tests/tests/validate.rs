//! `check` with AWS's own engine in process: the cargo feature `validate`.

use std::path::Path;

use purlin_tests::{Result, apps, command, directories};
use serde_json::{Value, json};

/// An instance that Stockholm does not have, which only the engine knows.
const SETTINGS: &str = "\
# Settings of a test.
hybrid:
  queue_address: example.vqueue.net
  assume_user: arn:aws:iam::905675611115:user/example
  account: '111122223333'
  region: eu-north-1
  queue_instance_type: t2.medium
";
const TEMPLATE: &str = "\
Resources:
  Data:
    Type: AWS::S3::Bucket
    Properties:
      BucketNam: acme
";

/// The exit status, and findings of what the engine calls an error.
fn errors(app: &Path, home: &Path, arguments: &[&str]) -> Result<(Option<i32>, Vec<Value>)> {
    let mut command = command::isolated(app, home);
    let output = command::run(command.args(["check", "--format", "json"]).args(arguments))?;
    let report: Value = serde_json::from_str(&output.stdout)?;
    let findings = report["findings"].as_array().cloned().unwrap_or_default();
    Ok((output.status, findings.into_iter().filter(|finding| finding["severity"] == "error").collect()))
}

#[test]
fn the_engine_s_findings_are_told_at_the_user_s_lines() -> Result<()> {
    let home = directories::passing_dir()?;
    std::fs::write(home.path().join("config.yaml"), SETTINGS)?;
    std::fs::write(home.path().join("storage.yaml"), TEMPLATE)?;
    let without = apps::binary("hybrid")?;
    assert_eq!(errors(&without, home.path(), &[])?, (Some(0), vec![]));
    assert_eq!(errors(&without, home.path(), &["--app", "storage.yaml"])?, (Some(0), vec![]));

    let with = apps::binary_with_engine("hybrid")?;
    let (status, found) = errors(&with, home.path(), &[])?;
    assert_eq!((status, found.len()), (Some(1), 1), "{found:?}");
    assert_eq!(found[0]["rule"], "E3628");
    assert_eq!(found[0]["message"], "`Properties.InstanceType`: 't2.medium' is not valid for region 'eu-north-1'");
    assert_eq!(found[0]["construct"], "Valohai-Hybrid/Valohai/Queue/Resource");
    assert_eq!(found[0]["element"]["type"], "AWS::EC2::Instance");
    assert_eq!(found[0]["place"], json!({ "file": "config.yaml", "line": 2, "column": 1, "length": 6 }));

    // Of a template the engine knows the line itself.
    let (status, found) = errors(&with, home.path(), &["--app", "storage.yaml"])?;
    assert_eq!((status, found.len()), (Some(1), 1), "{found:?}");
    assert_eq!((&found[0]["rule"], &found[0]["construct"]), (&json!("F3002"), &json!("storage/Data")));
    assert_eq!(found[0]["place"], json!({ "file": "storage.yaml", "line": 5, "column": 7 }));
    Ok(())
}
