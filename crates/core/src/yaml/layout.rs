//! Lays parts of a document out as YAML in block style.

use super::functions::Node;
use super::scalar::{self, Room, Scalar};

/// How long lines should be at most.
pub(super) const WIDTH: usize = 100;
const INDENT: usize = 2;
/// How long a list can be that is read at a glance, and so stands on one line.
const GLANCE: usize = 60;
/// Longer keys are no simple ones for parsers, whose limit is 1,024 bytes.
const LONGEST_SIMPLE_KEY: usize = 1000;

/// What a value stands behind.
#[derive(Clone, Copy, PartialEq)]
enum Behind {
    /// `key:`, with entries of maps and items of lists on lines of their own.
    Key,
    /// `-`, with the first entry or item on the same line.
    Dash,
}

/// Appends `key: value` behind `column` spaces, with a line break at the end.
pub(super) fn push_entry(out: &mut String, key: &str, value: &Node, column: usize) {
    push_spaces(out, column);
    push_key_and_value(out, key, value, column);
}

pub(super) fn push_spaces(out: &mut String, number: usize) {
    out.extend(std::iter::repeat_n(' ', number));
}

fn push_key_and_value(out: &mut String, key: &str, value: &Node, column: usize) {
    let key = scalar::inline(key);
    if key.len() > LONGEST_SIMPLE_KEY {
        out.push_str("? ");
        out.push_str(&key);
        out.push('\n');
        push_spaces(out, column);
    } else {
        out.push_str(&key);
    }
    out.push(':');
    push_value(out, value, column, Behind::Key);
}

/// Appends a value; `column` is that of the key or dash before it.
fn push_value(out: &mut String, node: &Node, column: usize, behind: Behind) {
    match node {
        Node::Raw(text) => push_inline(out, text),
        Node::Text(text) => push_text(out, text, column),
        Node::Map(entries) if entries.is_empty() => push_inline(out, "{}"),
        Node::List(items) if items.is_empty() => push_inline(out, "[]"),
        Node::Map(entries) => {
            for (index, (key, value)) in entries.iter().enumerate() {
                begin(out, index == 0, column, behind);
                push_key_and_value(out, key, value, column + INDENT);
            }
        }
        Node::List(items) => match glance(items) {
            Some(flow) => push_inline(out, &flow),
            None => push_items(out, items, column, behind),
        },
        Node::Short(tag, argument) => {
            out.push(' ');
            out.push_str(tag);
            match &**argument {
                Node::List(items) => {
                    match flow(items).filter(|flow| current_column(out) + 1 + flow.chars().count() <= WIDTH) {
                        Some(flow) => push_inline(out, &flow),
                        None => push_items(out, items, column, Behind::Key),
                    }
                }
                other => push_value(out, other, column, Behind::Key),
            }
        }
    }
}

fn push_items(out: &mut String, items: &[Node], column: usize, behind: Behind) {
    for (index, item) in items.iter().enumerate() {
        begin(out, index == 0, column, behind);
        out.push('-');
        push_value(out, item, column + INDENT, Behind::Dash);
    }
}

/// Begins an entry or item of something that stands behind a key or dash in this column.
fn begin(out: &mut String, first: bool, column: usize, behind: Behind) {
    if first && behind == Behind::Dash {
        return out.push(' ');
    }
    if first {
        out.push('\n');
    }
    push_spaces(out, column + INDENT);
}

fn push_inline(out: &mut String, text: &str) {
    out.push(' ');
    out.push_str(text);
    out.push('\n');
}

fn push_text(out: &mut String, text: &str, column: usize) {
    let block = column + INDENT;
    match scalar::text(text, Room { column: current_column(out) + 1, block, width: WIDTH }) {
        Scalar::Inline(text) => push_inline(out, &text),
        Scalar::Block { header, lines } => {
            push_inline(out, &header);
            for line in lines {
                if !line.is_empty() {
                    push_spaces(out, block);
                    out.push_str(&line);
                }
                out.push('\n');
            }
        }
    }
}

fn current_column(out: &str) -> usize {
    out.rsplit('\n').next().unwrap_or_default().chars().count()
}

/// A short list of plain words, numbers and names on one line. Colons would need quotes there.
fn glance(items: &[Node]) -> Option<String> {
    let is_plain = |item: &Node| match item {
        Node::Raw(_) => true,
        Node::Text(text) => !text.contains(':'),
        Node::Short(_, argument) => matches!(&**argument, Node::Text(text) if !text.contains([':', '$'])),
        Node::List(_) | Node::Map(_) => false,
    };
    let flow = items.iter().all(is_plain).then(|| flow(items)).flatten()?;
    (flow.chars().count() <= GLANCE).then_some(flow)
}

/// `[a, !Ref b]`, for items that have no maps and no texts of several lines.
fn flow(items: &[Node]) -> Option<String> {
    let items: Option<Vec<String>> = items.iter().map(flow_item).collect();
    Some(format!("[{}]", items?.join(", ")))
}

fn flow_item(node: &Node) -> Option<String> {
    match node {
        Node::Raw(text) => Some(text.clone()),
        Node::Text(text) if text.contains('\n') => None,
        Node::Text(text) => Some(scalar::inline_in_flow(text)),
        Node::List(items) => flow(items),
        Node::Map(entries) => entries.is_empty().then(|| "{}".to_owned()),
        Node::Short(tag, argument) => Some(format!("{tag} {}", flow_item(argument)?)),
    }
}
