//! Backups and maintenance: how long the one are kept, and when both happen.

use std::panic::Location;
use std::time::Duration;

use purlin_core::{Finding, Scope, Value};

use crate::durations::whole_days;
use crate::time_window::{TimeWindow, WeeklyWindow};

const LONGEST_RETENTION_DAYS: i64 = 35;
const LEAST_MINUTES: u32 = 30;

/// For how many days backups are kept.
pub(super) fn retention(
    scope: &Scope,
    retention: Option<Duration>,
    least: i64,
    location: &'static Location<'static>,
) -> Option<i64> {
    let days = whole_days(scope, "backup_retention", retention?, location);
    if !(least..=LONGEST_RETENTION_DAYS).contains(&days) {
        let message = format!("backups cannot be kept for {days} days");
        let help = format!("set `backup_retention` to {least} to {LONGEST_RETENTION_DAYS} days");
        scope.report(Finding::error("bad-backup-retention", message).at(location).help(help));
    }
    Some(days)
}

/// Checks the windows for backups and for maintenance: each by itself, and that they do not overlap.
pub(super) fn check_windows(
    scope: &Scope,
    backup: Option<&Value<String>>,
    maintenance: Option<&Value<String>>,
    location: &'static Location<'static>,
) {
    let backup = backup
        .and_then(|window| window.literal())
        .and_then(|window| TimeWindow::check(scope, "preferred_backup_window", window, LEAST_MINUTES, location));
    let maintenance = maintenance
        .and_then(|window| window.literal())
        .and_then(|window| WeeklyWindow::check(scope, "preferred_maintenance_window", window, LEAST_MINUTES, location));
    if let (Some(backup), Some(maintenance)) = (backup, maintenance)
        && maintenance.overlaps(&backup)
    {
        let finding = Finding::error("overlapping-windows", "the windows for backups and for maintenance overlap");
        scope.report(finding.at(location).help("let the one begin when the other has ended"));
    }
}
