//! The bucket: a new one, or one that there is.

use purlin_product::{Problems, checks};

use super::bucket_problems;
use crate::VALOHAI_APP_ADDRESS;
use crate::data_store::new_bucket;
use crate::existing::BucketSource;
use crate::props::{DataStoreSettings, USUAL_ABORT_DAYS};

pub(super) fn check(source: &BucketSource, settings: &DataStoreSettings, found: &mut Problems) {
    if let Some(name) = source.name() {
        checks::existing_bucket("existing_bucket", &name, found);
    }
    let message = "there is both an existing bucket and a name for a new one".to_owned();
    let good = settings.bucket_name.is_none();
    found.check(good, "bucket_name", "bucket-given-twice", message, "leave out either of the two");
    let of_new = [
        ("versioned", settings.versioned),
        ("move_old_versions_after_days", settings.move_old_versions_after_days.is_some()),
        ("old_version_storage_class", settings.old_version_storage_class.is_some()),
        ("delete_old_versions_after_days", settings.delete_old_versions_after_days.is_some()),
        ("abort_uploads_after_days", settings.abort_uploads_after_days != USUAL_ABORT_DAYS),
        ("access_log_bucket", settings.access_log_bucket.is_some()),
        ("access_log_prefix", settings.access_log_prefix.is_some()),
        ("vpc_endpoints", !settings.vpc_endpoints.is_empty()),
        ("admitted_addresses", settings.admitted_addresses != [VALOHAI_APP_ADDRESS]),
        ("delete_with_stack", settings.delete_with_stack),
    ];
    for (setting, is_set) in of_new {
        let message = format!("`{setting}` is of a new bucket, but there is an existing one");
        found.check(!is_set, setting, "existing-bucket-is-not-changed", message, "leave out either of the two");
    }
}

pub(super) fn check_new(settings: &DataStoreSettings, found: &mut Problems) {
    found.extend(bucket_problems(&new_bucket(settings)));
    let log = settings.access_log_bucket.as_ref();
    if let Some(name) = log.and_then(BucketSource::name) {
        checks::existing_bucket("access_log_bucket", &name, found);
        let message = "a bucket that logs requests to itself logs its own logs as well, and never ends".to_owned();
        let good = settings.bucket_name.as_ref() != Some(&name);
        found.check(good, "access_log_bucket", "logs-in-own-bucket", message, "name another bucket");
    }
    let prefix = settings.access_log_prefix.as_deref().unwrap_or_default();
    let message = format!("`{prefix}` cannot be what keys of logs begin with");
    let good = !prefix.contains(char::is_control);
    found.check(good, "access_log_prefix", "bad-log-prefix", message, "leave out what cannot be printed");
    let message = "there is a prefix for access logs, but no bucket that they go to".to_owned();
    let good = log.is_some() || settings.access_log_prefix.is_none();
    let help = "set `access_log_bucket`, or leave it out";
    found.check(good, "access_log_prefix", "prefix-without-logs", message, help);
}
