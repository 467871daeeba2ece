// DependsOn between resources, and the order of stacks.
'use strict';
const { CfnOutput, NestedStack, Stack, aws_sns: sns, aws_ssm: ssm } = require('aws-cdk-lib');
const { Construct, DependencyGroup } = require('constructs');

const topicIn = (scope, id = 'Topic', props = undefined) => new sns.CfnTopic(scope, id, props);

module.exports = {
  dependency_between_resources(app) {
    const stack = new Stack(app, 'Deps');
    const [a, b, c] = ['A', 'B', 'C'].map((id) => topicIn(stack, id));
    c.addResourceDependency(b);
    c.addResourceDependency(a);
    c.addResourceDependency(a);
    b.node.addDependency(a);
  },

  dependency_between_constructs(app) {
    const stack = new Stack(app, 'Deps');
    const [first, second] = ['First', 'Second'].map((id) => new Construct(stack, id));
    for (const id of ['Z', 'M', 'A']) topicIn(first, id);
    for (const id of ['X', 'Y']) topicIn(new Construct(second, id));
    second.node.addDependency(first);
  },

  dependency_on_a_group(app) {
    const stack = new Stack(app, 'Deps');
    const group = new DependencyGroup(topicIn(stack, 'A'), topicIn(stack, 'B'));
    group.add(topicIn(stack, 'C'));
    topicIn(stack, 'Last').node.addDependency(group);
  },

  dependency_order(app) {
    const stack = new Stack(app, 'Deps');
    const ids = ['b', 'B', 'a', 'A', 'a-b', 'ab', 'a1', 'a10', 'a2', 'Z', 'z', '1', '10', '2'];
    const topics = ids.map((id) => topicIn(new Construct(stack, id), 'T'));
    const last = topicIn(stack, 'Last');
    for (const topic of topics.reverse()) last.addResourceDependency(topic);
  },

  dependency_removed_and_replaced(app) {
    const stack = new Stack(app, 'Deps');
    const [a, b, c] = ['A', 'B', 'C'].map((id) => topicIn(stack, id));
    a.addResourceDependency(b);
    a.removeResourceDependency(b);
    b.addResourceDependency(a);
    b.replaceDependency(a, c);
  },

  dependency_across_stacks(app) {
    const [first, second] = ['First', 'Second'].map((id) => new Stack(app, id));
    const topic = topicIn(first);
    topicIn(second).addResourceDependency(topic);
  },

  dependency_across_stacks_by_construct(app) {
    const [first, second, third] = ['First', 'Second', 'Third'].map((id) => new Stack(app, id));
    topicIn(new Construct(first, 'Group'));
    topicIn(new Construct(second, 'Group'));
    topicIn(third);
    second.node.tryFindChild('Group').node.addDependency(first.node.tryFindChild('Group'));
    third.node.addDependency(second);
  },

  dependency_of_stacks(app) {
    const stacks = ['D', 'C', 'B', 'A'].map((id) => new Stack(app, id));
    stacks.forEach((stack) => topicIn(stack));
    stacks[0].addStackDependency(stacks[3], 'because');
    stacks[0].addStackDependency(stacks[1]);
    stacks[1].addStackDependency(stacks[2]);
  },

  dependency_on_a_nested_stack(app) {
    const stack = new Stack(app, 'Deps');
    const nested = new NestedStack(stack, 'Nested');
    topicIn(nested);
    topicIn(stack, 'After').node.addDependency(nested);
  },

  dependency_on_a_resource_in_a_nested_stack(app) {
    const stack = new Stack(app, 'Deps');
    const inside = topicIn(new NestedStack(stack, 'Nested'));
    topicIn(stack, 'After').addResourceDependency(inside);
  },

  dependency_of_a_resource_in_a_nested_stack(app) {
    const stack = new Stack(app, 'Deps');
    const before = topicIn(stack, 'Before');
    topicIn(new NestedStack(stack, 'Nested')).addResourceDependency(before);
  },

  dependency_between_sibling_nested_stacks(app) {
    const stack = new Stack(app, 'Deps');
    const [first, second] = ['First', 'Second'].map((id) => topicIn(new NestedStack(stack, id)));
    second.addResourceDependency(first);
  },

  dependency_between_nested_stacks_of_two_stacks(app) {
    const [first, second] = ['First', 'Second'].map((id) => topicIn(new NestedStack(new Stack(app, id), 'Nested')));
    second.addResourceDependency(first);
  },

  dependency_beside_a_reference(app) {
    const stack = new Stack(app, 'Deps');
    const topic = topicIn(stack);
    const setting = new ssm.CfnParameter(stack, 'Setting', { type: 'String', value: topic.ref });
    setting.addResourceDependency(topic);
    new CfnOutput(stack, 'Out', { value: topic.ref }).node.addDependency(setting);
  },
};
