//! What is said about settings that cannot be.

mod app;

use app::{refusal, refusal_of, rules, told};

#[test]
fn a_mistake_is_shown_with_its_line() {
    assert_eq!(
        refusal("  db_subnet_ids: [subnet-0123abcd]\n"),
        "error[subnet-without-vpc]: `db_subnet_ids` is of an existing VPC, and none is named\n  --> config.yaml:5:18\n   |\n \
         5 |   db_subnet_ids: [subnet-0123abcd]\n   |                  ^^^^^^^^^^^^^^^^^\n  help: name the VPC that it is in, or leave it \
         out\n\n1 error: nothing was written\n"
    );
}

/// Settings, what is said of them, and where.
type Mistake = (&'static str, &'static str, &'static str);

const OF_DETERMINED: &[Mistake] = &[
    ("  versoin: 0.38.1", "[unknown-setting]: `determined` has no setting `versoin`", "5:3"),
    ("  version: 0.38 1", "[bad-version]", "5:12"),
    ("  image_prefix: Acme", "[bad-image-prefix]", "5:17"),
    ("  master_image_name: a/b", "[bad-image-name]", "5:22"),
    ("  agent_image_name: \"\"", "[bad-image-name]", "5:21"),
    ("  docker_secret: arn:aws:secretsmanager:eu-west-1:123456789012:secret:docker", "[bad-secret]", "5:18"),
    ("  docker_registry: registry.example.com", "[registry-without-secret]", "5:20"),
    ("  cluster_name: \" Research\"", "[bad-cluster-name]", "5:17"),
    ("  initial_password_secret: hunter2", "[bad-secret]", "5:28"),
    ("  configuration_secret: arn:aws:ssm:eu-west-1:123456789012:parameter/a", "[bad-secret]", "5:25"),
    ("  enable_cors: yes", "[wrong-type]: `determined.enable_cors`", "5:16"),
    ("  notebook_timeout: 0", "[out-of-range]: `determined.notebook_timeout`: `0` is too small", "5:21"),
    ("  tensorboard_timeout: 5m", "[wrong-type]: `determined.tensorboard_timeout`", "5:24"),
    ("  stack_name: 1st", "[invalid-setting]: `determined.stack_name` is not the name of a stack", "5:15"),
    (
        "  aws_account_id: 12345",
        "[invalid-setting]: `determined.aws_account_id` is not an AWS account id: it has 5 digits instead of 12",
        "5:19",
    ),
    (
        "  aws_region: eu-wset-1",
        "[invalid-setting]: `determined.aws_region` is not an AWS region: there is no region `eu-wset-1`",
        "5:15",
    ),
    ("  termination_protection: maybe", "[wrong-type]: `determined.termination_protection`", "5:27"),
    ("  tags:\n    Name: a", "[tag-of-determined]: the tag `Name` is what Determined knows", "6:5"),
    ("  tags: {det-a: b}", "[tag-of-determined]: the tag `det-a`", "5:10"),
];

const OF_THE_NETWORK: &[Mistake] = &[
    (
        "  vpc_id: subnet-0123abcd",
        "[invalid-setting]: `determined.vpc_id` is not the id of a VPC: this is the id of a subnet",
        "5:11",
    ),
    ("  vpc_cidr: 10.0.1.0/16", "[invalid-setting]: `determined.vpc_cidr`", "5:13"),
    ("  vpc_cidr: 10.0.0.0/28", "[bad-vpc-cidr]", "5:13"),
    ("  zone_count: 1", "[too-few-zones]", "5:15"),
    ("  zone_count: 0", "[out-of-range]: `determined.zone_count`: `0` is too small", "5:15"),
    ("  zones:\n    - eu-west-1a\n    - eu-west-1a", "[zone-twice]", "7:7"),
    ("  zones: [eu-west-1a, eu-west-2a]", "[zone-of-other-region]", "5:23"),
    ("  nat_gateways: 0", "[private-instances-without-way-out]", "5:17"),
    ("  nat_gateways: 3", "[bad-nat-gateways]", "5:17"),
    (
        "  agent_subnet_ids: [public]",
        "[invalid-setting]: `determined.agent_subnet_ids[0]` is not the id of a subnet: `public` does not begin with `subnet-`",
        "5:22",
    ),
    ("  allowed_from: [10.0.0.1]", "[invalid-setting]: `determined.allowed_from[0]`", "5:18"),
    ("  public_master: true\n  allowed_from:\n    - 10.0.0.0/8\n    - 0.0.0.0/0", "[open-to-the-world]", "8:7"),
    ("  allowed_from: [203.0.113.0/24]", "[private-master-out-of-reach]", "5:18"),
    ("  ssh_from:\n    - 10.0.0.0/8\n    - 0.0.0.0/0", "[open-to-the-world]", "7:7"),
    ("  agent_ssh_from: [0.0.0.0/0]", "[open-to-the-world]", "5:20"),
    ("  public_key: secret", "[bad-public-key]", "5:15"),
    ("  existing_key_pair: \"\"", "[bad-key-pair]", "5:22"),
];

const OF_THE_MASTER: &[Mistake] = &[
    ("  instance_type: m5", "[invalid-setting]: `determined.instance_type` is not an instance type", "5:18"),
    ("  instance_type: m7g.xlarge", "[arm-instance]", "5:18"),
    ("  instance_type: t3.large", "[small-master]", "5:18"),
    ("  disk_size: 20", "[out-of-range]: `determined.disk_size`: `20` is too small", "5:14"),
    ("  image: ubuntu", "[invalid-setting]: `determined.image` is not a machine image", "5:10"),
    ("  image: {owner: self, name: a}", "[lookup-without-environment]", "5:10"),
    ("  boot_timeout: 4", "[out-of-range]: `determined.boot_timeout`: `4` is too small", "5:17"),
    (
        "  tls_secret: arn:aws:secretsmanager:eu-west-1:123456789012:secret:tls-a1b2c3",
        "[tls-without-name]: agents could not know the master",
        "5:15",
    ),
    ("  tls_name: determined.example.com", "[name-without-tls]", "5:13"),
];

const OF_AGENTS: &[Mistake] = &[
    ("  default_aux_pool: other", "[no-such-pool]: there is no pool `other`", "5:21"),
    ("  default_compute_pool: aux-pool", "[unfit-default-pool]", "5:25"),
    ("  agent_image: ami-1", "[invalid-setting]: `determined.agent_image` is not the id of a machine image", "5:16"),
    ("  agent_disk_size: 99", "[out-of-range]: `determined.agent_disk_size`: `99` is too small", "5:20"),
    ("  agent_tags:\n    team: a\n    det-x: b", "[bad-agent-tag]", "7:5"),
    ("  agent_tags: {\"aws:a\": b}", "[invalid-setting]", "5:16"),
    ("  agent_reconnect_attempts: 0", "[out-of-range]", "5:29"),
    ("  agent_reconnect_backoff: 3601", "[out-of-range]", "5:28"),
    (
        "  scheduler: fair_share",
        "[invalid-setting]: `determined.scheduler` is not one of the known words: there is no `fair_share`",
        "5:14",
    ),
    ("  scheduler: round-robin", "[invalid-setting]: `determined.scheduler`", "5:14"),
    ("  default_priority: 100", "[out-of-range]: `determined.default_priority`: `100` is too big", "5:21"),
    ("  cpu_environment_image: acme/cpu:1", "[one-environment-image]", "5:26"),
    (
        "  gpu_environment_image: Acme/gpu:1\n  cpu_environment_image: acme/cpu:1",
        "[bad-docker-image]: `Acme/gpu:1` cannot be an image",
        "5:26",
    ),
];

const OF_DATA: &[Mistake] = &[
    (
        "  database: postgers",
        "[invalid-setting]: `determined.database` is not one of the known words: there is no `postgers`",
        "5:13",
    ),
    (
        "  database_instance_type: db.m5.xlarge",
        "[invalid-setting]: `determined.database_instance_type` is not an instance type: `db.` belongs to another service",
        "5:27",
    ),
    ("  database_version: 14.3", "[unavailable-version]: version 14.3 of postgres cannot be created", "5:21"),
    ("  database_name: 1st", "[bad-database-name]", "5:18"),
    ("  database_name: user", "[reserved-database-name]", "5:18"),
    ("  backup_window: 3-6", "[bad-time-window]: `3-6` cannot be when backups are made", "5:18"),
    ("  maintenance_window: mon:00:00-mon:00:20", "[bad-time-window]", "5:23"),
    ("  database_storage: 10", "[out-of-range]: `determined.database_storage`: `10` is too small", "5:21"),
    (
        "  database: aurora-serverless\n  database_min_capacity: 0.3",
        "[invalid-setting]: `determined.database_min_capacity` is not a capacity of Aurora Serverless",
        "6:26",
    ),
    ("  database_backup_days: 36", "[out-of-range]: `determined.database_backup_days`: `36` is too big", "5:25"),
    ("  database_removal: keep", "[invalid-setting]: `determined.database_removal`", "5:21"),
    ("  existing_bucket: s3://data/x", "[invalid-setting]: `determined.existing_bucket`", "5:20"),
    ("  bucket_name: Acme", "[invalid-setting]: `determined.bucket_name` is not a bucket's name", "5:16"),
    ("  bucket_removal: snapshot", "[bucket-without-snapshots]", "5:19"),
    ("  save_trial_best: -1", "[out-of-range]", "5:20"),
    ("  shared_file_system: nfs", "[invalid-setting]: `determined.shared_file_system`", "5:23"),
    ("  shared_file_system: efs\n  existing_file_system: sg-0123abcd", "[invalid-setting]", "6:25"),
    ("  shared_file_system: fsx\n  fsx_storage: 2000", "[bad-fsx-storage]", "6:16"),
    ("  shared_file_system: fsx\n  fsx_throughput: 300", "[bad-fsx-throughput]", "6:19"),
    ("  file_system_removal: snapshot", "[file-system-without-snapshots]", "5:24"),
    ("  encryption_key: alias/data", "[invalid-setting]: `determined.encryption_key` is not the ARN of a key", "5:19"),
    ("  log_group_name: a b", "[bad-log-group]", "5:19"),
    ("  log_retention_days: 100", "[bad-log-retention]", "5:23"),
    ("  log_removal: snapshot", "[logs-without-snapshots]", "5:16"),
    ("  alarm_emails:\n    - example.com", "[invalid-setting]: `determined.alarm_emails[0]`", "6:7"),
    ("  alarm_topic: arn:aws:sns:eu-west-1:123456789012:a.fifo", "[bad-alarm-topic]", "5:16"),
    ("  permissions_boundary: arn:aws:iam::123456789012:role/boundary", "[bad-permissions-boundary]", "5:25"),
];

/// Settings of the second of two pools, in one line each, and where in it something is wrong.
const OF_A_POOL: &[(&str, &str, &str)] = &[
    ("name: gpu", "[missing-setting]: the setting `determined.resource_pools[1].instance_type` is missing", "7"),
    ("name: a b, instance_type: m5.large", "[bad-pool-name]", "name"),
    ("name: first, instance_type: m5.large", "[pool-twice]: there is another pool `first`", "name"),
    ("name: a, instance_type: m5.large, gpus: 1", "[unknown-setting]", "gpus!"),
    ("name: a, instance_type: m5", "[invalid-setting]", "instance_type"),
    ("name: a, instance_type: m7g.large", "[arm-agents]", "instance_type"),
    (
        "name: a, instance_type: x9.large",
        "[unknown-instance-family]: the instance family `x9` is unknown",
        "instance_type",
    ),
    (
        "name: a, instance_type: g5.3xlarge",
        "[unknown-instance-type]: there is no instance type `g5.3xlarge`",
        "instance_type",
    ),
    ("name: a, instance_type: g5.xlarge, slots: 4", "[slots-are-known]", "slots"),
    ("name: a, instance_type: g5.xlarge, slots: 65", "[out-of-range]", "slots"),
    ("name: a, instance_type: p3.2xlarge", "[gpu-without-driver]", "instance_type"),
    (
        "name: a, instance_type: m5.large, min_agents: 6",
        "[min-agents-over-max]: there cannot be at least 6 agents and at most 5",
        "min_agents",
    ),
    ("name: a, instance_type: m5.large, max_agents: 2, min_agents: 3", "[min-agents-over-max]", "min_agents"),
    ("name: a, instance_type: m5.large, max_agents: 0", "[out-of-range]", "max_agents"),
    ("name: a, instance_type: m5.large, min_agents: -1", "[out-of-range]", "min_agents"),
    ("name: a, instance_type: m5.large, idle_period: 5m", "[wrong-type]", "idle_period"),
    ("name: a, instance_type: m5.large, starting_period: 0", "[out-of-range]", "starting_period"),
    ("name: a, instance_type: m5.large, cpu_slots: false", "[useless-pool]", "cpu_slots"),
    (
        "name: a, instance_type: m5.large, spot: true, spot_max_price: cheap",
        "[bad-spot-price]: `cheap` is no price",
        "spot_max_price",
    ),
    ("name: a, instance_type: m5.large, spot: true, spot_max_price: 1.2.3", "[bad-spot-price]", "spot_max_price"),
    ("name: a, instance_type: m5.large, spot_max_price: 0.5", "[price-without-spot]", "spot_max_price"),
    ("name: a, instance_type: m5.large, image: ubuntu", "[invalid-setting]", "image"),
    ("name: a, instance_type: m5.large, image: {owner: self, name: a}", "[lookup-without-environment]", "image"),
    ("name: a, instance_type: m5.large, zone: 3", "[no-such-zone]: there is no zone 3", "zone"),
    ("name: a, instance_type: m5.large, subnet: subnet-0123abcd", "[subnet-without-vpc]", "subnet"),
    ("name: a, instance_type: m5.large, description: \"a\\tb\"", "[bad-pool-description]", "description"),
];

/// Which of these mistakes are told otherwise.
fn told_otherwise(mistakes: &[Mistake]) -> Vec<String> {
    let mut wrong = Vec::new();
    for (lines, message, place) in mistakes {
        let (found, at, help) = told(&format!("{lines}\n"));
        if !found.starts_with(message) || at != format!("config.yaml:{place}") || help.is_empty() {
            wrong.push(format!("{lines}: {found} at {at}: {help}"));
        }
    }
    wrong
}

#[test]
fn each_mistake_is_told_with_its_place() {
    for mistakes in [OF_DETERMINED, OF_THE_NETWORK, OF_THE_MASTER, OF_AGENTS, OF_DATA] {
        let wrong = told_otherwise(mistakes);
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

#[test]
fn a_mistake_of_a_pool_is_told_at_its_setting() {
    let mut wrong = Vec::new();
    for (settings, message, setting) in OF_A_POOL {
        let line = format!("    - {{{settings}}}");
        let (found, at, help) =
            told(&format!("  resource_pools:\n    - {{name: first, instance_type: t3.large}}\n{line}\n"));
        // What is unknown is told at the key, everything else at the value.
        let column = match setting.strip_suffix('!') {
            Some(key) => line.find(key).unwrap_or_default(),
            None => line.find(&format!("{setting}: ")).map_or(6, |start| start + setting.len() + 2),
        };
        if !found.starts_with(message) || at != format!("config.yaml:7:{}", column + 1) || help.is_empty() {
            wrong.push(format!("{settings}: {found} at {at}: {help}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_pools_are_told() {
    let (found, at, _) = told("  resource_pools: []\n");
    assert!(found.starts_with("[no-pools]") && at == "config.yaml:5:19", "{found} at {at}");
}

/// What is only known when everything is put together points into the file as well.
#[test]
fn more_pools_than_the_configuration_has_room_for_are_told() {
    let pool = |number: usize| {
        format!(
            "    - {{name: pool-{number}, description: {}, instance_type: m5.large, max_aux_containers: 9}}\n",
            "x".repeat(200)
        )
    };
    let pools: String = (0..40).map(pool).collect();
    let text = refusal(&format!("  resource_pools:\n{pools}"));
    assert!(text.starts_with("error[long-configuration]: ") && text.contains("\n  --> config.yaml:5:3 "), "{text}");
}

#[test]
fn everything_is_told_at_once_in_the_order_of_lines() {
    let lines = "  aws_region: eu-wset-1\n  disk_size: 0\n  zone_count: 1\n  bucket_removal: snapshot\n  vpc_cird: 10.0.0.0/16\n";
    let expected = [
        ("invalid-setting", "5:15"),
        ("out-of-range", "6:14"),
        ("too-few-zones", "7:15"),
        ("bucket-without-snapshots", "8:19"),
        ("unknown-setting", "9:3"),
    ];
    let text = refusal(lines);
    assert_eq!(rules(&text), expected.map(|(rule, at)| (rule.to_owned(), at.to_owned())));
    assert!(text.ends_with("\n5 errors: nothing was written\n"), "{text}");
}

#[test]
fn nothing_of_a_setting_steers_the_terminal() {
    for lines in [
        r#"  cluster_name: "\e[31mred\r""#,
        r#"  "\e[2J": x"#,
        r#"  image: "\x9b2J""#,
        "  vpc_name: \u{1b}[31m",
        "  bucket_name: \u{202e}abc",
        r#"  resource_pools: [{name: "\e[2J", instance_type: m5.large}]"#,
        r#"  resource_pools: [{name: a, instance_type: m5.large, spot: true, spot_max_price: "\e[2J"}]"#,
    ] {
        let text = refusal_of(&format!("determined:\n{lines}\n"));
        let steers = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!text.contains(steers), "{lines:?}: {text:?}");
    }
}
