//! How values of all kinds come out in a template.

use purlin_cfn::Tag;
use purlin_cfn::ec2::instance::{BlockDeviceMapping, CreditSpecification, Ebs, NetworkInterface};
use purlin_cfn::ec2::{CfnInstance, CfnInstanceProps, CfnSecurityGroupIngress, CfnSecurityGroupIngressProps};
use purlin_cfn::sns::{CfnTopic, CfnTopicProps};
use purlin_core::{
    App, Environment, Expr, IntoValue, NoValue, Output, OutputProps, Parameter, ParameterProps, ParameterType,
    Resource, Stack, StackProps, Val, Value, dynamic_secret, dynamic_ssm, fn_base64, fn_select, fn_split, text,
};
use serde_json::json;

use crate::{Case, case};

pub const CASES: &[Case] = &[
    case!(values_empty),
    case!(values_numbers),
    case!(values_text),
    case!(values_lists),
    case!(values_keys),
    case!(values_late),
    case!(values_typed_property_names),
    case!(values_arns),
    case!(values_dynamic_references),
    case!(values_raw_intrinsics),
];

fn stack(app: &App) -> Stack {
    Stack::new(app, "Values", StackProps::new())
}

/// A resource of a type that nobody knows.
fn thing<'a>(stack: &Stack, id: &str, properties: impl IntoIterator<Item = (&'a str, Val)>) -> Resource {
    let thing = Resource::untyped(stack, id, "Test::Thing");
    for (name, value) in properties {
        thing.set_property(name.to_owned(), value);
    }
    thing
}

fn absent() -> Val {
    Expr::Absent.into()
}

fn list<V: Into<Val>>(items: impl IntoIterator<Item = V>) -> Val {
    Val::List(items.into_iter().map(Into::into).collect())
}

fn values_empty(app: &App) {
    let stack = stack(app);
    thing(
        &stack,
        "Kept",
        [
            ("Text", "".into()),
            ("Number", 0.into()),
            ("Flag", false.into()),
            ("List", json!([]).into()),
            ("Map", json!({}).into()),
            ("Deep", json!({"List": [], "Map": {}, "Text": ""}).into()),
        ],
    );
    let deep = Val::map([("Gone", absent())]);
    let holed = list(["a".into(), absent(), "b".into()]);
    thing(&stack, "Undefined", [("Gone", absent()), ("Deep", deep), ("List", holed)]);
    thing(&stack, "Nothing", []);
    thing(&stack, "NothingLeft", [("Gone", absent())]);
    let deep = json!({"Null": null});
    thing(&stack, "Null", [("Null", Val::Null), ("Deep", deep.into()), ("List", json!([null]).into())]);
    Resource::untyped(&stack, "Absent", "Test::Thing");
}

fn values_numbers(app: &App) {
    let stack = stack(app);
    thing(
        &stack,
        "Numbers",
        [
            ("Int", 1.into()),
            ("Float", 1.5.into()),
            ("Whole", 2.0.into()),
            ("Large", 1e21.into()),
            ("Negative", (-3).into()),
            ("Small", 1e-7.into()),
            ("Max", 9_007_199_254_740_991_i64.into()),
        ],
    );
    let size = Parameter::new(&stack, "Size", ParameterProps::new().kind(ParameterType::NUMBER).default(3));
    let number = || size.value::<i64>();
    thing(&stack, "Token", [("Number", number().into()), ("Text", text!["n=", number().cast::<String>()].into())]);
    let rule = CfnSecurityGroupIngressProps::new().group_id("sg-1").ip_protocol("tcp").from_port(number()).to_port(80);
    CfnSecurityGroupIngress::new(&stack, "Rule", rule);
}

fn values_text(app: &App) {
    let texts = [
        ("Unicode", "Ä € 😀 \u{2028}"),
        ("Control", "tab\t newline\n quote\" backslash\\ \u{1}"),
        ("Braces", "${NotAToken} {{x}}"),
    ];
    thing(&stack(app), "Text", texts.map(|(name, text)| (name, text.into())));
}

fn values_lists(app: &App) {
    let stack = stack(app);
    let topic = CfnTopic::new(&stack, "Topic", CfnTopicProps::new());
    let props = ParameterProps::new().kind(ParameterType::COMMA_DELIMITED_LIST).default("a");
    let parameter = Parameter::new(&stack, "List", props);
    let mixed = ["literal".into_value(), "x".into_value() + topic.get_ref()];
    thing(
        &stack,
        "Lists",
        [
            ("OfTokens", list([topic.get_ref()].into_iter().chain(mixed))),
            ("Token", parameter.value::<Vec<String>>().into()),
            ("Split", fn_split(",", topic.get_ref()).into()),
            ("Nested", list([list(["a"]), list([topic.get_ref()])])),
        ],
    );
}

/// Keys are text, known when they are given.
fn values_keys(app: &App) {
    let key = "late-key";
    let longer = format!("pre-{key}");
    let condition = json!({"aws:SourceVpc": "v"});
    let properties = [(key, "x".into()), (&longer, "y".into()), ("odd key", "z".into()), ("Ref2", condition.into())];
    thing(&stack(app), "Keys", properties);
}

/// What is not settled yet is set once it is.
fn values_late(app: &App) {
    let late = thing(&stack(app), "Late", [("EmptyKept", json!([]).into())]);
    let mut items = vec!["a"];
    items.push("b");
    late.set_property("Text", format!("text {}", items.len()));
    late.set_property("List", list(items.clone()));
    late.set_property("Number", json!(items.len()));
    late.set_property("Any", json!({ "items": items }));
    late.set_property("Gone", Expr::Absent);
    late.set_property("EmptyGone", Expr::Absent);
    late.set_property("InText", "and ".into_value() + "late");
}

fn values_typed_property_names(app: &App) {
    let disk = Ebs::new().volume_size(20).volume_type("gp3").encrypted(true).delete_on_termination(false);
    let interface =
        NetworkInterface::new().device_index("0").associate_public_ip_address(true).group_set(["sg-1", "sg-2"]);
    let instance = CfnInstanceProps::new()
        .image_id("ami-12345678")
        .instance_type("t3.micro")
        .ebs_optimized(true)
        .credit_specification(CreditSpecification::new().cpu_credits("standard"))
        .block_device_mappings([BlockDeviceMapping::new().device_name("/dev/xvda").ebs(disk)])
        .network_interfaces([interface])
        .user_data(fn_base64("#!/bin/sh\n"))
        .tags([Tag::new("Name", "x")]);
    CfnInstance::new(&stack(app), "Instance", instance);
}

fn values_arns(app: &App) {
    let stack = stack(app);
    let output = |stack: &Stack, id: &str, value: Value<String>| {
        Output::new(stack, id, value, OutputProps::new());
    };
    output(&stack, "Slash", stack.arn_without_region("iam", "role/name"));
    output(&stack, "Colon", stack.arn("sns", "topic:x"));
    output(&stack, "NoName", text!["arn:", stack.partition(), ":s3:::bucket"]);
    output(&stack, "SlashSlash", stack.arn("apigateway", "/restapis/id"));
    output(&stack, "Given", "arn:aws-cn:s3:cn-north-1:111111111111:b".into());
    let topic = CfnTopic::new(&stack, "Topic", CfnTopicProps::new());
    output(&stack, "SplitName", fn_select(5, fn_split(":", topic.get_ref())));
    output(&stack, "SplitRegion", fn_select(3, fn_split(":", topic.get_ref())));
    for (id, region) in [("China", "cn-north-1"), ("Ireland", "eu-west-1")] {
        let environment = Environment::new("111111111111", region);
        let stack = Stack::new(app, id, StackProps::new().environment(environment));
        output(&stack, "Slash", stack.arn_without_region("iam", "role/name"));
    }
}

fn values_dynamic_references(app: &App) {
    let stack = stack(app);
    let secret = |id: &str, value: Value<String>| {
        thing(&stack, id, [("Secret", value.into())]);
    };
    secret("Manager", dynamic_secret("my/secret", None));
    // Stages of a secret and secure parameters are written out.
    secret("ManagerField", "{{resolve:secretsmanager:my/secret:SecretString:password:AWSPREVIOUS:}}".into());
    secret("Ssm", "{{resolve:ssm-secure:/my/parameter:3}}".into());
    secret("SsmLatest", "{{resolve:ssm-secure:/my/parameter}}".into());
    thing(&stack, "Plain", [("Value", dynamic_ssm("/my/parameter:2").into())]);
    let owner = thing(&stack, "Owner", []);
    secret("ByReference", dynamic_secret(owner.get_ref(), Some("password")));
}

fn values_raw_intrinsics(app: &App) {
    let stack = stack(app);
    thing(
        &stack,
        "Raw",
        [
            ("A", json!({"Ref": "AWS::Region"}).into()),
            ("B", json!({"Fn::Join": ["", ["a", "b"]]}).into()),
            ("C", json!({"Fn::Sub": "${AWS::Region}"}).into()),
        ],
    );
    let none: Value<String> = NoValue.into_value();
    thing(&stack, "NoValue", [("Gone", none.into()), ("Any", Expr::NoValue.into())]);
}
