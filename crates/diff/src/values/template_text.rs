//! Values that are texts once CloudFormation has worked out their functions, as one text with placeholders.

use std::borrow::Cow;

use serde_json::{Map, Value};

/// Texts of JSON are looked into up to this size, so that a template full of them stays quick to compare.
const LONGEST_JSON: usize = 256 * 1024;

/// A text, of which parts are only known when it is deployed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TemplateText {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Literal(String),
    /// A parameter, a resource, or an attribute of one: `Bucket.Arn`.
    Reference(String),
    /// Another function, in compact JSON.
    Function(String),
}

/// A value as one line of text, in the notation of `Fn::Sub`: `arn:aws:s3:::${Bucket}/*`. What is no text is compact JSON. Texts that
/// only look like a reference are `${!Bucket}`; variables of policies, such as `${aws:username}`, do not.
///
/// ```
/// use purlin_diff::as_template_text;
/// use serde_json::json;
///
/// let joined = json!({ "Fn::Join": ["", [{ "Fn::GetAtt": ["Bucket", "Arn"] }, "/*"]] });
/// assert_eq!(as_template_text(&joined), "${Bucket.Arn}/*");
/// assert_eq!(as_template_text(&json!([1, { "Ref": "Port" }])), r#"[1, ${Port}]"#);
/// ```
pub fn as_template_text(value: &Value) -> String {
    if let Some(text) = of(value) {
        return text.to_string();
    }
    let inner = |value: &Value| match value {
        Value::String(text) => Value::String(text.clone()).to_string(),
        value => as_template_text(value),
    };
    match value {
        Value::Array(items) => format!("[{}]", items.iter().map(inner).collect::<Vec<_>>().join(", ")),
        Value::Object(entries) if entries.is_empty() => "{}".to_owned(),
        Value::Object(entries) => {
            let entries: Vec<String> = entries.iter().map(|(key, value)| format!("{key}: {}", inner(value))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
        value => value.to_string(),
    }
}

/// The text that a value is, if it is one.
pub(crate) fn of(value: &Value) -> Option<TemplateText> {
    let mut text = TemplateText { parts: Vec::new() };
    text.add(value).then_some(text)
}

/// The JSON that a text holds, placeholders and all, where it is a map or a list.
pub(crate) fn json_in(value: &Value) -> Option<Value> {
    let text = of(value)?.to_string();
    let begins = text.trim_start().starts_with(['{', '[']);
    let json: Value = serde_json::from_str(&text).ok().filter(|_| begins && text.len() <= LONGEST_JSON)?;
    (json.is_object() || json.is_array()).then(|| substituted(json))
}

/// A value whose texts are in the notation of `Fn::Sub` as one in which they say so.
fn substituted(value: Value) -> Value {
    match value {
        Value::String(text) if text.contains("${") => serde_json::json!({ "Fn::Sub": text }),
        Value::Array(items) => items.into_iter().map(substituted).collect(),
        Value::Object(entries) => entries.into_iter().map(|(key, value)| (key, substituted(value))).collect(),
        value => value,
    }
}

/// A text in the notation of `Fn::Sub`: what looks like a reference is none.
fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains("${") {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::new();
    for (position, part) in text.split("${").enumerate() {
        let mark = match (position, part.split_once('}')) {
            (0, _) => "",
            (_, Some((name, _))) if is_reference(name) => "${!",
            _ => "${",
        };
        escaped.extend([mark, part]);
    }
    Cow::Owned(escaped)
}

/// Whether `Fn::Sub` takes a name for a parameter, a resource, an attribute of one, or as escaped.
fn is_reference(name: &str) -> bool {
    let plain = name.trim().replace("::", "");
    let is_name = !plain.is_empty() && plain.chars().all(|c| c.is_ascii_alphanumeric() || c == '.');
    is_name || plain.starts_with('!')
}

impl std::fmt::Display for TemplateText {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.parts.iter().try_for_each(|part| match part {
            Part::Literal(text) => formatter.write_str(&escaped(text)),
            Part::Reference(name) => write!(formatter, "${{{name}}}"),
            Part::Function(json) => formatter.write_str(json),
        })
    }
}

impl TemplateText {
    /// Whether this is what CloudFormation gives back of another text: with `?` for each character that is not ASCII.
    pub(crate) fn is_as_given_back(&self, new: &TemplateText) -> bool {
        let given_back = |part: &Part| match part {
            Part::Literal(text) => Part::Literal(text.chars().map(|c| if c.is_ascii() { c } else { '?' }).collect()),
            other => other.clone(),
        };
        self.parts.len() == new.parts.len()
            && self.parts.iter().zip(&new.parts).all(|(old, new)| *old == given_back(new))
    }

    fn push(&mut self, part: Part) {
        match (self.parts.last_mut(), part) {
            (_, Part::Literal(text)) if text.is_empty() => {}
            (Some(Part::Literal(before)), Part::Literal(text)) => before.push_str(&text),
            (_, part) => self.parts.push(part),
        }
    }

    /// Adds what a value stands for; whether it is a text.
    fn add(&mut self, value: &Value) -> bool {
        match value {
            Value::String(text) => self.push(Part::Literal(text.clone())),
            Value::Bool(value) => self.push(Part::Literal(value.to_string())),
            Value::Number(number) => {
                // `1.0` is `1` to CloudFormation.
                let text = number.to_string();
                self.push(Part::Literal(text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)));
            }
            Value::Object(entries) => {
                let Some((name, argument)) = super::function(entries) else { return false };
                return self.add_function(name, argument);
            }
            Value::Null | Value::Array(_) => return false,
        }
        true
    }

    fn add_function(&mut self, name: &str, argument: &Value) -> bool {
        match (name, argument) {
            ("Ref", Value::String(target)) => self.push(Part::Reference(target.clone())),
            ("Fn::GetAtt", Value::String(target)) => self.push(Part::Reference(target.clone())),
            ("Fn::GetAtt", Value::Array(parts)) => {
                let names: Option<Vec<&str>> = parts.iter().map(Value::as_str).collect();
                match names {
                    Some(names) => self.push(Part::Reference(names.join("."))),
                    None => self.push(other(name, argument)),
                }
            }
            ("Fn::Sub", Value::String(text)) => self.substitute(text, None),
            ("Fn::Sub", Value::Array(parts)) => match (parts.first(), parts.get(1)) {
                (Some(Value::String(text)), None) => self.substitute(text, None),
                (Some(Value::String(text)), Some(Value::Object(variables))) => self.substitute(text, Some(variables)),
                _ => self.push(other(name, argument)),
            },
            ("Fn::Join", Value::Array(parts)) => match parts.as_slice() {
                [Value::String(delimiter), Value::Array(items)] => {
                    let mut joined = TemplateText { parts: Vec::new() };
                    for (position, item) in items.iter().enumerate() {
                        if position > 0 {
                            joined.push(Part::Literal(delimiter.clone()));
                        }
                        if !joined.add(item) {
                            self.push(other(name, argument));
                            return true;
                        }
                    }
                    joined.parts.into_iter().for_each(|part| self.push(part));
                }
                _ => self.push(other(name, argument)),
            },
            // These give lists.
            ("Fn::GetAZs" | "Fn::Split" | "Fn::Cidr", _) => return false,
            _ => self.push(other(name, argument)),
        }
        true
    }

    fn substitute(&mut self, text: &str, variables: Option<&Map<String, Value>>) {
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once("${") {
            self.push(Part::Literal(before.to_owned()));
            let Some((name, behind)) = behind.split_once('}') else {
                return self.push(Part::Literal(format!("${{{behind}")));
            };
            rest = behind;
            let name = name.trim();
            match (name.strip_prefix('!'), variables.and_then(|variables| variables.get(name))) {
                (Some(literal), _) => self.push(Part::Literal(format!("${{{literal}}}"))),
                (None, Some(value)) => {
                    if !self.add(value) {
                        self.push(Part::Function(value.to_string()));
                    }
                }
                (None, None) => self.push(Part::Reference(name.to_owned())),
            }
        }
        self.push(Part::Literal(rest.to_owned()));
    }
}

/// A function that is not looked into, as in a template in YAML.
fn other(name: &str, argument: &Value) -> Part {
    let short = name.strip_prefix("Fn::").unwrap_or(name);
    Part::Function(format!("!{short} {}", as_template_text(argument)))
}
