//! A new VPC, or one that there is as far as it can be judged before it is looked up.

use purlin_core::Environment;
use purlin_product::two_sided_vpc::{FEWEST_ZONES, PREFIXES, address_plan};
use purlin_product::{ExistingVpc, Problems, known_subnets, new_vpc};

use crate::existing_network::is_enough_told;
use crate::new_network::{cidr, nat_gateways, needs_nat_gateways, zones};
use crate::props::DeterminedSettings;

pub(super) fn check(settings: &DeterminedSettings, environment: &Environment, found: &mut Problems) {
    match &settings.existing_vpc {
        Some(existing) => existing_vpc(settings, existing, environment, found),
        None => new_network(settings, environment, found),
    }
}

/// Ids of subnets, each with its place where the setting is a list.
type Ids<'a> = Vec<(Option<usize>, &'a str)>;

/// The subnets that are told of each part. Those of pools are judged with the pools.
fn subnets(settings: &DeterminedSettings) -> [(&'static str, Ids<'_>); 3] {
    fn list(ids: &[String]) -> Ids<'_> {
        ids.iter().enumerate().map(|(item, id)| (Some(item), id.as_str())).collect()
    }
    [
        ("master_subnet_id", settings.master_subnet_id.iter().map(|id| (None, id.as_str())).collect()),
        ("agent_subnet_ids", list(&settings.agent_subnet_ids)),
        ("db_subnet_ids", list(&settings.db_subnet_ids)),
    ]
}

fn new_network(settings: &DeterminedSettings, environment: &Environment, found: &mut Problems) {
    for (setting, ids) in subnets(settings) {
        let message = format!("`{setting}` is of an existing VPC, and none is named");
        let help = "name the VPC that it is in, or leave it out";
        found.check(ids.is_empty(), setting, "subnet-without-vpc", message, help);
    }
    let zones = zones(settings);
    if zones.len() < FEWEST_ZONES {
        let message = format!("the database needs {FEWEST_ZONES} zones, and there would be {}", zones.len());
        found.push("zones", None, "too-few-zones", message, "take two zones or more");
    }
    if let Some(range) = new_vpc::range("vpc_cidr", cidr(settings), PREFIXES, found) {
        new_vpc::room("zones", range, zones.len(), PREFIXES, address_plan, found);
    }
    new_vpc::zones("zones", &zones, environment.region.as_deref(), found);
    new_vpc::nat_gateways("nat_gateways", nat_gateways(settings), zones.len(), found);
    if nat_gateways(settings) == 0 && needs_nat_gateways(settings) {
        let message = "private instances would reach nothing, as there are no NAT gateways".to_owned();
        let help = "set `nat_gateways` to 1 or more, or both `public_master` and `public_agents`";
        found.push("nat_gateways", None, "private-instances-without-way-out", message, help);
    }
}

fn existing_vpc(
    settings: &DeterminedSettings,
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
    let message = format!("a database needs subnets in {FEWEST_ZONES} zones, and there is one subnet");
    let help = "name another private subnet, in another zone, even if the database uses one alone";
    found.check(settings.db_subnet_ids.len() != 1, "db_subnet_ids", "too-few-subnets", message, help);
    for (setting, ids) in subnets(settings) {
        known_subnets::check(setting, ids, found);
    }
    both_sides(settings, found);
    let is_possible = existing.check("existing_vpc", found);
    let is_looked_up = existing.is_looked_up(is_enough_told(settings));
    if is_possible && is_looked_up && (environment.account.is_none() || environment.region.is_none()) {
        let message = "the VPC cannot be looked up without the stack's account and region".to_owned();
        let help = "set both, or name the VPC by its id, and the subnets of everything";
        found.push("existing_vpc", None, "lookup-without-environment", message, help);
    }
}

/// A subnet is public or private.
fn both_sides(settings: &DeterminedSettings, found: &mut Problems) {
    if settings.public_master == settings.public_agents {
        return;
    }
    let Some(of_master) = &settings.master_subnet_id else { return };
    let Some(item) = settings.agent_subnet_ids.iter().position(|id| id == of_master) else { return };
    let (one, other) = match settings.public_master {
        true => ("public", "private"),
        false => ("private", "public"),
    };
    let message = format!("`{of_master}` cannot be {one} for the master and {other} for agents");
    let help = "name another subnet for either of them, or set both `public_master` and `public_agents` alike";
    found.push("agent_subnet_ids", Some(item), "public-and-private", message, help);
}
