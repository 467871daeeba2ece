//! The network: a new VPC, or one that there is.

use purlin_aws::ec2::{Subnet, Vpc};
use purlin_core::Scope;
use purlin_product::Origin;

use crate::existing_network::existing_network;
use crate::names::Names;
use crate::new_network::new_network;
use crate::props::HybridWorkersSettings;

#[derive(Clone)]
pub(crate) struct Network {
    pub(crate) vpc: Vpc,
    /// Where the queue is: public.
    pub(crate) queue_subnet: Subnet,
    pub(crate) worker_subnets: Vec<Subnet>,
    pub(crate) origin: Origin,
    /// Whether it is what will be deployed. Otherwise it is still to be looked up, or cannot be, which was told.
    pub(crate) is_final: bool,
}

impl Network {
    #[track_caller]
    pub(crate) fn new(scope: &Scope, settings: &HybridWorkersSettings, names: &Names) -> Self {
        match &settings.existing_vpc {
            Some(existing) => existing_network(scope, settings, existing),
            None => new_network(scope, settings, names),
        }
    }

    /// Whether the VPC was there before, so that its subnets need not have Valohai's tag.
    pub(crate) fn is_existing(&self) -> bool {
        self.origin != Origin::Made
    }
}

/// What stands for a subnet where there is none, which was told.
#[track_caller]
pub(crate) fn no_subnet(scope: &Scope, id: &str) -> Subnet {
    Subnet::from_id(scope, id, "subnet-00000000")
}
