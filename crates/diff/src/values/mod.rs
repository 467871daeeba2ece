//! What two values differ in: where, what it was, and what it is.

mod alignment;
mod lines;
mod sameness;
mod shape;
mod template_text;

use serde_json::{Map, Value};

pub use lines::{Line, LineKind};
pub(crate) use sameness::Reading;
pub(crate) use shape::shape;
pub use template_text::as_template_text;
pub(crate) use template_text::json_in;

use alignment::Pair;

/// A value that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct ValueDifference {
    /// The keys and positions that lead to it, as `Properties.Tags[Name].Value`. Positions in lists are those of the new list,
    /// of items that are gone those of the old one. Behind ` (JSON)` it goes on in a text that holds JSON.
    pub path: String,
    /// What it was; none when it was not there.
    pub old: Option<Value>,
    /// What it is; none when it is no longer there.
    pub new: Option<Value>,
    /// The lines of a text of several, with what is around those that differ; none of other values.
    pub lines: Vec<Line>,
}

/// Deeper than this everything is one value: templates are never so deep.
const DEEPEST: usize = 100;

/// All that differs between two values, each of which may be missing.
pub(crate) fn differences(
    path: &str,
    old: Option<&Value>,
    new: Option<&Value>,
    reading: Reading,
) -> Vec<ValueDifference> {
    let mut walk = Walk { found: Vec::new(), depth: 0 };
    walk.visit(path, old, new, reading);
    walk.found
}

/// All that differs between two maps, each of whose entries is read in a way of its own.
pub(crate) fn differences_by_key(
    path: &str,
    old: &Value,
    new: &Value,
    reading_of: impl Fn(&str) -> Reading,
) -> Vec<ValueDifference> {
    let (Value::Object(old_entries), Value::Object(new_entries)) = (old, new) else {
        return differences(path, Some(old), Some(new), reading_of(""));
    };
    if function(old_entries).is_some() || function(new_entries).is_some() {
        return differences(path, Some(old), Some(new), reading_of(""));
    }
    let mut walk = Walk { found: Vec::new(), depth: 0 };
    walk.entries(path, old_entries, new_entries, reading_of);
    walk.found
}

struct Walk {
    found: Vec<ValueDifference>,
    depth: usize,
}

impl Walk {
    fn visit(&mut self, path: &str, old: Option<&Value>, new: Option<&Value>, reading: Reading) {
        match (old, new) {
            (None, None) => {}
            (Some(old), Some(new)) if reading.same(old, new) => {}
            (Some(old), Some(new)) if self.depth < DEEPEST => {
                self.depth += 1;
                self.both(path, old, new, reading);
                self.depth -= 1;
            }
            _ => self.add(path, old, new),
        }
    }

    fn add(&mut self, path: &str, old: Option<&Value>, new: Option<&Value>) {
        let lines = lines::of(old, new);
        self.found.push(ValueDifference { path: path.to_owned(), old: old.cloned(), new: new.cloned(), lines });
    }

    fn both(&mut self, path: &str, old: &Value, new: &Value, reading: Reading) {
        match (old, new) {
            (Value::Object(old_entries), Value::Object(new_entries)) => {
                match (function(old_entries), function(new_entries)) {
                    (None, None) => {
                        let inside = reading.inside(old_entries);
                        self.entries(path, old_entries, new_entries, |_| inside);
                    }
                    (Some(("Fn::Base64", old)), Some(("Fn::Base64", new))) => {
                        self.visit(path, Some(old), Some(new), reading);
                    }
                    (Some(("Fn::If", Value::Array(old_parts))), Some(("Fn::If", Value::Array(new_parts))))
                        if old_parts.first() == new_parts.first() && old_parts.len() == 3 && new_parts.len() == 3 =>
                    {
                        for (position, (old, new)) in old_parts.iter().zip(new_parts).enumerate().skip(1) {
                            self.visit(&format!("{path}.Fn::If[{position}]"), Some(old), Some(new), reading);
                        }
                    }
                    _ => self.texts(path, old, new, reading),
                }
            }
            (Value::Array(old_items), Value::Array(new_items)) => {
                self.items(path, (old, old_items), (new, new_items), reading);
            }
            // In policies one is a list of one.
            (Value::Array(items), one) if reading.is_policy => {
                self.items(path, (old, items), (new, std::slice::from_ref(one)), reading);
            }
            (one, Value::Array(items)) if reading.is_policy => {
                self.items(path, (old, std::slice::from_ref(one)), (new, items), reading);
            }
            _ => self.texts(path, old, new, reading),
        }
    }

    fn entries(
        &mut self,
        path: &str,
        old: &Map<String, Value>,
        new: &Map<String, Value>,
        reading_of: impl Fn(&str) -> Reading,
    ) {
        for (key, value) in old {
            self.visit(&below(path, key), Some(value), new.get(key), reading_of(key));
        }
        for (key, value) in new.iter().filter(|(key, _)| !old.contains_key(*key)) {
            self.visit(&below(path, key), None, Some(value), reading_of(key));
        }
    }

    fn items(&mut self, path: &str, old: (&Value, &[Value]), new: (&Value, &[Value]), reading: Reading) {
        let before = self.found.len();
        for Pair { name, old, new } in alignment::pairs(old.1, new.1, reading) {
            self.visit(&format!("{path}[{name}]"), old, new, reading);
        }
        // The same items in another order, which means something.
        if self.found.len() == before {
            self.add(path, Some(old.0), Some(new.0));
        }
    }

    /// Values that may be texts: JSON that both hold is looked into.
    fn texts(&mut self, path: &str, old: &Value, new: &Value, reading: Reading) {
        if let (Some(old), Some(new)) = (json_in(old), json_in(new)) {
            let before = self.found.len();
            self.visit(&format!("{path} (JSON)"), Some(&old), Some(&new), Reading { is_json: true, ..reading });
            if self.found.len() > before {
                return;
            }
        }
        self.add(path, Some(old), Some(new));
    }
}

/// The function that a map is a call of, with its argument.
fn function(entries: &Map<String, Value>) -> Option<(&str, &Value)> {
    let (name, argument) = entries.iter().next().filter(|_| entries.len() == 1)?;
    (name.starts_with("Fn::") || name == "Ref").then_some((name, argument))
}

fn below(path: &str, key: &str) -> String {
    match (path.is_empty(), key.contains(['.', '[', ' '])) {
        (true, _) => key.to_owned(),
        (false, false) => format!("{path}.{key}"),
        (false, true) => format!("{path}[{key}]"),
    }
}
