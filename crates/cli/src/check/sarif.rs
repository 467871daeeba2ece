//! Findings for code hosts, which show them on lines: [SARIF 2.1.0](https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html).

use std::collections::{HashMap, HashSet};

use purlin_aws::aspects::{SecurityCheck, SecurityRule};
use purlin_core::{Finding, Place, Severity};
use serde_json::{Map, Value, json};

use super::report::Report;
use super::source_tree::{FileUri, SourceTree};
use crate::command_line;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
/// What code hosts call the root of the repository.
const ROOT: &str = "%SRCROOT%";

/// What the report found and nobody has accepted: code hosts would open it again. They also refuse all results when one of them has no
/// file, so that what nothing tells a place of is in `whole`, which stands for all that was checked.
pub(super) fn written(report: &Report, whole: &Place) -> String {
    let sources = SourceTree::here();
    let findings: Vec<&Finding> = report.findings().iter().filter(|finding| finding.accepted.is_none()).collect();
    let rules = rules(&findings);
    let positions: HashMap<&str, usize> = rules.iter().enumerate().map(|(index, rule)| (rule.name, index)).collect();
    let results: Vec<Value> = (findings.iter())
        .map(|finding| {
            let place = finding.place.as_ref().unwrap_or(whole);
            result(finding, positions.get(finding.rule.as_str()), physical(place, &sources), report, &sources)
        })
        .collect();
    let mut run = Map::new();
    run.insert(
        "tool".to_owned(),
        json!({ "driver": {
        "name": "Purlin",
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": rules.iter().map(described).collect::<Vec<_>>(),
    } }),
    );
    // Code hosts keep results of apps apart by this.
    run.insert(
        "automationDetails".to_owned(),
        json!({ "id": format!("{}/", command_line::program(&std::env::args_os().collect::<Vec<_>>())) }),
    );
    run.extend(sources.root().map(|uri| ("originalUriBaseIds".to_owned(), json!({ ROOT: { "uri": uri } }))));
    run.insert("columnKind".to_owned(), "unicodeCodePoints".into());
    run.insert("results".to_owned(), results.into());
    format!("{:#}", json!({ "$schema": SCHEMA, "version": "2.1.0", "runs": [run] }))
}

/// A rule that has found something.
struct Rule<'a> {
    name: &'a str,
    /// The worst that it has found: what an app tells as a warning is none the worse here.
    severity: Severity,
    /// What to do, where this is the same for all that it has found.
    help: Option<&'a str>,
    of_security: Option<SecurityRule>,
}

/// All rules of some findings, in the order in which they first come up.
fn rules<'a>(findings: &[&'a Finding]) -> Vec<Rule<'a>> {
    let of_security: HashMap<&str, SecurityRule> = SecurityCheck::rules().map(|rule| (rule.name, rule)).collect();
    let mut seen = HashSet::new();
    let names = findings.iter().map(|finding| finding.rule.as_str()).filter(|name| seen.insert(*name));
    names
        .map(|name| {
            let own: Vec<&Finding> = findings.iter().copied().filter(|finding| finding.rule == name).collect();
            let first = own.first().and_then(|finding| finding.help.as_deref());
            Rule {
                name,
                severity: own.iter().map(|finding| finding.severity).max().unwrap_or(Severity::Info),
                help: first.filter(|_| own.iter().all(|finding| finding.help.as_deref() == first)),
                of_security: of_security.get(name).copied(),
            }
        })
        .collect()
}

fn described(rule: &Rule<'_>) -> Value {
    let title = title(rule.name);
    let (description, help) = match rule.of_security {
        Some(SecurityRule { finds, help, .. }) => (format!("{title}: {finds}."), format!("What to do: {help}.")),
        None => (format!("{title}."), rule.help.map_or_else(elsewhere, |help| format!("What to do: {help}."))),
    };
    let mut entries = Map::new();
    entries.insert("id".to_owned(), rule.name.into());
    entries.insert("shortDescription".to_owned(), json!({ "text": title }));
    entries.insert("fullDescription".to_owned(), json!({ "text": description }));
    entries.insert("help".to_owned(), json!({ "text": help }));
    entries.insert("defaultConfiguration".to_owned(), json!({ "level": level(rule.severity) }));
    if rule.of_security.is_some() {
        // What code hosts sort alerts by.
        let severity = match rule.severity {
            Severity::Error => "8.0",
            Severity::Warning => "5.0",
            Severity::Info => "2.0",
        };
        entries.insert("properties".to_owned(), json!({ "tags": ["security"], "security-severity": severity }));
    }
    entries.into()
}

fn elsewhere() -> String {
    "Each result says what is wrong, and what to do.".to_owned()
}

/// The name of a rule as a title: `open-admin-port` becomes `Open admin port`.
fn title(name: &str) -> String {
    let words = name.replace('-', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn result(finding: &Finding, rule: Option<&usize>, place: Value, report: &Report, sources: &SourceTree) -> Value {
    let mut entries = Map::new();
    entries.insert("ruleId".to_owned(), finding.rule.clone().into());
    entries.extend(rule.map(|index| ("ruleIndex".to_owned(), (*index).into())));
    entries.insert("level".to_owned(), level(finding.severity).into());
    let text = match &finding.help {
        Some(help) => format!("{}\nHelp: {help}", finding.message),
        None => finding.message.clone(),
    };
    entries.insert("message".to_owned(), json!({ "text": text }));
    let mut location = Map::new();
    location.insert("physicalLocation".to_owned(), place);
    let path = finding.construct.as_deref().filter(|path| !path.is_empty());
    location.extend(path.map(|path| {
        let id = path.rsplit('/').next().unwrap_or(path);
        ("logicalLocations".to_owned(), json!([{ "name": id, "fullyQualifiedName": path, "kind": "resource" }]))
    }));
    entries.insert("locations".to_owned(), json!([location]));
    if !finding.related.is_empty() {
        let related = finding.related.iter().enumerate().map(|(index, (what, place))| {
            json!({ "id": index + 1, "physicalLocation": physical(place, sources), "message": { "text": what } })
        });
        entries.insert("relatedLocations".to_owned(), related.collect());
    }
    if let Some(path) = path {
        // The construct is the same when lines have moved.
        let fingerprint = format!("{}: {path}: {}", finding.rule, finding.message);
        entries.insert("partialFingerprints".to_owned(), json!({ "construct/v1": fingerprint }));
    }
    let mut properties = Map::new();
    properties.extend(finding.help.clone().map(|help| ("help".to_owned(), help.into())));
    if let Some(element) = report.element(finding) {
        properties.insert("stack".to_owned(), element.stack.clone().into());
        properties.insert("logicalId".to_owned(), element.logical_id.clone().into());
        properties.extend(element.resource_type.clone().map(|kind| ("resourceType".to_owned(), kind.into())));
    }
    if !properties.is_empty() {
        entries.insert("properties".to_owned(), properties.into());
    }
    entries.into()
}

fn physical(place: &Place, sources: &SourceTree) -> Value {
    let artifact = match sources.uri(&place.file) {
        FileUri::Relative(uri) => json!({ "uri": uri, "uriBaseId": ROOT }),
        FileUri::Absolute(uri) => json!({ "uri": uri }),
    };
    let mut entries = Map::new();
    entries.insert("artifactLocation".to_owned(), artifact);
    if place.line > 0 {
        let mut region = Map::new();
        region.insert("startLine".to_owned(), place.line.into());
        if place.column > 0 {
            region.insert("startColumn".to_owned(), place.column.into());
            if place.length > 0 {
                region.insert("endColumn".to_owned(), (place.column + place.length).into());
            }
        }
        entries.insert("region".to_owned(), region.into());
        if let Some(snippet) = place.snippet.as_ref().filter(|_| place.column > 0) {
            let context = json!({ "startLine": place.line, "snippet": { "text": snippet } });
            entries.insert("contextRegion".to_owned(), context);
        }
    }
    entries.into()
}
