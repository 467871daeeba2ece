//! The database as a cluster of Aurora Serverless v2.

use purlin_aws::rds::{
    AuroraPostgresEngineVersion, ClusterInstance, DatabaseCluster, DatabaseClusterEngine, DatabaseClusterProps,
};
use purlin_core::{Complete, Construct};

use crate::database::{self, Database, KIND, NAME};
use crate::identifiers::identifier;
use crate::layout;
use crate::logs;
use crate::names;
use crate::network::Network;
use crate::plan::Plan;
use crate::props::SelfHostedSettings;
use crate::secrets::Secrets;
use crate::security_groups::SecurityGroups;

const DEFAULT_MIN_CAPACITY: f64 = 0.5;
const DEFAULT_MAX_CAPACITY: f64 = 8.0;
const LOGS: [&str; 1] = ["postgresql"];

/// Between which capacities it grows and shrinks, in units of 2 GiB.
pub(crate) fn capacities(settings: &SelfHostedSettings) -> (f64, f64) {
    let (min, max) = (settings.database_min_capacity, settings.database_max_capacity);
    (min.unwrap_or(DEFAULT_MIN_CAPACITY), max.unwrap_or(DEFAULT_MAX_CAPACITY))
}

pub(crate) fn make(plan: &Plan, network: &Network, groups: &SecurityGroups, secrets: &Secrets) -> Database {
    let settings = &plan.settings;
    let (min, max) = capacities(settings);
    let props = DatabaseClusterProps::new()
        .engine(DatabaseClusterEngine::aurora_postgres(version(settings)))
        .vpc(&network.vpc)
        .subnet_group(database::subnet_group(plan, network))
        .security_groups([groups.database.clone()])
        .writer(member(settings, "Writer"))
        .serverless_v2_min_capacity(min)
        .serverless_v2_max_capacity(max)
        .credentials(database::credentials(secrets))
        .backup_retention(database::backup_retention(plan))
        .preferred_backup_window(settings.backup_window.as_str())
        .preferred_maintenance_window(settings.maintenance_window.to_lowercase())
        .auto_minor_version_upgrade(true)
        .deletion_protection(settings.database_deletion_protection)
        .require_tls(true)
        .cluster_identifier(identifier(plan.scope(), KIND, settings.database_snapshot.as_deref()))
        .cloudwatch_logs_exports(LOGS.map(str::to_owned))
        .cloudwatch_logs_retention(logs::retention(plan))
        .removal_policy(settings.database_removal.policy());
    let mut props = props.complete();
    props.storage_encryption_key = plan.key.clone();
    props.snapshot = database::snapshot(plan);
    // What a snapshot has in it has its name already.
    props.default_database_name = props.snapshot.is_none().then(|| NAME.into());
    if settings.database_multi_az {
        props.readers = vec![member(settings, "Reader").scale_with_writer(true)];
    }
    let (scope, id) = plan.layout.at(&layout::DATABASE_CLUSTER);
    let cluster = DatabaseCluster::new(&scope, id, props);
    plan.names.tag(&cluster, names::DATABASE);
    database::settle_logs(plan, LOGS.iter().filter_map(|log| cluster.log_group(log)));
    let endpoint = cluster.endpoint();
    Database {
        scope: cluster.scope().clone(),
        address: endpoint.host(),
        port: endpoint.port(),
        dimension: ("DBClusterIdentifier", cluster.identifier()),
    }
}

fn version(settings: &SelfHostedSettings) -> AuroraPostgresEngineVersion {
    let version = settings.database_version.clone().map(AuroraPostgresEngineVersion::of);
    version.unwrap_or(AuroraPostgresEngineVersion::VER_17_11)
}

/// One of the instances, which are maintained when the cluster is.
fn member(settings: &SelfHostedSettings, id: &str) -> ClusterInstance {
    ClusterInstance::serverless_v2(id).preferred_maintenance_window(settings.maintenance_window.to_lowercase())
}
