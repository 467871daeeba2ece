//! Who reaches the master, and what is worth saying of it.

use std::net::Ipv4Addr;

use purlin_aws::ec2::Ipv4Cidr;
use purlin_core::Finding;

use crate::plan::Plan;

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

/// Warns of a master that people reach in ways that are not good, or in none.
#[track_caller]
pub(crate) fn warn(plan: &Plan) {
    let settings = &plan.settings;
    let is_public = |text: &&String| text.parse().is_ok_and(|range: Ipv4Cidr| !is_private(range));
    if settings.tls_secret.is_none()
        && let Some(range) = settings.allowed_from.iter().find(is_public)
    {
        let message = format!("passwords and data travel from `{range}` to the master without encryption");
        let help = "set `tls_secret`, or leave `allowed_from` out: Session Manager encrypts what it forwards";
        plan.scope.report(Finding::warning("master-without-tls", message).help(help));
    }
    if settings.allowed_from.is_empty() && !settings.session_manager {
        let message = "nobody reaches the master: no address is allowed to, and there is no Session Manager";
        let help = "set `allowed_from`, or leave out `session_manager`";
        plan.scope.report(Finding::warning("nobody-reaches-master", message).help(help));
    }
}
