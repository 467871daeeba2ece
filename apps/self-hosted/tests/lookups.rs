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
        ("far", vpc("vpc-00000006", &[("Public", "ab"), ("Private", "cd")])),
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

#[test]
fn what_is_wrong_with_what_was_found_is_told_at_the_setting() {
    for (lines, rule, place) in [
        ("  vpc_name: empty\n", "error[no-subnets]", "7:13"),
        ("  vpc_name: closed\n", "error[no-subnet-of-kind]", "7:13"),
        ("  vpc_name: open\n", "error[no-subnet-of-kind]", "7:13"),
        ("  vpc_name: narrow\n", "error[database-in-too-few-zones]", "7:13"),
        (
            "  vpc_name: all\n  lb_subnet_ids: [subnet-000000b0, subnet-000000b1]\n",
            "error[private-load-balancer-subnets]",
            "8:18",
        ),
        ("  vpc_name: all\n  roi_subnet_id: subnet-000000a0\n", "error[public-instance-subnet]", "8:18"),
        ("  vpc_name: all\n  worker_subnet_ids:\n    - subnet-000000a0\n", "error[public-worker-subnet]", "8:3"),
        ("  vpc_name: far\n  roi_subnet_id: subnet-000000b0\n", "error[instance-out-of-reach]", "8:18"),
        (
            "  vpc_name: narrow\n  db_subnet_ids:\n    - subnet-000000b0\n    - subnet-000000b1\n  cache_replicas: 0\n",
            "error[database-in-too-few-zones]",
            "8:3",
        ),
    ] {
        let text = told(lines);
        let text = text.split("\n\n").find(|finding| finding.starts_with("error")).unwrap_or_default();
        let (first, at) = text.split_once("\n  --> config.yaml:").unwrap_or_default();
        assert!(
            first.starts_with(rule) && at.starts_with(&format!("{place} (Valohai-Self-Hosted/Valohai)\n")),
            "{text}"
        );
        assert!(text.contains("\n  help: "), "{text}");
    }
}

/// Each at the setting that names it, whether the VPC was looked up for this, or is known from an earlier run alone.
#[test]
fn subnets_of_another_vpc_are_told_at_each_setting_that_names_some() {
    let all = "  lb_subnet_ids: [subnet-000000a0, subnet-000000a1]
  roi_subnet_id: subnet-0000dead
  db_subnet_ids:
    - subnet-000000b0
    - subnet-0000beef
  cache_subnet_ids: [subnet-000000b0, subnet-000000b1]
";
    for (lines, places) in [
        (format!("  vpc_name: all\n{all}"), ["9:18", "10:3"].as_slice()),
        (format!("  vpc_id: vpc-00000001\n{all}"), &["9:18", "10:3"]),
        (
            format!("  vpc_id: vpc-00000001\n{all}  worker_subnet_ids: [subnet-000000b0, subnet-0000cafe]\n"),
            &["9:18", "10:3", "14:22"],
        ),
    ] {
        let directory = directory(&lines);
        let outcome = directory.run(&["synth"]);
        assert_eq!(outcome.status, 1, "{}", outcome.stderr);
        let strangers = outcome
            .stderr
            .split("\n\n")
            .filter(|text| text.starts_with("error[") && text.contains("subnet-of-other-vpc]"));
        let at =
            strangers.filter_map(|text| text.lines().nth(1)?.strip_prefix("  --> config.yaml:")?.split(' ').next());
        assert_eq!(at.collect::<Vec<_>>(), places, "{}", outcome.stderr);
        assert_eq!(directory.files(), ["cdk.context.json", "config.yaml"]);
    }
}

#[test]
fn what_is_good_is_written() {
    for lines in [
        "  vpc_name: all\n",
        "  vpc_id: vpc-00000001\n",
        "  vpc_name: open\n  public_instance: true\n  public_workers: true\n",
    ] {
        let directory = directory(lines);
        let outcome = directory.run(&["synth"]);
        assert!(outcome.status == 0 && outcome.stderr.contains("1 stack with "), "{}", outcome.stderr);
    }
}

#[test]
fn http_alone_is_worth_knowing() {
    let text = Directory::with(LEAST).run(&["synth"]).stderr;
    let expected = "warning[load-balancer-without-https]: ";
    assert!(text.starts_with(expected) && text.contains("\n  --> config.yaml:3:11 ("), "{text}");
    let text = Directory::with(&format!("{LEAST}  https: false\n")).run(&["synth"]).stderr;
    assert!(!text.contains(expected), "{text}");
}

#[test]
fn what_has_not_been_looked_up_is_told_in_the_file() {
    let text = refusal(&format!("{ENVIRONMENT}  vpc_name: shared\n"));
    let finding = text.split("\n\n").find(|finding| finding.starts_with("error[missing-context]: ")).unwrap();
    assert!(finding.contains("\n  --> config.yaml:2:1 (Valohai-Self-Hosted/Valohai)\n"), "{finding}");
}
