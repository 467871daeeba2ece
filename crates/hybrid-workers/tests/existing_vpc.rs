//! VPCs that there are: looked up, described by ids, or constructs of the same app.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod template;

use purlin_aws::aspects::SecurityCheck;
use purlin_aws::ec2::{
    ImportedSubnets, SubnetConfiguration, SubnetType, Vpc, VpcAttributesProps, VpcLookupProps, VpcProps,
};
use purlin_core::{App, Stack, StackProps};
use purlin_hybrid_workers::{ExistingVpc, HybridWorkers};
use serde_json::{Value, json};
use template::lookups::{self, ANSWERED, COMPANY, PENDING, subnet_id};
use template::{ANYWHERE, Place, Props, app, findings, list, of_type, properties, props, statement, synthesise_stack};

fn named(name: &str) -> Props {
    props().existing_vpc(ExistingVpc::name(name))
}

fn make(place: &Place, props: Props) -> Value {
    synthesise_stack(place, |stack| drop(HybridWorkers::new(stack, "Valohai", props.clone()))).unwrap()
}

/// All that is found, each with its rule.
fn told(place: &Place, props: Props) -> Vec<String> {
    let app = app(place, |stack| drop(HybridWorkers::new(stack, "Valohai", props.clone())));
    SecurityCheck::new().check(&app);
    texts(&app)
}

fn texts(app: &App) -> Vec<String> {
    let mut texts = Vec::new();
    for finding in &findings(app) {
        assert!(finding.help.is_some() && finding.place.is_some(), "{finding}");
        assert_eq!(finding.construct.as_deref(), Some("Test/Valohai"), "{finding}");
        texts.push(format!("{}: {}", finding.rule, finding.message));
    }
    texts
}

/// The subnets of the queue and of workers.
fn subnets(template: &Value) -> (Value, Value) {
    let queue = properties(template, "ValohaiQueue")["NetworkInterfaces"][0]["SubnetId"].clone();
    (queue, template["Outputs"]["ValohaiSubnetIds"]["Value"].clone())
}

fn ids(letters: &str) -> Value {
    letters.chars().map(subnet_id).collect::<Vec<_>>().join(",").into()
}

#[test]
fn a_vpc_is_found_by_its_id_its_name_or_as_the_usual_one() {
    for (vpc, id, queue, workers) in [
        (ExistingVpc::id(COMPANY), COMPANY, 'a', "a"),
        (ExistingVpc::name("company"), COMPANY, 'a', "a"),
        (ExistingVpc::of_region(), "vpc-00000001", '1', "123"),
    ] {
        let template = make(&ANSWERED, props().existing_vpc(vpc.clone()));
        assert_eq!(subnets(&template), (subnet_id(queue).into(), ids(workers)));
        assert_eq!(template["Outputs"]["ValohaiVpcId"]["Value"], id);
        assert_eq!(properties(&template, "ValohaiQueueSecurityGroup")["VpcId"], id);
        assert_eq!(told(&ANSWERED, props().existing_vpc(vpc)), [""; 0]);
    }
}

#[test]
fn an_existing_vpc_is_left_as_it_is() {
    for props in [named("company"), named("company").private_workers(true), lookups::ids(props())] {
        let template = make(&ANSWERED, props);
        for kind in ["VPC", "Subnet", "RouteTable", "Route", "InternetGateway", "NatGateway", "VPCEndpoint"] {
            assert_eq!(of_type(&template, &format!("AWS::EC2::{kind}")).count(), 0, "{kind}");
        }
    }
}

#[test]
fn private_workers_take_private_subnets_and_isolated_ones_where_there_are_no_others() {
    let template = make(&ANSWERED, named("company").private_workers(true));
    assert_eq!(subnets(&template), (subnet_id('a').into(), ids("bc")));
    assert_eq!(told(&ANSWERED, named("company").private_workers(true)), [""; 0]);
    let isolated = named("closed").private_workers(true);
    assert_eq!(subnets(&make(&ANSWERED, isolated.clone())), (subnet_id('1').into(), ids("2")));
    let expected = format!(
        "workers-without-way-out: workers in `{}` reach nothing outside of the VPC: there is no NAT gateway",
        subnet_id('2')
    );
    assert_eq!(told(&ANSWERED, isolated.clone()), [expected]);
    assert_eq!(told(&ANSWERED, isolated.vpc_endpoints(true)), [""; 0]);
}

#[test]
fn subnets_can_be_chosen() {
    let queue = named("company").private_workers(true).queue_subnet(subnet_id('a'));
    assert_eq!(subnets(&make(&ANSWERED, queue.clone())), (subnet_id('a').into(), ids("bc")));
    let workers = named("company").private_workers(true).worker_subnets([subnet_id('c')]);
    assert_eq!(subnets(&make(&ANSWERED, workers.clone())), (subnet_id('a').into(), ids("c")));
    let both = lookups::ids(named("company").private_workers(true));
    for props in [queue, workers, both] {
        assert_eq!(told(&ANSWERED, props), [""; 0]);
    }
}

/// Neither account nor region has to be known for it.
#[test]
fn ids_are_enough() {
    let template = make(&ANYWHERE, lookups::ids(props()));
    assert_eq!(subnets(&template), (subnet_id('a').into(), ids("bc")));
    assert_eq!(template["Outputs"]["ValohaiVpcId"]["Value"], COMPANY);
    let queue = properties(&template, "ValohaiQueue");
    assert_eq!(
        (&queue["AvailabilityZone"], &queue["NetworkInterfaces"][0]["AssociatePublicIpAddress"]),
        (&Value::Null, &json!(true))
    );
    for private in [false, true] {
        assert_eq!(told(&ANYWHERE, lookups::ids(props().private_workers(private))), [""; 0]);
    }
}

/// Subnets of another account are that account's in ARNs, and none of them has Valohai's tag.
#[test]
fn valohai_may_launch_workers_in_subnets_that_are_not_its_own() {
    let template = make(&ANYWHERE, lookups::ids(props()));
    let launch = statement(&template, "ValohaiMasterRole", "LaunchInExistingNetwork");
    let arns = list(&launch["Resource"]);
    assert_eq!(arns.len(), 2);
    for (arn, letter) in arns.into_iter().zip(['b', 'c']) {
        let pieces = list(&arn["Fn::Join"][1]);
        assert_eq!(pieces.last().unwrap().as_str().unwrap(), format!(":*:subnet/{}", subnet_id(letter)));
    }
}

#[test]
fn endpoints_are_in_the_subnets_of_workers_one_in_each_zone() {
    let template = make(&ANSWERED, named("company").private_workers(true).vpc_endpoints(true));
    let s3 = properties(&template, "ValohaiEndpointsS3");
    assert_eq!(s3["RouteTableIds"], json!(["rtb-0123456789abcdefb", "rtb-0123456789abcdefc"]));
    // Both subnets are in the same zone.
    assert_eq!(properties(&template, "ValohaiEndpointsSts")["SubnetIds"], json!([subnet_id('b')]));
    let rules = list(&properties(&template, "ValohaiEndpointsSecurityGroup")["SecurityGroupIngress"]);
    assert_eq!(rules.len(), 3);
    assert_eq!((&rules[2]["CidrIp"], &rules[2]["FromPort"]), (&json!("10.1.0.0/16"), &json!(443)));
}

#[test]
fn endpoints_are_where_the_service_is() {
    let place = Place { context: without_zone_b, ..ANSWERED };
    let spread = lookups::ids(named("company").private_workers(true)).worker_subnets([subnet_id('b'), subnet_id('d')]);
    let template = make(&place, spread.vpc_endpoints(true));
    assert_eq!(properties(&template, "ValohaiEndpointsSts")["SubnetIds"], json!([subnet_id('b')]));
    assert_eq!(properties(&template, "ValohaiEndpointsSsm")["SubnetIds"], json!([subnet_id('b'), subnet_id('d')]));
}

/// The same VPCs, where one service is not in the zone of the isolated subnets.
fn without_zone_b() -> Vec<(String, Value)> {
    let mut context = (ANSWERED.context)();
    for (_, zones) in context.iter_mut().filter(|(key, _)| key.ends_with(".sts")) {
        *zones = json!(["eu-west-1a"]);
    }
    context
}

#[test]
fn what_is_found_is_judged() {
    let private = |name: &str| named(name).private_workers(true);
    let (a, b) = (subnet_id('a'), subnet_id('b'));
    for (props, expected) in [
        (named("inside"), "no-public-subnet: the VPC has no public subnet for the queue and workers".to_owned()),
        (private("empty"), "no-subnets: the VPC has no subnets".to_owned()),
        (named("empty"), "no-subnets: the VPC has no subnets".to_owned()),
        (
            props().existing_vpc(ExistingVpc::of_region()).private_workers(true),
            "no-worker-subnets: the VPC has no private subnets for workers".to_owned(),
        ),
        (
            named("company").queue_subnet(&b),
            format!("private-queue-subnet: the queue cannot be in `{b}`, which is not public"),
        ),
        (
            named("company").worker_subnets([a.clone(), b.clone()]),
            format!("private-worker-subnets: workers are to be public, and cannot be in `{b}`"),
        ),
        (
            private("company").worker_subnets([a.clone(), b.clone()]),
            format!("public-worker-subnets: workers are to be private, and cannot be in `{a}`"),
        ),
        (
            private("company").worker_subnets([b.clone(), subnet_id('9')]).queue_subnet(subnet_id('8')),
            format!(
                "subnet-of-other-vpc: the VPC `{COMPANY}` has no subnet `{}`, `{}`",
                subnet_id('8'),
                subnet_id('9')
            ),
        ),
        (
            private("shared").vpc_endpoints(true),
            "endpoints-in-shared-vpc: the VPC is of the account 222222222222, which alone can give it endpoints"
                .to_owned(),
        ),
    ] {
        assert_eq!(told(&ANSWERED, props), [expected]);
    }
    assert_eq!(told(&ANSWERED, private("shared")), [""; 0]);
    let nothing = told(&ANSWERED, private("inside").vpc_endpoints(true));
    assert_eq!(nothing, ["no-public-subnet: the VPC has no public subnet for the queue"]);
}

/// Until a VPC is found nothing is said of it, whatever is chosen.
#[test]
fn nothing_is_said_too_early() {
    for vpc in [ExistingVpc::id(COMPANY), ExistingVpc::name("company"), ExistingVpc::of_region()] {
        let props = props().existing_vpc(vpc);
        for props in [
            props.clone(),
            props.clone().private_workers(true),
            props.clone().private_workers(true).vpc_endpoints(true),
            props.clone().queue_subnet(subnet_id('b')),
            props.clone().worker_subnets([subnet_id('b')]),
            lookups::ids(props.private_workers(true).vpc_endpoints(true)).existing_vpc(ExistingVpc::name("company")),
        ] {
            assert_eq!(told(&PENDING, props.clone()), [""; 0]);
            let app = app(&PENDING, |stack| drop(HybridWorkers::new(stack, "Valohai", props.clone())));
            assert_eq!(app.synth().unwrap().missing_context().iter().count(), 1, "the toolkit is asked once");
        }
    }
}

type Change = fn(Props) -> Props;

/// An installation in a VPC of the same app.
fn in_construct(vpc: impl Fn(&Stack) -> Vpc, change: Change) -> App {
    app(&ANYWHERE, |stack| {
        let props = change(props().existing_vpc(vpc(stack)));
        HybridWorkers::new(stack, "Valohai", props);
    })
}

fn own(groups: &[(&str, SubnetType)]) -> impl Fn(&Stack) -> Vpc {
    let groups: Vec<_> = groups.iter().map(|(name, kind)| SubnetConfiguration::new(*name, *kind)).collect();
    move |stack| Vpc::new(stack, "Network", VpcProps::new().subnet_configuration(groups.clone()).max_azs(2))
}

#[test]
fn a_construct_is_taken_as_it_is() {
    let all = [
        ("Front", SubnetType::Public),
        ("Back", SubnetType::PrivateWithEgress),
        ("Inside", SubnetType::PrivateIsolated),
    ];
    let changes: [(Change, &str, usize); 3] = [
        (|props| props, "Front", 0),
        (|props| props.private_workers(true), "Back", 0),
        (|props| props.private_workers(true).vpc_endpoints(true), "Back", 8),
    ];
    for (change, group, endpoints) in changes {
        let app = in_construct(own(&all), change);
        assert_eq!(texts(&app), [""; 0]);
        let template: Value = serde_json::from_str(&app.synth().unwrap().template("Test").unwrap()).unwrap();
        let (queue, workers) = subnets(&template);
        assert!(queue["Ref"].as_str().unwrap().starts_with("NetworkFrontSubnet1"), "{queue}");
        let workers = list(&workers["Fn::Join"][1]);
        let is_in_group = |subnet: &&Value| subnet["Ref"].as_str().unwrap().starts_with(&format!("Network{group}"));
        assert!(workers.len() == 2 && workers.iter().all(is_in_group), "{workers:?}");
        assert_eq!(of_type(&template, "AWS::EC2::VPCEndpoint").count(), endpoints);
        assert_eq!(of_type(&template, "AWS::EC2::VPC").count(), 1);
        let (_, queue) = of_type(&template, "AWS::EC2::Instance").next().unwrap();
        let waits = list(&queue["DependsOn"]);
        assert!(
            waits.iter().any(|id| id.as_str().unwrap().starts_with("NetworkFrontSubnet1DefaultRoute")),
            "{waits:?}"
        );
    }
}

#[test]
fn a_construct_may_lack_what_is_needed() {
    let private: Change = |props| props.private_workers(true);
    let inside = own(&[("Front", SubnetType::Public), ("Inside", SubnetType::PrivateIsolated)]);
    let told = texts(&in_construct(inside, private));
    assert_eq!(
        told,
        [
            "workers-without-way-out: workers in `Test/Network/InsideSubnet1`, `Test/Network/InsideSubnet2` reach nothing \
          outside of the VPC: there is no NAT gateway"
        ]
    );
    let told = texts(&in_construct(own(&[("Inside", SubnetType::PrivateIsolated)]), |props| props));
    assert_eq!(told, ["no-public-subnet: the VPC has no public subnet for the queue and workers"]);
    let told = texts(&in_construct(own(&[("Front", SubnetType::Public)]), private));
    assert_eq!(told, ["no-worker-subnets: the VPC has no private subnets for workers"]);
    let elsewhere: Change = |props| props.private_workers(true).vpc_endpoints(true).worker_subnets([subnet_id('b')]);
    let told = texts(&in_construct(own(&[("Front", SubnetType::Public)]), elsewhere));
    let id = subnet_id('b');
    assert_eq!(
        told,
        [format!(
            "endpoints-without-route-tables: endpoints need the route tables of workers, and the VPC tells none of `{id}`"
        )]
    );
}

fn described(stack: &Stack, route_tables: bool) -> Vpc {
    let public = ImportedSubnets::new([subnet_id('a')]);
    let private = ImportedSubnets::new([subnet_id('b')]);
    let private = if route_tables { private.route_table_ids(["rtb-01234567"]) } else { private };
    let props = VpcAttributesProps::new().vpc_id(COMPANY).availability_zones(["eu-west-1a"]).cidr_block("10.1.0.0/16");
    Vpc::from_attributes(stack, "Network", props.public_subnets(public).private_subnets(private))
}

#[test]
fn a_construct_may_describe_what_there_is() {
    let endpoints: Change = |props| props.private_workers(true).vpc_endpoints(true);
    assert_eq!(texts(&in_construct(|stack| described(stack, true), endpoints)), [""; 0]);
    let by_ids: Change = |props| {
        props.private_workers(true).vpc_endpoints(true).queue_subnet(subnet_id('a')).worker_subnets([subnet_id('b')])
    };
    assert_eq!(texts(&in_construct(|stack| described(stack, true), by_ids)), [""; 0]);
    let unknown = in_construct(|stack| described(stack, false), endpoints);
    let rules: Vec<_> = findings(&unknown).into_iter().map(|finding| finding.rule).collect();
    assert_eq!(rules, ["no-route-tables"]);
}

/// The network may have a stack of its own.
#[test]
fn a_construct_may_be_in_another_stack() {
    let app = App::new();
    let network = Stack::new(&app, "Network", StackProps::new());
    let vpc = Vpc::new(&network, "Vpc", VpcProps::new().max_azs(2).nat_gateways(1));
    let stack = Stack::new(&app, "Test", StackProps::new());
    let props = props().existing_vpc(&vpc).private_workers(true).vpc_endpoints(true);
    HybridWorkers::new(&stack, "Valohai", props);
    let assembly = app.synth().unwrap();
    assert_eq!(assembly.remarks().to_string(), "");
    let of_network = assembly.template("Network").unwrap();
    assert!(!of_network.contains("AWS::EC2::VPCEndpoint") && !of_network.contains("valohai"), "{of_network}");
}

#[test]
fn a_construct_may_be_looked_up_by_the_program() {
    for (place, expected) in
        [(&PENDING, vec![]), (&ANSWERED, vec!["no-public-subnet: the VPC has no public subnet for the queue"])]
    {
        let app = app(place, |stack| {
            let vpc = Vpc::from_lookup(stack, "Network", VpcLookupProps::new().vpc_name("inside"));
            HybridWorkers::new(stack, "Valohai", props().existing_vpc(vpc).private_workers(true).vpc_endpoints(true));
        });
        assert_eq!(texts(&app), expected);
    }
}
