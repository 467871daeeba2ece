//! What a database needs that is kept when the stack is deleted.

use purlin_core::{Construct, Scope};
use purlin_product::{Removal, kept};

use crate::database;
use crate::network::Network;
use crate::plan::Plan;
use crate::security_groups::SecurityGroups;

/// Keeps what AWS does not delete under a database that is kept: its instances, its groups of subnets and parameters, its security
/// group, and a new network with the database's subnets. The deletion of the stack would fail half-way.
pub(crate) fn keep(plan: &Plan, network: &Network, groups: &SecurityGroups) {
    if plan.settings.database_removal != Removal::Retain {
        return;
    }
    // The group of the database names that of the master. What lets others into these goes: it would keep the groups of those.
    let groups = [&groups.database, &groups.master].into_iter().filter_map(|group| group.cfn());
    let parts = database::parts(plan).into_iter().chain(groups.map(|group| group.scope().clone()));
    let parts: Vec<Scope> = parts.collect();
    kept::keep(parts, [], &network.vpc, &network.database);
}
