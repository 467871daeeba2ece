//! Strong, weak and transitional references across stacks. The default, weak, is what `references` shows.

use purlin_cfn::ec2::CfnVPC;
use purlin_cfn::sns::CfnTopic;
use purlin_core::ReferenceStrength::{Both, Strong, Weak};
use purlin_core::{App, Construct, Scope, Stack, StackProps, fn_join_list};
use purlin_tests::differential::Accepted;

use crate::resources::{setting, stack, topic, vpc};
use crate::{Case, case};

pub const CASES: &[Case] = &[
    case!(strength_weak),
    case!(strength_strong),
    case!(strength_both).accepting(&[warning_about_a_flag("strength_both")]),
    case!(strength_unset).accepting(&[warning_about_a_flag("strength_unset")]),
    case!(strength_chosen_by_producer),
    case!(strength_chosen_by_consumer),
    case!(strength_chosen_for_one_reference),
    case!(strength_strong_names_of_long_stacks),
];

const fn warning_about_a_flag(case: &'static str) -> Accepted {
    let reason = "a warning about aws-cdk-lib's own feature flag, which is set another way in Purlin";
    Accepted { case, file: "manifest.json", place: "/artifacts/Consumer/metadata/~1Consumer", reason }
}

/// A topic and a VPC, and a stack that uses a text, an attribute and a list of theirs.
fn producer_and_consumer(app: &App, consumer: StackProps) -> (CfnTopic, CfnVPC) {
    let producer = stack(app, "Producer");
    let consumer = Stack::new(app, "Consumer", consumer);
    let topic = topic(&Scope::new(&producer, "Group"), "Topic");
    let vpc = vpc(&producer);
    setting(&consumer, "Arn", topic.get_ref());
    setting(&consumer, "Name", topic.attr_topic_name());
    setting(&consumer, "List", fn_join_list(",", vpc.attr_cidr_block_associations()));
    (topic, vpc)
}

fn strength_weak(app: &App) {
    app.set_reference_strength(Weak);
    producer_and_consumer(app, StackProps::new());
}

fn strength_strong(app: &App) {
    app.set_reference_strength(Strong);
    producer_and_consumer(app, StackProps::new());
}

fn strength_both(app: &App) {
    app.set_reference_strength(Both);
    producer_and_consumer(app, StackProps::new());
}

/// Without the recommended flag, aws-cdk-lib's references are strong.
fn strength_unset(app: &App) {
    app.set_reference_strength(Strong);
    producer_and_consumer(app, StackProps::new());
}

fn strength_chosen_by_producer(app: &App) {
    let (topic, vpc) = producer_and_consumer(app, StackProps::new());
    topic.resource().set_reference_strength(Strong);
    vpc.resource().set_reference_strength(Both);
}

fn strength_chosen_by_consumer(app: &App) {
    producer_and_consumer(app, StackProps::new().reference_strength(Strong));
}

fn strength_chosen_for_one_reference(app: &App) {
    let (topic, vpc) = producer_and_consumer(app, StackProps::new());
    let Some(consumer) = app.scope().child("Consumer") else { return };
    setting(&consumer, "Strong", topic.get_ref().with_reference_strength(Strong));
    setting(&consumer, "Both", topic.attr_topic_name().with_reference_strength(Both));
    let list = vpc.attr_cidr_block_associations().with_reference_strength(Strong);
    setting(&consumer, "StrongList", fn_join_list(",", list));
}

fn strength_strong_names_of_long_stacks(app: &App) {
    app.set_reference_strength(Strong);
    let producer = stack(app, &format!("Producer{}", "p".repeat(110)));
    let group = Scope::new(&producer, &format!("Group{}", "g".repeat(150)));
    let topic = topic(&group, &format!("Topic{}", "t".repeat(100)));
    setting(&stack(app, "Consumer"), "Name", topic.attr_topic_name());
}
