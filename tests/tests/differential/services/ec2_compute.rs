//! Instances and what they are made of: images, scripts, keys, disks, launch templates.

use std::time::Duration;

use purlin_aws::ec2::{
    AmazonLinux, Architecture, BlockDevice, BlockDeviceVolume, Connectable, CpuCredits, CpuOptions, EbsVolumeType,
    ElasticIp, ElasticIpProps, ImageLookup, ImportedSubnets, Instance, InstanceInitiatedShutdownBehavior,
    InstanceProps, InstanceType, KeyPair, KeyPairFormat, KeyPairProps, KeyPairType, LaunchTemplate,
    LaunchTemplateProps, MachineImage, MultipartBody, MultipartUserData, Peer, Port, S3Download, SecurityGroup,
    SecurityGroupProps, SpotInstanceInterruption, SpotOptions, SpotRequestType, SubnetType, UserData, Volume,
    VolumeProps, Vpc, VpcAttributesProps, VpcProps,
};
use purlin_aws::iam::{InstanceProfile, InstanceProfileProps, PolicyStatement, Principal, Role, RoleProps};
use purlin_aws::kms::{Key, KeyProps};
use purlin_core::{
    App, Construct, IntoValue, Output, OutputProps, Parameter, ParameterProps, RemovalPolicy, Scope, Set, Tags,
    ToolkitEnvironment, Value, pseudo_parameter, text,
};
use purlin_tests::differential::Accepted;

use crate::resources::{ireland, stack, stack_in};
use crate::{Case, case};

const IMDSV2: &str = "instances answer to the second version of the metadata service alone";
const ENCRYPTED: &str = "disks are encrypted";

pub(crate) const CASES: &[Case] = &[
    case!(compute_user_data_linux),
    case!(compute_user_data_windows),
    case!(compute_user_data_custom),
    case!(compute_user_data_multipart),
    case!(compute_machine_image_amazon_linux),
    case!(compute_machine_image_parameters),
    case!(compute_machine_image_cached).environment(cached_images),
    case!(compute_machine_image_lookup).environment(looked_up_images),
    case!(compute_machine_image_map),
    case!(compute_key_pair),
    case!(compute_key_pair_default),
    case!(compute_volume),
    case!(compute_volume_default).accepting(&[Accepted {
        case: "compute_volume_default",
        file: "Volumes.template.json",
        place: "/Resources/VolumeA92988D3/Properties/Encrypted",
        reason: ENCRYPTED,
    }]),
    case!(compute_volume_grants),
    case!(compute_volume_grants_by_tag),
    case!(compute_elastic_ip),
    case!(compute_launch_template_default).accepting(&[Accepted {
        case: "compute_launch_template_default",
        file: "Templates.template.json",
        place: "/Resources/Template576A9730/Properties/LaunchTemplateData/MetadataOptions",
        reason: IMDSV2,
    }]),
    case!(compute_launch_template_settings),
    case!(compute_launch_template_spot),
    case!(compute_launch_template_disks),
    case!(compute_launch_template_role_and_groups),
    case!(compute_launch_template_references),
    case!(compute_instance_default).accepting(&[
        Accepted {
            case: "compute_instance_default",
            file: "Instances.template.json",
            place: "/Resources/InstanceC1063A87/Properties/MetadataOptions",
            reason: IMDSV2,
        },
        Accepted {
            case: "compute_instance_default",
            file: "Instances.template.json",
            place: "/Resources/InstanceC1063A87/Properties/BlockDeviceMappings",
            reason: ENCRYPTED,
        },
    ]),
    case!(compute_instance_settings),
    case!(compute_instance_public_address),
    case!(compute_instance_role_and_groups),
    case!(compute_instance_user_data),
    case!(compute_instance_attributes),
    case!(compute_instance_placement),
    case!(compute_instance_across_stacks),
];

fn template(scope: &impl Construct, id: &str, props: LaunchTemplateProps) -> LaunchTemplate {
    LaunchTemplate::new(scope, id, props)
}

fn role(scope: &impl Construct) -> Role {
    Role::new(scope, "Role", RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com")))
}

fn vpc(scope: &impl Construct) -> Vpc {
    let props = VpcAttributesProps::new()
        .vpc_id("vpc-1")
        .availability_zones(["eu-west-1a", "eu-west-1b"])
        .public_subnets(ImportedSubnets::new(["subnet-1", "subnet-2"]).route_table_ids(["rtb-1", "rtb-2"]))
        .private_subnets(ImportedSubnets::new(["subnet-3", "subnet-4"]).route_table_ids(["rtb-3", "rtb-4"]));
    Vpc::from_attributes(scope, "Vpc", props)
}

/// A small instance whose image has its root disk where Amazon Linux has it.
fn small(vpc: &Vpc) -> InstanceProps<Set<Vpc>, Set<InstanceType>, Set<MachineImage>> {
    let image = MachineImage::by_region([("eu-west-1", "ami-1")]).root_device("/dev/xvda");
    InstanceProps::new().vpc(vpc).instance_type("t3.micro").machine_image(image)
}

fn output(scope: &impl Construct, id: &str, value: impl IntoValue<String>) {
    Output::new(scope, id, value.into_value(), OutputProps::new());
}

fn compute_user_data_linux(app: &App) {
    let stack = stack(app, "UserData");
    let script = UserData::linux();
    script.add_commands(["echo \"${HOME} $(date)\"", "cat <<EOF\n!${literal}\nEOF"]);
    script.add_unquoted_commands([text!["echo ", pseudo_parameter::region(), " ", pseudo_parameter::account_id()]]);
    let path = script.download_from_s3(S3Download::new("scripts", "setup/run.sh"));
    script.download_from_s3(S3Download::new("scripts", "other").to("/opt/other").region("us-east-1"));
    script.execute_file(path, ["--verbose", "-y"]);
    script.execute_file("/opt/other", [""; 0]);
    let made = template(&stack, "Template", LaunchTemplateProps::new().user_data(&script));
    script.signal_on_exit(&made);
    script.add_on_exit_commands(["echo \"$exitCode\""]);
    let sh = UserData::linux_with_shebang("#!/bin/sh -eu");
    template(&stack, "Sh", LaunchTemplateProps::new().user_data(sh));
}

fn compute_user_data_windows(app: &App) {
    let stack = stack(app, "UserData");
    let script = UserData::persistent_windows();
    script.add_commands(["Write-Output \"$env:Path\""]);
    let path = script.download_from_s3(S3Download::new("scripts", "setup.bat"));
    script.download_from_s3(S3Download::new("scripts", "b.bat").to("c:\\b.bat").region("us-east-1"));
    script.execute_file(path, ["arg1", "arg2"]);
    let made = template(&stack, "Template", LaunchTemplateProps::new().user_data(&script));
    script.signal_on_exit(&made);
    template(&stack, "Empty", LaunchTemplateProps::new().user_data(UserData::windows()));
}

fn compute_user_data_custom(app: &App) {
    let stack = stack(app, "UserData");
    let script = UserData::custom("#cloud-config\nrepo_update: true");
    script.add_commands(["package_upgrade: true"]);
    template(&stack, "Template", LaunchTemplateProps::new().user_data(script));
}

fn compute_user_data_multipart(app: &App) {
    let stack = stack(app, "UserData");
    let hook = UserData::linux();
    hook.add_commands(["cloud-init-per once docker echo \"${OPTIONS}\" >> /etc/sysconfig/docker"]);
    let setup = UserData::linux();
    let parts = MultipartUserData::new();
    parts.add_part(MultipartBody::from_user_data_as(hook, "text/cloud-boothook; charset=\"us-ascii\""));
    parts.add_default_part(&setup);
    let config = MultipartBody::from_raw("text/cloud-config", "#cloud-config\nrepo_update: true");
    parts.add_part(config.transfer_encoding("7bit"));
    let user_data = UserData::from(&parts);
    user_data.add_unquoted_commands([text!["echo らと ", pseudo_parameter::region()]]);
    setup.add_commands(["touch /root/done"]);
    template(&stack, "Template", LaunchTemplateProps::new().user_data(user_data));
    let other = MultipartUserData::with_separator("==BOUNDARY==");
    other.add_default_part(&UserData::linux());
    template(&stack, "Other", LaunchTemplateProps::new().user_data(other));
}

fn compute_machine_image_amazon_linux(app: &App) {
    let stack = stack(app, "Images");
    let images = [
        MachineImage::latest_amazon_linux_2023(),
        AmazonLinux::v2023().architecture(Architecture::Arm64).into(),
        AmazonLinux::v2023().minimal().into(),
        AmazonLinux::v2023().default_kernel().into(),
        MachineImage::latest_amazon_linux_2(),
        AmazonLinux::v2().architecture(Architecture::Arm64).minimal().into(),
        AmazonLinux::v2().default_kernel().storage("ebs").into(),
    ];
    for (index, image) in images.into_iter().enumerate() {
        template(&stack, &format!("Template{index}"), LaunchTemplateProps::new().machine_image(image));
    }
}

fn compute_machine_image_parameters(app: &App) {
    let stack = stack(app, "Images");
    let with = |id: &str, image: MachineImage| template(&stack, id, LaunchTemplateProps::new().machine_image(image));
    with("Ubuntu", MachineImage::latest_ubuntu("24.04"));
    with("Own", MachineImage::from_ssm_parameter("/my/image"));
    with("OwnAgain", MachineImage::from_ssm_parameter("/my/image"));
    with("Windows", MachineImage::from_ssm_parameter("/my/windows").windows());
    with("AtLaunch", MachineImage::resolve_ssm_parameter_at_launch("/my/image", None));
    with("AtLaunchVersion", MachineImage::resolve_ssm_parameter_at_launch("/my/image", Some("7")));
}

fn with_context(entries: &[(&str, &str)]) -> ToolkitEnvironment {
    let context = entries.iter().map(|(key, value)| ((*key).to_owned(), (*value).into())).collect();
    ToolkitEnvironment { context, ..ToolkitEnvironment::default() }
}

fn cached_images() -> ToolkitEnvironment {
    with_context(&[
        (
            "ssm:account=111111111111:parameterName=/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-6.1-x86_64:region=eu-west-1",
            "ami-11",
        ),
        ("ssm:account=111111111111:parameterName=/my/image:region=eu-west-1", "ami-12"),
    ])
}

fn compute_machine_image_cached(app: &App) {
    let stack = stack_in(app, "Images", ireland());
    let with = |id: &str, image: MachineImage| template(&stack, id, LaunchTemplateProps::new().machine_image(image));
    with("Linux", MachineImage::latest_amazon_linux_2023().cached_in_context());
    with("Own", MachineImage::from_ssm_parameter("/my/image").cached_in_context());
}

fn looked_up_images() -> ToolkitEnvironment {
    with_context(&[
        (
            "ami:account=111111111111:filters.image-type.0=machine:filters.name.0=valohai-*:filters.state.0=available:owners.0=self:region=eu-west-1",
            "ami-21",
        ),
        (
            "ami:account=111111111111:filters.architecture.0=arm64:filters.image-type.0=machine:filters.name.0=win-*:filters.platform.0=windows:filters.root-device-type.0=ebs:filters.state.0=available:owners.0=amazon:owners.1=222222222222:region=eu-west-1",
            "ami-22",
        ),
    ])
}

fn compute_machine_image_lookup(app: &App) {
    let stack = stack_in(app, "Images", ireland());
    let with = |id: &str, query: ImageLookup| template(&stack, id, LaunchTemplateProps::new().machine_image(query));
    with("Own", ImageLookup::new("valohai-*").owners(["self"]));
    let windows = ImageLookup::new("win-*").owners(["amazon", "222222222222"]).windows();
    with("Windows", windows.filter("architecture", ["arm64"]).filter("root-device-type", ["ebs"]));
}

fn compute_machine_image_map(app: &App) {
    let images = || MachineImage::by_region([("eu-west-1", "ami-1"), ("us-east-1", "ami-2")]);
    template(&stack(app, "Anywhere"), "Template", LaunchTemplateProps::new().machine_image(images()));
    let known = stack_in(app, "Known", ireland());
    template(&known, "Template", LaunchTemplateProps::new().machine_image(images()));
    template(&known, "Windows", LaunchTemplateProps::new().machine_image(images().windows()));
}

fn compute_key_pair(app: &App) {
    let stack = stack(app, "Keys");
    let rsa = KeyPair::new(&stack, "Rsa", KeyPairProps::new().key_type(KeyPairType::Rsa));
    rsa.grant_read_private_key(&role(&stack)).assert_success();
    let elliptic = KeyPairProps::new().key_type(KeyPairType::Ed25519).format(KeyPairFormat::Ppk);
    KeyPair::new(&stack, "Elliptic", elliptic.key_pair_name("workers"));
    let public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB7jpNzG+YG0s+xIGWbx";
    KeyPair::new(&stack, "Imported", KeyPairProps::new().public_key(public_key));
    let known = KeyPair::from_name(&stack, "Known", "existing");
    template(&stack, "Template", LaunchTemplateProps::new().key_pair(&rsa));
    template(&stack, "KnownTemplate", LaunchTemplateProps::new().key_pair(known));
}

fn compute_key_pair_default(app: &App) {
    KeyPair::new(&stack(app, "Keys"), "Key", KeyPairProps::new());
}

fn compute_volume(app: &App) {
    let stack = stack(app, "Volumes");
    let props = || VolumeProps::new().availability_zone("eu-west-1a");
    Volume::new(&stack, "Plain", props().size_gib(8));
    let fast = props()
        .size_gib(500)
        .volume_type(EbsVolumeType::IO2)
        .iops(1000)
        .multi_attach(true)
        .auto_enable_io(true)
        .volume_name("fast")
        .removal_policy(RemovalPolicy::Snapshot);
    Volume::new(&stack, "Fast", fast);
    let restored = props()
        .snapshot_id("snap-0123456789abcdef0")
        .throughput_mibps(250)
        .iops(4000)
        .removal_policy(RemovalPolicy::Destroy)
        .initialization_rate_mibps(200);
    Volume::new(&stack, "Restored", restored);
}

fn compute_volume_default(app: &App) {
    Volume::new(&stack(app, "Volumes"), "Volume", VolumeProps::new().availability_zone("eu-west-1a").size_gib(8));
}

fn compute_launch_template_default(app: &App) {
    template(&stack(app, "Templates"), "Template", LaunchTemplateProps::new());
}

fn compute_launch_template_settings(app: &App) {
    let stack = stack(app, "Templates");
    let processor = CpuOptions::new().core_count(2).threads_per_core(1).nested_virtualization(true).amd_sev_snp(false);
    let props = LaunchTemplateProps::new()
        .launch_template_name("workers")
        .version_description("the first")
        .instance_type("t3.micro")
        .machine_image(MachineImage::latest_amazon_linux_2023())
        .cpu_credits(CpuCredits::UNLIMITED)
        .cpu_options(processor)
        .disable_api_termination(true)
        .ebs_optimized(true)
        .nitro_enclave_enabled(false)
        .hibernation_configured(true)
        .instance_initiated_shutdown_behavior(InstanceInitiatedShutdownBehavior::TERMINATE)
        .detailed_monitoring(true)
        .http_endpoint(true)
        .http_protocol_ipv6(false)
        .http_put_response_hop_limit(2)
        .instance_metadata_tags(true);
    template(&stack, "Template", props);
    Tags::of(&stack).add("valohai", "1");
}

fn compute_launch_template_spot(app: &App) {
    let stack = stack(app, "Templates");
    template(&stack, "Plain", LaunchTemplateProps::new().spot_options(SpotOptions::new()));
    let priced = SpotOptions::new()
        .interruption_behavior(SpotInstanceInterruption::STOP)
        .max_price(0.25)
        .request_type(SpotRequestType::PERSISTENT);
    template(&stack, "Priced", LaunchTemplateProps::new().spot_options(priced));
}

fn compute_launch_template_disks(app: &App) {
    let stack = stack(app, "Templates");
    let key = Key::from_arn(&stack, "Key", "arn:aws:kms:eu-west-1:111111111111:key/1");
    let data = BlockDeviceVolume::ebs(100).iops(4000).throughput_mibps(250).delete_on_termination(false);
    let restored = BlockDeviceVolume::ebs_from_snapshot("snap-1").size_gib(150).initialization_rate_mibps(200);
    let props = LaunchTemplateProps::new().block_devices([
        BlockDevice::new("/dev/xvda", BlockDeviceVolume::ebs(50).encryption_key(key)),
        BlockDevice::new("/dev/sdb", data),
        BlockDevice::new("/dev/sdc", restored),
        BlockDevice::new("/dev/sdd", BlockDeviceVolume::ephemeral(0)),
        BlockDevice::suppressed("/dev/sde"),
    ]);
    template(&stack, "Template", props);
}

fn compute_launch_template_role_and_groups(app: &App) {
    let stack = stack(app, "Templates");
    Scope::new(&stack, "Vpc");
    let role = role(&stack);
    let group = |id: &str| SecurityGroup::new(&stack, id, SecurityGroupProps::new().vpc("vpc-1"));
    let (first, second) = (group("First"), group("Second"));
    let made = template(&stack, "Template", LaunchTemplateProps::new().role(&role).security_group(&first));
    made.add_security_group(&second);
    made.connections().allow_from_any_ipv4(Port::tcp(443));
    let describe = PolicyStatement::allow().actions(["ec2:DescribeInstances"]).all_resources();
    if let Some(role) = made.role() {
        role.add_to_policy(describe);
    }
    let profile = InstanceProfile::new(&stack, "Profile", InstanceProfileProps::new().role(&role));
    template(&stack, "WithProfile", LaunchTemplateProps::new().instance_profile(profile));
    let public = LaunchTemplateProps::new().security_group(&first).associate_public_ip_address(true);
    template(&stack, "Public", public);
}

fn compute_launch_template_references(app: &App) {
    let stack = stack(app, "Templates");
    let made = template(&stack, "Template", LaunchTemplateProps::new());
    let known = LaunchTemplate::from_id(&stack, "Known", "lt-1", None);
    let value = |value: Option<Value<String>>| value.unwrap_or_else(|| "".into());
    output(&stack, "Id", value(made.id()));
    output(&stack, "Latest", value(made.latest_version_number()));
    output(&stack, "DefaultVersion", value(made.default_version_number()));
    output(&stack, "KnownVersion", known.version_number());
}

fn compute_volume_grants(app: &App) {
    let stack = stack(app, "Volumes");
    let role = role(&stack);
    let key = Key::new(&stack, "Key", KeyProps::new());
    let props = VolumeProps::new().availability_zone("eu-west-1a").size_gib(8).encryption_key(key);
    let volume = Volume::new(&stack, "Volume", props);
    let machine = Instance::new(&stack, "Instance", small(&vpc(&stack)));
    volume.grant_attach(&role).assert_success();
    volume.grant_detach_from(&role, [machine.id()]).assert_success();
    let known = Volume::from_attributes(&stack, "Known", "vol-0123", "eu-west-1a", None);
    known.grant_attach(&role).assert_success();
}

fn compute_volume_grants_by_tag(app: &App) {
    let stack = stack(app, "Volumes");
    let machine = Instance::new(&stack, "Instance", small(&vpc(&stack)));
    let props = VolumeProps::new().availability_zone("eu-west-1a").size_gib(8);
    let volume = Volume::new(&stack, "Volume", props);
    volume.grant_attach_by_resource_tag(&machine, &[&machine], None).assert_success();
    volume.grant_detach_by_resource_tag(&machine, &[&machine], Some("Mine")).assert_success();
}

fn compute_elastic_ip(app: &App) {
    let stack = stack(app, "Addresses");
    let address = ElasticIp::new(&stack, "Address", ElasticIpProps::new());
    let machine = Instance::new(&stack, "Instance", small(&vpc(&stack)));
    address.associate(machine.id());
}

fn compute_instance_default(app: &App) {
    let stack = stack_in(app, "Instances", ireland());
    let props = InstanceProps::new().vpc(vpc(&stack)).instance_type("t3.micro");
    Instance::new(&stack, "Instance", props.machine_image(MachineImage::latest_amazon_linux_2023()));
}

fn compute_instance_settings(app: &App) {
    let stack = stack_in(app, "Instances", ireland());
    let vpc = vpc(&stack);
    let props = InstanceProps::new()
        .vpc(&vpc)
        .instance_type("t3.micro")
        .machine_image(MachineImage::latest_amazon_linux_2023())
        .vpc_subnets(SubnetType::Public)
        .availability_zone("eu-west-1b")
        .instance_name("worker")
        .key_pair(KeyPair::from_name(&stack, "Key", "existing"))
        .private_ip_address("10.0.0.7")
        .source_dest_check(false)
        .propagate_tags_to_volume_on_creation(true)
        .detailed_monitoring(true)
        .credit_specification(CpuCredits::STANDARD)
        .ebs_optimized(true)
        .disable_api_termination(true)
        .instance_initiated_shutdown_behavior(InstanceInitiatedShutdownBehavior::TERMINATE)
        .enclave_enabled(false)
        .hibernation_enabled(true)
        .http_endpoint(true)
        .http_protocol_ipv6(false)
        .http_put_response_hop_limit(2)
        .instance_metadata_tags(true)
        .allow_all_outbound(false)
        .ssm_session_permissions(true)
        .resource_signal_timeout(Duration::from_secs(90 * 60));
    let machine = Instance::new(&stack, "Instance", props);
    machine.connections().allow_from_described(&Peer::any_ipv4(), Port::tcp(443), "web");
    machine.user_data().add_commands(["yum install -y docker"]);
    machine.add_to_role_policy(PolicyStatement::allow().actions(["ec2:DescribeInstances"]).all_resources());
    Tags::of(&stack).add("valohai", "1");
}

fn compute_instance_public_address(app: &App) {
    let stack = stack(app, "Instances");
    let vpc =
        Vpc::new(&stack, "Vpc", VpcProps::new().max_azs(1).nat_gateways(0).restrict_default_security_group(false));
    let props = InstanceProps::new()
        .vpc(&vpc)
        .vpc_subnets(SubnetType::Public)
        .associate_public_ip_address(true)
        .private_ip_address("10.0.0.9")
        .instance_type("t3.micro")
        .machine_image(MachineImage::from_ssm_parameter("/my/image"));
    Instance::new(&stack, "Instance", props);
}

fn compute_instance_role_and_groups(app: &App) {
    let stack = stack_in(app, "Instances", ireland());
    let vpc = vpc(&stack);
    let role = role(&stack);
    let group = SecurityGroup::new(&stack, "Group", SecurityGroupProps::new().vpc(&vpc));
    let machine = Instance::new(&stack, "WithRole", small(&vpc).role(&role).security_group(&group));
    machine.add_security_group(SecurityGroup::from_id(&stack, "Other", "sg-1"));
    let profile = InstanceProfile::new(&stack, "Profile", InstanceProfileProps::new().role(&role));
    Instance::new(&stack, "WithProfile", small(&vpc).security_group(&group).instance_profile(profile));
}

fn compute_instance_user_data(app: &App) {
    let stack = stack_in(app, "Instances", ireland());
    let vpc = vpc(&stack);
    let color = Parameter::new(&stack, "Color", ParameterProps::new().default("blue"));
    let replaced = Instance::new(&stack, "Replaced", small(&vpc).user_data_causes_replacement(true));
    replaced.user_data().add_commands(["echo \"one\""]);
    replaced.user_data().add_unquoted_commands([text!["echo ", color.value::<String>()]]);
    replaced.user_data().signal_on_exit(&replaced);
    let literal = Instance::new(&stack, "Literal", small(&vpc).user_data_causes_replacement(true));
    literal.user_data().add_commands(["echo \"ära\" \\ \u{1}"]);
    output(&stack, "Id", replaced.id());
    output(&stack, "LiteralId", literal.id());
}

fn compute_instance_attributes(app: &App) {
    let stack = stack_in(app, "Instances", ireland());
    let machine = Instance::new(&stack, "Instance", small(&vpc(&stack)));
    output(&stack, "Id", machine.id());
    output(&stack, "Zone", machine.availability_zone());
    output(&stack, "PrivateName", machine.private_dns_name());
    output(&stack, "PrivateIp", machine.private_ip());
    output(&stack, "PublicName", machine.public_dns_name());
    output(&stack, "PublicIp", machine.public_ip());
}

fn compute_instance_placement(app: &App) {
    let stack = stack_in(app, "Instances", ireland());
    let vpc = vpc(&stack);
    let near = small(&vpc).placement_group_name("near").ipv6_address_count(2).allow_all_ipv6_outbound(true);
    Instance::new(&stack, "Near", near);
    template(&stack, "NearTemplate", LaunchTemplateProps::new().placement_group_name("near"));
    let windows = MachineImage::by_region([("eu-west-1", "ami-2")]).windows();
    let windows = InstanceProps::new().vpc(&vpc).instance_type("t3.micro").machine_image(windows);
    let machine = Instance::new(&stack, "Windows", windows);
    machine.user_data().add_commands(["Write-Output \"$env:Path\""]);
    let disks = small(&vpc).block_devices([
        BlockDevice::new("/dev/xvda", BlockDeviceVolume::ebs(30)),
        BlockDevice::suppressed("/dev/sdb"),
        BlockDevice::new("/dev/sdc", BlockDeviceVolume::ephemeral(1)),
    ]);
    Instance::new(&stack, "Disks", disks);
}

fn compute_instance_across_stacks(app: &App) {
    let network = stack_in(app, "Network", ireland());
    let group = SecurityGroup::new(&network, "Group", SecurityGroupProps::new().vpc(vpc(&network)));
    let stack = stack_in(app, "Instances", ireland());
    let props = small(&vpc(&stack)).security_group(&group).user_data_causes_replacement(true);
    let machine = Instance::new(&stack, "Instance", props);
    machine.user_data().add_unquoted_commands([text!["echo ", group.id()]]);
}
