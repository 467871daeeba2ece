//! The bucket of checkpoints.

use std::time::Duration;

use purlin_aws::s3::{BlockPublicAccess, Bucket, BucketEncryption, BucketProps, LifecycleRule, ObjectOwnership};
use purlin_core::RemovalPolicy;
use purlin_product::Removal;

use crate::plan::Plan;

const ID: &str = "Checkpoints";
/// Parts of a checkpoint whose task is gone cost as much as those of others, and show nowhere.
const UNFINISHED_UPLOADS: Duration = Duration::from_secs(7 * 24 * 3600);

/// The bucket that there is, or a new one: closed to the public, encrypted, and reached by TLS alone. Browsers have nothing to do
/// with it, so that no other origins are let in.
#[track_caller]
pub(crate) fn checkpoint_bucket(plan: &Plan) -> Bucket {
    match &plan.settings.existing_bucket {
        Some(name) => Bucket::from_name(&plan.scope, ID, name.as_str()),
        None => new_bucket(plan),
    }
}

#[track_caller]
fn new_bucket(plan: &Plan) -> Bucket {
    let settings = &plan.settings;
    let uploads = LifecycleRule::new().id("AbortUploads").abort_incomplete_multipart_upload_after(UNFINISHED_UPLOADS);
    let mut props = BucketProps::new()
        .block_public_access(BlockPublicAccess::ALL)
        .object_ownership(ObjectOwnership::BUCKET_OWNER_ENFORCED)
        .enforce_ssl(true)
        .lifecycle_rules([uploads]);
    if let Some(name) = &settings.bucket_name {
        props = props.bucket_name(name.as_str());
    }
    props = match &plan.key {
        Some(key) => props.encryption(BucketEncryption::Kms).encryption_key(key).bucket_key_enabled(true),
        None => props.encryption(BucketEncryption::S3Managed),
    };
    let is_deleted = settings.bucket_removal == Removal::Delete;
    props = props.removal_policy(settings.bucket_removal.policy()).auto_delete_objects(is_deleted);
    let bucket = Bucket::new(&plan.scope, ID, props);
    if let Some(policy) = bucket.policy()
        && !is_deleted
    {
        // What is in it outlives the stack, and stays protected. A first deployment that fails leaves nothing.
        policy.apply_removal_policy(RemovalPolicy::RetainOnUpdateOrDelete);
    }
    bucket
}
