// Parameters of Systems Manager: made, imported, read when the stack is deployed, and looked up.
'use strict';
const {
  CfnOutput,
  CfnParameter,
  Fn,
  Stack,
  aws_iam: iam,
  aws_kms: kms,
  aws_ssm: ssm,
} = require('aws-cdk-lib');
const { Construct } = require('constructs');
const { ParameterDataType, ParameterTier, ParameterValueType, StringListParameter, StringParameter } = ssm;

const role = (stack, id = 'Role') => new iam.Role(stack, id, { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });

const env = { account: '111111111111', region: 'eu-west-1' };

module.exports = {
  ssm_string_parameter(app) {
    const stack = new Stack(app, 'Parameters');
    new StringParameter(stack, 'Default', { stringValue: 'Initial parameter value' });
    const parameter = new StringParameter(stack, 'Parameter', {
      allowedPattern: '.*',
      description: 'The value Foo',
      parameterName: 'FooParameter',
      stringValue: 'Foo',
      tier: ParameterTier.ADVANCED,
    });
    new CfnOutput(stack, 'Name', { value: parameter.parameterName });
    new CfnOutput(stack, 'Arn', { value: parameter.parameterArn });
    new CfnOutput(stack, 'Value', { value: parameter.stringValue });
    new CfnOutput(stack, 'Type', { value: parameter.parameterType });
    new StringParameter(stack, 'Image', {
      stringValue: 'ami-1',
      dataType: ParameterDataType.AWS_EC2_IMAGE,
      tier: ParameterTier.INTELLIGENT_TIERING,
    });
  },

  ssm_string_list_parameter(app) {
    const stack = new Stack(app, 'Parameters');
    const list = new StringListParameter(stack, 'List', {
      parameterName: '/list/of/things',
      description: 'things',
      stringListValue: ['one', stack.region, 'two'],
      tier: ParameterTier.STANDARD,
    });
    new CfnOutput(stack, 'Arn', { value: list.parameterArn });
    new CfnOutput(stack, 'Second', { value: Fn.select(1, list.stringListValue) });
    new StringListParameter(stack, 'Literal', { stringListValue: ['one', 'two'], allowedPattern: '^[a-z]+$' });
  },

  ssm_arns(app) {
    const stack = new Stack(app, 'Parameters');
    const given = new CfnParameter(stack, 'Given');
    const parameters = {
      Unnamed: new StringParameter(stack, 'Unnamed', { stringValue: 'x' }),
      Simple: new StringParameter(stack, 'Simple', { stringValue: 'x', parameterName: 'simple' }),
      Path: new StringParameter(stack, 'Path', { stringValue: 'x', parameterName: '/a/path' }),
      LaterSimple: new StringParameter(stack, 'LaterSimple', {
        stringValue: 'x',
        parameterName: given.valueAsString,
        simpleName: true,
      }),
      LaterPath: new StringParameter(stack, 'LaterPath', {
        stringValue: 'x',
        parameterName: `/${given.valueAsString}/x`,
        simpleName: false,
      }),
      Imported: StringParameter.fromStringParameterName(stack, 'Imported', 'imported'),
      ImportedPath: StringParameter.fromStringParameterName(stack, 'ImportedPath', '/imported/path'),
      ImportedLater: StringParameter.fromStringParameterAttributes(stack, 'ImportedLater', {
        parameterName: given.valueAsString,
        simpleName: false,
      }),
      List: StringListParameter.fromStringListParameterName(stack, 'List', '/imported/list'),
    };
    for (const [name, parameter] of Object.entries(parameters))
      new CfnOutput(stack, `${name}Arn`, { value: parameter.parameterArn });
  },

  ssm_arns_known_environment(app) {
    const stack = new Stack(app, 'Parameters', { env });
    const parameter = StringParameter.fromStringParameterName(stack, 'Imported', '/imported/path');
    new CfnOutput(stack, 'Arn', { value: parameter.parameterArn });
    new CfnOutput(stack, 'OwnArn', { value: new StringParameter(stack, 'Own', { stringValue: 'x' }).parameterArn });
  },

  ssm_from_name(app) {
    const stack = new Stack(app, 'Parameters');
    const parameter = StringParameter.fromStringParameterName(stack, 'Imported', '/imported/path');
    new CfnOutput(stack, 'Value', { value: parameter.stringValue });
    new CfnOutput(stack, 'Again', { value: parameter.stringValue });
    StringParameter.fromStringParameterName(stack, 'Unread', '/unread');
  },

  ssm_from_attributes(app) {
    const stack = new Stack(app, 'Parameters');
    const from = (id, attributes) =>
      StringParameter.fromStringParameterAttributes(stack, id, { parameterName: '/my/parameter', ...attributes });
    const parameters = {
      Latest: from('Latest', {}),
      Versioned: from('Versioned', { version: 3 }),
      LaterVersion: from('LaterVersion', { version: new CfnParameter(stack, 'Version', { type: 'Number' }).valueAsNumber }),
      Dynamic: from('Dynamic', { forceDynamicReference: true }),
      Image: from('Image', { valueType: ParameterValueType.AWS_EC2_IMAGE_ID }),
    };
    for (const [name, parameter] of Object.entries(parameters))
      new CfnOutput(stack, `${name}Value`, { value: parameter.stringValue });
  },

  ssm_from_arn(app) {
    const stack = new Stack(app, 'Parameters', { env });
    const arn = 'arn:aws:ssm:eu-west-1:222222222222:parameter/shared';
    const parameter = StringParameter.fromStringParameterArn(stack, 'Shared', arn);
    new CfnOutput(stack, 'Value', { value: parameter.stringValue });
    new CfnOutput(stack, 'Name', { value: parameter.parameterName });
    parameter.grantRead(role(stack));
  },

  ssm_list_from_attributes(app) {
    const stack = new Stack(app, 'Parameters');
    const list = StringListParameter.fromListParameterAttributes(stack, 'List', {
      parameterName: '/my/list',
      elementType: ParameterValueType.AWS_EC2_SUBNET_ID,
    });
    new CfnOutput(stack, 'First', { value: Fn.select(0, list.stringListValue) });
    const named = StringListParameter.fromStringListParameterName(stack, 'Named', '/my/list');
    new CfnOutput(stack, 'Second', { value: Fn.select(1, named.stringListValue) });
  },

  ssm_value_for_parameter(app) {
    const stack = new Stack(app, 'Parameters');
    const group = new Construct(stack, 'Group');
    new CfnOutput(stack, 'One', { value: StringParameter.valueForStringParameter(stack, '/my/parameter') });
    new CfnOutput(group, 'Two', { value: StringParameter.valueForStringParameter(group, '/my/parameter') });
    new CfnOutput(stack, 'Image', {
      value: StringParameter.valueForTypedStringParameterV2(stack, '/my/image', ParameterValueType.AWS_EC2_IMAGE_ID),
    });
    new CfnOutput(stack, 'Subnet', {
      value: Fn.select(
        0,
        StringListParameter.valueForTypedListParameter(stack, '/my/subnets', ParameterValueType.AWS_EC2_SUBNET_ID),
      ),
    });
    new CfnOutput(stack, 'Versioned', { value: StringParameter.valueForStringParameter(stack, '/my/versioned', 2) });
  },

  ssm_value_from_lookup: Object.assign(
    (app) => {
      const stack = new Stack(app, 'Parameters', { env });
      new CfnOutput(stack, 'Value', { value: StringParameter.valueFromLookup(stack, '/my/parameter') });
    },
    { context: { 'ssm:account=111111111111:parameterName=/my/parameter:region=eu-west-1': 'found' } },
  ),

  ssm_secure_string(app) {
    const stack = new Stack(app, 'Parameters');
    const key = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111111111111:key/1');
    const secure = StringParameter.fromSecureStringParameterAttributes(stack, 'Secure', {
      parameterName: '/my/secret',
      version: 5,
      encryptionKey: key,
    });
    const latest = StringParameter.fromSecureStringParameterAttributes(stack, 'Latest', { parameterName: '/my/other' });
    const user = new iam.CfnUser(stack, 'User', {
      loginProfile: { password: secure.stringValue, passwordResetRequired: true },
    });
    new iam.CfnUser(stack, 'Other', { loginProfile: { password: latest.stringValue } });
    user.userName = 'someone';
    secure.grantRead(role(stack));
    latest.grantRead(role(stack, 'ReaderOfLatest'));
  },

  ssm_grants(app) {
    const stack = new Stack(app, 'Parameters');
    const parameter = new StringParameter(stack, 'Parameter', { stringValue: 'x' });
    const list = new StringListParameter(stack, 'List', { stringListValue: ['x'] });
    const imported = StringParameter.fromStringParameterName(stack, 'Imported', '/imported/path');
    parameter.grantRead(role(stack, 'Reader'));
    parameter.grantWrite(role(stack, 'Writer'));
    list.grantRead(role(stack, 'ListReader'));
    imported.grantRead(role(stack, 'ImportReader'));
    imported.grantWrite(role(stack, 'ImportWriter'));
  },
};
