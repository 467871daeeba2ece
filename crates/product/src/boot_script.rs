//! What scripts that instances boot by have in common.

use purlin_core::{Val, Value};

/// The part of scripts, in Python, that calls AWS: its place in them, and what stands there.
pub const AWS_CALLS: (&str, &str) = ("__AWS_CALLS__", include_str!("aws_calls.py").trim_ascii_end());

/// A script with its settings, without its first line, which every script gets. They stand between single quotes;
/// [`check`](crate::check) lets none of them contain one.
pub fn fill(script: &'static str, settings: &[(&str, Value<String>)]) -> Value<String> {
    let mut pieces = Vec::new();
    let mut rest = script.split_once('\n').map_or(script, |(_, script)| script).trim_end();
    let next = |text: &'static str| {
        let found = settings.iter().filter_map(|(name, value)| Some((text.split_once(name)?, value)));
        found.min_by_key(|((before, _), _)| before.len())
    };
    while let Some(((before, after), value)) = next(rest) {
        pieces.extend([Val::text(before), value.clone().into_val()]);
        rest = after;
    }
    pieces.push(Val::text(rest));
    Value::from_val(Val::join("", pieces))
}
