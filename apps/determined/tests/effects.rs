//! Where each setting ends up.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod app;

use std::collections::BTreeSet;

use app::{Directory, LEAST, known_settings, known_settings_of_pools, manifest_for_toolkit, template};

#[test]
fn the_stack_is_as_told() {
    let lines =
        "  stack_name: Acme\n  aws_account_id: 012345678901\n  aws_region: eu-west-1\n  termination_protection: true\n";
    let directory = Directory::with(&format!("{LEAST}{lines}"));
    assert_eq!(directory.run(&["synth", "--quiet"]).status, 0);
    let artifact = &directory.json("manifest.json")["artifacts"]["Determined"];
    assert_eq!(artifact["environment"], "aws://012345678901/eu-west-1");
    assert_eq!(artifact["properties"]["stackName"], "Acme");
    assert_eq!(artifact["properties"]["terminationProtection"], true);
}

/// A VPC of which everything is told.
const VPC: &str = "  vpc_id: vpc-0123abcd
  master_subnet_id: subnet-00000003
  agent_subnet_ids: [subnet-00000008, subnet-00000009]
  db_subnet_ids: [subnet-00000004, subnet-00000005]";

const TLS: &str = "  tls_secret: arn:aws:secretsmanager:eu-west-1:123456789012:secret:tls-a1b2c3
  tls_name: determined.example.com";

const FSX: &str = "  shared_file_system: fsx";
const EXISTING_FSX: &str = "  shared_file_system: fsx
  existing_file_system: fs-0123abcd
  fsx_mount_name: abcdefgh";

/// Lines of settings, and a text that is in the template because of the first of them. Texts of `master.yaml` are as they stand
/// there.
const EFFECTS: &[(&str, &str)] = &[
    ("  version: 0.38.0", "determinedai/determined-master:0.38.0"),
    ("  image_prefix: registry.example.com/acme", "registry.example.com/acme/determined-agent:0.38.1"),
    ("  master_image_name: acme-master", "determinedai/acme-master:0.38.1"),
    ("  agent_image_name: acme-agent", "determinedai/acme-agent:0.38.1"),
    (
        "  docker_secret: arn:aws:secretsmanager:eu-west-1:123456789012:secret:docker-a1b2c3",
        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:docker-a1b2c3",
    ),
    (
        "  docker_registry: registry.example.com
  docker_secret: arn:aws:secretsmanager:eu-west-1:123456789012:secret:docker-a1b2c3",
        "\"serveraddress\":\"registry.example.com\"",
    ),
    ("  cluster_name: Research", "\"cluster_name\":\"Research\""),
    (
        "  initial_password_secret: arn:aws:secretsmanager:eu-west-1:123456789012:secret:first-a1b2c3",
        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:first-a1b2c3",
    ),
    (
        "  configuration_secret: arn:aws:secretsmanager:eu-west-1:123456789012:secret:sso-a1b2c3",
        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:sso-a1b2c3",
    ),
    ("  enable_cors: true", "\"enable_cors\":true"),
    ("  telemetry: true", "\"telemetry\":{\"enabled\":true}"),
    ("  notebook_timeout: 120", "\"notebook_timeout\":7200"),
    ("  tensorboard_timeout: 7", "\"tensorboard_timeout\":420"),
    ("  tags: {team: red}", "{\"Key\":\"team\",\"Value\":\"red\"}"),
    ("  stack_name: Acme", "\"tag_value\":\"det-agent-Acme-Determined\""),
    ("  vpc_id: vpc-0123abcd", "\"VpcId\":\"vpc-0123abcd\""),
    ("  vpc_cidr: 172.16.0.0/16", "\"CidrBlock\":\"172.16.0.0/16\""),
    ("  zone_count: 3", "{\"Fn::Select\":[2,{\"Fn::GetAZs\":\"\"}]}"),
    ("  zones: [eu-west-1b, eu-west-1c]", "\"AvailabilityZone\":\"eu-west-1b\""),
    ("  nat_gateways: 2", "PublicSubnet2NATGateway"),
    ("  master_subnet_id: subnet-00000003", "\"SubnetId\":\"subnet-00000003\""),
    ("  agent_subnet_ids: [subnet-00000008, subnet-00000009]", "\"subnet_id\":\"subnet-00000008\""),
    ("  db_subnet_ids: [subnet-00000004, subnet-00000005]", "\"SubnetIds\":[\"subnet-00000004\",\"subnet-00000005\"]"),
    ("  public_master: true", "AWS::EC2::EIPAssociation"),
    ("  public_agents: true", "\"public_ip\":true"),
    ("  allowed_from: [203.0.113.0/24]", "\"CidrIp\":\"203.0.113.0/24\""),
    ("  ssh_from: [203.0.113.7/32]", "\"203.0.113.7/32\""),
    ("  agent_ssh_from: [203.0.113.8/32]", "\"203.0.113.8/32\""),
    ("  public_key: ssh-ed25519 AAAA me", "\"ssh-ed25519 AAAA me\""),
    ("  existing_key_pair: operations", "\"KeyName\":\"operations\""),
    ("  tls_secret: arn:aws:secretsmanager:eu-west-1:123456789012:secret:tls-a1b2c3", "\"https://local-ipv4:8443\""),
    ("  tls_name: determined.example.com", "\"master_cert_name\":\"determined.example.com\""),
    ("  instance_type: m5.2xlarge", "\"InstanceType\":\"m5.2xlarge\""),
    ("  disk_size: 300", "\"VolumeSize\":300"),
    ("  image: ami-0123456789abcdef1", "\"ImageId\":\"ami-0123456789abcdef1\""),
    ("  image: /acme/master", "\"/acme/master\""),
    ("  boot_timeout: 60", "\"Timeout\":\"PT1H\""),
    ("  default_aux_pool: compute-pool", "\"default_aux_resource_pool\":\"compute-pool\""),
    ("  default_compute_pool: a", "\"default_compute_resource_pool\":\"a\""),
    ("  agent_image: ami-0123456789abcdef2", "\"image_id\":\"ami-0123456789abcdef2\""),
    ("  agent_image: /acme/agent", "\"$parameter\":\"/acme/agent\""),
    ("  agent_disk_size: 400", "\"root_volume_size\":400"),
    ("  agent_tags: {team: blue}", "{\"key\":\"team\",\"value\":\"blue\"}"),
    ("  agent_reconnect_attempts: 61", "\"agent_reconnect_attempts\":61"),
    ("  agent_reconnect_backoff: 11", "\"agent_reconnect_backoff\":11"),
    ("  scheduler: fair-share", "\"scheduler\":{\"type\":\"fair_share\"}"),
    ("  preemption: true", "\"preemption\":true"),
    ("  default_priority: 50", "\"default_priority\":50"),
    ("  cpu_environment_image: acme/cpu:1\n  gpu_environment_image: acme/gpu:2", "\"cpu\":\"acme/cpu:1\""),
    ("  gpu_environment_image: acme/gpu:2\n  cpu_environment_image: acme/cpu:1", "\"cuda\":\"acme/gpu:2\""),
    ("  database: aurora-serverless", "AWS::RDS::DBCluster\""),
    ("  database_version: 16.10", "\"EngineVersion\":\"16.10\""),
    ("  database_major_upgrade: true", "\"AllowMajorVersionUpgrade\":true"),
    ("  database_name: postgres", "\"name\":\"postgres\""),
    ("  database_instance_type: m6g.large", "\"DBInstanceClass\":\"db.m6g.large\""),
    ("  database_storage: 50", "\"AllocatedStorage\":\"50\""),
    ("  database_max_storage: 500", "\"MaxAllocatedStorage\":500"),
    ("  database_multi_az: true", "\"MultiAZ\":true"),
    ("  database_min_capacity: 2.5\n  database: aurora-serverless", "\"MinCapacity\":2.5"),
    ("  database_max_capacity: 64\n  database: aurora-serverless", "\"MaxCapacity\":64"),
    ("  database_backup_days: 30", "\"BackupRetentionPeriod\":30"),
    ("  database_snapshot: before", "\"DBSnapshotIdentifier\":\"before\""),
    ("  database_deletion_protection: false", "\"DeletionProtection\":false"),
    ("  backup_window: 04:00-06:00", "\"PreferredBackupWindow\":\"04:00-06:00\""),
    ("  maintenance_window: tue:00:00-tue:03:00", "\"PreferredMaintenanceWindow\":\"tue:00:00-tue:03:00\""),
    ("  existing_bucket: acme-checkpoints", ":s3:::acme-checkpoints"),
    ("  bucket_name: acme-checkpoints", "\"BucketName\":\"acme-checkpoints\""),
    ("  save_experiment_best: 3", "\"save_experiment_best\":3"),
    ("  save_trial_best: 4", "\"save_trial_best\":4"),
    ("  save_trial_latest: 5", "\"save_trial_latest\":5"),
    ("  shared_file_system: efs", "AWS::EFS::FileSystem\""),
    ("  shared_file_system: fsx", "AWS::FSx::FileSystem\""),
    ("  existing_file_system: fs-0123abcd\n  shared_file_system: efs", "fs-0123abcd"),
    ("  file_system_security_group: sg-0123abcd", "\"GroupId\":\"sg-0123abcd\""),
    ("  fsx_mount_name: abcdefgh", "abcdefgh"),
    ("  fsx_storage: 4800", "\"StorageCapacity\":4800"),
    ("  fsx_throughput: 500", "\"PerUnitStorageThroughput\":500"),
    (
        "  encryption_key: arn:aws:kms:eu-west-1:123456789012:key/1234abcd",
        "\"KmsKeyId\":\"arn:aws:kms:eu-west-1:123456789012:key/1234abcd\"",
    ),
    ("  log_group_name: /acme/determined", "\"LogGroupName\":\"/acme/determined\""),
    ("  log_retention_days: 365", "\"RetentionInDays\":365"),
    ("  alarm_emails: [team@example.com]", "\"Endpoint\":\"team@example.com\""),
    (
        "  alarm_topic: arn:aws:sns:eu-west-1:123456789012:operations",
        "\"arn:aws:sns:eu-west-1:123456789012:operations\"",
    ),
    (
        "  permissions_boundary: arn:aws:iam::123456789012:policy/b",
        "\"PermissionsBoundary\":\"arn:aws:iam::123456789012:policy/b\"",
    ),
    ("  resource_pools: [{name: only, instance_type: m5.xlarge}]", "\"pool_name\":\"only\""),
];

/// Settings of a pool, and a text of `master.yaml` that is there because of the first of them. Beside it stands another pool, so
/// that nothing is common to all.
const OF_POOLS: &[(&str, &str)] = &[
    ("name: b", "\"pool_name\":\"b\""),
    ("description: For training", "\"description\":\"For training\""),
    ("instance_type: g5.xlarge", "\"instance_type\":\"g5.xlarge\""),
    ("slots: 8, instance_type: p9.48xlarge", "\"instance_slots\":8"),
    ("cpu_slots: false, max_aux_containers: 1", "\"cpu_slots_allowed\":false"),
    ("max_aux_containers: 33", "\"max_aux_containers_per_agent\":33"),
    ("min_agents: 2", "\"min_instances\":2"),
    ("max_agents: 77", "\"max_instances\":77"),
    ("idle_period: 33", "\"max_idle_agent_period\":\"1980s\""),
    ("starting_period: 44", "\"max_agent_starting_period\":\"2640s\""),
    ("spot: true", "\"spot\":true"),
    ("spot_max_price: 2.50, spot: true", "\"spot_max_price\":\"2.50\""),
    ("image: ami-0123456789abcdef3", "\"image_id\":\"ami-0123456789abcdef3\""),
    ("zone: 2", "PrivateSubnet2"),
    ("subnet: subnet-00000009", "\"subnet_id\":\"subnet-00000009\""),
];

/// Lines of settings, and a text that is not in the template because of the first of them.
const ABSENCES: &[(&str, &str)] = &[
    ("  session_manager: false", "ssmmessages:OpenDataChannel"),
    ("  existing_bucket: acme-data", "AWS::S3::Bucket\""),
    ("  existing_key_pair: operations", "AWS::EC2::KeyPair"),
    ("  vpc_id: vpc-0123abcd", "AWS::EC2::VPC\""),
    ("  shut_down_on_connection_loss: false", "on_connection_lost"),
    ("  public_master: true\n  public_agents: true", "AWS::EC2::NatGateway"),
];

/// Settings that are the stack's.
const OF_THE_STACK: [&str; 4] = ["stack_name", "aws_account_id", "aws_region", "termination_protection"];

/// Settings whose effect takes more than a text: they have a test of their own here.
const SHOWN_BELOW: [&str; 4] = ["database_removal", "bucket_removal", "file_system_removal", "log_removal"];

/// Lines of settings that have something looked up, and what the toolkit is asked for because of the first of them.
const LOOKUPS: &[(&str, &str)] = &[
    ("  vpc_id: vpc-0123abcd", "\"vpc-id\":\"vpc-0123abcd\""),
    ("  vpc_name: shared", "\"tag:Name\":\"shared\""),
    ("  default_vpc: true\n  public_master: true\n  public_agents: true", "\"isDefault\":\"true\""),
    ("  image: {owner: self, name: master-*}", "\"name\":[\"master-*\"]"),
    ("  agent_image: {owner: self, name: agent-*}", "\"name\":[\"agent-*\"]"),
    (
        "  resource_pools: [{name: a, instance_type: m5.large, image: {owner: self, name: pool-*}}]",
        "\"name\":[\"pool-*\"]",
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
        "allowed_from" => "  public_master: true",
        "tls_secret" | "tls_name" => TLS,
        "fsx_storage" | "fsx_throughput" => FSX,
        "fsx_mount_name" | "file_system_security_group" => EXISTING_FSX,
        "default_compute_pool" => {
            "  resource_pools: [{name: b, instance_type: m5.large}, {name: a, instance_type: m5.large}]"
        }
        "default_aux_pool" => {
            "  resource_pools:
    - {name: a, instance_type: m5.large, max_aux_containers: 1}
    - {name: compute-pool, instance_type: m5.large, max_aux_containers: 1}"
        }
        _ => "",
    };
    let written: BTreeSet<&str> = names(lines).collect();
    let rest = LEAST.lines().chain(needed.lines());
    let rest = rest.filter(|line| !names(line).any(|name| name != "determined" && written.contains(name)));
    rest.map(|line| format!("{line}\n")).collect::<String>() + lines + "\n"
}

/// A template as one text, in which `master.yaml` stands as it is.
fn text(config: &str) -> String {
    template(config).to_string().replace("\\\"", "\"")
}

#[test]
fn every_setting_reaches_the_template() {
    let before = text(LEAST);
    let mut wrong = Vec::new();
    for (lines, expected) in EFFECTS {
        if !text(&with_needed(lines)).contains(expected) || before.contains(expected) {
            wrong.push(format!("{lines}: {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The text of `master.yaml` about the second of two pools.
fn second_pool(settings: &str) -> String {
    let usual = ["name: a", "instance_type: m5.large"];
    let is_new = |usual: &&&str| !settings.contains(usual.split(':').next().unwrap_or_default());
    let pool: Vec<&str> = usual.iter().filter(is_new).copied().chain([settings]).collect();
    let needed = if settings.starts_with("subnet:") { format!("{VPC}\n") } else { String::new() };
    let lines = format!(
        "{LEAST}{needed}  resource_pools:\n    - {{name: first, instance_type: t3.large, cpu_slots: true}}\n    - {{{}}}\n",
        pool.join(", ")
    );
    let text = text(&lines);
    let second = text.split("\"pool_name\":").nth(2).unwrap_or_default();
    format!("\"pool_name\":{}", second.split("\"task_container_defaults\"").next().unwrap_or_default())
}

#[test]
fn every_setting_of_a_pool_reaches_the_configuration() {
    let before = second_pool("name: a");
    let mut wrong = Vec::new();
    for (settings, expected) in OF_POOLS {
        let after = second_pool(settings);
        if !after.contains(expected) || before.contains(expected) {
            wrong.push(format!("{settings}: {after}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let shown = OF_POOLS.iter().filter_map(|(settings, _)| names(settings).next()).map(str::to_owned);
    assert_eq!(shown.collect::<BTreeSet<_>>(), known_settings_of_pools());
}

#[test]
fn what_is_left_out_is_not_in_the_template() {
    let before = text(LEAST);
    for (lines, unexpected) in ABSENCES {
        let after = text(&with_needed(lines));
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
        let text = format!("determined:\n{lines}\n") + &environment.collect::<String>();
        let missing = manifest_for_toolkit(&text)["missing"].to_string();
        assert!(missing.contains(expected), "{lines}: {missing}");
    }
}

/// The deletion policy of the only resource of a type; of log groups, that of the cluster.
fn deletion_policy(lines: &str, kind: &str) -> String {
    let template = template(&format!("{LEAST}{lines}"));
    let all = template["Resources"].as_object().unwrap();
    let of_type = all.iter().filter(|(_, resource)| resource["Type"] == kind);
    let of_database = |id: &str| kind == "AWS::Logs::LogGroup" && id.starts_with("DeterminedDatabase");
    let found: Vec<_> = of_type.filter(|(id, _)| !of_database(id)).map(|(_, resource)| resource).collect();
    assert_eq!(found.len(), 1, "{kind}");
    found[0]["DeletionPolicy"].as_str().unwrap_or("Delete").to_owned()
}

#[test]
fn removal_is_what_the_template_says_of_data() {
    for (setting, kind, needed, usual) in [
        ("database_removal", "AWS::RDS::DBInstance", "", "Snapshot"),
        ("bucket_removal", "AWS::S3::Bucket", "", "RetainExceptOnCreate"),
        ("file_system_removal", "AWS::EFS::FileSystem", "  shared_file_system: efs\n", "RetainExceptOnCreate"),
        ("log_removal", "AWS::Logs::LogGroup", "", "Delete"),
    ] {
        assert_eq!(deletion_policy(needed, kind), usual, "{setting}");
        for (removal, policy) in [("delete", "Delete"), ("retain", "RetainExceptOnCreate")] {
            let found = deletion_policy(&format!("{needed}  {setting}: {removal}\n"), kind);
            assert_eq!(found, policy, "{setting}: {removal}");
        }
    }
}
