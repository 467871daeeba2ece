//! Who reaches the queue and workers.

use purlin_product::ranges::ipv4_range;
use purlin_product::{Problems, checks};

use crate::props::HybridWorkersSettings;

/// The app has a few addresses, and only a password stands behind the port that it reaches.
const SHORTEST_APP_PREFIX: u8 = 16;

pub(super) fn check(settings: &HybridWorkersSettings, found: &mut Problems) {
    app_address(settings, found);
    checks::ssh("queue_ssh_from", &settings.queue_ssh_from, found);
    checks::ssh("worker_ssh_from", &settings.worker_ssh_from, found);
}

fn app_address(settings: &HybridWorkersSettings, found: &mut Problems) {
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
