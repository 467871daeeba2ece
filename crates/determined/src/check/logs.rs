//! Logs, and who is told of alarms.

use purlin_core::Environment;
use purlin_product::words::consists_of;
use purlin_product::{Problems, Removal, checks, logs};

use crate::props::DeterminedSettings;

const LONGEST_NAME: usize = 512;
/// What the names of log groups begin with that AWS makes.
const OF_AWS: &str = "aws/";

pub(super) fn check(settings: &DeterminedSettings, environment: &Environment, found: &mut Problems) {
    if let Some(name) = &settings.log_group_name {
        let is_name =
            (1..=LONGEST_NAME).contains(&name.len()) && consists_of(name, "_-/.#") && !name.starts_with(OF_AWS);
        let message = format!("`{name}` cannot be the name of a log group");
        let help = "use up to 512 letters, digits and `_-/.#`, such as `/determined/research`";
        found.check(is_name, "log_group_name", "bad-log-group", message, help);
    }
    logs::check_retention("log_retention_days", settings.log_retention_days, found);
    let message = "there are no snapshots of log groups".to_owned();
    let good = settings.log_removal != Removal::Snapshot;
    found.check(good, "log_removal", "logs-without-snapshots", message, "take `retain` or `delete`");
    checks::alarm_emails("alarm_emails", &settings.alarm_emails, found);
    if let Some(topic) = &settings.alarm_topic {
        checks::alarm_topic("alarm_topic", topic, environment, found);
    }
}
