//! A new VPC: public subnets for the load balancer and NAT gateways, private ones for everything else.

use std::ops::RangeInclusive;

use purlin_aws::ec2::{
    GatewayVpcEndpoint, GatewayVpcEndpointAwsService, GatewayVpcEndpointProps, Ipv4Cidr, SubnetConfiguration,
    SubnetSelection, SubnetType, Vpc, VpcProps,
};
use purlin_core::Scope;
use purlin_product::Zones;
use purlin_product::new_vpc::AddressPlan;

use crate::network::Network;
use crate::props::SelfHostedSettings;

/// The range of a new VPC, unless told otherwise.
pub(crate) const DEFAULT_CIDR: &str = "10.0.0.0/16";
/// As large as AWS lets it be, and as small as has room for everything in two zones and two more.
pub(crate) const PREFIXES: RangeInclusive<u8> = 16..=24;
/// As many zones as databases and load balancers need.
pub(crate) const FEWEST_ZONES: usize = 2;
const DEFAULT_ZONES: i64 = 2;
/// How much smaller a subnet is than its VPC: a sixteenth, so that there is room for eight zones.
const SUBNET_BITS: u8 = 4;
/// Load balancers take no smaller subnets.
const LONGEST_PREFIX: u8 = 27;

/// The zones of a new VPC.
pub(crate) fn zones(settings: &SelfHostedSettings) -> Zones {
    settings.zones.clone().unwrap_or(Zones::Count(DEFAULT_ZONES))
}

/// How the addresses of a VPC with this prefix length are shared out: a public and a private subnet of the same size in each
/// zone, wherever workers are.
pub(crate) fn address_plan(vpc_prefix: u8) -> AddressPlan {
    AddressPlan::new(vpc_prefix, [subnet_prefix(vpc_prefix); 2])
}

fn subnet_prefix(vpc_prefix: u8) -> u8 {
    (vpc_prefix + SUBNET_BITS).min(LONGEST_PREFIX)
}

/// How many NAT gateways there are: one, unless told otherwise, or nothing that needs one is private.
pub(crate) fn nat_gateways(settings: &SelfHostedSettings) -> i64 {
    settings.nat_gateways.unwrap_or(i64::from(needs_nat_gateways(settings)))
}

/// Database and queue open no connections, so that only instances need a way out.
pub(crate) fn needs_nat_gateways(settings: &SelfHostedSettings) -> bool {
    !settings.public_instance || !settings.public_workers
}

/// A VPC whose settings were found to be good.
#[track_caller]
pub(crate) fn new_network(scope: &Scope, settings: &SelfHostedSettings) -> Network {
    let cidr = settings.vpc_cidr.as_deref().unwrap_or(DEFAULT_CIDR);
    let vpc_prefix = cidr.parse().map_or(*PREFIXES.start(), Ipv4Cidr::prefix);
    let subnet_prefix = i64::from(subnet_prefix(vpc_prefix));
    let zones = zones(settings);
    let later = i64::try_from(address_plan(vpc_prefix).zones().saturating_sub(zones.len())).unwrap_or_default();
    let private = match nat_gateways(settings) {
        0 => SubnetType::PrivateIsolated,
        _ => SubnetType::PrivateWithEgress,
    };
    let groups = [
        // Whoever needs a public address asks for it.
        SubnetConfiguration::new("Public", SubnetType::Public).map_public_ip_on_launch(false).cidr_mask(subnet_prefix),
        SubnetConfiguration::new("Private", private).cidr_mask(subnet_prefix),
    ];
    let props = VpcProps::new()
        .ip_addresses(cidr)
        .availability_zones(zones.values())
        // So that no subnet gets other addresses when there are more zones, or fewer: that would replace it, and all in it.
        .reserved_azs(later)
        .subnet_configuration(groups)
        .nat_gateways(nat_gateways(settings))
        .enable_dns_hostnames(true);
    let vpc = Vpc::new(scope, "Vpc", props);
    let (public, private) = (vpc.public_subnets().to_vec(), [vpc.private_subnets(), vpc.isolated_subnets()].concat());
    // Traffic with the bucket goes round the NAT gateways, which charge for every byte.
    let props = GatewayVpcEndpointProps::new()
        .vpc(&vpc)
        .service(GatewayVpcEndpointAwsService::S3)
        .subnets([SubnetSelection::of_subnets(public.iter().chain(&private))]);
    GatewayVpcEndpoint::new(scope, "S3Endpoint", props);
    let either = |is_public: bool| if is_public { public.clone() } else { private.clone() };
    Network {
        load_balancer: either(!settings.internal_load_balancer),
        master: either(settings.public_instance).into_iter().take(1).collect(),
        database: private.clone(),
        cache: private.clone(),
        workers: either(settings.public_workers),
        vpc,
    }
}
