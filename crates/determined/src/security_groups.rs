//! Who may talk to whom.

use purlin_aws::ec2::{SecurityGroup, SecurityGroupProps};

use crate::network::Network;
use crate::plan::Plan;

/// A group for each part.
#[derive(Clone)]
pub(crate) struct SecurityGroups {
    pub(crate) master: SecurityGroup,
    pub(crate) agents: SecurityGroup,
    pub(crate) database: SecurityGroup,
}

impl SecurityGroups {
    #[track_caller]
    pub(crate) fn new(plan: &Plan, network: &Network) -> Self {
        let group = |id: &str, description: &'static str| {
            let props = SecurityGroupProps::new().vpc(&network.vpc).description(description);
            SecurityGroup::new(&plan.scope, id, props)
        };
        SecurityGroups {
            master: group("MasterSecurityGroup", "Master of Determined"),
            agents: group("AgentSecurityGroup", "Agents of Determined"),
            database: group("DatabaseSecurityGroup", "Database of Determined"),
        }
    }
}
