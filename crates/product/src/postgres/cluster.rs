//! The database as a cluster of Aurora Serverless v2.

use purlin_aws::rds::{
    AuroraPostgresEngineVersion, ClusterInstance, DatabaseCluster, DatabaseClusterEngine, DatabaseClusterProps,
};
use purlin_core::{Complete, Construct};

use super::{Choices, Database, Surroundings, Version};

const LOGS: [&str; 1] = ["postgresql"];

#[track_caller]
pub(super) fn make(choices: &Choices<'_>, around: Surroundings<'_>) -> Database {
    let (min, max) = choices.capacities();
    let props = DatabaseClusterProps::new()
        .engine(DatabaseClusterEngine::aurora_postgres(version(choices.version)))
        .vpc(around.vpc)
        .subnet_group(around.subnet_group())
        .security_groups([around.security_group.clone()])
        .writer(member(choices, "Writer"))
        .serverless_v2_min_capacity(min)
        .serverless_v2_max_capacity(max)
        .credentials(around.credentials.clone())
        .backup_retention(choices.backup_retention())
        .preferred_backup_window(choices.backup_window)
        .preferred_maintenance_window(choices.maintenance_window.to_lowercase())
        .auto_minor_version_upgrade(true)
        .deletion_protection(choices.deletion_protection)
        .require_tls(true)
        .cloudwatch_logs_exports(LOGS.map(str::to_owned))
        .removal_policy(choices.removal.policy());
    let mut props = props.complete();
    // With a name that is known beforehand, the group of its log can be made before RDS makes it, for ever.
    props.cloudwatch_logs_retention = around.identifier.is_some().then(|| around.log_retention());
    props.cluster_identifier = around.identifier.clone();
    props.storage_encryption_key = around.key.cloned();
    props.snapshot = choices.snapshot();
    // What a snapshot has in it has its name already.
    props.default_database_name = props.snapshot.is_none().then(|| around.name.into());
    if choices.multi_az {
        props.readers = vec![member(choices, "Reader").scale_with_writer(true)];
    }
    let (scope, id) = &around.database;
    let cluster = DatabaseCluster::new(scope, id, props);
    around.settle_logs(choices.removal, LOGS.iter().filter_map(|log| cluster.log_group(log)));
    let endpoint = cluster.endpoint();
    Database {
        scope: cluster.scope().clone(),
        address: endpoint.host(),
        port: endpoint.port(),
        dimension: ("DBClusterIdentifier", cluster.identifier()),
    }
}

fn version(version: Version<'_>) -> AuroraPostgresEngineVersion {
    match version {
        Version::Usual => AuroraPostgresEngineVersion::VER_17_11,
        Version::Offered(version) => AuroraPostgresEngineVersion::of(version.to_owned()),
        Version::Existing(version) => AuroraPostgresEngineVersion::existing(version.to_owned()),
    }
}

/// One of the instances, which are maintained when the cluster is.
fn member(choices: &Choices<'_>, id: &str) -> ClusterInstance {
    ClusterInstance::serverless_v2(id).preferred_maintenance_window(choices.maintenance_window.to_lowercase())
}
