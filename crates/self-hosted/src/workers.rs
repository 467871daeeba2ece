//! Groups of workers.

use purlin_aws::autoscaling::AutoScalingGroup;
use purlin_aws::ec2::{KeyPair, MachineImage};
use purlin_aws::secretsmanager::Secret;
use purlin_product::ROOT_DEVICE;
use purlin_product::outputs::Told;
use purlin_valohai::{Queue, WorkerGroups};

use crate::cache::Cache;
use crate::names;
use crate::network::Network;
use crate::plan::Plan;
use crate::roles::Roles;
use crate::security_groups::SecurityGroups;

/// What the groups are made of.
pub(crate) struct Surroundings<'a> {
    pub(crate) network: &'a Network,
    pub(crate) groups: &'a SecurityGroups,
    pub(crate) roles: &'a Roles,
    pub(crate) key_pair: &'a KeyPair,
    pub(crate) cache: &'a Cache,
}

/// The groups, one for each that there is to be, and what Valohai has to be told of them.
pub(crate) fn worker_groups(plan: &Plan, around: &Surroundings<'_>) -> (Vec<AutoScalingGroup>, Vec<Told>) {
    let settings = &plan.settings;
    if settings.worker_groups.is_empty() {
        return (Vec::new(), Vec::new());
    }
    // All are of one image, which is looked up, or a parameter of the template, once.
    let image = MachineImage::from_id(settings.worker_image.machine_image().resolve(plan.scope()).id);
    let groups = WorkerGroups {
        scope: plan.scope(),
        names: &plan.names.in_any_case(plan.scope()),
        group_name: names::WORKER_GROUP,
        vpc: &around.network.vpc,
        subnets: &around.network.workers,
        are_public: settings.public_workers,
        security_group: &around.groups.workers,
        instance_profile: &around.roles.worker_profile,
        key_pair: around.key_pair,
        image: &image.root_device(ROOT_DEVICE),
        encryption_key: plan.key.as_ref(),
        queue: Queue {
            address: around.cache.address.clone(),
            // Names of caches lead to private addresses wherever they are looked up.
            private_ip: None,
            port: around.cache.port,
            secret: around.cache.password.as_ref().map(Secret::arn),
        },
        queue_prefix: &settings.worker_queue_prefix,
        session_manager: settings.session_manager,
    };
    let made = groups.make(&settings.worker_groups);
    let told = groups.told(&settings.worker_groups, &made);
    (made, told)
}
