//! Mistakes with databases: each is found, with its place and what to do.

use std::time::Duration;

use purlin_assertions::{Template, matcher};
use purlin_aws::ec2::{Connectable, ImportedSubnets, SubnetSelection, Vpc, VpcAttributesProps};
use purlin_aws::iam::{Principal, Role, RoleProps};
use purlin_aws::kms::{Key, KeyProps};
use purlin_aws::logs::RetentionDays;
use purlin_aws::rds::{
    AuroraPostgresEngineVersion, ClusterInstance, Credentials, DatabaseCluster, DatabaseClusterEngine,
    DatabaseClusterProps, DatabaseInsightsMode, DatabaseInstance, DatabaseInstanceEngine, DatabaseInstanceProps,
    MysqlEngineVersion, ParameterGroup, ParameterGroupProps, PerformanceInsightRetention, PostgresEngineVersion,
    Snapshot, StorageType,
};
use purlin_aws::secretsmanager::{Secret, SecretValue};
use purlin_core::{App, Finding, Set, Stack, StackProps, Value};

use crate::only;

const DAY: Duration = Duration::from_secs(24 * 3600);

type InstanceProps = DatabaseInstanceProps<Set<DatabaseInstanceEngine>, Set<Vpc>>;
type ClusterProps = DatabaseClusterProps<Set<DatabaseClusterEngine>, Set<Vpc>, Set<ClusterInstance>>;

fn vpc(stack: &Stack) -> Vpc {
    let attributes = VpcAttributesProps::new()
        .vpc_id("vpc-12345678")
        .availability_zones(["eu-west-1a", "eu-west-1b"])
        .private_subnets(ImportedSubnets::new(["subnet-1", "subnet-2"]).route_table_ids(["rtb-1", "rtb-2"]));
    Vpc::from_attributes(stack, "Vpc", attributes)
}

fn postgres() -> DatabaseInstanceEngine {
    DatabaseInstanceEngine::postgres(PostgresEngineVersion::VER_17_9)
}

/// What is wrong with an instance of these properties.
#[track_caller]
fn instance(rule: &str, change: impl FnOnce(InstanceProps) -> InstanceProps) -> Finding {
    only(rule, |stack| {
        let props = DatabaseInstanceProps::new().engine(postgres()).vpc(vpc(stack));
        DatabaseInstance::new(stack, "Database", change(props));
    })
}

/// What is wrong with a cluster of these properties.
#[track_caller]
fn cluster(rule: &str, change: impl FnOnce(ClusterProps) -> ClusterProps) -> Finding {
    only(rule, |stack| {
        let props = DatabaseClusterProps::new()
            .engine(DatabaseClusterEngine::aurora_postgres(AuroraPostgresEngineVersion::VER_17_7))
            .vpc(vpc(stack))
            .writer(ClusterInstance::serverless_v2("Writer"));
        DatabaseCluster::new(stack, "Database", change(props));
    })
}

fn stack_of(build: impl FnOnce(&Stack)) -> Template {
    let stack = Stack::new(&App::new(), "Main", StackProps::new());
    build(&stack);
    Template::of(&stack)
}

#[test]
fn versions_that_aws_refuses() {
    let engine = DatabaseInstanceEngine::postgres(PostgresEngineVersion::of("14.3"));
    let finding = instance("unavailable-engine-version", |props| props.engine(engine));
    assert_eq!(finding.message, "version 14.3 of postgres cannot be created");
    let help = finding.help.unwrap();
    assert!(help.contains("14.22, 14.21") && help.contains("`existing`"), "{help}");
    let engine = DatabaseInstanceEngine::mysql(MysqlEngineVersion::of("8.0.28"));
    instance("unavailable-engine-version", |props| props.engine(engine));
    let engine = DatabaseClusterEngine::aurora_postgres(AuroraPostgresEngineVersion::of("10.21"));
    let finding = cluster("unavailable-engine-version", |props| props.engine(engine));
    assert!(finding.help.unwrap().starts_with("the newest versions are 18."));
    let engine = DatabaseInstanceEngine::postgres(PostgresEngineVersion::of("latest"));
    instance("bad-engine-version", |props| props.engine(engine));
    only("unavailable-engine-version", |stack| {
        let engine = DatabaseInstanceEngine::postgres(PostgresEngineVersion::of("9.6.24"));
        ParameterGroup::new(stack, "Group", ParameterGroupProps::new().engine(engine));
    });
}

#[test]
fn versions_that_run_already_are_newer_or_leave_the_choice_to_aws() {
    let versions = [
        PostgresEngineVersion::existing("14.3"),
        PostgresEngineVersion::of("17.42"),
        PostgresEngineVersion::of("19.1"),
        PostgresEngineVersion::of("16"),
    ];
    for version in versions {
        stack_of(|stack| {
            let engine = DatabaseInstanceEngine::postgres(version);
            DatabaseInstance::new(stack, "Database", DatabaseInstanceProps::new().engine(engine).vpc(vpc(stack)));
        });
    }
}

#[test]
fn storage() {
    instance("bad-storage-size", |props| props.allocated_storage_gib(10));
    instance("bad-storage-size", |props| props.allocated_storage_gib(70_000));
    instance("bad-storage-size", |props| props.storage_type(StorageType::IO2).allocated_storage_gib(50));
    let finding = instance("bad-storage-size", |props| props.allocated_storage_gib(100).max_allocated_storage_gib(105));
    assert!(finding.help.unwrap().contains("110"));
    instance("storage-speed", |props| props.iops(12_000));
    instance("storage-speed", |props| props.allocated_storage_gib(500).iops(3000));
    instance("storage-speed", |props| props.allocated_storage_gib(500).storage_throughput(100));
    instance("storage-speed", |props| props.allocated_storage_gib(500).iops(12_000).storage_throughput(4000));
    instance("storage-speed", |props| props.storage_type(StorageType::GP2).iops(3000));
    instance("storage-speed", |props| props.storage_type(StorageType::IO1).storage_throughput(500));
    instance("storage-speed", |props| props.storage_type(StorageType::IO2).iops(500));
    only("useless-encryption-key", |stack| {
        let props = DatabaseInstanceProps::new().engine(postgres()).vpc(vpc(stack)).storage_encrypted(false);
        let key = Key::new(stack, "Key", KeyProps::new());
        DatabaseInstance::new(stack, "Database", props.storage_encryption_key(&key));
    });
}

#[test]
fn backups_and_windows() {
    let finding = instance("bad-backup-retention", |props| props.backup_retention(36 * DAY));
    assert!(finding.help.unwrap().contains("0 to 35"));
    cluster("bad-backup-retention", |props| props.backup_retention(Duration::ZERO));
    instance("not-whole-days", |props| props.backup_retention(DAY / 2));
    instance("bad-time-window", |props| props.preferred_backup_window("2am-3am"));
    instance("bad-time-window", |props| props.preferred_backup_window("02:00-02:10"));
    instance("bad-time-window", |props| props.preferred_maintenance_window("02:00-03:00"));
    instance("overlapping-windows", |props| {
        props.preferred_backup_window("02:00-03:00").preferred_maintenance_window("sun:02:30-sun:03:30")
    });
}

#[test]
fn names() {
    instance("bad-database-identifier", |props| props.instance_identifier("1st"));
    instance("bad-database-identifier", |props| props.instance_identifier("a--b"));
    instance("bad-database-identifier", |props| props.instance_identifier("a".repeat(64)));
    instance("bad-database-name", |props| props.database_name("my-database"));
    instance("bad-username", |props| props.credentials(Credentials::from_generated_secret("admin")));
    instance("bad-username", |props| props.credentials(Credentials::from_generated_secret("rdsadmin")));
    instance("bad-username", |props| props.credentials(Credentials::from_generated_secret("my-user")));
    only("bad-group-name", |stack| {
        let props = ParameterGroupProps::new().engine(postgres()).name("default");
        ParameterGroup::new(stack, "Group", props);
    });
}

#[test]
fn passwords_do_not_stand_in_templates() {
    let password = || Value::from("correct-horse");
    let finding =
        instance("plain-text-password", |props| props.credentials(Credentials::from_password("someone", password())));
    assert!(finding.help.unwrap().contains("unsafe_plain_text"));
    stack_of(|stack| {
        let credentials = Credentials::from_password("someone", SecretValue::unsafe_plain_text("known-to-all"));
        let props = DatabaseInstanceProps::new().engine(postgres()).vpc(vpc(stack)).credentials(credentials);
        DatabaseInstance::new(stack, "Database", props);
    });
    only("useless-credentials-setting", |stack| {
        let secret = Secret::from_name(stack, "Login", "login");
        let credentials = Credentials::from_secret(secret).exclude_characters("@");
        let props = DatabaseInstanceProps::new().engine(postgres()).vpc(vpc(stack)).credentials(credentials);
        DatabaseInstance::new(stack, "Database", props);
    });
}

#[test]
fn types_of_instances() {
    instance("bad-instance-type", |props| props.instance_type("medium"));
    cluster("bad-instance-type", |props| props.writer(ClusterInstance::provisioned("Writer").instance_type("large")));
    let template = stack_of(|stack| {
        let props = DatabaseInstanceProps::new().engine(postgres()).vpc(vpc(stack)).instance_type("db.t4g.medium");
        DatabaseInstance::new(stack, "Database", props);
    });
    template.has_resource_properties("AWS::RDS::DBInstance", matcher!({ "DBInstanceClass": "db.t4g.medium" }));
}

#[test]
fn places() {
    instance("zone-of-multi-az", |props| props.multi_az(true).availability_zone("eu-west-1a"));
    let finding = instance("too-few-subnets", |props| {
        props.vpc_subnets(SubnetSelection::new().availability_zones(["eu-west-1a"]))
    });
    assert_eq!(finding.message, "a database wants subnets in two availability zones");
}

#[test]
fn what_a_snapshot_decides() {
    let snapshot = || Snapshot::of_instance("before");
    instance("setting-of-snapshot", |props| props.snapshot(snapshot()).database_name("application"));
    only("setting-of-snapshot", |stack| {
        let key = Key::new(stack, "Key", KeyProps::new());
        let props = DatabaseInstanceProps::new().engine(postgres()).vpc(vpc(stack)).snapshot(snapshot());
        DatabaseInstance::new(stack, "Database", props.storage_encryption_key(key));
    });
}

#[test]
fn monitoring() {
    instance("bad-monitoring-interval", |props| props.monitoring_interval(Duration::from_secs(7)));
    cluster("bad-monitoring-interval", |props| props.enable_cluster_level_enhanced_monitoring(true));
    instance("performance-insights", |props| {
        props.enable_performance_insights(false).performance_insight_retention(PerformanceInsightRetention::DEFAULT)
    });
    instance("performance-insights", |props| props.database_insights_mode(DatabaseInsightsMode::ADVANCED));
    instance("performance-insights", |props| {
        props.performance_insight_retention(PerformanceInsightRetention::months(24))
    });
    cluster("performance-insights", |props| {
        let writer = ClusterInstance::serverless_v2("Writer");
        props
            .performance_insight_retention(PerformanceInsightRetention::MONTHS_15)
            .writer(writer.performance_insight_retention(PerformanceInsightRetention::DEFAULT))
    });
}

#[test]
fn logs() {
    let finding = instance("unknown-log", |props| props.cloudwatch_logs_exports(["slowquery".to_owned()]));
    assert!(finding.help.unwrap().contains("postgresql"));
    let exports = || ["postgresql".to_owned()];
    let kept = RetentionDays::ONE_MONTH;
    instance("log-retention-without-name", |props| {
        props.cloudwatch_logs_exports(exports()).cloudwatch_logs_retention(kept)
    });
    let template = stack_of(|stack| {
        let props = DatabaseInstanceProps::new()
            .engine(postgres())
            .vpc(vpc(stack))
            .instance_identifier("Application")
            .cloudwatch_logs_exports(exports())
            .cloudwatch_logs_retention(kept);
        DatabaseInstance::new(stack, "Database", props);
    });
    let group = matcher!({ "LogGroupName": "/aws/rds/instance/application/postgresql", "RetentionInDays": 30 });
    template.has_resource_properties("AWS::Logs::LogGroup", group);
}

#[test]
fn capacities() {
    cluster("bad-capacity", |props| props.serverless_v2_max_capacity(0.5));
    cluster("bad-capacity", |props| props.serverless_v2_max_capacity(300));
    cluster("bad-capacity", |props| props.serverless_v2_min_capacity(-1));
    let finding = cluster("bad-capacity", |props| props.serverless_v2_min_capacity(4));
    assert_eq!(finding.message, "the smallest capacity, 4, is above the largest, 2");
    cluster("bad-capacity", |props| props.serverless_v2_max_capacity(1.7));
    cluster("bad-capacity", |props| props.serverless_v2_auto_pause_duration(DAY));
    cluster("bad-capacity", |props| {
        props.serverless_v2_min_capacity(0).serverless_v2_auto_pause_duration(Duration::from_secs(60))
    });
    let old = DatabaseClusterEngine::aurora_postgres(AuroraPostgresEngineVersion::VER_12_22);
    cluster("bad-capacity", |props| props.engine(old).serverless_v2_min_capacity(0));
}

#[test]
fn instances_of_clusters() {
    cluster("bad-promotion-tier", |props| props.readers([ClusterInstance::provisioned("Reader").promotion_tier(16)]));
    let typed = || ClusterInstance::serverless_v2("Writer").instance_type("r7g.large");
    cluster("type-of-serverless", |props| props.writer(typed()));
    let readers: Vec<_> = (0..16).map(|number| ClusterInstance::provisioned(format!("Reader{number}"))).collect();
    cluster("too-many-readers", |props| props.readers(readers));
}

#[test]
fn readers_too_small_to_take_over_are_worth_a_warning() {
    let app = App::new();
    let stack = Stack::new(&app, "Main", StackProps::new());
    let props = DatabaseClusterProps::new()
        .engine(DatabaseClusterEngine::aurora_postgres(AuroraPostgresEngineVersion::VER_17_7))
        .vpc(vpc(&stack))
        .writer(ClusterInstance::serverless_v2("Writer"))
        .readers([ClusterInstance::serverless_v2("Reader")]);
    DatabaseCluster::new(&stack, "Database", props);
    let assembly = app.synth().unwrap();
    let rules: Vec<_> = assembly.warnings().map(|finding| finding.rule).collect();
    assert_eq!(rules, ["small-failover-target"]);
}

#[test]
fn grants_that_cannot_work() {
    let role =
        |stack: &Stack| Role::new(stack, "Role", RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com")));
    only("cannot-grant-connect", |stack| {
        let props = DatabaseInstanceProps::new().engine(postgres()).vpc(vpc(stack)).iam_authentication(false);
        let database = DatabaseInstance::new(stack, "Database", props);
        database.grant_connect(&role(stack), "someone").assert_success();
    });
    let cluster = |stack: &Stack| {
        DatabaseClusterProps::new()
            .engine(DatabaseClusterEngine::aurora_postgres(AuroraPostgresEngineVersion::VER_17_7))
            .vpc(vpc(stack))
            .writer(ClusterInstance::serverless_v2("Writer"))
    };
    only("cannot-grant-connect", |stack| {
        let cluster = DatabaseCluster::new(stack, "Database", cluster(stack));
        cluster.grant_connect(&role(stack), "someone").assert_success();
    });
    only("data-api-disabled", |stack| {
        let cluster = DatabaseCluster::new(stack, "Database", cluster(stack).enable_data_api(false));
        cluster.grant_data_api_access(&role(stack)).assert_success();
    });
}

#[test]
fn parameters() {
    let memory = || vec![("work_mem".to_owned(), Value::from("65536"))];
    only("parameters-and-group", |stack| {
        let group = ParameterGroup::new(stack, "Group", ParameterGroupProps::new().engine(postgres()));
        let props = DatabaseInstanceProps::new().engine(postgres()).vpc(vpc(stack)).parameter_group(group);
        DatabaseInstance::new(stack, "Database", props.parameters(memory()));
    });
    only("imported-parameter-group", |stack| {
        let group = ParameterGroup::from_name(stack, "Group", "elsewhere");
        let props = DatabaseInstanceProps::new().engine(postgres()).vpc(vpc(stack)).parameter_group(group);
        DatabaseInstance::new(stack, "Database", props.require_tls(true));
    });
    let template = stack_of(|stack| {
        let props = DatabaseInstanceProps::new().engine(postgres()).vpc(vpc(stack));
        DatabaseInstance::new(stack, "Database", props.parameters(memory()).require_tls(true));
    });
    let both = matcher!({ "Parameters": { "rds.force_ssl": "1", "work_mem": "65536" } });
    template.has_resource_properties("AWS::RDS::DBParameterGroup", both);
}

#[test]
fn databases_are_not_opened_to_the_world_by_accident() {
    let database = |stack: &Stack| {
        let props = DatabaseInstanceProps::new().engine(postgres()).vpc(vpc(stack));
        DatabaseInstance::new(stack, "Database", props)
    };
    let finding = only("open-to-the-world", |stack| {
        database(stack).connections().allow_default_port_from_any_ipv4();
    });
    assert_eq!(finding.message, "the port of a database would be open to all of the internet");
    stack_of(|stack| {
        let connections = database(stack).connections();
        let port = connections.default_port().unwrap().clone();
        connections.allow_from_any_ipv4(port.open_to_the_world());
    });
}

#[test]
fn numbers_without_bounds() {
    let finding = instance("bad-storage-size", |props| props.max_allocated_storage_gib(i64::MAX));
    assert_eq!(finding.help.as_deref(), Some("set `max_allocated_storage_gib` to 65536 at most"));
    instance("bad-storage-size", |props| props.allocated_storage_gib(i64::MAX));
    instance("bad-storage-size", |props| props.max_allocated_storage_gib(i64::MIN));
    instance("storage-speed", |props| props.allocated_storage_gib(1000).storage_throughput(i64::MAX));
    instance("performance-insights", |props| {
        props.performance_insight_retention(PerformanceInsightRetention::months(i64::MAX))
    });
}

#[test]
fn ports() {
    instance("bad-port", |props| props.port(70_000));
    instance("bad-port", |props| props.port(443));
    cluster("bad-port", |props| props.port(-1));
}

#[test]
fn passwords_that_rds_would_refuse() {
    let warnings = |excluded: &str| -> Vec<String> {
        let app = App::new();
        let stack = Stack::new(&app, "Main", StackProps::new());
        let credentials = Credentials::from_generated_secret("application").exclude_characters(excluded);
        let props = DatabaseInstanceProps::new().engine(postgres()).vpc(vpc(&stack)).credentials(credentials);
        DatabaseInstance::new(&stack, "Database", props);
        app.synth().unwrap().warnings().map(|finding| finding.message).collect()
    };
    let expected = "the password may turn out to have a character that RDS refuses: `/` and `\"`";
    assert_eq!(warnings("!@"), [expected]);
    assert!(warnings("'\"@/").is_empty());
}
