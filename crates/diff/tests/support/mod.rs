//! Templates as tests compare them.
#![allow(dead_code, clippy::unwrap_used, reason = "for tests, each of which uses a part")]

use purlin_assembly::Assembly;
use purlin_diff::{Difference, Options, ResourceDifference, StackDifference, compare};
use serde_json::{Value, json};

/// Two templates compared.
pub fn difference_of(old: &Value, new: &Value, options: &Options) -> Difference {
    let read = |template: &Value| Assembly::of_template("Stack", &template.to_string()).unwrap();
    compare(&read(old), &read(new), options).unwrap()
}

/// Two templates of these resources; fails unless they differ.
pub fn of_resources(old: Value, new: Value) -> StackDifference {
    let template = |resources| json!({ "Resources": resources });
    difference_of(&template(old), &template(new), &Options::default()).stacks.into_iter().next().unwrap()
}

/// Two resources of one type with these properties.
pub fn of_properties(kind: &str, old: Value, new: Value) -> Option<ResourceDifference> {
    let template = |properties| json!({ "Resources": { "It": { "Type": kind, "Properties": properties } } });
    let difference = difference_of(&template(old), &template(new), &Options::default());
    difference.stacks.into_iter().next().map(|stack| stack.resources.into_iter().next().unwrap())
}

/// What two values of a property differ in: path, old and new value, as texts.
pub fn told(old: Value, new: Value) -> Vec<(String, String, String)> {
    let resource = of_properties("Custom::Thing", json!({ "P": old }), json!({ "P": new }));
    let text = |value: &Option<Value>| value.as_ref().map_or("none".to_owned(), purlin_diff::as_template_text);
    let values = resource.map(|resource| resource.values).unwrap_or_default();
    let path = |path: &str| path.strip_prefix("Properties.").unwrap().to_owned();
    values.iter().map(|value| (path(&value.path), text(&value.old), text(&value.new))).collect()
}
