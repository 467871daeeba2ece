//! Filters on subnets.

use std::fmt;
use std::net::Ipv4Addr;
use std::panic::Location;
use std::rc::Rc;

use purlin_core::{Construct, Finding, IntoValue, Scope, Value};

use super::cidr::Ipv4Cidr;
use super::subnet::Subnet;

/// A filter on the subnets of a [`SubnetSelection`](super::SubnetSelection).
///
/// ```
/// use purlin_aws::ec2::{SubnetFilter, SubnetSelection, Vpc, VpcProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
/// let with_address = SubnetSelection::new().filters([SubnetFilter::contains_ip_addresses(["10.0.128.7"])]);
/// assert_eq!(vpc.select_subnets(&with_address).ids().len(), 1);
/// # app.synth().unwrap();
/// ```
#[derive(Clone, Debug)]
pub struct SubnetFilter(Rule);

#[derive(Clone)]
enum Rule {
    Ids(Vec<Value<String>>),
    Zones(Vec<Value<String>>),
    OnePerZone,
    Addresses(Vec<String>),
    Mask(i64),
    Ranges(Vec<String>),
    Matching(Rc<dyn Fn(&Subnet) -> bool>),
}

impl SubnetFilter {
    /// Subnets with these ids.
    pub fn by_ids<I: IntoValue<String>>(ids: impl IntoIterator<Item = I>) -> Self {
        SubnetFilter(Rule::Ids(ids.into_iter().map(IntoValue::into_value).collect()))
    }

    /// Subnets in these zones.
    pub fn availability_zones<Z: IntoValue<String>>(zones: impl IntoIterator<Item = Z>) -> Self {
        SubnetFilter(Rule::Zones(zones.into_iter().map(IntoValue::into_value).collect()))
    }

    /// The first subnet in each zone.
    pub fn one_per_az() -> Self {
        SubnetFilter(Rule::OnePerZone)
    }

    /// Subnets with any of these IPv4 addresses in them.
    pub fn contains_ip_addresses<A: Into<String>>(addresses: impl IntoIterator<Item = A>) -> Self {
        SubnetFilter(Rule::Addresses(addresses.into_iter().map(Into::into).collect()))
    }

    /// Subnets whose ranges have this prefix length.
    pub fn by_cidr_mask(mask: i64) -> Self {
        SubnetFilter(Rule::Mask(mask))
    }

    /// Subnets that are wholly in any of these ranges.
    pub fn by_cidr_ranges<R: Into<String>>(ranges: impl IntoIterator<Item = R>) -> Self {
        SubnetFilter(Rule::Ranges(ranges.into_iter().map(Into::into).collect()))
    }

    /// Subnets for which `matches` says yes.
    pub fn matching(matches: impl Fn(&Subnet) -> bool + 'static) -> Self {
        SubnetFilter(Rule::Matching(Rc::new(matches)))
    }

    /// The subnets that pass. Mistakes are told of `scope`.
    pub(super) fn apply(
        &self,
        scope: &Scope,
        subnets: Vec<Subnet>,
        location: &'static Location<'static>,
    ) -> Vec<Subnet> {
        let known = Known { scope, location };
        match &self.0 {
            Rule::Ids(ids) => retain(subnets, |subnet| ids.contains(&subnet.id())),
            Rule::Zones(zones) => retain(subnets, |subnet| known.zone(subnet).is_some_and(|zone| zones.contains(zone))),
            Rule::OnePerZone => {
                let mut seen = Vec::new();
                let mut kept = Vec::new();
                for subnet in subnets {
                    if let Some(zone) = known.zone(&subnet).filter(|zone| !seen.contains(*zone)) {
                        seen.push(zone.clone());
                        kept.push(subnet);
                    }
                }
                kept
            }
            Rule::Addresses(addresses) => {
                let addresses: Vec<Ipv4Addr> = known.parsed(addresses, "address", "10.0.0.7");
                let contains = |range: Ipv4Cidr| addresses.iter().any(|address| range.contains_address(*address));
                retain(subnets, |subnet| known.range(subnet).is_some_and(contains))
            }
            Rule::Mask(mask) => {
                retain(subnets, |subnet| known.range(subnet).is_some_and(|range| i64::from(range.prefix()) == *mask))
            }
            Rule::Ranges(ranges) => {
                let ranges: Vec<Ipv4Cidr> = known.parsed(ranges, "range of addresses", "10.0.0.0/20");
                let inside = |subnet: Ipv4Cidr| ranges.iter().any(|range| range.contains(subnet));
                retain(subnets, |subnet| known.range(subnet).is_some_and(inside))
            }
            Rule::Matching(matches) => retain(subnets, |subnet| matches(subnet)),
        }
    }
}

fn retain(mut subnets: Vec<Subnet>, keep: impl FnMut(&Subnet) -> bool) -> Vec<Subnet> {
    subnets.retain(keep);
    subnets
}

/// What filters have to know of subnets, or have to tell that it is not known.
struct Known<'a> {
    scope: &'a Scope,
    location: &'static Location<'static>,
}

impl Known<'_> {
    fn zone<'s>(&self, subnet: &'s Subnet) -> Option<&'s Value<String>> {
        let zone = subnet.known_availability_zone();
        if zone.is_none() {
            self.report_unknown(subnet, "availability zone", "availability_zone");
        }
        zone
    }

    fn range(&self, subnet: &Subnet) -> Option<Ipv4Cidr> {
        let range =
            subnet.known_ipv4_cidr_block().and_then(Value::<String>::literal).and_then(|range| range.parse().ok());
        if range.is_none() {
            self.report_unknown(subnet, "range of addresses", "ipv4_cidr_block");
        }
        range
    }

    fn parsed<T: std::str::FromStr>(&self, texts: &[String], what: &str, example: &str) -> Vec<T> {
        let mut parsed = Vec::new();
        for text in texts {
            match text.parse() {
                Ok(value) => parsed.push(value),
                Err(_) => {
                    let finding = Finding::error("bad-subnet-filter", format!("`{text}` is no IPv4 {what}"));
                    self.scope.report(finding.at(self.location).help(format!("write it like `{example}`")));
                }
            }
        }
        parsed
    }

    fn report_unknown(&self, subnet: &Subnet, what: &str, setter: &str) {
        let message = format!("the selection goes by the {what} of `{}`, which is not known", subnet.scope().path());
        let finding = Finding::error("unknown-subnet-attribute", message).at(self.location);
        let help = format!("give it with `.{setter}(…)` where the subnet is imported, or select by type or group");
        self.scope.report(finding.help(help));
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Rule::Ids(ids) => formatter.debug_tuple("Ids").field(ids).finish(),
            Rule::Zones(zones) => formatter.debug_tuple("Zones").field(zones).finish(),
            Rule::OnePerZone => formatter.write_str("OnePerZone"),
            Rule::Addresses(addresses) => formatter.debug_tuple("Addresses").field(addresses).finish(),
            Rule::Mask(mask) => formatter.debug_tuple("Mask").field(mask).finish(),
            Rule::Ranges(ranges) => formatter.debug_tuple("Ranges").field(ranges).finish(),
            Rule::Matching(_) => formatter.write_str("Matching(…)"),
        }
    }
}
