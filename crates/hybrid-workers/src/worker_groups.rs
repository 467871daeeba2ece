//! Auto Scaling groups of workers.

use purlin_aws::autoscaling::AutoScalingGroup;
use purlin_aws::ec2::MachineImage;
use purlin_aws::kms::Key;
use purlin_core::{Construct, Value};
use purlin_product::ROOT_DEVICE;
use purlin_product::outputs::Told;
use purlin_valohai::{Queue, WorkerGroups};

use crate::HybridWorkers;
use crate::names::{self, Names};
use crate::props::HybridWorkersSettings;
use crate::security_groups::REDIS;

/// The groups, one for each that there is to be, and what Valohai has to be told of them.
pub(crate) fn worker_groups(
    workers: &HybridWorkers,
    settings: &HybridWorkersSettings,
    names: &Names,
    key: Option<&Key>,
) -> (Vec<AutoScalingGroup>, Vec<Told>) {
    // What is imported has none.
    if settings.worker_groups.is_empty() || settings.importing {
        return (Vec::new(), Vec::new());
    }
    // All are of one image, which is looked up, or a parameter of the template, once.
    let image = MachineImage::from_id(settings.worker_image.machine_image().resolve(workers.scope()).id);
    let groups = WorkerGroups {
        scope: workers.scope(),
        names,
        group_name: names::WORKER_GROUP,
        vpc: workers.vpc(),
        subnets: workers.worker_subnets(),
        // Whatever the subnets of an existing VPC do by themselves.
        are_public: !settings.private_workers,
        security_group: workers.worker_security_group(),
        instance_profile: workers.worker_instance_profile(),
        key_pair: workers.key_pair(),
        image: &image.root_device(ROOT_DEVICE),
        encryption_key: key,
        queue: Queue {
            address: Value::from(settings.queue_address.as_str()),
            private_ip: Some(workers.queue().private_ip()),
            port: REDIS,
            secret: Some(workers.secret().arn()),
        },
        queue_prefix: &settings.worker_queue_prefix,
        session_manager: settings.session_manager,
    };
    let made = groups.make(&settings.worker_groups);
    let told = groups.told(&settings.worker_groups, &made);
    (made, told)
}
