// Strong, weak and transitional references across stacks. The recommended default, weak, is what references.js shows.
'use strict';
const {
  CrossStackReferences,
  Fn,
  ReferenceStrength,
  Stack,
  aws_ec2: ec2,
  aws_sns: sns,
  aws_ssm: ssm,
} = require('aws-cdk-lib');
const { Construct } = require('constructs');

const FLAG = '@aws-cdk/core:defaultCrossStackReferences';
const setting = (stack, id, value) => new ssm.CfnParameter(stack, id, { type: 'String', value });

/** A topic and a VPC, and a stack that uses a text, an attribute and a list of theirs. */
function producerAndConsumer(app, consumerStrength) {
  const producer = new Stack(app, 'Producer');
  const consumer = new Stack(app, 'Consumer');
  if (consumerStrength) CrossStackReferences.of(consumer).consume(consumerStrength);
  const topic = new sns.CfnTopic(new Construct(producer, 'Group'), 'Topic');
  const vpc = new ec2.CfnVPC(producer, 'Vpc', { cidrBlock: '10.0.0.0/16' });
  setting(consumer, 'Arn', topic.ref);
  setting(consumer, 'Name', topic.attrTopicName);
  setting(consumer, 'List', Fn.join(',', vpc.attrCidrBlockAssociations));
  return { producer, consumer, topic, vpc };
}

const withDefault = (strength, build) => Object.assign(build, { context: { [FLAG]: strength } });

module.exports = {
  strength_weak: withDefault('weak', (app) => void producerAndConsumer(app)),
  strength_strong: withDefault('strong', (app) => void producerAndConsumer(app)),
  strength_both: withDefault('both', (app) => void producerAndConsumer(app)),
  strength_unset: withDefault(undefined, (app) => void producerAndConsumer(app)),

  strength_chosen_by_producer(app) {
    const { topic, vpc } = producerAndConsumer(app);
    CrossStackReferences.of(topic).produce(ReferenceStrength.STRONG);
    CrossStackReferences.of(vpc).produce(ReferenceStrength.BOTH);
  },

  strength_chosen_by_consumer(app) {
    producerAndConsumer(app, ReferenceStrength.STRONG);
  },

  strength_chosen_for_one_reference(app) {
    const { consumer, topic, vpc } = producerAndConsumer(app);
    setting(consumer, 'Strong', Stack.consumeReference(topic.ref, ReferenceStrength.STRONG));
    setting(consumer, 'Both', Stack.consumeReference(topic.attrTopicName, ReferenceStrength.BOTH));
    const list = Stack.consumeListReference(vpc.attrCidrBlockAssociations, ReferenceStrength.STRONG);
    setting(consumer, 'StrongList', Fn.join(',', list));
  },

  strength_strong_names_of_long_stacks: withDefault('strong', (app) => {
    const producer = new Stack(app, 'Producer' + 'p'.repeat(110));
    const topic = new sns.CfnTopic(new Construct(producer, 'Group' + 'g'.repeat(150)), 'Topic' + 't'.repeat(100));
    setting(new Stack(app, 'Consumer'), 'Name', topic.attrTopicName);
  }),
};
