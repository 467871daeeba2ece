//! A tree made of templates, so that what judges trees judges assemblies that other programs have written.

use std::collections::{BTreeMap, HashMap};

use purlin_assembly::{Assembly, Element, Stack as Written};
use purlin_core::{
    App, Condition, Construct, Expr, Mapping, Output, OutputProps, Parameter, ParameterProps, ParameterType, Resource,
    Scope, Stack, StackProps, Synthesizer, Val, Value, fn_equals,
};
use serde_json::{Map, Value as Json};

/// The sections that are made again: what rules, limits and references are about.
const SECTIONS: [Section; 5] =
    [Section::Parameters, Section::Mappings, Section::Conditions, Section::Resources, Section::Outputs];

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Section {
    Parameters,
    Mappings,
    Conditions,
    Resources,
    Outputs,
}

/// What a construct path stands for.
#[derive(Clone, Copy)]
enum Node<'a> {
    Stack(&'a Written),
    Element { stack: &'a Written, section: Section, logical_id: &'a str, entry: &'a Json },
}

/// An app with the stacks, resources and other elements of an assembly, each under its construct's path.
pub(super) fn app(assembly: &Assembly) -> App {
    let app = App::new();
    let mut tree = TemplateTree::default();
    tree.scopes.insert(String::new(), app.scope().clone());
    let nodes = nodes(assembly);
    for (path, node) in &nodes {
        tree.make(path, *node);
    }
    for (path, node) in &nodes {
        tree.fill(path, *node);
    }
    app
}

/// What the constructs of that app are in templates, by their paths: of more constructs than programs tell.
pub(super) fn elements(assembly: &Assembly) -> impl Iterator<Item = (String, Element)> {
    nodes(assembly).into_iter().filter_map(|(path, node)| match node {
        Node::Stack(_) => None,
        Node::Element { stack, section, logical_id, entry } => {
            let resource_type = (section == Section::Resources).then(|| text(entry, "Type")).flatten();
            Some((path, Element { stack: stack.path.clone(), logical_id: logical_id.to_owned(), resource_type }))
        }
    })
}

/// All stacks and elements by their paths: parents before children.
fn nodes(assembly: &Assembly) -> BTreeMap<String, Node<'_>> {
    let told: HashMap<(&str, &str), &str> = (assembly.constructs().iter())
        .filter_map(|construct| {
            let element = construct.element.as_ref()?;
            Some(((&*element.stack, &*element.logical_id), &*construct.path))
        })
        .collect();
    let mut nodes: BTreeMap<String, Node<'_>> =
        assembly.stacks().iter().map(|stack| (stack.path.clone(), Node::Stack(stack))).collect();
    for stack in assembly.stacks() {
        for section in SECTIONS {
            let entries = stack.template.section(section.name());
            for (logical_id, entry) in entries.filter(|(key, _)| !is_macro(key)) {
                // An output can be called like a resource.
                let path = told.get(&(&*stack.path, logical_id)).map(|&path| path.to_owned());
                let plain = format!("{}/{logical_id}", stack.path);
                let unmistakable = format!("{plain} ({})", section.name());
                let candidates = path.into_iter().chain([plain, unmistakable]);
                if let Some(path) = candidates.into_iter().find(|path| !nodes.contains_key(path)) {
                    nodes.insert(path, Node::Element { stack, section, logical_id, entry });
                }
            }
        }
    }
    nodes
}

impl Section {
    fn name(self) -> &'static str {
        match self {
            Section::Parameters => "Parameters",
            Section::Mappings => "Mappings",
            Section::Conditions => "Conditions",
            Section::Resources => "Resources",
            Section::Outputs => "Outputs",
        }
    }
}

/// What has a handle of its own, by the path of its stack and its logical id.
type Handles<'a, T> = HashMap<(&'a str, &'a str), T>;

/// A tree that grows.
#[derive(Default)]
struct TemplateTree<'a> {
    scopes: HashMap<String, Scope>,
    resources: Handles<'a, Resource>,
    parameters: Handles<'a, Parameter>,
}

impl<'a> TemplateTree<'a> {
    /// The construct with a path, which is made with all above it unless it is there.
    fn scope(&mut self, path: &str) -> Scope {
        if let Some(scope) = self.scopes.get(path) {
            return scope.clone();
        }
        let (parent, id) = self.parent(path);
        let scope = Scope::new(&parent, id);
        self.scopes.insert(path.to_owned(), scope.clone());
        scope
    }

    /// What a construct is in, and its id there.
    fn parent<'p>(&mut self, path: &'p str) -> (Scope, &'p str) {
        let (parent, id) = path.rsplit_once('/').unwrap_or(("", path));
        (self.scope(parent), id)
    }

    /// Makes what others can refer to, without what it holds.
    fn make(&mut self, path: &str, node: Node<'a>) {
        let (parent, id) = self.parent(path);
        let scope = match node {
            Node::Stack(stack) => made_stack(&parent, id, stack).scope().clone(),
            Node::Element { stack, section, logical_id, entry } => {
                let key = (&*stack.path, logical_id);
                let description = text(entry, "Description");
                match section {
                    Section::Parameters => {
                        let kind = text(entry, "Type").unwrap_or_else(|| "String".to_owned());
                        let props = ParameterProps::new().kind(ParameterType::new(kind));
                        let parameter = match description {
                            Some(description) => Parameter::new(&parent, id, props.description(description)),
                            None => Parameter::new(&parent, id, props),
                        };
                        self.parameters.entry(key).or_insert(parameter).scope().clone()
                    }
                    Section::Mappings => Mapping::new(&parent, id).scope().clone(),
                    Section::Conditions => {
                        // What it says is no matter to anything that is judged here.
                        Condition::new(&parent, id, fn_equals("", "")).scope().clone()
                    }
                    Section::Resources => {
                        let kind = text(entry, "Type").unwrap_or_default();
                        let resource = Resource::untyped(&parent, id, kind);
                        self.resources.entry(key).or_insert(resource).scope().clone()
                    }
                    // Nothing refers to it, and what it tells is not there yet.
                    Section::Outputs => return,
                }
            }
        };
        if let Node::Element { logical_id, .. } = node {
            scope.override_logical_id(logical_id.to_owned());
        }
        self.scopes.insert(path.to_owned(), scope);
    }

    /// Gives resources and outputs what they hold, now that all they can refer to is there.
    fn fill(&mut self, path: &str, node: Node<'a>) {
        match node {
            Node::Element { stack, section: Section::Resources, logical_id, entry } => {
                self.fill_resource(stack, logical_id, entry);
            }
            Node::Element { stack, section: Section::Outputs, logical_id, entry } => {
                let value = entry.get("Value").map_or(Val::Null, |value| self.val(stack, value));
                let value = Value::<String>::from_val(value);
                let (parent, id) = self.parent(path);
                let output = match text(entry, "Description") {
                    Some(text) => Output::new(&parent, id, value, OutputProps::new().description(text)),
                    None => Output::new(&parent, id, value, OutputProps::new()),
                };
                output.scope().override_logical_id(logical_id.to_owned());
            }
            _ => {}
        }
    }

    fn fill_resource(&self, stack: &'a Written, logical_id: &str, entry: &Json) {
        let Some(resource) = self.resources.get(&(&*stack.path, logical_id)) else { return };
        for (name, value) in entry.get("Properties").and_then(Json::as_object).into_iter().flatten() {
            resource.set_property(name.clone(), self.val(stack, value));
        }
        if let Some(condition) = entry.get("Condition").and_then(Json::as_str) {
            resource.set_condition(condition);
        }
        let before = entry
            .get("DependsOn")
            .map(|targets| targets.as_array().map_or(std::slice::from_ref(targets), Vec::as_slice));
        for target in before.into_iter().flatten().filter_map(Json::as_str) {
            if let Some(target) = self.resources.get(&(&*stack.path, target)) {
                resource.add_dependency(target);
            }
        }
    }

    /// A value in which references lead to what they mean.
    fn val(&self, stack: &'a Written, json: &Json) -> Val {
        match json {
            Json::Array(items) => Val::List(items.iter().map(|item| self.val(stack, item)).collect()),
            Json::Object(entries) => self
                .function(stack, entries)
                .unwrap_or_else(|| Val::map(entries.iter().map(|(key, value)| (key.clone(), self.val(stack, value))))),
            literal => literal.clone().into(),
        }
    }

    /// A map as the function that it is, if it is one.
    fn function(&self, stack: &'a Written, entries: &Map<String, Json>) -> Option<Val> {
        let (name, argument) = entries.iter().next().filter(|_| entries.len() == 1)?;
        match (name.as_str(), argument) {
            ("Ref", Json::String(target)) => {
                let key = (&*stack.path, target.as_str());
                let resource = self.resources.get(&key).map(|resource| resource.get_ref().into_val());
                let parameter = || self.parameters.get(&key).map(|parameter| parameter.value::<String>().into_val());
                resource.or_else(parameter).or_else(|| match target.as_str() {
                    "AWS::NoValue" => Some(Expr::NoValue.into()),
                    _ => Some(Expr::RefName(target.clone().into()).into()),
                })
            }
            ("Fn::GetAtt", argument) => {
                let parts = match argument {
                    Json::String(text) => text.split_once('.'),
                    Json::Array(parts) => match parts.as_slice() {
                        [Json::String(target), Json::String(attribute)] => Some((&**target, &**attribute)),
                        _ => None,
                    },
                    _ => None,
                };
                let attribute = parts.and_then(|(target, attribute)| {
                    let resource = self.resources.get(&(&*stack.path, target))?;
                    Some(resource.get_att::<String>(attribute.to_owned()).into_val())
                });
                attribute.or_else(|| Some(Val::function("Fn::GetAtt", self.val(stack, argument))))
            }
            (name, argument) if name.starts_with("Fn::") => {
                Some(Val::function(name.to_owned(), self.val(stack, argument)))
            }
            _ => None,
        }
    }
}

fn made_stack(parent: &Scope, id: &str, written: &Written) -> Stack {
    // It stands for a template alone: nothing is added to it for the toolkit.
    let props = StackProps::new().synthesizer(Synthesizer::standalone()).environment(written.environment.clone());
    // Without a name of its own, what it is named is nobody's concern.
    let unnamed = || purlin_core::unique_id(&["Template", &written.path]);
    let props = props.stack_name(written.name.clone().unwrap_or_else(unnamed));
    let stack = Stack::new(parent, id, props);
    let sections = written.template.sections();
    // What a loop makes has names as well, like what a macro makes.
    if SECTIONS.iter().any(|section| written.template.section(section.name()).any(|(key, _)| is_macro(key))) {
        stack.add_transform("Fn::ForEach");
    }
    if let Some(description) = sections.get("Description").and_then(Json::as_str) {
        stack.set_description(description);
    }
    let transforms = sections.get("Transform");
    let transforms = transforms.map(|list| list.as_array().map_or(std::slice::from_ref(list), Vec::as_slice));
    for transform in transforms.into_iter().flatten() {
        let name = transform.as_str().or_else(|| transform.get("Name").and_then(Json::as_str));
        stack.add_transform(name.unwrap_or_default());
    }
    stack
}

/// Whether what stands in a section is no element, but makes some.
fn is_macro(key: &str) -> bool {
    key.starts_with("Fn::")
}

fn text(entry: &Json, key: &str) -> Option<String> {
    entry.get(key).and_then(Json::as_str).map(str::to_owned)
}
