//! Logs in CloudWatch.

use purlin_aws::kms::Key;
use purlin_aws::logs::LogGroup;
use purlin_core::{Finding, RemovalPolicy, Scope, Severity};

use crate::{Problems, Removal};

/// For so many days CloudWatch keeps logs, and for no others.
const RETENTION_DAYS: [i64; 22] =
    [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

/// Encrypts a log group as everything is, and lets it stay as long as what is left of the part that it is of.
pub fn settle(group: &LogGroup, key: Option<&Key>, removal: Removal) {
    let Some(cfn) = group.cfn() else { return };
    if let Some(key) = key {
        // Not by the group's own setting, which would warn for each group that the key's policy is not known.
        cfn.resource().set_property("KmsKeyId", key.arn());
    }
    cfn.resource().apply_removal_policy(match removal {
        Removal::Delete => RemovalPolicy::Destroy,
        Removal::Retain | Removal::Snapshot => RemovalPolicy::RetainOnUpdateOrDelete,
    });
}

/// Tells what the policy of `encryption_key` has to allow, which only its owner can see to.
pub fn tell_of_key(installation: &Scope, key: Option<&Key>) {
    if key.is_none() {
        return;
    }
    let message = "logs are encrypted with `encryption_key`, and cannot be made unless the key's policy lets CloudWatch Logs use it";
    let help = "allow `logs.REGION.amazonaws.com` the actions `kms:Encrypt*`, `kms:Decrypt*`, `kms:ReEncrypt*`, \
                `kms:GenerateDataKey*` and `kms:Describe*` there";
    installation.report(Finding::new(Severity::Info, "key-for-logs", message).help(help));
}

/// For how many days logs are kept.
pub fn check_retention(setting: &'static str, days: i64, found: &mut Problems) {
    if RETENTION_DAYS.contains(&days) {
        return;
    }
    let [first, .., last] = RETENTION_DAYS;
    let longer = RETENTION_DAYS.into_iter().find(|possible| *possible > days).unwrap_or(last);
    let shorter = RETENTION_DAYS.into_iter().rev().find(|possible| *possible < days).unwrap_or(first);
    let message = format!("CloudWatch cannot keep logs for {days} days");
    let help = match longer == shorter {
        true => format!("take {longer}"),
        false => format!("take {shorter} or {longer}"),
    };
    found.push(setting, None, "bad-log-retention", message, &help);
}
