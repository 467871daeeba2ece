//! What alarms do.

use purlin_core::{IntoValue, Scope, Value, text};

/// What an alarm does when its state changes.
///
/// A topic is one, if the feature `sns` is on: its subscribers are told. Where it has a policy or a key of its own, these let
/// alarms of the account publish. So is any ARN.
pub trait AlarmAction {
    /// The ARN by which the alarm that is this construct is told of it.
    #[track_caller]
    fn alarm_action_arn(&self, alarm: &Scope) -> Value<String>;

    /// Whether it acts on the instance that the alarm's metric is of.
    fn needs_metric_of_instance(&self) -> bool {
        false
    }
}

impl<A: AlarmAction> AlarmAction for &A {
    #[track_caller]
    fn alarm_action_arn(&self, alarm: &Scope) -> Value<String> {
        (*self).alarm_action_arn(alarm)
    }

    fn needs_metric_of_instance(&self) -> bool {
        (*self).needs_metric_of_instance()
    }
}

impl AlarmAction for Value<String> {
    fn alarm_action_arn(&self, _: &Scope) -> Value<String> {
        self.clone()
    }
}

impl AlarmAction for &str {
    fn alarm_action_arn(&self, _: &Scope) -> Value<String> {
        self.into_value()
    }
}

/// What an alarm does to the instance whose metric it watches.
///
/// ```
/// use purlin_aws::cloudwatch::{Alarm, AlarmProps, Ec2Action, Metric};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let failed = Metric::new("AWS/EC2", "StatusCheckFailed_System").dimension("InstanceId", "i-0123456789abcdef0");
/// let alarm = Alarm::new(&stack, "Broken", AlarmProps::new().metric(failed).threshold(1).evaluation_periods(2));
/// alarm.add_alarm_action(Ec2Action::Recover);
/// # app.synth().unwrap();
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ec2Action {
    /// It is stopped.
    Stop,
    /// It is terminated, with what is on its disks.
    Terminate,
    /// It is moved to other hardware.
    Recover,
    /// It is rebooted.
    Reboot,
}

impl AlarmAction for Ec2Action {
    fn alarm_action_arn(&self, alarm: &Scope) -> Value<String> {
        let action = match self {
            Ec2Action::Stop => "stop",
            Ec2Action::Terminate => "terminate",
            Ec2Action::Recover => "recover",
            Ec2Action::Reboot => "reboot",
        };
        text!["arn:", alarm.partition(), ":automate:", alarm.region(), ":ec2:", action]
    }

    fn needs_metric_of_instance(&self) -> bool {
        true
    }
}

/// Makes an item of work in OpsCenter.
///
/// ```
/// use purlin_aws::cloudwatch::{OpsItemCategory, OpsItemSeverity, SsmAction};
///
/// let action = SsmAction::new(OpsItemSeverity::High).category(OpsItemCategory::Availability);
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct SsmAction {
    severity: OpsItemSeverity,
    category: Option<OpsItemCategory>,
}

/// How much an item of work matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpsItemSeverity {
    /// Everything else waits.
    Critical = 1,
    /// Much.
    High = 2,
    /// Somewhat.
    Medium = 3,
    /// Little.
    Low = 4,
}

/// What an item of work is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpsItemCategory {
    /// Whether something can be used.
    Availability,
    /// What something costs.
    Cost,
    /// How fast something is.
    Performance,
    /// How something is brought back.
    Recovery,
    /// Who may do what.
    Security,
}

impl SsmAction {
    /// An item of a severity.
    pub fn new(severity: OpsItemSeverity) -> Self {
        SsmAction { severity, category: None }
    }

    /// What it is about.
    pub fn category(mut self, category: OpsItemCategory) -> Self {
        self.category = Some(category);
        self
    }
}

impl AlarmAction for SsmAction {
    fn alarm_action_arn(&self, alarm: &Scope) -> Value<String> {
        let category = self.category.map_or("", |category| match category {
            OpsItemCategory::Availability => "#CATEGORY=Availability",
            OpsItemCategory::Cost => "#CATEGORY=Cost",
            OpsItemCategory::Performance => "#CATEGORY=Performance",
            OpsItemCategory::Recovery => "#CATEGORY=Recovery",
            OpsItemCategory::Security => "#CATEGORY=Security",
        });
        let item = format!(":opsitem:{}{category}", self.severity as u8);
        text!["arn:", alarm.partition(), ":ssm:", alarm.region(), ":", alarm.account(), item]
    }
}

#[cfg(feature = "sns")]
impl AlarmAction for crate::sns::Topic {
    #[track_caller]
    fn alarm_action_arn(&self, alarm: &Scope) -> Value<String> {
        self.let_alarms_publish(alarm);
        self.arn()
    }
}
