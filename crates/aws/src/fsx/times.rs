//! When file systems are backed up and maintained.

use std::fmt;

/// When each day's backup begins, in UTC. It takes half an hour, as far as clients notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DailyAutomaticBackupStartTime {
    hour: i64,
    minute: i64,
}

impl DailyAutomaticBackupStartTime {
    /// At this hour, from 0 to 23, and minute, from 0 to 59.
    pub fn new(hour: i64, minute: i64) -> Self {
        DailyAutomaticBackupStartTime { hour, minute }
    }

    pub(super) fn is_possible(self) -> bool {
        (0..24).contains(&self.hour) && (0..60).contains(&self.minute)
    }
}

/// As FSx writes it, such as `02:30`.
impl fmt::Display for DailyAutomaticBackupStartTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:02}:{:02}", self.hour, self.minute)
    }
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "days need no explanation")]
pub enum Weekday {
    Monday = 1,
    Tuesday = 2,
    Wednesday = 3,
    Thursday = 4,
    Friday = 5,
    Saturday = 6,
    Sunday = 7,
}

/// When each week's maintenance begins, in UTC. Clients wait while it lasts.
///
/// ```
/// use purlin_aws::fsx::{LustreMaintenanceTime, Weekday};
///
/// assert_eq!(LustreMaintenanceTime::new(Weekday::Sunday, 3, 30).to_string(), "7:03:30");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LustreMaintenanceTime {
    day: Weekday,
    time: DailyAutomaticBackupStartTime,
}

impl LustreMaintenanceTime {
    /// On this day, at this hour, from 0 to 23, and minute, from 0 to 59.
    pub fn new(day: Weekday, hour: i64, minute: i64) -> Self {
        LustreMaintenanceTime { day, time: DailyAutomaticBackupStartTime::new(hour, minute) }
    }

    pub(super) fn is_possible(self) -> bool {
        self.time.is_possible()
    }
}

/// As FSx writes it: the number of the day, from Monday on, and the time.
impl fmt::Display for LustreMaintenanceTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.day as i64, self.time)
    }
}
