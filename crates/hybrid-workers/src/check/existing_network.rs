//! A VPC that there is, as far as it can be judged before it is looked up.

use purlin_core::Environment;
use purlin_product::ExistingVpc;
use purlin_product::{Problems, known_subnets};

use crate::existing_network::is_looked_up;
use crate::props::HybridWorkersSettings;

pub(super) fn check(
    settings: &HybridWorkersSettings,
    source: &ExistingVpc,
    environment: &Environment,
    found: &mut Problems,
) {
    let of_new = [
        ("vpc_cidr", settings.vpc_cidr.is_some()),
        ("zones", settings.zones.is_some()),
        ("nat_gateways", settings.nat_gateways.is_some()),
    ];
    for (setting, is_set) in of_new {
        let message = format!("`{setting}` is of a new VPC, but there is an existing one");
        found.check(!is_set, setting, "existing-vpc-is-not-changed", message, "leave out either of the two");
    }
    subnets(settings, found);
    let is_possible = source.check("existing_vpc", found);
    let needs_environment =
        is_looked_up(settings, source) && (environment.account.is_none() || environment.region.is_none());
    if is_possible && needs_environment {
        let message = "the VPC cannot be looked up without the stack's account and region".to_owned();
        let help = match settings.private_workers && settings.vpc_endpoints {
            true => "set both: endpoints need the route tables of subnets, which no id tells",
            false => "set both, or name the VPC by its id together with `queue_subnet` and `worker_subnets`",
        };
        found.push("existing_vpc", None, "lookup-without-environment", message, help);
    }
}

fn subnets(settings: &HybridWorkersSettings, found: &mut Problems) {
    let workers = || settings.worker_subnets.iter().enumerate().map(|(item, id)| (Some(item), id.as_str()));
    known_subnets::check("queue_subnet", settings.queue_subnet.iter().map(|id| (None, id.as_str())), found);
    known_subnets::check("worker_subnets", workers(), found);
    let queue = settings.queue_subnet.as_deref().filter(|_| settings.private_workers);
    for (item, id) in workers().filter(|(_, id)| queue == Some(id)) {
        let message = format!("`{id}` cannot be public for the queue and private for workers");
        let help = "name a subnet with a route to an internet gateway for the queue, and others for workers";
        found.push("worker_subnets", item, "queue-beside-private-workers", message, help);
    }
}
