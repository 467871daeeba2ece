//! From where the master is reached.

use std::net::Ipv4Addr;

use purlin_aws::ec2::Ipv4Cidr;

/// A shorter prefix than this is most of the world.
const SHORTEST_PREFIX: u8 = 8;
/// What the internet has no routes to: the network and the prefix of each range.
const PRIVATE: [(Ipv4Addr, u8); 4] = [
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
];

/// Whether nobody has as many addresses for their own.
pub(crate) fn is_much_of_the_world(range: Ipv4Cidr) -> bool {
    range.prefix() < SHORTEST_PREFIX
}

/// Whether all of a range is within private networks.
pub(crate) fn is_private(range: Ipv4Cidr) -> bool {
    PRIVATE.iter().filter_map(|(network, prefix)| Ipv4Cidr::new(*network, *prefix)).any(|whole| whole.contains(range))
}
