//! What is told to people, on stderr.

use std::fmt::Display;
use std::io::{IsTerminal, Write};

use purlin_core::{App, CloudAssembly, Finding, Findings, Severity, Visible};

/// Prints a line, or several. Nobody can be told when that fails.
pub(crate) fn print(text: impl Display) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Prints a result, with a line break behind it, to stdout. `what` it is, is told where that fails.
pub(crate) fn answer(text: &str, what: &str) -> Result<(), Findings> {
    answer_lines([text], what)
}

/// Prints a result of several lines, or of none.
pub(crate) fn answer_lines(lines: impl IntoIterator<Item = impl Display>, what: &str) -> Result<(), Findings> {
    let mut out = std::io::stdout().lock();
    match lines.into_iter().try_for_each(|line| writeln!(out, "{line}")) {
        Ok(()) => Ok(()),
        // Whoever reads has read enough.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Finding::error("unwritable-output", format!("cannot print the {what}: {error}")).into()),
    }
}

/// Prints a result for people, which `draw` makes with colours or without.
///
/// What it quotes may come from files of others. Control characters are written out there: colours are some of them, so that a text
/// with others has none.
pub(crate) fn answer_drawn(draw: impl Fn(bool) -> String, what: &str) -> Result<(), Findings> {
    let plain = draw(false);
    let visible = Visible(&plain).to_string();
    answer(&if visible == plain && answers_have_colours() { draw(true) } else { visible }, what)
}

/// Whether results may have colours: they go to a terminal that knows them, and nobody asked for none.
///
/// [`NO_COLOR`](https://no-color.org) is what programs agree on.
fn answers_have_colours() -> bool {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let is_dumb = std::env::var_os("TERM").is_some_and(|terminal| terminal == "dumb");
    std::io::stdout().is_terminal() && !is_dumb && !is_set("NO_COLOR")
}

/// Prints findings that keep anything from being answered, or from being written by a command that writes.
pub(crate) fn failure(findings: &Findings, writes: bool) {
    let errors = findings.count(Severity::Error);
    let plural = if errors == 1 { "" } else { "s" };
    // Whoever only looks wrote nothing in any case. When files could not be put into their places, some of them may have been.
    let is_in_part = findings.iter().any(|finding| finding.rule == "unwritable-output");
    let outcome = if writes && !is_in_part { ": nothing was written" } else { "" };
    print(format_args!("{findings}\n\n{errors} error{plural}{outcome}"));
    write_error_file(findings);
}

/// Prints what was found that is no error: warnings, and unless quiet also what is only worth knowing.
pub(crate) fn remarks(assembly: &CloudAssembly, quiet: bool) {
    for finding in assembly.remarks() {
        if finding.severity == Severity::Warning || !quiet {
            print(format_args!("{finding}\n"));
        }
    }
}

/// Also what the app itself has found by now, before what stopped it from being built.
pub(crate) fn with_findings_of(app: &App, findings: Findings) -> Findings {
    let mut all = app.findings();
    all.extend(findings);
    all
}

/// A number with what it counts: `1 stack`, `2 stacks`.
pub(crate) fn counted(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// What follows the last dot of a construct's kind: `Stack` of `purlin.Stack`.
pub(crate) fn last_word(kind: &str) -> &str {
    kind.rsplit('.').next().unwrap_or_default()
}

/// Tells the toolkit the kind of failure, for its statistics.
fn write_error_file(findings: &Findings) {
    let rule = findings.iter().find(|finding| finding.severity == Severity::Error).map(|finding| &finding.rule);
    if let (Some(path), Some(rule)) = (std::env::var_os("CDK_ERROR_FILE"), rule) {
        let _ = std::fs::write(path, format!("{rule}\n"));
    }
}
