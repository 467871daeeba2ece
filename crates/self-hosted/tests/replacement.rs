//! What a later deployment replaces of what holds data: by the facts about replacement, nothing but where that is meant.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod template;

use std::collections::BTreeSet;

use purlin_cfn::facts::{Replacement, is_stateful, properties};
use purlin_self_hosted::{CacheSoftware, DatabaseKind, Removal, WorkerAccount, WorkerGroup};
use serde_json::Value;
use template::{IMAGE, Props, props, template};

const KEY: &str = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const PUBLIC_KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 me@example.com";
const BUCKET: &str = "ValohaiDataBucket";
const CLUSTER: &str = "ValohaiDatabaseCluster";
const DATABASE: &str = "ValohaiDatabase";
const QUEUE: &str = "ValohaiCache";

/// Properties that replace a resource for some values, of which none is here: RDS turns backups on and off, moves to another group
/// of parameters, and gives or takes the copy in another zone in place;
/// times and small updates are about no data at all.
const IN_PLACE: [(&str, &str); 5] = [
    ("AWS::RDS::DBInstance", "AutoMinorVersionUpgrade"),
    ("AWS::RDS::DBInstance", "BackupRetentionPeriod"),
    ("AWS::RDS::DBInstance", "DBParameterGroupName"),
    ("AWS::RDS::DBInstance", "MultiAZ"),
    ("AWS::RDS::DBInstance", "PreferredMaintenanceWindow"),
];

fn resources(template: &Value) -> impl Iterator<Item = (&String, &Value)> {
    template["Resources"].as_object().into_iter().flatten()
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

/// Everything that an update replaces or removes: for a property of its own, or for another resource that is replaced.
fn lost(before: &Value, after: &Value) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    loop {
        let is_lost = |id: &str, old: &Value| {
            let new = &after["Resources"][id];
            let kind = old["Type"].as_str().unwrap();
            let replacing = properties(kind).filter(|(name, replacement)| {
                *replacement == Replacement::Always
                    || *replacement == Replacement::Maybe && is_stateful(kind) && !IN_PLACE.contains(&(kind, *name))
            });
            new["Type"] != kind
                || replacing.into_iter().any(|(name, replacement)| {
                    let mut referred = BTreeSet::new();
                    references(&new["Properties"][name], &mut referred);
                    let moves = replacement == Replacement::Always && referred.intersection(&all).next().is_some();
                    old["Properties"][name] != new["Properties"][name] || moves
                })
        };
        let more: BTreeSet<String> =
            resources(before).filter(|(id, old)| is_lost(id, old)).map(|(id, _)| id.clone()).collect();
        if more == all {
            return all;
        }
        all = more;
    }
}

/// What of that holds data, without the hashes in logical ids.
fn data_lost(before: Props, after: Props) -> BTreeSet<String> {
    let (before, after) = (template(before), template(after));
    assert_ne!(before, after, "the setting changes something");
    let holds_data = |id: &String| {
        let kind = before["Resources"][id]["Type"].as_str().unwrap();
        is_stateful(kind) && kind != "AWS::Logs::LogGroup" || kind.starts_with("AWS::SecretsManager::")
    };
    lost(&before, &after).into_iter().filter(holds_data).map(|id| id[..id.len() - 8].to_owned()).collect()
}

fn aurora() -> Props {
    props().database(DatabaseKind::AuroraServerless)
}

fn mail() -> Vec<String> {
    vec!["team@example.com".to_owned()]
}

/// Changes that anybody may make on any day.
fn harmless() -> Vec<(&'static str, Props)> {
    vec![
        ("domain", props().domain("https://ml.example.com")),
        ("environment_name", props().environment_name("Acme")),
        ("organization", props().organization("acme")),
        ("zones", props().zones(3)),
        ("nat_gateways", props().nat_gateways(2)),
        ("public_workers", props().public_workers(true)),
        ("public_instance", props().public_instance(true)),
        ("internal_load_balancer", props().internal_load_balancer(true)),
        ("hosted_zone_id", props().hosted_zone_id("Z0123456789ABCDEFGHIJ")),
        ("lb_allowed_from", props().lb_allowed_from(["203.0.113.0/24".to_owned()])),
        ("instance_type", props().instance_type("m5.2xlarge")),
        ("disk_size", props().disk_size(64)),
        ("image", props().image("ami-0123456789abcdef1")),
        ("session_manager", props().session_manager(false)),
        ("ssh_from", props().ssh_from(["203.0.113.7/32".to_owned()])),
        ("public_key", props().public_key(PUBLIC_KEY)),
        ("existing_key_pair", props().existing_key_pair("team")),
        (
            "configuration_secret",
            props().configuration_secret("arn:aws:secretsmanager:eu-west-1:111122223333:secret:valohai-AbCdEf"),
        ),
        ("database_version", props().database_version("17.9")),
        ("database_major_upgrade", props().database_version("18.4").database_major_upgrade(true)),
        ("database_instance_type", props().database_instance_type("r6g.large")),
        ("database_storage", props().database_storage(100)),
        ("database_max_storage", props().database_max_storage(200)),
        ("database_multi_az", props().database_multi_az(false)),
        ("database_backup_days", props().database_backup_days(35)),
        ("database_deletion_protection", props().database_deletion_protection(false)),
        ("database_removal", props().database_removal(Removal::Retain)),
        ("backup_window", props().backup_window("10:00-11:00")),
        ("maintenance_window", props().maintenance_window("sat:12:00-sat:13:00")),
        ("cache_version", props().cache_version("9.0")),
        ("cache_node_type", props().cache_node_type("r6g.large")),
        ("more cache_replicas", props().cache_replicas(3)),
        ("no cache_replicas", props().cache_replicas(0)),
        ("cache_snapshot_days", props().cache_snapshot_days(0)),
        ("cache_removal", props().cache_removal(Removal::Delete)),
        ("bucket_removal", props().bucket_removal(Removal::Delete)),
        ("log_retention_days", props().log_retention_days(30)),
        ("alarm_emails", props().alarm_emails(mail())),
        ("worker_groups", props().worker_groups([WorkerGroup::new("g5.xlarge")]).worker_image(IMAGE)),
        (
            "worker_accounts",
            props()
                .worker_accounts([WorkerAccount::new("222222222222", "valohai-role-master").networks(["10.1.0.0/16"])]),
        ),
        ("allow_untagged_workers", props().allow_untagged_workers(true)),
        ("permissions_boundary", props().permissions_boundary("boundary")),
    ]
}

#[test]
fn most_settings_can_be_changed_at_any_time() {
    for (setting, after) in harmless() {
        assert_eq!(data_lost(props(), after.clone()), BTreeSet::new(), "{setting}");
        assert_eq!(data_lost(after, props()), BTreeSet::new(), "{setting}, and back");
    }
}

#[test]
fn so_can_those_of_aurora() {
    let changes = [
        ("database_min_capacity", aurora().database_min_capacity(0.0)),
        ("database_max_capacity", aurora().database_max_capacity(64.0)),
        ("database_backup_days", aurora().database_backup_days(35)),
        ("database_version", aurora().database_version("17.9")),
        ("database_version", aurora().database_version("18.4")),
        ("database_removal", aurora().database_removal(Removal::Delete).database_deletion_protection(false)),
        ("backup_window", aurora().backup_window("10:00-11:00")),
        ("zones", aurora().zones(3)),
        ("log_retention_days", aurora().log_retention_days(30)),
    ];
    for (setting, after) in changes {
        assert_eq!(data_lost(aurora(), after.clone()), BTreeSet::new(), "{setting}");
        assert_eq!(data_lost(after, aurora()), BTreeSet::new(), "{setting}, and back");
    }
    // The second instance comes and goes; the data is the cluster's.
    let gone = data_lost(aurora(), aurora().database_multi_az(false));
    assert!(gone.iter().eq(["ValohaiDatabaseClusterReader"]), "{gone:?}");
}

/// Settings that take another database, queue or bucket, each told in the README.
#[test]
fn what_replaces_data_is_what_the_readme_says() {
    let changes: [(&str, Props, Props, &[&str]); 10] = [
        ("database_snapshot", props(), props().database_snapshot("before"), &[DATABASE]),
        ("database_snapshot", aurora(), aurora().database_snapshot("before"), &[CLUSTER]),
        ("cache_snapshot", props(), props().cache_snapshot("before"), &[QUEUE]),
        ("database", props(), aurora(), &[DATABASE]),
        ("cache", props(), props().cache(CacheSoftware::Redis), &[QUEUE]),
        ("bucket_name", props(), props().bucket_name("valohai-data-example"), &[BUCKET]),
        ("existing_bucket", props(), props().existing_bucket("valohai-data-example"), &[BUCKET]),
        ("encryption_key", props(), props().encryption_key(KEY), &[DATABASE, QUEUE]),
        ("vpc_cidr", props(), props().vpc_cidr("10.1.0.0/16"), &[]),
        ("cache_tls", props(), props().cache_tls(false), &[QUEUE]),
    ];
    let readme = include_str!("../README.md");
    let (_, told) = readme.split_once("# The database, the queue, alarms").unwrap();
    let told = told.split("\n# ").next().unwrap();
    for (setting, before, after, expected) in changes {
        let lost = data_lost(before, after);
        assert!(expected.iter().all(|id| lost.contains(*id)), "{setting}: {lost:?}");
        assert!(told.contains(&format!("`{setting}`")), "{setting} is not told");
    }
}
