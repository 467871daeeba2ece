//! What master and agents say, in CloudWatch. Agents do not start without the group.

use purlin_aws::logs::{LogGroup, LogGroupProps, RetentionDays};

use crate::plan::Plan;

#[track_caller]
pub(crate) fn log_group(plan: &Plan) -> LogGroup {
    let settings = &plan.settings;
    let mut props = LogGroupProps::new()
        .retention(RetentionDays::new(settings.log_retention_days))
        .removal_policy(settings.log_removal.policy());
    if let Some(name) = &settings.log_group_name {
        props = props.log_group_name(name.as_str());
    }
    LogGroup::new(&plan.scope, "Logs", props)
}
