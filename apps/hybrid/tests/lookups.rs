//! What is said once the toolkit has looked something up: at the setting that it is about.

mod app;

use app::{Directory, LEAST, refusal};
use serde_json::{Value, json};

fn subnet(letter: char) -> Value {
    json!({
        "subnetId": format!("subnet-0000000{letter}"),
        "cidr": format!("10.1.{}.0/24", u32::from(letter) % 16),
        "availabilityZone": format!("eu-west-1{letter}"),
        "routeTableId": format!("rtb-0000000{letter}"),
    })
}

/// A VPC with these groups of subnets, as the toolkit tells it.
fn vpc(owner: &str, groups: &[(&str, char)]) -> Value {
    let groups: Vec<Value> =
        groups.iter().map(|(kind, letter)| json!({"name": kind, "type": kind, "subnets": [subnet(*letter)]})).collect();
    json!({
        "vpcId": "vpc-00000001",
        "vpcCidrBlock": "10.1.0.0/16",
        "ownerAccountId": owner,
        "availabilityZones": [],
        "subnetGroups": groups,
    })
}

/// What is said about these lines in a directory where the toolkit has found some VPCs.
fn told(lines: &str) -> String {
    let own = "123456789012";
    let mut context = json!({});
    for (name, found) in [
        ("all", vpc(own, &[("Public", 'a'), ("Private", 'b')])),
        ("empty", vpc(own, &[])),
        ("closed", vpc(own, &[("Isolated", 'a')])),
        ("open", vpc(own, &[("Public", 'a')])),
        ("inner", vpc(own, &[("Public", 'a'), ("Isolated", 'b')])),
        ("shared", vpc("210987654321", &[("Public", 'a'), ("Private", 'b')])),
    ] {
        let filter = format!("filter.tag:Name={name}:region=eu-west-1:returnAsymmetricSubnets=true");
        context[format!("vpc-provider:account=123456789012:{filter}")] = found;
    }
    let directory = Directory::with(&format!("{LEAST}  account: 123456789012\n  region: eu-west-1\n{lines}"));
    directory.write("cdk.context.json", &context.to_string());
    directory.run(&["synth"]).stderr
}

#[test]
fn what_is_wrong_with_what_was_found_is_told_at_the_setting() {
    for (lines, rule, place) in [
        ("  vpc_name: empty\n", "error[no-subnets]", "7:13"),
        ("  vpc_name: closed\n", "error[no-public-subnet]", "7:13"),
        ("  vpc_name: open\n  private_workers: true\n", "error[no-worker-subnets]", "8:20"),
        ("  vpc_name: all\n  queue_subnet: subnet-0000000b\n", "error[private-queue-subnet]", "8:17"),
        ("  vpc_name: all\n  worker_subnets: [subnet-0000000b]\n", "error[private-worker-subnets]", "8:19"),
        (
            "  vpc_name: all\n  private_workers: true\n  worker_subnets:\n    - subnet-0000000a\n",
            "error[public-worker-subnets]",
            "9:3",
        ),
        ("  vpc_name: all\n  queue_subnet: subnet-0000000c\n", "error[subnet-of-other-vpc]", "8:17"),
        ("  vpc_name: inner\n  private_workers: true\n", "warning[workers-without-way-out]", "8:20"),
        (
            "  vpc_name: shared\n  private_workers: true\n  vpc_endpoints: true\n",
            "error[endpoints-in-shared-vpc]",
            "9:18",
        ),
    ] {
        let text = told(lines);
        let (first, at) = text.split_once("\n  --> config.yaml:").unwrap_or_default();
        assert!(first.starts_with(rule) && at.starts_with(&format!("{place} (Valohai-Hybrid/Valohai)\n")), "{text}");
    }
}

#[test]
fn what_is_good_is_written() {
    for lines in ["  vpc_name: all\n", "  vpc_name: all\n  private_workers: true\n"] {
        let text = told(lines);
        assert!(text.starts_with("1 stack with "), "{text}");
    }
}

#[test]
fn what_is_worth_knowing_is_told_at_the_setting() {
    for (lines, rule, place) in [
        ("  assume_user: arn:aws:iam::905675611115:root\n", "warning[whole-account-trusted]", "3:16"),
        ("  external_id: acme-1\n  importing: true\n", "warning[importing]", "4:14"),
        (
            "  external_id: acme-1\n  alarm_emails: [a@example.com]\n  encryption_key: arn:aws:kms:eu-west-1:123456789012:key/1\n",
            "info[key-for-alarms]",
            "5:19",
        ),
    ] {
        let text = Directory::with(&format!("hybrid:\n  queue_address: a.example.com\n{lines}")).run(&["synth"]).stderr;
        let found = text.split("\n\n").find(|finding| finding.starts_with(rule)).unwrap_or_default();
        assert!(found.contains(&format!("\n  --> config.yaml:{place} (")), "{text}");
    }
}

#[test]
fn what_is_found_everywhere_else_is_told_at_the_section() {
    let directory = Directory::with("# A test.\nhybrid:\n  queue_address: example.vqueue.net\n");
    let text = directory.run(&["synth"]).stderr;
    let place = "\n  --> config.yaml:2:1 (Valohai-Hybrid/Valohai)\n   |\n 2 | hybrid:\n";
    assert!(text.starts_with("warning[whole-account-trusted]: ") && text.contains(place), "{text}");
}

#[test]
fn what_has_not_been_looked_up_is_told_in_the_file() {
    let text = refusal("  account: 123456789012\n  region: eu-west-1\n  vpc_name: shared\n");
    let finding = text.split("\n\n").find(|finding| finding.starts_with("error[missing-context]: ")).unwrap();
    assert!(finding.contains("\n  --> config.yaml:2:1 (Valohai-Hybrid/Valohai)\n"), "{finding}");
}
