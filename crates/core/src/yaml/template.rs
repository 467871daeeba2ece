//! A whole template: its sections and elements in the order that people expect, with blank lines and comments between.

use hashbrown::HashMap;
use serde_json::{Map, Value as Json};

use super::comment;
use super::functions::{Context, Node};
use super::layout::{self, WIDTH};
use crate::comment::ElementComment;

/// Sections in the order of CloudFormation's documentation; others come behind.
const SECTIONS: &[&str] = &[
    "AWSTemplateFormatVersion",
    "Description",
    "Transform",
    "Metadata",
    "Parameters",
    "Rules",
    "Mappings",
    "Conditions",
    "Resources",
    "Outputs",
];

/// Sections whose elements are short, so that no blank lines are needed between them.
const DENSE: &[&str] = &["Conditions"];

/// Sections that hold elements under logical ids.
const OF_ELEMENTS: &[&str] = &["Parameters", "Rules", "Mappings", "Conditions", "Resources", "Outputs"];

/// What people want to know of an element before the rest, by section.
const FIRST_OF_ELEMENT: &[(&str, &[&str])] = &[
    (
        "Parameters",
        &[
            "Description",
            "Type",
            "Default",
            "NoEcho",
            "AllowedValues",
            "AllowedPattern",
            "MinLength",
            "MaxLength",
            "MinValue",
            "MaxValue",
            "ConstraintDescription",
        ],
    ),
    (
        "Resources",
        &[
            "Type",
            "Condition",
            "DependsOn",
            "CreationPolicy",
            "UpdatePolicy",
            "DeletionPolicy",
            "UpdateReplacePolicy",
            "Properties",
        ],
    ),
    ("Outputs", &["Description", "Condition", "Value", "Export"]),
];

/// Comments by where they stand.
#[derive(Default)]
pub(crate) struct Comments<'a> {
    /// At the head of the file.
    pub(crate) head: Option<&'a str>,
    /// Above elements, by their logical ids.
    pub(crate) of_elements: HashMap<&'a str, Vec<ElementComment<'a>>>,
}

/// A template as YAML. Functions are written short, and joined texts as substitutions where these say the same.
pub(crate) fn write(template: &Map<String, Json>, comments: &Comments<'_>) -> String {
    let mut out = String::new();
    if let Some(head) = comments.head {
        comment::push(&mut out, head, 0, WIDTH);
    }
    let mut before_was_long = true;
    for (section, value) in ordered(template, SECTIONS) {
        let is_long = value.is_object() || value.is_array();
        if is_long || before_was_long {
            push_blank_line(&mut out);
        }
        before_was_long = is_long;
        match value {
            Json::Object(elements) if OF_ELEMENTS.contains(&section.as_str()) && !elements.is_empty() => {
                push_elements(&mut out, section, elements, context(template, section), comments);
            }
            _ => layout::push_entry(&mut out, section, &Node::of(value, context(template, section)), 0),
        }
    }
    out
}

/// Only values of resources and outputs take all functions, and macros may read texts as they like.
fn context(template: &Map<String, Json>, section: &str) -> Context {
    let extensions = |name: &Json| name.as_str() == Some("AWS::LanguageExtensions");
    let plain = match template.get("Transform") {
        None => true,
        Some(Json::Array(names)) => names.iter().all(extensions),
        Some(name) => extensions(name),
    };
    Context { substitute: plain && matches!(section, "Resources" | "Outputs"), conditions: section == "Conditions" }
}

fn push_elements(
    out: &mut String,
    section: &str,
    elements: &Map<String, Json>,
    context: Context,
    comments: &Comments<'_>,
) {
    const COLUMN: usize = 2;
    out.push_str(section);
    out.push_str(":\n");
    for (index, (id, element)) in elements.iter().enumerate() {
        let above = comments.of_elements.get(id.as_str()).map_or(&[][..], Vec::as_slice);
        if index > 0 && (!above.is_empty() || !DENSE.contains(&section)) {
            push_blank_line(out);
        }
        for (index, comment) in above.iter().enumerate() {
            comment::push(out, comment.text, COLUMN, WIDTH);
            if comment.is_of_part || index + 1 < above.len() {
                push_blank_line(out);
            }
        }
        let first = FIRST_OF_ELEMENT.iter().find(|(name, _)| *name == section).map_or(&[][..], |(_, first)| first);
        let element = match element {
            Json::Object(entries) => {
                let entries = ordered(entries, first).map(|(key, value)| (key.clone(), value.clone()));
                Node::of(&Json::Object(entries.collect()), context)
            }
            other => Node::of(other, context),
        };
        layout::push_entry(out, id, &element, COLUMN);
    }
}

/// The entries with these keys, in this order, then all others in their own.
fn ordered<'a>(entries: &'a Map<String, Json>, first: &'a [&str]) -> impl Iterator<Item = (&'a String, &'a Json)> {
    let leading = first.iter().filter_map(|&key| entries.get_key_value(key));
    leading.chain(entries.iter().filter(|(key, _)| !first.contains(&key.as_str())))
}

/// A blank line, unless there is one or nothing yet.
fn push_blank_line(out: &mut String) {
    if !out.is_empty() && !out.ends_with("\n\n") {
        out.push('\n');
    }
}
