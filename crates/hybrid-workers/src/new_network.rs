//! A new VPC, with a subnet of workers in each availability zone.

use purlin_aws::ec2::{Ipv4Cidr, Subnet, SubnetConfiguration, SubnetType, Vpc, VpcProps};
use purlin_core::{Construct, Scope};
use purlin_product::Origin;
use purlin_product::new_vpc::PREFIXES;

use crate::address_plan::Sizes;
use crate::names::{self, Names};
use crate::network::{Network, no_subnet};
use crate::props::HybridWorkersSettings;

/// The guide's range.
pub(crate) const DEFAULT_CIDR: &str = "10.0.0.0/16";

/// The group of subnets that workers are in.
const WORKERS: &str = "Worker";
/// The group of subnets that have the queue and NAT gateways, where workers are private.
const PUBLIC: &str = "Public";

/// A VPC whose settings were found to be good.
#[track_caller]
pub(crate) fn new_network(scope: &Scope, settings: &HybridWorkersSettings, names: &Names) -> Network {
    let cidr = settings.vpc_cidr.as_deref().unwrap_or(DEFAULT_CIDR);
    let vpc_prefix = cidr.parse().map_or(*PREFIXES.start(), Ipv4Cidr::prefix);
    let sizes = Sizes::new(settings, vpc_prefix);
    let kind = worker_type(settings);
    let group = |name: &str, kind, prefix: u8| SubnetConfiguration::new(name, kind).cidr_mask(prefix.into());
    let mut groups = vec![group(WORKERS, kind, sizes.worker_prefix)];
    if let Some(prefix) = sizes.public_prefix {
        // The queue asks for its address itself.
        groups.push(group(PUBLIC, SubnetType::Public, prefix).map_public_ip_on_launch(false));
    }
    let zones = settings.zones.clone().unwrap_or_default();
    let later = i64::try_from(sizes.plan().zones().saturating_sub(zones.len())).unwrap_or_default();
    let props = VpcProps::new()
        .ip_addresses(cidr)
        .availability_zones(zones.values())
        // So that no subnet gets other addresses when there are more zones, or fewer: that would replace it, and the queue.
        .reserved_azs(later)
        .subnet_configuration(groups)
        .nat_gateways(nat_gateways(settings))
        .enable_dns_hostnames(true);
    let vpc = Vpc::new(scope, "Vpc", props);
    let worker_subnets = match kind {
        SubnetType::Public => vpc.public_subnets(),
        SubnetType::PrivateWithEgress => vpc.private_subnets(),
        SubnetType::PrivateIsolated => vpc.isolated_subnets(),
    };
    let worker_subnets = worker_subnets.to_vec();
    name(names, &vpc, &worker_subnets, settings.private_workers);
    let queue_subnet = vpc.public_subnets().first().cloned();
    let queue_subnet = queue_subnet.unwrap_or_else(|| no_subnet(scope, "NoQueueSubnet"));
    Network { queue_subnet, worker_subnets, vpc, origin: Origin::Made, is_final: true }
}

/// How many NAT gateways there are: one for private workers, unless something else was said, or endpoints stand in for it.
pub(crate) fn nat_gateways(settings: &HybridWorkersSettings) -> i64 {
    let usual = i64::from(settings.private_workers && !settings.vpc_endpoints);
    settings.nat_gateways.unwrap_or(usual)
}

fn worker_type(settings: &HybridWorkersSettings) -> SubnetType {
    match (settings.private_workers, nat_gateways(settings)) {
        (false, _) => SubnetType::Public,
        (true, 0) => SubnetType::PrivateIsolated,
        (true, _) => SubnetType::PrivateWithEgress,
    }
}

/// Gives everything the guide's names. Route tables are children of subnets, and would be named after them.
fn name(names: &Names, vpc: &Vpc, workers: &[Subnet], are_private: bool) {
    names.tag(vpc, names::VPC);
    if let Some(gateway) = vpc.scope().child("IGW") {
        names.tag(&gateway, names::INTERNET_GATEWAY);
    }
    let tag_subnets = |subnets: &[Subnet], name: &str, route_table: &'static str| {
        for (number, subnet) in (1..).zip(subnets) {
            names.tag(subnet, format!("{name}{number}"));
            if let Some(table) = subnet.scope().child("RouteTable") {
                names.tag(&table, route_table);
            }
            if let Some(gateway) = subnet.scope().child("NATGateway") {
                names.tag(&gateway, format!("{}{number}", names::NAT_GATEWAY));
            }
            if let Some(ip) = subnet.scope().child("EIP") {
                names.tag(&ip, format!("{}{number}", names::NAT_IP));
            }
        }
    };
    if are_private {
        tag_subnets(workers, names::SUBNET, names::PRIVATE_ROUTE_TABLE);
        tag_subnets(vpc.public_subnets(), names::PUBLIC_SUBNET, names::ROUTE_TABLE);
    } else {
        tag_subnets(workers, names::SUBNET, names::ROUTE_TABLE);
    }
}
