//! Logs of the queue, in CloudWatch.

use purlin_aws::logs::{LogGroup, LogGroupProps, RetentionDays};
use purlin_product::{Removal, logs};

use crate::plan::Plan;

/// A log group of the installation's own, for a part that is removed in this way.
#[track_caller]
pub(crate) fn log_group(plan: &Plan, id: &str, removal: Removal) -> LogGroup {
    let retention = RetentionDays::new(plan.settings.log_retention_days);
    let group = LogGroup::new(plan.scope(), id, LogGroupProps::new().retention(retention));
    logs::settle(&group, plan.key.as_ref(), removal);
    group
}
