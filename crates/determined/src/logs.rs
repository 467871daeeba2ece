//! What master and agents say, in CloudWatch. Agents do not start without the group.

use purlin_aws::logs::{LogGroup, LogGroupProps, RetentionDays};
use purlin_product::logs;

use crate::plan::Plan;

#[track_caller]
pub(crate) fn log_group(plan: &Plan) -> LogGroup {
    let settings = &plan.settings;
    logs::tell_of_key(&plan.scope, plan.key.as_ref());
    let mut props = LogGroupProps::new().retention(RetentionDays::new(settings.log_retention_days));
    if let Some(name) = &settings.log_group_name {
        props = props.log_group_name(name.as_str());
    }
    let group = LogGroup::new(&plan.scope, "Logs", props);
    logs::settle(&group, plan.key.as_ref(), settings.log_removal);
    group
}
