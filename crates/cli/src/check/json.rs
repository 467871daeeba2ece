//! Findings for programs. The crate's `README.md` describes what is written, to which keys may be added.

use purlin_core::{Finding, Place, Severity};
use serde_json::{Map, Value, json};

use super::report::Report;

/// The version of what is written. Programs that know one can read it as long as this stays.
const VERSION: u32 = 1;

pub(super) fn written(report: &Report) -> String {
    let [errors, warnings, remarks] = report.counts();
    let findings: Vec<Value> = report.findings().iter().map(|finding| one(report, finding)).collect();
    let document = json!({
        "version": VERSION,
        "summary": {
            "errors": errors,
            "warnings": warnings,
            "information": remarks,
            "accepted": report.accepted(),
        },
        "findings": findings,
    });
    format!("{document:#}")
}

fn one(report: &Report, finding: &Finding) -> Value {
    let mut entries = Map::new();
    let mut set = |key: &str, value: Option<Value>| {
        entries.extend(value.map(|value| (key.to_owned(), value)));
    };
    set("severity", Some(severity(finding.severity).into()));
    set("rule", Some(finding.rule.clone().into()));
    set("message", Some(finding.message.clone().into()));
    set("help", finding.help.clone().map(Value::from));
    set("accepted", finding.accepted.clone().map(Value::from));
    set("construct", finding.construct.clone().map(Value::from));
    set(
        "element",
        report.element(finding).map(|element| {
            let mut entries = Map::new();
            entries.insert("stack".to_owned(), element.stack.clone().into());
            entries.insert("logicalId".to_owned(), element.logical_id.clone().into());
            entries.extend(element.resource_type.clone().map(|kind| ("type".to_owned(), kind.into())));
            entries.into()
        }),
    );
    set("place", finding.place.as_ref().map(place));
    let related = |(message, at): &(String, Place)| json!({ "message": message, "place": place(at) });
    set("related", (!finding.related.is_empty()).then(|| finding.related.iter().map(related).collect()));
    entries.into()
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}

/// A file, and the line and the column where they are known.
fn place(place: &Place) -> Value {
    let mut entries = Map::new();
    entries.insert("file".to_owned(), place.file.clone().into());
    let numbers = [("line", place.line), ("column", place.column), ("length", place.length)];
    entries.extend(
        numbers.into_iter().filter(|(_, number)| *number > 0).map(|(key, number)| (key.to_owned(), number.into())),
    );
    entries.into()
}
