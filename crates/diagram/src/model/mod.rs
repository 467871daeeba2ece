//! Templates as a picture looks at them: resources of all stacks, and what a value leads to wherever that stands.

mod pointer;

use std::collections::HashMap;

use purlin_assembly::{Assembly, Resource, Stack};
use serde_json::Value;

use crate::kinds::{self, Facts, Role};
use crate::names;

pub(crate) use pointer::Pointer;

/// Owners can own each other by mistake. More than this no template needs.
const DEEPEST: usize = 24;

pub(crate) struct Model<'a> {
    pub(crate) stacks: Vec<&'a Stack>,
    pub(crate) items: Vec<Item<'a>>,
    by_id: HashMap<(usize, &'a str), usize>,
    /// What each item is drawn as: itself, or what it is a part of.
    owners: Vec<usize>,
    /// The parts of each item that has some, itself left out.
    parts: HashMap<usize, Vec<usize>>,
    /// Outputs by the names under which they are exported.
    exports: HashMap<String, (usize, &'a Value)>,
}

/// A resource.
pub(crate) struct Item<'a> {
    pub(crate) stack: usize,
    pub(crate) resource: Resource<'a>,
    pub(crate) facts: Facts,
    /// The path of its construct below its stack; what is left of its logical id where nothing tells.
    path: String,
    pub(crate) name: String,
}

impl<'a> Model<'a> {
    pub(crate) fn new(assembly: &'a Assembly, stacks: Vec<&'a Stack>) -> Self {
        let paths: HashMap<(&str, &str), &str> = (assembly.constructs().iter())
            .filter_map(|construct| {
                let element = construct.element.as_ref()?;
                Some(((element.stack.as_str(), element.logical_id.as_str()), construct.path.as_str()))
            })
            .collect();
        let mut model = Model {
            stacks,
            items: Vec::new(),
            by_id: HashMap::new(),
            exports: HashMap::new(),
            owners: Vec::new(),
            parts: HashMap::new(),
        };
        for (index, &stack) in model.stacks.iter().enumerate() {
            for resource in stack.template.resources() {
                let told = paths.get(&(stack.path.as_str(), resource.logical_id)).copied();
                let below = told.and_then(|path| path.strip_prefix(stack.path.as_str())?.strip_prefix('/'));
                let path = below
                    .filter(|below| *below != resource.logical_id)
                    .map_or_else(|| names::without_hash(resource.logical_id).to_owned(), str::to_owned);
                model.by_id.insert((index, resource.logical_id), model.items.len());
                let facts = kinds::facts(resource.kind());
                model.items.push(Item { stack: index, resource, facts, path, name: String::new() });
            }
            for (_, output) in stack.template.section("Outputs") {
                if let (Some(Value::String(name)), Some(value)) = (output["Export"].get("Name"), output.get("Value")) {
                    model.exports.insert(name.clone(), (index, value));
                }
            }
        }
        model.name_items();
        model.owners = (0..model.items.len()).map(|item| model.find_owner(item)).collect();
        for (item, &owner) in model.owners.iter().enumerate().filter(|(item, owner)| item != *owner) {
            model.parts.entry(owner).or_default().push(item);
        }
        model
    }

    /// Names say nothing that all of a stack have in common.
    fn name_items(&mut self) {
        for stack in 0..self.stacks.len() {
            let of_stack = |item: &&Item| item.stack == stack;
            let shown =
                |item: &&Item| matches!(item.facts.role, Role::Shown | Role::PartOf(_)) && !item.path.contains("ustom");
            let paths: Vec<Vec<&str>> =
                self.items.iter().filter(of_stack).filter(shown).map(|item| names::telling(&item.path)).collect();
            let first = paths.first().cloned().unwrap_or_default();
            let common = (0..first.len())
                .take_while(|&depth| {
                    paths.iter().all(|path| path.len() > depth + 1 && path.get(depth) == first.get(depth))
                })
                .count();
            let common: Vec<String> = first.iter().take(common).map(|id| (*id).to_owned()).collect();
            for item in self.items.iter_mut().filter(|item| item.stack == stack) {
                let ids = names::telling(&item.path);
                let has_common = ids.len() > common.len() && ids.iter().zip(&common).all(|(id, common)| id == common);
                let said = if has_common { common.len() } else { 0 };
                item.name = names::joined(&ids[said..]);
                // A name that only says what it is gets the one that a user has given to what is around it.
                let around = said.checked_sub(1).filter(|&around| ids[around].starts_with(char::is_lowercase));
                let says_what = item.facts.words.to_lowercase().ends_with(&item.name.to_lowercase());
                if let Some(around) = around.filter(|_| says_what) {
                    item.name = names::joined(&ids[around..]);
                }
                // What stands around it says where it is.
                if item.resource.kind() == "AWS::EC2::NatGateway" {
                    item.name = item.facts.words.clone();
                }
            }
        }
    }

    pub(crate) fn of_kind(&self, kind: &str) -> impl Iterator<Item = usize> {
        self.items.iter().enumerate().filter(move |(_, item)| item.resource.kind() == kind).map(|(index, _)| index)
    }

    pub(crate) fn is(&self, item: usize, kind: &str) -> bool {
        self.items[item].resource.kind() == kind
    }

    /// What an item is drawn as: itself, or what it is a part of.
    pub(crate) fn owner(&self, item: usize) -> usize {
        self.owners[item]
    }

    /// An item and all its parts.
    pub(crate) fn with_parts(&self, item: usize) -> impl Iterator<Item = usize> {
        std::iter::once(item).chain(self.parts.get(&item).into_iter().flatten().copied())
    }

    fn find_owner(&self, item: usize) -> usize {
        let mut owner = item;
        for _ in 0..DEEPEST {
            let is_cluster_member = self.is(owner, "AWS::RDS::DBInstance");
            let property = match self.items[owner].facts.role {
                Role::PartOf(property) => property,
                _ if is_cluster_member => "DBClusterIdentifier",
                _ => return owner,
            };
            match self.items_of(owner, property).first() {
                Some(&next) if next != owner => owner = next,
                _ => return owner,
            }
        }
        owner
    }

    /// A name for Mermaid: where it stands among all constructs.
    pub(crate) fn identifier(&self, item: usize) -> String {
        let item = &self.items[item];
        match self.stacks.len() {
            0 | 1 => names::identifier(names::telling(&item.path).join("_").as_str()),
            _ => {
                names::identifier(&format!("{}_{}", self.stacks[item.stack].path, names::telling(&item.path).join("_")))
            }
        }
    }

    /// The items that a property leads to.
    pub(crate) fn items_of(&self, item: usize, property: &str) -> Vec<usize> {
        let Some(value) = self.items[item].resource.property(property) else { return Vec::new() };
        self.items_in(self.items[item].stack, value)
    }

    /// The items that a value leads to.
    pub(crate) fn items_in(&self, stack: usize, value: &Value) -> Vec<usize> {
        let items = self.pointers(stack, value).into_iter();
        items.filter_map(|pointer| if let Pointer::Item(item) = pointer { Some(item) } else { None }).collect()
    }
}
