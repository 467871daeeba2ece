//! The template that is imported with: what it wants to find, and what it says of it.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::kinds::{KINDS, Kind};
use super::read::at;

/// What is known now of where a stack is deployed to.
#[derive(Clone, Debug, Default)]
pub(super) struct Surroundings {
    pub(super) account: Option<String>,
    pub(super) region: Option<String>,
    pub(super) partition: String,
}

/// A resource of the template that the guide's installation has as well.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) logical_id: &'a str,
    pub(super) kind: &'static Kind,
    pub(super) properties: &'a Json,
}

/// The resources of a template, with their logical ids.
pub(super) fn resources(template: &Json) -> impl Iterator<Item = (&str, &Json)> {
    let resources = template.get("Resources").and_then(Json::as_object).into_iter().flatten();
    resources.map(|(id, resource)| (id.as_str(), resource))
}

pub(super) fn type_of(resource: &Json) -> &str {
    resource.get("Type").and_then(Json::as_str).unwrap_or_default()
}

/// What of the guide's installation a template has, with the names that it gives. A name that cannot be told now is `None`.
pub(super) fn wanted<'a>(template: &'a Json, surroundings: &Surroundings) -> Vec<(Wanted<'a>, Option<String>)> {
    let mut found = Vec::new();
    for kind in &KINDS {
        for (logical_id, resource) in
            resources(template).filter(|(_, resource)| type_of(resource) == kind.resource_type)
        {
            let Some(properties) = resource.get("Properties") else { continue };
            let Some(value) = name_value(properties, kind) else { continue };
            let name = evaluate(value, surroundings, &|_, _| None);
            let known_part = name.clone().unwrap_or_else(|| literals(value));
            if kind.names.iter().any(|known| known.is(&known_part)) {
                found.push((Wanted { logical_id, kind, properties }, name));
            }
        }
    }
    found
}

fn name_value<'a>(properties: &'a Json, kind: &Kind) -> Option<&'a Json> {
    let Some(property) = kind.name_property else {
        let tags = properties.get("Tags").and_then(Json::as_array)?;
        return tags.iter().find(|tag| tag.get("Key").and_then(Json::as_str) == Some("Name"))?.get("Value");
    };
    properties.get(property)
}

/// The texts in a value, one after the other.
fn literals(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Array(items) => items.iter().map(literals).collect(),
        // What `Ref` and `Fn::GetAtt` name is no part of the text.
        Json::Object(entries) => {
            entries.iter().filter(|(key, _)| *key == "Fn::Join").map(|(_, value)| literals(value)).collect()
        }
        _ => String::new(),
    }
}

/// What a value of a template comes to, as far as that can be told now. `of` knows the attributes of resources, and with no
/// attribute what `Ref` says of them.
pub(super) fn evaluate(
    value: &Json,
    surroundings: &Surroundings,
    of: &dyn Fn(&str, Option<&str>) -> Option<String>,
) -> Option<String> {
    match value {
        Json::String(text) => return Some(text.clone()),
        Json::Number(number) => return Some(number.to_string()),
        Json::Bool(bool) => return Some(bool.to_string()),
        _ => {}
    }
    let (function, argument) = value.as_object().filter(|entries| entries.len() == 1)?.iter().next()?;
    match function.as_str() {
        "Ref" => match argument.as_str()? {
            "AWS::AccountId" => surroundings.account.clone(),
            "AWS::Region" => surroundings.region.clone(),
            "AWS::Partition" => Some(surroundings.partition.clone()),
            id => of(id, None),
        },
        "Fn::GetAtt" => of(at(argument, "0")?.as_str()?, Some(at(argument, "1")?.as_str()?)),
        "Fn::Join" => {
            let pieces = at(argument, "1")?.as_array()?.iter().map(|piece| evaluate(piece, surroundings, of));
            Some(pieces.collect::<Option<Vec<String>>>()?.join(at(argument, "0")?.as_str()?))
        }
        _ => None,
    }
}

/// The logical ids that a resource refers to or waits for, with where it does so: a property, or `DependsOn`.
pub(super) fn references(resource: &Json) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    let waits =
        resource.get("DependsOn").map(|waits| waits.as_array().map_or_else(|| vec![waits], |all| all.iter().collect()));
    for id in waits.into_iter().flatten().filter_map(Json::as_str) {
        found.insert((id.to_owned(), "DependsOn".to_owned()));
    }
    for (property, value) in resource.get("Properties").and_then(Json::as_object).into_iter().flatten() {
        let mut ids = BTreeSet::new();
        collect(value, &mut ids);
        found.extend(ids.into_iter().map(|id| (id, property.clone())));
    }
    found
}

fn collect(value: &Json, found: &mut BTreeSet<String>) {
    match value {
        Json::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Json::Object(entries) => {
            for (key, value) in entries {
                match key.as_str() {
                    "Ref" => found.extend(value.as_str().map(str::to_owned)),
                    "Fn::GetAtt" => found.extend(at(value, "0").and_then(Json::as_str).map(str::to_owned)),
                    "Fn::Sub" => collect_of_text(value, found),
                    _ => collect(value, found),
                }
            }
        }
        _ => {}
    }
}

/// What `Fn::Sub` puts into its text, those names left out that it explains itself.
fn collect_of_text(value: &Json, found: &mut BTreeSet<String>) {
    let explained = at(value, "1").and_then(Json::as_object);
    explained.into_iter().flatten().for_each(|(_, value)| collect(value, found));
    let text = value.as_str().or_else(|| at(value, "0")?.as_str()).unwrap_or_default();
    for piece in text.split("${").skip(1) {
        let name = piece.split('}').next().unwrap_or_default();
        let id = name.split('.').next().unwrap_or_default();
        // `${!` writes out what follows.
        if !name.starts_with('!') && !explained.is_some_and(|explained| explained.contains_key(name)) {
            found.insert(id.to_owned());
        }
    }
}
