//! Deployments of `purlin_aws::fsx`.

use std::time::Duration;

use purlin_aws::ec2::{
    LaunchTemplate, LaunchTemplateProps, SecurityGroup, SecurityGroupProps, UserData, Vpc, VpcProps,
};
use purlin_aws::fsx::{
    DailyAutomaticBackupStartTime, FileSystemTypeVersion, LustreDataCompressionType, LustreDeploymentType,
    LustreFileSystem, LustreFileSystemProps, LustreMaintenanceTime, MetadataConfiguration, StorageType, Weekday,
};
use purlin_aws::kms::{Key, KeyProps};
use purlin_core::RemovalPolicy;
use purlin_tests::Result;

use crate::deploys;

#[test]
fn file_systems_for_lustre() -> Result<()> {
    deploys(|stack| {
        let vpc =
            Vpc::new(stack, "Vpc", VpcProps::new().nat_gateways(0).availability_zones(["eu-west-1a", "eu-west-1b"]));
        let subnet = vpc.isolated_subnets().first().unwrap().clone();
        let files = |size: i64, deployment_type: LustreDeploymentType| {
            LustreFileSystemProps::new()
                .vpc(&vpc)
                .vpc_subnet(&subnet)
                .storage_capacity_gib(size)
                .deployment_type(deployment_type)
                .removal_policy(RemovalPolicy::Destroy)
        };
        let key = Key::new(stack, "Key", KeyProps::new().removal_policy(RemovalPolicy::Destroy));
        let persistent = files(4800, LustreDeploymentType::PERSISTENT_2)
            .per_unit_storage_throughput(250)
            .file_system_name("shared")
            .file_system_type_version(FileSystemTypeVersion::V_2_15)
            .kms_key(&key)
            .automatic_backup_retention(Duration::from_secs(7 * 24 * 3600))
            .daily_automatic_backup_start_time(DailyAutomaticBackupStartTime::new(2, 0))
            .copy_tags_to_backups(true)
            .weekly_maintenance_start_time(LustreMaintenanceTime::new(Weekday::Sunday, 4, 0))
            .data_compression_type(LustreDataCompressionType::LZ4)
            .metadata_configuration(MetadataConfiguration::user_provisioned(6000));
        let persistent = LustreFileSystem::new(stack, "Persistent", persistent);
        let workers = SecurityGroup::new(stack, "Workers", SecurityGroupProps::new().vpc(&vpc));
        persistent.allow_clients(&workers);
        let script = UserData::linux();
        persistent.mount_at_boot(&script, "/mnt/files");
        let template = LaunchTemplateProps::new().instance_type("t3.micro").security_group(&workers);
        LaunchTemplate::new(stack, "Template", template.user_data(&script));

        let closed = SecurityGroupProps::new().vpc(&vpc).allow_all_outbound(false);
        let closed = SecurityGroup::new(stack, "Closed", closed);
        let scratch = files(1200, LustreDeploymentType::SCRATCH_2).security_group(closed);
        LustreFileSystem::new(stack, "Scratch", scratch);
        let disks = files(1800, LustreDeploymentType::PERSISTENT_1)
            .storage_type(StorageType::HDD)
            .per_unit_storage_throughput(40);
        LustreFileSystem::new(stack, "Disks", disks);
    })?;
    Ok(())
}
