//! Policies mean the same after their statements were merged, and after they were split.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

use proptest::prelude::*;
use purlin_aws::iam::{Condition, PolicyDocument, PolicyStatement, Principal, Role, RoleProps};
use purlin_core::{App, Stack, StackProps};
use serde_json::Value as Json;

const ACTIONS: [&str; 4] = ["s3:GetObject", "s3:PutObject", "sqs:SendMessage", "ec2:RunInstances"];
const RESOURCES: [&str; 4] = ["arn:aws:s3:::one", "arn:aws:s3:::two", "arn:aws:sqs:::three", "*"];
const PRINCIPALS: [&str; 4] = ["arn:aws:iam::1:role/a", "arn:aws:iam::1:role/b", "ec2.amazonaws.com", "*"];

/// What a statement is made of, as positions in the tables.
#[derive(Clone, Debug)]
struct Parts {
    deny: bool,
    sid: bool,
    not_actions: bool,
    actions: Vec<usize>,
    resources: Vec<usize>,
    principals: Vec<usize>,
    condition: Option<bool>,
}

fn parts() -> impl Strategy<Value = Parts> {
    let some = || prop::collection::vec(0..4_usize, 1..3);
    let rarely = || prop::bool::weighted(0.1);
    let condition = prop::option::weighted(0.3, any::<bool>());
    (rarely(), rarely(), rarely(), some(), prop::collection::vec(0..4_usize, 0..3), some(), condition).prop_map(
        |(deny, sid, not_actions, actions, resources, principals, condition)| Parts {
            deny,
            sid,
            not_actions,
            actions,
            resources,
            principals,
            condition,
        },
    )
}

fn statement(parts: &Parts) -> PolicyStatement {
    let start = if parts.deny { PolicyStatement::deny() } else { PolicyStatement::allow() };
    let actions = parts.actions.iter().map(|index| ACTIONS[*index]);
    let with_actions = if parts.not_actions { start.not_actions(actions) } else { start.actions(actions) };
    let principal = |index: &usize| match PRINCIPALS[*index] {
        "*" => Principal::star(),
        service if service.ends_with(".com") => Principal::service(service),
        arn => Principal::arn(arn),
    };
    let mut statement = with_actions
        .resources(parts.resources.iter().map(|index| RESOURCES[*index]))
        .principals(parts.principals.iter().map(principal));
    if parts.sid {
        statement = statement.sid("Kept");
    }
    match parts.condition {
        Some(value) => statement.when(Condition::bool("aws:SecureTransport", value)),
        None => statement,
    }
}

/// The statements of a document as it is written.
fn written(document: &PolicyDocument) -> Vec<Json> {
    let app = App::new();
    let stack = Stack::new(&app, "Main", StackProps::new());
    let resource = purlin_core::Resource::untyped(&stack, "Carrier", "AWS::S3::BucketPolicy");
    resource.set_property("PolicyDocument", document.render(&stack));
    let template: Json = serde_json::from_str(&app.synth().unwrap().template("Main").unwrap()).unwrap();
    template["Resources"]["Carrier"]["Properties"]["PolicyDocument"]["Statement"].as_array().unwrap().clone()
}

fn lists(element: &Json, what: &str) -> bool {
    match element {
        Json::String(text) => text == what,
        Json::Array(texts) => texts.iter().any(|text| text == what),
        _ => false,
    }
}

fn names(principals: &Json, who: &str) -> bool {
    match principals {
        Json::Object(kinds) => kinds.values().any(|kind| lists(kind, who)),
        everyone => lists(everyone, "*"),
    }
}

/// Under which effects and conditions a request falls. `None` stands for the resource that the policy is of.
fn judgements(statements: &[Json], action: &str, resource: Option<&str>, principal: &str) -> Vec<String> {
    let mut found: Vec<String> = statements
        .iter()
        .filter(|statement| match statement.get("Action") {
            Some(actions) => lists(actions, action),
            None => !lists(&statement["NotAction"], action),
        })
        .filter(|statement| match (statement.get("Resource"), resource) {
            (Some(resources), Some(resource)) => lists(resources, resource),
            (resources, resource) => resources.is_none() && resource.is_none(),
        })
        .filter(|statement| names(&statement["Principal"], principal))
        .map(|statement| format!("{} {}", statement["Effect"], statement["Condition"]))
        .collect();
    found.sort();
    found.dedup();
    found
}

proptest! {
    #[test]
    fn merging_keeps_the_meaning(all in prop::collection::vec(parts(), 1..12)) {
        let document = || all.iter().map(statement).collect::<PolicyDocument>();
        let (merged, plain) = (written(&document()), written(&document().minimize(false)));
        prop_assert!(merged.len() <= plain.len());
        for action in ACTIONS {
            for resource in RESOURCES.into_iter().map(Some).chain([None]) {
                for principal in PRINCIPALS {
                    prop_assert_eq!(
                        judgements(&merged, action, resource, principal),
                        judgements(&plain, action, resource, principal),
                        "{} {:?} {}\n{:#?}", action, resource, principal, merged
                    );
                }
            }
        }
    }

    #[test]
    fn merging_again_changes_nothing(all in prop::collection::vec(parts(), 1..12)) {
        let once = written(&all.iter().map(statement).collect());
        let text = serde_json::json!({ "Statement": once }).to_string();
        prop_assert_eq!(written(&PolicyDocument::from_json(&text)), once);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn splitting_loses_nothing(count in 1..400_usize, length in 1..80_usize) {
        let app = App::new();
        let stack = Stack::new(&app, "Main", StackProps::new());
        let role = Role::new(&stack, "Role", RoleProps::new().assumed_by(Principal::service("ec2")));
        let action = |number: usize| format!("service{number}:{}", "A".repeat(length));
        let resource = |number: usize| format!("arn:aws:service{number}:::thing");
        for number in 0..count {
            role.add_to_policy(PolicyStatement::allow().actions([action(number)]).resources([resource(number)]));
        }
        let Ok(assembly) = app.synth() else { return Ok(()) }; // more than 20 managed policies
        let template: Json = serde_json::from_str(&assembly.template("Main").unwrap()).unwrap();
        let mut numbers = Vec::new();
        for resource in template["Resources"].as_object().unwrap().values() {
            let document = &resource["Properties"]["PolicyDocument"];
            let largest = if resource["Type"] == "AWS::IAM::Policy" { 10_240 } else { 6_144 };
            prop_assert!(document.to_string().len() <= largest);
            numbers.extend(document["Statement"].as_array().into_iter().flatten().map(|one| one["Action"].to_string()));
        }
        numbers.sort();
        let mut expected: Vec<String> = (0..count).map(|number| Json::from(action(number)).to_string()).collect();
        expected.sort();
        prop_assert_eq!(numbers, expected);
    }
}
