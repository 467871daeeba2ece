//! What depends on what, within templates and from one to another.

use std::collections::HashMap;

use serde_json::Value;

use crate::references::{Reference, ReferenceKind, references, step};
use crate::{Assembly, Stack};

/// The sections whose elements refer to others.
const REFERRING: [&str; 4] = ["Resources", "Conditions", "Rules", "Outputs"];
/// The sections whose elements are referred to by their logical ids.
const REFERRED: [&str; 3] = ["Resources", "Parameters", "Conditions"];

/// An element of some stack's template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ElementId<'a> {
    /// The path of the stack.
    pub stack: &'a str,
    /// The section of its template, such as `Resources`: outputs may be called like resources.
    pub section: &'a str,
    /// Its key there.
    pub logical_id: &'a str,
}

/// That one element needs another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link<'a> {
    /// What needs the other one.
    pub from: ElementId<'a>,
    /// Where that stands: the keys and positions from the element on. Of a nested stack's parameter, from the resource on that
    /// stands for the stack.
    pub at: String,
    /// What is needed.
    pub to: ElementId<'a>,
    /// What it takes from there, and which way.
    pub kind: LinkKind,
}

/// Which way a value comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// By the logical id, in the same template.
    Reference(ReferenceKind),
    /// By the name of an export, with `Fn::ImportValue`.
    Import(String),
    /// By the names of stack and output, with `Fn::GetStackOutput`.
    StackOutput,
    /// An output of a nested stack, taken by the stack around it.
    NestedOutput,
    /// What the stack around gives to a parameter of a nested one.
    NestedParameter(ReferenceKind),
}

pub(crate) fn links(assembly: &Assembly) -> Vec<Link<'_>> {
    let stacks = Stacks::new(assembly);
    let mut links = Vec::new();
    for stack in assembly.stacks() {
        for section in REFERRING {
            for (logical_id, value) in stack.template.section(section) {
                let from = ElementId { stack: &stack.path, section, logical_id };
                for reference in references(value) {
                    stacks.add_reference(stack, from, reference, &mut links);
                }
                let mut path = String::new();
                imports(value, &mut path, &mut |path, import| stacks.add_import(stack, from, path, import, &mut links));
            }
        }
    }
    links
}

/// What is looked up in all stacks.
struct Stacks<'a> {
    elements: HashMap<(&'a str, &'a str), ElementId<'a>>,
    /// Stacks by their names, which several of other environments may share.
    named: HashMap<&'a str, Vec<&'a Stack>>,
    exports: HashMap<String, Vec<(&'a Stack, ElementId<'a>)>>,
    /// Nested stacks by what they are in the stack around them.
    nested: HashMap<(&'a str, &'a str), &'a Stack>,
}

impl<'a> Stacks<'a> {
    fn new(assembly: &'a Assembly) -> Self {
        let mut stacks =
            Stacks { elements: HashMap::new(), named: HashMap::new(), exports: HashMap::new(), nested: HashMap::new() };
        for stack in assembly.stacks() {
            for section in REFERRED {
                for (logical_id, _) in stack.template.section(section) {
                    let id = ElementId { stack: &stack.path, section, logical_id };
                    stacks.elements.entry((&stack.path, logical_id)).or_insert(id);
                }
            }
            if let Some(name) = &stack.name {
                stacks.named.entry(name).or_default().push(stack);
            }
            if let Some(nested) = &stack.nested_in {
                stacks.nested.insert((&nested.stack, &nested.logical_id), stack);
            }
            for (logical_id, output) in stack.template.section("Outputs") {
                let name = output.get("Export").and_then(|export| export.get("Name"));
                if let Some(name) = name.and_then(|name| text(name, stack)) {
                    let id = ElementId { stack: &stack.path, section: "Outputs", logical_id };
                    stacks.exports.entry(name).or_default().push((stack, id));
                }
            }
        }
        stacks
    }

    fn add_reference(&self, stack: &'a Stack, from: ElementId<'a>, reference: Reference, links: &mut Vec<Link<'a>>) {
        let Reference { from: at, target, kind } = reference;
        let Some(&to) = self.elements.get(&(stack.path.as_str(), target.as_str())) else { return };
        let own = self.nested.get(&(stack.path.as_str(), from.logical_id)).filter(|_| from.section == "Resources");
        if let Some(nested) = own
            && let Some(rest) = at.strip_prefix("Properties.Parameters.")
            && let Some((logical_id, _)) = nested.template.section("Parameters").find(|(id, _)| is_first(rest, id))
        {
            let from = ElementId { stack: &nested.path, section: "Parameters", logical_id };
            links.push(Link { from, at: at.clone(), to, kind: LinkKind::NestedParameter(kind.clone()) });
        }
        if let ReferenceKind::Attribute(attribute) = &kind
            && let Some(output) = attribute.strip_prefix("Outputs.")
            && let Some(nested) = self.nested.get(&(stack.path.as_str(), target.as_str()))
            && let Some(to) = output_of(nested, output)
        {
            links.push(Link { from, at: at.clone(), to, kind: LinkKind::NestedOutput });
        }
        links.push(Link { from, at, to, kind: LinkKind::Reference(kind) });
    }

    fn add_import(
        &self,
        stack: &'a Stack,
        from: ElementId<'a>,
        at: &str,
        import: Import<'_>,
        links: &mut Vec<Link<'a>>,
    ) {
        let at = at.to_owned();
        match import {
            Import::Export(name) => {
                let Some(name) = text(name, stack) else { return };
                let exports = self.exports.get(&name).map(Vec::as_slice).unwrap_or_default();
                // Exports are known in one account and region.
                let near = exports.iter().find(|(exporting, _)| exporting.environment == stack.environment);
                if let Some(&(_, to)) = near.or(exports.first()) {
                    links.push(Link { from, at, to, kind: LinkKind::Import(name) });
                }
            }
            Import::Output(argument) => {
                let told = |key: &str| argument.get(key).and_then(|value| text(value, stack));
                let (Some(name), Some(output)) = (told("StackName"), told("OutputName")) else { return };
                let region = told("Region").or_else(|| stack.environment.region.clone());
                let named = self.named.get(name.as_str()).map(Vec::as_slice).unwrap_or_default();
                let near = named.iter().find(|stack| stack.environment.region == region).or(named.first());
                if let Some(to) = near.and_then(|stack| output_of(stack, &output)) {
                    links.push(Link { from, at, to, kind: LinkKind::StackOutput });
                }
            }
        }
    }
}

/// Whether the first key of a path is this one.
fn is_first(path: &str, key: &str) -> bool {
    path.strip_prefix(key).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn output_of<'a>(stack: &'a Stack, output: &str) -> Option<ElementId<'a>> {
    let (logical_id, _) = stack.template.section("Outputs").find(|(id, _)| *id == output)?;
    Some(ElementId { stack: &stack.path, section: "Outputs", logical_id })
}

/// What takes a value from another stack.
enum Import<'v> {
    Export(&'v Value),
    Output(&'v Value),
}

fn imports(value: &Value, path: &mut String, found: &mut impl FnMut(&str, Import<'_>)) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                step(path, &index.to_string(), |path| imports(item, path, found));
            }
        }
        Value::Object(entries) => {
            for (key, value) in entries {
                match key.as_str() {
                    "Fn::ImportValue" => found(path, Import::Export(value)),
                    "Fn::GetStackOutput" => found(path, Import::Output(value)),
                    // A function's own name is no part of where its result stands.
                    key if key.starts_with("Fn::") => imports(value, path, found),
                    key => step(path, key, |path| imports(value, path, found)),
                }
            }
        }
        _ => {}
    }
}

/// A text that is known before the deployment: of what functions give, only what the stack itself is called, and where it is.
fn text(value: &Value, stack: &Stack) -> Option<String> {
    let reference = |name: &str| match name {
        "AWS::StackName" => stack.name.clone(),
        "AWS::Region" => stack.environment.region.clone(),
        "AWS::AccountId" => stack.environment.account.clone(),
        parameter => {
            let (_, parameter) = stack.template.section("Parameters").find(|(name, _)| *name == parameter)?;
            parameter.get("Default").and_then(Value::as_str).map(str::to_owned)
        }
    };
    let Value::Object(entries) = value else { return value.as_str().map(str::to_owned) };
    match entries.iter().next().map(|(name, argument)| (name.as_str(), argument))? {
        ("Ref", Value::String(name)) => reference(name),
        ("Fn::Sub", Value::String(pattern)) => {
            let mut result = String::new();
            let mut rest = pattern.as_str();
            while let Some((before, behind)) = rest.split_once("${") {
                let (name, behind) = behind.split_once('}')?;
                result.push_str(before);
                result.push_str(&reference(name.trim())?);
                rest = behind;
            }
            Some(result + rest)
        }
        ("Fn::Join", Value::Array(parts)) => {
            let [Value::String(delimiter), Value::Array(parts)] = parts.as_slice() else { return None };
            let parts: Option<Vec<String>> = parts.iter().map(|part| text(part, stack)).collect();
            Some(parts?.join(delimiter))
        }
        _ => None,
    }
}
