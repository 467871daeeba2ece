//! Under which conditions something is said: those of templates (`if C`, `unless C`) and those of statements.

use std::collections::BTreeSet;

use super::breadth::Breadth;
use crate::Change;

/// Conditions any one list of which is enough; all of a list must hold. None at all: it is not said.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Alternatives(BTreeSet<Vec<String>>);

impl Alternatives {
    /// Adds a list, unless a wider one is there. `if C` and `unless C` together are no condition.
    pub(super) fn add(&mut self, conditions: Vec<String>) {
        for (position, condition) in conditions.iter().enumerate() {
            let Some(opposite) = opposite(condition) else { continue };
            let mut other = conditions.clone();
            if let Some(place) = other.get_mut(position) {
                *place = opposite;
            }
            other.sort();
            if self.0.remove(&other) {
                let mut rest = conditions.clone();
                rest.remove(position);
                return self.add(rest);
            }
        }
        if !self.0.iter().any(|known| is_wider(known, &conditions)) {
            self.0.retain(|known| !is_wider(&conditions, known));
            self.0.insert(conditions);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn listed(&self) -> Vec<Vec<String>> {
        self.0.iter().cloned().collect()
    }

    /// Whether this holds whenever the other does.
    pub(super) fn covers(&self, other: &Alternatives) -> bool {
        other.0.iter().all(|narrow| self.0.iter().any(|wide| is_wider(wide, narrow)))
    }

    pub(super) fn map(&self, change: impl Fn(&str) -> String) -> Self {
        let mut changed = Alternatives::default();
        for conditions in &self.0 {
            let mut conditions: Vec<String> = conditions.iter().map(|condition| change(condition)).collect();
            conditions.sort();
            changed.add(conditions);
        }
        changed
    }
}

/// What became of what was said under some conditions, and is under others.
pub(super) fn change(before: &Alternatives, after: &Alternatives) -> Change {
    match (before.is_empty(), after.is_empty()) {
        (true, _) => Change::Added,
        (_, true) => Change::Removed,
        _ => Change::Changed,
    }
}

/// Whether what allows something lets more happen or less than before, seen by itself.
pub(super) fn breadth(before: &Alternatives, after: &Alternatives) -> Option<Breadth> {
    match (after.covers(before), before.covers(after)) {
        (true, false) => Some(Breadth::Broader),
        (false, true) => Some(Breadth::Narrower),
        _ => None,
    }
}

/// Both lists as one; none when they contradict each other.
pub(super) fn both(first: &[String], second: &[String]) -> Option<Vec<String>> {
    if second.is_empty() {
        return Some(first.to_vec());
    }
    let all: BTreeSet<&String> = first.iter().chain(second).collect();
    let is_contradiction = all.iter().any(|condition| opposite(condition).is_some_and(|other| all.contains(&other)));
    (!is_contradiction).then(|| all.into_iter().cloned().collect())
}

/// `unless C` of `if C`, and the other way round.
pub(super) fn opposite(condition: &str) -> Option<String> {
    let of = |from: &str, to: &str| condition.strip_prefix(from).map(|name| format!("{to}{name}"));
    of("if ", "unless ").or_else(|| of("unless ", "if "))
}

fn is_wider(wide: &[String], narrow: &[String]) -> bool {
    wide.iter().all(|condition| narrow.contains(condition))
}
