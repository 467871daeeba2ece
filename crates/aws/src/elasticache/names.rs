//! What names of caches and their parts may look like.

use std::panic::Location;

use purlin_core::{Finding, Scope, Value};

/// A name as AWS keeps it: in small letters. What it cannot be is a mistake.
pub(super) fn name(
    scope: &Scope,
    name: Option<Value<String>>,
    longest: usize,
    what: &str,
    location: &'static Location<'static>,
) -> Option<Value<String>> {
    let name = name?;
    let Some(text) = name.literal() else { return Some(name) };
    let first = text.chars().next().is_some_and(|first| first.is_ascii_alphabetic());
    let rest = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if !first || !rest || text.len() > longest || text.ends_with('-') || text.contains("--") {
        let message = format!("`{text}` cannot be the name of a {what}");
        let help = format!(
            "use up to {longest} letters, digits and single hyphens; begin with a letter, and do not end with a hyphen"
        );
        scope.report(Finding::error("bad-cache-name", message).at(location).help(help));
    }
    Some(text.to_lowercase().into())
}
