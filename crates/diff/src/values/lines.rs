//! Texts of several lines.

use std::time::Duration;

use serde_json::Value;
use similar::{ChangeTag, TextDiff};

use super::template_text;

/// How many lines that are the same stand around those that differ.
const CONTEXT: usize = 2;

/// After this long, lines that differ are not looked for among each other any more, which tells more of them than needed.
const LONGEST: Duration = Duration::from_millis(200);

/// A line of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What became of it.
    pub kind: LineKind,
    /// It, without the line break; of those left out how many.
    pub text: String,
}

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is the same.
    Same,
    /// Lines that are the same were left out here.
    LeftOut,
}

/// The lines of two texts, when both are texts and one has several lines.
pub(super) fn of(old: Option<&Value>, new: Option<&Value>) -> Vec<Line> {
    let (Some(old), Some(new)) = (old.and_then(template_text::of), new.and_then(template_text::of)) else {
        return Vec::new();
    };
    let (old, new) = (old.to_string(), new.to_string());
    if !old.trim_end().contains('\n') && !new.trim_end().contains('\n') {
        return Vec::new();
    }
    let difference = TextDiff::configure().timeout(LONGEST).diff_lines(&old, &new);
    let mut lines = Vec::new();
    let mut reached = 0;
    for group in difference.grouped_ops(CONTEXT) {
        let start = group.first().map_or(reached, |operation| operation.old_range().start);
        left_out(&mut lines, start.saturating_sub(reached));
        for change in group.iter().flat_map(|operation| difference.iter_changes(operation)) {
            let kind = match change.tag() {
                ChangeTag::Equal => LineKind::Same,
                ChangeTag::Delete => LineKind::Removed,
                ChangeTag::Insert => LineKind::Added,
            };
            let text = change.value();
            lines.push(Line { kind, text: text.strip_suffix('\n').unwrap_or(text).to_owned() });
        }
        reached = group.last().map_or(reached, |operation| operation.old_range().end);
    }
    left_out(&mut lines, old.lines().count().saturating_sub(reached));
    lines
}

fn left_out(lines: &mut Vec<Line>, number: usize) {
    if number > 0 {
        let plural = if number == 1 { "" } else { "s" };
        lines.push(Line { kind: LineKind::LeftOut, text: format!("{number} line{plural}") });
    }
}
