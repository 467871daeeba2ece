//! Data stores as templates.

#![allow(dead_code, reason = "each test file uses a part")]
#![allow(clippy::panic, reason = "in tests, helpers included")]

use purlin_core::{App, Environment, Findings, Set, Stack, StackProps};
use purlin_data_store::{DataStore, DataStoreProps};
use serde_json::Value;

pub type Props = DataStoreProps<Set<String>>;

pub const KEY: &str = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
pub const OTHER_KEY: &str = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ac";
pub const ENDPOINT: &str = "vpce-0123456789abcdef0";

/// What has to be set.
pub fn props() -> Props {
    DataStoreProps::new().name("results")
}

/// The template of a store.
pub fn template(props: Props) -> Value {
    synthesise(Environment::default(), props).unwrap_or_else(|findings| panic!("{findings}"))
}

pub fn synthesise(environment: Environment, props: Props) -> Result<Value, Findings> {
    template_of(&app(environment, |stack| {
        DataStore::new(stack, "Results", props.clone());
    }))
}

/// An app with one stack.
pub fn app(environment: Environment, build: impl Fn(&Stack)) -> App {
    let app = App::new();
    build(&Stack::new(&app, "Test", StackProps::new().environment(environment)));
    app
}

pub fn template_of(app: &App) -> Result<Value, Findings> {
    let text = app.synth()?.template("Test").unwrap_or_default();
    Ok(serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}")))
}

/// Everything that is found, errors or not.
pub fn findings(app: &App) -> Findings {
    app.synth().map_or_else(|findings| findings, |assembly| assembly.remarks())
}

/// The resources of a type, with their logical ids.
pub fn of_type<'a>(template: &'a Value, kind: &'a str) -> impl Iterator<Item = (&'a str, &'a Value)> {
    let resources = template["Resources"].as_object().into_iter().flatten();
    resources.filter(move |(_, resource)| resource["Type"] == kind).map(|(id, resource)| (id.as_str(), resource))
}

/// The one resource of a type.
#[track_caller]
pub fn the<'a>(template: &'a Value, kind: &'a str) -> &'a Value {
    let mut found = of_type(template, kind);
    match (found.next(), found.next()) {
        (Some((_, resource)), None) => resource,
        _ => panic!("there is not one {kind}: {template:#}"),
    }
}

/// The ids of all resources, in the template's order.
pub fn ids(template: &Value) -> Vec<&str> {
    template["Resources"].as_object().into_iter().flatten().map(|(id, _)| id.as_str()).collect()
}

/// The value of an output of the store.
pub fn output<'a>(template: &'a Value, name: &str) -> &'a Value {
    &template["Outputs"][format!("Results{name}")]["Value"]
}

/// A text of which some is known during deployment only: `{Id}` or `{Id.Attribute}` stands for that, without hashes.
pub fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(entries) => match entries.iter().next() {
            Some((function, id)) if function == "Ref" => format!("{{{}}}", plain(id)),
            Some((function, names)) if function == "Fn::GetAtt" => {
                format!("{{{}.{}}}", plain(&names[0]), names[1].as_str().unwrap_or_default())
            }
            Some((function, parts)) if function == "Fn::Join" => {
                parts[1].as_array().into_iter().flatten().map(text).collect()
            }
            _ => panic!("{value}"),
        },
        _ => panic!("{value}"),
    }
}

/// A logical id without the hash that it ends with.
fn plain(id: &Value) -> &str {
    let id = id.as_str().unwrap_or_default();
    let (name, hash) = id.split_at(id.len().saturating_sub(8));
    let is_hash = hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F'));
    if is_hash && !id.starts_with("AWS::") { name } else { id }
}

/// A list, or what stands for a list of one.
pub fn list(value: &Value) -> Vec<&Value> {
    value.as_array().map_or_else(|| vec![value], |items| items.iter().collect())
}

/// All texts of a list.
pub fn texts(value: &Value) -> Vec<String> {
    list(value).into_iter().map(text).collect()
}
