//! What is done when the cluster is deleted: agents and spot requests, which are not of the stack, go as well.

use purlin_core::Scope;

use crate::network::Network;
use crate::plan::Plan;
use crate::roles::Roles;
use crate::security_groups::SecurityGroups;

/// The custom resource that ends agents: the master has to be deleted before it, as it would launch others.
#[track_caller]
pub(crate) fn clean_up(plan: &Plan, _network: &Network, _groups: &SecurityGroups, _roles: &Roles) -> Scope {
    Scope::new(&plan.scope, "CleanUp")
}
