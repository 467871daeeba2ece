//! The queue, and who is told of it.

use std::time::Duration;

use purlin_core::Environment;
use purlin_product::words::{amd64_problem, image_problem, is_revision};
use purlin_product::{Problems, checks};

use crate::props::HybridWorkersSettings;

/// Ubuntu's own image, and as large as EBS makes volumes.
const DISK_SIZES: std::ops::RangeInclusive<i64> = 8..=16_384;
/// No set-up is faster than this, and CloudFormation waits no longer than that.
const BOOT_TIMES: std::ops::RangeInclusive<Duration> = Duration::from_secs(5 * 60)..=Duration::from_secs(12 * 60 * 60);
/// As long as AWS Backup keeps anything: a hundred years.
const MOST_BACKUP_DAYS: i64 = 36_500;

pub(super) fn check(settings: &HybridWorkersSettings, environment: &Environment, found: &mut Problems) {
    if let Some((rule, message)) = amd64_problem(&settings.queue_instance_type, "the queue", "arm-queue") {
        found.push("queue_instance_type", None, rule, message, "take an Intel or AMD type such as `t3.medium`");
    }
    let size = settings.queue_disk_size;
    found.check(
        DISK_SIZES.contains(&size),
        "queue_disk_size",
        "bad-disk-size",
        format!("the queue's disk cannot have {size} GiB"),
        "write a number from 8 to 16384",
    );
    if let Some((rule, message, help)) = image_problem(&settings.queue_image, environment) {
        found.push("queue_image", None, rule, message, help);
    }
    let revision = &settings.queue_setup_revision;
    found.check(
        is_revision(revision),
        "queue_setup_revision",
        "bad-revision",
        format!("`{revision}` cannot be a revision of the queue's setup script"),
        "write a commit, tag or branch of github.com/valohai/worker-queue, such as `main`",
    );
    let timeout = settings.queue_boot_timeout;
    let message = format!("{} seconds are no time that CloudFormation could wait for the queue", timeout.as_secs());
    let good = BOOT_TIMES.contains(&timeout);
    found.check(good, "queue_boot_timeout", "bad-boot-timeout", message, "take 5 minutes to 12 hours");
    let days = settings.queue_backup_days;
    let message = format!("backups cannot be kept for {days} days");
    let good = (0..=MOST_BACKUP_DAYS).contains(&days);
    found.check(good, "queue_backup_days", "bad-backup-days", message, "take 1 to 36500, or 0 for no backups");
    alarms(settings, environment, found);
}

fn alarms(settings: &HybridWorkersSettings, environment: &Environment, found: &mut Problems) {
    checks::alarm_emails("alarm_emails", &settings.alarm_emails, found);
    if let Some(topic) = &settings.alarm_topic {
        checks::alarm_topic("alarm_topic", topic, environment, found);
    }
}
