//! Metrics and alarms.

use std::time::Duration;

use purlin_aws::cloudwatch::{
    ActionsSuppressor, Alarm, AlarmProps, AlarmRule, AlarmState, AnomalyDetectionAlarmProps, AtLeast,
    ComparisonOperator, CompositeAlarm, CompositeAlarmProps, Ec2Action, MathExpression, Metric, MetricOrExpression,
    OpsItemCategory, OpsItemSeverity, SsmAction, Statistic, TreatMissingData, Unit,
};
use purlin_aws::iam::{Principal, Role, RoleProps};
use purlin_aws::sns::{Topic, TopicProps};
use purlin_cfn::ec2::{CfnInstance, CfnInstanceProps};
use purlin_core::{App, Environment, Output, OutputProps, Set, Stack, StackProps, Value};

use crate::{Case, case};

pub(crate) const CASES: &[Case] = &[
    case!(cloudwatch_alarm),
    case!(cloudwatch_create_alarm),
    case!(cloudwatch_statistics),
    case!(cloudwatch_label),
    case!(cloudwatch_other_account),
    case!(cloudwatch_actions),
    case!(cloudwatch_ec2_action),
    case!(cloudwatch_composite_alarm),
    case!(cloudwatch_math_expression),
    case!(cloudwatch_anomaly_detection),
    case!(cloudwatch_imports),
    case!(cloudwatch_put_metric_data),
];

const MINUTE: Duration = Duration::from_secs(60);

type WholeAlarmProps = AlarmProps<Set<MetricOrExpression>, Set<Value<f64>>, Set<i64>>;

fn stack(app: &App) -> Stack {
    Stack::new(app, "Alarms", StackProps::new())
}

fn metric() -> Metric {
    Metric::new("MyNamespace", "MyMetric")
}

fn watching(metric: impl Into<MetricOrExpression>, threshold: f64, evaluation_periods: i64) -> WholeAlarmProps {
    AlarmProps::new().metric(metric).threshold(threshold).evaluation_periods(evaluation_periods)
}

fn alarm(stack: &Stack, id: &str, metric: impl Into<MetricOrExpression>) -> Alarm {
    Alarm::new(stack, id, watching(metric, 100.0, 2))
}

fn output(stack: &Stack, id: &str, value: Value<String>) {
    Output::new(stack, id, value, OutputProps::new());
}

fn cloudwatch_alarm(app: &App) {
    let stack = stack(app);
    let of_host = metric().dimension("Zone", "b").dimension("Host", "a");
    let alarm = Alarm::new(&stack, "Alarm", watching(of_host, 100.0, 3).datapoints_to_alarm(2));
    output(&stack, "Arn", alarm.arn());
    output(&stack, "Name", alarm.name());
    let memory = metric().unit(Unit::MEGABYTES).period(MINUTE).statistic(Statistic::MAXIMUM);
    let props = watching(memory, 0.5, 1)
        .alarm_name("full")
        .alarm_description("of memory")
        .comparison_operator(ComparisonOperator::LESS_THAN_THRESHOLD)
        .treat_missing_data(TreatMissingData::NOT_BREACHING)
        .actions_enabled(false);
    Alarm::new(&stack, "Full", props);
}

fn cloudwatch_create_alarm(app: &App) {
    let stack = stack(app);
    let props = watching(metric(), 100.0, 2)
        .comparison_operator(ComparisonOperator::GREATER_THAN_THRESHOLD)
        .treat_missing_data(TreatMissingData::BREACHING);
    Alarm::new(&stack, "Alarm", props);
    let slowest = metric().statistic(Statistic::percentile(99.0)).period(10 * MINUTE);
    Alarm::new(&stack, "Slowest", watching(slowest, 5.0, 1).evaluate_low_sample_count_percentile("ignore"));
}

fn cloudwatch_statistics(app: &App) {
    let stack = stack(app);
    let statistics = [
        ("Average", Statistic::AVERAGE),
        ("Sum", Statistic::SUM),
        ("Minimum", Statistic::MINIMUM),
        ("Maximum", Statistic::MAXIMUM),
        ("SampleCount", Statistic::SAMPLE_COUNT),
        ("Iqm", Statistic::INTERQUARTILE_MEAN),
        ("P", Statistic::percentile(99.9)),
        ("Tm", Statistic::trimmed_mean(90.0)),
        ("TmRange", Statistic::trimmed_mean_between(10.0, 90.0)),
        ("Wm", Statistic::winsorized_mean(90.0)),
        ("Tc", Statistic::trimmed_count(90.0)),
        ("TcRange", Statistic::trimmed_count_between(10.0, 90.0)),
        ("Ts", Statistic::trimmed_sum(90.0)),
        ("Pr", Statistic::percentile_rank(300.0)),
        ("PrRange", Statistic::percentile_rank_between(100.0, 2000.0)),
    ];
    for (id, statistic) in statistics {
        alarm(&stack, id, metric().statistic(statistic));
    }
}

fn cloudwatch_label(app: &App) {
    alarm(&stack(app), "Alarm", metric().label("My label").dimension("Host", "a").unit(Unit::COUNT));
}

fn cloudwatch_other_account(app: &App) {
    let environment = Environment::new("111111111111", "eu-west-1");
    let stack = Stack::new(app, "Alarms", StackProps::new().environment(environment));
    alarm(&stack, "Same", metric().account("111111111111"));
    alarm(&stack, "Other", metric().account("222222222222").region("eu-west-1"));
}

fn cloudwatch_actions(app: &App) {
    let stack = stack(app);
    let topic = Topic::new(&stack, "Topic", TopicProps::new());
    let alarm = alarm(&stack, "Alarm", metric());
    alarm.add_alarm_action(&topic);
    alarm.add_ok_action(&topic);
    alarm.add_insufficient_data_action(&topic);
    alarm.add_alarm_action(Topic::from_arn(&stack, "Other", "arn:aws:sns:eu-west-1:1:other"));
    alarm.add_alarm_action(SsmAction::new(OpsItemSeverity::Critical).category(OpsItemCategory::Performance));
    alarm.add_ok_action(SsmAction::new(OpsItemSeverity::Low));
}

fn cloudwatch_ec2_action(app: &App) {
    let environment = Environment::new("111111111111", "eu-west-1");
    let known = Stack::new(app, "Known", StackProps::new().environment(environment));
    for stack in [stack(app), known] {
        let instance = CfnInstance::new(&stack, "Instance", CfnInstanceProps::new().image_id("ami-1"));
        let failed = Metric::new("AWS/EC2", "StatusCheckFailed").dimension("InstanceId", instance.get_ref());
        let broken = alarm(&stack, "Broken", failed);
        broken.add_alarm_action(Ec2Action::Reboot);
        broken.add_ok_action(Ec2Action::Recover);
    }
}

fn cloudwatch_composite_alarm(app: &App) {
    let stack = stack(app);
    let [one, two, three, four] = ["One", "Two", "Three", "Four"].map(|id| alarm(&stack, id, metric()));
    let rule = AlarmRule::any_of([
        AlarmRule::all_of([
            AlarmRule::any_of([
                AlarmRule::from_alarm(&one, AlarmState::Ok),
                AlarmRule::from_alarm(&two, AlarmState::Alarm),
                AlarmRule::from_string("ALARM(\"three\")"),
            ]),
            AlarmRule::not(AlarmRule::from_alarm(&four, AlarmState::InsufficientData)),
        ]),
        AlarmRule::from_boolean(false),
        AlarmRule::from_alarm(&three, AlarmState::Alarm),
    ]);
    let props = CompositeAlarmProps::new().alarm_rule(rule).alarm_description("of several").actions_enabled(true);
    let composite = CompositeAlarm::new(&stack, "Composite", props);
    composite.add_alarm_action(Topic::new(&stack, "Topic", TopicProps::new()));
    let props = CompositeAlarmProps::new()
        .composite_alarm_name("suppressed")
        .alarm_rule(AlarmRule::from_alarm(&one, AlarmState::Alarm))
        .actions_suppressor(ActionsSuppressor::new(&two).wait_period(5 * MINUTE));
    CompositeAlarm::new(&stack, "Suppressed", props);
    let some = AlarmRule::at_least(AtLeast::Count(2), AlarmState::Alarm, [&one, &two, &three]);
    CompositeAlarm::new(&stack, "Some", CompositeAlarmProps::new().alarm_rule(some));
    let most = AlarmRule::at_least_not(AtLeast::Percent(50), AlarmState::Ok, [&one, &two]);
    CompositeAlarm::new(&stack, "Most", CompositeAlarmProps::new().alarm_rule(most));
}

fn cloudwatch_math_expression(app: &App) {
    let stack = stack(app);
    let sum_of = |name: &str| Metric::new("MyNamespace", name).statistic(Statistic::SUM);
    let rate = MathExpression::new("(errors / requests) * 100")
        .using("errors", sum_of("Errors"))
        .using("requests", sum_of("Requests").label("Requests").dimension("Host", "a"))
        .label("rate");
    alarm(&stack, "Rate", &rate);
    alarm(&stack, "FastRate", rate.clone().period(MINUTE));
    let slow = Metric::new("MyNamespace", "Slow").unit(Unit::COUNT);
    let worst = MathExpression::new("rate + slow").using("rate", &rate).using("slow", slow);
    let props = watching(worst, 1.0, 1).comparison_operator(ComparisonOperator::GREATER_THAN_THRESHOLD);
    Alarm::new(&stack, "Worst", props);
    alarm(&stack, "Query", MathExpression::new("SELECT AVG(CPUUtilization) FROM \"AWS/EC2\""));
}

fn cloudwatch_anomaly_detection(app: &App) {
    let stack = stack(app);
    let props = AnomalyDetectionAlarmProps::new().metric(metric().period(MINUTE)).evaluation_periods(1).std_devs(3.0);
    Alarm::for_anomalies(&stack, "Anomaly", props);
    let above = MathExpression::anomaly_detection_band(&metric(), 2.0);
    let props = watching(above, 0.0, 2).comparison_operator(ComparisonOperator::GREATER_THAN_UPPER_THRESHOLD);
    Alarm::new(&stack, "Above", props);
}

fn cloudwatch_imports(app: &App) {
    let stack = stack(app);
    let by_name = Alarm::from_name(&stack, "Name", "alarm");
    let by_arn = Alarm::from_arn(&stack, "Arn", "arn:aws:cloudwatch:eu-west-1:111111111111:alarm:other");
    output(&stack, "ByNameArn", by_name.arn());
    output(&stack, "ByArnName", by_arn.name());
    let rule = AlarmRule::any_of([&by_name, &by_arn].map(|alarm| AlarmRule::from_alarm(alarm, AlarmState::Alarm)));
    CompositeAlarm::new(&stack, "Composite", CompositeAlarmProps::new().alarm_rule(rule));
}

fn cloudwatch_put_metric_data(app: &App) {
    let stack = stack(app);
    let role = Role::new(&stack, "Role", RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com")));
    Metric::grant_put_metric_data(&stack, &role).assert_success();
}
