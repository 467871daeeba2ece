//! VPCs that there are: what is chosen of their subnets, and what speaks against them.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod template;

use purlin_aws::ec2::{SubnetConfiguration, SubnetType, Vpc, VpcProps};
use purlin_core::{Environment, Findings, Stack};
use purlin_self_hosted::{ExistingVpc, SelfHosted, check};
use serde_json::{Value, json};
use template::lookups::{ANSWERED, COMPANY, PENDING, ids, subnet_id};
use template::{ANYWHERE, Place, Props, app, findings, only, props, synthesise_stack};

/// The letters of the subnets of each part: load balancer, instance, database, and queue.
fn letters(template: &Value) -> [String; 4] {
    let letters = |ids: &Value| -> String {
        let ids = ids.as_array().unwrap().iter();
        ids.map(|id| id.as_str().unwrap().strip_prefix("subnet-0123456789abcdef").unwrap()).collect()
    };
    let instance = &only(template, "AWS::EC2::Instance")["Properties"];
    let of_instance = match &instance["SubnetId"] {
        Value::Null => &instance["NetworkInterfaces"][0]["SubnetId"],
        id => id,
    };
    [
        letters(&only(template, "AWS::ElasticLoadBalancingV2::LoadBalancer")["Properties"]["Subnets"]),
        letters(&json!([of_instance])),
        letters(&only(template, "AWS::RDS::DBSubnetGroup")["Properties"]["SubnetIds"]),
        letters(&only(template, "AWS::ElastiCache::SubnetGroup")["Properties"]["SubnetIds"]),
    ]
}

fn make(place: &Place, props: Props) -> Result<Value, Findings> {
    synthesise_stack(place, |stack| {
        SelfHosted::new(stack, "Valohai", props.clone());
    })
}

fn named(name: &str) -> Props {
    props().existing_vpc(ExistingVpc::name(name))
}

/// Everything that is found where the toolkit has answered: rule, message and help.
fn told(props: Props) -> Vec<(String, String, String)> {
    let app = app(&ANSWERED, |stack| {
        SelfHosted::new(stack, "Valohai", props.clone());
    });
    let told = findings(&app);
    told.iter()
        .map(|finding| {
            (finding.rule.to_string(), finding.message.to_string(), finding.help.clone().unwrap_or_default())
        })
        .collect()
}

/// The one thing that is found.
fn only_told(props: Props) -> (String, String, String) {
    let told = told(props);
    assert_eq!(told.len(), 1, "{told:?}");
    told[0].clone()
}

fn rules(props: Props) -> Vec<String> {
    told(props).into_iter().map(|(rule, ..)| rule).collect()
}

/// The subnet in a message or a help, as it is shown.
fn shown(letter: char) -> String {
    format!("`{}`", subnet_id(letter))
}

#[test]
fn subnets_are_chosen_by_what_they_are_for() {
    for existing in [ExistingVpc::name("company"), ExistingVpc::id(COMPANY)] {
        let template = make(&ANSWERED, props().existing_vpc(existing)).unwrap();
        assert_eq!(letters(&template), ["ab", "c", "cd", "cd"], "a load balancer takes one subnet of a zone");
        assert_eq!(only(&template, "AWS::EC2::Instance")["Properties"]["AvailabilityZone"], "eu-west-1a");
        assert_eq!(template["Outputs"]["ValohaiWorkerSubnetIds"]["Value"], [subnet_id('c'), subnet_id('d')].join(","));
        assert_eq!(template["Outputs"]["ValohaiVpcId"]["Value"], COMPANY);
        let balancer = &only(&template, "AWS::ElasticLoadBalancingV2::LoadBalancer")["Properties"];
        assert_eq!(balancer["Scheme"], "internet-facing");
    }
}

#[test]
fn nothing_is_made_of_a_network_that_there_is() {
    let template = make(&ANSWERED, named("company")).unwrap();
    let of_network = ["VPC", "Subnet", "Route", "RouteTable", "NatGateway", "InternetGateway", "VPCEndpoint", "EIP"];
    for resource in template["Resources"].as_object().unwrap().values() {
        let kind = resource["Type"].as_str().unwrap().trim_start_matches("AWS::EC2::");
        assert!(!of_network.contains(&kind), "{kind}");
        if kind == "SecurityGroup" {
            assert_eq!(resource["Properties"]["VpcId"], COMPANY);
        }
    }
}

#[test]
fn an_internal_load_balancer_is_in_private_subnets() {
    let template = make(&ANSWERED, named("company").internal_load_balancer(true)).unwrap();
    assert_eq!(letters(&template)[0], "cd");
    let inside = make(&ANSWERED, named("inside").internal_load_balancer(true)).unwrap();
    assert_eq!(letters(&inside), ["12", "1", "12", "12"]);
}

#[test]
fn public_instances_and_workers_are_in_public_subnets_with_public_addresses() {
    let template = make(&ANSWERED, named("company").public_instance(true).public_workers(true)).unwrap();
    assert_eq!(letters(&template), ["ab", "a", "cd", "cd"]);
    let interface = &only(&template, "AWS::EC2::Instance")["Properties"]["NetworkInterfaces"][0];
    assert_eq!(interface["AssociatePublicIpAddress"], true);
    let workers = ['a', 'b', 'e'].map(subnet_id).join(",");
    assert_eq!(template["Outputs"]["ValohaiWorkerSubnetIds"]["Value"], workers);
}

#[test]
fn a_default_vpc_will_do_for_public_instances() {
    let usual = || props().existing_vpc(ExistingVpc::of_region());
    let template = make(&ANSWERED, usual().public_instance(true).public_workers(true)).unwrap();
    assert_eq!(letters(&template), ["123", "1", "123", "123"], "database and queue have no public addresses anywhere");
    let told = told(usual());
    let messages: Vec<&str> = told.iter().map(|(_, message, _)| message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "the VPC has no private subnet for the application's instance",
            "the VPC has no private subnet for the workers"
        ]
    );
    assert!(told[0].2.contains("`public_instance`") && told[1].2.contains("`public_workers`"), "{told:?}");
}

#[test]
fn the_instance_is_in_a_zone_of_the_load_balancer() {
    let template = make(&ANSWERED, named("far")).unwrap();
    assert_eq!(letters(&template), ["12", "4", "345", "345"], "the first private subnet is in a third zone");
    let (rule, message, help) = only_told(named("far").roi_subnet_id(subnet_id('3')));
    assert_eq!(rule, "instance-out-of-reach");
    assert_eq!(message, "the load balancer has no subnet in `eu-west-1c`, where the application's instance is");
    assert!(help.contains("`lb_subnet_ids`") && help.contains("`roi_subnet_id`"), "{help}");
}

#[test]
fn subnets_of_another_vpc_are_refused_with_those_that_there_are() {
    let list = |letter: char| vec![subnet_id('a'), subnet_id(letter)];
    let cases = [
        ("load-balancer-subnet-of-other-vpc", named("company").lb_subnet_ids(list('8'))),
        ("instance-subnet-of-other-vpc", named("company").roi_subnet_id(subnet_id('8'))),
        ("database-subnet-of-other-vpc", named("company").db_subnet_ids(list('8'))),
        ("queue-subnet-of-other-vpc", named("company").cache_subnet_ids(list('8'))),
        ("worker-subnet-of-other-vpc", named("company").worker_subnet_ids(vec![subnet_id('8')])),
        ("database-subnet-of-other-vpc", ids(props()).db_subnet_ids(list('8'))),
    ];
    for (expected, props) in cases {
        let (rule, message, help) = only_told(props);
        assert_eq!(rule, expected);
        assert_eq!(message, format!("the VPC `{COMPANY}` has no subnet {}", shown('8')), "{expected}");
        let all: Vec<String> = ['a', 'b', 'e', 'c', 'd', '6', '7'].map(shown).to_vec();
        assert_eq!(help, format!("it has {}", all.join(", ")), "{expected}");
    }
}

#[test]
fn ids_need_neither_lookup_nor_account_nor_region() {
    let template = make(&ANYWHERE, ids(props())).unwrap();
    assert_eq!(letters(&template), ["ab", "c", "cd", "cd"]);
    assert_eq!(template["Outputs"]["ValohaiWorkerSubnetIds"]["Value"], [subnet_id('c'), subnet_id('d')].join(","));
}

#[test]
fn what_was_found_before_judges_ids_and_changes_nothing() {
    let known = make(&ANSWERED, ids(props())).unwrap();
    assert!(known == make(&PENDING, ids(props())).unwrap(), "{known:#}");
    assert_eq!(
        rules(ids(props()).lb_subnet_ids(['a', '7'].map(subnet_id).to_vec())),
        ["private-load-balancer-subnets"]
    );
}

#[test]
fn a_vpc_that_is_not_found_yet_is_asked_for() {
    for props in [named("company"), ids(props()).cache_subnet_ids(Vec::new())] {
        let app = app(&PENDING, |stack| {
            SelfHosted::new(stack, "Valohai", props.clone());
        });
        assert_eq!(app.synth().unwrap().missing_context().iter().count(), 1, "the toolkit is asked once");
        assert_eq!(findings(&app).to_string(), "", "and nothing is said of what is not known");
    }
}

#[test]
fn a_lookup_needs_account_and_region() {
    for existing in [ExistingVpc::name("company"), ExistingVpc::of_region(), ExistingVpc::id(COMPANY)] {
        let problems = check(props().existing_vpc(existing), &Environment::default());
        let told: Vec<_> = problems.iter().map(|problem| (problem.rule, problem.setting)).collect();
        assert_eq!(told, [("lookup-without-environment", "existing_vpc")]);
    }
    assert_eq!(check(ids(props()), &Environment::default()), []);
}

#[test]
fn databases_load_balancers_and_queues_want_two_zones() {
    let told = told(named("narrow"));
    let messages: Vec<&str> = told.iter().map(|(_, message, _)| message.as_str()).collect();
    let both = format!("{}, {}", shown('2'), shown('3'));
    assert_eq!(
        messages,
        [
            format!("the load balancer needs subnets in 2 zones: {} is in `eu-west-1a` alone", shown('1')),
            format!("the database needs subnets in 2 zones: {both} is in `eu-west-1a` alone"),
            format!("the queue needs subnets in 2 zones: {both} is in `eu-west-1a` alone"),
        ]
    );
    let rules_told: Vec<&str> = told.iter().map(|(rule, ..)| rule.as_str()).collect();
    assert_eq!(rules_told, ["load-balancer-in-too-few-zones", "database-in-too-few-zones", "queue-in-too-few-zones"]);
    assert_eq!(rules(named("narrow").cache_replicas(0)).len(), 2, "a queue without copies is in one zone");
    let told = ids(props()).db_subnet_ids(['a', '6'].map(subnet_id).to_vec());
    assert_eq!(rules(told), ["database-in-too-few-zones"]);
}

#[test]
fn a_load_balancer_takes_one_subnet_of_a_zone() {
    let (rule, message, _) = only_told(named("company").lb_subnet_ids(['a', 'b', 'e'].map(subnet_id).to_vec()));
    assert_eq!(rule, "zone-of-load-balancer-twice");
    assert_eq!(
        message,
        format!("the load balancer takes one subnet of a zone: {}, {} are in the same", shown('b'), shown('e'))
    );
}

#[test]
fn what_is_public_is_in_public_subnets_and_what_is_private_is_not() {
    let two = |one: char, other: char| [one, other].map(subnet_id).to_vec();
    let company = || named("company");
    let cases = [
        (company().lb_subnet_ids(two('a', 'd')), "private-load-balancer-subnets", 'd'),
        (company().roi_subnet_id(subnet_id('b')), "public-instance-subnet", 'b'),
        (company().worker_subnet_ids(vec![subnet_id('e')]), "public-worker-subnet", 'e'),
        (company().public_instance(true).roi_subnet_id(subnet_id('c')), "private-instance-subnet", 'c'),
        (company().public_workers(true).worker_subnet_ids(vec![subnet_id('d')]), "private-worker-subnet", 'd'),
    ];
    for (props, expected, letter) in cases {
        let (rule, message, help) = only_told(props);
        assert_eq!(rule, expected);
        assert!(message.contains(&shown(letter)) && !help.is_empty(), "{message}");
    }
    // An internal load balancer reaches as far from a public subnet.
    assert_eq!(rules(company().internal_load_balancer(true).lb_subnet_ids(two('a', 'b'))), [""; 0]);
}

#[test]
fn isolated_instances_are_warned_of() {
    let told = told(named("closed"));
    let rules: Vec<&str> = told.iter().map(|(rule, ..)| rule.as_str()).collect();
    assert_eq!(rules, ["no-way-out"; 2]);
    assert!(told[0].1.starts_with("the application's instance may reach nothing from"), "{told:?}");
    assert_eq!(letters(&make(&ANSWERED, named("closed")).unwrap()), ["12", "3", "34", "34"], "it may have endpoints");
}

#[test]
fn a_vpc_without_what_is_needed_is_refused() {
    assert_eq!(only_told(named("empty")).1, "the VPC has no subnets");
    let (rule, message, help) = only_told(named("inside"));
    assert_eq!(
        (rule.as_str(), message.as_str()),
        ("no-subnet-of-kind", "the VPC has no public subnet for the load balancer")
    );
    assert!(help.contains("`internal_load_balancer`"), "{help}");
}

#[test]
fn a_construct_of_the_same_app_is_judged_as_well() {
    let make = |zones: i64, private: SubnetType| {
        let app = app(&ANYWHERE, |stack: &Stack| {
            let groups =
                [SubnetConfiguration::new("Front", SubnetType::Public), SubnetConfiguration::new("Back", private)];
            let gateways = i64::from(private == SubnetType::PrivateWithEgress);
            let vpc = VpcProps::new().max_azs(zones).subnet_configuration(groups).nat_gateways(gateways);
            SelfHosted::new(stack, "Valohai", props().existing_vpc(Vpc::new(stack, "Network", vpc)));
        });
        let rules: Vec<String> = findings(&app).iter().map(|finding| finding.rule.to_string()).collect();
        rules
    };
    assert_eq!(make(2, SubnetType::PrivateWithEgress), [""; 0]);
    assert_eq!(make(1, SubnetType::PrivateWithEgress).len(), 3);
    assert_eq!(make(2, SubnetType::PrivateIsolated), ["no-way-out"; 2]);
}
