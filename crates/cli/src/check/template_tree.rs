//! A tree made of templates, so that what judges trees judges assemblies that other programs have written.

use std::collections::HashMap;

use purlin_assembly::Stack as Written;
use purlin_core::{
    App, Condition, Construct, Expr, Finding, Mapping, Output, OutputProps, Parameter, ParameterProps, ParameterType,
    Resource, Scope, Stack, StackProps, Synthesizer, Val, Value, unique_id,
};
use serde_json::{Map, Value as Json};

use super::placement::{Element, Placement, Section, has_macros};

/// The macro that makes no names but those of loops.
const EXTENSIONS: &str = "AWS::LanguageExtensions";

/// An app with the stacks, resources and other elements of an assembly, each where it is placed; and what is wrong with them that no
/// such app can have.
pub(super) fn app(placement: &Placement<'_>) -> (App, Vec<Finding>) {
    let app = App::new();
    let mut tree = TemplateTree::default();
    tree.scopes.insert(String::new(), app.scope().clone());
    for (index, (path, stack)) in placement.stacks.iter().enumerate() {
        let (parent, id) = tree.parent(path);
        let made = made_stack(&parent, id, stack, index);
        tree.scopes.insert(path.clone(), made.scope().clone());
    }
    for (path, element) in &placement.elements {
        tree.make(path, *element);
    }
    for (path, element) in &placement.elements {
        tree.fill(path, *element);
    }
    (app, tree.findings)
}

/// What has a handle of its own, by the path of its stack and its logical id.
type Handles<'a, T> = HashMap<(&'a str, &'a str), T>;

/// A tree that grows.
#[derive(Default)]
struct TemplateTree<'a> {
    scopes: HashMap<String, Scope>,
    resources: Handles<'a, Resource>,
    parameters: Handles<'a, Parameter>,
    findings: Vec<Finding>,
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

    /// Makes what values can refer to, without what it holds.
    fn make(&mut self, path: &str, element: Element<'a>) {
        let (parent, id) = self.parent(path);
        let Element { stack, section, logical_id, entry } = element;
        let key = (&*stack.path, logical_id);
        let scope = match section {
            Section::Parameters => {
                let kind = text(entry, "Type").unwrap_or_else(|| "String".to_owned());
                let mut props = ParameterProps::new().kind(ParameterType::new(kind));
                if let Some(description) = text(entry, "Description") {
                    props = props.description(description);
                }
                self.parameters.entry(key).or_insert(Parameter::new(&parent, id, props)).scope().clone()
            }
            Section::Mappings => Mapping::new(&parent, id).scope().clone(),
            Section::Resources => {
                let resource = Resource::untyped(&parent, id, text(entry, "Type").unwrap_or_default());
                self.resources.entry(key).or_insert(resource).scope().clone()
            }
            // They are made with what they hold, since nothing but names refers to them.
            Section::Conditions | Section::Outputs => return,
        };
        self.name(&scope, &element);
    }

    /// Gives elements what they hold, now that all they can refer to is there.
    fn fill(&mut self, path: &str, element: Element<'a>) {
        let Element { stack, section, logical_id, entry } = element;
        match section {
            Section::Resources => self.fill_resource(stack, logical_id, entry),
            Section::Conditions => {
                let expression = Values { tree: self, stack, of_condition: true }.val(entry);
                let (parent, id) = self.parent(path);
                let condition = Condition::new(&parent, id, Value::from_val(expression));
                self.name(condition.scope(), &element);
            }
            Section::Outputs => {
                let values = Values { tree: self, stack, of_condition: false };
                let value = entry.get("Value").map_or(Val::Null, |value| values.val(value));
                let mut props = OutputProps::new();
                if let Some(export) = entry.get("Export").and_then(|export| export.get("Name")) {
                    props = props.export_name(Value::<String>::from_val(values.val(export)));
                }
                if let Some(text) = text(entry, "Description") {
                    props = props.description(text);
                }
                let (parent, id) = self.parent(path);
                let output = Output::new(&parent, id, Value::<String>::from_val(value), props);
                if let Some(condition) = text(entry, "Condition") {
                    output.set_condition(condition);
                }
                self.name(output.scope(), &element);
            }
            Section::Parameters | Section::Mappings => {}
        }
    }

    fn fill_resource(&mut self, stack: &'a Written, logical_id: &str, entry: &Json) {
        let Some(resource) = self.resources.get(&(&*stack.path, logical_id)) else { return };
        let values = Values { tree: self, stack, of_condition: false };
        for (name, value) in entry.get("Properties").and_then(Json::as_object).into_iter().flatten() {
            resource.set_property(name.clone(), values.val(value));
        }
        if let Some(condition) = text(entry, "Condition") {
            resource.set_condition(condition);
        }
        let mut found = Vec::new();
        for target in list(entry.get("DependsOn")).iter().filter_map(Json::as_str) {
            match self.resources.get(&(&*stack.path, target)) {
                Some(_) if target == logical_id => {
                    let finding = Finding::error("cyclic-dependency", "it depends on itself");
                    found.push(resource.scope().located(finding.help("take its own logical id out of `DependsOn`")));
                }
                Some(target) => resource.add_dependency(target),
                None if generates_names(stack) => {}
                None => {
                    let message = format!("it depends on `{target}`, which is no resource of its template");
                    let finding = Finding::error("unknown-name", message);
                    let help = "correct the name in `DependsOn`, or take it out";
                    found.push(resource.scope().located(finding.help(help)));
                }
            }
        }
        self.findings.extend(found);
    }

    /// Gives an element the logical id that it has.
    fn name(&mut self, scope: &Scope, element: &Element<'_>) {
        let Element { stack, logical_id, .. } = element;
        if is_logical_id(logical_id) {
            return scope.override_logical_id((*logical_id).to_owned());
        }
        let finding = Finding::error("bad-logical-id", format!("`{logical_id}` cannot be a logical id"));
        self.findings.push(scope.located(finding.help("use letters and digits only, 255 at most")));
        // Nothing else has this one.
        scope.override_logical_id(unique_id(&[&stack.path, &scope.path(), logical_id]));
    }
}

/// What CloudFormation takes for a logical id.
fn is_logical_id(text: &str) -> bool {
    (1..=255).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// What values of a stack mean.
#[derive(Clone, Copy)]
struct Values<'t, 'a> {
    tree: &'t TemplateTree<'a>,
    stack: &'a Written,
    /// Whether other conditions can be meant.
    of_condition: bool,
}

impl Values<'_, '_> {
    /// A value in which references lead to what they mean.
    fn val(self, json: &Json) -> Val {
        match json {
            Json::Array(items) => Val::List(items.iter().map(|item| self.val(item)).collect()),
            Json::Object(entries) => self
                .function(entries)
                .unwrap_or_else(|| Val::map(entries.iter().map(|(key, value)| (key.clone(), self.val(value))))),
            literal => literal.clone().into(),
        }
    }

    /// A map as the function that it is, if it is one.
    fn function(self, entries: &Map<String, Json>) -> Option<Val> {
        let (name, argument) = entries.iter().next().filter(|_| entries.len() == 1)?;
        match (name.as_str(), argument) {
            ("Ref", Json::String(target)) => {
                let key = (&*self.stack.path, target.as_str());
                let resource = self.tree.resources.get(&key).map(|resource| resource.get_ref().into_val());
                let parameter =
                    || self.tree.parameters.get(&key).map(|parameter| parameter.value::<String>().into_val());
                resource.or_else(parameter).or_else(|| match target.as_str() {
                    "AWS::NoValue" => Some(Expr::NoValue.into()),
                    _ => Some(Expr::RefName(target.clone().into()).into()),
                })
            }
            ("Condition", Json::String(_)) if self.of_condition => Some(Val::function("Condition", self.val(argument))),
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
                    let resource = self.tree.resources.get(&(&*self.stack.path, target))?;
                    Some(resource.get_att::<String>(attribute.to_owned()).into_val())
                });
                attribute.or_else(|| Some(Val::function("Fn::GetAtt", self.val(argument))))
            }
            (name, argument) if name.starts_with("Fn::") => Some(Val::function(name.to_owned(), self.val(argument))),
            _ => None,
        }
    }
}

fn made_stack(parent: &Scope, id: &str, written: &Written, index: usize) -> Stack {
    // It stands for a template alone: nothing is added to it for the toolkit, and what it is named is nobody's concern.
    let props = StackProps::new().synthesizer(Synthesizer::standalone()).stack_name(format!("Stack{index}"));
    let stack = Stack::new(parent, id, props.environment(written.environment.clone()));
    // What a loop makes has names as well, like what a macro makes.
    if has_macros(written) {
        stack.add_transform("Fn::ForEach");
    }
    if let Some(description) = written.template.sections().get("Description").and_then(Json::as_str) {
        stack.set_description(description);
    }
    transforms(written).for_each(|name| stack.add_transform(name));
    stack
}

/// The macros that a template asks for.
fn transforms(stack: &Written) -> impl Iterator<Item = &str> {
    let transforms = list(stack.template.sections().get("Transform")).iter();
    transforms.map(|one| one.as_str().or_else(|| one.get("Name").and_then(Json::as_str)).unwrap_or_default())
}

/// Whether a template has names that only the deployment tells.
fn generates_names(stack: &Written) -> bool {
    has_macros(stack) || transforms(stack).any(|name| name != EXTENSIONS)
}

/// The elements of a list, or what stands for a list of one.
fn list(value: Option<&Json>) -> &[Json] {
    value.map_or(&[], |value| value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice))
}

fn text(entry: &Json, key: &str) -> Option<String> {
    entry.get(key).and_then(Json::as_str).map(str::to_owned)
}
