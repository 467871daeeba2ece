//! What of a replication group's settings AWS refuses.

use std::panic::Location;

use purlin_core::{Finding, Scope};

use crate::time_window::{TimeWindow, WeeklyWindow};

use super::replication_group_settings::ReplicationGroupSettings;

const MOST_SHARDS: i64 = 500;
const MOST_REPLICAS: i64 = 5;
const MOST_NODES: i64 = 500;
const LEAST_MINUTES: u32 = 60;

/// Reports what AWS refuses. Tells whether there can be so many nodes.
pub(super) fn check(scope: &Scope, settings: &ReplicationGroupSettings, location: &'static Location<'static>) -> bool {
    let report = |rule: &str, message: String, help: &str| {
        scope.report(Finding::error(rule, message).at(location).help(help));
    };
    let (shards, replicas) = (settings.shards, settings.replicas_per_shard);
    let engine = &settings.engine;
    if let Some(problem) = engine.problem() {
        scope.report(problem.at(location));
    }
    let problem = problem_of_nodes(shards, replicas);
    let is_possible = problem.is_none();
    if let Some(problem) = problem {
        scope.report(problem.at(location));
    }
    if replicas == 0 && settings.multi_az == Some(true) {
        let message = "a cache without replicas cannot be in several zones".into();
        report("multi-az-of-one-node", message, "set `replicas_per_shard` to 1 or more, or leave `multi_az` out");
    }
    let is_cluster = settings.cluster_mode || shards > 1;
    if replicas == 0 && !is_cluster && settings.automatic_failover == Some(true) {
        let message = "nothing takes over in a cache without replicas".into();
        report(
            "failover-of-one-node",
            message,
            "set `replicas_per_shard` to 1 or more, or leave `automatic_failover` out",
        );
    }
    if is_cluster && settings.automatic_failover == Some(false) {
        let message = "a cache in cluster mode always fails over by itself".into();
        report("no-failover", message, "leave `automatic_failover(false)` out");
    }
    if settings.multi_az == Some(true) && settings.automatic_failover == Some(false) {
        let message = "a cache in several zones always fails over by itself".into();
        report("no-failover", message, "leave `automatic_failover(false)` out, or `multi_az`");
    }
    if !settings.transit_encryption && !settings.authentication.is_open() {
        let message = "a token or a password would travel in plain text".into();
        let help = "leave `transit_encryption(false)` out; where the network may see everything, set \
                    `authentication(CacheAuthentication::open_to_the_network())`";
        report("auth-without-tls", message, help);
    }
    if !settings.at_rest_encryption && settings.encryption_key.is_some() {
        let message = "a cache without encryption has no use for a key".into();
        report("useless-encryption-key", message, "leave `at_rest_encryption(false)` out, or `encryption_key`");
    }
    if !(1..=65_535).contains(&settings.port) {
        report("bad-port", format!("{} is no port", settings.port), "set `port` to 1 to 65,535");
    }
    if settings.engine_log.is_some() && !engine.has_engine_log() {
        let message = format!("{} {} has no engine log", engine.name(), engine.version());
        report("unknown-log", message, "leave `engine_log` out, or take version 6.2 or later");
    }
    check_windows(scope, settings, location);
    is_possible
}

fn problem_of_nodes(shards: i64, replicas: i64) -> Option<Finding> {
    if !(1..=MOST_SHARDS).contains(&shards) {
        let finding = Finding::error("bad-shards", format!("a cache cannot have {shards} shards"));
        return Some(finding.help("set `shards` to 1 to 500"));
    }
    if !(0..=MOST_REPLICAS).contains(&replicas) {
        let finding = Finding::error("bad-replicas", format!("a shard cannot have {replicas} replicas"));
        return Some(finding.help("set `replicas_per_shard` to 0 to 5"));
    }
    let nodes = shards * (replicas + 1);
    (nodes > MOST_NODES).then(|| {
        let finding = Finding::error("bad-shards", format!("a cache cannot have {nodes} nodes"));
        finding.help("set `shards` and `replicas_per_shard` so that there are 500 nodes at most")
    })
}

fn check_windows(scope: &Scope, settings: &ReplicationGroupSettings, location: &'static Location<'static>) {
    let snapshots = settings
        .snapshot_window
        .as_ref()
        .and_then(|window| window.literal())
        .and_then(|window| TimeWindow::check(scope, "snapshot_window", window, LEAST_MINUTES, location));
    let maintenance =
        settings.preferred_maintenance_window.as_ref().and_then(|window| window.literal()).and_then(|window| {
            WeeklyWindow::check(scope, "preferred_maintenance_window", window, LEAST_MINUTES, location)
        });
    if let (Some(snapshots), Some(maintenance)) = (snapshots, maintenance)
        && maintenance.overlaps(&snapshots)
    {
        let finding = Finding::error("overlapping-windows", "the windows for snapshots and for maintenance overlap");
        scope.report(finding.at(location).help("let the one begin when the other has ended"));
    }
}
