//! Resources that only have another logical id, which CloudFormation takes for a removed one and a new one.

use serde_json::{Map, Value};

use super::ResourceDifference;
use crate::Change;
use crate::values::Reading;

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
pub(crate) fn renames(
    differences: &[ResourceDifference],
    old: &Map<String, Value>,
    new: &Map<String, Value>,
) -> Vec<Rename> {
    let of = |change| differences.iter().filter(move |difference| difference.change == change);
    let mut removed: Vec<&ResourceDifference> = of(Change::Removed).collect();
    let mut added: Vec<&ResourceDifference> = of(Change::Added).collect();
    let mut renames: Vec<Rename> = Vec::new();
    loop {
        let before = renames.len();
        let mut remaining = Vec::new();
        for gone in std::mem::take(&mut removed) {
            let properties = |resource: Option<&Value>| {
                resource.and_then(|resource| resource.get("Properties")).cloned().unwrap_or_default()
            };
            let mut wanted = properties(old.get(&gone.logical_id));
            rename_references(&mut wanted, &renames);
            let is_same = |candidate: &&&ResourceDifference| {
                candidate.kind == gone.kind
                    && Reading::default().same(&wanted, &properties(new.get(&candidate.logical_id)))
            };
            let same: Vec<&ResourceDifference> = added.iter().filter(is_same).copied().collect();
            match same.as_slice() {
                [one] => {
                    let (old, new) = (gone.logical_id.clone(), one.logical_id.clone());
                    added.retain(|candidate| candidate.logical_id != new);
                    renames.push(Rename { kind: gone.kind.clone(), old, new });
                }
                _ => remaining.push(gone),
            }
        }
        removed = remaining;
        if renames.len() == before {
            return renames;
        }
    }
}

/// Puts the new logical ids where functions refer to the old ones.
fn rename_references(value: &mut Value, renames: &[Rename]) {
    let renamed = |name: &str| renames.iter().find(|rename| rename.old == name).map(|rename| rename.new.clone());
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
