//! What values lead to: through parameters of nested stacks, outputs, exports, and outputs of other stacks.

use purlin_assembly::Stack;
use serde_json::{Map, Value};

use super::{DEEPEST, Model};

/// What a value leads to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Pointer {
    /// A resource.
    Item(usize),
    /// A parameter that whoever deploys fills in.
    Parameter(String),
    /// A text that is written there.
    Text(String),
}

impl Model<'_> {
    /// All that a value leads to, in the order in which it stands there.
    pub(crate) fn pointers(&self, stack: usize, value: &Value) -> Vec<Pointer> {
        let mut found = Vec::new();
        self.follow(stack, value, 0, &mut found);
        found
    }

    /// The text that a value is, with `*` for what is only known later.
    pub(crate) fn text(&self, stack: usize, value: &Value) -> String {
        match value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Object(entries) => match single(entries) {
                Some(("Fn::Join", Value::Array(parts))) => {
                    let separator = parts.first().and_then(Value::as_str).unwrap_or_default();
                    let texts = parts.get(1).and_then(Value::as_array).into_iter().flatten();
                    texts.map(|part| self.text(stack, part)).collect::<Vec<_>>().join(separator)
                }
                Some(("Fn::Sub", argument)) => {
                    let text = argument.as_str().or_else(|| argument.get(0)?.as_str()).unwrap_or_default();
                    substituted(text)
                }
                Some(("Ref", Value::String(name))) => {
                    let parameter =
                        self.stacks[stack].template.sections().get("Parameters").and_then(|all| all.get(name));
                    match parameter.and_then(|parameter| parameter.get("Default")) {
                        Some(Value::String(text)) if !text.starts_with('/') => text.clone(),
                        _ => "*".to_owned(),
                    }
                }
                _ => "*".to_owned(),
            },
            _ => "*".to_owned(),
        }
    }

    fn follow(&self, stack: usize, value: &Value, depth: usize, found: &mut Vec<Pointer>) {
        if depth > DEEPEST {
            return;
        }
        match value {
            Value::String(text) => found.push(Pointer::Text(text.clone())),
            Value::Array(items) => items.iter().for_each(|item| self.follow(stack, item, depth + 1, found)),
            Value::Object(entries) => match single(entries) {
                Some((function, argument)) if self.function(stack, function, argument, depth, found) => {}
                _ => entries.values().for_each(|value| self.follow(stack, value, depth + 1, found)),
            },
            _ => {}
        }
    }

    /// Whether it is a function that leads somewhere by itself.
    fn function(&self, stack: usize, name: &str, argument: &Value, depth: usize, found: &mut Vec<Pointer>) -> bool {
        match (name, argument) {
            ("Ref", Value::String(target)) => self.reference(stack, target, None, depth, found),
            ("Fn::GetAtt", Value::String(text)) => {
                let (target, attribute) = text.split_once('.').unwrap_or((text, ""));
                self.reference(stack, target, Some(attribute), depth, found);
            }
            ("Fn::GetAtt", Value::Array(parts)) => {
                let Some(target) = parts.first().and_then(Value::as_str) else { return false };
                self.reference(stack, target, Some(parts.get(1).and_then(Value::as_str).unwrap_or("")), depth, found);
            }
            ("Fn::Sub", _) => {
                let text = argument.as_str().or_else(|| argument.get(0)?.as_str()).unwrap_or_default();
                let variables = argument.get(1).and_then(Value::as_object);
                for name in placeholders(text) {
                    match variables.and_then(|variables| variables.get(name)) {
                        Some(value) => self.follow(stack, value, depth + 1, found),
                        None => {
                            let (target, attribute) = name.split_once('.').map_or((name, None), |(a, b)| (a, Some(b)));
                            self.reference(stack, target, attribute, depth, found);
                        }
                    }
                }
            }
            ("Fn::Join", Value::Array(parts)) => {
                parts.iter().skip(1).for_each(|part| self.follow(stack, part, depth + 1, found));
            }
            ("Fn::If", Value::Array(parts)) => {
                parts.iter().skip(1).for_each(|part| self.follow(stack, part, depth + 1, found));
            }
            ("Fn::ImportValue", Value::String(name)) => match self.exports.get(name) {
                Some((stack, value)) => self.follow(*stack, value, depth + 1, found),
                None => found.push(Pointer::Parameter(name.clone())),
            },
            ("Fn::GetStackOutput", Value::Object(argument)) => {
                let text = |name: &str| argument.get(name).and_then(Value::as_str);
                let (Some(name), Some(output)) = (text("StackName"), text("OutputName")) else { return true };
                let named = |stack: &&Stack| stack.name.as_deref() == Some(name);
                match self.stacks.iter().position(named) {
                    Some(other) => self.output(other, output, depth, found),
                    None => found.push(Pointer::Parameter(format!("{name}.{output}"))),
                }
            }
            _ => return false,
        }
        true
    }

    fn reference(&self, stack: usize, target: &str, attribute: Option<&str>, depth: usize, found: &mut Vec<Pointer>) {
        if let Some(&item) = self.by_id.get(&(stack, target)) {
            let inner = attribute.and_then(|attribute| attribute.strip_prefix("Outputs."));
            return match (inner, inner.and_then(|_| self.nested(stack, target))) {
                (Some(output), Some(nested)) => self.output(nested, output, depth, found),
                _ => found.push(Pointer::Item(item)),
            };
        }
        if target.starts_with("AWS::") {
            return;
        }
        // Of a nested stack, the stack around it knows.
        if let Some(around) = &self.stacks[stack].nested_in
            && let Some(outer) = self.stacks.iter().position(|stack| stack.path == around.stack)
            && let Some(resource) = self.stacks[outer].template.resource(&around.logical_id)
            && let Some(value) = resource.property("Parameters").and_then(|given| given.get(target))
        {
            return self.follow(outer, value, depth + 1, found);
        }
        found.push(Pointer::Parameter(target.to_owned()));
    }

    /// The stack that a resource stands for.
    fn nested(&self, stack: usize, logical_id: &str) -> Option<usize> {
        let outer = &self.stacks[stack].path;
        self.stacks.iter().position(|stack| {
            let around = stack.nested_in.as_ref();
            around.is_some_and(|around| around.stack == *outer && around.logical_id == logical_id)
        })
    }

    fn output(&self, stack: usize, name: &str, depth: usize, found: &mut Vec<Pointer>) {
        let outputs = self.stacks[stack].template.sections().get("Outputs");
        if let Some(value) = outputs.and_then(|outputs| outputs.get(name)).and_then(|output| output.get("Value")) {
            self.follow(stack, value, depth + 1, found);
        }
    }

    /// Whether a nested stack's template is there, so that its resources are drawn instead of it.
    pub(crate) fn is_opened(&self, item: usize) -> bool {
        self.nested(self.items[item].stack, self.items[item].resource.logical_id).is_some()
    }
}

fn single(entries: &Map<String, Value>) -> Option<(&str, &Value)> {
    let entry = entries.iter().next().filter(|_| entries.len() == 1);
    entry.map(|(name, value)| (name.as_str(), value))
}

/// The names between `${` and `}`, but not those of `${!Literal}`.
fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    let names = text.split("${").skip(1).filter_map(|rest| rest.split_once('}'));
    names.map(|(name, _)| name.trim()).filter(|name| !name.starts_with('!'))
}

/// A text with `*` for each placeholder.
fn substituted(text: &str) -> String {
    let mut result = String::new();
    for (index, piece) in text.split("${").enumerate() {
        match piece.split_once('}') {
            Some((_, rest)) if index > 0 => {
                result.push('*');
                result.push_str(rest);
            }
            _ => result.push_str(piece),
        }
    }
    result
}
