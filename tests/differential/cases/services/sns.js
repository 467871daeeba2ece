// Topics, their policies, and subscriptions to them.
'use strict';
const {
  CfnOutput,
  Duration,
  Stack,
  aws_iam: iam,
  aws_kms: kms,
  aws_sns: sns,
  aws_sns_subscriptions: subscriptions,
  aws_sqs: sqs,
} = require('aws-cdk-lib');
const { SubscriptionFilter, SubscriptionProtocol, Topic } = sns;

const role = (stack, id = 'Role') => new iam.Role(stack, id, { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });

const queueArn = 'arn:aws:sqs:eu-west-1:111111111111:queue';
const functionArn = 'arn:aws:lambda:eu-west-1:111111111111:function:handle';
const deliveryRoleArn = 'arn:aws:iam::111111111111:role/deliver';

module.exports = {
  sns_topic(app) {
    const stack = new Stack(app, 'Topics');
    new Topic(stack, 'Default');
    const topic = new Topic(stack, 'Topic', {
      displayName: 'Customer subscription topic',
      topicName: 'customers',
      signatureVersion: '2',
      tracingConfig: sns.TracingConfig.ACTIVE,
    });
    new CfnOutput(stack, 'Arn', { value: topic.topicArn });
    new CfnOutput(stack, 'Name', { value: topic.topicName });
  },

  sns_fifo_topic(app) {
    const stack = new Stack(app, 'Topics');
    new Topic(stack, 'Unnamed', { fifo: true });
    new Topic(stack, 'Named', {
      fifo: true,
      topicName: 'orders',
      contentBasedDeduplication: true,
      messageRetentionPeriodInDays: 7,
      fifoThroughputScope: sns.FifoThroughputScope.MESSAGE_GROUP,
    });
    new Topic(stack, 'WithEnding', { fifo: true, topicName: 'returns.fifo' });
  },

  sns_encrypted_topic(app) {
    const stack = new Stack(app, 'Topics');
    const topic = new Topic(stack, 'Topic', { masterKey: new kms.Key(stack, 'Key', { enableKeyRotation: true }) });
    topic.grantPublish(role(stack));
  },

  sns_enforced_tls(app) {
    const stack = new Stack(app, 'Topics');
    const topic = new Topic(stack, 'Topic', { enforceSSL: true });
    topic.addToResourcePolicy(
      new iam.PolicyStatement({
        actions: ['sns:Publish'],
        principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
        resources: [topic.topicArn],
      }),
    );
  },

  sns_delivery_logs(app) {
    const stack = new Stack(app, 'Topics');
    const deliver = iam.Role.fromRoleArn(stack, 'Deliver', deliveryRoleArn);
    const topic = new Topic(stack, 'Topic', {
      loggingConfigs: [
        {
          protocol: sns.LoggingProtocol.SQS,
          failureFeedbackRole: deliver,
          successFeedbackRole: deliver,
          successFeedbackSampleRate: 50,
        },
      ],
    });
    topic.addLoggingConfig({ protocol: sns.LoggingProtocol.HTTP, failureFeedbackRole: deliver });
  },

  sns_grants(app) {
    const stack = new Stack(app, 'Topics');
    const topic = new Topic(stack, 'Topic');
    topic.grantPublish(role(stack, 'Publisher'));
    topic.grantSubscribe(role(stack, 'Subscriber'));
    topic.grantPublish(new iam.ServicePrincipal('cloudwatch.amazonaws.com'));
    topic.grantSubscribe(new iam.AccountPrincipal('222222222222'));
  },

  sns_subscriptions(app) {
    const stack = new Stack(app, 'Topics');
    const topic = new Topic(stack, 'Topic');
    topic.addSubscription(new subscriptions.EmailSubscription('foo@example.com'));
    topic.addSubscription(new subscriptions.EmailSubscription('bar@example.com', { json: true }));
    topic.addSubscription(new subscriptions.UrlSubscription('https://foobar.com/', { rawMessageDelivery: true }));
    topic.addSubscription(new subscriptions.UrlSubscription('http://foobar.com/'));
    topic.addSubscription(new subscriptions.SmsSubscription('+15551231234'));
  },

  sns_subscription_constructs(app) {
    const stack = new Stack(app, 'Topics');
    const topic = new Topic(stack, 'Topic');
    new sns.Subscription(stack, 'Queue', {
      topic,
      endpoint: queueArn,
      protocol: SubscriptionProtocol.SQS,
      rawMessageDelivery: true,
      region: 'eu-west-1',
      deadLetterQueue: sqs.Queue.fromQueueArn(stack, 'DeadLetters', `${queueArn}-dead`),
    });
    new sns.Subscription(stack, 'Function', { topic, endpoint: functionArn, protocol: SubscriptionProtocol.LAMBDA });
    new sns.Subscription(stack, 'Stream', {
      topic,
      endpoint: 'arn:aws:firehose:eu-west-1:111111111111:deliverystream/stream',
      protocol: SubscriptionProtocol.FIREHOSE,
      subscriptionRoleArn: deliveryRoleArn,
    });
  },

  sns_filter_policies(app) {
    const stack = new Stack(app, 'Topics');
    const topic = new Topic(stack, 'Topic');
    new sns.Subscription(stack, 'Attributes', {
      topic,
      endpoint: functionArn,
      protocol: SubscriptionProtocol.LAMBDA,
      filterPolicy: {
        color: SubscriptionFilter.stringFilter({
          allowlist: ['red', 'orange'],
          denylist: ['white', 'brown'],
          matchPrefixes: ['bl'],
          matchSuffixes: ['ue'],
        }),
        size: SubscriptionFilter.numericFilter({ allowlist: [3], between: { start: 10, stop: 20 }, greaterThan: 30 }),
        price: SubscriptionFilter.numericFilter({
          betweenStrict: { start: 100, stop: 200.5 },
          greaterThanOrEqualTo: 300,
          lessThan: 5,
          lessThanOrEqualTo: 2,
        }),
        store: SubscriptionFilter.existsFilter(),
        street: SubscriptionFilter.notExistsFilter(),
      },
    });
    new sns.Subscription(stack, 'Body', {
      topic,
      endpoint: functionArn,
      protocol: SubscriptionProtocol.LAMBDA,
      filterPolicyWithMessageBody: {
        background: sns.FilterOrPolicy.policy({
          color: sns.FilterOrPolicy.filter(SubscriptionFilter.stringFilter({ allowlist: ['red', 'white'] })),
        }),
        sex: sns.FilterOrPolicy.filter(SubscriptionFilter.existsFilter()),
      },
    });
  },

  sns_delivery_policy(app) {
    const stack = new Stack(app, 'Topics');
    new Topic(stack, 'Topic').addSubscription(
      new subscriptions.UrlSubscription('https://foobar.com/', {
        deliveryPolicy: {
          healthyRetryPolicy: {
            minDelayTarget: Duration.seconds(5),
            maxDelayTarget: Duration.seconds(10),
            numRetries: 6,
            numNoDelayRetries: 1,
            numMinDelayRetries: 2,
            numMaxDelayRetries: 3,
            backoffFunction: sns.BackoffFunction.EXPONENTIAL,
          },
          throttlePolicy: { maxReceivesPerSecond: 10 },
          requestPolicy: { headerContentType: 'application/json' },
        },
      }),
    );
  },

  sns_imports(app) {
    const stack = new Stack(app, 'Topics');
    const arn = 'arn:aws:sns:eu-west-1:111111111111:customers';
    const topic = Topic.fromTopicArn(stack, 'Topic', arn);
    topic.grantPublish(role(stack));
    topic.addSubscription(new subscriptions.EmailSubscription('foo@example.com'));
    new CfnOutput(stack, 'Name', { value: topic.topicName });
    const encrypted = Topic.fromTopicAttributes(stack, 'Encrypted', {
      topicArn: `${arn}-encrypted`,
      keyArn: 'arn:aws:kms:eu-west-1:111111111111:key/1',
    });
    encrypted.grantPublish(role(stack, 'Other'));
  },
};
