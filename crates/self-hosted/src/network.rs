//! Where everything is: the VPC, and the subnets of each part.

use purlin_aws::ec2::{Instance, Subnet, Vpc};
use purlin_core::Scope;
use purlin_product::subnet_choice::unusable_subnets;

use crate::existing_network::existing_network;
use crate::new_network::new_network;
use crate::plan::Plan;

/// The VPC, and the subnets of each part.
#[derive(Clone)]
pub(crate) struct Network {
    pub(crate) vpc: Vpc,
    pub(crate) load_balancer: Vec<Subnet>,
    pub(crate) master: Vec<Subnet>,
    pub(crate) database: Vec<Subnet>,
    pub(crate) cache: Vec<Subnet>,
    pub(crate) workers: Vec<Subnet>,
}

impl Network {
    #[track_caller]
    pub(crate) fn new(plan: &Plan) -> Self {
        let (scope, settings) = (plan.scope(), &plan.settings);
        match &settings.existing_vpc {
            Some(existing) => existing_network(plan, existing),
            None => new_network(scope, settings),
        }
    }

    /// Lets the application's instance wait for its way out, by which it gets what it boots with.
    pub(crate) fn lead_out(&self, master: &Instance) {
        for subnet in &self.master {
            subnet.internet_connectivity().precedes(master.cfn());
        }
    }

    /// What stands for a network whose subnets are none that everything can be in, which was told: nobody tells more of these.
    #[track_caller]
    pub(crate) fn unusable(scope: &Scope, vpc: Vpc) -> Self {
        let subnets = unusable_subnets(scope);
        let [load_balancer, master, database, cache, workers] = std::array::from_fn(|_| subnets.clone());
        Network { vpc, load_balancer, master, database, cache, workers }
    }
}
