// Aspects and annotations.
'use strict';
const {
  Annotations,
  AspectPriority,
  Aspects,
  NestedStack,
  Stack,
  Stage,
  Tags,
  aws_s3: s3,
  aws_sns: sns,
} = require('aws-cdk-lib');
const { Construct } = require('constructs');

/** Appends its letter to the display name of every topic it visits. */
const marker = (letter) => ({
  visit(node) {
    if (node instanceof sns.CfnTopic) node.displayName = (node.displayName ?? '') + letter;
  },
});

module.exports = {
  aspect_that_mutates(app) {
    const stack = new Stack(app, 'Aspects');
    new s3.CfnBucket(stack, 'Bucket');
    new s3.CfnBucket(new Construct(stack, 'Group'), 'Bucket');
    Aspects.of(app).add({
      visit(node) {
        if (node instanceof s3.CfnBucket) node.versioningConfiguration = { status: 'Enabled' };
      },
    });
  },

  aspect_order(app) {
    const stack = new Stack(app, 'Aspects');
    const group = new Construct(stack, 'Group');
    new sns.CfnTopic(group, 'Topic');
    Aspects.of(group).add(marker('g'));
    Aspects.of(stack).add(marker('s'));
    Aspects.of(app).add(marker('a'));
    Aspects.of(app).add(marker('b'));
  },

  aspect_priorities(app) {
    const stack = new Stack(app, 'Aspects');
    const topic = new sns.CfnTopic(stack, 'Topic');
    Aspects.of(topic).add(marker('r'), { priority: AspectPriority.READONLY });
    Aspects.of(topic).add(marker('d'));
    Aspects.of(topic).add(marker('m'), { priority: AspectPriority.MUTATING });
    Aspects.of(stack).add(marker('1'), { priority: 1 });
    Aspects.of(stack).add(marker('9'), { priority: 999 });
    Aspects.of(stack).add(marker('5'), { priority: 500 });
  },

  aspect_that_adds_nodes(app) {
    const stack = new Stack(app, 'Aspects');
    new s3.CfnBucket(stack, 'Bucket');
    Aspects.of(stack).add({
      visit(node) {
        if (node instanceof s3.CfnBucket && !node.node.tryFindChild('Topic'))
          new sns.CfnTopic(node, 'Topic', { topicName: 'x' });
      },
    });
    Aspects.of(stack).add(marker('v'), { priority: 700 });
    Tags.of(stack).add('tagged', 'yes');
  },

  aspect_in_stages_and_nested_stacks(app) {
    const stack = new Stack(new Stage(app, 'Stage'), 'Stack');
    new sns.CfnTopic(stack, 'Topic');
    new sns.CfnTopic(new NestedStack(stack, 'Nested'), 'Topic');
    Aspects.of(stack).add(marker('x'));
  },

  annotations: Object.assign(
    (app) => {
      const stack = new Stack(app, 'Annotated');
      const topic = new sns.CfnTopic(stack, 'Topic');
      const group = new Construct(stack, 'Group');
      Annotations.of(topic).addInfo('for your information');
      Annotations.of(topic).addInfoV2('my:info', 'with an id');
      Annotations.of(topic).addWarningV2('my:warning', 'mind this');
      Annotations.of(topic).addWarning('mind that');
      Annotations.of(group).addError('this is wrong');
      Annotations.of(stack).addWarningV2('my:acknowledged', 'never seen');
      Annotations.of(stack).acknowledgeWarning('my:acknowledged', 'we know');
      Annotations.of(group).addWarningV2('my:twice', 'said twice');
      Annotations.of(group).addWarningV2('my:twice', 'said twice');
    },
    { context: { '@aws-cdk/core:failSynthOnValidationErrors': false } },
  ),
};
