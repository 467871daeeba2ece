//! Amazon CloudWatch: metrics, and alarms on them.
//!
//! ```
//! use purlin_aws::cloudwatch::{Alarm, AlarmProps, Metric, Statistic, TreatMissingData};
//! # let app = purlin_core::App::new();
//! # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
//!
//! let waiting = Metric::new("AWS/SQS", "ApproximateNumberOfMessagesVisible")
//!     .dimension("QueueName", "jobs")
//!     .statistic(Statistic::MAXIMUM);
//! let props = AlarmProps::new().metric(waiting).threshold(100).evaluation_periods(3);
//! let alarm = Alarm::new(&stack, "Waiting", props.treat_missing_data(TreatMissingData::NOT_BREACHING));
//! # app.synth().unwrap();
//! ```

mod action;
mod alarm;
mod alarm_rule;
mod composite_alarm;
mod math_expression;
mod metric;
mod metric_set;
mod names;
mod statistic;

pub use action::{AlarmAction, Ec2Action, OpsItemCategory, OpsItemSeverity, SsmAction};
pub use alarm::{
    Alarm, AlarmHandle, AlarmProps, AlarmSettings, AnomalyDetectionAlarmProps, AnomalyDetectionAlarmSettings,
    alarm_props, anomaly_detection_alarm_props,
};
pub use alarm_rule::{AlarmRule, AlarmState, AtLeast};
pub use composite_alarm::{
    ActionsSuppressor, CompositeAlarm, CompositeAlarmProps, CompositeAlarmSettings, composite_alarm_props,
};
pub use math_expression::{MathExpression, MetricOrExpression};
pub use metric::Metric;
pub use names::{ComparisonOperator, TreatMissingData, Unit};
pub use statistic::Statistic;
