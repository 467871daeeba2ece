//! Groups of workers.

use purlin_core::Environment;
use purlin_product::Problems;
use purlin_valohai::checks;

use crate::props::SelfHostedSettings;

pub(super) fn check(settings: &SelfHostedSettings, environment: &Environment, found: &mut Problems) {
    let SelfHostedSettings { worker_groups, worker_image, worker_queue_prefix, .. } = settings;
    checks::worker_groups(worker_groups, worker_image, worker_queue_prefix, environment, found);
    let is_told = settings.existing_vpc.is_some() && !settings.worker_subnet_ids.is_empty();
    let message = "`public_workers` is for public subnets, and workers are in the private ones".to_owned();
    let help = "name public subnets as `worker_subnet_ids`, or leave it out: private workers reach the world through a NAT \
                gateway";
    found.check(
        !settings.public_workers || is_told,
        "public_workers",
        "public-workers-in-private-subnets",
        message,
        help,
    );
}
