// How values of all kinds come out in a template.
'use strict';
const {
  ArnFormat,
  Aws,
  CfnDynamicReference,
  CfnDynamicReferenceService,
  CfnOutput,
  CfnParameter,
  CfnResource,
  Fn,
  Lazy,
  SecretValue,
  Stack,
  Token,
  aws_ec2: ec2,
  aws_sns: sns,
} = require('aws-cdk-lib');

const thing = (stack, id, properties) => new CfnResource(stack, id, { type: 'Test::Thing', properties });

module.exports = {
  values_empty(app) {
    const stack = new Stack(app, 'Values');
    thing(stack, 'Kept', {
      Text: '',
      Number: 0,
      Flag: false,
      List: [],
      Map: {},
      Deep: { List: [], Map: {}, Text: '' },
    });
    thing(stack, 'Undefined', { Gone: undefined, Deep: { Gone: undefined }, List: ['a', undefined, 'b'] });
    thing(stack, 'Nothing', {});
    thing(stack, 'NothingLeft', { Gone: undefined });
    thing(stack, 'Null', { Null: null, Deep: { Null: null }, List: [null] });
    thing(stack, 'Absent');
  },

  values_numbers(app) {
    const stack = new Stack(app, 'Values');
    thing(stack, 'Numbers', {
      Int: 1,
      Float: 1.5,
      Whole: 2.0,
      Large: 1e21,
      Negative: -3,
      Small: 1e-7,
      Max: 9007199254740991,
    });
    const size = new CfnParameter(stack, 'Size', { type: 'Number', default: 3 });
    thing(stack, 'Token', { Number: size.valueAsNumber, Text: `n=${size.valueAsNumber}` });
    new ec2.CfnSecurityGroupIngress(stack, 'Rule', {
      groupId: 'sg-1',
      ipProtocol: 'tcp',
      fromPort: size.valueAsNumber,
      toPort: 80,
    });
  },

  values_text(app) {
    const stack = new Stack(app, 'Values');
    thing(stack, 'Text', {
      Unicode: 'Ä € 😀 \u2028',
      Control: 'tab\t newline\n quote" backslash\\ \u0001',
      Braces: '${NotAToken} {{x}}',
    });
  },

  values_lists(app) {
    const stack = new Stack(app, 'Values');
    const topic = new sns.CfnTopic(stack, 'Topic');
    const list = new CfnParameter(stack, 'List', { type: 'CommaDelimitedList', default: 'a' });
    thing(stack, 'Lists', {
      OfTokens: [topic.ref, 'literal', `x${topic.ref}`],
      Token: list.valueAsList,
      Split: Fn.split(',', topic.ref),
      Nested: [['a'], [topic.ref]],
    });
  },

  values_keys(app) {
    const stack = new Stack(app, 'Values');
    const key = Lazy.string({ produce: () => 'late-key' });
    thing(stack, 'Keys', { [key]: 'x', [`pre-${key}`]: 'y', 'odd key': 'z', Ref2: { 'aws:SourceVpc': 'v' } });
  },

  values_late(app) {
    const stack = new Stack(app, 'Values');
    const items = ['a'];
    thing(stack, 'Late', {
      Text: Lazy.string({ produce: () => `text ${items.length}` }),
      List: Lazy.list({ produce: () => items }),
      Number: Lazy.number({ produce: () => items.length }),
      Any: Lazy.any({ produce: () => ({ items }) }),
      Gone: Lazy.string({ produce: () => undefined }),
      EmptyGone: Lazy.list({ produce: () => [] }, { omitEmpty: true }),
      EmptyKept: Lazy.list({ produce: () => [] }),
      InText: `and ${Lazy.string({ produce: () => 'late' })}`,
    });
    items.push('b');
  },

  values_typed_property_names(app) {
    const stack = new Stack(app, 'Values');
    new ec2.CfnInstance(stack, 'Instance', {
      imageId: 'ami-12345678',
      instanceType: 't3.micro',
      ebsOptimized: true,
      creditSpecification: { cpuCredits: 'standard' },
      blockDeviceMappings: [
        {
          deviceName: '/dev/xvda',
          ebs: { volumeSize: 20, volumeType: 'gp3', encrypted: true, deleteOnTermination: false },
        },
      ],
      networkInterfaces: [{ deviceIndex: '0', associatePublicIpAddress: true, groupSet: ['sg-1', 'sg-2'] }],
      userData: Fn.base64('#!/bin/sh\n'),
      tags: [{ key: 'Name', value: 'x' }],
    });
  },

  values_arns(app) {
    const stack = new Stack(app, 'Values');
    const arn = (id, components, owner = stack) => new CfnOutput(owner, id, { value: owner.formatArn(components) });
    arn('Slash', { service: 'iam', region: '', resource: 'role', resourceName: 'name' });
    arn('Colon', { service: 'sns', resource: 'topic', resourceName: 'x', arnFormat: ArnFormat.COLON_RESOURCE_NAME });
    arn('NoName', {
      service: 's3',
      region: '',
      account: '',
      resource: 'bucket',
      arnFormat: ArnFormat.NO_RESOURCE_NAME,
    });
    arn('SlashSlash', {
      service: 'apigateway',
      resource: 'restapis',
      resourceName: 'id',
      arnFormat: ArnFormat.SLASH_RESOURCE_SLASH_RESOURCE_NAME,
    });
    arn('Given', { partition: 'aws-cn', service: 's3', region: 'cn-north-1', account: '111111111111', resource: 'b' });
    const topic = new sns.CfnTopic(stack, 'Topic');
    new CfnOutput(stack, 'SplitName', { value: stack.splitArn(topic.ref, ArnFormat.NO_RESOURCE_NAME).resource });
    new CfnOutput(stack, 'SplitRegion', { value: stack.splitArn(topic.ref, ArnFormat.SLASH_RESOURCE_NAME).region });
    const china = new Stack(app, 'China', { env: { account: '111111111111', region: 'cn-north-1' } });
    arn('Slash', { service: 'iam', region: '', resource: 'role', resourceName: 'name' }, china);
    const ireland = new Stack(app, 'Ireland', { env: { account: '111111111111', region: 'eu-west-1' } });
    arn('Slash', { service: 'iam', region: '', resource: 'role', resourceName: 'name' }, ireland);
  },

  values_dynamic_references(app) {
    const stack = new Stack(app, 'Values');
    const secret = (id, value) => thing(stack, id, { Secret: value.unsafeUnwrap() });
    secret('Manager', SecretValue.secretsManager('my/secret'));
    secret(
      'ManagerField',
      SecretValue.secretsManager('my/secret', { jsonField: 'password', versionStage: 'AWSPREVIOUS' }),
    );
    secret('Ssm', SecretValue.ssmSecure('/my/parameter', '3'));
    secret('SsmLatest', SecretValue.ssmSecure('/my/parameter'));
    thing(stack, 'Plain', {
      Value: new CfnDynamicReference(CfnDynamicReferenceService.SSM, '/my/parameter:2').toString(),
    });
    secret('ByReference', SecretValue.secretsManager(thing(stack, 'Owner', {}).ref, { jsonField: 'password' }));
  },

  values_raw_intrinsics(app) {
    const stack = new Stack(app, 'Values');
    thing(stack, 'Raw', {
      A: { Ref: 'AWS::Region' },
      B: { 'Fn::Join': ['', ['a', 'b']] },
      C: { 'Fn::Sub': '${AWS::Region}' },
    });
    thing(stack, 'NoValue', { Gone: Aws.NO_VALUE, Any: Token.asAny({ Ref: 'AWS::NoValue' }) });
  },
};
