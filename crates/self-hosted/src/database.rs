//! The database that keeps what users have, and what jobs did.

use std::time::Duration;

use purlin_aws::ec2::SubnetSelection;
use purlin_aws::rds::{
    AuroraPostgresEngineVersion, ClusterInstance, Credentials, DatabaseCluster, DatabaseClusterEngine,
    DatabaseClusterProps, DatabaseInstance, DatabaseInstanceEngine, DatabaseInstanceProps, PostgresEngineVersion,
    SubnetGroup, SubnetGroupProps,
};
use purlin_core::{Construct, Scope, Value};

use crate::choices::DatabaseKind;
use crate::layout;
use crate::network::Network;
use crate::plan::Plan;
use crate::python_template;
use crate::secrets::Secrets;
use crate::security_groups::SecurityGroups;

/// What the application's own database is called.
pub(crate) const NAME: &str = "roidb";
/// Its user.
pub(crate) const USER: &str = "roi";
const DAY: Duration = Duration::from_secs(24 * 3600);

/// The database, of either kind.
#[derive(Clone)]
pub(crate) struct Database {
    /// What has to be there before anybody connects.
    pub(crate) scope: Scope,
    pub(crate) address: Value<String>,
    pub(crate) port: Value<i64>,
}

impl Database {
    pub(crate) fn new(plan: &Plan, network: &Network, groups: &SecurityGroups, secrets: &Secrets) -> Self {
        match plan.settings.database {
            DatabaseKind::Postgres => instance(plan, network, groups, secrets),
            DatabaseKind::AuroraServerless => cluster(plan, network, groups, secrets),
        }
    }
}

fn subnet_group(plan: &Plan, network: &Network) -> SubnetGroup {
    let props = SubnetGroupProps::new()
        .description("Subnet group for Valohai Roi Database (PostgreSQL)")
        .vpc(&network.vpc)
        .vpc_subnets(SubnetSelection::of_subnets(&network.database));
    let (scope, id) = plan.layout.at(&layout::DATABASE_SUBNET_GROUP);
    SubnetGroup::new(&scope, id, props)
}

fn instance(plan: &Plan, network: &Network, groups: &SecurityGroups, secrets: &Secrets) -> Database {
    let settings = &plan.settings;
    let version = match plan.layout.is_python() {
        true => python_template::database_version(settings),
        false => settings.database_version.clone().map_or(PostgresEngineVersion::VER_17_9, PostgresEngineVersion::of),
    };
    let mut props = DatabaseInstanceProps::new()
        .engine(DatabaseInstanceEngine::postgres(version))
        .vpc(&network.vpc)
        .subnet_group(subnet_group(plan, network))
        .security_groups([groups.database.clone()])
        .instance_type(settings.database_instance_type.as_str())
        .allocated_storage_gib(settings.database_storage)
        .credentials(Credentials::from_secret(&secrets.database))
        .database_name(NAME)
        .multi_az(settings.database_multi_az)
        .backup_retention(days(settings.database_backup_days))
        .deletion_protection(settings.database_deletion_protection)
        .require_tls(true)
        .removal_policy(settings.database_removal.policy());
    if let Some(storage) = settings.database_max_storage {
        props = props.max_allocated_storage_gib(storage);
    }
    if let Some(key) = &plan.key {
        props = props.storage_encryption_key(key);
    }
    let (scope, id) = plan.layout.at(&layout::DATABASE);
    let database = DatabaseInstance::new(&scope, id, props);
    let endpoint = database.endpoint();
    Database { scope: database.scope().clone(), address: endpoint.host(), port: endpoint.port() }
}

fn cluster(plan: &Plan, network: &Network, groups: &SecurityGroups, secrets: &Secrets) -> Database {
    let settings = &plan.settings;
    let version = settings.database_version.clone().map(AuroraPostgresEngineVersion::of);
    let version = version.unwrap_or(AuroraPostgresEngineVersion::VER_17_7);
    let mut props = DatabaseClusterProps::new()
        .engine(DatabaseClusterEngine::aurora_postgres(version))
        .vpc(&network.vpc)
        .subnet_group(subnet_group(plan, network))
        .security_groups([groups.database.clone()])
        .writer(ClusterInstance::serverless_v2("Writer"))
        .serverless_v2_min_capacity(settings.database_min_capacity)
        .serverless_v2_max_capacity(settings.database_max_capacity)
        .credentials(Credentials::from_secret(&secrets.database))
        .default_database_name(NAME)
        .backup_retention(days(settings.database_backup_days))
        .deletion_protection(settings.database_deletion_protection)
        .require_tls(true)
        .removal_policy(settings.database_removal.policy());
    if settings.database_multi_az {
        props = props.readers([ClusterInstance::serverless_v2("Reader")]);
    }
    if let Some(key) = &plan.key {
        props = props.storage_encryption_key(key);
    }
    let (scope, id) = plan.layout.at(&layout::DATABASE);
    let cluster = DatabaseCluster::new(&scope, id, props);
    let endpoint = cluster.endpoint();
    Database { scope: cluster.scope().clone(), address: endpoint.host(), port: endpoint.port() }
}

fn days(days: i64) -> Duration {
    DAY * u32::try_from(days).unwrap_or_default()
}
