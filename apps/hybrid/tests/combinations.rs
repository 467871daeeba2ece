//! What is said about settings that do not go together: at the line of the one that is too much, with the other's.

mod app;

use app::{Directory, LEAST, refusal, refusal_of, repository_file, rules, told};

/// What says where the stack is.
const ENVIRONMENT: &str = "  account: 123456789012\n  region: eu-west-1\n";

#[test]
fn each_bad_combination_is_told_with_its_places() {
    for (lines, message, place, related) in [
        // A new network, and one that there is.
        (
            "  vpc_cidr: 10.1.0.0/16\n  vpc_id: vpc-0123abcd\n  queue_subnet: subnet-0123abcd\n  worker_subnets: [subnet-0123abcd]",
            "[existing-vpc-is-not-changed]",
            "5:13",
            "6:11: `vpc_id` is set here",
        ),
        (
            "  account: 123456789012\n  region: eu-west-1\n  vpc_name: shared\n  zone_count: 2",
            "[existing-vpc-is-not-changed]: `zone_count` is of a new VPC, but there is an existing one",
            "8:15",
            "7:13: `vpc_name` is set here",
        ),
        (
            "  account: 123456789012\n  region: eu-west-1\n  default_vpc: true\n  zones:\n    - eu-west-1a",
            "[existing-vpc-is-not-changed]",
            "8:3",
            "7:16: `default_vpc` is set here",
        ),
        (
            "  account: 123456789012\n  region: eu-west-1\n  default_vpc: true\n  private_workers: true\n  nat_gateways: 1",
            "[existing-vpc-is-not-changed]",
            "9:17",
            "7:16: `default_vpc` is set here",
        ),
        (
            "  account: 123456789012\n  region: eu-west-1\n  vpc_name: shared\n  vpc_id: vpc-0123abcd",
            "[vpc-given-twice]: both `hybrid.vpc_id` and `hybrid.vpc_name` name a VPC",
            "7:13",
            "8:11: `vpc_id` is set here",
        ),
        (
            "  account: 123456789012\n  region: eu-west-1\n  vpc_name: shared\n  default_vpc: true",
            "[vpc-given-twice]: both `hybrid.vpc_name` and `hybrid.default_vpc` name a VPC",
            "8:16",
            "7:13: `vpc_name` is set here",
        ),
        ("  queue_subnet: subnet-0123abcd", "[subnet-without-vpc]", "5:17", ""),
        (
            "  worker_subnets: [subnet-0123abcd]\n  default_vpc: false",
            "[subnet-without-vpc]",
            "5:19",
            "6:16: `default_vpc` is set here",
        ),
        (
            "  vpc_id: vpc-0123abcd\n  queue_subnet: subnet-0123abcd\n  worker_subnets:\n    - subnet-0123abcd\n    - subnet-0123abcd",
            "[subnet-twice]",
            "9:7",
            "",
        ),
        // What has to be looked up, for a stack that may be anywhere.
        (
            "  region: eu-west-1\n  vpc_id: vpc-0123abcd",
            "[lookup-without-environment]",
            "6:11",
            "5:11: `region` is set here",
        ),
        ("  vpc_name: shared", "[lookup-without-environment]", "5:13", ""),
        ("  default_vpc: true", "[lookup-without-environment]", "5:16", ""),
        ("  queue_image:\n    owner: 099720109477\n    name: ubuntu/*", "[lookup-without-environment]", "5:3", ""),
        (
            "  account: 123456789012\n  worker_groups: [{instance_type: m5.large}]",
            "[lookup-without-environment]",
            "6:18",
            "5:12: `account` is set here",
        ),
        (
            "  worker_groups: [{instance_type: m5.large}]\n  worker_image: {owner: self, name: worker}",
            "[lookup-without-environment]",
            "6:17",
            "5:18: `worker_groups` is set here",
        ),
        // Zones.
        (
            "  zone_count: 2\n  zones: [eu-west-1a]",
            "[setting-without-effect]: `hybrid.zone_count` has no effect beside `hybrid.zones`",
            "5:15",
            "6:10: `zones` is set here",
        ),
        ("  vpc_cidr: 10.0.0.0/28", "[too-many-zones]", "5:13", ""),
        ("  region: eu-north-1\n  zones: [eu-west-1a]", "[zone-of-other-region]", "6:11", "5:11: `region` is set here"),
        // Ways out.
        (
            "  private_workers: true\n  nat_gateways: 0",
            "[private-workers-without-way-out]",
            "6:17",
            "5:20: `private_workers` is set here",
        ),
        (
            "  private_workers: true\n  zone_count: 2\n  nat_gateways: 3",
            "[bad-nat-gateways]",
            "7:17",
            "6:15: `zone_count` is set here",
        ),
        ("  nat_gateways: 1", "[way-out-of-public-workers]", "5:17", ""),
        (
            "  vpc_endpoints: true\n  private_workers: false",
            "[way-out-of-public-workers]",
            "5:18",
            "6:20: `private_workers` is set here",
        ),
        (
            "  private_workers: true\n  vpc_endpoints: true\n  vpc_id: vpc-0123abcd\n  queue_subnet: subnet-0123abcd\n  worker_subnets: [subnet-4567cdef]",
            "[lookup-without-environment]",
            "7:11",
            "8:17: `queue_subnet` is set here",
        ),
        (
            "  private_workers: true\n  vpc_id: vpc-0123abcd\n  queue_subnet: subnet-0123abcd\n  worker_subnets: [subnet-0123abcd]",
            "[queue-beside-private-workers]",
            "8:20",
            "7:17: `queue_subnet` is set here",
        ),
        // What there is already, and what would be made in its place.
        (
            "  public_key: ssh-ed25519 AAAA me\n  existing_key_pair: operations",
            "[key-pair-given-twice]",
            "5:15",
            "6:22: `existing_key_pair` is set here",
        ),
        (
            "  existing_bucket: data\n  company: example",
            "[existing-bucket-is-not-renamed]",
            "6:12",
            "5:20: `existing_bucket` is set here",
        ),
        (
            "  existing_master_role: master",
            "[existing-role-is-not-changed]",
            "4:16",
            "5:25: `existing_master_role` is set here",
        ),
        (
            "  region: eu-west-1\n  encryption_key: arn:aws:kms:eu-west-2:123456789012:key/1234abcd",
            "[key-of-other-region]",
            "6:19",
            "5:11: `region` is set here",
        ),
        (
            "  account: 123456789012\n  permissions_boundary: arn:aws:iam::210987654321:policy/boundary",
            "[boundary-of-other-account]",
            "6:25",
            "5:12: `account` is set here",
        ),
        (
            "  alarm_topic: arn:aws:sns:eu-west-2:123456789012:operations\n  region: eu-west-1",
            "[alarm-topic-in-other-region]",
            "5:16",
            "6:11: `region` is set here",
        ),
        ("  alarm_emails:\n    - team@example.com\n    - team@example.com", "[mail-address-twice]", "7:7", ""),
        // Valohai.
        ("  valohai_account: 123456789012", "[user-of-other-account]", "4:16", "5:20: `valohai_account` is set here"),
        (
            "  name_prefix: a-rather-long-one-\n  company: a-company-with-a-name-that-is-rather-long",
            "[bad-company]",
            "6:12",
            "5:16: `name_prefix` is set here",
        ),
        // Tags: IAM takes `team` and `Team` for the same.
        ("  tags: {Team: vision, team: vision}", "[tag-twice]", "5:24", "5:10: `Team` is set here"),
        // Groups of workers.
        (
            "  worker_image: ami-0123456789abcdef0",
            "[setting-without-groups]: `worker_image` is for groups of workers, and there are none",
            "5:17",
            "",
        ),
        (
            "  worker_queue_prefix: acme-",
            "[setting-without-groups]: `worker_queue_prefix` is for groups of workers, and there are none",
            "5:24",
            "",
        ),
        (
            "  worker_image: ami-0123456789abcdef0\n  worker_groups:\n    - instance_type: m5.large\n      spot: true\n    - instance_type: m5.large\n    - instance_type: m5.large\n      spot: true",
            "[worker-group-twice]",
            "10:7",
            "",
        ),
    ] {
        let (found, at, help) = told(&format!("{lines}\n"));
        assert!(found.starts_with(message) && at == format!("config.yaml:{place}"), "{lines}: {found} at {at}");
        assert!(!help.is_empty(), "{lines}");
        let text = refusal(&format!("{lines}\n"));
        let first = text.lines().find_map(|line| line.strip_prefix("  ::: config.yaml:")).unwrap_or_default();
        assert_eq!(first, related, "{text}");
    }
}

#[test]
fn the_finding_in_the_readme_is_what_is_told() {
    let readme = repository_file("apps/hybrid/README.md");
    let shown: Vec<&str> = readme.lines().filter_map(|line| line.strip_prefix("    ")).collect();
    let start = shown.iter().position(|line| line.starts_with("error[")).unwrap_or_default();
    let subnets = "  queue_subnet: subnet-0123abcd\n  worker_subnets: [subnet-4567cdef]\n";
    let text = refusal(&format!("  vpc_cidr: 10.1.0.0/16\n  vpc_id: vpc-0123abcd\n{subnets}"));
    assert_eq!(format!("{}\n\n1 error: nothing was written\n", shown[start..].join("\n")), text);
}

#[test]
fn a_vpc_that_is_named_three_times_is_told_twice() {
    let text = refusal(&format!("{ENVIRONMENT}  default_vpc: true\n  vpc_id: vpc-0123abcd\n  vpc_name: shared\n"));
    let expected = [("vpc-given-twice", "7:16"), ("vpc-given-twice", "9:13")];
    assert_eq!(rules(&text), expected.map(|(rule, at)| (rule.to_owned(), at.to_owned())));
}

#[test]
fn tags_leave_room_for_those_of_valohai() {
    let tags = |count: usize| (0..count).map(|tag| format!("    key-{tag}: a\n")).collect::<String>();
    assert_eq!(rules(&refusal(&format!("  tags:\n{}", tags(49)))), [("too-many-tags".to_owned(), "5:3".to_owned())]);
    let directory = Directory::with(&format!("{LEAST}  tags:\n{}", tags(48)));
    assert_eq!(directory.run(&["synth"]).status, 0);
}

#[test]
fn a_boundary_of_roles_that_are_all_there_is_told() {
    let roles = "  existing_master_role: a\n  existing_worker_role: b\n  existing_queue_role: c\n  existing_multipart_role: d\n";
    let text = refusal_of(&format!("hybrid:\n  queue_address: example.vqueue.net\n{roles}  permissions_boundary: e\n"));
    assert_eq!(rules(&text), [("existing-role-is-not-changed".to_owned(), "7:25".to_owned())]);
    for line in 3..=6 {
        assert!(text.contains(&format!("  ::: config.yaml:{line}:")), "{text}");
    }
}

#[test]
fn all_that_does_not_go_together_is_told_at_once() {
    let lines = "  vpc_cidr: 10.1.0.0/16\n  zone_count: 2\n  public_key: ssh-ed25519 AAAA me\n  existing_key_pair: operations\n  \
                 vpc_id: vpc-0123abcd\n  nat_gateways: 2\n";
    let expected = [
        ("existing-vpc-is-not-changed", "5:13"),
        ("existing-vpc-is-not-changed", "6:15"),
        ("key-pair-given-twice", "7:15"),
        ("lookup-without-environment", "9:11"),
        ("existing-vpc-is-not-changed", "10:17"),
    ];
    assert_eq!(rules(&refusal(lines)), expected.map(|(rule, at)| (rule.to_owned(), at.to_owned())));
}
