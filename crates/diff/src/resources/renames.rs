//! Resources that only have another logical id, which CloudFormation takes for a removed one and a new one.

use std::collections::{HashMap, VecDeque};

use purlin_assembly::references;
use serde_json::{Map, Value};

use super::ResourceDifference;
use crate::Change;
use crate::values::{Reading, shape};

/// A resource that is gone, and another one that is just the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rename {
    /// Its type.
    pub kind: String,
    /// The logical id that it had.
    pub old: String,
    /// The logical id that it has.
    pub new: String,
}

/// Removed and added resources of one type and the same properties, when there is no other such pair. Those that refer to each other
/// are found from one to the next.
pub(crate) fn renames<'a>(
    differences: &[ResourceDifference],
    old: &'a Map<String, Value>,
    new: &'a Map<String, Value>,
) -> Vec<Rename> {
    let of = |change| differences.iter().filter(move |difference| difference.change == change);
    let nothing = Value::Null;
    let properties = |resource: Option<&'a Value>| resource.and_then(|resource| resource.get("Properties"));
    // Those that are the same have the same shape, so that hardly any others are compared.
    let mut added: HashMap<(&str, u64), Vec<&str>> = HashMap::new();
    for difference in of(Change::Added) {
        let shape = shape(properties(new.get(&difference.logical_id)).unwrap_or(&nothing));
        added.entry((&difference.kind, shape)).or_default().push(&difference.logical_id);
    }
    let removed: HashMap<&str, &ResourceDifference> =
        of(Change::Removed).map(|difference| (difference.logical_id.as_str(), difference)).collect();
    let mut users: HashMap<String, Vec<&str>> = HashMap::new();
    for id in of(Change::Removed).map(|difference| difference.logical_id.as_str()) {
        for reference in old.get(id).map(references).unwrap_or_default() {
            if removed.contains_key(reference.target.as_str()) {
                users.entry(reference.target).or_default().push(id);
            }
        }
    }
    let mut renames: Vec<Rename> = Vec::new();
    let mut names: HashMap<String, String> = HashMap::new();
    let mut waiting: VecDeque<&str> = of(Change::Removed).map(|difference| difference.logical_id.as_str()).collect();
    while let Some(id) = waiting.pop_front() {
        let Some(gone) = removed.get(id).filter(|_| !names.contains_key(id)) else { continue };
        let mut wanted = properties(old.get(id)).cloned().unwrap_or_default();
        rename_references(&mut wanted, &names);
        let Some(candidates) = added.get_mut(&(gone.kind.as_str(), shape(&wanted))) else { continue };
        let is_same = |candidate: &&&str| {
            Reading::default().same(&wanted, properties(new.get(**candidate)).unwrap_or(&nothing))
                || (wanted.is_null() && properties(new.get(**candidate)).is_none())
        };
        let same: Vec<&str> = candidates.iter().filter(is_same).take(2).copied().collect();
        if let [one] = same.as_slice() {
            candidates.retain(|candidate| candidate != one);
            names.insert(id.to_owned(), (*one).to_owned());
            renames.push(Rename { kind: gone.kind.clone(), old: id.to_owned(), new: (*one).to_owned() });
            // Those that refer to it may now be the same.
            waiting.extend(users.get(id).into_iter().flatten());
        }
    }
    renames
}

/// Puts the new logical ids where functions refer to the old ones.
fn rename_references(value: &mut Value, renames: &HashMap<String, String>) {
    let renamed = |name: &str| renames.get(name).cloned();
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| rename_references(item, renames)),
        Value::Object(entries) => {
            for (key, value) in entries.iter_mut() {
                let target = match (key.as_str(), &mut *value) {
                    ("Ref", value @ Value::String(_)) => Some(value),
                    ("Fn::GetAtt", Value::Array(parts)) => parts.first_mut(),
                    _ => None,
                };
                match target {
                    Some(target) => {
                        if let Some(new) = target.as_str().and_then(renamed) {
                            *target = Value::String(new);
                        }
                    }
                    None => rename_references(value, renames),
                }
            }
        }
        _ => {}
    }
}
