//! The sizes of the subnets of a new VPC.

use purlin_product::new_vpc::{AddressPlan, PREFIXES};

use crate::props::HybridWorkersSettings;

/// How much smaller a subnet of workers is than its VPC: a sixteenth, as the guide's `/20` in a `/16`.
pub(crate) const WORKER_BITS: u8 = 4;
/// How much smaller the public subnets are that only hold the queue and NAT gateways.
const PUBLIC_BITS: u8 = 8;
/// Each endpoint has an address in each subnet of workers, and a `/28` has eleven.
const LONGEST_WITH_ENDPOINTS: u8 = 27;

/// The sizes of subnets, of which each zone has one or two.
pub(crate) struct Sizes {
    vpc_prefix: u8,
    /// The prefix length of the subnets of workers.
    pub(crate) worker_prefix: u8,
    /// That of the public subnets beside them, where workers are private.
    pub(crate) public_prefix: Option<u8>,
}

impl Sizes {
    /// Those in a VPC with this prefix length.
    pub(crate) fn new(settings: &HybridWorkersSettings, vpc_prefix: u8) -> Self {
        let endpoints = settings.private_workers && settings.vpc_endpoints;
        let longest = if endpoints { LONGEST_WITH_ENDPOINTS } else { *PREFIXES.end() };
        Sizes {
            vpc_prefix,
            worker_prefix: (vpc_prefix + WORKER_BITS).min(longest),
            public_prefix: settings.private_workers.then(|| (vpc_prefix + PUBLIC_BITS).min(*PREFIXES.end())),
        }
    }

    /// How addresses are shared out: subnets of workers come first and are never the smaller ones.
    pub(crate) fn plan(&self) -> AddressPlan {
        AddressPlan::new(self.vpc_prefix, [self.worker_prefix].into_iter().chain(self.public_prefix))
    }
}
