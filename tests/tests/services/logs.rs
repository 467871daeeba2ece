//! Deployments of `purlin_aws::logs`.

use purlin_aws::iam::{Principal, Role, RoleProps};
use purlin_aws::kms::{Key, KeyProps};
use purlin_aws::logs::{
    FilterPattern, LogGroup, LogGroupProps, LogStream, LogStreamProps, MetricFilter, MetricFilterProps, MetricUnit,
    RetentionDays,
};
use purlin_core::RemovalPolicy;
use purlin_tests::Result;

use crate::deploys;

#[test]
fn log_groups() -> Result<()> {
    deploys(|stack| {
        let key = Key::new(stack, "Key", KeyProps::new().removal_policy(RemovalPolicy::Destroy));
        let props = LogGroupProps::new()
            .log_group_name("/purlin/jobs")
            .retention(RetentionDays::ONE_MONTH)
            .encryption_key(key)
            .removal_policy(RemovalPolicy::Destroy);
        let group = LogGroup::new(stack, "Jobs", props);
        let stream = LogStreamProps::new().log_group(&group).removal_policy(RemovalPolicy::Destroy);
        LogStream::new(stack, "First", stream);
        let latency = MetricFilterProps::new()
            .log_group(&group)
            .metric_namespace("Jobs")
            .metric_name("Latency")
            .filter_pattern(FilterPattern::exists("$.latency"))
            .metric_value("$.latency")
            .unit(MetricUnit::MILLISECONDS);
        MetricFilter::new(stack, "Latency", latency);
        group.extract_metric("$.duration", "Jobs", "Duration");
        let worker = RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com"));
        group.grant_write(&Role::new(stack, "Worker", worker)).assert_success();
        group.grant_write(&Principal::service("es.amazonaws.com")).assert_success();
        group.grant_read(&Principal::arn("arn:aws:iam::111122223333:role/reader")).assert_success();
    })?;
    Ok(())
}
