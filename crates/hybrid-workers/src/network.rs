//! The network: a VPC with a subnet in each availability zone, or one that there is.

use purlin_aws::ec2::{
    Ipv4Cidr, Subnet, SubnetConfiguration, SubnetSelection, SubnetType, Vpc, VpcAttributesProps, VpcLookupProps,
    VpcProps,
};
use purlin_core::{Construct, IntoValue, Scope, Value, fn_get_azs, fn_select};

use crate::existing_vpc::{ExistingVpc, Source};
use crate::names::{self, Names};
use crate::props::HybridWorkersSettings;
use crate::zones::Zones;

/// The guide's range.
pub(crate) const DEFAULT_CIDR: &str = "10.0.0.0/16";

/// How much smaller a subnet of workers is than its VPC: a sixteenth, as the guide's `/20` in a `/16`.
pub(crate) const WORKER_SUBNET_BITS: u8 = 4;
/// How much smaller the public subnets are that only hold the queue and NAT gateways.
pub(crate) const PUBLIC_SUBNET_BITS: u8 = 8;
/// The smallest range that AWS takes for a subnet.
pub(crate) const LONGEST_PREFIX: u8 = 28;

/// The group of subnets that workers are in.
const WORKERS: &str = "Worker";
/// The group of subnets that have the queue and NAT gateways, where workers are private.
const PUBLIC: &str = "Public";

#[derive(Clone)]
pub(crate) struct Network {
    pub(crate) vpc: Vpc,
    /// Where the queue is: public, and nothing where no VPC could have one.
    pub(crate) queue_subnet: Option<Subnet>,
    pub(crate) worker_subnets: Vec<Subnet>,
    /// Whether the VPC was there before, so that its subnets need not have Valohai's tag.
    pub(crate) is_existing: bool,
}

impl Network {
    pub(crate) fn new(scope: &Scope, settings: &HybridWorkersSettings, names: &Names) -> Self {
        match &settings.existing_vpc {
            Some(existing) => existing_network(scope, settings, existing),
            None => new_network(scope, settings, names),
        }
    }
}

fn new_network(scope: &Scope, settings: &HybridWorkersSettings, names: &Names) -> Network {
    let cidr = settings.vpc_cidr.as_deref().unwrap_or(DEFAULT_CIDR);
    // What is wrong with it is told already.
    let range = cidr.parse::<Ipv4Cidr>().ok().filter(|range| (16..=LONGEST_PREFIX).contains(&range.prefix()));
    let mask = |bits: u8| i64::from((range.map_or(16, Ipv4Cidr::prefix) + bits).min(LONGEST_PREFIX));
    let kind = if settings.private_workers { private_type(settings) } else { SubnetType::Public };
    let mut groups = vec![SubnetConfiguration::new(WORKERS, kind).cidr_mask(mask(WORKER_SUBNET_BITS))];
    if settings.private_workers {
        groups.push(SubnetConfiguration::new(PUBLIC, SubnetType::Public).cidr_mask(mask(PUBLIC_SUBNET_BITS)));
    }
    let props = VpcProps::new()
        .ip_addresses(range.map_or_else(|| DEFAULT_CIDR.to_owned(), |range| range.to_string()))
        .availability_zones(zones(settings))
        .subnet_configuration(groups)
        .nat_gateways(nat_gateways(settings))
        .enable_dns_hostnames(true);
    let vpc = Vpc::new(scope, "Vpc", props);
    names.tag(&vpc, names::VPC);
    let workers = if settings.private_workers && kind == SubnetType::PrivateIsolated {
        vpc.isolated_subnets()
    } else if settings.private_workers {
        vpc.private_subnets()
    } else {
        vpc.public_subnets()
    };
    let workers = workers.to_vec();
    name(names, &vpc, &workers, settings.private_workers);
    let queue_subnet = vpc.public_subnets().first().cloned();
    Network { queue_subnet, worker_subnets: workers, vpc, is_existing: false }
}

/// How many NAT gateways there are: one, unless something else was said, or endpoints stand in for it.
pub(crate) fn nat_gateways(settings: &HybridWorkersSettings) -> i64 {
    let usual = i64::from(settings.private_workers && !settings.vpc_endpoints);
    settings.nat_gateways.unwrap_or(usual)
}

fn private_type(settings: &HybridWorkersSettings) -> SubnetType {
    match nat_gateways(settings) {
        0 => SubnetType::PrivateIsolated,
        _ => SubnetType::PrivateWithEgress,
    }
}

/// The zones' names: known now, or during deployment.
fn zones(settings: &HybridWorkersSettings) -> Vec<Value<String>> {
    match settings.zones.clone().unwrap_or_default() {
        Zones::Named(names) => names.iter().map(IntoValue::into_value).collect(),
        count => (0..count.len()).map(|index| fn_select(index, fn_get_azs(""))).collect(),
    }
}

/// Gives everything the guide's names. Route tables are the children of subnets, and are named after them otherwise.
fn name(names: &Names, vpc: &Vpc, workers: &[Subnet], are_private: bool) {
    let (worker_routes, public) = match are_private {
        true => (names::PRIVATE_ROUTE_TABLE, vpc.public_subnets()),
        false => (names::ROUTE_TABLE, &[][..]),
    };
    let groups = [(workers, names::SUBNET, worker_routes), (public, names::PUBLIC_SUBNET, names::ROUTE_TABLE)];
    for (subnets, prefix, routes) in groups {
        for (number, subnet) in (1..).zip(subnets) {
            names.tag(subnet, format!("{prefix}{number}"));
            if let Some(table) = subnet.scope().child("RouteTable") {
                names.tag(&table, routes);
            }
        }
    }
    if let Some(gateway) = vpc.scope().child("IGW") {
        names.tag(&gateway, names::INTERNET_GATEWAY);
    }
    for (number, gateway) in (1..).zip(vpc.nat_gateways()) {
        names.tag(gateway, format!("{}-{number}", names::NAT_GATEWAY));
    }
}

fn existing_network(scope: &Scope, settings: &HybridWorkersSettings, existing: &ExistingVpc) -> Network {
    let subnet = |id: &str, subnet_id: &str| Subnet::from_id(scope, id, subnet_id);
    let chosen_queue_subnet = settings.queue_subnet.as_deref().map(|id| subnet("QueueSubnet", id));
    let chosen_worker_subnets: Vec<Subnet> =
        (1..).zip(&settings.worker_subnets).map(|(number, id)| subnet(&format!("WorkerSubnet{number}"), id)).collect();
    let is_complete = chosen_queue_subnet.is_some() && !chosen_worker_subnets.is_empty();
    let lookup = VpcLookupProps::new();
    let vpc = match &existing.0 {
        Source::Construct(vpc) => vpc.clone(),
        Source::Id(id) if is_complete => {
            let no_zones: [&str; 0] = [];
            let props = VpcAttributesProps::new().vpc_id(id.into_value()).availability_zones(no_zones.into_value());
            Vpc::from_attributes(scope, "Vpc", props)
        }
        Source::Id(id) => Vpc::from_lookup(scope, "Vpc", lookup.vpc_id(id)),
        Source::Name(name) => Vpc::from_lookup(scope, "Vpc", lookup.vpc_name(name)),
        Source::OfRegion => Vpc::from_lookup(scope, "Vpc", lookup.is_default(true)),
    };
    let workers = match () {
        () if !chosen_worker_subnets.is_empty() => chosen_worker_subnets,
        () if settings.private_workers => vpc.select_subnets(&SubnetSelection::new()).subnets().to_vec(),
        () => vpc.public_subnets().to_vec(),
    };
    let queue_subnet = chosen_queue_subnet.or_else(|| vpc.public_subnets().first().cloned());
    Network { vpc, queue_subnet, worker_subnets: workers, is_existing: true }
}
