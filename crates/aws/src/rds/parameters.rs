//! Parameters that instances and clusters are given directly.

use std::panic::Location;

use purlin_core::{Finding, Scope, Value};

use super::engine::Engine;
use super::parameter_group::ParameterGroup;

/// The group of parameters that was given, or a new one of the parameters that were.
#[track_caller]
pub(super) fn parameter_group(
    scope: &Scope,
    id: &str,
    engine: &Engine,
    given: Option<ParameterGroup>,
    mut parameters: Vec<(String, Value<String>)>,
    require_tls: bool,
    location: &'static Location<'static>,
) -> Option<ParameterGroup> {
    if given.is_some() && !parameters.is_empty() {
        let finding = Finding::error("parameters-and-group", "there are parameters as well as a parameter group");
        let help = "set the parameters in the group, with `ParameterGroup::add_parameter`";
        scope.report(finding.at(location).help(help));
    }
    let (name, value) = engine.tls_parameter();
    if let Some(group) = given {
        if require_tls && !group.add_parameter(name, value) {
            let message = "TLS cannot be required by the parameters of an imported group";
            let help = format!("set `{name}` to `{value}` where the group is kept, and leave `require_tls` out");
            scope.report(Finding::error("imported-parameter-group", message).at(location).help(help));
        }
        return Some(group);
    }
    if require_tls {
        parameters.retain(|(other, _)| other != name);
        parameters.push((name.to_owned(), value.into()));
    }
    if parameters.is_empty() {
        return None;
    }
    Some(ParameterGroup::of_database(scope, id, engine.clone(), parameters))
}
