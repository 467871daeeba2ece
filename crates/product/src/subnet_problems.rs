//! What speaks against the subnets that parts of an installation get in a VPC that there is, as far as is known of them.

use purlin_aws::ec2::{Subnet, SubnetType};
use purlin_core::{Finding, Value};

use crate::known_subnets::{KnownSubnets, ids};
use crate::two_sided_vpc::FEWEST_ZONES;

/// A part of an installation, and the rules about its subnets. Each setting has its own, so that findings point to the right
/// line.
#[derive(Clone, Debug)]
pub struct Part<'a> {
    /// What it is called behind an article, such as `database`.
    pub name: &'static str,
    /// The rule about subnets that are not the VPC's.
    pub of_other_vpc: &'static str,
    /// The kind of subnets that it gets unless told otherwise: `public` or `private`.
    pub kind: &'static str,
    /// What to do where there is none of that kind.
    pub help_without: String,
    /// What is to be said of zones, for what needs several.
    pub zones: Option<Zones>,
    /// Its subnets.
    pub subnets: &'a [Subnet],
}

/// What is said of subnets that are in too few zones.
#[derive(Clone, Debug)]
pub struct Zones {
    /// The rule.
    pub rule: &'static str,
    /// What to do.
    pub help: String,
}

/// Instances, which need a way out: by public addresses, or by NAT gateways.
#[derive(Clone, Copy, Debug)]
pub struct Instances<'a> {
    /// What they are called, with an article where they need one, such as `the master`.
    pub name: &'static str,
    /// The setting that names their subnets.
    pub setting: &'static str,
    /// The setting that gives them public addresses.
    pub switch: &'static str,
    /// Whether they have public addresses.
    pub is_public: bool,
    /// The rule about subnets that are public and should not be.
    pub in_public: &'static str,
    /// The rule about subnets that are private and should not be.
    pub in_private: &'static str,
    /// What they have to reach, such as `AWS and Docker Hub`.
    pub destinations: &'static str,
    /// Their subnets.
    pub subnets: &'a [Subnet],
}

/// What makes a VPC impossible, before anything else can be said of it: it has no subnets, it has not those that are named, or none
/// for a part. `is_looked_up` is whether all subnets of the VPC are known.
pub fn of_vpc(known: KnownSubnets<'_>, is_looked_up: bool, parts: &[Part<'_>]) -> Vec<Finding> {
    if known.all().next().is_none() && parts.iter().any(|part| part.subnets.is_empty()) {
        let help = "take a VPC with public and private subnets, or leave out which there is: a new one is made";
        return vec![Finding::error("no-subnets", "the VPC has no subnets").help(help)];
    }
    let strangers = |part: &Part<'_>| known.strangers(part.of_other_vpc, part.subnets);
    let strangers: Vec<Finding> = parts.iter().filter_map(strangers).collect();
    match is_looked_up && !strangers.is_empty() {
        true => strangers,
        false => parts.iter().filter_map(missing).collect(),
    }
}

/// Nothing is told of a part, and nothing is there for it.
fn missing(part: &Part<'_>) -> Option<Finding> {
    if !part.subnets.is_empty() {
        return None;
    }
    let message = format!("the VPC has no {} subnet for the {}", part.kind, part.name);
    Some(Finding::error("no-subnet-of-kind", message).help(part.help_without.as_str()))
}

/// In which zones subnets are; `None` where that is not known of all of them.
pub fn zones(known: KnownSubnets<'_>, subnets: &[Subnet]) -> Option<Vec<Value<String>>> {
    let mut zones: Vec<Value<String>> = Vec::new();
    for subnet in subnets {
        let zone = known.zone(subnet)?;
        if !zones.contains(&zone) {
            zones.push(zone);
        }
    }
    Some(zones)
}

/// A part that needs several zones, and is in one.
pub fn too_few_zones(known: KnownSubnets<'_>, part: &Part<'_>) -> Option<Finding> {
    let Zones { rule, help } = part.zones.as_ref()?;
    let zones = zones(known, part.subnets).filter(|zones| zones.len() < FEWEST_ZONES)?;
    let zone = zones.first()?;
    let named = ids(part.subnets)?;
    let place = zone.literal().map_or_else(|| "one zone alone".to_owned(), |zone| format!("`{zone}` alone"));
    let message = format!("the {} needs subnets in {FEWEST_ZONES} zones: {named} is in {place}", part.name);
    Some(Finding::error(*rule, message).help(help.as_str()))
}

/// Of a part that is in several subnets of which each zone can have one: those that share a zone.
pub fn zone_twice<'a>(known: KnownSubnets<'_>, subnets: &'a [Subnet]) -> Option<[&'a Subnet; 2]> {
    subnets.iter().enumerate().find_map(|(index, subnet)| {
        let zone = known.zone(subnet)?;
        let other = subnets.iter().take(index).find(|other| known.zone(other).as_ref() == Some(&zone))?;
        Some([other, subnet])
    })
}

/// What is to have public addresses needs public subnets; what is not would have no way out of them.
pub fn wrong_side(known: KnownSubnets<'_>, instances: &Instances<'_>) -> Option<Finding> {
    let Instances { name, setting, switch, is_public, in_public, in_private, subnets, .. } = *instances;
    let is_wrong = |subnet: &&Subnet| match is_public {
        true => is_not_public(known, subnet),
        false => known.kind(subnet) == Some(SubnetType::Public),
    };
    let wrong = ids(subnets.iter().filter(is_wrong))?;
    let (rule, message, help) = match is_public {
        true => (
            in_private,
            format!("{name} would have public addresses of no use in {wrong}"),
            format!("leave out `{switch}`, or name public subnets with `{setting}`"),
        ),
        false => (
            in_public,
            format!("{name} would reach nothing from {wrong} without public addresses"),
            format!("set `{switch}`, or name private subnets with `{setting}`"),
        ),
    };
    Some(Finding::error(rule, message).help(help))
}

/// Private instances in subnets without a known way out. Endpoints, firewalls and peers that the VPC may have are not told by a
/// lookup.
pub fn no_way_out(known: KnownSubnets<'_>, instances: &Instances<'_>) -> Option<Finding> {
    let is_isolated = |subnet: &&Subnet| known.kind(subnet) == Some(SubnetType::PrivateIsolated);
    let isolated = ids(instances.subnets.iter().filter(is_isolated)).filter(|_| !instances.is_public)?;
    let message = format!("{} may reach nothing from {isolated}: no route to a NAT gateway is known", instances.name);
    let help = format!("take subnets behind a NAT gateway, unless there is another way to {}", instances.destinations);
    Some(Finding::warning("no-way-out", message).help(help))
}

/// Whether a subnet is known to have no way in from the internet.
pub fn is_not_public(known: KnownSubnets<'_>, subnet: &Subnet) -> bool {
    known.kind(subnet).is_some_and(|kind| kind != SubnetType::Public)
}
