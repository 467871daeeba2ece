//! Deployments of instances and what they are made of.

use purlin_aws::ec2::{
    BlockDevice, BlockDeviceVolume, BootSecret, Connectable, CpuCredits, ElasticIp, ElasticIpProps, Instance,
    InstanceProps, KeyPair, KeyPairProps, KeyPairType, LaunchTemplate, LaunchTemplateProps, MachineImage,
    MultipartBody, MultipartUserData, Port, SpotOptions, SubnetType, UserData, Volume, VolumeProps, Vpc, VpcProps,
};
use purlin_aws::iam::{InstanceProfile, InstanceProfileProps, Principal, Role, RoleProps};
use purlin_aws::kms::{Key, KeyProps};
use purlin_aws::secretsmanager::{Secret, SecretProps};
use purlin_core::{RemovalPolicy, Stack, Tags, pseudo_parameter};
use purlin_tests::Result;

use crate::deploys;

const ZONE: &str = "eu-west-1a";
/// Amazon Linux 2, one of the images that the emulator has.
const IMAGE: &str = "ami-04681a1dbd79675a5";

fn network(stack: &Stack) -> Vpc {
    Vpc::new(
        stack,
        "Vpc",
        VpcProps::new().availability_zones([ZONE]).nat_gateways(0).restrict_default_security_group(false),
    )
}

fn image() -> MachineImage {
    MachineImage::from_id(IMAGE).root_device("/dev/xvda")
}

#[test]
fn an_instance_with_an_address_a_key_and_a_disk() -> Result<()> {
    deploys(|stack| {
        let vpc = network(stack);
        let key = KeyPair::new(stack, "Key", KeyPairProps::new().key_type(KeyPairType::Ed25519));
        let secret = Secret::new(stack, "Secret", SecretProps::new());
        let script = UserData::linux();
        script.stop_on_errors();
        script.set_variable("REGION", pseudo_parameter::region());
        script.read_secret_at_boot("PASSWORD", BootSecret::from(&secret), None);
        script.read_parameter_at_boot("SETTING", "/queue/setting");
        script.export_variable("KEY", key.name());
        let props = InstanceProps::new()
            .vpc(&vpc)
            .vpc_subnets(SubnetType::Public)
            .instance_type("t3.micro")
            .machine_image(image())
            .key_pair(&key)
            .user_data(&script)
            .user_data_causes_replacement(true)
            .credit_specification(CpuCredits::STANDARD)
            .detailed_monitoring(true)
            .source_dest_check(false)
            .http_put_response_hop_limit(2)
            .propagate_tags_to_volume_on_creation(true)
            .ssm_session_permissions(true);
        let queue = Instance::new(stack, "Queue", props);
        queue.connections().allow_from_any_ipv4(Port::HTTPS);
        ElasticIp::new(stack, "Address", ElasticIpProps::new().vpc(&vpc)).associate(queue.id());
        let data = VolumeProps::new()
            .availability_zone(ZONE)
            .size_gib(20)
            .encryption_key(Key::new(stack, "DataKey", KeyProps::new().removal_policy(RemovalPolicy::Destroy)))
            .volume_name("queue")
            .removal_policy(RemovalPolicy::Destroy);
        let data = Volume::new(stack, "Data", data);
        data.grant_attach_by_resource_tag(&queue, &[&queue], None).assert_success();
        Tags::of(stack).add("valohai", "1");
    })?;
    Ok(())
}

#[test]
fn launch_templates() -> Result<()> {
    deploys(|stack| {
        let vpc = network(stack);
        let role = Role::new(stack, "Role", RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com")));
        let group =
            purlin_aws::ec2::SecurityGroup::new(stack, "Group", purlin_aws::ec2::SecurityGroupProps::new().vpc(&vpc));
        let parts = MultipartUserData::new();
        parts.add_part(MultipartBody::from_raw("text/cloud-config", "#cloud-config\nrepo_update: true"));
        parts.add_default_part(&UserData::linux());
        let disk = BlockDeviceVolume::ebs(100).iops(4000).throughput_mibps(250).delete_on_termination(true);
        let props = LaunchTemplateProps::new()
            .instance_type("m5.large")
            .machine_image(image())
            .block_devices([BlockDevice::new("/dev/sdb", disk), BlockDevice::suppressed("/dev/sdc")])
            .user_data(parts)
            .role(&role)
            .security_group(group)
            .spot_options(SpotOptions::new().max_price(0.25))
            .detailed_monitoring(true)
            .http_put_response_hop_limit(2);
        LaunchTemplate::new(stack, "Workers", props);
        let profile = InstanceProfile::new(stack, "Profile", InstanceProfileProps::new());
        LaunchTemplate::new(stack, "Plain", LaunchTemplateProps::new().instance_profile(profile));
    })?;
    Ok(())
}
