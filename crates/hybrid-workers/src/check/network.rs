//! A new VPC, what speaks against it, and the way out of private workers.

use std::net::Ipv4Addr;

use purlin_aws::ec2::Ipv4Cidr;
use purlin_core::Environment;
use purlin_product::Problems;
use purlin_product::ranges::ipv4_range;
use purlin_product::words::region_of;

use crate::address_plan::{AddressPlan, PREFIXES};
use crate::new_network::{DEFAULT_CIDR, nat_gateways};
use crate::props::HybridWorkersSettings;
use purlin_product::Zones;

/// What no VPC can have: the network and the prefix of each range, and what it is for.
const RESERVED: [(Ipv4Addr, u8, &str); 5] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8, "the sender's own network"),
    (Ipv4Addr::new(127, 0, 0, 0), 8, "each machine itself"),
    (Ipv4Addr::new(169, 254, 0, 0), 16, "addresses of one link"),
    (Ipv4Addr::new(224, 0, 0, 0), 4, "multicast"),
    (Ipv4Addr::new(240, 0, 0, 0), 4, "later use"),
];

pub(super) fn check(settings: &HybridWorkersSettings, environment: &Environment, found: &mut Problems) {
    match &settings.existing_vpc {
        Some(existing) => super::existing_network::check(settings, existing, environment, found),
        None => new_network(settings, environment, found),
    }
    way_out(settings, found);
}

fn new_network(settings: &HybridWorkersSettings, environment: &Environment, found: &mut Problems) {
    for (setting, is_set) in
        [("queue_subnet", settings.queue_subnet.is_some()), ("worker_subnets", !settings.worker_subnets.is_empty())]
    {
        let message = format!("`{setting}` is of an existing VPC, and none is named");
        found.check(!is_set, setting, "subnet-without-vpc", message, "name the VPC that it is in, or leave it out");
    }
    let cidr = settings.vpc_cidr.as_deref().unwrap_or(DEFAULT_CIDR);
    let zones = settings.zones.clone().unwrap_or_default();
    let none = "there has to be at least one availability zone".to_owned();
    found.check(!zones.is_empty(), "zones", "no-zones", none, "write how many zones get a subnet, such as 3");
    match vpc_range(cidr) {
        Err(reason) => {
            let message = format!("`{cidr}` cannot be the range of a VPC: {reason}");
            found.push("vpc_cidr", None, "bad-vpc-cidr", message, "write a range such as `10.0.0.0/16`");
        }
        Ok(range) => room(settings, range, zones.len(), found),
    }
    if let Zones::Named(names) = &zones {
        named_zones(names, environment.region.as_deref(), found);
    }
    if let Some(gateways) = settings.nat_gateways
        && settings.private_workers
        && !zones.is_empty()
        && usize::try_from(gateways).map_or(true, |gateways| gateways > zones.len())
    {
        let message = format!("there cannot be {gateways} NAT gateways for {}", count(zones.len()));
        let help = "take one, which is the cheapest, or one for each zone, which is the safest";
        found.push("nat_gateways", None, "bad-nat-gateways", message, help);
    }
}

/// Whether the subnets of all zones fit in.
fn room(settings: &HybridWorkersSettings, range: Ipv4Cidr, zones: usize, found: &mut Problems) {
    let room = AddressPlan::new(settings, range.prefix()).zones();
    if room >= zones {
        return;
    }
    let message = match room {
        0 => format!("`{range}` has no room for the subnets of a zone"),
        _ => format!("`{range}` has room for the subnets of {}, and not for those of {zones}", count(room)),
    };
    let help = match AddressPlan::smallest_vpc(settings, zones) {
        Some(prefix) if room == 0 => format!("take a larger `vpc_cidr`: a /{prefix} has room for {}", count(zones)),
        Some(prefix) => format!("take fewer zones, or a larger `vpc_cidr`: a /{prefix} has room for {}", count(zones)),
        None => {
            let most = AddressPlan::new(settings, *PREFIXES.start()).zones();
            format!("take fewer zones: the largest VPC, a /{}, has room for {}", PREFIXES.start(), count(most))
        }
    };
    found.push("zones", None, "too-many-zones", message, &help);
}

fn count(zones: usize) -> String {
    match zones {
        1 => "1 zone".to_owned(),
        _ => format!("{zones} zones"),
    }
}

/// Private workers need one, and nobody else has use for one.
fn way_out(settings: &HybridWorkersSettings, found: &mut Problems) {
    if !settings.private_workers {
        let help = "set `private_workers`, or leave it out: workers with public addresses need none";
        let without = |setting: &str| format!("`{setting}` has no effect, since workers are not private");
        let gateways = settings.nat_gateways.is_some_and(|count| count != 0) && settings.existing_vpc.is_none();
        found.check(!gateways, "nat_gateways", "way-out-of-public-workers", without("nat_gateways"), help);
        let rule = "way-out-of-public-workers";
        return found.check(!settings.vpc_endpoints, "vpc_endpoints", rule, without("vpc_endpoints"), help);
    }
    if settings.existing_vpc.is_none() && nat_gateways(settings) == 0 && !settings.vpc_endpoints {
        let message = "private workers would reach nothing: there are neither NAT gateways nor endpoints".to_owned();
        let help = "set `nat_gateways` to 1 or more, or `vpc_endpoints` if all images of jobs are in ECR";
        found.push("nat_gateways", None, "private-workers-without-way-out", message, help);
    }
}

/// The range, or why no VPC can have it.
fn vpc_range(cidr: &str) -> Result<Ipv4Cidr, String> {
    let range = ipv4_range(cidr)?;
    if !PREFIXES.contains(&range.prefix()) {
        return Err(format!("AWS allows /16 to /28, not /{}", range.prefix()));
    }
    let reserved = RESERVED.iter().filter_map(|(network, prefix, purpose)| {
        let whole = Ipv4Cidr::new(*network, *prefix)?;
        whole.contains(range).then(|| format!("`{whole}` is for {purpose}"))
    });
    reserved.take(1).next().map_or(Ok(range), Err)
}

/// Zones by name: each once, and all of one region.
fn named_zones(names: &[String], region: Option<&str>, found: &mut Problems) {
    let region = region.or_else(|| names.iter().find_map(|name| region_of(name))).unwrap_or_default();
    for (index, name) in names.iter().enumerate() {
        let (rule, message) = match region_of(name) {
            None => ("bad-zone", format!("`{name}` cannot be an availability zone")),
            Some(_) if names[..index].contains(name) => ("zone-twice", format!("the zone `{name}` is there twice")),
            Some(other) if other != region => {
                ("zone-of-other-region", format!("the zone `{name}` is not in the region `{region}`"))
            }
            Some(_) => continue,
        };
        found.push("zones", Some(index), rule, message, "write zones of one region, each once, such as `eu-west-1a`");
    }
}
