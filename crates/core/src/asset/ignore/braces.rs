//! Brace expansion: `a{b,c}` is `ab` and `ac`, `{1..3}` is `1`, `2` and `3`.

/// More expansions than any list of files needs; what goes beyond is dropped.
const MOST: usize = 10_000;
/// How deep braces may stand in braces before they are read as plain characters.
const DEEPEST: usize = 100;

/// All expansions of a pattern.
pub(super) fn expand(pattern: &str) -> Vec<String> {
    if !has_pair(pattern) {
        return vec![pattern.to_owned()];
    }
    let mut marks: Vec<Mark> = Vec::new();
    let mut characters = pattern.chars().peekable();
    while let Some(character) = characters.next() {
        let escaped = characters.next_if(|next| character == '\\' && matches!(next, '\\' | '{' | '}' | ',' | '.'));
        marks.push(match escaped {
            Some(escaped) => Mark::Plain(escaped),
            None => Mark::Live(character),
        });
    }
    if let [Mark::Live('{'), Mark::Live('}'), ..] = marks.as_slice() {
        for (mark, character) in marks.iter_mut().zip("{}".chars()) {
            *mark = Mark::Plain(character);
        }
    }
    expand_marks(&marks, true, 0)
        .into_iter()
        .map(|marks| marks.into_iter().map(|(Mark::Live(character) | Mark::Plain(character))| character).collect())
        .collect()
}

/// A character, and whether it may mean something to the expansion.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Live(char),
    Plain(char),
}

const OPEN: Mark = Mark::Live('{');
const CLOSE: Mark = Mark::Live('}');
const COMMA: Mark = Mark::Live(',');

type Marks = Vec<Mark>;

/// Whether an opening brace comes before a closing one, which is all that most patterns need to be asked.
fn has_pair(pattern: &str) -> bool {
    pattern.split_once('{').is_some_and(|(_, rest)| rest.contains('}'))
}

fn expand_marks(marks: &[Mark], is_top: bool, depth: usize) -> Vec<Marks> {
    if depth > DEEPEST {
        return vec![marks.to_vec()];
    }
    let mut is_top = is_top;
    let mut results: Vec<Marks> = vec![Vec::new()];
    // A list as the first group leaves no empty expansions.
    let mut drops_empty = false;
    let mut is_first = true;
    let mut rest: Marks = marks.to_vec();
    loop {
        let Some((open, close)) = balanced(&rest) else {
            return combine(&results, &rest, &[Vec::new()], drops_empty);
        };
        let (before, inside, after) =
            (rest[..open].to_vec(), rest[open + 1..close].to_vec(), rest[close + 1..].to_vec());
        let is_last = after.is_empty();
        let values = if before.last() == Some(&Mark::Live('$')) {
            is_first = false;
            vec![rest[open..=close].to_vec()]
        } else {
            let sequence = sequence(&inside);
            if sequence.is_none() && !inside.contains(&COMMA) {
                if closes_later(&after) {
                    if let Some(mark) = rest.get_mut(close) {
                        *mark = Mark::Plain('}');
                    }
                    is_top = true;
                    continue;
                }
                return combine(&results, &rest, &[Vec::new()], drops_empty);
            }
            if is_first {
                drops_empty = is_top && sequence.is_none();
                is_first = false;
            }
            sequence.unwrap_or_else(|| list(&inside, depth))
        };
        results = combine(&results, &before, &values, drops_empty && is_last);
        if is_last {
            return results;
        }
        rest = after;
    }
}

/// Every result with every value behind it.
fn combine(results: &[Marks], between: &[Mark], values: &[Marks], drops_empty: bool) -> Vec<Marks> {
    let pairs = results.iter().flat_map(|result| values.iter().map(move |value| (result, value)));
    pairs
        .map(|(result, value)| [result.as_slice(), between, value.as_slice()].concat())
        .filter(|combined| !(drops_empty && combined.is_empty()))
        .take(MOST)
        .collect()
}

/// The values of a list in braces.
fn list(inside: &[Mark], depth: usize) -> Vec<Marks> {
    let parts = comma_parts(inside);
    if let [only] = parts.as_slice() {
        let embraced: Vec<Marks> = expand_marks(only, false, depth + 1)
            .into_iter()
            .map(|inner| [&[OPEN], inner.as_slice(), &[CLOSE]].concat())
            .collect();
        if embraced.len() == 1 {
            return embraced;
        }
        return embraced.iter().flat_map(|part| expand_marks(part, false, depth + 1)).collect();
    }
    parts.iter().flat_map(|part| expand_marks(part, false, depth + 1)).take(MOST).collect()
}

/// What stands between the commas that no inner braces enclose.
fn comma_parts(inside: &[Mark]) -> Vec<Marks> {
    let mut parts: Vec<Marks> = vec![Vec::new()];
    let mut rest = inside;
    loop {
        let end = balanced(rest);
        let (plain, group, after) = match end {
            Some((open, close)) => (&rest[..open], &rest[open..=close], &rest[close + 1..]),
            None => (rest, &rest[..0], &rest[..0]),
        };
        for mark in plain {
            if *mark == COMMA {
                parts.push(Vec::new());
            } else if let Some(part) = parts.last_mut() {
                part.push(*mark);
            }
        }
        if let Some(part) = parts.last_mut() {
            part.extend_from_slice(group);
        }
        if end.is_none() || after.is_empty() {
            return parts;
        }
        rest = after;
    }
}

/// The first pair of braces that belong together; with an opening brace too many, the innermost pair behind it.
fn balanced(marks: &[Mark]) -> Option<(usize, usize)> {
    let mut open: Vec<usize> = Vec::new();
    let mut first_inner: Option<(usize, usize)> = None;
    for (index, mark) in marks.iter().enumerate() {
        if *mark == OPEN {
            open.push(index);
        } else if *mark == CLOSE
            && let Some(begin) = open.pop()
        {
            if open.is_empty() {
                return Some((begin, index));
            }
            if first_inner.is_none_or(|(earliest, _)| begin < earliest) {
                first_inner = Some((begin, index));
            }
        }
    }
    first_inner
}

/// Whether a list goes on behind what looks like its end: a comma, not doubled, with a closing brace after it.
fn closes_later(after: &[Mark]) -> bool {
    after.iter().enumerate().any(|(index, mark)| {
        *mark == COMMA
            && after.get(index + 1) != Some(&COMMA)
            && after.get(index + 1..).is_some_and(|rest| rest.contains(&CLOSE))
    })
}

/// The values of `first..last` or `first..last..step`, of numbers or of letters.
fn sequence(inside: &[Mark]) -> Option<Vec<Marks>> {
    let text: String = inside
        .iter()
        .map(|mark| match mark {
            Mark::Live(character) => Some(*character),
            Mark::Plain(_) => None,
        })
        .collect::<Option<_>>()?;
    let bounds: Vec<&str> = text.split("..").collect();
    let (first, last, step) = match bounds.as_slice() {
        [first, last] => (*first, *last, 1),
        [first, last, step] => (*first, *last, number(step)?.abs().max(1)),
        _ => return None,
    };
    let letter = |text: &str| match text.as_bytes() {
        [letter] if letter.is_ascii_alphabetic() => Some(i64::from(*letter)),
        _ => None,
    };
    let (begin, end, is_letters) = match (number(first), number(last), letter(first), letter(last)) {
        (Some(begin), Some(end), ..) => (begin, end, false),
        (_, _, Some(begin), Some(end)) => (begin, end, true),
        _ => return None,
    };
    let digits = |text: &str| text.trim_start_matches('-').len();
    let is_padded =
        !is_letters && bounds.iter().any(|bound| bound.trim_start_matches('-').starts_with('0') && digits(bound) > 1);
    let width = if is_padded { first.len().max(last.len()) } else { 0 };
    let count = usize::try_from((end - begin).abs() / step).unwrap_or(MOST).saturating_add(1).min(MOST);
    let direction = if end < begin { -step } else { step };
    let values = std::iter::successors(Some(begin), |value| value.checked_add(direction)).take(count);
    let render = |value: i64| match u8::try_from(value) {
        Ok(b'\\') if is_letters => String::new(),
        Ok(letter) if is_letters => char::from(letter).to_string(),
        _ => format!("{value:0width$}"),
    };
    Some(values.map(|value| render(value).chars().map(Mark::Live).collect()).collect())
}

/// A decimal number with nothing around it but a sign before it.
fn number(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_number = !digits.is_empty() && digits.len() < 16 && digits.bytes().all(|digit| digit.is_ascii_digit());
    if is_number { text.parse().ok() } else { None }
}
