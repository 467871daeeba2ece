//! Logs of the database and of the queue, in CloudWatch.

use purlin_aws::logs::{LogGroup, LogGroupProps, RetentionDays};
use purlin_core::{Finding, RemovalPolicy, Severity};
use purlin_product::Removal;

use crate::plan::Plan;

/// For how long logs are kept.
pub(crate) fn retention(plan: &Plan) -> RetentionDays {
    RetentionDays::new(plan.settings.log_retention_days)
}

/// A log group of the installation's own, for a part that is removed in this way.
#[track_caller]
pub(crate) fn log_group(plan: &Plan, id: &str, removal: Removal) -> LogGroup {
    let group = LogGroup::new(plan.scope(), id, LogGroupProps::new().retention(retention(plan)));
    settle(plan, &group, removal);
    group
}

/// Encrypts a log group as everything is, and lets it stay as long as what is left of the part that it is of.
pub(crate) fn settle(plan: &Plan, group: &LogGroup, removal: Removal) {
    let Some(cfn) = group.cfn() else { return };
    if let Some(key) = &plan.key {
        // Not by the group's own setting, which would warn for each group that the key's policy is not known.
        cfn.resource().set_property("KmsKeyId", key.arn());
    }
    cfn.resource().apply_removal_policy(match removal {
        Removal::Delete => RemovalPolicy::Destroy,
        Removal::Retain | Removal::Snapshot => RemovalPolicy::RetainOnUpdateOrDelete,
    });
}

/// Tells what the policy of a key has to allow, which only its owner can see to.
pub(crate) fn tell_of_key(plan: &Plan) {
    if plan.key.is_none() {
        return;
    }
    let message = "logs are encrypted with `encryption_key`, and cannot be made unless the key's policy lets CloudWatch Logs use it";
    let help = "allow `logs.REGION.amazonaws.com` the actions `kms:Encrypt*`, `kms:Decrypt*`, `kms:ReEncrypt*`, \
                `kms:GenerateDataKey*` and `kms:Describe*` there";
    plan.scope().report(Finding::new(Severity::Info, "key-for-logs", message).help(help));
}
