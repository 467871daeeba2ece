//! Mistakes with parameters: each is found, with its place and what to do.

use purlin_aws::ssm::{
    ParameterTier, StringListParameter, StringListParameterProps, StringParameter, StringParameterProps,
};
use purlin_core::{Parameter, ParameterProps, Stack};

use crate::only_in_known_environment as only;

fn named(name: &str) -> impl FnOnce(&Stack) {
    let props = StringParameterProps::new().string_value("x").parameter_name(name);
    move |stack| drop(StringParameter::new(stack, "Parameter", props))
}

#[test]
fn names() {
    only("bad-parameter-name", named("my parameter"));
    only("bad-parameter-name", named(""));
    only("bad-parameter-name", named(&"x".repeat(2049)));
    only("bad-parameter-name", named(&"/x".repeat(16)));
    let finding = only("bad-parameter-name", named("workers/size"));
    assert_eq!(finding.message, "the name `workers/size` of a parameter is a path that begins without `/`");
    only("reserved-parameter-name", named("/aws/mine"));
    only("reserved-parameter-name", named("SSM-mine"));
    only("bad-parameter-name", |stack| drop(StringParameter::value_for_parameter(stack, "a b")));
    only("bad-parameter-name", |stack| drop(StringParameter::from_name(stack, "Imported", "a/b")));
}

#[test]
fn names_that_are_not_known_yet() {
    let later = |stack: &Stack| Parameter::new(stack, "Given", ParameterProps::new()).value::<String>();
    only("unknown-parameter-name", |stack| drop(StringParameter::from_name(stack, "Imported", later(stack))));
    only("wrong-simple-name", |stack| {
        let props = StringParameterProps::new().string_value("x").parameter_name("/path").simple_name(true);
        StringParameter::new(stack, "Parameter", props);
    });
}

#[test]
fn what_it_holds() {
    let holding = |text: String, tier: ParameterTier| {
        move |stack: &Stack| {
            let props = StringParameterProps::new().string_value(text).tier(tier);
            StringParameter::new(stack, "Parameter", props);
        }
    };
    only("empty-parameter", holding(String::new(), ParameterTier::STANDARD));
    only("long-parameter", holding("x".repeat(4097), ParameterTier::STANDARD));
    only("long-parameter", holding("x".repeat(8193), ParameterTier::ADVANCED));
    only("comma-in-list", |stack| {
        let props = StringListParameterProps::new().string_list_value(["a,b"]);
        StringListParameter::new(stack, "List", props);
    });
    only("long-description", |stack| {
        let props = StringParameterProps::new().string_value("x").description("x".repeat(1025));
        StringParameter::new(stack, "Parameter", props);
    });
}

#[test]
fn arns() {
    only("bad-arn", |stack| drop(StringParameter::from_arn(stack, "Shared", "parameter/shared")));
    only("parameter-in-other-region", |stack| {
        StringParameter::from_arn(stack, "Shared", "arn:aws:ssm:us-east-1:222222222222:parameter/shared");
    });
}
