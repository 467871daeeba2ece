//! An app for the tests of `package`. What it does, the variable `SAMPLE` says.

use std::process::ExitCode;

use purlin_cli::{Package, Program};
use purlin_core::{
    Annotations, App, Construct, Environment, Findings, LogicalIdStyle, Lookup, Output, OutputProps, Parameter,
    ParameterProps, Resource, Scope, Stack, StackProps, Synthesizer, Value, text,
};

fn main() -> ExitCode {
    let sample = std::env::var("SAMPLE").unwrap_or_default();
    let program = Program::new(|app, _arguments| {
        Resource::untyped(&Stack::new(app, "Main", StackProps::new()), "Topic", "AWS::SNS::Topic");
        Ok(())
    });
    program
        .package(|app, package, arguments| {
            match sample.as_str() {
                "mistakes" => mistakes(app, package),
                "not-standalone" => not_standalone(app),
                "settings" => return Err(unreadable(arguments)),
                "lookup" => lookup(app),
                "annotations" => annotations(app),
                "large" => large(app),
                "many" => many(app),
                "none" => {}
                _ => plain(app, package),
            }
            Ok(())
        })
        .run()
}

fn props() -> StackProps {
    StackProps::new().synthesizer(Synthesizer::standalone()).logical_id_style(LogicalIdStyle::WithoutHash)
}

/// A template, and one that makes a stack of it.
fn plain(app: &App, package: &Package) {
    let network = Stack::new(app, "network", props().description("a network"));
    network.scope().set_comment("The network that everything is in.");
    let vpc = Resource::untyped(&network, "Vpc", "AWS::EC2::VPC");
    vpc.scope().set_comment("All subnets are in here.");
    let range = Parameter::new(&network, "AddressRange", ParameterProps::new().default("10.0.0.0/16"));
    vpc.set_property("CidrBlock", range.value::<String>());
    Output::new(&network, "VpcId", vpc.get_ref(), OutputProps::new());

    let main = Stack::new(app, "main", props().stack_name("Acme-Main"));
    let child = Resource::untyped(&main, "Network", "AWS::CloudFormation::Stack");
    child.set_property("TemplateURL", package.template_url("network"));
    let group = Resource::untyped(&Scope::new(&main, "Queue"), "SecurityGroup", "AWS::EC2::SecurityGroup");
    group.set_property("GroupDescription", text!["of ", main.stack_id()]);
    group.set_property("VpcId", child.get_att::<String>("Outputs.VpcId"));
    package.add_entry_point(&main);
    package.add_entry_point(&main);
}

/// A template that is not there, an id that is no name, a name that is taken, and two elements of one name.
fn mistakes(app: &App, package: &Package) {
    let main = Stack::new(app, "main", props());
    let child = Resource::untyped(&main, "Network", "AWS::CloudFormation::Stack");
    child.set_property("TemplateURL", package.template_url("netwrok"));
    Resource::untyped(&Scope::new(&main, "Net"), "work", "AWS::SNS::Topic");
    Stack::new(app, "../escape", props().stack_name("Escape"));
    Stack::new(app, "Main", props());
}

fn not_standalone(app: &App) {
    let stack = Stack::new(app, "main", StackProps::new());
    Resource::untyped(&stack, "Topic", "AWS::SNS::Topic");
}

fn unreadable(arguments: &purlin_cli::Arguments) -> Findings {
    let file = arguments.config().display().to_string();
    purlin_core::Finding::error("no-settings-file", "there is no such settings file")
        .at(purlin_core::Place::file(file))
        .into()
}

fn lookup(app: &App) {
    let environment = Environment::new("123456789012", "us-east-1");
    let stack = Stack::new(app, "main", props().environment(environment));
    let topic = Resource::untyped(&stack, "Topic", "AWS::SNS::Topic");
    let found = match stack.scope().lookup("ssm", [("parameterName", "/sample/name")]) {
        Lookup::Found(value) => Value::<String>::from_val(value.as_str().unwrap_or_default().to_owned()),
        Lookup::Missing(missing) => missing.value(),
    };
    topic.set_property("DisplayName", found);
}

fn annotations(app: &App) {
    let stack = Stack::new(app, "main", props());
    let topic = Resource::untyped(&stack, "Topic", "AWS::SNS::Topic");
    Annotations::of(&topic).add_warning("sample:no-subscription", "nobody listens");
    if app.scope().context("harmless").is_none() {
        Annotations::of(&topic).add_error("this topic must not be");
    }
}

/// A template that no request can carry.
fn large(app: &App) {
    let stack = Stack::new(app, "main", props());
    for index in 0..400 {
        let topic = Resource::untyped(&stack, &format!("Topic{index}"), "AWS::SNS::Topic");
        topic.set_property("DisplayName", "a".repeat(100));
    }
}

/// Enough files for two runs to meet. The context value `generation` changes all of them.
fn many(app: &App) {
    let generation = app.scope().context("generation").map(|value| value.to_string()).unwrap_or_default();
    for index in 0..30 {
        let stack = Stack::new(app, &format!("stack{index}"), props());
        for index in 0..50 {
            let topic = Resource::untyped(&stack, &format!("Topic{index}"), "AWS::SNS::Topic");
            topic.set_property("DisplayName", format!("{generation}-{index}"));
        }
    }
}
