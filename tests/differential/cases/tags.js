// Tags: where they come from, which win, and how each resource type writes them.
'use strict';
const {
  CfnResource,
  Fn,
  Stack,
  Tags,
  aws_autoscaling: autoscaling,
  aws_ec2: ec2,
  aws_s3: s3,
  aws_sns: sns,
  aws_sqs: sqs,
  aws_ssm: ssm,
} = require('aws-cdk-lib');
const { Construct } = require('constructs');

const setting = (scope, id) => new ssm.CfnParameter(scope, id, { type: 'String', value: 'x' });

module.exports = {
  tags_on_every_level(app) {
    const stack = new Stack(app, 'Tagged');
    const group = new Construct(stack, 'Group');
    const topic = new sns.CfnTopic(group, 'Topic');
    new sns.CfnTopic(stack, 'Untouched');
    Tags.of(app).add('app', '1');
    Tags.of(stack).add('stack', '2');
    Tags.of(group).add('group', '3');
    Tags.of(topic).add('topic', '4');
  },

  tags_nearest_wins(app) {
    const stack = new Stack(app, 'Tagged');
    const group = new Construct(stack, 'Group');
    const topic = new sns.CfnTopic(group, 'Topic');
    Tags.of(topic).add('who', 'topic');
    Tags.of(group).add('who', 'group');
    Tags.of(stack).add('who', 'stack');
    new sns.CfnTopic(stack, 'Other');
  },

  tags_last_wins(app) {
    const topic = new sns.CfnTopic(new Stack(app, 'Tagged'), 'Topic');
    Tags.of(topic).add('who', 'first');
    Tags.of(topic).add('who', 'second');
  },

  tags_priorities(app) {
    const stack = new Stack(app, 'Tagged');
    const topic = new sns.CfnTopic(stack, 'Topic', {
      tags: [
        { key: 'given', value: 'property' },
        { key: 'kept', value: 'property' },
      ],
    });
    Tags.of(topic).add('who', 'topic', { priority: 100 });
    Tags.of(stack).add('who', 'stack', { priority: 200 });
    Tags.of(stack).add('given', 'aspect');
    Tags.of(stack).add('kept', 'aspect', { priority: 10 });
  },

  tags_removed(app) {
    const stack = new Stack(app, 'Tagged');
    const group = new Construct(stack, 'Group');
    new sns.CfnTopic(stack, 'Topic', { tags: [{ key: 'given', value: '1' }] });
    new sns.CfnTopic(group, 'Topic', { tags: [{ key: 'given', value: '1' }] });
    Tags.of(stack).add('all', 'yes');
    Tags.of(group).remove('all');
    Tags.of(group).remove('given');
    Tags.of(stack).add('stubborn', 'yes', { priority: 300 });
    Tags.of(group).remove('stubborn');
  },

  tags_for_some_resource_types(app) {
    const stack = new Stack(app, 'Tagged');
    new sns.CfnTopic(stack, 'Topic');
    new s3.CfnBucket(stack, 'Bucket');
    new sqs.CfnQueue(stack, 'Queue');
    Tags.of(stack).add('only', 'topics', { includeResourceTypes: ['AWS::SNS::Topic'] });
    Tags.of(stack).add('not', 'buckets', { excludeResourceTypes: ['AWS::S3::Bucket'] });
    Tags.of(stack).add('both', 'x', {
      includeResourceTypes: ['AWS::SNS::Topic', 'AWS::SQS::Queue'],
      excludeResourceTypes: ['AWS::SQS::Queue'],
    });
    Tags.of(stack).add('all', 'x');
    Tags.of(stack).remove('all', { includeResourceTypes: ['AWS::SQS::Queue'] });
  },

  tags_of_auto_scaling_groups(app) {
    const stack = new Stack(app, 'Tagged');
    const group = new autoscaling.CfnAutoScalingGroup(stack, 'Group', {
      minSize: '0',
      maxSize: '1',
      availabilityZones: Fn.getAzs(),
      tags: [{ key: 'given', value: 'property', propagateAtLaunch: false }],
    });
    Tags.of(group).add('launched', 'yes');
    Tags.of(group).add('not-launched', 'yes', { applyToLaunchedInstances: false });
    Tags.of(stack).add('from-stack', 'yes');
  },

  tags_as_a_map(app) {
    const stack = new Stack(app, 'Tagged');
    setting(stack, 'Setting');
    new ssm.CfnParameter(stack, 'Given', { type: 'String', value: 'x', tags: { zebra: '1', apple: '2' } });
    Tags.of(stack).add('middle', 'yes');
  },

  tags_of_stacks(app) {
    const stack = new Stack(app, 'Tagged', { tags: { zebra: '1', apple: '2', Apple: '3' } });
    new sns.CfnTopic(stack, 'Topic');
    stack.tags.setTag('late', 'yes');
    Tags.of(stack).add('construct', 'only');
  },

  tags_of_stacks_without_explicit_flag: Object.assign(
    (app) => {
      const stack = new Stack(app, 'Tagged', { tags: { given: '1' } });
      new sns.CfnTopic(stack, 'Topic');
      Tags.of(stack).add('construct', 'and stack');
    },
    { context: { '@aws-cdk/core:explicitStackTags': false } },
  ),

  tags_sorted(app) {
    const stack = new Stack(app, 'Tagged');
    const keys = [
      'b',
      'B',
      'a',
      'A',
      'aB',
      'ab',
      'a-b',
      'a_b',
      'a/b',
      'a:b',
      'a b',
      '_x',
      '1',
      '10',
      '2',
      'aws',
      'Zeta',
      'name',
      'Name',
      'ä',
      'z',
      '@x',
      '+x',
      '=x',
      '.x',
    ];
    new sns.CfnTopic(stack, 'Topic', { tags: keys.map((key) => ({ key, value: key })) });
    new sns.CfnTopic(stack, 'ByAspect');
    for (const key of keys) Tags.of(stack).add(`t${key}`, key);
    setting(stack, 'Setting');
  },

  tags_with_values_known_at_deployment(app) {
    const stack = new Stack(app, 'Tagged');
    const topic = new sns.CfnTopic(stack, 'Topic');
    new ec2.CfnVPC(stack, 'Vpc', { cidrBlock: '10.0.0.0/16', tags: [{ key: 'topic', value: topic.attrTopicName }] });
    Tags.of(stack).add('stack', stack.stackName);
  },

  tags_of_untyped_resources(app) {
    const stack = new Stack(app, 'Tagged');
    new CfnResource(stack, 'Thing', { type: 'AWS::SNS::Topic', properties: { TopicName: 'x' } });
    Tags.of(stack).add('never', 'seen');
  },
};
