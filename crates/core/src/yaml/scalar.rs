//! Texts and numbers in YAML, so that every reader takes them for what they are: parsers of YAML 1.1, such as
//! CloudFormation's, and of YAML 1.2.

/// How a text stands in a document.
#[derive(Debug, PartialEq)]
pub(super) enum Scalar {
    /// On the line where it begins.
    Inline(String),
    /// Below the line where it begins, indented, behind this header.
    Block { header: String, lines: Vec<String> },
}

/// Where a text stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    /// The column that it begins in.
    pub(super) column: usize,
    /// The column that the lines of a block begin in.
    pub(super) block: usize,
    /// How long lines should be at most.
    pub(super) width: usize,
}

/// Spaces that a block's lines have before them; what an indentation indicator says.
const BLOCK_INDENT: usize = 2;

/// A text in the form that reads best.
pub(super) fn text(text: &str, room: Room) -> Scalar {
    if text.contains('\n') && fits_literal_block(text) {
        return literal(text);
    }
    let inline = inline(text);
    if room.column + inline.chars().count() > room.width
        && let Some(lines) = folded(text, room.width.saturating_sub(room.block))
    {
        return Scalar::Block { header: ">-".to_owned(), lines };
    }
    Scalar::Inline(inline)
}

/// A text on one line, outside of `[...]`.
pub(super) fn inline(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { quoted(text) }
}

/// A text on one line within `[...]`.
///
/// Only words go without quotes there: a comma ends a text, and some parsers of YAML 1.1 take no colon.
pub(super) fn inline_in_flow(text: &str) -> String {
    let is_word = text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '/' | '-'))
        && text.ends_with(char::is_alphanumeric);
    if is_word && is_plain(text) { text.to_owned() } else { quoted(text) }
}

/// A number as YAML 1.1 knows it for one: with a dot before an exponent.
pub(super) fn number(json: &str) -> String {
    match json.split_once(['e', 'E']) {
        Some((digits, exponent)) => {
            let dot = if digits.contains('.') { "" } else { ".0" };
            let sign = if exponent.starts_with(['+', '-']) { "" } else { "+" };
            format!("{digits}{dot}e{sign}{exponent}")
        }
        None => json.to_owned(),
    }
}

fn quoted(text: &str) -> String {
    let needs_escapes = !text.chars().all(is_printable);
    let single_is_plainer = !text.contains('\'') || text.contains(['"', '\\']);
    if !needs_escapes && single_is_plainer {
        return format!("'{}'", text.replace('\'', "''"));
    }
    let mut out = String::from('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            printable if is_printable(printable) => out.push(printable),
            other => match u32::from(other) {
                code @ 0..=0xFF => out.push_str(&format!("\\x{code:02X}")),
                code @ 0x100..=0xFFFF => out.push_str(&format!("\\u{code:04X}")),
                code => out.push_str(&format!("\\U{code:08X}")),
            },
        }
    }
    out.push('"');
    out
}

/// Whether a text can stand without quotes and is a text for every parser.
fn is_plain(text: &str) -> bool {
    let Some(first) = text.chars().next() else { return false };
    let begins_well = first.is_ascii_alphanumeric()
        || matches!(first, '_' | '/' | '.' | '$' | '(' | '\\' | '^' | '+')
        || !first.is_ascii();
    begins_well
        && text.chars().all(is_printable)
        && !text.contains(['{', '}', '[', ']'])
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with([':', ' '])
        && !is_word_with_a_meaning(text)
        && !looks_like_a_number(text)
}

/// Words that some parser takes for a truth value, for nothing, or for a number.
fn is_word_with_a_meaning(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", ".inf", "+.inf", "-.inf", ".nan", "<<", "=",
    ];
    text.len() <= 5 && WORDS.contains(&text.to_ascii_lowercase().as_str())
}

/// Whether a text could be a number of any base, a time, or a date: rather more texts than are.
fn looks_like_a_number(text: &str) -> bool {
    let digits = text.trim_start_matches(['+', '-', '.', '_']);
    (digits.is_empty() || digits.starts_with(|c: char| c.is_ascii_digit()))
        && text.chars().all(|c| {
            c.is_ascii_hexdigit()
                || matches!(c, 'x' | 'X' | 'o' | 'O' | 't' | 'T' | 'z' | 'Z' | '_' | '.' | ':' | '+' | '-' | ' ')
        })
}

/// What can stand in a document as it is; line breaks are not among it.
fn is_printable(character: char) -> bool {
    matches!(character,
        ' '..='~' | '\u{A0}'..='\u{2027}' | '\u{202A}'..='\u{D7FF}' | '\u{E000}'..='\u{FEFE}' | '\u{FF00}'..='\u{FFFD}'
        | '\u{10000}'..='\u{10FFFF}')
}

/// Whether a text of several lines can stand as it is, below each other.
fn fits_literal_block(text: &str) -> bool {
    let last = text.trim_end_matches('\n').rsplit('\n').next().unwrap_or_default();
    // Whether lines of spaces at the end belong to the text is not read alike by all.
    text.chars().all(|c| is_printable(c) || matches!(c, '\n' | '\t')) && !last.trim_matches([' ', '\t']).is_empty()
}

fn literal(text: &str) -> Scalar {
    let body = text.trim_end_matches('\n');
    let mut header = String::from('|');
    // The first line that is not empty tells how far the block is indented, unless the header does.
    let before_content = body.split('\n').find(|line| !line.is_empty()).unwrap_or_default();
    if before_content.starts_with([' ', '\t']) {
        header.push_str(&BLOCK_INDENT.to_string());
    }
    let mut lines: Vec<String> = body.split('\n').map(str::to_owned).collect();
    match text.len() - body.len() {
        0 => header.push('-'),
        1 => {}
        more => {
            header.push('+');
            lines.extend(std::iter::repeat_n(String::new(), more - 1));
        }
    }
    Scalar::Block { header, lines }
}

/// The text over several lines that are read as one: broken where a single space is.
fn folded(text: &str, width: usize) -> Option<Vec<String>> {
    let foldable = text.chars().all(is_printable) && !text.starts_with(' ') && !text.ends_with(' ');
    if !foldable || !text.contains(' ') {
        return None;
    }
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in words(text) {
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > width {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    let fits = lines.len() > 1 || lines.iter().all(|line| line.chars().count() <= width);
    fits.then_some(lines)
}

/// What stands between single spaces; several spaces belong to the words around them.
fn words(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let space = |index: usize| bytes.get(index) == Some(&b' ');
    let mut found = Vec::new();
    let mut start = 0;
    for index in 0..bytes.len() {
        if space(index) && !space(index + 1) && !index.checked_sub(1).is_some_and(space) {
            found.push(&text[start..index]);
            start = index + 1;
        }
    }
    found.push(&text[start..]);
    found
}
