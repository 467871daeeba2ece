//! The network, and who reaches what in it.

use std::net::Ipv4Addr;

use purlin_aws::ec2::Ipv4Cidr;
use purlin_core::Environment;

use super::Found;
use super::words::region_of;
use crate::existing_vpc::Source;
use crate::network::{DEFAULT_CIDR, LONGEST_PREFIX, PUBLIC_SUBNET_BITS, WORKER_SUBNET_BITS, nat_gateways};
use crate::props::HybridWorkersSettings;
use crate::zones::Zones;

/// A shorter prefix than this is most of the world.
const SHORTEST_SSH_PREFIX: u8 = 8;
/// The app has a few addresses, and only a password stands behind the port that it reaches.
const SHORTEST_APP_PREFIX: u8 = 16;

/// What no VPC can have: the network and the prefix of each range, and what it is for.
const RESERVED: [(Ipv4Addr, u8, &str); 5] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8, "the sender's own network"),
    (Ipv4Addr::new(127, 0, 0, 0), 8, "each machine itself"),
    (Ipv4Addr::new(169, 254, 0, 0), 16, "addresses of one link"),
    (Ipv4Addr::new(224, 0, 0, 0), 4, "multicast"),
    (Ipv4Addr::new(240, 0, 0, 0), 4, "later use"),
];

pub(super) fn check(settings: &HybridWorkersSettings, environment: &Environment, found: &mut Found) {
    match &settings.existing_vpc {
        Some(existing) => existing_network(settings, &existing.0, environment, found),
        None => new_network(settings, environment, found),
    }
    way_out(settings, found);
    app_address(settings, found);
    ssh("queue_ssh_from", &settings.queue_ssh_from, found);
    ssh("worker_ssh_from", &settings.worker_ssh_from, found);
}

fn new_network(settings: &HybridWorkersSettings, environment: &Environment, found: &mut Found) {
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
        Ok(range) => room(range, zones.len(), settings.private_workers, found),
    }
    if let Zones::Named(names) = &zones {
        named_zones(names, environment.region.as_deref(), found);
    }
    let count = zones.len();
    if let Some(gateways) = settings.nat_gateways
        && usize::try_from(gateways).map_or(true, |gateways| gateways > count)
    {
        let message = format!("there cannot be {gateways} NAT gateways for {count} zones");
        let help = "take one, which is the cheapest, or one for each zone, which is the safest";
        found.push("nat_gateways", None, "bad-nat-gateways", message, help);
    }
}

/// Whether the subnets fit in. Where workers are private, each zone has a small public subnet as well.
fn room(range: Ipv4Cidr, zones: usize, private_workers: bool, found: &mut Found) {
    let size = |bits: u8| 1_u64 << (32 - (range.prefix() + bits).min(LONGEST_PREFIX));
    let public = if private_workers { size(PUBLIC_SUBNET_BITS) } else { 0 };
    let room = (1_u64 << (32 - range.prefix())) / (size(WORKER_SUBNET_BITS) + public);
    if usize::try_from(room).is_ok_and(|room| room < zones) {
        let times = if room == 1 { "zone" } else { "zones" };
        let message = format!("`{range}` has room for the subnets of {room} {times}, but there are {zones} zones");
        let help = "take fewer zones, or a larger `vpc_cidr`: a /24 has room for 8 or more";
        found.push("zones", None, "too-many-zones", message, help);
    }
}

fn existing_network(settings: &HybridWorkersSettings, source: &Source, environment: &Environment, found: &mut Found) {
    let of_new = [
        ("vpc_cidr", settings.vpc_cidr.is_some()),
        ("zones", settings.zones.is_some()),
        ("nat_gateways", settings.nat_gateways.is_some()),
    ];
    for (setting, is_set) in of_new {
        let message = format!("`{setting}` is of a new VPC, but there is an existing one");
        found.check(!is_set, setting, "existing-vpc-is-not-changed", message, "leave out either of the two");
    }
    let ids = settings.queue_subnet.iter().map(|id| ("queue_subnet", None, id));
    let ids = ids.chain(settings.worker_subnets.iter().enumerate().map(|(i, id)| ("worker_subnets", Some(i), id)));
    for (setting, item, id) in ids {
        if !is_id(id, "subnet-") {
            let message = format!("`{id}` is not the id of a subnet");
            found.push(setting, item, "bad-subnet", message, "write an id such as `subnet-0123456789abcdef0`");
        }
    }
    for (item, id) in settings.worker_subnets.iter().enumerate() {
        if settings.worker_subnets[..item].contains(id) {
            let message = format!("the subnet `{id}` is there twice");
            found.push("worker_subnets", Some(item), "subnet-twice", message, "write each subnet once");
        }
    }
    let are_subnets_known = settings.queue_subnet.is_some() && !settings.worker_subnets.is_empty();
    let is_looked_up = match source {
        Source::Construct(_) => false,
        Source::Id(id) if !is_id(id, "vpc-") => {
            let message = format!("`{id}` is not the id of a VPC");
            return found.push("existing_vpc", None, "bad-vpc", message, "write an id such as `vpc-0123456789abcdef0`");
        }
        Source::Id(_) => !are_subnets_known,
        Source::Name(_) | Source::OfRegion => true,
    };
    if is_looked_up && (environment.account.is_none() || environment.region.is_none()) {
        let message = "the VPC cannot be looked up without the stack's account and region".to_owned();
        let help = "set both, or name the VPC by its id together with `queue_subnet` and `worker_subnets`";
        found.push("existing_vpc", None, "lookup-without-environment", message, help);
    }
    if settings.vpc_endpoints && !is_looked_up && matches!(source, Source::Id(_)) {
        let message = "endpoints need the route tables of subnets, which their ids do not tell".to_owned();
        let help = "leave out `queue_subnet` or `worker_subnets`, so that the VPC is looked up, or `vpc_endpoints`";
        found.push("vpc_endpoints", None, "endpoints-without-route-tables", message, help);
    }
}

/// Private workers need one, and nobody else has use for one.
fn way_out(settings: &HybridWorkersSettings, found: &mut Found) {
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
    let range = range(cidr)?;
    if !(16..=LONGEST_PREFIX).contains(&range.prefix()) {
        return Err(format!("AWS allows /16 to /28, not /{}", range.prefix()));
    }
    let reserved = RESERVED.iter().filter_map(|(network, prefix, purpose)| {
        let whole = Ipv4Cidr::new(*network, *prefix)?;
        whole.contains(range).then(|| format!("`{whole}` is for {purpose}"))
    });
    reserved.take(1).next().map_or(Ok(range), Err)
}

fn range(text: &str) -> Result<Ipv4Cidr, String> {
    let range: Ipv4Cidr = text.parse().map_err(|_| "it is not written like `10.0.0.0/16`".to_owned())?;
    match range.to_string() == text {
        true => Ok(range),
        false => Err(format!("it begins inside of its network, which is `{range}`")),
    }
}

/// Zones by name: each once, and all of one region.
fn named_zones(names: &[String], region: Option<&str>, found: &mut Found) {
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

fn app_address(settings: &HybridWorkersSettings, found: &mut Found) {
    let address = &settings.app_address;
    match range(address) {
        Err(reason) => {
            let message = format!("`{address}` cannot be where the Valohai app calls from: {reason}");
            found.push("app_address", None, "bad-app-address", message, "write a range such as `34.248.245.191/32`");
        }
        Ok(range) if range.prefix() < SHORTEST_APP_PREFIX => {
            let message = format!("`{address}` would open the port of Redis to much of the world");
            let help = "write the addresses of the Valohai app alone, a /16 at most";
            found.push("app_address", None, "open-to-the-world", message, help);
        }
        Ok(_) => {}
    }
}

fn ssh(setting: &'static str, ranges: &[String], found: &mut Found) {
    for (index, text) in ranges.iter().enumerate() {
        match range(text) {
            Err(reason) => {
                let message = format!("`{text}` cannot be where SSH comes from: {reason}");
                found.push(setting, Some(index), "bad-ssh-range", message, "write a range such as `203.0.113.7/32`");
            }
            Ok(range) if range.prefix() < SHORTEST_SSH_PREFIX => {
                let message = format!("`{text}` would open SSH to much of the world");
                let help = "write the addresses of those who need it, such as `203.0.113.7/32`";
                found.push(setting, Some(index), "open-to-the-world", message, help);
            }
            Ok(_) => {}
        }
    }
}

/// An id of EC2's, such as `subnet-0123456789abcdef0`: eight or seventeen hexadecimal digits behind the kind.
fn is_id(text: &str, kind: &str) -> bool {
    text.strip_prefix(kind).is_some_and(|digits| {
        matches!(digits.len(), 8 | 17) && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    })
}
