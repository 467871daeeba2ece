//! What is told of networks that cannot be: the rule, the place, and what to do.

use std::time::Duration;

use purlin_aws::ec2::{
    Connectable, FlowLog, FlowLogProps, FlowLogResourceType, GatewayVpcEndpoint, GatewayVpcEndpointAwsService,
    ImportedSubnets, InterfaceVpcEndpoint, InterfaceVpcEndpointAwsService, InterfaceVpcEndpointProps, IpAddresses,
    IpProtocol, NatGatewayProps, NatProvider, Port, RouteProps, Router, SecurityGroup, Subnet, SubnetConfiguration,
    SubnetFilter, SubnetProps, SubnetSelection, SubnetType, Vpc, VpcAttributesProps, VpcLookupProps, VpcProps,
    VpnGatewayProps, availability_zones,
};
use purlin_aws::iam::PolicyStatement;
use purlin_cfn::ec2::{CfnVPCCidrBlock, CfnVPCCidrBlockProps};
use purlin_core::{
    App, Environment, Finding, Severity, Stack, StackProps, ToolkitEnvironment, fn_import_value, fn_split,
};
use serde_json::json;

fn anywhere() -> (App, Stack) {
    let app = App::new();
    let stack = Stack::new(&app, "Network", StackProps::new());
    (app, stack)
}

fn somewhere(app: &App) -> Stack {
    let environment = Environment::new("111111111111", "eu-west-1");
    Stack::new(app, "Network", StackProps::new().environment(environment))
}

fn group(name: &str, subnet_type: SubnetType) -> SubnetConfiguration {
    SubnetConfiguration::new(name, subnet_type)
}

/// All findings of an app, each of which names a line of this file and says what to do.
#[track_caller]
fn findings(app: &App) -> Vec<Finding> {
    let _ = app.synth();
    let findings: Vec<Finding> = app.findings().iter().cloned().collect();
    for finding in &findings {
        let place = finding.place.as_ref().unwrap_or_else(|| panic!("no place: {finding}"));
        assert!(place.file == file!(), "another place: {finding}");
        assert!(finding.help.is_some(), "no help: {finding}");
    }
    findings
}

#[track_caller]
fn rules(app: &App) -> Vec<String> {
    findings(app).into_iter().map(|finding| finding.rule).collect()
}

#[test]
fn subnets_that_do_not_go_together() {
    let (app, stack) = anywhere();
    let props = VpcProps::new().ip_addresses("10.0.0.0/20").nat_gateways(0).subnet_configuration([group(
        "Public",
        SubnetType::Public,
    )
    .cidr_mask(24)]);
    let vpc = Vpc::new(&stack, "Vpc", props);
    let props = || SubnetProps::new().vpc_id(vpc.id()).availability_zone("eu-west-1a");
    Subnet::new(&stack, "Good", props().cidr_block("10.0.4.0/24"));
    Subnet::new(&stack, "Overlapping", props().cidr_block("10.0.1.128/25"));
    let line = line!() - 1;
    Subnet::new(&stack, "Outside", props().cidr_block("10.0.16.0/24"));
    Subnet::new(&stack, "Inside", props().cidr_block("10.0.5.1/24"));
    let elsewhere = SubnetProps::new().vpc_id("vpc-1").availability_zone("eu-west-1a");
    Subnet::new(&stack, "Elsewhere", elsewhere.clone().cidr_block("10.0.0.0/24"));
    Subnet::new(&stack, "None", elsewhere.cidr_block("10.0.0.0"))
        .add_route("Route", RouteProps::new().router(Router::instance("i-1")).destination_cidr_block("10.1.0/16"));
    let findings = findings(&app);
    let rules: Vec<&str> = findings.iter().map(|finding| finding.rule.as_str()).collect();
    assert_eq!(rules, ["cidr-inside-network", "bad-cidr", "bad-cidr", "subnet-outside-vpc", "subnets-overlap"]);
    let overlap = &findings[4];
    assert_eq!(overlap.message, "the subnet's range, 10.0.1.128/25, overlaps with 10.0.1.0/24, that of another subnet");
    assert_eq!(overlap.place.as_ref().unwrap().line, line);
    assert_eq!(overlap.related[0].0, "`Network/Vpc/PublicSubnet2/Subnet`");
}

#[test]
fn subnets_in_further_ranges_of_a_vpc() {
    let (app, stack) = anywhere();
    let subnet = |vpc: &Vpc, id: &str, range: &str| {
        let props = SubnetProps::new().vpc_id(vpc.id()).availability_zone("eu-west-1a").cidr_block(range);
        Subnet::new(vpc, id, props);
    };
    let small = || VpcProps::new().nat_gateways(0);
    let vpc = Vpc::new(&stack, "Two", small());
    let further = CfnVPCCidrBlockProps::new().vpc_id(vpc.id());
    CfnVPCCidrBlock::new(&stack, "Pods", further.clone().cidr_block("100.64.0.0/16"));
    subnet(&vpc, "Inside", "100.64.0.0/18");
    subnet(&vpc, "Outside", "100.65.0.0/18");
    let pooled = Vpc::new(&stack, "Pooled", small());
    let pool = CfnVPCCidrBlockProps::new().vpc_id(pooled.id()).ipv4_ipam_pool_id("ipam-pool-1").ipv4_netmask_length(20);
    CfnVPCCidrBlock::new(&stack, "Pool", pool);
    subnet(&pooled, "Anywhere", "172.16.0.0/24");
    let dual = Vpc::new(&stack, "Dual", small().ip_protocol(IpProtocol::DualStack));
    subnet(&dual, "Outside", "172.16.0.0/24");
    let findings = findings(&app);
    let rules: Vec<&str> = findings.iter().map(|finding| finding.rule.as_str()).collect();
    assert_eq!(rules, ["subnet-outside-vpc", "subnet-outside-vpc"]);
    assert!(findings[0].message.ends_with("is not in the VPC's, 10.0.0.0/16 or 100.64.0.0/16"), "{}", findings[0]);
}

/// What is told of one VPC.
#[track_caller]
fn rules_of(props: VpcProps) -> Vec<String> {
    let (app, stack) = anywhere();
    Vpc::new(&stack, "Vpc", props);
    rules(&app)
}

#[test]
fn ranges_that_cannot_be_shared_out() {
    assert_eq!(rules_of(VpcProps::new().ip_addresses("10.0.0/16")), ["bad-cidr"]);
    assert_eq!(rules_of(VpcProps::new().ip_addresses("10.0.0.0/8")), ["bad-cidr-mask", "subnets-do-not-fit"]);
    assert_eq!(rules_of(VpcProps::new().ip_addresses("10.0.1.0/20")), ["cidr-inside-network"]);
    assert_eq!(rules_of(VpcProps::new().ip_addresses("10.0.0.0/28")), ["subnets-do-not-fit"]);
    let (app, stack) = anywhere();
    let alone = SubnetProps::new().vpc_id("vpc-1").availability_zone("eu-west-1a").cidr_block("10.0.0.0/29");
    Subnet::new(&stack, "Alone", alone);
    assert_eq!(rules(&app), ["bad-cidr-mask"]);
    let isolated = |number| group(&format!("Group{number}"), SubnetType::PrivateIsolated).cidr_mask(28);
    let many: Vec<_> = (0..13).map(isolated).collect();
    let many = VpcProps::new().subnet_configuration(many).ip_protocol(IpProtocol::DualStack);
    assert!(rules_of(many.clone().reserved_azs(17)).is_empty());
    assert_eq!(rules_of(many.reserved_azs(18)), ["too-many-ipv6-subnets"]);
    let large = group("Large", SubnetType::Public).cidr_mask(17);
    let larger = [large, group("Larger", SubnetType::PrivateIsolated).cidr_mask(16)];
    assert_eq!(rules_of(VpcProps::new().subnet_configuration(larger)), ["subnets-do-not-fit"]);
    let tiny = [group("Tiny", SubnetType::Public).cidr_mask(29)];
    assert_eq!(rules_of(VpcProps::new().subnet_configuration(tiny)), ["bad-cidr-mask"]);
    let pool = IpAddresses::ipam("ipam-pool-1", 20);
    assert_eq!(rules_of(VpcProps::new().ip_addresses(pool.clone())), ["subnets-without-mask"]);
    let full = VpcProps::new().ip_addresses(pool.default_subnet_mask(21));
    assert_eq!(rules_of(full), ["subnets-do-not-fit"]);
}

#[test]
fn what_does_not_fit_is_told_with_all_that_could_be_changed() {
    let (app, stack) = anywhere();
    Vpc::new(&stack, "Vpc", VpcProps::new().ip_addresses("10.0.0.0/27").availability_zones(["a", "b", "c"]));
    let line = line!() - 1;
    let findings = findings(&app);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].place.as_ref().unwrap().line, line);
    assert_eq!(findings[0].construct.as_deref(), Some("Network/Vpc"));
    assert_eq!(
        findings[0].message,
        "the range of the VPC, 10.0.0.0/27, cannot be shared out: 6 subnets without a mask would get the prefix length 30"
    );
    let help = findings[0].help.as_deref().unwrap();
    assert!(help.contains("number of groups (2) or zones (3)"), "{help}");
}

#[test]
fn groups_are_found_by_their_names() {
    let (_, stack) = anywhere();
    let groups = ["App1", "team/data", "Büro 2"].map(|name| group(name, SubnetType::PrivateIsolated));
    let vpc = Vpc::new(&stack, "Vpc", VpcProps::new().subnet_configuration(groups));
    for name in ["App1", "team/data", "Büro 2"] {
        assert_eq!(vpc.select_subnets(&SubnetSelection::of_group(name)).ids().len(), 2, "{name}");
    }
}

#[test]
fn groups_of_subnets_that_cannot_be() {
    let twice = [group("Data", SubnetType::PrivateIsolated), group("Data", SubnetType::Public)];
    assert_eq!(rules_of(VpcProps::new().subnet_configuration(twice)), ["duplicate-subnet-group"]);
    let private = [group("Work", SubnetType::PrivateWithEgress)];
    assert_eq!(rules_of(VpcProps::new().subnet_configuration(private)), ["nat-without-public-subnets"]);
    let offline = || VpcProps::new().create_internet_gateway(false);
    assert!(rules_of(offline()).is_empty());
    assert_eq!(rules_of(offline().nat_gateways(1)), ["nat-without-internet-gateway"]);
    let addressed = [group("Data", SubnetType::PrivateIsolated).map_public_ip_on_launch(true)];
    assert_eq!(rules_of(VpcProps::new().subnet_configuration(addressed)), ["public-addresses-in-private-subnets"]);
    let ipv6 = [group("Data", SubnetType::PrivateIsolated).ipv6_assign_address_on_creation(true)];
    assert_eq!(rules_of(VpcProps::new().subnet_configuration(ipv6)), ["ipv6-without-dual-stack"]);
}

#[test]
fn zones_that_are_not_there() {
    let (app, stack) = anywhere();
    Vpc::new(&stack, "Vpc", VpcProps::new().max_azs(3));
    let findings = findings(&app);
    assert_eq!(findings[0].rule, "fewer-availability-zones");
    assert_eq!(findings[0].severity, Severity::Warning);
    assert_eq!(rules_of(VpcProps::new().max_azs(2).availability_zones(["a", "b"])), ["two-kinds-of-zones"]);
    assert_eq!(rules_of(VpcProps::new().availability_zones(["a", "a"])), ["duplicate-availability-zone"]);
    assert_eq!(rules_of(VpcProps::new().availability_zones([] as [&str; 0])), ["no-availability-zones"]);
    let unknown = fn_split(",", fn_import_value::<String>("Zones"));
    assert_eq!(rules_of(VpcProps::new().availability_zones(unknown)), ["unknown-availability-zones"]);
    assert_eq!(rules_of(VpcProps::new().max_azs(0)), ["bad-count"]);
    assert_eq!(rules_of(VpcProps::new().nat_gateways(-1).reserved_azs(-1)), ["bad-count", "bad-count"]);
    assert_eq!(rules_of(VpcProps::new().reserved_azs(i64::MAX)), ["bad-count"]);
    let app = App::new();
    Vpc::new(&somewhere(&app), "Vpc", VpcProps::new().availability_zones(["us-east-1a"]));
    assert_eq!(rules(&app), ["zone-of-another-region"]);
}

#[test]
fn nat_that_cannot_work() {
    let provider = NatProvider::gateway().eip_allocation_ids(["eipalloc-1"]);
    assert_eq!(rules_of(VpcProps::new().nat_gateway_provider(provider)), ["too-few-nat-addresses"]);
    let slow = NatProvider::gateway().max_drain_duration(Duration::from_millis(1500));
    assert_eq!(rules_of(VpcProps::new().nat_gateways(1).nat_gateway_provider(slow)), ["bad-drain-duration"]);
    let placed = VpcProps::new().nat_gateway_subnets(SubnetType::PrivateWithEgress);
    assert_eq!(rules_of(placed), ["nat-in-private-subnet"]);
    let partial = NatProvider::regional_gateway()
        .addresses_in_zone("a", ["eipalloc-1"])
        .addresses_in_zone("a", ["eipalloc-2"])
        .allocation_id("eipalloc-3");
    let props = VpcProps::new().availability_zones(["a", "b"]).nat_gateway_provider(partial);
    assert_eq!(rules_of(props), ["nat-addresses-twice", "duplicate-availability-zone", "zone-without-nat"]);
    assert_eq!(
        rules_of(VpcProps::new().enable_dns_support(false).enable_dns_hostnames(true)),
        ["hostnames-without-dns"]
    );
}

#[test]
fn selections_that_find_nothing() {
    let (app, stack) = anywhere();
    let vpc = Vpc::new(&stack, "Vpc", VpcProps::new().nat_gateways(0));
    vpc.select_subnets(&SubnetType::PrivateWithEgress.into());
    vpc.select_subnets(&SubnetSelection::of_group("Data"));
    vpc.select_subnets(&SubnetSelection::new().availability_zones(["eu-west-1a"]));
    let bad = [SubnetFilter::contains_ip_addresses(["10.0.0.300"]), SubnetFilter::by_cidr_ranges(["10.0.0.0"])];
    vpc.select_subnets(&SubnetSelection::new().filters(bad));
    let findings = findings(&app);
    let rules: Vec<&str> = findings.iter().map(|finding| finding.rule.as_str()).collect();
    assert_eq!(
        rules,
        [
            "no-such-subnets",
            "no-such-subnets",
            "no-subnets-selected",
            "bad-subnet-filter",
            "bad-subnet-filter",
            "no-subnets-selected"
        ]
    );
    assert_eq!(findings[0].help.as_deref(), Some("types that it has: SubnetType::Public, SubnetType::PrivateIsolated"));
    assert_eq!(findings[1].help.as_deref(), Some("groups that it has: Public, Isolated"));
}

#[test]
fn what_is_not_known_of_an_import() {
    let (app, stack) = anywhere();
    let subnet = Subnet::from_id(&stack, "Subnet", "subnet-1");
    subnet.availability_zone();
    subnet.ipv4_cidr_block();
    subnet.add_route("Route", RouteProps::new().router(Router::instance("i-1")));
    assert_eq!(rules(&app), ["unknown-subnet-attribute"; 3]);
    let (app, stack) = anywhere();
    let attributes = VpcAttributesProps::new().vpc_id("vpc-1").availability_zones(["a", "b"]);
    let vpc = Vpc::from_attributes(&stack, "Vpc", attributes.private_subnets(["subnet-1", "subnet-2"]));
    vpc.add_interface_endpoint("Logs", InterfaceVpcEndpointAwsService::CLOUDWATCH_LOGS);
    vpc.select_subnets(&SubnetSelection::new().filters([SubnetFilter::by_cidr_mask(24)]));
    vpc.add_gateway_endpoint("S3", GatewayVpcEndpointAwsService::S3);
    let endpoint = GatewayVpcEndpoint::from_id(&stack, "Theirs", "vpce-1");
    endpoint.add_to_policy(PolicyStatement::allow());
    let expected = [
        "unknown-vpc-range",
        "unknown-subnet-attribute",
        "unknown-subnet-attribute",
        "no-subnets-selected",
        "no-route-tables",
        "imported-endpoint-policy",
    ];
    let mut found = rules(&app);
    found.truncate(expected.len());
    assert_eq!(found, expected);
}

#[test]
fn imports_whose_lists_do_not_go_together() {
    let (app, stack) = anywhere();
    let attributes = || VpcAttributesProps::new().vpc_id("vpc-1").availability_zones(["a", "b"]);
    Vpc::from_attributes(&stack, "Odd", attributes().public_subnets(["subnet-1", "subnet-2", "subnet-3"]));
    let named = ImportedSubnets::new(["subnet-1", "subnet-2"]).names(["One", "Two"]).route_table_ids(["rtb-1"]);
    Vpc::from_attributes(&stack, "Named", attributes().isolated_subnets(named));
    let zones = fn_split(",", fn_import_value::<String>("Zones"));
    Vpc::from_attributes(&stack, "Zones", VpcAttributesProps::new().vpc_id("vpc-1").availability_zones(zones));
    assert_eq!(
        rules(&app),
        ["bad-imported-subnets", "bad-imported-subnets", "bad-imported-subnets", "unknown-availability-zones"]
    );
}

#[test]
fn lookups_without_a_known_place_and_with_strange_answers() {
    let (app, stack) = anywhere();
    Vpc::from_lookup(&stack, "Vpc", VpcLookupProps::new().is_default(true));
    assert_eq!(rules(&app), ["lookup-without-environment"]);
    let key = "vpc-provider:account=111111111111:filter.isDefault=true:region=eu-west-1:returnAsymmetricSubnets=true";
    let context = [(key.to_owned(), json!({"vpcId": "vpc-1", "subnetGroups": [{"type": "Public"}]}))].into();
    let app = App::in_environment(ToolkitEnvironment { context, ..ToolkitEnvironment::default() });
    Vpc::from_lookup(&somewhere(&app), "Vpc", VpcLookupProps::new().is_default(true));
    assert_eq!(rules(&app), ["bad-lookup-answer"]);
    let key = "availability-zones:account=111111111111:region=eu-west-1";
    let context = [(key.to_owned(), json!([]))].into();
    let app = App::in_environment(ToolkitEnvironment { context, ..ToolkitEnvironment::default() });
    availability_zones(&somewhere(&app));
    assert_eq!(rules(&app), ["bad-lookup-answer"]);
}

/// Whatever is built on a VPC that is still to be looked up is built, so that the toolkit gets to know what is missing.
#[test]
fn nothing_is_wrong_with_what_is_to_be_looked_up() {
    let app = App::new();
    let stack = somewhere(&app);
    let vpc = Vpc::from_lookup(&stack, "Vpc", VpcLookupProps::new().vpc_name("main"));
    assert!(vpc.is_pending_lookup());
    for selection in [
        SubnetSelection::new(),
        SubnetSelection::of_group("Data"),
        SubnetSelection::of_type(SubnetType::PrivateIsolated).one_per_az(true),
        SubnetSelection::new().availability_zones(["eu-west-1a"]).filters([SubnetFilter::by_cidr_mask(24)]),
    ] {
        let selected = vpc.select_subnets(&selection);
        assert!(selected.is_pending_lookup());
        assert_eq!(selected.ids().len(), 2);
    }
    let found_later = SecurityGroup::from_lookup_by_name(&stack, "Workers", "workers", &vpc);
    found_later.connections().allow_from_any_ipv4(Port::HTTPS);
    vpc.add_gateway_endpoint("S3", GatewayVpcEndpointAwsService::S3);
    vpc.add_interface_endpoint("Logs", InterfaceVpcEndpointAwsService::CLOUDWATCH_LOGS);
    Vpc::new(&stack, "Other", VpcProps::new());
    let assembly = app.synth().unwrap();
    let template = assembly.template("Network").unwrap();
    assert!(!template.contains("AWS::EC2::VPC"), "{template}");
}

#[test]
fn endpoints_flow_logs_and_gateways_that_cannot_be() {
    let (app, stack) = anywhere();
    let vpc = Vpc::new(&stack, "Vpc", VpcProps::new().nat_gateways(0));
    let props = InterfaceVpcEndpointProps::new().vpc(&vpc).service(InterfaceVpcEndpointAwsService::SQS);
    InterfaceVpcEndpoint::new(&vpc, "Queue", props.lookup_supported_azs(true));
    let of_vpc = FlowLogProps::new().resource_type(FlowLogResourceType::from_vpc(&vpc));
    FlowLog::new(&vpc, "Slow", of_vpc.max_aggregation_interval(Duration::from_secs(90)));
    let of_gateway = FlowLogProps::new().resource_type(FlowLogResourceType::from_transit_gateway_id("tgw-1"));
    FlowLog::new(&vpc, "Transit", of_gateway.max_aggregation_interval(Duration::from_secs(600)));
    vpc.enable_vpn_gateway(VpnGatewayProps::new());
    vpc.enable_vpn_gateway(VpnGatewayProps::new());
    let both = RouteProps::new().router(Router::instance("i-1")).destination_cidr_block("10.9.0.0/16");
    vpc.public_subnets()[0].add_route("Both", both.destination_ipv6_cidr_block("::/0"));
    let forever = NatGatewayProps::new().max_drain_duration(Duration::from_secs(5000));
    vpc.public_subnets()[0].add_nat_gateway(forever);
    assert_eq!(
        rules(&app),
        [
            "lookup-without-environment",
            "bad-aggregation-interval",
            "bad-aggregation-interval",
            "second-vpn-gateway",
            "route-with-two-destinations",
            "bad-drain-duration",
        ]
    );
}
