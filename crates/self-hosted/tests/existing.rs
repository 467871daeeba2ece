//! What is there already is used, and left as it is.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod template;

use purlin_core::Environment;
use purlin_policy_evaluator::resolve;
use purlin_self_hosted::{Removal, check};
use template::{of_type, props, template, told};

const PUBLIC_KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl team";

#[test]
fn a_bucket_a_key_pair_and_a_boundary() {
    let made = template(
        props().existing_bucket("example-data").existing_key_pair("team key").permissions_boundary("teams/boundary"),
    );
    for kind in ["AWS::S3::Bucket", "AWS::S3::BucketPolicy", "AWS::EC2::KeyPair"] {
        assert_eq!(of_type(&made, kind).count(), 0, "{kind}");
    }
    let output = |name: &str| resolve(&made, &made["Outputs"][format!("Valohai{name}")]["Value"]);
    assert_eq!(output("DataBucketName"), "example-data");
    assert_eq!(output("KeyPairName"), "team key");
    for (id, role) in of_type(&made, "AWS::IAM::Role") {
        let boundary = resolve(&made, &role["Properties"]["PermissionsBoundary"]);
        assert_eq!(boundary, "arn:aws:iam::111111111111:policy/teams/boundary", "{id}");
    }
}

#[test]
fn what_cannot_be_is_told() {
    let key = |region: &str| format!("arn:aws:kms:{region}:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab");
    for (props, expected) in [
        (props().existing_key_pair("team*"), ("bad-key-pair", "existing_key_pair")),
        (props().public_key("team"), ("bad-public-key", "public_key")),
        (props().existing_key_pair("team").public_key(PUBLIC_KEY), ("key-pair-given-twice", "public_key")),
        (props().existing_bucket("Example"), ("bad-bucket", "existing_bucket")),
        (props().bucket_name("-example"), ("bad-bucket", "bucket_name")),
        (props().existing_bucket("example").bucket_name("other"), ("existing-bucket-is-not-changed", "bucket_name")),
        (
            props().existing_bucket("example").bucket_removal(Removal::Delete),
            ("existing-bucket-is-not-changed", "bucket_removal"),
        ),
        (props().bucket_removal(Removal::Snapshot), ("bucket-without-snapshots", "bucket_removal")),
        (props().encryption_key("alias/valohai"), ("bad-encryption-key", "encryption_key")),
        (props().permissions_boundary("a b"), ("bad-permissions-boundary", "permissions_boundary")),
    ] {
        assert_eq!(told(props), [expected]);
    }
    let somewhere = Environment::new("222222222222", "eu-west-1");
    let arn = "arn:aws:iam::111111111111:policy/boundary";
    let elsewhere = props().encryption_key(key("us-east-1")).permissions_boundary(arn);
    let found = check(elsewhere, &somewhere);
    let rules: Vec<_> = found.iter().map(|problem| problem.rule).collect();
    assert!(rules.contains(&"key-of-other-region") && rules.contains(&"boundary-of-other-account"), "{rules:?}");
    assert_eq!(told(props().encryption_key(key("eu-west-1")).existing_bucket("example").public_key(PUBLIC_KEY)), []);
}
