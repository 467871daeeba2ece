//! References between resources, within a stack and across stacks.

use purlin_cfn::ec2::{CfnSubnet, CfnSubnetProps};
use purlin_cfn::s3::{CfnBucket, CfnBucketProps};
use purlin_core::{
    App, Environment, Output, OutputProps, Parameter, ParameterProps, Resource, Stack, StackProps, Val, fn_get_att,
    fn_join_list, fn_select, ref_name, text,
};

use crate::resources::{ireland, setting, stack, stack_in, topic, virginia, vpc};
use crate::{Case, case};

pub const CASES: &[Case] = &[
    case!(reference_within_stack),
    case!(reference_across_stacks),
    case!(reference_across_stacks_with_environment),
    case!(reference_from_an_output),
    case!(reference_by_two_consumers),
    case!(reference_chain),
    case!(reference_across_regions),
    case!(reference_across_accounts),
    case!(reference_to_a_list),
    case!(reference_to_a_list_across_regions),
    case!(reference_to_a_parameter_of_another_stack),
    case!(reference_to_a_pseudo_parameter_of_another_stack),
    case!(reference_deep_in_properties),
    case!(reference_untyped),
    case!(export_value),
];

fn reference_within_stack(app: &App) {
    let stack = stack(app, "Refs");
    let vpc = vpc(&stack);
    let subnet = CfnSubnetProps::new().vpc_id(vpc.get_ref()).cidr_block(vpc.attr_cidr_block());
    CfnSubnet::new(&stack, "Subnet", subnet);
    setting(&stack, "Group", vpc.attr_default_security_group());
    setting(&stack, "ByName", vpc.resource().get_att::<String>("DefaultNetworkAcl"));
    setting(&stack, "First", fn_select(0, vpc.attr_cidr_block_associations()));
}

fn reference_across_stacks(app: &App) {
    let producer = stack(app, "Producer");
    let consumer = stack(app, "Consumer");
    let topic = topic(&producer, "Topic");
    setting(&consumer, "Arn", topic.get_ref());
    setting(&consumer, "Name", topic.attr_topic_name());
    setting(&consumer, "ArnAgain", topic.get_ref());
    setting(&consumer, "InText", text!["topic ", topic.attr_topic_name(), "!"]);
}

fn reference_across_stacks_with_environment(app: &App) {
    let named = StackProps::new().environment(ireland()).stack_name("named-producer");
    let producer = Stack::new(app, "Producer", named);
    let consumer = stack_in(app, "Consumer", ireland());
    setting(&consumer, "Arn", topic(&producer, "Topic").get_ref());
}

fn reference_from_an_output(app: &App) {
    let topic = topic(&stack(app, "Producer"), "Topic");
    let exported = OutputProps::new().export_name("consumers-view");
    Output::new(&stack(app, "Consumer"), "Arn", topic.get_ref(), exported);
}

fn reference_by_two_consumers(app: &App) {
    let topic = topic(&stack(app, "Producer"), "Topic");
    setting(&stack(app, "ConsumerA"), "Arn", topic.get_ref());
    setting(&stack(app, "ConsumerB"), "Arn", topic.get_ref());
}

fn reference_chain(app: &App) {
    let topic = topic(&stack(app, "First"), "Topic");
    let second = setting(&stack(app, "Second"), "Setting", topic.get_ref());
    setting(&stack(app, "Third"), "Setting", second.attr_value());
}

fn reference_across_regions(app: &App) {
    let topic = topic(&stack_in(app, "Producer", virginia()), "Topic");
    setting(&stack_in(app, "Consumer", ireland()), "Arn", topic.get_ref());
}

fn reference_across_accounts(app: &App) {
    let topic = topic(&stack_in(app, "Producer", ireland()), "Topic");
    let consumer = stack_in(app, "Consumer", Environment::new("222222222222", "eu-west-1"));
    setting(&consumer, "Arn", topic.get_ref());
    setting(&consumer, "Name", topic.attr_topic_name());
}

fn reference_to_a_list(app: &App) {
    let vpc = vpc(&stack(app, "Producer"));
    let consumer = stack(app, "Consumer");
    setting(&consumer, "First", fn_select(0, vpc.attr_cidr_block_associations()));
    setting(&consumer, "All", fn_join_list(",", vpc.attr_cidr_block_associations()));
    Resource::untyped(&consumer, "Whole", "Test::List").set_property("Items", vpc.attr_cidr_block_associations());
}

fn reference_to_a_list_across_regions(app: &App) {
    let vpc = vpc(&stack_in(app, "Producer", virginia()));
    let all = fn_join_list(",", vpc.attr_cidr_block_associations());
    setting(&stack_in(app, "Consumer", ireland()), "All", all);
}

fn reference_to_a_parameter_of_another_stack(app: &App) {
    let parameter = Parameter::new(&stack(app, "Producer"), "Parameter", ParameterProps::new().default("x"));
    setting(&stack(app, "Consumer"), "Value", parameter.value::<String>());
}

fn reference_to_a_pseudo_parameter_of_another_stack(app: &App) {
    let producer = stack(app, "Producer");
    topic(&producer, "Topic");
    let consumer = stack(app, "Consumer");
    setting(&consumer, "Id", producer.stack_id());
    setting(&consumer, "Name", producer.stack_name());
    setting(&consumer, "Region", producer.region());
}

fn reference_deep_in_properties(app: &App) {
    let bucket = CfnBucket::new(&stack(app, "Producer"), "Bucket", CfnBucketProps::new());
    let inner = Val::map([("Arn", bucket.attr_arn().into_val()), ("All", (bucket.attr_arn() + "/*").into_val())]);
    let outer = vec![Val::map([("Inner", inner)]), Val::Integer(1), Val::Bool(true)];
    Resource::untyped(&stack(app, "Consumer"), "Thing", "Test::Thing").set_property("Outer", Val::List(outer));
}

fn reference_untyped(app: &App) {
    let stack = stack(app, "Refs");
    let thing = Resource::untyped(&stack, "Thing", "Test::Thing");
    thing.set_property("Size", 3);
    setting(&stack, "Ref", thing.get_ref());
    setting(&stack, "Attribute", thing.get_att::<String>("Deep.Attribute"));
    setting(&stack, "ByLogicalId", ref_name::<String>("Thing"));
    setting(&stack, "AttributeByLogicalId", fn_get_att::<String>("Thing", "Deep.Attribute"));
}

fn export_value(app: &App) {
    let producer = stack(app, "Producer");
    let topic = topic(&producer, "Topic");
    let vpc = vpc(&producer);
    producer.export_value(&topic.get_ref());
    // aws-cdk-lib has an option for the name, and makes the same output of it.
    let named = OutputProps::new().export_name("chosen-name");
    Output::new(&producer, "Exportchosen-name", topic.attr_topic_name(), named);
    producer.export_value(&vpc.attr_cidr_block_associations());
}
