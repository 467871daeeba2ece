//! Whether a change replaces a resource, by what CloudFormation documents of its properties.

use std::collections::BTreeMap;

use purlin_assembly::{ReferenceKind, references};
use purlin_cfn::facts::{self, Replacement};
use serde_json::{Map, Value};

use super::{ResourceDifference, alone};
use crate::Change;

/// What deploying a change does to a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// It is changed in place.
    InPlace,
    /// Nobody knows: the type or the property is not known.
    Unknown,
    /// It depends on the values whether it is replaced.
    MayReplace,
    /// Another one is made, and it is deleted.
    Replaces,
    /// CloudFormation refuses to deploy the change.
    Refused,
}

/// Why a resource is replaced, may be, or changes at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It has another type.
    Type,
    /// A property that does so differs, by its name.
    Property(String),
    /// A macro, a transform or a loop makes what is deployed of it, and what that is nobody knows before.
    Generated,
    /// A property refers to a resource that is replaced, so that it has another value.
    Follows {
        /// The property's name.
        property: String,
        /// The resource that is replaced.
        target: String,
    },
}

/// What changing a property does.
fn effect_of(kind: &str, property: &str) -> Effect {
    match facts::replacement(kind, property) {
        Some(Replacement::Always) => Effect::Replaces,
        Some(Replacement::Maybe) => Effect::MayReplace,
        Some(Replacement::Never) => Effect::InPlace,
        None => Effect::Unknown,
    }
}

/// What a difference alone does, and which of its properties do that.
pub(super) fn foreseen(difference: &ResourceDifference) -> (Effect, Vec<Reason>) {
    if difference.old_kind.is_some() {
        return (Effect::Refused, vec![Reason::Type]);
    }
    // A loop over resources has no type.
    if difference.kind.is_empty() {
        return (Effect::Unknown, vec![Reason::Generated]);
    }
    let mut effect = Effect::InPlace;
    let mut reasons = Vec::new();
    for value in &difference.values {
        if is_generated(&value.path) {
            effect = effect.max(Effect::Unknown);
            if !reasons.contains(&Reason::Generated) {
                reasons.push(Reason::Generated);
            }
            continue;
        }
        let Some(property) = top_property(&value.path) else { continue };
        let by_property = effect_of(&difference.kind, property);
        effect = effect.max(by_property);
        let reason = Reason::Property(property.to_owned());
        if by_property != Effect::InPlace && !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    (effect, most(reasons, &difference.kind, effect))
}

/// Those reasons alone that have the whole effect.
fn most(mut reasons: Vec<Reason>, kind: &str, effect: Effect) -> Vec<Reason> {
    reasons.retain(|reason| match reason {
        Reason::Type => true,
        Reason::Generated => effect == Effect::Unknown,
        Reason::Property(property) | Reason::Follows { property, .. } => effect_of(kind, property) == effect,
    });
    reasons
}

/// Whether a function gives the properties, or some of them.
fn is_generated(path: &str) -> bool {
    path == "Properties" || path.starts_with("Properties.Fn::")
}

/// The property in `Properties.Tags[Name].Value`, which is `Tags`.
fn top_property(path: &str) -> Option<&str> {
    let rest = path.strip_prefix("Properties")?;
    let rest = rest.strip_prefix('.').or_else(|| rest.strip_prefix('['))?;
    let end = rest.find(['.', '[', ']', ' ']).unwrap_or(rest.len());
    rest.get(..end)
}

/// Whatever refers to a resource that is replaced gets another value: it is changed, and perhaps replaced as well.
pub(super) fn spread(found: &mut Vec<ResourceDifference>, old: &Map<String, Value>, new: &Map<String, Value>) {
    if !found.iter().any(|difference| difference.effect == Effect::Replaces) {
        return;
    }
    // Who refers to what, by which property.
    let mut users: BTreeMap<String, Vec<(&str, String)>> = BTreeMap::new();
    for (logical_id, resource) in new.iter().filter(|(logical_id, _)| old.contains_key(*logical_id)) {
        for reference in references(resource) {
            let takes = matches!(reference.kind, ReferenceKind::Value | ReferenceKind::Attribute(_));
            if let Some(property) = top_property(&reference.from).filter(|_| takes) {
                users.entry(reference.target).or_default().push((logical_id, property.to_owned()));
            }
        }
    }
    let replaced = found.iter().filter(|difference| difference.effect == Effect::Replaces);
    let mut waiting: Vec<String> = replaced.map(|difference| difference.logical_id.clone()).collect();
    while let Some(target) = waiting.pop() {
        for (logical_id, property) in users.get(&target).into_iter().flatten().filter(|(user, _)| *user != target) {
            let difference = position(found, logical_id, new);
            let Some(difference) = found.get_mut(difference).filter(|found| found.change == Change::Changed) else {
                continue;
            };
            let effect = effect_of(&difference.kind, property);
            let before = difference.effect;
            difference.effect = before.max(effect);
            let reason = Reason::Follows { property: property.clone(), target: target.clone() };
            if !difference.reasons.contains(&reason) {
                difference.reasons.push(reason);
            }
            if difference.effect == Effect::Replaces && before != Effect::Replaces {
                waiting.push((*logical_id).to_owned());
            }
        }
    }
    for difference in found {
        let reasons = std::mem::take(&mut difference.reasons);
        let is_only_following = difference.values.is_empty();
        difference.reasons = match difference.effect {
            // What it follows is all there is to say.
            Effect::InPlace if is_only_following => reasons,
            effect => most(reasons, &difference.kind, effect),
        };
        if difference.effect == Effect::InPlace && !is_only_following {
            difference.reasons.clear();
        }
    }
}

/// Where the difference of a resource is; of one that has none so far, where its place in the template is.
fn position(found: &mut Vec<ResourceDifference>, logical_id: &str, new: &Map<String, Value>) -> usize {
    if let Some(position) = found.iter().position(|difference| difference.logical_id == logical_id) {
        return position;
    }
    let place = |logical_id: &str| new.keys().position(|key| key == logical_id);
    let wanted = place(logical_id);
    let position = found.iter().position(|difference| place(&difference.logical_id) > wanted).unwrap_or(found.len());
    if let Some(resource) = new.get(logical_id) {
        found.insert(position, alone(logical_id, resource, Change::Changed));
    }
    position
}
