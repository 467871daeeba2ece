//! What is said about settings that do not go together: at the line of the one that is too much, with the other's.

mod app;

use app::{refusal, rules, told};

/// A VPC of which every part has its subnets, and which therefore needs no lookup.
const VPC: &str = "  vpc_id: vpc-0123abcd
  master_subnet_id: subnet-00000003
  agent_subnet_ids: [subnet-00000003, subnet-00000004]
  db_subnet_ids: [subnet-00000003, subnet-00000004]
";
const ENVIRONMENT: &str = "  aws_account_id: 123456789012\n  aws_region: eu-west-1\n";
const SECRET: &str = "arn:aws:secretsmanager:eu-west-2:123456789012:secret:a-a1b2c3";

/// Lines of settings, what is said, where, and where the other setting is that takes part in it.
fn combinations() -> Vec<(String, &'static str, &'static str, &'static str)> {
    let mut all = of_networks();
    all.extend(of_pools());
    all.extend(of_data());
    all
}

fn of_networks() -> Vec<(String, &'static str, &'static str, &'static str)> {
    vec![
        // A new network, and one that there is.
        (
            format!("{VPC}  vpc_cidr: 10.1.0.0/16"),
            "[existing-vpc-is-not-changed]: `vpc_cidr` is of a new VPC, but there is an existing one",
            "9:13",
            "5:11: `vpc_id` is set here",
        ),
        (
            format!("{ENVIRONMENT}  vpc_name: shared\n  zone_count: 2"),
            "[existing-vpc-is-not-changed]: `zone_count` is of a new VPC, but there is an existing one",
            "8:15",
            "7:13: `vpc_name` is set here",
        ),
        (
            format!("{ENVIRONMENT}  vpc_name: shared\n  vpc_id: vpc-0123abcd"),
            "[vpc-given-twice]: both `vpc_id` and `vpc_name` name a VPC",
            "7:13",
            "8:11: `vpc_id` is set here",
        ),
        (
            "  zone_count: 2\n  zones: [eu-west-1a, eu-west-1b]".to_owned(),
            "[setting-without-effect]",
            "5:15",
            "6:10: `zones` is set here",
        ),
        ("  master_subnet_id: subnet-0123abcd".to_owned(), "[subnet-without-vpc]", "5:21", ""),
        // What has to be looked up, for a stack that may be anywhere.
        ("  vpc_name: shared".to_owned(), "[lookup-without-environment]", "5:13", ""),
        (
            "  aws_region: eu-west-1\n  vpc_id: vpc-0123abcd".to_owned(),
            "[lookup-without-environment]",
            "6:11",
            "5:15: `aws_region` is set here",
        ),
        (
            "  aws_account_id: 123456789012\n  agent_image: {owner: self, name: a}".to_owned(),
            "[lookup-without-environment]",
            "6:16",
            "5:19: `aws_account_id` is set here",
        ),
        // Subnets and zones.
        (
            VPC.replace("db_subnet_ids: [subnet-00000003, subnet-00000004]", "db_subnet_ids:\n    - subnet-00000003"),
            "[too-few-subnets]: a database needs subnets in 2 zones, and there is one subnet",
            "8:3",
            "",
        ),
        (
            VPC.replace(
                "agent_subnet_ids: [subnet-00000003, subnet-00000004]",
                "agent_subnet_ids: [subnet-00000004, subnet-00000004]",
            ),
            "[subnet-twice]",
            "7:39",
            "",
        ),
        (format!("{VPC}  public_master: true"), "[public-and-private]", "7:22", "6:21: `master_subnet_id` is set here"),
        (
            "  aws_region: eu-north-1\n  zones: [eu-north-1a, eu-west-1b]".to_owned(),
            "[zone-of-other-region]",
            "6:24",
            "5:15: `aws_region` is set here",
        ),
        (
            "  vpc_cidr: 10.0.0.0/24\n  zone_count: 9".to_owned(),
            "[too-many-zones]",
            "6:15",
            "5:13: `vpc_cidr` is set here",
        ),
        (
            "  public_key: ssh-ed25519 AAAA me\n  existing_key_pair: operations".to_owned(),
            "[key-pair-given-twice]",
            "5:15",
            "6:22: `existing_key_pair` is set here",
        ),
        // Secrets and the like of another region or account.
        (
            format!("  aws_region: eu-west-1\n  configuration_secret: {SECRET}"),
            "[secret-of-other-region]",
            "6:25",
            "5:15: `aws_region` is set here",
        ),
        (
            "  aws_region: eu-west-1\n  encryption_key: arn:aws:kms:eu-west-2:123456789012:key/1234abcd".to_owned(),
            "[key-of-other-region]",
            "6:19",
            "5:15: `aws_region` is set here",
        ),
        (
            "  aws_account_id: 123456789012\n  permissions_boundary: arn:aws:iam::210987654321:policy/boundary"
                .to_owned(),
            "[boundary-of-other-account]",
            "6:25",
            "5:19: `aws_account_id` is set here",
        ),
        (
            "  alarm_topic: arn:aws:sns:eu-west-2:123456789012:operations\n  aws_region: eu-west-1".to_owned(),
            "[alarm-topic-in-other-region]",
            "5:16",
            "6:15: `aws_region` is set here",
        ),
    ]
}

fn of_pools() -> Vec<(String, &'static str, &'static str, &'static str)> {
    vec![
        (
            "  resource_pools:\n    - name: a\n      instance_type: m5.large\n      min_agents: 3\n      max_agents: 2"
                .to_owned(),
            "[min-agents-over-max]",
            "8:19",
            "9:19: `max_agents` is set here",
        ),
        (
            "  resource_pools:\n    - {name: a, instance_type: m5.large, zone: 4}\n  zone_count: 3".to_owned(),
            "[no-such-zone]: there is no zone 4: the VPC has 3",
            "6:48",
            "7:15: `zone_count` is set here",
        ),
        (
            format!("{VPC}  resource_pools:\n    - {{name: a, instance_type: m5.large, zone: 1}}"),
            "[zone-of-existing-vpc]",
            "10:48",
            "5:11: `vpc_id` is set here",
        ),
        (
            format!("{VPC}  resource_pools:\n    - {{name: a, instance_type: m5.large, subnet: subnet-00000009}}"),
            "[pool-in-other-subnet]",
            "10:50",
            "7:21: `agent_subnet_ids` is set here",
        ),
        (
            "  resource_pools: [{name: a, instance_type: m5.large}]\n  default_aux_pool: a".to_owned(),
            "[unfit-default-pool]: `a` takes no tasks without slots",
            "6:21",
            "5:19: `resource_pools` is set here",
        ),
        (
            "  scheduler: fair-share\n  preemption: true".to_owned(),
            "[preemption-of-fair-share]",
            "6:15",
            "5:14: `scheduler` is set here",
        ),
    ]
}

fn of_data() -> Vec<(String, &'static str, &'static str, &'static str)> {
    vec![
        (
            "  existing_bucket: data\n  bucket_name: acme-data".to_owned(),
            "[existing-bucket-is-not-changed]",
            "6:16",
            "5:20: `existing_bucket` is set here",
        ),
        (
            "  database: aurora-serverless\n  database_min_capacity: 8\n  database_max_capacity: 2".to_owned(),
            "[capacities-in-disorder]",
            "6:26",
            "7:26: `database_max_capacity` is set here",
        ),
        (
            "  database_max_storage: 30\n  database_storage: 50".to_owned(),
            "[bad-storage-growth]",
            "5:25",
            "6:21: `database_storage` is set here",
        ),
        (
            "  database: aurora-serverless\n  database_storage: 50".to_owned(),
            "[setting-of-other-database]",
            "6:21",
            "5:13: `database` is set here",
        ),
        (
            "  backup_window: 03:00-06:00\n  maintenance_window: mon:04:00-mon:05:00".to_owned(),
            "[overlapping-windows]",
            "6:23",
            "5:18: `backup_window` is set here",
        ),
        ("  fsx_storage: 2400".to_owned(), "[setting-without-file-system]", "5:16", ""),
        (
            "  shared_file_system: efs\n  fsx_storage: 2400".to_owned(),
            "[setting-of-fsx]",
            "6:16",
            "5:23: `shared_file_system` is set here",
        ),
        (
            "  shared_file_system: fsx\n  fsx_mount_name: abcdefgh".to_owned(),
            "[setting-of-existing-file-system]",
            "6:19",
            "",
        ),
        (
            "  shared_file_system: fsx\n  existing_file_system: fs-0123abcd".to_owned(),
            "[no-mount-name]",
            "6:25",
            "5:23: `shared_file_system` is set here",
        ),
        (
            "  shared_file_system: fsx\n  existing_file_system: fs-0123abcd\n  fsx_mount_name: abcdefgh\n  fsx_storage: 1200".to_owned(),
            "[existing-file-system-is-not-changed]",
            "8:16",
            "6:25: `existing_file_system` is set here",
        ),
        ("  tags: {Team: vision, team: vision}".to_owned(), "[tag-twice]", "5:24", "5:10: `Team` is set here"),
    ]
}

#[test]
fn each_bad_combination_is_told_with_its_places() {
    let mut wrong = Vec::new();
    for (lines, message, place, related) in combinations() {
        let (found, at, help) = told(&format!("{lines}\n"));
        let text = refusal(&format!("{lines}\n"));
        let first = text.lines().find_map(|line| line.strip_prefix("  ::: config.yaml:")).unwrap_or_default();
        let is_told = found.starts_with(message) && at == format!("config.yaml:{place}") && !help.is_empty();
        if !is_told || first != related {
            wrong.push(text);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_involves_a_refused_value_is_passed_over() {
    for (lines, expected) in [
        ("  aws_region: x\n  zones: [eu-west-1a, eu-west-1b]\n", "5:15"),
        ("  vpc_id: x\n  master_subnet_id: subnet-0123abcd\n", "5:11"),
        ("  database_storage: 50\n  database_max_storage: x\n", "6:25"),
        ("  resource_pools: [{name: a, instance_type: x}]\n  default_aux_pool: a\n", "5:45"),
        ("  shared_file_system: x\n  fsx_storage: 2400\n", "5:23"),
        (
            "  resource_pools:\n    - {name: a, instance_type: x}\n    - {name: b, instance_type: m5.large}\n  \
             default_compute_pool: a\n",
            "6:32",
        ),
    ] {
        let found = rules(&refusal(lines));
        assert_eq!(found.iter().map(|(_, at)| at.as_str()).collect::<Vec<_>>(), [expected], "{lines}");
    }
}
