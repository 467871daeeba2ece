// The sections of a template beside its resources.
'use strict';
const {
  Aws,
  CfnMapping,
  CfnOutput,
  CfnParameter,
  CfnRule,
  Fn,
  Stack,
  aws_sns: sns,
  aws_ssm: ssm,
} = require('aws-cdk-lib');
const { Construct } = require('constructs');

const stackWithTopic = (app, props) => {
  const stack = new Stack(app, 'Parts', props);
  new sns.CfnTopic(stack, 'Topic');
  return stack;
};

module.exports = {
  parameters(app) {
    const stack = stackWithTopic(app);
    const text = new CfnParameter(stack, 'Text', {
      default: 'abc',
      description: 'a text',
      allowedPattern: '[a-z]+',
      constraintDescription: 'lower case',
      minLength: 1,
      maxLength: 9,
    });
    const number = new CfnParameter(stack, 'Number', { type: 'Number', default: 5, minValue: 0, maxValue: 10 });
    const choice = new CfnParameter(stack, 'Choice', { allowedValues: ['a', 'b'], default: 'a' });
    const secret = new CfnParameter(stack, 'Secret', { noEcho: true });
    const list = new CfnParameter(stack, 'List', { type: 'CommaDelimitedList', default: 'a,b' });
    const subnets = new CfnParameter(stack, 'Subnets', { type: 'List<AWS::EC2::Subnet::Id>' });
    const stored = new CfnParameter(new Construct(stack, 'Group'), 'Stored', {
      type: 'AWS::SSM::Parameter::Value<String>',
      default: '/path',
    });
    const values = {
      Text: text.valueAsString,
      Number: `${number.valueAsNumber}`,
      Choice: choice.valueAsString,
      Secret: secret.valueAsString,
      List: Fn.select(0, list.valueAsList),
      Subnets: Fn.join(',', subnets.valueAsList),
      Stored: stored.valueAsString,
    };
    for (const [id, value] of Object.entries(values))
      new ssm.CfnParameter(stack, `Uses${id}`, { type: 'String', value });
  },

  mappings(app) {
    const stack = stackWithTopic(app);
    const mapping = new CfnMapping(stack, 'Regions', { mapping: { 'eu-west-1': { Image: 'ami-1', Count: 2 } } });
    mapping.setValue('us-east-1', 'Image', 'ami-2');
    mapping.setValue('eu-west-1', 'Zones', ['a', 'b']);
    new CfnOutput(stack, 'Image', { value: mapping.findInMap(Aws.REGION, 'Image') });
    new CfnMapping(new Construct(stack, 'Group'), 'Unused', { mapping: { top: { second: 'x' } } });
  },

  mappings_lazy(app) {
    const stack = stackWithTopic(app);
    const map = { 'eu-west-1': { Image: 'ami-1' }, 'us-east-1': { Image: 'ami-2' } };
    const known = new CfnMapping(stack, 'Known', { lazy: true, mapping: map });
    new CfnOutput(stack, 'Literal', { value: known.findInMap('eu-west-1', 'Image') });
    const needed = new CfnMapping(stack, 'Needed', { lazy: true, mapping: map });
    new CfnOutput(stack, 'ByToken', { value: needed.findInMap(Aws.REGION, 'Image') });
  },

  outputs(app) {
    const stack = stackWithTopic(app);
    new CfnOutput(stack, 'Plain', { value: 'x' });
    new CfnOutput(stack, 'Described', { value: Aws.REGION, description: 'where', exportName: 'exported-name' });
    const output = new CfnOutput(new Construct(stack, 'Group'), 'Deep', { value: 'y', key: 'ChosenKey' });
    output.exportName = `${Aws.STACK_NAME}-deep`;
    const exported = new CfnOutput(stack, 'Exported', { value: 'z', exportName: 'z' });
    new CfnOutput(new Stack(app, 'Importer'), 'Imports', { value: exported.importValue });
  },

  rules(app) {
    const stack = stackWithTopic(app);
    const size = new CfnParameter(stack, 'Size', { default: 'small' });
    const zones = new CfnParameter(stack, 'Zones', { type: 'List<String>', default: 'a,b' });
    const rule = new CfnRule(stack, 'Rule', {
      ruleCondition: Fn.conditionEquals(Aws.REGION, 'eu-west-1'),
      assertions: [
        { assert: Fn.conditionContains(['small', 'large'], size.valueAsString), assertDescription: 'small or large' },
      ],
    });
    rule.addAssertion(Fn.conditionNot(Fn.conditionEquals(size, 'none')), 'some size');
    new CfnRule(stack, 'Every', {
      assertions: [
        { assert: Fn.conditionEachMemberEquals(zones.valueAsList, 'a'), assertDescription: 'all a' },
        { assert: Fn.conditionEachMemberIn(zones.valueAsList, ['a', 'b']), assertDescription: 'a or b' },
        {
          assert: Fn.conditionEachMemberIn(
            Fn.valueOfAll('AWS::EC2::Subnet::Id', 'VpcId'),
            Fn.refAll('AWS::EC2::VPC::Id'),
          ),
          assertDescription: 'in the VPC',
        },
        { assert: Fn.conditionEquals(Fn.valueOf('Size', 'Name'), 'x'), assertDescription: 'x' },
      ],
    });
    new CfnRule(stack, 'Empty');
  },

  template_options(app) {
    const stack = stackWithTopic(app, { description: 'what this is' });
    stack.templateOptions.metadata = { 'AWS::CloudFormation::Interface': { ParameterGroups: [] }, Number: 1 };
    stack.templateOptions.templateFormatVersion = '2010-09-09';
    stack.addMetadata('Added', { region: Aws.REGION });
    stack.addTransform('AWS::LanguageExtensions');
    stack.addTransform('AWS::Serverless-2016-10-31');
  },

  template_of_nothing(app) {
    new Stack(app, 'Empty');
    new Stack(app, 'OnlyOutput').exportValue('literal', { name: 'literal-export' });
  },
};
