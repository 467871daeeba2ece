//! Logical ids, stack names and other names made from construct ids.

use purlin_cfn::sns::CfnTopic;
use purlin_core::{App, Construct, Output, OutputProps, Scope, Stack, StackProps, UniqueNameOptions};

use crate::resources::{stack, topic};
use crate::{Case, case};

pub const CASES: &[Case] = &[
    case!(names_nested),
    case!(names_default_and_resource),
    case!(names_repeated_components),
    case!(names_long),
    case!(names_odd_characters),
    case!(names_override_logical_id),
    case!(names_rename_logical_id),
    case!(names_of_stacks),
    case!(names_of_long_stacks),
    case!(names_unique),
];

/// A topic at the end of a path of constructs.
fn topic_at(stack: &Stack, ids: &[&str]) -> CfnTopic {
    let (last, outer) = ids.split_last().unwrap_or((&"", &[]));
    let scope =
        outer.iter().fold(stack.scope().clone(), |scope, id| scope.child(id).unwrap_or_else(|| Scope::new(&scope, id)));
    topic(&scope, last)
}

fn names_nested(app: &App) {
    let stack = stack(app, "Names");
    topic_at(&stack, &["Top"]);
    topic_at(&stack, &["Outer", "Topic"]);
    topic_at(&stack, &["Outer", "Middle", "Topic"]);
    topic_at(&stack, &["Outer", "Middle", "Inner", "Topic"]);
}

fn names_default_and_resource(app: &App) {
    let stack = stack(app, "Names");
    topic_at(&stack, &["Resource"]);
    topic_at(&stack, &["A", "Default"]);
    topic_at(&stack, &["B", "Resource"]);
    topic_at(&stack, &["C", "Resource", "D"]);
    topic_at(&stack, &["C", "Default", "E"]);
    topic_at(&stack, &["Default", "F", "Resource"]);
    topic_at(&stack, &["Resource2", "Resource"]);
}

fn names_repeated_components(app: &App) {
    let stack = stack(app, "Names");
    topic_at(&stack, &["Foo", "Foo", "Bar"]);
    topic_at(&stack, &["Foo", "FooBar"]);
    topic_at(&stack, &["MyFoo", "Foo", "X"]);
    topic_at(&stack, &["Svc", "Svc", "Resource"]);
    topic_at(&stack, &["AB", "B", "AB", "B"]);
}

fn names_long(app: &App) {
    let stack = stack(app, "Names");
    topic_at(&stack, &[&"x".repeat(255)]);
    topic_at(&stack, &[&"a".repeat(200), &"b".repeat(200), "Topic"]);
    topic_at(&stack, &[&format!("Construct{}", "1".repeat(120)), &format!("Construct{}", "2".repeat(120))]);
}

fn names_odd_characters(app: &App) {
    let stack = stack(app, "Names");
    topic_at(&stack, &["My-Topic_1"]);
    topic_at(&stack, &["with space", "and.dots"]);
    topic_at(&stack, &["slash/inside"]);
    topic_at(&stack, &["slash/outside", "topic"]);
    topic_at(&stack, &["Äiti", "ünï-cödé", "topic"]);
    topic_at(&stack, &["1", "2"]);
    topic_at(&stack, &["AWS::SNS::Topic", "${brace}"]);
}

fn names_override_logical_id(app: &App) {
    let stack = stack(app, "Names");
    let topic = topic_at(&stack, &["Group", "Topic"]);
    topic.scope().override_logical_id("Chosen");
    let name = Output::new(&stack, "Name", topic.attr_topic_name(), OutputProps::new());
    name.scope().override_logical_id("ChosenToo");
    Output::new(&stack, "Arn", topic.get_ref(), OutputProps::new());
}

fn names_rename_logical_id(app: &App) {
    let stack = stack(app, "Names");
    let topic = topic_at(&stack, &["Group", "Topic"]);
    stack.rename_logical_id("GroupTopic7FCA6724", "Renamed");
    stack.rename_logical_id("Plain", "Fancy");
    topic_at(&stack, &["Plain"]).scope().add_dependency(&topic);
}

fn names_of_stacks(app: &App) {
    let named = |name: &str| StackProps::new().stack_name(name);
    topic(&stack(app, "Plain"), "Topic");
    topic(&stack(app, "With-Dashes"), "Topic");
    topic(&Stack::new(app, "Given", named("given-name")), "Topic");
    let holder = Scope::new(app, "Holder");
    topic(&stack(&holder, "MyStack"), "Topic");
    topic(&Stack::new(&holder, "Given", named("held")), "Topic");
    topic(&stack(&Scope::new(&holder, "Default"), "Z"), "Topic");
    topic(&stack(&Scope::new(app, "Default"), "UnderDefault"), "Topic");
}

fn names_of_long_stacks(app: &App) {
    topic(&stack(app, &format!("L{}ng", "o".repeat(140))), "Topic");
    let holder = Scope::new(app, &format!("Holder{}", "h".repeat(100)));
    topic(&stack(&holder, &format!("Stack{}", "s".repeat(100))), "Topic");
}

fn names_unique(app: &App) {
    let stack = Stack::new(app, "Names", StackProps::new().stack_name("physical-name"));
    let topics = [
        topic_at(&stack, &["Topic"]),
        topic_at(&stack, &["Group", "My-Topic"]),
        topic_at(&stack, &["Group", "Default"]),
        topic_at(&stack, &[&"g".repeat(100), &"h".repeat(200)]),
    ];
    let usual = UniqueNameOptions::default();
    for (index, topic) in topics.iter().enumerate() {
        let output =
            |name: &str, value: String| Output::new(&stack, &format!("{name}{index}"), value, OutputProps::new());
        let name = |options: UniqueNameOptions<'_>| topic.scope().unique_resource_name(&options);
        output("UniqueId", topic.scope().unique_id());
        output("NodeUniqueId", topic.scope().unique_id());
        output("ResourceName", name(usual.clone()));
        output("Short", name(UniqueNameOptions { max_length: 32, ..usual }));
        output("Dashed", name(UniqueNameOptions { max_length: 64, separator: "-", ..usual }));
        output("Special", name(UniqueNameOptions { allowed_special_characters: "-_", separator: "_", ..usual }));
        output("Address", topic.scope().address());
    }
}
