//! From templates to a picture: what is drawn, where it stands, and what leads where.

mod alike;
mod network;
mod permissions;
mod place;
mod simplify;
mod traffic;
mod uses;

use std::collections::{BTreeMap, HashMap, HashSet};

use purlin_core::Environment;
use serde_json::Value;

use crate::kinds::Role;
use crate::model::{Model, Pointer};
use crate::names;
use crate::picture::{Category, Kind, Picture, Shape};

/// Settings of a resource are shown where they are not longer.
const LONGEST_DETAIL: usize = 28;

pub(crate) fn build(model: &Model, title: String, subtitle: String) -> Picture {
    let mut builder = Builder {
        model,
        picture: Picture { title, subtitle, ..Picture::default() },
        shapes: vec![None; model.items.len()],
        regions: Vec::new(),
        stacks: vec![None; model.stacks.len()],
        existing: BTreeMap::new(),
        groups: HashMap::new(),
        members: HashMap::new(),
    };
    builder.add_networks();
    builder.add_resources();
    builder.add_traffic();
    builder.add_permissions();
    builder.add_uses();
    let mut picture = builder.picture;
    simplify::simplify(&mut picture);
    alike::merge(&mut picture);
    simplify::leave_out_empty(&mut picture);
    simplify::give_ids(&mut picture);
    picture
}

struct Builder<'a> {
    model: &'a Model<'a>,
    picture: Picture,
    /// What each item is drawn as.
    shapes: Vec<Option<usize>>,
    regions: Vec<(Environment, usize)>,
    stacks: Vec<Option<usize>>,
    /// What is there already, by what it is called in templates.
    existing: BTreeMap<String, usize>,
    /// The boxes of subnets that are alike, by the subnet.
    groups: HashMap<usize, usize>,
    /// What uses a security group that it does not stand in.
    members: HashMap<Pointer, Vec<usize>>,
}

impl Builder<'_> {
    /// What an item is drawn as, itself or what it belongs to.
    fn shape_of(&self, item: usize) -> Option<usize> {
        self.shapes[item].or_else(|| self.shapes[self.model.owner(item)])
    }

    /// A box for what stands in an environment, made when it is needed.
    fn region(&mut self, stack: usize) -> usize {
        let environment = self.model.stacks[stack].environment.clone();
        if let Some((_, region)) = self.regions.iter().find(|(known, _)| *known == environment) {
            return *region;
        }
        let of_account = self.regions.iter().find(|(known, _)| known.account == environment.account);
        let account = of_account.and_then(|(_, region)| self.picture.shapes[*region].parent).unwrap_or_else(|| {
            let name = match &environment.account {
                Some(account) => format!("AWS account {account}"),
                None => "AWS account".to_owned(),
            };
            let id = names::identifier(&format!("account_{}", environment.account.as_deref().unwrap_or_default()));
            self.picture.add(Shape { id, ..shape(Kind::Account, name) })
        });
        let name = match &environment.region {
            Some(region) => format!("Region {region}"),
            None => "Region of the deployment".to_owned(),
        };
        let (account_id, region_id) = (environment.account.as_deref(), environment.region.as_deref());
        let id = names::identifier(&format!("region_{}_{}", account_id.unwrap_or(""), region_id.unwrap_or("")));
        let region = self.picture.add(Shape { id, parent: Some(account), ..shape(Kind::Region, name) });
        self.regions.push((environment, region));
        region
    }

    /// The box around resources that stand in no network: their stack where there are several, or the region.
    fn around(&mut self, stack: usize) -> usize {
        let region = self.region(stack);
        if self.model.stacks.len() < 2 {
            return region;
        }
        if let Some(shape) = self.stacks[stack] {
            return shape;
        }
        let known = self.model.stacks[stack];
        let nested = if known.nested_in.is_some() { "nested stack" } else { "stack" };
        let shape = self.picture.add(Shape {
            id: names::identifier(&format!("stack_{}", known.path)),
            parent: Some(region),
            ..shape(Kind::Stack, format!("{} ({nested})", known.path))
        });
        self.stacks[stack] = Some(shape);
        shape
    }

    /// Adds a box for every resource that has one, within what it stands in.
    fn add_resources(&mut self) {
        let is_drawn = |item: &usize| {
            let known = &self.model.items[*item];
            let role = known.facts.role;
            let has_owner = self.model.owner(*item) != *item;
            let is_opened = known.resource.kind() == "AWS::CloudFormation::Stack" && self.model.is_opened(*item);
            // A part whose owner is not in the assembly stands for it.
            !has_owner && !is_opened && role != Role::LeftOut && !self.model.is(*item, "AWS::IAM::InstanceProfile")
        };
        let drawn: Vec<usize> = (0..self.model.items.len()).filter(is_drawn).collect();
        let places = self.places(&drawn);
        for (item, parent) in drawn.into_iter().zip(places) {
            let known = &self.model.items[item];
            let says_what = known.name.to_lowercase().ends_with(&known.facts.words.to_lowercase());
            let words = (!says_what).then(|| known.facts.words.clone());
            let details = self.details(item);
            let shape = self.picture.add(Shape {
                id: self.model.identifier(item),
                parent: Some(parent),
                details: words.into_iter().chain(details).collect(),
                words: known.facts.words.clone(),
                is_minor: matches!(known.facts.role, Role::Minor | Role::PartOf(_)),
                ..shape(Kind::Resource(known.facts.category), known.name.clone())
            });
            self.shapes[item] = Some(shape);
        }
        self.remember_members();
    }

    /// Settings that tell one resource from another.
    fn details(&self, item: usize) -> Vec<String> {
        let known = &self.model.items[item];
        let texts: Vec<String> = (known.facts.details.iter())
            .filter_map(|name| match known.resource.property(name)? {
                Value::String(text) => Some(text.clone()),
                Value::Number(number) => Some(number.to_string()),
                _ => None,
            })
            .filter(|text| text.len() <= LONGEST_DETAIL)
            .collect();
        let range = match (texts.as_slice(), known.resource.kind()) {
            ([least, most], "AWS::AutoScaling::AutoScalingGroup") => vec![format!("{least} to {most} instances")],
            _ => Vec::new(),
        };
        match (range.is_empty(), texts.is_empty()) {
            (false, _) => range,
            (true, true) => Vec::new(),
            (true, false) => vec![texts.join(" · ")],
        }
    }

    /// Something that is there already, or outside; the same for the same key.
    fn existing(&mut self, key: &str, parent: Option<usize>, kind: Kind, name: String, details: Vec<String>) -> usize {
        let key = format!("{kind:?} {key}");
        if let Some(&shape) = self.existing.get(&key) {
            return shape;
        }
        let id = names::identifier(&key.to_lowercase());
        let exists = kind != Kind::Outside;
        let shape = self.picture.add(Shape { id, parent, details, exists, ..shape(kind, name) });
        self.existing.insert(key, shape);
        shape
    }

    /// What the properties of an item, and of its parts, lead to below keys that are wanted.
    fn below(&self, item: usize, wanted: &dyn Fn(&str) -> bool) -> Vec<Pointer> {
        let mut found = Vec::new();
        let mut seen = HashSet::new();
        self.collect(item, wanted, &mut seen, &mut found);
        found
    }

    fn collect(&self, item: usize, wanted: &dyn Fn(&str) -> bool, seen: &mut HashSet<usize>, found: &mut Vec<Pointer>) {
        if !seen.insert(item) {
            return;
        }
        let known = &self.model.items[item];
        for (key, value) in known.resource.properties() {
            self.collect_value(known.stack, key, value, wanted, found);
        }
        // What these say is said of whoever uses them.
        let all = known.resource.properties().filter(|(key, _)| !UNTOLD.contains(key));
        let further: Vec<usize> = all.flat_map(|(_, value)| self.model.items_in(known.stack, value)).collect();
        for other in further {
            let kind = self.model.items[other].resource.kind();
            if kind.ends_with("SubnetGroup")
                || kind.ends_with("::LaunchTemplate")
                || kind.ends_with("LaunchConfiguration")
            {
                self.collect(other, wanted, seen, found);
            }
        }
    }

    fn collect_value(
        &self,
        stack: usize,
        key: &str,
        value: &Value,
        wanted: &dyn Fn(&str) -> bool,
        found: &mut Vec<Pointer>,
    ) {
        if UNTOLD.contains(&key) {
            return;
        }
        if wanted(key) {
            found.extend(self.model.pointers(stack, value));
            return;
        }
        match value {
            Value::Object(entries) => {
                entries.iter().for_each(|(key, value)| self.collect_value(stack, key, value, wanted, found));
            }
            Value::Array(items) => {
                items.iter().for_each(|value| self.collect_value(stack, "", value, wanted, found));
            }
            _ => {}
        }
    }
}

/// Properties that say nothing of where something stands, or what it works with.
const UNTOLD: [&str; 5] = ["PolicyDocument", "AssumeRolePolicyDocument", "UserData", "Tags", "Description"];

fn shape(kind: Kind, name: String) -> Shape {
    Shape {
        id: String::new(),
        parent: None,
        kind,
        name,
        words: String::new(),
        details: Vec::new(),
        exists: false,
        is_minor: false,
    }
}

/// The category of a shape that is a resource.
fn category(shape: &Shape) -> Option<Category> {
    if let Kind::Resource(category) = shape.kind { Some(category) } else { None }
}
