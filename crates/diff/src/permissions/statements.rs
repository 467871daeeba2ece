//! What policies allow and deny: each statement taken apart, compared, and put together again.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::breadth::{Breadth, covers};
use super::{parts, texts};
use crate::Change;
use crate::values::as_template_text;

/// What policies allow or deny otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementDifference {
    /// Whether it is new, gone, or under other conditions.
    pub change: Change,
    /// `Allow` or `Deny`.
    pub effect: String,
    /// Whom it is about. `*` is everyone; a role, user or group of the template is its logical id in `${}`.
    pub principals: Vec<String>,
    /// What they may do. Those that begin with `not ` are all others.
    pub actions: Vec<String>,
    /// What they may do it to.
    pub resources: Vec<String>,
    /// Under which conditions it was so; several lists where several statements say so, an empty one where one says so without any.
    pub old_conditions: Vec<Vec<String>>,
    /// Under which conditions it is so.
    pub new_conditions: Vec<Vec<String>>,
    /// Whether it lets more happen or less, where that can be told.
    pub breadth: Option<Breadth>,
}

/// The smallest part of a statement.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Atom {
    effect: String,
    principal: String,
    action: String,
    resource: String,
}

type Conditions = BTreeSet<Vec<String>>;
type Atoms = BTreeMap<Atom, Conditions>;

/// More comparisons of parts than this are not worth knowing what their patterns cover.
const MOST_COMPARISONS: usize = 100_000;

/// What the policies of one template say otherwise than those of another.
pub(crate) fn differences(old: &Map<String, Value>, new: &Map<String, Value>) -> Vec<StatementDifference> {
    let [old, new] = [old, new].map(atoms);
    let none = Conditions::new();
    let keys: BTreeSet<&Atom> = old.keys().chain(new.keys()).collect();
    let changed: Vec<(&Atom, &Conditions, &Conditions)> = keys
        .into_iter()
        .map(|atom| (atom, old.get(atom).unwrap_or(&none), new.get(atom).unwrap_or(&none)))
        .filter(|(_, before, after)| before != after)
        .collect();
    let looks_at_patterns = changed.len().saturating_mul(old.len() + new.len()) <= MOST_COMPARISONS;
    // What became of parts in the same way is told together.
    let mut groups: BTreeMap<_, Vec<&Atom>> = BTreeMap::new();
    for (atom, before, after) in changed {
        let others = looks_at_patterns.then_some((&old, &new));
        let breadth = breadth(atom, before, after, others);
        groups.entry((before, after, &atom.effect, breadth)).or_default().push(atom);
    }
    let mut found = Vec::new();
    for ((before, after, effect, breadth), atoms) in groups {
        for (principals, actions, resources) in together(&atoms) {
            found.push(StatementDifference {
                change: match (before.is_empty(), after.is_empty()) {
                    (true, _) => Change::Added,
                    (_, true) => Change::Removed,
                    _ => Change::Changed,
                },
                effect: effect.clone(),
                principals,
                actions,
                resources,
                old_conditions: before.iter().cloned().collect(),
                new_conditions: after.iter().cloned().collect(),
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

/// Whether a part lets more happen or less than before: not when something wider says the same already, or still.
fn breadth(atom: &Atom, before: &Conditions, after: &Conditions, others: Option<(&Atoms, &Atoms)>) -> Option<Breadth> {
    let is_all_others = [&atom.principal, &atom.action, &atom.resource].iter().any(|text| text.starts_with("not "));
    let is_unconditional = |conditions: &Conditions| conditions.contains(&Vec::new());
    let is_wider = |first: &Conditions, second: &Conditions| {
        is_unconditional(first) && !is_unconditional(second) || second.is_subset(first) && !is_unconditional(second)
    };
    let is_covered = |by: &Atoms| {
        by.iter().any(|(other, conditions)| {
            other != atom
                && other.effect == atom.effect
                && (is_unconditional(conditions) || after == conditions || before == conditions)
                && covers(&other.principal, &atom.principal)
                && covers(&other.action.to_lowercase(), &atom.action.to_lowercase())
                && covers(&other.resource, &atom.resource)
        })
    };
    let more = match (before.is_empty(), after.is_empty()) {
        (true, _) if is_all_others => Some(Breadth::Broader),
        (_, true) if is_all_others => Some(Breadth::Narrower),
        (true, _) => (!others.is_some_and(|(old, _)| is_covered(old))).then_some(Breadth::Broader),
        (_, true) => (!others.is_some_and(|(_, new)| is_covered(new))).then_some(Breadth::Narrower),
        _ if is_wider(after, before) => Some(Breadth::Broader),
        _ if is_wider(before, after) => Some(Breadth::Narrower),
        _ => None,
    }?;
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

/// All that the policies of a template say.
fn atoms(resources: &Map<String, Value>) -> Atoms {
    let mut atoms = Atoms::new();
    let attached = attached(resources);
    for (logical_id, resource) in resources {
        let Some((kind, properties)) = parts(resource) else { continue };
        let myself = format!("${{{logical_id}}}");
        match kind {
            "AWS::IAM::Role" | "AWS::IAM::User" | "AWS::IAM::Group" => {
                if let Some(document) = properties.get("AssumeRolePolicyDocument") {
                    add_document(&mut atoms, document, &[], &myself);
                }
                let inline = properties.get("Policies").and_then(Value::as_array);
                for document in inline.into_iter().flatten().filter_map(|policy| policy.get("PolicyDocument")) {
                    add_document(&mut atoms, document, std::slice::from_ref(&myself), "*");
                }
            }
            "AWS::IAM::Policy"
            | "AWS::IAM::ManagedPolicy"
            | "AWS::IAM::RolePolicy"
            | "AWS::IAM::UserPolicy"
            | "AWS::IAM::GroupPolicy" => {
                let names = ["Roles", "Users", "Groups", "RoleName", "UserName", "GroupName"];
                let mut holders: Vec<String> = names.iter().flat_map(|name| texts(properties.get(*name))).collect();
                holders.extend(attached.get(&myself).into_iter().flatten().cloned());
                if holders.is_empty() {
                    holders.push(format!("whoever has {myself}"));
                }
                if let Some(document) = properties.get("PolicyDocument") {
                    add_document(&mut atoms, document, &holders, "*");
                }
            }
            "AWS::Lambda::Permission" => add_permission(&mut atoms, properties),
            _ => {
                for document in properties.values().filter(|value| value.get("Statement").is_some()) {
                    add_document(&mut atoms, document, &[], &myself);
                }
            }
        }
    }
    atoms
}

/// The roles, users and groups that say themselves that they have a policy, by the policy.
fn attached(resources: &Map<String, Value>) -> BTreeMap<String, Vec<String>> {
    let mut attached: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (logical_id, resource) in resources {
        let Some((_, properties)) = parts(resource) else { continue };
        for policy in texts(properties.get("ManagedPolicyArns")) {
            attached.entry(policy).or_default().push(format!("${{{logical_id}}}"));
        }
    }
    attached
}

/// The statements of a document. `holders` have it, unless it names principals itself; `subject` is what it is about where it names
/// nothing, or everything, which in the policy of a resource is that resource.
fn add_document(atoms: &mut Atoms, document: &Value, holders: &[String], subject: &str) {
    let statements = match document.get("Statement") {
        Some(Value::Array(statements)) => statements.as_slice(),
        Some(statement) => std::slice::from_ref(statement),
        None => &[],
    };
    for statement in statements {
        let named = |positive: &str, negative: &str, all: &[String]| -> Vec<String> {
            match (statement.get(positive), statement.get(negative)) {
                (Some(value), _) => principals_or_texts(value),
                (None, Some(value)) => {
                    let mut texts = principals_or_texts(value);
                    texts.sort();
                    vec![format!("not {}", texts.join(" or "))]
                }
                (None, None) => all.to_vec(),
            }
        };
        let mut resources = named("Resource", "NotResource", &[subject.to_owned()]);
        resources.iter_mut().filter(|resource| *resource == "*").for_each(|all| *all = subject.to_owned());
        let effect = statement.get("Effect").map(as_template_text).unwrap_or_default();
        let conditions = conditions(statement.get("Condition"));
        let actions = named("Action", "NotAction", &[]);
        for principal in named("Principal", "NotPrincipal", holders) {
            for action in &actions {
                for resource in &resources {
                    let (action, resource) = (action.clone(), resource.clone());
                    let atom = Atom { effect: effect.clone(), principal: principal.clone(), action, resource };
                    atoms.entry(atom).or_default().insert(conditions.clone());
                }
            }
        }
    }
}

/// A text, several, or lists of them by kind, as principals are written.
fn principals_or_texts(value: &Value) -> Vec<String> {
    const KINDS: [&str; 4] = ["AWS", "Service", "Federated", "CanonicalUser"];
    match value.as_object() {
        Some(kinds) if kinds.keys().all(|kind| KINDS.contains(&kind.as_str())) => {
            kinds.values().flat_map(|value| texts(Some(value))).collect()
        }
        _ => texts(Some(value)),
    }
}

/// Each condition as one text, such as `StringEquals aws:SourceAccount = 123456789012`.
fn conditions(value: Option<&Value>) -> Vec<String> {
    let mut found = Vec::new();
    for (operator, keys) in value.and_then(Value::as_object).into_iter().flatten() {
        match keys.as_object() {
            Some(keys) if !operator.starts_with("Fn::") => {
                for (key, values) in keys {
                    let mut values = texts(Some(values));
                    values.sort();
                    found.push(format!("{operator} {key} = {}", values.join(" or ")));
                }
            }
            _ => found.push(format!("{operator} {}", as_template_text(keys))),
        }
    }
    found.sort();
    found
}

/// Who may call a function, which is a statement in its policy.
fn add_permission(atoms: &mut Atoms, properties: &Map<String, Value>) {
    let text = |name: &str| properties.get(name).map(as_template_text).unwrap_or_default();
    let named = [
        ("SourceArn", "ArnLike aws:SourceArn"),
        ("SourceAccount", "StringEquals aws:SourceAccount"),
        ("PrincipalOrgID", "StringEquals aws:PrincipalOrgID"),
        ("EventSourceToken", "StringEquals lambda:EventSourceToken"),
        ("FunctionUrlAuthType", "StringEquals lambda:FunctionUrlAuthType"),
    ];
    let conditions = named
        .iter()
        .filter(|(name, _)| properties.contains_key(*name))
        .map(|(name, condition)| format!("{condition} = {}", text(name)));
    let conditions = conditions.collect();
    let atom = Atom {
        effect: "Allow".to_owned(),
        principal: text("Principal"),
        action: text("Action"),
        resource: text("FunctionName"),
    };
    atoms.entry(atom).or_default().insert(conditions);
}
