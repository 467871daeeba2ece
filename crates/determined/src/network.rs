//! Where everything is: the VPC, and the subnets of each part.

use purlin_aws::ec2::{Subnet, Vpc, VpcProps};

use crate::plan::Plan;
use crate::resource_pool::ResourcePool;

/// The VPC, and the subnets of each part.
#[derive(Clone)]
pub(crate) struct Network {
    pub(crate) vpc: Vpc,
    /// One.
    pub(crate) master: Vec<Subnet>,
    /// One of each zone in a new VPC.
    pub(crate) agents: Vec<Subnet>,
    pub(crate) database: Vec<Subnet>,
}

impl Network {
    #[track_caller]
    pub(crate) fn new(plan: &Plan) -> Self {
        let vpc = Vpc::new(&plan.scope, "Vpc", VpcProps::new());
        let private = vpc.private_subnets().to_vec();
        Network { master: private.iter().take(1).cloned().collect(), agents: private.clone(), database: private, vpc }
    }

    /// The subnet of a pool's agents.
    pub(crate) fn agent_subnet(&self, pool: &ResourcePool) -> Option<&Subnet> {
        let of_zone =
            || pool.zone.and_then(|zone| usize::try_from(zone - 1).ok()).and_then(|index| self.agents.get(index));
        let by_id = |id: &String| self.agents.iter().find(|subnet| subnet.id().literal() == Some(id));
        pool.subnet.as_ref().and_then(by_id).or_else(of_zone).or(self.agents.first())
    }
}
