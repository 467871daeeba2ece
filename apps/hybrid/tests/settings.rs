//! What is said about settings that cannot be.

mod app;

use app::{LEAST, refusal, refusal_of, rules, told};

#[test]
fn a_missing_setting_is_told() {
    let text = refusal_of("hybrid:\n  company: example\n");
    assert_eq!(
        text,
        "error[missing-setting]: the setting `hybrid.queue_address` is missing\n  --> config.yaml:1:1\n   |\n 1 | hybrid:\n   \
         | ^^^^^^\n  help: add `queue_address:` to `hybrid`. The domain name that Valohai assigned to the queue.\n\n1 error: \
         nothing was written\n"
    );
}

#[test]
fn a_missing_section_is_told() {
    let text = refusal_of("hybird:\n  queue_address: example.vqueue.net\n");
    assert!(
        text.starts_with("error[missing-section]: there is no section `hybrid`\n  --> config.yaml:1:1\n"),
        "{text}"
    );
}

#[test]
fn a_mistake_is_shown_with_its_line() {
    assert_eq!(
        refusal("  vpc_cidr: 10.0.0.0/27\n  zone_count: 4\n"),
        "error[too-many-zones]: `10.0.0.0/27` has room for the subnets of 2 zones, and not for those of 4\n  --> \
         config.yaml:6:15\n   |\n 6 |   zone_count: 4\n   |               ^\n  ::: config.yaml:5:13: `vpc_cidr` is set here\n  \
         help: take fewer zones, or a larger `vpc_cidr`: a /26 has room for 4 zones\n\n1 error: nothing was written\n"
    );
}

#[test]
fn each_mistake_is_told_with_its_place() {
    for (lines, message, place) in [
        ("  vpc_cird: 10.0.0.0/16", "[unknown-setting]: `hybrid` has no setting `vpc_cird`", "5:3"),
        ("  external_id: x", "[bad-external-id]", "5:16"),
        (
            "  stack_name: 1st",
            "[invalid-setting]: `hybrid.stack_name` is not the name of a stack: CloudFormation takes no such name",
            "5:15",
        ),
        (
            "  account: 12345",
            "[invalid-setting]: `hybrid.account` is not an AWS account id: it has 5 digits instead of 12",
            "5:12",
        ),
        (
            "  region: eu-wset-1",
            "[invalid-setting]: `hybrid.region` is not an AWS region: there is no region `eu-wset-1`",
            "5:11",
        ),
        (
            "  termination_protection: maybe",
            "[wrong-type]: `hybrid.termination_protection`: `maybe` was found where true or false is expected",
            "5:27",
        ),
        (
            "  tags:\n    Valohai: 2",
            "[tag-of-valohai]: the tag `Valohai` is what Valohai knows its resources by",
            "6:5",
        ),
        ("  tags: {Name: x}", "[tag-of-valohai]: the tag `Name` is what Valohai knows its resources by", "5:10"),
        ("  name_prefix: Test-", "[bad-name-prefix]", "5:16"),
        ("  company: My Company", "[bad-company]", "5:12"),
        (
            "  vpc_cidr: 10.0.1.0/16",
            "[invalid-setting]: `hybrid.vpc_cidr` is not the address range of a network in AWS: `10.0.1.0/16` begins inside of its network, which is `10.0.0.0/16`",
            "5:13",
        ),
        (
            "  vpc_cidr: 224.0.0.0/16",
            "[invalid-setting]: `hybrid.vpc_cidr` is not the address range of a network in AWS: `224.0.0.0/4` is for multicast",
            "5:13",
        ),
        ("  zone_count: 0", "[out-of-range]: `hybrid.zone_count`: `0` is too small", "5:15"),
        ("  zones: [eu-west-1a, eu-west-2a]", "[zone-of-other-region]", "5:23"),
        ("  region: eu-north-1\n  zones:\n    - eu-west-1a", "[zone-of-other-region]", "7:7"),
        ("  zones: [eu-west-1a, eu-west-1a]", "[zone-twice]", "5:23"),
        ("  app_address: 0.0.0.0/1", "[open-to-the-world]", "5:16"),
        ("  app_origin: https://app.valohai.com/login", "[bad-app-origin]", "5:15"),
        ("  queue_ssh_from:\n    - 10.0.0.0/8\n    - 0.0.0.0/0", "[open-to-the-world]", "7:7"),
        (
            "  worker_ssh_from: [10.0.0.1]",
            "[invalid-setting]: `hybrid.worker_ssh_from[0]` is not an IPv4 address range: the length of the prefix is missing",
            "5:21",
        ),
        ("  public_key: secret", "[bad-public-key]", "5:15"),
        ("  queue_instance_type: t4g.medium", "[arm-queue]", "5:24"),
        ("  queue_disk_size: 4", "[out-of-range]: `hybrid.queue_disk_size`: `4` is too small", "5:20"),
        (
            "  queue_image: ubuntu",
            "[invalid-setting]: `hybrid.queue_image` is not a machine image: `ubuntu` is neither an id nor the name of a parameter",
            "5:16",
        ),
        (
            "  queue_image: {owner: canonical, name: ubuntu}",
            "[invalid-setting]: `hybrid.queue_image.owner` is not the owner of machine images: it is not made of 12 digits",
            "5:24",
        ),
        ("  queue_boot_timeout: 4", "[out-of-range]: `hybrid.queue_boot_timeout`: `4` is too small", "5:23"),
        ("  queue_boot_timeout: 721", "[out-of-range]: `hybrid.queue_boot_timeout`: `721` is too big", "5:23"),
        ("  queue_backup_days: -1", "[out-of-range]: `hybrid.queue_backup_days`: `-1` is too small", "5:22"),
        (
            "  valohai_account: valohai",
            "[invalid-setting]: `hybrid.valohai_account` is not an AWS account id: it is not made of 12 digits",
            "5:20",
        ),
        (
            "  vpc_id: subnet-0123abcd",
            "[invalid-setting]: `hybrid.vpc_id` is not the id of a VPC: this is the id of a subnet",
            "5:11",
        ),
        (
            "  queue_subnet: vpc-0123abcd",
            "[invalid-setting]: `hybrid.queue_subnet` is not the id of a subnet: this is the id of a VPC",
            "5:17",
        ),
        (
            "  worker_subnets:\n    - public",
            "[invalid-setting]: `hybrid.worker_subnets[0]` is not the id of a subnet: `public` does not begin with `subnet-`",
            "6:7",
        ),
        (
            "  private_workers: yes",
            "[wrong-type]: `hybrid.private_workers`: `yes` was found where true or false is expected",
            "5:20",
        ),
        (
            "  nat_gateways: one",
            "[wrong-type]: `hybrid.nat_gateways`: `one` was found where a whole number is expected",
            "5:17",
        ),
        (
            "  existing_bucket: s3://data/x",
            "[invalid-setting]: `hybrid.existing_bucket` is not a bucket's name: there is more than the name alone",
            "5:20",
        ),
        ("  existing_key_pair: \"\"", "[bad-key-pair]", "5:22"),
        (
            "  encryption_key: alias/data",
            "[invalid-setting]: `hybrid.encryption_key` is not the ARN of a key: `alias/data` does not begin with `arn:`",
            "5:19",
        ),
        (
            "  existing_queue_role: arn:aws:iam::123456789012:role/queue",
            "[invalid-setting]: `hybrid.existing_queue_role` is not the name of a role: this is an ARN",
            "5:24",
        ),
        ("  permissions_boundary: arn:aws:iam::123456789012:role/boundary", "[bad-permissions-boundary]", "5:25"),
        ("  secret_name: my secret", "[bad-secret-name]", "5:16"),
        ("  worker_security_group_description: \"\"", "[bad-group-description]", "5:38"),
        ("  queue_security_group_description: für uns", "[bad-group-description]", "5:37"),
        (
            "  alarm_emails:\n    - team@example.com\n    - example.com",
            "[invalid-setting]: `hybrid.alarm_emails[1]` is not a mail address: `example.com` has no `@`",
            "7:7",
        ),
        (
            "  alarm_topic: operations",
            "[invalid-setting]: `hybrid.alarm_topic` is not the ARN of a topic: `operations` does not begin with `arn:`",
            "5:16",
        ),
        ("  alarm_topic: arn:aws:sns:eu-west-1:123456789012:operations.fifo", "[bad-alarm-topic]", "5:16"),
        (
            "  worker_groups:\n    - spot: true",
            "[missing-setting]: the setting `hybrid.worker_groups[0].instance_type` is missing",
            "6:7",
        ),
        (
            "  worker_groups:\n    - instance_type: m5.large\n      max_size: 0",
            "[out-of-range]: `hybrid.worker_groups[0].max_size`: `0` is too small",
            "7:17",
        ),
        (
            "  worker_groups: [{instance_type: m5.large, disk_size: 8}]",
            "[out-of-range]: `hybrid.worker_groups[0].disk_size`: `8` is too small",
            "5:56",
        ),
        (
            "  worker_groups: [{instance_type: m5.large, min_size: 8}]\n  worker_image: /worker",
            "[unknown-setting]: `hybrid.worker_groups[0]` has no setting `min_size`",
            "5:45",
        ),
        (
            "  worker_groups: [{instance_type: m5}]",
            "[invalid-setting]: `hybrid.worker_groups[0].instance_type` is not an instance type: `m5` has no size",
            "5:35",
        ),
        ("  queue_setup_revision: $(id)", "[bad-revision]", "5:25"),
        ("  queue_setup_revision: -x", "[bad-revision]", "5:25"),
        (
            "  allow_untagged_workers: 1",
            "[wrong-type]: `hybrid.allow_untagged_workers`: `1` was found where true or false is expected",
            "5:27",
        ),
    ] {
        let (found, at, help) = told(&format!("{lines}\n"));
        assert!(found.starts_with(message) && at == format!("config.yaml:{place}"), "{lines}: {found} at {at}");
        assert!(!help.is_empty(), "{lines}");
    }
}

#[test]
fn required_settings_are_checked() {
    let refused = |old: &str, new: &str| refusal_of(&LEAST.replace(old, new));
    let text = refused("example.vqueue.net", "https://example.vqueue.net");
    assert!(
        text.contains("`hybrid.queue_address` is not a domain name") && text.contains("config.yaml:3:18"),
        "{text}"
    );
    let text = refused("user/example", "group/example");
    let expected = "`hybrid.assume_user` is not the ARN of a user, role or account";
    assert!(text.contains(expected) && text.contains("config.yaml:4:16"), "{text}");
}

#[test]
fn all_mistakes_are_told_at_once() {
    let text = refusal("  vpc_cidr: 10.0.0.0\n  zone_count: x\n  colour: red\n");
    assert!(text.ends_with("\n3 errors: nothing was written\n"), "{text}");
    let text = refusal("  company: A\n  name_prefix: B\n  tags: {valohai: 1}\n");
    assert!(text.ends_with("\n3 errors: nothing was written\n"), "{text}");
}

#[test]
fn what_is_wrong_by_different_rules_is_told_at_once_in_the_order_of_lines() {
    for (lines, expected) in [
        (
            "  queue_disk_size: 0\n  company: ACME\n  zones: [eu-west-1a, eu-west-1a]\n",
            vec![("out-of-range", "5:20"), ("bad-company", "6:12"), ("zone-twice", "7:23")],
        ),
        (
            "  company: ACME\n  tags: {Name: x}\n  queue_disk_size: 0\n",
            vec![("bad-company", "5:12"), ("tag-of-valohai", "6:10"), ("out-of-range", "7:20")],
        ),
        // Of a list, what could be read is judged.
        (
            "  queue_ssh_from: [10.0.0.1, 0.0.0.0/0]\n  vpc_cidr: 10.0.1.0/16\n",
            vec![("invalid-setting", "5:20"), ("open-to-the-world", "5:30"), ("invalid-setting", "6:13")],
        ),
        (
            "  zones: [eu-wset-1a, eu-west-1a, eu-west-2a, eu-west-1a]\n",
            vec![("invalid-setting", "5:11"), ("zone-of-other-region", "5:35"), ("zone-twice", "5:47")],
        ),
        ("  tags: {Name: x, aws:y: z}\n", vec![("tag-of-valohai", "5:10"), ("invalid-setting", "5:19")]),
        // That a setting has no effect is wrong whatever its value.
        (
            "  zone_count: 99\n  zones: [x]\n",
            vec![("out-of-range", "5:15"), ("setting-without-effect", "5:15"), ("invalid-setting", "6:11")],
        ),
        // What involves a refused value is passed over.
        ("  vpc_cidr: 10.0.0.0/33\n  zone_count: 16\n", vec![("invalid-setting", "5:13")]),
        ("  vpc_cidr: 10.0.0.0/28\n  zone_count: x\n", vec![("wrong-type", "6:15")]),
        ("  region: x\n  zones: [eu-west-1a]\n", vec![("invalid-setting", "5:11")]),
        ("  zones: [x]\n", vec![("invalid-setting", "5:11")]),
        ("  zone: [eu-west-1a, eu-west-1b]\n  vpc_cidr: 10.0.0.0/27\n", vec![("unknown-setting", "5:3")]),
        ("  name_prefix: []\n  company: example\n", vec![("wrong-type", "5:16")]),
        ("  vpc_id: x\n  queue_subnet: subnet-0123abcd\n", vec![("invalid-setting", "5:11")]),
        (
            "  vpc_id: vpc-0123abcd\n  queue_subnet: x\n  worker_subnets: [subnet-0123abcd]\n",
            vec![("invalid-setting", "6:17")],
        ),
        ("  vpc_id: x\n  private_workers: true\n  nat_gateways: 0\n", vec![("invalid-setting", "5:11")]),
        ("  existing_bucket: A\n  company: ACME\n", vec![("invalid-setting", "5:20"), ("bad-company", "6:12")]),
        (
            "  worker_groups: [{instance_type: m5}, {instance_type: m5.large}, {instance_type: m5.large}]\n  account: x\n",
            vec![("invalid-setting", "5:35"), ("worker-group-twice", "5:67"), ("invalid-setting", "6:12")],
        ),
        ("  queue_image: [x]\n  public_key: {}\n", vec![("wrong-type", "5:16"), ("wrong-type", "6:15")]),
    ] {
        let expected: Vec<_> = expected.iter().map(|(rule, at)| (rule.to_string(), at.to_string())).collect();
        assert_eq!(rules(&refusal(lines)), expected, "{lines}");
    }
}

#[test]
fn what_is_missing_keeps_nothing_else_from_being_told() {
    let text = refusal_of("hybrid:\n  company: ACME\n  external_id: x\n");
    let expected = [("missing-setting", "1:1"), ("bad-company", "2:12"), ("bad-external-id", "3:16")];
    assert_eq!(rules(&text), expected.map(|(rule, at)| (rule.to_owned(), at.to_owned())));
}

#[test]
fn nothing_of_a_setting_steers_the_terminal() {
    for lines in [
        r#"  company: "\e[31mred\r""#,
        r#"  external_id: "\e]0;title\a""#,
        r#"  queue_address: "\e[2J.example.com""#,
        r#"  "\e[2J": x"#,
        r#"  queue_image: "\x9b2J""#,
        "  company: \u{9b}2J",
        "  company: \u{202e}abc",
        "  company: \u{1b}[31m",
    ] {
        let text = refusal_of(&format!("hybrid:\n{lines}\n"));
        let steers = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!text.contains(steers), "{lines:?}: {text:?}");
    }
    let text = refusal("  company: \"\\e[31m\"\n");
    assert!(
        text.starts_with("error[bad-company]: `valohai-data-\\u{1b}[31m` cannot be the name of a bucket\n"),
        "{text}"
    );
}
