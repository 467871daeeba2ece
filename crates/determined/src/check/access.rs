//! Who reaches the master and, by SSH, instances.

use purlin_aws::ec2::Ipv4Cidr;
use purlin_product::ranges::ipv4_range;
use purlin_product::{Problems, checks};

use crate::props::DeterminedSettings;
use crate::reach::{is_much_of_the_world, is_private};

const ALLOWED: &str = "allowed_from";
/// As many ranges as a group takes rules for, with room for those between groups.
const MOST_RANGES: usize = 50;

pub(super) fn check(settings: &DeterminedSettings, found: &mut Problems) {
    let ranges = &settings.allowed_from;
    for (item, text) in ranges.iter().enumerate() {
        match ipv4_range(text) {
            Err(reason) => {
                let message = format!("`{text}` cannot be where people reach the master from: {reason}");
                let help = "write a range such as `203.0.113.0/24`";
                found.push(ALLOWED, Some(item), "bad-range", message, help);
            }
            Ok(_) if ranges.iter().take(item).any(|other| other == text) => {
                let message = format!("the range `{text}` is there twice");
                found.push(ALLOWED, Some(item), "range-twice", message, "write each range once");
            }
            Ok(range) => allowed(settings, item, range, found),
        }
    }
    checks::ssh("ssh_from", &settings.ssh_from, found);
    checks::ssh("agent_ssh_from", &settings.agent_ssh_from, found);
    let groups = [
        (ALLOWED, "the master", ranges.len() + settings.ssh_from.len()),
        ("agent_ssh_from", "agents", settings.agent_ssh_from.len()),
    ];
    for (setting, of, count) in groups {
        let message = format!("there are {count} ranges, and the security group of {of} takes {MOST_RANGES}");
        found.check(count <= MOST_RANGES, setting, "too-many-ranges", message, "put ranges together");
    }
}

fn allowed(settings: &DeterminedSettings, item: usize, range: Ipv4Cidr, found: &mut Problems) {
    if is_much_of_the_world(range) && settings.tls_secret.is_none() {
        let message =
            format!("`{range}` is much of the world, to which the master would speak HTTP without encryption");
        let help = "set `tls_secret`, or write the addresses of those who use it, such as `203.0.113.0/24`";
        return found.push(ALLOWED, Some(item), "open-to-the-world", message, help);
    }
    // Of other networks it is not known what leads to them.
    if !settings.public_master && settings.existing_vpc.is_none() && !is_private(range) {
        let message = format!("nobody comes from `{range}` to a private master in a network of its own");
        let help = "set `public_master`, or leave the range out: Session Manager leads to a private master";
        found.push(ALLOWED, Some(item), "private-master-out-of-reach", message, help);
    }
}
