// Nested stacks, and references into and out of them.
'use strict';
const {
  CfnOutput,
  CfnParameter,
  Duration,
  Fn,
  NestedStack,
  RemovalPolicy,
  Stack,
  Tags,
  aws_ec2: ec2,
  aws_sns: sns,
  aws_ssm: ssm,
} = require('aws-cdk-lib');
const { Construct } = require('constructs');

const STRONG = { '@aws-cdk/core:defaultCrossStackReferences': 'strong' };
const IRELAND = { account: '111111111111', region: 'eu-west-1' };
const setting = (stack, id, value) => new ssm.CfnParameter(stack, id, { type: 'String', value });
const vpcIn = (stack) => new ec2.CfnVPC(stack, 'Vpc', { cidrBlock: '10.0.0.0/16' });

module.exports = {
  nested_stack(app) {
    const stack = new Stack(app, 'Parent');
    new sns.CfnTopic(new NestedStack(stack, 'Nested'), 'Topic');
    new sns.CfnTopic(new NestedStack(new Construct(stack, 'Group'), 'Nested'), 'Topic');
  },

  nested_stack_in_an_environment(app) {
    new sns.CfnTopic(new NestedStack(new Stack(app, 'Parent', { env: IRELAND }), 'Nested'), 'Topic');
  },

  nested_stack_options(app) {
    const stack = new Stack(app, 'Parent');
    const nested = new NestedStack(stack, 'Nested', {
      description: 'the nested one',
      notificationArns: ['arn:aws:sns:eu-west-1:111111111111:events'],
      parameters: { Given: 'value' },
      removalPolicy: RemovalPolicy.RETAIN,
      timeout: Duration.minutes(30),
    });
    const given = new CfnParameter(nested, 'Given');
    setting(nested, 'Setting', given.valueAsString);
    nested.setParameter('Second', 'later');
    setting(nested, 'SecondSetting', new CfnParameter(nested, 'Second', { default: 'x' }).valueAsString);
  },

  nested_reference_into(app) {
    const stack = new Stack(app, 'Parent');
    const topic = new sns.CfnTopic(stack, 'Topic');
    const nested = new NestedStack(stack, 'Nested');
    setting(nested, 'Arn', topic.ref);
    setting(nested, 'Name', topic.attrTopicName);
    setting(nested, 'ArnAgain', topic.ref);
  },

  nested_reference_out_of(app) {
    const stack = new Stack(app, 'Parent');
    const nested = new NestedStack(stack, 'Nested');
    const topic = new sns.CfnTopic(new Construct(nested, 'Inner'), 'Topic');
    setting(stack, 'Arn', topic.ref);
    setting(stack, 'Name', topic.attrTopicName);
    new CfnOutput(stack, 'ArnAgain', { value: topic.ref });
  },

  nested_reference_into_two_levels(app) {
    const stack = new Stack(app, 'Parent');
    const topic = new sns.CfnTopic(stack, 'Topic');
    setting(new NestedStack(new NestedStack(stack, 'Outer'), 'Inner'), 'Arn', topic.ref);
  },

  nested_reference_out_of_two_levels(app) {
    const stack = new Stack(app, 'Parent');
    const topic = new sns.CfnTopic(new NestedStack(new NestedStack(stack, 'Outer'), 'Inner'), 'Topic');
    setting(stack, 'Arn', topic.ref);
  },

  nested_reference_between_siblings(app) {
    const stack = new Stack(app, 'Parent');
    const topic = new sns.CfnTopic(new NestedStack(stack, 'Producer'), 'Topic');
    setting(new NestedStack(stack, 'Consumer'), 'Arn', topic.ref);
  },

  nested_reference_between_cousins(app) {
    const stack = new Stack(app, 'Parent');
    const topic = new sns.CfnTopic(new NestedStack(new NestedStack(stack, 'A'), 'Inner'), 'Topic');
    setting(new NestedStack(new NestedStack(stack, 'B'), 'Inner'), 'Arn', topic.ref);
  },

  nested_reference_out_to_another_stack(app) {
    const topic = new sns.CfnTopic(new NestedStack(new Stack(app, 'Producer'), 'Nested'), 'Topic');
    setting(new Stack(app, 'Consumer'), 'Arn', topic.ref);
  },

  nested_reference_into_from_another_stack(app) {
    const topic = new sns.CfnTopic(new Stack(app, 'Producer'), 'Topic');
    setting(new NestedStack(new Stack(app, 'Consumer'), 'Nested'), 'Arn', topic.ref);
  },

  nested_reference_between_those_of_two_stacks(app) {
    const topic = new sns.CfnTopic(new NestedStack(new Stack(app, 'Producer'), 'Nested'), 'Topic');
    setting(new NestedStack(new Stack(app, 'Consumer'), 'Nested'), 'Arn', topic.ref);
  },

  nested_reference_between_those_of_two_stacks_strong: Object.assign(
    (app) => {
      const topic = new sns.CfnTopic(new NestedStack(new Stack(app, 'Producer'), 'Nested'), 'Topic');
      setting(new NestedStack(new Stack(app, 'Consumer'), 'Nested'), 'Arn', topic.ref);
    },
    { context: STRONG },
  ),

  nested_reference_to_a_list(app) {
    const stack = new Stack(app, 'Parent');
    setting(new NestedStack(stack, 'Consumer'), 'In', Fn.join(',', vpcIn(stack).attrCidrBlockAssociations));
    const produced = vpcIn(new NestedStack(stack, 'Producer'));
    setting(stack, 'Out', Fn.join(',', produced.attrCidrBlockAssociations));
  },

  nested_reference_to_a_list_in_another_stack(app) {
    const produced = vpcIn(new NestedStack(new Stack(app, 'Producer'), 'Nested'));
    setting(new Stack(app, 'Consumer'), 'All', Fn.join(',', produced.attrCidrBlockAssociations));
  },

  nested_pseudo_parameters(app) {
    const stack = new Stack(app, 'Parent');
    const nested = new NestedStack(stack, 'Nested');
    setting(nested, 'Own', nested.stackName);
    setting(nested, 'OwnId', nested.stackId);
    setting(nested, 'Parents', stack.stackName);
    setting(nested, 'Region', nested.region);
    setting(stack, 'Childs', nested.stackName);
    setting(stack, 'ChildsId', nested.stackId);
  },

  nested_reference_to_a_parameter(app) {
    const stack = new Stack(app, 'Parent');
    const parameter = new CfnParameter(stack, 'Parameter', { default: 'x' });
    setting(new NestedStack(stack, 'Nested'), 'Value', parameter.valueAsString);
  },

  nested_tags(app) {
    const stack = new Stack(app, 'Parent');
    const nested = new NestedStack(stack, 'Nested');
    new sns.CfnTopic(nested, 'Topic');
    Tags.of(stack).add('whole', 'parent');
    Tags.of(nested).add('part', 'nested');
  },

  nested_in_itself_twice_the_same(app) {
    const stack = new Stack(app, 'Parent');
    for (const id of ['One', 'Two']) new sns.CfnTopic(new NestedStack(stack, id), 'Topic');
  },
};
