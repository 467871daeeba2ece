//! A new VPC, what speaks against it, and the way out of private workers.

use purlin_core::Environment;
use purlin_product::Problems;
use purlin_product::new_vpc::{self, PREFIXES};

use crate::address_plan::Sizes;
use crate::new_network::{DEFAULT_CIDR, nat_gateways};
use crate::props::HybridWorkersSettings;

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
    if let Some(range) = new_vpc::range("vpc_cidr", cidr, PREFIXES, found) {
        let plan = |prefix| Sizes::new(settings, prefix).plan();
        new_vpc::room("zones", range, zones.len(), PREFIXES, plan, found);
    }
    new_vpc::zones("zones", &zones, environment.region.as_deref(), found);
    if let Some(gateways) = settings.nat_gateways
        && settings.private_workers
    {
        new_vpc::nat_gateways("nat_gateways", gateways, zones.len(), found);
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
