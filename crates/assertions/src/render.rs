//! Values and differences as people read them in the message of a failed test.

use std::fmt::Write;
use std::time::Duration;

use serde_json::Value as Json;
use similar::{ChangeTag, TextDiff};

use crate::failure::shortened;

/// Lines of a difference that are shown.
const MOST_LINES: usize = 60;
/// Characters of a line that are shown.
const LONGEST_LINE: usize = 200;
/// How long the shortest difference is looked for: whole templates that have nothing in common would take minutes.
const LONGEST_SEARCH: Duration = Duration::from_secs(2);
/// Lines around a change that are shown.
const CONTEXT: usize = 3;

/// A value on one line, shortened.
pub(crate) fn brief(value: &Json) -> String {
    shortened(&value.to_string(), LONGEST_LINE)
}

/// A value over several lines, as snapshots have it.
pub(crate) fn pretty(value: &Json) -> String {
    format!("{value:#}\n")
}

/// A value over several lines, without the commas between them: they would make lines differ that say the same.
pub(crate) fn lines(value: &Json) -> String {
    pretty(value).replace(",\n", "\n")
}

/// The lines in which two texts differ, each with `-` for the wanted and `+` for the found, with a few around them.
pub(crate) fn difference(wanted: &str, found: &str) -> String {
    let diff = TextDiff::configure().timeout(LONGEST_SEARCH).diff_lines(wanted, found);
    let mut text = String::new();
    let mut lines = 0;
    for (number, group) in diff.grouped_ops(CONTEXT).iter().enumerate() {
        if number > 0 {
            text += "  ⋮\n";
        }
        for change in group.iter().flat_map(|operation| diff.iter_changes(operation)) {
            if lines == MOST_LINES {
                text += "  … and more\n";
                return text;
            }
            lines += 1;
            let sign = match change.tag() {
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
                ChangeTag::Equal => ' ',
            };
            // Writing to a text cannot fail.
            let _ = writeln!(text, "{sign} {}", shortened(change.value().trim_end_matches('\n'), LONGEST_LINE));
        }
    }
    text
}
