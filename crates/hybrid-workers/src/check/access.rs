//! Who reaches the queue and workers.

use super::Found;
use super::ranges::ipv4_range;
use crate::props::HybridWorkersSettings;

/// A shorter prefix than this is most of the world.
const SHORTEST_SSH_PREFIX: u8 = 8;
/// The app has a few addresses, and only a password stands behind the port that it reaches.
const SHORTEST_APP_PREFIX: u8 = 16;

pub(super) fn check(settings: &HybridWorkersSettings, found: &mut Found) {
    app_address(settings, found);
    ssh("queue_ssh_from", &settings.queue_ssh_from, found);
    ssh("worker_ssh_from", &settings.worker_ssh_from, found);
}

fn app_address(settings: &HybridWorkersSettings, found: &mut Found) {
    let address = &settings.app_address;
    match ipv4_range(address) {
        Err(reason) => {
            let message = format!("`{address}` cannot be where the Valohai app calls from: {reason}");
            found.push("app_address", None, "bad-app-address", message, "write a range such as `34.248.245.191/32`");
        }
        Ok(range) if range.prefix() < SHORTEST_APP_PREFIX => {
            let message = format!("`{address}` would open the port of Redis to much of the world");
            let help = "write the addresses of the Valohai app alone, a /16 at most";
            found.push("app_address", None, "open-to-the-world", message, help);
        }
        Ok(_) => {}
    }
}

fn ssh(setting: &'static str, ranges: &[String], found: &mut Found) {
    for (index, text) in ranges.iter().enumerate() {
        match ipv4_range(text) {
            Err(reason) => {
                let message = format!("`{text}` cannot be where SSH comes from: {reason}");
                found.push(setting, Some(index), "bad-ssh-range", message, "write a range such as `203.0.113.7/32`");
            }
            Ok(range) if range.prefix() < SHORTEST_SSH_PREFIX => {
                let message = format!("`{text}` would open SSH to much of the world");
                let help = "write the addresses of those who need it, such as `203.0.113.7/32`";
                found.push(setting, Some(index), "open-to-the-world", message, help);
            }
            Ok(_) => {}
        }
    }
}
