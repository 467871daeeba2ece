//! The bucket that logs, snapshots of commits, and what jobs make go to.

use std::time::Duration;

use purlin_aws::kms::Key;
use purlin_aws::s3::{BlockPublicAccess, Bucket, BucketEncryption, BucketProps, CorsRule, HttpMethod, ObjectOwnership};
use purlin_core::{IntoValue, RemovalPolicy, Scope, Value};

/// How long browsers may take a CORS answer for current.
const CORS_MAX_AGE: Duration = Duration::from_secs(3000);

/// A bucket of this name that pages of `app_origin` may upload to.
pub(crate) fn bucket(scope: &Scope, name: Value<String>, app_origin: Value<String>, key: Option<&Key>) -> Bucket {
    let rule = |method: HttpMethod, origin: Value<String>| {
        CorsRule::new([method], [origin]).allowed_headers(["Authorization"]).max_age(CORS_MAX_AGE)
    };
    let props = BucketProps::new()
        .bucket_name(name)
        .block_public_access(BlockPublicAccess::ALL)
        .object_ownership(ObjectOwnership::BUCKET_OWNER_ENFORCED)
        .cors([rule(HttpMethod::Get, "*".into_value()), rule(HttpMethod::Post, app_origin)])
        .removal_policy(RemovalPolicy::RetainOnUpdateOrDelete);
    let props = match key {
        Some(key) => props.encryption(BucketEncryption::Kms).encryption_key(key).bucket_key_enabled(true),
        None => props.encryption(BucketEncryption::S3Managed),
    };
    let bucket = Bucket::new(scope, "DataBucket", props);
    // Results of jobs outlive the installation, and stay protected. A first deployment that fails leaves nothing.
    if let Some(policy) = bucket.policy() {
        policy.apply_removal_policy(RemovalPolicy::RetainOnUpdateOrDelete);
    }
    bucket
}
