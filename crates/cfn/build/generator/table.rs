//! The compact table behind `purlin_cfn::facts`: what a change does to resources of any type.
//!
//! One line a resource type, sorted: the name, `!` when it is stateful, then its properties, each with `+` (replaces),
//! `?` (may replace) or `-` behind it, after a `~` where it takes any JSON, and last `=` with the properties that identify it, separated by commas.

use std::collections::BTreeMap;

use super::facts::{Kind, NestedType, Property, Replacement, Resource, Service, decode};

/// The table's lines by resource type.
pub fn add(table: &mut BTreeMap<String, String>, service: &Service<'_>) {
    for resource in &service.resources {
        let mut line = String::new();
        if resource.stateful {
            line.push_str(" !");
        }
        // CloudFormation never sees a type that a transform writes out as others: what changing its properties does, the specification
        // does not say.
        let properties = if resource.transform.is_some() { [].as_slice() } else { resource.properties.as_slice() };
        for property in properties {
            line.push(' ');
            line.push_str(property.name);
            if takes_json(&property.kind) {
                line.push('~');
            }
            line.push(match replacement(resource, property) {
                Replacement::Always => '+',
                Replacement::Maybe => '?',
                Replacement::Never => '-',
            });
        }
        if let Some(identifier) = resource.primary.or(resource.identifier) {
            line.push_str(" =");
            line.push_str(&decode(identifier));
        }
        table.insert(format!("{}::{}", service.namespace, resource.name), line);
    }
}

/// The table's text.
pub fn text(table: &BTreeMap<String, String>) -> String {
    table.iter().map(|(name, line)| format!("{name}{line}\n")).collect()
}

/// What changing a property does: `Maybe` as well when only a part of it, in a nested type, cannot change in place.
fn replacement(resource: &Resource<'_>, property: &Property<'_>) -> Replacement {
    if property.replacement != Replacement::Never {
        return property.replacement;
    }
    if replaces_by_path(resource, property) || nested_replaces(resource, &property.kind, &mut Vec::new()) {
        Replacement::Maybe
    } else {
        Replacement::Never
    }
}

fn takes_json(kind: &Kind<'_>) -> bool {
    match kind {
        Kind::Json => true,
        Kind::List(element) | Kind::Map(element) => takes_json(element),
        Kind::Union(alternatives) => alternatives.iter().any(takes_json),
        _ => false,
    }
}

/// The specification's paths begin at the resource, or at one of its nested types.
fn replaces_by_path(resource: &Resource<'_>, property: &Property<'_>) -> bool {
    resource.replacing_paths.iter().any(|path| path.split('/').next() == Some(property.name))
}

fn nested_replaces<'a>(resource: &'a Resource<'a>, kind: &'a Kind<'a>, seen: &mut Vec<&'a str>) -> bool {
    match kind {
        Kind::Nested(name) if !seen.contains(name) => {
            seen.push(name);
            let nested: Option<&NestedType<'_>> = resource.types.iter().find(|nested| nested.name == *name);
            nested.is_some_and(|nested| {
                nested.properties.iter().any(|property| {
                    property.replacement != Replacement::Never
                        || replaces_by_path(resource, property)
                        || nested_replaces(resource, &property.kind, seen)
                })
            })
        }
        Kind::List(element) | Kind::Map(element) => nested_replaces(resource, element, seen),
        Kind::Union(alternatives) => alternatives.iter().any(|kind| nested_replaces(resource, kind, seen)),
        _ => false,
    }
}
