// Stacks with and without a concrete environment, and their options.
'use strict';
const { Aws, CfnOutput, Fn, Stack, Stage, aws_ec2: ec2, aws_sns: sns } = require('aws-cdk-lib');
const { Construct } = require('constructs');

const IRELAND = { account: '111111111111', region: 'eu-west-1' };

/** A stack that tells what it knows of its environment. */
function telling(scope, id, props) {
  const stack = new Stack(scope, id, props);
  new sns.CfnTopic(stack, 'Topic');
  const known = {
    Account: stack.account,
    Region: stack.region,
    Partition: stack.partition,
    Suffix: stack.urlSuffix,
    Id: stack.stackId,
    Name: stack.stackName,
    Environment: stack.environment,
    Artifact: stack.artifactId,
    Template: stack.templateFile,
    Zones: Fn.join(',', stack.availabilityZones),
    Mixed: `${stack.account}/${Aws.ACCOUNT_ID}`,
  };
  for (const [key, value] of Object.entries(known)) new CfnOutput(stack, key, { value });
  return stack;
}

module.exports = {
  environment_agnostic(app) {
    telling(app, 'Agnostic');
  },

  environment_of_account_or_region_alone(app) {
    const stack = new Stack(app, 'OnlyRegion', { env: { region: 'eu-west-1' } });
    new CfnOutput(stack, 'Both', { value: `${stack.account}/${stack.region}` });
    const other = new Stack(app, 'OnlyAccount', { env: { account: '111111111111' } });
    new CfnOutput(other, 'Both', { value: `${other.account}/${other.region}` });
  },

  environment_concrete: Object.assign(
    (app) => {
      telling(app, 'Concrete', { env: IRELAND });
    },
    {
      context: {
        'availability-zones:account=111111111111:region=eu-west-1': ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'],
      },
    },
  ),

  environment_missing_context(app) {
    const stack = new Stack(app, 'Missing', { env: IRELAND });
    new ec2.CfnSubnet(stack, 'Subnet', {
      vpcId: 'vpc-1',
      cidrBlock: '10.0.0.0/24',
      availabilityZone: stack.availabilityZones[0],
    });
  },

  environment_missing_context_in_a_stage(app) {
    const stack = new Stack(new Stage(app, 'Stage', { env: IRELAND }), 'Missing');
    new ec2.CfnSubnet(stack, 'Subnet', {
      vpcId: 'vpc-1',
      cidrBlock: '10.0.0.0/24',
      availabilityZone: stack.availabilityZones[0],
    });
  },

  environment_in_other_partitions(app) {
    for (const region of ['cn-north-1', 'us-gov-west-1', 'unknown-region-1']) {
      const stack = new Stack(app, region, { env: { account: '111111111111', region } });
      new CfnOutput(stack, 'Partition', { value: stack.partition });
      new CfnOutput(stack, 'Suffix', { value: stack.urlSuffix });
    }
  },

  stack_options(app) {
    const stack = new Stack(app, 'Options', {
      description: 'a described stack',
      terminationProtection: true,
      stackName: 'physical',
      env: IRELAND,
      notificationArns: ['arn:aws:sns:eu-west-1:111111111111:one', 'arn:aws:sns:eu-west-1:111111111111:two'],
      tags: { owner: 'me' },
    });
    new sns.CfnTopic(stack, 'Topic');
    const late = new Stack(app, 'Late');
    late.terminationProtection = true;
    new sns.CfnTopic(late, 'Topic');
  },

  stack_in_stack(app) {
    const outer = new Stack(app, 'Outer', { env: IRELAND });
    const topic = new sns.CfnTopic(outer, 'Topic');
    const inner = new Stack(new Construct(outer, 'Group'), 'Inner', { env: IRELAND });
    new CfnOutput(inner, 'Arn', { value: topic.ref });
  },

  path_metadata: Object.assign(
    (app) => {
      const stack = new Stack(app, 'Paths');
      const topic = new sns.CfnTopic(new Construct(stack, 'Group'), 'Topic');
      topic.addMetadata('Own', 'x');
      new sns.CfnTopic(new Stack(new Stage(app, 'Stage'), 'Paths'), 'Resource');
    },
    { context: { 'aws:cdk:enable-path-metadata': true } },
  ),
};
