//! Stacks with and without a concrete environment, and their options.

use std::collections::BTreeMap;

use purlin_cfn::ec2::{CfnSubnet, CfnSubnetProps};
use purlin_cfn::sns::{CfnTopic, CfnTopicProps};
use purlin_core::{
    App, Construct, Environment, IntoValue, Lookup, Output, OutputProps, Scope, Stack, StackProps, Stage, StageProps,
    ToolkitEnvironment, Value, fn_get_azs, fn_join, fn_select, pseudo_parameter, text,
};
use purlin_tests::differential::Accepted;
use serde_json::{Value as Json, json};

use crate::{Case, case};

pub const CASES: &[Case] = &[
    case!(environment_agnostic),
    case!(environment_of_account_or_region_alone),
    case!(environment_concrete).environment(known_zones),
    case!(environment_missing_context).accepting(&[
        NOT_DEPLOYABLE,
        Accepted { file: "manifest.json", place: "/artifacts/Missing/metadata/", ..NOT_DEPLOYABLE },
        Accepted { file: "manifest.json", place: "/missing/0/props/dummyValue", ..NOT_DEPLOYABLE },
    ]),
    case!(environment_missing_context_in_a_stage).accepting(&[
        NOT_DEPLOYABLE_IN_A_STAGE,
        Accepted {
            file: "assembly-Stage/manifest.json",
            place: "/artifacts/StageMissing80863246/metadata/",
            ..NOT_DEPLOYABLE_IN_A_STAGE
        },
        Accepted { file: "manifest.json", place: "/missing/0/props/dummyValue", ..NOT_DEPLOYABLE_IN_A_STAGE },
        Accepted {
            file: "assembly-Stage/manifest.json",
            place: "/missing",
            reason: "the toolkit asks the outermost manifest alone for what is missing",
            ..NOT_DEPLOYABLE_IN_A_STAGE
        },
    ]),
    case!(environment_in_other_partitions),
    case!(stack_options),
    case!(stack_in_stack),
    case!(path_metadata).environment(with_path_metadata),
];

const NOT_DEPLOYABLE: Accepted = Accepted {
    case: "environment_missing_context",
    file: ".template.json",
    place: "",
    reason: "without the answer of a lookup there is no template to deploy, rather than one with dummy values",
};

const NOT_DEPLOYABLE_IN_A_STAGE: Accepted =
    Accepted { case: "environment_missing_context_in_a_stage", ..NOT_DEPLOYABLE };

fn ireland() -> Environment {
    Environment::new("111111111111", "eu-west-1")
}

fn with_context(key: &str, value: Json) -> ToolkitEnvironment {
    ToolkitEnvironment { context: BTreeMap::from([(key.to_owned(), value)]), ..ToolkitEnvironment::default() }
}

fn known_zones() -> ToolkitEnvironment {
    let key = "availability-zones:account=111111111111:region=eu-west-1";
    with_context(key, json!(["eu-west-1a", "eu-west-1b", "eu-west-1c"]))
}

fn with_path_metadata() -> ToolkitEnvironment {
    with_context("aws:cdk:enable-path-metadata", true.into())
}

fn output(stack: &Stack, id: &str, value: impl IntoValue<String>) {
    Output::new(stack, id, value.into_value(), OutputProps::new());
}

fn topic(scope: &impl Construct, id: &str) -> CfnTopic {
    CfnTopic::new(scope, id, CfnTopicProps::new())
}

/// The availability zones of a stack: looked up, or left to the deployment where nobody knows the region yet.
fn zones(stack: &Stack) -> Vec<Value<String>> {
    if stack.environment() == Environment::default() {
        return (0..2).map(|index| fn_select(index, fn_get_azs(""))).collect();
    }
    match stack.scope().lookup("availability-zones", Vec::<(&str, &str)>::new()) {
        Lookup::Found(found) => {
            found.as_array().into_iter().flatten().filter_map(|zone| Some(zone.as_str()?.into_value())).collect()
        }
        Lookup::Missing(missing) => vec![missing.value()],
    }
}

/// A stack that tells what it knows of its environment.
fn telling(app: &App, id: &str, environment: Environment) {
    let url = format!(
        "aws://{}/{}",
        environment.account.as_deref().unwrap_or("unknown-account"),
        environment.region.as_deref().unwrap_or("unknown-region")
    );
    let stack = Stack::new(app, id, StackProps::new().environment(environment));
    topic(&stack, "Topic");
    output(&stack, "Account", stack.account());
    output(&stack, "Region", stack.region());
    output(&stack, "Partition", stack.partition());
    output(&stack, "Suffix", pseudo_parameter::url_suffix());
    output(&stack, "Id", stack.stack_id());
    output(&stack, "Name", stack.stack_name());
    output(&stack, "Environment", url);
    output(&stack, "Artifact", stack.artifact_id());
    output(&stack, "Template", format!("{}.template.json", stack.artifact_id()));
    output(&stack, "Zones", fn_join(",", zones(&stack)));
    output(&stack, "Mixed", text![stack.account(), "/", pseudo_parameter::account_id()]);
}

fn environment_agnostic(app: &App) {
    telling(app, "Agnostic", Environment::default());
}

fn environment_of_account_or_region_alone(app: &App) {
    let region = Environment { region: Some("eu-west-1".into()), account: None };
    let account = Environment { account: Some("111111111111".into()), region: None };
    for (id, environment) in [("OnlyRegion", region), ("OnlyAccount", account)] {
        let stack = Stack::new(app, id, StackProps::new().environment(environment));
        output(&stack, "Both", text![stack.account(), "/", stack.region()]);
    }
}

fn environment_concrete(app: &App) {
    telling(app, "Concrete", ireland());
}

fn subnet_in_an_unknown_zone(stack: &Stack) {
    let subnet = CfnSubnetProps::new().vpc_id("vpc-1").cidr_block("10.0.0.0/24").availability_zone(zones(stack).pop());
    CfnSubnet::new(stack, "Subnet", subnet);
}

fn environment_missing_context(app: &App) {
    subnet_in_an_unknown_zone(&Stack::new(app, "Missing", StackProps::new().environment(ireland())));
}

fn environment_missing_context_in_a_stage(app: &App) {
    let stage = Stage::new(app, "Stage", StageProps::new().environment(ireland()));
    subnet_in_an_unknown_zone(&Stack::new(&stage, "Missing", StackProps::new()));
}

fn environment_in_other_partitions(app: &App) {
    for region in ["cn-north-1", "us-gov-west-1", "unknown-region-1"] {
        let environment = Environment::new("111111111111", region);
        let stack = Stack::new(app, region, StackProps::new().environment(environment));
        output(&stack, "Partition", stack.partition());
        output(&stack, "Suffix", pseudo_parameter::url_suffix());
    }
}

fn stack_options(app: &App) {
    let arns = ["one", "two"].map(|name| format!("arn:aws:sns:eu-west-1:111111111111:{name}"));
    let options = StackProps::new()
        .description("a described stack")
        .termination_protection(true)
        .stack_name("physical")
        .environment(ireland())
        .notification_arns(arns)
        .tags([("owner".to_owned(), "me".to_owned())]);
    topic(&Stack::new(app, "Options", options), "Topic");
    topic(&Stack::new(app, "Late", StackProps::new().termination_protection(true)), "Topic");
}

fn stack_in_stack(app: &App) {
    let props = || StackProps::new().environment(ireland());
    let outer = Stack::new(app, "Outer", props());
    let topic = topic(&outer, "Topic");
    let inner = Stack::new(&Scope::new(&outer, "Group"), "Inner", props());
    output(&inner, "Arn", topic.get_ref());
}

fn path_metadata(app: &App) {
    let stack = Stack::new(app, "Paths", StackProps::new());
    topic(&Scope::new(&stack, "Group"), "Topic").resource().add_metadata("Own", "x");
    let stage = Stage::new(app, "Stage", StageProps::new());
    topic(&Stack::new(&stage, "Paths", StackProps::new()), "Resource");
}
