//! Alarms.

use std::cell::RefCell;
use std::panic::Location;
use std::rc::Rc;
use std::time::Duration;

use purlin_cfn::cloudwatch::{CfnAlarm, CfnAlarmProps};
use purlin_core::{Complete, Construct, Finding, IntoValue, Scope, Val, Value, fn_select, fn_split, props, text};

use super::action::AlarmAction;
use super::math_expression::{MathExpression, MetricOrExpression};
use super::metric::Metric;
use super::metric_set::{MetricSet, query};
use super::names::{ComparisonOperator, TreatMissingData};
use crate::handle::handle;

const MOST_METRICS: usize = 10;
const MOST_ACTIONS: usize = 5;

props! {
    /// The settings of an [`Alarm`].
    pub struct AlarmProps => AlarmSettings in alarm_props {
        required {
            /// What it watches.
            metric: MetricOrExpression as WatchedMetric,
            /// What the metric is compared with.
            threshold: Value<f64> as Threshold,
            /// How many periods are looked at.
            evaluation_periods: i64 as EvaluationPeriods,
        }
        optional {
            /// Its name. Default: CloudFormation makes one.
            alarm_name: Value<String>,
            /// What it is about, for those who are told.
            alarm_description: Value<String>,
            /// How the metric is compared. Default: it is bad if it is the threshold or more.
            comparison_operator: ComparisonOperator = ComparisonOperator::GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            /// How many of the periods must be bad. Default: all of them.
            datapoints_to_alarm: i64,
            /// What periods without data are taken for. Default: they do not count.
            treat_missing_data: TreatMissingData,
            /// Whether percentiles of few samples count: `evaluate` or `ignore`. Default: they do.
            evaluate_low_sample_count_percentile: String,
            /// Whether it does anything besides changing its state. Default: yes.
            actions_enabled: bool,
        }
    }
}

props! {
    /// The settings of an [`Alarm`] that watches for what is not expected.
    pub struct AnomalyDetectionAlarmProps => AnomalyDetectionAlarmSettings in anomaly_detection_alarm_props {
        required {
            /// What it watches.
            metric: Metric as UnexpectedMetric,
            /// How many periods are looked at.
            evaluation_periods: i64 as PeriodsOfAnomalies,
        }
        optional {
            /// How many standard deviations around what it was before are expected.
            std_devs: f64 = 2.0,
            /// Its name. Default: CloudFormation makes one.
            alarm_name: Value<String>,
            /// What it is about, for those who are told.
            alarm_description: Value<String>,
            /// On which side of what is expected the metric is bad. Default: on both.
            comparison_operator: ComparisonOperator = ComparisonOperator::LESS_THAN_LOWER_OR_GREATER_THAN_UPPER_THRESHOLD,
            /// How many of the periods must be bad. Default: all of them.
            datapoints_to_alarm: i64,
            /// What periods without data are taken for. Default: they do not count.
            treat_missing_data: TreatMissingData,
            /// Whether it does anything besides changing its state. Default: yes.
            actions_enabled: bool,
        }
    }
}

/// Whatever has the states of an alarm: alarms, and alarms made of alarms.
pub trait AlarmHandle: Construct {
    /// Its ARN.
    fn arn(&self) -> Value<String>;
}

/// An alarm: watches a metric, and tells or does something when it is out of bounds.
///
/// ```
/// use purlin_aws::cloudwatch::{Alarm, AlarmProps, ComparisonOperator, Metric};
/// use purlin_aws::sns::{Topic, TopicProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let workers = Metric::new("Farm", "Workers").dimension("Group", "spot");
/// let props = AlarmProps::new().metric(workers).threshold(1).evaluation_periods(2);
/// let alarm = Alarm::new(&stack, "NoWorkers", props.comparison_operator(ComparisonOperator::LESS_THAN_THRESHOLD));
/// alarm.add_alarm_action(Topic::new(&stack, "Alarms", TopicProps::new()));
/// # app.synth().unwrap();
/// ```
///
/// [Alarms](https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html)
#[derive(Clone)]
pub struct Alarm {
    inner: Rc<Inner>,
}

struct Inner {
    scope: Scope,
    arn: Value<String>,
    name: Value<String>,
    made: Option<Made>,
}

struct Made {
    cfn: CfnAlarm,
    metric: MetricOrExpression,
    actions: Actions,
}

handle!(Alarm, inner.scope);

impl AlarmHandle for Alarm {
    fn arn(&self) -> Value<String> {
        Alarm::arn(self)
    }
}

impl Alarm {
    /// An alarm that compares a metric with a threshold.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<AlarmSettings>) -> Self {
        let settings = props.complete();
        let at = Location::caller();
        let scope = Scope::new(scope, id);
        check(&scope, &settings, at);
        let (props, primary) = watch(&scope, &settings.metric, at);
        let for_anomalies = settings.comparison_operator.is_for_anomalies();
        let props = props
            .actions_enabled(settings.actions_enabled)
            .alarm_description(settings.alarm_description)
            .alarm_name(settings.alarm_name)
            .comparison_operator(settings.comparison_operator)
            .datapoints_to_alarm(settings.datapoints_to_alarm)
            .evaluate_low_sample_count_percentile(settings.evaluate_low_sample_count_percentile)
            .evaluation_periods(settings.evaluation_periods)
            .threshold((!for_anomalies).then_some(settings.threshold))
            .threshold_metric_id(primary.filter(|_| for_anomalies))
            .treat_missing_data(settings.treat_missing_data);
        let cfn = CfnAlarm::new(&scope, "Resource", props);
        let (arn, name) = (cfn.attr_arn(), cfn.get_ref());
        let made = Made { cfn, metric: settings.metric, actions: Actions::default() };
        Alarm { inner: Rc::new(Inner { scope, arn, name, made: Some(made) }) }
    }

    /// An alarm that watches for what is not expected of a metric, from what it was before.
    ///
    /// ```
    /// use purlin_aws::cloudwatch::{Alarm, AnomalyDetectionAlarmProps, Metric};
    /// # let app = purlin_core::App::new();
    /// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
    ///
    /// let requests = Metric::new("Shop", "Requests");
    /// Alarm::for_anomalies(&stack, "Odd", AnomalyDetectionAlarmProps::new().metric(requests).evaluation_periods(3));
    /// # app.synth().unwrap();
    /// ```
    #[doc(alias = "AnomalyDetectionAlarm")]
    #[track_caller]
    pub fn for_anomalies(
        scope: &impl Construct,
        id: &str,
        props: impl Complete<AnomalyDetectionAlarmSettings>,
    ) -> Self {
        let settings = props.complete();
        let band = MathExpression::anomaly_detection_band(&settings.metric, settings.std_devs);
        let alarm = AlarmSettings {
            metric: band.into(),
            threshold: 0.into(),
            evaluation_periods: settings.evaluation_periods,
            alarm_name: settings.alarm_name,
            alarm_description: settings.alarm_description,
            comparison_operator: settings.comparison_operator,
            datapoints_to_alarm: settings.datapoints_to_alarm,
            treat_missing_data: settings.treat_missing_data,
            evaluate_low_sample_count_percentile: None,
            actions_enabled: settings.actions_enabled,
        };
        Alarm::new(scope, id, Whole(alarm))
    }

    /// An alarm that exists, by its ARN. One that is made of alarms can be imported like this as well.
    #[track_caller]
    pub fn from_arn(scope: &impl Construct, id: &str, arn: impl IntoValue<String>) -> Self {
        let arn = arn.into_value();
        let scope = Scope::new(scope, id);
        let name = match arn.literal().map(|text| (text, text.splitn(7, ':').collect::<Vec<_>>())) {
            None => fn_select(6, fn_split(":", &arn)),
            Some((text, parts)) => match parts[..] {
                ["arn", _, "cloudwatch", _, _, "alarm", name] => name.into(),
                _ => {
                    let finding = Finding::error("bad-arn", format!("`{text}` is not the ARN of an alarm"));
                    let help = "it is written like `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:name`";
                    scope.report(finding.at(Location::caller()).help(help));
                    "".into()
                }
            },
        };
        Alarm { inner: Rc::new(Inner { scope, arn, name, made: None }) }
    }

    /// An alarm that exists in the stack's account and region, by its name.
    #[track_caller]
    pub fn from_name(scope: &impl Construct, id: &str, name: impl IntoValue<String>) -> Self {
        let name = name.into_value();
        let scope = Scope::new(scope, id);
        let parts = (scope.partition(), scope.region(), scope.account());
        let arn = text!["arn:", parts.0, ":cloudwatch:", parts.1, ":", parts.2, ":alarm:", &name];
        Alarm { inner: Rc::new(Inner { scope, arn, name, made: None }) }
    }

    /// The generated resource; none of an imported alarm.
    pub fn cfn(&self) -> Option<&CfnAlarm> {
        self.inner.made.as_ref().map(|made| &made.cfn)
    }

    /// Its ARN.
    pub fn arn(&self) -> Value<String> {
        self.inner.arn.clone()
    }

    /// Its name.
    pub fn name(&self) -> Value<String> {
        self.inner.name.clone()
    }

    /// What it does when the metric is out of bounds; one of up to five.
    #[track_caller]
    pub fn add_alarm_action(&self, action: impl AlarmAction) {
        self.add_action("AlarmActions", action);
    }

    /// What it does when the metric is within bounds again; one of up to five.
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
        let Some(made) = &self.inner.made else {
            let finding = Finding::error("alarm-not-changed", "an imported alarm cannot be given actions").at(at);
            return self.scope().report(finding.help("add them where the alarm is made"));
        };
        let of_instance = matches!(&made.metric, MetricOrExpression::Metric(metric) if metric.is_of_an_instance());
        if action.needs_metric_of_instance() && !of_instance {
            let message = "the action is about an instance, but the alarm's metric is not of one";
            let finding = Finding::error("action-without-instance", message).at(at);
            self.scope().report(finding.help("watch a metric whose only dimension is `InstanceId`"));
        }
        let arn = action.alarm_action_arn(self.scope());
        let all = made.actions.add(self.scope(), property, arn, at);
        made.cfn.resource().set_property(property, all);
    }
}

/// The actions of an alarm, by property.
#[derive(Default)]
pub(super) struct Actions(RefCell<Vec<(&'static str, Vec<Val>)>>);

impl Actions {
    /// Adds one, and gives all of the property.
    pub(super) fn add(
        &self,
        alarm: &Scope,
        property: &'static str,
        arn: Value<String>,
        at: &'static Location<'static>,
    ) -> Val {
        let mut all = self.0.borrow_mut();
        if !all.iter().any(|(name, _)| *name == property) {
            all.push((property, Vec::new()));
        }
        let Some((_, arns)) = all.iter_mut().find(|(name, _)| *name == property) else { return Val::List(Vec::new()) };
        arns.push(arn.into_val());
        if arns.len() > MOST_ACTIONS {
            let finding = Finding::error("too-many-actions", format!("an alarm has {} actions", arns.len())).at(at);
            alarm.report(finding.help("use up to five for each state; a topic tells as many as you like"));
        }
        Val::List(arns.clone())
    }
}

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// Settings that are already whole.
struct Whole(AlarmSettings);

impl Complete<AlarmSettings> for Whole {
    fn complete(self) -> AlarmSettings {
        self.0
    }
}

/// The properties that say what is watched, and the name of what is, if it has one.
fn watch(
    scope: &Scope,
    metric: &MetricOrExpression,
    at: &'static Location<'static>,
) -> (CfnAlarmProps, Option<String>) {
    let account_of = |metric: &Metric| metric.account.clone().filter(|account| *account != scope.account());
    match metric {
        MetricOrExpression::Metric(metric) => {
            check_region(scope, metric, at);
            metric.mistakes().into_iter().for_each(|finding| scope.report(finding.at(at)));
            let account = account_of(metric);
            let period = metric.period_or_default();
            if metric.label.is_some() || account.is_some() {
                let query = query(metric, period, "m1", account).return_data(true);
                return (CfnAlarmProps::new().metrics([query]), Some("m1".to_owned()));
            }
            let simple = metric.statistic.is_simple();
            let statistic = || metric.statistic.clone();
            let props = CfnAlarmProps::new()
                .dimensions(metric.sorted_dimensions())
                .extended_statistic((!simple).then(statistic))
                .metric_name(&metric.name)
                .namespace(&metric.namespace)
                .period(crate::durations::seconds(period))
                .statistic(simple.then(statistic))
                .unit(metric.unit.as_ref());
            (props, None)
        }
        MetricOrExpression::Expression(expression) => {
            let set = MetricSet::of(expression);
            set.metrics().for_each(|metric| check_region(scope, metric, at));
            let mistakes = expression.mistakes(expression.period_or_default());
            let mistakes = mistakes.into_iter().chain(set.mistakes.iter().cloned());
            mistakes.for_each(|finding| scope.report(finding.at(at)));
            if set.metrics().count() > MOST_METRICS {
                let message = format!("an alarm watches {} metrics", set.metrics().count());
                let finding = Finding::error("too-many-metrics", message).at(at);
                scope.report(finding.help("use up to ten in one expression"));
            }
            let (queries, primary) = set.render(if expression.is_anomaly_detection() { 2 } else { 1 }, account_of);
            (CfnAlarmProps::new().metrics(queries), Some(primary))
        }
    }
}

fn check_region(scope: &Scope, metric: &Metric, at: &'static Location<'static>) {
    let (own, other) = (scope.region(), metric.region.as_ref());
    if let (Some(own), Some(other)) = (own.literal(), other.and_then(|region| region.literal()))
        && own != other
    {
        let message = format!("an alarm in `{own}` cannot watch a metric in `{other}`");
        let help = "make the alarm in a stack of that region";
        scope.report(Finding::error("metric-in-other-region", message).at(at).help(help));
    }
}

fn check(scope: &Scope, settings: &AlarmSettings, at: &'static Location<'static>) {
    let report = |rule: &str, message: String, help: &str| {
        scope.report(Finding::error(rule, message).at(at).help(help));
    };
    let periods = settings.evaluation_periods;
    if periods < 1 {
        report("bad-evaluation-periods", format!("an alarm is to look at {periods} periods"), "use at least one");
    }
    let period = match &settings.metric {
        MetricOrExpression::Metric(metric) => metric.period_or_default(),
        MetricOrExpression::Expression(expression) => expression.period_or_default(),
    };
    let longest = if period >= HOUR { 7 * DAY } else { DAY };
    if u32::try_from(periods.max(0)).map_or(true, |periods| period.saturating_mul(periods) > longest) {
        let message = format!("an alarm is to look at {periods} periods of {} seconds", period.as_secs());
        let help = "look at one day at most, or at seven days with periods of an hour or more";
        report("long-evaluation", message, help);
    }
    if let Some(bad) = settings.datapoints_to_alarm.filter(|bad| !(1..=periods.max(1)).contains(bad)) {
        let message = format!("{bad} of {periods} periods are to be bad");
        report("bad-datapoints-to-alarm", message, "set `datapoints_to_alarm` between 1 and `evaluation_periods`");
    }
    let for_anomalies = settings.comparison_operator.is_for_anomalies();
    let is_band = matches!(&settings.metric, MetricOrExpression::Expression(it) if it.is_anomaly_detection());
    if for_anomalies && !is_band {
        let message = format!("`{}` compares with what is expected", settings.comparison_operator.as_str());
        report("anomaly-without-band", message, "use `Alarm::for_anomalies`, or compare with the threshold");
    }
    if is_band && !for_anomalies {
        let message = format!("`{}` compares with a threshold", settings.comparison_operator.as_str());
        report("band-without-anomaly", message, "use an operator for anomalies, or another metric");
    }
}
