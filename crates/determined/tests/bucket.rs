//! The bucket of checkpoints, and the log group of the cluster.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod template;

use purlin_determined::{DeterminedProps, Removal};
use serde_json::{Value, json};
use template::parts::only;
use template::{of_type, template};

const KEY: &str = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const BUCKET: &str = "AWS::S3::Bucket";
const LOG_GROUP: &str = "AWS::Logs::LogGroup";

fn props() -> DeterminedProps {
    DeterminedProps::new()
}

fn bucket(props: DeterminedProps) -> Value {
    only(&template(props), BUCKET)["Properties"].clone()
}

#[test]
fn it_is_closed_to_others() {
    let template = template(props());
    let bucket = &only(&template, BUCKET)["Properties"];
    let closed = bucket["PublicAccessBlockConfiguration"].as_object().unwrap();
    assert_eq!(closed.len(), 4);
    assert!(closed.values().all(|value| value == true), "{closed:?}");
    assert_eq!(bucket["OwnershipControls"]["Rules"], json!([{"ObjectOwnership": "BucketOwnerEnforced"}]));
    assert_eq!(bucket.get("CorsConfiguration"), None);
    let policy = &only(&template, "AWS::S3::BucketPolicy")["Properties"]["PolicyDocument"]["Statement"];
    assert_eq!((&policy[0]["Effect"], &policy[0]["Action"]), (&json!("Deny"), &json!("s3:*")));
    assert_eq!(policy[0]["Condition"], json!({"Bool": {"aws:SecureTransport": "false"}}));
}

#[test]
fn it_is_encrypted_by_s3_s_key_or_another() {
    let encryption =
        |props: DeterminedProps| bucket(props)["BucketEncryption"]["ServerSideEncryptionConfiguration"][0].clone();
    assert_eq!(encryption(props())["ServerSideEncryptionByDefault"], json!({"SSEAlgorithm": "AES256"}));
    let other = encryption(props().encryption_key(KEY));
    assert_eq!(other["ServerSideEncryptionByDefault"], json!({"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": KEY}));
    assert_eq!(other["BucketKeyEnabled"], true, "each checkpoint is many requests");
}

#[test]
fn uploads_that_nobody_completes_are_given_up() {
    let rules = &bucket(props())["LifecycleConfiguration"]["Rules"];
    assert_eq!(rules.as_array().unwrap().len(), 1, "checkpoints are deleted by the master alone");
    assert_eq!(rules[0]["AbortIncompleteMultipartUpload"], json!({"DaysAfterInitiation": 7}));
    assert_eq!(rules[0]["Status"], "Enabled");
}

#[test]
fn its_name_is_aws_s_unless_told() {
    assert_eq!(bucket(props()).get("BucketName"), None);
    assert_eq!(bucket(props().bucket_name("acme-checkpoints"))["BucketName"], "acme-checkpoints");
}

#[test]
fn one_that_there_is_stays_as_it_is() {
    let template = template(props().existing_bucket("acme-data"));
    assert_eq!(of_type(&template, BUCKET).len(), 0);
    assert_eq!(of_type(&template, "AWS::S3::BucketPolicy").len(), 0);
    let output = &template["Outputs"]["DeterminedCheckpointBucket"]["Value"];
    assert_eq!(output, "acme-data");
}

#[test]
fn logs_are_kept_for_a_time() {
    let of_cluster = |props: DeterminedProps| {
        let template = template(props);
        let groups = of_type(&template, LOG_GROUP);
        let (_, group) = groups.iter().find(|(id, _)| id.starts_with("DeterminedLogs")).unwrap();
        (*group).clone()
    };
    let usual = of_cluster(props());
    assert_eq!(usual["Properties"], json!({"RetentionInDays": 90}));
    assert_eq!(usual["DeletionPolicy"], "Delete");
    let told = props().log_group_name("/determined/a").log_retention_days(7).log_removal(Removal::Retain);
    let told = of_cluster(told.encryption_key(KEY));
    assert_eq!(told["Properties"], json!({"KmsKeyId": KEY, "LogGroupName": "/determined/a", "RetentionInDays": 7}));
    assert_eq!(told["DeletionPolicy"], "RetainExceptOnCreate");
}
