//! A small backtracking matcher: what the three kinds of ignore patterns compile to.
//!
//! Texts are UTF-16 code units, because that is what a `?` counts where the hashes come from.

/// A text as the matcher reads it.
pub(super) fn units(text: &str) -> Vec<u16> {
    text.encode_utf16().collect()
}

/// A text as the matcher reads it when upper and lower case are the same.
pub(super) fn folded_units(text: &str) -> Vec<u16> {
    text.encode_utf16().map(fold).collect()
}

/// The upper-case form of a unit, unless that takes several units or would turn a non-ASCII letter into an ASCII one.
pub(super) fn fold(unit: u16) -> u16 {
    let Some(character) = char::from_u32(unit.into()) else { return unit };
    let mut upper = character.to_uppercase();
    match (upper.next().map(|first| u16::try_from(u32::from(first))), upper.next()) {
        (Some(Ok(folded)), None) if unit < 128 || folded >= 128 => folded,
        _ => unit,
    }
}

/// Whether a character counts as white space where patterns are trimmed.
pub(super) fn is_space(character: char) -> bool {
    character == '\u{feff}' || (character.is_whitespace() && character != '\u{85}')
}

const SLASH: u16 = b'/' as u16;
const DOT: u16 = b'.' as u16;

/// One step of a pattern.
#[derive(Debug)]
pub(super) enum Node {
    /// Exactly this unit.
    Unit(u16),
    /// Any one unit but a slash.
    Any,
    /// One unit of a set.
    Class(Class),
    /// Any number of units but slashes.
    Star,
    /// No dot here, when here is the beginning.
    NoDot,
    /// One of several sequences, or none of them when `optional`, or several in a row when `many`.
    Group { alternatives: Vec<Vec<Node>>, optional: bool, many: bool },
    /// What `Star` takes, where none of the sequences followed by the rest of the pattern would match.
    Not { alternatives: Vec<Vec<Node>>, no_dot: bool },
    /// Nothing, or anything that ends in a slash.
    Directories,
    /// Any number of directories, each with a slash before it.
    Segments,
    /// Anything.
    Everything,
    /// A slash and something after it.
    Below,
    /// Matches nothing, as the rest of a pattern that is malformed.
    Never,
}

/// A set of units.
#[derive(Debug, Default)]
pub(super) struct Class {
    /// Matches what is not in the set.
    pub(super) negated: bool,
    /// The first and the last unit of each range.
    pub(super) ranges: Vec<(u16, u16)>,
    /// Named sets that belong to this one.
    pub(super) named: Vec<fn(char) -> bool>,
    /// Named sets whose complements belong to this one.
    pub(super) named_complements: Vec<fn(char) -> bool>,
    /// Upper and lower case are the same.
    pub(super) ignores_case: bool,
}

impl Class {
    /// The set that the inside of brackets describes, each unit with whether a backslash stands before it; `None` when
    /// a range ends before it begins and `lenient` does not let that range pass for nothing.
    pub(super) fn from_members(members: &[(u16, bool)], lenient: impl Fn(u16, u16) -> bool) -> Option<Class> {
        const HYPHEN: (u16, bool) = (b'-' as u16, false);
        let mut class = Class { ignores_case: true, ..Class::default() };
        let mut rest = members;
        while let [(first, _), others @ ..] = rest {
            let last = match others {
                [HYPHEN, (last, _), others @ ..] => {
                    rest = others;
                    *last
                }
                others => {
                    rest = others;
                    *first
                }
            };
            if *first <= last {
                class.ranges.push((*first, last));
            } else if !lenient(*first, last) {
                return None;
            }
        }
        Some(class)
    }

    fn contains(&self, unit: u16) -> bool {
        let character = char::from_u32(unit.into()).unwrap_or(char::REPLACEMENT_CHARACTER);
        let is_in_range = |unit: u16| self.ranges.iter().any(|(first, last)| (*first..=*last).contains(&unit));
        let lower = || character.to_lowercase().next().and_then(|lower| u16::try_from(u32::from(lower)).ok());
        let is_listed = is_in_range(unit)
            || (self.ignores_case && lower().is_some_and(is_in_range))
            || self.named.iter().any(|named| named(character));
        if self.named_complements.is_empty() {
            return is_listed != self.negated;
        }
        let lists = !self.ranges.is_empty() || !self.named.is_empty();
        let is_in_complement = !self.named_complements.iter().any(|named| named(character));
        (lists && is_listed != self.negated) || is_in_complement != self.negated
    }
}

/// Whether a sequence matches from the beginning up to a place that `ends` accepts.
pub(super) fn matches(nodes: &[Node], text: &[u16], ends: &mut dyn FnMut(usize) -> bool) -> bool {
    matches_at(nodes, text, 0, ends)
}

/// Whether a sequence matches from a place up to one that `ends` accepts.
pub(super) fn matches_at(nodes: &[Node], text: &[u16], at: usize, ends: &mut dyn FnMut(usize) -> bool) -> bool {
    let Some((node, rest)) = nodes.split_first() else { return ends(at) };
    let unit = text.get(at).copied();
    match node {
        Node::Unit(expected) => unit == Some(*expected) && matches_at(rest, text, at + 1, ends),
        Node::Any => unit.is_some_and(|unit| unit != SLASH) && matches_at(rest, text, at + 1, ends),
        Node::Class(class) => unit.is_some_and(|unit| class.contains(unit)) && matches_at(rest, text, at + 1, ends),
        Node::Star => star(rest, text, at, ends),
        Node::NoDot => !(at == 0 && unit == Some(DOT)) && matches_at(rest, text, at, ends),
        Node::Group { alternatives, optional, many } => {
            let mut then = |end| matches_at(rest, text, end, ends);
            (*optional && then(at)) || repeat(alternatives, *many, text, at, &mut then)
        }
        Node::Not { alternatives, no_dot } => {
            let mut then = |end| matches_at(rest, text, end, ends);
            let is_hidden = *no_dot && at == 0 && unit == Some(DOT);
            let is_listed = is_hidden || alternatives.iter().any(|sequence| matches_at(sequence, text, at, &mut then));
            !is_listed && star(rest, text, at, ends)
        }
        Node::Directories => {
            matches_at(rest, text, at, ends) || after_slashes(text, at).any(|end| matches_at(rest, text, end, ends))
        }
        Node::Segments => {
            matches_at(rest, text, at, ends)
                || (unit == Some(SLASH) && {
                    let length = run_length(text, at + 1);
                    length > 0 && matches_at(nodes, text, at + 1 + length, ends)
                })
        }
        Node::Everything => (at..=text.len()).any(|end| matches_at(rest, text, end, ends)),
        Node::Below => unit == Some(SLASH) && (at + 2..=text.len()).any(|end| matches_at(rest, text, end, ends)),
        Node::Never => false,
    }
}

fn star(rest: &[Node], text: &[u16], at: usize, ends: &mut dyn FnMut(usize) -> bool) -> bool {
    (at..=at + run_length(text, at)).any(|end| matches_at(rest, text, end, ends))
}

/// How many units there are up to the next slash.
fn run_length(text: &[u16], at: usize) -> usize {
    text.iter().skip(at).take_while(|unit| **unit != SLASH).count()
}

/// The places right after each slash.
fn after_slashes(text: &[u16], at: usize) -> impl Iterator<Item = usize> {
    text.iter().enumerate().skip(at).filter(|(_, unit)| **unit == SLASH).map(|(index, _)| index + 1)
}

fn repeat(
    alternatives: &[Vec<Node>],
    many: bool,
    text: &[u16],
    at: usize,
    then: &mut dyn FnMut(usize) -> bool,
) -> bool {
    alternatives.iter().any(|sequence| {
        matches_at(sequence, text, at, &mut |end| {
            then(end) || (many && end > at && repeat(alternatives, many, text, end, then))
        })
    })
}
