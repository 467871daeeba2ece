//! Reads YAML as CloudFormation does: short forms of functions become long ones, and nothing may depend on the version of YAML.

use std::sync::LazyLock;

use regex::Regex;
use saphyr_parser::{Event, Parser, ScalarStyle, Tag};
use serde_json::{Map, Value as Json, json};

/// The one document of a text.
pub(super) fn read(yaml: &str) -> Json {
    let is_content = |event: &Event<'_>| {
        !matches!(event, Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd | Event::StreamEnd)
    };
    let mut events = Parser::new_from_str(yaml)
        .map(|event| event.map_or_else(|error| panic!("{error}\n{yaml}"), |(event, _)| event))
        .filter(is_content);
    let document = value(&mut events);
    assert!(events.next().is_none(), "more than one document:\n{yaml}");
    document
}

fn value<'a>(events: &mut dyn Iterator<Item = Event<'a>>) -> Json {
    let event = events.next().expect("a value");
    value_of(event, events)
}

fn value_of<'a>(event: Event<'a>, events: &mut dyn Iterator<Item = Event<'a>>) -> Json {
    match event {
        Event::Scalar(text, style, _, tag) => match tag.as_deref() {
            Some(tag) => function(tag, Json::String(text.into_owned())),
            None if style == ScalarStyle::Plain => plain(&text),
            None => Json::String(text.into_owned()),
        },
        Event::SequenceStart(_, tag) => {
            let items = Json::Array(items(events));
            tag.as_deref().map_or(items.clone(), |tag| function(tag, items))
        }
        Event::MappingStart(_, None) => Json::Object(entries(events)),
        other => panic!("{other:?} is not written by anything"),
    }
}

fn items<'a>(events: &mut dyn Iterator<Item = Event<'a>>) -> Vec<Json> {
    let mut items = Vec::new();
    loop {
        match events.next().expect("an item") {
            Event::SequenceEnd => return items,
            event => items.push(value_of(event, events)),
        }
    }
}

fn entries<'a>(events: &mut dyn Iterator<Item = Event<'a>>) -> Map<String, Json> {
    let mut entries = Map::new();
    loop {
        match events.next().expect("an entry") {
            Event::MappingEnd => return entries,
            event => {
                let Json::String(key) = value_of(event, events) else { panic!("a key that is no text") };
                let twice = entries.insert(key, value(events));
                assert_eq!(twice, None, "a key that is there twice");
            }
        }
    }
}

fn function(tag: &Tag, argument: Json) -> Json {
    assert_eq!(tag.handle, "!");
    let name = match tag.suffix.as_str() {
        "Ref" | "Condition" => tag.suffix.clone(),
        other => format!("Fn::{other}"),
    };
    let argument = match (name.as_str(), &argument) {
        ("Fn::GetAtt", Json::String(text)) => {
            let (element, attribute) = text.split_once('.').expect("an attribute");
            json!([element, attribute])
        }
        _ => argument,
    };
    json!({ name: argument })
}

/// What a text without quotes is, in YAML 1.1 and in YAML 1.2 alike.
fn plain(text: &str) -> Json {
    let old = OLD.kind(text);
    let new = NEW.kind(text);
    assert_eq!(old, new, "`{text}` depends on the version of YAML");
    match old {
        Kind::Text => Json::String(text.to_owned()),
        Kind::Null => Json::Null,
        Kind::Boolean => Json::Bool(text == "true"),
        Kind::Number => serde_json::from_str(text).unwrap_or_else(|error| panic!("`{text}`: {error}")),
        Kind::Other => panic!("`{text}` is something that JSON does not have"),
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Text,
    Null,
    Boolean,
    Number,
    /// A date, for one.
    Other,
}

/// How a version of YAML tells kinds apart.
struct Resolver(Vec<(Kind, Regex)>);

impl Resolver {
    fn new(kinds: &[(Kind, &str)]) -> Self {
        let pattern = |&(kind, pattern): &(Kind, &str)| (kind, Regex::new(&format!("^(?:{pattern})$")).unwrap());
        Resolver(kinds.iter().map(pattern).collect())
    }

    fn kind(&self, text: &str) -> Kind {
        self.0.iter().find(|(_, pattern)| pattern.is_match(text)).map_or(Kind::Text, |(kind, _)| *kind)
    }
}

/// <https://yaml.org/type/>, where it is wider than parsers are.
static OLD: LazyLock<Resolver> = LazyLock::new(|| {
    Resolver::new(&[
        (Kind::Null, "|~|null|Null|NULL"),
        (Kind::Boolean, "true|false"),
        (Kind::Other, "y|Y|yes|Yes|YES|n|N|no|No|NO|True|TRUE|False|FALSE|on|On|ON|off|Off|OFF"),
        (Kind::Number, "[-+]?(?:0|[1-9][0-9]*)"),
        (Kind::Number, r"[-+]?[0-9]+\.[0-9]*(?:[eE][-+][0-9]+)?"),
        (Kind::Other, "[-+]?(?:0b[0-1_]+|0[0-7_]+|[0-9][0-9_]*|0x[0-9a-fA-F_]+|[1-9][0-9_]*(?::[0-5]?[0-9])+)"),
        (Kind::Other, r"[-+]?(?:(?:[0-9][0-9_]*)?\.[0-9._]*)(?:[eE][-+]?[0-9]+)?"),
        (Kind::Other, r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*"),
        (Kind::Other, r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"),
        (Kind::Other, r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}.*)?"),
        (Kind::Other, "<<|="),
    ])
});

/// <https://yaml.org/spec/1.2.2/#1032-tag-resolution>
static NEW: LazyLock<Resolver> = LazyLock::new(|| {
    Resolver::new(&[
        (Kind::Null, "|~|null|Null|NULL"),
        (Kind::Boolean, "true|false"),
        (Kind::Other, "True|TRUE|False|FALSE"),
        (Kind::Number, "[-+]?(?:0|[1-9][0-9]*)"),
        (Kind::Number, r"[-+]?[0-9]+\.[0-9]*(?:[eE][-+][0-9]+)?"),
        (Kind::Other, "[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"),
        (Kind::Other, r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"),
        (Kind::Other, r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"),
    ])
});
