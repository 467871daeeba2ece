//! Logs, and who is told of alarms.

use purlin_core::Environment;
use purlin_product::{Problems, checks, logs};

use crate::props::SelfHostedSettings;

pub(super) fn check(settings: &SelfHostedSettings, environment: &Environment, found: &mut Problems) {
    logs::check_retention("log_retention_days", settings.log_retention_days, found);
    checks::alarm_emails("alarm_emails", &settings.alarm_emails, found);
    if let Some(topic) = &settings.alarm_topic {
        checks::alarm_topic("alarm_topic", topic, environment, found);
    }
}
