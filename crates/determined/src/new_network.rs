//! A new VPC: private subnets for everything, unless it is to be public, and public ones for that and for NAT gateways.

use purlin_core::Scope;
use purlin_product::Zones;
use purlin_product::two_sided_vpc::{DEFAULT_CIDR, TwoSidedVpc};

use crate::network::Network;
use crate::props::DeterminedSettings;

const DEFAULT_ZONES: i64 = 2;

/// The range of a new VPC.
pub(crate) fn cidr(settings: &DeterminedSettings) -> &str {
    settings.vpc_cidr.as_deref().unwrap_or(DEFAULT_CIDR)
}

/// The zones of a new VPC.
pub(crate) fn zones(settings: &DeterminedSettings) -> Zones {
    settings.zones.clone().unwrap_or(Zones::Count(DEFAULT_ZONES))
}

/// How many NAT gateways there are: one, unless told otherwise, or nothing that needs one is private.
pub(crate) fn nat_gateways(settings: &DeterminedSettings) -> i64 {
    settings.nat_gateways.unwrap_or(i64::from(needs_nat_gateways(settings)))
}

/// Databases and file systems open no connections, so that only instances need a way out.
pub(crate) fn needs_nat_gateways(settings: &DeterminedSettings) -> bool {
    !settings.public_master || !settings.public_agents
}

/// A VPC whose settings were found to be good.
#[track_caller]
pub(crate) fn new_network(scope: &Scope, settings: &DeterminedSettings) -> Network {
    let made = TwoSidedVpc::new(scope, cidr(settings), &zones(settings), nat_gateways(settings));
    Network {
        master: made.either(settings.public_master).iter().take(1).cloned().collect(),
        agents: made.either(settings.public_agents).to_vec(),
        database: made.private.clone(),
        files: made.private.clone(),
        vpc: made.vpc,
    }
}
