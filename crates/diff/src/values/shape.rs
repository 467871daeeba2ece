//! Numbers that are equal where values mean the same, so that few values have to be compared.

use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::Value;

use super::template_text;

/// A number that two values share when [`super::Reading::same`] takes them for the same, however they are read, unless
/// only numbers within a function's arguments are texts on one side. Others hardly share one.
pub(crate) fn shape(value: &Value) -> u64 {
    if let Some(text) = template_text::of(value) {
        // As CloudFormation gives it back.
        let text: String = text.to_string().chars().map(|c| if c.is_ascii() { c } else { '?' }).collect();
        return hash(&text);
    }
    // Neither lists of policies nor maps have an order, and in policies one is a list of one.
    match value {
        Value::Array(items) => items.iter().map(shape).fold(0, u64::wrapping_add),
        Value::Object(entries) => {
            hash(&entries.iter().map(|(key, value)| hash(&(key, shape(value)))).fold(0, u64::wrapping_add))
        }
        _ => 1,
    }
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
