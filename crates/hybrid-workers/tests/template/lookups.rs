//! VPCs as the toolkit finds them.

use purlin_core::Environment;
use purlin_hybrid_workers::ExistingVpc;
use serde_json::{Value, json};

use super::{Place, Props};

/// A stack whose account and region are known, where the toolkit has found the VPCs here.
pub const ANSWERED: Place = Place { environment: somewhere, context };
/// The same before it has looked.
pub const PENDING: Place = Place { environment: somewhere, context: Vec::new };

/// A VPC with subnets of all kinds, of which the private ones are two in the first zone.
pub const COMPANY: &str = "vpc-0123456789abcdef0";

fn somewhere() -> Environment {
    Environment::new("111111111111", "eu-west-1")
}

/// Names a VPC by its id, and subnets for everything: the public one `a` for the queue, `b` and `c` for workers.
pub fn ids(props: Props) -> Props {
    props
        .existing_vpc(ExistingVpc::id(COMPANY))
        .queue_subnet(subnet_id('a'))
        .worker_subnets([subnet_id('b'), subnet_id('c')])
}

/// The id of a subnet by its letter.
pub fn subnet_id(letter: char) -> String {
    format!("subnet-0123456789abcdef{letter}")
}

/// What is in `cdk.context.json`.
fn context() -> Vec<(String, Value)> {
    let company = vpc(
        COMPANY,
        &[
            group("Public", &[('a', "a")]),
            group("Private", &[('b', "a"), ('c', "a")]),
            group("Isolated", &[('d', "b")]),
        ],
    );
    let usual = vpc("vpc-00000001", &[group("Public", &[('1', "a"), ('2', "b"), ('3', "c")])]);
    let mut shared = vpc("vpc-00000002", &[group("Public", &[('1', "a")]), group("Private", &[('2', "a")])]);
    shared["ownerAccountId"] = json!("222222222222");
    let mut answers = vec![
        (format!("vpc-id={COMPANY}"), company.clone()),
        ("tag:Name=company".to_owned(), company),
        ("isDefault=true".to_owned(), usual),
        ("tag:Name=shared".to_owned(), shared),
        ("tag:Name=empty".to_owned(), vpc("vpc-00000003", &[])),
        ("tag:Name=inside".to_owned(), vpc("vpc-00000004", &[group("Isolated", &[('1', "a"), ('2', "b")])])),
        (
            "tag:Name=closed".to_owned(),
            vpc("vpc-00000005", &[group("Public", &[('1', "a")]), group("Isolated", &[('2', "b")])]),
        ),
    ];
    for (filter, _) in &mut answers {
        *filter =
            format!("vpc-provider:account=111111111111:filter.{filter}:region=eu-west-1:returnAsymmetricSubnets=true");
    }
    for service in ["autoscaling", "ec2", "ecr.api", "ecr.dkr", "secretsmanager", "ssm", "ssmmessages", "sts"] {
        let name = format!("com.amazonaws.eu-west-1.{service}");
        let key =
            format!("endpoint-service-availability-zones:account=111111111111:region=eu-west-1:serviceName={name}");
        answers.push((key, json!(["eu-west-1a", "eu-west-1b"])));
    }
    answers
}

fn vpc(id: &str, groups: &[Value]) -> Value {
    json!({
        "vpcId": id,
        "vpcCidrBlock": "10.1.0.0/16",
        "ownerAccountId": "111111111111",
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
