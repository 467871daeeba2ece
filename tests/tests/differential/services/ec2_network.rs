//! Networks: VPCs, subnets, routes, NAT, endpoints and flow logs.

use std::time::Duration;

use purlin_aws::ec2::{
    Connectable, DefaultInstanceTenancy, FlowLog, FlowLogDestination, FlowLogFileFormat, FlowLogProps,
    FlowLogResourceType, FlowLogTrafficType, GatewayVpcEndpoint, GatewayVpcEndpointAwsService, GatewayVpcEndpointProps,
    ImportedSubnets, InterfaceVpcEndpoint, InterfaceVpcEndpointAttributesProps, InterfaceVpcEndpointAwsService,
    InterfaceVpcEndpointProps, InterfaceVpcEndpointService, InternetConnectivity, IpAddresses, IpProtocol, LogFormat,
    NatGatewayProps, NatProvider, Peer, Port, RouteProps, Router, SecurityGroup, Subnet, SubnetAttributesProps,
    SubnetConfiguration, SubnetFilter, SubnetProps, SubnetSelection, SubnetType, Vpc, VpcAttributesProps,
    VpcEndpointDnsRecordIpType, VpcEndpointIpAddressType, VpcEndpointPrivateDnsOnlyForInboundResolverEndpoint,
    VpcLookupProps, VpcProps, VpnGatewayProps,
};
use purlin_aws::iam::{PolicyStatement, Principal, Role, RoleProps};
use purlin_aws::logs::{LogGroup, LogGroupProps, RetentionDays};
use purlin_aws::s3::{Bucket, BucketEncryption, BucketProps};
use purlin_cfn::ec2::{
    CfnEIP, CfnEIPProps, CfnIPAMPool, CfnIPAMPoolProps, CfnInstance, CfnInstanceProps, CfnInternetGateway,
    CfnInternetGatewayProps, CfnSubnet, CfnSubnetProps, CfnVPCEndpoint, CfnVPCEndpointProps, CfnVPCGatewayAttachment,
    CfnVPCGatewayAttachmentProps, CfnVPCPeeringConnection, CfnVPCPeeringConnectionProps,
};
use purlin_core::{
    App, Construct, Environment, Output, OutputProps, Parameter, ParameterProps, ParameterType, Stack, StackProps,
    ToolkitEnvironment, Val, Value, fn_import_value, fn_split,
};
use purlin_tests::differential::Accepted;
use serde_json::{Value as JsonValue, json};

use crate::{Case, case};

use SubnetType::{PrivateIsolated, PrivateWithEgress, Public};

const ZONES: [&str; 3] = ["eu-west-1a", "eu-west-1b", "eu-west-1c"];

pub(crate) const CASES: &[Case] = &[
    case!(vpc_default),
    case!(vpc_default_security_group).accepting(&[
        unrestricted("Network.template.json", "/Resources/CustomVpcRestrictDefaultSGCustomResourceProvider"),
        unrestricted("Network.template.json", "/Resources/VpcRestrictDefaultSecurityGroupCustomResource"),
        unrestricted("Network.assets.json", "/files"),
        unrestricted("asset.f178182c7c3aac6ad18bdaae53a2d38f72b2cf690d17b9efa635c7ce37f77d71", ""),
        unrestricted("manifest.json", "/artifacts/Network/metadata/~1Network~1Custom::VpcRestrictDefaultSG"),
        unrestricted("manifest.json", "/artifacts/Network/metadata/~1Network~1Vpc~1RestrictDefaultSecurityGroup"),
    ]),
    case!(vpc_restricted_default_security_group).accepting(&[
        own_function(
            "Network.template.json",
            "/Resources/CustomVpcRestrictDefaultSGCustomResourceProviderHandlerDC833E5E",
        ),
        own_function("Network.assets.json", "/files"),
        own_function("asset.f178182c7c3aac6ad18bdaae53a2d38f72b2cf690d17b9efa635c7ce37f77d71", ""),
    ]),
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
    case!(vpc_gateway_endpoints),
    case!(vpc_interface_endpoints),
    case!(vpc_interface_endpoint_names),
    case!(vpc_interface_endpoint_zones).environment(looked_up),
    case!(vpc_interface_endpoint_imported),
    case!(vpc_flow_logs),
    case!(vpc_flow_logs_to_bucket).accepting(&[Accepted {
        case: "vpc_flow_logs_to_bucket",
        file: "Network.template.json",
        place: "/Resources/VpcParquetFlowLog6CCD71F5/Properties/DestinationOptions",
        reason: "the options are written as the resource type's schema has them, with capitals (aws/aws-cdk issue 25432)",
    }]),
    case!(vpc_vpn_gateway),
    case!(vpc_from_lookup_by_all).environment(looked_up).accepting(&[Accepted {
        case: "vpc_from_lookup_by_all",
        file: "Network.template.json",
        place: "/Outputs",
        reason: "the ARN of a VPC that was looked up in another region names that region",
    }]),
];

const fn unrestricted(file: &'static str, place: &'static str) -> Accepted {
    let reason =
        "nothing uses the default security group: a function with rights in the account is only made if asked for";
    Accepted { case: "vpc_default_security_group", file, place, reason }
}

const fn own_function(file: &'static str, place: &'static str) -> Accepted {
    let reason = "the function is short enough to be read in the template, and needs no asset";
    Accepted { case: "vpc_restricted_default_security_group", file, place, reason }
}

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

fn vpc_default_security_group(app: &App) {
    Vpc::new(&anywhere(app), "Vpc", VpcProps::new().nat_gateways(0));
}

fn vpc_restricted_default_security_group(app: &App) {
    let stack = anywhere(app);
    for id in ["Vpc", "Other"] {
        Vpc::new(&stack, id, VpcProps::new().nat_gateways(0).restrict_default_security_group(true));
    }
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
    vpc.add_gateway_endpoint("S3", GatewayVpcEndpointAwsService::S3);
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
    vpc.add_gateway_endpoint("S3", GatewayVpcEndpointAwsService::S3);
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

fn vpc_gateway_endpoints(app: &App) {
    let stack = anywhere(app);
    let vpc = Vpc::new(&stack, "Vpc", VpcProps::new().nat_gateways(1));
    let endpoint = vpc.add_gateway_endpoint("S3", GatewayVpcEndpointAwsService::S3);
    let statement = PolicyStatement::allow().principals([Principal::any()]).all_resources();
    endpoint.add_to_policy(statement.actions(["s3:GetObject", "s3:ListBucket"]));
    let private = SubnetSelection::of_type(PrivateWithEgress).one_per_az(true);
    let props = GatewayVpcEndpointProps::new()
        .vpc(&vpc)
        .service(GatewayVpcEndpointAwsService::DYNAMODB)
        .subnets([SubnetSelection::of_type(Public), private])
        .ip_address_type(VpcEndpointIpAddressType::DUALSTACK)
        .dns_record_ip_type(VpcEndpointDnsRecordIpType::DUALSTACK);
    GatewayVpcEndpoint::new(&vpc, "Table", props);
}

fn vpc_interface_endpoints(app: &App) {
    let stack = anywhere(app);
    let vpc = Vpc::new(&stack, "Vpc", VpcProps::new().nat_gateways(0));
    vpc.add_interface_endpoint("Secrets", InterfaceVpcEndpointAwsService::SECRETS_MANAGER);
    let props = InterfaceVpcEndpointProps::new().vpc(&vpc);
    let keyspaces = props.clone().service(InterfaceVpcEndpointAwsService::KEYSPACES);
    InterfaceVpcEndpoint::new(&vpc, "Keyspaces", keyspaces.subnets(Public).private_dns_enabled(false));
    let logs = props.clone().service(InterfaceVpcEndpointAwsService::CLOUDWATCH_LOGS).open(false);
    let logs = InterfaceVpcEndpoint::new(&vpc, "Logs", logs);
    logs.connections().allow_from_described(&Peer::any_ipv4(), Port::HTTPS, "anyone");
    let statement = PolicyStatement::allow().principals([Principal::any()]).all_resources();
    logs.add_to_policy(statement.actions(["logs:*"]));
    let theirs = InterfaceVpcEndpointService::new("com.amazonaws.vpce.us-east-1.vpce-svc-1", 8443);
    let theirs = props
        .service(theirs)
        .security_groups([SecurityGroup::from_id(&stack, "Group", "sg-1")])
        .service_region("us-east-1")
        .ip_address_type(VpcEndpointIpAddressType::DUALSTACK)
        .dns_record_ip_type(VpcEndpointDnsRecordIpType::SERVICE_DEFINED)
        .private_dns_only_for_inbound_resolver_endpoint(
            VpcEndpointPrivateDnsOnlyForInboundResolverEndpoint::ALL_RESOLVERS,
        );
    InterfaceVpcEndpoint::new(&stack, "Theirs", theirs);
}

fn vpc_interface_endpoint_names(app: &App) {
    for region in ["", "eu-west-1", "cn-north-1", "us-iso-east-1", "us-isob-east-1", "eusc-de-east-1"] {
        let known = (!region.is_empty()).then(|| region.to_owned());
        let environment = Environment { account: Some("111111111111".to_owned()), region: known };
        let id = if region.is_empty() { "Anywhere" } else { region };
        let stack = Stack::new(app, id, StackProps::new().environment(environment));
        for (constant, service) in InterfaceVpcEndpointAwsService::ALL {
            let name = service.service_name(&stack).into_val();
            stack.add_metadata(*constant, Val::List(vec![name, Val::Integer(service.port())]));
        }
    }
}

fn vpc_interface_endpoint_zones(app: &App) {
    let stack = somewhere(app);
    let vpc = Vpc::new(&stack, "Vpc", VpcProps::new().availability_zones(ZONES).nat_gateways(0));
    let service = InterfaceVpcEndpointService::new("com.amazonaws.vpce.x", 443);
    let props = InterfaceVpcEndpointProps::new().vpc(&vpc).service(service).lookup_supported_azs(true);
    InterfaceVpcEndpoint::new(&vpc, "Theirs", props);
}

fn vpc_interface_endpoint_imported(app: &App) {
    let stack = anywhere(app);
    let props = InterfaceVpcEndpointAttributesProps::new()
        .vpc_endpoint_id("vpce-1")
        .port(443)
        .security_groups([SecurityGroup::from_id(&stack, "Group", "sg-1")]);
    let endpoint = InterfaceVpcEndpoint::from_attributes(&stack, "Endpoint", props);
    endpoint.connections().allow_default_port_from(&Peer::ipv4("10.0.0.0/8"));
    output(&stack, "Id", endpoint.id());
}

fn vpc_flow_logs(app: &App) {
    let stack = anywhere(app);
    let vpc = Vpc::new(&stack, "Vpc", VpcProps::new().nat_gateways(0));
    vpc.add_flow_log("Default");
    let rejected = FlowLogProps::new()
        .resource_type(FlowLogResourceType::from_vpc(&vpc))
        .flow_log_name("rejected")
        .traffic_type(FlowLogTrafficType::REJECT)
        .max_aggregation_interval(Duration::from_secs(60))
        .log_format([LogFormat::DST_PORT, LogFormat::SRC_PORT, LogFormat::custom("${tcp-flags}")]);
    FlowLog::new(&vpc, "Rejected", rejected);
    let writer = Principal::service("vpc-flow-logs.amazonaws.com");
    let role = Role::new(&stack, "Role", RoleProps::new().assumed_by(writer));
    let group = LogGroup::new(&stack, "Group", LogGroupProps::new().retention(RetentionDays::ONE_WEEK));
    let of_subnet = FlowLogProps::new()
        .resource_type(FlowLogResourceType::from_subnet(&vpc.public_subnets()[0]))
        .destination(FlowLogDestination::to_cloud_watch_logs().log_group(&group).role(&role));
    FlowLog::new(&stack, "OfSubnet", of_subnet);
    let of_gateway = FlowLogResourceType::from_transit_gateway_id("tgw-1");
    FlowLog::new(&stack, "OfGateway", FlowLogProps::new().resource_type(of_gateway));
}

fn vpc_flow_logs_to_bucket(app: &App) {
    let stack = anywhere(app);
    let vpc = Vpc::new(&stack, "Vpc", VpcProps::new().nat_gateways(0));
    let bucket = Bucket::new(&stack, "Bucket", BucketProps::new().encryption(BucketEncryption::S3Managed));
    let to_bucket = || FlowLogDestination::to_s3().bucket(&bucket);
    let props = FlowLogProps::new().resource_type(FlowLogResourceType::from_vpc(&vpc));
    FlowLog::new(&vpc, "Plain", props.clone().destination(to_bucket()));
    FlowLog::new(&vpc, "Prefixed", props.clone().destination(to_bucket().key_prefix("flows/")));
    let parquet = to_bucket()
        .key_prefix("parquet")
        .file_format(FlowLogFileFormat::PARQUET)
        .hive_compatible_partitions(true)
        .per_hour_partition(true);
    FlowLog::new(&vpc, "Parquet", props.destination(parquet));
}

fn vpc_vpn_gateway(app: &App) {
    let vpc = Vpc::new(&anywhere(app), "Vpc", VpcProps::new().nat_gateways(1));
    vpc.enable_vpn_gateway(VpnGatewayProps::new().amazon_side_asn(65000));
}
