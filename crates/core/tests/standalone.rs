//! Stacks whose templates people read and deploy by themselves: names without hashes, comments, and what cannot be in them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in tests, helpers included")]

use std::fs;
use std::path::Path;

use purlin_core::{
    App, Construct, Environment, FileAsset, FileAssetProps, Finding, LogicalIdStyle, Lookup, NestedStack,
    NestedStackProps, Output, OutputProps, Parameter, ParameterProps, Resource, Scope, Stack, StackProps, Synthesizer,
    Val, fn_base64,
};
use serde_json::Value as Json;

fn props() -> StackProps {
    StackProps::new().synthesizer(Synthesizer::standalone()).logical_id_style(LogicalIdStyle::WithoutHash)
}

fn stack(app: &App, id: &str) -> Stack {
    Stack::new(app, id, props())
}

fn topic(scope: &impl Construct, id: &str) -> Resource {
    Resource::untyped(scope, id, "AWS::SNS::Topic")
}

/// A construct with the one resource that it is made for.
fn wrapped(scope: &impl Construct, id: &str) -> Scope {
    let scope = Scope::new(scope, id);
    topic(&scope, "Resource");
    scope
}

fn json(stack: &Stack) -> Json {
    serde_json::from_str(&App::of(stack).synth().unwrap().template_of(stack).unwrap()).unwrap()
}

fn yaml(stack: &Stack) -> String {
    App::of(stack).synth().unwrap().yaml_template_of(stack).unwrap()
}

fn ids(stack: &Stack) -> Vec<String> {
    json(stack)["Resources"].as_object().unwrap().keys().cloned().collect()
}

/// The only finding, whose rule it must be.
fn only(app: &App, rule: &str) -> Finding {
    let Err(findings) = app.synth() else { panic!("nothing was found") };
    assert_eq!(findings.iter().count(), 1, "{findings}");
    let finding = findings.into_iter().next().unwrap();
    assert_eq!(finding.rule, rule, "{finding}");
    assert!(finding.place.is_some() && finding.help.is_some(), "{finding}");
    finding
}

#[test]
fn logical_ids_are_the_words_of_the_path() {
    let stack = stack(&App::new(), "Main");
    let paths = [
        ("Topic", "Topic"),
        ("Network/Vpc/Resource", "NetworkVpc"),
        ("Network/Vpc/Worker-Subnet_1/Subnet", "NetworkVpcWorkerSubnet1Subnet"),
        ("Default/Inner/Resource", "Inner"),
        ("Queue/Queue/Role", "QueueRole"),
        ("Resource/Resource", "Resource"),
        ("A/Resource/B/Default", "AB"),
    ];
    for (path, _) in paths {
        let components: Vec<&str> = path.split('/').collect();
        let (last, outer) = components.split_last().unwrap();
        let scope = outer.iter().fold(stack.scope().clone(), |scope, id| match scope.child(id) {
            Some(child) => child,
            None => Scope::new(&scope, id),
        });
        topic(&scope, last);
    }
    let mut expected: Vec<&str> = paths.iter().map(|(_, id)| *id).collect();
    let mut found = ids(&stack);
    expected.sort_unstable();
    found.sort();
    assert_eq!(found, expected);
}

#[test]
fn overrides_and_renames_win() {
    let stack = stack(&App::new(), "Main");
    wrapped(&stack, "Plain");
    wrapped(&stack, "Overridden").child("Resource").unwrap().override_logical_id("Mine");
    wrapped(&Scope::new(&stack, "Old"), "Name");
    stack.rename_logical_id("OldName", "NewName");
    assert_eq!(ids(&stack), ["Plain", "Mine", "NewName"]);
}

#[test]
fn references_use_the_same_names() {
    let stack = stack(&App::new(), "Main");
    let inner = Scope::new(&stack, "Queue");
    let worker = Resource::untyped(&inner, "Instance", "AWS::EC2::Instance");
    worker.append_hash_to_logical_id("UserData");
    worker.set_property("UserData", fn_base64("first"));
    let parameter = Parameter::new(&inner, "KeyName", ParameterProps::new());
    worker.set_property("KeyName", parameter.value::<String>());
    worker.add_dependency(&topic(&inner, "Topic"));
    Output::new(&inner, "Address", worker.get_att::<String>("PublicIp"), OutputProps::new());
    let template = json(&stack);
    // The hash is that of the property, as everywhere.
    let id = "QueueInstance1756461953b38cc9";
    assert_eq!(template["Resources"][id]["Properties"]["KeyName"]["Ref"], "QueueKeyName");
    assert_eq!(template["Resources"][id]["DependsOn"][0], "QueueTopic");
    assert_eq!(template["Outputs"]["QueueAddress"]["Value"]["Fn::GetAtt"][0], id);
}

#[test]
fn nested_stacks_name_as_the_stack_around_them() {
    let app = App::new();
    let outer = Stack::new(&app, "Main", StackProps::new().logical_id_style(LogicalIdStyle::WithoutHash));
    let nested = NestedStack::new(&outer, "Network", NestedStackProps::new());
    wrapped(&nested, "Topic");
    assert_eq!(ids(nested.stack()), ["Topic"]);
    assert_eq!(ids(&outer), ["NetworkNestedStackNetworkNestedStackResource"]);
}

#[test]
fn two_elements_of_one_name_are_a_mistake() {
    let app = App::new();
    let stack = stack(&app, "Main");
    topic(&Scope::new(&stack, "Queue"), "Role");
    let second = topic(&stack, "QueueRole");
    let finding = only(&app, "duplicate-logical-id");
    assert_eq!(finding.message, "its logical id `QueueRole` is also that of `Main/Queue/Role`");
    assert_eq!(finding.construct, Some(second.scope().path()));
    assert_eq!(finding.help.as_deref(), Some("rename one of the two constructs, or override its logical id"));
}

#[test]
fn names_that_are_too_long_are_a_mistake() {
    let app = App::new();
    let stack = stack(&app, "Main");
    topic(&Scope::new(&stack, &"a".repeat(200)), &"b".repeat(56));
    let finding = only(&app, "bad-logical-id");
    assert_eq!(finding.message, "its logical id would have 256 characters, and 255 are allowed");
}

#[test]
fn comments_stand_above_what_they_are_about() {
    let stack = stack(&App::new(), "network");
    stack.scope().set_comment("The network.\n\nDeploy it first.");
    let part = Scope::new(&stack, "Part");
    part.set_comment("All topics.");
    let parameter = Parameter::new(&part, "Name", ParameterProps::new());
    parameter.scope().set_comment("What the topics are named after.");
    let first = wrapped(&part, "First");
    first.set_comment("The first topic.");
    let second = topic(&part, "Second");
    second.scope().set_comment("The second topic.");
    second.scope().set_comment("");
    let outputs = Scope::new(&stack, "Outputs");
    outputs.set_comment("For other templates.");
    Output::new(&outputs, "Arn", second.get_ref(), OutputProps::new());
    Scope::new(&stack, "Empty").set_comment("About nothing.");
    assert!(!json(&stack).to_string().contains("topic."));
    let expected = "\
# The network.
#
# Deploy it first.

AWSTemplateFormatVersion: '2010-09-09'

Parameters:
  # What the topics are named after.
  PartName:
    Type: String

Resources:
  # All topics.

  # The first topic.
  PartFirst:
    Type: AWS::SNS::Topic

  PartSecond:
    Type: AWS::SNS::Topic

Outputs:
  # For other templates.

  OutputsArn:
    Value: !Ref PartSecond
";
    assert_eq!(yaml(&stack), expected);
}

#[test]
fn comments_belong_to_the_templates_of_their_stacks() {
    let app = App::new();
    let outer = Stack::new(&app, "Main", StackProps::new());
    let group = Scope::new(&outer, "Group");
    group.set_comment("Of the outer stack.");
    let nested = NestedStack::new(&group, "Network", NestedStackProps::new());
    nested.scope().set_comment("Of the nested stack.");
    topic(&nested, "Inner").scope().set_comment("Of the inner topic.");
    topic(&group, "Outer");
    let (inner, outer) = (yaml(nested.stack()), yaml(&outer));
    assert!(inner.starts_with("# Of the nested stack.\n\nResources:\n  # Of the inner topic.\n"), "{inner}");
    // The resource that stands for a nested stack is an element of the outer one, and the first one.
    assert!(outer.contains("\n  # Of the outer stack.\n\n  GroupNetworkNestedStack"), "{outer}");
    assert!(!outer.contains("inner topic") && !outer.contains("nested stack"), "{outer}");
}

#[test]
fn there_is_nothing_of_the_toolkit_in_templates_for_people() {
    for synthesizer in [Synthesizer::standalone(), Synthesizer::bootstrapless()] {
        let stack = Stack::new(&App::new(), "Main", StackProps::new().synthesizer(synthesizer));
        topic(&stack, "Topic");
        let template = json(&stack);
        assert_eq!(template["Resources"]["Topic"], serde_json::json!({ "Type": "AWS::SNS::Topic" }));
        assert_eq!((&template["Parameters"], &template["Rules"]), (&Json::Null, &Json::Null));
    }
    let app = App::new();
    app.scope().set_context("aws:cdk:enable-path-metadata", true);
    let (for_people, for_the_toolkit) = (stack(&app, "people"), Stack::new(&app, "toolkit", StackProps::new()));
    topic(&for_people, "Topic");
    topic(&for_the_toolkit, "Topic");
    assert!(!json(&for_people).to_string().contains("aws:cdk:path"));
    assert!(json(&for_the_toolkit).to_string().contains("aws:cdk:path"));
    assert_eq!(json(&for_people)["AWSTemplateFormatVersion"], "2010-09-09");
}

#[test]
fn references_between_templates_for_people_are_a_mistake() {
    let app = App::new();
    let (network, main) = (stack(&app, "network"), stack(&app, "main"));
    let source = topic(&network, "Source");
    topic(&main, "Target").set_property("DisplayName", source.get_ref());
    let finding = only(&app, "standalone-reference");
    assert!(finding.message.starts_with("it refers to `network/Source` in another stack"), "{finding}");
    assert_eq!(finding.construct.as_deref(), Some("main/Target"));
    assert_eq!(finding.related.len(), 1);
}

#[test]
fn references_to_and_from_ordinary_stacks_are_a_mistake() {
    for to_ordinary in [true, false] {
        let app = App::new();
        let (people, toolkit) = (stack(&app, "people"), Stack::new(&app, "toolkit", StackProps::new()));
        let (from, to) = if to_ordinary { (people, toolkit) } else { (toolkit, people) };
        let source = topic(&to, "Source");
        topic(&from, "Target").set_property("DisplayName", source.get_ref());
        only(&app, "standalone-reference");
    }
}

#[test]
fn what_only_the_toolkit_could_do_is_a_mistake() {
    let app = App::new();
    let (network, main) = (stack(&app, "network"), stack(&app, "main"));
    topic(&main, "Topic").add_dependency(&topic(&network, "Topic"));
    let finding = only(&app, "standalone-dependency");
    assert!(finding.message.contains("`main/Topic` depends on `network/Topic`"), "{finding}");

    let app = App::new();
    topic(&NestedStack::new(&stack(&app, "main"), "Child", NestedStackProps::new()), "Topic");
    let finding = only(&app, "assets-without-bootstrap");
    assert!(finding.help.unwrap().contains("AWS::CloudFormation::Stack"));

    let app = App::new();
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
    FileAsset::new(&stack(&app, "main"), "Code", source, FileAssetProps::new());
    only(&app, "assets-without-bootstrap");

    let app = App::new();
    topic(&Stack::new(&app, "main", props().termination_protection(true)), "Topic");
    let finding = only(&app, "not-in-template");
    assert!(finding.message.contains("termination protection"), "{finding}");

    let app = App::new();
    let arns = vec!["arn:aws:sns:eu-west-1:111111111111:events".to_owned()];
    topic(&Stack::new(&app, "main", props().notification_arns(arns)), "Topic");
    only(&app, "not-in-template");
}

#[test]
fn open_lookups_are_told() {
    let app = App::new();
    let main = Stack::new(&app, "main", props().environment(Environment::new("111111111111", "eu-west-1")));
    let Lookup::Missing(missing) = main.scope().lookup("ssm", [("parameterName", "/image")]) else { panic!() };
    topic(&main, "Topic").set_property("DisplayName", missing.value::<String>());
    assert_eq!(app.synth().unwrap().missing_context().iter().count(), 1);

    let app = App::new();
    let _ = stack(&app, "main").scope().lookup("ssm", [("parameterName", "/image")]);
    only(&app, "lookup-without-environment");
}

fn write(directory: &Path, texts: &[(&str, &str)]) -> Result<(), purlin_core::Findings> {
    let app = App::new();
    let files: Vec<(Stack, String)> = texts
        .iter()
        .map(|(id, text)| {
            let stack = stack(&app, id);
            topic(&stack, "Topic").set_property("DisplayName", Val::text((*text).to_owned()));
            (stack, format!("{id}.yml"))
        })
        .collect();
    app.synth().unwrap().write_yaml_templates(directory, &files)
}

fn names(directory: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn files_are_written_beside_others() {
    let home = tempfile::tempdir().unwrap();
    let directory = home.path().join("a/templates");
    write(&directory, &[("network", "old"), ("main", "old")]).unwrap();
    fs::write(directory.join("README.md"), "mine").unwrap();
    write(&directory, &[("main", "new")]).unwrap();
    let read = |name: &str| fs::read_to_string(directory.join(name)).unwrap();
    assert!(read("main.yml").contains("DisplayName: new"));
    assert!(read("network.yml").contains("DisplayName: old"));
    assert_eq!(read("README.md"), "mine");
    let mut expected = vec!["README.md", "main.yml", "network.yml"];
    if cfg!(not(unix)) {
        expected.insert(0, ".purlin.lock");
    }
    assert_eq!(names(&directory), expected);
}

#[test]
fn with_something_in_the_way_no_file_is_written() {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join("main.yml")).unwrap();
    let findings = write(home.path(), &[("network", "new"), ("main", "new")]).unwrap_err();
    assert!(findings.to_string().contains("error[unwritable-output]: cannot write: a directory is in the way"));
    assert_eq!(names(home.path()), ["main.yml"]);

    let file = home.path().join("file");
    fs::write(&file, "mine").unwrap();
    let findings = write(&file, &[("main", "new")]).unwrap_err();
    assert!(findings.to_string().contains("it is a file, and not a directory"), "{findings}");
}

#[test]
fn files_stay_in_their_directory_and_apart() {
    let home = tempfile::tempdir().unwrap();
    let main = stack(&App::new(), "main");
    topic(&main, "Topic");
    let assembly = App::of(&main).synth().unwrap();
    let told = |names: &[&str]| {
        let files: Vec<(Stack, String)> = names.iter().map(|name| (main.clone(), (*name).to_owned())).collect();
        assembly.write_yaml_templates(home.path().join("templates"), &files).unwrap_err().to_string()
    };
    for name in ["../main.yml", "/main.yml", "a/../../main.yml", ""] {
        assert!(told(&[name]).starts_with("error[bad-file-name]: "), "{name}");
    }
    assert!(told(&["main.yml", "main.yml"]).starts_with("error[duplicate-file]: `main.yml` is to be written twice"));
    assert_eq!(names(home.path()), [""; 0]);
}

#[cfg(unix)]
#[test]
fn symbolic_links_are_neither_followed_nor_replaced() {
    use std::os::unix::fs::symlink;
    let home = tempfile::tempdir().unwrap();
    let directory = home.path().join("templates");
    fs::create_dir(&directory).unwrap();
    fs::write(home.path().join("elsewhere.yml"), "mine").unwrap();
    symlink("../elsewhere.yml", directory.join("main.yml")).unwrap();
    let findings = write(&directory, &[("network", "new"), ("main", "new")]).unwrap_err();
    assert!(findings.to_string().contains("cannot write: a symbolic link is in the way"), "{findings}");
    assert_eq!(names(&directory), ["main.yml"]);
    assert_eq!(fs::read_to_string(home.path().join("elsewhere.yml")).unwrap(), "mine");

    // A link to a directory is a directory, one to nothing is told.
    symlink("templates", home.path().join("link")).unwrap();
    write(&home.path().join("link"), &[("network", "new")]).unwrap();
    assert_eq!(names(&directory), ["main.yml", "network.yml"]);
    symlink("nowhere", home.path().join("broken")).unwrap();
    let findings = write(&home.path().join("broken"), &[("network", "new")]).unwrap_err();
    assert!(findings.to_string().contains("it is a symbolic link that leads nowhere"), "{findings}");
}

#[test]
fn templates_that_cloudformation_refuses_are_not_written() {
    let home = tempfile::tempdir().unwrap();
    let large = "a".repeat(1024 * 1024);
    let findings = write(home.path(), &[("network", "new"), ("main", &large)]).unwrap_err();
    assert!(findings.to_string().contains("error[large-template]"), "{findings}");
    assert_eq!(names(home.path()), [""; 0]);

    let app = App::new();
    let deep = stack(&app, "deep");
    let nested = (0..200).fold(Val::text("a"), |inner, _| Val::List(vec![inner]));
    topic(&deep, "Topic").set_property("Deep", nested);
    let assembly = app.synth().unwrap();
    assert_eq!(assembly.yaml_template_of(&deep), None);
    let findings = assembly.write_yaml_templates(home.path(), &[(deep, "deep.yml".to_owned())]).unwrap_err();
    assert!(findings.to_string().contains("error[unwritable-template]"), "{findings}");
}

#[test]
fn several_writers_never_mix_their_files() {
    let home = tempfile::tempdir().unwrap();
    let directory = home.path().join("templates");
    let stacks: Vec<String> = (0..12).map(|index| format!("stack{index}")).collect();
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let (directory, stacks) = (&directory, &stacks);
            scope.spawn(move || {
                for round in 0..8 {
                    let text = format!("writer-{writer}-{round}-").repeat(1 + writer * 50);
                    let texts: Vec<(&str, &str)> = stacks.iter().map(|id| (id.as_str(), text.as_str())).collect();
                    write(directory, &texts).unwrap();
                }
            });
        }
    });
    let contents: Vec<String> =
        stacks.iter().map(|id| fs::read_to_string(directory.join(format!("{id}.yml"))).unwrap()).collect();
    assert!(contents.iter().all(|content| *content == contents[0]));
    assert_eq!(names(&directory).iter().filter(|name| name.ends_with(".yml")).count(), stacks.len());
}
