//! File systems for Lustre.

use std::time::Duration;

use purlin_aws::ec2::{
    Connectable, ImportedSubnets, SecurityGroup, SecurityGroupProps, Subnet, Vpc, VpcAttributesProps,
};
use purlin_aws::fsx::{
    DailyAutomaticBackupStartTime, DriveCacheType, FileSystemTypeVersion, LustreAutoImportPolicy,
    LustreDataCompressionType, LustreDeploymentType, LustreFileSystem, LustreFileSystemAttributesProps,
    LustreFileSystemProps, LustreMaintenanceTime, StorageType, Weekday,
};
use purlin_aws::kms::{Key, KeyProps};
use purlin_core::{App, Output, OutputProps, RemovalPolicy, Set, Stack, StackProps, Value};

use crate::{Case, case};

pub(crate) const CASES: &[Case] = &[
    case!(fsx_defaults),
    case!(fsx_persistent),
    case!(fsx_kinds),
    case!(fsx_security_group),
    case!(fsx_clients),
    case!(fsx_imported),
];

fn stack(app: &App) -> Stack {
    Stack::new(app, "Stored", StackProps::new())
}

/// A network that exists already, so that templates hold nothing but what a case is about.
fn network(stack: &Stack) -> Vpc {
    let subnets = ImportedSubnets::new(["subnet-private-a", "subnet-private-b"])
        .route_table_ids(["rtb-private-a", "rtb-private-b"]);
    let props = VpcAttributesProps::new()
        .vpc_id("vpc-0123456789abcdef0")
        .availability_zones(["eu-west-1a", "eu-west-1b"])
        .private_subnets(subnets);
    Vpc::from_attributes(stack, "Vpc", props)
}

type Props = LustreFileSystemProps<Set<Vpc>, Set<Subnet>, Set<i64>, Set<LustreDeploymentType>>;

fn props(vpc: &Vpc, deployment_type: LustreDeploymentType, size: i64) -> Props {
    let subnet = vpc.private_subnets().first().unwrap();
    LustreFileSystemProps::new().vpc(vpc).vpc_subnet(subnet).storage_capacity_gib(size).deployment_type(deployment_type)
}

fn scratch(vpc: &Vpc) -> Props {
    props(vpc, LustreDeploymentType::SCRATCH_2, 1200)
}

fn output(stack: &Stack, id: &str, value: Value<String>) {
    Output::new(stack, id, value, OutputProps::new());
}

fn fsx_defaults(app: &App) {
    let stack = stack(app);
    let files = LustreFileSystem::new(&stack, "Files", scratch(&network(&stack)));
    output(&stack, "Id", files.id());
    output(&stack, "Name", files.dns_name());
    output(&stack, "MountName", files.mount_name().unwrap());
}

fn fsx_persistent(app: &App) {
    let stack = stack(app);
    let key = Key::new(&stack, "Key", KeyProps::new());
    let props = props(&network(&stack), LustreDeploymentType::PERSISTENT_2, 4800)
        .per_unit_storage_throughput(250)
        .automatic_backup_retention(Duration::from_secs(7 * 24 * 3600))
        .daily_automatic_backup_start_time(DailyAutomaticBackupStartTime::new(2, 5))
        .copy_tags_to_backups(true)
        .weekly_maintenance_start_time(LustreMaintenanceTime::new(Weekday::Sunday, 13, 30))
        .data_compression_type(LustreDataCompressionType::LZ4)
        .storage_type(StorageType::SSD)
        .file_system_type_version(FileSystemTypeVersion::V_2_15)
        .kms_key(key)
        .removal_policy(RemovalPolicy::Destroy);
    LustreFileSystem::new(&stack, "Files", props);
}

fn fsx_kinds(app: &App) {
    let stack = stack(app);
    let vpc = network(&stack);
    let made = |id: &str, props: Props| drop(LustreFileSystem::new(&stack, id, props));
    let linked = props(&vpc, LustreDeploymentType::SCRATCH_1, 7200)
        .import_path("s3://data/in")
        .export_path("s3://data/in/out")
        .auto_import_policy(LustreAutoImportPolicy::NEW_CHANGED)
        .imported_file_chunk_size_mib(2048);
    made("Linked", linked);
    let persistent = |size: i64, throughput: i64| {
        props(&vpc, LustreDeploymentType::PERSISTENT_1, size).per_unit_storage_throughput(throughput)
    };
    made("Older", persistent(1200, 50).backup_id("backup-0123456789abcdef0"));
    made("Disks", persistent(6000, 12).storage_type(StorageType::HDD));
    made("Cached", persistent(3600, 40).storage_type(StorageType::HDD).drive_cache_type(DriveCacheType::READ));
}

fn fsx_security_group(app: &App) {
    let stack = stack(app);
    let vpc = network(&stack);
    let storage = SecurityGroup::new(&stack, "Storage", SecurityGroupProps::new().vpc(&vpc));
    let files = LustreFileSystem::new(&stack, "Files", scratch(&vpc).security_group(storage));
    let workers = SecurityGroup::new(&stack, "Workers", SecurityGroupProps::new().vpc(&vpc));
    files.connections().allow_default_port_from(&workers);
}

fn fsx_clients(app: &App) {
    let stack = stack(app);
    let vpc = network(&stack);
    let files = LustreFileSystem::new(&stack, "Files", scratch(&vpc));
    files.allow_clients(&SecurityGroup::new(&stack, "Workers", SecurityGroupProps::new().vpc(&vpc)));
}

fn fsx_imported(app: &App) {
    let stack = stack(app);
    let vpc = network(&stack);
    let props = LustreFileSystemAttributesProps::new()
        .id("fs-0123456789abcdef0")
        .dns_name("fs-0123456789abcdef0.fsx.eu-west-1.amazonaws.com")
        .security_group(SecurityGroup::from_id(&stack, "SG", "sg-0123456789abcdef0"));
    let files = LustreFileSystem::from_attributes(&stack, "Files", props);
    let workers = SecurityGroup::new(&stack, "Workers", SecurityGroupProps::new().vpc(&vpc));
    files.connections().allow_default_port_from(&workers);
    output(&stack, "Name", files.dns_name());
}
