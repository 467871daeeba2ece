//! The bucket that logs, snapshots of commits, and what jobs make go to.

use std::time::Duration;

use purlin_aws::kms::Key;
use purlin_aws::s3::{BlockPublicAccess, Bucket, BucketEncryption, BucketProps, CorsRule, HttpMethod, ObjectOwnership};
use purlin_core::{IntoValue, RemovalPolicy, Scope, Value, text};

/// How long browsers may take a CORS answer for current.
const CORS_MAX_AGE: Duration = Duration::from_secs(3000);
/// What browsers may send along.
const CORS_HEADER: &str = "Authorization";

/// Where browsers may read from, and upload from: the method, its name, and the origin.
fn cors_rules(app_origin: Value<String>) -> [(HttpMethod, &'static str, Value<String>); 2] {
    [(HttpMethod::Get, "GET", "*".into_value()), (HttpMethod::Post, "POST", app_origin)]
}

/// A bucket of this name that pages of `app_origin` may upload to.
pub(crate) fn bucket(scope: &Scope, name: Value<String>, app_origin: Value<String>, key: Option<&Key>) -> Bucket {
    let rule = |(method, _, origin): (HttpMethod, &str, Value<String>)| {
        CorsRule::new([method], [origin]).allowed_headers([CORS_HEADER]).max_age(CORS_MAX_AGE)
    };
    let props = BucketProps::new()
        .bucket_name(name)
        .block_public_access(BlockPublicAccess::ALL)
        .object_ownership(ObjectOwnership::BUCKET_OWNER_ENFORCED)
        .cors(cors_rules(app_origin).map(rule))
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

/// What has to be set on a bucket that was there before: the command that does it, in place of the rules that it has.
pub(crate) fn cors_command(bucket: Value<String>, app_origin: Value<String>) -> Value<String> {
    let age = CORS_MAX_AGE.as_secs();
    let [get, post] = cors_rules(app_origin).map(|(_, method, origin)| {
        let rest =
            format!(r#""],"AllowedMethods":["{method}"],"AllowedHeaders":["{CORS_HEADER}"],"MaxAgeSeconds":{age}}}"#);
        text![r#"{"AllowedOrigins":[""#, origin, rest]
    });
    let rules = text![r#"{"CORSRules":["#, get, ",", post, "]}"];
    text!["aws s3api put-bucket-cors --bucket ", bucket, " --cors-configuration '", rules, "'"]
}
