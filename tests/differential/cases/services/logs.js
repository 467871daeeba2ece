// Log groups, their streams, filters and policies.
'use strict';
const {
  CfnOutput,
  RemovalPolicy,
  Stack,
  aws_cloudwatch: cloudwatch,
  aws_iam: iam,
  aws_kinesis: kinesis,
  aws_kms: kms,
  aws_logs: logs,
} = require('aws-cdk-lib');

const env = { account: '111111111111', region: 'eu-west-1' };

const role = (scope, id = 'Role', props) =>
  new iam.Role(scope, id, { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'), ...props });

/** Outputs of everything that a log group tells of itself. */
const tell = (stack, prefix, group) => {
  new CfnOutput(stack, `${prefix}Arn`, { value: group.logGroupArn });
  new CfnOutput(stack, `${prefix}Name`, { value: group.logGroupName });
};

module.exports = {
  logs_group_with_defaults(app) {
    const stack = new Stack(app, 'Logs');
    tell(stack, 'Group', new logs.LogGroup(stack, 'Group'));
  },

  logs_group_with_every_setting(app) {
    const stack = new Stack(app, 'Logs');
    new logs.LogGroup(stack, 'Group', {
      logGroupName: '/purlin/app',
      retention: logs.RetentionDays.ONE_MONTH,
      encryptionKey: new kms.Key(stack, 'Key', { enableKeyRotation: true }),
      logGroupClass: logs.LogGroupClass.INFREQUENT_ACCESS,
      removalPolicy: RemovalPolicy.DESTROY,
      deletionProtectionEnabled: true,
    });
  },

  logs_retention(app) {
    const stack = new Stack(app, 'Logs');
    new logs.LogGroup(stack, 'Forever', { retention: logs.RetentionDays.INFINITE });
    new logs.LogGroup(stack, 'Week', { retention: logs.RetentionDays.ONE_WEEK });
    new logs.LogGroup(stack, 'Years', { retention: logs.RetentionDays.TEN_YEARS });
  },

  logs_delivery_class(app) {
    new logs.LogGroup(new Stack(app, 'Logs'), 'Group', { logGroupClass: logs.LogGroupClass.DELIVERY });
  },

  logs_grants(app) {
    const stack = new Stack(app, 'Logs');
    const group = new logs.LogGroup(stack, 'Group');
    group.grantWrite(role(stack, 'Writer'));
    group.grantRead(role(stack, 'Reader'));
    group.grant(role(stack, 'Looker'), 'logs:DescribeLogStreams');
  },

  logs_grants_to_services(app) {
    const stack = new Stack(app, 'Logs');
    const group = new logs.LogGroup(stack, 'Group');
    group.grantWrite(new iam.ServicePrincipal('es.amazonaws.com'));
    group.grantRead(new iam.ServicePrincipal('es.amazonaws.com'));
  },

  logs_grants_across_stacks(app) {
    const group = new logs.LogGroup(new Stack(app, 'Logs', { env }), 'Group');
    group.grantWrite(role(new Stack(app, 'Roles', { env })));
  },

  logs_resource_policy(app) {
    const stack = new Stack(app, 'Logs');
    const group = new logs.LogGroup(stack, 'Group');
    group.addToResourcePolicy(
      new iam.PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        principals: [new iam.ServicePrincipal('es.amazonaws.com')],
        resources: [group.logGroupArn],
      }),
    );
    group.addToResourcePolicy(
      new iam.PolicyStatement({
        actions: ['logs:PutLogEvents'],
        principals: [
          new iam.ArnPrincipal('arn:aws:iam::222222222222:user/writer'),
          new iam.AccountPrincipal('333333333333'),
        ],
        resources: [group.logGroupArn],
      }),
    );
  },

  logs_resource_policy_of_ones_own(app) {
    const stack = new Stack(app, 'Logs');
    const statement = new iam.PolicyStatement({
      actions: ['logs:PutLogEvents'],
      principals: [new iam.ServicePrincipal('route53.amazonaws.com')],
      resources: ['arn:aws:logs:us-east-1:111111111111:log-group:/aws/route53/*'],
    });
    new logs.ResourcePolicy(stack, 'Named', { resourcePolicyName: 'dns', policyStatements: [statement] });
    new logs.ResourcePolicy(stack, 'Unnamed', { policyStatements: [statement] });
  },

  logs_group_from_arn(app) {
    const stack = new Stack(app, 'Logs');
    const arn = 'arn:aws:logs:eu-west-1:111111111111:log-group:/purlin/app';
    const group = logs.LogGroup.fromLogGroupArn(stack, 'Imported', arn);
    tell(stack, 'Group', group);
    tell(stack, 'Starred', logs.LogGroup.fromLogGroupArn(stack, 'Starred', `${arn}:*`));
    group.grantRead(role(stack, 'Reader'));
    group.grantWrite(role(stack, 'Writer'));
  },

  logs_group_from_name(app) {
    const stack = new Stack(app, 'Logs');
    const group = logs.LogGroup.fromLogGroupName(stack, 'Imported', '/purlin/app');
    tell(stack, 'Group', group);
    group.grantRead(role(stack, 'Reader'));
    group.grantWrite(role(stack, 'Writer'));
  },

  logs_streams(app) {
    const stack = new Stack(app, 'Logs');
    const group = new logs.LogGroup(stack, 'Group');
    const stream = new logs.LogStream(stack, 'Stream', { logGroup: group, logStreamName: 'app' });
    new CfnOutput(stack, 'Name', { value: stream.logStreamName });
    group.addStream('Another');
    new logs.LogStream(stack, 'Gone', { logGroup: group, removalPolicy: RemovalPolicy.DESTROY });
  },

  logs_metric_filters(app) {
    const stack = new Stack(app, 'Logs');
    const group = new logs.LogGroup(stack, 'Group');
    new logs.MetricFilter(stack, 'Filter', {
      logGroup: group,
      metricNamespace: 'MyApp',
      metricName: 'Latency',
      filterName: 'latency',
      filterPattern: logs.FilterPattern.exists('$.latency'),
      metricValue: '$.latency',
      dimensions: { ErrorCode: '$.errorCode' },
      unit: 'Milliseconds',
    });
    group.addMetricFilter('Errors', {
      metricNamespace: 'MyApp',
      metricName: 'Errors',
      filterPattern: logs.FilterPattern.anyTerm('ERROR', 'FATAL'),
      defaultValue: 0,
    });
    group.extractMetric('$.jsonField', 'Namespace', 'MetricName');
  },

  logs_metrics(app) {
    const stack = new Stack(app, 'Logs');
    const group = new logs.LogGroup(stack, 'Group');
    const alarm = (id, metric) => new cloudwatch.Alarm(stack, id, { metric, threshold: 1000, evaluationPeriods: 1 });
    alarm('Extracted', group.extractMetric('$.duration', 'Jobs', 'Duration'));
    alarm('Events', group.metricIncomingLogEvents());
    alarm('Bytes', group.metricIncomingBytes());
  },

  logs_filter_patterns(app) {
    const stack = new Stack(app, 'Logs');
    const { FilterPattern: pattern } = logs;
    const patterns = [
      pattern.allEvents(),
      pattern.literal('{ $.code = 1 }'),
      pattern.allTerms('ERROR', 'Main "Thread"'),
      pattern.anyTerm('ERROR', 'back\\slash'),
      pattern.anyTermGroup(['ERROR', 'MainThread'], ['WARN', 'Deadlock']),
      pattern.stringValue('$.component', '=', 'HttpServer'),
      pattern.stringValue('$.component', '!=', 'Http*'),
      pattern.numberValue('$.latency', '>', 1000),
      pattern.numberValue('$.ratio', '<=', 0.5),
      pattern.regexValue('$.code', '=', '[45]\\d\\d'),
      pattern.isNull('$.a'),
      pattern.notExists('$.a'),
      pattern.exists('$.a'),
      pattern.booleanValue('$.error', true),
      pattern.booleanValue('$.error', false),
      pattern.all(pattern.exists('$.a')),
      pattern.all(pattern.exists('$.a'), pattern.any(pattern.isNull('$.b'), pattern.numberValue('$.c', '=', 1))),
      pattern.spaceDelimited('time', '...', 'status_code', 'bytes'),
      pattern
        .spaceDelimited('time', 'component', '...', 'result_code', 'latency')
        .whereString('component', '=', 'HttpServer')
        .whereNumber('result_code', '!=', 200)
        .whereNumber('result_code', '<', 500),
    ];
    patterns.forEach((pattern, index) => new CfnOutput(stack, `P${index}`, { value: pattern.logPatternString }));
  },

  logs_subscription_filter(app) {
    const stack = new Stack(app, 'Logs');
    const group = new logs.LogGroup(stack, 'Group');
    const arn = 'arn:aws:logs:eu-west-1:222222222222:destination:central';
    const destination = { bind: () => ({ arn }) };
    group.addSubscriptionFilter('Central', {
      destination,
      filterName: 'central',
      filterPattern: logs.FilterPattern.allTerms('ERROR', 'MainThread'),
    });
  },

  logs_subscription_filter_of_a_stream(app) {
    const stack = new Stack(app, 'Logs');
    const group = new logs.LogGroup(stack, 'Group');
    const stream = new kinesis.CfnStream(stack, 'Stream', { shardCount: 1 });
    const writer = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('logs.amazonaws.com') });
    new logs.SubscriptionFilter(stack, 'Subscription', {
      logGroup: group,
      destination: { bind: () => ({ arn: stream.attrArn, role: writer }) },
      filterPattern: logs.FilterPattern.allEvents(),
    });
  },
};
