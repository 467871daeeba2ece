//! What an element of a template refers to.

use serde_json::Value;

/// A reference from one element to another of the same template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Where it stands: the keys and positions from the element on, as `Properties.SubnetIds.0`.
    pub from: String,
    /// The logical id, or the name of a pseudo parameter, such as `AWS::Region`.
    pub target: String,
    /// What it takes from there.
    pub kind: ReferenceKind,
}

/// What a reference takes from its target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReferenceKind {
    /// What `Ref` gives: a name, an id, a parameter's value.
    Value,
    /// An attribute, such as `Arn`.
    Attribute(String),
    /// Nothing: the target only has to be there before.
    DependsOn,
    /// Whether a condition holds.
    Condition,
}

/// The references of an element, in the order in which they stand: those of functions, of placeholders in `Fn::Sub`, of `DependsOn`
/// and of conditions. `element` is all that stands under its logical id.
///
/// ```
/// use purlin_assembly::{ReferenceKind, references};
/// use serde_json::json;
///
/// let topic = json!({ "Properties": { "Name": { "Fn::Sub": "${Bucket.Arn}-${AWS::Region}" } } });
/// let found = references(&topic);
/// assert_eq!((found[0].target.as_str(), found[0].from.as_str()), ("Bucket", "Properties.Name"));
/// assert_eq!(found[0].kind, ReferenceKind::Attribute("Arn".to_owned()));
/// assert_eq!(found[1].target, "AWS::Region");
/// ```
pub fn references(element: &Value) -> Vec<Reference> {
    let mut found = Vec::new();
    let mut path = String::new();
    if let Value::Object(entries) = element {
        for (key, value) in entries {
            match key.as_str() {
                "DependsOn" => targets(value).for_each(|target| add(&mut found, key, target, ReferenceKind::DependsOn)),
                "Condition" => targets(value).for_each(|target| add(&mut found, key, target, ReferenceKind::Condition)),
                _ => step(&mut path, key, |path| visit(value, path, &mut found)),
            }
        }
    }
    found
}

fn targets(value: &Value) -> impl Iterator<Item = &str> {
    let items = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    items.iter().filter_map(Value::as_str)
}

fn add(found: &mut Vec<Reference>, from: &str, target: &str, kind: ReferenceKind) {
    found.push(Reference { from: from.to_owned(), target: target.to_owned(), kind });
}

/// Visits what a key, or a position, leads to.
pub(crate) fn step(path: &mut String, key: &str, visit: impl FnOnce(&mut String)) {
    let length = path.len();
    if length > 0 {
        path.push('.');
    }
    path.push_str(key);
    visit(path);
    path.truncate(length);
}

fn visit(value: &Value, path: &mut String, found: &mut Vec<Reference>) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                step(path, &index.to_string(), |path| visit(item, path, found));
            }
        }
        Value::Object(entries) => {
            if let Some((name, argument)) = entries.iter().next().filter(|_| entries.len() == 1)
                && function(name, argument, path, found)
            {
                return;
            }
            for (key, value) in entries {
                match key.starts_with("Fn::") {
                    // A function's own name is no part of where its result stands.
                    true => visit(value, path, found),
                    false => step(path, key, |path| visit(value, path, found)),
                }
            }
        }
        _ => {}
    }
}

/// Whether it is a function that refers to something by itself.
fn function(name: &str, argument: &Value, path: &mut String, found: &mut Vec<Reference>) -> bool {
    match (name, argument) {
        ("Ref", Value::String(target)) => add(found, path, target, ReferenceKind::Value),
        ("Condition", Value::String(target)) => add(found, path, target, ReferenceKind::Condition),
        ("Fn::GetAtt", Value::String(text)) => attribute(text, path, found),
        ("Fn::GetAtt", Value::Array(parts)) => match parts.as_slice() {
            [Value::String(target), Value::String(name)] => {
                add(found, path, target, ReferenceKind::Attribute(name.clone()));
            }
            [Value::String(target), name] => {
                add(found, path, target, ReferenceKind::Attribute(String::new()));
                visit(name, path, found);
            }
            _ => return false,
        },
        ("Fn::If", Value::Array(parts)) => {
            if let Some(Value::String(condition)) = parts.first() {
                add(found, path, condition, ReferenceKind::Condition);
            }
            parts.iter().skip(1).for_each(|part| visit(part, path, found));
        }
        ("Fn::Sub", Value::String(text)) => placeholders(text, &|_| false, path, found),
        ("Fn::Sub", Value::Array(parts)) => {
            let variables = parts.get(1).and_then(Value::as_object);
            let is_variable = |name: &str| variables.is_some_and(|variables| variables.contains_key(name));
            if let Some(Value::String(text)) = parts.first() {
                placeholders(text, &is_variable, path, found);
            }
            variables.into_iter().flatten().for_each(|(_, value)| visit(value, path, found));
        }
        _ => return false,
    }
    true
}

fn attribute(text: &str, path: &str, found: &mut Vec<Reference>) {
    match text.split_once('.') {
        Some((target, name)) => add(found, path, target, ReferenceKind::Attribute(name.to_owned())),
        None => add(found, path, text, ReferenceKind::Value),
    }
}

/// The placeholders of a text: `${Name}`, `${Name.Attribute}`, but not `${!Literal}`.
fn placeholders(text: &str, is_variable: &dyn Fn(&str) -> bool, path: &str, found: &mut Vec<Reference>) {
    let mut rest = text;
    while let Some((_, behind)) = rest.split_once("${") {
        let Some((name, behind)) = behind.split_once('}') else { return };
        rest = behind;
        let name = name.trim();
        if !name.starts_with('!') && !is_variable(name) {
            attribute(name, path, found);
        }
    }
}
