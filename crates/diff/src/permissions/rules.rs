//! Rules of security groups, those within a group and those that are resources of their own.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::IpAddr;

use serde_json::{Map, Value};

use super::branches::{alternatives, combinations, is_function, items};
use super::breadth::Breadth;
use super::conditions::{self, Alternatives, both, opposite};
use super::{Names, Resource};
use crate::Change;
use crate::values::as_template_text;

/// A rule of a security group that is new or gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleDifference {
    /// Whether it is new, gone, or under other conditions.
    pub change: Change,
    /// The group: its logical id in `${}`, or an id.
    pub group: String,
    /// Which connections it is about.
    pub direction: Direction,
    /// `tcp`, `udp`, `icmp`, `icmpv6`, `all`, or a number; `unknown` where only CloudFormation can tell.
    pub protocol: String,
    /// `443`, `8000-9000`, or `all`.
    pub ports: String,
    /// Who is at the other end: a range of addresses, a security group, or a prefix list. Of an unknown rule its text.
    pub peer: String,
    /// Under which conditions of the template it was so; an empty list for always, none where it was not.
    pub old_conditions: Vec<Vec<String>>,
    /// Under which conditions of the template it is so.
    pub new_conditions: Vec<Vec<String>>,
    /// Whether it lets more happen or less: not when a wider rule says the same already, or still.
    pub breadth: Option<Breadth>,
}

/// Which connections a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

type Rules = BTreeMap<Rule, Alternatives>;

/// Rules that are in one template alone, or under other conditions.
pub(super) fn differences(old: &[Resource], new: &[Resource], names: &Names) -> Vec<RuleDifference> {
    let [mut old, new] = [old, new].map(rules);
    if !names.is_empty() {
        old = old.into_iter().map(|(rule, told)| (rule.renamed(names), told)).collect();
    }
    let none = Alternatives::default();
    let keys: BTreeSet<&Rule> = old.keys().chain(new.keys()).collect();
    let changed = keys
        .into_iter()
        .map(|rule| (rule, old.get(rule).unwrap_or(&none), new.get(rule).unwrap_or(&none)))
        .filter(|(_, before, after)| before != after);
    let (mut in_old, mut in_new) = (Coverage::of(&old), Coverage::of(&new));
    let mut found: Vec<RuleDifference> = changed
        .map(|(rule, before, after)| {
            let breadth = conditions::breadth(before, after).filter(|_| rule.protocol != UNKNOWN);
            let is_covered = breadth.and_then(|alone| match alone {
                Breadth::Broader => in_old.covers(rule, after),
                Breadth::Narrower => in_new.covers(rule, before),
            });
            RuleDifference {
                change: conditions::change(before, after),
                group: rule.group.clone(),
                direction: rule.direction,
                protocol: rule.protocol.clone(),
                ports: rule.ports.clone(),
                peer: rule.peer.clone(),
                old_conditions: before.listed(),
                new_conditions: after.listed(),
                breadth: breadth.filter(|_| is_covered == Some(false)),
            }
        })
        .collect();
    found.sort_by(|first, second| {
        let key = |row: &RuleDifference| (row.group.clone(), row.direction, row.change == Change::Added);
        key(first).cmp(&key(second))
    });
    found
}

/// The protocol of a rule that only CloudFormation can tell.
const UNKNOWN: &str = "unknown";

/// All rules of a template.
fn rules(resources: &[Resource]) -> Rules {
    let mut found = Rules::new();
    // What is there of rules for what goes out, by the group.
    let mut own: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
    for resource in resources {
        let Resource { kind, properties, conditions, .. } = resource;
        let direction = match *kind {
            "AWS::EC2::SecurityGroupIngress" => Direction::In,
            "AWS::EC2::SecurityGroupEgress" => Direction::Out,
            _ => continue,
        };
        let group = properties.get("GroupId").map(group).unwrap_or_else(|| text(properties, "GroupName"));
        if direction == Direction::Out {
            own.entry(group.clone()).or_default().push(conditions.clone());
        }
        add(&mut found, &group, direction, properties, conditions);
    }
    for resource in resources.iter().filter(|resource| resource.kind == "AWS::EC2::SecurityGroup") {
        let Resource { name, properties, conditions, .. } = resource;
        if is_function(resource.value) {
            // A macro makes some of the properties.
            let rule = Rule::unknown(name, Direction::In, resource.value);
            found.entry(rule).or_default().add(conditions.clone());
        }
        for (property, direction) in [("SecurityGroupIngress", Direction::In), ("SecurityGroupEgress", Direction::Out)]
        {
            for (list, conditions) in alternatives(properties.get(property), conditions) {
                let items = items(list, &conditions);
                if direction == Direction::Out {
                    let rules = items.iter().map(|item| item.conditions.clone());
                    let rules: Vec<_> = rules.chain(own.get(name).into_iter().flatten().cloned()).collect();
                    // Unless there is any rule for what goes out, everything may: an empty list is none.
                    for conditions in when_there_is_none(&rules, &conditions) {
                        let [protocol, ports] = ["all"; 2].map(str::to_owned);
                        let (group, peer) = (name.clone(), "0.0.0.0/0".to_owned());
                        let all = Rule { group, direction, protocol, ports, peer };
                        found.entry(all).or_default().add(conditions);
                    }
                }
                for item in items {
                    match item.value.as_object().filter(|_| !is_function(item.value)) {
                        Some(rule) => add(&mut found, name, direction, rule, &item.conditions),
                        None => {
                            let rule = Rule::unknown(name, direction, item.value);
                            found.entry(rule).or_default().add(item.conditions);
                        }
                    }
                }
            }
        }
    }
    found
}

fn add(found: &mut Rules, group: &str, direction: Direction, rule: &Map<String, Value>, under: &[String]) {
    for (rule, conditions) in combinations(rule, under) {
        let rule = Rule::of(group, direction, &rule);
        if !rule.is_placeholder() {
            found.entry(rule).or_default().add(conditions);
        }
    }
}

/// More lists of conditions than this nobody reads.
const MOST_ALTERNATIVES: usize = 16;

/// The conditions under which none of the rules is there, each of which is there under others.
fn when_there_is_none(rules: &[Vec<String>], under: &[String]) -> Vec<Vec<String>> {
    let mut alternatives = vec![under.to_vec()];
    for rule in rules {
        let missing: Vec<String> =
            rule.iter().filter(|condition| !under.contains(condition)).filter_map(|text| opposite(text)).collect();
        let mut next: Vec<Vec<String>> = (alternatives.iter())
            .flat_map(|conditions| missing.iter().filter_map(|more| both(conditions, std::slice::from_ref(more))))
            .collect();
        next.sort();
        next.dedup();
        next.truncate(MOST_ALTERNATIVES);
        alternatives = next;
    }
    alternatives
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

    /// One that only CloudFormation can tell.
    fn unknown(group: &str, direction: Direction, value: &Value) -> Self {
        let peer = format!("not understood: {}", as_template_text(value));
        let (group, protocol) = (group.to_owned(), UNKNOWN.to_owned());
        Rule { group, direction, protocol, ports: String::new(), peer }
    }

    /// Whether it only stands for no rule at all, which a list cannot say: aws-cdk-lib writes a message that does not exist to an
    /// address that nobody has.
    fn is_placeholder(&self) -> bool {
        (self.direction, self.protocol.as_str(), self.ports.as_str(), self.peer.as_str())
            == (Direction::Out, "icmp", "252-86", "255.255.255.255/32")
    }

    fn renamed(self, names: &Names) -> Self {
        Rule { group: names.renamed(&self.group), peer: names.renamed(&self.peer), ..self }
    }

    fn range(&self) -> Option<(u32, u32)> {
        match self.ports.split_once('-') {
            _ if self.ports == "all" => Some((0, u32::MAX)),
            Some((from, to)) => Some((from.parse().ok()?, to.parse().ok()?)),
            None => self.ports.parse().ok().map(|port| (port, port)),
        }
    }
}

/// More comparisons than this are not worth knowing which rule is within which.
const MOST_COMPARISONS: usize = 4_000_000;

/// The rules of each group and direction, as numbers.
struct Coverage<'a> {
    rules: HashMap<(&'a str, Direction), Vec<Parsed<'a>>>,
    remaining: usize,
}

struct Parsed<'a> {
    rule: &'a Rule,
    conditions: &'a Alternatives,
    ports: Option<(u32, u32)>,
    network: Option<Network>,
}

impl<'a> Coverage<'a> {
    fn of(rules: &'a Rules) -> Self {
        let mut by_group: HashMap<(&str, Direction), Vec<Parsed>> = HashMap::new();
        for (rule, conditions) in rules.iter().filter(|(rule, _)| rule.protocol != UNKNOWN) {
            let parsed = Parsed { rule, conditions, ports: rule.range(), network: network(&rule.peer) };
            by_group.entry((rule.group.as_str(), rule.direction)).or_default().push(parsed);
        }
        Coverage { rules: by_group, remaining: MOST_COMPARISONS }
    }

    /// Whether a rule lets all of that happen, under no more conditions; none when that is too much to look for.
    fn covers(&mut self, rule: &Rule, conditions: &Alternatives) -> Option<bool> {
        let Some(others) = self.rules.get(&(rule.group.as_str(), rule.direction)) else { return Some(false) };
        self.remaining = self.remaining.checked_sub(others.len())?;
        let (ports, network) = (rule.range(), network(&rule.peer));
        Some(others.iter().any(|other| {
            (other.ports == ports && other.rule.ports == rule.ports || range_covers(other.ports, ports))
                && (other.rule.protocol == "all" || other.rule.protocol == rule.protocol)
                && (other.rule.peer == rule.peer || network_covers(other.network, network))
                && other.conditions.covers(conditions)
        }))
    }
}

fn range_covers(wide: Option<(u32, u32)>, narrow: Option<(u32, u32)>) -> bool {
    matches!((wide, narrow), (Some((from, to)), Some((start, end))) if from <= start && end <= to)
}

/// The bits of an address, how many of them count, and how many there are.
type Network = (u128, u32, u32);

/// Whether one range of addresses lies within another.
fn network_covers(wide: Option<Network>, narrow: Option<Network>) -> bool {
    let (Some((wide, wide_length, bits)), Some((narrow, length, other_bits))) = (wide, narrow) else { return false };
    let shift = bits.saturating_sub(wide_length);
    bits == other_bits && wide_length <= length && wide.checked_shr(shift) == narrow.checked_shr(shift)
}

fn network(text: &str) -> Option<Network> {
    let (address, length) = text.split_once('/')?;
    let (address, bits) = match address.parse().ok()? {
        IpAddr::V4(address) => (u128::from(u32::from(address)), 32),
        IpAddr::V6(address) => (u128::from(address), 128),
    };
    let length = length.parse().ok().filter(|length| *length <= bits)?;
    Some((address, length, bits))
}
