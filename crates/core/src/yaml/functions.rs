//! From a template's JSON to what is laid out: functions in their short forms.

use serde_json::{Map, Value as Json};

use super::substitution::{Substitution, substitution};

/// A part of a document.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    Text(String),
    /// A number, a truth value or `null`, as it stands.
    Raw(String),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
    /// A function in its short form, such as `!Ref`, of a text or a list.
    Short(&'static str, Box<Node>),
}

/// What is known of the place that a value stands in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Context {
    /// Whether joined texts may become substitutions.
    pub(super) substitute: bool,
    /// Whether conditions are evaluated here, so that `Condition` is the function of that name.
    pub(super) conditions: bool,
}

/// What the short form of a function takes.
enum Takes {
    Text,
    List,
    TextOrList,
}

/// Functions that have a short form which all tools know.
const SHORT: &[(&str, &str, Takes)] = &[
    ("Ref", "!Ref", Takes::Text),
    ("Condition", "!Condition", Takes::Text),
    ("Fn::And", "!And", Takes::List),
    ("Fn::Base64", "!Base64", Takes::Text),
    ("Fn::Cidr", "!Cidr", Takes::List),
    ("Fn::Equals", "!Equals", Takes::List),
    ("Fn::FindInMap", "!FindInMap", Takes::List),
    ("Fn::GetAZs", "!GetAZs", Takes::Text),
    ("Fn::If", "!If", Takes::List),
    ("Fn::ImportValue", "!ImportValue", Takes::Text),
    ("Fn::Join", "!Join", Takes::List),
    ("Fn::Not", "!Not", Takes::List),
    ("Fn::Or", "!Or", Takes::List),
    ("Fn::Select", "!Select", Takes::List),
    ("Fn::Split", "!Split", Takes::List),
    ("Fn::Sub", "!Sub", Takes::TextOrList),
];

/// Keys in the order in which people read them, for maps that have no others: policies, and their statements.
const READING_ORDERS: &[&[&str]] = &[
    &["PolicyName", "PolicyDocument"],
    &["Version", "Id", "Statement"],
    &["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"],
];

/// Functions whose arguments are conditions.
const OF_CONDITIONS: &[&str] = &["Fn::And", "Fn::Or", "Fn::Not", "Fn::If", "Fn::Equals"];

impl Node {
    pub(super) fn of(value: &Json, context: Context) -> Node {
        match value {
            Json::Null => Node::Raw("null".to_owned()),
            Json::Bool(value) => Node::Raw(value.to_string()),
            Json::Number(number) => Node::Raw(super::scalar::number(&number.to_string())),
            Json::String(text) => Node::Text(text.clone()),
            Json::Array(items) => Node::List(items.iter().map(|item| Node::of(item, context)).collect()),
            Json::Object(entries) => function(entries, context).unwrap_or_else(|| map(entries, context)),
        }
    }
}

fn map(entries: &Map<String, Json>, context: Context) -> Node {
    let entry = |(key, value): (&String, &Json)| {
        // A loop replaces names in texts, and a macro reads texts as it likes.
        let reads_texts = key.starts_with("Fn::ForEach::") || key == "Fn::Transform";
        let conditions = OF_CONDITIONS.contains(&key.as_str());
        let inner = Context { substitute: context.substitute && !reads_texts, conditions };
        (key.clone(), Node::of(value, inner))
    };
    let position = |order: &[&str], key: &str| order.iter().position(|known| *known == key);
    let order = READING_ORDERS.iter().find(|order| entries.keys().all(|key| position(order, key).is_some()));
    let mut entries: Vec<(&String, &Json)> = entries.iter().collect();
    if let Some(order) = order {
        entries.sort_by_key(|(key, _)| position(order, key));
    }
    Node::Map(entries.into_iter().map(entry).collect())
}

/// A function in its short form, if it has one for this argument.
fn function(entries: &Map<String, Json>, context: Context) -> Option<Node> {
    let mut entries = entries.iter();
    let (name, argument) = entries.next().filter(|_| entries.next().is_none())?;
    if name == "Fn::GetAtt" {
        return get_att(argument);
    }
    let (name, short, takes) = SHORT.iter().find(|(full, _, _)| full == name)?;
    if *name == "Condition" && !context.conditions {
        return None;
    }
    if *name == "Fn::Join"
        && context.substitute
        && let Some(joined) = joined(argument)
    {
        let text = Node::Text(joined.text);
        let argument = match joined.variables.is_empty() {
            true => text,
            false => Node::List(vec![text, map(&joined.variables, context)]),
        };
        return Some(Node::Short("!Sub", Box::new(argument)));
    }
    let fits = match (argument, takes) {
        (Json::String(_), Takes::Text | Takes::TextOrList) => true,
        (Json::Array(items), Takes::List | Takes::TextOrList) => !items.is_empty(),
        // One short form cannot follow upon another: `!Base64 !Sub` is no YAML.
        _ => false,
    };
    let inner = Context { conditions: OF_CONDITIONS.contains(name), ..context };
    fits.then(|| Node::Short(short, Box::new(Node::of(argument, inner))))
}

/// `!GetAtt Element.Attribute`.
fn get_att(argument: &Json) -> Option<Node> {
    match &argument.as_array()?[..] {
        [Json::String(element), Json::String(attribute)] if !element.contains('.') && !element.is_empty() => {
            Some(Node::Short("!GetAtt", Box::new(Node::Text(format!("{element}.{attribute}")))))
        }
        _ => None,
    }
}

fn joined(argument: &Json) -> Option<Substitution> {
    match &argument.as_array()?[..] {
        [Json::String(delimiter), Json::Array(pieces)] if delimiter.is_empty() => substitution(pieces),
        _ => None,
    }
}
