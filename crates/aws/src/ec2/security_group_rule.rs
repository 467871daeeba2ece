//! The rules of security groups, as they are written.

use std::panic::Location;

use purlin_cfn::ec2::{
    CfnSecurityGroupEgress, CfnSecurityGroupEgressProps, CfnSecurityGroupIngress, CfnSecurityGroupIngressProps,
};
use purlin_core::{Construct, Finding, Resource, Scope, Val, Value, text};

use super::peer::{Kind, Peer};
use super::port::Port;
use super::security_group::SecurityGroup;

/// Which way a rule's traffic goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Direction {
    Ingress,
    Egress,
}

impl Direction {
    pub(super) fn reversed(self) -> Self {
        match self {
            Direction::Ingress => Direction::Egress,
            Direction::Egress => Direction::Ingress,
        }
    }

    pub(super) fn word(self) -> &'static str {
        match self {
            Direction::Ingress => "from",
            Direction::Egress => "to",
        }
    }
}

/// Where a rule comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Origin {
    /// It was said of the group.
    Group,
    /// It was said of the group's connections, and has a counterpart on the other side.
    Connections,
    /// It is the counterpart of a rule that was said of the other side's connections.
    Counterpart,
}

/// A rule to be added to a group.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) direction: Direction,
    pub(super) peer: Peer,
    pub(super) port: Port,
    pub(super) description: Option<String>,
    pub(super) origin: Origin,
}

impl Rule {
    /// All IPv4 traffic out.
    pub(super) fn all_outbound() -> Self {
        Rule::default_egress(Peer::any_ipv4(), Port::all_traffic(), "Allow all outbound traffic by default")
    }

    /// All IPv6 traffic out.
    pub(super) fn all_ipv6_outbound() -> Self {
        Rule::default_egress(Peer::any_ipv6(), Port::all_traffic(), "Allow all outbound ipv6 traffic by default")
    }

    /// What no packet matches: EC2 allows everything out of a group that has no egress rule at all.
    pub(super) fn no_outbound() -> Self {
        Rule::default_egress(Peer::ipv4("255.255.255.255/32"), Port::icmp(252, 86), "Disallow all traffic")
    }

    fn default_egress(peer: Peer, port: Port, description: &str) -> Self {
        Rule {
            direction: Direction::Egress,
            peer,
            port,
            description: Some(description.to_owned()),
            origin: Origin::Group,
        }
    }

    /// Whether it says the same as another one of the same direction, whatever the description.
    pub(super) fn says(&self, other: &Rule) -> bool {
        self.peer == other.peer
            && (&self.port.protocol, &self.port.from, &self.port.to)
                == (&other.port.protocol, &other.port.from, &other.port.to)
    }

    /// Whether it can be part of the group.
    pub(super) fn is_inline(&self) -> bool {
        self.peer.is_inline() && self.port.is_known()
    }

    /// What is wrong with it.
    pub(super) fn mistakes(&self, location: &'static Location<'static>) -> Vec<Finding> {
        let mut found = Vec::new();
        let mut mistake = |rule: &str, message: String, help: String| {
            found.push(Finding::error(rule, message).at(location).help(help));
        };
        if let Some((message, help)) = self.peer.mistake() {
            mistake("bad-peer", message, help);
        }
        if let Some(message) = self.port.mistake() {
            mistake("bad-port", message, "give a port, or a range from the lower to the higher".into());
        }
        let covered = crate::guarded_ports::first_covered(|port| self.port.covers_tcp(port))
            .map(|(port, service)| format!("port {port} ({service})"))
            .or_else(|| Some(format!("the port of {}", self.port.guards?)));
        if self.direction == Direction::Ingress
            && let Some(share) = self.peer.share_of_the_internet()
            && !self.port.open_to_the_world
            && let Some(covered) = covered
        {
            let message = format!("{covered} would be open to {share} of the internet");
            let help = "name the addresses that need it; if it is meant, say so: `port.open_to_the_world()`";
            mistake("open-to-the-world", message, help.into());
        }
        if let Some(description) = &self.description
            && !is_description(description)
        {
            let message = format!("`{description}` cannot describe a rule");
            mistake("bad-rule-description", message, DESCRIPTION_HELP.into());
        }
        found
    }

    /// Whether the resource of a rule is about the same ports.
    pub(super) fn is_about_same_ports(&self, old: &Resource) -> bool {
        let ends = [("FromPort", &self.port.from), ("ToPort", &self.port.to)];
        ends.into_iter().all(|(name, end)| old.property(name) == end.value().map(Value::into_val))
    }

    /// Adds it to a construct as a resource of its own.
    pub(super) fn add_separately(
        &self,
        scope: &Scope,
        id: &str,
        group: &SecurityGroup,
        location: &'static Location<'static>,
    ) {
        let protocol = self.port.protocol.as_ref();
        let resource = match self.direction {
            Direction::Ingress => {
                let props = CfnSecurityGroupIngressProps::new().ip_protocol(protocol).group_id(group.id());
                CfnSecurityGroupIngress::new(scope, id, props).resource().clone()
            }
            Direction::Egress => {
                let props = CfnSecurityGroupEgressProps::new().ip_protocol(protocol).group_id(group.id());
                CfnSecurityGroupEgress::new(scope, id, props).resource().clone()
            }
        };
        resource.scope().set_location(location);
        self.properties().into_iter().for_each(|(name, val)| resource.set_property(name, val));
    }

    /// As it stands in the list of its group.
    pub(super) fn to_val(&self) -> Val {
        Val::structure(self.properties())
    }

    fn properties(&self) -> Vec<(&'static str, Val)> {
        let port = &self.port;
        let mut properties = vec![("IpProtocol", Val::text(port.protocol.clone()))];
        let ends = [("FromPort", port.from.value()), ("ToPort", port.to.value())];
        properties.extend(ends.into_iter().filter_map(|(name, value)| Some((name, value?.into_val()))));
        let ingress = self.direction == Direction::Ingress;
        let by_direction = |source, destination| if ingress { source } else { destination };
        let group = by_direction("SourceSecurityGroupId", "DestinationSecurityGroupId");
        match &self.peer.kind {
            Kind::Ipv4(cidr) => properties.push(("CidrIp", cidr.as_val().clone())),
            Kind::Ipv6(cidr) => properties.push(("CidrIpv6", cidr.as_val().clone())),
            Kind::PrefixList(list) => {
                properties.push((by_direction("SourcePrefixListId", "DestinationPrefixListId"), list.as_val().clone()));
            }
            Kind::GroupId { id, owner } => {
                properties.push((group, id.as_val().clone()));
                if let Some(owner) = owner.as_ref().filter(|_| ingress) {
                    properties.push(("SourceSecurityGroupOwnerId", owner.as_val().clone()));
                }
            }
            Kind::Group(peer) => properties.push((group, peer.id().into_val())),
        }
        properties.push(("Description", self.describe().into_val()));
        properties
    }

    fn describe(&self) -> Value<String> {
        match &self.description {
            Some(description) => description.into(),
            None => text![self.direction.word(), " ", self.peer.unique_id(), ":", self.port.to_string()],
        }
    }
}

pub(super) const DESCRIPTION_HELP: &str = "use up to 255 letters, digits, spaces and `._-:/()#,@[]+=&;{}!$*`";

/// Whether EC2 takes a text as the description of a group or a rule.
pub(super) fn is_description(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b" ._-:/()#,@[]+=&;{}!$*".contains(&byte);
    text.len() <= 255 && text.bytes().all(allowed)
}
