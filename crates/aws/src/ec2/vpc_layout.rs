//! The layout of a VPC: which subnets there are, and with which addresses.

use std::ops::RangeInclusive;
use std::panic::Location;

use purlin_core::{Finding, Scope, Value};

use super::availability_zones::{ZONES_ANYWHERE, availability_zones, has_known_environment};
use super::cidr::{Ipv4Cidr, PREFIXES, check_literal, check_prefix};
use super::ip_addresses::{IpProtocol, Source};
use super::nat::NatProvider;
use super::subnet_allocation::{Misfit, allocate, allocate_unknown};
use super::subnet_configuration::{SubnetConfiguration, SubnetType};
use super::vpc::VpcSettings;

const USUAL_ZONES: i64 = 3;
/// Far more than any region has.
const MOST_RESERVED_ZONES: i64 = 20;

/// What is to be made.
pub(super) struct Layout {
    pub(super) zones: Vec<Value<String>>,
    /// The groups, in their order.
    pub(super) groups: Vec<SubnetConfiguration>,
    pub(super) range: VpcRange,
    pub(super) nat_gateways: usize,
    /// For how many zones there are addresses, with those that are only reserved.
    pub(super) places_in_group: usize,
}

/// The VPC's own range.
pub(super) enum VpcRange {
    Cidr(Ipv4Cidr),
    Ipam { pool_id: Value<String>, prefix: u8, default_subnet_mask: Option<i64> },
}

impl Layout {
    #[track_caller]
    pub(super) fn new(scope: &Scope, settings: &VpcSettings) -> Self {
        let check = Check { scope, location: Location::caller() };
        let zones = zones(&check, settings);
        let groups = groups(&check, settings);
        let range = range(&check, settings);
        let reserved = check.count("reserved_azs", settings.reserved_azs, 0..=MOST_RESERVED_ZONES);
        let places_in_group = zones.len() + reserved;
        let nat_gateways = nat_gateways(&check, settings, &groups, places_in_group);
        Layout { zones, groups, range, nat_gateways, places_in_group }
    }

    /// The range of each subnet: group by group, and zone by zone in each. `vpc_cidr` is the VPC's during deployment.
    #[track_caller]
    pub(super) fn subnet_ranges(&self, scope: &Scope, vpc_cidr: &Value<String>) -> Vec<Value<String>> {
        let check = Check { scope, location: Location::caller() };
        let masks = self.groups.iter().flat_map(|group| std::iter::repeat_n(group, self.places_in_group));
        let found = match &self.range {
            VpcRange::Cidr(range) => {
                let prefixes: Vec<Option<u8>> = masks.map(|group| prefix(group.cidr_mask)).collect();
                let values =
                    |ranges: Vec<Ipv4Cidr>| ranges.iter().map(|range| Value::from(range.to_string())).collect();
                allocate(*range, &prefixes).map(values).map_err(|misfit| (misfit, range.to_string()))
            }
            VpcRange::Ipam { prefix: vpc_prefix, default_subnet_mask, .. } => {
                let mask = |group: &SubnetConfiguration| prefix(group.cidr_mask.or(*default_subnet_mask));
                // Where there is none, that has been told.
                let prefixes: Vec<u8> = masks.map(|group| mask(group).unwrap_or(*PREFIXES.end())).collect();
                allocate_unknown(vpc_cidr, *vpc_prefix, &prefixes).map_err(|misfit| (misfit, format!("/{vpc_prefix}")))
            }
        };
        found.unwrap_or_else(|(misfit, range)| {
            check.misfit(&misfit, &range, self.groups.len(), self.places_in_group);
            vec![vpc_cidr.clone(); self.groups.len() * self.places_in_group]
        })
    }
}

/// A mask as prefix length; what AWS does not take has been told.
fn prefix(mask: Option<i64>) -> Option<u8> {
    mask.map(|mask| u8::try_from(mask).unwrap_or(*PREFIXES.end()).clamp(*PREFIXES.start(), *PREFIXES.end()))
}

fn zones(check: &Check<'_>, settings: &VpcSettings) -> Vec<Value<String>> {
    let Some(named) = &settings.availability_zones else { return first_zones(check, settings.max_azs) };
    if settings.max_azs.is_some() {
        check.report(
            "two-kinds-of-zones",
            "the VPC has both `availability_zones` and `max_azs`".to_owned(),
            "leave `max_azs` out: the zones are counted",
        );
    }
    let Some(zones) = named.elements() else {
        check.report(
            "unknown-availability-zones",
            "the list of availability zones is only known during deployment".to_owned(),
            "give a list with an element for each zone; the elements may be expressions",
        );
        return Vec::new();
    };
    if zones.is_empty() {
        check.report(
            "no-availability-zones",
            "the VPC has no availability zone".to_owned(),
            "name at least one zone, or leave `availability_zones` out",
        );
    }
    check.names_of_zones(&zones);
    zones
}

/// The first of the stack's zones.
fn first_zones(check: &Check<'_>, most: Option<i64>) -> Vec<Value<String>> {
    let wanted = check.count("max_azs", most.unwrap_or(USUAL_ZONES), 1..=i64::MAX);
    let mut zones = availability_zones(check.scope);
    if most.is_some() && !has_known_environment(check.scope) && zones.len() < wanted {
        let message = format!("the VPC extends over {} availability zones, not over {wanted}", zones.len());
        let help = format!(
            "give the stack an account and a region, or the VPC `availability_zones`: without, only {ZONES_ANYWHERE} are \
             sure to be there"
        );
        check.scope.report(Finding::warning("fewer-availability-zones", message).at(check.location).help(help));
    }
    zones.truncate(wanted);
    zones
}

fn groups(check: &Check<'_>, settings: &VpcSettings) -> Vec<SubnetConfiguration> {
    let Some(given) = &settings.subnet_configuration else {
        let inside = match settings.nat_gateways {
            Some(0) => SubnetType::PrivateIsolated,
            _ => SubnetType::PrivateWithEgress,
        };
        return [SubnetType::Public, inside].map(|kind| SubnetConfiguration::new(kind.name(), kind)).to_vec();
    };
    let mut groups: Vec<SubnetConfiguration> = Vec::new();
    for group in given {
        if groups.iter().any(|other| other.name == group.name) {
            check.report(
                "duplicate-subnet-group",
                format!("the VPC has two groups of subnets with the name `{}`", group.name),
                "give each group a name of its own",
            );
            continue;
        }
        check.group(group, settings.ip_protocol);
        groups.push(group.clone());
    }
    groups
}

fn range(check: &Check<'_>, settings: &VpcSettings) -> VpcRange {
    match &settings.ip_addresses.0 {
        Source::Cidr(text) => {
            check_literal(check.scope, &Value::from(text.as_str()), "the VPC", check.location);
            // Where it is none, one with room enough that nothing else is told.
            let range = text.parse::<Ipv4Cidr>().unwrap_or(Ipv4Cidr::USUAL);
            check.mask(i64::from(range.prefix()), "the range of the VPC");
            VpcRange::Cidr(range)
        }
        Source::Ipam { pool_id, mask, default_subnet_mask } => {
            check.mask(*mask, "the range of the VPC");
            if let Some(mask) = default_subnet_mask {
                check.mask(*mask, "the range of a subnet");
            } else if let Some(group) =
                settings.subnet_configuration.iter().flatten().find(|group| group.cidr_mask.is_none())
            {
                check.without_mask(&group.name);
            } else if settings.subnet_configuration.is_none() {
                check.without_mask(SubnetType::Public.name());
            }
            let prefix = prefix(Some(*mask)).unwrap_or(*PREFIXES.start());
            VpcRange::Ipam { pool_id: pool_id.clone(), prefix, default_subnet_mask: *default_subnet_mask }
        }
    }
}

fn nat_gateways(check: &Check<'_>, settings: &VpcSettings, groups: &[SubnetConfiguration], zones: usize) -> usize {
    let has = |kind| groups.iter().any(|group| group.subnet_type == kind && !group.reserved);
    if let Some(NatProvider::RegionalGateway(_)) = settings.nat_gateway_provider {
        if let Some(count) = settings.nat_gateways {
            check.count("nat_gateways", count, 1..=i64::MAX);
        }
        return 1;
    }
    let count = match settings.nat_gateways {
        Some(count) => check.count("nat_gateways", count, 0..=i64::MAX).min(zones),
        None if has(SubnetType::PrivateWithEgress) => zones,
        None => 0,
    };
    if count > 0 && !has(SubnetType::Public) {
        check.report(
            "nat-without-public-subnets",
            "the VPC has private subnets, and no public ones to put NAT gateways into".to_owned(),
            "add a group of type `SubnetType::Public`, make the private ones `SubnetType::PrivateIsolated`, or set \
             `nat_gateways` to 0 and add routes of your own",
        );
        return 0;
    }
    count
}

/// Tells what is wrong, of the VPC and at the place where it is made.
struct Check<'a> {
    scope: &'a Scope,
    location: &'static Location<'static>,
}

impl Check<'_> {
    fn report(&self, rule: &str, message: String, help: &str) {
        self.scope.report(Finding::error(rule, message).at(self.location).help(help));
    }

    /// A count, in the range of what is allowed.
    fn count(&self, setting: &str, count: i64, allowed: RangeInclusive<i64>) -> usize {
        let (least, most) = (*allowed.start(), *allowed.end());
        if !allowed.contains(&count) {
            let help = match most {
                i64::MAX => format!("give a number from {least}, or leave the setting out"),
                most => format!("give a number from {least} to {most}, or leave the setting out"),
            };
            self.report("bad-count", format!("`{setting}` of the VPC is {count}"), &help);
        }
        usize::try_from(count.clamp(least, most)).unwrap_or(usize::MAX)
    }

    fn names_of_zones(&self, zones: &[Value<String>]) {
        let region = self.scope.stack().and_then(|stack| stack.environment().region);
        for (index, zone) in zones.iter().enumerate() {
            let Some(name) = zone.literal() else { continue };
            if zones.iter().take(index).any(|other| other == zone) {
                self.report(
                    "duplicate-availability-zone",
                    format!("the availability zone `{name}` is there twice"),
                    "name each zone once",
                );
            }
            if let Some(region) = region.as_deref().filter(|region| !name.starts_with(*region)) {
                self.report(
                    "zone-of-another-region",
                    format!("the availability zone `{name}` is not in the stack's region, `{region}`"),
                    "name zones of the region, such as the region's name with an `a` behind it",
                );
            }
        }
    }

    fn mask(&self, mask: i64, what: &str) {
        check_prefix(self.scope, mask, what, self.location);
    }

    fn without_mask(&self, group: &str) {
        self.report(
            "subnets-without-mask",
            format!("the subnets of the group `{group}` have no size"),
            "give the group a `cidr_mask`, or the pool's addresses a `default_subnet_mask`: a range that is only known \
             during deployment is not shared out evenly",
        );
    }

    fn group(&self, group: &SubnetConfiguration, protocol: IpProtocol) {
        let name = &group.name;
        if let Some(mask) = group.cidr_mask {
            self.mask(mask, &format!("the range of subnets in the group `{name}`"));
        }
        if group.map_public_ip_on_launch.is_some() && group.subnet_type != SubnetType::Public {
            self.report(
                "public-addresses-in-private-subnets",
                format!("`map_public_ip_on_launch` is set for the group `{name}`, which is not public"),
                "leave the setting out, or make the group `SubnetType::Public`",
            );
        }
        if group.ipv6_assign_address_on_creation.is_some() && protocol != IpProtocol::DualStack {
            self.report(
                "ipv6-without-dual-stack",
                format!("`ipv6_assign_address_on_creation` is set for the group `{name}`, and the VPC has no IPv6"),
                "set `ip_protocol` of the VPC to `IpProtocol::DualStack`, or leave the setting out",
            );
        }
    }

    fn misfit(&self, misfit: &Misfit, range: &str, groups: usize, zones: usize) {
        let what = match misfit {
            Misfit::TooSmall { prefix } => format!("a subnet with the prefix length {prefix} has no room in it"),
            Misfit::Remainder { count, prefix: Some(prefix) } => {
                format!("{count} subnets without a mask would get the prefix length {prefix}")
            }
            Misfit::Remainder { count, prefix: None } => format!("nothing is left for {count} subnets without a mask"),
        };
        self.report(
            "subnets-do-not-fit",
            format!("the range of the VPC, {range}, cannot be shared out: {what}"),
            &format!(
                "subnets take prefix lengths from 16 to 28: change the range of the VPC, the `cidr_mask` of groups, or the \
                 number of groups ({groups}) or zones ({zones})"
            ),
        );
    }
}
