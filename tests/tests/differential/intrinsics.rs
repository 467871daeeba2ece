//! Every intrinsic function, alone.

use purlin_cfn::ec2::{CfnSubnet, CfnSubnetProps, CfnVPC, CfnVPCProps};
use purlin_cfn::s3::{CfnBucket, CfnBucketProps};
use purlin_cfn::sns::{CfnTopic, CfnTopicProps};
use purlin_core::{
    App, Expr, IntoValue, Mapping, Output, OutputProps, Parameter, ParameterProps, ParameterType, Stack, StackProps,
    Val, Value, fn_base64, fn_cidr, fn_find_in_map, fn_find_in_map_or, fn_get_azs, fn_get_stack_output,
    fn_import_value, fn_join, fn_join_list, fn_length, fn_select, fn_split, fn_sub, fn_sub_with, fn_transform,
    pseudo_parameter, text, to_json_text,
};
use purlin_tests::differential::Accepted;
use serde_json::json;

use crate::{Case, case};

pub const CASES: &[Case] = &[
    case!(join),
    case!(join_of_lists),
    case!(sub),
    case!(select_and_split),
    case!(cidr),
    case!(get_azs),
    case!(find_in_map),
    case!(find_in_map_with_default).accepting(&[Accepted { case: "find_in_map_with_default", ..ONE_TRANSFORM }]),
    case!(import_value),
    case!(get_stack_output),
    case!(base64),
    case!(transform),
    case!(to_json_string).accepting(LIST_IN_JSON),
    case!(to_json_string_by_function),
    case!(length).accepting(&[ONE_TRANSFORM]),
    case!(pseudo_parameters),
];

const ONE_TRANSFORM: Accepted = Accepted {
    case: "length",
    file: "Functions.template.json",
    place: "/Transform",
    reason: "a transform that stands alone is always written as text; aws-cdk-lib makes a list of it when it adds it twice",
};

fn stack_with_topic(app: &App) -> (Stack, CfnTopic) {
    let stack = Stack::new(app, "Functions", StackProps::new());
    let topic = CfnTopic::new(&stack, "Topic", CfnTopicProps::new());
    (stack, topic)
}

fn output(stack: &Stack, id: &str, value: impl IntoValue<String>) {
    Output::new(stack, id, value.into_value(), OutputProps::new());
}

fn literal(text: &str) -> Value<String> {
    text.into_value()
}

fn list_parameter(stack: &Stack) -> Value<Vec<String>> {
    let props = ParameterProps::new().kind(ParameterType::COMMA_DELIMITED_LIST).default("a,b");
    Parameter::new(stack, "List", props).value()
}

/// The first parts of a text that has so many.
fn parts(delimiter: &'static str, whole: Value<String>, count: usize) -> Vec<Value<String>> {
    (0..count).map(|index| fn_select(index, fn_split(delimiter, &whole))).collect()
}

fn join(app: &App) {
    let (stack, topic) = stack_with_topic(app);
    let arn = || topic.get_ref();
    output(&stack, "Literals", fn_join("-", ["a", "b", "c"]));
    output(&stack, "One", fn_join("-", [arn()]));
    output(&stack, "Mixed", fn_join("-", [literal("a"), literal("b"), arn(), literal("c"), literal("d")]));
    output(&stack, "EmptyStrings", fn_join("", [literal(""), arn(), literal("")]));
    output(&stack, "EmptyStringsWithDelimiter", fn_join(",", [literal(""), arn(), literal(""), literal("")]));
    output(&stack, "SameDelimiter", fn_join(",", [literal("a"), fn_join(",", [literal("b"), arn()]), literal("c")]));
    output(&stack, "OtherDelimiter", fn_join(",", [literal("a"), fn_join("-", [literal("b"), arn()]), literal("c")]));
    output(&stack, "OtherDelimiterOfLiterals", fn_join(",", [literal("a"), fn_join("-", ["b", "c"])]));
    output(&stack, "Concatenated", text!["a", arn(), "b", topic.attr_topic_name()]);
    output(&stack, "ConcatenatedWithJoin", text!["a", fn_join("", [literal("b"), arn()]), "c"]);
    output(&stack, "ConcatenatedWithOtherJoin", text!["a", fn_join(",", [literal("b"), arn()]), "c"]);
    output(&stack, "JoinOfConcatenation", fn_join("", [literal("a") + arn(), literal("b")]));
}

fn join_of_lists(app: &App) {
    let stack = Stack::new(app, "Functions", StackProps::new());
    let list = list_parameter(&stack);
    output(&stack, "Whole", fn_join_list("/", list));
    output(&stack, "Zones", fn_join_list(",", fn_get_azs("")));
    output(&stack, "Split", fn_join_list(",", fn_split("-", pseudo_parameter::stack_name())));
    CfnTopic::new(&stack, "Topic", CfnTopicProps::new());
}

fn sub(app: &App) {
    let (stack, topic) = stack_with_topic(app);
    output(&stack, "Plain", fn_sub("${AWS::Region}/${Topic}"));
    output(&stack, "Attribute", fn_sub("${Topic.TopicName}"));
    output(&stack, "Escaped", fn_sub("${!Literal} and $5"));
    let variables = [("Name", topic.attr_topic_name()), ("Unused", literal("x"))];
    output(&stack, "Variables", fn_sub_with("${Name}-${AWS::Region}", variables));
    output(&stack, "InText", text!["before ", fn_sub("${AWS::Region}"), " after"]);
}

fn select_and_split(app: &App) {
    let (stack, topic) = stack_with_topic(app);
    let mixed = || [literal("a"), topic.get_ref()];
    output(&stack, "SelectLiterals", fn_select::<String>(1, ["a", "b", "c"]));
    output(&stack, "SelectMixed", fn_select::<String>(1, mixed()));
    output(&stack, "SelectLiteralOfMixed", fn_select::<String>(0, mixed()));
    output(&stack, "SelectOfSplitLiteral", fn_select(1, fn_split("-", "a-b-c")));
    output(&stack, "SelectOfSplit", fn_select(5, fn_split(":", topic.get_ref())));
    output(&stack, "SplitOfText", fn_select(0, fn_split("/", topic.attr_topic_name() + "/x")));
    output(&stack, "SplitAssumedLength", fn_join(".", parts("-", topic.attr_topic_name(), 3)));
    output(&stack, "DomainOfUrl", domain_of(literal("https://example.com/path")));
    output(&stack, "DomainOfToken", domain_of(topic.get_ref()));
}

fn domain_of(url: Value<String>) -> Value<String> {
    fn_select(0, fn_split("/", fn_select::<String>(1, fn_split("//", url))))
}

fn cidr(app: &App) {
    let stack = Stack::new(app, "Functions", StackProps::new());
    let vpc = CfnVPC::new(&stack, "Vpc", CfnVPCProps::new().cidr_block("10.0.0.0/16"));
    // Either library writes the number of host bits as it is given; aws-cdk-lib wants text.
    let bits = literal("12").cast::<i64>();
    for index in [0, 1] {
        let subnet = CfnSubnetProps::new()
            .vpc_id(vpc.get_ref())
            .availability_zone(fn_select(index, fn_get_azs("")))
            .cidr_block(fn_select(index, fn_cidr(vpc.attr_cidr_block(), 6, &bits)));
        CfnSubnet::new(&stack, &format!("Subnet{index}"), subnet);
    }
    output(&stack, "WithoutMask", fn_join_list(",", fn_cidr("10.0.0.0/16", 2, None::<i64>)));
}

fn get_azs(app: &App) {
    let (stack, _) = stack_with_topic(app);
    output(&stack, "Own", fn_select(0, fn_get_azs("")));
    output(&stack, "Named", fn_select(0, fn_get_azs("eu-west-1")));
    output(&stack, "ByReference", fn_select(0, fn_get_azs(pseudo_parameter::region())));
}

fn find_in_map(app: &App) {
    let stack = Stack::new(app, "Functions", StackProps::new());
    let mapping = Mapping::new(&stack, "Sizes");
    for (region, instance, count) in [("eu-west-1", "t3.small", 2), ("us-east-1", "t3.large", 3)] {
        mapping.set(region, "instance", instance);
        mapping.set(region, "count", count);
    }
    let by_region = || mapping.find::<String>(pseudo_parameter::region(), "instance");
    output(&stack, "ByToken", by_region());
    output(&stack, "Literal", mapping.find::<String>("eu-west-1", "instance"));
    output(&stack, "ByFunction", fn_find_in_map::<String>("Sizes", pseudo_parameter::region(), "instance"));
    output(&stack, "InText", text!["size ", by_region()]);
    CfnTopic::new(&stack, "Topic", CfnTopicProps::new());
}

fn find_in_map_with_default(app: &App) {
    let stack = Stack::new(app, "Functions", StackProps::new());
    let mapping = Mapping::new(&stack, "Sizes");
    mapping.set("eu-west-1", "instance", "t3.small");
    let region = pseudo_parameter::region;
    output(&stack, "OfMapping", mapping.find_or::<String>(region(), "instance", "t3.nano"));
    let otherwise = pseudo_parameter::stack_name();
    output(&stack, "ByFunction", fn_find_in_map_or::<String>("Sizes", region(), "instance", otherwise));
    CfnTopic::new(&stack, "Topic", CfnTopicProps::new());
}

fn import_value(app: &App) {
    let (stack, _) = stack_with_topic(app);
    output(&stack, "Text", fn_import_value::<String>("some-export"));
    output(&stack, "ByToken", fn_import_value::<String>(pseudo_parameter::stack_name() + "-export"));
    let list = || fn_import_value::<String>("some-list");
    output(&stack, "List", fn_select::<String>(1, parts(",", list(), 3)));
    output(&stack, "ListWithDelimiter", fn_join(",", parts(";", list(), 2)));
}

fn get_stack_output(app: &App) {
    let (stack, _) = stack_with_topic(app);
    let region = || Some(literal("us-east-1"));
    let role = literal("arn:aws:iam::222222222222:role/reader");
    output(&stack, "Plain", fn_get_stack_output::<String>("Other", "Arn", None, None));
    output(&stack, "Region", fn_get_stack_output::<String>("Other", "Arn", region(), None));
    output(&stack, "Role", fn_get_stack_output::<String>("Other", "Arn", region(), Some(role)));
}

fn base64(app: &App) {
    let (stack, topic) = stack_with_topic(app);
    output(&stack, "Literal", fn_base64("#!/bin/sh\necho \"hello\"\n"));
    output(&stack, "WithReference", fn_base64(text!["#!/bin/sh\necho ", topic.get_ref(), "\n"]));
    output(&stack, "OfSub", fn_base64(fn_sub("echo ${AWS::Region}")));
}

fn transform(app: &App) {
    let stack = Stack::new(app, "Functions", StackProps::new());
    let included = fn_transform::<String>("AWS::Include", json!({"Location": "s3://bucket/file.json"}));
    CfnBucket::new(&stack, "Bucket", CfnBucketProps::new().bucket_name(included));
    stack.add_transform("AWS::Serverless-2016-10-31");
}

/// Where a list that is known during deployment only stands in a JSON text.
const LIST_IN_JSON: &[Accepted] = &[
    list_in_json("Functions.template.json", "/Outputs/List/Value"),
    list_in_json("Functions.template.json", "/Resources/AWSCDKCfnUtilsProvider"),
    list_in_json("Functions.template.json", "/Resources/CdkJsonStringify"),
    list_in_json("Functions.assets.json", "/files/0f9ba37e"),
    list_in_json("manifest.json", "/artifacts/Functions/metadata/~1Functions~1AWSCDKCfnUtilsProvider"),
    list_in_json("manifest.json", "/artifacts/Functions/metadata/~1Functions~1CdkJsonStringify"),
    list_in_json("asset.0f9ba37e959a44fec66494f0055b633ee8c198be61d538a0b9d8e47305ae4af6", ""),
];

const fn list_in_json(file: &'static str, place: &'static str) -> Accepted {
    let reason = "aws-cdk-lib deploys a Lambda function that makes the list's JSON text";
    Accepted { case: "to_json_string", file, place, reason }
}

fn to_json_string(app: &App) {
    let (stack, topic) = stack_with_topic(app);
    let literals = json!({"a": 1, "b": "two", "c": [true, null], "d": "quote \" and \\ and \n"});
    output(&stack, "Literals", to_json_text(literals));
    let references = Val::map([
        ("arn", topic.get_ref().into()),
        ("text", text!["x ", topic.attr_topic_name(), " \"y\""].into()),
        ("list", Val::List(vec![topic.get_ref().into(), "z".into()])),
    ]);
    output(&stack, "References", to_json_text(references));
    let number = topic.resource().get_att::<i64>("Number");
    output(&stack, "Number", to_json_text(Val::map([("number", number.into())])));
    let list = topic.resource().get_att::<Vec<String>>("List");
    output(&stack, "List", to_json_text(Val::map([("list", list.into())])));
    // There is no function that indents.
    let indented = text!["{\n  \"a\": \"", topic.get_ref(), "\",\n  \"b\": {\n    \"c\": [],\n    \"d\": {}\n  }\n}"];
    output(&stack, "Indented", indented);
    let lazy = Val::map([("lazy", "late".into()), ("gone", Expr::Absent.into())]);
    output(&stack, "Lazy", to_json_text(lazy));
}

/// What has parts that are known is made a text by either library: there is no need of the function.
fn to_json_string_by_function(app: &App) {
    let (stack, topic) = stack_with_topic(app);
    stack.add_transform("AWS::LanguageExtensions");
    let list = Val::List(vec![1.into(), "x".into()]);
    output(&stack, "Object", to_json_text(Val::map([("arn", topic.get_ref().into()), ("list", list)])));
    let list = Val::List(vec![topic.get_ref().into(), pseudo_parameter::region().into()]);
    output(&stack, "List", to_json_text(list));
}

fn length(app: &App) {
    let (stack, _) = stack_with_topic(app);
    output(&stack, "OfList", fn_length(fn_split("|", "a|b|c")).cast());
    output(&stack, "OfZones", fn_length(fn_get_azs("")).cast());
    output(&stack, "OfLiterals", fn_length::<String>([literal("a"), pseudo_parameter::region()]).cast());
}

fn pseudo_parameters(app: &App) {
    let (stack, _) = stack_with_topic(app);
    output(&stack, "Account", pseudo_parameter::account_id());
    output(&stack, "Notifications", fn_join_list(",", pseudo_parameter::notification_arns()));
    output(&stack, "Partition", pseudo_parameter::partition());
    output(&stack, "Region", pseudo_parameter::region());
    output(&stack, "StackId", pseudo_parameter::stack_id());
    output(&stack, "StackName", pseudo_parameter::stack_name());
    output(&stack, "Suffix", pseudo_parameter::url_suffix());
    output(&stack, "Together", text![pseudo_parameter::account_id(), "/", pseudo_parameter::region()]);
}
