//! New networks: their subnets, routes and gateways, what is in them, and what is wrong with their settings.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod template;

use std::collections::BTreeSet;

use purlin_aws::ec2::Ipv4Cidr;
use purlin_core::Environment;
use purlin_self_hosted::{ExistingVpc, check};
use serde_json::{Value, json};
use template::lookups::{ids, subnet_id};
use template::{Props, found, list, of_type, only, props, template, told};

const VPC: &str = "AWS::EC2::VPC";
const SUBNET: &str = "AWS::EC2::Subnet";

/// The logical ids of the subnets of a group.
fn group<'a>(template: &'a Value, name: &'a str) -> BTreeSet<&'a str> {
    of_type(template, SUBNET).map(|(id, _)| id).filter(|id| id.starts_with(&format!("ValohaiVpc{name}"))).collect()
}

/// The subnets in a list of references.
fn referred(list: &Value) -> BTreeSet<&str> {
    list.as_array().unwrap().iter().map(|subnet| subnet["Ref"].as_str().unwrap()).collect()
}

fn subnets_of_balancer(template: &Value) -> BTreeSet<&str> {
    referred(&only(template, "AWS::ElasticLoadBalancingV2::LoadBalancer")["Properties"]["Subnets"])
}

fn subnets_of_database(template: &Value) -> BTreeSet<&str> {
    referred(&only(template, "AWS::RDS::DBSubnetGroup")["Properties"]["SubnetIds"])
}

fn subnets_of_queue(template: &Value) -> BTreeSet<&str> {
    referred(&only(template, "AWS::ElastiCache::SubnetGroup")["Properties"]["SubnetIds"])
}

fn subnets_of_workers(template: &Value) -> BTreeSet<&str> {
    referred(&template["Outputs"]["ValohaiWorkerSubnetIds"]["Value"]["Fn::Join"][1])
}

fn subnet_of_instance(template: &Value) -> &str {
    let instance = &only(template, "AWS::EC2::Instance")["Properties"];
    let own = instance["SubnetId"]["Ref"].as_str();
    own.or(instance["NetworkInterfaces"][0]["SubnetId"]["Ref"].as_str()).unwrap()
}

/// The kind of router by which a subnet has a way out.
fn way_out(template: &Value, subnet: &str) -> Option<&'static str> {
    let mut associations = of_type(template, "AWS::EC2::SubnetRouteTableAssociation");
    let (_, association) =
        associations.find(|(_, association)| association["Properties"]["SubnetId"]["Ref"] == subnet).unwrap();
    let table = &association["Properties"]["RouteTableId"];
    let (_, route) =
        of_type(template, "AWS::EC2::Route").find(|(_, route)| route["Properties"]["RouteTableId"] == *table)?;
    assert_eq!(route["Properties"]["DestinationCidrBlock"], "0.0.0.0/0");
    ["GatewayId", "NatGatewayId"].into_iter().find(|kind| route["Properties"][kind] != Value::Null)
}

#[test]
fn everything_but_the_load_balancer_is_private() {
    let template = template(props());
    let vpc = &only(&template, VPC)["Properties"];
    assert_eq!((&vpc["CidrBlock"], &vpc["EnableDnsHostnames"]), (&json!("10.0.0.0/16"), &json!(true)));
    let (public, private) = (group(&template, "Public"), group(&template, "Private"));
    assert_eq!((public.len(), private.len(), of_type(&template, SUBNET).count()), (2, 2, 4));
    assert_eq!(subnets_of_balancer(&template), public);
    assert_eq!(subnets_of_database(&template), private);
    assert_eq!(subnets_of_queue(&template), private);
    assert_eq!(subnets_of_workers(&template), private);
    assert!(private.contains(subnet_of_instance(&template)));
    assert!(public.iter().all(|subnet| way_out(&template, subnet) == Some("GatewayId")));
    assert!(private.iter().all(|subnet| way_out(&template, subnet) == Some("NatGatewayId")));
    assert_eq!(of_type(&template, "AWS::EC2::NatGateway").count(), 1);
    for (id, subnet) in of_type(&template, SUBNET) {
        assert_eq!(subnet["Properties"]["MapPublicIpOnLaunch"], false, "{id}");
    }
}

#[test]
fn traffic_with_s3_goes_round_the_nat_gateways() {
    let template = template(props());
    let endpoint = &only(&template, "AWS::EC2::VPCEndpoint")["Properties"];
    assert_eq!(endpoint["RouteTableIds"].as_array().unwrap().len(), 4);
    assert_eq!(endpoint["VpcEndpointType"], "Gateway");
    assert!(endpoint["ServiceName"].to_string().contains(".s3"));
}

#[test]
fn the_instance_boots_when_there_is_a_way_out() {
    for (props, router) in [(props(), "NatGatewayId"), (props().public_instance(true), "GatewayId")] {
        let template = template(props);
        let subnet = subnet_of_instance(&template);
        assert_eq!(way_out(&template, subnet), Some(router));
        let instance = only(&template, "AWS::EC2::Instance");
        let waits: Vec<_> = list(&instance["DependsOn"]).into_iter().filter_map(Value::as_str).collect();
        for needed in ["DefaultRoute", "RouteTableAssociation"] {
            assert!(waits.iter().any(|id| id.contains(needed)), "{waits:?}");
        }
    }
}

#[test]
fn public_instances_have_public_addresses() {
    let template = template(props().public_instance(true));
    let public = group(&template, "Public");
    assert!(public.contains(subnet_of_instance(&template)));
    let instance = &only(&template, "AWS::EC2::Instance")["Properties"];
    assert_eq!(instance["NetworkInterfaces"][0]["AssociatePublicIpAddress"], true);
    assert_eq!(subnets_of_workers(&template), group(&template, "Private"));
    assert_eq!(of_type(&template, "AWS::EC2::NatGateway").count(), 1, "workers are private");
}

#[test]
fn nothing_private_that_opens_connections_needs_no_nat_gateway() {
    let both = props().public_instance(true).public_workers(true);
    let template = template(both.clone());
    assert_eq!(of_type(&template, "AWS::EC2::NatGateway").count(), 0);
    assert_eq!(subnets_of_workers(&template), group(&template, "Public"));
    let private = group(&template, "Private");
    assert_eq!(subnets_of_database(&template), private);
    assert!(private.iter().all(|subnet| way_out(&template, subnet).is_none()));
    assert_eq!(told(both.nat_gateways(1)), []);
}

#[test]
fn an_internal_load_balancer_is_in_private_subnets() {
    let template = template(props().internal_load_balancer(true));
    assert_eq!(subnets_of_balancer(&template), group(&template, "Private"));
    assert_eq!(only(&template, "AWS::ElasticLoadBalancingV2::LoadBalancer")["Properties"]["Scheme"], "internal");
}

#[test]
fn zones_are_numbers_or_names_and_may_have_a_gateway_each() {
    let zones = |template: &Value, group: &str| -> Vec<Value> {
        let of_group = of_type(template, SUBNET).filter(|(id, _)| id.starts_with(&format!("ValohaiVpc{group}")));
        of_group.map(|(_, subnet)| subnet["Properties"]["AvailabilityZone"].clone()).collect()
    };
    let counted = template(props().zones(3).nat_gateways(3));
    assert_eq!(of_type(&counted, "AWS::EC2::NatGateway").count(), 3);
    for group in ["Public", "Private"] {
        assert_eq!(zones(&counted, group)[2], json!({"Fn::Select": [2, {"Fn::GetAZs": ""}]}));
    }
    let named = template(props().zones(["eu-west-1c", "eu-west-1a"]));
    assert_eq!(zones(&named, "Private"), ["eu-west-1c", "eu-west-1a"]);
}

/// The ranges of the subnets, by logical id.
fn ranges(template: &Value) -> Vec<(&str, Ipv4Cidr)> {
    let range = |subnet: &Value| subnet["Properties"]["CidrBlock"].as_str().unwrap().parse().unwrap();
    of_type(template, SUBNET).map(|(id, subnet)| (id, range(subnet))).collect()
}

#[test]
fn every_size_has_room_for_load_balancer_and_instances_in_each_zone_that_it_takes() {
    for prefix in 16..=24_u8 {
        let sized = |zones: i64| props().vpc_cidr(format!("10.128.0.0/{prefix}")).zones(zones);
        let fits = |zones: &i64| told(sized(*zones)).is_empty();
        let most = (2..=16).take_while(fits).last().unwrap();
        assert_eq!(most, if prefix < 24 { 8 } else { 4 }, "/{prefix}");
        let vpc: Ipv4Cidr = format!("10.128.0.0/{prefix}").parse().unwrap();
        for zones in 2..=most {
            let template = template(sized(zones));
            let ranges = ranges(&template);
            assert_eq!(ranges.len(), usize::try_from(zones).unwrap() * 2);
            for (index, (id, range)) in ranges.iter().enumerate() {
                assert!(vpc.contains(*range), "/{prefix}: {range}");
                assert!(range.prefix() <= 27, "a load balancer takes no smaller subnet: {range}");
                let mut others = ranges[..index].iter();
                assert!(!others.any(|(_, other)| other.overlaps(*range)), "/{prefix}: {id} {range}");
            }
        }
    }
}

#[test]
fn another_choice_moves_no_subnet() {
    let usual = template(props());
    let others = [
        props().zones(5),
        props().zones(["eu-west-1a", "eu-west-1b"]),
        props().nat_gateways(2),
        props().public_workers(true),
        props().public_workers(true).public_instance(true),
        props().internal_load_balancer(true),
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
fn problem(props: Props) -> (&'static str, &'static str, Option<usize>, String, String) {
    let environment = Environment::new("111122223333", "eu-west-1");
    let mut problems = check(props, &environment);
    assert_eq!(problems.len(), 1, "{problems:?}");
    let problem = problems.remove(0);
    (problem.rule, problem.setting, problem.item, problem.message, problem.help)
}

#[test]
fn wrong_settings_of_new_networks_are_told() {
    let subnet = || subnet_id('a');
    let cases: Vec<(Props, &str, &str, Option<usize>, &str)> = vec![
        (props().vpc_cidr("10.0.0.0"), "bad-vpc-cidr", "vpc_cidr", None, "it is not written like `10.0.0.0/16`"),
        (props().vpc_cidr("10.0.1.0/16"), "bad-vpc-cidr", "vpc_cidr", None, "it begins inside of its network"),
        (
            props().vpc_cidr("10.0.0.0/25"),
            "bad-vpc-cidr",
            "vpc_cidr",
            None,
            "/16 to /24 have room for everything, not /25",
        ),
        (props().vpc_cidr("10.0.0.0/15"), "bad-vpc-cidr", "vpc_cidr", None, "AWS allows /16 to /28, not /15"),
        (
            props().vpc_cidr("127.0.0.0/16"),
            "bad-vpc-cidr",
            "vpc_cidr",
            None,
            "`127.0.0.0/8` is for each machine itself",
        ),
        (
            props().zones(9),
            "too-many-zones",
            "zones",
            None,
            "has room for the subnets of 8 zones, and not for those of 9",
        ),
        (
            props().vpc_cidr("10.0.0.0/24").zones(5),
            "too-many-zones",
            "zones",
            None,
            "has room for the subnets of 4 zones",
        ),
        (
            props().zones(1),
            "too-few-zones",
            "zones",
            None,
            "load balancer and database need 2 zones, and there would be 1",
        ),
        (props().zones(["eu-west-1a"]), "too-few-zones", "zones", None, "there would be 1"),
        (props().zones(["eu-west-1a", "eu-west-1a"]), "zone-twice", "zones", Some(1), "`eu-west-1a` is there twice"),
        (
            props().zones(["eu-west-1a", "eu-north-1b"]),
            "zone-of-other-region",
            "zones",
            Some(1),
            "not in the region `eu-west-1`",
        ),
        (
            props().zones(["eu-west-1a", "Ireland"]),
            "bad-zone",
            "zones",
            Some(1),
            "`Ireland` cannot be an availability zone",
        ),
        (
            props().nat_gateways(3),
            "bad-nat-gateways",
            "nat_gateways",
            None,
            "there cannot be 3 NAT gateways for 2 zones",
        ),
        (props().nat_gateways(-1), "bad-nat-gateways", "nat_gateways", None, "there cannot be -1 NAT gateways"),
        (props().nat_gateways(0), "private-instances-without-way-out", "nat_gateways", None, "would reach nothing"),
        (
            props().roi_subnet_id(subnet()),
            "subnet-without-vpc",
            "roi_subnet_id",
            None,
            "of an existing VPC, and none is named",
        ),
        (props().db_subnet_ids([subnet()]), "subnet-without-vpc", "db_subnet_ids", None, "and none is named"),
    ];
    for (props, rule, setting, item, message) in cases {
        let told = problem(props);
        assert_eq!((told.0, told.1, told.2), (rule, setting, item));
        assert!(told.3.contains(message), "{}", told.3);
        assert!(!told.4.is_empty());
    }
}

#[test]
fn wrong_settings_of_existing_networks_are_told() {
    let one = || vec![subnet_id('8')];
    let list = |ids: &[&str]| -> Vec<String> { ids.iter().map(|id| (*id).to_owned()).collect() };
    let twice = || vec![subnet_id('8'), subnet_id('9'), subnet_id('8')];
    let cases: Vec<(Props, &str, &str, Option<usize>, &str)> = vec![
        (
            ids(props()).existing_vpc(ExistingVpc::id("vpc-1")),
            "bad-vpc",
            "existing_vpc",
            None,
            "`vpc-1` is not the id of a VPC",
        ),
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
        (ids(props()).lb_subnet_ids(one()), "too-few-subnets", "lb_subnet_ids", None, "and there is one subnet"),
        (
            ids(props()).db_subnet_ids(one()),
            "too-few-subnets",
            "db_subnet_ids",
            None,
            "a database needs subnets in 2 zones",
        ),
        (
            ids(props()).cache_subnet_ids(one()),
            "too-few-subnets",
            "cache_subnet_ids",
            None,
            "a queue with copies needs",
        ),
        (
            ids(props()).roi_subnet_id("subnet-x"),
            "bad-subnet",
            "roi_subnet_id",
            None,
            "`subnet-x` is not the id of a subnet",
        ),
        (
            ids(props()).db_subnet_ids(list(&["subnet-00000001", "sub"])),
            "bad-subnet",
            "db_subnet_ids",
            Some(1),
            "`sub` is not",
        ),
        (ids(props()).worker_subnet_ids(twice()), "subnet-twice", "worker_subnet_ids", Some(2), "is there twice"),
        (ids(props()).lb_subnet_ids(twice()), "subnet-twice", "lb_subnet_ids", Some(2), "is there twice"),
        (
            ids(props()).roi_subnet_id(subnet_id('b')),
            "public-and-private",
            "roi_subnet_id",
            None,
            "public for the load balancer",
        ),
        (
            ids(props()).worker_subnet_ids(vec![subnet_id('c'), subnet_id('a')]),
            "public-and-private",
            "worker_subnet_ids",
            Some(1),
            "private for workers",
        ),
    ];
    for (props, rule, setting, item, message) in cases {
        let told = problem(props);
        assert_eq!((told.0, told.1, told.2), (rule, setting, item));
        assert!(told.3.contains(message), "{}", told.3);
        assert!(!told.4.is_empty());
    }
    let public = ids(props()).worker_subnet_ids(vec![subnet_id('a')]).public_workers(true);
    assert_eq!(told(public.roi_subnet_id(subnet_id('b')).public_instance(true)), []);
    assert_eq!(told(ids(props()).cache_subnet_ids(one()).cache_replicas(0)), []);
}

#[test]
fn who_reaches_instances_by_ssh_is_told_to_be_somebody() {
    let from = |range: &str| vec!["203.0.113.7/32".to_owned(), range.to_owned()];
    for range in ["0.0.0.0/0", "everyone", "10.0.0.0/7"] {
        assert_eq!(problem(props().ssh_from(from(range))).1, "ssh_from");
        assert_eq!(problem(props().worker_ssh_from(from(range))).2, Some(1));
    }
    assert_eq!(told(props().ssh_from(from("10.0.0.0/8"))), []);
}

#[test]
fn what_is_wrong_is_told_once() {
    let app = found(props().zones(1).vpc_cidr("10.0.0.0/30").nat_gateways(0));
    let rules: Vec<&str> = app.iter().map(|finding| finding.rule.as_ref()).collect();
    assert_eq!(rules, ["too-few-zones", "bad-vpc-cidr", "private-instances-without-way-out"]);
}
