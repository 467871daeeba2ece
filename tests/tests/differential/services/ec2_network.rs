//! Networks: VPCs, subnets, routes, NAT, endpoints and flow logs.

use std::time::Duration;

use purlin_aws::ec2::{
    DefaultInstanceTenancy, ImportedSubnets, InternetConnectivity, IpAddresses, IpProtocol, NatGatewayProps,
    NatProvider, RouteProps, Router, Subnet, SubnetAttributesProps, SubnetConfiguration, SubnetFilter, SubnetProps,
    SubnetSelection, SubnetType, Vpc, VpcAttributesProps, VpcLookupProps, VpcProps,
};
use purlin_cfn::ec2::{
    CfnEIP, CfnEIPProps, CfnIPAMPool, CfnIPAMPoolProps, CfnInstance, CfnInstanceProps, CfnInternetGateway,
    CfnInternetGatewayProps, CfnSubnet, CfnSubnetProps, CfnVPCEndpoint, CfnVPCEndpointProps, CfnVPCGatewayAttachment,
    CfnVPCGatewayAttachmentProps, CfnVPCPeeringConnection, CfnVPCPeeringConnectionProps,
};
use purlin_core::{
    App, Construct, Environment, Output, OutputProps, Parameter, ParameterProps, ParameterType, Stack, StackProps,
    ToolkitEnvironment, Value, fn_import_value, fn_split,
};
use purlin_tests::differential::Accepted;
use serde_json::{Value as JsonValue, json};

use crate::{Case, case};

use SubnetType::{PrivateIsolated, PrivateWithEgress, Public};

const ZONES: [&str; 3] = ["eu-west-1a", "eu-west-1b", "eu-west-1c"];

pub(crate) const CASES: &[Case] = &[
    case!(vpc_default),
    case!(vpc_without_nat),
    case!(vpc_one_nat_gateway),
    case!(vpc_more_nat_gateways_than_zones),
    case!(vpc_one_zone),
    case!(vpc_attributes),
    case!(vpc_named_zones),
    case!(vpc_zones_looked_up).environment(looked_up),
    case!(vpc_zones_of_context).environment(zones_of_context),
    case!(vpc_subnet_configuration),
    case!(vpc_some_masks),
    case!(vpc_reserved_group),
    case!(vpc_reserved_zones),
    case!(vpc_isolated_only),
    case!(vpc_private_without_nat),
    case!(vpc_without_subnets),
    case!(vpc_without_internet_gateway),
    case!(vpc_nat_gateway_addresses),
    case!(vpc_nat_gateway_addresses_of_a_parameter),
    case!(vpc_nat_gateway_subnets),
    case!(vpc_regional_nat_gateway),
    case!(vpc_regional_nat_gateway_by_zone),
    case!(vpc_ipam),
    case!(vpc_dual_stack),
    case!(vpc_dual_stack_settings),
    case!(vpc_routes),
    case!(vpc_internet_connectivity),
    case!(vpc_selection),
    case!(vpc_selection_without_private_subnets),
    case!(vpc_shared_between_stacks),
    case!(vpc_subnets_alone),
    case!(vpc_subnets_imported).accepting(&[Accepted {
        case: "vpc_subnets_imported",
        file: "manifest.json",
        place: "/artifacts/Network/metadata/~1Network~1Two",
        reason: "that a route table is not known is an error where it is asked for, and no warning where it is not",
    }]),
    case!(vpc_from_attributes),
    case!(vpc_from_attributes_of_deployment),
    case!(vpc_from_lookup).environment(looked_up),
    case!(vpc_from_lookup_by_all).environment(looked_up).accepting(&[Accepted {
        case: "vpc_from_lookup_by_all",
        file: "Network.template.json",
        place: "/Outputs",
        reason: "the ARN of a VPC that was looked up in another region names that region",
    }]),
];

/// What the toolkit looked up.
fn looked_up() -> ToolkitEnvironment {
    let zones = ["eu-west-1a", "eu-west-1b", "eu-west-1c", "eu-west-1d"];
    let mut shared = answer();
    shared["ownerAccountId"] = json!("222222222222");
    let key = "vpc-provider:account=111111111111:";
    with_context([
        ("availability-zones:account=111111111111:region=eu-west-1".to_owned(), json!(zones)),
        (format!("{key}filter.tag:Name=main:region=eu-west-1:returnAsymmetricSubnets=true"), answer()),
        (
            format!(
                "{key}filter.isDefault=false:filter.owner-id=222222222222:filter.tag:team=a:filter.vpc-id=vpc-1:\
                 region=eu-north-1:returnAsymmetricSubnets=true:returnVpnGateways=true:subnetGroupNameTag=group"
            ),
            shared,
        ),
        (
            "endpoint-service-availability-zones:account=111111111111:region=eu-west-1:serviceName=com.amazonaws.vpce.x"
                .to_owned(),
            json!(["eu-west-1a", "eu-west-1c"]),
        ),
    ])
}

fn zones_of_context() -> ToolkitEnvironment {
    with_context([("aws:cdk:availability-zones:fallback".to_owned(), json!(["a", "b", "c"]))])
}

fn with_context(values: impl IntoIterator<Item = (String, JsonValue)>) -> ToolkitEnvironment {
    let context = values.into_iter().collect();
    ToolkitEnvironment { context, ..ToolkitEnvironment::default() }
}

fn answer() -> JsonValue {
    let subnet = |id: &str, cidr: &str, zone: &str, table: &str| json!({"subnetId": id, "cidr": cidr, "availabilityZone": zone, "routeTableId": table});
    json!({
        "vpcId": "vpc-1",
        "vpcCidrBlock": "10.0.0.0/16",
        "ownerAccountId": "111111111111",
        "availabilityZones": [],
        "vpnGatewayId": "vgw-1",
        "subnetGroups": [
            {"name": "Ingress", "type": "Public", "subnets": [
                subnet("subnet-p2", "10.0.1.0/24", "eu-west-1b", "rtb-p2"),
                subnet("subnet-p1", "10.0.0.0/24", "eu-west-1a", "rtb-p1"),
            ]},
            {"name": "Work", "type": "Private", "subnets": [
                subnet("subnet-w", "10.0.2.0/24", "eu-west-1c", "rtb-w"),
            ]},
            {"name": "Data", "type": "Isolated", "subnets": [
                subnet("subnet-d1", "10.0.3.0/24", "eu-west-1a", "rtb-d"),
                subnet("subnet-d2", "10.0.4.0/24", "eu-west-1a", "rtb-d"),
            ]},
        ],
    })
}

fn anywhere(app: &App) -> Stack {
    Stack::new(app, "Network", StackProps::new())
}

fn somewhere(app: &App) -> Stack {
    let environment = Environment::new("111111111111", "eu-west-1");
    Stack::new(app, "Network", StackProps::new().environment(environment))
}

fn group(name: &str, subnet_type: SubnetType) -> SubnetConfiguration {
    SubnetConfiguration::new(name, subnet_type)
}

/// What shows which subnets a selection has.
fn show(scope: &impl Construct, id: &str, vpc: &Vpc, selection: impl Into<SubnetSelection>) {
    let subnets = vpc.select_subnets(&selection.into());
    let props = CfnVPCEndpointProps::new().vpc_id(vpc.id()).service_name("shown").subnet_ids(subnets.ids());
    CfnVPCEndpoint::new(scope, id, props);
}

/// An instance that waits for the way to the internet.
fn waiting(scope: &impl Construct, id: &str, connectivity: &InternetConnectivity) {
    let instance = CfnInstance::new(scope, id, CfnInstanceProps::new().image_id("ami-1"));
    connectivity.precedes(&instance);
}

fn output(stack: &Stack, id: &str, value: Value<String>) {
    Output::new(stack, id, value, OutputProps::new());
}

fn vpc_default(app: &App) {
    Vpc::new(&anywhere(app), "Vpc", VpcProps::new());
}

fn vpc_without_nat(app: &App) {
    Vpc::new(&anywhere(app), "Vpc", VpcProps::new().nat_gateways(0));
}

fn vpc_one_nat_gateway(app: &App) {
    Vpc::new(&anywhere(app), "Vpc", VpcProps::new().nat_gateways(1).max_azs(2));
}

fn vpc_more_nat_gateways_than_zones(app: &App) {
    Vpc::new(&anywhere(app), "Vpc", VpcProps::new().nat_gateways(9));
}

fn vpc_one_zone(app: &App) {
    Vpc::new(&anywhere(app), "Vpc", VpcProps::new().max_azs(1));
}

fn vpc_attributes(app: &App) {
    let stack = anywhere(app);
    let vpc = Vpc::new(
        &stack,
        "Vpc",
        VpcProps::new()
            .vpc_name("main")
            .enable_dns_hostnames(false)
            .enable_dns_support(false)
            .default_instance_tenancy(DefaultInstanceTenancy::Dedicated),
    );
    let peering = CfnVPCPeeringConnectionProps::new().vpc_id(vpc.id()).peer_vpc_id("vpc-2");
    CfnVPCPeeringConnection::new(&stack, "Peering", peering);
    output(&stack, "Arn", vpc.arn());
    output(&stack, "Cidr", vpc.cidr_block());
    output(&stack, "DefaultGroup", vpc.default_security_group_id().unwrap());
    output(&stack, "Acl", vpc.default_network_acl_id().unwrap());
    output(&stack, "Gateway", vpc.internet_gateway_id().unwrap());
}

fn vpc_named_zones(app: &App) {
    Vpc::new(&somewhere(app), "Vpc", VpcProps::new().availability_zones(["eu-west-1a", "eu-west-1c"]));
}

fn vpc_zones_looked_up(app: &App) {
    let stack = somewhere(app);
    Vpc::new(&stack, "Vpc", VpcProps::new());
    Vpc::new(&stack, "Two", VpcProps::new().max_azs(2));
    Vpc::new(&stack, "All", VpcProps::new().max_azs(99));
}

fn vpc_zones_of_context(app: &App) {
    Vpc::new(&anywhere(app), "Vpc", VpcProps::new().nat_gateways(1));
}

fn vpc_subnet_configuration(app: &App) {
    Vpc::new(
        &somewhere(app),
        "Vpc",
        VpcProps::new().ip_addresses("10.0.0.0/21").availability_zones(ZONES).subnet_configuration([
            group("Ingress", Public).cidr_mask(24),
            group("Application", PrivateWithEgress).cidr_mask(24),
            group("Database", PrivateIsolated).cidr_mask(28).reserved(true),
        ]),
    );
}

fn vpc_some_masks(app: &App) {
    Vpc::new(
        &anywhere(app),
        "Vpc",
        VpcProps::new().ip_addresses("10.1.0.0/20").subnet_configuration([
            group("Rest", Public),
            group("Small", PrivateIsolated).cidr_mask(28),
            group("Other rest", PrivateIsolated),
            group("Large", PrivateIsolated).cidr_mask(22),
        ]),
    );
}

fn vpc_reserved_group(app: &App) {
    Vpc::new(
        &anywhere(app),
        "Vpc",
        VpcProps::new().nat_gateways(1).subnet_configuration([
            group("Public", Public).cidr_mask(26).map_public_ip_on_launch(false),
            group("Application1", PrivateWithEgress).cidr_mask(26),
            group("Application2", PrivateWithEgress).cidr_mask(26).reserved(true),
            group("Database", PrivateIsolated).cidr_mask(27),
        ]),
    );
}

fn vpc_reserved_zones(app: &App) {
    Vpc::new(&anywhere(app), "Vpc", VpcProps::new().ip_addresses("10.0.0.0/21").max_azs(3).reserved_azs(1));
}

fn vpc_isolated_only(app: &App) {
    let stack = anywhere(app);
    let vpc = Vpc::new(&stack, "Vpc", VpcProps::new().subnet_configuration([group("Isolated", PrivateIsolated)]));
    waiting(&stack, "Instance", &vpc.select_subnets(&SubnetSelection::new()).internet_connectivity());
}

fn vpc_private_without_nat(app: &App) {
    let groups = [group("Transit", PrivateWithEgress)];
    Vpc::new(&anywhere(app), "Vpc", VpcProps::new().nat_gateways(0).subnet_configuration(groups));
}

fn vpc_without_subnets(app: &App) {
    Vpc::new(&anywhere(app), "Vpc", VpcProps::new().subnet_configuration([]));
}

fn vpc_without_internet_gateway(app: &App) {
    let groups = [group("Public", Public)];
    Vpc::new(&anywhere(app), "Vpc", VpcProps::new().create_internet_gateway(false).subnet_configuration(groups));
}

fn vpc_nat_gateway_addresses(app: &App) {
    let provider = NatProvider::gateway()
        .eip_allocation_ids(["eipalloc-1", "eipalloc-2"])
        .max_drain_duration(Duration::from_secs(600));
    Vpc::new(&anywhere(app), "Vpc", VpcProps::new().nat_gateway_provider(provider));
}

fn vpc_nat_gateway_addresses_of_a_parameter(app: &App) {
    let stack = anywhere(app);
    let addresses =
        Parameter::new(&stack, "Addresses", ParameterProps::new().kind(ParameterType::COMMA_DELIMITED_LIST));
    let provider = NatProvider::gateway().eip_allocation_ids(addresses.value::<Vec<String>>());
    Vpc::new(&stack, "Vpc", VpcProps::new().nat_gateway_provider(provider));
}

fn vpc_nat_gateway_subnets(app: &App) {
    Vpc::new(
        &anywhere(app),
        "Vpc",
        VpcProps::new().nat_gateways(1).nat_gateway_subnets(SubnetSelection::of_group("Egress")).subnet_configuration(
            [group("Ingress", Public), group("Egress", Public), group("Work", PrivateWithEgress)],
        ),
    );
}

fn vpc_regional_nat_gateway(app: &App) {
    let stack = anywhere(app);
    Vpc::new(&stack, "Vpc", VpcProps::new().nat_gateway_provider(NatProvider::regional_gateway()));
    let addressed =
        NatProvider::regional_gateway().allocation_id("eipalloc-1").max_drain_duration(Duration::from_secs(600));
    Vpc::new(&stack, "Addressed", VpcProps::new().nat_gateway_provider(addressed));
}

fn vpc_regional_nat_gateway_by_zone(app: &App) {
    let stack = somewhere(app);
    let address = CfnEIP::new(&stack, "NatEip", CfnEIPProps::new());
    let provider = NatProvider::regional_gateway()
        .addresses_in_zone("eu-west-1a", [address.attr_allocation_id()])
        .addresses_in_zone("eu-west-1b", ["eipalloc-2", "eipalloc-3"]);
    let props = VpcProps::new().availability_zones(["eu-west-1a", "eu-west-1b"]).nat_gateway_provider(provider);
    Vpc::new(&stack, "Vpc", props);
}

fn vpc_ipam(app: &App) {
    let stack = anywhere(app);
    let pool = CfnIPAMPoolProps::new().address_family("ipv4").ipam_scope_id("ipam-scope-1");
    let pool = CfnIPAMPool::new(&stack, "Pool", pool);
    let addresses = IpAddresses::ipam(pool.get_ref(), 18).default_subnet_mask(24);
    Vpc::new(&stack, "Vpc", VpcProps::new().ip_addresses(addresses).nat_gateways(0));
    let groups = [group("Small", Public).cidr_mask(28), group("Large", PrivateIsolated).cidr_mask(20)];
    let addresses = IpAddresses::ipam(pool.get_ref(), 16);
    let props = VpcProps::new().ip_addresses(addresses).nat_gateways(0).subnet_configuration(groups);
    Vpc::new(&stack, "Deep", props);
}

fn vpc_dual_stack(app: &App) {
    Vpc::new(&anywhere(app), "Vpc", VpcProps::new().ip_protocol(IpProtocol::DualStack));
}

fn vpc_dual_stack_settings(app: &App) {
    Vpc::new(
        &anywhere(app),
        "Vpc",
        VpcProps::new().ip_protocol(IpProtocol::DualStack).subnet_configuration([
            group("Public", Public).cidr_mask(24).map_public_ip_on_launch(true),
            group("Isolated", PrivateIsolated).cidr_mask(24).ipv6_assign_address_on_creation(false),
        ]),
    );
}

fn vpc_routes(app: &App) {
    let stack = anywhere(app);
    let groups = [group("Public", Public), group("Isolated", PrivateIsolated)];
    let vpc = Vpc::new(&stack, "Vpc", VpcProps::new().nat_gateways(0).subnet_configuration(groups));
    let [subnet, other] = vpc.isolated_subnets() else { panic!("there are two zones") };
    let internet = Router::gateway(vpc.internet_gateway_id().unwrap());
    for (id, router, destination) in [
        ("Static", internet, "8.8.8.8/32"),
        ("Carrier", Router::carrier_gateway("cagw-1"), "10.1.0.0/16"),
        ("Core", Router::core_network("arn:aws:networkmanager::1:core-network/c"), "10.2.0.0/16"),
        ("Instance", Router::instance("i-1"), "10.3.0.0/16"),
        ("Local", Router::local_gateway("lgw-1"), "10.4.0.0/16"),
        ("Interface", Router::network_interface("eni-1"), "10.5.0.0/16"),
        ("Peering", Router::vpc_peering_connection("pcx-1"), "10.6.0.0/16"),
        ("Endpoint", Router::vpc_endpoint("vpce-1"), "10.7.0.0/16"),
    ] {
        subnet.add_route(id, RouteProps::new().router(router).destination_cidr_block(destination));
    }
    let egress = Router::egress_only_internet_gateway("eigw-1");
    subnet.add_route("Egress", RouteProps::new().router(egress).destination_ipv6_cidr_block("::/0"));
    let transit = Router::transit_gateway("tgw-1");
    subnet.add_route("Default", RouteProps::new().router(transit).enables_internet_connectivity(true));
    other.add_default_nat_route("nat-1");
    other.add_ipv6_nat64_route("nat-1");
    waiting(&stack, "Waiting", &subnet.internet_connectivity());
}

fn vpc_internet_connectivity(app: &App) {
    let stack = anywhere(app);
    let vpc = Vpc::new(&stack, "Vpc", VpcProps::new().nat_gateways(1));
    waiting(&stack, "OfVpc", &vpc.internet_connectivity());
    waiting(&stack, "OfPublic", &vpc.select_subnets(&Public.into()).internet_connectivity());
    waiting(&stack, "OfPrivate", &vpc.select_subnets(&SubnetSelection::new()).internet_connectivity());
    waiting(&stack, "OfSubnet", &vpc.public_subnets()[0].internet_connectivity());
}

fn vpc_selection(app: &App) {
    let stack = somewhere(app);
    let vpc = Vpc::new(
        &stack,
        "Vpc",
        VpcProps::new().availability_zones(ZONES).nat_gateways(1).subnet_configuration([
            group("Ingress", Public).cidr_mask(24),
            group("Work", PrivateWithEgress).cidr_mask(22),
            group("More", PrivateWithEgress).cidr_mask(22),
            group("Data", PrivateIsolated).cidr_mask(26),
        ]),
    );
    let all = [vpc.public_subnets(), vpc.private_subnets(), vpc.isolated_subnets()].concat();
    let usual = SubnetSelection::new;
    show(&stack, "Usual", &vpc, usual());
    show(&stack, "Public", &vpc, Public);
    show(&stack, "Isolated", &vpc, PrivateIsolated);
    show(&stack, "Group", &vpc, SubnetSelection::of_group("More"));
    show(&stack, "Zones", &vpc, usual().availability_zones(["eu-west-1c", "eu-west-1a"]));
    show(&stack, "OnePerZone", &vpc, usual().one_per_az(true));
    show(&stack, "Subnets", &vpc, SubnetSelection::of_subnets([&all[8], &all[0]]).one_per_az(true));
    show(&stack, "Ids", &vpc, usual().filters([SubnetFilter::by_ids([vpc.private_subnets()[1].id()])]));
    let addresses = SubnetFilter::contains_ip_addresses(["10.0.4.0", "10.0.19.255", "1.2.3.4"]);
    show(&stack, "Addresses", &vpc, usual().filters([addresses]));
    let small = |subnet: &&Subnet| subnet.ipv4_cidr_block().literal().is_some_and(|range| range.ends_with("/26"));
    show(&stack, "Mask", &vpc, SubnetSelection::of_subnets(all.iter().filter(small)));
    show(&stack, "ByMask", &vpc, SubnetSelection::of_group("Data").filters([SubnetFilter::by_cidr_mask(26)]));
    let ranges = SubnetFilter::by_cidr_ranges(["10.0.0.0/20", "10.0.20.0/22"]);
    show(&stack, "ByRange", &vpc, usual().filters([ranges]));
    let several = [SubnetFilter::availability_zones(["eu-west-1a", "eu-west-1b"]), SubnetFilter::one_per_az()];
    show(&stack, "Several", &vpc, usual().filters(several).availability_zones(["eu-west-1b"]));
}

fn vpc_selection_without_private_subnets(app: &App) {
    let stack = anywhere(app);
    show(&stack, "Isolated", &Vpc::new(&stack, "Vpc", VpcProps::new().nat_gateways(0)), SubnetSelection::new());
    let open = Vpc::new(&stack, "OpenVpc", VpcProps::new().subnet_configuration([group("Open", Public)]));
    show(&stack, "Public", &open, SubnetSelection::new());
}

fn vpc_shared_between_stacks(app: &App) {
    let vpc = Vpc::new(&anywhere(app), "Vpc", VpcProps::new().nat_gateways(0));
    let stack = Stack::new(app, "Workers", StackProps::new());
    show(&stack, "Endpoint", &vpc, SubnetSelection::new());
    waiting(&stack, "Instance", &vpc.internet_connectivity());
}

fn vpc_subnets_alone(app: &App) {
    let stack = anywhere(app);
    let props = || SubnetProps::new().vpc_id("vpc-1").availability_zone("eu-west-1a");
    let public = props().cidr_block("10.0.0.0/24").map_public_ip_on_launch(true);
    let public = Subnet::new(&stack, "Public", public);
    let gateway = CfnInternetGateway::new(&stack, "Gateway", CfnInternetGatewayProps::new());
    let attachment = CfnVPCGatewayAttachmentProps::new().vpc_id("vpc-1").internet_gateway_id(gateway.get_ref());
    let attachment = CfnVPCGatewayAttachment::new(&stack, "Attachment", attachment);
    public.add_default_internet_route(gateway.get_ref(), &attachment);
    let nat = public.add_nat_gateway(NatGatewayProps::new());
    let private = Subnet::new(&stack, "Private", props().cidr_block("10.0.1.0/24"));
    private.add_default_nat_route(nat.get_ref());
}

fn vpc_subnets_imported(app: &App) {
    let stack = anywhere(app);
    let vpc = Vpc::new(&stack, "Vpc", VpcProps::new().nat_gateways(0));
    let one =
        SubnetAttributesProps::new().subnet_id("subnet-1").availability_zone("eu-west-1a").route_table_id("rtb-1");
    let one = Subnet::from_attributes(&stack, "One", one);
    let two = Subnet::from_id(&stack, "Two", "subnet-2");
    show(&stack, "Endpoint", &vpc, SubnetSelection::of_subnets([&one, &two]));
    waiting(&stack, "Instance", &one.internet_connectivity());
}

fn vpc_from_attributes(app: &App) {
    let stack = anywhere(app);
    let public = ImportedSubnets::new(["subnet-1", "subnet-2", "subnet-3", "subnet-4"])
        .names(["Ingress", "Egress"])
        .route_table_ids(["rtb-1", "rtb-2", "rtb-3", "rtb-4"])
        .ipv4_cidr_blocks(["10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24"]);
    let vpc = Vpc::from_attributes(
        &stack,
        "Vpc",
        VpcAttributesProps::new()
            .vpc_id("vpc-1")
            .cidr_block("10.0.0.0/16")
            .availability_zones(["a", "b"])
            .public_subnets(public)
            .isolated_subnets(ImportedSubnets::new(["subnet-5", "subnet-6"]).route_table_ids(["rtb-5", "rtb-6"])),
    );
    let public = || SubnetSelection::of_type(Public);
    show(&stack, "Usual", &vpc, SubnetSelection::new());
    show(&stack, "Group", &vpc, SubnetSelection::of_group("Egress"));
    show(&stack, "Zone", &vpc, public().availability_zones(["b"]));
    show(&stack, "OnePerZone", &vpc, public().one_per_az(true));
    show(&stack, "Addresses", &vpc, public().filters([SubnetFilter::contains_ip_addresses(["10.0.2.9"])]));
    output(&stack, "Arn", vpc.arn());
    CfnSubnet::new(&vpc, "Another", CfnSubnetProps::new().vpc_id(vpc.id()).cidr_block(vpc.cidr_block()));
}

fn vpc_from_attributes_of_deployment(app: &App) {
    let stack = anywhere(app);
    let id = Parameter::new(&stack, "Id", ParameterProps::new());
    let vpc = Vpc::from_attributes(
        &stack,
        "Vpc",
        VpcAttributesProps::new()
            .vpc_id(id.value::<String>())
            .availability_zones(["a", "b"])
            .public_subnets(fn_split(",", fn_import_value::<String>("Public")))
            .private_subnets(fn_split(",", fn_import_value::<String>("Private"))),
    );
    show(&stack, "Usual", &vpc, SubnetSelection::new());
    show(&stack, "Public", &vpc, SubnetSelection::of_type(Public).availability_zones(["b"]));
}

fn vpc_from_lookup(app: &App) {
    let stack = somewhere(app);
    let vpc = Vpc::from_lookup(&stack, "Vpc", VpcLookupProps::new().vpc_name("main"));
    show(&stack, "Usual", &vpc, SubnetSelection::new());
    show(&stack, "Public", &vpc, Public);
    show(&stack, "Group", &vpc, SubnetSelection::of_group("Data").one_per_az(true));
    output(&stack, "Arn", vpc.arn());
    let another = CfnSubnetProps::new()
        .vpc_id(vpc.id())
        .cidr_block(vpc.cidr_block())
        .availability_zone(&vpc.availability_zones()[2]);
    CfnSubnet::new(&vpc, "Another", another);
}

fn vpc_from_lookup_by_all(app: &App) {
    let stack = somewhere(app);
    let lookup = VpcLookupProps::new()
        .vpc_id("vpc-1")
        .is_default(false)
        .owner_account_id("222222222222")
        .region("eu-north-1")
        .subnet_group_name_tag("group")
        .tags([("team".to_owned(), "a".to_owned())])
        .return_vpn_gateways(true);
    let vpc = Vpc::from_lookup(&stack, "Vpc", lookup);
    show(&stack, "Usual", &vpc, SubnetSelection::new());
    output(&stack, "Arn", vpc.arn());
}
