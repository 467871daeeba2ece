//! What a database or a queue needs that is kept when the stack is deleted.

use purlin_aws::aspects::RemovalPolicies;
use purlin_core::{Construct, Scope};
use purlin_product::Removal;

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
    let kept = [(settings.database_removal, &DATABASE[..]), (settings.cache_removal, &CACHE[..])];
    let kept: Vec<&Position> =
        kept.iter().filter(|(removal, _)| *removal == Removal::Retain).flat_map(|(_, parts)| *parts).copied().collect();
    if kept.is_empty() {
        return;
    }
    let of_data = kept.iter().filter_map(|position| {
        let (scope, id) = plan.layout.at(position);
        scope.child(id)
    });
    let SecurityGroups { load_balancer, master, database, queue, workers } = groups;
    let groups = [load_balancer, master, database, queue, workers].map(|group| group.scope().clone());
    let new_vpc = network.vpc.cfn().map(|vpc| vpc.scope().clone());
    let subnets = network.database.iter().chain(&network.cache).filter_map(|subnet| subnet.cfn());
    let of_network = new_vpc.into_iter().chain(subnets.map(|subnet| subnet.scope().clone()));
    let all: Vec<Scope> = of_data.chain(groups).chain(of_network).collect();
    all.iter().for_each(|part| RemovalPolicies::of(part).retain_on_update_or_delete());
}
