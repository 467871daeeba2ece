// Conditions, and what may carry one.
'use strict';
const {
  Aws,
  CfnCondition,
  CfnOutput,
  CfnParameter,
  Fn,
  Stack,
  Token,
  aws_s3: s3,
  aws_sns: sns,
  aws_ssm: ssm,
} = require('aws-cdk-lib');

module.exports = {
  condition_on_resources_and_outputs(app) {
    const stack = new Stack(app, 'Conditional');
    const size = new CfnParameter(stack, 'Size', { default: 'small' });
    const large = new CfnCondition(stack, 'Large', { expression: Fn.conditionEquals(size, 'large') });
    const topic = new sns.CfnTopic(stack, 'Topic');
    topic.cfnOptions.condition = large;
    new CfnOutput(stack, 'Arn', { value: topic.ref, condition: large });
  },

  condition_and_or_not(app) {
    const stack = new Stack(app, 'Conditional');
    const equals = (id, value) => new CfnCondition(stack, id, { expression: Fn.conditionEquals(Aws.REGION, value) });
    const [a, b] = [equals('A', 'eu-west-1'), equals('B', 'us-east-1')];
    const either = new CfnCondition(stack, 'Either', { expression: Fn.conditionOr(a, b) });
    new CfnCondition(stack, 'Neither', { expression: Fn.conditionNot(either) });
    new CfnCondition(stack, 'Both', {
      expression: Fn.conditionAnd(a, Fn.conditionNot(Fn.conditionEquals(Aws.PARTITION, 'aws'))),
    });
    new CfnCondition(stack, 'One', { expression: Fn.conditionAnd(a) });
    new CfnCondition(stack, 'Empty');
    new sns.CfnTopic(stack, 'Topic').cfnOptions.condition = either;
  },

  condition_of_more_than_ten(app) {
    const stack = new Stack(app, 'Conditional');
    const each = (count) =>
      Array.from({ length: count }, (_, index) => Fn.conditionEquals(Aws.REGION, `region-${index}`));
    new CfnCondition(stack, 'Ten', { expression: Fn.conditionOr(...each(10)) });
    new CfnCondition(stack, 'Eleven', { expression: Fn.conditionOr(...each(11)) });
    new CfnCondition(stack, 'TwentyFive', { expression: Fn.conditionAnd(...each(25)) });
    new CfnCondition(stack, 'Many', { expression: Fn.conditionOr(...each(101)) });
    new sns.CfnTopic(stack, 'Topic');
  },

  condition_if(app) {
    const stack = new Stack(app, 'Conditional');
    const large = new CfnCondition(stack, 'Large', { expression: Fn.conditionEquals(Aws.REGION, 'eu-west-1') });
    const chosen = Fn.conditionIf(large.logicalId, 'yes', 'no');
    new ssm.CfnParameter(stack, 'Setting', { type: 'String', value: chosen.toString() });
    new ssm.CfnParameter(stack, 'InText', { type: 'String', value: `chosen: ${chosen}` });
    const nested = Fn.conditionIf(large.logicalId, chosen, Aws.NO_VALUE);
    new ssm.CfnParameter(stack, 'Nested', { type: 'String', value: Token.asString(nested) });
    new s3.CfnBucket(stack, 'Bucket', {
      versioningConfiguration: Fn.conditionIf(large.logicalId, { Status: 'Enabled' }, { Ref: 'AWS::NoValue' }),
    });
  },

  condition_that_is_a_rule_expression(app) {
    const stack = new Stack(app, 'Conditional');
    const list = new CfnParameter(stack, 'List', { type: 'CommaDelimitedList', default: 'a,b' });
    new CfnCondition(stack, 'Contains', { expression: Fn.conditionContains(list.valueAsList, 'a') });
    new CfnCondition(stack, 'Literal', { expression: Fn.conditionContains(['x', 'y'], Aws.REGION) });
    new sns.CfnTopic(stack, 'Topic');
  },
};
