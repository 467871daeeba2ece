//! The instance that runs the application.

use purlin_aws::ec2::{
    BlockDevice, BlockDeviceVolume, Instance, InstanceProps, InstanceType, KeyPair, KeyPairProps, KeyPairType,
    SubnetSelection,
};
use purlin_core::Value;
use purlin_core::pseudo_parameter;
use purlin_product::ROOT_DEVICE;
use purlin_product::boot_script::{AWS_CALLS, fill};

use crate::cache::Cache;
use crate::database::Database;
use crate::layout;
use crate::names;
use crate::network::Network;
use crate::parameters::Parameters;
use crate::plan::Plan;
use crate::roles::Roles;
use crate::secrets::Secrets;
use crate::security_groups::SecurityGroups;

const SCRIPT: &str = include_str!("roi.sh");

/// The application runs in containers, which the answers of the metadata service reach in a second hop.
const HOP_LIMIT: i64 = 2;

/// What the instance is made of.
pub(crate) struct Surroundings<'a> {
    pub(crate) network: &'a Network,
    pub(crate) groups: &'a SecurityGroups,
    pub(crate) roles: &'a Roles,
    pub(crate) key_pair: &'a KeyPair,
    pub(crate) secrets: &'a Secrets,
    pub(crate) parameters: &'a Parameters,
    pub(crate) database: &'a Database,
    pub(crate) cache: &'a Cache,
    pub(crate) bucket: Value<String>,
}

pub(crate) fn key_pair(plan: &Plan) -> KeyPair {
    let (scope, id) = plan.layout.at(&layout::KEY_PAIR);
    if let Some(name) = &plan.settings.existing_key_pair {
        return KeyPair::from_name(&scope, id, name);
    }
    let mut props = match &plan.settings.public_key {
        Some(key) => KeyPairProps::new().public_key(key.trim()),
        None => KeyPairProps::new().key_type(KeyPairType::Ed25519),
    };
    if let Some(name) = plan.names.physical(names::KEY_PAIR) {
        props = props.key_pair_name(name);
    }
    KeyPair::new(&scope, id, props)
}

pub(crate) fn master(plan: &Plan, around: &Surroundings<'_>) -> Instance {
    let settings = &plan.settings;
    let mut disk = BlockDeviceVolume::ebs(settings.disk_size).delete_on_termination(true);
    if let Some(key) = &plan.key {
        disk = disk.encryption_key(key);
    }
    let props = InstanceProps::new()
        .vpc(&around.network.vpc)
        .vpc_subnets(SubnetSelection::of_subnets(&around.network.master))
        .instance_type(InstanceType::new(settings.instance_type.as_str()))
        .machine_image(settings.image.machine_image())
        .security_group(&around.groups.master)
        .role(&around.roles.master)
        .key_pair(around.key_pair)
        .block_devices([BlockDevice::new(ROOT_DEVICE, disk)])
        .http_put_response_hop_limit(HOP_LIMIT)
        .propagate_tags_to_volume_on_creation(true)
        .resource_signal_timeout(settings.boot_timeout);
    // Otherwise it is up to the subnet, as it was before there was the setting.
    let props = if settings.public_instance { props.associate_public_ip_address(true) } else { props };
    let (scope, id) = plan.layout.at(&layout::MASTER);
    let instance = Instance::new(&scope, id, props);
    plan.names.tag(&instance, names::MASTER);
    let resource = instance.cfn().resource();
    // What the script reads, and what the application talks to.
    resource.add_dependency(&around.database.scope);
    resource.add_dependency(&around.cache.scope);
    let parameters = around.parameters;
    for parameter in [&parameters.database_url, &parameters.redis_url, &parameters.domain, &parameters.environment_name]
    {
        resource.add_dependency(parameter);
    }
    let secrets = around.secrets;
    let script = fill(
        SCRIPT,
        &[
            ("__REGION__", plan.scope().region()),
            ("__DOMAIN__", pseudo_parameter::url_suffix()),
            ("__STACK__", pseudo_parameter::stack_id()),
            ("__LOGICAL_ID__", resource.logical_id()),
            ("__BUCKET__", around.bucket.clone()),
            ("__DATABASE_SECRET__", secrets.database.arn()),
            (AWS_CALLS.0, Value::from(AWS_CALLS.1)),
        ],
    );
    instance.user_data().add_unquoted_commands([script]);
    instance
}
