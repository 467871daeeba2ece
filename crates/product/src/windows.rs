//! The times at which databases and queues are backed up and maintained.

use crate::Problems;
use purlin_aws::time_window::{TimeWindow, WeeklyWindow};

const MOST_MINUTES: u32 = 24 * 60;

/// The shortest window that AWS takes.
pub enum Shortest {
    /// That of databases.
    HalfAnHour,
    /// That of caches.
    AnHour,
}

impl Shortest {
    fn minutes(&self) -> u32 {
        match self {
            Shortest::HalfAnHour => 30,
            Shortest::AnHour => 60,
        }
    }

    fn words(&self) -> &'static str {
        match self {
            Shortest::HalfAnHour => "half an hour",
            Shortest::AnHour => "an hour",
        }
    }
}

/// The settings `backup_window`, each day, and `maintenance_window`, once a week, of what is `maintained` then.
pub fn check(backups: &str, maintenance: &str, shortest: Shortest, maintained: &str, found: &mut Problems) {
    let (least, words) = (shortest.minutes(), shortest.words());
    let daily = TimeWindow::parse(backups).filter(|window| window.minutes() >= least);
    let weekly = WeeklyWindow::parse(maintenance).filter(|window| (least..=MOST_MINUTES).contains(&window.minutes()));
    let message = format!("`{backups}` cannot be when backups are made");
    let help = format!("write it like `03:00-06:00`, in UTC, {words} at least");
    found.check(daily.is_some(), "backup_window", "bad-time-window", message, &help);
    let message = format!("`{maintenance}` cannot be when {maintained} maintained");
    let help = format!("write it like `mon:00:00-mon:03:00`, in UTC, {words} to a day");
    found.check(weekly.is_some(), "maintenance_window", "bad-time-window", message, &help);
    if let (Some(daily), Some(weekly)) = (daily, weekly) {
        let message = format!("backups are made at `{backups}`, while maintenance at `{maintenance}` goes on");
        let help = "let the one begin when the other has ended";
        found.check(!weekly.overlaps(&daily), "maintenance_window", "overlapping-windows", message, help);
    }
}
