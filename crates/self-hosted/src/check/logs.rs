//! Logs, and who is told of alarms.

use purlin_core::Environment;
use purlin_product::{Problems, checks};

use crate::props::SelfHostedSettings;

/// For so many days CloudWatch keeps logs, and for no others.
const RETENTION_DAYS: [i64; 22] =
    [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

pub(super) fn check(settings: &SelfHostedSettings, environment: &Environment, found: &mut Problems) {
    let days = settings.log_retention_days;
    if !RETENTION_DAYS.contains(&days) {
        let [first, .., last] = RETENTION_DAYS;
        let longer = RETENTION_DAYS.into_iter().find(|possible| *possible > days).unwrap_or(last);
        let shorter = RETENTION_DAYS.into_iter().rev().find(|possible| *possible < days).unwrap_or(first);
        let message = format!("CloudWatch cannot keep logs for {days} days");
        let help = match longer == shorter {
            true => format!("take {longer}"),
            false => format!("take {shorter} or {longer}"),
        };
        found.push("log_retention_days", None, "bad-log-retention", message, &help);
    }
    checks::alarm_emails("alarm_emails", &settings.alarm_emails, found);
    if let Some(topic) = &settings.alarm_topic {
        checks::alarm_topic("alarm_topic", topic, environment, found);
    }
}
