//! What can be wrong with groups of workers.

use std::ops::RangeInclusive;

use purlin_core::Environment;
use purlin_product::words::{consists_of, image_problem, instance_type_problem, is_arm};
use purlin_product::{ImageSource, Problems};

use crate::{WorkerGroup, images};

/// As many as Auto Scaling takes without asking AWS for more, and more than anyone has.
const SIZES: RangeInclusive<i64> = 1..=10_000;
/// What fits Valohai's images, and as large as EBS makes volumes.
const DISK_SIZES: RangeInclusive<i64> = 20..=16_384;

/// Groups of workers, and what they have in common. The settings are `worker_groups`, `worker_image` and
/// `worker_queue_prefix` in all products.
pub fn worker_groups(
    groups: &[WorkerGroup],
    image: &ImageSource,
    queue_prefix: &str,
    environment: &Environment,
    found: &mut Problems,
) {
    for (item, group) in groups.iter().enumerate() {
        let mut push = |rule, message, help| found.push("worker_groups", Some(item), rule, message, help);
        let kind = &group.instance_type;
        if let Some((rule, message)) = instance_type_problem(kind) {
            push(rule, message, "write a type of instance such as `g5.xlarge`");
        } else if is_arm(kind) && *image == images::workers() {
            let message = format!("`{kind}` has an Arm processor, and the image that Valohai shares is not for it");
            push("arm-workers", message, "name an image for Arm as `worker_image`, or take an Intel or AMD type");
        }
        if !SIZES.contains(&group.max_size) {
            let message = format!("a group cannot have {} workers at most", group.max_size);
            push("bad-group-size", message, "take 1 to 10000");
        }
        if !DISK_SIZES.contains(&group.disk_size) {
            let message = format!("the disks of workers cannot have {} GiB", group.disk_size);
            push("bad-disk-size", message, "take 20 to 16384");
        }
        let same = |other: &&WorkerGroup| other.instance_type == *kind && other.spot == group.spot;
        if groups.iter().take(item).any(|other| same(&other)) {
            let spot = if group.spot { "spot" } else { "on demand" };
            let message = format!("there are two groups of `{kind}` {spot}");
            push("worker-group-twice", message, "put them together: Valohai scales a group as one");
        }
    }
    if groups.is_empty() {
        return without_groups(image, queue_prefix, found);
    }
    if let Some((rule, message, help)) = image_problem(image, environment) {
        found.push("worker_image", None, rule, message, help);
    }
    let good = queue_prefix.len() <= 100 && consists_of(queue_prefix, "-_");
    let message = format!("`{queue_prefix}` cannot be what the names of queues begin with");
    found.check(good, "worker_queue_prefix", "bad-queue-prefix", message, "use letters, digits, `-` and `_`");
}

fn without_groups(image: &ImageSource, queue_prefix: &str, found: &mut Problems) {
    let of_groups = [("worker_image", *image != images::workers()), ("worker_queue_prefix", !queue_prefix.is_empty())];
    for (setting, is_set) in of_groups {
        let message = format!("`{setting}` is for groups of workers, and there are none");
        let help = "name `worker_groups`, or leave it out: what Valohai launches by itself is Valohai's to say";
        found.check(!is_set, setting, "setting-without-groups", message, help);
    }
}
