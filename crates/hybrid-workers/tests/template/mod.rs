//! Installations as templates.

#![allow(dead_code, reason = "each test file uses a part")]
#![allow(clippy::panic, reason = "in tests, helpers included")]

pub mod lookups;

use purlin_core::{App, Construct, Environment, Findings, Set, Stack, StackProps};
use purlin_hybrid_workers::{HybridWorkers, HybridWorkersProps};
use serde_json::Value;

pub type Props = HybridWorkersProps<Set<String>>;

/// What has to be set.
pub fn props() -> Props {
    HybridWorkersProps::new().queue_address("example.vqueue.net").assume_user("arn:aws:iam::905675611115:user/example")
}

/// The template of an installation.
pub fn template(props: Props) -> Value {
    synthesise(StackProps::new(), props).unwrap_or_else(|findings| panic!("{findings}"))
}

pub fn synthesise(stack: StackProps, props: Props) -> Result<Value, Findings> {
    let app = App::new();
    let stack = Stack::new(&app, "Test", stack);
    HybridWorkers::new(&stack, "Valohai", props);
    let text = app.synth()?.template("Test").unwrap_or_default();
    Ok(serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}")))
}

/// Where a stack is deployed to, and what the toolkit has looked up there.
pub struct Place {
    pub environment: fn() -> Environment,
    pub context: fn() -> Vec<(String, Value)>,
}

/// Any account and region.
pub const ANYWHERE: Place = Place { environment: Environment::default, context: Vec::new };

/// The template of a stack.
pub fn synthesise_stack(place: &Place, build: impl Fn(&Stack)) -> Result<Value, Findings> {
    let text = app(place, build).synth()?.template("Test").unwrap_or_default();
    Ok(serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}")))
}

/// An app with one stack.
pub fn app(place: &Place, build: impl Fn(&Stack)) -> App {
    let app = App::new();
    for (key, value) in (place.context)() {
        app.scope().set_context(key, value);
    }
    build(&Stack::new(&app, "Test", StackProps::new().environment((place.environment)())));
    app
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

/// The properties of the resource whose logical id is this text and a hash.
pub fn properties<'a>(template: &'a Value, id: &str) -> &'a Value {
    let resources = template["Resources"].as_object().into_iter().flatten();
    let mut found = resources.filter(|(name, _)| name.len() == id.len() + 8 && name.starts_with(id));
    let (_, resource) = found.next().unwrap_or_else(|| panic!("there is no {id}"));
    &resource["Properties"]
}

/// Every statement of every policy of a role, and of the bucket.
pub fn statements(template: &Value) -> Vec<&Value> {
    fn collect<'a>(value: &'a Value, found: &mut Vec<&'a Value>) {
        match value {
            Value::Object(entries) => {
                if let Some(Value::Array(statements)) = entries.get("Statement") {
                    found.extend(statements);
                }
                entries.values().for_each(|value| collect(value, found));
            }
            Value::Array(items) => items.iter().for_each(|value| collect(value, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    collect(template, &mut found);
    found
}

/// The statement of a role's policy with this id.
pub fn statement<'a>(template: &'a Value, role: &str, sid: &str) -> &'a Value {
    let statements = &properties(template, role)["Policies"][0]["PolicyDocument"]["Statement"];
    let mut statements = statements.as_array().into_iter().flatten();
    statements.find(|statement| statement["Sid"] == sid).unwrap_or_else(|| panic!("{role} has no {sid}"))
}

/// A list, or what stands for a list of one.
pub fn list(value: &Value) -> Vec<&Value> {
    value.as_array().map_or_else(|| vec![value], |items| items.iter().collect())
}

/// The user data, with what is only known during deployment left out.
pub fn user_data(template: &Value) -> String {
    let joined = &properties(template, "ValohaiQueue")["UserData"]["Fn::Base64"]["Fn::Join"][1];
    joined.as_array().into_iter().flatten().map(|piece| piece.as_str().unwrap_or("?")).collect()
}
