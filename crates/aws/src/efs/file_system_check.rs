//! What AWS would refuse of file systems.

use std::panic::Location;

use purlin_core::{Finding, Scope};

use crate::ec2::SelectedSubnets;

use super::settings::{FileSystemSettings, PerformanceMode, ReplicationOverwriteProtection, ThroughputMode};

/// Reports settings that contradict each other.
pub(super) fn check(settings: &FileSystemSettings, scope: &Scope, location: &'static Location<'static>) {
    let report = |rule: &str, message: &str, help: &str| {
        scope.report(Finding::error(rule, message).at(location).help(help));
    };
    let max_io = settings.performance_mode == Some(PerformanceMode::MAX_IO);
    let mode = settings.throughput_mode.as_ref();
    if max_io && settings.one_zone {
        report(
            "max-io-in-one-zone",
            "a file system in one zone cannot have the performance mode `maxIO`",
            "leave `performance_mode` out",
        );
    }
    if max_io && mode == Some(&ThroughputMode::ELASTIC) {
        report(
            "max-io-with-elastic-throughput",
            "a file system with elastic throughput cannot have the performance mode `maxIO`",
            "leave `performance_mode` out",
        );
    }
    match (mode == Some(&ThroughputMode::PROVISIONED), settings.provisioned_throughput_mibps) {
        (true, None) => report(
            "no-provisioned-throughput",
            "a file system with provisioned throughput does not say how much that is",
            "set `provisioned_throughput_mibps`",
        ),
        (false, Some(_)) => report(
            "throughput-without-mode",
            "the throughput of a file system is provisioned, but its mode is another one",
            "set `throughput_mode` to `ThroughputMode::PROVISIONED`",
        ),
        (true, Some(throughput)) if throughput < 1 => {
            report(
                "bad-throughput",
                &format!("{throughput} MiB a second are no throughput"),
                "set 1 MiB a second at least",
            );
        }
        _ => {}
    }
    if !settings.encrypted && settings.kms_key.is_some() {
        report(
            "key-without-encryption",
            "a file system has a key, but is not encrypted",
            "remove the key, or do not turn encryption off",
        );
    }
    if settings.one_zone_availability_zone.is_some() && !settings.one_zone {
        report(
            "zone-without-one-zone",
            "a file system has a zone, but keeps its files in all zones",
            "set `one_zone`, or remove the zone",
        );
    }
    let overwritable = settings.replication_overwrite_protection == Some(ReplicationOverwriteProtection::DISABLED);
    if overwritable && settings.replication_configuration.is_some() {
        report(
            "copy-of-a-copy",
            "a file system that can become a copy cannot be copied itself",
            "remove `replication_configuration` or `replication_overwrite_protection`",
        );
    }
}

/// Reports subnets in which a file system cannot be mounted together.
pub(super) fn check_mount_targets(subnets: &SelectedSubnets, scope: &Scope, location: &'static Location<'static>) {
    let zones = subnets.subnets().iter().filter_map(|subnet| subnet.known_availability_zone());
    let mut zones: Vec<String> = zones.filter_map(|zone| zone.literal().map(str::to_owned)).collect();
    zones.sort();
    if let Some(twice) = zones.windows(2).find_map(|pair| (pair.first() == pair.last()).then(|| pair.first()).flatten())
    {
        let message = format!("a file system would be mounted in two subnets of the zone `{twice}`");
        let finding = Finding::error("two-mount-targets-in-a-zone", message).at(location);
        scope.report(finding.help("select one subnet in each zone: `vpc_subnets(SubnetSelection::…one_per_az(true))`"));
    }
}
