//! File systems and access points.

use purlin_aws::ec2::{
    Connectable, ImportedSubnets, Peer, SecurityGroup, SecurityGroupAttributesProps, SecurityGroupProps, SubnetType,
    Vpc, VpcAttributesProps, VpcProps,
};
use purlin_aws::efs::{
    AccessPoint, AccessPointAttributesProps, AccessPointProps, Acl, FileSystem, FileSystemAttributesProps,
    FileSystemProps, LifecyclePolicy, OutOfInfrequentAccessPolicy, PerformanceMode, PosixUser,
    ReplicationConfiguration, ReplicationOverwriteProtection, ThroughputMode,
};
use purlin_aws::iam::{Condition, PolicyDocument, PolicyStatement, Principal, Role, RoleProps};
use purlin_aws::kms::{Key, KeyProps};
use purlin_core::{App, Environment, Output, OutputProps, RemovalPolicy, Set, Stack, StackProps, Tags, Value};
use purlin_tests::differential::Accepted;

use crate::{Case, case};

pub(crate) const CASES: &[Case] = &[
    case!(efs_defaults).accepting(&[Accepted {
        case: "efs_defaults",
        file: "Stored.template.json",
        place: "/Resources/Files8E6940B8/Properties/FileSystemPolicy/Statement/0",
        reason: "aws-cdk-lib keeps anonymous clients out by letting everyone else write and be root, so that a grant to \
                 read gives everything; a policy that refuses connections without TLS keeps them out as well, and leaves \
                 the rest to grants",
    }]),
    case!(efs_in_a_new_network),
    case!(efs_settings),
    case!(efs_provisioned_throughput),
    case!(efs_key),
    case!(efs_unencrypted),
    case!(efs_one_zone),
    case!(efs_one_zone_chosen),
    case!(efs_security_group),
    case!(efs_policy),
    case!(efs_policy_added_later),
    case!(efs_anonymous_access),
    case!(efs_grants),
    case!(efs_access_points),
    case!(efs_mount_targets_available),
    case!(efs_replication),
    case!(efs_imported),
];

fn stack(app: &App) -> Stack {
    Stack::new(app, "Stored", StackProps::new())
}

/// A network that exists already, so that templates hold nothing but what a case is about.
fn network(stack: &Stack) -> Vpc {
    let subnets = |kind: &str| {
        let names = |prefix: &str| ["a", "b"].map(|zone| format!("{prefix}-{kind}-{zone}"));
        ImportedSubnets::new(names("subnet")).route_table_ids(names("rtb"))
    };
    let props = VpcAttributesProps::new()
        .vpc_id("vpc-0123456789abcdef0")
        .availability_zones(["eu-west-1a", "eu-west-1b"])
        .public_subnets(subnets("public"))
        .private_subnets(subnets("private"));
    Vpc::from_attributes(stack, "Vpc", props)
}

type Props = FileSystemProps<Set<Vpc>>;

fn props(stack: &Stack) -> Props {
    FileSystemProps::new().vpc(network(stack))
}

fn file_system(stack: &Stack) -> FileSystem {
    FileSystem::new(stack, "Files", props(stack))
}

fn role(stack: &Stack) -> Role {
    Role::new(stack, "Role", RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com")))
}

fn account_role(stack: &Stack, id: &str) -> Role {
    Role::new(stack, id, RoleProps::new().assumed_by(Principal::account_root()))
}

fn output(stack: &Stack, id: &str, value: Value<String>) {
    Output::new(stack, id, value, OutputProps::new());
}

fn efs_defaults(app: &App) {
    let stack = stack(app);
    let files = file_system(&stack);
    output(&stack, "Id", files.id());
    output(&stack, "Arn", files.arn());
}

fn efs_in_a_new_network(app: &App) {
    let stack = stack(app);
    let vpc = Vpc::new(&stack, "Vpc", VpcProps::new().nat_gateways(1));
    FileSystem::new(&stack, "Files", FileSystemProps::new().vpc(&vpc));
    FileSystem::new(&stack, "Public", FileSystemProps::new().vpc(&vpc).vpc_subnets(SubnetType::Public));
}

fn efs_settings(app: &App) {
    let stack = stack(app);
    let props = props(&stack)
        .file_system_name("shared")
        .lifecycle_policy(LifecyclePolicy::AFTER_14_DAYS)
        .out_of_infrequent_access_policy(OutOfInfrequentAccessPolicy::AFTER_1_ACCESS)
        .transition_to_archive_policy(LifecyclePolicy::AFTER_90_DAYS)
        .performance_mode(PerformanceMode::GENERAL_PURPOSE)
        .throughput_mode(ThroughputMode::ELASTIC)
        .enable_automatic_backups(true)
        .replication_overwrite_protection(ReplicationOverwriteProtection::ENABLED)
        .removal_policy(RemovalPolicy::Destroy);
    FileSystem::new(&stack, "Files", props);
}

fn efs_provisioned_throughput(app: &App) {
    let stack = stack(app);
    let props = props(&stack)
        .throughput_mode(ThroughputMode::PROVISIONED)
        .provisioned_throughput_mibps(5)
        .performance_mode(PerformanceMode::MAX_IO);
    FileSystem::new(&stack, "Files", props);
}

fn efs_key(app: &App) {
    let stack = stack(app);
    let key = Key::new(&stack, "Key", KeyProps::new());
    FileSystem::new(&stack, "Files", props(&stack).kms_key(key));
}

fn efs_unencrypted(app: &App) {
    let stack = stack(app);
    FileSystem::new(&stack, "Files", props(&stack).encrypted(false));
}

fn efs_one_zone(app: &App) {
    let stack = stack(app);
    FileSystem::new(&stack, "Files", props(&stack).one_zone(true));
}

fn efs_one_zone_chosen(app: &App) {
    let stack = stack(app);
    FileSystem::new(&stack, "Files", props(&stack).one_zone(true).one_zone_availability_zone("eu-west-1b"));
}

fn efs_security_group(app: &App) {
    let stack = stack(app);
    let vpc = network(&stack);
    let group = SecurityGroupProps::new().vpc(&vpc).allow_all_outbound(false);
    let group = SecurityGroup::new(&stack, "Storage", group);
    let files = FileSystem::new(&stack, "Files", FileSystemProps::new().vpc(&vpc).security_group(group));
    let workers = SecurityGroup::new(&stack, "Workers", SecurityGroupProps::new().vpc(&vpc));
    files.connections().allow_default_port_from(&workers);
    files.connections().allow_from_described(
        &Peer::ipv4("10.0.0.0/16"),
        purlin_aws::ec2::Port::NFS,
        "From the network",
    );
}

fn efs_policy(app: &App) {
    let stack = stack(app);
    let mounted = PolicyStatement::allow()
        .actions(["elasticfilesystem:ClientWrite", "elasticfilesystem:ClientMount"])
        .principals([Principal::account_root()])
        .all_resources()
        .when(Condition::bool("elasticfilesystem:AccessedViaMountTarget", true));
    FileSystem::new(&stack, "Files", props(&stack).file_system_policy(PolicyDocument::new([mounted])));
}

fn efs_policy_added_later(app: &App) {
    let stack = stack(app);
    let reader = Principal::arn("arn:aws:iam::123456789012:role/reader");
    let statement = PolicyStatement::allow().actions(["elasticfilesystem:ClientMount"]).principals([reader]);
    assert!(file_system(&stack).add_to_resource_policy(statement).is_some());
}

fn efs_anonymous_access(app: &App) {
    let stack = stack(app);
    let files = FileSystem::new(&stack, "Files", props(&stack).allow_anonymous_access(true));
    files.grant_read(&role(&stack)).assert_success();
}

fn efs_grants(app: &App) {
    let stack = stack(app);
    let files = file_system(&stack);
    files.grant_read(&role(&stack)).assert_success();
    files.grant_read_write(&account_role(&stack, "Writer")).assert_success();
    files.grant_root_access(&account_role(&stack, "Root")).assert_success();
    files.grant(&account_role(&stack, "Backup"), ["elasticfilesystem:Backup"]).assert_success();
}

fn efs_access_points(app: &App) {
    let stack = stack(app);
    let files = file_system(&stack);
    files.add_access_point("Plain", AccessPointProps::new().client_token("client-token"));
    let home = AccessPointProps::new()
        .path("/home")
        .create_acl(Acl::new("1000", "1000", "750"))
        .posix_user(PosixUser::new("1000", "1000").secondary_gids(["2000", "3000"]));
    let point = files.add_access_point("Home", home);
    let own = AccessPoint::new(&stack, "Own", AccessPointProps::new().file_system(&files).path("/own"));
    Tags::of(&own).add("team", "storage");
    output(&stack, "PointId", point.id());
    output(&stack, "PointArn", point.arn());
}

fn efs_mount_targets_available(app: &App) {
    let stack = stack(app);
    let files = file_system(&stack);
    files.mounted_before(&role(&stack));
}

fn efs_replication(app: &App) {
    let stack = Stack::new(
        app,
        "Stored",
        StackProps::new().environment(Environment { account: None, region: Some("eu-west-1".into()) }),
    );
    let vpc = network(&stack);
    let copied = |id: &str, to: ReplicationConfiguration| {
        FileSystem::new(&stack, id, FileSystemProps::new().vpc(&vpc).replication_configuration(to));
    };
    copied("Regional", ReplicationConfiguration::regional_file_system("us-west-2"));
    copied("OneZone", ReplicationConfiguration::one_zone_file_system("us-east-1", "us-east-1a"));
    let props = FileSystemProps::new().vpc(&vpc);
    let props = props.replication_overwrite_protection(ReplicationOverwriteProtection::DISABLED);
    let copy = FileSystem::new(&stack, "Copy", props);
    copied("Existing", ReplicationConfiguration::existing_file_system(&copy));
}

fn efs_imported(app: &App) {
    let stack = stack(app);
    let group = SecurityGroupAttributesProps::new().id("sg-0123456789abcdef0").allow_all_outbound(false);
    let group = SecurityGroup::from_attributes(&stack, "SG", group);
    let props = || FileSystemAttributesProps::new().security_group(&group);
    let by_id = FileSystem::from_attributes(&stack, "ById", props().id("fs-12345678"));
    let arn = "arn:aws:elasticfilesystem:eu-west-1:123456789012:file-system/fs-87654321";
    let by_arn = FileSystem::from_attributes(&stack, "ByArn", props().arn(arn));
    by_id.grant_read_write(&role(&stack)).assert_success();
    by_id.connections().allow_default_port_from(&Peer::ipv4("10.0.0.0/16"));
    output(&stack, "Arn", by_id.arn());
    output(&stack, "Id", by_arn.id());
    let point = AccessPointAttributesProps::new().id("fsap-0123456789abcdef0").file_system(&by_id);
    output(&stack, "PointArn", AccessPoint::from_attributes(&stack, "Point", point).arn());
}
