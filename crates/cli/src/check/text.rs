//! Findings as people read them.

use anstyle::{AnsiColor, Style};
use purlin_core::{Finding, Severity};

use super::report::Report;

/// All findings, and a line that sums them up where that is wanted.
pub(super) fn written(report: &Report, colours: bool, summary: bool) -> String {
    let findings = report.findings().iter().map(|finding| one(finding, colours));
    findings.chain(summary.then(|| report.summary())).collect::<Vec<_>>().join("\n\n")
}

/// A finding, the severity and rule of which stand out.
fn one(finding: &Finding, colours: bool) -> String {
    let text = finding.to_string();
    let end = text.find("]: ").filter(|_| colours).map(|end| end + 1);
    match end.and_then(|end| text.split_at_checked(end)) {
        Some((head, rest)) => {
            let style = style(finding.severity);
            format!("{style}{head}{style:#}{rest}")
        }
        None => text,
    }
}

fn style(severity: Severity) -> Style {
    let colour = match severity {
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Info => AnsiColor::Cyan,
    };
    colour.on_default().bold()
}
