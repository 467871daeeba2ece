//! The times at which databases and caches are backed up and maintained: `02:00-03:00`, `sun:04:00-sun:05:00`.

use std::ops::Range;
use std::panic::Location;

use purlin_core::{Finding, Scope};

const MINUTES_A_DAY: u32 = 24 * 60;
const MINUTES_A_WEEK: u32 = 7 * MINUTES_A_DAY;
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// A time of day in UTC, whose end may lie on the next day.
///
/// ```
/// use purlin_aws::time_window::{TimeWindow, WeeklyWindow};
///
/// let backups = TimeWindow::parse("23:00-01:00").unwrap();
/// assert_eq!(backups.minutes(), 120);
/// assert!(WeeklyWindow::parse("mon:00:30-mon:03:00").unwrap().overlaps(&backups));
/// ```
// In minutes since midnight.
#[derive(Debug, PartialEq, Eq)]
pub struct TimeWindow(Range<u32>);

/// A time of the week in UTC, whose end may lie in the next week.
// In minutes since Monday's midnight.
#[derive(Debug, PartialEq, Eq)]
pub struct WeeklyWindow(Range<u32>);

impl TimeWindow {
    /// What a setting says, or a finding when it says no such thing, or too short a time.
    pub(crate) fn check(
        scope: &Scope,
        setting: &str,
        window: &str,
        least_minutes: u32,
        location: &'static Location<'static>,
    ) -> Option<Self> {
        let parsed = TimeWindow::parse(window).filter(|parsed| parsed.minutes() >= least_minutes);
        if parsed.is_none() {
            let message = format!("`{window}` cannot be the `{setting}`");
            let help = format!("write it like `02:00-03:00`, in UTC, {least_minutes} minutes or longer");
            scope.report(Finding::error("bad-time-window", message).at(location).help(help));
        }
        parsed
    }

    /// What is written like `02:00-03:00`; nothing for anything else.
    pub fn parse(window: &str) -> Option<Self> {
        let (start, end) = window.split_once('-')?;
        Some(TimeWindow(range(minute(start)?, minute(end)?, MINUTES_A_DAY)))
    }

    /// How long it is.
    pub fn minutes(&self) -> u32 {
        self.0.end - self.0.start
    }
}

impl WeeklyWindow {
    /// What a setting says, or a finding when it says no such thing, or too short a time.
    pub(crate) fn check(
        scope: &Scope,
        setting: &str,
        window: &str,
        least_minutes: u32,
        location: &'static Location<'static>,
    ) -> Option<Self> {
        let possible = |parsed: &WeeklyWindow| (least_minutes..=MINUTES_A_DAY).contains(&parsed.minutes());
        let parsed = WeeklyWindow::parse(window).filter(possible);
        if parsed.is_none() {
            let message = format!("`{window}` cannot be the `{setting}`");
            let help = format!("write it like `sun:04:00-sun:05:00`, in UTC, from {least_minutes} minutes to a day");
            scope.report(Finding::error("bad-time-window", message).at(location).help(help));
        }
        parsed
    }

    /// What is written like `sun:04:00-sun:05:00`; nothing for anything else.
    pub fn parse(window: &str) -> Option<Self> {
        let (start, end) = window.split_once('-')?;
        Some(WeeklyWindow(range(minute_of_week(start)?, minute_of_week(end)?, MINUTES_A_WEEK)))
    }

    /// How long it is.
    pub fn minutes(&self) -> u32 {
        self.0.end - self.0.start
    }

    /// Whether any day's window lies in this one.
    pub fn overlaps(&self, daily: &TimeWindow) -> bool {
        // Both may reach into the next day or week: the second round sees what began in the first.
        let weeks = [self.0.clone(), self.0.start + MINUTES_A_WEEK..self.0.end + MINUTES_A_WEEK];
        (0..2 * DAYS.len() as u32).any(|day| {
            let (start, end) = (daily.0.start + day * MINUTES_A_DAY, daily.0.end + day * MINUTES_A_DAY);
            weeks.iter().any(|week| start < week.end && week.start < end)
        })
    }
}

fn range(start: u32, end: u32, period: u32) -> Range<u32> {
    start..if end > start { end } else { end + period }
}

fn minute_of_week(time: &str) -> Option<u32> {
    let (day, time) = time.split_once(':')?;
    let day = DAYS.iter().position(|name| name.eq_ignore_ascii_case(day))?;
    Some(day as u32 * MINUTES_A_DAY + minute(time)?)
}

fn minute(time: &str) -> Option<u32> {
    let (hours, minutes) = time.split_once(':')?;
    let is_number = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = |text: &str| is_number(text).then(|| text.parse::<u32>().ok()).flatten();
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_read() {
        assert_eq!(TimeWindow::parse("02:00-03:30"), Some(TimeWindow(120..210)));
        assert_eq!(TimeWindow::parse("23:30-00:30"), Some(TimeWindow(1410..1470)));
        assert_eq!(WeeklyWindow::parse("Tue:00:00-tue:01:00"), Some(WeeklyWindow(1440..1500)));
        for wrong in ["", "2:00-3:00", "02:00", "24:00-01:00", "+2:00-03:00", "mon:02:00-mon:03:00"] {
            assert_eq!(TimeWindow::parse(wrong), None, "{wrong}");
        }
        assert_eq!(WeeklyWindow::parse("02:00-03:00"), None);
    }

    #[test]
    fn windows_overlap_over_midnight_too() {
        let overlap = |weekly: &str, daily: &str| {
            WeeklyWindow::parse(weekly).unwrap().overlaps(&TimeWindow::parse(daily).unwrap())
        };
        assert!(overlap("sun:02:30-sun:03:30", "02:00-03:00"));
        assert!(overlap("sun:23:30-mon:00:30", "00:00-01:00"));
        assert!(overlap("mon:00:00-mon:00:30", "23:30-00:30"));
        assert!(!overlap("sun:03:00-sun:04:00", "02:00-03:00"));
    }
}
