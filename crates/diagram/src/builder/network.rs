//! Networks and their subnets, those that are alike in one box.

use serde_json::Value;

use super::{Builder, shape};
use crate::model::Pointer;
use crate::names;
use crate::picture::{Kind, Shape};

/// Subnets that are alike.
struct Group {
    network: usize,
    name: String,
    kind: Kind,
    subnets: Vec<usize>,
}

impl Builder<'_> {
    pub(super) fn add_networks(&mut self) {
        for item in self.model.of_kind("AWS::EC2::VPC").collect::<Vec<_>>() {
            let known = &self.model.items[item];
            let parent = self.region(known.stack);
            let addresses = known.resource.property("CidrBlock").and_then(Value::as_str);
            let name = if known.name == "Vpc" { "VPC".to_owned() } else { format!("VPC {}", known.name) };
            let shape = self.picture.add(Shape {
                id: self.model.identifier(item),
                parent: Some(parent),
                details: addresses.map(str::to_owned).into_iter().collect(),
                ..shape(Kind::Network, name)
            });
            self.shapes[item] = Some(shape);
        }
        let mut groups: Vec<Group> = Vec::new();
        for item in self.model.of_kind("AWS::EC2::Subnet").collect::<Vec<_>>() {
            let Some(network) = self.network_of(item) else { continue };
            let (name, kind) = (self.subnet_name(item), self.subnet_kind(item));
            match groups.iter_mut().find(|group| (group.network, group.kind, &group.name) == (network, kind, &name)) {
                Some(group) => group.subnets.push(item),
                None => groups.push(Group { network, name, kind, subnets: vec![item] }),
            }
        }
        groups.sort_by_key(|group| group.kind);
        for group in groups {
            self.add_group(&group);
        }
    }

    fn add_group(&mut self, group: &Group) {
        let adjective = match group.kind {
            Kind::PublicSubnets => "public",
            Kind::PrivateSubnets => "private",
            _ => "isolated",
        };
        let is_told = group.name.to_lowercase() == adjective || group.name.is_empty();
        let subnets = if group.subnets.len() == 1 { "subnet" } else { "subnets" };
        let called = if is_told { String::new() } else { format!(": {}", group.name) };
        let addresses: Vec<&str> = (group.subnets.iter())
            .filter_map(|&subnet| self.model.items[subnet].resource.property("CidrBlock")?.as_str())
            .collect();
        let details = match addresses.as_slice() {
            [] => Vec::new(),
            [one] => vec![(*one).to_owned()],
            [first, second] => vec![format!("{first}, {second}")],
            [first, .., last] => vec![format!("{first} to {last}")],
        };
        let shape = self.picture.add(Shape {
            id: names::identifier(&format!("{}_{adjective}_{}", self.picture.shapes[group.network].id, group.name)),
            parent: Some(group.network),
            details,
            ..shape(group.kind, format!("{} {adjective} {subnets}{called}", group.subnets.len()))
        });
        self.groups.extend(group.subnets.iter().map(|&subnet| (subnet, shape)));
    }

    /// The network that an item's `VpcId` names, which may be there already.
    pub(super) fn network_of(&mut self, item: usize) -> Option<usize> {
        let known = &self.model.items[item];
        let stack = known.stack;
        let value = known.resource.property("VpcId")?;
        let pointer = self.model.pointers(stack, value).into_iter().next()?;
        let text = match pointer {
            Pointer::Item(network) => return self.shapes[network],
            Pointer::Text(text) | Pointer::Parameter(text) => text,
        };
        let region = self.region(stack);
        let name = format!("Existing VPC {}", names::shortened(&text, 40));
        Some(self.existing(&text, Some(region), Kind::Network, name, Vec::new()))
    }

    /// The box of subnets that are there already, in a network that is as well when it is known.
    pub(super) fn existing_subnets(&mut self, stack: usize, names: &[String]) -> usize {
        let region = self.region(stack);
        let network = self.existing.values().copied().find(|&shape| self.picture.shapes[shape].kind == Kind::Network);
        let name = match names {
            [_] => "Existing subnet".to_owned(),
            names => format!("{} existing subnets", names.len()),
        };
        let details = match names {
            [first, second, _, ..] => vec![format!("{first}, {second}, …")],
            names => vec![names.join(", ")],
        };
        self.existing(&names.join("_"), Some(network.unwrap_or(region)), Kind::PrivateSubnets, name, details)
    }

    /// What subnets that are alike have in common: the name that the CDK tags them with, or their own without a number.
    fn subnet_name(&self, item: usize) -> String {
        if let Some(name) = self.tag(item, "aws-cdk:subnet-name") {
            return names::words(name);
        }
        let name =
            self.model.items[item].name.trim_end_matches(|last: char| last.is_ascii_digit() || " -_".contains(last));
        let words: Vec<&str> = name.split(' ').filter(|word| !word.eq_ignore_ascii_case("subnet")).collect();
        let name = words.join(" ");
        // Availability zones are often told by a letter.
        match name.rsplit_once([' ', '-']) {
            Some((name, zone)) if zone.len() == 1 => name.to_owned(),
            _ => name,
        }
    }

    /// Whether the Internet reaches subnets, as their tags or their routes tell.
    fn subnet_kind(&self, subnet: usize) -> Kind {
        match self.tag(subnet, "aws-cdk:subnet-type") {
            Some("Public") => return Kind::PublicSubnets,
            Some("Private") => return Kind::PrivateSubnets,
            Some("Isolated") => return Kind::IsolatedSubnets,
            _ => {}
        }
        let mut kind = Kind::IsolatedSubnets;
        for association in self.model.of_kind("AWS::EC2::SubnetRouteTableAssociation") {
            if !self.model.items_of(association, "SubnetId").contains(&subnet) {
                continue;
            }
            let tables = self.model.items_of(association, "RouteTableId");
            for route in self.model.of_kind("AWS::EC2::Route") {
                let is_of_table = self.model.items_of(route, "RouteTableId").iter().any(|table| tables.contains(table));
                let gateways = self.model.items_of(route, "GatewayId");
                if is_of_table && gateways.iter().any(|&gateway| self.model.is(gateway, "AWS::EC2::InternetGateway")) {
                    return Kind::PublicSubnets;
                }
                if is_of_table && self.model.items[route].resource.property("NatGatewayId").is_some() {
                    kind = Kind::PrivateSubnets;
                }
            }
        }
        kind
    }

    fn tag(&self, item: usize, key: &str) -> Option<&str> {
        let tags = self.model.items[item].resource.property("Tags")?.as_array()?;
        tags.iter().find(|tag| tag["Key"] == key)?.get("Value")?.as_str()
    }
}
