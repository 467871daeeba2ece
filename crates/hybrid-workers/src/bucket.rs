//! The bucket that logs, snapshots of commits, and what jobs make go to.

use purlin_cfn::s3::bucket::{
    BucketEncryption, CorsConfiguration, CorsRule, OwnershipControls, OwnershipControlsRule,
    OwnershipControlsRuleObjectOwnership, PublicAccessBlockConfiguration, ServerSideEncryptionByDefault,
    ServerSideEncryptionByDefaultSSEAlgorithm, ServerSideEncryptionRule,
};
use purlin_cfn::s3::{CfnBucket, CfnBucketPolicy, CfnBucketPolicyProps, CfnBucketProps};
use purlin_core::{IntoValue, RemovalPolicy, Scope, Val, Value, text};

use crate::names::{self, Names};
use crate::props::HybridWorkersSettings;
use crate::statements::document;

/// How long browsers may take a CORS answer for current, in seconds.
const CORS_MAX_AGE: i64 = 3000;

pub(crate) fn bucket(scope: &Scope, settings: &HybridWorkersSettings, names: Names<'_>) -> CfnBucket {
    let owner = settings.company.as_ref().map_or_else(|| scope.account(), |company| company.into_value());
    let encryption =
        ServerSideEncryptionByDefault::new().sse_algorithm(ServerSideEncryptionByDefaultSSEAlgorithm::AES256);
    let props = CfnBucketProps::new()
        .bucket_name(text![names.of(names::BUCKET), owner])
        .bucket_encryption(BucketEncryption::new().server_side_encryption_configuration([
            ServerSideEncryptionRule::new().server_side_encryption_by_default(encryption),
        ]))
        .ownership_controls(OwnershipControls::new().rules([
            OwnershipControlsRule::new().object_ownership(OwnershipControlsRuleObjectOwnership::BUCKET_OWNER_ENFORCED),
        ]))
        .public_access_block_configuration(
            PublicAccessBlockConfiguration::new()
                .block_public_acls(true)
                .block_public_policy(true)
                .ignore_public_acls(true)
                .restrict_public_buckets(true),
        )
        .cors_configuration(
            CorsConfiguration::new().cors_rules([cors_rule("GET", "*"), cors_rule("POST", &settings.app_origin)]),
        );
    let bucket = CfnBucket::new(scope, "DataBucket", props);
    let policy = CfnBucketPolicyProps::new().bucket(bucket.get_ref()).policy_document(tls_only(&bucket.attr_arn()));
    let policy = CfnBucketPolicy::new(scope, "DataBucketPolicy", policy);
    // Results of jobs outlive the installation, and stay protected. A first deployment that fails leaves nothing.
    bucket.resource().apply_removal_policy(RemovalPolicy::RetainOnUpdateOrDelete);
    policy.resource().apply_removal_policy(RemovalPolicy::RetainOnUpdateOrDelete);
    bucket
}

fn cors_rule(method: &str, origin: &str) -> Value<CorsRule> {
    CorsRule::new()
        .allowed_headers(["Authorization"])
        .allowed_methods([method])
        .allowed_origins([origin])
        .max_age(CORS_MAX_AGE)
        .into_value()
}

fn tls_only(arn: &Value<String>) -> Val {
    document([Val::map([
        ("Sid", Val::text("OnlyOverTls")),
        ("Effect", Val::text("Deny")),
        ("Principal", Val::map([("AWS", Val::text("*"))])),
        ("Action", Val::text("s3:*")),
        ("Resource", Val::List(vec![arn.clone().into_val(), text![arn, "/*"].into_val()])),
        ("Condition", Val::map([("Bool", Val::map([("aws:SecureTransport", Val::text("false"))]))])),
    ])])
}
