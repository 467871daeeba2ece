//! The tag by which a master knows its agents: no two clusters have the same.

#![allow(clippy::panic, reason = "in tests, helpers included")]

mod template;

use std::collections::BTreeSet;

use purlin_core::{App, NestedStack, NestedStackProps, Scope, Stack, StackProps};
use purlin_determined::{DeterminedCluster, DeterminedProps};
use serde_json::Value;
use template::{ANYWHERE, of_type, synthesise_stack};

/// The pairs of key and value that the clusters of a template have.
fn tags(template: &Value) -> BTreeSet<String> {
    let of = |(_, resource): (&str, &Value)| {
        format!("{}={}", resource["Properties"]["TagKey"], resource["Properties"]["TagValue"]).replace('"', "")
    };
    of_type(template, "Custom::DeterminedAgents").into_iter().map(of).collect()
}

#[test]
fn it_is_made_of_the_names_of_stack_and_construct() {
    let template = template::template(DeterminedProps::new());
    assert_eq!(tags(&template), BTreeSet::from(["det-Test-Determined=det-agent-Test-Determined".to_owned()]));
}

#[test]
fn clusters_of_a_stack_have_different_ones_wherever_they_are() {
    let template = synthesise_stack(&ANYWHERE, |stack| {
        DeterminedCluster::new(stack, "Determined", DeterminedProps::new());
        for team in ["Vision", "Language"] {
            DeterminedCluster::new(&Scope::new(stack, team), "Determined", DeterminedProps::new());
            DeterminedCluster::new(&Scope::new(stack, &format!("Of-{team}")), "De-termined", DeterminedProps::new());
        }
    });
    assert_eq!(tags(&template.unwrap_or_else(|findings| panic!("{findings}"))).len(), 5);
}

#[test]
fn a_long_name_of_a_stack_still_makes_a_key_that_aws_takes() {
    let app = App::new();
    let stack = Stack::new(&app, &"a".repeat(128), StackProps::new());
    DeterminedCluster::new(&stack, "Determined", DeterminedProps::new());
    let text = app.synth().unwrap_or_else(|findings| panic!("{findings}")).template_of(&stack).unwrap_or_default();
    let template: Value = serde_json::from_str(&text).unwrap_or_default();
    let tags = tags(&template);
    let (key, value) = tags.iter().next().and_then(|tag| tag.split_once('=')).unwrap_or_default();
    assert!(key.len() == 127 && value.len() > 128 && value.len() <= 256, "{key} {value}");
}

#[test]
fn in_a_nested_stack_it_tells_deployments_of_the_same_app_apart() {
    let tag = |name: &str| {
        let app = App::new();
        let stack = Stack::new(&app, "Test", StackProps::new().stack_name(name));
        let nested = NestedStack::new(&stack, "Nested", NestedStackProps::new());
        DeterminedCluster::new(nested.stack(), "Determined", DeterminedProps::new());
        let assembly = app.synth().unwrap_or_else(|findings| panic!("{findings}"));
        let template = assembly.template_of(nested.stack()).unwrap_or_default();
        tags(&serde_json::from_str(&template).unwrap_or_default())
    };
    let (first, second) = (tag("First"), tag("Second"));
    assert!(first.len() == 1 && first.is_disjoint(&second), "{first:?} {second:?}");
}
