//! Which stack is compared with which, and what differs besides resources.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod support;

use purlin_assembly::Assembly;
use purlin_core::{
    App, Construct, Environment, Findings, NestedStack, NestedStackProps, ReferenceStrength, RemovalPolicy, Resource,
    Stack, StackProps, Stage, StageProps,
};
use purlin_diff::{Change, Difference, Effect, Fate, Options, Reason, compare, document};
use serde_json::{Value, json};
use support::difference_of;

fn assembly(build: impl FnOnce(&App)) -> Assembly {
    let app = App::new();
    build(&app);
    Assembly::of(&app.synth().unwrap())
}

fn topics(app: &App, stacks: &[(&str, &str)]) {
    for (id, topic) in stacks {
        Resource::untyped(&Stack::new(app, id, StackProps::new()), "Topic", "AWS::SNS::Topic")
            .set_property("TopicName", *topic);
    }
}

fn stacks(difference: &Difference) -> Vec<(&str, Change)> {
    difference.stacks.iter().map(|stack| (stack.path.as_str(), stack.change)).collect()
}

fn chosen(stacks: &[&str]) -> Options {
    Options { stacks: stacks.iter().map(|stack| (*stack).to_owned()).collect(), ..Options::default() }
}

fn told(refused: Result<Difference, Findings>) -> String {
    refused.unwrap_err().to_string()
}

#[test]
fn stacks_are_added_removed_and_changed() {
    let old = assembly(|app| topics(app, &[("Gone", "a"), ("Same", "a"), ("Other", "a")]));
    let new = assembly(|app| topics(app, &[("New", "a"), ("Same", "a"), ("Other", "b")]));
    let difference = compare(&old, &new, &Options::default()).unwrap();
    let expected = [("New", Change::Added), ("Other", Change::Changed), ("Gone", Change::Removed)];
    assert_eq!(stacks(&difference), expected);
    assert_eq!(difference.compared, 4);
    assert_eq!(difference.summary().to_string(), "3 stacks: 1 added, 1 replaced, 1 stack stays deployed");
    let only = compare(&old, &new, &chosen(&["Other", "Same"])).unwrap();
    assert_eq!((stacks(&only), only.compared), (vec![("Other", Change::Changed)], 2));
    let unknown = told(compare(&old, &new, &chosen(&["Nothing"])));
    assert!(unknown.contains("there is no stack `Nothing`"), "{unknown}");
    assert!(unknown.contains("the stacks are `Gone`, `Same`, `Other`, `New`"), "{unknown}");
}

#[test]
fn stacks_under_other_paths_are_known_by_their_names() {
    let named = |id: &'static str| {
        assembly(move |app| {
            let stack = Stack::new(app, id, StackProps::new().stack_name("Deployed"));
            Resource::untyped(&stack, "Topic", "AWS::SNS::Topic");
        })
    };
    let difference = compare(&named("Old"), &named("New"), &Options::default()).unwrap();
    assert!(difference.is_empty(), "{difference:?}");
    assert!(compare(&named("Old"), &named("New"), &chosen(&["Deployed"])).unwrap().is_empty());
}

#[test]
fn another_environment_is_told() {
    let deployed_to = |account: Option<&'static str>| {
        assembly(move |app| {
            let environment = Environment { account: account.map(Into::into), region: Some("eu-west-1".into()) };
            let stack = Stack::new(app, "Stack", StackProps::new().environment(environment));
            Resource::untyped(&stack, "Topic", "AWS::SNS::Topic");
        })
    };
    let (old, new) = (deployed_to(Some("111111111111")), deployed_to(Some("222222222222")));
    let difference = compare(&old, &new, &chosen(&["Stack"])).unwrap();
    let [setting] = difference.stacks[0].settings.as_slice() else { panic!("{difference:?}") };
    assert_eq!((setting.path.as_str(), setting.old.as_ref().unwrap()), ("account", &json!("111111111111")));
    assert_eq!(setting.new, Some(json!("222222222222")));
    assert!(difference.stacks[0].is_another_stack());
    // Where an account is only written down, it may be that of before.
    let written_down = compare(&deployed_to(None), &new, &Options::default()).unwrap();
    assert_eq!(written_down.stacks[0].settings.len(), 1);
    assert!(!written_down.stacks[0].is_another_stack());
}

fn with_nested(topic: &'static str) -> Assembly {
    assembly(move |app| {
        let stage = Stage::new(app, "Prod", StageProps::new());
        let stack = Stack::new(&stage, "Outer", StackProps::new());
        let nested = NestedStack::new(&stack, "Inner", NestedStackProps::new());
        Resource::untyped(&nested, "Topic", "AWS::SNS::Topic").set_property("TopicName", topic);
    })
}

#[test]
fn nested_stacks_are_compared_with_each_other() {
    let difference = compare(&with_nested("a"), &with_nested("b"), &Options::default()).unwrap();
    let inner = difference.stacks.iter().find(|stack| stack.path == "Prod/Outer/Inner").unwrap();
    assert!(inner.is_nested && inner.change == Change::Changed);
    assert_eq!(inner.resources[0].path.as_deref(), Some("Prod/Outer/Inner/Topic"));
    let place = inner.resources[0].made_at.as_ref().unwrap();
    assert!(place.file.ends_with("tests/stacks.rs") && place.line > 1, "{place}");
    let only = compare(&with_nested("a"), &with_nested("b"), &chosen(&["Prod/Outer/Inner"])).unwrap();
    assert_eq!(stacks(&only), [("Prod/Outer/Inner", Change::Changed)]);
    // What is nested is deployed with the stack around it.
    let with_outer = compare(&with_nested("a"), &with_nested("b"), &chosen(&["Prod/Outer"])).unwrap();
    assert_eq!(with_outer, difference);
}

/// A network in one stack, and what is in it in a nested one and in another stack.
fn networks(range: &'static str) -> Assembly {
    assembly(move |app| {
        let network = Stack::new(app, "Network", StackProps::new());
        let vpc = Resource::untyped(&network, "Vpc", "AWS::EC2::VPC");
        vpc.set_property("CidrBlock", range);
        vpc.set_reference_strength(ReferenceStrength::Strong);
        let nested = NestedStack::new(&network, "Inner", NestedStackProps::new());
        Resource::untyped(&nested, "Subnet", "AWS::EC2::Subnet").set_property("VpcId", vpc.get_att::<String>("VpcId"));
        let other = Stack::new(app, "Other", StackProps::new());
        Resource::untyped(&other, "Subnet", "AWS::EC2::Subnet").set_property("VpcId", vpc.get_att::<String>("VpcId"));
    })
}

#[test]
fn replacement_spreads_from_stack_to_stack() {
    let difference = compare(&networks("10.0.0.0/16"), &networks("10.1.0.0/16"), &Options::default()).unwrap();
    for (path, section, import) in [("Network/Inner", "Parameters", false), ("Other", "Outputs", true)] {
        let stack = difference.stacks.iter().find(|stack| stack.path == path).unwrap();
        let [subnet] = stack.resources.as_slice() else { panic!("{stack:?}") };
        assert_eq!(subnet.effect, Effect::Replaces);
        let [Reason::Takes { property, section: found, stack, is_import, .. }] = subnet.reasons.as_slice() else {
            panic!("{subnet:?}")
        };
        assert_eq!((property.as_str(), found.as_str(), *is_import), ("VpcId", section, import));
        assert_eq!(stack.as_deref(), import.then_some("Network"));
    }
}

#[test]
fn what_is_in_a_retained_nested_stack_stays() {
    let with_table = |policy: Option<RemovalPolicy>, is_there: bool| {
        assembly(move |app| {
            let stack = Stack::new(app, "Outer", StackProps::new());
            Resource::untyped(&stack, "Topic", "AWS::SNS::Topic");
            if is_there {
                let mut props = NestedStackProps::new();
                if let Some(policy) = policy {
                    props = props.removal_policy(policy);
                }
                let nested = NestedStack::new(&stack, "Inner", props);
                Resource::untyped(&nested, "Table", "AWS::DynamoDB::Table");
            }
        })
    };
    let fate = |policy, new: &Assembly| {
        let difference = compare(&with_table(policy, true), new, &Options::default()).unwrap();
        let inner = difference.stacks.into_iter().find(|stack| stack.path == "Outer/Inner").unwrap();
        inner.resources[0].data.as_ref().map(|data| data.fate)
    };
    assert_eq!(fate(None, &with_table(None, false)), Some(Fate::Lost));
    assert_eq!(fate(Some(RemovalPolicy::Retain), &with_table(None, false)), Some(Fate::Kept));
    // Without the stack around it, nothing is removed.
    assert_eq!(fate(None, &assembly(|_| {})), None);
}

#[test]
fn a_template_alone_is_compared_with_one_stack() {
    let template =
        Assembly::of_template("old.json", r#"{ "Resources": { "Topic": { "Type": "AWS::SNS::Topic" } } }"#).unwrap();
    let one = assembly(|app| topics(app, &[("One", "a")]));
    assert_eq!(stacks(&compare(&template, &one, &Options::default()).unwrap()), [("One", Change::Changed)]);
    assert_eq!(stacks(&compare(&one, &template, &Options::default()).unwrap()), [("old", Change::Changed)]);

    let several = assembly(|app| topics(app, &[("One", "a"), ("Two", "b")]));
    let refused = told(compare(&template, &several, &Options::default()));
    let expected = "error[which-stack]: the old side is a template alone, and there are 2 stacks to compare it with\n  help: choose one with `--stack`: `One`, `Two`";
    assert_eq!(refused, expected);
    assert_eq!(stacks(&compare(&template, &several, &chosen(&["Two"])).unwrap()), [("Two", Change::Changed)]);

    let two_templates = told(compare(&template, &template, &chosen(&["Nonsense"])));
    assert!(two_templates.contains("there is no stack `Nonsense`"), "{two_templates}");
    assert!(compare(&template, &template, &chosen(&["old"])).unwrap().is_empty());

    // What is nested in it, the template does not tell.
    let nested = compare(&template, &with_nested("a"), &Options::default()).unwrap();
    assert_eq!((nested.left_out, nested.compared), (vec!["Prod/Outer/Inner".to_owned()], 1));
    let inner = compare(&template, &with_nested("a"), &chosen(&["Prod/Outer/Inner"])).unwrap();
    assert_eq!(stacks(&inner), [("Prod/Outer/Inner", Change::Changed)]);

    let nothing = told(compare(&template, &assembly(|_| {}), &Options::default()));
    assert!(
        nothing.starts_with("error[no-stack]: the old side is a template alone, and there is no stack"),
        "{nothing}"
    );
}

#[test]
fn other_sections_are_compared() {
    let template = |number: u32, only: &str| {
        json!({
            "Description": format!("number {number}"),
            "Parameters": { "Size": { "Type": "Number", "Default": number }, only: { "Type": "String" } },
            "Mappings": { "Map": { "eu-west-1": { "Image": "a" } } },
            "Conditions": { "IsLarge": { "Fn::Equals": [{ "Ref": "Size" }, number] } },
            "Resources": {},
            "Outputs": { "Where": { "Value": "x", "Export": { "Name": format!("e{number}") } } },
        })
    };
    let difference = difference_of(&template(1, "A"), &template(2, "B"), &Options::default());
    let found: Vec<(&str, &str, Change)> = (difference.stacks[0].elements.iter())
        .map(|element| (element.section.as_str(), element.name.as_deref().unwrap_or_default(), element.change))
        .collect();
    use Change::{Added, Changed, Removed};
    let expected = [
        ("Description", "", Changed),
        ("Parameters", "Size", Changed),
        ("Parameters", "B", Added),
        ("Parameters", "A", Removed),
        ("Conditions", "IsLarge", Changed),
        ("Outputs", "Where", Changed),
    ];
    assert_eq!(found, expected);
    assert_eq!(difference.stacks[0].elements[5].values[0].path, "Export.Name");
    assert_eq!(difference.summary().to_string(), "1 stack: 6 differences besides resources");
}

#[test]
fn secret_defaults_are_not_told() {
    let template = |no_echo: Value, password: &str| {
        let parameter = json!({ "Type": "String", "NoEcho": no_echo, "Default": password });
        json!({ "Parameters": { "Password": parameter }, "Resources": {} })
    };
    let none = json!({ "Resources": {} });
    let [first, second] = ["hunter2", "hunter3\nof several\nlines"].map(|password| template(json!(true), password));
    let (text, open) = (template(json!("True"), "hunter4"), template(json!(false), "hunter4"));
    for (old, new) in [(&first, &second), (&none, &first), (&second, &none), (&first, &text), (&first, &open)] {
        let difference = difference_of(old, new, &Options::default());
        let told = document(&difference, "old", "new").to_string();
        assert!(told.contains("****") && !told.contains("hunter"), "{told}");
        assert!(!format!("{difference:?}").contains("hunter"));
    }
    let [old, new] = ["a", "b"].map(|value| template(json!("false"), value));
    let difference = difference_of(&old, &new, &Options::default());
    assert_eq!(difference.stacks[0].elements[0].values[0].new, Some(json!("b")));
}

#[test]
fn what_is_there_for_tools_only_strict_tells() {
    let template = |word: &str| {
        json!({
            "Resources": {
                "Topic": { "Type": "AWS::SNS::Topic", "Metadata": { "aws:cdk:path": word, "aws:asset:path": word } },
                "CDKMetadata": { "Type": "AWS::CDK::Metadata", "Properties": { "Analytics": word } },
            },
            "Rules": { "CheckBootstrapVersion": { "Assertions": [word] } },
        })
    };
    let [old, new] = ["a", "b"].map(template);
    assert!(difference_of(&old, &new, &Options::default()).is_empty());
    let difference = difference_of(&old, &new, &Options { strict: true, ..Options::default() });
    assert_eq!(difference.stacks[0].resources.len(), 2);
    assert_eq!(difference.stacks[0].elements.len(), 1);
    // Metadata that says something is always told.
    let meant =
        |word: &str| json!({ "Resources": { "Topic": { "Type": "AWS::SNS::Topic", "Metadata": { "Note": word } } } });
    assert!(!difference_of(&meant("a"), &meant("b"), &Options::default()).is_empty());
}

#[test]
fn attributes_of_resources_are_compared() {
    let topic = |attribute: &str, value: Value| json!({ "Resources": { "Topic": { "Type": "AWS::SNS::Topic", attribute: value } } });
    for (attribute, old, new) in [
        ("DeletionPolicy", json!("Delete"), json!("Retain")),
        ("UpdatePolicy", json!({ "A": 1 }), json!({ "A": 2 })),
        ("DependsOn", json!(["A", "B"]), json!(["A"])),
        ("Condition", json!("A"), json!("B")),
    ] {
        let difference = difference_of(&topic(attribute, old), &topic(attribute, new), &Options::default());
        let path = &difference.stacks[0].resources[0].values[0].path;
        assert!(path.starts_with(attribute), "{path}");
    }
    let same = [(json!(["A", "B"]), json!(["B", "A"])), (json!("A"), json!(["A"]))];
    for (old, new) in same {
        assert!(difference_of(&topic("DependsOn", old), &topic("DependsOn", new), &Options::default()).is_empty());
    }
    let empty = difference_of(&topic("Properties", json!({})), &topic("Metadata", json!({})), &Options::default());
    assert!(empty.is_empty(), "{empty:?}");
}

#[test]
fn the_document_has_what_its_readme_says() {
    let difference = compare(&with_nested("a"), &with_nested("b"), &Options::default()).unwrap();
    let document = document(&difference, "one", "other");
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&document), ["version", "old", "new", "differs", "summary", "stacks", "left_out"]);
    let readme = include_str!("../README.md");
    let stack = &document["stacks"].as_array().unwrap()[0];
    let resource =
        document["stacks"].as_array().unwrap().iter().flat_map(|stack| stack["resources"].as_array().unwrap()).next();
    for key in
        keys(&document).into_iter().chain(keys(&document["summary"])).chain(keys(stack)).chain(keys(resource.unwrap()))
    {
        assert!(readme.contains(&format!("`{key}`")), "{key}");
    }
}

fn add_policy(scope: &impl Construct) {
    let document = json!({ "Statement": { "Effect": "Allow", "Action": "s3:*", "Resource": "*" } });
    Resource::untyped(scope, "Policy", "AWS::IAM::ManagedPolicy").set_property("PolicyDocument", document);
}

#[test]
fn nothing_happens_in_stacks_that_nothing_makes_any_longer() {
    let with = |has_stack: bool, has_nested: bool| {
        assembly(|app| {
            Stack::new(app, "Other", StackProps::new());
            if has_stack {
                let stack = Stack::new(app, "Gone", StackProps::new());
                add_policy(&stack);
                if has_nested {
                    add_policy(&NestedStack::new(&stack, "Inner", NestedStackProps::new()));
                }
            }
        })
    };
    let difference = compare(&with(true, true), &with(false, false), &Options::default()).unwrap();
    assert_eq!(stacks(&difference), [("Gone", Change::Removed), ("Gone/Inner", Change::Removed)]);
    assert!(difference.stacks.iter().all(|stack| stack.stays_deployed && stack.statements.is_empty()));
    assert_eq!(difference.summary().to_string(), "2 stacks: 2 stacks stay deployed");
    // A nested one goes with the next deployment of the one around it.
    let difference = compare(&with(true, true), &with(true, false), &Options::default()).unwrap();
    let inner = difference.stacks.iter().find(|stack| stack.path == "Gone/Inner").unwrap();
    assert!(!inner.stays_deployed && inner.statements.len() == 1);
}
