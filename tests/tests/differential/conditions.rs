//! Conditions, and what may carry one.

use purlin_cfn::s3::bucket::{VersioningConfiguration, VersioningConfigurationStatus};
use purlin_cfn::s3::{CfnBucket, CfnBucketProps};
use purlin_cfn::sns::{CfnTopic, CfnTopicProps};
use purlin_cfn::ssm::parameter::Type;
use purlin_cfn::ssm::{CfnParameter, CfnParameterProps};
use purlin_core::{
    App, Condition, ConditionExpression, IntoValue, NoValue, Output, OutputProps, Parameter, ParameterProps,
    ParameterType, Stack, StackProps, Value, fn_and, fn_contains, fn_equals, fn_if, fn_not, fn_or, pseudo_parameter,
    text,
};
use purlin_tests::differential::Accepted;

use crate::{Case, case};

pub const CASES: &[Case] = &[
    case!(condition_on_resources_and_outputs),
    case!(condition_and_or_not).accepting(&[Accepted {
        case: "condition_and_or_not",
        file: "manifest.json",
        place: "/artifacts/Conditional/metadata/~1Conditional~1Empty",
        reason: "a condition without an expression, which no template can hold, cannot be made",
    }]),
    case!(condition_of_more_than_ten),
    case!(condition_if),
    case!(condition_that_is_a_rule_expression),
];

fn stack(app: &App) -> Stack {
    Stack::new(app, "Conditional", StackProps::new())
}

fn topic(stack: &Stack) -> CfnTopic {
    CfnTopic::new(stack, "Topic", CfnTopicProps::new())
}

fn in_region(region: impl IntoValue<String>) -> Value<ConditionExpression> {
    fn_equals(pseudo_parameter::region(), region.into_value())
}

fn condition_on_resources_and_outputs(app: &App) {
    let stack = stack(app);
    let size = Parameter::new(&stack, "Size", ParameterProps::new().default("small"));
    let large = Condition::new(&stack, "Large", fn_equals(size.value::<String>(), "large"));
    let topic = topic(&stack);
    topic.resource().set_condition(&large);
    Output::new(&stack, "Arn", topic.get_ref(), OutputProps::new()).set_condition(&large);
}

fn condition_and_or_not(app: &App) {
    let stack = stack(app);
    let a = Condition::new(&stack, "A", in_region("eu-west-1"));
    let b = Condition::new(&stack, "B", in_region("us-east-1"));
    let either = Condition::new(&stack, "Either", fn_or([&a, &b]));
    Condition::new(&stack, "Neither", fn_not(&either));
    let elsewhere = fn_not(fn_equals(pseudo_parameter::partition(), "aws"));
    Condition::new(&stack, "Both", fn_and([(&a).into_value(), elsewhere]));
    Condition::new(&stack, "One", fn_and([&a]));
    topic(&stack).resource().set_condition(&either);
}

fn condition_of_more_than_ten(app: &App) {
    let stack = stack(app);
    let each = |count: usize| (0..count).map(|index| in_region(format!("region-{index}")));
    Condition::new(&stack, "Ten", fn_or(each(10)));
    Condition::new(&stack, "Eleven", fn_or(each(11)));
    Condition::new(&stack, "TwentyFive", fn_and(each(25)));
    Condition::new(&stack, "Many", fn_or(each(101)));
    topic(&stack);
}

fn condition_if(app: &App) {
    let stack = stack(app);
    let large = Condition::new(&stack, "Large", in_region("eu-west-1"));
    let setting = |id: &str, value: Value<String>| {
        CfnParameter::new(&stack, id, CfnParameterProps::new().type_(Type::STRING).value(value));
    };
    let chosen = fn_if::<String>(&large, "yes", "no");
    setting("Setting", chosen.clone());
    setting("InText", text!["chosen: ", &chosen]);
    setting("Nested", fn_if(&large, chosen, NoValue));
    let versioning = VersioningConfiguration::new().status(VersioningConfigurationStatus::ENABLED);
    let versioning = fn_if(&large, versioning, NoValue);
    CfnBucket::new(&stack, "Bucket", CfnBucketProps::new().versioning_configuration(versioning));
}

fn condition_that_is_a_rule_expression(app: &App) {
    let stack = stack(app);
    let props = ParameterProps::new().kind(ParameterType::COMMA_DELIMITED_LIST).default("a,b");
    let list = Parameter::new(&stack, "List", props);
    Condition::new(&stack, "Contains", fn_contains(list.value::<Vec<String>>(), "a"));
    Condition::new(&stack, "Literal", fn_contains(["x", "y"], pseudo_parameter::region()));
    topic(&stack);
}
