//! Files that all tasks have in common.

use purlin_core::Value;

use crate::network::Network;
use crate::plan::Plan;
use crate::security_groups::SecurityGroups;

/// Files that all tasks have in common, as agents mount them when they start.
#[derive(Clone)]
pub(crate) struct SharedFiles {
    /// The type of `mount`: `nfs4` or `lustre`.
    pub(crate) mount_type: &'static str,
    /// What is mounted, such as `fs-0123456789abcdef0.efs.eu-west-1.amazonaws.com:/`.
    pub(crate) source: Value<String>,
    pub(crate) options: &'static str,
    /// Where agents have it: `/mnt/efs` or `/mnt/fsx`.
    pub(crate) host_path: &'static str,
}

#[track_caller]
pub(crate) fn shared_files(_plan: &Plan, _network: &Network, _groups: &SecurityGroups) -> Option<SharedFiles> {
    None
}
