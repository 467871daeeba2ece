//! Deployments of `purlin_aws::cloudwatch`.

use std::time::Duration;

use purlin_aws::cloudwatch::{
    ActionsSuppressor, Alarm, AlarmProps, AlarmRule, AlarmState, AnomalyDetectionAlarmProps, ComparisonOperator,
    CompositeAlarm, CompositeAlarmProps, Ec2Action, MathExpression, Metric, Statistic, TreatMissingData,
};
use purlin_aws::sns::{Topic, TopicProps};
use purlin_tests::Result;

use crate::{deploys, lints};

#[test]
fn alarms_of_every_kind() -> Result<()> {
    deploys(|stack| {
        let topic = Topic::new(stack, "Alarms", TopicProps::new());
        let waiting = Metric::new("AWS/SQS", "ApproximateNumberOfMessagesVisible").dimension("QueueName", "jobs");
        let props = AlarmProps::new()
            .metric(waiting.clone().statistic(Statistic::MAXIMUM).period(Duration::from_secs(60)))
            .threshold(100)
            .evaluation_periods(3)
            .datapoints_to_alarm(2)
            .comparison_operator(ComparisonOperator::GREATER_THAN_THRESHOLD)
            .treat_missing_data(TreatMissingData::NOT_BREACHING);
        let waiting_long = Alarm::new(stack, "Waiting", props);
        waiting_long.add_alarm_action(&topic);
        waiting_long.add_ok_action(&topic);

        let failed = Metric::new("AWS/EC2", "StatusCheckFailed").dimension("InstanceId", "i-0123456789abcdef0");
        let broken = Alarm::new(stack, "Broken", AlarmProps::new().metric(failed).threshold(1).evaluation_periods(2));
        broken.add_alarm_action(Ec2Action::Recover);

        let rate = MathExpression::new("100 * errors / requests")
            .using("errors", Metric::new("Shop", "Errors").statistic(Statistic::SUM))
            .using("requests", Metric::new("Shop", "Requests").statistic(Statistic::SUM));
        Alarm::new(stack, "Rate", AlarmProps::new().metric(rate).threshold(0.5).evaluation_periods(1));
        let slow = Metric::new("Shop", "Latency").statistic(Statistic::percentile(99.9));
        Alarm::new(stack, "Slow", AlarmProps::new().metric(slow).threshold(2).evaluation_periods(5));
        Alarm::for_anomalies(stack, "Odd", AnomalyDetectionAlarmProps::new().metric(waiting).evaluation_periods(2));
    })?;
    Ok(())
}

#[test]
fn alarms_made_of_alarms() -> Result<()> {
    lints(|stack| {
        let topic = Topic::from_arn(stack, "Alarms", "arn:aws:sns:eu-west-1:123456789012:alarms");
        let [slow, failing, maintenance] =
            ["slow", "failing", "maintenance"].map(|name| Alarm::from_name(stack, name, name));
        let rule = AlarmRule::any_of([&slow, &failing].map(|alarm| AlarmRule::from_alarm(alarm, AlarmState::Alarm)));
        let suppressor = ActionsSuppressor::new(&maintenance);
        let props = CompositeAlarmProps::new().alarm_rule(rule).actions_suppressor(suppressor);
        CompositeAlarm::new(stack, "Unwell", props).add_alarm_action(&topic);
    })
}
