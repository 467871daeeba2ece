//! Where each setting ends up.

mod app;

use std::collections::BTreeSet;

use app::{Directory, LEAST, known_settings, manifest_for_toolkit, template};

#[test]
fn the_stack_is_as_told() {
    let lines =
        "  stack_name: Valohai-Test\n  account: 012345678901\n  region: eu-west-1\n  termination_protection: true\n";
    let directory = Directory::with(&format!("{LEAST}{lines}"));
    assert_eq!(directory.run(&["synth", "--quiet"]).status, 0);
    let artifact = &directory.json("manifest.json")["artifacts"]["Valohai-Hybrid"];
    assert_eq!(artifact["environment"], "aws://012345678901/eu-west-1");
    assert_eq!(artifact["properties"]["stackName"], "Valohai-Test");
    assert_eq!(artifact["properties"]["terminationProtection"], true);
}

/// Lines of settings, and a text that is in the template because of the first of them.
const EFFECTS: &[(&str, &str)] = &[
    ("  queue_address: queue.example.com", "queue_address='queue.example.com'"),
    ("  assume_user: arn:aws:iam::905675611115:user/other", "\"arn:aws:iam::905675611115:user/other\""),
    ("  valohai_account: 123456789012", ":iam::123456789012:root\""),
    ("  external_id: example-1", "\"sts:ExternalId\":\"example-1\""),
    ("  app_address: 198.51.100.1/32", "\"198.51.100.1/32\""),
    ("  app_origin: https://valohai.example.com", "\"https://valohai.example.com\""),
    ("  allow_untagged_workers: true", "StringEqualsIfExists"),
    ("  tags: {team: red}", "{\"Key\":\"team\",\"Value\":\"red\"}"),
    ("  name_prefix: test-", "\"test-ValohaiMaster\""),
    ("  company: example", "\"valohai-data-example\""),
    ("  vpc_cidr: 172.16.0.0/16", "\"172.16.16.0/20\""),
    ("  zone_count: 4", "\"valohai-subnet-4\""),
    ("  zones: [eu-west-1b]", "\"AvailabilityZone\":\"eu-west-1b\""),
    (
        "  vpc_id: vpc-0123abcd\n  queue_subnet: subnet-0123abcd\n  worker_subnets: [subnet-4567cdef]",
        "\"VpcId\":\"vpc-0123abcd\"",
    ),
    (
        "  queue_subnet: subnet-0123abcd\n  vpc_id: vpc-0123abcd\n  worker_subnets: [subnet-4567cdef]",
        "\"SubnetId\":\"subnet-0123abcd\"",
    ),
    ("  worker_subnets: [subnet-4567cdef]\n  vpc_id: vpc-0123abcd\n  queue_subnet: subnet-0123abcd", "subnet-4567cdef"),
    ("  private_workers: true", "\"valohai-public-subnet-1\""),
    ("  nat_gateways: 2\n  private_workers: true", "\"valohai-nat-2\""),
    ("  vpc_endpoints: true\n  private_workers: true", ".ecr.dkr"),
    ("  queue_ssh_from: [203.0.113.7/32]", "\"203.0.113.7/32\""),
    ("  worker_ssh_from: [203.0.113.8/32]", "\"203.0.113.8/32\""),
    ("  public_key: ssh-ed25519 AAAA me", "\"ssh-ed25519 AAAA me\""),
    ("  existing_key_pair: operations", "\"KeyName\":\"operations\""),
    ("  existing_bucket: acme-data", ":s3:::acme-data"),
    (
        "  encryption_key: arn:aws:kms:eu-west-1:123456789012:key/1234abcd",
        "\"KmsKeyId\":\"arn:aws:kms:eu-west-1:123456789012:key/1234abcd\"",
    ),
    ("  existing_master_role: acme-master", "role/acme-master"),
    ("  existing_worker_role: acme-worker", "role/acme-worker"),
    ("  existing_worker_role: team/acme-worker", "role/team/acme-worker"),
    ("  existing_queue_role: acme-queue", "\"IamInstanceProfile\":\"acme-queue\""),
    ("  existing_multipart_role: acme-uploads", "role/acme-uploads"),
    (
        "  permissions_boundary: arn:aws:iam::123456789012:policy/b",
        "\"PermissionsBoundary\":\"arn:aws:iam::123456789012:policy/b\"",
    ),
    ("  importing: true", "\"DeletionPolicy\":\"Retain\""),
    ("  retain: true", "\"valohai-vpc\"},{\"Key\":\"valohai\",\"Value\":\"1\"}]},\"UpdateReplacePolicy\":\"Retain\""),
    ("  secret_name: acme/redis", "\"Name\":\"acme/redis\""),
    ("  worker_security_group_description: workers of acme", "\"GroupDescription\":\"workers of acme\""),
    ("  queue_security_group_description: queue of acme", "\"GroupDescription\":\"queue of acme\""),
    ("  queue_instance_type: t3.large", "\"InstanceType\":\"t3.large\""),
    ("  queue_disk_size: 32", "\"VolumeSize\":32"),
    ("  queue_image: ami-0123456789abcdef0", "\"ImageId\":\"ami-0123456789abcdef0\""),
    ("  queue_image: /acme/queue", "\"Default\":\"/acme/queue\""),
    ("  queue_setup_revision: v1", "/worker-queue/v1/host/setup.sh"),
    ("  queue_boot_timeout: 60", "\"Timeout\":\"PT1H\""),
    ("  queue_backup_days: 7", "\"DeleteAfterDays\":7"),
    ("  alarm_emails: [team@example.com]", "\"Endpoint\":\"team@example.com\""),
    (
        "  alarm_topic: arn:aws:sns:eu-west-1:123456789012:operations",
        "\"arn:aws:sns:eu-west-1:123456789012:operations\"",
    ),
    (
        "  worker_groups: [{instance_type: g5.xlarge}]\n  worker_image: ami-0123456789abcdef0",
        "\"InstanceType\":\"g5.xlarge\"",
    ),
    (
        "  worker_groups: [{instance_type: g5.xlarge, spot: true}]\n  worker_image: ami-0123456789abcdef0",
        "\"OnDemandPercentageAboveBaseCapacity\":0",
    ),
    (
        "  worker_groups: [{instance_type: g5.xlarge, max_size: 7}]\n  worker_image: ami-0123456789abcdef0",
        "\"MaxSize\":\"7\"",
    ),
    (
        "  worker_groups: [{instance_type: g5.xlarge, disk_size: 77}]\n  worker_image: ami-0123456789abcdef0",
        "\"VolumeSize\":77",
    ),
    ("  worker_image: ami-0123456789abcdef1\n  worker_groups: [{instance_type: g5.xlarge}]", "ami-0123456789abcdef1"),
    (
        "  worker_queue_prefix: acme-\n  worker_groups: [{instance_type: g5.xlarge}]\n  worker_image: ami-0123456789abcdef0",
        "acme-",
    ),
];

/// Lines of settings, and a text that is not in the template because of them.
const ABSENCES: &[(&str, &str)] = &[
    ("  session_manager: false", "ssmmessages:OpenDataChannel"),
    ("  existing_queue_role: acme-queue", "\"ValohaiQueueRole\""),
    ("  existing_key_pair: operations", "AWS::EC2::KeyPair"),
    ("  existing_bucket: acme-data", "AWS::S3::Bucket"),
    ("  importing: true", "CreationPolicy"),
];

/// Settings that are the stack's.
const OF_THE_STACK: [&str; 4] = ["stack_name", "account", "region", "termination_protection"];

/// Lines of settings that have something looked up, and what the toolkit is asked for because of the first of them.
const LOOKUPS: &[(&str, &str)] = &[
    ("  vpc_id: vpc-0123abcd", "\"vpc-id\":\"vpc-0123abcd\""),
    ("  vpc_name: shared", "\"tag:Name\":\"shared\""),
    ("  default_vpc: true", "\"isDefault\":\"true\""),
    ("  queue_image: {owner: self, name: queue-*}", "\"name\":[\"queue-*\"]"),
    ("  account: 123456789012\n  vpc_name: shared", "\"account\":\"123456789012\""),
    ("  region: eu-west-1\n  vpc_name: shared", "\"region\":\"eu-west-1\""),
];

fn names(lines: &str) -> impl Iterator<Item = &str> {
    lines.lines().filter_map(|line| line.trim_start().split_once(':')).map(|(name, _)| name)
}

/// What has to be written, but for what the lines write.
fn with_least(lines: &str) -> String {
    let written: BTreeSet<&str> = names(lines).collect();
    let least = LEAST.lines().filter(|line| !names(line).any(|name| name != "hybrid" && written.contains(name)));
    // The example user is of Valohai's usual account, and for a new master role.
    let other = ["valohai_account", "existing_master_role"].iter().any(|name| written.contains(name));
    let least = least.filter(|line| !(other && line.contains("assume_user")));
    least.map(|line| format!("{line}\n")).collect::<String>() + lines + "\n"
}

#[test]
fn every_setting_reaches_the_template() {
    let before = template(LEAST).to_string();
    for (lines, expected) in EFFECTS {
        let after = template(&with_least(lines)).to_string();
        assert!(after.contains(expected) && !before.contains(expected), "{lines}: {after}");
    }
}

#[test]
fn what_is_left_out_is_not_in_the_template() {
    let before = template(LEAST).to_string();
    for (lines, unexpected) in ABSENCES {
        let after = template(&with_least(lines)).to_string();
        assert!(before.contains(unexpected) && !after.contains(unexpected), "{lines}: {after}");
    }
}

#[test]
fn every_setting_has_an_effect() {
    let shown = [EFFECTS, ABSENCES, LOOKUPS].concat();
    let shown = shown.iter().filter_map(|(lines, _)| names(lines).next()).chain(OF_THE_STACK);
    assert_eq!(shown.map(str::to_owned).collect::<BTreeSet<_>>(), known_settings());
}

#[test]
fn what_is_looked_up_is_asked_of_the_toolkit() {
    for (lines, expected) in LOOKUPS {
        let environment = ["account: 123456789012", "region: eu-west-1"];
        let environment = environment.iter().filter(|line| !lines.contains(*line)).map(|line| format!("  {line}\n"));
        let missing = manifest_for_toolkit(&with_least(&(lines.to_string() + "\n" + &environment.collect::<String>())))
            ["missing"]
            .to_string();
        assert!(missing.contains(expected), "{lines}: {missing}");
    }
}
