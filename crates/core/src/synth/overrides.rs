//! Raw overrides: what users set in a template, past everything that the library knows.

use crate::element::Properties;
use crate::tree::{NodeId, Tree};
use crate::value::{Text, Val};

const PROPERTIES: &str = "Properties";

impl Tree {
    /// The properties of a resource as its template will have them.
    pub(crate) fn settled_properties(&self, node: NodeId) -> Properties {
        let properties = self.resource(node).map(|data| data.properties.clone()).unwrap_or_default();
        let Some(overrides) = self.overrides.get(&node) else { return properties };
        let mut element = Val::structure([(PROPERTIES, properties.into_struct())]);
        for (path, value) in overrides {
            apply_override(&mut element, path, value);
        }
        element.get(PROPERTIES).and_then(Val::entries).unwrap_or_default().iter().cloned().collect()
    }
}

/// Sets what is at a path; maps are merged, and `Absent` removes.
pub(super) fn apply_override(val: &mut Val, path: &[Text], value: &Val) {
    let Some((first, rest)) = path.split_first() else { return merge(val, value) };
    if let Val::List(items) = val
        && let Ok(index) = first.parse::<usize>()
        && index < items.len()
    {
        return apply_override(&mut items[index], rest, value);
    }
    if value.is_absent() && val.get(first).is_none() {
        return;
    }
    if rest.is_empty() && value.is_absent() {
        if let Val::Map(entries) | Val::Struct(entries) = val {
            entries.retain(|(key, _)| key != first);
        }
        return;
    }
    // What goes below an intrinsic function takes its place.
    if val.entries().is_none_or(|entries| is_intrinsic(entries) && entries.iter().all(|(key, _)| key != first)) {
        *val = Val::Map(Vec::new());
    }
    if let Val::Map(entries) | Val::Struct(entries) = val {
        let position = entries.iter().position(|(key, _)| key == first).unwrap_or_else(|| {
            entries.push((first.clone(), Val::Map(Vec::new())));
            entries.len() - 1
        });
        apply_override(&mut entries[position].1, rest, value);
        // Of a structure whose last entry was removed nothing is left, unless it is all of the properties.
        let is_empty = entries[position].1.entries().is_some_and(<[_]>::is_empty);
        if value.is_absent() && is_empty && first != "Properties" {
            entries.remove(position);
        }
    }
}

/// Whether a map is an intrinsic function written out: it is replaced as a whole.
fn is_intrinsic(entries: &[(Text, Val)]) -> bool {
    matches!(entries, [(key, _)] if key == "Ref" || key.starts_with("Fn::"))
}

fn merge(val: &mut Val, value: &Val) {
    match (&mut *val, value.entries()) {
        (Val::Map(old) | Val::Struct(old), Some(entries)) if !is_intrinsic(old) && !is_intrinsic(entries) => {
            for (key, value) in entries {
                apply_override(val, std::slice::from_ref(key), value);
            }
        }
        _ => *val = value.clone(),
    }
}
