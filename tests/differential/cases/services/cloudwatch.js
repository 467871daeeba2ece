// Metrics, and alarms on them.
'use strict';
const {
  CfnOutput,
  Duration,
  Stack,
  aws_cloudwatch: cloudwatch,
  aws_cloudwatch_actions: actions,
  aws_ec2: ec2,
  aws_iam: iam,
  aws_sns: sns,
} = require('aws-cdk-lib');
const { Alarm, AlarmRule, AlarmState, ComparisonOperator, CompositeAlarm, MathExpression, Metric, Stats, TreatMissingData } =
  cloudwatch;

const metric = (props) => new Metric({ namespace: 'MyNamespace', metricName: 'MyMetric', ...props });

const alarm = (stack, id, metric) => new Alarm(stack, id, { metric, threshold: 100, evaluationPeriods: 2 });

module.exports = {
  cloudwatch_alarm(app) {
    const stack = new Stack(app, 'Alarms');
    const alarm = new Alarm(stack, 'Alarm', {
      metric: metric({ dimensionsMap: { Zone: 'b', Host: 'a' } }),
      threshold: 100,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
    });
    new CfnOutput(stack, 'Arn', { value: alarm.alarmArn });
    new CfnOutput(stack, 'Name', { value: alarm.alarmName });
    new Alarm(stack, 'Full', {
      metric: metric({ unit: cloudwatch.Unit.MEGABYTES, period: Duration.minutes(1), statistic: 'Maximum' }),
      threshold: 0.5,
      evaluationPeriods: 1,
      alarmName: 'full',
      alarmDescription: 'of memory',
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      actionsEnabled: false,
    });
  },

  cloudwatch_create_alarm(app) {
    const stack = new Stack(app, 'Alarms');
    metric().createAlarm(stack, 'Alarm', {
      threshold: 100,
      evaluationPeriods: 2,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.BREACHING,
    });
    metric()
      .with({ statistic: Stats.p(99), period: Duration.minutes(10) })
      .createAlarm(stack, 'Slowest', { threshold: 5, evaluationPeriods: 1, evaluateLowSampleCountPercentile: 'ignore' });
  },

  cloudwatch_statistics(app) {
    const stack = new Stack(app, 'Alarms');
    const statistics = {
      Average: Stats.AVERAGE,
      Sum: Stats.SUM,
      Minimum: Stats.MINIMUM,
      Maximum: Stats.MAXIMUM,
      SampleCount: Stats.SAMPLE_COUNT,
      Iqm: Stats.IQM,
      P: Stats.percentile(99.9),
      Tm: Stats.trimmedMean(90),
      TmRange: Stats.trimmedMean(10, 90),
      Wm: Stats.winsorizedMean(90),
      Tc: Stats.trimmedCount(90),
      TcRange: Stats.trimmedCount(10, 90),
      Ts: Stats.trimmedSum(90),
      Pr: Stats.percentileRank(300),
      PrRange: Stats.percentileRank(100, 2000),
    };
    for (const [id, statistic] of Object.entries(statistics)) alarm(stack, id, metric({ statistic }));
  },

  cloudwatch_label(app) {
    const stack = new Stack(app, 'Alarms');
    alarm(stack, 'Alarm', metric({ label: 'My label', dimensionsMap: { Host: 'a' }, unit: cloudwatch.Unit.COUNT }));
  },

  cloudwatch_other_account(app) {
    const env = { account: '111111111111', region: 'eu-west-1' };
    const stack = new Stack(app, 'Alarms', { env });
    alarm(stack, 'Same', metric({ account: '111111111111' }));
    alarm(stack, 'Other', metric({ account: '222222222222', region: 'eu-west-1' }));
  },

  cloudwatch_actions(app) {
    const stack = new Stack(app, 'Alarms');
    const topic = new sns.Topic(stack, 'Topic');
    const one = alarm(stack, 'Alarm', metric());
    one.addAlarmAction(new actions.SnsAction(topic));
    one.addOkAction(new actions.SnsAction(topic));
    one.addInsufficientDataAction(new actions.SnsAction(topic));
    one.addAlarmAction(new actions.SnsAction(sns.Topic.fromTopicArn(stack, 'Other', 'arn:aws:sns:eu-west-1:1:other')));
    one.addAlarmAction(new actions.SsmAction(actions.OpsItemSeverity.CRITICAL, actions.OpsItemCategory.PERFORMANCE));
    one.addOkAction(new actions.SsmAction(actions.OpsItemSeverity.LOW));
  },

  cloudwatch_ec2_action(app) {
    const build = (stack) => {
      const instance = new ec2.CfnInstance(stack, 'Instance', { imageId: 'ami-1' });
      const broken = alarm(
        stack,
        'Broken',
        new Metric({ namespace: 'AWS/EC2', metricName: 'StatusCheckFailed', dimensionsMap: { InstanceId: instance.ref } }),
      );
      broken.addAlarmAction(new actions.Ec2Action(actions.Ec2InstanceAction.REBOOT));
      broken.addOkAction(new actions.Ec2Action(actions.Ec2InstanceAction.RECOVER));
    };
    build(new Stack(app, 'Alarms'));
    build(new Stack(app, 'Known', { env: { account: '111111111111', region: 'eu-west-1' } }));
  },

  cloudwatch_composite_alarm(app) {
    const stack = new Stack(app, 'Alarms');
    const [one, two, three, four] = ['One', 'Two', 'Three', 'Four'].map((id) => alarm(stack, id, metric()));
    const composite = new CompositeAlarm(stack, 'Composite', {
      alarmRule: AlarmRule.anyOf(
        AlarmRule.allOf(
          AlarmRule.anyOf(
            AlarmRule.fromAlarm(one, AlarmState.OK),
            AlarmRule.fromAlarm(two, AlarmState.ALARM),
            AlarmRule.fromString('ALARM("three")'),
          ),
          AlarmRule.not(AlarmRule.fromAlarm(four, AlarmState.INSUFFICIENT_DATA)),
        ),
        AlarmRule.fromBoolean(false),
        three,
      ),
      alarmDescription: 'of several',
      actionsEnabled: true,
    });
    composite.addAlarmAction(new actions.SnsAction(new sns.Topic(stack, 'Topic')));
    new CompositeAlarm(stack, 'Suppressed', {
      compositeAlarmName: 'suppressed',
      alarmRule: AlarmRule.fromAlarm(one, AlarmState.ALARM),
      actionsSuppressor: two,
      actionsSuppressorWaitPeriod: Duration.minutes(5),
    });
    new CompositeAlarm(stack, 'Some', {
      alarmRule: AlarmRule.atLeast(AlarmState.ALARM, {
        operands: [one, two, three],
        threshold: cloudwatch.AtLeastThreshold.count(2),
      }),
    });
    new CompositeAlarm(stack, 'Most', {
      alarmRule: AlarmRule.atLeastNot(AlarmState.OK, {
        operands: [one, two],
        threshold: cloudwatch.AtLeastThreshold.percentage(50),
      }),
    });
  },

  cloudwatch_math_expression(app) {
    const stack = new Stack(app, 'Alarms');
    const errors = metric({ metricName: 'Errors', statistic: 'Sum' });
    const requests = metric({ metricName: 'Requests', statistic: 'Sum', label: 'Requests', dimensionsMap: { Host: 'a' } });
    const rate = new MathExpression({
      expression: '(errors / requests) * 100',
      usingMetrics: { errors, requests },
      label: 'rate',
    });
    alarm(stack, 'Rate', rate);
    alarm(stack, 'FastRate', rate.with({ period: Duration.minutes(1) }));
    const worst = new MathExpression({
      expression: 'rate + slow',
      usingMetrics: { rate, slow: metric({ metricName: 'Slow', unit: cloudwatch.Unit.COUNT }) },
    });
    worst.createAlarm(stack, 'Worst', {
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    });
    alarm(stack, 'Query', new MathExpression({ expression: 'SELECT AVG(CPUUtilization) FROM "AWS/EC2"' }));
  },

  cloudwatch_anomaly_detection(app) {
    const stack = new Stack(app, 'Alarms');
    new cloudwatch.AnomalyDetectionAlarm(stack, 'Anomaly', {
      metric: metric({ period: Duration.minutes(1) }),
      evaluationPeriods: 1,
      stdDevs: 3,
    });
    new Alarm(stack, 'Above', {
      metric: Metric.anomalyDetectionFor({ metric: metric() }),
      threshold: Alarm.ANOMALY_DETECTION_NO_THRESHOLD,
      evaluationPeriods: 2,
      comparisonOperator: ComparisonOperator.GREATER_THAN_UPPER_THRESHOLD,
    });
  },

  cloudwatch_imports(app) {
    const stack = new Stack(app, 'Alarms');
    const byName = Alarm.fromAlarmName(stack, 'Name', 'alarm');
    const byArn = Alarm.fromAlarmArn(stack, 'Arn', 'arn:aws:cloudwatch:eu-west-1:111111111111:alarm:other');
    new CfnOutput(stack, 'ByNameArn', { value: byName.alarmArn });
    new CfnOutput(stack, 'ByArnName', { value: byArn.alarmName });
    new CompositeAlarm(stack, 'Composite', { alarmRule: AlarmRule.anyOf(byName, byArn) });
  },

  cloudwatch_put_metric_data(app) {
    const stack = new Stack(app, 'Alarms');
    Metric.grantPutMetricData(
      new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') }),
    );
  },
};
