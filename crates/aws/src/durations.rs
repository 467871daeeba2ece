//! Durations as services count them: in seconds, or in days.

#[cfg(feature = "kms")]
use std::panic::Location;
use std::time::Duration;

#[cfg(feature = "kms")]
use purlin_core::{Finding, Scope};

#[cfg(feature = "kms")]
const SECONDS_A_DAY: u64 = 86_400;

/// Whole seconds: what is below one is cut off.
pub(crate) fn seconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)
}

/// Whole days. A duration that is not made of them is a mistake.
#[cfg(feature = "kms")]
pub(crate) fn whole_days(scope: &Scope, setting: &str, duration: Duration, at: &'static Location<'static>) -> i64 {
    let seconds = duration.as_secs();
    if duration.subsec_nanos() > 0 || !seconds.is_multiple_of(SECONDS_A_DAY) {
        let message = format!("`{setting}` is {duration:?}, which is not a number of whole days");
        let help = "give it in days: `Duration::from_secs(30 * 24 * 3600)` are thirty";
        scope.report(Finding::error("not-whole-days", message).at(at).help(help));
    }
    i64::try_from(seconds / SECONDS_A_DAY).unwrap_or(i64::MAX)
}
