//! What the templates ask for, and what they refuse.

use std::collections::BTreeSet;
use std::fs;

use purlin_cfn::facts::{Replacement, replacement};
use purlin_core::Environment;
use purlin_hybrid_workers::check;
use serde_json::Value;

use crate::deployment::text;
use crate::template::{Props, props};
use crate::templates;

/// What is asked for is explained, and what cannot be is refused with a reason.
#[test]
fn the_form_is_complete() {
    for (id, template) in templates() {
        let parameters = template["Parameters"].as_object().unwrap();
        let form = &template["Metadata"]["AWS::CloudFormation::Interface"];
        let groups = form["ParameterGroups"].as_array().unwrap();
        let grouped = groups.iter().flat_map(|group| group["Parameters"].as_array().unwrap());
        let grouped: Vec<String> = grouped.map(text).collect();
        assert_eq!(grouped, parameters.keys().cloned().collect::<Vec<_>>(), "{id}: each once, in order");
        for (name, parameter) in parameters {
            let label = text(&form["ParameterLabels"][name]["default"]);
            let description = text(&parameter["Description"]);
            let sentence = |text: &str| text.starts_with(|c: char| c.is_uppercase()) && text.len() > 2;
            assert!(sentence(&label) && !label.ends_with('.'), "{id} {name}: {label}");
            assert!(sentence(&description) && description.ends_with('.'), "{id} {name}: {description}");
            if parameter["Type"] == "String" {
                let limits = ["AllowedPattern", "AllowedValues", "MinLength"];
                assert!(limits.iter().any(|limit| !parameter[limit].is_null()), "{id} {name} takes anything");
            }
            let is_ruled = !parameter["AllowedPattern"].is_null() || !parameter["MinValue"].is_null();
            assert!(!is_ruled || parameter["ConstraintDescription"].is_string(), "{id} {name} says no reason");
        }
    }
}

/// What the queue is stopped for, and not replaced.
const STOPPED_FOR: [&str; 2] = ["InstanceType", "UserData"];

/// The parameters of a template that replace a resource when they change, or another one that it refers to.
fn replacing(template: &Value, id: &str, found: &mut BTreeSet<String>) {
    let resource = &template["Resources"][id];
    let kind = text(&resource["Type"]);
    for (property, value) in resource["Properties"].as_object().into_iter().flatten() {
        let in_place = matches!(replacement(&kind, property), None | Some(Replacement::Never));
        if !in_place && !STOPPED_FOR.contains(&property.as_str()) {
            referred(template, value, found);
        }
    }
}

fn referred(template: &Value, value: &Value, found: &mut BTreeSet<String>) {
    let names: Vec<String> = match value {
        Value::Array(items) => return items.iter().for_each(|item| referred(template, item, found)),
        Value::Object(entries) if entries.len() == 1 => match entries.iter().next().unwrap() {
            (function, name) if function == "Ref" => vec![text(name)],
            (function, path) if function == "Fn::GetAtt" => vec![text(&path[0])],
            (function, Value::String(pattern)) if function == "Fn::Sub" => {
                pattern.split("${").skip(1).map(|piece| piece.split(['}', '.']).next().unwrap().to_owned()).collect()
            }
            (_, argument) => return referred(template, argument, found),
        },
        Value::Object(entries) => return entries.values().for_each(|entry| referred(template, entry, found)),
        _ => return,
    };
    for name in names {
        if template["Parameters"].get(&name).is_some() {
            found.insert(name);
        } else if template["Resources"].get(&name).is_some() {
            replacing(template, &name, found);
        }
    }
}

/// Whoever updates the stack sees the form and no other document.
#[test]
fn the_form_tells_what_replaces_the_queue() {
    let templates = templates();
    let mut found = BTreeSet::new();
    replacing(&templates["worker-queue"], "Queue", &mut found);
    let network = ["QueueSubnetId", "VpcId"];
    assert!(network.iter().all(|parameter| found.remove(*parameter)), "{found:?}");
    // In place of the network's ids, what makes it another one.
    found.extend(["PrivateWorkers".to_owned(), "VpcCIDR".to_owned()]);
    assert_eq!(
        found.iter().collect::<Vec<_>>(),
        ["KeyPair", "NamePrefix", "PrivateWorkers", "QueueDiskSize", "VpcCIDR"]
    );
    for (parameter, definition) in templates["main"]["Parameters"].as_object().unwrap() {
        let description = text(&definition["Description"]);
        assert_eq!(description.contains(" later"), found.contains(parameter), "{parameter}: {description}");
    }
}

/// The values that the end-to-end tests give the parameters.
const VALUES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/hybrid-package/values.json");

/// What the templates refuse although the construct takes it: regular expressions know no sums and no mappings, and nobody
/// could be warned that a whole account is trusted.
const STRICTER: &[(&str, &str)] = &[
    ("AssumeRoleARN", "arn:aws:iam::905675611115:root"),
    ("Company", "a234567890123456789012345678901"),
    ("VpcCIDR", "10.0.0.0/25"),
    ("ZoneCount", "7"),
];

/// The setting that is a parameter's, with this value; nothing where there is none for such a value.
fn setting(parameter: &str, value: &str) -> Option<Props> {
    let props = props();
    Some(match parameter {
        "AssumeRoleARN" => props.assume_user(value),
        "ExternalId" if !value.is_empty() => props.external_id(value),
        "NamePrefix" => props.name_prefix(value),
        "Company" if !value.is_empty() => props.company(value),
        "PermissionsBoundary" if value.starts_with("arn:") => props.permissions_boundary(value),
        "QueueAddress" => props.queue_address(value),
        "VpcCIDR" => props.vpc_cidr(value),
        "ZoneCount" => props.zones(value.parse::<i64>().ok()?),
        "QueueSSHFrom" if !value.is_empty() => props.queue_ssh_from([value.to_owned()]),
        "WorkerSSHFrom" if !value.is_empty() => props.worker_ssh_from([value.to_owned()]),
        "QueueInstanceType" => props.queue_instance_type(value),
        "QueueDiskSize" => props.queue_disk_size(value.parse::<i64>().ok()?),
        "AppAddress" => props.app_address(value),
        "AppOrigin" => props.app_origin(value),
        _ => return None,
    })
}

#[test]
fn parameters_refuse_what_settings_refuse() {
    let values: Value = serde_json::from_str(&fs::read_to_string(VALUES).unwrap()).unwrap();
    let mut compared = 0;
    for (is_refused, kind) in [(false, "taken"), (true, "refused")] {
        let templates = values.as_object().unwrap().values();
        for (parameter, values) in templates.flat_map(|template| template[kind].as_object().unwrap()) {
            for value in values.as_array().unwrap().iter().map(text) {
                let Some(settings) = setting(parameter, &value) else { continue };
                let settings = settings.valohai_account("905675611115");
                let problems = check(settings, &Environment::default());
                let expected = is_refused && !STRICTER.contains(&(parameter, &value));
                assert_eq!(!problems.is_empty(), expected, "{parameter} {value:?}: {problems:?}");
                compared += 1;
            }
        }
    }
    assert!(compared > 100, "{compared}");
}
