//! VPCs that there are: what is chosen of their subnets, and what speaks against them.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod template;

use purlin_aws::ec2::{SubnetConfiguration, SubnetType, Vpc, VpcProps};
use purlin_core::{Environment, Findings, Stack};
use purlin_determined::{DeterminedCluster, DeterminedProps, ExistingVpc, ResourcePool, SharedFileSystem, check};
use serde_json::Value;
use template::lookups::{ANSWERED, COMPANY, PENDING, ids, subnet_id, subnet_ids};
use template::parts::{database_subnets, master, master_subnet, pool_subnets, rules, told};
use template::{ANYWHERE, app, of_type, synthesise};

fn props() -> DeterminedProps {
    DeterminedProps::new()
}

fn named(name: &str) -> DeterminedProps {
    props().existing_vpc(ExistingVpc::name(name))
}

fn letter(subnet: &Value) -> &str {
    subnet.as_str().unwrap().strip_prefix("subnet-0123456789abcdef").unwrap()
}

/// The letters of the subnets of each part: master, the pools one after the other, and database.
fn letters(template: &Value) -> [String; 3] {
    [
        letter(master_subnet(template)).to_owned(),
        pool_subnets(template).iter().map(letter).collect(),
        database_subnets(template).into_iter().map(letter).collect(),
    ]
}

fn made(props: DeterminedProps) -> [String; 3] {
    letters(&synthesise(&ANSWERED, props).unwrap())
}

/// The one thing that is found.
fn only_told(props: DeterminedProps) -> (String, String, String) {
    let told = told(&ANSWERED, props);
    assert_eq!(told.len(), 1, "{told:?}");
    told[0].clone()
}

/// The subnet in a message or a help, as it is shown.
fn shown(letter: char) -> String {
    format!("`{}`", subnet_id(letter))
}

#[test]
fn subnets_are_chosen_by_what_they_are_for() {
    for existing in [ExistingVpc::name("company"), ExistingVpc::id(COMPANY)] {
        assert_eq!(made(props().existing_vpc(existing)), ["c", "cc", "cd"]);
    }
    assert_eq!(made(named("company").public_master(true)), ["a", "cc", "cd"]);
    assert_eq!(made(named("company").public_master(true).public_agents(true)), ["a", "aa", "cd"]);
}

#[test]
fn nothing_is_made_of_a_network_that_there_is() {
    let template = synthesise(&ANSWERED, named("company")).unwrap();
    let of_network = ["VPC", "Subnet", "Route", "RouteTable", "NatGateway", "InternetGateway", "VPCEndpoint", "EIP"];
    for kind in of_network {
        assert_eq!(of_type(&template, &format!("AWS::EC2::{kind}")), [], "{kind}");
    }
    for (_, group) in of_type(&template, "AWS::EC2::SecurityGroup") {
        assert_eq!(group["Properties"]["VpcId"], COMPANY);
    }
}

#[test]
fn each_pool_is_in_its_subnet() {
    let pools = |subnets: &str| {
        let pool = |(index, letter): (usize, char)| {
            ResourcePool::auxiliary(format!("pool-{index}"), "m5.xlarge").subnet(subnet_id(letter))
        };
        subnets.chars().enumerate().map(pool).collect::<Vec<_>>()
    };
    assert_eq!(made(ids(props()).resource_pools(pools("dcd"))), ["c", "dcd", "cd"]);
    assert_eq!(made(named("company").resource_pools(pools("d"))), ["c", "d", "cd"]);
    let one_elsewhere = [pools("d"), vec![ResourcePool::compute("gpu", "g5.xlarge").max_aux_containers(1)]].concat();
    assert_eq!(made(named("company").resource_pools(one_elsewhere)), ["c", "dc", "cd"]);
    // With a subnet of each pool no other has to be told.
    let told = ids(props()).agent_subnet_ids(Vec::new()).resource_pools(pools("dc"));
    assert_eq!(letters(&synthesise(&ANYWHERE, told).unwrap()), ["c", "dc", "cd"]);
}

#[test]
fn a_default_vpc_will_do_for_a_public_master_and_public_agents() {
    let usual = || props().existing_vpc(ExistingVpc::of_region());
    assert_eq!(made(usual().public_master(true).public_agents(true)), ["1", "11", "123"]);
    let told = told(&ANSWERED, usual());
    let messages: Vec<&str> = told.iter().map(|(_, message, _)| message.as_str()).collect();
    assert_eq!(
        messages,
        ["the VPC has no private subnet for the master", "the VPC has no private subnet for the agents"]
    );
    assert!(told[0].2.contains("`public_master`") && told[1].2.contains("`public_agents`"), "{told:?}");
}

#[test]
fn subnets_of_another_vpc_are_refused_with_those_that_there_are() {
    let pool = ResourcePool::compute("gpu", "g5.xlarge").max_aux_containers(1).subnet(subnet_id('8'));
    let cases = [
        ("master-subnet-of-other-vpc", named("company").master_subnet_id(subnet_id('8'))),
        ("agent-subnet-of-other-vpc", named("company").agent_subnet_ids(subnet_ids("c8"))),
        ("database-subnet-of-other-vpc", named("company").db_subnet_ids(subnet_ids("c8"))),
        ("pool-subnet-of-other-vpc", named("company").resource_pools([pool])),
        ("database-subnet-of-other-vpc", ids(props()).db_subnet_ids(subnet_ids("c8"))),
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
    let template = synthesise(&ANYWHERE, ids(props())).unwrap();
    assert_eq!(letters(&template), ["c", "cc", "cd"]);
    assert_eq!(master(&template)["AvailabilityZone"], Value::Null);
}

#[test]
fn what_was_found_before_judges_ids_and_changes_nothing() {
    let known = synthesise(&ANSWERED, ids(props())).unwrap();
    assert!(known == synthesise(&PENDING, ids(props())).unwrap(), "{known:#}");
    assert_eq!(rules(&ANSWERED, ids(props()).db_subnet_ids(subnet_ids("c6"))), ["database-in-too-few-zones"]);
}

#[test]
fn a_lookup_replaces_no_master() {
    // What is looked up for the file system tells the zones of all subnets, and another zone of an instance is another instance.
    let with_files = synthesise(&ANSWERED, ids(props()).shared_file_system(SharedFileSystem::Efs)).unwrap();
    let without = synthesise(&ANSWERED, ids(props())).unwrap();
    for replaced in ["AvailabilityZone", "SubnetId", "ImageId", "KeyName", "NetworkInterfaces"] {
        assert_eq!(master(&with_files)[replaced], master(&without)[replaced], "{replaced}");
    }
}

#[test]
fn a_vpc_that_is_not_found_yet_is_asked_for() {
    let files = ids(props()).shared_file_system(SharedFileSystem::Efs);
    for props in [named("company"), ids(props()).db_subnet_ids(Vec::new()), files] {
        let app = app(&PENDING, |stack| {
            DeterminedCluster::new(stack, "Determined", props.clone());
        });
        assert_eq!(app.synth().unwrap().missing_context().iter().count(), 1, "the toolkit is asked once");
        assert_eq!(rules(&PENDING, props), [""; 0], "and nothing is said of what is not known");
    }
}

#[test]
fn a_lookup_needs_account_and_region() {
    let no_place = Environment::default();
    let rules_of =
        |props| -> Vec<_> { check(props, &no_place).iter().map(|problem| (problem.rule, problem.setting)).collect() };
    for existing in [ExistingVpc::name("company"), ExistingVpc::of_region(), ExistingVpc::id(COMPANY)] {
        assert_eq!(rules_of(props().existing_vpc(existing)), [("lookup-without-environment", "existing_vpc")]);
    }
    assert_eq!(rules_of(ids(props())), []);
    // A file system is mounted once in a zone, and no id tells the zone.
    let files = || ids(props()).shared_file_system(SharedFileSystem::Efs);
    assert_eq!(rules_of(files()), [("lookup-without-environment", "existing_vpc")]);
    assert_eq!(rules_of(files().agent_subnet_ids(subnet_ids("c"))), []);
    assert_eq!(rules_of(files().existing_file_system("fs-0123456789abcdef0")), []);
}

#[test]
fn databases_want_two_zones() {
    let (rule, message, help) = only_told(named("narrow"));
    assert_eq!(rule, "database-in-too-few-zones");
    let both = format!("{}, {}", shown('2'), shown('3'));
    assert_eq!(message, format!("the database needs subnets in 2 zones: {both} is in `eu-west-1a` alone"));
    assert!(help.contains("`db_subnet_ids`"), "{help}");
}

#[test]
fn what_is_public_is_in_public_subnets_and_what_is_private_is_not() {
    let pool = |letter| vec![ResourcePool::compute("gpu", "g5.xlarge").max_aux_containers(1).subnet(subnet_id(letter))];
    let company = || named("company");
    let cases = [
        (company().master_subnet_id(subnet_id('b')), "public-master-subnet", 'b'),
        (company().agent_subnet_ids(subnet_ids("e")), "public-agent-subnet", 'e'),
        (company().resource_pools(pool('a')), "public-pool-subnet", 'a'),
        (company().public_master(true).master_subnet_id(subnet_id('c')), "private-master-subnet", 'c'),
        (company().public_agents(true).agent_subnet_ids(subnet_ids("d")), "private-agent-subnet", 'd'),
        (company().public_agents(true).resource_pools(pool('d')), "private-pool-subnet", 'd'),
    ];
    for (props, expected, letter) in cases {
        let (rule, message, help) = only_told(props);
        assert_eq!(rule, expected);
        assert!(message.contains(&shown(letter)) && !help.is_empty(), "{message}");
    }
}

#[test]
fn isolated_instances_are_warned_of() {
    let told = told(&ANSWERED, named("closed"));
    let rules: Vec<&str> = told.iter().map(|(rule, ..)| rule.as_str()).collect();
    assert_eq!(rules, ["no-way-out"; 2]);
    assert!(told[0].1.starts_with("the master may reach nothing from"), "{told:?}");
    assert_eq!(made(named("closed")), ["3", "33", "34"], "it may have endpoints");
}

#[test]
fn a_vpc_without_what_is_needed_is_refused() {
    assert_eq!(only_told(named("empty")).1, "the VPC has no subnets");
    let told = told(&ANSWERED, named("inside").public_master(true));
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].1, "the VPC has no public subnet for the master");
}

#[test]
fn a_construct_of_the_same_app_is_judged_as_well() {
    let make = |zones: i64, private: SubnetType| -> Vec<String> {
        let app = app(&ANYWHERE, |stack: &Stack| {
            let groups =
                [SubnetConfiguration::new("Front", SubnetType::Public), SubnetConfiguration::new("Back", private)];
            let gateways = i64::from(private == SubnetType::PrivateWithEgress);
            let vpc = VpcProps::new().max_azs(zones).subnet_configuration(groups).nat_gateways(gateways);
            let props = props().existing_vpc(Vpc::new(stack, "Network", vpc));
            DeterminedCluster::new(stack, "Determined", props);
        });
        let told: Findings = app.synth().map_or_else(|findings| findings, |assembly| assembly.remarks());
        told.iter().map(|finding| finding.rule.to_string()).collect()
    };
    assert_eq!(make(2, SubnetType::PrivateWithEgress), [""; 0]);
    assert_eq!(make(1, SubnetType::PrivateWithEgress), ["database-in-too-few-zones"]);
    assert_eq!(make(2, SubnetType::PrivateIsolated), ["no-way-out"; 2]);
}
