//! What instances are told, and what becomes of it.

use std::panic::Location;
use std::time::Duration;

use purlin_cfn::ec2::CfnInstanceProps;
use purlin_core::{Finding, Scope, Text, Val, Value, props};

use super::block_device::{self, BlockDevice, Takes};
use super::instance_options::{CpuCredits, InstanceInitiatedShutdownBehavior, Metadata};
use super::instance_type::InstanceType;
use super::key_pair::KeyPair;
use super::launch_template_settings::bad_instance_type;
use super::machine_image::{MachineImage, ResolvedImage};
use super::security_group::SecurityGroup;
use super::subnet::Subnet;
use super::subnet_selection::SubnetSelection;
use super::user_data::UserData;
use super::vpc::Vpc;
use crate::iam::{InstanceProfile, Role};

props! {
    /// The settings of an [`Instance`].
    pub struct InstanceProps => InstanceSettings in instance_props {
        required {
            /// The VPC that it is in.
            vpc: Vpc as InVpc,
            /// Its type.
            instance_type: InstanceType as OfType,
            /// What its disk begins with.
            machine_image: MachineImage as Image,
        }
        optional {
            /// The subnets of which it gets the first. Default: private ones, or what the VPC has instead.
            vpc_subnets: SubnetSelection = SubnetSelection::new(),
            /// The availability zone whose subnet it gets. Default: the first subnet's.
            availability_zone: Value<String>,
            /// Its name: the tag `Name`. Default: its path.
            instance_name: String,
            /// The key that opens it. Default: none.
            key_pair: KeyPair,
            /// Its role. Default: a new one.
            role: Role,
            /// Its instance profile, in place of a role.
            instance_profile: InstanceProfile,
            /// Lets Systems Manager reach it, so that sessions need neither a key nor an open port.
            ssm_session_permissions: bool = false,
            /// Its security group; more can be added. Default: a new one.
            security_group: SecurityGroup,
            /// Whether all IPv4 traffic may leave through the new security group.
            allow_all_outbound: bool = true,
            /// Whether all IPv6 traffic may leave through the new security group.
            allow_all_ipv6_outbound: bool = false,
            /// What it does when it boots. Default: an empty script.
            user_data: UserData,
            /// Whether another script makes another instance in place of this one: scripts run on the first boot only.
            user_data_causes_replacement: bool = false,
            /// How long CloudFormation waits for the signal that it is ready, 12 hours at most.
            resource_signal_timeout: Duration,
            /// Its disks. The image's root disk is encrypted, unless another one stands here under its name.
            block_devices: Vec<BlockDevice> = Vec::new(),
            /// Whether its disks get its tags. Default: no.
            propagate_tags_to_volume_on_creation: bool,
            /// Its private address. Default: any of the subnet's.
            private_ip_address: Value<String>,
            /// Whether it gets a public address. Default: as the subnet says.
            associate_public_ip_address: bool,
            /// How many IPv6 addresses it gets. Default: as the subnet says.
            ipv6_address_count: i64,
            /// Whether traffic that is neither from it nor for it is dropped. Default: yes.
            source_dest_check: bool,
            /// Whether metrics are taken every minute, for a price, instead of every five.
            detailed_monitoring: bool,
            /// What it does when it has no credits for its processor left, of a type that has credits.
            credit_specification: CpuCredits,
            /// Whether it has a connection of its own to EBS. Default: as the type has it.
            ebs_optimized: bool,
            /// Whether it is protected from being terminated.
            disable_api_termination: bool,
            /// What becomes of it when it is shut down from inside. Default: it stops.
            instance_initiated_shutdown_behavior: InstanceInitiatedShutdownBehavior,
            /// The placement group that it is launched into, by its name.
            placement_group_name: Value<String>,
            /// Whether it can have enclaves.
            enclave_enabled: bool,
            /// Whether it can hibernate.
            hibernation_enabled: bool,
            /// Whether it has the metadata service. Default: yes.
            http_endpoint: bool,
            /// Whether the service answers over IPv6, too.
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

/// The properties of the generated resource, apart from what grows.
pub(super) fn cfn_props(
    scope: &Scope,
    settings: &InstanceSettings,
    image: &ResolvedImage,
    subnet: Option<&Subnet>,
    profile: Value<String>,
) -> CfnInstanceProps {
    let devices = block_device::with_encrypted_root(settings.block_devices.clone(), image.root_device.clone());
    let devices = (!devices.is_empty()).then(|| block_device::mappings(scope, &devices, Takes::Instance));
    let subnet_id = subnet.map(Subnet::id);
    let structure = |name: &'static str, value: Val| Val::structure([(name, value)]);
    let interfaces = settings.associate_public_ip_address.map(|associate| {
        let entries = [
            ("AssociatePublicIpAddress", Some(Val::Bool(associate))),
            ("DeviceIndex", Some(Val::text("0"))),
            ("PrivateIpAddress", settings.private_ip_address.clone().map(Value::into_val)),
            ("SubnetId", subnet_id.clone().map(Value::into_val)),
        ];
        let entries = entries.into_iter().filter_map(|(name, value)| Some((name, value?)));
        Value::from_val(Val::List(vec![Val::structure::<Text>(entries.map(|(name, value)| (name.into(), value)))]))
    });
    let alone = interfaces.is_none();
    let credits = settings.credit_specification.as_ref();
    let enabled = |name: &'static str, value: Option<bool>| value.map(|value| structure(name, Val::Bool(value)));
    CfnInstanceProps::new()
        .image_id(&image.id)
        .key_name(settings.key_pair.as_ref().map(KeyPair::name))
        .instance_type(settings.instance_type.name())
        .subnet_id(subnet_id.filter(|_| alone))
        .network_interfaces(interfaces)
        .iam_instance_profile(profile)
        .availability_zone(subnet.and_then(Subnet::known_availability_zone))
        .source_dest_check(settings.source_dest_check)
        .block_device_mappings(devices)
        .private_ip_address(settings.private_ip_address.clone().filter(|_| alone))
        .propagate_tags_to_volume_on_creation(settings.propagate_tags_to_volume_on_creation)
        .monitoring(settings.detailed_monitoring)
        .credit_specification(
            credits.map(|credits| Value::from_val(structure("CPUCredits", Val::text(credits.as_str().to_owned())))),
        )
        .ebs_optimized(settings.ebs_optimized)
        .disable_api_termination(settings.disable_api_termination)
        .instance_initiated_shutdown_behavior(settings.instance_initiated_shutdown_behavior.clone())
        .placement_group_name(settings.placement_group_name.clone())
        .enclave_options(enabled("Enabled", settings.enclave_enabled).map(Value::from_val))
        .hibernation_options(enabled("Configured", settings.hibernation_enabled).map(Value::from_val))
        .ipv6_address_count(settings.ipv6_address_count)
        .metadata_options(Value::from_val(metadata(settings).options()))
}

fn metadata(settings: &InstanceSettings) -> Metadata {
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
pub(super) fn check(scope: &Scope, settings: &InstanceSettings) {
    let location = Location::caller();
    let report = |finding: Finding| scope.report(finding.at(location));
    if settings.instance_profile.is_some() && settings.role.is_some() {
        let finding = Finding::error("profile-and-role", "an instance gets its role from the profile or directly");
        report(finding.help("leave out either of `instance_profile` and `role`"));
    }
    if let Some(name) = settings.instance_type.malformed() {
        report(bad_instance_type(name));
    }
    if settings.credit_specification.is_some() && settings.instance_type.is_burstable() == Some(false) {
        let finding = Finding::error("no-credits", "instances of this type earn no credits for their processor");
        report(finding.help("leave `credit_specification` out, or take a type of the family t"));
    }
    if settings.enclave_enabled == Some(true) && settings.hibernation_enabled == Some(true) {
        let finding = Finding::error("enclave-and-hibernation", "an instance with enclaves cannot hibernate");
        report(finding.help("leave out either of `enclave_enabled` and `hibernation_enabled`"));
    }
    if let Some(count) = settings.ipv6_address_count {
        if count < 0 {
            let message = format!("an instance cannot have {count} IPv6 addresses");
            report(Finding::error("bad-address-count", message).help("give it 0 or more"));
        }
        if settings.associate_public_ip_address.is_some() {
            let message = "the number of IPv6 addresses and the choice of a public address exclude each other";
            let help = "leave out either of `ipv6_address_count` and `associate_public_ip_address`";
            report(Finding::error("two-interfaces", message).help(help));
        }
    }
    metadata(settings).mistake().into_iter().for_each(report);
}
