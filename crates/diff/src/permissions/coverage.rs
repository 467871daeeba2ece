//! Whether something wider says the same, among all that policies say.

use std::collections::HashMap;

use super::atoms::{Atom, Atoms};
use super::breadth::covers;
use super::conditions::Alternatives;

/// More comparisons of patterns than this are not worth knowing what they cover.
const MOST_COMPARISONS: usize = 1_000_000;

/// What policies say, by what can cover a part: the same effect in the same policy, and the same principal.
pub(super) struct Coverage<'a> {
    candidates: HashMap<String, Candidates<'a>>,
    remaining: usize,
}

#[derive(Default)]
struct Candidates<'a> {
    by_action: HashMap<String, Vec<(&'a str, &'a Alternatives)>>,
    patterns: Vec<(String, &'a str, &'a Alternatives)>,
}

impl<'a> Coverage<'a> {
    pub(super) fn of(atoms: &'a Atoms) -> Self {
        let mut candidates: HashMap<String, Candidates> = HashMap::new();
        for (atom, conditions) in atoms.iter().filter(|(atom, _)| atom.is_understood) {
            let candidates = candidates.entry(key(atom, &atom.principal)).or_default();
            let action = atom.action.to_lowercase();
            if action.contains(['*', '?']) {
                candidates.patterns.push((action, &atom.resource, conditions));
            } else {
                candidates.by_action.entry(action).or_default().push((&atom.resource, conditions));
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
            let same_action = candidates.by_action.get(&action).map(Vec::as_slice).unwrap_or_default();
            self.remaining = self.remaining.checked_sub(same_action.len() + candidates.patterns.len())?;
            let is_wider =
                |resource: &str, other: &Alternatives| other.covers(conditions) && covers(resource, &atom.resource);
            if same_action.iter().any(|(resource, other)| is_wider(resource, other))
                || candidates
                    .patterns
                    .iter()
                    .any(|(pattern, resource, other)| covers(pattern, &action) && is_wider(resource, other))
            {
                return Some(true);
            }
        }
        Some(false)
    }
}

fn key(atom: &Atom, principal: &str) -> String {
    format!("{} {:?} {principal}", atom.effect, atom.through)
}
