// Logical ids, stack names and other names made from construct ids.
'use strict';
const { CfnOutput, Names, Stack, aws_sns: sns } = require('aws-cdk-lib');
const { Construct } = require('constructs');

/** A topic at the end of a path of constructs. */
function topicAt(stack, ...ids) {
  let scope = stack;
  for (const id of ids.slice(0, -1)) scope = scope.node.tryFindChild(id) ?? new Construct(scope, id);
  return new sns.CfnTopic(scope, ids.at(-1));
}

module.exports = {
  names_nested(app) {
    const stack = new Stack(app, 'Names');
    topicAt(stack, 'Top');
    topicAt(stack, 'Outer', 'Topic');
    topicAt(stack, 'Outer', 'Middle', 'Topic');
    topicAt(stack, 'Outer', 'Middle', 'Inner', 'Topic');
  },

  names_default_and_resource(app) {
    const stack = new Stack(app, 'Names');
    topicAt(stack, 'Resource');
    topicAt(stack, 'A', 'Default');
    topicAt(stack, 'B', 'Resource');
    topicAt(stack, 'C', 'Resource', 'D');
    topicAt(stack, 'C', 'Default', 'E');
    topicAt(stack, 'Default', 'F', 'Resource');
    topicAt(stack, 'Resource2', 'Resource');
  },

  names_repeated_components(app) {
    const stack = new Stack(app, 'Names');
    topicAt(stack, 'Foo', 'Foo', 'Bar');
    topicAt(stack, 'Foo', 'FooBar');
    topicAt(stack, 'MyFoo', 'Foo', 'X');
    topicAt(stack, 'Svc', 'Svc', 'Resource');
    topicAt(stack, 'AB', 'B', 'AB', 'B');
  },

  names_long(app) {
    const stack = new Stack(app, 'Names');
    topicAt(stack, 'x'.repeat(255));
    topicAt(stack, 'a'.repeat(200), 'b'.repeat(200), 'Topic');
    topicAt(stack, 'Construct' + '1'.repeat(120), 'Construct' + '2'.repeat(120));
  },

  names_odd_characters(app) {
    const stack = new Stack(app, 'Names');
    topicAt(stack, 'My-Topic_1');
    topicAt(stack, 'with space', 'and.dots');
    topicAt(stack, 'slash/inside');
    topicAt(stack, 'slash/outside', 'topic');
    topicAt(stack, 'Äiti', 'ünï-cödé', 'topic');
    topicAt(stack, '1', '2');
    topicAt(stack, 'AWS::SNS::Topic', '${brace}');
  },

  names_override_logical_id(app) {
    const stack = new Stack(app, 'Names');
    const topic = topicAt(stack, 'Group', 'Topic');
    topic.overrideLogicalId('Chosen');
    new CfnOutput(stack, 'Name', { value: topic.attrTopicName }).overrideLogicalId('ChosenToo');
    new CfnOutput(stack, 'Arn', { value: topic.ref });
  },

  names_rename_logical_id(app) {
    const stack = new Stack(app, 'Names');
    const topic = topicAt(stack, 'Group', 'Topic');
    stack.renameLogicalId('GroupTopic7FCA6724', 'Renamed');
    stack.renameLogicalId('Plain', 'Fancy');
    topicAt(stack, 'Plain').addResourceDependency(topic);
  },

  names_of_stacks(app) {
    topicAt(new Stack(app, 'Plain'), 'Topic');
    topicAt(new Stack(app, 'With-Dashes'), 'Topic');
    topicAt(new Stack(app, 'Given', { stackName: 'given-name' }), 'Topic');
    const holder = new Construct(app, 'Holder');
    topicAt(new Stack(holder, 'MyStack'), 'Topic');
    topicAt(new Stack(holder, 'Given', { stackName: 'held' }), 'Topic');
    topicAt(new Stack(new Construct(holder, 'Default'), 'Z'), 'Topic');
    topicAt(new Stack(new Construct(app, 'Default'), 'UnderDefault'), 'Topic');
  },

  names_of_long_stacks(app) {
    topicAt(new Stack(app, 'L' + 'o'.repeat(140) + 'ng'), 'Topic');
    topicAt(new Stack(new Construct(app, 'Holder' + 'h'.repeat(100)), 'Stack' + 's'.repeat(100)), 'Topic');
  },

  names_unique(app) {
    const stack = new Stack(app, 'Names', { stackName: 'physical-name' });
    const topics = [
      topicAt(stack, 'Topic'),
      topicAt(stack, 'Group', 'My-Topic'),
      topicAt(stack, 'Group', 'Default'),
      topicAt(stack, 'g'.repeat(100), 'h'.repeat(200)),
    ];
    topics.forEach((topic, index) => {
      const output = (name, value) => new CfnOutput(stack, `${name}${index}`, { value });
      output('UniqueId', Names.uniqueId(topic));
      output('NodeUniqueId', Names.nodeUniqueId(topic.node));
      output('ResourceName', Names.uniqueResourceName(topic, {}));
      output('Short', Names.uniqueResourceName(topic, { maxLength: 32 }));
      output('Dashed', Names.uniqueResourceName(topic, { maxLength: 64, separator: '-' }));
      output('Special', Names.uniqueResourceName(topic, { allowedSpecialCharacters: '-_', separator: '_' }));
      output('Address', topic.node.addr);
    });
  },
};
