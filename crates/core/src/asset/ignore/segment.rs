//! One part of a shell pattern, between two slashes: wildcards, sets in brackets, and lists like `@(a|b)`.

use super::matcher::{Class, Node, units};

/// A compiled part.
#[derive(Debug)]
pub(super) enum Part {
    /// Exactly this name.
    Literal(Vec<u16>),
    /// `**`: any number of parts.
    Globstar,
    /// A name that all these nodes match.
    Magic(Vec<Node>),
}

/// Lists in lists, deeper than which parentheses are plain characters.
const DEEPEST: usize = 8;

/// Compiles one part.
pub(super) fn compile(part: &str) -> Part {
    if part == "**" {
        return Part::Globstar;
    }
    let nodes = match plain_suffix(part) {
        Some(nodes) => nodes,
        None => {
            let pattern = units(part);
            let mut parser = Parser { pattern: &pattern, at: 0 };
            compile_pieces(&parser.pieces(), true)
        }
    };
    let literal: Option<Vec<u16>> = nodes
        .iter()
        .map(|node| match node {
            Node::Unit(unit) => Some(*unit),
            _ => None,
        })
        .collect();
    literal.map_or(Part::Magic(nodes), Part::Literal)
}

/// `*.rs` or `???.rs`: the suffix is compared as it stands, backslashes included.
fn plain_suffix(part: &str) -> Option<Vec<Node>> {
    let first = part.chars().next().filter(|first| matches!(first, '*' | '?'))?;
    let suffix = part.trim_start_matches(first);
    if suffix.contains(['+', '@', '!', '?', '*', '[', '(']) {
        return None;
    }
    let mut nodes = vec![Node::NoDot];
    match first {
        '*' => nodes.push(Node::Star),
        _ => nodes.extend((suffix.len()..part.len()).map(|_| Node::Any)),
    }
    nodes.extend(suffix.encode_utf16().map(Node::Unit));
    Some(nodes)
}

/// A stretch of plain pattern, or a list.
enum Piece<'a> {
    Text(&'a [u16]),
    List { kind: u8, alternatives: Vec<Vec<Piece<'a>>> },
}

struct Parser<'a> {
    pattern: &'a [u16],
    at: usize,
}

impl<'a> Parser<'a> {
    fn pieces(&mut self) -> Vec<Piece<'a>> {
        let mut pieces = Vec::new();
        let mut begin = 0;
        let mut scanner = Scanner::default();
        while let Some(unit) = self.next() {
            let list_at = self.at - 1;
            if scanner.is_bare(unit)
                && let Some(kind) = self.list_kind(unit)
            {
                pieces.push(Piece::Text(self.text(begin, list_at)));
                pieces.push(self.list_or_text(kind, 1));
                begin = self.at;
            }
        }
        pieces.push(Piece::Text(self.text(begin, self.at)));
        pieces.retain(|piece| !matches!(piece, Piece::Text([])));
        pieces
    }

    /// The list whose kind has just been read; plain text up to the end when its parenthesis is never closed.
    fn list_or_text(&mut self, kind: u8, depth: usize) -> Piece<'a> {
        let begin = self.at - 1;
        match self.list(kind, depth) {
            Some(list) => list,
            None => Piece::Text(self.text(begin, self.pattern.len())),
        }
    }

    fn list(&mut self, kind: u8, depth: usize) -> Option<Piece<'a>> {
        self.at += 1;
        let mut begin = self.at;
        let mut scanner = Scanner::default();
        let mut alternatives = Vec::new();
        let mut pieces = Vec::new();
        while let Some(unit) = self.next() {
            let at = self.at - 1;
            if !scanner.is_bare(unit) {
                continue;
            }
            if depth < DEEPEST
                && let Some(kind) = self.list_kind(unit)
            {
                pieces.push(Piece::Text(self.text(begin, at)));
                pieces.push(self.list_or_text(kind, depth + 1));
                begin = self.at;
            } else if unit == u16::from(b'|') || unit == u16::from(b')') {
                pieces.push(Piece::Text(self.text(begin, at)));
                begin = self.at;
                pieces.retain(|piece| !matches!(piece, Piece::Text([])));
                alternatives.push(std::mem::take(&mut pieces));
                if unit == u16::from(b')') {
                    return Some(Piece::List { kind, alternatives });
                }
            }
        }
        None
    }

    fn next(&mut self) -> Option<u16> {
        let unit = self.pattern.get(self.at).copied();
        self.at += usize::from(unit.is_some());
        unit
    }

    fn list_kind(&self, unit: u16) -> Option<u8> {
        let opens = self.pattern.get(self.at) == Some(&u16::from(b'('));
        u8::try_from(unit).ok().filter(|kind| opens && b"!?*+@".contains(kind))
    }

    fn text(&self, begin: usize, end: usize) -> &'a [u16] {
        self.pattern.get(begin..end).unwrap_or_default()
    }
}

/// Tells which characters stand neither in brackets nor behind a backslash.
#[derive(Default)]
struct Scanner {
    is_escaping: bool,
    /// How many characters of a set in brackets have been read, and whether it is a negated one.
    brackets: Option<(usize, bool)>,
}

impl Scanner {
    fn is_bare(&mut self, unit: u16) -> bool {
        let unit = u8::try_from(unit).unwrap_or_default();
        if self.is_escaping || unit == b'\\' {
            self.is_escaping = !self.is_escaping;
            if let Some((length, _)) = &mut self.brackets {
                *length += 1;
            }
            return false;
        }
        match self.brackets {
            None if unit == b'[' => self.brackets = Some((0, false)),
            None => return true,
            Some((0, _)) => self.brackets = Some((1, matches!(unit, b'^' | b'!'))),
            Some((length, is_negated)) if unit != b']' || (length == 1 && is_negated) => {
                self.brackets = Some((length + 1, is_negated));
            }
            Some(_) => self.brackets = None,
        }
        false
    }
}

/// `is_start`: nothing stands before these pieces, so that their wildcards must not match a leading dot.
fn compile_pieces(pieces: &[Piece<'_>], is_start: bool) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut is_list_start = is_start;
    for (index, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Text(text) => {
                let text = compile_text(text);
                if index == 0 && is_start && text.first().is_some_and(may_match_dot) {
                    nodes.push(Node::NoDot);
                }
                nodes.extend(text);
                is_list_start = false;
            }
            Piece::List { kind, alternatives } => {
                let is_empty = matches!(alternatives.as_slice(), [only] if only.is_empty());
                let alternatives =
                    alternatives.iter().map(|alternative| compile_pieces(alternative, is_list_start)).collect();
                match kind {
                    b'!' if is_empty => {
                        nodes.extend(is_list_start.then_some(Node::NoDot));
                        nodes.extend([Node::Any, Node::Star]);
                    }
                    b'!' => nodes.push(Node::Not { alternatives, no_dot: is_list_start }),
                    kind => nodes.push(Node::Group {
                        alternatives,
                        optional: matches!(kind, b'?' | b'*'),
                        many: matches!(kind, b'+' | b'*'),
                    }),
                }
                is_list_start &= *kind == b'!';
            }
        }
    }
    nodes
}

fn may_match_dot(node: &Node) -> bool {
    match node {
        Node::Any | Node::Star => true,
        Node::Class(class) => class.named_complements.is_empty() || (class.ranges.is_empty() && class.named.is_empty()),
        _ => false,
    }
}

fn compile_text(text: &[u16]) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut rest = text;
    while let [unit, others @ ..] = rest {
        rest = others;
        match (u8::try_from(*unit), others) {
            (Ok(b'*'), _) => {
                if !matches!(nodes.last(), Some(Node::Star)) {
                    nodes.push(Node::Star);
                }
            }
            (Ok(b'?'), _) => nodes.push(Node::Any),
            (Ok(b'\\'), [escaped, others @ ..]) => {
                nodes.push(Node::Unit(*escaped));
                rest = others;
            }
            (Ok(b'['), _) => match brackets(others) {
                Brackets::Class(class, others) => {
                    nodes.push(Node::Class(class));
                    rest = others;
                }
                Brackets::Single(unit, others) => {
                    nodes.push(Node::Unit(unit));
                    rest = others;
                }
                Brackets::Poisoned => {
                    nodes.push(Node::Never);
                    rest = &[];
                }
                Brackets::Unclosed => nodes.push(Node::Unit(*unit)),
            },
            _ => nodes.push(Node::Unit(*unit)),
        }
    }
    nodes
}

enum Brackets<'a> {
    Class(Class, &'a [u16]),
    /// One character, for which the brackets are only an escape.
    Single(u16, &'a [u16]),
    /// A set that is empty or senseless: with it, the whole pattern matches nothing.
    Poisoned,
    Unclosed,
}

/// What comes after an opening bracket.
fn brackets(inside: &[u16]) -> Brackets<'_> {
    const HYPHEN: u16 = b'-' as u16;
    const CLOSE: u16 = b']' as u16;
    let mut class = Class::default();
    let mut rest = inside;
    if let [mark, others @ ..] = rest
        && matches!(u8::try_from(*mark), Ok(b'!' | b'^'))
    {
        class.negated = true;
        rest = others;
    }
    let mut is_first = true;
    let mut is_escaped = false;
    let mut range_start = None;
    loop {
        let [unit, others @ ..] = rest else { return Brackets::Unclosed };
        rest = others;
        if *unit == CLOSE && !is_first && !is_escaped {
            break;
        }
        is_first = false;
        if *unit == u16::from(b'\\') && !is_escaped {
            is_escaped = true;
            continue;
        }
        if *unit == u16::from(b'[')
            && !is_escaped
            && let Some((named, others)) = named_class(others)
        {
            if range_start.is_some() {
                return Brackets::Poisoned;
            }
            match named {
                Named::Set(set) => class.named.push(set),
                Named::ComplementOf(set) => class.named_complements.push(set),
            }
            rest = others;
            continue;
        }
        is_escaped = false;
        match (range_start.take(), others) {
            (Some(first), _) if *unit >= first => class.ranges.push((first, *unit)),
            (Some(_), _) => {}
            (None, [HYPHEN, CLOSE, ..]) => {
                class.ranges.extend([(*unit, *unit), (HYPHEN, HYPHEN)]);
                rest = others.get(1..).unwrap_or_default();
            }
            (None, [HYPHEN, others @ ..]) => {
                range_start = Some(*unit);
                rest = others;
            }
            (None, _) => class.ranges.push((*unit, *unit)),
        }
    }
    let has_names = !class.named.is_empty() || !class.named_complements.is_empty();
    match class.ranges.as_slice() {
        [] if !has_names => Brackets::Poisoned,
        [(first, last)] if !has_names && first == last && !class.negated => Brackets::Single(*first, rest),
        _ => Brackets::Class(class, rest),
    }
}

enum Named {
    Set(fn(char) -> bool),
    ComplementOf(fn(char) -> bool),
}

/// A set like `[:alpha:]`, of which the bracket has been read. Exact for ASCII, close beyond.
fn named_class(rest: &[u16]) -> Option<(Named, &[u16])> {
    const NAMED: &[(&str, Named)] = &[
        (":alnum:]", Named::Set(char::is_alphanumeric)),
        (":alpha:]", Named::Set(char::is_alphabetic)),
        (":ascii:]", Named::Set(|character| character.is_ascii())),
        (":blank:]", Named::Set(|character| character == '\t' || is_separator(character))),
        (":cntrl:]", Named::Set(char::is_control)),
        (":digit:]", Named::Set(char::is_numeric)),
        (":graph:]", Named::ComplementOf(|character| is_separator(character) || character.is_control())),
        (":lower:]", Named::Set(char::is_lowercase)),
        (":print:]", Named::ComplementOf(char::is_control)),
        (":punct:]", Named::Set(is_punctuation)),
        (":space:]", Named::Set(char::is_whitespace)),
        (":upper:]", Named::Set(char::is_uppercase)),
        (":word:]", Named::Set(|character| character == '_' || character.is_alphanumeric())),
        (":xdigit:]", Named::Set(|character| character.is_ascii_hexdigit())),
    ];
    NAMED.iter().find_map(|(name, set)| {
        let others = rest.strip_prefix(units(name).as_slice())?;
        let set = match set {
            Named::Set(set) => Named::Set(*set),
            Named::ComplementOf(set) => Named::ComplementOf(*set),
        };
        Some((set, others))
    })
}

fn is_separator(character: char) -> bool {
    character.is_whitespace() && !character.is_control()
}

/// Punctuation in the sense of Unicode, to which `$+<=>^|~` and the backtick do not belong.
fn is_punctuation(character: char) -> bool {
    character.is_ascii_punctuation() && !"$+<=>^`|~".contains(character)
}
