//! Where everything is: the VPC, and the subnets of each part.

use purlin_aws::ec2::{Instance, Subnet, Vpc};
use purlin_core::Scope;
use purlin_product::subnet_choice::unusable_subnets;

use crate::existing_network::existing_network;
use crate::new_network::new_network;
use crate::plan::Plan;
use crate::resource_pool::ResourcePool;

/// The VPC, and the subnets of each part.
#[derive(Clone)]
pub(crate) struct Network {
    pub(crate) vpc: Vpc,
    /// One.
    pub(crate) master: Vec<Subnet>,
    /// One of each zone in a new VPC. Pools that name no other are in the first.
    pub(crate) agents: Vec<Subnet>,
    pub(crate) database: Vec<Subnet>,
    /// Those that a new file system is in, or can be mounted through: one of each zone with agents.
    pub(crate) files: Vec<Subnet>,
}

impl Network {
    #[track_caller]
    pub(crate) fn new(plan: &Plan) -> Self {
        match &plan.settings.existing_vpc {
            Some(existing) => existing_network(plan, existing),
            None => new_network(&plan.scope, &plan.settings),
        }
    }

    /// The subnet of a pool's agents.
    pub(crate) fn agent_subnet(&self, pool: &ResourcePool) -> Option<&Subnet> {
        let of_zone =
            || pool.zone.and_then(|zone| usize::try_from(zone - 1).ok()).and_then(|index| self.agents.get(index));
        let by_id = |id: &String| self.agents.iter().find(|subnet| subnet.id().literal() == Some(id));
        pool.subnet.as_ref().and_then(by_id).or_else(of_zone).or(self.agents.first())
    }

    /// Lets the master wait for its way out, by which it gets what it boots with, and for that of its agents.
    pub(crate) fn lead_out(&self, master: &Instance) {
        for subnet in self.master.iter().chain(&self.agents) {
            subnet.internet_connectivity().precedes(master.cfn());
        }
    }

    /// What stands for a network whose subnets are none that everything can be in, which was told: nobody tells more of these.
    #[track_caller]
    pub(crate) fn unusable(scope: &Scope, vpc: Vpc) -> Self {
        let subnets = unusable_subnets(scope);
        let [master, agents, database, files] = std::array::from_fn(|_| subnets.clone());
        Network { vpc, master, agents, database, files }
    }
}
