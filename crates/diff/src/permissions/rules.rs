//! Rules of security groups, those within a group and those that are resources of their own.

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde_json::{Map, Value};

use super::breadth::Breadth;
use super::parts;
use crate::Change;
use crate::values::as_template_text;

/// A rule of a security group that is new or gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleDifference {
    /// Whether it is new or gone.
    pub change: Change,
    /// The group: its logical id in `${}`, or an id.
    pub group: String,
    /// Which connections it is about.
    pub direction: Direction,
    /// `tcp`, `udp`, `icmp`, `icmpv6`, `all`, or a number.
    pub protocol: String,
    /// `443`, `8000-9000`, or `all`.
    pub ports: String,
    /// Who is at the other end: a range of addresses, a security group, or a prefix list.
    pub peer: String,
    /// Whether it lets more happen or less: not when a wider rule says the same already, or still.
    pub breadth: Option<Breadth>,
}

/// Which connections a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// Those that come in.
    In,
    /// Those that go out.
    Out,
}

impl Direction {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Direction::In => "in",
            Direction::Out => "out",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rule {
    group: String,
    direction: Direction,
    protocol: String,
    ports: String,
    peer: String,
}

/// Rules that are in one template alone.
pub(crate) fn differences(old: &Map<String, Value>, new: &Map<String, Value>) -> Vec<RuleDifference> {
    let [old, new] = [old, new].map(rules);
    let alone = |rules: &BTreeMap<Rule, ()>, others: &BTreeMap<Rule, ()>, change, breadth| -> Vec<RuleDifference> {
        let alone = rules.keys().filter(|rule| !others.contains_key(*rule));
        alone
            .map(|rule| RuleDifference {
                change,
                group: rule.group.clone(),
                direction: rule.direction,
                protocol: rule.protocol.clone(),
                ports: rule.ports.clone(),
                peer: rule.peer.clone(),
                breadth: (!others.keys().any(|other| other.covers(rule))).then_some(breadth),
            })
            .collect()
    };
    let mut found = alone(&old, &new, Change::Removed, Breadth::Narrower);
    found.extend(alone(&new, &old, Change::Added, Breadth::Broader));
    found.sort_by(|first, second| {
        let key = |row: &RuleDifference| (row.group.clone(), row.direction, row.change == Change::Added);
        key(first).cmp(&key(second))
    });
    found
}

/// All rules of a template.
fn rules(resources: &Map<String, Value>) -> BTreeMap<Rule, ()> {
    let mut found = BTreeMap::new();
    let mut groups_that_let_all_out = Vec::new();
    let mut groups_with_own_rules = Vec::new();
    for (logical_id, resource) in resources {
        let Some((kind, properties)) = parts(resource) else { continue };
        let named = || properties.get("GroupId").map(group).unwrap_or_else(|| text(properties, "GroupName"));
        match kind {
            "AWS::EC2::SecurityGroup" => {
                let group = format!("${{{logical_id}}}");
                for (name, direction) in
                    [("SecurityGroupIngress", Direction::In), ("SecurityGroupEgress", Direction::Out)]
                {
                    let rules = properties.get(name).and_then(Value::as_array).into_iter().flatten();
                    for rule in rules.filter_map(Value::as_object) {
                        found.insert(Rule::of(&group, direction, rule), ());
                    }
                }
                if !properties.contains_key("SecurityGroupEgress") {
                    groups_that_let_all_out.push(group);
                }
            }
            "AWS::EC2::SecurityGroupIngress" => {
                found.insert(Rule::of(&named(), Direction::In, properties), ());
            }
            "AWS::EC2::SecurityGroupEgress" => {
                groups_with_own_rules.push(named());
                found.insert(Rule::of(&named(), Direction::Out, properties), ());
            }
            _ => {}
        }
    }
    // Unless there is any rule for what goes out, everything may.
    for group in groups_that_let_all_out.into_iter().filter(|group| !groups_with_own_rules.contains(group)) {
        let all = Map::from_iter([("IpProtocol".to_owned(), "-1".into()), ("CidrIp".to_owned(), "0.0.0.0/0".into())]);
        found.insert(Rule::of(&group, Direction::Out, &all), ());
    }
    found
}

fn text(properties: &Map<String, Value>, name: &str) -> String {
    properties.get(name).map(as_template_text).unwrap_or_default()
}

/// A security group, whether it is named by its id or by itself.
fn group(value: &Value) -> String {
    let text = as_template_text(value);
    text.strip_suffix(".GroupId}").map(|name| format!("{name}}}")).unwrap_or(text)
}

impl Rule {
    fn of(group_name: &str, direction: Direction, properties: &Map<String, Value>) -> Self {
        let protocol = match text(properties, "IpProtocol").to_lowercase().as_str() {
            "-1" | "all" => "all".to_owned(),
            "6" => "tcp".to_owned(),
            "17" => "udp".to_owned(),
            "1" => "icmp".to_owned(),
            "58" => "icmpv6".to_owned(),
            other => other.to_owned(),
        };
        let (from, to) = (text(properties, "FromPort"), text(properties, "ToPort"));
        let ports = match (from.as_str(), to.as_str()) {
            _ if protocol == "all" => "all".to_owned(),
            ("" | "-1", "" | "-1") => "all".to_owned(),
            ("0", "65535") if protocol == "tcp" || protocol == "udp" => "all".to_owned(),
            (from, to) if from == to || to.is_empty() => from.to_owned(),
            (from, to) => format!("{from}-{to}"),
        };
        let groups = ["SourceSecurityGroupId", "DestinationSecurityGroupId"];
        let others = ["CidrIp", "CidrIpv6", "SourcePrefixListId", "DestinationPrefixListId", "SourceSecurityGroupName"];
        let peer = (groups.iter().find_map(|name| properties.get(*name)).map(group))
            .or_else(|| others.iter().find_map(|name| properties.get(*name)).map(as_template_text));
        let group = group_name.to_owned();
        Rule { group, direction, protocol, ports, peer: peer.unwrap_or_default() }
    }

    /// Whether everything that another rule lets happen, this one does.
    fn covers(&self, other: &Rule) -> bool {
        (&self.group, self.direction) == (&other.group, other.direction)
            && (self.protocol == "all" || self.protocol == other.protocol)
            && (self.ports == other.ports || range_covers(self.ports(), other.ports()))
            && (self.peer == other.peer || network_covers(&self.peer, &other.peer))
    }

    fn ports(&self) -> Option<(u32, u32)> {
        match self.ports.split_once('-') {
            _ if self.ports == "all" => Some((0, u32::MAX)),
            Some((from, to)) => Some((from.parse().ok()?, to.parse().ok()?)),
            None => self.ports.parse().ok().map(|port| (port, port)),
        }
    }
}

fn range_covers(wide: Option<(u32, u32)>, narrow: Option<(u32, u32)>) -> bool {
    matches!((wide, narrow), (Some((from, to)), Some((start, end))) if from <= start && end <= to)
}

/// Whether one range of addresses lies within another.
fn network_covers(wide: &str, narrow: &str) -> bool {
    let (Some((wide, wide_length, bits)), Some((narrow, length, other_bits))) = (network(wide), network(narrow)) else {
        return false;
    };
    let shift = bits.saturating_sub(wide_length);
    bits == other_bits && wide_length <= length && wide.checked_shr(shift) == narrow.checked_shr(shift)
}

/// The bits of an address, how many of them count, and how many there are.
fn network(text: &str) -> Option<(u128, u32, u32)> {
    let (address, length) = text.split_once('/')?;
    let (address, bits) = match address.parse().ok()? {
        IpAddr::V4(address) => (u128::from(u32::from(address)), 32),
        IpAddr::V6(address) => (u128::from(address), 128),
    };
    let length = length.parse().ok().filter(|length| *length <= bits)?;
    Some((address, length, bits))
}
