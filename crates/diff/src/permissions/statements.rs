//! What policies allow and deny: the parts of statements compared, and put together again.

use std::collections::{BTreeMap, BTreeSet};

use super::atoms::{Atom, Atoms, atoms};
use super::breadth::Breadth;
use super::conditions::{self, Alternatives};
use super::coverage::Coverage;
use super::policies::Through;
use super::{Names, Resource};
use crate::Change;

/// What policies allow or deny otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementDifference {
    /// Whether it is new, gone, or under other conditions.
    pub change: Change,
    /// What kind of policy says it.
    pub policy: PolicyKind,
    /// What only lets that through, as an endpoint does: its logical id in `${}`. None of other policies, and of boundaries, which
    /// limit the principals.
    pub limit: Option<String>,
    /// `Allow` or `Deny`; `Unknown` where only CloudFormation can tell, with the text as the one action.
    pub effect: String,
    /// Whom it is about. `*` is everyone; a role, user or group of the template is its logical id in `${}`.
    pub principals: Vec<String>,
    /// What they may do. Those that begin with `not ` are all others.
    pub actions: Vec<String>,
    /// What they may do it to.
    pub resources: Vec<String>,
    /// Under which conditions it was so; several lists where several statements say so, an empty one where one says so without any.
    /// Those of the template are `if C` and `unless C`.
    pub old_conditions: Vec<Vec<String>>,
    /// Under which conditions it is so.
    pub new_conditions: Vec<Vec<String>>,
    /// Whether it lets more happen or less, where that can be told.
    pub breadth: Option<Breadth>,
}

/// What kind of policy a statement stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PolicyKind {
    /// One of those who may do what it allows.
    Identity,
    /// One of a resource.
    Resource,
    /// One that only limits what others allow: of an endpoint, an organization, or a boundary.
    Limit,
}

impl PolicyKind {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            PolicyKind::Identity => "identity",
            PolicyKind::Resource => "resource",
            PolicyKind::Limit => "limit",
        }
    }
}

/// What the policies of one template say otherwise than those of another.
pub(super) fn differences(old: &[Resource], new: &[Resource], names: &Names) -> Vec<StatementDifference> {
    let [mut old, new] = [old, new].map(atoms);
    if !names.is_empty() {
        old = old.into_iter().map(|(atom, told)| (atom.renamed(names), told.map(|text| names.renamed(text)))).collect();
    }
    let none = Alternatives::default();
    let keys: BTreeSet<&Atom> = old.keys().chain(new.keys()).collect();
    let changed = keys
        .into_iter()
        .map(|atom| (atom, old.get(atom).unwrap_or(&none), new.get(atom).unwrap_or(&none)))
        .filter(|(_, before, after)| before != after);
    let [old_limits, new_limits] = [&old, &new].map(limits);
    let (mut in_old, mut in_new) = (Coverage::of(&old), Coverage::of(&new));
    // What became of parts in the same way is told together.
    let mut groups: BTreeMap<_, Vec<&Atom>> = BTreeMap::new();
    for (atom, before, after) in changed {
        let is_limit = matches!(atom.through, Through::Boundary | Through::Limit(_));
        let is_comparable = !is_limit || old_limits.contains(&limit(atom)) && new_limits.contains(&limit(atom));
        let breadth = match () {
            () if !is_comparable && atom.allows_everything() => continue,
            // To limit for the first time lets less happen, but perhaps there is more to limit.
            () if !is_comparable => None,
            () => breadth(atom, before, after, &mut in_old, &mut in_new),
        };
        let (kind, limit) = match &atom.through {
            Through::Identity => (PolicyKind::Identity, None),
            Through::Resource(_) => (PolicyKind::Resource, None),
            Through::Boundary => (PolicyKind::Limit, None),
            Through::Limit(name) => (PolicyKind::Limit, Some(name)),
        };
        groups.entry((before, after, &atom.effect, kind, limit, breadth)).or_default().push(atom);
    }
    let mut found = Vec::new();
    for ((before, after, effect, policy, limit, breadth), atoms) in groups {
        for (principals, actions, resources) in together(&atoms) {
            found.push(StatementDifference {
                change: conditions::change(before, after),
                policy,
                limit: limit.cloned(),
                effect: effect.clone(),
                principals,
                actions,
                resources,
                old_conditions: before.listed(),
                new_conditions: after.listed(),
                breadth,
            });
        }
    }
    found.sort_by(|first, second| {
        let key =
            |row: &StatementDifference| (row.principals.clone(), row.resources.clone(), row.change == Change::Added);
        key(first).cmp(&key(second))
    });
    found
}

/// What is limited: a boundary those who have it, all else whatever passes.
fn limit(atom: &Atom) -> (&Through, Option<&str>) {
    (&atom.through, (atom.through == Through::Boundary).then_some(&atom.principal))
}

fn limits(atoms: &Atoms) -> BTreeSet<(&Through, Option<&str>)> {
    atoms.keys().filter(|atom| matches!(atom.through, Through::Boundary | Through::Limit(_))).map(limit).collect()
}

/// Whether a part lets more happen or less than before: not when something wider says the same already, or still.
fn breadth(
    atom: &Atom,
    before: &Alternatives,
    after: &Alternatives,
    old: &mut Coverage,
    new: &mut Coverage,
) -> Option<Breadth> {
    let is_all_others = [&atom.principal, &atom.action, &atom.resource].iter().any(|text| text.starts_with("not "));
    let alone = conditions::breadth(before, after).filter(|_| atom.is_understood)?;
    let is_covered = match alone {
        _ if is_all_others => false,
        Breadth::Broader => old.covers(atom, after)?,
        Breadth::Narrower => new.covers(atom, before)?,
    };
    let more = (!is_covered).then_some(alone)?;
    Some(if atom.effect == "Deny" { more.opposite() } else { more })
}

/// Parts as few rows: principals, actions and resources of which every combination is meant.
fn together(atoms: &[&Atom]) -> Vec<(Vec<String>, Vec<String>, Vec<String>)> {
    let mut by_action: BTreeMap<&str, BTreeSet<(&str, &str)>> = BTreeMap::new();
    for atom in atoms {
        by_action.entry(&atom.action).or_default().insert((&atom.principal, &atom.resource));
    }
    let mut by_where: BTreeMap<BTreeSet<(&str, &str)>, Vec<String>> = BTreeMap::new();
    for (action, places) in by_action {
        by_where.entry(places).or_default().push(action.to_owned());
    }
    let mut rows = Vec::new();
    for (places, actions) in by_where {
        let mut by_principal: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (principal, resource) in places {
            by_principal.entry(principal).or_default().push(resource);
        }
        let mut by_resources: BTreeMap<Vec<&str>, Vec<String>> = BTreeMap::new();
        for (principal, resources) in by_principal {
            by_resources.entry(resources).or_default().push(principal.to_owned());
        }
        for (resources, principals) in by_resources {
            rows.push((principals, actions.clone(), resources.into_iter().map(str::to_owned).collect()));
        }
    }
    rows
}
