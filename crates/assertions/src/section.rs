//! The search for the entries of a template's section that match.

use std::fmt::Write;

use serde_json::{Map, Value as Json};

use crate::matcher::{Matcher, Outcome, evaluate, wanted};
use crate::render::{difference, lines};

/// So many of the entries that do not match are shown.
const MOST_CANDIDATES: usize = 3;
/// So many mismatches of one entry are told.
const MOST_MISMATCHES: usize = 10;

/// What came of a search.
pub(crate) struct Search<'a> {
    matcher: &'a Matcher,
    pub(crate) matching: Vec<(&'a str, &'a Json)>,
    /// The others, the closest ones first.
    pub(crate) failing: Vec<(&'a str, &'a Json, Outcome)>,
}

impl<'a> Search<'a> {
    /// Compares all entries. What the pattern captures of those that match is given out.
    pub(crate) fn new(entries: impl IntoIterator<Item = (&'a str, &'a Json)>, matcher: &'a Matcher) -> Self {
        let mut search = Search { matcher, matching: Vec::new(), failing: Vec::new() };
        for (id, entry) in entries {
            let outcome = evaluate(matcher, Some(entry), true);
            if outcome.matched() {
                outcome.release_captures();
                search.matching.push((id, entry));
            } else {
                search.failing.push((id, entry, outcome));
            }
        }
        search.failing.sort_by_key(|(_, _, outcome)| outcome.mismatches.len());
        search
    }

    /// How many there are.
    pub(crate) fn total(&self) -> usize {
        self.matching.len() + self.failing.len()
    }

    /// The entries that match, as an object.
    pub(crate) fn found(&self) -> Map<String, Json> {
        self.matching.iter().map(|(id, entry)| ((*id).to_owned(), (*entry).clone())).collect()
    }

    /// The closest entries that do not match, and what is different in them.
    pub(crate) fn explain(&self) -> String {
        let mut text = String::new();
        for (id, entry, outcome) in self.failing.iter().take(MOST_CANDIDATES) {
            // Writing to a text cannot fail.
            let _ = writeln!(text, "\n{id}:\n{}", explain(self.matcher, entry, outcome));
        }
        if self.failing.len() > MOST_CANDIDATES {
            let _ = writeln!(text, "\n… and {} more", self.failing.len() - MOST_CANDIDATES);
        }
        text
    }
}

/// Each mismatch of a value, and the lines that would have to be different.
pub(crate) fn explain(matcher: &Matcher, actual: &Json, outcome: &Outcome) -> String {
    let mut text = String::new();
    for mismatch in outcome.mismatches.iter().take(MOST_MISMATCHES) {
        let path = if mismatch.path.is_empty() { "/".to_owned() } else { format!("/{}", mismatch.path.join("/")) };
        let _ = writeln!(text, "  {path}: {}", mismatch.message);
    }
    if outcome.mismatches.len() > MOST_MISMATCHES {
        let _ = writeln!(text, "  … and {} more", outcome.mismatches.len() - MOST_MISMATCHES);
    }
    if actual.is_object() || actual.is_array() {
        let wanted = wanted(matcher, Some(actual), true).map(|value| lines(&value)).unwrap_or_default();
        let difference = difference(&wanted, &lines(actual));
        if !difference.is_empty() {
            let _ = write!(text, "  (- expected, + found)\n{difference}");
        }
    }
    text
}
