//! The queue: an instance that runs Redis, its address, its disk, and its password.

use purlin_cfn::ec2::instance::{
    BlockDeviceMapping, Ebs, MetadataOptions, MetadataOptionsHttpEndpoint, MetadataOptionsHttpTokens,
};
use purlin_cfn::ec2::{
    CfnEIP, CfnEIPAssociation, CfnEIPAssociationProps, CfnEIPProps, CfnInstance, CfnInstanceProps, CfnKeyPair,
    CfnKeyPairProps,
};
use purlin_cfn::iam::CfnInstanceProfile;
use purlin_cfn::secretsmanager::secret::GenerateSecretString;
use purlin_cfn::secretsmanager::{CfnSecret, CfnSecretProps};
use purlin_core::{Construct, Parameter, ParameterProps, ParameterType, Scope, Val, Value, fn_base64};

use crate::names::{self, Names};
use crate::network::Network;
use crate::outputs::logical_id;
use crate::props::{HybridWorkersSettings, QueueImage};
use crate::security_groups::{REDIS, SecurityGroups};

const SCRIPT: &str = include_str!("queue.sh");

/// Where Ubuntu has its root disk.
const ROOT_DEVICE: &str = "/dev/sda1";

/// So many letters and digits, as many as an AES-128 key is worth and more.
const PASSWORD_LENGTH: i64 = 32;

/// Nothing in a container needs the instance's credentials, so that answers need not travel further than the host.
const HOP_LIMIT: i64 = 1;

#[derive(Clone)]
pub(crate) struct Queue {
    pub(crate) instance: CfnInstance,
    pub(crate) key_pair: CfnKeyPair,
    pub(crate) ip: CfnEIP,
    pub(crate) image: Value<String>,
}

/// The password of Redis: letters and digits alone, because scripts of Valohai's write it without quotes.
pub(crate) fn secret(scope: &Scope, names: Names<'_>) -> CfnSecret {
    let generate = GenerateSecretString::new()
        .password_length(PASSWORD_LENGTH)
        .exclude_punctuation(true)
        .include_space(false)
        .require_each_included_type(true);
    let props = CfnSecretProps::new()
        .name(names.of(names::SECRET))
        .description("The password of Redis on the Valohai queue")
        .generate_secret_string(generate);
    CfnSecret::new(scope, "RedisSecret", props)
}

impl Queue {
    pub(crate) fn new(
        scope: &Scope,
        settings: &HybridWorkersSettings,
        names: Names<'_>,
        network: &Network,
        groups: &SecurityGroups,
        profile: &CfnInstanceProfile,
        secret: &CfnSecret,
    ) -> Self {
        let key_pair = key_pair(scope, settings, names);
        let ip = CfnEIP::new(scope, "QueueIp", CfnEIPProps::new().domain("vpc").tags(names.tag(names::QUEUE_IP)));
        // AWS allocates the address anyway, but cannot use it in a VPC without a gateway.
        ip.resource().add_dependency(&network.way_out.attachment);
        let image = image(scope, &settings.queue_image);
        let user_data = fill(&[
            ("__REGION__", scope.region()),
            ("__SECRET__", secret.get_ref()),
            ("__QUEUE_ADDRESS__", Value::from(&settings.queue_address)),
            ("__PUBLIC_ADDRESS__", ip.get_ref()),
            ("__REDIS_PORT__", Value::from(REDIS.to_string())),
            ("__REVISION__", Value::from(&settings.queue_setup_revision)),
        ]);
        let disk = Ebs::new()
            .volume_type("gp3")
            .volume_size(settings.queue_disk_size)
            .encrypted(true)
            .delete_on_termination(true);
        let metadata = MetadataOptions::new()
            .http_endpoint(MetadataOptionsHttpEndpoint::ENABLED)
            .http_tokens(MetadataOptionsHttpTokens::REQUIRED)
            .http_put_response_hop_limit(HOP_LIMIT);
        let props = CfnInstanceProps::new()
            .image_id(&image)
            .instance_type(&settings.queue_instance_type)
            .subnet_id(network.subnets.first().map(|subnet| subnet.get_ref()))
            .security_group_ids([groups.queue.attr_group_id()])
            .iam_instance_profile(profile.get_ref())
            .key_name(key_pair.get_ref())
            .block_device_mappings([BlockDeviceMapping::new().device_name(ROOT_DEVICE).ebs(disk)])
            .metadata_options(metadata)
            .propagate_tags_to_volume_on_creation(true)
            .user_data(fn_base64(user_data))
            .tags(names.tag(names::QUEUE));
        let instance = CfnInstance::new(scope, "Queue", props);
        // It downloads from its first minute on.
        instance.resource().add_dependency(&network.way_out.route);
        if let Some(association) = network.way_out.associations.first() {
            instance.resource().add_dependency(association);
        }
        CfnEIPAssociation::new(
            scope,
            "QueueIpAssociation",
            CfnEIPAssociationProps::new().allocation_id(ip.attr_allocation_id()).instance_id(instance.get_ref()),
        );
        Queue { instance, key_pair, ip, image }
    }
}

fn key_pair(scope: &Scope, settings: &HybridWorkersSettings, names: Names<'_>) -> CfnKeyPair {
    let props = CfnKeyPairProps::new().key_name(names.of(names::KEY_PAIR)).tags(names.tag(names::KEY_PAIR));
    let props = match &settings.public_key {
        Some(key) => props.public_key_material(key.trim()),
        None => props.key_type(purlin_cfn::ec2::key_pair::KeyType::ED25519),
    };
    CfnKeyPair::new(scope, "KeyPair", props)
}

fn image(scope: &Scope, image: &QueueImage) -> Value<String> {
    match image {
        QueueImage::Id(id) => Value::from(id),
        QueueImage::Parameter(name) => {
            let props = ParameterProps::new()
                .kind(ParameterType::SSM_IMAGE_ID)
                .default(name.as_str())
                .description("The parameter of Systems Manager that holds the machine image of the queue");
            let parameter = Parameter::new(scope, "QueueImage", props);
            parameter.scope().override_logical_id(logical_id(scope, "QueueImage"));
            parameter.value()
        }
    }
}

/// The script with its settings. They stand between single quotes; [`check`](crate::check) lets none of them contain one.
fn fill(settings: &[(&str, Value<String>)]) -> Value<String> {
    let mut pieces = Vec::new();
    let mut rest = SCRIPT;
    let next = |text: &'static str| {
        let found = settings.iter().filter_map(|(name, value)| Some((text.split_once(name)?, value)));
        found.min_by_key(|((before, _), _)| before.len())
    };
    while let Some(((before, after), value)) = next(rest) {
        pieces.extend([Val::text(before), value.clone().into_val()]);
        rest = after;
    }
    pieces.push(Val::text(rest));
    Value::from_val(Val::join("", pieces))
}
