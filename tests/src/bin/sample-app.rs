//! An app for the tests of the app protocol. What it does, the variable `SAMPLE` says.

use std::process::ExitCode;

use purlin_core::{
    Annotations, App, Construct, Environment, Findings, Lookup, Output, OutputProps, Resource, Stack, StackProps,
    Stage, StageProps, Value,
};

fn main() -> ExitCode {
    purlin_cli::run(|app, _arguments| {
        match std::env::var("SAMPLE").unwrap_or_default().as_str() {
            "lookup" => lookup(app),
            "annotations" => annotations(app),
            "mistakes" => mistakes(app),
            "environment" => environment(app),
            "many" => many(app),
            _ => plain(app),
        }
        Ok::<(), Findings>(())
    })
}

/// Two stacks, one of them in a stage.
fn plain(app: &App) {
    let stack = Stack::new(app, "Main", StackProps::new());
    Resource::untyped(&stack, "Topic", "AWS::SNS::Topic");
    let stage = Stage::new(app, "Live", StageProps::new());
    let stack = Stack::new(&stage, "Main", StackProps::new());
    Resource::untyped(&stack, "Topic", "AWS::SNS::Topic");
}

/// A value of the context, and a lookup that the toolkit has to make.
fn lookup(app: &App) {
    let environment = Environment::new("123456789012", "us-east-1");
    let stack = Stack::new(app, "Main", StackProps::new().environment(environment));
    let topic = Resource::untyped(&stack, "Topic", "AWS::SNS::Topic");
    let found = match stack.scope().lookup("ssm", [("parameterName", "/sample/name")]) {
        Lookup::Found(value) => Value::<String>::from_val(value.as_str().unwrap_or_default().to_owned()),
        Lookup::Missing(missing) => missing.value(),
    };
    topic.set_property("DisplayName", found);
    let other = Stack::new(app, "Other", StackProps::new());
    Resource::untyped(&other, "Topic", "AWS::SNS::Topic");
}

/// Messages of each kind; an error is left out when the context says `harmless`.
fn annotations(app: &App) {
    let stack = Stack::new(app, "Main", StackProps::new());
    let topic = Resource::untyped(&stack, "Topic", "AWS::SNS::Topic");
    let annotations = Annotations::of(&topic);
    annotations.add_info("topics are cheap");
    annotations.add_warning("sample:no-subscription", "nobody listens");
    if app.scope().context("harmless").is_none() {
        annotations.add_error("this topic must not be");
    }
}

/// Two at once.
fn mistakes(app: &App) {
    let stack = Stack::new(app, "Main", StackProps::new());
    Resource::untyped(&stack, "Topic", "AWS::SNS::Topic");
    Resource::untyped(&stack, "Topic", "AWS::SNS::Topic");
    Stack::new(app, "Other", StackProps::new().stack_name("under_score"));
}

/// Where whoever runs the toolkit is at home.
fn environment(app: &App) {
    let environment = app.toolkit().default_environment.clone();
    let stack = Stack::new(app, "Main", StackProps::new().environment(environment));
    let topic = Resource::untyped(&stack, "Topic", "AWS::SNS::Topic");
    Output::new(&stack, "TopicArn", topic.get_ref(), OutputProps::new());
}

/// Enough stacks for threads to matter. The context value `generation` changes all of them.
fn many(app: &App) {
    let generation = app.scope().context("generation").map(|value| value.to_string()).unwrap_or_default();
    for index in 0..40 {
        let stack = Stack::new(app, &format!("Stack{index}"), StackProps::new());
        for index in 0..50 {
            let topic = Resource::untyped(&stack, &format!("Topic{index}"), "AWS::SNS::Topic");
            topic.set_property("DisplayName", stack.region() + "-" + format!("{generation}{index}"));
        }
    }
}
