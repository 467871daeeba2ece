//! Names of load balancers and target groups.

use std::panic::Location;

use purlin_core::{Finding, Scope, Value};

const LONGEST_NAME: usize = 32;

/// Reports a name that AWS would refuse.
pub(super) fn check_name(
    name: Option<&Value<String>>,
    what: &str,
    scope: &Scope,
    location: &'static Location<'static>,
) {
    let Some(name) = name.and_then(|name| name.literal()) else { return };
    let problem = if name.is_empty() || name.len() > LONGEST_NAME {
        "names have 1 to 32 characters"
    } else if !name.chars().all(|character| character.is_ascii_alphanumeric() || character == '-') {
        "names consist of letters, digits and hyphens"
    } else if name.starts_with('-') || name.ends_with('-') {
        "names neither begin nor end with a hyphen"
    } else if what == "load balancer" && name.starts_with("internal-") {
        "names do not begin with `internal-`"
    } else {
        return;
    };
    scope.report(
        Finding::error("bad-name", format!("a {what} cannot have the name `{name}`")).at(location).help(problem),
    );
}
