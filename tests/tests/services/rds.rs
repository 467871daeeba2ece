//! Deployments of `purlin_aws::rds`.

use std::time::Duration;

use purlin_aws::ec2::{Connectable, Peer, Vpc, VpcProps};
use purlin_aws::iam::{Principal, Role, RoleProps};
use purlin_aws::kms::{Key, KeyProps};
use purlin_aws::logs::RetentionDays;
use purlin_aws::rds::{
    AuroraMysqlEngineVersion, AuroraPostgresEngineVersion, ClusterInstance, Credentials, DatabaseCluster,
    DatabaseClusterEngine, DatabaseClusterProps, DatabaseInstance, DatabaseInstanceEngine, DatabaseInstanceProps,
    DatabaseInstanceReadReplica, DatabaseInstanceReadReplicaProps, DatabaseSecret, DatabaseSecretProps, Engine,
    MariaDbEngineVersion, MysqlEngineVersion, ParameterGroup, ParameterGroupProps, PostgresEngineVersion, Snapshot,
};
use purlin_cfn::rds::{CfnDBInstance, CfnDBInstanceProps};
use purlin_core::{App, Output, OutputProps, RemovalPolicy, Stack, StackProps};
use purlin_tests::{Failure, Result, directories, linter};

use crate::{STACK, deploys, lints};

const DAY: Duration = Duration::from_secs(24 * 3600);

fn vpc(stack: &Stack) -> Vpc {
    Vpc::new(stack, "Vpc", VpcProps::new().availability_zones(["eu-west-1a", "eu-west-1b"]).nat_gateways(0))
}

#[test]
fn an_instance_deploys_with_all_that_belongs_to_it() -> Result<()> {
    let report = deploys(|stack| {
        let vpc = vpc(stack);
        let role = Role::new(stack, "Role", RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com")));
        let postgres = DatabaseInstanceEngine::postgres(PostgresEngineVersion::VER_17_9);
        let props = DatabaseInstanceProps::new()
            .engine(postgres.clone())
            .vpc(&vpc)
            .instance_identifier("application")
            .instance_type("t4g.medium")
            .storage_encryption_key(Key::new(stack, "Key", KeyProps::new().removal_policy(RemovalPolicy::Destroy)))
            .credentials(Credentials::from_generated_secret("application"))
            .database_name("application")
            .allocated_storage_gib(50)
            .max_allocated_storage_gib(200)
            .multi_az(true)
            .backup_retention(14 * DAY)
            .monitoring_interval(Duration::from_secs(60))
            .enable_performance_insights(true)
            .cloudwatch_logs_exports(["postgresql".to_owned()])
            .cloudwatch_logs_retention(RetentionDays::ONE_MONTH)
            .require_tls(true)
            .removal_policy(RemovalPolicy::Destroy);
        let database = DatabaseInstance::new(stack, "Database", props);
        database.connections().allow_default_port_from(&Peer::ipv4("10.0.0.0/16"));
        database.grant_connect(&role, "application").assert_success();
        database.secret().unwrap().grant_read(&role).assert_success();
        let reports = DatabaseSecretProps::new().username("reports").master_secret(database.secret().unwrap());
        DatabaseSecret::new(stack, "Reports", reports);
        ParameterGroup::for_instance(stack, "Parameters", ParameterGroupProps::new().engine(&postgres));
        let replica = DatabaseInstanceReadReplicaProps::new()
            .source_database_instance(&database)
            .instance_type("t4g.medium")
            .vpc(&vpc)
            .removal_policy(RemovalPolicy::Destroy);
        DatabaseInstanceReadReplica::new(stack, "Replica", replica);
        Output::new(stack, "Address", database.endpoint().socket_address(), OutputProps::new());
    })?;
    let address = report.output(STACK, "Address").unwrap_or_default();
    assert!(address.starts_with("application.") && address.ends_with(":5432"), "{address}");
    Ok(())
}

#[test]
fn a_cluster_deploys_with_its_instances() -> Result<()> {
    let report = deploys(|stack| {
        let role = Role::new(stack, "Role", RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com")));
        let props = DatabaseClusterProps::new()
            .engine(DatabaseClusterEngine::aurora_postgres(AuroraPostgresEngineVersion::VER_17_7))
            .vpc(vpc(stack))
            .writer(ClusterInstance::serverless_v2("Writer"))
            .readers([ClusterInstance::provisioned("Reader").instance_type("r7g.large").promotion_tier(1)])
            .serverless_v2_max_capacity(4)
            .default_database_name("application")
            .backup_retention(7 * DAY)
            .iam_authentication(true)
            .require_tls(true)
            .removal_policy(RemovalPolicy::Destroy);
        let cluster = DatabaseCluster::new(stack, "Cluster", props);
        cluster.grant_connect(&role, "application").assert_success();
        cluster.grant_data_api_access(&role).assert_success();
        Output::new(stack, "Address", cluster.endpoint().socket_address(), OutputProps::new());
    })?;
    let address = report.output(STACK, "Address").unwrap_or_default();
    assert!(address.ends_with(":5432"), "{address}");
    Ok(())
}

/// The linter knows which versions AWS creates no databases of: none of ours should be among them.
#[test]
fn no_version_that_is_offered_is_deprecated() -> Result<()> {
    let postgres = PostgresEngineVersion::offered().map(DatabaseInstanceEngine::postgres);
    let mysql = MysqlEngineVersion::offered().map(DatabaseInstanceEngine::mysql);
    let mariadb = MariaDbEngineVersion::offered().map(DatabaseInstanceEngine::mariadb);
    let aurora_postgres = AuroraPostgresEngineVersion::offered().map(DatabaseClusterEngine::aurora_postgres);
    let aurora_mysql = AuroraMysqlEngineVersion::offered().map(DatabaseClusterEngine::aurora_mysql);
    let engines: Vec<Engine> = postgres
        .chain(mysql)
        .chain(mariadb)
        .map(Engine::from)
        .chain(aurora_postgres.chain(aurora_mysql).map(Engine::from))
        .collect();
    let app = App::new();
    let stack = Stack::new(&app, "Versions", StackProps::new());
    for (index, engine) in engines.iter().enumerate() {
        let props = CfnDBInstanceProps::new().engine(engine.name()).engine_version(engine.version());
        CfnDBInstance::new(&stack, &format!("Instance{index}"), props);
    }
    let home = directories::passing_dir()?;
    let assembly = home.path().join("cdk.out");
    let failed = |findings: purlin_core::Findings| Failure::new(findings.to_string());
    app.synth().map_err(failed)?.write(&assembly).map_err(failed)?;
    let findings = linter::cfn_lint(&[assembly.join("Versions.template.json")])?;
    let deprecated: Vec<_> = findings.iter().filter(|finding| finding.rule == "W3691").collect();
    assert!(engines.len() > 100 && deprecated.is_empty(), "{deprecated:?}");
    Ok(())
}

/// The emulator would want the snapshots to be there.
#[test]
fn databases_from_snapshots_are_linted() -> Result<()> {
    lints(|stack| {
        let vpc = vpc(stack);
        let instance = DatabaseInstanceProps::new()
            .engine(DatabaseInstanceEngine::postgres(PostgresEngineVersion::VER_17_9))
            .vpc(&vpc)
            .snapshot(Snapshot::of_instance("before"))
            .credentials(Credentials::from_generated_secret("application"));
        DatabaseInstance::new(stack, "Database", instance);
        let cluster = DatabaseClusterProps::new()
            .engine(DatabaseClusterEngine::aurora_mysql(AuroraMysqlEngineVersion::VER_3_10_4))
            .vpc(&vpc)
            .snapshot(Snapshot::of_cluster("before"))
            .writer(ClusterInstance::serverless_v2("Writer"))
            .credentials(Credentials::managed_by_rds())
            .require_tls(true);
        DatabaseCluster::new(stack, "Cluster", cluster);
    })
}
