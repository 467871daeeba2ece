//! Names of domains.

use std::panic::Location;

use purlin_core::{Finding, Scope, Value};

const LONGEST_NAME: usize = 255;
const LONGEST_LABEL: usize = 63;

/// Reports what no domain may be called.
pub(super) fn check(scope: &Scope, name: &Value<String>, at: &'static Location<'static>) {
    let Some(name) = name.literal() else { return };
    let in_name = |byte: u8| byte.is_ascii_graphic();
    let message = if name.is_empty() || name.len() > LONGEST_NAME {
        format!("a name of {} characters cannot be that of a zone", name.len())
    } else if name.split('.').any(|label| label.len() > LONGEST_LABEL) {
        format!("a part of the name `{name}` has more than 63 characters")
    } else if name.strip_suffix('.').unwrap_or(name).split('.').any(str::is_empty) {
        format!("a part of the name `{name}` is empty")
    } else if !name.bytes().all(in_name) {
        format!("`{name}` cannot be the name of a zone")
    } else {
        return;
    };
    let help = "write it like `example.com`: up to 255 visible characters, up to 63 between dots";
    scope.report(Finding::error("bad-zone-name", message).at(at).help(help));
}

/// The name of a record from the root, with a dot at its end: relative names are completed by the zone's.
pub(super) fn fully_qualified(record_name: &Value<String>, zone_name: &Value<String>) -> Value<String> {
    let zone = without_dot(zone_name);
    let Some(record) = record_name.literal() else {
        return if record_name == zone_name { zone + "." } else { record_name.clone() + "." + zone + "." };
    };
    if record.ends_with('.') {
        return record.into();
    }
    let is_whole = zone
        .literal()
        .is_some_and(|zone| record == zone || record.strip_suffix(zone).is_some_and(|it| it.ends_with('.')));
    let record = Value::<String>::from(record);
    if is_whole { record + "." } else { record + "." + zone + "." }
}

fn without_dot(name: &Value<String>) -> Value<String> {
    match name.literal() {
        Some(text) => text.strip_suffix('.').unwrap_or(text).into(),
        None => name.clone(),
    }
}
