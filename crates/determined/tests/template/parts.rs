//! Where the parts of a cluster are, as its template tells.

use purlin_core::Findings;
use purlin_determined::{DeterminedCluster, DeterminedProps};
use serde_json::Value;

use super::{Place, app, of_type};

pub const VPC: &str = "AWS::EC2::VPC";
pub const SUBNET: &str = "AWS::EC2::Subnet";

/// The one resource of a type.
pub fn only<'a>(template: &'a Value, kind: &str) -> &'a Value {
    let found = of_type(template, kind);
    let [(_, resource)] = found[..] else { panic!("there are {} of {kind}", found.len()) };
    resource
}

/// The properties of the instance that runs the master.
pub fn master(template: &Value) -> &Value {
    &only(template, "AWS::EC2::Instance")["Properties"]
}

/// The master's subnet: its id, or what refers to it.
pub fn master_subnet(template: &Value) -> &Value {
    match &master(template)["SubnetId"] {
        Value::Null => &master(template)["NetworkInterfaces"][0]["SubnetId"],
        id => id,
    }
}

/// The database's subnets.
pub fn database_subnets(template: &Value) -> Vec<&Value> {
    list(&only(template, "AWS::RDS::DBSubnetGroup")["Properties"]["SubnetIds"])
}

/// The subnets of the pools, in their order, as the master is told of them.
pub fn pool_subnets(template: &Value) -> Vec<Value> {
    let mut found = Vec::new();
    collect(&master(template)["UserData"], &mut found);
    found
}

fn collect(value: &Value, found: &mut Vec<Value>) {
    match value {
        Value::Object(entries) => match entries.get("Ref").and_then(Value::as_str) {
            Some(id) if id.contains("Subnet") => found.push(value.clone()),
            _ => entries.values().for_each(|value| collect(value, found)),
        },
        Value::Array(items) => items.iter().for_each(|value| collect(value, found)),
        Value::String(text) => {
            let ids = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
            found.extend(ids.filter(|id| id.starts_with("subnet-")).map(Value::from));
        }
        _ => {}
    }
}

/// A list, or what stands for a list of one.
pub fn list(value: &Value) -> Vec<&Value> {
    value.as_array().map_or_else(|| vec![value], |items| items.iter().collect())
}

/// Everything that is found in a cluster, errors or not: rule, message and help.
pub fn told(place: &Place, props: DeterminedProps) -> Vec<(String, String, String)> {
    let app = app(place, |stack| {
        DeterminedCluster::new(stack, "Determined", props.clone());
    });
    let told: Findings = app.synth().map_or_else(|findings| findings, |assembly| assembly.remarks());
    let parts = told.iter().map(|finding| {
        (finding.rule.to_string(), finding.message.to_string(), finding.help.clone().unwrap_or_default())
    });
    parts.collect()
}

/// The rules of everything that is found.
pub fn rules(place: &Place, props: DeterminedProps) -> Vec<String> {
    told(place, props).into_iter().map(|(rule, ..)| rule).collect()
}
