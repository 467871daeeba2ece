//! Files that all tasks have in common: new ones and those that there are.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod template;

use std::collections::BTreeSet;

use purlin_core::Environment;
use purlin_determined::{DeterminedProps, ExistingVpc, Removal, ResourcePool, SharedFileSystem, check};
use serde_json::{Value, json};
use template::lookups::{ANSWERED, ids, subnet_id, subnet_ids};
use template::parts::{list, master, only};
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

const FSX: &str = "AWS::FSx::FileSystem";

#[test]
fn fsx_is_fast_persistent_backed_up_and_kept() {
    let usual = template(fsx());
    let made = only(&usual, FSX);
    let properties = &made["Properties"];
    assert_eq!((&properties["FileSystemType"], &properties["StorageCapacity"]), (&json!("LUSTRE"), &json!(1200)));
    let lustre = &properties["LustreConfiguration"];
    assert_eq!(lustre["DeploymentType"], "PERSISTENT_2");
    assert_eq!(
        (&lustre["PerUnitStorageThroughput"], &lustre["AutomaticBackupRetentionDays"]),
        (&json!(125), &json!(7))
    );
    let subnets = list(&properties["SubnetIds"]);
    assert!(subnets.len() == 1 && subnets[0]["Ref"].as_str().unwrap().contains("PrivateSubnet1"), "{subnets:?}");
    assert_eq!(
        (&made["DeletionPolicy"], &made["UpdateReplacePolicy"]),
        (&json!("RetainExceptOnCreate"), &json!("Retain"))
    );
    let other = template(fsx().fsx_storage(4800).fsx_throughput(500).encryption_key(KEY));
    let properties = &only(&other, FSX)["Properties"];
    assert_eq!((&properties["StorageCapacity"], properties["KmsKeyId"].is_null()), (&json!(4800), false));
    assert_eq!(properties["LustreConfiguration"]["PerUnitStorageThroughput"], 500);
}

#[test]
fn what_is_under_a_file_system_that_is_kept_is_kept() {
    let kept = |props: DeterminedProps| -> BTreeSet<String> {
        let template = template(props.database_removal(Removal::Delete).bucket_removal(Removal::Delete));
        let resources = template["Resources"].as_object().unwrap().iter();
        let is_kept =
            |resource: &Value| resource["DeletionPolicy"].as_str().is_some_and(|policy| policy.starts_with("Retain"));
        resources.filter(|(_, resource)| is_kept(resource)).map(|(id, _)| id[..id.len() - 8].to_owned()).collect()
    };
    let of_interface = [
        "DeterminedFileSystemSecurityGroup",
        "DeterminedFileSystemSecurityGroupfromTestDeterminedFileSystemSecurityGroup94D93DC49881023",
        "DeterminedFileSystemSecurityGrouptoTestDeterminedFileSystemSecurityGroup94D93DC49881023",
        "DeterminedLustreFileSystem",
        "DeterminedVpc",
        "DeterminedVpcPrivateSubnet1Subnet",
    ];
    assert_eq!(
        kept(fsx()),
        of_interface.map(str::to_owned).into(),
        "a network interface of it is in these, and its servers go on to reach each other"
    );
    assert_eq!(kept(fsx().file_system_removal(Removal::Delete)), BTreeSet::new());
    let alone = ["DeterminedElasticFileSystem".to_owned()];
    assert_eq!(kept(efs()), alone.into(), "mount targets go, and nothing else is in the way");
}

/// FSx refuses to make one otherwise, and CloudFormation would make all three at the same time.
#[test]
fn servers_of_fsx_reach_each_other_before_there_is_one() {
    let template = template(fsx());
    let before = list(&only(&template, FSX)["DependsOn"]);
    let kinds: BTreeSet<&str> = before
        .iter()
        .map(|id| {
            let rule = &template["Resources"][id.as_str().unwrap()];
            let Value::Object(properties) = &rule["Properties"] else { panic!("{id} has no properties") };
            let other = properties.get("SourceSecurityGroupId").or(properties.get("DestinationSecurityGroupId"));
            assert_eq!(other, properties.get("GroupId"), "{id} is about another group");
            rule["Type"].as_str().unwrap()
        })
        .collect();
    assert_eq!(kinds, ["AWS::EC2::SecurityGroupEgress", "AWS::EC2::SecurityGroupIngress"].into());
}

#[test]
fn fsx_stays_where_it_is_and_grows() {
    let of = |props: DeterminedProps| only(&template(props), FSX)["Properties"].clone();
    let usual = of(fsx());
    for other in [fsx().public_agents(true), fsx().public_agents(true).public_master(true), fsx().zones(3)] {
        assert_eq!(of(other)["SubnetIds"], usual["SubnetIds"]);
    }
    let changed = of(fsx().fsx_storage(2400).fsx_throughput(250).file_system_removal(Removal::Delete));
    for (property, replacement) in purlin_cfn::facts::properties(FSX) {
        let is_kept = changed[property] == usual[property];
        assert!(is_kept || replacement != purlin_cfn::facts::Replacement::Always, "{property}");
    }
}

/// What the master is told of files for its agents.
fn user_data(template: &Value) -> String {
    master(template)["UserData"].to_string()
}

#[test]
fn agents_mount_it_over_the_network() {
    let new = template(efs());
    let (id, _) = of_type(&new, FILE_SYSTEM)[0];
    let told = user_data(&new);
    assert!(told.contains(&format!("\"Ref\":\"{id}\"")), "{told}");
    for part in [".efs.", "AWS::URLSuffix", "/mnt/efs", "nfsvers=4.1"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let existing = template(efs().existing_file_system(ID));
    assert_eq!(of_type(&existing, FILE_SYSTEM), []);
    assert_eq!(of_type(&existing, MOUNT_TARGET), []);
    assert!(user_data(&existing).contains(&format!("{ID}.efs.")));
    let existing = template(existing_fsx());
    assert_eq!(of_type(&existing, "AWS::FSx::FileSystem"), []);
    let told = user_data(&existing);
    for part in [&format!("{ID}.fsx."), "@tcp:/abcdefgh", "/mnt/fsx", "relatime,flock"] {
        assert!(told.contains(part), "{part}: {told}");
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
