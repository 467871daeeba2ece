// Stages: assemblies within the assembly.
'use strict';
const { CfnOutput, Names, Stack, Stage, Tags, aws_sns: sns } = require('aws-cdk-lib');
const { Construct } = require('constructs');

const ENVIRONMENT = { account: '111111111111', region: 'eu-west-1' };

module.exports = {
  stage(app) {
    new sns.CfnTopic(new Stack(app, 'Outside'), 'Topic');
    const stage = new Stage(app, 'Prod', { env: ENVIRONMENT });
    const stack = new Stack(stage, 'Api');
    const topic = new sns.CfnTopic(stack, 'Topic');
    new CfnOutput(stack, 'UniqueId', { value: Names.uniqueId(topic) });
    new CfnOutput(stack, 'Unique', { value: Names.uniqueResourceName(topic, { separator: '-' }) });
    new sns.CfnTopic(new Stack(new Construct(stage, 'Inner'), 'Api'), 'Topic');
    new sns.CfnTopic(new Stack(stage, 'Named', { stackName: 'explicit' }), 'Topic');
  },

  stage_nested(app) {
    const stage = new Stage(app, 'Prod', { env: ENVIRONMENT });
    const inner = new Stage(stage, 'Nest');
    new sns.CfnTopic(new Stack(inner, 'Db'), 'Topic');
    const innermost = new Stage(new Construct(inner, 'Holder'), 'Deep', { env: { region: 'us-east-1' } });
    new sns.CfnTopic(new Stack(innermost, 'Db'), 'Topic');
  },

  stage_names(app) {
    const stage = new Stage(app, 'Named', { stageName: 'pretty' });
    new sns.CfnTopic(new Stack(stage, 'X'), 'Topic');
    new sns.CfnTopic(new Stack(new Construct(stage, 'Y'), 'Z'), 'Topic');
    new sns.CfnTopic(new Stack(new Stage(stage, 'Sub', { stageName: 'lower' }), 'X'), 'Topic');
    new sns.CfnTopic(new Stack(new Stage(app, 'S'.repeat(90)), 'T'.repeat(90)), 'Topic');
  },

  stage_reference_between_its_stacks(app) {
    const stage = new Stage(app, 'Prod', { env: ENVIRONMENT });
    const topic = new sns.CfnTopic(new Stack(stage, 'Producer'), 'Topic');
    new CfnOutput(new Stack(stage, 'Consumer'), 'Name', { value: topic.attrTopicName });
  },

  stage_tags(app) {
    const stage = new Stage(app, 'Prod');
    Tags.of(app).add('everywhere', 'yes');
    Tags.of(stage).add('stage', 'prod');
    new sns.CfnTopic(new Stack(stage, 'Api', { tags: { stack: 'api' } }), 'Topic');
  },
};
