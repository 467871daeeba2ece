//! Access to log groups, and what is made of their events.

use purlin_core::IntoValue;

use super::{FilterPattern, LogGroup, LogStream, LogStreamProps, MetricFilter, MetricFilterProps};
use crate::cloudwatch::{Metric, Statistic};
use crate::iam::{Grant, Grantable};

const WRITE: &[&str] = &["logs:CreateLogStream", "logs:PutLogEvents"];
const READ: &[&str] = &[
    "logs:FilterLogEvents",
    "logs:GetLogEvents",
    "logs:GetLogGroupFields",
    "logs:DescribeLogGroups",
    "logs:DescribeLogStreams",
];

impl LogGroup {
    /// Lets someone write events, in streams of its own.
    #[track_caller]
    pub fn grant_write(&self, grantee: &impl Grantable) -> Grant {
        Grant::of(grantee).actions(WRITE.iter().copied()).resources([self.arn()]).to_principal_or_resource(self)
    }

    /// Lets someone read events.
    #[track_caller]
    pub fn grant_read(&self, grantee: &impl Grantable) -> Grant {
        self.grant(grantee, READ.iter().copied())
    }

    /// Lets someone do these things with it and its streams.
    #[track_caller]
    pub fn grant<A: IntoValue<String>>(&self, grantee: &impl Grantable, actions: impl IntoIterator<Item = A>) -> Grant {
        Grant::of(grantee).actions(actions).resources([self.group_arn(), self.arn()]).to_principal_or_resource(self)
    }

    /// Adds a stream. Mostly whoever writes events makes its own.
    #[track_caller]
    pub fn add_stream(&self, id: &str) -> LogStream {
        LogStream::new(self, id, LogStreamProps::new().log_group(self))
    }

    /// Makes a metric of the numbers in a field of events that are JSON.
    ///
    /// ```
    /// # use purlin_aws::logs::{LogGroup, LogGroupProps};
    /// # let app = purlin_core::App::new();
    /// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
    /// # let group = LogGroup::new(&stack, "Jobs", LogGroupProps::new());
    /// group.extract_metric("$.duration", "Jobs", "Duration");
    /// # app.synth().unwrap();
    /// ```
    #[track_caller]
    pub fn extract_metric(&self, json_field: &str, metric_namespace: &str, metric_name: &str) -> MetricFilter {
        let props = MetricFilterProps::new()
            .log_group(self)
            .metric_namespace(metric_namespace)
            .metric_name(metric_name)
            .filter_pattern(FilterPattern::exists(json_field))
            .metric_value(json_field);
        MetricFilter::new(self, &format!("{metric_namespace}_{metric_name}"), props)
    }

    /// How many events it gets: the sum over five minutes each.
    pub fn metric_incoming_log_events(&self) -> Metric {
        self.metric("IncomingLogEvents")
    }

    /// How many bytes it gets, uncompressed: the sum over five minutes each.
    pub fn metric_incoming_bytes(&self) -> Metric {
        self.metric("IncomingBytes")
    }

    /// A metric that CloudWatch Logs keeps of it, as a sum over five minutes each.
    ///
    /// [Metrics](https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch-Logs-Monitoring-CloudWatch-Metrics.html)
    pub fn metric(&self, metric_name: &str) -> Metric {
        Metric::new("AWS/Logs", metric_name).dimension("LogGroupName", self.name()).statistic(Statistic::SUM)
    }
}
