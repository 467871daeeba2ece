//! Groups of workers.

use purlin_core::Environment;
use purlin_product::Problems;
use purlin_valohai::checks;

use crate::props::SelfHostedSettings;

pub(super) fn check(settings: &SelfHostedSettings, environment: &Environment, found: &mut Problems) {
    let SelfHostedSettings { worker_groups, worker_image, worker_queue_prefix, .. } = settings;
    checks::worker_groups(worker_groups, worker_image, worker_queue_prefix, environment, found);
}
