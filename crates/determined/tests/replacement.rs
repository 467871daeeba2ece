//! What a later deployment replaces of what holds data: by the facts about replacement, nothing but where that is meant.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod template;

use std::collections::BTreeSet;

use purlin_cfn::facts::{Replacement, is_stateful, properties};
use purlin_determined::{
    DatabaseKind, DeterminedProps, ImageSource, Removal, ResourcePool, Scheduler, SharedFileSystem,
};
use serde_json::Value;
use template::template;

const KEY: &str = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const PUBLIC_KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 me@example.com";
const SECRET: &str = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:determined-AbCdEf";
const BUCKET: &str = "DeterminedCheckpoints";
const CLUSTER: &str = "DeterminedDatabaseCluster";
const WRITER: &str = "DeterminedDatabaseClusterWriter";
const DATABASE: &str = "DeterminedDatabase";
const MASTER: &str = "AWS::EC2::Instance";

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
fn data_lost(before: DeterminedProps, after: DeterminedProps) -> BTreeSet<String> {
    let (before, after) = (template(before), template(after));
    assert_ne!(before, after, "the setting changes something");
    let holds_data = |id: &String| {
        let kind = before["Resources"][id]["Type"].as_str().unwrap();
        is_stateful(kind) && kind != "AWS::Logs::LogGroup" || kind.starts_with("AWS::SecretsManager::")
    };
    lost(&before, &after).into_iter().filter(holds_data).map(|id| id[..id.len() - 8].to_owned()).collect()
}

fn props() -> DeterminedProps {
    DeterminedProps::new()
}

fn aurora() -> DeterminedProps {
    props().database(DatabaseKind::AuroraServerless)
}

fn efs() -> DeterminedProps {
    props().shared_file_system(SharedFileSystem::Efs)
}

fn fsx() -> DeterminedProps {
    props().shared_file_system(SharedFileSystem::Fsx)
}

/// Changes that anybody may make on any day.
fn harmless() -> Vec<(&'static str, DeterminedProps)> {
    vec![
        ("version", props().version("0.38.0")),
        ("image_prefix", props().image_prefix("registry.example.com/determined")),
        ("docker_secret", props().docker_secret(SECRET)),
        ("cluster_name", props().cluster_name("Research")),
        ("configuration_secret", props().configuration_secret(SECRET)),
        ("tls_secret", props().tls_secret(SECRET).tls_name("determined.example.com")),
        ("zones", props().zones(3)),
        ("nat_gateways", props().nat_gateways(2)),
        ("public_agents", props().public_agents(true)),
        ("allowed_from", props().public_master(true).allowed_from(["203.0.113.0/24".to_owned()])),
        ("ssh_from", props().public_master(true).ssh_from(["203.0.113.7/32".to_owned()])),
        ("session_manager", props().session_manager(false)),
        ("public_key", props().public_key(PUBLIC_KEY)),
        ("existing_key_pair", props().existing_key_pair("team")),
        ("instance_type", props().instance_type("m6i.2xlarge")),
        ("disk_size", props().disk_size(300)),
        ("image", props().image(ImageSource::Id("ami-0123456789abcdef1".to_owned()))),
        ("resource_pools", props().resource_pools([ResourcePool::compute("gpu", "g5.xlarge").spot(true)])),
        ("scheduler", props().scheduler(Scheduler::FairShare)),
        ("agent_disk_size", props().agent_disk_size(300)),
        ("database_version", props().database_version("17.9")),
        ("database_major_upgrade", props().database_version("18.4").database_major_upgrade(true)),
        ("database_instance_type", props().database_instance_type("r6g.large")),
        ("database_storage", props().database_storage(100)),
        ("database_max_storage", props().database_max_storage(200)),
        ("database_multi_az", props().database_multi_az(true)),
        ("database_backup_days", props().database_backup_days(35)),
        ("database_deletion_protection", props().database_deletion_protection(false)),
        ("database_removal", props().database_removal(Removal::Retain)),
        ("backup_window", props().backup_window("10:00-11:00")),
        ("maintenance_window", props().maintenance_window("sat:12:00-sat:13:00")),
        ("bucket_removal", props().bucket_removal(Removal::Delete)),
        ("save_trial_best", props().save_trial_best(3)),
        ("log_retention_days", props().log_retention_days(30)),
        ("alarm_emails", props().alarm_emails(["team@example.com".to_owned()])),
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
fn so_can_those_of_aurora_and_of_shared_files() {
    let changes = [
        ("database_min_capacity", aurora(), aurora().database_min_capacity(0.0)),
        ("database_max_capacity", aurora(), aurora().database_max_capacity(64.0)),
        ("database_version", aurora(), aurora().database_version("18.4")),
        ("database_removal", aurora(), aurora().database_removal(Removal::Retain)),
        ("zones", aurora(), aurora().zones(3)),
        ("zones", efs(), efs().zones(3)),
        ("file_system_removal", efs(), efs().file_system_removal(Removal::Delete)),
        ("fsx_storage", fsx(), fsx().fsx_storage(2400)),
        ("file_system_removal", fsx(), fsx().file_system_removal(Removal::Delete)),
    ];
    for (setting, before, after) in changes {
        assert_eq!(data_lost(before, after), BTreeSet::new(), "{setting}");
    }
}

/// Properties of the master that CloudFormation changes by stopping and starting it, at most.
const OF_MASTER_IN_PLACE: [&str; 2] = ["InstanceType", "UserData"];

/// Whether an update replaces the master.
fn master_is_lost(after: DeterminedProps) -> bool {
    let (before, after) = (template(props()), template(after));
    let (id, master) = resources(&before).find(|(_, resource)| resource["Type"] == MASTER).unwrap();
    let differs = |name: &str| master["Properties"][name] != after["Resources"][id]["Properties"][name];
    let maybe = properties(MASTER).filter(|(_, replacement)| *replacement == Replacement::Maybe).map(|(name, _)| name);
    let of_its_own = maybe.into_iter().any(|name| !OF_MASTER_IN_PLACE.contains(&name) && differs(name));
    of_its_own || lost(&before, &after).contains(id)
}

/// Another master would run beside the first one for a while, against the same database, and agents would look for the first.
#[test]
fn the_master_stays_where_it_is_unless_the_readme_says_otherwise() {
    let replacing = [
        ("image", props().image(ImageSource::Id("ami-0123456789abcdef1".to_owned()))),
        ("public_key", props().public_key(PUBLIC_KEY)),
        ("existing_key_pair", props().existing_key_pair("team")),
        ("disk_size", props().disk_size(300)),
        ("encryption_key", props().encryption_key(KEY)),
        ("public_master", props().public_master(true)),
    ];
    let readme = include_str!("../README.md");
    let told = readme.split("\n\n").find(|part| part.contains("replace the\ninstance")).unwrap();
    for (setting, after) in replacing.clone() {
        assert!(master_is_lost(after), "{setting}");
        let is_told = told.contains(&format!("`{setting}`")) || setting == "public_master";
        assert!(is_told, "{setting} is not told");
    }
    assert!(told.contains("another subnet"), "{told}");
    // These need a public master.
    let public = ["allowed_from", "ssh_from"];
    for (setting, after) in harmless() {
        if !public.contains(&setting) && !replacing.iter().any(|(replacing, _)| *replacing == setting) {
            assert!(!master_is_lost(after), "{setting}");
        }
    }
}

/// Settings that take another database, bucket or file system, each told in the README.
#[test]
fn what_replaces_data_is_what_the_readme_says() {
    let readme = include_str!("../README.md");
    let (_, told) = readme.split_once("**What is replaced when.**").unwrap();
    let told = told.split("\n\n**").next().unwrap();
    let changes: [(&str, DeterminedProps, DeterminedProps, &[&str]); 8] = [
        ("database_snapshot", props(), props().database_snapshot("before"), &[DATABASE]),
        ("database_snapshot", aurora(), aurora().database_snapshot("before"), &[CLUSTER, WRITER]),
        ("database", props(), aurora(), &[DATABASE]),
        ("database_name", props(), props().database_name("research"), &[DATABASE]),
        ("bucket_name", props(), props().bucket_name("determined-example"), &[BUCKET]),
        ("existing_bucket", props(), props().existing_bucket("determined-example"), &[BUCKET]),
        ("encryption_key", props(), props().encryption_key(KEY), &[DATABASE]),
        ("shared_file_system", efs(), props(), &["DeterminedElasticFileSystem"]),
    ];
    for (setting, before, after, expected) in changes {
        let lost = data_lost(before, after);
        assert!(lost.iter().map(String::as_str).eq(expected.iter().copied()), "{setting}: {lost:?}");
        assert!(told.contains(&format!("`{setting}`")), "{setting} is not told");
    }
}
