//! What is there under which conditions of the template: `Fn::If` taken apart.

use serde_json::{Map, Value};

use super::conditions::both;
use crate::values::as_template_text;

/// A value that is there under these conditions, such as `if C`.
#[derive(Clone, Debug)]
pub(super) struct Branch<'a> {
    pub(super) value: &'a Value,
    pub(super) conditions: Vec<String>,
}

/// A text, and the conditions under which it is there.
pub(super) type ConditionalText = (String, Vec<String>);

/// A value that may be missing, and what stands for it under which conditions.
pub(super) fn alternatives<'a>(value: Option<&'a Value>, under: &[String]) -> Vec<(Option<&'a Value>, Vec<String>)> {
    let Some(value) = value.filter(|value| !is_no_value(value)) else { return vec![(None, under.to_vec())] };
    let parts = value.get("Fn::If").and_then(Value::as_array).map(Vec::as_slice);
    let Some([condition, then, otherwise]) = parts else { return vec![(Some(value), under.to_vec())] };
    let condition = as_template_text(condition);
    [("if", then), ("unless", otherwise)]
        .into_iter()
        .filter_map(|(word, value)| Some((value, both(under, &[format!("{word} {condition}")])?)))
        .flat_map(|(value, conditions)| alternatives(Some(value), &conditions))
        .collect()
}

/// What stands for a value, as far as anything does.
pub(super) fn branches<'a>(value: &'a Value, under: &[String]) -> Vec<Branch<'a>> {
    let there = alternatives(Some(value), under).into_iter();
    there.filter_map(|(value, conditions)| Some(Branch { value: value?, conditions })).collect()
}

/// The items of a list, or a value that stands for a list of one.
pub(super) fn items<'a>(value: Option<&'a Value>, under: &[String]) -> Vec<Branch<'a>> {
    let there = value.map(|value| branches(value, under)).unwrap_or_default();
    there
        .into_iter()
        .flat_map(|branch| match branch.value {
            Value::Array(list) => list.iter().flat_map(|item| items(Some(item), &branch.conditions)).collect(),
            _ => vec![branch],
        })
        .collect()
}

/// The items of a list as texts.
pub(super) fn texts(value: Option<&Value>, under: &[String]) -> Vec<ConditionalText> {
    items(value, under).into_iter().map(|item| (as_template_text(item.value), item.conditions)).collect()
}

/// More combinations than this are not taken apart.
const MOST_COMBINATIONS: usize = 16;

/// A map whose entries may be `Fn::If` as maps without, each with its conditions.
pub(super) fn combinations(entries: &Map<String, Value>, under: &[String]) -> Vec<(Map<String, Value>, Vec<String>)> {
    let mut found = vec![(Map::new(), under.to_vec())];
    for (key, value) in entries {
        let parts = alternatives(Some(value), &[]);
        if found.len() * parts.len() > MOST_COMBINATIONS {
            found.iter_mut().for_each(|(entries, _)| drop(entries.insert(key.clone(), value.clone())));
            continue;
        }
        let mut next = Vec::new();
        for (entries, conditions) in &found {
            for (part, more) in &parts {
                let Some(conditions) = both(conditions, more) else { continue };
                let mut entries = entries.clone();
                entries.extend(part.map(|part| (key.clone(), part.clone())));
                next.push((entries, conditions));
            }
        }
        found = next;
    }
    found
}

/// Whether a value is what a function gives, of which nothing is known before.
pub(super) fn is_function(value: &Value) -> bool {
    let mut keys = value.as_object().into_iter().flat_map(Map::keys);
    keys.any(|key| key.starts_with("Fn::") || key == "Ref")
}

fn is_no_value(value: &Value) -> bool {
    value.get("Ref").and_then(Value::as_str) == Some("AWS::NoValue")
}
