//! The queue: an instance that runs Redis, its address, and its disk.

use std::time::Duration;

use purlin_aws::ec2::{
    BlockDevice, BlockDeviceVolume, ElasticIp, ElasticIpProps, Instance, InstanceProps, InstanceType, KeyPair,
    MachineImage, SecurityGroup, Subnet, SubnetSelection, Vpc,
};
use purlin_aws::iam::{InstanceProfile, Role};
use purlin_aws::kms::Key;
use purlin_core::{Scope, Value, pseudo_parameter};
use purlin_product::boot_script::{AWS_CALLS, SIGNAL, STEPS, fill};
use purlin_product::{ROOT_DEVICE, keep_first_image};

use crate::names::{self, Names};
use crate::security_groups::REDIS;

/// The queue does not care when what the parameter holds changes.
pub(crate) const IMAGE_PARAMETER: &str =
    "The parameter of Systems Manager that holds the machine image of a new queue. One that there is stays.";

const SCRIPT: &str = include_str!("queue.sh");

/// A revision of github.com/valohai/worker-queue whose set-up was read: the default, so that nothing changes by itself. It
/// gives the container the port that newer images ask for, and older ones do not mind.
pub(crate) const SETUP_REVISION: &str = "5c194a4ea5454f5abf4a5a6b1b56eb6171ae25b0";

/// Nothing in a container needs the instance's credentials, so that answers need not travel further than the host.
const HOP_LIMIT: i64 = 1;

/// What the queue is made of.
pub(crate) struct QueueSettings<'a> {
    pub(crate) names: &'a Names,
    pub(crate) vpc: &'a Vpc,
    /// A public subnet of the VPC.
    pub(crate) subnet: Option<&'a Subnet>,
    pub(crate) security_group: &'a SecurityGroup,
    pub(crate) role: &'a Role,
    pub(crate) profile: &'a InstanceProfile,
    pub(crate) key_pair: &'a KeyPair,
    /// The id of the secret: its name, or its ARN.
    pub(crate) secret: Value<String>,
    pub(crate) address: Value<String>,
    pub(crate) instance_type: Value<String>,
    /// In GiB.
    pub(crate) disk_size: Value<i64>,
    pub(crate) encryption_key: Option<&'a Key>,
    pub(crate) image: MachineImage,
    /// Whether the image becomes another one with time, which is to leave a queue that there is alone.
    pub(crate) image_moves: bool,
    pub(crate) setup_revision: Value<String>,
    pub(crate) boot_timeout: Duration,
}

#[derive(Clone)]
pub(crate) struct Queue {
    pub(crate) instance: Instance,
    pub(crate) ip: ElasticIp,
}

impl Queue {
    pub(crate) fn new(scope: &Scope, settings: QueueSettings<'_>) -> Self {
        let QueueSettings { names, vpc, .. } = settings;
        let ip = ElasticIp::new(scope, "QueueIp", ElasticIpProps::new().vpc(vpc));
        names.tag(&ip, names::QUEUE_IP);
        let disk = BlockDeviceVolume::ebs(settings.disk_size).delete_on_termination(true);
        let disk = match settings.encryption_key {
            Some(key) => disk.encryption_key(key),
            None => disk,
        };
        let props = InstanceProps::new()
            .vpc(vpc)
            .vpc_subnets(SubnetSelection::of_subnets(settings.subnet))
            .instance_type(InstanceType::new(settings.instance_type))
            .machine_image(settings.image)
            .security_group(settings.security_group)
            .instance_profile(settings.profile)
            .key_pair(settings.key_pair)
            .block_devices([BlockDevice::new(ROOT_DEVICE, disk)])
            // Until the Elastic IP arrives, which is when the instance has said that it is ready.
            .associate_public_ip_address(true)
            .http_put_response_hop_limit(HOP_LIMIT)
            .propagate_tags_to_volume_on_creation(true)
            .resource_signal_timeout(settings.boot_timeout);
        let instance = Instance::new(scope, "Queue", props);
        if settings.image_moves {
            keep_first_image(scope, "QueueFirstImage", &instance);
        }
        names.tag(&instance, names::QUEUE);
        // What the role is allowed may stand in a policy beside it.
        instance.cfn().resource().add_dependency(settings.role);
        let script = fill(
            SCRIPT,
            &[
                ("__REGION__", scope.region()),
                ("__DOMAIN__", pseudo_parameter::url_suffix()),
                ("__STACK__", pseudo_parameter::stack_id()),
                ("__LOGICAL_ID__", instance.cfn().resource().logical_id()),
                ("__SECRET__", settings.secret),
                ("__QUEUE_ADDRESS__", settings.address),
                ("__REDIS_PORT__", Value::from(REDIS.to_string())),
                ("__REVISION__", settings.setup_revision),
                (AWS_CALLS.0, Value::from(AWS_CALLS.1)),
                (SIGNAL.0, Value::from(SIGNAL.1)),
                (STEPS.0, Value::from(STEPS.1)),
                ("__TIME_LIMIT__", Value::from((settings.boot_timeout.as_secs() * 4 / 5).to_string())),
            ],
        );
        instance.user_data().add_unquoted_commands([script]);
        ip.associate(instance.id());
        Queue { instance, ip }
    }
}
