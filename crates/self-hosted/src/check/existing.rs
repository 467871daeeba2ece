//! What is there already: the key pair, the bucket, the key, and the policy that bounds roles.

use purlin_core::Environment;
use purlin_product::{Problems, Removal, checks};

use crate::props::SelfHostedSettings;

pub(super) fn check(settings: &SelfHostedSettings, environment: &Environment, found: &mut Problems) {
    if let Some(key) = &settings.public_key {
        checks::public_key("public_key", key, found);
        let message = "there is both an existing key pair and a public key for a new one".to_owned();
        let good = settings.existing_key_pair.is_none();
        found.check(good, "public_key", "key-pair-given-twice", message, "leave out either of the two");
    }
    if let Some(name) = &settings.existing_key_pair {
        checks::key_pair("existing_key_pair", name, found);
    }
    bucket(settings, found);
    if let Some(key) = &settings.encryption_key {
        checks::encryption_key("encryption_key", key, environment, found);
    }
    if let Some(policy) = &settings.permissions_boundary {
        checks::permissions_boundary("permissions_boundary", policy, environment, found);
    }
}

fn bucket(settings: &SelfHostedSettings, found: &mut Problems) {
    if let Some(name) = &settings.bucket_name {
        // What holds for the names of buckets that there are holds for new ones.
        checks::existing_bucket("bucket_name", name, found);
    }
    let message = "there are no snapshots of buckets".to_owned();
    let good = settings.bucket_removal != Removal::Snapshot;
    found.check(good, "bucket_removal", "bucket-without-snapshots", message, "take `retain` or `delete`");
    let Some(name) = &settings.existing_bucket else { return };
    checks::existing_bucket("existing_bucket", name, found);
    let of_new_bucket = [
        ("bucket_name", settings.bucket_name.is_some()),
        ("bucket_removal", settings.bucket_removal == Removal::Delete),
    ];
    for (setting, is_set) in of_new_bucket {
        let message = format!("`{setting}` is for a new bucket, but there is an existing one");
        found.check(!is_set, setting, "existing-bucket-is-not-changed", message, "leave out either of the two");
    }
}
