//! The roles of master and agents.

use purlin_aws::ec2::KeyPair;
use purlin_aws::iam::{InstanceProfile, InstanceProfileProps, Principal, Role, RoleProps};
use purlin_aws::logs::LogGroup;
use purlin_aws::s3::Bucket;

use crate::network::Network;
use crate::plan::Plan;
use crate::secrets::Secrets;
use crate::security_groups::SecurityGroups;

const EC2: &str = "ec2.amazonaws.com";

#[derive(Clone)]
pub(crate) struct Roles {
    pub(crate) master: Role,
    pub(crate) agent: Role,
    pub(crate) agent_profile: InstanceProfile,
}

/// What the roles are allowed to use.
pub(crate) struct Used<'a> {
    pub(crate) network: &'a Network,
    pub(crate) groups: &'a SecurityGroups,
    pub(crate) key_pair: &'a KeyPair,
    pub(crate) bucket: &'a Bucket,
    pub(crate) secrets: &'a Secrets,
    pub(crate) log_group: &'a LogGroup,
}

impl Roles {
    #[track_caller]
    pub(crate) fn new(plan: &Plan, _used: &Used<'_>) -> Self {
        let role = |id: &str| Role::new(&plan.scope, id, RoleProps::new().assumed_by(Principal::service(EC2)));
        let (master, agent) = (role("MasterRole"), role("AgentRole"));
        let agent_profile = InstanceProfile::new(&plan.scope, "AgentProfile", InstanceProfileProps::new().role(&agent));
        Roles { master, agent, agent_profile }
    }
}
