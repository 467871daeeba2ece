//! Installations as templates.

#![allow(dead_code, reason = "each test file uses a part")]
#![allow(clippy::panic, reason = "in tests, helpers included")]

pub mod lookups;

use purlin_core::{App, Construct, Environment, Findings, Set, Stack, StackProps};
use purlin_self_hosted::{Problem, SelfHosted, SelfHostedProps, check};
use serde_json::Value;

pub type Props = SelfHostedProps<Set<String>>;

/// A certificate for [`props`].
pub const CERTIFICATE: &str = "arn:aws:acm:eu-west-1:111122223333:certificate/12345678-1234-1234-1234-123456789012";

/// An image for [`props`], so that nothing has to be looked up.
pub const IMAGE: &str = "ami-0123456789abcdef0";

/// What has to be set, a certificate, and an image, with which an installation needs neither account nor region.
pub fn props() -> Props {
    SelfHostedProps::new().domain("https://valohai.example.com").certificate_arn(CERTIFICATE).image(IMAGE)
}

/// The template of an installation.
pub fn template(props: Props) -> Value {
    synthesise(StackProps::new(), props).unwrap_or_else(|findings| panic!("{findings}"))
}

pub fn synthesise(stack: StackProps, props: Props) -> Result<Value, Findings> {
    let app = App::new();
    let stack = Stack::new(&app, "Test", stack);
    SelfHosted::new(&stack, "Valohai", props);
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

/// Everything that is found in an installation in any account and region.
pub fn found(props: Props) -> Findings {
    let app = App::new();
    SelfHosted::new(&Stack::new(&app, "Test", StackProps::new()), "Valohai", props);
    findings(&app)
}

/// What [`check`] says of settings, as the rules that are broken and the settings that break them.
pub fn told(props: Props) -> Vec<(&'static str, &'static str)> {
    let problems = check(props, &Environment::default());
    problems.into_iter().map(|Problem { rule, setting, .. }| (rule, setting)).collect()
}

/// The resources of a type, with their logical ids.
pub fn of_type<'a>(template: &'a Value, kind: &'a str) -> impl Iterator<Item = (&'a str, &'a Value)> {
    let resources = template["Resources"].as_object().into_iter().flatten();
    resources.filter(move |(_, resource)| resource["Type"] == kind).map(|(id, resource)| (id.as_str(), resource))
}

/// The one resource of a type.
pub fn only<'a>(template: &'a Value, kind: &'a str) -> &'a Value {
    let found: Vec<_> = of_type(template, kind).map(|(_, resource)| resource).collect();
    let [resource] = found[..] else { panic!("there are {} of {kind}", found.len()) };
    resource
}

/// The properties of the resource whose logical id is this text and a hash.
pub fn properties<'a>(template: &'a Value, id: &str) -> &'a Value {
    let resources = template["Resources"].as_object().into_iter().flatten();
    let mut found = resources.filter(|(name, _)| name.len() == id.len() + 8 && name.starts_with(id));
    let (_, resource) = found.next().unwrap_or_else(|| panic!("there is no {id}"));
    &resource["Properties"]
}

/// Every statement of every policy of a template.
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

/// A list, or what stands for a list of one.
pub fn list(value: &Value) -> Vec<&Value> {
    value.as_array().map_or_else(|| vec![value], |items| items.iter().collect())
}
