//! What is said once the toolkit has looked something up: at the setting that it is about.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod app;

use app::{Directory, LEAST, refusal};
use serde_json::{Value, json};

const ENVIRONMENT: &str = "  aws_account_id: 123456789012\n  aws_region: eu-west-1\n";

/// Of each kind of subnet these zones; the letter that ends an id is the kind's and the zone's.
fn vpc(id: &str, groups: &[(&str, &str)]) -> Value {
    let groups: Vec<Value> = groups
        .iter()
        .map(|(kind, zones)| {
            let subnets: Vec<Value> = zones
                .chars()
                .enumerate()
                .map(|(index, zone)| {
                    let letter = kind.chars().next().unwrap_or_default();
                    json!({
                        "subnetId": subnet(kind, index),
                        "cidr": format!("10.1.{}.0/24", 16 * (u32::from(letter) % 16) + u32::try_from(index).unwrap()),
                        "availabilityZone": format!("eu-west-1{zone}"),
                        "routeTableId": format!("rtb-0000000{index}"),
                    })
                })
                .collect();
            json!({"name": kind, "type": kind, "subnets": subnets})
        })
        .collect();
    json!({
        "vpcId": id,
        "vpcCidrBlock": "10.1.0.0/16",
        "ownerAccountId": "123456789012",
        "availabilityZones": [],
        "subnetGroups": groups,
    })
}

fn subnet(kind: &str, index: usize) -> String {
    let digit = match kind {
        "Public" => 'a',
        "Private" => 'b',
        _ => 'c',
    };
    format!("subnet-000000{digit}{index}")
}

/// A directory in which the toolkit has found some VPCs.
fn directory(lines: &str) -> Directory {
    let mut context = json!({});
    for (name, found) in [
        ("all", vpc("vpc-00000001", &[("Public", "ab"), ("Private", "ab")])),
        ("empty", vpc("vpc-00000002", &[])),
        ("closed", vpc("vpc-00000003", &[("Isolated", "ab")])),
        ("open", vpc("vpc-00000004", &[("Public", "ab")])),
        ("narrow", vpc("vpc-00000005", &[("Public", "ab"), ("Private", "aa")])),
    ] {
        let key = |filter: &str| {
            format!("vpc-provider:account=123456789012:{filter}:region=eu-west-1:returnAsymmetricSubnets=true")
        };
        context[key(&format!("filter.vpc-id={}", found["vpcId"].as_str().unwrap()))] = found.clone();
        context[key(&format!("filter.tag:Name={name}"))] = found;
    }
    let directory = Directory::with(&format!("{LEAST}{ENVIRONMENT}{lines}"));
    directory.write("cdk.context.json", &context.to_string());
    directory
}

/// What is said about these lines, which begin at line 7.
fn told(lines: &str) -> String {
    directory(lines).run(&["synth"]).stderr
}

const POOL: &str = "  resource_pools:
    - name: gpu
      instance_type: g5.xlarge
";

#[test]
fn what_is_wrong_with_what_was_found_is_told_at_the_setting() {
    let of_pool = |vpc: &str, subnet: &str| format!("  vpc_name: {vpc}\n{POOL}      subnet: {subnet}\n");
    for (lines, rule, place) in [
        ("  vpc_name: empty\n".to_owned(), "error[no-subnets]", "7:13"),
        ("  vpc_name: open\n".to_owned(), "error[no-subnet-of-kind]", "7:13"),
        ("  vpc_name: narrow\n".to_owned(), "error[database-in-too-few-zones]", "7:13"),
        (
            "  vpc_name: narrow\n  db_subnet_ids:\n    - subnet-000000b0\n    - subnet-000000b1\n".to_owned(),
            "error[database-in-too-few-zones]",
            "8:3",
        ),
        ("  vpc_name: closed\n".to_owned(), "warning[no-way-out]", "7:13"),
        ("  vpc_name: all\n  master_subnet_id: subnet-000000a0\n".to_owned(), "error[public-master-subnet]", "8:21"),
        (
            "  vpc_name: all\n  public_master: true\n  master_subnet_id: subnet-000000b0\n".to_owned(),
            "error[private-master-subnet]",
            "9:21",
        ),
        (
            "  vpc_name: all\n  agent_subnet_ids:\n    - subnet-000000a0\n".to_owned(),
            "error[public-agent-subnet]",
            "8:3",
        ),
        (of_pool("all", "subnet-000000a0"), "error[public-pool-subnet]", "11:15"),
        (of_pool("all", "subnet-0000dead"), "error[pool-subnet-of-other-vpc]", "11:15"),
    ] {
        let all = told(&lines);
        let text = all.split("\n\n").find(|finding| finding.starts_with(rule)).unwrap_or_default();
        let at = text.split_once("\n  --> config.yaml:").unwrap_or_default().1;
        assert!(at.starts_with(&format!("{place} (Determined/Determined)\n")), "{rule} at {place}: {all}");
        assert!(text.contains("\n  help: "), "{text}");
    }
}

/// Each at the setting that names it, whether the VPC was looked up for this, or is known from an earlier run alone.
#[test]
fn subnets_of_another_vpc_are_told_at_each_setting_that_names_some() {
    let all = "  master_subnet_id: subnet-0000dead
  db_subnet_ids:
    - subnet-000000b0
    - subnet-0000beef
  agent_subnet_ids: [subnet-000000b0, subnet-0000cafe]
";
    for name in ["vpc_name: all", "vpc_id: vpc-00000001"] {
        let directory = directory(&format!("  {name}\n{all}"));
        let outcome = directory.run(&["synth"]);
        assert_eq!(outcome.status, 1, "{}", outcome.stderr);
        let strangers = outcome
            .stderr
            .split("\n\n")
            .filter(|text| text.starts_with("error[") && text.contains("subnet-of-other-vpc]"));
        let mut at: Vec<&str> = strangers
            .filter_map(|text| text.lines().nth(1)?.strip_prefix("  --> config.yaml:")?.split(' ').next())
            .collect();
        at.sort_unstable();
        assert_eq!(at, ["12:21", "8:21", "9:3"], "{}", outcome.stderr);
        assert_eq!(directory.files(), ["cdk.context.json", "config.yaml"]);
    }
}

#[test]
fn what_is_good_is_written() {
    for lines in [
        "  vpc_name: all\n",
        "  vpc_id: vpc-00000001\n",
        "  vpc_name: open\n  public_master: true\n  public_agents: true\n",
        "  vpc_name: all\n  shared_file_system: efs\n",
    ] {
        let directory = directory(lines);
        let outcome = directory.run(&["synth"]);
        assert!(outcome.status == 0 && outcome.stderr.contains("1 stack with "), "{}", outcome.stderr);
    }
}

#[test]
fn what_is_worth_knowing_is_told_at_its_setting() {
    const KEY: &str = "  encryption_key: arn:aws:kms:eu-west-1:123456789012:key/1234abcd\n";
    for (lines, rule, place) in [
        ("  public_master: true\n  allowed_from: [203.0.113.0/24]\n".to_owned(), "warning[master-without-tls]", "8:17"),
        ("  session_manager: false\n".to_owned(), "warning[nobody-reaches-master]", "7:20"),
        ("  scheduler: fair-share\n".to_owned(), "warning[outdated-scheduler]", "7:14"),
        ("  database_removal: delete\n".to_owned(), "warning[protected-database]", "7:21"),
        (KEY.to_owned(), "info[key-for-logs]", "7:19"),
        (format!("  alarm_emails: [a@example.com]\n{KEY}"), "info[key-for-alarms]", "8:19"),
        (format!("  database_snapshot: before\n{KEY}"), "info[key-of-snapshot]", "7:22"),
    ] {
        let all = told(&lines);
        let text = all.split_once(rule).unwrap_or_default().1;
        let at = text.split_once("\n  --> config.yaml:").unwrap_or_default().1;
        assert!(at.starts_with(&format!("{place} (")), "{rule} at {place}: {all}");
    }
}

#[test]
fn what_has_not_been_looked_up_is_told_in_the_file() {
    let text = refusal(&format!("{ENVIRONMENT}  vpc_name: shared\n"));
    let finding = text.split("\n\n").find(|finding| finding.starts_with("error[missing-context]: ")).unwrap();
    assert!(finding.contains("\n  --> config.yaml:2:1 (Determined/Determined)\n"), "{finding}");
}
