//! Files that all tasks have in common: new ones and those that there are.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod template;

use purlin_core::Environment;
use purlin_determined::{DeterminedProps, ExistingVpc, Removal, ResourcePool, SharedFileSystem, check};
use serde_json::{Value, json};
use template::lookups::{ANSWERED, ids, subnet_id, subnet_ids};
use template::parts::{list, only};
use template::{ANYWHERE, of_type, synthesise, template};

const FILE_SYSTEM: &str = "AWS::EFS::FileSystem";
const MOUNT_TARGET: &str = "AWS::EFS::MountTarget";
const KEY: &str = "arn:aws:kms:eu-west-1:111122223333:key/12345678-1234-1234-1234-123456789012";
const ID: &str = "fs-0123456789abcdef0";

fn efs() -> DeterminedProps {
    DeterminedProps::new().shared_file_system(SharedFileSystem::Efs)
}

fn fsx() -> DeterminedProps {
    DeterminedProps::new().shared_file_system(SharedFileSystem::Fsx)
}

fn existing_fsx() -> DeterminedProps {
    fsx().existing_file_system(ID).fsx_mount_name("abcdefgh")
}

/// The letters of the subnets that a file system is mounted through.
fn letters(template: &Value) -> String {
    let letter = |target: &Value| target["Properties"]["SubnetId"].as_str().unwrap().chars().last().unwrap();
    let mut letters: Vec<char> =
        of_type(template, MOUNT_TARGET).into_iter().map(|(_, target)| letter(target)).collect();
    letters.sort_unstable();
    letters.into_iter().collect()
}

#[test]
fn there_are_none_unless_told() {
    let template = template(DeterminedProps::new());
    for kind in [FILE_SYSTEM, MOUNT_TARGET, "AWS::FSx::FileSystem"] {
        assert_eq!(of_type(&template, kind), [], "{kind}");
    }
}

#[test]
fn efs_is_encrypted_backed_up_and_kept() {
    let usual = template(efs());
    let made = only(&usual, FILE_SYSTEM);
    let properties = &made["Properties"];
    assert_eq!(properties["Encrypted"], true);
    assert_eq!(properties["KmsKeyId"], Value::Null);
    assert_eq!(properties["BackupPolicy"]["Status"], "ENABLED");
    assert_eq!(properties["FileSystemPolicy"], Value::Null, "agents do not sign in");
    assert_eq!(
        (&made["DeletionPolicy"], &made["UpdateReplacePolicy"]),
        (&json!("RetainExceptOnCreate"), &json!("Retain"))
    );
    let own_key = template(efs().encryption_key(KEY).file_system_removal(Removal::Delete));
    let made = only(&own_key, FILE_SYSTEM);
    assert_eq!(made["Properties"]["KmsKeyId"], KEY);
    assert_eq!(made["DeletionPolicy"], "Delete");
}

#[test]
fn efs_is_mounted_in_each_zone_before_there_are_agents() {
    for zones in [2, 3] {
        let template = template(efs().zones(zones));
        let targets = of_type(&template, MOUNT_TARGET);
        assert_eq!(targets.len(), usize::try_from(zones).unwrap());
        let waits = &only(&template, "AWS::EC2::Instance")["DependsOn"];
        let waits: Vec<&str> = list(waits).into_iter().filter_map(Value::as_str).collect();
        for (id, target) in targets {
            assert!(target["Properties"]["SubnetId"]["Ref"].as_str().unwrap().contains("Private"), "{target}");
            assert_eq!(list(&target["Properties"]["SecurityGroups"]).len(), 1);
            assert!(waits.contains(&id), "{id}: {waits:?}");
        }
    }
}

#[test]
fn public_agents_move_no_file_system() {
    let of = |props: DeterminedProps| {
        let template = template(props);
        let targets = of_type(&template, MOUNT_TARGET).into_iter();
        targets.map(|(id, target)| (id.to_owned(), target["Properties"]["SubnetId"].clone())).collect::<Vec<_>>()
    };
    assert_eq!(of(efs()), of(efs().public_agents(true)));
}

#[test]
fn efs_is_mounted_once_in_each_zone_with_agents() {
    let company = || efs().existing_vpc(ExistingVpc::name("company"));
    let made = |props| letters(&synthesise(&ANSWERED, props).unwrap());
    assert_eq!(made(company()), "cd");
    assert_eq!(made(company().public_agents(true)), "cd");
    assert_eq!(made(company().public_agents(true).agent_subnet_ids(subnet_ids("eb"))), "e");
    assert_eq!(made(company().agent_subnet_ids(subnet_ids("c6"))), "c", "both are in one zone");
    let wide = efs().existing_vpc(ExistingVpc::name("wide")).public_agents(true);
    assert_eq!(made(wide), "345", "no private subnet is in the third zone");
    let pool = ResourcePool::compute("gpu", "g5.xlarge").subnet(subnet_id('7'));
    let told = ids(efs()).agent_subnet_ids(Vec::new()).resource_pools([pool]);
    assert_eq!(letters(&template(told)), "7", "a pool's own subnet is enough");
}

#[test]
fn a_mount_target_is_known_by_its_subnet() {
    let of = |props| {
        let template = synthesise(&ANSWERED, props).unwrap();
        let targets = of_type(&template, MOUNT_TARGET).into_iter();
        let target =
            targets.map(|(id, target)| (target["Properties"]["SubnetId"].as_str().unwrap().to_owned(), id.to_owned()));
        target.collect::<Vec<_>>()
    };
    // Whichever number it has, and whether it was looked up or told.
    let all = [
        efs().existing_vpc(ExistingVpc::name("company")),
        ids(efs()),
        ids(efs()).agent_subnet_ids(subnet_ids("dc")),
        ids(efs()).agent_subnet_ids(subnet_ids("d")),
    ];
    let all: Vec<Vec<(String, String)>> = all.into_iter().map(of).collect();
    let id = |subnet: &str| &all[0].iter().find(|(other, _)| other == subnet).unwrap().1;
    for (subnet, target) in all.iter().flatten() {
        assert_eq!(target, id(subnet), "{subnet}");
    }
}

/// What is wrong with shared files: rule and setting.
fn problems(props: DeterminedProps) -> Vec<(&'static str, &'static str)> {
    let found = check(props, &Environment::default());
    assert!(found.iter().all(|problem| !problem.help.is_empty()));
    found.into_iter().map(|problem| (problem.rule, problem.setting)).collect()
}

#[test]
fn wrong_settings_are_told() {
    let none = DeterminedProps::new;
    let group = "sg-0123456789abcdef0";
    let cases = [
        (none().existing_file_system(ID), "setting-without-file-system", "existing_file_system"),
        (none().fsx_storage(2400), "setting-without-file-system", "fsx_storage"),
        (none().file_system_removal(Removal::Delete), "setting-without-file-system", "file_system_removal"),
        (efs().fsx_storage(2400), "setting-of-fsx", "fsx_storage"),
        (efs().existing_file_system(ID).fsx_mount_name("fsx"), "setting-of-fsx", "fsx_mount_name"),
        (efs().file_system_security_group(group), "setting-of-existing-file-system", "file_system_security_group"),
        (fsx().fsx_mount_name("fsx"), "setting-of-existing-file-system", "fsx_mount_name"),
        (existing_fsx().fsx_storage(1200), "existing-file-system-is-not-changed", "fsx_storage"),
        (existing_fsx().fsx_throughput(250), "existing-file-system-is-not-changed", "fsx_throughput"),
        (
            efs().existing_file_system(ID).file_system_removal(Removal::Delete),
            "existing-file-system-is-not-changed",
            "file_system_removal",
        ),
        (efs().existing_file_system("files"), "bad-file-system", "existing_file_system"),
        (efs().existing_file_system("fs-12345"), "bad-file-system", "existing_file_system"),
        (
            efs().existing_file_system(ID).file_system_security_group("nfs"),
            "bad-security-group",
            "file_system_security_group",
        ),
        (fsx().existing_file_system(ID), "no-mount-name", "existing_file_system"),
        (existing_fsx().fsx_mount_name("mount/name"), "bad-mount-name", "fsx_mount_name"),
        (existing_fsx().fsx_mount_name("too-long-name"), "bad-mount-name", "fsx_mount_name"),
        (fsx().fsx_storage(0), "bad-fsx-storage", "fsx_storage"),
        (fsx().fsx_storage(1000), "bad-fsx-storage", "fsx_storage"),
        (fsx().fsx_storage(3600), "bad-fsx-storage", "fsx_storage"),
        (fsx().fsx_storage(-2400), "bad-fsx-storage", "fsx_storage"),
        (fsx().fsx_throughput(200), "bad-fsx-throughput", "fsx_throughput"),
        (efs().file_system_removal(Removal::Snapshot), "file-system-without-snapshots", "file_system_removal"),
    ];
    for (props, rule, setting) in cases {
        assert_eq!(problems(props), [(rule, setting)]);
    }
    for good in [fsx().fsx_storage(1200), fsx().fsx_storage(4800).fsx_throughput(1000), existing_fsx(), efs()] {
        assert_eq!(problems(good), []);
    }
}

#[test]
fn wrong_settings_stop_the_synthesis() {
    let findings = synthesise(&ANYWHERE, fsx().fsx_storage(1)).unwrap_err();
    assert_eq!(findings.iter().map(|finding| finding.rule.as_str()).collect::<Vec<_>>(), ["bad-fsx-storage"]);
}
