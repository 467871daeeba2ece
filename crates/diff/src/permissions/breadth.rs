//! Whether a difference lets more happen, or less.

/// Whether a difference lets more happen than before, or less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Breadth {
    /// More is allowed.
    Broader,
    /// Less is allowed.
    Narrower,
}

impl Breadth {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Breadth::Broader => "broader",
            Breadth::Narrower => "narrower",
        }
    }

    pub(super) fn opposite(self) -> Self {
        match self {
            Breadth::Broader => Breadth::Narrower,
            Breadth::Narrower => Breadth::Broader,
        }
    }
}

/// Whether a pattern with `*` and `?` is at least as wide as another text, which may be a pattern as well.
pub(super) fn covers(pattern: &str, text: &str) -> bool {
    // Most are told apart by how they begin.
    let literal = pattern.find(['*', '?']).unwrap_or(pattern.len());
    let (Some(begin), Some(pattern)) = (pattern.get(..literal), pattern.get(literal..)) else { return false };
    let Some(text) = text.strip_prefix(begin) else { return false };
    if pattern.is_empty() || pattern == "*" {
        return pattern == "*" || text.is_empty();
    }
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut reached) = (0, 0);
    // Where the last star was, and what it has taken by then.
    let mut star: Option<(usize, usize)> = None;
    while let Some(&wanted) = text.get(reached) {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, reached));
                at += 1;
            }
            Some(&c) if c == wanted || (c == '?' && wanted != '*') => {
                at += 1;
                reached += 1;
            }
            _ => match star {
                Some((place, taken)) => {
                    star = Some((place, taken + 1));
                    at = place + 1;
                    reached = taken + 1;
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(at).all(|c| *c == '*')
}
