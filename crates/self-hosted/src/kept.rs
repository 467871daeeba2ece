//! What a database or a queue needs that is kept when the stack is deleted.

use purlin_product::{Removal, kept};

use crate::layout::{self, Position};
use crate::network::Network;
use crate::plan::Plan;
use crate::security_groups::SecurityGroups;

const DATABASE: [&Position; 3] = [&layout::DATABASE, &layout::DATABASE_CLUSTER, &layout::DATABASE_SUBNET_GROUP];
const CACHE: [&Position; 2] = [&layout::CACHE, &layout::CACHE_SUBNET_GROUP];

/// Keeps what AWS does not delete under something that is kept: its instances, subnets and groups of parameters, the security
/// groups, which name each other, and a new network. The deletion of the stack would fail half-way.
pub(crate) fn keep(plan: &Plan, network: &Network, groups: &SecurityGroups) {
    let settings = &plan.settings;
    let removals = [(settings.database_removal, &DATABASE[..]), (settings.cache_removal, &CACHE[..])];
    let positions: Vec<&Position> = removals
        .iter()
        .filter(|(removal, _)| *removal == Removal::Retain)
        .flat_map(|(_, parts)| *parts)
        .copied()
        .collect();
    if positions.is_empty() {
        return;
    }
    let of_data = positions.iter().filter_map(|position| {
        let (scope, id) = plan.layout.at(position);
        scope.child(id)
    });
    let SecurityGroups { load_balancer, master, database, queue, workers } = groups;
    let subnets = network.database.iter().chain(&network.cache);
    kept::keep(of_data, [load_balancer, master, database, queue, workers], &network.vpc, subnets);
}
