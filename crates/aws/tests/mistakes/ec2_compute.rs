//! Mistakes with instances and what they are made of: each is found, with its place and what to do.

use std::time::Duration;

use purlin_aws::ec2::{
    BlockDevice, BlockDeviceVolume, BootSecret, Connectable, CpuCredits, EbsVolumeType, ElasticIp, ElasticIpProps,
    ImageLookup, ImportedSubnets, Instance, InstanceProps, InstanceType, KeyPair, KeyPairProps, KeyPairType,
    LaunchTemplate, LaunchTemplateProps, MachineImage, MultipartUserData, Port, SecurityGroup, ShellCommand,
    SpotOptions, Subnet, SubnetSelection, SubnetType, UserData, Volume, VolumeProps, Vpc, VpcAttributesProps,
};
use purlin_aws::iam::{InstanceProfile, InstanceProfileProps, Principal, Role, RoleProps};
use purlin_aws::secretsmanager::{Secret, SecretProps};
use purlin_core::{App, Environment, Set, Stack, StackProps};

use crate::{findings_in_known_environment as findings, only_in_known_environment as only};

fn vpc(stack: &Stack) -> Vpc {
    let props = VpcAttributesProps::new()
        .vpc_id("vpc-12345678")
        .availability_zones(["eu-west-1a", "eu-west-1b"])
        .private_subnets(
            ImportedSubnets::new(["subnet-11111111", "subnet-22222222"])
                .route_table_ids(["rtb-11111111", "rtb-22222222"]),
        );
    Vpc::from_attributes(stack, "Vpc", props)
}

fn small(stack: &Stack) -> InstanceProps<Set<Vpc>, Set<InstanceType>, Set<MachineImage>> {
    InstanceProps::new().vpc(vpc(stack)).instance_type("t3.micro").machine_image(MachineImage::from_id("ami-12345678"))
}

fn with_script(stack: &Stack, build: impl FnOnce(&UserData)) {
    let script = UserData::linux();
    build(&script);
    LaunchTemplate::new(stack, "Template", LaunchTemplateProps::new().user_data(script));
}

#[test]
fn secrets_in_scripts() {
    let pem = ["-----BEGIN OPENSSH ", "PRIVATE KEY-----"].concat();
    let line = line!() + 2;
    let finding = only("secret-in-user-data", |stack| {
        with_script(stack, |script| script.add_commands([pem.clone()]));
    });
    assert_eq!(finding.place.as_ref().unwrap().line, line);
    assert!(finding.message.contains("a private key"));
    assert!(finding.help.unwrap().contains("read_secret_at_boot"));
    only("secret-in-user-data", |stack| {
        let secret = Secret::new(stack, "Secret", SecretProps::new());
        with_script(stack, |script| script.set_variable("PASSWORD", secret.secret_value()));
    });
    only("secret-in-user-data", |stack| {
        let secret = Secret::new(stack, "Secret", SecretProps::new());
        let command = ShellCommand::new("login").argument(secret.secret_value_from_json("password"));
        with_script(stack, |script| script.add_command(command));
    });
    only("secret-in-user-data", |stack| {
        let inner = UserData::linux();
        inner.add_commands([pem.clone()]);
        let parts = MultipartUserData::new();
        parts.add_default_part(&inner);
        LaunchTemplate::new(stack, "Template", LaunchTemplateProps::new().user_data(parts));
    });
}

#[test]
fn secrets_that_would_be_traced() {
    let role =
        |stack: &Stack| Role::new(stack, "Role", RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com")));
    let arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:redis-AbCdEf";
    for tracing in ["set -x", "true; set -eux", "set -o xtrace"] {
        only("traced-secret", |stack| {
            let script = UserData::linux();
            script.add_commands([tracing]);
            script.read_secret_at_boot("PASSWORD", BootSecret::from_arn(arn), None);
            let props = LaunchTemplateProps::new().user_data(script).role(role(stack));
            LaunchTemplate::new(stack, "Template", props);
        });
    }
    let found = findings(|stack| {
        with_script(stack, |script| script.add_commands(["set -x", "set -euo pipefail", "unset -x"]));
    });
    assert!(found.is_empty(), "{found}");
}

#[test]
fn scripts_that_cannot_do_what_they_are_asked_to() {
    only("no-shell-script", |stack| {
        let custom = UserData::custom("#cloud-config");
        custom.set_variable("A", "b");
        LaunchTemplate::new(stack, "Template", LaunchTemplateProps::new().user_data(custom));
    });
    only("no-default-part", |stack| {
        let user_data = UserData::from(MultipartUserData::new());
        user_data.add_commands(["echo"]);
        LaunchTemplate::new(stack, "Template", LaunchTemplateProps::new().user_data(user_data));
    });
    only("part-of-itself", |stack| {
        let parts = MultipartUserData::new();
        parts.add_default_part(&UserData::from(&parts));
        LaunchTemplate::new(stack, "Template", LaunchTemplateProps::new().user_data(parts));
    });
    only("bad-separator", |stack| {
        let parts = MultipartUserData::with_separator("a b");
        LaunchTemplate::new(stack, "Template", LaunchTemplateProps::new().user_data(parts));
    });
    only("bad-variable", |stack| with_script(stack, |script| script.set_variable("A-B", "c")));
    only("no-secret-arn", |stack| {
        with_script(stack, |script| script.read_secret_at_boot("A", BootSecret::from_arn("name"), None));
    });
    only("no-shebang", |stack| {
        let script = UserData::linux_with_shebang("/bin/bash");
        LaunchTemplate::new(stack, "Template", LaunchTemplateProps::new().user_data(script));
    });
    only("no-resource", |stack| with_script(stack, |script| script.signal_on_exit(stack)));
}

#[test]
fn scripts_that_are_too_long() {
    let finding = only("user-data-too-long", |stack| {
        with_script(stack, |script| script.add_commands(["x".repeat(16 * 1024 - 11)]));
    });
    assert_eq!(finding.message, "the user data is 16385 bytes long, and EC2 takes 16384 at most");
    let found = findings(|stack| {
        with_script(stack, |script| script.add_commands(["x".repeat(16 * 1024 - 12)]));
    });
    assert!(found.is_empty(), "{found}");
}

#[test]
fn images() {
    only("bad-image-id", |stack| drop(MachineImage::from_id("image-1").resolve(stack)));
    let finding = only("no-image-for-region", |stack| {
        MachineImage::by_region([("us-east-1", "ami-12345678")]).resolve(stack);
    });
    assert_eq!(finding.message, "there is no machine image for the region eu-west-1");
    let app = App::new();
    let stack = Stack::new(&app, "Main", StackProps::new());
    MachineImage::from(ImageLookup::new("mine-*").owners(["self"])).resolve(&stack);
    let found = app.synth().err().unwrap();
    assert!(found.iter().any(|finding| finding.rule == "lookup-without-environment"), "{found}");
    crate::only("no-image-for-region", |stack| {
        let none: [(&str, &str); 0] = [];
        MachineImage::by_region(none).resolve(stack);
    });
}

#[test]
fn key_pairs() {
    let key = |props: KeyPairProps| move |stack: &Stack| drop(KeyPair::new(stack, "Key", props));
    only("bad-key-pair", key(KeyPairProps::new().public_key("ssh-rsa AAAA").key_type(KeyPairType::Rsa)));
    only("bad-key-pair", key(KeyPairProps::new().key_pair_name("")));
    only("bad-key-pair", key(KeyPairProps::new().public_key("-----BEGIN PRIVATE KEY-----")));
    only("key-pair-for-linux", |stack| {
        let key = KeyPair::new(stack, "Key", KeyPairProps::new().key_type(KeyPairType::Ed25519));
        let image = MachineImage::from_id("ami-12345678").windows();
        let props = LaunchTemplateProps::new().key_pair(key).machine_image(image);
        LaunchTemplate::new(stack, "Template", props);
    });
}

#[test]
fn volumes() {
    let volume = |props: VolumeProps| {
        move |stack: &Stack| drop(Volume::new(stack, "Volume", props.availability_zone("eu-west-1a")))
    };
    let finding = only("bad-volume", volume(VolumeProps::new().size_gib(100_000)));
    assert_eq!(finding.message, "a gp3 volume cannot have 100000 GiB");
    assert_eq!(finding.help.as_deref(), Some("give it 1 to 65536 GiB"));
    only("bad-volume", volume(VolumeProps::new()));
    only("bad-volume", volume(VolumeProps::new().size_gib(8).volume_type(EbsVolumeType::IO2)));
    only("bad-volume", volume(VolumeProps::new().size_gib(8).volume_type(EbsVolumeType::GP2).iops(3000)));
    only("bad-volume", volume(VolumeProps::new().size_gib(8).iops(5000)));
    only("bad-volume", volume(VolumeProps::new().size_gib(8).iops(100)));
    only("bad-volume", volume(VolumeProps::new().size_gib(8).throughput_mibps(100)));
    only("bad-volume", volume(VolumeProps::new().size_gib(8).iops(3000).throughput_mibps(1000)));
    only("bad-volume", volume(VolumeProps::new().size_gib(8).multi_attach(true)));
    only("bad-volume", volume(VolumeProps::new().size_gib(8).initialization_rate_mibps(200)));
    only("bad-snapshot-id", volume(VolumeProps::new().snapshot_id("vol-1")));
    only("bad-volume-id", |stack| drop(Volume::from_attributes(stack, "V", "snap-1", "eu-west-1a", None)));
}

#[test]
fn disks() {
    let disks = |disks: Vec<BlockDevice>| {
        move |stack: &Stack| drop(Instance::new(stack, "Instance", small(stack).block_devices(disks)))
    };
    let plain = || BlockDevice::new("/dev/sdb", BlockDeviceVolume::ebs(8));
    only("duplicate-device", disks(vec![plain(), plain()]));
    let fast = BlockDeviceVolume::ebs(8).throughput_mibps(250);
    only("bad-volume", disks(vec![BlockDevice::new("/dev/sdb", fast)]));
}

#[test]
fn launch_templates() {
    let template =
        |props: LaunchTemplateProps| move |stack: &Stack| drop(LaunchTemplate::new(stack, "Template", props));
    only("bad-hop-limit", template(LaunchTemplateProps::new().http_put_response_hop_limit(65)));
    only("bad-instance-type", template(LaunchTemplateProps::new().instance_type("micro")));
    for price in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let spot = SpotOptions::new().max_price(price);
        only("bad-spot-price", template(LaunchTemplateProps::new().spot_options(spot)));
    }
    only("long-description", template(LaunchTemplateProps::new().version_description("x".repeat(256))));
    only("no-security-group", |stack| {
        let template = LaunchTemplate::new(stack, "Template", LaunchTemplateProps::new());
        template.connections().allow_from_any_ipv4(Port::HTTPS);
    });
    only("imported-template", |stack| {
        let template = LaunchTemplate::from_name(stack, "Template", "workers", None);
        template.add_security_group(SecurityGroup::from_id(stack, "Group", "sg-12345678"));
    });
}

#[test]
fn instances() {
    only("no-credits", |stack| {
        let props = InstanceProps::new()
            .vpc(vpc(stack))
            .instance_type("m5.large")
            .machine_image(MachineImage::from_id("ami-12345678"))
            .credit_specification(CpuCredits::UNLIMITED);
        Instance::new(stack, "Instance", props);
    });
    only("enclave-and-hibernation", |stack| {
        Instance::new(stack, "Instance", small(stack).enclave_enabled(true).hibernation_enabled(true));
    });
    only("bad-address-count", |stack| drop(Instance::new(stack, "Instance", small(stack).ipv6_address_count(-1))));
    let with_groups = |count: usize| {
        move |stack: &Stack| {
            let instance = Instance::new(stack, "Instance", small(stack));
            for number in 2..=count {
                let group = SecurityGroup::from_id(stack, &format!("Group{number}"), format!("sg-{number:08}"));
                instance.add_security_group(&group);
                instance.add_security_group(&group);
            }
        }
    };
    assert!(findings(with_groups(16)).is_empty());
    only("too-many-security-groups", with_groups(17));
    only("private-subnet", |stack| {
        Instance::new(stack, "Instance", small(stack).associate_public_ip_address(true));
    });
    only("no-subnet", |stack| drop(Instance::new(stack, "Instance", small(stack).availability_zone("eu-west-1c"))));
    only("long-timeout", |stack| {
        Instance::new(stack, "Instance", small(stack).resource_signal_timeout(Duration::from_secs(13 * 3600)));
    });
    only("short-timeout", |stack| {
        Instance::new(stack, "Instance", small(stack).resource_signal_timeout(Duration::from_millis(900)));
    });
    only("bad-signal-count", |stack| {
        Instance::new(stack, "Instance", small(stack)).wait_for_signals(0, Duration::from_secs(60));
    });
    let subnet = |stack: &Stack| SubnetSelection::of_subnets([Subnet::from_id(stack, "Subnet", "subnet-33333333")]);
    assert!(!findings(|stack| drop(Instance::new(stack, "I", small(stack).vpc_subnets(subnet(stack))))).has_errors());
    // Of a subnet that the VPC does not tell of, nobody knows that it is not public.
    let public = |stack: &Stack| small(stack).vpc_subnets(subnet(stack)).associate_public_ip_address(true);
    assert!(!findings(|stack| drop(Instance::new(stack, "I", public(stack)))).has_errors());
    only("no-subnet", |stack| {
        let nowhere = SubnetSelection::of_subnets([] as [Subnet; 0]);
        Instance::new(stack, "Instance", small(stack).vpc_subnets(nowhere).associate_public_ip_address(true));
    });
    only("no-subnet", |stack| {
        let props = small(stack).vpc_subnets(subnet(stack)).availability_zone("eu-west-1a");
        Instance::new(stack, "Instance", props);
    });
    only("profile-and-role", |stack| {
        let profile = InstanceProfile::new(stack, "Profile", InstanceProfileProps::new());
        let role = Role::new(stack, "Role", RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com")));
        Instance::new(stack, "Instance", small(stack).instance_profile(profile).role(role));
    });
    let found = findings(|stack| drop(Instance::new(stack, "I", small(stack).vpc_subnets(SubnetType::Public))));
    assert!(found.has_errors());
}

#[test]
fn an_instance_waits_for_what_its_script_reads() {
    let app = App::new();
    let stack = Stack::new(&app, "Main", StackProps::new());
    let secret = Secret::new(&stack, "Secret", SecretProps::new());
    let database = purlin_core::Resource::untyped(&stack, "Database", "AWS::RDS::DBInstance");
    let early = UserData::linux();
    early.read_secret_at_boot("EARLY", &secret, Some("password"));
    let instance = Instance::new(&stack, "Instance", small(&stack).user_data(&early));
    instance.user_data().wait_for(&database);
    instance.user_data().read_parameter_at_boot("LATE", "/my/setting");
    let template: serde_json::Value = serde_json::from_str(&app.synth().unwrap().template("Main").unwrap()).unwrap();
    let resources = template["Resources"].as_object().unwrap();
    let instance = resources.values().find(|resource| resource["Type"] == "AWS::EC2::Instance").unwrap();
    let waits = instance["DependsOn"].to_string();
    for name in ["Secret", "Database", "InstanceInstanceRole", "InstanceInstanceRoleDefaultPolicy"] {
        assert!(waits.contains(name), "{waits} lacks {name}");
    }
    let policy = resources.values().find(|resource| resource["Type"] == "AWS::IAM::Policy").unwrap().to_string();
    for action in ["secretsmanager:GetSecretValue", "ssm:GetParameter"] {
        assert!(policy.contains(action), "{policy}");
    }
    assert!(!instance.to_string().contains("resolve:"));
}

#[test]
fn an_instance_that_waits_for_itself() {
    only("cyclic-dependency", |stack| {
        let instance = Instance::new(stack, "Instance", small(stack));
        let address = ElasticIp::new(stack, "Address", ElasticIpProps::new()).associate(instance.id());
        instance.user_data().wait_for(&address);
    });
}

#[test]
fn a_script_that_reads_without_a_role_is_warned_of() {
    let app = App::new();
    let stack = Stack::new(&app, "Main", StackProps::new());
    let secret = Secret::new(&stack, "Secret", SecretProps::new());
    with_script(&stack, |script| script.read_secret_at_boot("A", &secret, None));
    let rules: Vec<String> = app.synth().unwrap().warnings().map(|finding| finding.rule).collect();
    assert_eq!(rules, ["script-without-role"]);
}

#[test]
fn an_image_that_is_not_found_yet_is_asked_for_and_nothing_stands_for_it() {
    let app = App::new();
    let environment = Environment::new("111122223333", "eu-west-1");
    let stack = Stack::new(&app, "Main", StackProps::new().environment(environment));
    let image = ImageLookup::new("mine-*").owners(["self"]);
    Instance::new(
        &stack,
        "Instance",
        InstanceProps::new().vpc(vpc(&stack)).instance_type("t3.micro").machine_image(image),
    );
    let assembly = app.synth().unwrap();
    let missing = assembly.missing_context();
    assert_eq!(missing.iter().count(), 1, "{missing}");
    assert!(missing.to_string().contains("ami:account=111122223333"), "{missing}");
    assert!(!assembly.template("Main").unwrap().contains("ami-"));
}
