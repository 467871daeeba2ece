//! Mistakes with file systems for Lustre: each is found, with its place and what to do.

use std::time::Duration;

use purlin_aws::ec2::{ImportedSubnets, SecurityGroup, Subnet, UserData, Vpc, VpcAttributesProps};
use purlin_aws::fsx::{
    DailyAutomaticBackupStartTime, DriveCacheType, FileSystemTypeVersion, LustreAutoImportPolicy, LustreDeploymentType,
    LustreFileSystem, LustreFileSystemAttributesProps, LustreFileSystemProps, LustreMaintenanceTime,
    MetadataConfiguration, StorageType, Weekday,
};
use purlin_aws::kms::{Key, KeyProps};
use purlin_core::{Finding, Set, Stack};

use crate::{findings, only};

const DAY: Duration = Duration::from_secs(24 * 3600);

type Props = LustreFileSystemProps<Set<Vpc>, Set<Subnet>, Set<i64>, Set<LustreDeploymentType>>;

fn props(stack: &Stack, deployment_type: LustreDeploymentType, size: i64) -> Props {
    let subnets = ImportedSubnets::new(["subnet-1"]).route_table_ids(["rtb-1"]);
    let props = VpcAttributesProps::new().vpc_id("vpc-1").availability_zones(["eu-west-1a"]).private_subnets(subnets);
    let vpc = Vpc::from_attributes(stack, "Vpc", props);
    let subnet = vpc.private_subnets().first().unwrap();
    LustreFileSystemProps::new()
        .vpc(&vpc)
        .vpc_subnet(subnet)
        .storage_capacity_gib(size)
        .deployment_type(deployment_type)
}

fn wrong(
    rule: &str,
    deployment_type: LustreDeploymentType,
    size: i64,
    change: impl FnOnce(Props, &Stack) -> Props,
) -> Finding {
    only(rule, |stack| {
        LustreFileSystem::new(stack, "Files", change(props(stack, deployment_type, size), stack));
    })
}

fn is_good(deployment_type: LustreDeploymentType, size: i64, change: impl FnOnce(Props) -> Props) {
    let found = findings(|stack| {
        LustreFileSystem::new(stack, "Files", change(props(stack, deployment_type, size)));
    });
    assert!(found.is_empty(), "{found}");
}

const SCRATCH_1: LustreDeploymentType = LustreDeploymentType::SCRATCH_1;
const SCRATCH_2: LustreDeploymentType = LustreDeploymentType::SCRATCH_2;
const PERSISTENT_1: LustreDeploymentType = LustreDeploymentType::PERSISTENT_1;
const PERSISTENT_2: LustreDeploymentType = LustreDeploymentType::PERSISTENT_2;

#[test]
fn throughput() {
    let finding = wrong("no-throughput", PERSISTENT_2, 1200, |props, _| props);
    assert!(finding.help.unwrap().contains("125, 250, 500 or 1000"));
    wrong("bad-throughput", PERSISTENT_2, 1200, |props, _| props.per_unit_storage_throughput(200));
    wrong("bad-throughput", PERSISTENT_1, 1200, |props, _| props.per_unit_storage_throughput(125));
    wrong("throughput-of-scratch", SCRATCH_2, 1200, |props, _| props.per_unit_storage_throughput(125));
    wrong("bad-throughput", PERSISTENT_1, 6000, |props, _| {
        props.per_unit_storage_throughput(50).storage_type(StorageType::HDD)
    });
    is_good(PERSISTENT_1, 1200, |props| props.per_unit_storage_throughput(200));
}

#[test]
fn sizes() {
    for size in [0, -2400, 1000, 3600, 4801] {
        wrong("bad-storage-capacity", SCRATCH_2, size, |props, _| props);
        wrong("bad-storage-capacity", PERSISTENT_2, size, |props, _| props.per_unit_storage_throughput(125));
    }
    wrong("bad-storage-capacity", SCRATCH_1, 4800, |props, _| props);
    for size in [1200, 2400, 3600, 7200] {
        is_good(SCRATCH_1, size, |props| props);
    }
    let disks =
        |props: Props, throughput: i64| props.storage_type(StorageType::HDD).per_unit_storage_throughput(throughput);
    wrong("bad-storage-capacity", PERSISTENT_1, 1800, |props, _| disks(props, 12));
    let finding = wrong("bad-storage-capacity", PERSISTENT_1, 1200, |props, _| disks(props, 40));
    assert!(finding.help.unwrap().contains("1800"));
    is_good(PERSISTENT_1, 5400, |props| disks(props, 40));
}

#[test]
fn storage() {
    wrong("disks-without-type", PERSISTENT_2, 1200, |props, _| {
        props.per_unit_storage_throughput(125).storage_type(StorageType::HDD)
    });
    wrong("cache-without-disks", SCRATCH_2, 1200, |props, _| props.drive_cache_type(DriveCacheType::READ));
    wrong("bad-lustre-version", PERSISTENT_2, 1200, |props, _| {
        props.per_unit_storage_throughput(125).file_system_type_version(FileSystemTypeVersion::V_2_10)
    });
}

#[test]
fn metadata() {
    let automatic = MetadataConfiguration::automatic();
    wrong("metadata-without-type", SCRATCH_2, 1200, |props, _| props.metadata_configuration(automatic));
    for iops in [0, 1000, 18_000, 204_000] {
        wrong("bad-metadata-iops", PERSISTENT_2, 1200, |props, _| {
            let metadata = MetadataConfiguration::user_provisioned(iops);
            props.per_unit_storage_throughput(125).metadata_configuration(metadata)
        });
    }
    is_good(PERSISTENT_2, 1200, |props| {
        let metadata = MetadataConfiguration::user_provisioned(24_000);
        props.per_unit_storage_throughput(125).metadata_configuration(metadata)
    });
}

#[test]
fn buckets() {
    let new = LustreAutoImportPolicy::NEW;
    wrong("import-of-persistent-2", PERSISTENT_2, 1200, |props, _| {
        props.per_unit_storage_throughput(125).import_path("s3://data").auto_import_policy(new.clone())
    });
    wrong("no-import-path", SCRATCH_2, 1200, |props, _| props.auto_import_policy(new));
    wrong("no-import-path", SCRATCH_2, 1200, |props, _| props.export_path("s3://data"));
    wrong("bad-repository-path", SCRATCH_2, 1200, |props, _| props.import_path("data"));
    wrong("export-elsewhere", SCRATCH_2, 1200, |props, _| {
        props.import_path("s3://data/in").export_path("s3://data/out")
    });
    for size in [0, 512_001] {
        wrong("bad-chunk-size", SCRATCH_2, 1200, |props, _| {
            props.import_path("s3://data").imported_file_chunk_size_mib(size)
        });
    }
}

#[test]
fn backups_and_times() {
    let fast = |props: Props| props.per_unit_storage_throughput(125);
    wrong("backups-of-scratch", SCRATCH_2, 1200, |props, _| props.automatic_backup_retention(DAY));
    wrong("backups-of-scratch", SCRATCH_1, 1200, |props, _| props.copy_tags_to_backups(true));
    wrong("key-of-scratch", SCRATCH_2, 1200, |props, stack| props.kms_key(Key::new(stack, "Key", KeyProps::new())));
    wrong("bad-backup-retention", PERSISTENT_2, 1200, |props, _| fast(props).automatic_backup_retention(91 * DAY));
    wrong("not-whole-days", PERSISTENT_2, 1200, |props, _| fast(props).automatic_backup_retention(DAY + DAY / 2));
    let start = DailyAutomaticBackupStartTime::new;
    wrong("time-without-backups", PERSISTENT_2, 1200, |props, _| {
        fast(props).daily_automatic_backup_start_time(start(2, 0))
    });
    for (hour, minute) in [(24, 0), (-1, 0), (0, 60)] {
        wrong("bad-start-time", PERSISTENT_2, 1200, |props, _| {
            fast(props).automatic_backup_retention(DAY).daily_automatic_backup_start_time(start(hour, minute))
        });
        wrong("bad-start-time", SCRATCH_2, 1200, |props, _| {
            props.weekly_maintenance_start_time(LustreMaintenanceTime::new(Weekday::Monday, hour, minute))
        });
    }
}

#[test]
fn mounting() {
    let script = UserData::linux();
    only("bad-mount-directory", |stack| {
        LustreFileSystem::new(stack, "Files", props(stack, SCRATCH_2, 1200)).mount_at_boot(&script, "files");
    });
    only("no-mount-name", |stack| {
        let group = SecurityGroup::from_id(stack, "Group", "sg-0123456789abcdef0");
        let props = LustreFileSystemAttributesProps::new().id("fs-0123456789abcdef0").security_group(group);
        LustreFileSystem::from_attributes(stack, "Files", props).mount_at_boot(&script, "/mnt/files");
    });
}
