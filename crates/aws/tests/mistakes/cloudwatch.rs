//! Mistakes with metrics and alarms: each is found, with its place and what to do.

use std::time::Duration;

use purlin_aws::cloudwatch::{
    Alarm, AlarmProps, AlarmRule, AlarmState, AtLeast, ComparisonOperator, CompositeAlarm, CompositeAlarmProps,
    Ec2Action, MathExpression, Metric, MetricOrExpression, Statistic,
};
use purlin_core::{Set, Stack, Value};

use crate::only_in_known_environment as only;

type WholeAlarmProps = AlarmProps<Set<MetricOrExpression>, Set<Value<f64>>, Set<i64>>;

fn metric() -> Metric {
    Metric::new("Shop", "Orders")
}

fn watching(metric: impl Into<MetricOrExpression>) -> WholeAlarmProps {
    AlarmProps::new().metric(metric).threshold(1).evaluation_periods(1)
}

fn alarm(props: WholeAlarmProps) -> impl FnOnce(&Stack) {
    move |stack| drop(Alarm::new(stack, "Alarm", props))
}

#[test]
fn metrics() {
    only("bad-metric-period", alarm(watching(metric().period(Duration::from_secs(7)))));
    only("bad-metric-period", alarm(watching(metric().period(Duration::ZERO))));
    only("bad-dimension", alarm(watching(metric().dimension("Host", ""))));
    only("bad-dimension", alarm(watching(metric().dimension("x".repeat(256), "a"))));
    let crowded = (0..31).fold(metric(), |metric, number| metric.dimension(number.to_string(), "a"));
    only("too-many-dimensions", alarm(watching(crowded)));
    only("metric-in-other-region", alarm(watching(metric().region("us-east-1"))));
}

#[test]
fn what_may_be_meant() {
    only("unknown-statistic", alarm(watching(metric().statistic(Statistic::new("p101")))));
    only("unknown-expression-name", alarm(watching(MathExpression::new("a + b").using("a", metric()))));
    let minute = metric().period(Duration::from_secs(60));
    only("overridden-period", alarm(watching(MathExpression::new("2 * a").using("a", minute))));
}

#[test]
fn alarms() {
    let none = AlarmProps::new().metric(metric()).threshold(1).evaluation_periods(0);
    only("bad-evaluation-periods", alarm(none));
    only("bad-datapoints-to-alarm", alarm(watching(metric()).datapoints_to_alarm(2)));
    let odd = watching(metric()).comparison_operator(ComparisonOperator::LESS_THAN_LOWER_THRESHOLD);
    only("anomaly-without-band", alarm(odd));
    only("band-without-anomaly", alarm(watching(MathExpression::anomaly_detection_band(&metric(), 2.0))));
    only("bad-arn", |stack| drop(Alarm::from_arn(stack, "Alarm", "arn:aws:sns:eu-west-1:111111111111:x")));
}

#[test]
fn expressions() {
    only("bad-expression-name", alarm(watching(MathExpression::new("1").using("Orders", metric()))));
    let inner = MathExpression::new("a").using("a", metric());
    let ambiguous = MathExpression::new("a + b").using("a", Metric::new("Shop", "Other")).using("b", inner);
    only("ambiguous-expression-name", alarm(watching(ambiguous)));
    let crowded = (0..11).fold(MathExpression::new("SUM(METRICS())"), |expression, number| {
        expression.using(format!("m{number}"), metric().dimension("Shop", number.to_string()))
    });
    only("too-many-metrics", alarm(watching(crowded)));
    let period = Duration::from_secs(7);
    only("bad-metric-period", alarm(watching(MathExpression::new("SELECT 1").period(period))));
}

#[test]
fn actions() {
    only("action-without-instance", |stack| {
        Alarm::new(stack, "Alarm", watching(metric())).add_alarm_action(Ec2Action::Stop);
    });
    only("too-many-actions", |stack| {
        let alarm = Alarm::new(stack, "Alarm", watching(metric()));
        (0..6).for_each(|_| alarm.add_ok_action("arn:aws:sns:eu-west-1:111111111111:alarms"));
    });
    only("alarm-not-changed", |stack| {
        Alarm::from_name(stack, "Alarm", "alarm").add_ok_action("arn:aws:sns:eu-west-1:111111111111:alarms");
    });
}

#[test]
fn rules() {
    let composite = |stack: &Stack, rule: AlarmRule| {
        CompositeAlarm::new(stack, "Composite", CompositeAlarmProps::new().alarm_rule(rule))
    };
    only("empty-alarm-rule", |stack| drop(composite(stack, AlarmRule::any_of([]))));
    only("long-alarm-rule", |stack| drop(composite(stack, AlarmRule::from_string("x".repeat(10_241)))));
    only("bad-alarm-count", |stack| {
        let one = Alarm::from_name(stack, "One", "one");
        composite(stack, AlarmRule::at_least(AtLeast::Count(2), AlarmState::Alarm, [&one]));
    });
    only("action-without-instance", |stack| {
        composite(stack, AlarmRule::from_boolean(true)).add_alarm_action(Ec2Action::Stop);
    });
}

#[test]
fn an_alarm_that_looks_back_too_far() {
    only("long-evaluation", |stack| {
        let props = AlarmProps::new().metric(Metric::new("Farm", "Workers")).threshold(1).evaluation_periods(289);
        drop(Alarm::new(stack, "Alarm", props));
    });
}

#[test]
fn a_metric_without_a_name() {
    only("bad-metric-name", |stack| {
        let props = AlarmProps::new().metric(Metric::new("Farm", "")).threshold(1).evaluation_periods(1);
        drop(Alarm::new(stack, "Alarm", props));
    });
}
