//! The sections of a template beside its resources.

use purlin_cfn::sns::{CfnTopic, CfnTopicProps};
use purlin_cfn::ssm::parameter::Type;
use purlin_cfn::ssm::{CfnParameter, CfnParameterProps};
use purlin_core::{
    App, Construct, IntoValue, Mapping, Output, OutputProps, Parameter, ParameterProps, ParameterType, Rule,
    RuleAssertion, Scope, Stack, StackProps, Val, Value, fn_contains, fn_each_member_equals, fn_each_member_in,
    fn_equals, fn_import_value, fn_join_list, fn_not, fn_ref_all, fn_select, fn_value_of, fn_value_of_all,
    pseudo_parameter,
};
use purlin_tests::differential::Accepted;
use serde_json::json;

use crate::{Case, case};

pub const CASES: &[Case] = &[
    case!(parameters),
    case!(mappings).accepting(&[Accepted {
        case: "mappings",
        file: "manifest.json",
        place: "/artifacts/Parts/metadata/~1Parts~1Group~1Unused",
        reason: "aws-cdk-lib advises to make the mapping lazy, which mappings of Purlin are not",
    }]),
    case!(mappings_lazy).accepting(&[Accepted {
        case: "mappings_lazy",
        file: "manifest.json",
        place: "/artifacts/Parts/metadata/~1Parts~1Known",
        reason: "a mapping that no template holds is not made: what is known is an ordinary Rust map",
    }]),
    case!(outputs).accepting(&[Accepted {
        case: "outputs",
        file: "manifest.json",
        place: "/artifacts/Parts/metadata/~1Parts~1Group~1Deep/0/data",
        reason: "the toolkit is told the name that the template has for the output; aws-cdk-lib tells another",
    }]),
    case!(rules),
    case!(template_options),
    case!(template_of_nothing),
];

fn stack_with_topic(app: &App) -> Stack {
    let stack = Stack::new(app, "Parts", StackProps::new());
    CfnTopic::new(&stack, "Topic", CfnTopicProps::new());
    stack
}

fn output(stack: &Stack, id: &str, value: impl IntoValue<String>) {
    Output::new(stack, id, value.into_value(), OutputProps::new());
}

fn parameters(app: &App) {
    let stack = stack_with_topic(app);
    let text = ParameterProps::new()
        .default("abc")
        .description("a text")
        .allowed_pattern("[a-z]+")
        .constraint_description("lower case")
        .min_length(1)
        .max_length(9);
    let number = ParameterProps::new().kind(ParameterType::NUMBER).default(5).min_value(0).max_value(10);
    let choice = ParameterProps::new().allowed_values(vec!["a".into(), "b".into()]).default("a");
    let secret = ParameterProps::new().no_echo(true);
    let list = ParameterProps::new().kind(ParameterType::COMMA_DELIMITED_LIST).default("a,b");
    let subnets = ParameterProps::new().kind(ParameterType::SUBNET_ID_LIST);
    let stored = ParameterProps::new().kind(ParameterType::SSM_STRING).default("/path");
    let group = Scope::new(&stack, "Group");
    let text = Parameter::new(&stack, "Text", text);
    let number = Parameter::new(&stack, "Number", number);
    let choice = Parameter::new(&stack, "Choice", choice);
    let secret = Parameter::new(&stack, "Secret", secret);
    let list = Parameter::new(&stack, "List", list);
    let subnets = Parameter::new(&stack, "Subnets", subnets);
    let stored = Parameter::new(&group, "Stored", stored);
    let uses = |id: &str, value: Value<String>| {
        CfnParameter::new(&stack, &format!("Uses{id}"), CfnParameterProps::new().type_(Type::STRING).value(value));
    };
    uses("Text", text.value());
    uses("Number", number.value::<i64>().cast());
    uses("Choice", choice.value());
    uses("Secret", secret.value());
    uses("List", fn_select(0, list.value::<Vec<String>>()));
    uses("Subnets", fn_join_list(",", subnets.value::<Vec<String>>()));
    uses("Stored", stored.value());
}

fn mappings(app: &App) {
    let stack = stack_with_topic(app);
    let mapping = Mapping::new(&stack, "Regions");
    mapping.set("eu-west-1", "Image", "ami-1");
    mapping.set("eu-west-1", "Count", 2);
    mapping.set("us-east-1", "Image", "ami-2");
    mapping.set("eu-west-1", "Zones", json!(["a", "b"]));
    output(&stack, "Image", mapping.find::<String>(pseudo_parameter::region(), "Image"));
    Mapping::new(&Scope::new(&stack, "Group"), "Unused").set("top", "second", "x");
}

fn mappings_lazy(app: &App) {
    let stack = stack_with_topic(app);
    let images = [("eu-west-1", "ami-1"), ("us-east-1", "ami-2")];
    output(&stack, "Literal", images[0].1);
    let needed = Mapping::new(&stack, "Needed");
    for (region, image) in images {
        needed.set(region, "Image", image);
    }
    output(&stack, "ByToken", needed.find::<String>(pseudo_parameter::region(), "Image"));
}

fn outputs(app: &App) {
    let stack = stack_with_topic(app);
    output(&stack, "Plain", "x");
    let described = OutputProps::new().description("where").export_name("exported-name");
    Output::new(&stack, "Described", pseudo_parameter::region(), described);
    let deep = OutputProps::new().export_name(pseudo_parameter::stack_name() + "-deep");
    let deep = Output::new(&Scope::new(&stack, "Group"), "Deep", "y", deep);
    deep.scope().override_logical_id("ChosenKey");
    Output::new(&stack, "Exported", "z", OutputProps::new().export_name("z"));
    let importer = Stack::new(app, "Importer", StackProps::new());
    output(&importer, "Imports", fn_import_value::<String>("z"));
}

fn rules(app: &App) {
    let stack = stack_with_topic(app);
    let size = Parameter::new(&stack, "Size", ParameterProps::new().default("small"));
    let zones = ParameterProps::new().kind(ParameterType::new("List<String>")).default("a,b");
    let zones = Parameter::new(&stack, "Zones", zones);
    let (size, zones) = (|| size.value::<String>(), || zones.value::<Vec<String>>());
    let assertions = [
        RuleAssertion::new(fn_contains(["small", "large"], size())).description("small or large"),
        RuleAssertion::new(fn_not(fn_equals(size(), "none"))).description("some size"),
    ];
    let rule = Rule::new(&stack, "Rule", assertions);
    rule.set_condition(fn_equals(pseudo_parameter::region(), "eu-west-1"));
    let vpcs = fn_value_of_all("AWS::EC2::Subnet::Id", "VpcId");
    let every = [
        RuleAssertion::new(fn_each_member_equals(zones(), "a")).description("all a"),
        RuleAssertion::new(fn_each_member_in(zones(), ["a", "b"])).description("a or b"),
        RuleAssertion::new(fn_each_member_in(vpcs, fn_ref_all("AWS::EC2::VPC::Id"))).description("in the VPC"),
        RuleAssertion::new(fn_equals(fn_value_of("Size", "Name"), "x")).description("x"),
    ];
    Rule::new(&stack, "Every", every);
    Rule::new(&stack, "Empty", []);
}

fn template_options(app: &App) {
    let stack = Stack::new(app, "Parts", StackProps::new().description("what this is"));
    CfnTopic::new(&stack, "Topic", CfnTopicProps::new());
    stack.add_metadata("AWS::CloudFormation::Interface", json!({"ParameterGroups": []}));
    stack.add_metadata("Number", 1);
    stack.set_template_format_version("2010-09-09");
    stack.add_metadata("Added", Val::map([("region", pseudo_parameter::region().into())]));
    stack.add_transform("AWS::LanguageExtensions");
    stack.add_transform("AWS::Serverless-2016-10-31");
}

fn template_of_nothing(app: &App) {
    Stack::new(app, "Empty", StackProps::new());
    let stack = Stack::new(app, "OnlyOutput", StackProps::new());
    let export = OutputProps::new().export_name("literal-export");
    Output::new(&stack, "Exportliteral-export", "literal", export);
}
