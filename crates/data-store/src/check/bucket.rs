//! A new bucket.

use purlin_aws::s3::{StorageClass, bucket_name_mistake};
use purlin_core::Value;
use purlin_product::Problems;
use purlin_product::checks::number;
use purlin_product::ranges::ipv4_range;
use purlin_product::words::is_id;

use crate::VALOHAI_APP_ADDRESS;
use crate::data_bucket::DataBucketSettings;

/// S3 takes more, but nobody means more than a hundred years.
const MOST_DAYS: i64 = 36_500;
/// The storage classes that S3 moves nothing to before it is a month old.
const AFTER_A_MONTH: [StorageClass; 2] = [StorageClass::INFREQUENT_ACCESS, StorageClass::ONE_ZONE_INFREQUENT_ACCESS];
/// A shorter prefix than this is most of the world.
const SHORTEST_PREFIX: u8 = 8;
/// Addresses that nobody has in the internet, where S3 sees others in their place.
const PRIVATE: [&str; 4] = ["10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16"];

pub(super) fn check(settings: &DataBucketSettings, found: &mut Problems) {
    if let Some(name) = settings.bucket_name.as_ref().and_then(Value::<String>::literal)
        && let Some(mistake) = bucket_name_mistake(name)
    {
        let message = format!("no bucket can be called `{name}`: {mistake}");
        let help = "use 3 to 63 lower-case letters, digits and hyphens, or leave the name to CloudFormation";
        found.push("bucket_name", None, "bad-bucket-name", message, help);
    }
    versions(settings, found);
    if let Some(days) = settings.abort_uploads_after_days {
        let what = |days| format!("uploads cannot be given up after {days} days");
        number("abort_uploads_after_days", "bad-days", days, 1..=MOST_DAYS, what, found);
    }
    endpoints(settings, found);
}

fn versions(settings: &DataBucketSettings, found: &mut Problems) {
    let of_versions = [
        ("move_old_versions_after_days", settings.move_old_versions_after_days, "moved"),
        ("delete_old_versions_after_days", settings.delete_old_versions_after_days, "deleted"),
    ];
    for (setting, days, what) in of_versions {
        let Some(days) = days else { continue };
        let message = format!("old versions are to be {what}, but none are kept");
        let help = "set `versioned`, or leave it out";
        found.check(settings.versioned, setting, "old-versions-without-versions", message, help);
        let what = |days| format!("old versions cannot be {what} after {days} days");
        number(setting, "bad-days", days, 1..=MOST_DAYS, what, found);
    }
    let class = settings.old_version_storage_class.as_ref();
    let Some(moved) = settings.move_old_versions_after_days else {
        let message = "there is a storage class for old versions, but they are not moved to it".to_owned();
        let help = "set `move_old_versions_after_days`, or leave it out";
        return found.check(class.is_none(), "old_version_storage_class", "class-of-nothing-moved", message, help);
    };
    if (1..30).contains(&moved) && class.is_some_and(|class| AFTER_A_MONTH.contains(class)) {
        let message = format!("S3 moves nothing to this storage class after {moved} days already");
        let help = "write 30 days or more, or another storage class";
        found.push("move_old_versions_after_days", None, "moved-too-early", message, help);
    }
    if let Some(deleted) = settings.delete_old_versions_after_days
        && (1..=moved).contains(&deleted)
    {
        let message = format!("old versions are deleted after {deleted} days, and moved after {moved}: never");
        let help = "delete them later than they are moved, or leave out either of the two";
        found.push("delete_old_versions_after_days", None, "deleted-before-moved", message, help);
    }
}

fn endpoints(settings: &DataBucketSettings, found: &mut Problems) {
    let ids: Vec<Option<&str>> = settings.vpc_endpoints.iter().map(Value::<String>::literal).collect();
    for (item, id) in ids.iter().enumerate() {
        let Some(id) = id else { continue };
        if !is_id(id, "vpce-") {
            let message = format!("`{id}` is not the id of a VPC endpoint");
            let help = "write an id such as `vpce-0123456789abcdef0`";
            found.push("vpc_endpoints", Some(item), "bad-vpc-endpoint", message, help);
        } else if ids.iter().take(item).any(|other| *other == Some(*id)) {
            let message = format!("the endpoint `{id}` is there twice");
            found.push("vpc_endpoints", Some(item), "endpoint-twice", message, "write each endpoint once");
        }
    }
    let addresses: Vec<Option<&str>> = settings.admitted_addresses.iter().map(Value::<String>::literal).collect();
    if settings.vpc_endpoints.is_empty() && addresses != [Some(VALOHAI_APP_ADDRESS)] {
        let message = "addresses are admitted beside VPC endpoints, but there are none".to_owned();
        let help = "set `vpc_endpoints`, without which the bucket is reached from anywhere, or leave it out";
        return found.push("admitted_addresses", None, "addresses-without-endpoints", message, help);
    }
    for (item, text) in addresses.iter().enumerate() {
        let Some(text) = text else { continue };
        let mut push = |rule, message, help| found.push("admitted_addresses", Some(item), rule, message, help);
        let range = match ipv4_range(text) {
            Err(reason) => {
                let message = format!("`{text}` cannot be where the bucket is reached from: {reason}");
                push("bad-admitted-address", message, "write a range such as `203.0.113.7/32`");
                continue;
            }
            Ok(range) => range,
        };
        let is_private = PRIVATE.iter().filter_map(|private| ipv4_range(private).ok()).any(|all| all.contains(range));
        if is_private {
            let message = format!("no request reaches S3 from `{text}`, which are private addresses");
            let help = "write the public addresses that they have outside, or the VPC endpoint that they go through";
            push("private-address", message, help);
        } else if addresses.iter().take(item).any(|other| *other == Some(*text)) {
            push("address-twice", format!("`{text}` is admitted twice"), "write each range once");
        } else if range.prefix() < SHORTEST_PREFIX {
            let message = format!("`{text}` would let much of the world at the bucket, as without VPC endpoints");
            push("open-to-the-world", message, "write the addresses of those who need it, such as `203.0.113.7/32`");
        }
    }
}
