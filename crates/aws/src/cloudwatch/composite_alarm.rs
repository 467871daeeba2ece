//! Alarms that are made of alarms.

use std::panic::Location;
use std::rc::Rc;
use std::time::Duration;

use purlin_cfn::cloudwatch::{CfnCompositeAlarm, CfnCompositeAlarmProps};
use purlin_core::{Complete, Construct, Finding, Scope, Value, props};

use super::action::AlarmAction;
use super::alarm::{Actions, AlarmHandle};
use super::alarm_rule::AlarmRule;
use crate::durations::seconds;
use crate::handle::handle;

const LONGEST_RULE: usize = 10_240;
const LONGEST_NAME: usize = 240;
const MINUTE: Duration = Duration::from_secs(60);

props! {
    /// The settings of a [`CompositeAlarm`].
    pub struct CompositeAlarmProps => CompositeAlarmSettings in composite_alarm_props {
        required {
            /// When it goes off.
            alarm_rule: AlarmRule as Rule,
        }
        optional {
            /// Its name. Default: one made of its place in the program.
            composite_alarm_name: Value<String>,
            /// What it is about, for those who are told.
            alarm_description: Value<String>,
            /// Whether it does anything besides changing its state. Default: yes.
            actions_enabled: bool,
            /// An alarm that keeps it from doing anything.
            actions_suppressor: ActionsSuppressor,
        }
    }
}

/// An alarm that keeps another one from doing anything while it is in alarm itself.
#[derive(Clone, Debug)]
#[must_use]
pub struct ActionsSuppressor {
    arn: Value<String>,
    wait_period: Duration,
    extension_period: Duration,
}

impl ActionsSuppressor {
    /// This alarm, which is given a minute to go off as well, and a minute after it is over.
    pub fn new(alarm: &impl AlarmHandle) -> Self {
        ActionsSuppressor { arn: alarm.arn(), wait_period: MINUTE, extension_period: MINUTE }
    }

    /// How long nothing is done until it has gone off as well.
    pub fn wait_period(mut self, period: Duration) -> Self {
        self.wait_period = period;
        self
    }

    /// How long nothing is done after it is over.
    pub fn extension_period(mut self, period: Duration) -> Self {
        self.extension_period = period;
        self
    }
}

/// An alarm that is made of alarms: so that people are told once, and only of what matters.
///
/// ```
/// use purlin_aws::cloudwatch::{Alarm, AlarmRule, AlarmState, CompositeAlarm, CompositeAlarmProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let [slow, failing] = ["slow", "failing"].map(|name| Alarm::from_name(&stack, name, name));
/// let rule = AlarmRule::any_of([&slow, &failing].map(|alarm| AlarmRule::from_alarm(alarm, AlarmState::Alarm)));
/// CompositeAlarm::new(&stack, "Unwell", CompositeAlarmProps::new().alarm_rule(rule));
/// # app.synth().unwrap();
/// ```
///
/// An existing one is imported as [`Alarm`](super::Alarm).
#[derive(Clone)]
pub struct CompositeAlarm {
    inner: Rc<Inner>,
}

struct Inner {
    scope: Scope,
    cfn: CfnCompositeAlarm,
    actions: Actions,
}

handle!(CompositeAlarm, inner.scope);

impl AlarmHandle for CompositeAlarm {
    fn arn(&self) -> Value<String> {
        CompositeAlarm::arn(self)
    }
}

impl CompositeAlarm {
    /// An alarm made of alarms.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<CompositeAlarmSettings>) -> Self {
        let settings = props.complete();
        let scope = Scope::new(scope, id);
        let AlarmRule { rule, mut mistakes } = settings.alarm_rule;
        if rule.literal().is_some_and(|rule| rule.len() > LONGEST_RULE) {
            let finding = Finding::error("long-alarm-rule", "the rule of an alarm has more than 10,240 characters");
            mistakes.push(finding.help("make several alarms, and one of these"));
        }
        let at = Location::caller();
        mistakes.into_iter().for_each(|finding| scope.report(finding.at(at)));
        let name = settings.composite_alarm_name.unwrap_or_else(|| name_of_path(&scope).into());
        let suppressor = settings.actions_suppressor.as_ref();
        let props = CfnCompositeAlarmProps::new()
            .actions_enabled(settings.actions_enabled)
            .actions_suppressor(suppressor.map(|suppressor| &suppressor.arn))
            .actions_suppressor_extension_period(suppressor.map(|suppressor| seconds(suppressor.extension_period)))
            .actions_suppressor_wait_period(suppressor.map(|suppressor| seconds(suppressor.wait_period)))
            .alarm_description(settings.alarm_description)
            .alarm_name(name)
            .alarm_rule(rule);
        let cfn = CfnCompositeAlarm::new(&scope, "Resource", props);
        CompositeAlarm { inner: Rc::new(Inner { scope, cfn, actions: Actions::default() }) }
    }

    /// The generated resource.
    pub fn cfn(&self) -> &CfnCompositeAlarm {
        &self.inner.cfn
    }

    /// Its ARN.
    pub fn arn(&self) -> Value<String> {
        self.inner.cfn.attr_arn()
    }

    /// Its name.
    pub fn name(&self) -> Value<String> {
        self.inner.cfn.get_ref()
    }

    /// What it does when its rule holds; one of up to five.
    #[track_caller]
    pub fn add_alarm_action(&self, action: impl AlarmAction) {
        self.add_action("AlarmActions", action);
    }

    /// What it does when its rule does not hold any more; one of up to five.
    #[track_caller]
    pub fn add_ok_action(&self, action: impl AlarmAction) {
        self.add_action("OKActions", action);
    }

    /// What it does when it lacks data; one of up to five.
    #[track_caller]
    pub fn add_insufficient_data_action(&self, action: impl AlarmAction) {
        self.add_action("InsufficientDataActions", action);
    }

    #[track_caller]
    fn add_action(&self, property: &'static str, action: impl AlarmAction) {
        let at = Location::caller();
        if action.needs_metric_of_instance() {
            let message = "the action is about an instance, but the alarm is made of alarms";
            let finding = Finding::error("action-without-instance", message).at(at);
            self.scope().report(finding.help("add it to an alarm on a metric whose only dimension is `InstanceId`"));
        }
        let arn = action.alarm_action_arn(self.scope());
        let all = self.inner.actions.add(self.scope(), property, arn, at);
        self.inner.cfn.resource().set_property(property, all);
    }
}

/// A name that is unique within the app.
fn name_of_path(scope: &Scope) -> String {
    let name = scope.unique_id();
    match (name.get(..LONGEST_NAME / 2), name.len().checked_sub(LONGEST_NAME / 2).and_then(|start| name.get(start..))) {
        (Some(start), Some(end)) if name.len() > LONGEST_NAME => format!("{start}{end}"),
        _ => name,
    }
}
