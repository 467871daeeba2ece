//! What launch templates are told, and what becomes of it.

use std::panic::Location;

use purlin_core::{Finding, IntoValue, Scope, Text, Val, Value, props};

use super::block_device::{self, BlockDevice, Takes};
use super::instance_options::{CpuCredits, InstanceInitiatedShutdownBehavior, Metadata};
use super::instance_type::InstanceType;
use super::key_pair::KeyPair;
use super::launch_template_options::{CpuOptions, SpotOptions};
use super::machine_image::MachineImage;
use super::security_group::SecurityGroup;
use super::user_data::UserData;
use crate::iam::{InstanceProfile, Role};

const LONGEST_DESCRIPTION: usize = 255;

props! {
    /// The settings of a [`LaunchTemplate`].
    pub struct LaunchTemplateProps => LaunchTemplateSettings in launch_template_props {
        optional {
            /// Its name. Default: CloudFormation makes one.
            launch_template_name: Value<String>,
            /// What is new in this version, 255 characters at most.
            version_description: Value<String>,
            /// The type of the instances. Default: whoever launches them says.
            instance_type: InstanceType,
            /// What their disks begin with. Default: whoever launches them says.
            machine_image: MachineImage,
            /// What they do when they boot. Default: an empty script, where there is an image.
            user_data: UserData,
            /// Their disks. The image's root disk is encrypted, unless another one stands here under its name.
            block_devices: Vec<BlockDevice> = Vec::new(),
            /// What instances with credits for their processor do without any.
            cpu_credits: CpuCredits,
            /// How their processors are used.
            cpu_options: CpuOptions,
            /// Asks for spot instances. Default: instances on demand.
            spot_options: SpotOptions,
            /// The key that opens them. Default: none.
            key_pair: KeyPair,
            /// Their role, by way of a new instance profile. Default: none.
            role: Role,
            /// Their instance profile, in place of a role.
            instance_profile: InstanceProfile,
            /// Their security group; more can be added. Default: that of the VPC they end up in.
            security_group: SecurityGroup,
            /// Whether they get public addresses. Default: as the subnet says.
            associate_public_ip_address: bool,
            /// The placement group that they are launched into, by its name.
            placement_group_name: Value<String>,
            /// Whether they are protected from being terminated.
            disable_api_termination: bool,
            /// Whether they have a connection of their own to EBS. Default: as the type has it.
            ebs_optimized: bool,
            /// Whether they can have enclaves.
            nitro_enclave_enabled: bool,
            /// Whether they can hibernate.
            hibernation_configured: bool,
            /// What becomes of one that is shut down from inside.
            instance_initiated_shutdown_behavior: InstanceInitiatedShutdownBehavior,
            /// Whether metrics are taken every minute, for a price, instead of every five.
            detailed_monitoring: bool,
            /// Whether they have the metadata service. Default: yes.
            http_endpoint: bool,
            /// Whether it answers over IPv6, too.
            http_protocol_ipv6: bool,
            /// How many hops its answers travel: 1 keeps them in the instance, containers need 2. Default: as the image or the
            /// account says.
            http_put_response_hop_limit: i64,
            /// Whether it answers without a token, in its first version, which lets whoever can make the instance send a
            /// request have its credentials.
            allow_imdsv1: bool = false,
            /// Whether it tells the tags of the instance.
            instance_metadata_tags: bool,
        }
    }
}

/// What the template says of instances, apart from what grows.
pub(super) fn data(
    scope: &Scope,
    settings: &LaunchTemplateSettings,
    image_id: Option<Value<String>>,
    root_device: Option<Text>,
    profile_arn: Option<Value<String>>,
) -> Val {
    let devices = block_device::with_encrypted_root(settings.block_devices.clone(), root_device);
    let devices: Option<Value<Vec<String>>> =
        (!devices.is_empty()).then(|| block_device::mappings(scope, &devices, Takes::LaunchTemplate));
    let text = |value: &Option<Value<String>>| value.clone().map(Value::into_val);
    let structure = |name: &'static str, value: Val| Val::structure([(name, value)]);
    let enabled = |name: &'static str, value: Option<bool>| value.map(|value| structure(name, Val::Bool(value)));
    let interfaces = settings.associate_public_ip_address.map(|associate| {
        let interface = [("AssociatePublicIpAddress", Val::Bool(associate)), ("DeviceIndex", Val::Integer(0))];
        Val::List(vec![Val::structure(interface)])
    });
    let shutdown = settings.instance_initiated_shutdown_behavior.as_ref();
    let entries = [
        ("BlockDeviceMappings", devices.map(Value::into_val)),
        ("CpuOptions", settings.cpu_options.as_ref().map(CpuOptions::property)),
        (
            "CreditSpecification",
            settings.cpu_credits.as_ref().map(|credits| structure("CpuCredits", credits.into_value().into_val())),
        ),
        ("DisableApiTermination", settings.disable_api_termination.map(Val::Bool)),
        ("EbsOptimized", settings.ebs_optimized.map(Val::Bool)),
        ("EnclaveOptions", enabled("Enabled", settings.nitro_enclave_enabled)),
        ("HibernationOptions", enabled("Configured", settings.hibernation_configured)),
        ("IamInstanceProfile", profile_arn.map(|arn| structure("Arn", arn.into_val()))),
        ("ImageId", image_id.map(Value::into_val)),
        ("InstanceInitiatedShutdownBehavior", shutdown.map(|behavior| behavior.into_value().into_val())),
        ("InstanceMarketOptions", settings.spot_options.as_ref().map(SpotOptions::market_options)),
        ("InstanceType", settings.instance_type.as_ref().map(|kind| kind.name().into_val())),
        ("KeyName", settings.key_pair.as_ref().map(|key| key.name().into_val())),
        ("MetadataOptions", Some(metadata(settings).options())),
        ("Monitoring", enabled("Enabled", settings.detailed_monitoring)),
        ("NetworkInterfaces", interfaces),
        ("Placement", text(&settings.placement_group_name).map(|name| structure("GroupName", name))),
    ];
    Val::structure(entries.into_iter().filter_map(|(name, value)| Some((name, value?))))
}

fn metadata(settings: &LaunchTemplateSettings) -> Metadata {
    Metadata {
        endpoint: settings.http_endpoint,
        ipv6: settings.http_protocol_ipv6,
        hop_limit: settings.http_put_response_hop_limit,
        allow_imdsv1: settings.allow_imdsv1,
        tags: settings.instance_metadata_tags,
    }
}

/// Reports settings that contradict each other, or that EC2 would refuse.
#[track_caller]
pub(super) fn check(scope: &Scope, settings: &LaunchTemplateSettings) {
    let location = Location::caller();
    let report = |finding: Finding| scope.report(finding.at(location));
    if settings.instance_profile.is_some() && settings.role.is_some() {
        let finding = Finding::error("profile-and-role", "instances get their role from the profile or directly");
        report(finding.help("leave out either of `instance_profile` and `role`"));
    }
    metadata(settings).mistake().into_iter().for_each(report);
    settings.spot_options.as_ref().and_then(SpotOptions::mistake).into_iter().for_each(report);
    if let Some(name) = settings.instance_type.as_ref().and_then(InstanceType::malformed) {
        report(bad_instance_type(name));
    }
    let description = settings.version_description.as_ref().and_then(Value::<String>::literal);
    if let Some(length) = description.map(|text| text.chars().count()).filter(|&length| length > LONGEST_DESCRIPTION) {
        let message = format!("the description of the version has {length} characters");
        report(Finding::error("long-description", message).help("255 are the most"));
    }
}

pub(super) fn bad_instance_type(name: &str) -> Finding {
    Finding::error("bad-instance-type", format!("`{name}` is not a type of instances"))
        .help("types are written like `t3.micro`")
}
