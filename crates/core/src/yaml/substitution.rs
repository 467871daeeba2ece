//! Joined texts as substitutions: `!Sub 'arn:${AWS::Partition}:...'` instead of a list of pieces.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json};

/// What `Fn::Sub` says the same by.
#[derive(Debug, Default)]
pub(super) struct Substitution {
    pub(super) text: String,
    /// Values of its own, by their names in the text.
    pub(super) variables: Map<String, Json>,
    /// The names in the text that are those of the template.
    of_template: BTreeSet<String>,
}

/// The `Fn::Sub` that says the same as these pieces put one after the other; nothing when there is none.
///
/// Pieces must be texts, values of the template by name, or substitutions themselves. `Fn::Sub` fails for names that it does
/// not know, and reads `${` in a text itself, so that only what surely survives is rewritten.
pub(super) fn substitution(pieces: &[Json]) -> Option<Substitution> {
    let mut all = Substitution::default();
    let mut literal = String::new();
    for piece in pieces {
        match piece {
            Json::String(text) => literal.push_str(text),
            value => {
                // `$${Name}` is not read alike by all.
                if literal.ends_with('$') {
                    return None;
                }
                push_literal(&mut all.text, &std::mem::take(&mut literal))?;
                match inner_substitution(value) {
                    Some(inner) => all.append(inner)?,
                    None => all.push_name(placeholder(value)?)?,
                }
            }
        }
    }
    push_literal(&mut all.text, &literal)?;
    Some(all)
}

impl Substitution {
    /// Appends a value of the template; nothing when the name stands for something else already.
    fn push_name(&mut self, name: String) -> Option<()> {
        if self.variables.contains_key(&name) {
            return None;
        }
        self.text.push_str("${");
        self.text.push_str(&name);
        self.text.push('}');
        self.of_template.insert(name);
        Some(())
    }

    /// Appends another one; nothing when a name stands for different things in the two.
    fn append(&mut self, other: Substitution) -> Option<()> {
        if other.of_template.iter().any(|name| self.variables.contains_key(name)) {
            return None;
        }
        for (name, value) in other.variables {
            let is_taken = self.of_template.contains(&name);
            if is_taken || self.variables.get(&name).is_some_and(|before| *before != value) {
                return None;
            }
            self.variables.insert(name, value);
        }
        self.text.push_str(&other.text);
        self.of_template.extend(other.of_template);
        Some(())
    }
}

/// A piece that is `Fn::Sub` itself, if all of its text is beyond doubt.
fn inner_substitution(value: &Json) -> Option<Substitution> {
    let (function, argument) = only_entry(value)?;
    let (text, variables) = match argument {
        Json::String(text) => (text, Map::new()),
        Json::Array(parts) => match &parts[..] {
            [Json::String(text), Json::Object(variables)] => (text, variables.clone()),
            _ => return None,
        },
        _ => return None,
    };
    if function != "Fn::Sub" || !variables.keys().all(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric())) {
        return None;
    }
    let mut of_template = BTreeSet::new();
    let mut parts = text.split("${");
    let mut has_dollar = parts.next()?.contains('$');
    for part in parts {
        let (name, after) = part.split_once('}')?;
        if !is_name(name) {
            return None;
        }
        has_dollar |= after.contains('$');
        if !variables.contains_key(name) {
            of_template.insert(name.to_owned());
        }
    }
    (!has_dollar).then(|| Substitution { text: text.clone(), variables, of_template })
}

fn only_entry(value: &Json) -> Option<(&str, &Json)> {
    let mut entries = value.as_object()?.iter();
    let (key, value) = entries.next().filter(|_| entries.next().is_none())?;
    Some((key, value))
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b':'))
}

/// The name under which `Fn::Sub` knows a value.
fn placeholder(value: &Json) -> Option<String> {
    match only_entry(value)? {
        ("Ref", Json::String(name)) => {
            (is_name(name) && !name.contains('.') && name != "AWS::NoValue").then(|| name.clone())
        }
        ("Fn::GetAtt", Json::Array(parts)) => match &parts[..] {
            [Json::String(element), Json::String(attribute)] => {
                let known = is_name(element) && !element.contains(['.', ':']) && is_name(attribute);
                known.then(|| format!("{element}.{attribute}"))
            }
            _ => None,
        },
        _ => None,
    }
}

/// Appends text that is to stay as it is.
fn push_literal(out: &mut String, literal: &str) -> Option<()> {
    let mut pieces = literal.split("${");
    out.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        // What is no whole `${...}` of its own cannot be kept from being read.
        let (inner, _) = piece.split_once('}')?;
        if inner.is_empty() || inner.starts_with('!') || inner.contains(['{', '$', '\n']) {
            return None;
        }
        out.push_str("${!");
        out.push_str(piece);
    }
    Some(())
}
