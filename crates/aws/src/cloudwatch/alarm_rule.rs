//! When an alarm that is made of alarms goes off.

use purlin_core::{Finding, IntoValue, Val, Value, text};

use super::alarm::AlarmHandle;

/// What an alarm is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlarmState {
    /// What it watches is out of bounds.
    Alarm,
    /// What it watches is within bounds.
    Ok,
    /// It lacks data.
    InsufficientData,
}

impl AlarmState {
    fn as_str(self) -> &'static str {
        match self {
            AlarmState::Alarm => "ALARM",
            AlarmState::Ok => "OK",
            AlarmState::InsufficientData => "INSUFFICIENT_DATA",
        }
    }
}

/// How many of several alarms are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AtLeast {
    /// So many.
    Count(i64),
    /// So many percent.
    Percent(i64),
}

/// When an alarm that is made of alarms goes off: a state of an alarm, or several of them joined.
///
/// ```
/// use purlin_aws::cloudwatch::{Alarm, AlarmRule, AlarmState};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let slow = Alarm::from_name(&stack, "Slow", "slow");
/// let maintenance = Alarm::from_name(&stack, "Maintenance", "maintenance");
/// let rule = AlarmRule::all_of([
///     AlarmRule::from_alarm(&slow, AlarmState::Alarm),
///     AlarmRule::not(AlarmRule::from_alarm(&maintenance, AlarmState::Alarm)),
/// ]);
/// # app.synth().unwrap();
/// ```
///
/// [Rules](https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html)
#[derive(Clone, Debug)]
#[must_use]
pub struct AlarmRule {
    pub(super) rule: Value<String>,
    pub(super) mistakes: Vec<Finding>,
}

impl AlarmRule {
    /// An alarm is in this state.
    pub fn from_alarm(alarm: &impl AlarmHandle, state: AlarmState) -> Self {
        text![state.as_str(), "(\"", alarm.arn(), "\")"].into()
    }

    /// All of these hold.
    pub fn all_of(rules: impl IntoIterator<Item = AlarmRule>) -> Self {
        AlarmRule::joined(" AND ", rules)
    }

    /// At least one of these holds.
    pub fn any_of(rules: impl IntoIterator<Item = AlarmRule>) -> Self {
        AlarmRule::joined(" OR ", rules)
    }

    /// This does not hold.
    #[allow(clippy::should_implement_trait, reason = "it stands beside `all_of` and `any_of`, as users know it")]
    pub fn not(rule: AlarmRule) -> Self {
        AlarmRule { rule: text!["(NOT (", rule.rule, "))"], mistakes: rule.mistakes }
    }

    /// So many of these alarms are in this state.
    pub fn at_least<'a, A: AlarmHandle + 'a>(
        how_many: AtLeast,
        state: AlarmState,
        alarms: impl IntoIterator<Item = &'a A>,
    ) -> Self {
        AlarmRule::counted(how_many, state.as_str().to_owned(), alarms)
    }

    /// So many of these alarms are in another state than this.
    pub fn at_least_not<'a, A: AlarmHandle + 'a>(
        how_many: AtLeast,
        state: AlarmState,
        alarms: impl IntoIterator<Item = &'a A>,
    ) -> Self {
        AlarmRule::counted(how_many, format!("NOT {}", state.as_str()), alarms)
    }

    /// Always holds, or never.
    pub fn from_boolean(holds: bool) -> Self {
        if holds { "TRUE" } else { "FALSE" }.into_value().into()
    }

    /// Any rule as CloudWatch writes it.
    pub fn from_string(rule: impl IntoValue<String>) -> Self {
        rule.into_value().into()
    }

    fn joined(operator: &str, rules: impl IntoIterator<Item = AlarmRule>) -> Self {
        let (mut pieces, mut mistakes) = (Vec::new(), Vec::new());
        for rule in rules {
            pieces.push(Val::text(if pieces.is_empty() { "(".to_owned() } else { operator.to_owned() }));
            pieces.push(rule.rule.into_val());
            mistakes.extend(rule.mistakes);
        }
        if pieces.is_empty() {
            let finding = Finding::error("empty-alarm-rule", "a rule of alarms is made of none");
            mistakes.push(finding.help("give `all_of` and `any_of` at least one rule"));
        }
        pieces.push(Val::text(")"));
        AlarmRule { rule: Value::from_val(Val::join("", pieces)), mistakes }
    }

    fn counted<'a, A: AlarmHandle + 'a>(
        how_many: AtLeast,
        state: String,
        alarms: impl IntoIterator<Item = &'a A>,
    ) -> Self {
        let mut pieces = Vec::new();
        let mut count = 0;
        for alarm in alarms {
            pieces.push(text![if count == 0 { "\"" } else { ", \"" }, alarm.arn(), "\""].into_val());
            count += 1;
        }
        let (threshold, most) = match how_many {
            AtLeast::Count(threshold) => (threshold.to_string(), count),
            AtLeast::Percent(percent) => (format!("{percent}%"), 100),
        };
        let (AtLeast::Count(number) | AtLeast::Percent(number)) = how_many;
        let mut mistakes = Vec::new();
        if !(1..=most).contains(&number) {
            let message = format!("at least {threshold} of {count} alarms cannot be");
            let help = "use a count between 1 and the number of alarms, or 1 to 100 percent";
            mistakes.push(Finding::error("bad-alarm-count", message).help(help));
        }
        let alarms = Value::<String>::from_val(Val::join("", pieces));
        AlarmRule { rule: text![format!("AT_LEAST({threshold}, {state}, ("), alarms, "))"], mistakes }
    }
}

impl From<Value<String>> for AlarmRule {
    fn from(rule: Value<String>) -> Self {
        AlarmRule { rule, mistakes: Vec::new() }
    }
}
