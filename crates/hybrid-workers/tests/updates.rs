//! What a later deployment can change, where names are fixed: CloudFormation replaces nothing that keeps its name.

#![allow(clippy::panic, reason = "in tests, helpers included")]

mod template;

use std::collections::BTreeSet;

use purlin_cfn::facts::{Replacement, properties, replacement};
use purlin_core::{App, Stack, StackProps, Tags};
use purlin_hybrid_workers::{HybridWorkers, WorkerGroup};
use serde_json::Value;
use template::{Props, props, template};

const KEY: &str = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const OTHER_KEY: &str = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ac";
const PUBLIC_KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 me@example.com";

/// The properties that name a resource, which no other one of the account, region or VPC has then.
const NAMES: [&str; 11] = [
    "AlarmName",
    "AutoScalingGroupName",
    "BackupVaultName",
    "BucketName",
    "GroupName",
    "InstanceProfileName",
    "KeyName",
    "LaunchTemplateName",
    "Name",
    "RoleName",
    "TopicName",
];

/// The property of a resource that names it.
fn name_of(resource: &Value) -> Option<(&'static str, &Value)> {
    let kind = resource["Type"].as_str()?;
    // An instance has the name of its key pair in it, too.
    let named = |name: &&str| kind != "AWS::EC2::Instance" && resource["Properties"].get(*name).is_some();
    let name = NAMES.into_iter().find(named)?;
    Some((name, &resource["Properties"][name]))
}

/// The logical ids that something refers to.
fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(entries) => {
            let attribute = entries.get("Fn::GetAtt").and_then(|attribute| attribute.get(0));
            found.extend(entries.get("Ref").or(attribute).and_then(Value::as_str).map(str::to_owned));
            entries.values().for_each(|value| references(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

fn resources(template: &Value) -> impl Iterator<Item = (&String, &Value)> {
    template["Resources"].as_object().into_iter().flatten()
}

/// The resources that an update replaces: for a property of their own, or for another resource that is replaced.
fn replaced(before: &Value, after: &Value) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    loop {
        let is_replaced = |id: &str, resource: &Value| {
            let old = &before["Resources"][id];
            let kind = resource["Type"].as_str().unwrap_or_default();
            !old.is_null()
                && properties(kind).filter(|(_, replacement)| *replacement == Replacement::Always).any(|(name, _)| {
                    let mut referred = BTreeSet::new();
                    references(&resource["Properties"][name], &mut referred);
                    old["Properties"][name] != resource["Properties"][name]
                        || referred.intersection(&all).next().is_some()
                })
        };
        let more: BTreeSet<String> =
            resources(after).filter(|(id, resource)| is_replaced(id, resource)).map(|(id, _)| id.clone()).collect();
        if more == all {
            return all;
        }
        all = more;
    }
}

/// What CloudFormation refuses of an update: resources that are replaced but keep their names, or whose names others had.
fn refused(before: &Value, after: &Value) -> Vec<String> {
    let replaced = replaced(before, after);
    let is_refused = |id: &str, resource: &Value| {
        let Some((property, name)) = name_of(resource) else { return false };
        resources(before).any(|(old_id, old)| {
            old["Type"] == resource["Type"]
                && old["Properties"].get(property) == Some(name)
                && (old_id != id || replaced.contains(id))
        })
    };
    let mut refused: Vec<String> = resources(after)
        .filter(|(id, resource)| is_refused(id, resource))
        .map(|(_, resource)| resource["Type"].as_str().unwrap_or_default().to_owned())
        .collect();
    refused.sort();
    refused.dedup();
    refused
}

/// Everything that has a name.
fn all() -> Props {
    let groups = [WorkerGroup::new("g5.xlarge").spot(true), WorkerGroup::new("m5.large").max_size(10)];
    props()
        .queue_backup_days(7)
        .alarm_emails(["team@example.com".to_owned()])
        .worker_image("ami-0123456789abcdef0")
        .worker_groups(groups)
}

fn private() -> Props {
    all().private_workers(true).zones(2)
}

#[test]
fn every_named_resource_is_known_as_such() {
    let template = template(private().vpc_endpoints(true));
    for (id, resource) in resources(&template) {
        let kind = resource["Type"].as_str().unwrap_or_default();
        let named = properties(kind).map(|(name, _)| name).filter(|name| {
            // These name other things, or need not be unique.
            !["KeyName", "ServiceName", "MetricName", "PolicyName", "DisplayName"].contains(name)
                && name.ends_with("Name")
                && resource["Properties"].get(*name).is_some()
        });
        for name in named {
            assert_eq!(name_of(resource).map(|(name, _)| name), Some(name), "{id}");
            assert_eq!(replacement(kind, name), Some(Replacement::Always), "{id}");
        }
    }
}

#[test]
fn most_settings_can_be_changed_at_any_time() {
    let changes: [(&str, Props, Props); 16] = [
        ("queue_disk_size", all(), all().queue_disk_size(64)),
        ("queue_instance_type", all(), all().queue_instance_type("m5.large")),
        ("queue_image", all(), all().queue_image("ami-0123456789abcdef0")),
        ("encryption_key", all(), all().encryption_key(KEY)),
        ("another encryption_key", all().encryption_key(KEY), all().encryption_key(OTHER_KEY)),
        ("no encryption_key", all().encryption_key(KEY), all()),
        ("company", all(), all().company("example")),
        ("name_prefix", all(), all().name_prefix("test-")),
        ("existing_key_pair", all(), all().existing_key_pair("team")),
        ("private_workers", all(), all().private_workers(true)),
        ("public workers", private(), private().private_workers(false)),
        ("nat_gateways", private(), private().nat_gateways(2)),
        ("vpc_endpoints", private(), private().vpc_endpoints(true).nat_gateways(1)),
        ("permissions_boundary", all(), all().permissions_boundary("boundary")),
        ("zones", all(), all().zones(2)),
        ("zones of private workers", private(), private().zones(3)),
    ];
    for (what, before, after) in changes {
        let (before, after) = (template(before), template(after));
        assert_ne!(before, after, "{what}");
        assert_eq!(refused(&before, &after), [""; 0], "{what}");
    }
}

#[test]
fn what_cannot_be_changed_is_what_the_documentation_says() {
    let groups = ["AWS::EC2::SecurityGroup"];
    let changes: [(&str, Props, &[&str]); 4] = [
        ("vpc_cidr", all().vpc_cidr("10.1.0.0/16"), &groups),
        ("worker_security_group_description", all().worker_security_group_description("workers"), &groups),
        ("queue_security_group_description", all().queue_security_group_description("queue"), &groups),
        ("public_key", all().public_key(PUBLIC_KEY), &["AWS::EC2::KeyPair"]),
    ];
    let before = template(all());
    let readme = include_str!("../README.md");
    let told = readme.split_once("## What can be changed later").map_or("", |(_, told)| told);
    let told = told.split_once("\n# ").map_or(told, |(told, _)| told);
    for (setting, after, expected) in changes {
        assert_eq!(refused(&before, &template(after)), expected, "{setting}");
        assert!(told.contains(&format!("`{setting}`")), "{setting} is not told");
    }
}

#[test]
fn tags_of_one_s_own_can_come_and_go() {
    let tagged = |tags: &[(&'static str, &'static str)]| {
        let app = App::new();
        let stack = Stack::new(&app, "Test", StackProps::new());
        for (key, value) in tags {
            Tags::of(&stack).add(*key, *value);
        }
        HybridWorkers::new(&stack, "Valohai", all());
        let text = app.synth().unwrap_or_else(|findings| panic!("{findings}")).template("Test").unwrap_or_default();
        serde_json::from_str::<Value>(&text).unwrap_or_else(|error| panic!("{error}"))
    };
    let (before, after) = (tagged(&[]), tagged(&[("cost-center", "42"), ("Owner", "vision")]));
    assert_eq!(replaced(&before, &after), BTreeSet::new());
    let pair = template::properties(&after, "ValohaiKeyPair");
    assert_eq!(pair["Tags"], template::properties(&before, "ValohaiKeyPair")["Tags"]);
    assert_ne!(before, after);
}

#[test]
fn another_number_of_zones_leaves_the_subnets_that_there_are() {
    for (before, after) in [(all(), all().zones(6)), (private(), private().zones(5)), (private(), private().zones(1))] {
        let (before, after) = (template(before), template(after));
        let replaced = replaced(&before, &after);
        let network = ["AWS::EC2::Subnet", "AWS::EC2::Instance", "AWS::EC2::NatGateway"];
        let of_network = |id: &&String| network.iter().any(|kind| after["Resources"][*id]["Type"] == *kind);
        assert_eq!(replaced.iter().filter(of_network).collect::<Vec<_>>(), [""; 0]);
    }
}
