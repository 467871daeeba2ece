//! Amazon CloudWatch Logs: log groups, who may write and read them, and what is made of their events.
//!
//! ```
//! use purlin_aws::iam::{Principal, Role, RoleProps};
//! use purlin_aws::logs::{LogGroup, LogGroupProps, RetentionDays};
//! # let app = purlin_core::App::new();
//! # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
//!
//! let group = LogGroup::new(&stack, "Jobs", LogGroupProps::new().retention(RetentionDays::ONE_MONTH));
//! let role = Role::new(&stack, "Worker", RoleProps::new().assumed_by(Principal::service("ec2")));
//! group.grant_write(&role).assert_success();
//! # app.synth().unwrap();
//! ```
//!
//! Events are kept for two years unless a log group says otherwise, and log groups stay when their stack is deleted. See the
//! [user guide](https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/).

mod filter_pattern;
mod log_group;
mod log_group_grants;
mod log_stream;
mod metric_filter;
mod resource_policy;
mod retention;
mod space_delimited_pattern;
mod subscription_filter;

pub use filter_pattern::{FilterPattern, JsonPattern, NumberComparison, StringComparison};
pub use log_group::{LogGroup, LogGroupProps, LogGroupSettings, log_group_props};
pub use log_stream::{LogStream, LogStreamProps, LogStreamSettings, log_stream_props};
pub use metric_filter::{MetricFilter, MetricFilterProps, MetricFilterSettings, metric_filter_props};
pub use resource_policy::{ResourcePolicy, ResourcePolicyProps, ResourcePolicySettings, resource_policy_props};
pub use retention::RetentionDays;
pub use space_delimited_pattern::SpaceDelimitedPattern;
pub use subscription_filter::{
    SubscriptionFilter, SubscriptionFilterProps, SubscriptionFilterSettings, subscription_filter_props,
};

pub use purlin_cfn::logs::log_group::LogGroupClass;
pub use purlin_cfn::logs::metric_filter::MetricTransformationUnit as MetricUnit;
pub use purlin_cfn::logs::subscription_filter::Distribution;
