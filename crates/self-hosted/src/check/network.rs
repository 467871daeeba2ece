//! A new VPC, or one that there is as far as it can be judged before it is looked up.

use purlin_core::Environment;
use purlin_product::two_sided_vpc::{FEWEST_ZONES, PREFIXES, address_plan};
use purlin_product::{ExistingVpc, Problems, known_subnets, new_vpc};

use crate::existing_network::are_all_subnets_told;
use crate::new_network::{cidr, nat_gateways, needs_nat_gateways, zones};
use crate::props::SelfHostedSettings;

pub(super) fn check(settings: &SelfHostedSettings, environment: &Environment, found: &mut Problems) {
    match &settings.existing_vpc {
        Some(existing) => existing_vpc(settings, existing, environment, found),
        None => new_network(settings, environment, found),
    }
}

/// Ids of subnets, each with its place where the setting is a list.
type Ids<'a> = Vec<(Option<usize>, &'a str)>;

/// The subnets that are told of each part.
fn subnets(settings: &SelfHostedSettings) -> [(&'static str, Ids<'_>); 5] {
    fn list(ids: &[String]) -> Ids<'_> {
        ids.iter().enumerate().map(|(item, id)| (Some(item), id.as_str())).collect()
    }
    [
        ("lb_subnet_ids", list(&settings.lb_subnet_ids)),
        ("roi_subnet_id", settings.roi_subnet_id.iter().map(|id| (None, id.as_str())).collect()),
        ("db_subnet_ids", list(&settings.db_subnet_ids)),
        ("cache_subnet_ids", list(&settings.cache_subnet_ids)),
        ("worker_subnet_ids", list(&settings.worker_subnet_ids)),
    ]
}

fn new_network(settings: &SelfHostedSettings, environment: &Environment, found: &mut Problems) {
    for (setting, ids) in subnets(settings) {
        let message = format!("`{setting}` is of an existing VPC, and none is named");
        let help = "name the VPC that it is in, or leave it out";
        found.check(ids.is_empty(), setting, "subnet-without-vpc", message, help);
    }
    let zones = zones(settings);
    if zones.len() < FEWEST_ZONES {
        let message =
            format!("load balancer and database need {FEWEST_ZONES} zones, and there would be {}", zones.len());
        found.push("zones", None, "too-few-zones", message, "take two zones or more");
    }
    if let Some(range) = new_vpc::range("vpc_cidr", cidr(settings), PREFIXES, found) {
        new_vpc::room("zones", range, zones.len(), PREFIXES, address_plan, found);
    }
    new_vpc::zones("zones", &zones, environment.region.as_deref(), found);
    new_vpc::nat_gateways("nat_gateways", nat_gateways(settings), zones.len(), found);
    if nat_gateways(settings) == 0 && needs_nat_gateways(settings) {
        let message = "private instances would reach nothing, as there are no NAT gateways".to_owned();
        let help = "set `nat_gateways` to 1 or more, or both `public_instance` and `public_workers`";
        found.push("nat_gateways", None, "private-instances-without-way-out", message, help);
    }
}

fn existing_vpc(
    settings: &SelfHostedSettings,
    existing: &ExistingVpc,
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
    for (setting, ids) in subnets(settings) {
        too_few_subnets(settings, setting, ids.len(), found);
        known_subnets::check(setting, ids, found);
    }
    both_sides(settings, found);
    let is_possible = existing.check("existing_vpc", found);
    let is_looked_up = existing.is_looked_up(are_all_subnets_told(settings));
    if is_possible && is_looked_up && (environment.account.is_none() || environment.region.is_none()) {
        let message = "the VPC cannot be looked up without the stack's account and region".to_owned();
        let help = "set both, or name the VPC by its id, and the subnets of everything";
        found.push("existing_vpc", None, "lookup-without-environment", message, help);
    }
}

/// Of one subnet alone it is clear that it is in one zone.
fn too_few_subnets(settings: &SelfHostedSettings, setting: &'static str, count: usize, found: &mut Problems) {
    let (part, help) = match setting {
        "lb_subnet_ids" => ("a load balancer needs", "name another public subnet, in another zone"),
        "db_subnet_ids" => {
            ("a database needs", "name another private subnet, in another zone, even if the database uses one alone")
        }
        // The Python template's has no copies.
        "cache_subnet_ids" if settings.cache_replicas > 0 && !settings.python_template => {
            ("a queue with copies needs", "name another private subnet, in another zone, or set `cache_replicas` to 0")
        }
        _ => return,
    };
    let message = format!("{part} subnets in {FEWEST_ZONES} zones, and there is one subnet");
    found.check(count != 1, setting, "too-few-subnets", message, help);
}

/// A subnet is public or private. Those that the Python template was used with may hand out public addresses by themselves.
fn both_sides(settings: &SelfHostedSettings, found: &mut Problems) {
    if settings.internal_load_balancer || settings.python_template {
        return;
    }
    for (setting, ids) in subnets(settings) {
        let (what, help) = match setting {
            "roi_subnet_id" if !settings.public_instance => {
                ("the application's instance", "name another subnet, or set `public_instance`")
            }
            "worker_subnet_ids" if !settings.public_workers => {
                ("workers", "name another subnet, or set `public_workers`")
            }
            _ => continue,
        };
        for (item, id) in ids.into_iter().filter(|(_, id)| settings.lb_subnet_ids.iter().any(|other| other == id)) {
            let message = format!("`{id}` cannot be public for the load balancer and private for {what}");
            found.push(setting, item, "public-and-private", message, help);
        }
    }
}
