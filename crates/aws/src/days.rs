//! Durations in days, as most services count them.

use std::panic::Location;
use std::time::Duration;

use purlin_core::{Finding, Scope};

const SECONDS_A_DAY: u64 = 86_400;

/// A duration in days, as most services count them. One that is not made of whole days is a mistake.
pub(crate) fn whole_days(scope: &Scope, setting: &str, duration: Duration, at: &'static Location<'static>) -> i64 {
    let seconds = duration.as_secs();
    if duration.subsec_nanos() > 0 || !seconds.is_multiple_of(SECONDS_A_DAY) {
        let message = format!("`{setting}` is {duration:?}, which is not a number of whole days");
        let help = "give it in days: `Duration::from_secs(30 * 24 * 3600)` are thirty";
        scope.report(Finding::error("not-whole-days", message).at(at).help(help));
    }
    i64::try_from(seconds / SECONDS_A_DAY).unwrap_or(i64::MAX)
}
