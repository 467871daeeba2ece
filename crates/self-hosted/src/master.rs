//! The instance that runs the application.

use purlin_aws::ec2::{
    BlockDevice, BlockDeviceVolume, Instance, InstanceProps, InstanceType, KeyPair, KeyPairProps, KeyPairType,
    SubnetSelection,
};
use purlin_aws::kms::Key;
use purlin_aws::secretsmanager::Secret;
use purlin_core::{Value, pseudo_parameter};
use purlin_product::boot_script::{AWS_CALLS, SIGNAL, STEPS, fill, quoted, without_comments};
use purlin_product::postgres::Database;
use purlin_product::{ROOT_DEVICE, keep_first_image};

use crate::cache::Cache;
use crate::database::NAME;
use crate::domain::origin;
use crate::layout;
use crate::names;
use crate::network::Network;
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
    let (scope, id) = plan.layout.at(&layout::MASTER);
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
        .resource_signal_timeout(settings.boot_timeout)
        // The script runs once. An instance has nothing of its own, and another one takes over when it is ready.
        .user_data_causes_replacement(!plan.layout.is_python());
    // Otherwise it is up to the subnet, as it was before there was the setting.
    let props = if settings.public_instance { props.associate_public_ip_address(true) } else { props };
    let instance = Instance::new(&scope, id, props);
    if settings.image.moves() {
        keep_first_image(&scope, &format!("{id}FirstImage"), &instance);
    }
    plan.names.tag(&instance, names::MASTER);
    let resource = instance.cfn().resource();
    // What the application talks to; what it reads is named in the script. The role comes with its policies.
    resource.add_dependency(&around.database.scope);
    resource.add_dependency(&around.cache.scope);
    instance.user_data().add_unquoted_commands([script(plan, around, resource.logical_id())]);
    instance
}

/// What the instance does when it boots.
fn script(plan: &Plan, around: &Surroundings<'_>, logical_id: Value<String>) -> Value<String> {
    let settings = &plan.settings;
    let Surroundings { secrets, database, cache, .. } = around;
    let text = |text: &str| Value::from(quoted(text));
    let arn = |secret: Option<&Secret>| secret.map_or_else(|| Value::from(""), Secret::arn);
    let origin = origin(&settings.domain);
    let host = origin.rsplit_once("://").map_or(origin.as_str(), |(_, host)| host);
    let host = host.split_once(':').map_or(host, |(host, _)| host);
    let scheme = if cache.is_encrypted { "rediss" } else { "redis" };
    let time_limit = settings.boot_timeout.as_secs() * 4 / 5;
    fill(
        &without_comments(SCRIPT),
        &[
            ("__REGION__", plan.scope().region()),
            ("__DOMAIN__", pseudo_parameter::url_suffix()),
            ("__STACK__", pseudo_parameter::stack_id()),
            ("__LOGICAL_ID__", logical_id),
            ("__TIME_LIMIT__", Value::from(time_limit.to_string())),
            ("__URL__", text(&origin)),
            ("__HOST__", text(host)),
            ("__NAME__", text(&settings.environment_name)),
            ("__ORGANIZATION__", text(settings.organization.as_deref().unwrap_or(&settings.environment_name))),
            ("__BUCKET__", around.bucket.clone()),
            ("__BUCKET_KEY__", plan.key.as_ref().map_or_else(|| Value::from(""), Key::arn)),
            ("__MULTIPART_ROLE__", around.roles.multipart.arn()),
            ("__DATABASE_HOST__", database.address.clone()),
            ("__DATABASE_PORT__", database.port.clone().cast()),
            ("__DATABASE_NAME__", Value::from(NAME)),
            ("__DATABASE_SECRET__", secrets.database.arn()),
            ("__QUEUE_SCHEME__", Value::from(scheme)),
            ("__QUEUE_HOST__", cache.address.clone()),
            ("__QUEUE_PORT__", Value::from(cache.port.to_string())),
            ("__QUEUE_SECRET__", arn(cache.password.as_ref())),
            ("__REPOSITORY_SECRET__", secrets.repository.arn()),
            ("__APPLICATION_SECRET__", secrets.application.arn()),
            ("__JWT_SECRET__", secrets.jwt.arn()),
            ("__OPTIMO_SECRET__", secrets.optimo.arn()),
            ("__CONFIGURATION_SECRET__", arn(secrets.configuration.as_ref())),
            ("__SESSION_MANAGER__", Value::from(settings.session_manager.to_string())),
            (AWS_CALLS.0, Value::from(without_comments(AWS_CALLS.1))),
            (SIGNAL.0, Value::from(without_comments(SIGNAL.1))),
            (STEPS.0, Value::from(without_comments(STEPS.1))),
        ],
    )
}
