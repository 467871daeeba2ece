//! Objects that nobody can overwrite or delete for a time.

use std::panic::Location;
use std::time::Duration;

use purlin_cfn::s3::bucket as cfn;
use purlin_core::{Finding, Scope};

use crate::durations::whole_days;

const MOST_DAYS: i64 = 36_500;

/// For how long new objects are locked, and for whom.
///
/// ```
/// use std::time::Duration;
/// use purlin_aws::s3::ObjectLockRetention;
///
/// let a_year = ObjectLockRetention::compliance(Duration::from_secs(365 * 24 * 3600));
/// ```
///
/// [Object Lock](https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html)
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectLockRetention {
    mode: Mode,
    duration: Duration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Governance,
    Compliance,
}

impl ObjectLockRetention {
    /// Only who has `s3:BypassGovernanceRetention` can delete an object before its time. From one day to 100 years.
    pub fn governance(duration: Duration) -> Self {
        ObjectLockRetention { mode: Mode::Governance, duration }
    }

    /// **Nobody** can delete an object before its time, the account's root user included. From one day to 100 years.
    pub fn compliance(duration: Duration) -> Self {
        ObjectLockRetention { mode: Mode::Compliance, duration }
    }

    pub(super) fn render(&self, scope: &Scope, at: &'static Location<'static>) -> cfn::ObjectLockConfiguration {
        let days = whole_days(scope, "object_lock_default_retention", self.duration, at);
        if !(1..=MOST_DAYS).contains(&days) {
            let message = format!("objects cannot be locked for {days} days");
            let help = "lock them for one day to 100 years";
            scope.report(Finding::error("bad-object-lock-retention", message).at(at).help(help));
        }
        let mode = match self.mode {
            Mode::Governance => cfn::DefaultRetentionMode::GOVERNANCE,
            Mode::Compliance => cfn::DefaultRetentionMode::COMPLIANCE,
        };
        cfn::ObjectLockConfiguration::new()
            .object_lock_enabled("Enabled")
            .rule(cfn::ObjectLockRule::new().default_retention(cfn::DefaultRetention::new().mode(mode).days(days)))
    }
}
