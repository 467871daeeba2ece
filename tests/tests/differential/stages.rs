//! Stages: assemblies within the assembly.

use std::collections::BTreeMap;

use purlin_core::{
    App, Construct, Environment, Output, OutputProps, Scope, Stack, StackProps, Stage, StageProps, Tags,
    UniqueNameOptions,
};
use purlin_tests::differential::Accepted;

use crate::resources::{ireland, stack, topic};
use crate::{Case, case};

pub const CASES: &[Case] = &[
    case!(stage),
    case!(stage_nested),
    case!(stage_names),
    case!(stage_reference_between_its_stacks),
    case!(stage_tags).accepting(TAGS_OF_THE_APP),
];

const TAGS_OF_THE_APP: &[Accepted] = &[Accepted {
    case: "stage_tags",
    file: ".template.json",
    place: "/Resources/Topic/Properties/Tags",
    reason: "tags and aspects of the app reach its stages too; aws-cdk-lib leaves stages out without a word, \
             which hides resources from checks and cost reports",
}];

fn stage(app: &App) {
    topic(&stack(app, "Outside"), "Topic");
    let stage = Stage::new(app, "Prod", StageProps::new().environment(ireland()));
    let api = stack(&stage, "Api");
    let api_topic = topic(&api, "Topic");
    Output::new(&api, "UniqueId", api_topic.scope().unique_id(), OutputProps::new());
    let dashed = UniqueNameOptions { separator: "-", ..UniqueNameOptions::default() };
    Output::new(&api, "Unique", api_topic.scope().unique_resource_name(&dashed), OutputProps::new());
    topic(&stack(&Scope::new(&stage, "Inner"), "Api"), "Topic");
    topic(&Stack::new(&stage, "Named", StackProps::new().stack_name("explicit")), "Topic");
}

fn stage_nested(app: &App) {
    let stage = Stage::new(app, "Prod", StageProps::new().environment(ireland()));
    let inner = Stage::new(&stage, "Nest", StageProps::new());
    topic(&stack(&inner, "Db"), "Topic");
    let virginia = Environment { account: None, region: Some("us-east-1".to_owned()) };
    let innermost = Stage::new(&Scope::new(&inner, "Holder"), "Deep", StageProps::new().environment(virginia));
    topic(&stack(&innermost, "Db"), "Topic");
}

fn stage_names(app: &App) {
    let stage = Stage::new(app, "Named", StageProps::new().stage_name("pretty"));
    topic(&stack(&stage, "X"), "Topic");
    topic(&stack(&Scope::new(&stage, "Y"), "Z"), "Topic");
    topic(&stack(&Stage::new(&stage, "Sub", StageProps::new().stage_name("lower")), "X"), "Topic");
    topic(&stack(&Stage::new(app, &"S".repeat(90), StageProps::new()), &"T".repeat(90)), "Topic");
}

fn stage_reference_between_its_stacks(app: &App) {
    let stage = Stage::new(app, "Prod", StageProps::new().environment(ireland()));
    let topic = topic(&stack(&stage, "Producer"), "Topic");
    Output::new(&stack(&stage, "Consumer"), "Name", topic.attr_topic_name(), OutputProps::new());
}

fn stage_tags(app: &App) {
    let stage = Stage::new(app, "Prod", StageProps::new());
    Tags::of(app).add("everywhere", "yes");
    Tags::of(&stage).add("stage", "prod");
    let tags = BTreeMap::from([("stack".to_owned(), "api".to_owned())]);
    topic(&Stack::new(&stage, "Api", StackProps::new().tags(tags)), "Topic");
}
