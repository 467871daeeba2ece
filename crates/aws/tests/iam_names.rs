//! Names of roles and profiles that exist, where they are only known during deployment.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

use purlin_aws::iam::{InstanceProfile, Policy, PolicyProps, PolicyStatement, Role};
use purlin_core::{App, Construct, Output, OutputProps, Parameter, ParameterProps, Stack, StackProps, Value, text};
use serde_json::{Value as Json, json};

/// The names that policies and instances are given for a role and a profile of this name.
fn names(name: impl Fn(&Value<String>) -> Value<String>) -> [Json; 2] {
    let app = App::new();
    let stack = Stack::new(&app, "Test", StackProps::new());
    let given = Parameter::new(&stack, "Given", ParameterProps::new()).value::<String>();
    let role = Role::from_name(&stack, "Role", name(&given));
    let statement = PolicyStatement::allow().actions(["s3:GetObject"]).all_resources();
    Policy::new(&stack, "Policy", PolicyProps::new().statements([statement]).roles([role]));
    let profile = InstanceProfile::from_name(&stack, "Profile", name(&given));
    Output::new(&stack, "Name", profile.name(), OutputProps::new()).scope().override_logical_id("Name");
    let template = app.synth().unwrap().template("Test").unwrap();
    let template: Json = serde_json::from_str(&template).unwrap();
    let policies = template["Resources"].as_object().unwrap();
    [policies.values().next().unwrap()["Properties"]["Roles"][0].clone(), template["Outputs"]["Name"]["Value"].clone()]
}

#[test]
fn names_are_what_they_were_given_as() {
    let given = json!({ "Ref": "Given" });
    assert_eq!(names(Clone::clone), [given.clone(), given.clone()]);
    let joined = json!({ "Fn::Join": ["", [given, "Queue"]] });
    assert_eq!(names(|given| text![given, "Queue"]), [joined.clone(), joined.clone()]);
    assert_eq!(names(|given| text!["path/to/", given, "Queue"]), [joined.clone(), joined]);
    assert_eq!(names(|given| text![given, "/Queue"]), [json!("Queue"), json!("Queue")]);
    assert_eq!(names(|_| Value::from("path/Queue")), [json!("Queue"), json!("Queue")]);
}
