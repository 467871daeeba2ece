//! Events that are sent elsewhere as they come.

use std::panic::Location;

use purlin_cfn::logs::{CfnSubscriptionFilter, CfnSubscriptionFilterProps};
use purlin_core::{Complete, Construct, Scope, Value, props};

use super::{Distribution, FilterPattern, LogGroup};
use crate::handle::handle;
use crate::iam::Role;

props! {
    /// The settings of a [`SubscriptionFilter`].
    pub struct SubscriptionFilterProps => SubscriptionFilterSettings in subscription_filter_props {
        required {
            /// The log group.
            log_group: LogGroup as GroupOfFilter,
            /// The ARN of where they go: a function, a stream of Kinesis or Firehose, or a destination of another account.
            destination_arn: Value<String> as DestinationArn,
            /// Which events are sent.
            filter_pattern: FilterPattern as Pattern,
        }
        optional {
            /// The name of the filter. Left out, CloudFormation makes one.
            filter_name: Value<String>,
            /// The role by which CloudWatch Logs writes to a stream. Functions and destinations have policies instead.
            role: Role,
            /// How events spread over the shards of a Kinesis stream: each log stream goes to one, unless it is set.
            distribution: Distribution,
        }
    }
}

/// Sends some of the events of a log group elsewhere as they come. A log group has two of them at most.
///
/// ```
/// use purlin_aws::logs::{FilterPattern, LogGroup, LogGroupProps, SubscriptionFilter, SubscriptionFilterProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let group = LogGroup::new(&stack, "Jobs", LogGroupProps::new());
/// let central = "arn:aws:logs:eu-west-1:111122223333:destination:central";
/// let errors = FilterPattern::any_term(["ERROR", "FATAL"]);
/// let props = SubscriptionFilterProps::new().log_group(&group).destination_arn(central).filter_pattern(errors);
/// SubscriptionFilter::new(&stack, "Central", props);
/// # app.synth().unwrap();
/// ```
///
/// [AWS documentation](https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Subscriptions.html)
#[derive(Clone)]
pub struct SubscriptionFilter {
    scope: Scope,
    cfn: CfnSubscriptionFilter,
}

handle!(SubscriptionFilter, scope);

impl SubscriptionFilter {
    /// A filter in the stack around it.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<SubscriptionFilterSettings>) -> Self {
        let settings = props.complete();
        let scope = Scope::new(scope, id);
        settings.filter_pattern.report_mistake(&scope, Location::caller());
        let cfn = CfnSubscriptionFilter::new(
            &scope,
            "Resource",
            CfnSubscriptionFilterProps::new()
                .log_group_name(settings.log_group.name())
                .destination_arn(settings.destination_arn)
                .role_arn(settings.role.as_ref().map(Role::arn))
                .filter_name(settings.filter_name)
                .filter_pattern(settings.filter_pattern.text())
                .distribution(settings.distribution),
        );
        SubscriptionFilter { scope, cfn }
    }

    /// The generated resource.
    pub fn cfn(&self) -> &CfnSubscriptionFilter {
        &self.cfn
    }
}
