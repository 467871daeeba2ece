//! New networks: their subnets, routes, gateways and endpoints.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod template;

use std::collections::{BTreeMap, BTreeSet};

use purlin_aws::ec2::Ipv4Cidr;
use purlin_core::Environment;
use purlin_hybrid_workers::{HybridWorkers, WorkerGroup, check};
use serde_json::{Value, json};
use template::{ANYWHERE, Props, app, list, of_type, properties, props, template};

fn private() -> Props {
    props().private_workers(true)
}

/// The tag `Name` of everything of a type, by its name.
fn named<'a>(template: &'a Value, kind: &'a str) -> BTreeMap<String, &'a Value> {
    of_type(template, kind).map(|(_, resource)| (tag(resource, "Name"), resource)).collect()
}

fn tag(resource: &Value, key: &str) -> String {
    let tags = list(&resource["Properties"]["Tags"]);
    let tag = tags.into_iter().find(|tag| tag["Key"] == key);
    tag.and_then(|tag| tag["Value"].as_str()).unwrap_or_default().to_owned()
}

fn names(template: &Value, kind: &str) -> Vec<String> {
    let mut names: Vec<String> = of_type(template, kind).map(|(_, resource)| tag(resource, "Name")).collect();
    names.sort();
    names
}

fn numbered(prefix: &str, count: usize) -> Vec<String> {
    let mut names: Vec<String> = (1..=count).map(|number| format!("{prefix}{number}")).collect();
    names.sort();
    names
}

/// The way out of a subnet: the kind of router, and the router's name.
fn way_out(template: &Value, subnet: &str) -> Option<(&'static str, String)> {
    let (id, _) = of_type(template, "AWS::EC2::Subnet").find(|(_, resource)| tag(resource, "Name") == subnet).unwrap();
    let association = of_type(template, "AWS::EC2::SubnetRouteTableAssociation")
        .find(|(_, association)| association["Properties"]["SubnetId"]["Ref"] == id);
    let table = &association.unwrap().1["Properties"]["RouteTableId"];
    let (_, route) =
        of_type(template, "AWS::EC2::Route").find(|(_, route)| route["Properties"]["RouteTableId"] == *table)?;
    assert_eq!(route["Properties"]["DestinationCidrBlock"], "0.0.0.0/0");
    ["GatewayId", "NatGatewayId"].into_iter().find_map(|kind| {
        let router = route["Properties"][kind]["Ref"].as_str()?;
        Some((kind, tag(&template["Resources"][router], "Name")))
    })
}

fn services(template: &Value) -> BTreeSet<String> {
    let name = |resource: &Value| {
        let parts = list(&resource["Properties"]["ServiceName"]["Fn::Join"][1]);
        parts.last().and_then(|part| part.as_str()).unwrap_or_default().trim_start_matches('.').to_owned()
    };
    of_type(template, "AWS::EC2::VPCEndpoint").map(|(_, endpoint)| name(endpoint)).collect()
}

fn set<const N: usize>(texts: [&str; N]) -> BTreeSet<String> {
    texts.map(str::to_owned).into()
}

#[test]
fn public_workers_are_where_the_guide_has_them() {
    let template = template(props());
    assert_eq!(names(&template, "AWS::EC2::VPC"), ["valohai-vpc"]);
    assert_eq!(names(&template, "AWS::EC2::InternetGateway"), ["valohai-igw"]);
    assert_eq!(names(&template, "AWS::EC2::Subnet"), numbered("valohai-subnet-", 3));
    assert_eq!(names(&template, "AWS::EC2::RouteTable"), ["valohai-rt"; 3]);
    for (name, subnet) in named(&template, "AWS::EC2::Subnet") {
        assert_eq!(way_out(&template, &name), Some(("GatewayId", "valohai-igw".to_owned())));
        assert_eq!(subnet["Properties"]["MapPublicIpOnLaunch"], true, "{name}");
    }
    assert_eq!(of_type(&template, "AWS::EC2::NatGateway").count(), 0);
    assert_eq!(of_type(&template, "AWS::EC2::VPCEndpoint").count(), 0);
}

#[test]
fn private_workers_leave_by_nat_gateways() {
    for (zones, gateways) in [(3, None), (3, Some(2)), (3, Some(3)), (1, Some(1))] {
        let props = private().zones(zones);
        let template = template(gateways.map_or(props.clone(), |gateways| props.nat_gateways(gateways)));
        let (zones, gateways) = (usize::try_from(zones).unwrap(), usize::try_from(gateways.unwrap_or(1)).unwrap());
        let subnets = [numbered("valohai-public-subnet-", zones), numbered("valohai-subnet-", zones)].concat();
        assert_eq!(names(&template, "AWS::EC2::Subnet"), subnets);
        let tables = [vec!["valohai-rt"; zones], vec!["valohai-rt-private"; zones]].concat();
        assert_eq!(names(&template, "AWS::EC2::RouteTable"), tables);
        assert_eq!(names(&template, "AWS::EC2::NatGateway"), numbered("valohai-nat-", gateways));
        let mut addresses = numbered("valohai-ip-nat-", gateways);
        addresses.push("valohai-ip-queue".to_owned());
        assert_eq!(names(&template, "AWS::EC2::EIP"), addresses);
        let named = named(&template, "AWS::EC2::Subnet");
        for number in 1..=zones {
            let public = format!("valohai-public-subnet-{number}");
            assert_eq!(way_out(&template, &public), Some(("GatewayId", "valohai-igw".to_owned())));
            let private = format!("valohai-subnet-{number}");
            let (kind, gateway) = way_out(&template, &private).unwrap();
            assert_eq!(kind, "NatGatewayId");
            if number <= gateways {
                assert_eq!(gateway, format!("valohai-nat-{number}"), "zones with a gateway use their own");
            }
            let zone = |name: &str| &named[name]["Properties"]["AvailabilityZone"];
            assert_eq!(zone(&public), zone(&private));
            for name in [public, private] {
                assert_eq!(named[&name]["Properties"]["MapPublicIpOnLaunch"], false, "{name}");
            }
        }
        // Traffic with S3 goes round the gateways, which charge for it.
        assert_eq!(services(&template), set(["s3"]));
    }
}

#[test]
fn private_workers_without_nat_reach_the_services_that_they_need() {
    let usual = ["s3", "autoscaling", "ec2", "ecr.api", "ecr.dkr", "sts", "ssm", "ssmmessages"];
    let template = template(private().vpc_endpoints(true));
    assert_eq!(services(&template), set(usual));
    assert_eq!(of_type(&template, "AWS::EC2::NatGateway").count(), 0);
    for number in 1..=3 {
        assert_eq!(way_out(&template, &format!("valohai-subnet-{number}")), None);
    }
    let endpoint = properties(&template, "ValohaiEndpointsEcrDocker");
    assert_eq!(endpoint["PrivateDnsEnabled"], true);
    assert_eq!(endpoint["SubnetIds"].as_array().unwrap().len(), 3);
    assert_eq!(endpoint["PolicyDocument"], Value::Null);
    assert_eq!(
        properties(&template, "ValohaiEndpointsS3")["PolicyDocument"],
        Value::Null,
        "layers of images are there"
    );
    assert_eq!(properties(&template, "ValohaiEndpointsS3")["RouteTableIds"].as_array().unwrap().len(), 3);
    let named = names(&template, "AWS::EC2::VPCEndpoint");
    assert_eq!((named[0].as_str(), named.len()), ("valohai-endpoint-autoscaling", 8));
}

#[test]
fn endpoints_are_for_what_is_there() {
    let endpoints = || private().vpc_endpoints(true);
    let without_sessions = services(&template(endpoints().session_manager(false)));
    assert_eq!(without_sessions, set(["s3", "autoscaling", "ec2", "ecr.api", "ecr.dkr", "sts"]));
    let groups = endpoints().worker_groups([WorkerGroup::new("g5.xlarge")]);
    let with_groups = services(&template(groups.worker_image("ami-0123456789abcdef0")));
    assert!(with_groups.contains("secretsmanager"), "{with_groups:?}");
    let with_gateways = template(endpoints().nat_gateways(1));
    assert_eq!(services(&with_gateways).len(), 8);
    assert!(way_out(&with_gateways, "valohai-subnet-3").is_some());
}

#[test]
fn endpoints_let_in_workers_and_the_queue_alone() {
    let template = template(private().vpc_endpoints(true));
    let group = properties(&template, "ValohaiEndpointsSecurityGroup");
    assert_eq!(group["GroupName"], "valohai-sg-endpoints");
    let from = |rule: &Value| (rule["FromPort"].clone(), rule["ToPort"].clone(), rule["SourceSecurityGroupId"].clone());
    let rules: Vec<_> = list(&group["SecurityGroupIngress"]).into_iter().map(from).collect();
    let id = |name: &str| {
        let id = of_type(&template, "AWS::EC2::SecurityGroup").find(|(id, _)| id.starts_with(name)).unwrap().0;
        json!({"Fn::GetAtt": [id, "GroupId"]})
    };
    let allowed = ["ValohaiWorkerSecurityGroup", "ValohaiQueueSecurityGroup"];
    assert_eq!(rules, allowed.map(|name| (json!(443), json!(443), id(name))));
    assert_eq!(of_type(&template, "AWS::EC2::SecurityGroupIngress").count(), 0, "there are no rules elsewhere");
    for (_, endpoint) in of_type(&template, "AWS::EC2::VPCEndpoint") {
        let groups = &endpoint["Properties"]["SecurityGroupIds"];
        let is_interface = endpoint["Properties"]["VpcEndpointType"] == "Interface";
        assert_eq!(*groups, if is_interface { json!([id("ValohaiEndpointsSecurityGroup")]) } else { Value::Null });
    }
}

#[test]
fn all_of_the_network_has_the_tag_of_valohai() {
    let template = template(private().nat_gateways(3).vpc_endpoints(true).name_prefix("test-"));
    let mut without = BTreeSet::new();
    let is_of_network = |id: &str| ["ValohaiVpc", "ValohaiEndpoints"].iter().any(|scope| id.starts_with(scope));
    for (id, resource) in template["Resources"].as_object().unwrap().iter().filter(|(id, _)| is_of_network(id)) {
        if tag(resource, "valohai") == "1" {
            assert!(tag(resource, "Name").starts_with("test-valohai-"), "{id}");
        } else {
            without.insert(resource["Type"].as_str().unwrap().trim_start_matches("AWS::EC2::").to_owned());
        }
    }
    // CloudFormation has no tags for these.
    assert_eq!(without, set(["Route", "SubnetRouteTableAssociation", "VPCGatewayAttachment"]));
}

#[test]
fn the_queue_is_public_and_reached_from_workers_by_its_private_address() {
    for (props, subnet) in [
        (props(), "valohai-subnet-1"),
        (private(), "valohai-public-subnet-1"),
        (private().vpc_endpoints(true), "valohai-public-subnet-1"),
    ] {
        let template = template(props);
        let interface = &properties(&template, "ValohaiQueue")["NetworkInterfaces"][0];
        assert_eq!(interface["AssociatePublicIpAddress"], true);
        let id = interface["SubnetId"]["Ref"].as_str().unwrap();
        assert_eq!(tag(&template["Resources"][id], "Name"), subnet);
        assert_eq!(way_out(&template, subnet), Some(("GatewayId", "valohai-igw".to_owned())));
        // A rule that names a group holds for private addresses alone, which are routed within the VPC.
        let rules = list(&properties(&template, "ValohaiQueueSecurityGroup")["SecurityGroupIngress"]);
        let from_workers = rules.into_iter().find(|rule| rule["SourceSecurityGroupId"] != Value::Null).unwrap();
        let workers = from_workers["SourceSecurityGroupId"]["Fn::GetAtt"][0].as_str().unwrap();
        assert!(workers.starts_with("ValohaiWorkerSecurityGroup") && from_workers["FromPort"] == 63790);
        let private_ip = &template["Outputs"]["ValohaiQueuePrivateIp"]["Value"]["Fn::GetAtt"][1];
        assert_eq!(private_ip, "PrivateIp");
        assert_eq!(properties(&template, "ValohaiWorkerSecurityGroup")["SecurityGroupIngress"], Value::Null);
    }
}

#[test]
fn the_queue_boots_when_the_internet_is_there() {
    for props in [props(), private(), private().vpc_endpoints(true)] {
        let template = template(props);
        let (_, queue) = of_type(&template, "AWS::EC2::Instance").next().unwrap();
        let waits: Vec<_> = list(&queue["DependsOn"]).into_iter().filter_map(Value::as_str).collect();
        for needed in ["DefaultRoute", "RouteTableAssociation"] {
            assert!(waits.iter().any(|id| id.contains(needed)), "{waits:?}");
        }
    }
}

#[test]
fn zones_are_numbers_or_names() {
    let zones = |template: &Value| -> Vec<Value> {
        let of_workers = of_type(template, "AWS::EC2::Subnet")
            .filter(|(_, subnet)| tag(subnet, "Name").starts_with("valohai-subnet-"));
        of_workers.map(|(_, subnet)| subnet["Properties"]["AvailabilityZone"].clone()).collect()
    };
    for props in [props(), private()] {
        let counted = zones(&template(props.clone().zones(2)));
        assert_eq!(counted[1], json!({"Fn::Select": [1, {"Fn::GetAZs": ""}]}));
        let named = template(props.zones(["eu-west-1c", "eu-west-1a"]));
        assert_eq!(zones(&named), ["eu-west-1c", "eu-west-1a"]);
        assert_eq!(properties(&named, "ValohaiQueue")["AvailabilityZone"], "eu-west-1c");
    }
}

/// A choice of addresses: what `vpc_cidr` is, how many zones there are, and what is in them.
#[derive(Clone, Copy, Debug)]
struct Choice {
    prefix: u8,
    zones: i64,
    /// None for public workers.
    gateways: Option<i64>,
    endpoints: bool,
}

impl Choice {
    fn props(self) -> Props {
        let props = props().vpc_cidr(format!("10.128.0.0/{}", self.prefix)).zones(self.zones);
        match self.gateways {
            Some(gateways) => props.private_workers(true).nat_gateways(gateways).vpc_endpoints(self.endpoints),
            None => props,
        }
    }

    fn fits(self) -> bool {
        check(self.props(), &Environment::default()).is_empty()
    }

    /// The subnets that it has, after making sure that they go together.
    fn check_subnets(self, template: &Value) {
        let vpc: Ipv4Cidr = format!("10.128.0.0/{}", self.prefix).parse().unwrap();
        let mut ranges: Vec<Ipv4Cidr> = Vec::new();
        let mut workers = 0;
        for (name, subnet) in named(template, "AWS::EC2::Subnet") {
            let range: Ipv4Cidr = subnet["Properties"]["CidrBlock"].as_str().unwrap().parse().unwrap();
            assert!(vpc.contains(range), "{self:?}: {range}");
            assert!(!ranges.iter().any(|other| other.overlaps(range)), "{self:?}: {range}");
            ranges.push(range);
            let is_of_workers = name.starts_with("valohai-subnet-");
            workers += i64::from(is_of_workers);
            let smallest = if is_of_workers && self.endpoints { 27 } else { 28 };
            let wanted = if is_of_workers { self.prefix + 4 } else { self.prefix + 8 };
            assert_eq!(range.prefix(), wanted.min(smallest), "{self:?}: {name}");
        }
        assert_eq!(workers, self.zones);
        assert_eq!(ranges.len(), usize::try_from(self.zones).unwrap() * (1 + usize::from(self.gateways.is_some())));
    }

    /// Whether the numbers in what is said about it hold.
    fn check_refusal(self, message: &str, help: &str) {
        let number = |text: &str, before: &str| -> Option<i64> {
            let rest = text.split_once(before)?.1;
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            digits.parse().ok()
        };
        let with = |prefix: i64, zones: i64| {
            let gateways = self.gateways.map(|gateways| gateways.min(zones));
            Choice { prefix: prefix.try_into().unwrap(), zones, gateways, ..self }
        };
        let prefix = i64::from(self.prefix);
        match number(message, "has room for the subnets of ") {
            Some(room) => assert!(with(prefix, room).fits() && !with(prefix, room + 1).fits(), "{self:?}: {message}"),
            None => assert!(message.ends_with("no room for the subnets of a zone") && !with(prefix, 1).fits()),
        }
        let (enough, zones) = (number(help, "a /").unwrap(), number(help, "has room for ").unwrap());
        assert!(with(enough, zones).fits(), "{self:?}: {help}");
        if help.contains("the largest VPC") {
            assert!(enough == 16 && !with(16, zones + 1).fits(), "{self:?}: {help}");
        } else {
            assert!(zones == self.zones && !with(enough + 1, zones).fits(), "{self:?}: {help}");
        }
    }
}

/// Every range with every number of zones either has subnets that go together, or is refused once and with numbers that
/// are right.
#[test]
fn subnets_fit_or_are_refused() {
    let (mut fitting, mut refused) = (0, 0);
    for prefix in 16..=28 {
        for zones in 1..=16 {
            for (gateways, endpoints) in [(None, false), (Some(zones), false), (Some(0), true)] {
                let choice = Choice { prefix, zones, gateways, endpoints };
                let app = app(&ANYWHERE, |stack| drop(HybridWorkers::new(stack, "Valohai", choice.props())));
                match app.synth() {
                    Ok(assembly) => {
                        assert_eq!(assembly.remarks().to_string(), "", "{choice:?}");
                        choice.check_subnets(&serde_json::from_str(&assembly.template("Test").unwrap()).unwrap());
                        fitting += 1;
                    }
                    Err(findings) => {
                        let told: Vec<_> = findings.iter().collect();
                        assert!(told.len() == 1 && told[0].rule == "too-many-zones", "{choice:?}: {findings}");
                        choice.check_refusal(&told[0].message, told[0].help.as_deref().unwrap());
                        refused += 1;
                    }
                }
            }
        }
    }
    assert!(fitting > 300 && refused > 100, "{fitting} {refused}");
}

/// What the crate's documentation says.
#[test]
fn a_range_has_room_for_so_many_zones() {
    let room = |prefix, gateways, endpoints| {
        let choice = |zones| Choice { prefix, zones, gateways, endpoints };
        (1..=16).take_while(|zones| choice(*zones).fits()).count()
    };
    assert_eq!([room(16, None, false), room(16, Some(1), false), room(16, Some(0), true)], [16, 15, 15]);
    assert_eq!([room(24, None, false), room(24, Some(1), false), room(24, Some(0), true)], [16, 8, 5]);
}
