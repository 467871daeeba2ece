//! How private workers reach AWS's services without leaving the VPC.

use purlin_core::Scope;

use crate::network::Network;
use crate::props::HybridWorkersSettings;
use crate::security_groups::SecurityGroups;

pub(crate) fn endpoints(
    _scope: &Scope,
    _settings: &HybridWorkersSettings,
    _network: &Network,
    _groups: &SecurityGroups,
) {
}
