//! What the resources of a stack differ in, and what becomes of them.

mod data_fate;
mod renames;
mod replacement;

use purlin_cfn::facts::takes_json;
use purlin_core::Place;
use serde_json::{Map, Value};

use crate::stacks::Detail;
use crate::values::{self, Reading};
use crate::{Change, ValueDifference, noise};

pub use data_fate::{DataFate, Fate};
pub use renames::Rename;
pub(crate) use renames::renames;
pub use replacement::{Effect, Reason};
pub(crate) use replacement::{effect_of, top_property};

/// A resource that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct ResourceDifference {
    /// Its key in the template.
    pub logical_id: String,
    /// Its type: the new one, where there are two.
    pub kind: String,
    /// The type that it had, where that was another one.
    pub old_kind: Option<String>,
    /// The path of the construct that it comes from, as far as anything tells.
    pub path: Option<String>,
    /// The line of the program that made it, where that is known.
    pub made_at: Option<Place>,
    /// Whether it is new, gone, or another one.
    pub change: Change,
    /// Of one that is new the logical id of a resource of the same construct that is gone, whose place it takes.
    pub predecessor: Option<String>,
    /// What differs, from the resource on: `Properties.Tags[Name].Value`, `DeletionPolicy`. None of one that is new, unless it takes the
    /// place of another one, or gone. Of one that only follows others that are replaced, none either.
    pub values: Vec<ValueDifference>,
    /// What deploying the change does to it.
    pub effect: Effect,
    /// Why it does more than change it in place, or why it does anything at all.
    pub reasons: Vec<Reason>,
    /// What becomes of its data, when it holds any that a removal or a replacement concerns.
    pub data: Option<DataFate>,
}

type Resources = Map<String, Value>;

/// The resources that differ, in the order of the new template; those that are gone come last.
pub(crate) fn differences(old: &Resources, new: &Resources, detail: Detail) -> Vec<ResourceDifference> {
    let is_told = |resource: &Value| detail.strict || !noise::is_resource(resource);
    let mut found = Vec::new();
    for (logical_id, resource) in new.iter().filter(|(_, resource)| is_told(resource)) {
        let difference = match old.get(logical_id) {
            Some(before) => changed(logical_id, before, resource, detail),
            None => Some(alone(logical_id, resource, Change::Added)),
        };
        found.extend(difference);
    }
    let gone = old.iter().filter(|(logical_id, resource)| !new.contains_key(*logical_id) && is_told(resource));
    found.extend(gone.map(|(logical_id, resource)| alone(logical_id, resource, Change::Removed)));
    found
}

/// Tells what becomes of data, once all effects are known.
pub(crate) fn find_fates(found: &mut [ResourceDifference], old: &Resources, new: &Resources) {
    for difference in found {
        difference.data = data_fate::of(difference, old.get(&difference.logical_id), new.get(&difference.logical_id));
    }
}

/// Tells of new resources whose place they take: that of one of the same type and construct that is gone. The paths must be known.
pub(crate) fn find_predecessors(found: &mut [ResourceDifference], old: &Resources, new: &Resources, detail: Detail) {
    let gone: Vec<(String, String, String)> = (found.iter())
        .filter(|difference| difference.change == Change::Removed)
        .filter_map(|gone| Some((gone.path.clone()?, gone.kind.clone(), gone.logical_id.clone())))
        .collect();
    for added in found.iter_mut().filter(|difference| difference.change == Change::Added) {
        let is_before =
            |(path, kind, _): &&(String, String, String)| added.path.as_ref() == Some(path) && added.kind == *kind;
        let Some((_, _, before)) = gone.iter().find(is_before) else { continue };
        if let (Some(before_resource), Some(resource)) = (old.get(before), new.get(&added.logical_id)) {
            added.values = attributes(before_resource, resource, detail);
            added.predecessor = Some(before.clone());
        }
    }
}

fn kind(resource: &Value) -> String {
    resource.get("Type").and_then(Value::as_str).unwrap_or_default().to_owned()
}

pub(crate) fn alone(logical_id: &str, resource: &Value, change: Change) -> ResourceDifference {
    ResourceDifference {
        logical_id: logical_id.to_owned(),
        kind: kind(resource),
        old_kind: None,
        path: None,
        made_at: None,
        change,
        predecessor: None,
        values: Vec::new(),
        effect: Effect::InPlace,
        reasons: Vec::new(),
        data: None,
    }
}

fn changed(logical_id: &str, old: &Value, new: &Value, detail: Detail) -> Option<ResourceDifference> {
    if old == new {
        return None;
    }
    let values = attributes(old, new, detail);
    let mut difference = ResourceDifference { values, ..alone(logical_id, new, Change::Changed) };
    difference.old_kind = Some(kind(old)).filter(|old| *old != difference.kind);
    (difference.effect, difference.reasons) = replacement::foreseen(&difference);
    let differs = !difference.values.is_empty() || difference.old_kind.is_some();
    differs.then_some(difference)
}

/// All that differs beside the type.
fn attributes(old: &Value, new: &Value, detail: Detail) -> Vec<ValueDifference> {
    let mut found = Vec::new();
    let (Some(old), Some(new)) = (old.as_object(), new.as_object()) else {
        return values::differences(
            "",
            Some(old),
            Some(new),
            Reading { is_given_back: detail.is_given_back, ..Reading::default() },
        );
    };
    let resource_type = new.get("Type").and_then(Value::as_str).unwrap_or_default();
    let keys = old.keys().chain(new.keys().filter(|key| !old.contains_key(*key)));
    for key in keys.filter(|key| *key != "Type") {
        let [old, new] = [old, new].map(|entries| entries.get(key).map(|value| attribute(key, value, detail)));
        let reading =
            Reading { is_given_back: detail.is_given_back, is_policy: key == "DependsOn", ..Reading::default() };
        match key.as_str() {
            // An empty map is the same as none.
            "Properties" | "Metadata" => {
                let empty = Value::Object(Map::new());
                let [old, new] = [&old, &new].map(|value| value.as_ref().unwrap_or(&empty));
                found.extend(values::differences_by_key(key, old, new, |property| Reading {
                    is_json: key == "Properties" && takes_json(resource_type, property),
                    ..reading
                }));
            }
            "DependsOn" => {
                let none = Value::Array(Vec::new());
                let [old, new] = [&old, &new].map(|value| value.as_ref().unwrap_or(&none));
                found.extend(values::differences(key, Some(old), Some(new), reading));
            }
            _ => found.extend(values::differences(key, old.as_ref(), new.as_ref(), reading)),
        }
    }
    found
}

/// An attribute as it is compared.
fn attribute(name: &str, value: &Value, detail: Detail) -> Value {
    match (name, value) {
        ("Metadata", Value::Object(entries)) if !detail.strict => {
            let entries = entries.iter().filter(|(name, _)| !noise::is_metadata(name));
            Value::Object(entries.map(|(name, value)| (name.clone(), value.clone())).collect())
        }
        ("DependsOn", Value::String(_)) => Value::Array(vec![value.clone()]),
        _ => value.clone(),
    }
}
