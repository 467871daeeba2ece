//! What the values of elements refer to, and what is wrong with them.

use super::element_entries::element_entries;
use super::overrides::apply_override;
use super::values;
use crate::element::ResourceData;
use crate::finding::Finding;
use crate::tree::{Kind, NodeId, Tree};
use crate::value::{Expr, Reference, Text, Val};

/// What was found on the way that later phases need.
#[derive(Default)]
pub(crate) struct Links {
    /// For each resource, which others of its stack its values refer to.
    pub(crate) edges: Vec<(NodeId, NodeId)>,
    /// Names that values refer to by text.
    pub(crate) names: Vec<(NodeId, Text)>,
    /// Stacks whose values contain what a lookup has not found yet.
    pub(crate) incomplete: Vec<NodeId>,
    /// Stacks that use functions of the language extensions.
    pub(super) extended: Vec<NodeId>,
    /// Stacks in which names can come from elsewhere, because a macro or a loop makes them.
    pub(crate) generated_names: Vec<NodeId>,
    /// Expressions that no template may have.
    pub(crate) mistakes: Vec<(NodeId, Finding)>,
}

impl Links {
    pub(super) fn merge(&mut self, other: Links) {
        fn add(all: &mut Vec<NodeId>, others: Vec<NodeId>) {
            all.extend(others.into_iter().filter(|node| !all.contains(node)).collect::<Vec<_>>());
        }
        self.edges.extend(other.edges);
        self.names.extend(other.names);
        self.mistakes.extend(other.mistakes);
        add(&mut self.incomplete, other.incomplete);
        add(&mut self.extended, other.extended);
        add(&mut self.generated_names, other.generated_names);
    }
}

/// Notes what an element's values refer to: within its own stack in `links`, elsewhere in `foreign`, with whether it is
/// the name of the element alone that they want.
pub(super) fn survey(tree: &Tree, node: NodeId, links: &mut Links, foreign: &mut Vec<(Reference, bool)>) {
    let Some(stack) = tree.node(node).stack else { return };
    let is_resource = tree.resource(node).is_some();
    let mut visit = |val: &Val| {
        values::for_each_expression(val, &mut |expr| match expr {
            Expr::Reference(reference) | Expr::LogicalId(reference) => {
                let local = reference.app == tree.app && tree.node(reference.target).stack == Some(stack);
                let by_name = matches!(expr, Expr::LogicalId(_));
                if !local {
                    foreign.push((reference.clone(), by_name));
                } else if is_resource && !by_name && tree.resource(reference.target).is_some() {
                    links.edges.push((node, reference.target));
                }
            }
            Expr::RefName(name) if !name.starts_with("AWS::") => links.names.push((node, name.clone())),
            Expr::Function { name, argument } => survey_function(node, stack, name, argument, links),
            Expr::MissingContext(_) if !links.incomplete.contains(&stack) => links.incomplete.push(stack),
            _ => {}
        });
    };
    match tree.overrides.get(&node) {
        None => values::for_each(&tree.node(node).kind, &mut visit),
        Some(overrides) => {
            // Only what the overrides leave counts, since removing a reference is how some circles are broken.
            let mut val = Val::Struct(entries(&tree.node(node).kind));
            overrides.iter().for_each(|(path, value)| apply_override(&mut val, path, value));
            visit(&val);
        }
    }
    if let Some(Val::Text(name)) = condition_of(&tree.node(node).kind) {
        links.names.push((node, name.clone()));
    }
}

fn survey_function(node: NodeId, stack: NodeId, name: &Text, argument: &Val, links: &mut Links) {
    if needs_extensions(name, argument) && !links.extended.contains(&stack) {
        links.extended.push(stack);
    }
    match name.as_ref() {
        "Fn::Sub" => names_in_substitution(argument, |name| links.names.push((node, name))),
        "Fn::GetAtt" | "Fn::If" => links.names.extend(first_text(argument).map(|name| (node, name))),
        "Condition" => links.names.extend(argument.as_text().map(|name| (node, Text::Owned(name.to_owned())))),
        "Fn::Transform" => links.generated_names.push(stack),
        "Fn::And" | "Fn::Or" if matches!(argument, Val::List(items) if items.is_empty()) => {
            let finding =
                Finding::error("no-conditions", format!("{name} is given no conditions")).help("give it at least one");
            links.mistakes.push((node, finding));
        }
        name if name.starts_with("Fn::ForEach::") => links.generated_names.push(stack),
        _ => {}
    }
    let lacks = |val: &Val| val.is_absent();
    if lacks(argument) || matches!(argument, Val::List(items) if items.iter().any(lacks)) {
        let finding = Finding::error("missing-argument", format!("an argument of {name} is `None`"))
            .help("give it a value, or `NoValue` in `fn_if` to remove the property");
        links.mistakes.push((node, finding));
    }
}

fn condition_of(kind: &Kind) -> Option<&Val> {
    match kind {
        Kind::Resource(data) => data.attributes.as_ref()?.condition.as_ref(),
        Kind::Output(data) => data.condition.as_ref(),
        _ => None,
    }
}

/// An element's entries that can hold references, for overrides to change.
fn entries(kind: &Kind) -> Vec<(Text, Val)> {
    match kind {
        Kind::Resource(data) => resource_entries(data),
        other => element_entries(other),
    }
}

fn resource_entries(data: &ResourceData) -> Vec<(Text, Val)> {
    let mut entries = vec![(Text::Borrowed("Properties"), Val::Struct(data.properties.entries().to_vec()))];
    if let Some(attributes) = &data.attributes {
        entries.push((Text::Borrowed("Metadata"), Val::Map(attributes.metadata.clone())));
        let others = [
            ("CreationPolicy", &attributes.creation_policy),
            ("UpdatePolicy", &attributes.update_policy),
            ("Condition", &attributes.condition),
        ];
        entries.extend(others.into_iter().filter_map(|(key, val)| Some((Text::Borrowed(key), val.clone()?))));
    }
    entries
}

/// Notes the references among the parameters of nested stacks, which linking adds to resources that were surveyed before.
pub(super) fn survey_nested_parameters(tree: &Tree, links: &mut Links) {
    for resource in tree.all().filter_map(|node| tree.nested_resource(node)) {
        survey(tree, resource, links, &mut Vec::new());
    }
}

fn first_text(argument: &Val) -> Option<Text> {
    let Val::List(items) = argument else { return None };
    match items.first()? {
        Val::Text(name) => Some(name.clone()),
        _ => None,
    }
}

/// The names that `Fn::Sub` looks up in the template.
fn names_in_substitution(argument: &Val, mut found: impl FnMut(Text)) {
    let (text, values) = match argument {
        Val::Text(text) => (text, None),
        Val::List(items) => match &items[..] {
            [Val::Text(text), values] => (text, values.entries()),
            _ => return,
        },
        _ => return,
    };
    for part in text.split("${").skip(1) {
        let Some((name, _)) = part.split_once('}') else { continue };
        let given = values.is_some_and(|values| values.iter().any(|(key, _)| key == name));
        if name.starts_with('!') || name.starts_with("AWS::") || given {
            continue;
        }
        let declared = name.split('.').next().unwrap_or(name).trim();
        found(Text::Owned(declared.to_owned()));
    }
}

fn needs_extensions(function: &str, argument: &Val) -> bool {
    match function {
        "Fn::Length" | "Fn::ToJsonString" => true,
        "Fn::FindInMap" => matches!(argument, Val::List(items) if items.len() > 3),
        name => name.starts_with("Fn::ForEach::"),
    }
}
