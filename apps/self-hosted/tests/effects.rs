//! Where each setting ends up.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod app;

use std::collections::BTreeSet;

use app::{Directory, LEAST, known_settings, manifest_for_toolkit, template};

#[test]
fn the_stack_is_as_told() {
    let lines =
        "  stack_name: Acme\n  aws_account_id: 012345678901\n  aws_region: eu-west-1\n  termination_protection: true\n";
    let directory = Directory::with(&format!("{LEAST}{lines}"));
    assert_eq!(directory.run(&["synth", "--quiet"]).status, 0);
    let artifact = &directory.json("manifest.json")["artifacts"]["Valohai-Self-Hosted"];
    assert_eq!(artifact["environment"], "aws://012345678901/eu-west-1");
    assert_eq!(artifact["properties"]["stackName"], "Acme");
    assert_eq!(artifact["properties"]["terminationProtection"], true);
}

/// A VPC of which everything is told but the subnets of the first line.
const VPC: &str = "  vpc_id: vpc-0123abcd
  lb_subnet_ids: [subnet-00000001, subnet-00000002]
  roi_subnet_id: subnet-00000003
  db_subnet_ids: [subnet-00000004, subnet-00000005]
  cache_subnet_ids: [subnet-00000006, subnet-00000007]
  worker_subnet_ids: [subnet-00000008, subnet-00000009]";

/// What groups of workers cannot be without where nothing is looked up.
const GROUPS: &str = "  worker_groups: [{instance_type: g5.xlarge, spot: true, max_size: 7, disk_size: 77}]
  worker_image: ami-0123456789abcdef0";

/// Lines of settings, and a text that is in the template because of the first of them.
const EFFECTS: &[(&str, &str)] = &[
    ("  domain: https://other.example.com", "\"https://other.example.com\""),
    ("  environment_name: Acme", "\"Acme\""),
    ("  organization: Acme", "'Acme'"),
    (
        "  configuration_secret: arn:aws:secretsmanager:eu-west-1:123456789012:secret:roi-a1b2c3",
        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:roi-a1b2c3",
    ),
    ("  tags: {team: red}", "{\"Key\":\"team\",\"Value\":\"red\"}"),
    ("  name_prefix: test-", "\"test-valohai-role-master\""),
    ("  name_prefix: \"\"", "\"RoleName\":\"valohai-role-master\""),
    ("  bucket_name: acme-data", "\"BucketName\":\"acme-data\""),
    ("  vpc_id: vpc-0123abcd", "\"VpcId\":\"vpc-0123abcd\""),
    ("  lb_subnet_ids: [subnet-00000001, subnet-00000002]", "\"Subnets\":[\"subnet-00000001\",\"subnet-00000002\"]"),
    ("  roi_subnet_id: subnet-00000003", "\"SubnetId\":\"subnet-00000003\""),
    ("  db_subnet_ids: [subnet-00000004, subnet-00000005]", "\"SubnetIds\":[\"subnet-00000004\",\"subnet-00000005\"]"),
    (
        "  cache_subnet_ids: [subnet-00000006, subnet-00000007]",
        "\"SubnetIds\":[\"subnet-00000006\",\"subnet-00000007\"]",
    ),
    ("  worker_subnet_ids: [subnet-00000008, subnet-00000009]", "subnet-00000009"),
    ("  vpc_cidr: 172.16.0.0/16", "\"CidrBlock\":\"172.16.0.0/16\""),
    ("  zone_count: 3", "{\"Fn::Select\":[2,{\"Fn::GetAZs\":\"\"}]}"),
    ("  zones: [eu-west-1b, eu-west-1c]", "\"AvailabilityZone\":\"eu-west-1b\""),
    ("  nat_gateways: 2", "PublicSubnet2NATGateway"),
    ("  internal_load_balancer: true", "\"Scheme\":\"internal\""),
    ("  lb_allowed_from: [203.0.113.0/24]", "\"CidrIp\":\"203.0.113.0/24\""),
    (
        "  certificate_arn: arn:aws:acm:eu-west-1:123456789012:certificate/1234abcd",
        "\"CertificateArn\":\"arn:aws:acm:eu-west-1:123456789012:certificate/1234abcd\"",
    ),
    ("  hosted_zone_id: Z0123456789ABCDEFGHIJ", "\"HostedZoneId\":\"Z0123456789ABCDEFGHIJ\""),
    ("  lb_tls_policy: ELBSecurityPolicy-TLS13-1-3-2021-06", "\"ELBSecurityPolicy-TLS13-1-3-2021-06\""),
    ("  lb_idle_timeout: 300", "{\"Key\":\"idle_timeout.timeout_seconds\",\"Value\":\"300\"}"),
    ("  lb_access_logs: true", "{\"Key\":\"access_logs.s3.enabled\",\"Value\":\"true\"}"),
    ("  lb_access_log_bucket: acme-logs", "{\"Key\":\"access_logs.s3.bucket\",\"Value\":\"acme-logs\"}"),
    ("  lb_deletion_protection: true", "{\"Key\":\"deletion_protection.enabled\",\"Value\":\"true\"}"),
    ("  instance_type: m5.2xlarge", "\"InstanceType\":\"m5.2xlarge\""),
    ("  disk_size: 64", "\"VolumeSize\":64"),
    ("  image: ami-0123456789abcdef1", "\"ImageId\":\"ami-0123456789abcdef1\""),
    ("  image: /acme/roi", "\"Default\":\"/acme/roi\""),
    ("  boot_timeout: 60", "\"Timeout\":\"PT1H\""),
    ("  ssh_from: [203.0.113.7/32]", "\"203.0.113.7/32\""),
    ("  worker_ssh_from: [203.0.113.8/32]", "\"203.0.113.8/32\""),
    ("  public_key: ssh-ed25519 AAAA me", "\"ssh-ed25519 AAAA me\""),
    ("  existing_key_pair: operations", "\"KeyName\":\"operations\""),
    ("  database: aurora-serverless", "AWS::RDS::DBCluster\""),
    ("  database_version: 16.10", "\"EngineVersion\":\"16.10\""),
    ("  database_instance_type: m6g.large", "\"DBInstanceClass\":\"db.m6g.large\""),
    ("  database_storage: 50", "\"AllocatedStorage\":\"50\""),
    ("  database_max_storage: 500", "\"MaxAllocatedStorage\":500"),
    ("  database_multi_az: false", "\"MultiAZ\":false"),
    ("  database_min_capacity: 2.5\n  database: aurora-serverless", "\"MinCapacity\":2.5"),
    ("  database_max_capacity: 64\n  database: aurora-serverless", "\"MaxCapacity\":64"),
    ("  database_major_upgrade: true", "\"AllowMajorVersionUpgrade\":true"),
    ("  backup_window: 04:00-06:00", "\"PreferredBackupWindow\":\"04:00-06:00\""),
    ("  backup_window: 04:00-06:00", "\"SnapshotWindow\":\"04:00-06:00\""),
    ("  maintenance_window: tue:00:00-tue:03:00", "\"PreferredMaintenanceWindow\":\"tue:00:00-tue:03:00\""),
    ("  database_backup_days: 30", "\"BackupRetentionPeriod\":30"),
    ("  database_snapshot: before", "\"DBSnapshotIdentifier\":\"before\""),
    ("  database_deletion_protection: false", "\"DeletionProtection\":false"),
    ("  cache: redis", "\"Engine\":\"redis\""),
    ("  cache_version: 8.1", "\"EngineVersion\":\"8.1\""),
    ("  cache_node_type: m6g.large", "\"CacheNodeType\":\"cache.m6g.large\""),
    ("  cache_replicas: 2", "\"NumCacheClusters\":3"),
    ("  cache_tls: false", "\"TransitEncryptionEnabled\":false"),
    ("  cache_snapshot_days: 9", "\"SnapshotRetentionLimit\":9"),
    ("  cache_snapshot: before", "\"SnapshotName\":\"before\""),
    ("  existing_bucket: acme-data", ":s3:::acme-data"),
    (
        "  encryption_key: arn:aws:kms:eu-west-1:123456789012:key/1234abcd",
        "\"KmsKeyId\":\"arn:aws:kms:eu-west-1:123456789012:key/1234abcd\"",
    ),
    ("  log_retention_days: 365", "\"RetentionInDays\":365"),
    ("  alarm_emails: [team@example.com]", "\"Endpoint\":\"team@example.com\""),
    (
        "  alarm_topic: arn:aws:sns:eu-west-1:123456789012:operations",
        "\"arn:aws:sns:eu-west-1:123456789012:operations\"",
    ),
    ("  worker_groups: [{instance_type: g5.xlarge}]", "\"InstanceType\":\"g5.xlarge\""),
    ("  worker_groups: [{instance_type: g5.xlarge, spot: true}]", "\"OnDemandPercentageAboveBaseCapacity\":0"),
    ("  worker_groups: [{instance_type: g5.xlarge, max_size: 7}]", "\"MaxSize\":\"7\""),
    ("  worker_groups: [{instance_type: g5.xlarge, disk_size: 77}]", "\"VolumeSize\":77"),
    ("  worker_image: ami-0123456789abcdef1", "ami-0123456789abcdef1"),
    ("  worker_queue_prefix: acme-", "acme-"),
    (
        "  worker_accounts: [{account: 210987654321, role: ValohaiMaster, networks: [10.7.0.0/16]}]",
        ":iam::210987654321:role/ValohaiMaster",
    ),
    ("  worker_accounts: [{account: 210987654321, role: a, networks: [10.7.0.0/16]}]", "\"10.7.0.0/16\""),
    ("  allow_untagged_workers: true", "StringEqualsIfExists"),
    (
        "  permissions_boundary: arn:aws:iam::123456789012:policy/b",
        "\"PermissionsBoundary\":\"arn:aws:iam::123456789012:policy/b\"",
    ),
];

/// Lines of settings, and a text that is not in the template because of the first of them.
const ABSENCES: &[(&str, &str)] = &[
    ("  session_manager: false", "ssmmessages:OpenDataChannel"),
    ("  existing_bucket: acme-data", "AWS::S3::Bucket\""),
    ("  existing_key_pair: operations", "AWS::EC2::KeyPair"),
    ("  vpc_id: vpc-0123abcd", "AWS::EC2::VPC\""),
];

/// Settings that are the stack's.
const OF_THE_STACK: [&str; 4] = ["stack_name", "aws_account_id", "aws_region", "termination_protection"];

/// Settings whose effect takes more than a text: they have tests of their own here.
const SHOWN_BELOW: [&str; 8] = [
    "python_template",
    "replace_cache",
    "public_workers",
    "public_instance",
    "https",
    "database_removal",
    "cache_removal",
    "bucket_removal",
];

/// Lines of settings that have something looked up, and what the toolkit is asked for because of the first of them.
const LOOKUPS: &[(&str, &str)] = &[
    ("  vpc_id: vpc-0123abcd", "\"vpc-id\":\"vpc-0123abcd\""),
    ("  vpc_name: shared", "\"tag:Name\":\"shared\""),
    ("  default_vpc: true", "\"isDefault\":\"true\""),
    ("  image: {owner: self, name: roi-*}", "\"name\":[\"roi-*\"]"),
    (
        "  worker_image: {owner: self, name: peon-*}\n  worker_groups: [{instance_type: m5.large}]",
        "\"name\":[\"peon-*\"]",
    ),
    ("  aws_account_id: 123456789012\n  vpc_name: shared", "\"account\":\"123456789012\""),
    ("  aws_region: eu-west-1\n  vpc_name: shared", "\"region\":\"eu-west-1\""),
];

fn names(lines: &str) -> impl Iterator<Item = &str> {
    lines.lines().filter_map(|line| line.trim_start().split_once(':')).map(|(name, _)| name)
}

/// All settings that the lines need, without those that they write.
fn with_needed(lines: &str) -> String {
    let first = names(lines).next().unwrap_or_default();
    let needed = match first {
        "vpc_id" => VPC,
        name if name.ends_with("_subnet_ids") || name.ends_with("_subnet_id") => VPC,
        "worker_groups" | "worker_image" | "worker_queue_prefix" => GROUPS,
        "nat_gateways" => "  zone_count: 2",
        "lb_tls_policy" => "  hosted_zone_id: Z0123456789ABCDEFGHIJ",
        "lb_access_logs" | "lb_access_log_bucket" => "  aws_account_id: 123456789012\n  aws_region: eu-west-1",
        _ => "",
    };
    let written: BTreeSet<&str> = names(lines).collect();
    let rest = LEAST.lines().chain(needed.lines());
    let rest = rest.filter(|line| !names(line).any(|name| name != "self_hosted" && written.contains(name)));
    rest.map(|line| format!("{line}\n")).collect::<String>() + lines + "\n"
}

#[test]
fn every_setting_reaches_the_template() {
    let before = template(LEAST).to_string();
    let mut wrong = Vec::new();
    for (lines, expected) in EFFECTS {
        let after = template(&with_needed(lines)).to_string();
        if !after.contains(expected) || before.contains(expected) {
            wrong.push(format!("{lines}: {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_left_out_is_not_in_the_template() {
    let before = template(LEAST).to_string();
    for (lines, unexpected) in ABSENCES {
        let after = template(&with_needed(lines)).to_string();
        assert!(before.contains(unexpected) && !after.contains(unexpected), "{lines}: {after}");
    }
}

#[test]
fn every_setting_has_an_effect() {
    let shown = [EFFECTS, ABSENCES, LOOKUPS].concat();
    let shown = shown.iter().filter_map(|(lines, _)| names(lines).next()).chain(OF_THE_STACK).chain(SHOWN_BELOW);
    assert_eq!(shown.map(str::to_owned).collect::<BTreeSet<_>>(), known_settings());
}

#[test]
fn what_is_looked_up_is_asked_of_the_toolkit() {
    for (lines, expected) in LOOKUPS {
        let environment = ["aws_account_id: 123456789012", "aws_region: eu-west-1"];
        let environment = environment.iter().filter(|line| !lines.contains(*line)).map(|line| format!("  {line}\n"));
        let text = "self_hosted:\n  domain: https://valohai.example.com\n".to_owned()
            + if lines.contains("  image:") { "" } else { "  image: ami-0123456789abcdef0\n" }
            + lines
            + "\n"
            + &environment.collect::<String>();
        let missing = manifest_for_toolkit(&text)["missing"].to_string();
        assert!(missing.contains(expected), "{lines}: {missing}");
    }
}

#[test]
fn without_an_image_the_newest_of_valohai_is_asked_for() {
    let text =
        "self_hosted:\n  domain: https://a.example.com\n  aws_account_id: 123456789012\n  aws_region: eu-west-1\n";
    let missing = manifest_for_toolkit(text)["missing"].to_string();
    assert!(missing.contains("\"name\":[\"valohai-roi-*\"]") && missing.contains("635691382966"), "{missing}");
}

/// The properties of the only resource of a type.
fn only<'a>(template: &'a serde_json::Value, kind: &str) -> &'a serde_json::Value {
    let all = template["Resources"].as_object().unwrap();
    let found: Vec<_> = all.values().filter(|resource| resource["Type"] == kind).collect();
    assert_eq!(found.len(), 1, "{kind}");
    found[0]
}

#[test]
fn removal_is_what_the_template_says_of_data() {
    for (setting, kind, usual) in [
        ("database_removal", "AWS::RDS::DBInstance", "Snapshot"),
        ("cache_removal", "AWS::ElastiCache::ReplicationGroup", "Snapshot"),
        ("bucket_removal", "AWS::S3::Bucket", "RetainExceptOnCreate"),
    ] {
        let found = |lines: &str| {
            let policy = only(&template(&format!("{LEAST}{lines}")), kind)["DeletionPolicy"].clone();
            policy.as_str().unwrap_or_default().to_owned()
        };
        assert_eq!(found(""), usual, "{setting}");
        assert_eq!(found(&format!("  {setting}: delete\n")), "Delete", "{setting}");
        assert_eq!(found(&format!("  {setting}: retain\n")), "RetainExceptOnCreate", "{setting}");
    }
}

#[test]
fn https_is_spoken_where_there_is_a_certificate_unless_refused() {
    const CERTIFICATE: &str = "  certificate_arn: arn:aws:acm:eu-west-1:123456789012:certificate/1234abcd\n";
    let ports = |lines: &str| {
        let template = template(&format!("{LEAST}{lines}"));
        let all = template["Resources"].as_object().unwrap();
        let listeners = all.values().filter(|resource| resource["Type"] == "AWS::ElasticLoadBalancingV2::Listener");
        let mut ports: Vec<i64> = listeners.filter_map(|found| found["Properties"]["Port"].as_i64()).collect();
        ports.sort_unstable();
        ports
    };
    assert_eq!(ports(""), [80]);
    assert_eq!(ports(CERTIFICATE), [80, 443]);
    assert_eq!(ports(&format!("{CERTIFICATE}  https: true\n")), [80, 443]);
    assert_eq!(ports("  https: false\n"), [80]);
}

#[test]
fn public_workers_get_addresses() {
    let found = |lines: &str| {
        let template = template(&with_needed(&format!("  worker_queue_prefix: a\n{lines}")));
        let data = &only(&template, "AWS::EC2::LaunchTemplate")["Properties"]["LaunchTemplateData"];
        data["NetworkInterfaces"][0]["AssociatePublicIpAddress"].clone()
    };
    let public = format!("{VPC}\n  public_workers: true");
    assert_eq!(found(&public), true);
    assert_ne!(found(VPC), true);
}

#[test]
fn a_stack_of_the_python_template_keeps_its_name_and_its_ids() {
    let named = |lines: &str| {
        let directory = Directory::with(&format!("{LEAST}{VPC}\n{lines}"));
        let outcome = directory.run(&["ls", "--long"]);
        assert_eq!(outcome.status, 0, "{}", outcome.stderr);
        outcome.stdout.lines().next().unwrap_or_default().to_owned()
    };
    assert!(named("").contains("Valohai-Self-Hosted"));
    assert!(named("  stack_name: Acme\n").contains("Acme"));
    assert_eq!(named("  python_template: true\n").split_whitespace().next(), Some("ValohaiSandbox"));
    assert_eq!(named("  python_template: true\n  stack_name: Acme\n").split_whitespace().next(), Some("Acme"));
    let resources = |lines: &str| {
        let directory = Directory::with(&format!("{LEAST}  python_template: true\n{VPC}\n{lines}"));
        let outcome = directory.run(&["synth"]);
        assert_eq!(outcome.status, 0, "{}", outcome.stderr);
        directory.json("ValohaiSandbox.template.json")["Resources"].clone()
    };
    let found = resources("");
    for id in [
        "valohaidatavalohaibucket34D76B77",
        "valohairoidatabaseroidb5AA993D6",
        "valohairoidatabasevalohaisecretdbpassword8D8F0F60",
        "valohaiqueuevalohaiqueueredis91D57B9D",
        "valohaiec2valohairoi48C0C76C",
    ] {
        assert!(found[id].is_object(), "{id}");
    }
    // The old cache goes, and one with TLS takes its place.
    let replaced = resources("  replace_cache: true\n");
    assert!(found["valohaiqueuevalohaiqueueredis91D57B9D"].is_object());
    assert!(!replaced["valohaiqueuevalohaiqueueredis91D57B9D"].is_object(), "{replaced}");
}
