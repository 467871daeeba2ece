//! The database as an instance of RDS.

use purlin_aws::rds::{
    DatabaseInstance, DatabaseInstanceEngine, DatabaseInstanceProps, DatabaseInstanceSettings, PostgresEngineVersion,
};
use purlin_core::{Complete, Construct, Finding, Severity};

use super::{Choices, Database, Surroundings, Version};

const LOGS: [&str; 2] = ["postgresql", "upgrade"];

#[track_caller]
pub(super) fn make(choices: &Choices<'_>, around: Surroundings<'_>) -> Database {
    let props = DatabaseInstanceProps::new()
        .engine(DatabaseInstanceEngine::postgres(version(choices.version)))
        .vpc(around.vpc)
        .subnet_group(around.subnet_group())
        .security_groups([around.security_group.clone()])
        .instance_type(choices.instance_type())
        .credentials(around.credentials.clone())
        .multi_az(choices.multi_az)
        .backup_retention(choices.backup_retention())
        .preferred_backup_window(choices.backup_window)
        .preferred_maintenance_window(choices.maintenance_window)
        .auto_minor_version_upgrade(true)
        .deletion_protection(choices.deletion_protection)
        .require_tls(true)
        .cloudwatch_logs_exports(LOGS.map(str::to_owned))
        .enable_performance_insights(true)
        .removal_policy(choices.removal.policy());
    let mut props = props.complete();
    // A snapshot tells itself how much it takes.
    props.allocated_storage_gib = choices.known_storage();
    props.max_allocated_storage_gib = choices.max_storage;
    props.allow_major_version_upgrade = choices.major_upgrade.then_some(true);
    props.performance_insight_encryption_key = around.key.cloned();
    originate(choices, &around, &mut props);
    // With a name that is known beforehand, the groups of its logs can be made before RDS makes them, for ever.
    props.cloudwatch_logs_retention = around.identifier.is_some().then(|| around.log_retention());
    props.instance_identifier = around.identifier.clone();
    let (scope, id) = &around.database;
    let instance = DatabaseInstance::new(scope, id, props);
    around.settle_logs(choices.removal, LOGS.iter().filter_map(|log| instance.log_group(log)));
    let endpoint = instance.endpoint();
    Database {
        scope: instance.scope().clone(),
        address: endpoint.host(),
        port: endpoint.port(),
        dimension: ("DBInstanceIdentifier", instance.identifier()),
    }
}

fn version(version: Version<'_>) -> PostgresEngineVersion {
    match version {
        Version::Usual => PostgresEngineVersion::VER_17_11,
        Version::Offered(version) => PostgresEngineVersion::of(version.to_owned()),
        Version::Existing(version) => PostgresEngineVersion::existing(version.to_owned()),
    }
}

/// A database of its own, or a snapshot, which has its name and its key already.
fn originate(choices: &Choices<'_>, around: &Surroundings<'_>, props: &mut DatabaseInstanceSettings) {
    let snapshot = choices.snapshot();
    if snapshot.is_none() {
        props.database_name = Some(around.name.into());
        props.storage_encryption_key = around.key.cloned();
    } else if around.key.is_some() {
        let message = "the database is encrypted as its snapshot is, which need not be with `encryption_key`";
        let help = "make a copy of the snapshot that is encrypted with the key, and name that in `database_snapshot`";
        around.installation.report(Finding::new(Severity::Info, "key-of-snapshot", message).help(help));
    }
    props.snapshot = snapshot;
}
