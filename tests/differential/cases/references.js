// References between resources, within a stack and across stacks.
'use strict';
const {
  CfnOutput,
  CfnParameter,
  CfnResource,
  Fn,
  Stack,
  Token,
  aws_ec2: ec2,
  aws_s3: s3,
  aws_sns: sns,
  aws_ssm: ssm,
} = require('aws-cdk-lib');

const IRELAND = { account: '111111111111', region: 'eu-west-1' };
const VIRGINIA = { account: '111111111111', region: 'us-east-1' };
const OTHER_ACCOUNT = { account: '222222222222', region: 'eu-west-1' };

const setting = (stack, id, value) => new ssm.CfnParameter(stack, id, { type: 'String', value });

module.exports = {
  reference_within_stack(app) {
    const stack = new Stack(app, 'Refs');
    const vpc = new ec2.CfnVPC(stack, 'Vpc', { cidrBlock: '10.0.0.0/16' });
    new ec2.CfnSubnet(stack, 'Subnet', { vpcId: vpc.ref, cidrBlock: vpc.attrCidrBlock });
    setting(stack, 'Group', vpc.attrDefaultSecurityGroup);
    setting(stack, 'ByName', vpc.getAtt('DefaultNetworkAcl').toString());
    setting(stack, 'First', Fn.select(0, vpc.attrCidrBlockAssociations));
  },

  reference_across_stacks(app) {
    const producer = new Stack(app, 'Producer');
    const consumer = new Stack(app, 'Consumer');
    const topic = new sns.CfnTopic(producer, 'Topic');
    setting(consumer, 'Arn', topic.ref);
    setting(consumer, 'Name', topic.attrTopicName);
    setting(consumer, 'ArnAgain', topic.ref);
    setting(consumer, 'InText', `topic ${topic.attrTopicName}!`);
  },

  reference_across_stacks_with_environment(app) {
    const producer = new Stack(app, 'Producer', { env: IRELAND, stackName: 'named-producer' });
    const consumer = new Stack(app, 'Consumer', { env: IRELAND });
    setting(consumer, 'Arn', new sns.CfnTopic(producer, 'Topic').ref);
  },

  reference_from_an_output(app) {
    const topic = new sns.CfnTopic(new Stack(app, 'Producer'), 'Topic');
    new CfnOutput(new Stack(app, 'Consumer'), 'Arn', { value: topic.ref, exportName: 'consumers-view' });
  },

  reference_by_two_consumers(app) {
    const topic = new sns.CfnTopic(new Stack(app, 'Producer'), 'Topic');
    setting(new Stack(app, 'ConsumerA'), 'Arn', topic.ref);
    setting(new Stack(app, 'ConsumerB'), 'Arn', topic.ref);
  },

  reference_chain(app) {
    const topic = new sns.CfnTopic(new Stack(app, 'First'), 'Topic');
    const second = setting(new Stack(app, 'Second'), 'Setting', topic.ref);
    setting(new Stack(app, 'Third'), 'Setting', second.attrValue);
  },

  reference_across_regions(app) {
    const producer = new Stack(app, 'Producer', { env: VIRGINIA });
    const topic = new sns.CfnTopic(producer, 'Topic');
    setting(new Stack(app, 'Consumer', { env: IRELAND }), 'Arn', topic.ref);
  },

  reference_across_accounts(app) {
    const topic = new sns.CfnTopic(new Stack(app, 'Producer', { env: IRELAND }), 'Topic');
    const consumer = new Stack(app, 'Consumer', { env: OTHER_ACCOUNT });
    setting(consumer, 'Arn', topic.ref);
    setting(consumer, 'Name', topic.attrTopicName);
  },

  reference_to_a_list(app) {
    const vpc = new ec2.CfnVPC(new Stack(app, 'Producer'), 'Vpc', { cidrBlock: '10.0.0.0/16' });
    const consumer = new Stack(app, 'Consumer');
    setting(consumer, 'First', Fn.select(0, vpc.attrCidrBlockAssociations));
    setting(consumer, 'All', Fn.join(',', vpc.attrCidrBlockAssociations));
    new CfnResource(consumer, 'Whole', { type: 'Test::List', properties: { Items: vpc.attrCidrBlockAssociations } });
  },

  reference_to_a_list_across_regions(app) {
    const vpc = new ec2.CfnVPC(new Stack(app, 'Producer', { env: VIRGINIA }), 'Vpc', { cidrBlock: '10.0.0.0/16' });
    setting(new Stack(app, 'Consumer', { env: IRELAND }), 'All', Fn.join(',', vpc.attrCidrBlockAssociations));
  },

  reference_to_a_parameter_of_another_stack(app) {
    const parameter = new CfnParameter(new Stack(app, 'Producer'), 'Parameter', { default: 'x' });
    setting(new Stack(app, 'Consumer'), 'Value', parameter.valueAsString);
  },

  reference_to_a_pseudo_parameter_of_another_stack(app) {
    const producer = new Stack(app, 'Producer');
    new sns.CfnTopic(producer, 'Topic');
    const consumer = new Stack(app, 'Consumer');
    setting(consumer, 'Id', producer.stackId);
    setting(consumer, 'Name', producer.stackName);
    setting(consumer, 'Region', producer.region);
  },

  reference_deep_in_properties(app) {
    const bucket = new s3.CfnBucket(new Stack(app, 'Producer'), 'Bucket');
    new CfnResource(new Stack(app, 'Consumer'), 'Thing', {
      type: 'Test::Thing',
      properties: { Outer: [{ Inner: { Arn: bucket.attrArn, All: Fn.join('', [bucket.attrArn, '/*']) } }, 1, true] },
    });
  },

  reference_untyped(app) {
    const stack = new Stack(app, 'Refs');
    const thing = new CfnResource(stack, 'Thing', { type: 'Test::Thing', properties: { Size: 3 } });
    setting(stack, 'Ref', thing.ref);
    setting(stack, 'Attribute', Token.asString(thing.getAtt('Deep.Attribute')));
    setting(stack, 'ByLogicalId', Fn.ref('Thing'));
    setting(stack, 'AttributeByLogicalId', Token.asString(Fn.getAtt('Thing', 'Deep.Attribute')));
  },

  export_value(app) {
    const producer = new Stack(app, 'Producer');
    const topic = new sns.CfnTopic(producer, 'Topic');
    const vpc = new ec2.CfnVPC(producer, 'Vpc', { cidrBlock: '10.0.0.0/16' });
    producer.exportValue(topic.ref);
    producer.exportValue(topic.attrTopicName, { name: 'chosen-name' });
    producer.exportStringListValue(vpc.attrCidrBlockAssociations);
  },
};
