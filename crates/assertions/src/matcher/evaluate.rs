//! Whether a value matches, and where not.

use serde_json::{Map, Value as Json};

use super::{Matcher, Pattern};
use crate::capture::Capture;
use crate::render::brief;

/// A place at which a value is not what was expected.
#[derive(Clone, Debug)]
pub(crate) struct Mismatch {
    /// The keys and positions that lead to it.
    pub(crate) path: Vec<String>,
    pub(crate) message: String,
}

/// What came of comparing a value with a pattern.
#[derive(Default)]
pub(crate) struct Outcome {
    pub(crate) mismatches: Vec<Mismatch>,
    captured: Vec<(Capture, Json)>,
}

impl Outcome {
    pub(crate) fn matched(&self) -> bool {
        self.mismatches.is_empty()
    }

    /// Hands what was captured to those who asked for it.
    pub(crate) fn release_captures(self) {
        for (capture, value) in self.captured {
            capture.take(value);
        }
    }

    fn mismatch(message: String) -> Self {
        Outcome { mismatches: vec![Mismatch { path: Vec::new(), message }], captured: Vec::new() }
    }

    fn check(matched: bool, message: impl FnOnce() -> String) -> Self {
        if matched { Outcome::default() } else { Outcome::mismatch(message()) }
    }

    fn add(&mut self, step: &str, inner: Outcome) {
        self.mismatches.extend(inner.mismatches.into_iter().map(|mut mismatch| {
            mismatch.path.insert(0, step.to_owned());
            mismatch
        }));
        self.captured.extend(inner.captured);
    }
}

/// Compares a value, or its absence, with a pattern. `partial` is how plain objects in the pattern are meant.
pub(crate) fn evaluate(matcher: &Matcher, actual: Option<&Json>, partial: bool) -> Outcome {
    match &matcher.pattern {
        Pattern::Absent => {
            Outcome::check(actual.is_none(), || format!("nothing should be here, but {}", found(actual)))
        }
        Pattern::AnyValue => Outcome::check(actual.is_some_and(|value| !value.is_null()), || {
            format!("a value should be here, but {}", found(actual))
        }),
        Pattern::Scalar(expected) => Outcome::check(actual.is_some_and(|actual| equal(expected, actual)), || {
            format!("expected {}, but {}", brief(expected), found(actual))
        }),
        Pattern::Objects { partial, inner } => evaluate(inner, actual, *partial),
        Pattern::Object(entries) => match actual {
            Some(Json::Object(actual)) => object(entries, actual, partial),
            _ => Outcome::mismatch(format!("an object should be here, but {}", found(actual))),
        },
        Pattern::List(items) => match actual {
            Some(Json::Array(actual)) => list(items, actual, partial),
            _ => Outcome::mismatch(format!("a list should be here, but {}", found(actual))),
        },
        Pattern::Subsequence(items) => match actual {
            Some(Json::Array(actual)) => subsequence(items, actual),
            _ => Outcome::mismatch(format!("a list should be here, but {}", found(actual))),
        },
        Pattern::Not(inner) => Outcome::check(!evaluate(inner, actual, false).matched(), || {
            format!("something else should be here, but {}", found(actual))
        }),
        Pattern::Regexp(regex) => {
            let matched = actual.and_then(Json::as_str).is_some_and(|text| regex.is_match(text));
            Outcome::check(matched, || format!("expected a text like /{regex}/, but {}", found(actual)))
        }
        Pattern::SerializedJson(inner) => match actual.and_then(Json::as_str).map(serde_json::from_str::<Json>) {
            Some(Ok(parsed)) => {
                let mut outcome = Outcome::default();
                outcome.add("(as JSON)", evaluate(inner, Some(&parsed), false));
                outcome
            }
            Some(Err(error)) => Outcome::mismatch(format!("a text that is JSON should be here, but {error}")),
            None => Outcome::mismatch(format!("a text that is JSON should be here, but {}", found(actual))),
        },
        Pattern::Capture(capture, inner) => {
            let Some(value) = actual.filter(|value| !value.is_null()) else {
                return Outcome::mismatch(format!("a value to capture should be here, but {}", found(actual)));
            };
            let mut outcome = inner.as_ref().map(|inner| evaluate(inner, actual, true)).unwrap_or_default();
            outcome.captured.push((capture.clone(), value.clone()));
            outcome
        }
    }
}

fn object(entries: &[(String, Matcher)], actual: &Map<String, Json>, partial: bool) -> Outcome {
    let mut outcome = Outcome::default();
    for (key, matcher) in entries {
        match actual.get(key) {
            None if !matcher.is_absent() => outcome.add(key, Outcome::mismatch("it is missing".to_owned())),
            value => outcome.add(key, evaluate(matcher, value, partial)),
        }
    }
    if !partial {
        for key in actual.keys().filter(|key| entries.iter().all(|(expected, _)| expected != *key)) {
            outcome.add(key, Outcome::mismatch("it is not expected".to_owned()));
        }
    }
    outcome
}

fn list(items: &[Matcher], actual: &[Json], partial: bool) -> Outcome {
    let mut outcome = Outcome::default();
    for (index, (matcher, value)) in items.iter().zip(actual).enumerate() {
        outcome.add(&index.to_string(), evaluate(matcher, Some(value), partial));
    }
    if items.len() != actual.len() {
        let message = format!("expected a list of {}, but it is one of {}", items.len(), actual.len());
        outcome.mismatches.push(Mismatch { path: Vec::new(), message });
    }
    outcome
}

fn subsequence(items: &[Matcher], actual: &[Json]) -> Outcome {
    let mut outcome = Outcome::default();
    let mut start = 0;
    for (number, matcher) in items.iter().enumerate() {
        match find(matcher, actual, start) {
            Ok((index, inner)) => {
                outcome.add(&index.to_string(), inner);
                start = index + 1;
            }
            Err(Some((index, mut inner))) => {
                for mismatch in &mut inner.mismatches {
                    mismatch.message += &format!(" (the closest to element {number} of array_with)");
                }
                outcome.add(&index.to_string(), inner);
                return outcome;
            }
            Err(None) => {
                let message = format!("no element is left for element {number} of array_with");
                outcome.mismatches.push(Mismatch { path: Vec::new(), message });
                return outcome;
            }
        }
    }
    outcome
}

/// The first element from `start` on that matches, or the one that comes closest.
pub(super) fn find(
    matcher: &Matcher,
    actual: &[Json],
    start: usize,
) -> Result<(usize, Outcome), Option<(usize, Outcome)>> {
    let mut closest: Option<(usize, Outcome)> = None;
    for (index, value) in actual.iter().enumerate().skip(start) {
        let outcome = evaluate(matcher, Some(value), false);
        if outcome.matched() {
            return Ok((index, outcome));
        }
        if closest.as_ref().is_none_or(|(_, best)| outcome.mismatches.len() < best.mismatches.len()) {
            closest = Some((index, outcome));
        }
    }
    Err(closest)
}

/// Whether two scalars are the same value: `1` is `1.0`.
fn equal(expected: &Json, actual: &Json) -> bool {
    match (expected, actual) {
        (Json::Number(expected), Json::Number(actual)) if expected.is_f64() || actual.is_f64() => {
            expected.as_f64() == actual.as_f64()
        }
        _ => expected == actual,
    }
}

fn found(actual: Option<&Json>) -> String {
    actual.map_or_else(|| "nothing is".to_owned(), |value| format!("found {}", brief(value)))
}
