//! What is said about settings that cannot be.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod template;

use std::time::Duration;

use purlin_core::{Environment, Severity, StackProps};
use purlin_hybrid_workers::{ExistingVpc, HybridWorkersProps, ImageSource, WorkerGroup, check};
use template::lookups::{self, subnet_id};
use template::{Props, props, synthesise};

/// What synthesis says, which is what `check` says, with the place of the construct and with advice.
fn told(props: Props) -> Vec<String> {
    told_in(Environment::default(), props)
}

fn told_in(environment: Environment, props: Props) -> Vec<String> {
    let checked: Vec<_> = check(props.clone(), &environment)
        .iter()
        .map(|problem| format!("{}: {}", problem.rule, problem.message))
        .collect();
    let Err(findings) = synthesise(StackProps::new().environment(environment), props) else { return checked };
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
    let told: Vec<_> = errors.clone().map(|finding| format!("{}: {}", finding.rule, finding.message)).collect();
    assert_eq!(told, checked, "synthesis and `check` tell the same");
    for finding in errors {
        assert!(finding.help.is_some() && finding.construct.as_deref() == Some("Test/Valohai"), "{finding}");
        assert!(finding.place.as_ref().is_some_and(|place| place.file.ends_with("tests/template/mod.rs")), "{finding}");
    }
    told
}

#[track_caller]
fn only(props: Props, expected: &str) {
    assert_eq!(told(props), [expected]);
}

fn existing() -> Props {
    props().existing_vpc(ExistingVpc::id(lookups::COMPANY))
}

fn private() -> Props {
    props().private_workers(true)
}

fn texts<const N: usize>(texts: [&str; N]) -> Vec<String> {
    texts.map(str::to_owned).to_vec()
}

#[test]
fn what_valohai_tells() {
    only(
        props().queue_address("a.b'; rm -rf /; '.c"),
        "bad-queue-address: `a.b'; rm -rf /; '.c` cannot be the address of the queue",
    );
    only(props().queue_address("localhost"), "bad-queue-address: `localhost` cannot be the address of the queue");
    only(props().assume_user("905675611115"), "bad-assume-user: `905675611115` is not the ARN of a user or role");
    only(
        props().assume_user("arn:aws:iam::905675611115:user/*"),
        "bad-assume-user: `arn:aws:iam::905675611115:user/*` is not the ARN of a user or role",
    );
    only(
        props().assume_user("arn:aws:iam::111111111111:user/example"),
        "user-of-other-account: `arn:aws:iam::111111111111:user/example` is not in the account `905675611115` of Valohai",
    );
    only(props().valohai_account("9056"), "bad-valohai-account: `9056` cannot be the account of Valohai");
    only(props().external_id("x"), "bad-external-id: `x` cannot be an external id");
    only(
        props().app_origin("https://app.valohai.com/"),
        "bad-app-origin: `https://app.valohai.com/` is not the origin of a web page",
    );
}

#[test]
fn names() {
    only(props().name_prefix("Test-"), "bad-name-prefix: `Test-` cannot be what names begin with");
    only(props().name_prefix("-"), "bad-name-prefix: `-` cannot be what names begin with");
    for (prefix, reserved) in [("sg-", "sg-"), ("sthree-a-", "sthree-"), ("xn--b", "xn--")] {
        let expected =
            format!("bad-name-prefix: names cannot begin with `{prefix}`: AWS keeps `{reserved}` for itself");
        only(props().name_prefix(prefix), &expected);
    }
    only(props().company("s3alias"), "bad-company: `valohai-data-s3alias` cannot be the name of a bucket");
    only(props().company("My Company"), "bad-company: `valohai-data-My Company` cannot be the name of a bucket");
    let long = "x".repeat(51);
    only(props().company(&long), &format!("bad-company: `valohai-data-{long}` cannot be the name of a bucket"));
    only(props().company(""), "bad-company: `valohai-data-` cannot be the name of a bucket");
    only(props().company("\u{1b}[31m\n"), "bad-company: `valohai-data-\\u{1b}[31m\\n` cannot be the name of a bucket");
}

#[test]
fn ranges_of_new_vpcs() {
    for (range, reason) in [
        ("10.0.0.0", "it is not written like `10.0.0.0/16`"),
        ("10.0.0.1/16", "it begins inside of its network, which is `10.0.0.0/16`"),
        ("10.0.0.0/8", "AWS allows /16 to /28, not /8"),
        ("0.0.0.0/0", "AWS allows /16 to /28, not /0"),
        ("10.0.0.0/32", "AWS allows /16 to /28, not /32"),
        ("0.0.0.0/16", "`0.0.0.0/8` is for the sender's own network"),
        ("127.1.0.0/16", "`127.0.0.0/8` is for each machine itself"),
        ("169.254.0.0/20", "`169.254.0.0/16` is for addresses of one link"),
        ("224.0.0.0/16", "`224.0.0.0/4` is for multicast"),
        ("255.255.0.0/16", "`240.0.0.0/4` is for later use"),
    ] {
        let expected = format!("bad-vpc-cidr: `{range}` cannot be the range of a VPC: {reason}");
        only(props().vpc_cidr(range), &expected);
        only(private().vpc_cidr(range).zones(2).nat_gateways(2), &expected);
    }
    for good in ["10.0.0.0/16", "172.31.0.0/16", "192.168.0.0/24", "100.64.0.0/16", "8.8.0.0/16", "223.255.0.0/16"] {
        assert_eq!(told(props().vpc_cidr(good)), [""; 0], "{good}");
    }
}

#[test]
fn zones() {
    only(
        props().vpc_cidr("10.0.0.0/28"),
        "too-many-zones: `10.0.0.0/28` has room for the subnets of 1 zone, and not for those of 3",
    );
    only(
        props().vpc_cidr("10.0.0.0/27"),
        "too-many-zones: `10.0.0.0/27` has room for the subnets of 2 zones, and not for those of 3",
    );
    only(
        private().vpc_cidr("10.0.0.0/28").zones(1),
        "too-many-zones: `10.0.0.0/28` has no room for the subnets of a zone",
    );
    for many in [17, i64::MAX] {
        let expected =
            format!("too-many-zones: `10.0.0.0/16` has room for the subnets of 16 zones, and not for those of {many}");
        only(props().zones(many), &expected);
    }
    only(props().zones(0), "no-zones: there has to be at least one availability zone");
    only(props().zones(-1), "no-zones: there has to be at least one availability zone");
    only(props().zones(Vec::new()), "no-zones: there has to be at least one availability zone");
    only(private().zones(0).nat_gateways(1), "no-zones: there has to be at least one availability zone");
    only(props().zones(["eu-west-1"]), "bad-zone: `eu-west-1` cannot be an availability zone");
    only(props().zones(["eu-west-1a", "eu-west-1a"]), "zone-twice: the zone `eu-west-1a` is there twice");
    only(
        props().zones(["eu-west-1a", "eu-west-2a"]),
        "zone-of-other-region: the zone `eu-west-2a` is not in the region `eu-west-1`",
    );
    let region = Environment { account: None, region: Some("eu-north-1".to_owned()) };
    assert_eq!(
        told_in(region, props().zones(["eu-west-1a"])),
        ["zone-of-other-region: the zone `eu-west-1a` is not in the region `eu-north-1`"]
    );
}

#[test]
fn ways_out() {
    only(private().nat_gateways(4), "bad-nat-gateways: there cannot be 4 NAT gateways for 3 zones");
    only(private().zones(1).nat_gateways(2), "bad-nat-gateways: there cannot be 2 NAT gateways for 1 zone");
    only(private().nat_gateways(-1), "bad-nat-gateways: there cannot be -1 NAT gateways for 3 zones");
    only(
        private().nat_gateways(0),
        "private-workers-without-way-out: private workers would reach nothing: there are neither NAT gateways nor endpoints",
    );
    for count in [1, 4, -1] {
        only(
            props().nat_gateways(count),
            "way-out-of-public-workers: `nat_gateways` has no effect, since workers are not private",
        );
    }
    let endpoints = "way-out-of-public-workers: `vpc_endpoints` has no effect, since workers are not private";
    only(props().vpc_endpoints(true), endpoints);
    only(lookups::ids(props()).vpc_endpoints(true), endpoints);
    assert_eq!(told(props().nat_gateways(0)), [""; 0]);
}

#[test]
fn existing_vpcs() {
    let settings = [
        ("vpc_cidr", lookups::ids(props()).vpc_cidr("10.0.0.0/16")),
        ("zones", lookups::ids(props()).zones(2)),
        ("nat_gateways", lookups::ids(private()).nat_gateways(1)),
    ];
    for (setting, props) in settings {
        let message = format!("`{setting}` is of a new VPC, but there is an existing one");
        only(props, &format!("existing-vpc-is-not-changed: {message}"));
    }
    only(
        props().queue_subnet(subnet_id('a')),
        "subnet-without-vpc: `queue_subnet` is of an existing VPC, and none is named",
    );
    only(
        props().worker_subnets([subnet_id('a')]),
        "subnet-without-vpc: `worker_subnets` is of an existing VPC, and none is named",
    );
    only(lookups::ids(props()).existing_vpc(ExistingVpc::id("vpc-1")), "bad-vpc: `vpc-1` is not the id of a VPC");
    only(props().existing_vpc(ExistingVpc::name("")), "bad-vpc: `` cannot be the name of a VPC");
    only(lookups::ids(props()).queue_subnet("public"), "bad-subnet: `public` is not the id of a subnet");
    only(
        lookups::ids(props()).worker_subnets(texts(["subnet-01234567", "subnet-0123456"])),
        "bad-subnet: `subnet-0123456` is not the id of a subnet",
    );
    only(
        lookups::ids(props()).worker_subnets(texts(["subnet-01234567", "subnet-01234567"])),
        "subnet-twice: the subnet `subnet-01234567` is there twice",
    );
    only(
        lookups::ids(private()).queue_subnet(subnet_id('c')),
        "queue-beside-private-workers: `subnet-0123456789abcdefc` cannot be public for the queue and private for workers",
    );
}

#[test]
fn lookups_need_an_account_and_a_region() {
    let expected = "lookup-without-environment: the VPC cannot be looked up without the stack's account and region";
    for props in [
        existing(),
        existing().queue_subnet(subnet_id('a')),
        existing().worker_subnets([subnet_id('b')]),
        lookups::ids(private()).vpc_endpoints(true),
        lookups::ids(props()).existing_vpc(ExistingVpc::name("company")),
        lookups::ids(props()).existing_vpc(ExistingVpc::of_region()),
    ] {
        only(props.clone(), expected);
        let region = Environment { account: None, region: Some("eu-west-1".to_owned()) };
        assert_eq!(told_in(region, props), [expected]);
    }
    assert_eq!(told(lookups::ids(props())), [""; 0]);
}

#[test]
fn who_reaches_what() {
    only(
        props().app_address("34.248.245.191"),
        "bad-app-address: `34.248.245.191` cannot be where the Valohai app calls from: it is not written like `10.0.0.0/16`",
    );
    for much in ["0.0.0.0/0", "128.0.0.0/15"] {
        let expected = format!("open-to-the-world: `{much}` would open the port of Redis to much of the world");
        only(props().app_address(much), &expected);
    }
    only(
        props().queue_ssh_from(texts(["10.0.0.0/8", "0.0.0.0/0"])),
        "open-to-the-world: `0.0.0.0/0` would open SSH to much of the world",
    );
    only(
        props().worker_ssh_from(texts(["128.0.0.0/1"])),
        "open-to-the-world: `128.0.0.0/1` would open SSH to much of the world",
    );
    only(
        props().worker_ssh_from(texts(["home"])),
        "bad-ssh-range: `home` cannot be where SSH comes from: it is not written like `10.0.0.0/16`",
    );
    for good in ["34.248.245.191/32", "34.248.0.0/16"] {
        assert_eq!(told(props().app_address(good)), [""; 0], "{good}");
    }
}

#[test]
fn keys() {
    only(props().public_key("-----BEGIN"), "bad-public-key: the public key is not one that EC2 takes");
    only(
        props().public_key("ssh-rsa AAAAB3").existing_key_pair("mine"),
        "key-pair-given-twice: there is both an existing key pair and a public key for a new one",
    );
    for name in ["", " mine", "team-*", "$mine"] {
        only(props().existing_key_pair(name), &format!("bad-key-pair: `{name}` cannot be the name of a key pair"));
    }
    for good in ["mine", "team key (2026)"] {
        assert_eq!(told(props().existing_key_pair(good)), [""; 0], "{good}");
    }
    for key in ["alias/mine", "arn:aws:kms::123456789012:key/1234abcd", "arn:aws:kms:eu-west-1:123456789012:alias/mine"]
    {
        only(props().encryption_key(key), &format!("bad-encryption-key: `{key}` is not the ARN of a KMS key"));
    }
    let key = "arn:aws:kms:eu-west-2:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    assert_eq!(told(props().encryption_key(key)), [""; 0]);
    assert_eq!(
        told_in(Environment::new("111111111111", "eu-west-1"), props().encryption_key(key)),
        ["key-of-other-region: the key is in `eu-west-2`, but the stack in `eu-west-1`"]
    );
}

#[test]
fn what_is_there_already() {
    for name in ["My_Bucket", "ab", "-data", "data.", "my..data", "arn:aws:s3:::data"] {
        only(props().existing_bucket(name), &format!("bad-bucket: `{name}` cannot be the name of a bucket"));
    }
    only(
        props().existing_bucket("data").company("example"),
        "existing-bucket-is-not-renamed: `company` is in the name of a new bucket, but there is an existing one",
    );
    for name in ["", "/Worker", "path//Worker", "path/", "Work er", "arn:aws:iam::111111111111:role/Worker"] {
        only(props().existing_worker_role(name), &format!("bad-role-name: `{name}` cannot be the name of a role"));
    }
    assert_eq!(told(props().existing_worker_role("teams/vision/Worker")), [""; 0]);
    only(
        props().existing_master_role("Master"),
        "existing-role-is-not-changed: `assume_user` is for a new master role, but there is an existing one",
    );
    let existing = || HybridWorkersProps::new().queue_address("example.vqueue.net").existing_master_role("Master");
    only(
        existing().allow_untagged_workers(true),
        "existing-role-is-not-changed: `allow_untagged_workers` is for a new master role, but there is an existing one",
    );
    only(
        existing().valohai_account("111122223333"),
        "existing-role-is-not-changed: `valohai_account` is for a new master role, but there is an existing one",
    );
    assert_eq!(told(existing()), [""; 0]);
}

#[test]
fn boundaries() {
    for policy in ["arn:aws:iam::123456789012:role/boundary", "arn:aws:iam:::policy/boundary", "a b", "", "path/"] {
        let expected =
            format!("bad-permissions-boundary: `{policy}` is neither the ARN of a policy nor the name of one");
        only(props().permissions_boundary(policy), &expected);
    }
    let of = |account: &str| props().permissions_boundary(format!("arn:aws:iam::{account}:policy/boundary"));
    let place = || Environment::new("111111111111", "eu-west-1");
    for good in [of("111111111111"), of("aws"), props().permissions_boundary("boundary")] {
        assert_eq!(told_in(place(), good), [""; 0]);
    }
    assert_eq!(
        told_in(place(), of("222222222222")),
        ["boundary-of-other-account: the policy is of the account `222222222222`, but the roles are of `111111111111`"]
    );
    let roles = HybridWorkersProps::new()
        .queue_address("example.vqueue.net")
        .existing_master_role("Master")
        .existing_worker_role("Worker")
        .existing_queue_role("Queue")
        .existing_multipart_role("Multipart");
    let with_backups = roles.clone().queue_backup_days(7).permissions_boundary("boundary");
    assert_eq!(told(with_backups), [""; 0]);
    only(
        roles.permissions_boundary("boundary"),
        "existing-role-is-not-changed: `permissions_boundary` bounds new roles, but all four are there already",
    );
}

#[test]
fn queues() {
    only(
        props().queue_instance_type("t4g.medium"),
        "arm-queue: the queue cannot run on `t4g.medium`: `t4g` is not amd64",
    );
    only(
        props().queue_instance_type("c7gn.large"),
        "arm-queue: the queue cannot run on `c7gn.large`: `c7gn` is not amd64",
    );
    only(
        props().queue_instance_type("g5g.xlarge"),
        "arm-queue: the queue cannot run on `g5g.xlarge`: `g5g` is not amd64",
    );
    for good in ["g5.xlarge", "g4dn.xlarge", "m7i-flex.large", "t3a.medium", "u-6tb1.metal"] {
        assert_eq!(told(props().queue_instance_type(good)), [""; 0], "{good}");
    }
    only(props().queue_instance_type("large"), "bad-instance-type: `large` cannot be an instance type");
    only(props().queue_disk_size(4), "bad-disk-size: the queue's disk cannot have 4 GiB");
    for image in ["ubuntu", "ami-1"] {
        let expected = format!("bad-image: `{image}` is neither a machine image nor a parameter that holds one");
        only(props().queue_image(image), &expected);
    }
    only(
        props().queue_image(ImageSource::Lookup { owner: "amazon".to_owned(), name: "ubuntu-*".to_owned() }),
        "lookup-without-environment: the image `ubuntu-*` cannot be looked up without the stack's account and region",
    );
    for revision in ["main'$(id)'", "../../evil", "-x", "a//b", ""] {
        let expected = format!("bad-revision: `{revision}` cannot be a revision of the queue's setup script");
        only(props().queue_setup_revision(revision), &expected);
    }
    for good in ["main", "v1.2", "feature/a-b_c", "0123456789abcdef0123456789abcdef01234567"] {
        assert_eq!(told(props().queue_setup_revision(good)), [""; 0], "{good}");
    }
    only(
        props().queue_boot_timeout(Duration::from_secs(60)),
        "bad-boot-timeout: 60 seconds are no time that CloudFormation could wait for the queue",
    );
    only(props().queue_backup_days(-1), "bad-backup-days: backups cannot be kept for -1 days");
    only(props().alarm_emails(texts(["me"])), "bad-mail-address: `me` is not a mail address");
    only(
        props().alarm_topic("alarms"),
        "bad-alarm-topic: `alarms` is not the ARN of a topic that alarms can be sent to",
    );
}

#[test]
fn groups_of_workers() {
    let group = || WorkerGroup::new("g5.xlarge");
    let workers = || props().worker_image("ami-0123456789abcdef0");
    only(workers().worker_groups([WorkerGroup::new("g5")]), "bad-instance-type: `g5` cannot be an instance type");
    only(workers().worker_groups([group().max_size(0)]), "bad-group-size: a group cannot have 0 workers at most");
    only(workers().worker_groups([group().disk_size(1)]), "bad-disk-size: the disks of workers cannot have 1 GiB");
    only(
        workers().worker_groups([group(), group().max_size(2)]),
        "worker-group-twice: there are two groups of `g5.xlarge` on demand",
    );
    only(
        workers().worker_groups([group()]).worker_image("peon"),
        "bad-image: `peon` is neither a machine image nor a parameter that holds one",
    );
    only(
        workers().worker_groups([group()]).worker_queue_prefix("a b"),
        "bad-queue-prefix: `a b` cannot be what the names of queues begin with",
    );
    only(workers(), "setting-without-groups: `worker_image` is for groups of workers, and there are none");
    only(
        props().worker_queue_prefix("acme-"),
        "setting-without-groups: `worker_queue_prefix` is for groups of workers, and there are none",
    );
    // The image that Valohai shares is for Intel and AMD; others are what they are.
    let place = || Environment::new("111111111111", "eu-west-1");
    for kind in ["g5g.xlarge", "m7g.large", "a1.large", "p6e-gb200.36xlarge"] {
        let arm = [WorkerGroup::new(kind)];
        let expected =
            format!("arm-workers: `{kind}` has an Arm processor, and the image that Valohai shares is not for it");
        assert_eq!(told_in(place(), props().worker_groups(arm.clone())), [expected]);
        assert_eq!(told(workers().worker_groups(arm)), [""; 0]);
    }
    only(
        props().worker_groups([group()]),
        "lookup-without-environment: the image `valohai-peon-*` cannot be looked up without the stack's account and region",
    );
}

#[test]
fn all_mistakes_are_told_at_once() {
    assert_eq!(told(props().zones(0).queue_disk_size(0).name_prefix("A").queue_address("").assume_user("")).len(), 5);
}
