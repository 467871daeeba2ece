//! Nested stacks, and references into and out of them.

use purlin_core::{
    App, NestedStack, NestedStackProps, Output, OutputProps, Parameter, ParameterProps, ReferenceStrength,
    RemovalPolicy, Scope, Tags, Value, fn_join_list, fn_select, fn_split, pseudo_parameter,
};
use purlin_tests::differential::Accepted;

use crate::resources::{ireland, nested, setting, stack, stack_in, topic, vpc};
use crate::{Case, case};

pub const CASES: &[Case] = &[
    case!(nested_stack),
    case!(nested_stack_in_an_environment),
    case!(nested_stack_options),
    case!(nested_reference_into),
    case!(nested_reference_out_of),
    case!(nested_reference_into_two_levels),
    case!(nested_reference_out_of_two_levels),
    case!(nested_reference_between_siblings),
    case!(nested_reference_between_cousins),
    case!(nested_reference_out_to_another_stack),
    case!(nested_reference_into_from_another_stack),
    case!(nested_reference_between_those_of_two_stacks),
    case!(nested_reference_between_those_of_two_stacks_strong),
    case!(nested_reference_to_a_list).accepting(LISTS_AS_PARAMETERS),
    case!(nested_reference_to_a_list_in_another_stack),
    case!(nested_pseudo_parameters),
    case!(nested_reference_to_a_parameter),
    case!(nested_tags),
    case!(nested_in_itself_twice_the_same),
];

const LISTS_AS_PARAMETERS: &[Accepted] = &[
    Accepted {
        case: "nested_reference_to_a_list",
        file: "Parent.template.json",
        place: "/Resources/ConsumerNestedStackConsumerNestedStackResource3011D8B7/Properties/Parameters/",
        reason: "CloudFormation takes only texts as parameters of nested stacks: Purlin joins the list, \
                 aws-cdk-lib hands it over as it is",
    },
    Accepted {
        case: "nested_reference_to_a_list",
        file: ".nested.template.json",
        place: "/Resources/In/Properties/Value/Fn::Join/1",
        reason: "the parameter is a text, which Purlin splits into the list again; aws-cdk-lib takes it for a list",
    },
];

fn nested_stack(app: &App) {
    let stack = stack(app, "Parent");
    topic(&nested(&stack, "Nested"), "Topic");
    topic(&nested(&Scope::new(&stack, "Group"), "Nested"), "Topic");
}

fn nested_stack_in_an_environment(app: &App) {
    topic(&nested(&stack_in(app, "Parent", ireland()), "Nested"), "Topic");
}

fn nested_stack_options(app: &App) {
    let stack = stack(app, "Parent");
    let props = NestedStackProps::new()
        .description("the nested one")
        .notification_arns(["arn:aws:sns:eu-west-1:111111111111:events".to_owned()])
        .parameters([("Given".to_owned(), Value::from("value"))])
        .removal_policy(RemovalPolicy::Retain)
        .timeout_in_minutes(30);
    let nested = NestedStack::new(&stack, "Nested", props);
    let given = Parameter::new(&nested, "Given", ParameterProps::new());
    setting(&nested, "Setting", given.value::<String>());
    nested.set_parameter("Second", "later");
    let second = Parameter::new(&nested, "Second", ParameterProps::new().default("x"));
    setting(&nested, "SecondSetting", second.value::<String>());
}

fn nested_reference_into(app: &App) {
    let stack = stack(app, "Parent");
    let topic = topic(&stack, "Topic");
    let nested = nested(&stack, "Nested");
    setting(&nested, "Arn", topic.get_ref());
    setting(&nested, "Name", topic.attr_topic_name());
    setting(&nested, "ArnAgain", topic.get_ref());
}

fn nested_reference_out_of(app: &App) {
    let stack = stack(app, "Parent");
    let nested = nested(&stack, "Nested");
    let topic = topic(&Scope::new(&nested, "Inner"), "Topic");
    setting(&stack, "Arn", topic.get_ref());
    setting(&stack, "Name", topic.attr_topic_name());
    Output::new(&stack, "ArnAgain", topic.get_ref(), OutputProps::new());
}

fn nested_reference_into_two_levels(app: &App) {
    let stack = stack(app, "Parent");
    let topic = topic(&stack, "Topic");
    setting(&nested(&nested(&stack, "Outer"), "Inner"), "Arn", topic.get_ref());
}

fn nested_reference_out_of_two_levels(app: &App) {
    let stack = stack(app, "Parent");
    let topic = topic(&nested(&nested(&stack, "Outer"), "Inner"), "Topic");
    setting(&stack, "Arn", topic.get_ref());
}

fn nested_reference_between_siblings(app: &App) {
    let stack = stack(app, "Parent");
    let topic = topic(&nested(&stack, "Producer"), "Topic");
    setting(&nested(&stack, "Consumer"), "Arn", topic.get_ref());
}

fn nested_reference_between_cousins(app: &App) {
    let stack = stack(app, "Parent");
    let topic = topic(&nested(&nested(&stack, "A"), "Inner"), "Topic");
    setting(&nested(&nested(&stack, "B"), "Inner"), "Arn", topic.get_ref());
}

fn nested_reference_out_to_another_stack(app: &App) {
    let topic = topic(&nested(&stack(app, "Producer"), "Nested"), "Topic");
    setting(&stack(app, "Consumer"), "Arn", topic.get_ref());
}

fn nested_reference_into_from_another_stack(app: &App) {
    let topic = topic(&stack(app, "Producer"), "Topic");
    setting(&nested(&stack(app, "Consumer"), "Nested"), "Arn", topic.get_ref());
}

fn nested_reference_between_those_of_two_stacks(app: &App) {
    let topic = topic(&nested(&stack(app, "Producer"), "Nested"), "Topic");
    setting(&nested(&stack(app, "Consumer"), "Nested"), "Arn", topic.get_ref());
}

fn nested_reference_between_those_of_two_stacks_strong(app: &App) {
    app.set_reference_strength(ReferenceStrength::Strong);
    nested_reference_between_those_of_two_stacks(app);
}

fn nested_reference_to_a_list(app: &App) {
    let stack = stack(app, "Parent");
    let consumer = nested(&stack, "Consumer");
    setting(&consumer, "In", fn_join_list(",", vpc(&stack).attr_cidr_block_associations()));
    let produced = vpc(&nested(&stack, "Producer"));
    setting(&stack, "Out", fn_join_list(",", produced.attr_cidr_block_associations()));
}

fn nested_reference_to_a_list_in_another_stack(app: &App) {
    let produced = vpc(&nested(&stack(app, "Producer"), "Nested"));
    setting(&stack(app, "Consumer"), "All", fn_join_list(",", produced.attr_cidr_block_associations()));
}

/// CloudFormation names nested stacks: from outside, the name is a part of the id.
fn nested_pseudo_parameters(app: &App) {
    let stack = stack(app, "Parent");
    let nested = nested(&stack, "Nested");
    setting(&nested, "Own", pseudo_parameter::stack_name());
    setting(&nested, "OwnId", nested.stack().stack_id());
    setting(&nested, "Parents", stack.stack_name());
    setting(&nested, "Region", nested.stack().region());
    setting(&stack, "Childs", fn_select::<String>(1, fn_split("/", nested.resource().get_ref())));
    setting(&stack, "ChildsId", nested.stack().stack_id());
}

fn nested_reference_to_a_parameter(app: &App) {
    let stack = stack(app, "Parent");
    let parameter = Parameter::new(&stack, "Parameter", ParameterProps::new().default("x"));
    setting(&nested(&stack, "Nested"), "Value", parameter.value::<String>());
}

fn nested_tags(app: &App) {
    let stack = stack(app, "Parent");
    let nested = nested(&stack, "Nested");
    topic(&nested, "Topic");
    Tags::of(&stack).add("whole", "parent");
    Tags::of(&nested).add("part", "nested");
}

fn nested_in_itself_twice_the_same(app: &App) {
    let stack = stack(app, "Parent");
    for id in ["One", "Two"] {
        topic(&nested(&stack, id), "Topic");
    }
}
