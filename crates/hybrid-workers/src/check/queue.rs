//! The queue, and who is told of it.

use std::time::Duration;

use purlin_core::Environment;

use super::Found;
use super::words::{amd64_problem, consists_of, image_problem, is_arn_of, is_domain_name, is_revision};
use crate::props::HybridWorkersSettings;

/// Ubuntu's own image, and as large as EBS makes volumes.
const DISK_SIZES: std::ops::RangeInclusive<i64> = 8..=16_384;
/// No set-up is faster than this, and CloudFormation waits no longer than that.
const BOOT_TIMES: std::ops::RangeInclusive<Duration> = Duration::from_secs(5 * 60)..=Duration::from_secs(12 * 60 * 60);
/// As long as AWS Backup keeps anything: a hundred years.
const MOST_BACKUP_DAYS: i64 = 36_500;

pub(super) fn check(settings: &HybridWorkersSettings, environment: &Environment, found: &mut Found) {
    if let Some((rule, message)) = amd64_problem(&settings.queue_instance_type, "the queue") {
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

fn alarms(settings: &HybridWorkersSettings, environment: &Environment, found: &mut Found) {
    let addresses = &settings.alarm_emails;
    for (item, address) in addresses.iter().enumerate() {
        if !is_mail_address(address) {
            let message = format!("`{address}` is not a mail address");
            found.push("alarm_emails", Some(item), "bad-mail-address", message, "write it like `team@example.com`");
        } else if addresses.iter().take(item).any(|other| other == address) {
            let message = format!("`{address}` is told of alarms twice");
            found.push("alarm_emails", Some(item), "mail-address-twice", message, "leave out one of the two");
        }
    }
    let Some(topic) = &settings.alarm_topic else { return };
    let region = topic.split(':').nth(3).unwrap_or_default();
    if !is_arn_of(topic, "sns", "") || region.is_empty() || topic.ends_with(".fifo") {
        let message = format!("`{topic}` is not the ARN of a topic that alarms can be sent to");
        let help = "write it like `arn:aws:sns:eu-west-1:123456789012:operations`; topics with an order take no alarms";
        found.push("alarm_topic", None, "bad-alarm-topic", message, help);
    } else if let Some(own) = environment.region.as_deref().filter(|own| *own != region) {
        let message =
            format!("the topic is in `{region}`, and alarms in `{own}` reach topics of their own region alone");
        found.push("alarm_topic", None, "alarm-topic-in-other-region", message, "name a topic of that region");
    }
}

fn is_mail_address(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && consists_of(name, "!#$%&'*+/=?^_`{|}~.-") && is_domain_name(host)
    })
}
