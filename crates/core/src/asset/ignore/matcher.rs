//! A small backtracking matcher: what the three kinds of ignore patterns compile to.
//!
//! Texts are UTF-16 code units, because that is what a `?` counts where the hashes come from.

use hashbrown::HashMap;

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

/// Whether a sequence matches from a place up to one that `ends` accepts, which has to say the same each time.
pub(super) fn matches_at(nodes: &[Node], text: &[u16], at: usize, ends: &mut dyn FnMut(usize) -> bool) -> bool {
    Matcher { text, ends, steps: 0, known: HashMap::new() }.run(nodes, at, None)
}

/// So many steps are made before results are kept: most patterns are done by then.
const STEPS_UNTIL_KEPT: usize = 500;

/// Where a node with choices or the sequences of a group are stored, a place in the text, and how many of the groups around it
/// have advanced: together they decide what comes of it, so that nothing is tried twice.
type State = (*const (), usize, usize);

struct Matcher<'a> {
    text: &'a [u16],
    ends: &'a mut dyn FnMut(usize) -> bool,
    steps: usize,
    known: HashMap<State, bool>,
}

/// What comes after a sequence of a group.
#[derive(Clone, Copy)]
struct After<'a> {
    rest: &'a [Node],
    /// The sequences that may come once more, and where this one began.
    again: Option<(&'a [Vec<Node>], usize)>,
    outer: Option<&'a After<'a>>,
}

impl Matcher<'_> {
    fn run(&mut self, nodes: &[Node], begin: usize, after: Option<&After<'_>>) -> bool {
        let mut at = begin;
        let mut nodes = nodes;
        loop {
            let Some((node, rest)) = nodes.split_first() else { return self.finish(at, after) };
            let unit = self.text.get(at).copied();
            let is_match = match node {
                Node::Unit(expected) => unit == Some(*expected),
                Node::Any => unit.is_some_and(|unit| unit != SLASH),
                Node::Class(class) => unit.is_some_and(|unit| class.contains(unit)),
                Node::NoDot if at == 0 && unit == Some(DOT) => false,
                Node::NoDot => {
                    nodes = rest;
                    continue;
                }
                node => return self.choose(node, rest, at, after),
            };
            if !is_match {
                return false;
            }
            at += 1;
            nodes = rest;
        }
    }

    /// Goes on behind a sequence.
    fn finish(&mut self, at: usize, after: Option<&After<'_>>) -> bool {
        let Some(after) = after else { return (self.ends)(at) };
        self.run(after.rest, at, after.outer)
            || after.again.is_some_and(|(sequences, begin)| {
                at > begin && self.repeat(sequences, at, &After { again: Some((sequences, at)), ..*after })
            })
    }

    fn repeat(&mut self, sequences: &[Vec<Node>], at: usize, after: &After<'_>) -> bool {
        let state = (sequences.as_ptr().cast(), at, advanced(Some(after), at));
        if let Some(known) = self.known.get(&state) {
            return *known;
        }
        self.steps += 1;
        let is_match = self.any_of(sequences, at, after);
        self.keep(state, is_match);
        is_match
    }

    fn any_of(&mut self, sequences: &[Vec<Node>], at: usize, after: &After<'_>) -> bool {
        sequences.iter().any(|sequence| self.run(sequence, at, Some(after)))
    }

    /// A node that may match in several ways.
    fn choose(&mut self, node: &Node, rest: &[Node], at: usize, after: Option<&After<'_>>) -> bool {
        let state = (std::ptr::from_ref(node).cast(), at, advanced(after, at));
        if let Some(known) = self.known.get(&state) {
            return *known;
        }
        self.steps += 1;
        let text = self.text;
        let is_match = match node {
            Node::Star => return self.star(state, rest, after),
            Node::Group { alternatives, optional, many } => {
                let again = many.then_some((alternatives.as_slice(), at));
                (*optional && self.run(rest, at, after))
                    || self.any_of(alternatives, at, &After { rest, again, outer: after })
            }
            Node::Not { alternatives, no_dot } => {
                let is_hidden = *no_dot && at == 0 && text.first() == Some(&DOT);
                !(is_hidden || self.any_of(alternatives, at, &After { rest, again: None, outer: after }))
                    && (at..=at + run_length(text, at)).any(|end| self.run(rest, end, after))
            }
            Node::Directories => {
                self.run(rest, at, after) || after_slashes(text, at).any(|end| self.run(rest, end, after))
            }
            Node::Segments => {
                self.run(rest, at, after)
                    || (text.get(at) == Some(&SLASH) && {
                        let length = run_length(text, at + 1);
                        length > 0 && self.choose(node, rest, at + 1 + length, after)
                    })
            }
            Node::Everything => (at..=text.len()).any(|end| self.run(rest, end, after)),
            Node::Below => text.get(at) == Some(&SLASH) && (at + 2..=text.len()).any(|end| self.run(rest, end, after)),
            Node::Unit(_) | Node::Any | Node::Class(_) | Node::NoDot | Node::Never => false,
        };
        self.keep(state, is_match);
        is_match
    }

    fn star(&mut self, state: State, rest: &[Node], after: Option<&After<'_>>) -> bool {
        let (node, at, _) = state;
        let places = at..=at + run_length(self.text, at);
        let is_match = places.clone().any(|end| self.run(rest, end, after));
        self.keep(state, is_match);
        if !is_match && self.steps > STEPS_UNTIL_KEPT {
            // It cannot match from any further place either.
            self.known.extend(places.skip(1).map(|place| ((node, place, advanced(after, place)), false)));
        }
        is_match
    }

    fn keep(&mut self, state: State, is_match: bool) {
        if self.steps > STEPS_UNTIL_KEPT {
            self.known.insert(state, is_match);
        }
    }
}

/// How many groups began before a place.
fn advanced(after: Option<&After<'_>>, at: usize) -> usize {
    let begins = std::iter::successors(after, |after| after.outer).filter_map(|after| after.again);
    begins.filter(|(_, begin)| at > *begin).count()
}

/// How many units there are up to the next slash.
fn run_length(text: &[u16], at: usize) -> usize {
    text.iter().skip(at).take_while(|unit| **unit != SLASH).count()
}

/// The places right after each slash.
fn after_slashes(text: &[u16], at: usize) -> impl Iterator<Item = usize> {
    text.iter().enumerate().skip(at).filter(|(_, unit)| **unit == SLASH).map(|(index, _)| index + 1)
}
