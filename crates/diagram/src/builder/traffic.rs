//! Who may talk to whom: rules of security groups, and load balancers.

use serde_json::Value;

use super::Builder;
use crate::model::Pointer;
use crate::names;
use crate::picture::{ArrowKind, Kind, Label};

/// Addresses that rules name to allow nothing.
const NOWHERE: [&str; 2] = ["255.255.255.255/32", "127.0.0.1/32"];
const EVERYWHERE: [&str; 2] = ["0.0.0.0/0", "::/0"];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    In,
    Out,
}

impl Builder<'_> {
    pub(super) fn add_traffic(&mut self) {
        for group in self.model.of_kind("AWS::EC2::SecurityGroup").collect::<Vec<_>>() {
            let known = &self.model.items[group];
            for (property, direction) in
                [("SecurityGroupIngress", Direction::In), ("SecurityGroupEgress", Direction::Out)]
            {
                for rule in known.resource.property(property).and_then(Value::as_array).into_iter().flatten() {
                    let ends = self.ends(known.stack, &Pointer::Item(group));
                    self.add_rule(known.stack, &ends, direction, rule);
                }
            }
        }
        for (kind, direction) in
            [("AWS::EC2::SecurityGroupIngress", Direction::In), ("AWS::EC2::SecurityGroupEgress", Direction::Out)]
        {
            for item in self.model.of_kind(kind).collect::<Vec<_>>() {
                let known = &self.model.items[item];
                let (Some(rule), Some(group)) =
                    (known.resource.entries.get("Properties"), known.resource.property("GroupId"))
                else {
                    continue;
                };
                let pointers = self.model.pointers(known.stack, group);
                let ends: Vec<usize> = pointers.iter().flat_map(|pointer| self.ends(known.stack, pointer)).collect();
                self.add_rule(known.stack, &ends, direction, rule);
            }
        }
        self.add_load_balancers();
    }

    /// What stands for a security group: its box, or what uses it.
    fn ends(&mut self, stack: usize, group: &Pointer) -> Vec<usize> {
        let drawn = match group {
            Pointer::Item(item) => self.shape_of(*item),
            Pointer::Text(text) if text.starts_with("sg-") => Some(self.existing_security_group(stack, text, &[])),
            Pointer::Text(_) => None,
            Pointer::Parameter(name) => Some(self.existing_security_group(stack, name, &[])),
        };
        match drawn {
            Some(shape) => vec![shape],
            None => self.members.get(group).cloned().unwrap_or_default(),
        }
    }

    fn add_rule(&mut self, stack: usize, ends: &[usize], direction: Direction, rule: &Value) {
        let label = self.ports(stack, rule);
        let peers = self.peers(stack, ends, direction, rule);
        for peer in peers {
            for &end in ends {
                let (from, to) = if direction == Direction::In { (peer, end) } else { (end, peer) };
                self.picture.connect(from, to, ArrowKind::Traffic, [label.clone()]);
            }
        }
    }

    fn peers(&mut self, stack: usize, ends: &[usize], direction: Direction, rule: &Value) -> Vec<usize> {
        let names = match direction {
            Direction::In => ["SourceSecurityGroupId", "SourceSecurityGroupName", "SourcePrefixListId"],
            Direction::Out => ["DestinationSecurityGroupId", "", "DestinationPrefixListId"],
        };
        let [group, group_name, list] = names.map(|name| rule.get(name));
        if let Some(group) = group.or(group_name) {
            let pointers = self.model.pointers(stack, group);
            return pointers.iter().flat_map(|pointer| self.ends(stack, pointer)).collect();
        }
        if let Some(list) = list {
            let name = match self.model.pointers(stack, list).into_iter().next() {
                Some(Pointer::Item(item)) => self.model.items[item].name.clone(),
                Some(Pointer::Text(text) | Pointer::Parameter(text)) => text,
                None => return Vec::new(),
            };
            return vec![self.existing(&name, None, Kind::Outside, format!("Prefix list {name}"), Vec::new())];
        }
        let Some(addresses) = rule.get("CidrIp").or_else(|| rule.get("CidrIpv6")) else { return Vec::new() };
        let network = |shape: Option<usize>| shape.filter(|&shape| self.picture.shapes[shape].kind == Kind::Network);
        let text = match self.model.pointers(stack, addresses).into_iter().next() {
            // The addresses of a whole network.
            Some(Pointer::Item(item)) => return network(self.shapes[item]).into_iter().collect(),
            Some(Pointer::Text(text) | Pointer::Parameter(text)) => text,
            None => return Vec::new(),
        };
        if NOWHERE.contains(&text.as_str()) {
            return Vec::new();
        }
        if EVERYWHERE.contains(&text.as_str()) {
            // What is not restricted is not worth an arrow.
            if direction == Direction::Out {
                return Vec::new();
            }
            return vec![self.existing("internet", None, Kind::Outside, "Internet".to_owned(), Vec::new())];
        }
        let own = ends.iter().find_map(|&end| {
            let around = (0..self.picture.shapes.len()).filter(|&shape| self.picture.holds(shape, end));
            let mut networks = around.filter(|&shape| self.picture.shapes[shape].kind == Kind::Network);
            networks.find(|&shape| self.picture.shapes[shape].details.contains(&text))
        });
        match own {
            Some(network) => vec![network],
            None => vec![self.existing(&text, None, Kind::Outside, text.clone(), Vec::new())],
        }
    }

    /// The ports of a rule, as an arrow tells them.
    fn ports(&self, stack: usize, rule: &Value) -> Label {
        let text = |name: &str| rule.get(name).map(|value| self.model.text(stack, value));
        let protocol = text("IpProtocol").unwrap_or_default();
        let (from, to) = (text("FromPort"), text("ToPort"));
        let prefix = match protocol.as_str() {
            "-1" => return Label::new(0, "all ports"),
            "icmp" | "1" | "icmpv6" | "58" => return Label::new(u32::MAX, "ICMP"),
            "tcp" | "6" => "",
            "udp" | "17" => "UDP ",
            other => return Label::new(u32::MAX, format!("protocol {other}")),
        };
        let rank = from.as_deref().and_then(|port| port.parse().ok()).unwrap_or(u32::MAX / 2);
        let ports = match (from.as_deref(), to.as_deref()) {
            (Some("0" | "1"), Some("65535")) => {
                return Label::new(1, if prefix.is_empty() { "all TCP ports" } else { "all UDP ports" });
            }
            (Some("*"), _) | (_, Some("*")) => "its port".to_owned(),
            (Some(from), Some(to)) if from != to => format!("{from}–{to}"),
            (Some(port), _) | (None, Some(port)) => port.to_owned(),
            (None, None) => return Label::new(0, "all ports"),
        };
        Label::new(rank, format!("{prefix}{ports}"))
    }

    /// Listeners say on which ports a load balancer answers, target groups whom it leads to.
    fn add_load_balancers(&mut self) {
        for listener in self.model.of_kind("AWS::ElasticLoadBalancingV2::Listener").collect::<Vec<_>>() {
            let known = &self.model.items[listener];
            let Some(balancer) = self.shape_of(listener) else { continue };
            let text = |name: &str| known.resource.property(name).map(|value| self.model.text(known.stack, value));
            if let Some(port) = text("Port").filter(|port| port != "*") {
                let protocol = text("Protocol").unwrap_or_default();
                let answers = format!("answers {protocol} {port}").replace("  ", " ");
                let details = &mut self.picture.shapes[balancer].details;
                if self.shapes[listener].is_none() && !details.contains(&answers) {
                    details.push(answers);
                }
            }
            let rules = self.model.of_kind("AWS::ElasticLoadBalancingV2::ListenerRule");
            let rules = rules.filter(|&rule| self.model.items_of(rule, "ListenerArn").contains(&listener));
            let actions = rules.flat_map(|rule| self.model.items_of(rule, "Actions"));
            let groups: Vec<usize> =
                self.model.items_of(listener, "DefaultActions").into_iter().chain(actions).collect();
            for group in groups {
                if self.model.is(group, "AWS::ElasticLoadBalancingV2::TargetGroup") {
                    self.add_targets(balancer, group);
                }
            }
        }
    }

    fn add_targets(&mut self, balancer: usize, group: usize) {
        let known = &self.model.items[group];
        let mut targets = self.model.items_of(group, "Targets");
        // Services and groups of instances register their own.
        for item in 0..self.model.items.len() {
            let named = |name: &str| self.model.items_of(item, name).contains(&group);
            if named("TargetGroupARNs") || named("LoadBalancers") {
                targets.push(item);
            }
        }
        let port = known.resource.property("Port").map(|value| self.model.text(known.stack, value));
        let label = port.filter(|port| port != "*").map(|port| Label::new(port.parse().unwrap_or_default(), port));
        for target in targets {
            if let Some(target) = self.shape_of(target).filter(|&target| target != balancer) {
                self.picture.connect(balancer, target, ArrowKind::Traffic, label.clone());
            }
        }
    }
}

/// Labels without those that others include.
pub(super) fn without_included(labels: &mut std::collections::BTreeSet<Label>) {
    if labels.iter().any(|label| label.text == "all ports") {
        labels.retain(|label| label.text == "all ports");
    }
    if labels.len() > 4 {
        let kept: Vec<Label> = labels.iter().take(3).cloned().collect();
        let more = labels.len() - kept.len();
        *labels =
            kept.into_iter().chain([Label::new(u32::MAX, names::shortened(&format!("{more} more"), 20))]).collect();
    }
}
