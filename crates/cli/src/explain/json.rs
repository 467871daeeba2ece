//! An explanation for programs.

use purlin_assembly::{Construct, ElementId, LinkKind, ReferenceKind};
use purlin_core::Place;
use serde_json::{Map, Value, json};

use super::explanation::Explanation;
use super::links::Neighbour;

/// Grows when a key changes its meaning, or goes.
const VERSION: u32 = 1;

pub(crate) fn value(explanation: &Explanation<'_>) -> Value {
    let mut entries = Map::new();
    let mut add = |key: &str, value: Value| {
        if !value.is_null() {
            entries.insert(key.to_owned(), value);
        }
    };
    add("version", json!(VERSION));
    add("path", json!(explanation.item.path()));
    add("kind", json!(explanation.kind()));
    add("stack", json!(explanation.stack.map(|stack| &stack.path)));
    if let Some(element) = explanation.item.element {
        add("section", json!(element.section));
        add("logical_id", json!(element.logical_id));
    }
    if let Some(stack) = explanation.stack.filter(|_| explanation.is_stack) {
        let (before, after) = explanation.deployed_around();
        add("stack_name", json!(stack.name));
        add("environment", json!(stack.environment.url()));
        add("template", json!(stack.file));
        add("nested_in", json!(stack.nested_in.as_ref().map(|nested| &nested.stack)));
        add("deployed_after", json!(before));
        add("deployed_before", json!(after));
    }
    let names = explanation.physical_names().into_iter().map(|(property, name)| (property.to_owned(), json!(name)));
    let names: Map<String, Value> = names.collect();
    if !names.is_empty() {
        add("names", Value::Object(names));
    }
    add("holds_data", json!(explanation.is_stateful()));
    for (key, entry) in [("deletion_policy", "DeletionPolicy"), ("update_replace_policy", "UpdateReplacePolicy")] {
        add(key, json!(explanation.entry(entry)));
    }
    for said in explanation.said() {
        add(said.key, said.value);
    }
    add("documentation", json!(explanation.documentation()));
    add("made_at", place(explanation.made_at.as_ref()));
    add("described_at", place(explanation.described_at.as_ref()));
    add("depends_on", explanation.needs.iter().map(|found| neighbour(explanation, found)).collect());
    add("needed_by", explanation.needed_by.iter().map(|found| neighbour(explanation, found)).collect());
    add("children", explanation.children.iter().map(|construct| child(construct)).collect());
    Value::Object(entries)
}

fn place(place: Option<&Place>) -> Value {
    place.map_or(
        Value::Null,
        |place| json!({ "file": place.file, "line": place.line, "column": place.column, "text": place.snippet }),
    )
}

fn neighbour<'a>(explanation: &Explanation<'a>, found: &Neighbour<'a>) -> Value {
    let index = explanation.index;
    let element = |element: ElementId<'a>| {
        json!({
            "path": index.path(element),
            "kind": index.kind(element),
            "stack": element.stack,
            "logical_id": element.logical_id,
        })
    };
    let (way, what) = match &found.kind {
        LinkKind::Reference(kind) => ("reference", attribute(kind)),
        LinkKind::Import(name) => ("import", json!(name)),
        LinkKind::StackOutput => ("stack-output", Value::Null),
        LinkKind::NestedOutput => ("nested-output", Value::Null),
        LinkKind::NestedParameter(kind) => ("nested-parameter", attribute(kind)),
    };
    let mut value = element(found.element);
    if let Value::Object(entries) = &mut value {
        entries.insert("at".to_owned(), json!(found.at));
        entries.insert("way".to_owned(), json!(way));
        if !what.is_null() {
            entries.insert("takes".to_owned(), what);
        }
        entries.insert("by".to_owned(), json!(found.own.logical_id));
        if !found.behind.is_empty() {
            entries.insert("through".to_owned(), found.behind.iter().map(|behind| element(*behind)).collect());
        }
    }
    value
}

fn attribute(kind: &ReferenceKind) -> Value {
    match kind {
        ReferenceKind::Value => json!("Ref"),
        ReferenceKind::Attribute(name) => json!(name),
        ReferenceKind::DependsOn => json!("DependsOn"),
        ReferenceKind::Condition => json!("Condition"),
    }
}

fn child(construct: &Construct) -> Value {
    let element = construct.element.as_ref();
    json!({
        "path": construct.path,
        "kind": construct.kind,
        "logical_id": element.map(|element| &element.logical_id),
        "type": element.and_then(|element| element.resource_type.as_ref()),
    })
}
