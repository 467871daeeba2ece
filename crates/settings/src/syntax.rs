//! What is wrong with a text that is no YAML, in words that help.

use purlin_core::Finding;

use crate::source::{Source, Span, quoted};

/// What the parser says, and what it most often means.
const EXPLANATIONS: &[(&str, &str, &str)] = &[
    (
        "mapping values are not allowed",
        "a `:` stands where no setting can begin",
        "let settings that belong together begin in the same column, and quote texts that contain `: `",
    ),
    (
        "did not find expected key",
        "this line does not fit the indentation of the lines before",
        "let settings that belong together begin in the same column",
    ),
    (
        "did not find expected '-' indicator",
        "this line does not fit the list before it",
        "let every `-` of a list begin in the same column",
    ),
    ("block sequence entries are not allowed", "a list cannot begin here", "begin it on a line of its own: `- value`"),
    ("simple key expect", "a `:` is missing on this line", "write `name: value`, with a space after the `:`"),
    ("unknown anchor", "no `&name` stands before this alias", "write `&name` before the value that is to be repeated"),
    ("found unexpected end of stream", "this quote is not closed", "close it with the same kind of quote"),
    ("invalid indentation in quoted scalar", "this quote is not closed", "close it with the same kind of quote"),
    (
        "unknown escape character",
        "a `\\` stands before a character that needs none",
        "use single quotes, or write `\\\\`",
    ),
    ("unexpected character", "a value cannot begin with this character", "put the value in quotes"),
    ("invalid trailing content", "something follows the closing quote", "put the whole value in quotes"),
    ("expected ',' or ']'", "a `,` or `]` is missing here", "separate the values by `,` and close the list with `]`"),
    ("expected ',' or '}'", "a `,` or `}` is missing here", "separate the values by `,` and close the map with `}`"),
    (
        "illegal placement of ':'",
        "a `:` stands inside of brackets that are not closed",
        "close them on the lines before",
    ),
    ("invalid indentation in flow", "brackets are not closed on the lines before", "close them, or indent this line"),
    ("misplaced bracket", "nothing was opened that this closes", "take the bracket out, or quote the value"),
    ("recursion limit", "lists and maps are nested too deeply", "look for brackets that are not meant"),
    ("unprintable", "a character stands here that cannot be shown", "delete it, and save the file as UTF-8 text"),
];

/// The finding for a text that the parser refuses.
pub(crate) fn syntax_finding(source: &Source, info: &str, mut at: Span) -> Finding {
    if at.line > source.line_count() || source.line(at.line).is_some_and(str::is_empty) {
        at = last_written(source, at);
    }
    if let Some(column) = tab_in_indentation(source, at, info) {
        let at = Span { column, length: 1, ..at };
        return Finding::error("yaml-tab", "a tab is used for indentation")
            .at(source.place(at))
            .help("indent with spaces");
    }
    if (info.contains("mapping values are not allowed") || info.contains("simple key expect"))
        && let Some(finding) = misplaced_colon(source, at)
    {
        return finding;
    }
    for (pattern, message, help) in EXPLANATIONS {
        if info.contains(pattern) {
            return Finding::error("yaml-syntax", *message).at(source.place(at)).help(*help);
        }
    }
    Finding::error("yaml-syntax", format!("this is not YAML: {info}"))
        .at(source.place(at))
        .help("check the indentation, the quotes and the `:` after each name around this line")
}

/// Why no `:` can stand at a place, as far as its line and the one before tell.
fn misplaced_colon(source: &Source, at: Span) -> Option<Finding> {
    let line = source.line(at.line)?;
    let finding = |message: &str, at: Span, help: String| {
        Some(Finding::error("yaml-syntax", message).at(source.place(at)).help(help))
    };
    let before: String = line.chars().take((at.column as usize).saturating_sub(1)).collect();
    if let Some((name, _)) = before.split_once(": ") {
        let value = line.get(name.len() + 1..).unwrap_or_default().trim();
        let help = format!("put the value in quotes: {}", quoted(&format!("\"{value}\"")));
        return finding("a second `:` stands on this line", at, help);
    }
    let written = |text: &str| !text.trim().is_empty() && !text.trim_start().starts_with('#');
    let (number, above) = (1..at.line).rev().find_map(|number| {
        let text = source.line(number).filter(|text| written(text))?;
        Some((number, text))
    })?;
    let item = above.trim_start().trim_start_matches("- ").trim();
    let indentation = |text: &str| text.chars().take_while(|c| *c == ' ').count();
    let column =
        u32::try_from(above.chars().count() - above.trim_start().trim_start_matches("- ").chars().count() + 1).ok()?;
    let above_at = |length: usize| Span { line: number, column, length: u32::try_from(length).unwrap_or(1) };
    match item.split_once(':') {
        _ if item.starts_with(['"', '\'', '[', '{', '|', '>', '&', '*', '!']) => None,
        None => {
            let name = item.split_whitespace().next()?;
            let help = format!("write {}", quoted(&format!("{name}: ...")));
            finding("a `:` is missing on this line", above_at(item.chars().count()), help)
        }
        Some((name, rest))
            if !rest.is_empty() && !rest.starts_with([' ', '/']) && !name.contains(char::is_whitespace) =>
        {
            let help = format!("write {}", quoted(&format!("{name}: {rest}")));
            finding("a space is missing after the `:`", above_at(item.chars().count()), help)
        }
        Some((name, rest)) if !rest.trim().is_empty() && indentation(line) > indentation(above) => {
            let help = format!("let it begin in the same column as {0}, or take out the value of {0}", quoted(name));
            let length = before.trim().chars().count();
            let column = u32::try_from(indentation(line) + 1).ok()?;
            let here = Span { line: at.line, column, length: u32::try_from(length).unwrap_or(1) };
            finding("this line is indented below a setting that has a value already", here, help)
        }
        Some(_) => None,
    }
}

/// The end of the last line with text up to a place: what is missing at the end of a file is missing there.
fn last_written(source: &Source, at: Span) -> Span {
    let lines = (1..=at.line.min(source.line_count())).rev();
    lines.filter_map(|line| Some((line, source.line(line)?))).find(|(_, text)| !text.trim().is_empty()).map_or(
        at,
        |(line, text)| Span { line, column: u32::try_from(text.trim_end().chars().count()).unwrap_or(1), length: 1 },
    )
}

/// The column of the first tab in a line's indentation, if the parser stumbled over it.
fn tab_in_indentation(source: &Source, at: Span, info: &str) -> Option<u32> {
    let line = source.line(at.line)?;
    let indentation: String = line.chars().take_while(|c| matches!(c, ' ' | '\t')).collect();
    let column = indentation.chars().position(|c| c == '\t')?;
    let within = at.column as usize <= indentation.len() + 1 || info.contains("tab");
    within.then(|| u32::try_from(column + 1).unwrap_or(1))
}
