// Every intrinsic function, alone.
'use strict';
const {
  Aws,
  CfnMapping,
  CfnOutput,
  CfnParameter,
  Fn,
  Lazy,
  Stack,
  Token,
  aws_ec2: ec2,
  aws_s3: s3,
  aws_sns: sns,
} = require('aws-cdk-lib');

/** A stack whose outputs are these values, by their names. */
function outputs(app, values) {
  const stack = new Stack(app, 'Functions');
  const topic = new sns.CfnTopic(stack, 'Topic');
  for (const [id, value] of Object.entries(values(stack, topic)))
    new CfnOutput(stack, id, { value: Token.asString(value) });
}

const EXTENSIONS = 'AWS::LanguageExtensions';

module.exports = {
  join(app) {
    outputs(app, (stack, topic) => ({
      Literals: Fn.join('-', ['a', 'b', 'c']),
      One: Fn.join('-', [topic.ref]),
      Mixed: Fn.join('-', ['a', 'b', topic.ref, 'c', 'd']),
      EmptyStrings: Fn.join('', ['', topic.ref, '']),
      EmptyStringsWithDelimiter: Fn.join(',', ['', topic.ref, '', '']),
      SameDelimiter: Fn.join(',', ['a', Fn.join(',', ['b', topic.ref]), 'c']),
      OtherDelimiter: Fn.join(',', ['a', Fn.join('-', ['b', topic.ref]), 'c']),
      OtherDelimiterOfLiterals: Fn.join(',', ['a', Fn.join('-', ['b', 'c'])]),
      Concatenated: `a${topic.ref}b${topic.attrTopicName}`,
      ConcatenatedWithJoin: `a${Fn.join('', ['b', topic.ref])}c`,
      ConcatenatedWithOtherJoin: `a${Fn.join(',', ['b', topic.ref])}c`,
      JoinOfConcatenation: Fn.join('', [`a${topic.ref}`, 'b']),
    }));
  },

  join_of_lists(app) {
    const stack = new Stack(app, 'Functions');
    const list = new CfnParameter(stack, 'List', { type: 'CommaDelimitedList', default: 'a,b' });
    new CfnOutput(stack, 'Whole', { value: Fn.join('/', list.valueAsList) });
    new CfnOutput(stack, 'Zones', { value: Fn.join(',', Fn.getAzs()) });
    new CfnOutput(stack, 'Split', { value: Fn.join(',', Fn.split('-', Aws.STACK_NAME)) });
    new sns.CfnTopic(stack, 'Topic');
  },

  sub(app) {
    outputs(app, (stack, topic) => ({
      Plain: Fn.sub('${AWS::Region}/${Topic}'),
      Attribute: Fn.sub('${Topic.TopicName}'),
      Escaped: Fn.sub('${!Literal} and $5'),
      Variables: Fn.sub('${Name}-${AWS::Region}', { Name: topic.attrTopicName, Unused: 'x' }),
      InText: `before ${Fn.sub('${AWS::Region}')} after`,
    }));
  },

  select_and_split(app) {
    outputs(app, (stack, topic) => ({
      SelectLiterals: Fn.select(1, ['a', 'b', 'c']),
      SelectMixed: Fn.select(1, ['a', topic.ref]),
      SelectLiteralOfMixed: Fn.select(0, ['a', topic.ref]),
      SelectOfSplitLiteral: Fn.select(1, Fn.split('-', 'a-b-c')),
      SelectOfSplit: Fn.select(5, Fn.split(':', topic.ref)),
      SplitOfText: Fn.select(0, Fn.split('/', `${topic.attrTopicName}/x`)),
      SplitAssumedLength: Fn.join('.', Fn.split('-', topic.attrTopicName, 3)),
      DomainOfUrl: Fn.parseDomainName('https://example.com/path'),
      DomainOfToken: Fn.parseDomainName(topic.ref),
    }));
  },

  cidr(app) {
    const stack = new Stack(app, 'Functions');
    const vpc = new ec2.CfnVPC(stack, 'Vpc', { cidrBlock: '10.0.0.0/16' });
    for (const index of [0, 1]) {
      new ec2.CfnSubnet(stack, `Subnet${index}`, {
        vpcId: vpc.ref,
        availabilityZone: Fn.select(index, Fn.getAzs()),
        cidrBlock: Fn.select(index, Fn.cidr(vpc.attrCidrBlock, 6, '12')),
      });
    }
    new CfnOutput(stack, 'WithoutMask', { value: Fn.join(',', Fn.cidr('10.0.0.0/16', 2)) });
  },

  get_azs(app) {
    outputs(app, () => ({
      Own: Fn.select(0, Fn.getAzs()),
      Named: Fn.select(0, Fn.getAzs('eu-west-1')),
      ByReference: Fn.select(0, Fn.getAzs(Aws.REGION)),
    }));
  },

  find_in_map(app) {
    const stack = new Stack(app, 'Functions');
    const mapping = new CfnMapping(stack, 'Sizes', {
      mapping: { 'eu-west-1': { instance: 't3.small', count: 2 }, 'us-east-1': { instance: 't3.large', count: 3 } },
    });
    new CfnOutput(stack, 'ByToken', { value: mapping.findInMap(Aws.REGION, 'instance') });
    new CfnOutput(stack, 'Literal', { value: mapping.findInMap('eu-west-1', 'instance') });
    new CfnOutput(stack, 'ByFunction', { value: Fn.findInMap('Sizes', Aws.REGION, 'instance') });
    new CfnOutput(stack, 'InText', { value: `size ${mapping.findInMap(Aws.REGION, 'instance')}` });
    new sns.CfnTopic(stack, 'Topic');
  },

  find_in_map_with_default(app) {
    const stack = new Stack(app, 'Functions');
    stack.addTransform(EXTENSIONS);
    const mapping = new CfnMapping(stack, 'Sizes', { mapping: { 'eu-west-1': { instance: 't3.small' } } });
    new CfnOutput(stack, 'OfMapping', { value: mapping.findInMap(Aws.REGION, 'instance', 't3.nano') });
    new CfnOutput(stack, 'ByFunction', { value: Fn.findInMap('Sizes', Aws.REGION, 'instance', Aws.STACK_NAME) });
    new sns.CfnTopic(stack, 'Topic');
  },

  import_value(app) {
    outputs(app, () => ({
      Text: Fn.importValue('some-export'),
      ByToken: Fn.importValue(`${Aws.STACK_NAME}-export`),
      List: Fn.select(1, Fn.importListValue('some-list', 3)),
      ListWithDelimiter: Fn.join(',', Fn.importListValue('some-list', 2, ';')),
    }));
  },

  get_stack_output(app) {
    outputs(app, () => ({
      Plain: Fn.getStackOutput('Other', 'Arn'),
      Region: Fn.getStackOutput('Other', 'Arn', 'us-east-1'),
      Role: Fn.getStackOutput('Other', 'Arn', 'us-east-1', 'arn:aws:iam::222222222222:role/reader'),
    }));
  },

  base64(app) {
    outputs(app, (stack, topic) => ({
      Literal: Fn.base64('#!/bin/sh\necho "hello"\n'),
      WithReference: Fn.base64(`#!/bin/sh\necho ${topic.ref}\n`),
      OfSub: Fn.base64(Fn.sub('echo ${AWS::Region}')),
    }));
  },

  transform(app) {
    const stack = new Stack(app, 'Functions');
    const included = Fn.transform('AWS::Include', { Location: 's3://bucket/file.json' });
    new s3.CfnBucket(stack, 'Bucket', { bucketName: Token.asString(included) });
    stack.addTransform('AWS::Serverless-2016-10-31');
  },

  to_json_string(app) {
    outputs(app, (stack, topic) => ({
      Literals: stack.toJsonString({ a: 1, b: 'two', c: [true, null], d: 'quote " and \\ and \n' }),
      References: stack.toJsonString({ arn: topic.ref, text: `x ${topic.attrTopicName} "y"`, list: [topic.ref, 'z'] }),
      Number: stack.toJsonString({ number: Token.asNumber(topic.getAtt('Number')) }),
      List: stack.toJsonString({ list: Token.asList(topic.getAtt('List')) }),
      Indented: stack.toJsonString({ a: topic.ref, b: { c: [], d: {} } }, 2),
      Lazy: stack.toJsonString({
        lazy: Lazy.string({ produce: () => 'late' }),
        gone: Lazy.any({ produce: () => undefined }),
      }),
    }));
  },

  to_json_string_by_function(app) {
    outputs(app, (stack, topic) => {
      stack.addTransform(EXTENSIONS);
      return {
        Object: Fn.toJsonString({ arn: topic.ref, list: [1, 'x'] }),
        List: Fn.toJsonString([topic.ref, Aws.REGION]),
      };
    });
  },

  length(app) {
    outputs(app, (stack) => {
      stack.addTransform(EXTENSIONS);
      return {
        OfList: Fn.len(Fn.split('|', 'a|b|c')),
        OfZones: Fn.len(Fn.getAzs()),
        OfLiterals: Fn.len(['a', Aws.REGION]),
      };
    });
  },

  pseudo_parameters(app) {
    outputs(app, () => ({
      Account: Aws.ACCOUNT_ID,
      Notifications: Fn.join(',', Aws.NOTIFICATION_ARNS),
      Partition: Aws.PARTITION,
      Region: Aws.REGION,
      StackId: Aws.STACK_ID,
      StackName: Aws.STACK_NAME,
      Suffix: Aws.URL_SUFFIX,
      Together: `${Aws.ACCOUNT_ID}/${Aws.REGION}`,
    }));
  },
};
