//! Whether two values mean the same to CloudFormation.

use serde_json::{Map, Value};

use super::template_text;

/// How values are read.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Reading {
    /// Whether CloudFormation has given the old side back, with `?` for what is not ASCII.
    pub(crate) is_given_back: bool,
    /// Whether it is a policy, in which no list has an order, and a list of one is the same as that one.
    pub(crate) is_policy: bool,
    /// Whether it is JSON that CloudFormation passes on as it is, in which a number is no text.
    pub(crate) is_json: bool,
}

impl Reading {
    /// How what is in a map is read.
    pub(crate) fn inside(self, entries: &Map<String, Value>) -> Self {
        Reading { is_policy: self.is_policy || is_policy(entries), ..self }
    }

    /// Whether both mean the same: keys have no order, numbers and truth values may be texts
    /// unless it is JSON, and functions be written in any way.
    pub(crate) fn same(self, old: &Value, new: &Value) -> bool {
        if old == new {
            return true;
        }
        match (old, new) {
            (Value::Array(old), Value::Array(new)) => {
                if self.is_policy || (is_tags(old) && is_tags(new)) {
                    return self.same_in_any_order(old, new);
                }
                old.len() == new.len() && old.iter().zip(new).all(|(old, new)| self.same(old, new))
            }
            (Value::Object(old_entries), Value::Object(new_entries)) => {
                let reading = self.inside(old_entries);
                let entries_are = old_entries.len() == new_entries.len()
                    && old_entries
                        .iter()
                        .all(|(key, old)| new_entries.get(key).is_some_and(|new| reading.same(old, new)));
                entries_are || self.same_text(old, new)
            }
            (Value::Array(items), one) | (one, Value::Array(items)) if self.is_policy && items.len() == 1 => {
                items.iter().all(|item| self.same(item, one))
            }
            (Value::Array(_) | Value::Null, _) | (_, Value::Array(_) | Value::Null) => false,
            _ => self.same_text(old, new),
        }
    }

    fn same_in_any_order(self, old: &[Value], new: &[Value]) -> bool {
        if old.len() != new.len() {
            return false;
        }
        let mut free: Vec<&Value> = new.iter().collect();
        old.iter().all(|old| match free.iter().position(|new| self.same(old, new)) {
            Some(position) => {
                free.swap_remove(position);
                true
            }
            None => false,
        })
    }

    fn same_text(self, old: &Value, new: &Value) -> bool {
        // Policies are read by IAM, to which they are all texts.
        if self.is_json && !self.is_policy && !are_of_one_type(old, new) {
            return false;
        }
        match (template_text::of(old), template_text::of(new)) {
            (Some(old), Some(new)) => old == new || (self.is_given_back && old.is_as_given_back(&new)),
            _ => false,
        }
    }
}

/// Whether both are numbers, truth values or texts; what a function gives is a text.
fn are_of_one_type(old: &Value, new: &Value) -> bool {
    old.is_number() == new.is_number() && old.is_boolean() == new.is_boolean()
}

/// Whether a map is the document of a policy.
fn is_policy(entries: &Map<String, Value>) -> bool {
    let is_statement = |value: &Value| value.get("Effect").is_some();
    match entries.get("Statement") {
        Some(Value::Array(statements)) => statements.iter().all(is_statement),
        Some(statement) => is_statement(statement),
        None => false,
    }
}

/// Whether a list holds tags, each key once.
fn is_tags(items: &[Value]) -> bool {
    let key = |item: &Value| {
        let entries = item.as_object().filter(|entries| entries.contains_key("Value"))?;
        Some(entries.get("Key")?.as_str()?.to_owned())
    };
    let keys: Option<std::collections::BTreeSet<String>> = items.iter().map(key).collect();
    keys.is_some_and(|keys| keys.len() == items.len())
}
