//! What resources are called in AWS, as far as their templates say.

use purlin_cfn::facts::primary_identifier;
use purlin_diff::as_template_text;
use serde_json::Value;

/// The names that a resource's properties give it, each with the property: what identifies it, what is called after its type, such
/// as `GroupName` of a security group, and the tag `Name`.
pub(crate) fn physical_names(resource: &Value) -> Vec<(&str, String)> {
    let kind = resource.get("Type").and_then(Value::as_str).unwrap_or_default();
    let last = kind.rsplit("::").next().unwrap_or_default();
    let Some(properties) = resource.get("Properties").and_then(Value::as_object) else { return Vec::new() };
    let names_it = |property: &str| {
        let stem = ["Name", "Identifier", "Id"].iter().find_map(|ending| property.strip_suffix(ending));
        stem.is_some_and(|stem| last.ends_with(stem)) || primary_identifier(kind).any(|name| name == property)
    };
    let is_name = |value: &Value| value.is_string() || value.is_object();
    let properties = properties.iter().filter(|(property, value)| names_it(property) && is_name(value));
    let mut names: Vec<(&str, String)> =
        properties.map(|(property, value)| (property.as_str(), as_template_text(value))).collect();
    let tags = resource.get("Properties").and_then(|properties| properties.get("Tags")).and_then(Value::as_array);
    let tag = tags.into_iter().flatten().find(|tag| tag.get("Key").and_then(Value::as_str) == Some("Name"));
    names.extend(tag.and_then(|tag| tag.get("Value")).map(|value| ("tag Name", as_template_text(value))));
    names
}
