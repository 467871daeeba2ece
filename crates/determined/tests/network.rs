//! New networks: their subnets, routes and gateways, what is in them, and what is wrong with their settings.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod template;

use std::collections::BTreeSet;

use purlin_aws::ec2::Ipv4Cidr;
use purlin_core::Environment;
use purlin_determined::{DeterminedProps, ExistingVpc, ResourcePool, check};
use serde_json::{Value, json};
use template::lookups::{ids, subnet_id, subnet_ids};
use template::parts::{SUBNET, VPC, database_subnets, list, master, master_subnet, only, pool_subnets, rules};
use template::{ANYWHERE, broken, of_type, template};

const NAT: &str = "AWS::EC2::NatGateway";

fn props() -> DeterminedProps {
    DeterminedProps::new()
}

/// The logical ids of the subnets of a group.
fn group<'a>(template: &'a Value, name: &str) -> BTreeSet<&'a str> {
    let prefix = format!("DeterminedVpc{name}");
    of_type(template, SUBNET).into_iter().map(|(id, _)| id).filter(|id| id.starts_with(&prefix)).collect()
}

fn referred(subnet: &Value) -> &str {
    subnet["Ref"].as_str().unwrap()
}

/// The subnets that pools are in, whichever.
fn subnets_of_pools(template: &Value) -> BTreeSet<String> {
    pool_subnets(template).iter().map(|subnet| referred(subnet).to_owned()).collect()
}

fn owned(ids: BTreeSet<&str>) -> BTreeSet<String> {
    ids.into_iter().map(str::to_owned).collect()
}

/// The kind of router by which a subnet has a way out.
fn way_out(template: &Value, subnet: &str) -> Option<&'static str> {
    let associations = of_type(template, "AWS::EC2::SubnetRouteTableAssociation");
    let (_, association) =
        associations.into_iter().find(|(_, association)| association["Properties"]["SubnetId"]["Ref"] == subnet)?;
    let table = &association["Properties"]["RouteTableId"];
    let routes = of_type(template, "AWS::EC2::Route");
    let (_, route) = routes.into_iter().find(|(_, route)| route["Properties"]["RouteTableId"] == *table)?;
    assert_eq!(route["Properties"]["DestinationCidrBlock"], "0.0.0.0/0");
    ["GatewayId", "NatGatewayId"].into_iter().find(|kind| route["Properties"][kind] != Value::Null)
}

#[test]
fn everything_is_private_and_behind_a_nat_gateway() {
    let template = template(props());
    let vpc = &only(&template, VPC)["Properties"];
    assert_eq!((&vpc["CidrBlock"], &vpc["EnableDnsHostnames"]), (&json!("10.0.0.0/16"), &json!(true)));
    let (public, private) = (group(&template, "Public"), group(&template, "Private"));
    assert_eq!((public.len(), private.len(), of_type(&template, SUBNET).len()), (2, 2, 4));
    assert!(private.contains(referred(master_subnet(&template))));
    assert_eq!(master(&template)["NetworkInterfaces"][0]["AssociatePublicIpAddress"], Value::Null);
    let of_database: BTreeSet<&str> = database_subnets(&template).into_iter().map(referred).collect();
    assert_eq!(of_database, private);
    let of_pools = subnets_of_pools(&template);
    assert!(!of_pools.is_empty() && of_pools.is_subset(&owned(private.clone())), "{of_pools:?}");
    assert!(public.iter().all(|subnet| way_out(&template, subnet) == Some("GatewayId")));
    assert!(private.iter().all(|subnet| way_out(&template, subnet) == Some("NatGatewayId")));
    assert_eq!(of_type(&template, NAT).len(), 1);
    for (id, subnet) in of_type(&template, SUBNET) {
        assert_eq!(subnet["Properties"]["MapPublicIpOnLaunch"], false, "{id}");
    }
}

#[test]
fn checkpoints_go_round_the_nat_gateways() {
    let template = template(props());
    let endpoint = &only(&template, "AWS::EC2::VPCEndpoint")["Properties"];
    assert_eq!(list(&endpoint["RouteTableIds"]).len(), 4);
    assert_eq!(endpoint["VpcEndpointType"], "Gateway");
    assert!(endpoint["ServiceName"].to_string().contains(".s3"));
}

#[test]
fn the_master_boots_when_there_is_a_way_out() {
    for (props, router) in [(props(), "NatGatewayId"), (props().public_master(true), "GatewayId")] {
        let template = template(props);
        let subnet = referred(master_subnet(&template));
        assert_eq!(way_out(&template, subnet), Some(router));
        let waits = &only(&template, "AWS::EC2::Instance")["DependsOn"];
        let waits: Vec<&str> = list(waits).into_iter().filter_map(Value::as_str).collect();
        let own = subnet.rsplit_once("Subnet").unwrap().0;
        for needed in ["DefaultRoute", "RouteTableAssociation"] {
            let id = format!("{own}{needed}");
            assert!(waits.iter().any(|waited| waited.starts_with(&id)), "{id}: {waits:?}");
        }
    }
}

#[test]
fn what_is_public_is_in_public_subnets() {
    let template = template(props().public_master(true));
    assert!(group(&template, "Public").contains(referred(master_subnet(&template))));
    assert_eq!(of_type(&template, "AWS::EC2::EIP").len(), 2, "the master's own, and the NAT gateway's");
    assert!(subnets_of_pools(&template).is_subset(&owned(group(&template, "Private"))));
    assert_eq!(of_type(&template, NAT).len(), 1, "agents are private");
}

#[test]
fn nothing_private_that_opens_connections_needs_no_nat_gateway() {
    let both = props().public_master(true).public_agents(true);
    let template = template(both.clone());
    assert_eq!(of_type(&template, NAT).len(), 0);
    assert!(subnets_of_pools(&template).is_subset(&owned(group(&template, "Public"))));
    let private = group(&template, "Private");
    assert!(database_subnets(&template).into_iter().all(|subnet| private.contains(referred(subnet))));
    assert!(private.iter().all(|subnet| way_out(&template, subnet).is_none()));
    assert_eq!(broken(both.nat_gateways(1), &Environment::default()), []);
}

#[test]
fn each_pool_is_in_its_zone() {
    let pools = [
        ResourcePool::auxiliary("aux-pool", "m5.xlarge").zone(3),
        ResourcePool::compute("near", "g5.xlarge"),
        ResourcePool::compute("far", "g5.xlarge").zone(2),
    ];
    let template = template(props().zones(3).resource_pools(pools));
    let subnets = pool_subnets(&template);
    let zone = |subnet: &Value| {
        let id = referred(subnet);
        template["Resources"][id]["Properties"]["AvailabilityZone"]["Fn::Select"][0].as_i64().unwrap()
    };
    assert_eq!(subnets.iter().map(zone).collect::<Vec<_>>(), [2, 0, 1]);
}

#[test]
fn zones_are_numbers_or_names_and_may_have_a_gateway_each() {
    let zones = |template: &Value, group: &str| -> Vec<Value> {
        let prefix = format!("DeterminedVpc{group}");
        let of_group = of_type(template, SUBNET).into_iter().filter(|(id, _)| id.starts_with(&prefix));
        of_group.map(|(_, subnet)| subnet["Properties"]["AvailabilityZone"].clone()).collect()
    };
    let counted = template(props().zones(3).nat_gateways(3));
    assert_eq!(of_type(&counted, NAT).len(), 3);
    for group in ["Public", "Private"] {
        assert_eq!(zones(&counted, group)[2], json!({"Fn::Select": [2, {"Fn::GetAZs": ""}]}));
    }
    let named = template(props().zones(["eu-west-1c", "eu-west-1a"]));
    assert_eq!(zones(&named, "Private"), ["eu-west-1c", "eu-west-1a"]);
}

/// The ranges of the subnets, by logical id.
fn ranges(template: &Value) -> Vec<(&str, Ipv4Cidr)> {
    let range = |subnet: &Value| subnet["Properties"]["CidrBlock"].as_str().unwrap().parse().unwrap();
    of_type(template, SUBNET).into_iter().map(|(id, subnet)| (id, range(subnet))).collect()
}

#[test]
fn another_choice_moves_no_subnet() {
    let usual = template(props());
    let others = [
        props().zones(5),
        props().zones(["eu-west-1a", "eu-west-1b"]),
        props().nat_gateways(2),
        props().public_agents(true),
        props().public_agents(true).public_master(true),
    ];
    for other in others {
        let other = template(other);
        let ranges_of_other = ranges(&other);
        for range in ranges(&usual) {
            assert!(ranges_of_other.contains(&range), "{range:?}: {ranges_of_other:?}");
        }
    }
}

/// What is wrong in a region: rule, setting, item, message, help.
fn problem(props: DeterminedProps) -> (&'static str, &'static str, Option<usize>, String, String) {
    let environment = Environment::new("111122223333", "eu-west-1");
    let mut problems = check(props, &environment);
    assert_eq!(problems.len(), 1, "{problems:?}");
    let problem = problems.remove(0);
    (problem.rule, problem.setting, problem.item, problem.message, problem.help)
}

/// Settings, the rule that they break, the setting that breaks it, its item, and a part of the message.
type Case = (DeterminedProps, &'static str, &'static str, Option<usize>, &'static str);

fn are_told(cases: Vec<Case>) {
    for (props, rule, setting, item, message) in cases {
        let told = problem(props);
        assert_eq!((told.0, told.1, told.2), (rule, setting, item));
        assert!(told.3.contains(message), "{}", told.3);
        assert!(!told.4.is_empty());
    }
}

#[test]
fn wrong_settings_of_new_networks_are_told() {
    let range = "bad-vpc-cidr";
    are_told(vec![
        (props().vpc_cidr("10.0.0.0"), range, "vpc_cidr", None, "it is not written like `10.0.0.0/16`"),
        (props().vpc_cidr("10.0.1.0/16"), range, "vpc_cidr", None, "it begins inside of its network"),
        (props().vpc_cidr("10.0.0.0/25"), range, "vpc_cidr", None, "/16 to /24 have room for everything, not /25"),
        (props().vpc_cidr("10.0.0.0/15"), range, "vpc_cidr", None, "AWS allows /16 to /28, not /15"),
        (props().vpc_cidr("127.0.0.0/16"), range, "vpc_cidr", None, "`127.0.0.0/8` is for each machine itself"),
        (props().zones(9), "too-many-zones", "zones", None, "room for the subnets of 8 zones, and not for those of 9"),
        (props().zones(1), "too-few-zones", "zones", None, "the database needs 2 zones, and there would be 1"),
        (props().zones(["eu-west-1a"]), "too-few-zones", "zones", None, "there would be 1"),
        (props().zones(["eu-west-1a", "eu-west-1a"]), "zone-twice", "zones", Some(1), "is there twice"),
        (
            props().zones(["eu-west-1a", "eu-north-1b"]),
            "zone-of-other-region",
            "zones",
            Some(1),
            "not in the region `eu-west-1`",
        ),
        (props().zones(["eu-west-1a", "Ireland"]), "bad-zone", "zones", Some(1), "`Ireland` cannot be"),
        (props().nat_gateways(3), "bad-nat-gateways", "nat_gateways", None, "3 NAT gateways for 2 zones"),
        (props().nat_gateways(-1), "bad-nat-gateways", "nat_gateways", None, "there cannot be -1 NAT gateways"),
        (props().nat_gateways(0), "private-instances-without-way-out", "nat_gateways", None, "would reach nothing"),
        (
            props().master_subnet_id(subnet_id('a')),
            "subnet-without-vpc",
            "master_subnet_id",
            None,
            "of an existing VPC, and none is named",
        ),
        (
            props().agent_subnet_ids(subnet_ids("ab")),
            "subnet-without-vpc",
            "agent_subnet_ids",
            None,
            "and none is named",
        ),
    ]);
}

#[test]
fn wrong_settings_of_existing_networks_are_told() {
    are_told(vec![
        (ids(props()).existing_vpc(ExistingVpc::id("vpc-1")), "bad-vpc", "existing_vpc", None, "`vpc-1` is not the id"),
        (
            props().existing_vpc(ExistingVpc::name("")),
            "bad-vpc",
            "existing_vpc",
            None,
            "`` cannot be the name of a VPC",
        ),
        (ids(props()).vpc_cidr("10.0.0.0/16"), "existing-vpc-is-not-changed", "vpc_cidr", None, "of a new VPC"),
        (ids(props()).zones(3), "existing-vpc-is-not-changed", "zones", None, "but there is an existing one"),
        (ids(props()).nat_gateways(1), "existing-vpc-is-not-changed", "nat_gateways", None, "of a new VPC"),
        (
            ids(props()).db_subnet_ids(subnet_ids("8")),
            "too-few-subnets",
            "db_subnet_ids",
            None,
            "a database needs subnets in 2 zones",
        ),
        (
            ids(props()).master_subnet_id("subnet-x"),
            "bad-subnet",
            "master_subnet_id",
            None,
            "`subnet-x` is not the id of a subnet",
        ),
        (
            ids(props()).db_subnet_ids(["subnet-00000001".to_owned(), "sub".to_owned()]),
            "bad-subnet",
            "db_subnet_ids",
            Some(1),
            "`sub` is not",
        ),
        (
            ids(props()).agent_subnet_ids(subnet_ids("898")),
            "subnet-twice",
            "agent_subnet_ids",
            Some(2),
            "is there twice",
        ),
        (
            ids(props()).agent_subnet_ids(subnet_ids("dc")).public_master(true),
            "public-and-private",
            "agent_subnet_ids",
            Some(1),
            "public for the master and private for agents",
        ),
        (
            ids(props()).public_agents(true),
            "public-and-private",
            "agent_subnet_ids",
            Some(0),
            "private for the master and public for agents",
        ),
    ]);
    let both = ids(props()).public_master(true).public_agents(true);
    assert_eq!(broken(both, &Environment::default()), []);
}

#[test]
fn what_is_wrong_is_told_once() {
    let wrong = props().zones(1).vpc_cidr("10.0.0.0/30").nat_gateways(0);
    assert_eq!(rules(&ANYWHERE, wrong), ["too-few-zones", "bad-vpc-cidr", "private-instances-without-way-out"]);
}
