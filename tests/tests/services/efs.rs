//! Deployments of `purlin_aws::efs`.

use purlin_aws::ec2::{
    Connectable, LaunchTemplate, LaunchTemplateProps, SecurityGroup, SecurityGroupProps, UserData, Vpc, VpcProps,
};
use purlin_aws::efs::{
    AccessPointProps, Acl, FileSystem, FileSystemProps, LifecyclePolicy, OutOfInfrequentAccessPolicy, PosixUser,
    ThroughputMode,
};
use purlin_aws::iam::{Principal, Role, RoleProps};
use purlin_core::RemovalPolicy;
use purlin_tests::Result;

use crate::deploys;

#[test]
fn file_systems_and_access_points() -> Result<()> {
    deploys(|stack| {
        let vpc =
            Vpc::new(stack, "Vpc", VpcProps::new().nat_gateways(0).availability_zones(["eu-west-1a", "eu-west-1b"]));
        let props = FileSystemProps::new()
            .vpc(&vpc)
            .lifecycle_policy(LifecyclePolicy::AFTER_14_DAYS)
            .out_of_infrequent_access_policy(OutOfInfrequentAccessPolicy::AFTER_1_ACCESS)
            .throughput_mode(ThroughputMode::PROVISIONED)
            .provisioned_throughput_mibps(5)
            .enable_automatic_backups(true)
            .removal_policy(RemovalPolicy::Destroy);
        let files = FileSystem::new(stack, "Files", props);
        let home = AccessPointProps::new()
            .path("/home")
            .create_acl(Acl::new("1000", "1000", "750"))
            .posix_user(PosixUser::new("1000", "1000").secondary_gids(["2000"]));
        files.add_access_point("Home", home);
        let workers = SecurityGroup::new(stack, "Workers", SecurityGroupProps::new().vpc(&vpc));
        files.connections().allow_default_port_from(&workers);
        let role = Role::new(stack, "Worker", RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com")));
        files.grant_read_write(&role).assert_success();
        let script = UserData::linux();
        files.mount_at_boot(&script, "/mnt/files");
        let props = LaunchTemplateProps::new().instance_type("t3.micro").role(&role).user_data(&script);
        LaunchTemplate::new(stack, "Template", props);
        let one = FileSystemProps::new().vpc(&vpc).one_zone(true).removal_policy(RemovalPolicy::Destroy);
        FileSystem::new(stack, "OneZone", one).mounted_before(&role);
    })?;
    Ok(())
}
