//! Tags: where they come from, which win, and how each resource type writes them.

use std::collections::BTreeMap;

use purlin_cfn::Tag;
use purlin_cfn::autoscaling::auto_scaling_group::TagProperty;
use purlin_cfn::autoscaling::{CfnAutoScalingGroup, CfnAutoScalingGroupProps};
use purlin_cfn::ec2::{CfnVPC, CfnVPCProps};
use purlin_cfn::s3::{CfnBucket, CfnBucketProps};
use purlin_cfn::sns::{CfnTopic, CfnTopicProps};
use purlin_cfn::sqs::{CfnQueue, CfnQueueProps};
use purlin_cfn::ssm::parameter::Type;
use purlin_cfn::ssm::{CfnParameter, CfnParameterProps};
use purlin_core::{App, Construct, Resource, Scope, Stack, StackProps, TagOptions, Tags, fn_get_azs};

use crate::resources::{setting, stack, topic};
use crate::{Case, case};

pub const CASES: &[Case] = &[
    case!(tags_on_every_level),
    case!(tags_nearest_wins),
    case!(tags_last_wins),
    case!(tags_priorities),
    case!(tags_removed),
    case!(tags_for_some_resource_types),
    case!(tags_of_auto_scaling_groups),
    case!(tags_as_a_map),
    case!(tags_of_stacks),
    case!(tags_of_stacks_without_explicit_flag),
    case!(tags_sorted),
    case!(tags_with_values_known_at_deployment),
    case!(tags_of_untyped_resources),
];

/// What stands for stacks among the resource types that a tag is for.
const STACK: &str = "aws:cdk:stack";

fn tagged_topic<const N: usize>(scope: &impl Construct, tags: [(&str, &str); N]) -> CfnTopic {
    CfnTopic::new(scope, "Topic", CfnTopicProps::new().tags(tags.map(|(key, value)| Tag::new(key, value))))
}

fn tagged_stack<const N: usize>(app: &App, tags: [(&str, &str); N]) -> Stack {
    let tags = BTreeMap::from(tags.map(|(key, value)| (key.to_owned(), value.to_owned())));
    Stack::new(app, "Tagged", StackProps::new().tags(tags))
}

fn tags_on_every_level(app: &App) {
    let stack = stack(app, "Tagged");
    let group = Scope::new(&stack, "Group");
    let inner = topic(&group, "Topic");
    topic(&stack, "Untouched");
    Tags::of(app).add("app", "1");
    Tags::of(&stack).add("stack", "2");
    Tags::of(&group).add("group", "3");
    Tags::of(&inner).add("topic", "4");
}

fn tags_nearest_wins(app: &App) {
    let stack = stack(app, "Tagged");
    let group = Scope::new(&stack, "Group");
    let inner = topic(&group, "Topic");
    Tags::of(&inner).add("who", "topic");
    Tags::of(&group).add("who", "group");
    Tags::of(&stack).add("who", "stack");
    topic(&stack, "Other");
}

fn tags_last_wins(app: &App) {
    let topic = topic(&stack(app, "Tagged"), "Topic");
    Tags::of(&topic).add("who", "first");
    Tags::of(&topic).add("who", "second");
}

fn tags_priorities(app: &App) {
    let stack = stack(app, "Tagged");
    let topic = tagged_topic(&stack, [("given", "property"), ("kept", "property")]);
    Tags::of(&topic).add_with("who", "topic", TagOptions::new().priority(100));
    Tags::of(&stack).add_with("who", "stack", TagOptions::new().priority(200));
    Tags::of(&stack).add("given", "aspect");
    Tags::of(&stack).add_with("kept", "aspect", TagOptions::new().priority(10));
}

fn tags_removed(app: &App) {
    let stack = stack(app, "Tagged");
    let group = Scope::new(&stack, "Group");
    tagged_topic(&stack, [("given", "1")]);
    tagged_topic(&group, [("given", "1")]);
    Tags::of(&stack).add("all", "yes");
    Tags::of(&group).remove("all");
    Tags::of(&group).remove("given");
    Tags::of(&stack).add_with("stubborn", "yes", TagOptions::new().priority(300));
    Tags::of(&group).remove("stubborn");
}

fn tags_for_some_resource_types(app: &App) {
    let stack = stack(app, "Tagged");
    topic(&stack, "Topic");
    CfnBucket::new(&stack, "Bucket", CfnBucketProps::new());
    CfnQueue::new(&stack, "Queue", CfnQueueProps::new());
    let tags = Tags::of(&stack);
    tags.add_with("only", "topics", TagOptions::new().include_resource_types(["AWS::SNS::Topic"]));
    tags.add_with("not", "buckets", TagOptions::new().exclude_resource_types(["AWS::S3::Bucket"]));
    let both = TagOptions::new()
        .include_resource_types(["AWS::SNS::Topic", "AWS::SQS::Queue"])
        .exclude_resource_types(["AWS::SQS::Queue"]);
    tags.add_with("both", "x", both);
    tags.add("all", "x");
    tags.remove_with("all", TagOptions::new().include_resource_types(["AWS::SQS::Queue"]));
}

fn tags_of_auto_scaling_groups(app: &App) {
    let stack = stack(app, "Tagged");
    let given = TagProperty::new().key("given").value("property").propagate_at_launch(false);
    let props =
        CfnAutoScalingGroupProps::new().min_size("0").max_size("1").availability_zones(fn_get_azs("")).tags([given]);
    let group = CfnAutoScalingGroup::new(&stack, "Group", props);
    Tags::of(&group).add("launched", "yes");
    Tags::of(&group).add_with("not-launched", "yes", TagOptions::new().apply_to_launched_instances(false));
    Tags::of(&stack).add("from-stack", "yes");
}

fn tags_as_a_map(app: &App) {
    let stack = stack(app, "Tagged");
    setting(&stack, "Setting", "x");
    let given = CfnParameterProps::new().type_(Type::STRING).value("x").tags([("zebra", "1"), ("apple", "2")]);
    CfnParameter::new(&stack, "Given", given);
    Tags::of(&stack).add("middle", "yes");
}

fn tags_of_stacks(app: &App) {
    let stack = tagged_stack(app, [("zebra", "1"), ("apple", "2"), ("Apple", "3")]);
    topic(&stack, "Topic");
    Tags::of(&stack).add_with("late", "yes", TagOptions::new().include_resource_types([STACK]));
    Tags::of(&stack).add("construct", "only");
}

/// Purlin's tags never reach stacks unasked, as they do in aws-cdk-lib without the recommended flag.
fn tags_of_stacks_without_explicit_flag(app: &App) {
    let stack = tagged_stack(app, [("given", "1")]);
    topic(&stack, "Topic");
    Tags::of(&stack).add("construct", "and stack");
    Tags::of(&stack).add_with("construct", "and stack", TagOptions::new().include_resource_types([STACK]));
}

fn tags_sorted(app: &App) {
    let stack = stack(app, "Tagged");
    let keys = [
        "b", "B", "a", "A", "aB", "ab", "a-b", "a_b", "a/b", "a:b", "a b", "_x", "1", "10", "2", "aws", "Zeta", "name",
        "Name", "ä", "z", "@x", "+x", "=x", ".x",
    ];
    tagged_topic(&stack, keys.map(|key| (key, key)));
    topic(&stack, "ByAspect");
    for key in keys {
        Tags::of(&stack).add(format!("t{key}"), key);
    }
    setting(&stack, "Setting", "x");
}

fn tags_with_values_known_at_deployment(app: &App) {
    let stack = stack(app, "Tagged");
    let topic = topic(&stack, "Topic");
    let tags = [Tag::new("topic", topic.attr_topic_name())];
    CfnVPC::new(&stack, "Vpc", CfnVPCProps::new().cidr_block("10.0.0.0/16").tags(tags));
    Tags::of(&stack).add("stack", stack.stack_name());
}

fn tags_of_untyped_resources(app: &App) {
    let stack = stack(app, "Tagged");
    Resource::untyped(&stack, "Thing", "AWS::SNS::Topic").set_property("TopicName", "x");
    Tags::of(&stack).add("never", "seen");
}
