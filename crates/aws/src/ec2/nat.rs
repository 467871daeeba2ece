//! NAT: how private subnets reach the internet.

use std::panic::Location;
use std::time::Duration;

use purlin_cfn::ec2::nat_gateway::AvailabilityZoneAddress;
use purlin_cfn::ec2::{CfnNatGateway, CfnNatGatewayProps};
use purlin_core::{Finding, IntoValue, Scope, Value, fn_select, props};

use super::internet_connectivity::InternetConnectivity;
use super::subnet::Subnet;

/// How long connections may last that are still open when an address is taken away.
const DRAIN_SECONDS: std::ops::RangeInclusive<u64> = 1..=4000;

props! {
    /// The settings of a NAT gateway that is put into a subnet.
    pub struct NatGatewayProps => NatGatewaySettings in nat_gateway_props {
        optional {
            /// The allocation id of its elastic address. Default: it gets a new one.
            allocation_id: Value<String>,
            /// How long open connections are kept when an address is taken away from it: up to 4,000 seconds.
            max_drain_duration: Duration,
        }
    }
}

/// How the private subnets of a VPC reach the internet: by NAT gateways, unless told otherwise.
///
/// ```
/// use purlin_aws::ec2::{NatProvider, Vpc, VpcProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// // Addresses that partners have on their list of those who may call:
/// let addresses = NatProvider::gateway().eip_allocation_ids(["eipalloc-1", "eipalloc-2"]);
/// Vpc::new(&stack, "Zonal", VpcProps::new().nat_gateway_provider(addresses));
/// // One gateway that covers all zones, in no subnet:
/// Vpc::new(&stack, "Regional", VpcProps::new().nat_gateway_provider(NatProvider::regional_gateway()));
/// # app.synth().unwrap();
/// ```
#[derive(Clone, Debug)]
pub enum NatProvider {
    /// NAT gateways in public subnets.
    Gateway(NatGatewayProvider),
    /// One NAT gateway of the VPC.
    RegionalGateway(RegionalNatGatewayProvider),
}

impl NatProvider {
    /// NAT gateways in public subnets.
    pub fn gateway() -> NatGatewayProvider {
        NatGatewayProvider::default()
    }

    /// One NAT gateway of the VPC, which extends to all zones by itself. See
    /// [the AWS documentation](https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html).
    pub fn regional_gateway() -> RegionalNatGatewayProvider {
        RegionalNatGatewayProvider::default()
    }
}

impl Default for NatProvider {
    fn default() -> Self {
        NatProvider::Gateway(NatProvider::gateway())
    }
}

impl From<NatGatewayProvider> for NatProvider {
    fn from(provider: NatGatewayProvider) -> Self {
        NatProvider::Gateway(provider)
    }
}

impl From<RegionalNatGatewayProvider> for NatProvider {
    fn from(provider: RegionalNatGatewayProvider) -> Self {
        NatProvider::RegionalGateway(provider)
    }
}

/// NAT gateways in public subnets.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct NatGatewayProvider {
    eip_allocation_ids: Option<Value<Vec<String>>>,
    max_drain_duration: Option<Duration>,
}

impl NatGatewayProvider {
    /// The allocation ids of elastic addresses, one for each gateway. Default: new ones.
    pub fn eip_allocation_ids(mut self, ids: impl IntoValue<Vec<String>>) -> Self {
        self.eip_allocation_ids = Some(ids.into_value());
        self
    }

    /// How long open connections are kept when an address is taken away: up to 4,000 seconds.
    pub fn max_drain_duration(mut self, duration: Duration) -> Self {
        self.max_drain_duration = Some(duration);
        self
    }

    /// Puts a gateway into each of the subnets, and lets the private ones use the one of their zone, or else another.
    #[track_caller]
    pub(super) fn configure(
        &self,
        scope: &Scope,
        nat_subnets: &[Subnet],
        private_subnets: &[Subnet],
    ) -> Vec<CfnNatGateway> {
        let addresses = self.eip_allocation_ids.as_ref();
        let elements = addresses.and_then(Value::elements);
        if let Some(given) = &elements
            && given.len() < nat_subnets.len()
        {
            let message = format!("there are {} elastic addresses for {} NAT gateways", given.len(), nat_subnets.len());
            let finding = Finding::error("too-few-nat-addresses", message).at(Location::caller());
            scope.report(finding.help("give an allocation id for each gateway, or lower `nat_gateways`"));
        }
        let mut gateways = Vec::new();
        for (index, subnet) in nat_subnets.iter().enumerate() {
            let address = match &elements {
                Some(given) => given.get(index).cloned(),
                None => addresses.map(|list| fn_select(index, list.clone())),
            };
            let mut props = NatGatewayProps::new();
            if let Some(address) = address {
                props = props.allocation_id(address);
            }
            if let Some(duration) = self.max_drain_duration {
                props = props.max_drain_duration(duration);
            }
            gateways.push((subnet.known_availability_zone(), subnet.add_nat_gateway(props)));
        }
        let mut others = gateways.iter().cycle();
        for subnet in private_subnets {
            let of_zone = gateways.iter().rfind(|(zone, _)| *zone == subnet.known_availability_zone());
            if let Some((_, gateway)) = of_zone.or_else(|| others.next()) {
                subnet.add_default_nat_route(gateway.get_ref());
            }
        }
        gateways.into_iter().map(|(_, gateway)| gateway).collect()
    }
}

/// One NAT gateway of a VPC.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct RegionalNatGatewayProvider {
    allocation_id: Option<Value<String>>,
    zone_addresses: Vec<(Value<String>, Value<Vec<String>>)>,
    max_drain_duration: Option<Duration>,
}

impl RegionalNatGatewayProvider {
    /// The allocation id of its elastic address. Default: AWS gives it addresses as it needs them.
    pub fn allocation_id(mut self, id: impl IntoValue<String>) -> Self {
        self.allocation_id = Some(id.into_value());
        self
    }

    /// The allocation ids of its elastic addresses in one zone. Once for each zone: the gateway then serves these zones only.
    #[doc(alias = "availabilityZoneAddresses")]
    pub fn addresses_in_zone(
        mut self,
        zone: impl IntoValue<String>,
        allocation_ids: impl IntoValue<Vec<String>>,
    ) -> Self {
        self.zone_addresses.push((zone.into_value(), allocation_ids.into_value()));
        self
    }

    /// How long open connections are kept when an address is taken away from it: up to 4,000 seconds.
    pub fn max_drain_duration(mut self, duration: Duration) -> Self {
        self.max_drain_duration = Some(duration);
        self
    }

    #[track_caller]
    pub(super) fn configure(
        &self,
        scope: &Scope,
        vpc_id: Value<String>,
        connectivity: &InternetConnectivity,
        private_subnets: &[Subnet],
    ) -> CfnNatGateway {
        self.check(scope, private_subnets, Location::caller());
        let drain = drain_seconds(scope, self.max_drain_duration, Location::caller());
        let of_zone = |(zone, ids): &(Value<String>, Value<Vec<String>>)| {
            AvailabilityZoneAddress::new().availability_zone(zone).allocation_ids(ids)
        };
        let addresses: Vec<_> = self.zone_addresses.iter().map(of_zone).collect();
        let props = CfnNatGatewayProps::new()
            .vpc_id(vpc_id)
            .availability_mode("regional")
            .connectivity_type("public")
            .max_drain_duration_seconds(drain)
            .allocation_id(self.allocation_id.clone().filter(|_| addresses.is_empty()))
            .availability_zone_addresses((!addresses.is_empty()).then_some(addresses));
        let gateway = CfnNatGateway::new(scope, "RegionalNatGateway", props);
        connectivity.precedes(&gateway);
        for subnet in private_subnets {
            subnet.add_default_nat_route(gateway.attr_nat_gateway_id());
        }
        gateway
    }

    fn check(&self, scope: &Scope, private_subnets: &[Subnet], location: &'static Location<'static>) {
        let report = |rule, message: String, help: &str| {
            scope.report(Finding::error(rule, message).at(location).help(help));
        };
        if self.allocation_id.is_some() && !self.zone_addresses.is_empty() {
            report(
                "nat-addresses-twice",
                "the regional NAT gateway has an address of its own and addresses by zone".to_owned(),
                "use either `allocation_id` or `addresses_in_zone`",
            );
        }
        let mut zones: Vec<&str> = Vec::new();
        for (zone, ids) in &self.zone_addresses {
            if ids.elements().is_some_and(|ids| ids.is_empty()) {
                report(
                    "too-few-nat-addresses",
                    "the regional NAT gateway has no address in one of its zones".to_owned(),
                    "give at least one allocation id for the zone, or leave the zone out",
                );
            }
            match zone.literal() {
                Some(zone) if zones.contains(&zone) => report(
                    "duplicate-availability-zone",
                    format!("the regional NAT gateway has addresses in `{zone}` twice"),
                    "give all allocation ids of a zone at once",
                ),
                Some(zone) => zones.push(zone),
                None => {}
            }
        }
        let all_known = self.zone_addresses.iter().all(|(zone, _)| zone.is_literal());
        if self.zone_addresses.is_empty() || !all_known {
            return;
        }
        for subnet in private_subnets {
            let zone = subnet.known_availability_zone().and_then(Value::<String>::literal);
            if let Some(zone) = zone.filter(|zone| !zones.contains(zone)) {
                report(
                    "zone-without-nat",
                    format!("the regional NAT gateway has no address in `{zone}`, where there is a private subnet"),
                    "add addresses for the zone, or give none at all: AWS then covers every zone",
                );
            }
        }
    }
}

pub(super) fn drain_seconds(
    scope: &Scope,
    duration: Option<Duration>,
    location: &'static Location<'static>,
) -> Option<i64> {
    let duration = duration?;
    if duration.subsec_nanos() != 0 || !DRAIN_SECONDS.contains(&duration.as_secs()) {
        let finding = Finding::error("bad-drain-duration", format!("a NAT gateway cannot take {duration:?} to drain"));
        scope.report(finding.at(location).help("give a whole number of seconds, from 1 to 4,000"));
    }
    i64::try_from(duration.as_secs()).ok()
}
