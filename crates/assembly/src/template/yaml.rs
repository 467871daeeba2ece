//! Templates in YAML, with the short forms of functions.

use std::collections::HashMap;

use purlin_core::{Finding, Findings, Place};
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Tag};
use serde_json::{Map, Number, Value};

use crate::file::snippet;

/// How deeply lists and maps may be nested.
const DEEPEST: usize = 100;
/// How many values a template may hold, aliases expanded: CloudFormation takes a million bytes.
const MOST_VALUES: usize = 1_000_000;

/// The sections of a template in YAML.
pub(crate) fn from_yaml(file: &str, text: &str) -> Result<Map<String, Value>, Findings> {
    let mut reader = Reader { file, text, open: Vec::new(), anchors: HashMap::new(), values: 0, root: None };
    let mut parser = Parser::new_from_str(text);
    let mut documents = 0;
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| {
            let finding = Finding::error("bad-yaml", format!("the file cannot be read as YAML: {}", error.info()));
            finding.at(reader.place(error.marker())).help("correct the file, or write it again")
        })?;
        match event {
            Event::DocumentStart(_) => {
                documents += 1;
                if documents > 1 {
                    let finding =
                        Finding::error("bad-yaml", "a template is one document, and here begins a second one");
                    return Err(finding.at(reader.place(&span.start)).help("leave out what comes from here on").into());
                }
            }
            Event::Scalar(text, style, anchor, tag) => {
                // Names are texts whatever they look like.
                let is_name = matches!(reader.open.last(), Some(Open { held: Held::Map { key: None, .. }, .. }));
                let value =
                    if is_name { Value::String(text.into_owned()) } else { scalar(&text, style, tag.as_deref()) };
                reader.add(with_function(value, tag.as_deref()), anchor, &span.start)?;
            }
            Event::Alias(anchor) => {
                let Some((value, size)) = reader.anchors.get(&anchor).cloned() else {
                    let finding = Finding::error("bad-yaml", "this alias stands inside of the value that it refers to");
                    return Err(finding.at(reader.place(&span.start)).help("write the value out instead").into());
                };
                reader.count(size, &span.start)?;
                reader.put(value, &span.start)?;
            }
            Event::SequenceStart(anchor, tag) => {
                reader.begin(Held::List(Vec::new()), anchor, tag.as_deref(), &span.start)?;
            }
            Event::MappingStart(anchor, tag) => {
                reader.begin(Held::Map { entries: Map::new(), key: None }, anchor, tag.as_deref(), &span.start)?;
            }
            Event::SequenceEnd | Event::MappingEnd => reader.end(&span.start)?,
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
    }
    match reader.root {
        Some(Value::Object(sections)) => Ok(sections),
        _ => {
            let finding = Finding::error("no-template", "the file is no template: it has no section `Resources`");
            let help = "name a template in JSON or YAML, or a directory that `synth` has written";
            Err(finding.at(Place::file(file)).help(help).into())
        }
    }
}

enum Held {
    List(Vec<Value>),
    Map { entries: Map<String, Value>, key: Option<String> },
}

/// A list or map that is not complete yet.
struct Open {
    held: Held,
    anchor: usize,
    tag: Option<Tag>,
    /// How many values there were before it.
    before: usize,
}

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    open: Vec<Open>,
    anchors: HashMap<usize, (Value, usize)>,
    values: usize,
    root: Option<Value>,
}

impl Reader<'_> {
    fn place(&self, marker: &Marker) -> Place {
        let number = |number: usize| u32::try_from(number).unwrap_or_default();
        Place {
            line: number(marker.line()),
            column: number(marker.col() + 1),
            snippet: snippet(self.text, marker.line()),
            ..Place::file(self.file)
        }
    }

    fn begin(&mut self, held: Held, anchor: usize, tag: Option<&Tag>, marker: &Marker) -> Result<(), Findings> {
        if self.open.len() >= DEEPEST {
            let message = format!("lists and maps are nested more than {DEEPEST} deep");
            let finding = Finding::error("bad-yaml", message).at(self.place(marker));
            return Err(finding.help("look for a bracket or an indentation that is not meant").into());
        }
        self.open.push(Open { held, anchor, tag: tag.cloned(), before: self.values });
        Ok(())
    }

    fn end(&mut self, marker: &Marker) -> Result<(), Findings> {
        let Some(Open { held, anchor, tag, before }) = self.open.pop() else { return Ok(()) };
        let value = match held {
            Held::List(items) => Value::Array(items),
            Held::Map { entries, .. } => Value::Object(entries),
        };
        let value = with_function(value, tag.as_ref());
        self.count(1, marker)?;
        if anchor > 0 {
            // What may be used again is kept a second time.
            let size = self.values - before;
            self.count(size, marker)?;
            self.anchors.insert(anchor, (value.clone(), size));
        }
        self.put(value, marker)
    }

    fn add(&mut self, value: Value, anchor: usize, marker: &Marker) -> Result<(), Findings> {
        self.count(1, marker)?;
        if anchor > 0 {
            self.anchors.insert(anchor, (value.clone(), 1));
        }
        self.put(value, marker)
    }

    fn count(&mut self, values: usize, marker: &Marker) -> Result<(), Findings> {
        self.values = self.values.saturating_add(values);
        if self.values > MOST_VALUES {
            let finding = Finding::error("bad-yaml", format!("the file holds more than {MOST_VALUES} values"));
            let help = "aliases count as often as they are used: write out the values that are meant";
            return Err(finding.at(self.place(marker)).help(help).into());
        }
        Ok(())
    }

    /// Puts a complete value where it belongs.
    fn put(&mut self, value: Value, marker: &Marker) -> Result<(), Findings> {
        match self.open.last_mut().map(|open| &mut open.held) {
            None => self.root = Some(value),
            Some(Held::List(items)) => items.push(value),
            Some(Held::Map { entries, key }) => match key.take() {
                Some(name) => {
                    entries.insert(name, value);
                }
                None => {
                    let name = match value {
                        Value::String(name) => name,
                        Value::Bool(_) | Value::Number(_) | Value::Null => value.to_string(),
                        Value::Array(_) | Value::Object(_) => {
                            let finding = Finding::error("bad-yaml", "a list or a map is used as a name");
                            return Err(finding.at(self.place(marker)).help("quote a text that begins so").into());
                        }
                    };
                    if entries.contains_key(&name) {
                        let finding = Finding::error("bad-yaml", format!("`{name}` is there twice"));
                        return Err(finding.at(self.place(marker)).help("keep one of the two").into());
                    }
                    *key = Some(name);
                }
            },
        }
        Ok(())
    }
}

/// What a scalar means: texts in quotes are texts, others what they look like to CloudFormation, which reads YAML 1.1.
fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Value {
    let is_text =
        style != ScalarStyle::Plain || tag.is_some_and(|tag| !tag.is_yaml_core_schema() || tag.suffix == "str");
    if is_text {
        return Value::String(text.to_owned());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Value::Bool(true),
        "false" | "False" | "FALSE" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Value::Bool(false),
        _ => number(text).map_or_else(|| Value::String(text.to_owned()), Value::Number),
    }
}

fn number(text: &str) -> Option<Number> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !digits.starts_with(|c: char| c.is_ascii_digit())
        || !digits.chars().all(|c| c.is_ascii_digit() || "eE+-.".contains(c))
    {
        return None;
    }
    // An account's id may begin with a zero.
    if digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.") {
        return None;
    }
    let whole = text.strip_prefix('+').unwrap_or(text);
    match whole.parse::<i64>() {
        Ok(number) => Some(number.into()),
        // Without a point it is too large, or a text such as `1e3`.
        Err(_) if !digits.contains('.') => None,
        Err(_) => whole.parse().ok().and_then(Number::from_f64),
    }
}

/// The long form of a function whose short form is a tag: `!Sub text` is `Fn::Sub: text`.
fn with_function(value: Value, tag: Option<&Tag>) -> Value {
    let Some(tag) = tag.filter(|tag| !tag.is_yaml_core_schema() && !tag.suffix.is_empty()) else { return value };
    let name = match tag.suffix.as_str() {
        name @ ("Ref" | "Condition") => name.to_owned(),
        name => format!("Fn::{name}"),
    };
    let argument = match (tag.suffix.as_str(), value) {
        ("GetAtt", Value::String(text)) => match text.split_once('.') {
            Some((target, attribute)) => Value::from(vec![target, attribute]),
            None => Value::String(text),
        },
        (_, value) => value,
    };
    Value::Object(Map::from_iter([(name, argument)]))
}
