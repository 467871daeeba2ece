//! Aspects and annotations.

use purlin_cfn::s3::bucket::{VersioningConfiguration, VersioningConfigurationStatus};
use purlin_cfn::s3::{CfnBucket, CfnBucketProps};
use purlin_cfn::sns::{CfnTopic, CfnTopicProps};
use purlin_core::{
    Annotations, App, AspectPhase, Aspects, Construct, DEFAULT_ASPECT_PRIORITY, NestedStack, NestedStackProps, Scope,
    Stack, StackProps, Stage, StageProps, Tags, Val,
};
use purlin_tests::differential::Accepted;

use crate::{Case, case};

pub const CASES: &[Case] = &[
    case!(aspect_that_mutates),
    case!(aspect_order),
    case!(aspect_priorities),
    case!(aspect_that_adds_nodes),
    case!(aspect_in_stages_and_nested_stacks),
    case!(annotations).accepting(&[Accepted {
        case: "annotations",
        file: "manifest.json",
        place: "/artifacts/Annotated/metadata/~1Annotated~1Topic",
        reason: "there is no warning without an id: nobody could acknowledge it",
    }]),
];

fn topic(scope: &impl Construct) -> CfnTopic {
    CfnTopic::new(scope, "Topic", CfnTopicProps::new())
}

fn bucket(scope: &impl Construct) -> CfnBucket {
    CfnBucket::new(scope, "Bucket", CfnBucketProps::new())
}

fn is_topic(construct: &Scope) -> bool {
    construct.resource_type().is_some_and(|name| name == CfnTopic::TYPE.name)
}

/// Appends its letter to the topic's display name when it visits the topic.
fn marker(topic: &CfnTopic, letter: char) -> impl Fn(&Scope) + 'static {
    let topic = topic.clone();
    move |construct| {
        if construct == topic.scope() {
            let name = topic.resource().property("DisplayName");
            let name = name.as_ref().and_then(Val::as_text).unwrap_or_default();
            topic.update(CfnTopicProps::new().display_name(format!("{name}{letter}")));
        }
    }
}

/// Gives every topic that it visits this display name.
fn name_topics(name: &'static str) -> impl Fn(&Scope) + 'static {
    move |construct| {
        if is_topic(construct) {
            construct.add_override("Properties.DisplayName", name);
        }
    }
}

fn aspect_that_mutates(app: &App) {
    let stack = Stack::new(app, "Aspects", StackProps::new());
    let buckets = [bucket(&stack), bucket(&Scope::new(&stack, "Group"))];
    Aspects::of(app).add(AspectPhase::Mutate, move |construct| {
        if let Some(bucket) = buckets.iter().find(|bucket| bucket.scope() == construct) {
            let versioning = VersioningConfiguration::new().status(VersioningConfigurationStatus::ENABLED);
            bucket.update(CfnBucketProps::new().versioning_configuration(versioning));
        }
    });
}

fn aspect_order(app: &App) {
    let stack = Stack::new(app, "Aspects", StackProps::new());
    let group = Scope::new(&stack, "Group");
    let topic = topic(&group);
    Aspects::of(&group).add(AspectPhase::Mutate, marker(&topic, 'g'));
    Aspects::of(&stack).add(AspectPhase::Mutate, marker(&topic, 's'));
    Aspects::of(app).add(AspectPhase::Mutate, marker(&topic, 'a'));
    Aspects::of(app).add(AspectPhase::Mutate, marker(&topic, 'b'));
}

fn aspect_priorities(app: &App) {
    const MUTATING: i32 = 200;
    const READONLY: i32 = 1000;
    let stack = Stack::new(app, "Aspects", StackProps::new());
    let topic = topic(&stack);
    let add = |aspects: Aspects, letter, priority| {
        aspects.add_with_priority(AspectPhase::Mutate, priority, marker(&topic, letter));
    };
    add(Aspects::of(&topic), 'r', READONLY);
    add(Aspects::of(&topic), 'd', DEFAULT_ASPECT_PRIORITY);
    add(Aspects::of(&topic), 'm', MUTATING);
    add(Aspects::of(&stack), '1', 1);
    add(Aspects::of(&stack), '9', 999);
    add(Aspects::of(&stack), '5', 500);
}

fn aspect_that_adds_nodes(app: &App) {
    let stack = Stack::new(app, "Aspects", StackProps::new());
    bucket(&stack);
    Aspects::of(&stack).add(AspectPhase::Mutate, |construct| {
        let is_bucket = construct.resource_type().is_some_and(|name| name == CfnBucket::TYPE.name);
        if is_bucket && construct.child("Topic").is_none() {
            CfnTopic::new(construct, "Topic", CfnTopicProps::new().topic_name("x"));
        }
    });
    Aspects::of(&stack).add_with_priority(AspectPhase::Mutate, 700, name_topics("v"));
    Tags::of(&stack).add("tagged", "yes");
}

fn aspect_in_stages_and_nested_stacks(app: &App) {
    let stage = Stage::new(app, "Stage", StageProps::new());
    let stack = Stack::new(&stage, "Stack", StackProps::new());
    topic(&stack);
    topic(&NestedStack::new(&stack, "Nested", NestedStackProps::new()));
    Aspects::of(&stack).add(AspectPhase::Mutate, name_topics("x"));
}

fn annotations(app: &App) {
    let stack = Stack::new(app, "Annotated", StackProps::new());
    let topic = topic(&stack);
    let group = Scope::new(&stack, "Group");
    Annotations::of(&topic).add_info("for your information");
    Annotations::of(&topic).add_info("with an id [ack: my:info]");
    Annotations::of(&topic).add_warning("my:warning", "mind this");
    Annotations::of(&group).add_error("this is wrong");
    Annotations::of(&stack).add_warning("my:acknowledged", "never seen");
    Annotations::of(&stack).acknowledge_warning("my:acknowledged");
    Annotations::of(&group).add_warning("my:twice", "said twice");
    Annotations::of(&group).add_warning("my:twice", "said twice");
}
