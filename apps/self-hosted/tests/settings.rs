//! What is said about settings that cannot be.

mod app;

use app::{LEAST, refusal, refusal_of, rules, told};

#[test]
fn a_missing_setting_is_told() {
    let text = refusal_of("self_hosted:\n  image: ami-0123456789abcdef0\n");
    let expected = "error[missing-setting]: the setting `self_hosted.domain` is missing\n  --> config.yaml:1:1\n   |\n 1 | \
                    self_hosted:\n   | ^^^^^^^^^^^\n  help: add `domain:` to `self_hosted`. ";
    assert!(text.starts_with(expected), "{text}");
}

#[test]
fn a_mistake_is_shown_with_its_line() {
    assert_eq!(
        refusal("  db_subnet_ids: [subnet-0123abcd]\n"),
        "error[subnet-without-vpc]: `db_subnet_ids` is of an existing VPC, and none is named\n  --> config.yaml:5:18\n   |\n \
         5 |   db_subnet_ids: [subnet-0123abcd]\n   |                  ^^^^^^^^^^^^^^^^^\n  help: name the VPC that it is in, or leave it \
         out\n\n1 error: nothing was written\n"
    );
}

#[test]
fn each_mistake_is_told_with_its_place() {
    let mut wrong = Vec::new();
    for (lines, message, place) in [
        ("  vpc_cird: 10.0.0.0/16", "[unknown-setting]: `self_hosted` has no setting `vpc_cird`", "5:3"),
        ("  stack_name: 1st", "[invalid-setting]: `self_hosted.stack_name` is not the name of a stack", "5:15"),
        (
            "  aws_account_id: 12345",
            "[invalid-setting]: `self_hosted.aws_account_id` is not an AWS account id: it has 5 digits instead of 12",
            "5:19",
        ),
        (
            "  aws_region: eu-wset-1",
            "[invalid-setting]: `self_hosted.aws_region` is not an AWS region: there is no region `eu-wset-1`",
            "5:15",
        ),
        ("  termination_protection: maybe", "[wrong-type]: `self_hosted.termination_protection`", "5:27"),
        ("  tags:\n    Valohai: 2", "[tag-of-valohai]", "6:5"),
        ("  environment_name: \"\"", "[bad-environment-name]", "5:21"),
        ("  bucket_name: Acme", "[invalid-setting]: `self_hosted.bucket_name` is not a bucket's name", "5:16"),
        // The network.
        (
            "  vpc_id: subnet-0123abcd",
            "[invalid-setting]: `self_hosted.vpc_id` is not the id of a VPC: this is the id of a subnet",
            "5:11",
        ),
        ("  vpc_cidr: 10.0.1.0/16", "[invalid-setting]: `self_hosted.vpc_cidr`", "5:13"),
        ("  vpc_cidr: 10.0.0.0/28", "[bad-vpc-cidr]", "5:13"),
        ("  zone_count: 1", "[too-few-zones]", "5:15"),
        ("  zone_count: 0", "[out-of-range]: `self_hosted.zone_count`: `0` is too small", "5:15"),
        ("  zones:\n    - eu-west-1a\n    - eu-west-1a", "[zone-twice]", "7:7"),
        ("  zones: [eu-west-1a, eu-west-2a]", "[zone-of-other-region]", "5:23"),
        ("  nat_gateways: 0", "[private-instances-without-way-out]", "5:17"),
        ("  nat_gateways: 3", "[bad-nat-gateways]", "5:17"),
        (
            "  lb_subnet_ids: [public]",
            "[invalid-setting]: `self_hosted.lb_subnet_ids[0]` is not the id of a subnet: `public` does not begin with `subnet-`",
            "5:19",
        ),
        // The load balancer.
        (
            "  certificate_arn: arn:aws:acm:eu-west-1:123456789012:cert/x",
            "[invalid-setting]: `self_hosted.certificate_arn` is not the ARN of a certificate",
            "5:20",
        ),
        ("  https: true", "[https-without-certificate]: there is no certificate for HTTPS", "5:10"),
        ("  hosted_zone_id: example.com", "[invalid-setting]: `self_hosted.hosted_zone_id`", "5:19"),
        ("  lb_allowed_from: [10.0.0.1]", "[invalid-setting]: `self_hosted.lb_allowed_from[0]`", "5:21"),
        ("  lb_access_log_bucket: s3://logs", "[invalid-setting]: `self_hosted.lb_access_log_bucket`", "5:25"),
        ("  lb_access_logs: true", "[access-logs-without-region]", "5:19"),
        ("  lb_idle_timeout: 0", "[out-of-range]: `self_hosted.lb_idle_timeout`: `0` is too small", "5:20"),
        ("  lb_tls_policy: ELBSecurityPolicy-2016-08", "[setting-without-https]", "5:18"),
        // The instance.
        ("  instance_type: m5", "[invalid-setting]: `self_hosted.instance_type` is not an instance type", "5:18"),
        ("  instance_type: m7g.large", "[arm-instance]", "5:18"),
        ("  disk_size: 4", "[out-of-range]: `self_hosted.disk_size`: `4` is too small", "5:14"),
        ("  boot_timeout: 4", "[out-of-range]: `self_hosted.boot_timeout`: `4` is too small", "5:17"),
        ("  ssh_from:\n    - 10.0.0.0/8\n    - 0.0.0.0/0", "[open-to-the-world]", "7:7"),
        ("  worker_ssh_from: [0.0.0.0/0]", "[open-to-the-world]", "5:21"),
        ("  public_key: secret", "[bad-public-key]", "5:15"),
        ("  existing_key_pair: \"\"", "[bad-key-pair]", "5:22"),
        // The database.
        (
            "  database: postgers",
            "[invalid-setting]: `self_hosted.database` is not one of the known words: there is no `postgers`",
            "5:13",
        ),
        (
            "  database_instance_type: db.m5.xlarge",
            "[invalid-setting]: `self_hosted.database_instance_type` is not an instance type: `db.` belongs to another service",
            "5:27",
        ),
        ("  database_version: 14.3", "[unavailable-version]: version 14.3 of postgres cannot be created", "5:21"),
        ("  backup_window: 3-6", "[bad-time-window]: `3-6` cannot be when backups are made", "5:18"),
        ("  maintenance_window: mon:00:00-mon:00:30", "[bad-time-window]", "5:23"),
        ("  database_storage: 10", "[out-of-range]: `self_hosted.database_storage`: `10` is too small", "5:21"),
        (
            "  database: aurora-serverless\n  database_min_capacity: 0.3",
            "[invalid-setting]: `self_hosted.database_min_capacity` is not a capacity of Aurora Serverless",
            "6:26",
        ),
        ("  database_backup_days: 36", "[out-of-range]: `self_hosted.database_backup_days`: `36` is too big", "5:25"),
        ("  database_removal: keep", "[invalid-setting]: `self_hosted.database_removal`", "5:21"),
        // The queue.
        ("  cache_version: 7", "[bad-version]: `7` is not all of a version of valkey", "5:18"),
        ("  cache: memcached", "[invalid-setting]: `self_hosted.cache`", "5:10"),
        ("  cache_node_type: cache.m5.xlarge", "[invalid-setting]: `self_hosted.cache_node_type`", "5:20"),
        ("  cache_replicas: 6", "[out-of-range]: `self_hosted.cache_replicas`: `6` is too big", "5:19"),
        // Data, logs, alarms.
        ("  existing_bucket: s3://data/x", "[invalid-setting]: `self_hosted.existing_bucket`", "5:20"),
        ("  bucket_removal: snapshot", "[bucket-without-snapshots]", "5:19"),
        (
            "  encryption_key: alias/data",
            "[invalid-setting]: `self_hosted.encryption_key` is not the ARN of a key",
            "5:19",
        ),
        ("  log_retention_days: 100", "[bad-log-retention]", "5:23"),
        ("  alarm_emails:\n    - example.com", "[invalid-setting]: `self_hosted.alarm_emails[0]`", "6:7"),
        ("  alarm_topic: arn:aws:sns:eu-west-1:123456789012:a.fifo", "[bad-alarm-topic]", "5:16"),
        ("  organization: \" Acme\"", "[bad-organization]", "5:17"),
        (
            "  configuration_secret: arn:aws:secretsmanager:eu-west-1:123456789012:secret:roi",
            "[bad-configuration-secret]",
            "5:25",
        ),
        // Workers.
        (
            "  worker_groups:\n    - spot: true",
            "[missing-setting]: the setting `self_hosted.worker_groups[0].instance_type` is missing",
            "6:7",
        ),
        (
            "  worker_image: /a\n  worker_groups:\n    - instance_type: m5.large\n    - instance_type: m5.large",
            "[worker-group-twice]",
            "8:7",
        ),
        (
            "  worker_accounts:\n    - {account: 12345, role: a, networks: [10.5.0.0/16]}",
            "[invalid-setting]: `self_hosted.worker_accounts[0].account` is not an AWS account id",
            "6:17",
        ),
        ("  worker_accounts:\n    - {account: 210987654321, role: a}", "[worker-account-without-networks]", "6:7"),
        ("  permissions_boundary: arn:aws:iam::123456789012:role/boundary", "[bad-permissions-boundary]", "5:25"),
    ] {
        let (found, at, help) = told(&format!("{lines}\n"));
        if !found.starts_with(message) || at != format!("config.yaml:{place}") || help.is_empty() {
            wrong.push(format!("{lines}: {found} at {at}: {help}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A domain is the scheme and the name, nothing more and nothing less.
#[test]
fn a_domain_that_is_no_address_is_told() {
    for (domain, message, help) in [
        (
            "valohai.example.com",
            "[invalid-setting]: `self_hosted.domain` is not a web address: it does not begin with `https://`",
            "write `https://valohai.example.com`",
        ),
        (
            "ftp://valohai.example.com",
            "[invalid-setting]: `self_hosted.domain` is not a web address",
            "write `https://",
        ),
        ("https://valohai", "[invalid-setting]: `self_hosted.domain` is not a web address", ""),
        ("https://valohai.example.com/login", "[bad-domain]", "write the scheme and the name alone"),
        ("https://valohai.example.com:8000", "[bad-domain]", "write the scheme and the name alone"),
    ] {
        let text = refusal_of(&LEAST.replace("https://valohai.example.com", domain));
        assert!(text.starts_with(&format!("error{message}")) && text.contains("  --> config.yaml:3:11\n"), "{text}");
        assert!(text.contains(&format!("  help: {help}")), "{text}");
    }
}

#[test]
fn everything_is_told_at_once_in_the_order_of_lines() {
    let lines =
        "  aws_region: eu-wset-1\n  disk_size: 0\n  https: true\n  bucket_removal: snapshot\n  vpc_cird: 10.0.0.0/16\n";
    let expected = [
        ("invalid-setting", "5:15"),
        ("out-of-range", "6:14"),
        ("https-without-certificate", "7:10"),
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
        r#"  environment_name: "\e[31mred\r""#,
        r#"  "\e[2J": x"#,
        r#"  image: "\x9b2J""#,
        "  vpc_name: \u{1b}[31m",
        "  bucket_name: \u{202e}abc",
    ] {
        let text = refusal_of(&format!("self_hosted:\n  domain: a\n{lines}\n"));
        let steers = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!text.contains(steers), "{lines:?}: {text:?}");
    }
}
