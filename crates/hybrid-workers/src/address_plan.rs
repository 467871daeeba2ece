//! How the addresses of a new VPC are shared out among its subnets.

use std::ops::RangeInclusive;

use crate::props::HybridWorkersSettings;

/// The prefix lengths that AWS takes for VPCs and subnets.
pub(crate) const PREFIXES: RangeInclusive<u8> = 16..=28;
/// How much smaller a subnet of workers is than its VPC: a sixteenth, as the guide's `/20` in a `/16`.
pub(crate) const WORKER_BITS: u8 = 4;
/// How much smaller the public subnets are that only hold the queue and NAT gateways.
const PUBLIC_BITS: u8 = 8;
/// Each endpoint has an address in each subnet of workers, and a `/28` has eleven.
const LONGEST_WITH_ENDPOINTS: u8 = 27;

/// The sizes of subnets, of which each zone has one or two.
pub(crate) struct AddressPlan {
    vpc_prefix: u8,
    /// The prefix length of the subnets of workers.
    pub(crate) worker_prefix: u8,
    /// That of the public subnets beside them, where workers are private.
    pub(crate) public_prefix: Option<u8>,
}

impl AddressPlan {
    /// The plan of a VPC with this prefix length.
    pub(crate) fn new(settings: &HybridWorkersSettings, vpc_prefix: u8) -> Self {
        let endpoints = settings.private_workers && settings.vpc_endpoints;
        let longest = if endpoints { LONGEST_WITH_ENDPOINTS } else { *PREFIXES.end() };
        AddressPlan {
            vpc_prefix,
            worker_prefix: (vpc_prefix + WORKER_BITS).min(longest),
            public_prefix: settings.private_workers.then(|| (vpc_prefix + PUBLIC_BITS).min(*PREFIXES.end())),
        }
    }

    /// How many zones there is room for. Subnets of workers come first and are never the smaller ones, so that nothing is
    /// lost between them.
    pub(crate) fn zones(&self) -> usize {
        let addresses = |prefix: u8| 1_usize << (32 - prefix);
        let of_zone = addresses(self.worker_prefix) + self.public_prefix.map_or(0, addresses);
        addresses(self.vpc_prefix) / of_zone
    }

    /// The smallest VPC, by its prefix length, that has room for so many zones.
    pub(crate) fn smallest_vpc(settings: &HybridWorkersSettings, zones: usize) -> Option<u8> {
        PREFIXES.rev().find(|prefix| AddressPlan::new(settings, *prefix).zones() >= zones)
    }
}
