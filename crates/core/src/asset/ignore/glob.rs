//! Patterns read like those of a shell, as the npm package `minimatch` 10 reads them with `matchBase`.

use hashbrown::HashSet;

use super::braces;
use super::matcher::{matches, units};
use super::segment::{self, Part};

/// Compiled patterns, of which the last that matches decides.
pub(crate) struct GlobRules {
    rules: Vec<Rule>,
}

struct Rule {
    is_exception: bool,
    /// One for each expansion of braces.
    patterns: Vec<Vec<Part>>,
}

impl GlobRules {
    pub(super) fn new<'a>(patterns: impl Iterator<Item = &'a str>) -> GlobRules {
        let is_rule = |pattern: &&str| !pattern.is_empty() && !pattern.starts_with('#');
        GlobRules { rules: patterns.filter(is_rule).map(Rule::new).collect() }
    }

    pub(super) fn excludes(&self, path: &str) -> bool {
        let parts: Vec<Vec<u16>> = path.split('/').map(units).collect();
        self.rules.iter().fold(false, |excluded, rule| {
            if excluded == rule.is_exception && rule.matches(&parts) { !rule.is_exception } else { excluded }
        })
    }
}

impl Rule {
    fn new(pattern: &str) -> Rule {
        let patterns = braces::expand(pattern.trim_start_matches('!'))
            .iter()
            .map(|expanded| split(expanded).into_iter().map(segment::compile).collect())
            .collect();
        Rule { is_exception: pattern.starts_with('!'), patterns }
    }

    fn matches(&self, path: &[Vec<u16>]) -> bool {
        self.patterns.iter().any(|pattern| {
            // A pattern of a single part is about names, at whatever depth.
            let names = if pattern.len() == 1 { path.split_at(path.len().saturating_sub(1)).1 } else { path };
            match_path(pattern, names)
        })
    }
}

/// The parts of a pattern, without repeated `**` and without `..` behind a name.
fn split(pattern: &str) -> Vec<&str> {
    let begin = pattern.starts_with('/').then_some("");
    let end = pattern.ends_with('/').then_some("");
    let mut parts: Vec<&str> = Vec::new();
    for part in begin.into_iter().chain(pattern.split('/').filter(|part| !part.is_empty())).chain(end) {
        let previous = parts.last().copied();
        match part {
            "**" if previous == Some("**") => {}
            ".." if previous.is_some_and(|previous| !matches!(previous, "" | ".." | "." | "**")) => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    if parts.is_empty() { vec![""] } else { parts }
}

fn match_path(pattern: &[Part], path: &[Vec<u16>]) -> bool {
    let mut sections = pattern.split(|part| matches!(part, Part::Globstar));
    let head = sections.next().unwrap_or_default();
    let Some(tail) = sections.next_back() else { return match_parts(pattern, path) };
    let (Some(head_parts), Some(rest)) = (path.get(..head.len()), path.get(head.len()..)) else { return false };
    let Some(tail_at) = rest.len().checked_sub(tail.len()) else { return false };
    let (middle, tail_parts) = rest.split_at(tail_at);
    if !match_parts(head, head_parts) || !match_parts(tail, tail_parts) {
        return false;
    }
    let sections: Vec<&[Part]> = sections.collect();
    if sections.is_empty() {
        return (!middle.is_empty() || !tail.is_empty()) && !middle.iter().any(|name| is_hidden(name));
    }
    let section_limits = limits(&sections, middle.len());
    match_sections(&sections, &section_limits, rest, 0, !tail.is_empty(), &mut HashSet::new()) == Found::Yes
}

/// The last place at which each section between `**` is looked for; `None` when there is none.
///
/// What has to follow a section is counted the way `minimatch` counts it, which is from the wrong end.
fn limits(sections: &[&[Part]], length: usize) -> Vec<Option<usize>> {
    let mut before = vec![0];
    for section in sections {
        before.push(before.last().copied().unwrap_or_default() + section.len());
    }
    let sums = before.iter().take(sections.len()).rev();
    sections.iter().zip(sums).map(|(section, sum)| length.checked_sub(sum + section.len())).collect()
}

#[derive(PartialEq, Eq)]
enum Found {
    Yes,
    /// Not here, but maybe with an earlier section further on.
    No,
    /// Not with any place of the earlier sections.
    Never,
}

fn match_sections(
    sections: &[&[Part]],
    limits: &[Option<usize>],
    path: &[Vec<u16>],
    begin: usize,
    has_more: bool,
    not_here: &mut HashSet<(usize, usize)>,
) -> Found {
    // Whatever the earlier sections, nothing is tried twice.
    let state = (sections.len(), begin);
    if not_here.contains(&state) {
        return Found::No;
    }
    let (Some((section, sections)), Some((limit, limits))) = (sections.split_first(), limits.split_first()) else {
        let rest = path.get(begin..).unwrap_or_default();
        let is_found = !rest.iter().any(|name| is_hidden(name)) && (has_more || !rest.is_empty());
        return if is_found { Found::Yes } else { Found::No };
    };
    let Some(limit) = limit else { return Found::Never };
    for at in begin..=*limit {
        let end = at + section.len();
        if path.get(at..end).is_some_and(|names| match_parts(section, names)) {
            match match_sections(sections, limits, path, end, has_more, not_here) {
                Found::No => {}
                found => return found,
            }
        }
        if path.get(at).is_some_and(|name| is_hidden(name)) {
            not_here.insert(state);
            return Found::No;
        }
    }
    Found::Never
}

fn is_hidden(name: &[u16]) -> bool {
    name.first() == Some(&u16::from(b'.'))
}

fn match_parts(pattern: &[Part], path: &[Vec<u16>]) -> bool {
    pattern.len() == path.len()
        && pattern.iter().zip(path).all(|(part, name)| match part {
            Part::Literal(literal) => literal == name,
            Part::Magic(nodes) => matches(nodes, name, &mut |end| end == name.len()),
            Part::Globstar => false,
        })
}
