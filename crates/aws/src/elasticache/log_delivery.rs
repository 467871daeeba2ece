//! Logs that caches send to CloudWatch.

use purlin_cfn::elasticache::replication_group::{
    CloudWatchLogsDestinationDetails, DestinationDetails, LogDeliveryConfigurationRequest,
};
use purlin_core::Set;

use crate::logs::LogGroup;

/// Where a log of a cache is sent, and how it is written: as JSON, unless it is to be text.
///
/// ```
/// use purlin_aws::elasticache::LogDelivery;
/// use purlin_aws::logs::{LogGroup, LogGroupProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let group = LogGroup::new(&stack, "Slow", LogGroupProps::new());
/// let slow = LogDelivery::to_log_group(&group).as_text();
/// # app.synth().unwrap();
/// ```
#[derive(Clone, Debug)]
pub struct LogDelivery {
    group: LogGroup,
    format: &'static str,
}

type Request = LogDeliveryConfigurationRequest<Set, Set, Set, Set>;

impl LogDelivery {
    /// To a log group.
    pub fn to_log_group(group: impl Into<LogGroup>) -> Self {
        LogDelivery { group: group.into(), format: "json" }
    }

    /// Lines of text instead of JSON.
    pub fn as_text(mut self) -> Self {
        self.format = "text";
        self
    }

    pub(super) fn render(&self, log: &str) -> Request {
        let destination = CloudWatchLogsDestinationDetails::new().log_group(self.group.name());
        LogDeliveryConfigurationRequest::new()
            .destination_details(DestinationDetails::new().cloud_watch_logs_details(destination))
            .destination_type("cloudwatch-logs")
            .log_format(self.format)
            .log_type(log)
    }
}

impl From<LogGroup> for LogDelivery {
    fn from(group: LogGroup) -> Self {
        LogDelivery::to_log_group(group)
    }
}

impl From<&LogGroup> for LogDelivery {
    fn from(group: &LogGroup) -> Self {
        LogDelivery::to_log_group(group)
    }
}
