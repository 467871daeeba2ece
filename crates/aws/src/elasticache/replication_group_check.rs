//! What of a replication group's settings AWS refuses.

use std::panic::Location;

use purlin_core::{Finding, Scope};

use crate::time_window::{TimeWindow, WeeklyWindow};

use super::replication_group_settings::ReplicationGroupSettings;

const MOST_SHARDS: i64 = 500;
const MOST_REPLICAS: i64 = 5;
const MOST_NODES: i64 = 500;
const LEAST_MINUTES: u32 = 60;

pub(super) fn check(scope: &Scope, settings: &ReplicationGroupSettings, location: &'static Location<'static>) {
    let report = |rule: &str, message: String, help: &str| {
        scope.report(Finding::error(rule, message).at(location).help(help));
    };
    let (shards, replicas) = (settings.shards, settings.replicas_per_shard);
    let engine = &settings.engine;
    if let Some(problem) = engine.problem() {
        scope.report(problem.at(location));
    }
    if !(1..=MOST_SHARDS).contains(&shards) {
        report("bad-shards", format!("a cache cannot have {shards} shards"), "set `shards` to 1 to 500");
    } else if !(0..=MOST_REPLICAS).contains(&replicas) {
        let message = format!("a shard cannot have {replicas} replicas");
        report("bad-replicas", message, "set `replicas_per_shard` to 0 to 5");
    } else if shards * (replicas + 1) > MOST_NODES {
        let message = format!("a cache cannot have {} nodes", shards * (replicas + 1));
        report("bad-shards", message, "set `shards` and `replicas_per_shard` so that there are 500 nodes at most");
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
