//! What is said about settings that do not go together: at the line of the one that is too much, with the other's.

mod app;

use app::{refusal, rules, told};

/// A VPC of which every part has its subnets, and which therefore needs no lookup.
const VPC: &str = "  vpc_id: vpc-0123abcd
  lb_subnet_ids: [subnet-00000001, subnet-00000002]
  roi_subnet_id: subnet-00000003
  db_subnet_ids: [subnet-00000003, subnet-00000004]
  cache_subnet_ids: [subnet-00000003, subnet-00000004]
  worker_subnet_ids: [subnet-00000003]
";

#[test]
fn each_bad_combination_is_told_with_its_places() {
    let mut wrong = Vec::new();
    let environment = "  aws_account_id: 123456789012\n  aws_region: eu-west-1\n";
    for (lines, message, place, related) in [
        // A new network, and one that there is.
        (
            format!("{VPC}  vpc_cidr: 10.1.0.0/16"),
            "[existing-vpc-is-not-changed]: `vpc_cidr` is of a new VPC, but there is an existing one",
            "11:13",
            "5:11: `vpc_id` is set here",
        ),
        (
            format!("{environment}  default_vpc: true\n  public_workers: true\n  zone_count: 2"),
            "[existing-vpc-is-not-changed]: `zone_count` is of a new VPC, but there is an existing one",
            "9:15",
            "7:16: `default_vpc` is set here",
        ),
        (
            format!("{environment}  vpc_name: shared\n  vpc_id: vpc-0123abcd"),
            "[vpc-given-twice]: both `vpc_id` and `vpc_name` name a VPC",
            "7:13",
            "8:11: `vpc_id` is set here",
        ),
        ("  zone_count: 2\n  zones: [eu-west-1a, eu-west-1b]".to_owned(), "[setting-without-effect]", "5:15", "6:10: `zones` is set here"),
        ("  roi_subnet_id: subnet-0123abcd".to_owned(), "[subnet-without-vpc]", "5:18", ""),
        // What has to be looked up, for a stack that may be anywhere.
        ("  vpc_name: shared".to_owned(), "[lookup-without-environment]", "5:13", ""),
        (
            "  aws_region: eu-west-1\n  vpc_id: vpc-0123abcd".to_owned(),
            "[lookup-without-environment]",
            "6:11",
            "5:15: `aws_region` is set here",
        ),
        (
            "  aws_account_id: 123456789012\n  worker_groups: [{instance_type: m5.large}]".to_owned(),
            "[lookup-without-environment]",
            "6:18",
            "5:19: `aws_account_id` is set here",
        ),
        // Zones.
        (
            VPC.replace("db_subnet_ids: [subnet-00000003, subnet-00000004]", "db_subnet_ids:\n    - subnet-00000003"),
            "[too-few-subnets]: a database needs subnets in 2 zones, and there is one subnet",
            "8:3",
            "",
        ),
        (
            VPC.replace("lb_subnet_ids: [subnet-00000001, subnet-00000002]", "lb_subnet_ids: [subnet-00000001]"),
            "[too-few-subnets]: a load balancer needs subnets in 2 zones, and there is one subnet",
            "6:18",
            "",
        ),
        (
            format!("{}  cache_replicas: 2\n", VPC.replace("cache_subnet_ids: [subnet-00000003, ", "cache_subnet_ids: [")),
            "[too-few-subnets]: a queue with copies needs subnets in 2 zones, and there is one subnet",
            "9:21",
            "11:19: `cache_replicas` is set here",
        ),
        (
            VPC.replace("db_subnet_ids: [subnet-00000003, subnet-00000004]", "db_subnet_ids: [subnet-00000003, subnet-00000003]"),
            "[subnet-twice]",
            "8:36",
            "",
        ),
        (
            VPC.replace("roi_subnet_id: subnet-00000003", "roi_subnet_id: subnet-00000001"),
            "[public-and-private]",
            "7:18",
            "6:18: `lb_subnet_ids` is set here",
        ),
        ("  aws_region: eu-north-1\n  zones: [eu-north-1a, eu-west-1b]".to_owned(), "[zone-of-other-region]", "6:24", "5:15: `aws_region` is set here"),
        ("  vpc_cidr: 10.0.0.0/24\n  zone_count: 9".to_owned(), "[too-many-zones]", "6:15", "5:13: `vpc_cidr` is set here"),
        // The load balancer.
        (
            format!("{environment}  certificate_arn: arn:aws:acm:us-east-1:123456789012:certificate/1234abcd"),
            "[certificate-of-other-region]",
            "7:20",
            "6:15: `aws_region` is set here",
        ),
        (
            "  certificate_arn: arn:aws:acm:us-east-1:123456789012:certificate/1234abcd\n  https: false".to_owned(),
            "[setting-without-https]: `certificate_arn` has no effect, since the load balancer speaks HTTP alone",
            "5:20",
            "6:10: `https` is set here",
        ),
        (
            format!("{environment}  lb_access_logs: true\n  lb_access_log_bucket: acme-logs"),
            "[access-logs-twice]",
            "7:19",
            "8:25: `lb_access_log_bucket` is set here",
        ),
        // What there is already.
        (
            "  existing_bucket: data\n  bucket_name: acme-data".to_owned(),
            "[existing-bucket-is-not-changed]",
            "6:16",
            "5:20: `existing_bucket` is set here",
        ),
        (
            "  public_key: ssh-ed25519 AAAA me\n  existing_key_pair: operations".to_owned(),
            "[key-pair-given-twice]",
            "5:15",
            "6:22: `existing_key_pair` is set here",
        ),
        (
            "  aws_region: eu-west-1\n  encryption_key: arn:aws:kms:eu-west-2:123456789012:key/1234abcd".to_owned(),
            "[key-of-other-region]",
            "6:19",
            "5:15: `aws_region` is set here",
        ),
        (
            "  aws_account_id: 123456789012\n  permissions_boundary: arn:aws:iam::210987654321:policy/boundary".to_owned(),
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
        // The database.
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
        ("  replace_cache: true".to_owned(), "[no-cache-to-replace]", "5:18", ""),
        (
            format!("{VPC}  python_template: true\n  database_version: 17.9"),
            "[major-version-not-allowed]: version 17.9 of the database is another major one than its 14.3",
            "12:21",
            "11:20: `python_template` is set here",
        ),
        // Workers.
        ("  worker_queue_prefix: acme-".to_owned(), "[setting-without-groups]", "5:24", ""),
        (
            format!("{environment}  worker_accounts:\n    - {{account: 123456789012, role: a, networks: [10.5.0.0/16]}}"),
            "[worker-account-is-own]",
            "8:7",
            "5:19: `aws_account_id` is set here",
        ),
        (
            "  vpc_cidr: 10.1.0.0/16\n  worker_accounts:\n    - {account: 210987654321, role: a, networks: [10.1.0.0/20]}".to_owned(),
            "[worker-network-overlaps]",
            "7:7",
            "5:13: `vpc_cidr` is set here",
        ),
        ("  tags: {Team: vision, team: vision}".to_owned(), "[tag-twice]", "5:24", "5:10: `Team` is set here"),
    ] {
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
        ("  vpc_id: x\n  roi_subnet_id: subnet-0123abcd\n", "5:11"),
        ("  https: true\n  certificate_arn: x\n", "6:20"),
        ("  database_storage: 50\n  database_max_storage: x\n", "6:25"),
    ] {
        let found = rules(&refusal(lines));
        assert_eq!(found.iter().map(|(_, at)| at.as_str()).collect::<Vec<_>>(), [expected], "{lines}");
    }
}
