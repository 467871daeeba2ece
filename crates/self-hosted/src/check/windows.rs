//! The times at which the database and the queue are backed up and maintained.

use purlin_aws::time_window::{TimeWindow, WeeklyWindow};
use purlin_product::Problems;

use crate::props::SelfHostedSettings;

/// As short as windows of caches may be; those of databases may be shorter.
const LEAST_MINUTES: u32 = 60;
const MOST_MINUTES: u32 = 24 * 60;

pub(super) fn check(settings: &SelfHostedSettings, found: &mut Problems) {
    let (backups, maintenance) = (&settings.backup_window, &settings.maintenance_window);
    let daily = TimeWindow::parse(backups).filter(|window| window.minutes() >= LEAST_MINUTES);
    let weekly =
        WeeklyWindow::parse(maintenance).filter(|window| (LEAST_MINUTES..=MOST_MINUTES).contains(&window.minutes()));
    let message = format!("`{backups}` cannot be when backups are made");
    let help = "write it like `03:00-06:00`, in UTC, an hour at least";
    found.check(daily.is_some(), "backup_window", "bad-time-window", message, help);
    let message = format!("`{maintenance}` cannot be when the database and the queue are maintained");
    let help = "write it like `mon:00:00-mon:03:00`, in UTC, an hour to a day";
    found.check(weekly.is_some(), "maintenance_window", "bad-time-window", message, help);
    if let (Some(daily), Some(weekly)) = (daily, weekly) {
        let message = format!("backups are made at `{backups}`, while maintenance at `{maintenance}` goes on");
        let help = "let the one begin when the other has ended";
        found.check(!weekly.overlaps(&daily), "maintenance_window", "overlapping-windows", message, help);
    }
}
