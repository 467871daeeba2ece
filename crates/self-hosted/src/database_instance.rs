//! The database as an instance of RDS.

use purlin_aws::rds::{
    DatabaseInstance, DatabaseInstanceEngine, DatabaseInstanceProps, DatabaseInstanceSettings, PostgresEngineVersion,
};
use purlin_core::{Complete, Construct, Finding, Severity};

use crate::database::{self, Database, KIND, NAME};
use crate::identifiers::identifier;
use crate::layout;
use crate::logs;
use crate::names;
use crate::network::Network;
use crate::plan::Plan;
use crate::props::SelfHostedSettings;
use crate::python_template;
use crate::secrets::Secrets;
use crate::security_groups::SecurityGroups;

const DEFAULT_VERSION: PostgresEngineVersion = PostgresEngineVersion::VER_17_11;
const DEFAULT_TYPE: &str = "m5.xlarge";
/// In GiB.
pub(crate) const DEFAULT_STORAGE: i64 = 20;
const LOGS: [&str; 2] = ["postgresql", "upgrade"];

/// The type of the instance.
pub(crate) fn instance_type(settings: &SelfHostedSettings) -> &str {
    settings.database_instance_type.as_deref().unwrap_or(DEFAULT_TYPE)
}

pub(crate) fn make(plan: &Plan, network: &Network, groups: &SecurityGroups, secrets: &Secrets) -> Database {
    let settings = &plan.settings;
    let props = DatabaseInstanceProps::new()
        .engine(DatabaseInstanceEngine::postgres(version(plan)))
        .vpc(&network.vpc)
        .subnet_group(database::subnet_group(plan, network))
        .security_groups([groups.database.clone()])
        .instance_type(instance_type(settings))
        .credentials(database::credentials(secrets))
        .multi_az(settings.database_multi_az)
        .backup_retention(database::backup_retention(plan))
        .preferred_backup_window(settings.backup_window.as_str())
        .preferred_maintenance_window(settings.maintenance_window.as_str())
        .auto_minor_version_upgrade(true)
        .deletion_protection(settings.database_deletion_protection)
        .require_tls(true)
        .cloudwatch_logs_exports(LOGS.map(str::to_owned))
        .enable_performance_insights(true)
        .removal_policy(settings.database_removal.policy());
    let mut props = props.complete();
    // A snapshot tells itself how much it takes.
    let is_new = settings.database_snapshot.is_none();
    props.allocated_storage_gib = settings.database_storage.or(is_new.then_some(DEFAULT_STORAGE));
    props.max_allocated_storage_gib = settings.database_max_storage;
    props.allow_major_version_upgrade = settings.database_major_upgrade.then_some(true);
    props.performance_insight_encryption_key = plan.key.clone();
    originate(plan, &mut props);
    name(plan, &mut props);
    let (scope, id) = plan.layout.at(&layout::DATABASE);
    let instance = DatabaseInstance::new(&scope, id, props);
    plan.names.tag(&instance, names::DATABASE);
    database::settle_logs(plan, LOGS.iter().filter_map(|log| instance.log_group(log)));
    let endpoint = instance.endpoint();
    Database {
        scope: instance.scope().clone(),
        address: endpoint.host(),
        port: endpoint.port(),
        dimension: ("DBInstanceIdentifier", instance.identifier()),
    }
}

fn version(plan: &Plan) -> PostgresEngineVersion {
    match plan.layout.is_python() {
        true => python_template::database_version(&plan.settings),
        false => plan.settings.database_version.clone().map_or(DEFAULT_VERSION, PostgresEngineVersion::of),
    }
}

/// A database of its own, or a snapshot, which has its name and its key already.
fn originate(plan: &Plan, props: &mut DatabaseInstanceSettings) {
    let snapshot = database::snapshot(plan);
    if snapshot.is_none() {
        props.database_name = Some(NAME.into());
        props.storage_encryption_key = plan.key.clone();
    } else if plan.key.is_some() {
        let message = "the database is encrypted as its snapshot is, which need not be with `encryption_key`";
        let help = "make a copy of the snapshot that is encrypted with the key, and name that in `database_snapshot`";
        plan.scope().report(Finding::new(Severity::Info, "key-of-snapshot", message).help(help));
    }
    props.snapshot = snapshot;
}

/// With a name that is known beforehand, the groups of its logs can be made before RDS makes them, for ever. What the Python
/// template made has another name, and such groups already.
fn name(plan: &Plan, props: &mut DatabaseInstanceSettings) {
    if plan.layout.is_python() {
        return;
    }
    props.instance_identifier = Some(identifier(plan.scope(), KIND, plan.settings.database_snapshot.as_deref()));
    props.cloudwatch_logs_retention = Some(logs::retention(plan));
}
