//! The bucket of checkpoints, and how many of them are kept.

use std::ops::RangeInclusive;

use purlin_product::{Problems, Removal, checks};

use crate::props::DeterminedSettings;

/// More than anybody could mean.
const CHECKPOINTS: RangeInclusive<i64> = 0..=10_000;

pub(super) fn check(settings: &DeterminedSettings, found: &mut Problems) {
    let kept = [
        ("save_experiment_best", settings.save_experiment_best),
        ("save_trial_best", settings.save_trial_best),
        ("save_trial_latest", settings.save_trial_latest),
    ];
    for (setting, number) in kept {
        let what = |number| format!("{number} checkpoints cannot be kept");
        checks::number(setting, "bad-checkpoint-number", number, CHECKPOINTS, what, found);
    }
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
