//! A new VPC: its range, its zones, how its addresses are shared out, and what can be wrong with these.

use std::net::Ipv4Addr;
use std::ops::RangeInclusive;

use purlin_aws::ec2::Ipv4Cidr;

use crate::ranges::ipv4_range;
use crate::words::region_of;
use crate::{Problems, Zones};

/// The prefix lengths that AWS takes for VPCs and subnets.
pub const PREFIXES: RangeInclusive<u8> = 16..=28;

/// What no VPC can have: the network and the prefix of each range, and what it is for.
const RESERVED: [(Ipv4Addr, u8, &str); 5] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8, "the sender's own network"),
    (Ipv4Addr::new(127, 0, 0, 0), 8, "each machine itself"),
    (Ipv4Addr::new(169, 254, 0, 0), 16, "addresses of one link"),
    (Ipv4Addr::new(224, 0, 0, 0), 4, "multicast"),
    (Ipv4Addr::new(240, 0, 0, 0), 4, "later use"),
];

/// How the addresses of a new VPC are shared out among its subnets, of which each zone has the same.
///
/// ```
/// use purlin_product::new_vpc::AddressPlan;
///
/// let plan = AddressPlan::new(16, [20, 24]);
/// assert_eq!(plan.zones(), 15);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressPlan {
    vpc_prefix: u8,
    subnet_prefixes: Vec<u8>,
}

impl AddressPlan {
    /// The plan of a VPC with this prefix length, in each of whose zones there are subnets of these.
    pub fn new(vpc_prefix: u8, subnet_prefixes: impl IntoIterator<Item = u8>) -> Self {
        AddressPlan { vpc_prefix, subnet_prefixes: subnet_prefixes.into_iter().collect() }
    }

    /// How many zones there is room for. All subnets of one size come before the smaller ones, so that nothing is lost
    /// between them.
    pub fn zones(&self) -> usize {
        let addresses = |prefix: &u8| 1_usize << 32_u8.saturating_sub(*prefix);
        let of_zone: usize = self.subnet_prefixes.iter().map(addresses).sum();
        addresses(&self.vpc_prefix) / of_zone.max(1)
    }
}

/// The range of a new VPC, with a prefix of these; `None` where it cannot be that, which is told.
pub fn range(
    setting: &'static str,
    cidr: &str,
    prefixes: RangeInclusive<u8>,
    found: &mut Problems,
) -> Option<Ipv4Cidr> {
    match possible_range(cidr, &prefixes) {
        Ok(range) => Some(range),
        Err(reason) => {
            let message = format!("`{cidr}` cannot be the range of a VPC: {reason}");
            found.push(setting, None, "bad-vpc-cidr", message, "write a range such as `10.0.0.0/16`");
            None
        }
    }
}

fn possible_range(cidr: &str, prefixes: &RangeInclusive<u8>) -> Result<Ipv4Cidr, String> {
    let range = ipv4_range(cidr)?;
    if !PREFIXES.contains(&range.prefix()) {
        return Err(format!("AWS allows /{} to /{}, not /{}", PREFIXES.start(), PREFIXES.end(), range.prefix()));
    }
    if !prefixes.contains(&range.prefix()) {
        return Err(format!(
            "/{} to /{} have room for everything, not /{}",
            prefixes.start(),
            prefixes.end(),
            range.prefix()
        ));
    }
    let reserved = RESERVED.iter().filter_map(|(network, prefix, purpose)| {
        let whole = Ipv4Cidr::new(*network, *prefix)?;
        whole.contains(range).then(|| format!("`{whole}` is for {purpose}"))
    });
    reserved.take(1).next().map_or(Ok(range), Err)
}

/// Whether the subnets of all zones fit into a range; `plan` is how VPCs are shared out, by their prefix.
pub fn room(
    setting: &'static str,
    range: Ipv4Cidr,
    zones: usize,
    prefixes: RangeInclusive<u8>,
    plan: impl Fn(u8) -> AddressPlan,
    found: &mut Problems,
) {
    let room = plan(range.prefix()).zones();
    if room >= zones {
        return;
    }
    let message = match room {
        0 => format!("`{range}` has no room for the subnets of a zone"),
        _ => format!("`{range}` has room for the subnets of {}, and not for those of {zones}", count(room)),
    };
    let smallest = prefixes.clone().rev().find(|prefix| plan(*prefix).zones() >= zones);
    let help = match smallest {
        Some(prefix) if room == 0 => format!("take a larger `vpc_cidr`: a /{prefix} has room for {}", count(zones)),
        Some(prefix) => format!("take fewer zones, or a larger `vpc_cidr`: a /{prefix} has room for {}", count(zones)),
        None => {
            let most = plan(*prefixes.start()).zones();
            format!("take fewer zones: the largest VPC, a /{}, has room for {}", prefixes.start(), count(most))
        }
    };
    found.push(setting, None, "too-many-zones", message, &help);
}

/// So many zones, in words.
pub fn count(zones: usize) -> String {
    match zones {
        1 => "1 zone".to_owned(),
        _ => format!("{zones} zones"),
    }
}

/// Zones by name: each once, and all of one region, which is the stack's where that is known.
pub fn zones(setting: &'static str, zones: &Zones, region: Option<&str>, found: &mut Problems) {
    let Zones::Named(names) = zones else { return };
    let region = region.or_else(|| names.iter().find_map(|name| region_of(name))).unwrap_or_default();
    for (index, name) in names.iter().enumerate() {
        let (rule, message) = match region_of(name) {
            None => ("bad-zone", format!("`{name}` cannot be an availability zone")),
            Some(_) if names.iter().take(index).any(|other| other == name) => {
                ("zone-twice", format!("the zone `{name}` is there twice"))
            }
            Some(other) if other != region => {
                ("zone-of-other-region", format!("the zone `{name}` is not in the region `{region}`"))
            }
            Some(_) => continue,
        };
        found.push(setting, Some(index), rule, message, "write zones of one region, each once, such as `eu-west-1a`");
    }
}

/// NAT gateways, of which no zone has a second one.
pub fn nat_gateways(setting: &'static str, gateways: i64, zones: usize, found: &mut Problems) {
    if zones == 0 || usize::try_from(gateways).is_ok_and(|gateways| gateways <= zones) {
        return;
    }
    let message = format!("there cannot be {gateways} NAT gateways for {}", count(zones));
    let help = "take one, which is the cheapest, or one for each zone, which is the safest";
    found.push(setting, None, "bad-nat-gateways", message, help);
}
