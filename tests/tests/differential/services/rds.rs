//! Relational databases: instances, clusters, and what belongs to them.

use std::time::Duration;

use purlin_aws::cloudwatch::{Alarm, AlarmProps, Metric, Statistic};
use purlin_aws::ec2::{
    Connectable, ImportedSubnets, Peer, SecurityGroup, SecurityGroupProps, SubnetType, Vpc, VpcAttributesProps,
    VpcProps,
};
use purlin_aws::iam::{Principal, Role, RoleProps};
use purlin_aws::kms::{Key, KeyProps};
use purlin_aws::rds::{
    AuroraMysqlEngineVersion, AuroraPostgresEngineVersion, CaCertificate, ClusterInstance, ClusterStorageType,
    Credentials, DatabaseCluster, DatabaseClusterAttributesProps, DatabaseClusterEngine, DatabaseClusterProps,
    DatabaseInsightsMode, DatabaseInstance, DatabaseInstanceAttributesProps, DatabaseInstanceEngine,
    DatabaseInstanceProps, DatabaseInstanceReadReplica, DatabaseInstanceReadReplicaProps, DatabaseSecret,
    DatabaseSecretProps, EngineLifecycleSupport, MariaDbEngineVersion, MysqlEngineVersion, NetworkType, ParameterGroup,
    ParameterGroupProps, PerformanceInsightRetention, PostgresEngineVersion, Snapshot, StorageType, SubnetGroup,
    SubnetGroupProps, database_cluster_props,
};
use purlin_aws::secretsmanager::{Secret, SecretValue};
use purlin_core::{
    App, Environment, Output, OutputProps, RemovalPolicy, Set, Stack, StackProps, ToolkitEnvironment, Value,
};
use purlin_tests::differential::Accepted;
use serde_json::json;

use crate::{Case, case};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// That a template says it takes a database's own size and speed where Purlin lets the snapshot decide.
const SIZE_OF_SNAPSHOT: &str = "a database from a snapshot is as large as the snapshot, unless a size is given";

pub(crate) const CASES: &[Case] = &[
    case!(rds_defaults).accepting(&[
        Accepted {
            case: "rds_defaults",
            file: "Database.template.json",
            place: "/Resources/InstanceC1063A87/Properties/StorageType",
            reason: "gp3 is faster and cheaper than gp2",
        },
        Accepted {
            case: "rds_defaults",
            file: "Database.template.json",
            place: "/Resources/InstanceC1063A87/Properties/StorageEncrypted",
            reason: "storage is encrypted unless a setter says that it is not",
        },
        Accepted {
            case: "rds_defaults",
            file: "Database.template.json",
            place: "/Resources/InstanceC1063A87/Properties/PubliclyAccessible",
            reason: "without a word from anyone, a database in a subnet with an internet gateway would be public",
        },
    ]),
    case!(rds_instance),
    case!(rds_instance_in_a_network_of_its_own),
    case!(rds_instance_placed_in_public),
    case!(rds_instance_storage),
    case!(rds_instance_engines),
    case!(rds_credentials),
    case!(rds_managed_password),
    case!(rds_secret_of_generated_credentials),
    case!(rds_database_secret),
    case!(rds_connections),
    case!(rds_endpoints),
    case!(rds_grant_connect),
    case!(rds_monitoring),
    case!(rds_log_exports),
    case!(rds_removal_policies),
    case!(rds_parameter_groups),
    case!(rds_subnet_groups),
    case!(rds_instance_from_snapshot).accepting(&[
        Accepted {
            case: "rds_instance_from_snapshot",
            file: "Database.template.json",
            place: "/Resources/FromClusterBAFA4717/Properties/AllocatedStorage",
            reason: SIZE_OF_SNAPSHOT,
        },
        Accepted {
            case: "rds_instance_from_snapshot",
            file: "Database.template.json",
            place: "/Resources/NewPassword7BA87FBF/Properties/AllocatedStorage",
            reason: SIZE_OF_SNAPSHOT,
        },
        Accepted {
            case: "rds_instance_from_snapshot",
            file: "Database.template.json",
            place: "/Resources/ExistingSecretB0D61559/Properties/AllocatedStorage",
            reason: SIZE_OF_SNAPSHOT,
        },
    ]),
    case!(rds_read_replica),
    case!(rds_instance_metrics),
    case!(rds_cluster_serverless),
    case!(rds_cluster_that_pauses),
    case!(rds_cluster_provisioned),
    case!(rds_cluster_of_default_instances),
    case!(rds_cluster_in_a_network_of_its_own),
    case!(rds_cluster_settings),
    case!(rds_cluster_data_api),
    case!(rds_cluster_monitoring).accepting(&[Accepted {
        case: "rds_cluster_monitoring",
        file: "manifest.json",
        place: "/artifacts/Database/metadata/~1Database~1OfCluster",
        reason: "an instance of which nothing was said follows its cluster, which is no reason for a warning",
    }]),
    case!(rds_cluster_engines),
    case!(rds_cluster_from_snapshot),
    case!(rds_cluster_metrics),
    case!(rds_imports),
    case!(rds_lookups).environment(looked_up),
    Case::inexpressible(
        "rds_log_retention",
        "the log group is made before the database, with its retention: no function has to change it afterwards",
    ),
    Case::inexpressible(
        "rds_rotation",
        "no application of AWS's repository is deployed to rotate passwords: RDS does it with \
         `Credentials::managed_by_rds`, and `secretsmanager::HostedRotation` for other users",
    ),
];

type InstanceProps = DatabaseInstanceProps<Set<DatabaseInstanceEngine>, Set<Vpc>>;
type ClusterProps<Writer = Set<ClusterInstance>> = DatabaseClusterProps<Set<DatabaseClusterEngine>, Set<Vpc>, Writer>;

fn stack_with_network(app: &App) -> (Stack, Vpc) {
    let stack = Stack::new(app, "Database", StackProps::new());
    let subnets = |letter: &str| {
        let id = |kind: &str, number: i32| format!("{kind}-{}000{number}", letter.repeat(4));
        ImportedSubnets::new([id("subnet", 1), id("subnet", 2)]).route_table_ids([id("rtb", 1), id("rtb", 2)])
    };
    let attributes = VpcAttributesProps::new()
        .vpc_id("vpc-12345678")
        .availability_zones(["eu-west-1a", "eu-west-1b"])
        .public_subnets(subnets("a"))
        .private_subnets(subnets("b"))
        .isolated_subnets(subnets("c"));
    let vpc = Vpc::from_attributes(&stack, "Vpc", attributes);
    (stack, vpc)
}

fn network_of_its_own(stack: &Stack) -> Vpc {
    Vpc::new(stack, "Vpc", VpcProps::new().max_azs(2).nat_gateways(1))
}

fn postgres() -> DatabaseInstanceEngine {
    DatabaseInstanceEngine::postgres(PostgresEngineVersion::VER_17_9)
}

fn aurora() -> DatabaseClusterEngine {
    DatabaseClusterEngine::aurora_postgres(AuroraPostgresEngineVersion::VER_17_7)
}

fn instance_props(vpc: &Vpc) -> InstanceProps {
    DatabaseInstanceProps::new().engine(postgres()).vpc(vpc)
}

fn cluster_props(vpc: &Vpc) -> ClusterProps<database_cluster_props::Writer> {
    DatabaseClusterProps::new().engine(aurora()).vpc(vpc)
}

fn serverless_props(vpc: &Vpc) -> ClusterProps {
    cluster_props(vpc).writer(ClusterInstance::serverless_v2("Writer"))
}

fn role_of_account(stack: &Stack) -> Role {
    Role::new(stack, "Role", RoleProps::new().assumed_by(Principal::account_root()))
}

fn role_of_ec2(stack: &Stack) -> Role {
    Role::new(stack, "Role", RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com")))
}

fn key(stack: &Stack) -> Key {
    Key::new(stack, "Key", KeyProps::new())
}

fn output(stack: &Stack, id: &str, value: Value<String>) {
    Output::new(stack, id, value, OutputProps::new());
}

fn alarm(stack: &Stack, id: &str, metric: Metric) {
    Alarm::new(stack, id, AlarmProps::new().metric(metric).threshold(90).evaluation_periods(3));
}

fn parameters<const N: usize>(parameters: [(&str, &str); N]) -> Vec<(String, Value<String>)> {
    parameters.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect()
}

fn rds_defaults(app: &App) {
    let (stack, vpc) = stack_with_network(app);
    DatabaseInstance::new(&stack, "Instance", instance_props(&vpc));
}

fn rds_instance(app: &App) {
    let (stack, vpc) = stack_with_network(app);
    let props = instance_props(&vpc)
        .instance_type("t4g.medium")
        .database_name("application")
        .credentials(Credentials::from_generated_secret("application"))
        .allocated_storage_gib(50)
        .max_allocated_storage_gib(200)
        .multi_az(true)
        .backup_retention(14 * DAY)
        .preferred_backup_window("02:00-03:00")
        .preferred_maintenance_window("Sun:04:00-Sun:05:00")
        .deletion_protection(true)
        .delete_automated_backups(false)
        .copy_tags_to_snapshot(false)
        .auto_minor_version_upgrade(false)
        .allow_major_version_upgrade(true)
        .apply_immediately(false)
        .instance_identifier("Application")
        .iam_authentication(true)
        .port(5433)
        .ca_certificate(CaCertificate::RDS_CA_RSA2048_G1)
        .network_type(NetworkType::DUAL)
        .engine_lifecycle_support(EngineLifecycleSupport::EXTENDED_SUPPORT_DISABLED);
    DatabaseInstance::new(&stack, "Instance", props);
}

fn rds_instance_in_a_network_of_its_own(app: &App) {
    let stack = Stack::new(app, "Database", StackProps::new());
    DatabaseInstance::new(&stack, "Instance", instance_props(&network_of_its_own(&stack)));
}

fn rds_instance_placed_in_public(app: &App) {
    let (stack, vpc) = stack_with_network(app);
    let props =
        instance_props(&vpc).vpc_subnets(SubnetType::Public).publicly_accessible(true).availability_zone("eu-west-1a");
    DatabaseInstance::new(&stack, "Instance", props);
}

fn rds_instance_storage(app: &App) {
    let (stack, vpc) = stack_with_network(app);
    let key = key(&stack);
    let make = |id: &str, props: InstanceProps| DatabaseInstance::new(&stack, id, props);
    let common = || instance_props(&vpc);
    make("Fast", common().allocated_storage_gib(500).iops(12_000).storage_throughput(500));
    make("Provisioned", common().storage_type(StorageType::IO2).allocated_storage_gib(400).iops(5000));
    make("ProvisionedByDefault", common().storage_type(StorageType::IO1));
    make("General", common().storage_type(StorageType::GP2).storage_encryption_key(&key));
    make("Plain", common().storage_encrypted(false));
}

fn rds_instance_engines(app: &App) {
    let (stack, vpc) = stack_with_network(app);
    let engines = [
        ("Postgres16", DatabaseInstanceEngine::postgres(PostgresEngineVersion::VER_16_13)),
        ("Postgres18", DatabaseInstanceEngine::postgres(PostgresEngineVersion::of("18.99"))),
        ("Mysql", DatabaseInstanceEngine::mysql(MysqlEngineVersion::VER_8_4_9)),
        ("MariaDb", DatabaseInstanceEngine::mariadb(MariaDbEngineVersion::VER_11_8_6)),
    ];
    for (id, engine) in engines {
        let props = DatabaseInstanceProps::new().engine(engine).vpc(&vpc);
        DatabaseInstance::new(&stack, id, props.parameters(parameters([("max_connections", "100")])));
    }
}

fn rds_credentials(app: &App) {
    let (stack, vpc) = stack_with_network(app);
    let key = key(&stack);
    let make = |id: &str, credentials: Credentials| {
        DatabaseInstance::new(&stack, id, instance_props(&vpc).credentials(credentials));
    };
    let generated = Credentials::from_generated_secret("admin_user")
        .secret_name("database/admin")
        .encryption_key(&key)
        .exclude_characters("!&*^#@()");
    make("Generated", generated);
    make("ByUsername", Credentials::from_username("someone"));
    make("FromSecret", Credentials::from_secret(Secret::from_name(&stack, "Existing", "database/login")));
    let other = Secret::from_name(&stack, "Other", "database/password");
    make("FromSecretWithName", Credentials::from_secret(other).username("someone"));
    let parameter = Value::from("{{resolve:ssm-secure:/database/password:1}}");
    make("FromParameter", Credentials::from_password("someone", parameter));
    make("Plain", Credentials::from_password("someone", SecretValue::unsafe_plain_text("correct-horse")));
}

fn rds_managed_password(app: &App) {
    let (stack, vpc) = stack_with_network(app);
    let key = key(&stack);
    let role = role_of_ec2(&stack);
    let instance = instance_props(&vpc).credentials(Credentials::managed_by_rds());
    let instance = DatabaseInstance::new(&stack, "Instance", instance);
    instance.secret().unwrap().grant_read(&role).assert_success();
    let credentials = Credentials::managed_by_rds().username("someone").encryption_key(&key);
    DatabaseInstance::new(&stack, "WithKey", instance_props(&vpc).credentials(credentials));
    let cluster = serverless_props(&vpc).credentials(Credentials::managed_by_rds());
    DatabaseCluster::new(&stack, "Cluster", cluster);
}

fn rds_secret_of_generated_credentials(app: &App) {
    let (stack, vpc) = stack_with_network(app);
    let role = role_of_ec2(&stack);
    let instance = DatabaseInstance::new(&stack, "Instance", instance_props(&vpc));
    instance.secret().unwrap().grant_read(&role).assert_success();
}

fn rds_database_secret(app: &App) {
    let stack = Stack::new(app, "Database", StackProps::new());
    let key = key(&stack);
    let master = DatabaseSecretProps::new().username("postgres").encryption_key(&key);
    let master = DatabaseSecret::new(&stack, "Master", master);
    let user = DatabaseSecretProps::new()
        .username("application")
        .dbname("application")
        .master_secret(&master)
        .secret_name("database/application")
        .exclude_characters("{}[]()'\"/\\");
    DatabaseSecret::new(&stack, "User", user);
    let replaced = DatabaseSecretProps::new().username("other").replace_on_password_criteria_changes(true);
    DatabaseSecret::new(&stack, "Replaced", replaced);
}

fn rds_connections(app: &App) {
    let (stack, vpc) = stack_with_network(app);
    let instance = DatabaseInstance::new(&stack, "Instance", instance_props(&vpc));
    let client = SecurityGroup::new(&stack, "Client", SecurityGroupProps::new().vpc(&vpc));
    instance.connections().allow_default_port_from(&client);
    instance.connections().allow_default_port_from(&Peer::ipv4("10.0.0.0/16"));
    let shared = SecurityGroup::from_id(&stack, "Shared", "sg-12345678");
    let other = DatabaseInstance::new(&stack, "Other", instance_props(&vpc).security_groups([shared]));
    other.connections().allow_default_port_from(&client);
    other.connections().allow_default_port_internally();
}

fn rds_endpoints(app: &App) {
    let (stack, vpc) = stack_with_network(app);
    let instance = DatabaseInstance::new(&stack, "Instance", instance_props(&vpc));
    let readers = [ClusterInstance::serverless_v2("Reader").scale_with_writer(true)];
    let cluster = DatabaseCluster::new(&stack, "Cluster", serverless_props(&vpc).readers(readers));
    output(&stack, "instance", instance.endpoint().socket_address());
    output(&stack, "host", instance.endpoint().host());
    output(&stack, "port", instance.endpoint().port().cast());
    output(&stack, "arn", instance.arn());
    output(&stack, "identifier", instance.identifier());
    output(&stack, "resource-id", instance.resource_id().unwrap());
    output(&stack, "writer", cluster.endpoint().socket_address());
    output(&stack, "reader", cluster.reader_endpoint().socket_address());
    output(&stack, "second", cluster.instance_endpoints()[1].socket_address());
    output(&stack, "cluster-arn", cluster.arn());
    output(&stack, "cluster", cluster.identifier());
    output(&stack, "cluster-resource-id", cluster.resource_id().unwrap());
}

fn rds_grant_connect(app: &App) {
    let (stack, vpc) = stack_with_network(app);
    let role = role_of_account(&stack);
    let instance = DatabaseInstance::new(&stack, "Instance", instance_props(&vpc).iam_authentication(true));
    instance.grant_connect(&role, "application").assert_success();
    let later = DatabaseInstance::new(&stack, "Later", instance_props(&vpc));
    later.grant_connect(&role, later.secret().unwrap().secret_value_from_json("username")).assert_success();
    let cluster = DatabaseCluster::new(&stack, "Cluster", serverless_props(&vpc).iam_authentication(true));
    cluster.grant_connect(&role, "application").assert_success();
}

fn rds_monitoring(app: &App) {
    let (stack, vpc) = stack_with_network(app);
    let key = key(&stack);
    let trusted = Principal::service("monitoring.rds.amazonaws.com");
    let role = Role::new(&stack, "Monitoring", RoleProps::new().assumed_by(trusted));
    let make = |id: &str, props: InstanceProps| DatabaseInstance::new(&stack, id, props);
    let common = || instance_props(&vpc);
    make("Watched", common().monitoring_interval(Duration::from_secs(30)).enable_performance_insights(true));
    let with_role = common()
        .monitoring_interval(Duration::from_secs(60))
        .monitoring_role(&role)
        .performance_insight_retention(PerformanceInsightRetention::months(3))
        .performance_insight_encryption_key(&key);
    make("WithRole", with_role);
    let advanced = common()
        .database_insights_mode(DatabaseInsightsMode::ADVANCED)
        .performance_insight_retention(PerformanceInsightRetention::MONTHS_15);
    make("Advanced", advanced);
    make("Unwatched", common().enable_performance_insights(false));
}

fn rds_log_exports(app: &App) {
    let (stack, vpc) = stack_with_network(app);
    let logs = ["postgresql".to_owned(), "upgrade".to_owned()];
    DatabaseInstance::new(&stack, "Instance", instance_props(&vpc).cloudwatch_logs_exports(logs));
    let logs = ["postgresql".to_owned()];
    DatabaseCluster::new(&stack, "Cluster", serverless_props(&vpc).cloudwatch_logs_exports(logs));
}

fn rds_removal_policies(app: &App) {
    let (stack, vpc) = stack_with_network(app);
    let policies =
        [("destroy", RemovalPolicy::Destroy), ("retain", RemovalPolicy::Retain), ("snapshot", RemovalPolicy::Snapshot)];
    for (name, policy) in policies {
        DatabaseInstance::new(&stack, &format!("Instance-{name}"), instance_props(&vpc).removal_policy(policy));
        DatabaseCluster::new(&stack, &format!("Cluster-{name}"), serverless_props(&vpc).removal_policy(policy));
    }
}

fn rds_parameter_groups(app: &App) {
    let (stack, vpc) = stack_with_network(app);
    let tls = || parameters([("rds.force_ssl", "1")]);
    let memory = || parameters([("work_mem", "65536")]);
    let shared =
        ParameterGroupProps::new().engine(postgres()).description("of all instances").name("shared").parameters(tls());
    let shared = ParameterGroup::new(&stack, "Shared", shared);
    DatabaseInstance::new(&stack, "One", instance_props(&vpc).parameter_group(&shared));
    DatabaseInstance::new(&stack, "Two", instance_props(&vpc).parameter_group(&shared));
    assert!(shared.add_parameter("log_statement", "ddl"));
    let both = ParameterGroupProps::new().engine(aurora()).parameters(memory());
    let both = ParameterGroup::new(&stack, "Both", both);
    let cluster = cluster_props(&vpc)
        .parameter_group(&both)
        .writer(ClusterInstance::serverless_v2("Writer").parameter_group(&both));
    DatabaseCluster::new(&stack, "Cluster", cluster);
    ParameterGroup::new(&stack, "NeverUsed", ParameterGroupProps::new().engine(postgres()));
    let retained = ParameterGroupProps::new().engine(postgres()).removal_policy(RemovalPolicy::Retain);
    ParameterGroup::for_instance(&stack, "ForInstance", retained);
    ParameterGroup::for_cluster(&stack, "ForCluster", ParameterGroupProps::new().engine(aurora()).parameters(tls()));
    let existing = ParameterGroup::from_name(&stack, "Existing", "made-elsewhere");
    DatabaseInstance::new(&stack, "Three", instance_props(&vpc).parameter_group(existing));
    DatabaseInstance::new(&stack, "Four", instance_props(&vpc).parameters(memory()));
}

fn rds_subnet_groups(app: &App) {
    let (stack, vpc) = stack_with_network(app);
    let group = SubnetGroupProps::new()
        .description("isolated subnets")
        .vpc(&vpc)
        .vpc_subnets(SubnetType::PrivateIsolated)
        .subnet_group_name("Isolated")
        .removal_policy(RemovalPolicy::Retain);
    let group = SubnetGroup::new(&stack, "Group", group);
    SubnetGroup::new(&stack, "ByDefault", SubnetGroupProps::new().description("private subnets").vpc(&vpc));
    DatabaseInstance::new(&stack, "Instance", instance_props(&vpc).subnet_group(&group));
    let existing = SubnetGroup::from_name(&stack, "Existing", "made-elsewhere");
    DatabaseInstance::new(&stack, "Other", instance_props(&vpc).subnet_group(&existing));
}

fn rds_instance_from_snapshot(app: &App) {
    let (stack, vpc) = stack_with_network(app);
    let key = key(&stack);
    let make = |id: &str, props: InstanceProps| DatabaseInstance::new(&stack, id, props);
    let restored = || instance_props(&vpc).snapshot(Snapshot::of_instance("a-snapshot"));
    make("Instance", restored().allocated_storage_gib(150));
    make("FromCluster", instance_props(&vpc).snapshot(Snapshot::of_cluster("a-cluster-snapshot")));
    let credentials = Credentials::from_generated_secret("someone").encryption_key(&key).exclude_characters("\"@/");
    make("NewPassword", restored().credentials(credentials));
    let existing = Secret::from_name(&stack, "Existing", "database/login");
    make("ExistingSecret", restored().credentials(Credentials::from_secret(existing)));
}

fn rds_read_replica(app: &App) {
    let (stack, vpc) = stack_with_network(app);
    let source = DatabaseInstance::new(&stack, "Source", instance_props(&vpc));
    let replica = || {
        DatabaseInstanceReadReplicaProps::new().source_database_instance(&source).instance_type("r7g.large").vpc(&vpc)
    };
    DatabaseInstanceReadReplica::new(&stack, "Replica", replica());
    let larger = replica().allocated_storage_gib(500).iam_authentication(true);
    DatabaseInstanceReadReplica::new(&stack, "Larger", larger);
}

fn rds_instance_metrics(app: &App) {
    let (stack, vpc) = stack_with_network(app);
    let instance = DatabaseInstance::new(&stack, "Instance", instance_props(&vpc));
    alarm(&stack, "Cpu", instance.metric_cpu_utilization().period(Duration::from_secs(60)));
    alarm(&stack, "Connections", instance.metric_database_connections());
    alarm(&stack, "Storage", instance.metric_free_storage_space());
    alarm(&stack, "Memory", instance.metric_freeable_memory());
    alarm(&stack, "Reads", instance.metric_read_iops());
    alarm(&stack, "Writes", instance.metric_write_iops());
    alarm(&stack, "Lag", instance.metric("ReplicaLag").statistic(Statistic::MAXIMUM));
}

fn rds_cluster_serverless(app: &App) {
    let (stack, vpc) = stack_with_network(app);
    let props = serverless_props(&vpc)
        .credentials(Credentials::from_generated_secret("application"))
        .default_database_name("application")
        .serverless_v2_min_capacity(0.5)
        .serverless_v2_max_capacity(16)
        .readers([
            ClusterInstance::serverless_v2("Failover").scale_with_writer(true),
            ClusterInstance::serverless_v2("Reports"),
        ]);
    DatabaseCluster::new(&stack, "Cluster", props);
}

fn rds_cluster_that_pauses(app: &App) {
    let (stack, vpc) = stack_with_network(app);
    let props = serverless_props(&vpc)
        .serverless_v2_min_capacity(0)
        .serverless_v2_auto_pause_duration(Duration::from_secs(3600));
    DatabaseCluster::new(&stack, "Cluster", props);
}

fn rds_cluster_provisioned(app: &App) {
    let (stack, vpc) = stack_with_network(app);
    let writer = ClusterInstance::provisioned("Writer")
        .instance_type("r7g.large")
        .instance_identifier("the-writer")
        .availability_zone("eu-west-1a")
        .auto_minor_version_upgrade(false)
        .ca_certificate(CaCertificate::RDS_CA_ECC384_G1)
        .parameters(parameters([("work_mem", "65536")]))
        .preferred_maintenance_window("Sun:04:00-Sun:05:00");
    let reader = |id: &str| ClusterInstance::provisioned(id).instance_type("r7g.large");
    let props = cluster_props(&vpc)
        .vpc_subnets(SubnetType::PrivateIsolated)
        .writer(writer)
        .readers([reader("Reader").promotion_tier(1).apply_immediately(true), reader("Small").promotion_tier(15)]);
    DatabaseCluster::new(&stack, "Cluster", props);
}

fn rds_cluster_of_default_instances(app: &App) {
    let (stack, vpc) = stack_with_network(app);
    let props = cluster_props(&vpc)
        .writer(ClusterInstance::provisioned("Writer"))
        .readers([ClusterInstance::provisioned("Reader")]);
    DatabaseCluster::new(&stack, "Cluster", props);
}

fn rds_cluster_in_a_network_of_its_own(app: &App) {
    let stack = Stack::new(app, "Database", StackProps::new());
    DatabaseCluster::new(&stack, "Cluster", serverless_props(&network_of_its_own(&stack)));
}

fn rds_cluster_settings(app: &App) {
    let (stack, vpc) = stack_with_network(app);
    let props = serverless_props(&vpc)
        .cluster_identifier("Application")
        .storage_encryption_key(key(&stack))
        .storage_type(ClusterStorageType::AURORA_IOPT1)
        .backup_retention(35 * DAY)
        .preferred_backup_window("02:00-03:00")
        .preferred_maintenance_window("Sun:04:00-Sun:05:00")
        .deletion_protection(true)
        .copy_tags_to_snapshot(false)
        .delete_automated_backups(false)
        .iam_authentication(true)
        .enable_data_api(true)
        .enable_local_write_forwarding(true)
        .auto_minor_version_upgrade(false)
        .port(5433)
        .network_type(NetworkType::DUAL)
        .require_tls(true)
        .engine_lifecycle_support(EngineLifecycleSupport::EXTENDED_SUPPORT_DISABLED);
    let cluster = DatabaseCluster::new(&stack, "Cluster", props);
    let client = SecurityGroup::new(&stack, "Client", SecurityGroupProps::new().vpc(&vpc));
    cluster.connections().allow_default_port_from(&client);
}

fn rds_cluster_data_api(app: &App) {
    let (stack, vpc) = stack_with_network(app);
    let role = role_of_account(&stack);
    DatabaseCluster::new(&stack, "Cluster", serverless_props(&vpc)).grant_data_api_access(&role).assert_success();
}

fn rds_cluster_monitoring(app: &App) {
    let (stack, vpc) = stack_with_network(app);
    let key = key(&stack);
    let of_instances = cluster_props(&vpc)
        .monitoring_interval(Duration::from_secs(5))
        .writer(ClusterInstance::serverless_v2("Writer").enable_performance_insights(true))
        .readers([ClusterInstance::serverless_v2("Reader").scale_with_writer(true)]);
    DatabaseCluster::new(&stack, "OfInstances", of_instances);
    let of_cluster = serverless_props(&vpc)
        .monitoring_interval(Duration::from_secs(60))
        .enable_cluster_level_enhanced_monitoring(true)
        .performance_insight_retention(PerformanceInsightRetention::MONTHS_15)
        .performance_insight_encryption_key(&key)
        .database_insights_mode(DatabaseInsightsMode::ADVANCED);
    DatabaseCluster::new(&stack, "OfCluster", of_cluster);
}

fn rds_cluster_engines(app: &App) {
    let (stack, vpc) = stack_with_network(app);
    let engines = [
        ("Postgres16", DatabaseClusterEngine::aurora_postgres(AuroraPostgresEngineVersion::VER_16_11)),
        ("Mysql", DatabaseClusterEngine::aurora_mysql(AuroraMysqlEngineVersion::VER_3_10_4)),
    ];
    for (id, engine) in engines {
        DatabaseCluster::new(&stack, id, serverless_props(&vpc).engine(engine));
    }
}

fn rds_cluster_from_snapshot(app: &App) {
    let (stack, vpc) = stack_with_network(app);
    let restored = || serverless_props(&vpc).snapshot(Snapshot::of_cluster("a-cluster-snapshot"));
    let generated = Credentials::from_generated_secret("someone");
    DatabaseCluster::new(&stack, "NewPassword", restored().credentials(generated));
    let existing = Secret::from_name(&stack, "Existing", "database/login");
    DatabaseCluster::new(&stack, "ExistingSecret", restored().credentials(Credentials::from_secret(existing)));
}

fn rds_cluster_metrics(app: &App) {
    let (stack, vpc) = stack_with_network(app);
    let cluster = DatabaseCluster::new(&stack, "Cluster", serverless_props(&vpc));
    let period = Duration::from_secs(600);
    alarm(&stack, "Capacity", cluster.metric_serverless_database_capacity().period(period));
    alarm(&stack, "Utilization", cluster.metric_acu_utilization().period(period));
    alarm(&stack, "Reads", cluster.metric_volume_read_iops().period(period));
    alarm(&stack, "Writes", cluster.metric_volume_write_iops().period(period));
    alarm(&stack, "Cpu", cluster.metric_cpu_utilization());
    alarm(&stack, "Connections", cluster.metric_database_connections());
    alarm(&stack, "Memory", cluster.metric_freeable_memory());
    alarm(&stack, "Deadlocks", cluster.metric_deadlocks());
    alarm(&stack, "Bytes", cluster.metric_volume_bytes_used());
}

fn rds_imports(app: &App) {
    let stack = Stack::new(app, "Database", StackProps::new());
    let role = role_of_account(&stack);
    let client = SecurityGroup::from_id(&stack, "Client", "sg-aaaa0001");
    let instance = DatabaseInstanceAttributesProps::new()
        .instance_identifier("made-elsewhere")
        .endpoint_address("made-elsewhere.example.eu-west-1.rds.amazonaws.com")
        .instance_resource_id("db-ABCDEFGHIJKL")
        .port(5432)
        .security_groups([SecurityGroup::from_id(&stack, "Group", "sg-bbbb0001")]);
    let instance = DatabaseInstance::from_attributes(&stack, "Instance", instance);
    instance.connections().allow_default_port_from(&client);
    instance.grant_connect(&role, "application").assert_success();
    output(&stack, "address", instance.endpoint().socket_address());
    output(&stack, "arn", instance.arn());
    let cluster = DatabaseClusterAttributesProps::new()
        .cluster_identifier("cluster-elsewhere")
        .endpoint_address("writer.example.com")
        .reader_endpoint_address("reader.example.com")
        .cluster_resource_id("cluster-ABCDEFGHIJKL")
        .port(5432)
        .security_groups([SecurityGroup::from_id(&stack, "ClusterGroup", "sg-cccc0001")]);
    let cluster = DatabaseCluster::from_attributes(&stack, "Cluster", cluster);
    cluster.connections().allow_default_port_from(&client);
    cluster.grant_connect(&role, "reports").assert_success();
    output(&stack, "writer", cluster.endpoint().socket_address());
    output(&stack, "reader", cluster.reader_endpoint().socket_address());
    output(&stack, "cluster-arn", cluster.arn());
}

fn looked_up() -> ToolkitEnvironment {
    let key = |kind: &str, asked: &[&str]| {
        let asked: Vec<String> =
            asked.iter().enumerate().map(|(index, name)| format!("propertiesToReturn.{index}={name}")).collect();
        format!(
            "cc-api-provider:account=111111111111:exactIdentifier=application:{}:region=eu-west-1:typeName=AWS$:$:RDS$:$:{kind}",
            asked.join(":")
        )
    };
    let (address, port) = ("Endpoint.Address", "Endpoint.Port");
    let of_instance = ["DBInstanceArn", address, port, "DbiResourceId", "DBSecurityGroups", "VPCSecurityGroups"];
    let of_cluster = [
        "DBClusterArn",
        address,
        port,
        "ReadEndpoint.Address",
        "DBClusterResourceId",
        "VpcSecurityGroupIds",
        "EnableHttpEndpoint",
    ];
    let instance = json!([{
        "Endpoint.Address": "application.example.eu-west-1.rds.amazonaws.com",
        "Endpoint.Port": "5433",
        "DbiResourceId": "db-ABCDEFGHIJKL",
        "DBSecurityGroups": [],
        "VPCSecurityGroups": ["sg-bbbb0001", "sg-bbbb0002"],
    }]);
    let cluster = json!([{
        "Endpoint.Address": "writer.example.com",
        "Endpoint.Port": "5432",
        "ReadEndpoint.Address": "reader.example.com",
        "DBClusterResourceId": "cluster-ABCDEFGHIJKL",
        "VpcSecurityGroupIds": ["sg-cccc0001"],
        "EnableHttpEndpoint": true,
    }]);
    let context = [(key("DBInstance", &of_instance), instance), (key("DBCluster", &of_cluster), cluster)];
    ToolkitEnvironment { context: context.into_iter().collect(), ..ToolkitEnvironment::default() }
}

fn rds_lookups(app: &App) {
    let props = StackProps::new().environment(Environment::new("111111111111", "eu-west-1"));
    let stack = Stack::new(app, "Database", props);
    let role = role_of_account(&stack);
    let client = SecurityGroup::from_id(&stack, "Client", "sg-aaaa0001");
    let instance = DatabaseInstance::from_lookup(&stack, "Instance", "application");
    instance.connections().allow_default_port_from(&client);
    instance.grant_connect(&role, "application").assert_success();
    output(&stack, "instance", instance.endpoint().socket_address());
    let cluster = DatabaseCluster::from_lookup(&stack, "Cluster", "application");
    cluster.connections().allow_default_port_from(&client);
    cluster.grant_data_api_access(&role).assert_success();
    output(&stack, "writer", cluster.endpoint().socket_address());
    output(&stack, "reader", cluster.reader_endpoint().socket_address());
}
