//! What is done when a cluster is deleted: in which order, and by what.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod template;

use std::collections::BTreeSet;

use purlin_determined::{DeterminedCluster, DeterminedProps, Removal};
use serde_json::{Value, json};
use template::parts::only;
use template::{ANYWHERE, of_type, synthesise_stack, template};

const CLEAN_UP: &str = "Custom::DeterminedAgents";

/// The logical ids of all that a resource is made after, and so deleted before.
fn made_before(template: &Value, id: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![id.to_owned()];
    while let Some(id) = waiting.pop() {
        let mut named = Vec::new();
        references(&template["Resources"][&id], &mut named);
        let new = named.into_iter().filter(|name| !template["Resources"][name].is_null());
        let new: Vec<String> = new.filter(|name| found.insert(name.clone())).collect();
        waiting.extend(new);
    }
    found
}

fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        Value::Object(entries) => {
            for (key, value) in entries {
                match (key.as_str(), value) {
                    ("Ref" | "DependsOn", Value::String(name)) => found.push(name.clone()),
                    ("DependsOn", names) => found.extend(texts(names)),
                    ("Fn::GetAtt", of) => found.extend(of[0].as_str().map(str::to_owned)),
                    _ => references(value, found),
                }
            }
        }
        _ => {}
    }
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The types of what the custom resource is made after.
fn types_before(template: &Value) -> BTreeSet<String> {
    let (id, _) = of_type(template, CLEAN_UP)[0];
    let ids = made_before(template, id);
    ids.iter().map(|id| template["Resources"][id]["Type"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_master_goes_first_and_then_its_agents() {
    let template = template(DeterminedProps::new());
    let (clean_up, resource) = of_type(&template, CLEAN_UP)[0];
    assert_eq!(resource["DeletionPolicy"], "Delete");
    let (master, _) = of_type(&template, "AWS::EC2::Instance")[0];
    assert!(made_before(&template, master).contains(clean_up));
    assert!(!made_before(&template, clean_up).contains(master));
}

/// Network interfaces of agents keep subnets and security groups from being deleted; without its permissions, the function ends
/// nothing.
#[test]
fn what_agents_hold_goes_after_them() {
    let template = template(DeterminedProps::new().bucket_removal(Removal::Delete));
    let (clean_up, _) = of_type(&template, CLEAN_UP)[0];
    let before = made_before(&template, clean_up);
    for id in [
        "DeterminedAgentRole",
        "DeterminedAgentProfile",
        "DeterminedAgentSecurityGroup",
        "DeterminedCleanUpPolicy",
        "CustomDeterminedAgentsCustomResourceProviderRole",
        "CustomDeterminedAgentsCustomResourceProviderHandler",
    ] {
        assert!(before.iter().any(|found| found.len() == id.len() + 8 && found.starts_with(id)), "{id}: {before:?}");
    }
    let types = types_before(&template);
    for kind in ["AWS::EC2::Subnet", "AWS::EC2::NatGateway", "AWS::Logs::LogGroup", "Custom::S3AutoDeleteObjects"] {
        assert!(types.contains(kind), "{kind}: {types:?}");
    }
}

/// A gateway cannot leave a network in which instances have public addresses.
#[test]
fn the_gateway_goes_after_public_agents() {
    let template = template(DeterminedProps::new().public_agents(true).public_master(true));
    let types = types_before(&template);
    assert!(types.contains("AWS::EC2::VPCGatewayAttachment"), "{types:?}");
}

#[test]
fn the_function_is_told_what_the_master_tags() {
    let template = template(DeterminedProps::new());
    let told = &only(&template, CLEAN_UP)["Properties"];
    assert_eq!(
        (&told["TagKey"], &told["TagValue"]),
        (&json!("det-Test-Determined"), &json!("det-agent-Test-Determined"))
    );
    let (profile, _) = of_type(&template, "AWS::IAM::InstanceProfile")
        .into_iter()
        .find(|(id, _)| id.starts_with("DeterminedAgentProfile"))
        .unwrap();
    assert_eq!(told["InstanceProfile"], json!({"Fn::GetAtt": [profile, "Arn"]}));
    let functions = of_type(&template, "AWS::Lambda::Function");
    let (_, function) = functions.iter().find(|(id, _)| id.starts_with("CustomDeterminedAgents")).unwrap();
    let function = &function["Properties"];
    assert_eq!(function["Code"]["ZipFile"], include_str!("../src/clean_up.py"));
    assert_eq!((&function["Handler"], &function["Timeout"]), (&json!("index.handler"), &json!(900)));
    let patience: u64 = told["ServiceTimeout"].as_str().unwrap().parse().unwrap();
    assert!(patience > 900, "CloudFormation waits longer than the function runs");
}

/// Two clusters of a stack have one function, which may end the agents of each as long as that is there.
#[test]
fn each_cluster_of_a_stack_has_its_own_permissions() {
    let built = |ids: &'static [&'static str]| {
        let built = synthesise_stack(&ANYWHERE, |stack| {
            ids.iter().for_each(|id| drop(DeterminedCluster::new(stack, id, DeterminedProps::new())));
        });
        built.unwrap()
    };
    let two = built(&["Research", "Production"]);
    let functions = of_type(&two, "AWS::Lambda::Function");
    assert_eq!(functions.iter().filter(|(id, _)| id.starts_with("CustomDeterminedAgents")).count(), 1);
    let told = of_type(&two, CLEAN_UP).into_iter();
    let values: BTreeSet<&str> =
        told.map(|(_, resource)| resource["Properties"]["TagValue"].as_str().unwrap()).collect();
    assert_eq!(values, BTreeSet::from(["det-agent-Test-Research", "det-agent-Test-Production"]));
    let role = |template: &Value| {
        let roles = of_type(template, "AWS::IAM::Role");
        let (_, role) = roles.iter().find(|(id, _)| id.starts_with("CustomDeterminedAgents")).unwrap();
        (*role).clone()
    };
    // An update that removes a cluster deletes it in the end: until then the function keeps what it may do for it.
    assert_eq!(role(&two), role(&built(&["Research"])));
    for (id, policy) in of_type(&two, "AWS::IAM::Policy").into_iter().filter(|(id, _)| id.contains("CleanUp")) {
        let (own, other) =
            if id.starts_with("Research") { ("Research", "Production") } else { ("Production", "Research") };
        let document = policy["Properties"]["PolicyDocument"].to_string();
        assert!(document.contains(&format!("det-agent-Test-{own}")), "{id}: {document}");
        assert!(!document.contains(&format!("det-agent-Test-{other}")), "{id}: {document}");
    }
}
