//! What is said about settings that cannot be.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod template;

use purlin_core::{Environment, StackProps};
use purlin_hybrid_workers::check;
use template::{Props, props, synthesise};

fn told(props: Props) -> Vec<String> {
    let findings = synthesise(StackProps::new(), props.clone()).unwrap_err();
    let told: Vec<_> = findings.iter().map(|finding| format!("{}: {}", finding.rule, finding.message)).collect();
    let checked: Vec<_> =
        check(props, None).iter().map(|problem| format!("{}: {}", problem.rule, problem.message)).collect();
    assert_eq!(told, checked, "synthesis and `check` tell the same");
    for finding in &findings {
        assert!(finding.help.is_some() && finding.construct.as_deref() == Some("Test/Valohai"), "{finding}");
        assert!(finding.place.as_ref().is_some_and(|place| place.file.ends_with("tests/template/mod.rs")), "{finding}");
    }
    told
}

#[test]
fn each_mistake_is_told() {
    let texts = |ranges: &[&str]| ranges.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    for (props, expected) in [
        (
            props().queue_address("a.b'; rm -rf /; '.c"),
            "bad-queue-address: `a.b'; rm -rf /; '.c` cannot be the address of the queue",
        ),
        (props().queue_address("localhost"), "bad-queue-address: `localhost` cannot be the address of the queue"),
        (props().assume_user("905675611115"), "bad-assume-user: `905675611115` is not the ARN of a user or role"),
        (
            props().assume_user("arn:aws:iam::905675611115:user/*"),
            "bad-assume-user: `arn:aws:iam::905675611115:user/*` is not the ARN of a user or role",
        ),
        (props().external_id("x"), "bad-external-id: `x` cannot be an external id"),
        (props().name_prefix("Test-"), "bad-name-prefix: `Test-` cannot be what names begin with"),
        (props().name_prefix("-"), "bad-name-prefix: `-` cannot be what names begin with"),
        (props().company("My Company"), "bad-company: `valohai-data-My Company` cannot be the name of a bucket"),
        (
            props().company("x".repeat(51)),
            "bad-company: `valohai-data-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx` cannot be the name of a bucket",
        ),
        (props().company(""), "bad-company: `valohai-data-` cannot be the name of a bucket"),
        (
            props().vpc_cidr("10.0.0.0"),
            "bad-vpc-cidr: `10.0.0.0` cannot be the range of a VPC: it is not written like `10.0.0.0/16`",
        ),
        (
            props().vpc_cidr("10.0.0.1/16"),
            "bad-vpc-cidr: `10.0.0.1/16` cannot be the range of a VPC: it begins inside of its network, which is `10.0.0.0/16`",
        ),
        (
            props().vpc_cidr("10.0.0.0/8"),
            "bad-vpc-cidr: `10.0.0.0/8` cannot be the range of a VPC: AWS allows /16 to /28, not /8",
        ),
        (
            props().vpc_cidr("0.0.0.0/0"),
            "bad-vpc-cidr: `0.0.0.0/0` cannot be the range of a VPC: AWS allows /16 to /28, not /0",
        ),
        (
            props().vpc_cidr("10.0.0.0/32"),
            "bad-vpc-cidr: `10.0.0.0/32` cannot be the range of a VPC: AWS allows /16 to /28, not /32",
        ),
        (
            props().vpc_cidr("0.0.0.0/16"),
            "bad-vpc-cidr: `0.0.0.0/16` cannot be the range of a VPC: `0.0.0.0/8` is for the sender's own network",
        ),
        (
            props().vpc_cidr("127.1.0.0/16"),
            "bad-vpc-cidr: `127.1.0.0/16` cannot be the range of a VPC: `127.0.0.0/8` is for each machine itself",
        ),
        (
            props().vpc_cidr("169.254.0.0/20"),
            "bad-vpc-cidr: `169.254.0.0/20` cannot be the range of a VPC: `169.254.0.0/16` is for addresses of one link",
        ),
        (
            props().vpc_cidr("224.0.0.0/16"),
            "bad-vpc-cidr: `224.0.0.0/16` cannot be the range of a VPC: `224.0.0.0/4` is for multicast",
        ),
        (
            props().vpc_cidr("255.255.0.0/16"),
            "bad-vpc-cidr: `255.255.0.0/16` cannot be the range of a VPC: `240.0.0.0/4` is for later use",
        ),
        (props().vpc_cidr("10.0.0.0/28"), "too-many-zones: `10.0.0.0/28` has room for 1 subnet, but there are 3 zones"),
        (
            props().vpc_cidr("10.0.0.0/27"),
            "too-many-zones: `10.0.0.0/27` has room for 2 subnets, but there are 3 zones",
        ),
        (props().zones(17), "too-many-zones: `10.0.0.0/16` has room for 16 subnets, but there are 17 zones"),
        (props().zones(0), "no-zones: there has to be at least one availability zone"),
        (props().zones(-1), "no-zones: there has to be at least one availability zone"),
        (props().zones(["eu-west-1"]), "bad-zone: `eu-west-1` cannot be an availability zone"),
        (props().zones(["eu-west-1a", "eu-west-1a"]), "zone-twice: the zone `eu-west-1a` is there twice"),
        (
            props().app_address("34.248.245.191"),
            "bad-app-address: `34.248.245.191` cannot be where the Valohai app calls from: it is not written like `10.0.0.0/16`",
        ),
        (
            props().app_address("0.0.0.0/0"),
            "open-to-the-world: `0.0.0.0/0` would open the port of Redis to much of the world",
        ),
        (
            props().app_address("128.0.0.0/15"),
            "open-to-the-world: `128.0.0.0/15` would open the port of Redis to much of the world",
        ),
        (
            props().app_origin("https://app.valohai.com/"),
            "bad-app-origin: `https://app.valohai.com/` is not the origin of a web page",
        ),
        (
            props().queue_ssh_from(texts(&["10.0.0.0/8", "0.0.0.0/0"])),
            "open-to-the-world: `0.0.0.0/0` would open SSH to much of the world",
        ),
        (
            props().worker_ssh_from(texts(&["128.0.0.0/1"])),
            "open-to-the-world: `128.0.0.0/1` would open SSH to much of the world",
        ),
        (
            props().worker_ssh_from(texts(&["home"])),
            "bad-ssh-range: `home` cannot be where SSH comes from: it is not written like `10.0.0.0/16`",
        ),
        (props().public_key("-----BEGIN"), "bad-public-key: the public key is not one that EC2 takes"),
        (
            props().queue_instance_type("t4g.medium"),
            "arm-queue: the queue cannot run on `t4g.medium`: `t4g` is not amd64",
        ),
        (
            props().queue_instance_type("c7gn.large"),
            "arm-queue: the queue cannot run on `c7gn.large`: `c7gn` is not amd64",
        ),
        (props().queue_instance_type("large"), "bad-instance-type: `large` cannot be an instance type"),
        (props().queue_disk_size(4), "bad-disk-size: the queue's disk cannot have 4 GiB"),
        (
            props().queue_image("ubuntu"),
            "bad-queue-image: `ubuntu` is neither a machine image nor a parameter that holds one",
        ),
        (
            props().queue_image("ami-1"),
            "bad-queue-image: `ami-1` is neither a machine image nor a parameter that holds one",
        ),
        (
            props().queue_setup_revision("main'$(id)'"),
            "bad-revision: `main'$(id)'` cannot be a revision of the queue's setup script",
        ),
        (
            props().queue_setup_revision("../../evil"),
            "bad-revision: `../../evil` cannot be a revision of the queue's setup script",
        ),
        (props().queue_setup_revision("-x"), "bad-revision: `-x` cannot be a revision of the queue's setup script"),
        (props().queue_setup_revision("a//b"), "bad-revision: `a//b` cannot be a revision of the queue's setup script"),
        (props().queue_setup_revision(""), "bad-revision: `` cannot be a revision of the queue's setup script"),
        (props().company("\u{1b}[31m\n"), "bad-company: `valohai-data-\\u{1b}[31m\\n` cannot be the name of a bucket"),
    ] {
        assert_eq!(told(props), [expected]);
    }
}

#[test]
fn gpu_families_are_amd64() {
    for good in ["g5.xlarge", "g4dn.xlarge", "m7i-flex.large", "t3a.medium", "u-6tb1.metal"] {
        assert_eq!(check(props().queue_instance_type(good), None), [], "{good}");
    }
    assert_eq!(check(props().queue_instance_type("g5g.xlarge"), None)[0].rule, "arm-queue");
}

#[test]
fn private_and_public_ranges_are_taken() {
    for good in ["10.0.0.0/16", "172.31.0.0/16", "192.168.0.0/24", "100.64.0.0/16", "8.8.0.0/16", "223.255.0.0/16"] {
        assert_eq!(check(props().vpc_cidr(good), None), [], "{good}");
    }
    for good in ["34.248.245.191/32", "34.248.0.0/16"] {
        assert_eq!(check(props().app_address(good), None), [], "{good}");
    }
}

#[test]
fn revisions_are_those_of_git() {
    for good in ["main", "v1.2", "feature/a-b_c", "0123456789abcdef0123456789abcdef01234567"] {
        assert_eq!(check(props().queue_setup_revision(good), None), [], "{good}");
    }
}

#[test]
fn all_mistakes_are_told_at_once() {
    assert_eq!(told(props().zones(0).queue_disk_size(0).name_prefix("A").queue_address("").assume_user("")).len(), 5);
}

#[test]
fn zones_of_other_regions_are_told() {
    let stack = StackProps::new().environment(Environment::new("111111111111", "eu-west-1"));
    let findings = synthesise(stack, props().zones(["eu-west-1a", "eu-west-2a"])).unwrap_err();
    let text = findings.to_string();
    assert!(
        text.starts_with("error[zone-of-other-region]: the zone `eu-west-2a` is not in the region `eu-west-1`"),
        "{text}"
    );
}
