//! A new VPC: public subnets for the load balancer and NAT gateways, private ones for everything else.

use purlin_core::Scope;
use purlin_product::Zones;
use purlin_product::two_sided_vpc::{DEFAULT_CIDR, TwoSidedVpc};

use crate::network::Network;
use crate::props::SelfHostedSettings;

const DEFAULT_ZONES: i64 = 2;

/// The range of a new VPC.
pub(crate) fn cidr(settings: &SelfHostedSettings) -> &str {
    settings.vpc_cidr.as_deref().unwrap_or(DEFAULT_CIDR)
}

/// The zones of a new VPC.
pub(crate) fn zones(settings: &SelfHostedSettings) -> Zones {
    settings.zones.clone().unwrap_or(Zones::Count(DEFAULT_ZONES))
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
    let made = TwoSidedVpc::new(scope, cidr(settings), &zones(settings), nat_gateways(settings));
    Network {
        load_balancer: made.either(!settings.internal_load_balancer).to_vec(),
        master: made.either(settings.public_instance).iter().take(1).cloned().collect(),
        database: made.private.clone(),
        cache: made.private.clone(),
        workers: made.either(settings.public_workers).to_vec(),
        vpc: made.vpc,
    }
}
