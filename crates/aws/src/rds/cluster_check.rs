//! What of a cluster's settings AWS refuses, and what it would regret.

use std::panic::Location;

use purlin_core::{Finding, Scope};

use super::backup;
use super::capacity::Capacity;
use super::cluster_props::DatabaseClusterSettings;
use super::names;

const MOST_READERS: usize = 15;

pub(super) fn check(
    scope: &Scope,
    settings: &DatabaseClusterSettings,
    capacity: &Capacity,
    location: &'static Location<'static>,
) {
    let report = |rule: &str, message: String, help: &str| {
        scope.report(Finding::error(rule, message).at(location).help(help));
    };
    let engine = settings.engine.engine();
    if let Some(problem) = engine.problem() {
        scope.report(problem.at(location));
    }
    names::check_port(scope, settings.port, location);
    names::check_database_name(scope, settings.default_database_name.as_ref(), location);
    let windows = (&settings.preferred_backup_window, &settings.preferred_maintenance_window);
    backup::check_windows(scope, windows.0.as_ref(), windows.1.as_ref(), location);
    capacity.check(scope, engine, location);
    if settings.readers.len() > MOST_READERS {
        let message = format!("a cluster cannot have {} readers", settings.readers.len());
        report("too-many-readers", message, "leave 15 of them at most");
    }
    if !settings.storage_encrypted && settings.storage_encryption_key.is_some() {
        let message = "a cluster without encryption has no use for a key".into();
        report("useless-encryption-key", message, "leave `storage_encrypted(false)` out, or `storage_encryption_key`");
    }
    if settings.enable_cluster_level_enhanced_monitoring && settings.monitoring_interval.is_none() {
        let message = "enhanced monitoring of the cluster is on, but not how often".into();
        report("bad-monitoring-interval", message, "set `monitoring_interval`");
    }
    check_failover(scope, settings, location);
}

/// Serverless readers that do not grow with the writer are too small when they take over.
fn check_failover(scope: &Scope, settings: &DatabaseClusterSettings, location: &'static Location<'static>) {
    let first = settings.readers.iter().min_by_key(|reader| reader.tier());
    let Some(first) = first.filter(|first| first.tier() > 1) else { return };
    let serverless_first = settings.readers.iter().any(|reader| reader.serverless && reader.tier() == first.tier());
    if serverless_first {
        let message = "no serverless reader is as large as the writer when it has to take over";
        let help = "set `scale_with_writer(true)` for one of the readers";
        scope.report(Finding::warning("small-failover-target", message).at(location).help(help));
    }
}
