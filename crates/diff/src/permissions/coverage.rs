//! Whether something wider says the same, among all that policies say.

use std::collections::{BTreeSet, HashMap};

use super::atoms::{Atom, Atoms};
use super::breadth::covers;
use super::conditions::Alternatives;

/// More comparisons of patterns than this are not worth knowing what they cover.
const MOST_COMPARISONS: usize = 4_000_000;

/// What policies say, by what can cover a part: the same effect in the same policy, and the same principal.
pub(super) struct Coverage<'a> {
    candidates: HashMap<String, Candidates<'a>>,
    remaining: usize,
}

#[derive(Default)]
struct Candidates<'a> {
    by_action: HashMap<String, Resources<'a>>,
    /// Those actions that are patterns, each once.
    patterns: BTreeSet<String>,
}

#[derive(Default)]
struct Resources<'a> {
    exact: HashMap<&'a str, &'a Alternatives>,
    patterns: Vec<(&'a str, &'a Alternatives)>,
}

impl<'a> Coverage<'a> {
    pub(super) fn of(atoms: &'a Atoms) -> Self {
        let mut candidates: HashMap<String, Candidates> = HashMap::new();
        for (atom, conditions) in atoms.iter().filter(|(atom, _)| atom.is_understood) {
            let candidates = candidates.entry(key(atom, &atom.principal)).or_default();
            let action = atom.action.to_lowercase();
            if is_pattern(&action) {
                candidates.patterns.insert(action.clone());
            }
            let resources = candidates.by_action.entry(action).or_default();
            if is_pattern(&atom.resource) {
                resources.patterns.push((&atom.resource, conditions));
            } else {
                resources.exact.insert(&atom.resource, conditions);
            }
        }
        Coverage { candidates, remaining: MOST_COMPARISONS }
    }

    /// Whether something says the same of more, under no more conditions; none when that is too much to look for.
    pub(super) fn covers(&mut self, atom: &Atom, conditions: &Alternatives) -> Option<bool> {
        let action = atom.action.to_lowercase();
        let everyone = (atom.principal != "*").then_some("*");
        for principal in [atom.principal.as_str()].into_iter().chain(everyone) {
            let Some(candidates) = self.candidates.get(&key(atom, principal)) else { continue };
            self.remaining = self.remaining.checked_sub(candidates.patterns.len())?;
            let wider = candidates.patterns.iter().filter(|pattern| **pattern != action && covers(pattern, &action));
            for resources in [&action].into_iter().chain(wider).filter_map(|action| candidates.by_action.get(action)) {
                if resources.exact.get(atom.resource.as_str()).is_some_and(|other| other.covers(conditions)) {
                    return Some(true);
                }
                self.remaining = self.remaining.checked_sub(resources.patterns.len())?;
                let mut patterns = resources.patterns.iter();
                if patterns.any(|(pattern, other)| covers(pattern, &atom.resource) && other.covers(conditions)) {
                    return Some(true);
                }
            }
        }
        Some(false)
    }
}

fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?'])
}

fn key(atom: &Atom, principal: &str) -> String {
    format!("{} {:?} {principal}", atom.effect, atom.through)
}
