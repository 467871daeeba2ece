//! Patterns read like those of `.dockerignore`, as the npm package `@balena/dockerignore` reads them: upper and lower
//! case are the same, and a pattern that matches a directory matches everything below it.

use super::matcher::{Class, Node, fold, folded_units, is_space, matches, units};

const SLASH: u16 = b'/' as u16;

/// Compiled patterns, of which the last that matches decides.
pub(crate) struct DockerRules {
    rules: Vec<Rule>,
    /// The rules, each exception followed by one for each directory above it: what they include is walked into.
    rules_of_directories: Vec<Rule>,
}

struct Rule {
    is_negative: bool,
    nodes: Vec<Node>,
    /// How many parts the pattern has, `**` not counted.
    parts: usize,
    has_double_star: bool,
}

impl DockerRules {
    pub(super) fn new<'a>(patterns: impl Iterator<Item = &'a str>) -> DockerRules {
        let mut rules = Vec::new();
        let mut rules_of_directories = Vec::new();
        for line in patterns.flat_map(|pattern| pattern.split('\n')) {
            let line = line.strip_suffix('\r').unwrap_or(line);
            rules.extend(Rule::new(line));
            rules_of_directories.extend(Rule::new(line));
            let trimmed = line.trim_start_matches(is_space);
            let exception = trimmed.strip_prefix("/!").or(trimmed.strip_prefix('!'));
            let mut directory = exception.and_then(parent);
            while let Some(name) = directory {
                rules_of_directories.extend(Rule::new(&format!("!{name}")));
                directory = parent(name);
            }
        }
        DockerRules { rules, rules_of_directories }
    }

    pub(super) fn excludes(&self, path: &str) -> bool {
        is_excluded(&self.rules, &folded_units(path))
    }

    pub(super) fn excludes_completely(&self, directory: &str) -> bool {
        let path = folded_units(directory);
        is_excluded(&self.rules, &path) && is_excluded(&self.rules_of_directories, &path)
    }
}

fn is_excluded(rules: &[Rule], path: &[u16]) -> bool {
    // Where each directory above the path ends.
    let parents: Vec<usize> =
        path.iter().enumerate().filter(|(_, unit)| **unit == SLASH).map(|(index, _)| index).collect();
    rules.iter().fold(false, |excluded, rule| {
        if excluded == rule.is_negative && rule.matches(path, &parents) { !rule.is_negative } else { excluded }
    })
}

/// The directory of a path, unless that is the root or the current one.
fn parent(path: &str) -> Option<&str> {
    let (directory, _) = path.trim_end_matches('/').rsplit_once('/')?;
    let directory = directory.trim_end_matches('/');
    (!directory.is_empty() && directory != ".").then_some(directory)
}

impl Rule {
    fn new(line: &str) -> Option<Rule> {
        if line.starts_with('#') {
            return None;
        }
        let mut pattern = line.trim_matches(is_space);
        let has_mark = pattern.starts_with('!');
        if has_mark {
            pattern = pattern.get(1..)?.trim_matches(is_space);
        }
        if pattern.is_empty() {
            return None;
        }
        let cleaned = clean(pattern);
        let relative = cleaned.strip_prefix('/').filter(|relative| !relative.is_empty()).unwrap_or(&cleaned);
        let marked = format!("{}{relative}", if has_mark { "!" } else { "" });
        let cleaned = clean(marked.trim_matches(is_space));
        let (is_negative, pattern) = match cleaned.strip_prefix('!') {
            Some(pattern) => (true, pattern),
            None => (false, cleaned.as_str()),
        };
        if pattern.is_empty() {
            return None;
        }
        let parts = pattern.split('/').filter(|part| *part != "**").count();
        let has_double_star = pattern.split('/').any(|part| part == "**");
        Some(Rule { is_negative, nodes: compile(&units(pattern)), parts, has_double_star })
    }

    /// Whether the pattern matches a path or a directory above it of which the pattern says enough.
    fn matches(&self, path: &[u16], parents: &[usize]) -> bool {
        if self.is_match(path) {
            return true;
        }
        // A path of N parents is N+1 parts long, and its first N parts end at the N-th parent.
        let is_match_of = |parts: usize| {
            let end = parts.checked_sub(1).map_or(Some(0), |last| parents.get(last).copied());
            end.and_then(|end| path.get(..end)).is_some_and(|directory| self.is_match(directory))
        };
        if parents.is_empty() {
            false
        } else if self.has_double_star {
            (self.parts..=parents.len()).any(is_match_of)
        } else {
            is_match_of(self.parts)
        }
    }

    fn is_match(&self, text: &[u16]) -> bool {
        matches(&self.nodes, text, &mut |end| end == text.len())
    }
}

/// A path without what changes nothing in it: repeated slashes, `.`, `..` behind a name, a slash at the end.
fn clean(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/').filter(|part| !part.is_empty() && *part != ".") {
        let is_below_something = parts.last().is_some_and(|last| *last != "..");
        match part {
            ".." if is_below_something => drop(parts.pop()),
            ".." if path.starts_with('/') => {}
            part => parts.push(part),
        }
    }
    match (path.starts_with('/'), parts.is_empty()) {
        (true, _) => format!("/{}", parts.join("/")),
        (false, true) => ".".to_owned(),
        (false, false) => parts.join("/"),
    }
}

fn compile(pattern: &[u16]) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut rest = pattern;
    while let [unit, others @ ..] = rest {
        rest = others;
        match (char::from_u32((*unit).into()), others) {
            (Some('*'), [star, others @ ..]) if *star == u16::from(b'*') => {
                rest = others.strip_prefix(&[SLASH]).unwrap_or(others);
                nodes.push(if rest.is_empty() { Node::Everything } else { Node::Directories });
            }
            (Some('*'), _) => nodes.push(Node::Star),
            (Some('?'), _) => nodes.push(Node::Any),
            (Some('\\'), [escaped, others @ ..]) => {
                nodes.push(Node::Unit(fold(*escaped)));
                rest = others;
            }
            (Some('['), others) => {
                let (class, others) = class(others);
                nodes.push(class.map_or(Node::Never, Node::Class));
                rest = others;
            }
            _ => nodes.push(Node::Unit(fold(*unit))),
        }
    }
    nodes
}

/// The set in brackets, and what comes after them.
fn class(inside: &[u16]) -> (Option<Class>, &[u16]) {
    const CARET: u16 = b'^' as u16;
    const CLOSE: u16 = b']' as u16;
    const BACKSLASH: u16 = b'\\' as u16;
    let (negated, mut rest) = match inside {
        [CARET, rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    let mut members = Vec::new();
    loop {
        match rest {
            [CLOSE, rest @ ..] => {
                let class = Class::from_members(&members, |_, _| false);
                return (class.map(|class| Class { negated, ..class }), rest);
            }
            [BACKSLASH, escaped, others @ ..] => {
                members.push((*escaped, true));
                rest = others;
            }
            [unit, others @ ..] => {
                members.push((*unit, false));
                rest = others;
            }
            [] => return (None, &[]),
        }
    }
}
