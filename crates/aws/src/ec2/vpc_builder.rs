//! Makes the resources of a VPC.

use std::cell::RefCell;
use std::panic::Location;

use purlin_cfn::ec2::{
    CfnEgressOnlyInternetGateway, CfnEgressOnlyInternetGatewayProps, CfnInternetGateway, CfnInternetGatewayProps,
    CfnNatGateway, CfnSubnet, CfnVPC, CfnVPCCidrBlock, CfnVPCCidrBlockProps, CfnVPCGatewayAttachment,
    CfnVPCGatewayAttachmentProps, CfnVPCProps,
};
use purlin_core::{Construct, Finding, Scope, TagOptions, Tags, Value, fn_select};

use super::default_security_group;
use super::internet_connectivity::{Group, InternetConnectivity};
use super::ip_addresses::IpProtocol;
use super::nat::NatProvider;
use super::subnet::{Subnet, SubnetProps};
use super::subnet_allocation::cut;
use super::subnet_configuration::{SubnetConfiguration, SubnetType};
use super::subnet_selection::{SubnetSelection, SubnetsByType};
use super::vpc::{DefaultInstanceTenancy, Inner, Made, VpcSettings};
use super::vpc_check::check_subnets_later;
use super::vpc_layout::{Layout, VpcRange};

/// By these tags, `Vpc::from_lookup` knows the groups again.
const GROUP_TAG: &str = "aws-cdk:subnet-name";
const TYPE_TAG: &str = "aws-cdk:subnet-type";
/// How many addresses an IPv6 subnet has: 2 to this power.
const IPV6_SUBNET_BITS: u8 = 64;
/// How many of these there are in the range that AWS gives to a VPC.
const IPV6_SUBNETS: usize = 256;

#[track_caller]
pub(super) fn build(scope: Scope, settings: &VpcSettings) -> Inner {
    let layout = Layout::new(&scope, settings);
    let cfn = vpc(&scope, settings, &layout.range);
    Tags::of(&scope).add("Name", settings.vpc_name.clone().unwrap_or_else(|| scope.path()));
    let ipv6 = match settings.ip_protocol {
        IpProtocol::DualStack => Some(Ipv6::new(&scope, &cfn, &layout)),
        IpProtocol::Ipv4Only => None,
    };
    let subnets = subnets(&scope, &layout, &cfn, ipv6.as_ref());
    if let VpcRange::Cidr(range) = layout.range {
        check_subnets_later(&scope, &cfn, range);
    }
    let connectivity = Group::default();
    let needs_gateway =
        |group: &SubnetConfiguration| group.subnet_type != SubnetType::PrivateIsolated && !group.reserved;
    if !settings.create_internet_gateway && settings.nat_gateways.is_some_and(|count| count > 0) {
        let message = "NAT gateways are asked for, and no internet gateway by which they would reach the internet";
        let finding = Finding::error("nat-without-internet-gateway", message).at(Location::caller());
        scope.report(finding.help("leave out either of `nat_gateways` and `create_internet_gateway(false)`"));
    }
    let mut internet_gateway = None;
    let mut nat_gateways = Vec::new();
    if settings.create_internet_gateway && layout.groups.iter().any(needs_gateway) {
        let gateway = CfnInternetGateway::new(&scope, "IGW", CfnInternetGatewayProps::new());
        connectivity.add(&gateway);
        route_to_internet(&scope, &cfn, &gateway, &subnets.public, ipv6.is_some());
        internet_gateway = Some(gateway);
        if layout.nat_gateways > 0 {
            nat_gateways = nat(&scope, settings, &layout, &cfn, &subnets, &connectivity);
        }
    }
    if ipv6.is_some() && !subnets.private.is_empty() {
        let props = CfnEgressOnlyInternetGatewayProps::new().vpc_id(cfn.get_ref());
        let gateway = CfnEgressOnlyInternetGateway::new(&scope, "EIGW6", props);
        for subnet in &subnets.private {
            subnet.add_ipv6_default_egress_only_internet_route(gateway.get_ref());
        }
    }
    if settings.restrict_default_security_group {
        default_security_group::restrict(&scope, &cfn);
    }
    Inner {
        region: scope.region(),
        account: scope.account(),
        scope,
        id: cfn.get_ref(),
        cidr_block: Some(cfn.attr_cidr_block()),
        availability_zones: layout.zones,
        subnets,
        connectivity,
        vpn_gateway_id: RefCell::default(),
        made: Some(Made { cfn, internet_gateway, nat_gateways }),
    }
}

#[track_caller]
fn vpc(scope: &Scope, settings: &VpcSettings, range: &VpcRange) -> CfnVPC {
    let hostnames = settings.enable_dns_hostnames.unwrap_or(settings.enable_dns_support);
    if hostnames && !settings.enable_dns_support {
        let finding = Finding::error("hostnames-without-dns", "the VPC has DNS host names, and does not resolve names");
        scope.report(finding.at(Location::caller()).help("set `enable_dns_support`, or unset `enable_dns_hostnames`"));
    }
    let tenancy = match settings.default_instance_tenancy {
        DefaultInstanceTenancy::Default => "default",
        DefaultInstanceTenancy::Dedicated => "dedicated",
    };
    let props = CfnVPCProps::new()
        .enable_dns_hostnames(hostnames)
        .enable_dns_support(settings.enable_dns_support)
        .instance_tenancy(tenancy);
    let props = match range {
        VpcRange::Cidr(range) => props.cidr_block(range.to_string()),
        VpcRange::Ipam { pool_id, prefix, .. } => props.ipv4_ipam_pool_id(pool_id).ipv4_netmask_length(*prefix),
    };
    CfnVPC::new(scope, "Resource", props)
}

/// The IPv6 addresses of a VPC.
struct Ipv6 {
    block: CfnVPCCidrBlock,
    /// The range of each subnet, with those that are only reserved.
    subnets: Value<Vec<String>>,
}

impl Ipv6 {
    #[track_caller]
    fn new(scope: &Scope, vpc: &CfnVPC, layout: &Layout) -> Self {
        let props = CfnVPCCidrBlockProps::new().vpc_id(vpc.get_ref()).amazon_provided_ipv6_cidr_block(true);
        let block = CfnVPCCidrBlock::new(scope, "ipv6cidr", props);
        let places = layout.groups.len() * layout.places_in_group;
        if places > IPV6_SUBNETS {
            let message = format!("the VPC would have {places} subnets with IPv6 addresses, reserved ones included");
            let finding = Finding::error("too-many-ipv6-subnets", message).at(Location::caller());
            scope.report(finding.help("AWS gives a VPC addresses for 256: have fewer groups, zones or reserved zones"));
        }
        let count = i64::try_from(places).unwrap_or(i64::MAX);
        let range = fn_select(0, vpc.attr_ipv6_cidr_blocks());
        Ipv6 { block, subnets: cut(range, count, IPV6_SUBNET_BITS) }
    }
}

#[track_caller]
fn subnets(scope: &Scope, layout: &Layout, vpc: &CfnVPC, ipv6: Option<&Ipv6>) -> SubnetsByType {
    let ranges = layout.subnet_ranges(scope, &vpc.attr_cidr_block());
    let mut subnets = SubnetsByType::default();
    for (group_index, group) in layout.groups.iter().enumerate().filter(|(_, group)| !group.reserved) {
        for (zone_index, zone) in layout.zones.iter().enumerate() {
            let place = group_index * layout.places_in_group + zone_index;
            let Some(range) = ranges.get(place) else { continue };
            let public = group.subnet_type == SubnetType::Public;
            let map_public_ip = public && group.map_public_ip_on_launch.unwrap_or(ipv6.is_none());
            let mut props = SubnetProps::new()
                .vpc_id(vpc.get_ref())
                .availability_zone(zone)
                .cidr_block(range)
                .map_public_ip_on_launch(map_public_ip);
            if let Some(ipv6) = ipv6 {
                props = props
                    .ipv6_cidr_block(fn_select(place, ipv6.subnets.clone()))
                    .assign_ipv6_address_on_creation(group.ipv6_assign_address_on_creation.unwrap_or(true));
            }
            let subnet = Subnet::new(scope, &format!("{}Subnet{}", group.name, zone_index + 1), props);
            if let Some(ipv6) = ipv6 {
                subnet.scope().add_dependency(&ipv6.block);
            }
            let on_subnets = || TagOptions::new().include_resource_types([CfnSubnet::TYPE.name]);
            Tags::of(&subnet).add_with(GROUP_TAG, group.name.clone(), on_subnets());
            Tags::of(&subnet).add_with(TYPE_TAG, group.subnet_type.name(), on_subnets());
            subnets.of_mut(group.subnet_type).push(subnet);
        }
    }
    subnets
}

#[track_caller]
fn route_to_internet(scope: &Scope, vpc: &CfnVPC, gateway: &CfnInternetGateway, public_subnets: &[Subnet], ipv6: bool) {
    let props = CfnVPCGatewayAttachmentProps::new().internet_gateway_id(gateway.get_ref()).vpc_id(vpc.get_ref());
    let attachment = CfnVPCGatewayAttachment::new(scope, "VPCGW", props);
    for subnet in public_subnets {
        subnet.add_default_internet_route(gateway.get_ref(), &attachment);
        if ipv6 {
            subnet.add_ipv6_default_internet_route(gateway.get_ref(), &attachment);
        }
    }
}

#[track_caller]
fn nat(
    scope: &Scope,
    settings: &VpcSettings,
    layout: &Layout,
    vpc: &CfnVPC,
    subnets: &SubnetsByType,
    connectivity: &Group,
) -> Vec<CfnNatGateway> {
    let provider = match settings.nat_gateway_provider.clone().unwrap_or_default() {
        NatProvider::Gateway(provider) => provider,
        NatProvider::RegionalGateway(provider) => {
            let connectivity = InternetConnectivity::of([connectivity]);
            return vec![provider.configure(scope, vpc.get_ref(), &connectivity, &subnets.private)];
        }
    };
    let placement = settings.nat_gateway_subnets.clone().unwrap_or(SubnetSelection::of_type(SubnetType::Public));
    let selected = subnets.select(scope, &placement);
    let is_public = |subnet: &&Subnet| subnets.public.iter().any(|public| public.scope() == subnet.scope());
    let public: Vec<Subnet> = selected.subnets().iter().filter(is_public).cloned().collect();
    if public.len() < selected.subnets().len() {
        let finding =
            Finding::error("nat-in-private-subnet", "`nat_gateway_subnets` selects subnets that are not public");
        scope.report(finding.at(Location::caller()).help("select public subnets: others have no way to the internet"));
    }
    let count = layout.nat_gateways.min(public.len());
    provider.configure(scope, public.get(..count).unwrap_or_default(), &subnets.private)
}
