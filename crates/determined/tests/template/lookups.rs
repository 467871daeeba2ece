//! VPCs as the toolkit finds them.

use purlin_core::Environment;
use purlin_determined::{DeterminedProps, ExistingVpc};
use serde_json::{Value, json};

use super::Place;

/// A stack whose account and region are known, where the toolkit has found the VPCs here.
pub const ANSWERED: Place = Place { environment: somewhere, context };
/// The same before it has looked.
pub const PENDING: Place = Place { environment: somewhere, context: Vec::new };

/// A VPC with subnets of all kinds: public `a`, and `b` and `e` in the second zone; private `c` and `d`; isolated `6` and `7`.
pub const COMPANY: &str = "vpc-0123456789abcdef0";

fn somewhere() -> Environment {
    Environment::new("111122223333", "eu-west-1")
}

/// Names a VPC by its id, and private subnets for everything.
pub fn ids(props: DeterminedProps) -> DeterminedProps {
    props
        .existing_vpc(ExistingVpc::id(COMPANY))
        .master_subnet_id(subnet_id('c'))
        .agent_subnet_ids(subnet_ids("cd"))
        .db_subnet_ids(subnet_ids("cd"))
}

/// The id of a subnet by its letter.
pub fn subnet_id(letter: char) -> String {
    format!("subnet-0123456789abcdef{letter}")
}

/// The ids of subnets by their letters.
pub fn subnet_ids(letters: &str) -> Vec<String> {
    letters.chars().map(subnet_id).collect()
}

/// What is in `cdk.context.json`.
fn context() -> Vec<(String, Value)> {
    let company = vpc(
        COMPANY,
        &[
            group("Public", &[('a', "a"), ('b', "b"), ('e', "b")]),
            group("Private", &[('c', "a"), ('d', "b")]),
            group("Isolated", &[('6', "a"), ('7', "b")]),
        ],
    );
    let public = group("Public", &[('1', "a"), ('2', "b"), ('3', "c")]);
    let narrow = [group("Public", &[('1', "a")]), group("Private", &[('2', "a"), ('3', "a")])];
    let wide = [group("Public", &[('1', "a"), ('2', "b"), ('3', "c")]), group("Private", &[('4', "b"), ('5', "a")])];
    let closed = [group("Public", &[('1', "a"), ('2', "b")]), group("Isolated", &[('3', "a"), ('4', "b")])];
    let answers = [
        (format!("vpc-id={COMPANY}"), company.clone()),
        ("tag:Name=company".to_owned(), company),
        ("isDefault=true".to_owned(), vpc("vpc-00000001", &[public])),
        ("tag:Name=narrow".to_owned(), vpc("vpc-00000002", &narrow)),
        ("tag:Name=wide".to_owned(), vpc("vpc-00000003", &wide)),
        ("tag:Name=closed".to_owned(), vpc("vpc-00000004", &closed)),
        ("tag:Name=inside".to_owned(), vpc("vpc-00000005", &[group("Private", &[('1', "a"), ('2', "b")])])),
        ("tag:Name=empty".to_owned(), vpc("vpc-00000006", &[])),
    ];
    let key = |filter| {
        format!("vpc-provider:account=111122223333:filter.{filter}:region=eu-west-1:returnAsymmetricSubnets=true")
    };
    answers.into_iter().map(|(filter, answer)| (key(filter), answer)).collect()
}

fn vpc(id: &str, groups: &[Value]) -> Value {
    json!({
        "vpcId": id,
        "vpcCidrBlock": "10.1.0.0/16",
        "ownerAccountId": "111122223333",
        "availabilityZones": [],
        "subnetGroups": groups,
    })
}

/// Subnets of one kind, each a letter of its id and its zone.
fn group(kind: &str, subnets: &[(char, &str)]) -> Value {
    let subnet = |(letter, zone): &(char, &str)| {
        json!({
            "subnetId": subnet_id(*letter),
            "cidr": format!("10.1.{}.0/24", u32::from(*letter)),
            "availabilityZone": format!("eu-west-1{zone}"),
            "routeTableId": format!("rtb-0123456789abcdef{letter}"),
        })
    };
    json!({"name": kind, "type": kind, "subnets": subnets.iter().map(subnet).collect::<Vec<_>>()})
}
