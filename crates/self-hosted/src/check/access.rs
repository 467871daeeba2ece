//! Who reaches instances by SSH.

use purlin_product::{Problems, checks};

use crate::props::SelfHostedSettings;

pub(super) fn check(settings: &SelfHostedSettings, found: &mut Problems) {
    checks::ssh("ssh_from", &settings.ssh_from, found);
    checks::ssh("worker_ssh_from", &settings.worker_ssh_from, found);
}
