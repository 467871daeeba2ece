//! Patterns read like those of `.gitignore`, as the npm package `ignore` 5 reads them: upper and lower case are the
//! same, and brackets know no negation.

use super::matcher::{Class, Node, fold, folded_units, is_space, matches_at, units};

const SLASH: u16 = b'/' as u16;
const STAR: u16 = b'*' as u16;
const BACKSLASH: u16 = b'\\' as u16;

/// Compiled patterns, of which the last that matches decides.
pub(crate) struct GitRules {
    rules: Vec<Rule>,
}

struct Rule {
    is_negative: bool,
    /// The pattern says where it applies; otherwise it may begin at any part of a path.
    is_anchored: bool,
    only_directories: bool,
    /// A pattern of which nothing is left but its `!`.
    matches_all: bool,
    nodes: Vec<Node>,
}

impl GitRules {
    pub(super) fn new<'a>(patterns: impl Iterator<Item = &'a str>) -> GitRules {
        GitRules { rules: patterns.filter(|pattern| is_rule(pattern)).map(Rule::new).collect() }
    }

    /// Whether a path is excluded, given that no directory above it is.
    pub(super) fn excludes(&self, path: &str, is_directory: bool) -> bool {
        let mut text = folded_units(path);
        if is_directory {
            text.push(SLASH);
        }
        self.rules.iter().fold(false, |excluded, rule| {
            if excluded == rule.is_negative && rule.matches(&text) { !rule.is_negative } else { excluded }
        })
    }
}

/// Neither blank, nor a comment, nor ending in a backslash that escapes nothing.
fn is_rule(pattern: &str) -> bool {
    let is_cut_short = pattern.strip_suffix('\\').is_some_and(|head| !head.ends_with('\\'));
    !pattern.chars().all(is_space) && !is_cut_short && !pattern.starts_with('#')
}

impl Rule {
    fn new(line: &str) -> Rule {
        let (is_negative, pattern) = match line.strip_prefix('!') {
            Some(pattern) => (true, pattern),
            None => (false, line),
        };
        let pattern = match pattern.strip_prefix('\\') {
            Some(unescaped) if unescaped.starts_with(['!', '#']) => unescaped,
            _ => pattern,
        };
        let has_inner_slash = pattern.find('/').is_some_and(|index| index + 1 < pattern.len());
        let trimmed = trim(pattern.strip_prefix('\u{feff}').unwrap_or(pattern));
        Rule {
            is_negative,
            is_anchored: has_inner_slash || trimmed.starts_with('/'),
            only_directories: trimmed.ends_with('/'),
            matches_all: trimmed.is_empty(),
            nodes: compile(&units(&trimmed)),
        }
    }

    fn matches(&self, text: &[u16]) -> bool {
        let mut ends = |end: usize| end == text.len() || (!self.only_directories && text.get(end..) == Some(&[SLASH]));
        let mut begins = |at: usize| matches_at(&self.nodes, text, at, &mut ends);
        self.matches_all
            || begins(0)
            || (!self.is_anchored && (1..text.len()).any(|at| text.get(at - 1) == Some(&SLASH) && begins(at)))
    }
}

/// A pattern without the spaces at its end that no backslash protects, and without the backslashes that protect others.
fn trim(pattern: &str) -> String {
    let head = pattern.trim_end_matches(is_space);
    let mut trimmed = String::new();
    let mut backslashes = 0;
    for character in head.chars() {
        if is_space(character) && backslashes % 2 == 1 {
            trimmed.pop();
            trimmed.push(' ');
        } else if is_space(character) && backslashes > 0 {
            trimmed.push(' ');
        } else {
            trimmed.push(character);
        }
        backslashes = if character == '\\' { backslashes + 1 } else { 0 };
    }
    if backslashes % 2 == 1 && head.len() < pattern.len() {
        trimmed.pop();
        trimmed.push(' ');
    }
    trimmed
}

fn compile(pattern: &[u16]) -> Vec<Node> {
    const DOUBLE_STAR_SLASH: &[u16] = &[STAR, STAR, SLASH];
    let mut nodes = Vec::new();
    let mut rest = pattern.strip_prefix(&[SLASH]).unwrap_or(pattern);
    if let Some(inner) = rest.strip_prefix(DOUBLE_STAR_SLASH) {
        nodes.push(Node::Directories);
        rest = inner;
    }
    // A star alone in its part of the path takes at least one character.
    let mut begins_part = rest.len() + 1 == pattern.len();
    while let [unit, others @ ..] = rest {
        let begins = std::mem::replace(&mut begins_part, *unit == SLASH);
        rest = others;
        match (*unit, others) {
            (SLASH, [STAR, STAR]) => {
                nodes.push(Node::Below);
                rest = &[];
            }
            (SLASH, [STAR, STAR, SLASH, ..]) => {
                nodes.push(Node::Segments);
                rest = others.get(2..).unwrap_or_default();
            }
            (STAR, [STAR, ..]) => {
                while let [STAR, others @ ..] = rest {
                    rest = others;
                }
                nodes.push(Node::Star);
            }
            (STAR, []) | (BACKSLASH, [STAR]) => {
                if begins {
                    nodes.push(Node::Any);
                }
                nodes.push(Node::Star);
                rest = &[];
            }
            (STAR, _) => nodes.push(Node::Star),
            // Not an escape: the question mark is replaced as if it were bare, by what then cannot match.
            (BACKSLASH, [QUESTION_MARK, ..]) => nodes.push(Node::Never),
            (BACKSLASH, [escaped, others @ ..]) => {
                nodes.push(Node::Unit(fold(*escaped)));
                rest = others;
            }
            (QUESTION_MARK, _) => nodes.push(Node::Any),
            (OPEN, others) => {
                let (class, others) = class(others);
                nodes.push(class.map_or(Node::Never, Node::Class));
                rest = others;
            }
            (unit, _) => nodes.push(Node::Unit(fold(unit))),
        }
    }
    nodes
}

const QUESTION_MARK: u16 = b'?' as u16;
const OPEN: u16 = b'[' as u16;
const CLOSE: u16 = b']' as u16;

/// The set in brackets, and what comes after them.
fn class(inside: &[u16]) -> (Option<Class>, &[u16]) {
    let Some(length) = inside.iter().position(|unit| *unit == CLOSE) else { return (None, &[]) };
    let (content, rest) = inside.split_at(length);
    let rest = rest.get(1..).unwrap_or_default();
    let trailing = content.iter().rev().take_while(|unit| **unit == BACKSLASH).count();
    if trailing % 2 == 1 || content.is_empty() {
        return (None, rest);
    }
    let mut members = Vec::new();
    let mut units = content.iter();
    while let Some(unit) = units.next() {
        match *unit {
            BACKSLASH => members.extend(units.next().map(|escaped| (*escaped, true))),
            unit => members.push((unit, false)),
        }
    }
    let is_plain = |unit: u16| (u16::from(b'0')..=u16::from(b'z')).contains(&unit);
    (Class::from_members(&members, |first, last| is_plain(first) && is_plain(last)), rest)
}
