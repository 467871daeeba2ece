//! Annotations and findings: what a program says of its constructs.

use purlin_core::{App, CloudAssembly, Construct, Finding, Findings, Severity};
use serde_json::Value as Json;

use crate::failure::fail;
use crate::matcher::{Matcher, evaluate};

/// So many messages are told when the expected one is not there.
const MOST_MESSAGES: usize = 20;

/// The messages and findings on constructs: those that travel with the assembly, and those of synthesis itself.
///
/// A path is a construct's, such as `Storage/Data`, or `*` for any. A message is a text, or any [`Matcher`] of one. The
/// ` [ack: …]` at the end of a warning may be left out.
///
/// ```
/// use purlin_assertions::{Annotations, string_like_regexp};
/// use purlin_core::{App, Finding, Scope, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "Storage", StackProps::new());
/// let data = Scope::new(&stack, "Data");
/// purlin_core::Annotations::of(&data).add_warning("mylib:no-backup", "there is no backup");
/// data.report(Finding::error("bad-name", "the name `a b` has a space in it"));
///
/// let annotations = Annotations::of(&stack);
/// annotations.has_warning("Storage/Data", "there is no backup");
/// annotations.has_error("*", string_like_regexp("has a space"));
/// annotations.has_finding("bad-name");
/// annotations.has_no_info("*", string_like_regexp(""));
/// ```
pub struct Annotations {
    findings: Vec<Finding>,
}

impl Annotations {
    /// Those of a construct and all below it. The app around it is synthesised, and cannot change any more; it need not
    /// succeed.
    pub fn of(construct: &impl Construct) -> Self {
        let path = construct.scope().path();
        let app = App::of(construct);
        // Whether it succeeds does not matter: what is wrong is among the findings.
        let _ = app.synth();
        let is_below = |finding: &Finding| match finding.construct.as_deref() {
            Some(at) => path.is_empty() || at == path || at.starts_with(&format!("{path}/")),
            None => true,
        };
        Annotations { findings: app.annotations().into_iter().chain(app.findings()).filter(is_below).collect() }
    }

    /// Those of an assembly.
    pub fn of_assembly(assembly: &CloudAssembly) -> Self {
        Annotations { findings: assembly.annotations().into_iter().chain(assembly.remarks()).collect() }
    }

    /// Findings of any origin, such as those of a synthesis that failed.
    pub fn of_findings(findings: Findings) -> Self {
        Annotations { findings: findings.into_iter().collect() }
    }

    /// A finding of a rule is there.
    #[track_caller]
    pub fn has_finding(&self, rule: &str) {
        if self.find_findings(rule).is_empty() {
            fail(&format!("there is no finding of the rule `{rule}`; {}", self.listed(None)));
        }
    }

    /// No finding of a rule is there.
    #[track_caller]
    pub fn has_no_finding(&self, rule: &str) {
        if let Some(finding) = self.find_findings(rule).first() {
            fail(&format!("there should be no finding of the rule `{rule}`, but there is:\n\n{finding}"));
        }
    }

    /// All findings of a rule.
    pub fn find_findings(&self, rule: &str) -> Vec<Finding> {
        self.findings.iter().filter(|finding| finding.rule == rule).cloned().collect()
    }

    fn find(&self, severity: Severity, path: &str, message: &Matcher) -> Vec<Finding> {
        let path = path.strip_prefix('/').unwrap_or(path);
        let at = |finding: &Finding| path == "*" || finding.construct.as_deref().unwrap_or_default() == path;
        let says = |finding: &Finding| {
            let text = finding.message.as_str();
            let without_id = text.rsplit_once(" [ack: ").filter(|(_, id)| id.ends_with(']')).map(|(text, _)| text);
            let matching = [Some(text), without_id].into_iter().flatten().find_map(|text| {
                Some(evaluate(message, Some(&Json::from(text)), true)).filter(|outcome| outcome.matched())
            });
            matching.map(|outcome| outcome.release_captures()).is_some()
        };
        let of_severity = self.findings.iter().filter(|finding| finding.severity == severity);
        of_severity.filter(|finding| at(finding) && says(finding)).cloned().collect()
    }

    #[track_caller]
    fn expect(&self, severity: Severity, path: &str, message: Matcher) {
        if self.find(severity, path, &message).is_empty() {
            let name = name(severity);
            fail(&format!("there is no such {name} on `{path}`; {}", self.listed(Some(severity))));
        }
    }

    #[track_caller]
    fn expect_none(&self, severity: Severity, path: &str, message: Matcher) {
        if let Some(finding) = self.find(severity, path, &message).first() {
            fail(&format!("there should be no such {} on `{path}`, but there is:\n\n{finding}", name(severity)));
        }
    }

    fn listed(&self, severity: Option<Severity>) -> String {
        let of_severity = |finding: &&Finding| severity.is_none_or(|severity| finding.severity == severity);
        let all: Vec<&Finding> = self.findings.iter().filter(of_severity).collect();
        let what = severity.map_or("finding", name);
        if all.is_empty() {
            return format!("there is no {what} at all");
        }
        let shown: Findings = all.iter().take(MOST_MESSAGES).map(|&finding| finding.clone()).collect();
        format!("there are {}:\n\n{shown}", all.len())
    }
}

macro_rules! severities {
    ($($severity:ident, $what:literal: $has:ident, $has_no:ident, $find:ident;)+) => {
        impl Annotations {
            $(
                #[doc = concat!("There is such ", $what, " on the construct with a path, or on any by `*`.")]
                #[track_caller]
                pub fn $has(&self, path: &str, message: impl Into<Matcher>) {
                    self.expect(Severity::$severity, path, message.into());
                }

                #[doc = concat!("There is no such ", $what, " on the construct with a path, or on any by `*`.")]
                #[track_caller]
                pub fn $has_no(&self, path: &str, message: impl Into<Matcher>) {
                    self.expect_none(Severity::$severity, path, message.into());
                }

                #[doc = concat!("Each such ", $what, ".")]
                pub fn $find(&self, path: &str, message: impl Into<Matcher>) -> Vec<Finding> {
                    self.find(Severity::$severity, path, &message.into())
                }
            )+
        }
    };
}

severities! {
    Error, "error": has_error, has_no_error, find_errors;
    Warning, "warning": has_warning, has_no_warning, find_warnings;
    Info, "info": has_info, has_no_info, find_infos;
}

fn name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}
