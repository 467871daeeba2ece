//! Where resources stand: in security groups, subnets, networks, or in none.

use std::collections::BTreeMap;

use super::{Builder, shape};
use crate::model::Pointer;
use crate::names;
use crate::picture::{Kind, Shape};

/// What an item says of its surroundings.
struct Surroundings {
    item: usize,
    stack: usize,
    security_groups: Vec<Pointer>,
    /// The boxes of its subnets, each once.
    subnets: Vec<usize>,
    network: Option<usize>,
}

impl Builder<'_> {
    /// The boxes that these items stand in. Makes those of security groups.
    pub(super) fn places(&mut self, items: &[usize]) -> Vec<usize> {
        let all: Vec<Surroundings> = items.iter().map(|&item| self.surroundings(item)).collect();
        let security_groups: Vec<usize> = self.model.of_kind("AWS::EC2::SecurityGroup").collect();
        // Networks that are there already are known by what they hold.
        let networks: BTreeMap<usize, Option<usize>> =
            security_groups.iter().map(|&group| (group, self.network_of(group))).collect();
        for group in security_groups {
            let pointer = Pointer::Item(group);
            let has_others = all.iter().any(|one| one.security_groups.contains(&pointer));
            let firsts: Vec<&Surroundings> =
                all.iter().filter(|one| one.security_groups.first() == Some(&pointer)).collect();
            if firsts.is_empty() && has_others {
                continue;
            }
            let network = networks.get(&group).copied().flatten();
            let parent = self.place_of_group(group, network, &firsts);
            let known = &self.model.items[group];
            let name = known.name.clone();
            let says_so = name.to_lowercase().ends_with("security group");
            let details = if says_so { Vec::new() } else { vec!["security group".to_owned()] };
            let shape = self.picture.add(Shape {
                id: self.model.identifier(group),
                parent: Some(parent),
                details,
                ..shape(Kind::SecurityGroup, name)
            });
            self.shapes[group] = Some(shape);
        }
        all.iter().map(|one| self.place(one)).collect()
    }

    fn surroundings(&mut self, item: usize) -> Surroundings {
        let stack = self.model.items[item].stack;
        let parts: Vec<usize> = self.model.with_parts(item).collect();
        let of = |wanted: &dyn Fn(&str) -> bool| -> Vec<Pointer> {
            parts.iter().flat_map(|&part| self.below(part, wanted)).collect()
        };
        let mut security_groups = Vec::new();
        for pointer in of(&|key| key.contains("SecurityGroup") || key == "GroupSet" || key == "Groups") {
            let counts = match &pointer {
                Pointer::Item(item) => self.model.is(*item, "AWS::EC2::SecurityGroup"),
                Pointer::Text(text) => text.starts_with("sg-"),
                Pointer::Parameter(_) => false,
            };
            if counts && !security_groups.contains(&pointer) {
                security_groups.push(pointer);
            }
        }
        let mut subnets = Vec::new();
        let mut existing = Vec::new();
        for pointer in of(&|key| {
            (key.contains("ubnet") && !key.contains("Group")) || key.eq_ignore_ascii_case("VPCZoneIdentifier")
        }) {
            match pointer {
                Pointer::Item(item) => subnets.extend(self.groups.get(&item)),
                Pointer::Text(text) if text.starts_with("subnet-") => existing.push(text),
                Pointer::Parameter(name) => existing.push(name),
                Pointer::Text(_) => {}
            }
        }
        existing.sort();
        existing.dedup();
        let network = self.network_of(item);
        if !existing.is_empty() {
            subnets.push(self.existing_subnets(stack, &existing));
        }
        subnets.sort_unstable();
        subnets.dedup();
        Surroundings { item, stack, security_groups, subnets, network }
    }

    /// A security group stands in the subnets of its members if they are alike, or in the only ones that there are.
    fn place_of_group(&mut self, group: usize, network: Option<usize>, members: &[&Surroundings]) -> usize {
        let mut subnets: Vec<usize> = members.iter().flat_map(|member| member.subnets.iter().copied()).collect();
        subnets.sort_unstable();
        subnets.dedup();
        if let ([only], true) = (subnets.as_slice(), members.iter().all(|member| member.subnets.len() == 1)) {
            return *only;
        }
        let Some(network) = network else { return self.around(self.model.items[group].stack) };
        let is_subnets = |shape: &usize| {
            matches!(
                self.picture.shapes[*shape].kind,
                Kind::PublicSubnets | Kind::PrivateSubnets | Kind::IsolatedSubnets
            )
        };
        let all: Vec<usize> = self.picture.children(Some(network)).filter(is_subnets).collect();
        match all.as_slice() {
            [only] => *only,
            _ => network,
        }
    }

    fn place(&mut self, one: &Surroundings) -> usize {
        match one.security_groups.first() {
            Some(Pointer::Item(group)) => {
                if let Some(shape) = self.shapes[*group] {
                    return shape;
                }
            }
            Some(Pointer::Text(text)) => return self.existing_security_group(one.stack, text, &one.subnets),
            _ => {}
        }
        match (one.subnets.as_slice(), one.network) {
            ([only], _) => *only,
            ([first, ..], _) => self.picture.shapes[*first].parent.unwrap_or(*first),
            ([], Some(network)) => network,
            ([], None) => self.around(self.model.items[one.item].stack),
        }
    }

    /// The box of a security group that is there already.
    pub(super) fn existing_security_group(&mut self, stack: usize, id: &str, subnets: &[usize]) -> usize {
        let network = self.existing.values().copied().find(|&shape| self.picture.shapes[shape].kind == Kind::Network);
        let parent = subnets.first().copied().or(network).unwrap_or_else(|| self.region(stack));
        let name = format!("Existing {}", names::shortened(id, 30));
        self.existing(id, Some(parent), Kind::SecurityGroup, name, vec!["security group".to_owned()])
    }

    /// Security groups of which something is a member without standing in them.
    pub(super) fn remember_members(&mut self) {
        for item in 0..self.shapes.len() {
            let Some(shape) = self.shapes[item].filter(|_| !self.model.is(item, "AWS::EC2::SecurityGroup")) else {
                continue;
            };
            let pointers = self.below(item, &|key| key.contains("SecurityGroup"));
            for pointer in pointers.into_iter().filter(|pointer| !matches!(pointer, Pointer::Parameter(_))) {
                let members = self.members.entry(pointer).or_default();
                if !members.contains(&shape) {
                    members.push(shape);
                }
            }
        }
    }
}
