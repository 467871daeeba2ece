//! Peers: the other side of a rule.

use std::net::{Ipv4Addr, Ipv6Addr};

use purlin_core::{Construct, IntoValue, Value};

use super::connections::{Connectable, Connections};
use super::security_group::SecurityGroup;
use crate::internet;

/// The other side of a rule: addresses, a list of prefixes, or a security group.
///
/// ```
/// use purlin_aws::ec2::Peer;
///
/// let office = Peer::ipv4("203.0.113.0/24");
/// let everyone = Peer::any_ipv4();
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Peer {
    pub(super) kind: Kind,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    Ipv4(Value<String>),
    Ipv6(Value<String>),
    PrefixList(Value<String>),
    GroupId { id: Value<String>, owner: Option<Value<String>> },
    Group(SecurityGroup),
}

impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Kind::Ipv4(one), Kind::Ipv4(other)) | (Kind::Ipv6(one), Kind::Ipv6(other)) => one == other,
            (Kind::PrefixList(one), Kind::PrefixList(other)) => one == other,
            (Kind::GroupId { id, owner }, Kind::GroupId { id: other, owner: other_owner }) => {
                id == other && owner == other_owner
            }
            (Kind::Group(one), Kind::Group(other)) => one.scope() == other.scope(),
            _ => false,
        }
    }
}

impl Peer {
    /// A range of IPv4 addresses, such as `203.0.113.0/24`; a single one ends in `/32`.
    pub fn ipv4(cidr: impl IntoValue<String>) -> Self {
        Peer { kind: Kind::Ipv4(cidr.into_value()) }
    }

    /// All of the internet, over IPv4.
    pub fn any_ipv4() -> Self {
        Peer::ipv4("0.0.0.0/0")
    }

    /// A range of IPv6 addresses, such as `2001:db8::/32`.
    pub fn ipv6(cidr: impl IntoValue<String>) -> Self {
        Peer { kind: Kind::Ipv6(cidr.into_value()) }
    }

    /// All of the internet, over IPv6.
    pub fn any_ipv6() -> Self {
        Peer::ipv6("::/0")
    }

    /// A managed list of prefixes, such as those of a gateway endpoint.
    pub fn prefix_list(id: impl IntoValue<String>) -> Self {
        Peer { kind: Kind::PrefixList(id.into_value()) }
    }

    /// A security group by its id.
    pub fn security_group_id(id: impl IntoValue<String>) -> Self {
        Peer { kind: Kind::GroupId { id: id.into_value(), owner: None } }
    }

    /// A security group of another account, by its id and the account's.
    pub fn security_group_of_account(id: impl IntoValue<String>, account: impl IntoValue<String>) -> Self {
        Peer { kind: Kind::GroupId { id: id.into_value(), owner: Some(account.into_value()) } }
    }

    pub(super) fn group(group: SecurityGroup) -> Self {
        Peer { kind: Kind::Group(group) }
    }

    /// What tells it from others in the ids and descriptions of rules.
    pub(super) fn unique_id(&self) -> Value<String> {
        match &self.kind {
            Kind::Ipv4(value) | Kind::Ipv6(value) | Kind::PrefixList(value) | Kind::GroupId { id: value, .. } => {
                value.clone()
            }
            Kind::Group(group) => group.scope().unique_id().into(),
        }
    }

    /// Whether a rule about it can be part of the security group itself.
    pub(super) fn is_inline(&self) -> bool {
        matches!(self.kind, Kind::Ipv4(_) | Kind::Ipv6(_) | Kind::GroupId { .. })
    }

    /// How much of the internet it is, when that is more than anybody has for their own.
    pub(super) fn share_of_the_internet(&self) -> Option<&'static str> {
        match &self.kind {
            Kind::Ipv4(cidr) | Kind::Ipv6(cidr) => internet::share(cidr.literal()?),
            Kind::PrefixList(_) | Kind::GroupId { .. } | Kind::Group(_) => None,
        }
    }

    /// What is wrong with it, and what to do.
    pub(super) fn mistake(&self) -> Option<(String, String)> {
        let range = |cidr: &str, most: u8, is_address: bool| match cidr.split_once('/') {
            None if is_address => {
                Some((format!("`{cidr}` is an address, not a range"), format!("write `{cidr}/{most}`")))
            }
            Some((_, bits)) if is_address && bits.parse().is_ok_and(|bits: u8| bits <= most) => None,
            _ => Some((
                format!("`{cidr}` is no range of addresses"),
                "write an address, `/` and the number of bits".into(),
            )),
        };
        let address = |cidr: &str| cidr.split('/').next().unwrap_or_default().to_owned();
        match &self.kind {
            Kind::Ipv4(cidr) => {
                cidr.literal().and_then(|cidr| range(cidr, 32, address(cidr).parse::<Ipv4Addr>().is_ok()))
            }
            Kind::Ipv6(cidr) => {
                cidr.literal().and_then(|cidr| range(cidr, 128, address(cidr).parse::<Ipv6Addr>().is_ok()))
            }
            Kind::PrefixList(id) => bad_id(id, "pl-", "a list of prefixes"),
            Kind::GroupId { id, .. } => bad_id(id, "sg-", "a security group"),
            Kind::Group(_) => None,
        }
    }
}

fn bad_id(id: &Value<String>, prefix: &str, what: &str) -> Option<(String, String)> {
    let id = id.literal()?;
    let good = id
        .strip_prefix(prefix)
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    (!good).then(|| (format!("`{id}` is not the id of {what}"), format!("ids of such begin with `{prefix}`")))
}

impl From<&SecurityGroup> for Peer {
    fn from(group: &SecurityGroup) -> Self {
        Peer::group(group.clone())
    }
}

impl Connectable for Peer {
    fn connections(&self) -> Connections {
        Connections::to_peer(self.clone())
    }
}
