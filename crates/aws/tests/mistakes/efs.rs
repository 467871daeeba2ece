//! Mistakes with file systems: each is found, with its place and what to do.

use purlin_aws::ec2::{ImportedSubnets, SecurityGroup, SubnetSelection, UserData, Vpc, VpcAttributesProps};
use purlin_aws::efs::{
    AccessPointProps, FileSystem, FileSystemAttributesProps, FileSystemProps, PerformanceMode,
    ReplicationConfiguration, ReplicationOverwriteProtection, ThroughputMode,
};
use purlin_aws::kms::{Key, KeyProps};
use purlin_core::{Finding, Set, Stack};

use crate::only;

type Props = FileSystemProps<Set<Vpc>>;

fn network(stack: &Stack) -> Vpc {
    let props =
        VpcAttributesProps::new().vpc_id("vpc-1").availability_zones(["eu-west-1a", "eu-west-1b"]).private_subnets(
            ImportedSubnets::new(["subnet-1", "subnet-2", "subnet-3", "subnet-4"])
                .names(["One", "Two"])
                .route_table_ids(["rtb-1", "rtb-2", "rtb-3", "rtb-4"]),
        );
    Vpc::from_attributes(stack, "Vpc", props)
}

fn wrong(rule: &str, change: impl FnOnce(Props) -> Props) -> Finding {
    only(rule, |stack| drop(FileSystem::new(stack, "Files", change(FileSystemProps::new().vpc(network(stack))))))
}

fn with_files(rule: &str, build: impl FnOnce(&Stack, &FileSystem)) -> Finding {
    only(rule, |stack| build(stack, &FileSystem::new(stack, "Files", FileSystemProps::new().vpc(network(stack)))))
}

#[test]
fn modes() {
    wrong("max-io-in-one-zone", |props| props.one_zone(true).performance_mode(PerformanceMode::MAX_IO));
    wrong("max-io-with-elastic-throughput", |props| {
        props.throughput_mode(ThroughputMode::ELASTIC).performance_mode(PerformanceMode::MAX_IO)
    });
    let finding = wrong("no-provisioned-throughput", |props| props.throughput_mode(ThroughputMode::PROVISIONED));
    assert_eq!(finding.help.as_deref(), Some("set `provisioned_throughput_mibps`"));
    wrong("throughput-without-mode", |props| props.provisioned_throughput_mibps(5));
    wrong("bad-throughput", |props| props.throughput_mode(ThroughputMode::PROVISIONED).provisioned_throughput_mibps(0));
    wrong("zone-without-one-zone", |props| props.one_zone_availability_zone("eu-west-1a"));
    wrong("copy-of-a-copy", |props| {
        props
            .replication_overwrite_protection(ReplicationOverwriteProtection::DISABLED)
            .replication_configuration(ReplicationConfiguration::regional_file_system("us-west-2"))
    });
    only("key-without-encryption", |stack| {
        let key = Key::new(stack, "Key", KeyProps::new());
        let props = FileSystemProps::new().vpc(network(stack)).encrypted(false).kms_key(key);
        FileSystem::new(stack, "Files", props);
    });
}

#[test]
fn two_subnets_of_a_zone() {
    let finding = wrong("two-mount-targets-in-a-zone", |props| props.vpc_subnets(SubnetSelection::new()));
    assert!(finding.message.contains("eu-west-1a"), "{finding}");
}

#[test]
fn access_points() {
    let point = AccessPointProps::new;
    with_files("bad-access-point-path", |_, files| drop(files.add_access_point("Home", point().path("home"))));
    with_files("bad-client-token", |_, files| drop(files.add_access_point("Home", point().client_token(""))));
}

#[test]
fn mounting() {
    let script = UserData::linux();
    with_files("bad-mount-directory", |_, files| files.mount_at_boot(&script, "files"));
}

#[test]
fn imports() {
    only("id-or-arn", |stack| {
        let group = SecurityGroup::from_id(stack, "Group", "sg-0123456789abcdef0");
        FileSystem::from_attributes(stack, "Files", FileSystemAttributesProps::new().security_group(group));
    });
}
