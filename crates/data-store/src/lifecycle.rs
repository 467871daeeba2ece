//! What becomes of old versions, and of uploads that are never completed.

use std::time::Duration;

use purlin_aws::s3::{LifecycleRule, NoncurrentVersionTransition, StorageClass};

use crate::data_bucket::DataBucketSettings;

/// The rules of a bucket, if it has any.
pub(crate) fn lifecycle_rules(settings: &DataBucketSettings) -> Vec<LifecycleRule> {
    let mut rules = Vec::new();
    if let Some(after) = settings.abort_uploads_after_days {
        rules.push(LifecycleRule::new().id("AbortUploads").abort_incomplete_multipart_upload_after(days(after)));
    }
    if let Some(after) = settings.move_old_versions_after_days {
        let class = settings.old_version_storage_class.clone();
        let class = class.unwrap_or(StorageClass::GLACIER_INSTANT_RETRIEVAL);
        let transition = NoncurrentVersionTransition::new(class, days(after));
        rules.push(LifecycleRule::new().id("MoveOldVersions").noncurrent_version_transitions(vec![transition]));
    }
    if let Some(after) = settings.delete_old_versions_after_days {
        let rule = LifecycleRule::new().id("DeleteOldVersions").noncurrent_version_expiration(days(after));
        // What is left of an object that was deleted, once its versions are gone.
        rules.push(rule.expired_object_delete_marker(true));
    }
    rules
}

fn days(number: i64) -> Duration {
    Duration::from_secs(u64::try_from(number).unwrap_or(0).saturating_mul(24 * 3600))
}
