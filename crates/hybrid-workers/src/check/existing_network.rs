//! A VPC that there is, as far as it can be judged before it is looked up.

use purlin_core::Environment;
use purlin_product::ExistingVpc;
use purlin_product::Problems;
use purlin_product::words::is_id;

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
    match source {
        ExistingVpc::Id(id) if !is_id(id, "vpc-") => {
            let message = format!("`{id}` is not the id of a VPC");
            found.push("existing_vpc", None, "bad-vpc", message, "write an id such as `vpc-0123456789abcdef0`");
        }
        ExistingVpc::Name(name) if name.is_empty() || name.len() > MOST_TAG_CHARACTERS => {
            let message = format!("`{name}` cannot be the name of a VPC");
            found.push("existing_vpc", None, "bad-vpc", message, "write the value of its tag `Name`");
        }
        _ if is_looked_up(settings, source) && (environment.account.is_none() || environment.region.is_none()) => {
            let message = "the VPC cannot be looked up without the stack's account and region".to_owned();
            let help = match settings.private_workers && settings.vpc_endpoints {
                true => "set both: endpoints need the route tables of subnets, which no id tells",
                false => "set both, or name the VPC by its id together with `queue_subnet` and `worker_subnets`",
            };
            found.push("existing_vpc", None, "lookup-without-environment", message, help);
        }
        _ => {}
    }
}

/// As long as the value of a tag can be.
const MOST_TAG_CHARACTERS: usize = 256;

fn subnets(settings: &HybridWorkersSettings, found: &mut Problems) {
    let workers = &settings.worker_subnets;
    let ids = settings.queue_subnet.iter().map(|id| ("queue_subnet", None, id));
    let ids = ids.chain(workers.iter().enumerate().map(|(item, id)| ("worker_subnets", Some(item), id)));
    for (setting, item, id) in ids {
        let (rule, message, help) = match item {
            _ if !is_id(id, "subnet-") => (
                "bad-subnet",
                format!("`{id}` is not the id of a subnet"),
                "write an id such as `subnet-0123456789abcdef0`",
            ),
            Some(item) if workers.iter().take(item).any(|other| other == id) => {
                ("subnet-twice", format!("the subnet `{id}` is there twice"), "write each subnet once")
            }
            Some(_) if settings.private_workers && settings.queue_subnet.as_ref() == Some(id) => (
                "queue-beside-private-workers",
                format!("`{id}` cannot be public for the queue and private for workers"),
                "name a subnet with a route to an internet gateway for the queue, and others for workers",
            ),
            _ => continue,
        };
        found.push(setting, item, rule, message, help);
    }
}
