//! Clusters as templates.

#![allow(dead_code, reason = "each test file uses a part")]
#![allow(clippy::panic, reason = "in tests, helpers included")]

pub mod lookups;
pub mod parts;

use purlin_core::{App, Construct, Environment, Findings, Stack, StackProps};
use purlin_determined::{DeterminedCluster, DeterminedProps, Problem, check};
use serde_json::Value;

/// The template of a cluster.
pub fn template(props: DeterminedProps) -> Value {
    synthesise(&ANYWHERE, props).unwrap_or_else(|findings| panic!("{findings}"))
}

/// Where a stack is deployed to, and what the toolkit has looked up there.
pub struct Place {
    pub environment: fn() -> Environment,
    pub context: fn() -> Vec<(String, Value)>,
}

/// Any account and region.
pub const ANYWHERE: Place = Place { environment: Environment::default, context: Vec::new };

/// The template of a cluster in a place, or what is wrong with it.
pub fn synthesise(place: &Place, props: DeterminedProps) -> Result<Value, Findings> {
    synthesise_stack(place, |stack| {
        DeterminedCluster::new(stack, "Determined", props.clone());
    })
}

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

/// The rules that settings break, each with the setting.
pub fn broken(props: DeterminedProps, environment: &Environment) -> Vec<(&'static str, &'static str)> {
    check(props, environment).into_iter().map(|Problem { setting, rule, .. }| (setting, rule)).collect()
}

/// The resources of a type, with their logical ids.
pub fn of_type<'a>(template: &'a Value, resource_type: &str) -> Vec<(&'a str, &'a Value)> {
    let resources = template["Resources"].as_object().into_iter().flatten();
    let is_it = |(_, resource): &(&String, &Value)| resource["Type"] == resource_type;
    resources.filter(is_it).map(|(id, resource)| (id.as_str(), resource)).collect()
}
