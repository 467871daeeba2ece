//! The text of a settings file, and places in it.

use purlin_core::Place;

/// Longer lines are cut before they are shown.
const LONGEST_SHOWN_LINE: usize = 200;

/// Where something stands in a file: line and column count from 1, the length in characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) line: u32,
    pub(crate) column: u32,
    pub(crate) length: u32,
}

impl Span {
    /// The file as a whole.
    pub(crate) const FILE: Span = Span { line: 0, column: 0, length: 0 };
}

/// A file's name and its lines.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    name: String,
    lines: Vec<String>,
}

impl Source {
    pub(crate) fn new(name: impl Into<String>, text: &str) -> Self {
        let unified = text.replace("\r\n", "\n").replace('\r', "\n");
        Source { name: name.into(), lines: unified.split('\n').map(str::to_owned).collect() }
    }

    /// A line's text; lines count from 1.
    pub(crate) fn line(&self, line: u32) -> Option<&str> {
        self.lines.get((line as usize).checked_sub(1)?).map(String::as_str)
    }

    /// How many lines there are.
    pub(crate) fn line_count(&self) -> u32 {
        u32::try_from(self.lines.len()).unwrap_or(u32::MAX)
    }

    /// The place of a span, with its line's text where that can be shown.
    pub(crate) fn place(&self, span: Span) -> Place {
        if span.line == 0 {
            return Place::file(&self.name);
        }
        let Some(line) = self.line(span.line) else {
            return Place { line: span.line, column: span.column, ..Place::file(&self.name) };
        };
        let characters = u32::try_from(line.chars().count()).unwrap_or(u32::MAX);
        let column = span.column.min(characters.saturating_add(1));
        let behind = characters.saturating_sub(column.saturating_sub(1)).max(1);
        let shown = LONGEST_SHOWN_LINE as u32;
        let snippet = (column <= shown).then(|| shown_line(line));
        let length = span.length.clamp(1, behind).min(shown.saturating_sub(column).max(1));
        Place { file: self.name.clone(), line: span.line, column, snippet, length }
    }
}

/// A line without what would disturb a terminal, cut where it is very long.
fn shown_line(line: &str) -> String {
    let mut shown: String = line
        .chars()
        .take(LONGEST_SHOWN_LINE)
        .map(|c| if is_disturbing(c) && c != '\t' { char::REPLACEMENT_CHARACTER } else { c })
        .collect();
    if line.chars().nth(LONGEST_SHOWN_LINE).is_some() {
        shown.push('…');
    }
    shown
}

/// A text as messages quote it: between backticks, on one line, not too long.
pub(crate) fn quoted(text: &str) -> String {
    const LONGEST: usize = 80;
    let mut quoted = String::from("`");
    for (index, c) in text.chars().enumerate() {
        if index == LONGEST {
            quoted.push('…');
            break;
        }
        push_escaped(&mut quoted, c);
    }
    quoted.push('`');
    quoted
}

/// A text in which what would disturb a terminal is escaped, but for line breaks where they are kept.
pub(crate) fn escaped(text: &str, keep_lines: bool) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if keep_lines && c == '\n' {
            escaped.push(c);
        } else {
            push_escaped(&mut escaped, c);
        }
    }
    escaped
}

/// So many of a thing: "1 digit", "2 digits".
pub(crate) fn counted(count: usize, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
}

fn push_escaped(text: &mut String, c: char) {
    if is_disturbing(c) {
        text.extend(c.escape_default());
    } else {
        text.push(c);
    }
}

/// What steers a terminal, and what lets text appear in another order than it has, on other lines, or not at all.
fn is_disturbing(c: char) -> bool {
    let orders = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_control() || orders || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')
}
