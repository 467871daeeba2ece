//! What policies say, each statement taken apart.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::branches::{Branch, ConditionalText, alternatives, branches, combinations, is_function, items, texts};
use super::conditions::{Alternatives, both};
use super::policies::{Policy, Through, policies};
use super::{Names, Resource};
use crate::values::{as_template_text, json_in};

/// The smallest part of a statement.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Atom {
    pub(super) effect: String,
    pub(super) through: Through,
    pub(super) principal: String,
    pub(super) action: String,
    pub(super) resource: String,
    /// Whether it can be told what it covers.
    pub(super) is_understood: bool,
}

pub(super) type Atoms = BTreeMap<Atom, Alternatives>;

/// A statement of more parts than this is not taken apart.
const MOST_PARTS: usize = 10_000;

/// All that the policies of a template say.
pub(super) fn atoms(resources: &[Resource]) -> Atoms {
    let mut atoms = Atoms::new();
    for policy in policies(resources) {
        match policy.document {
            Some(document) => add_document(&mut atoms, &policy, document, &policy.conditions),
            None => {
                let statement = serde_json::json!({ "Effect": "Allow", "Action": "*", "Resource": "*" });
                add_statement(&mut atoms, &policy, Branch { value: &statement, conditions: policy.conditions.clone() });
            }
        }
    }
    for resource in resources {
        add_permission(&mut atoms, resource);
    }
    atoms
}

fn add_document(atoms: &mut Atoms, policy: &Policy, document: &Value, under: &[String]) {
    for branch in branches(document, under) {
        let text = (!branch.value.is_object() || is_function(branch.value)).then(|| json_in(branch.value)).flatten();
        match (text, branch.value.get("Statement")) {
            (Some(document), _) => {
                for statement in items(document.get("Statement"), &branch.conditions) {
                    add_statement(atoms, policy, statement);
                }
            }
            (None, Some(statements)) => {
                items(Some(statements), &branch.conditions)
                    .into_iter()
                    .for_each(|statement| add_statement(atoms, policy, statement));
            }
            (None, None) if branch.value.is_object() && !is_function(branch.value) => {}
            (None, None) => add_statement(atoms, policy, branch),
        }
    }
}

fn add_statement(atoms: &mut Atoms, policy: &Policy, branch: Branch) {
    let Branch { value, conditions } = branch;
    let is_whole = |entries: &&Map<String, Value>| {
        entries.contains_key("Effect") && (entries.contains_key("Action") || entries.contains_key("NotAction"))
    };
    let entries = value.as_object().filter(|_| !is_function(value)).filter(is_whole);
    let names_nobody =
        entries.is_none_or(|entries| !entries.contains_key("Principal") && !entries.contains_key("NotPrincipal"));
    // A statement without a principal is meant for those who have the policy.
    let (through, subject) = match &policy.through {
        Through::Resource(_) if names_nobody && entries.is_some() => (Through::Identity, "*"),
        through => (through.clone(), policy.subject.as_str()),
    };
    let mut add = |effect: &str, principal: &str, action: &str, resource: &str, is_understood, conditions| {
        let resource = if resource == "*" { subject } else { resource };
        let atom = Atom {
            effect: effect.to_owned(),
            through: through.clone(),
            principal: principal.to_owned(),
            action: action.to_owned(),
            resource: resource.to_owned(),
            is_understood,
        };
        atoms.entry(atom).or_default().add(conditions);
    };
    let Some(statement) = entries else {
        let text = format!("not understood: {}", as_template_text(value));
        for (holder, more) in &policy.holders {
            if let Some(conditions) = both(&conditions, more) {
                add("Unknown", holder, &text, subject, false, conditions);
            }
        }
        return;
    };
    let effects = texts(statement.get("Effect"), &[]);
    let principals = named(statement, "Principal", "NotPrincipal", &policy.holders);
    let actions = named(statement, "Action", "NotAction", &[]);
    let resources = named(statement, "Resource", "NotResource", &[(subject.to_owned(), Vec::new())]);
    let mut combined: Vec<Vec<String>> = Vec::new();
    for (condition, more) in alternatives(statement.get("Condition"), &conditions) {
        combined.extend(both(&more, &conditions_of(condition)));
    }
    if effects.len() * principals.len() * actions.len() * resources.len() > MOST_PARTS {
        let whole = |texts: &[ConditionalText]| {
            texts
                .iter()
                .map(|(text, _)| text.as_str())
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect::<Vec<_>>()
                .join(", ")
        };
        for (effect, _) in &effects {
            for conditions in &combined {
                let (principals, actions, resources) = (whole(&principals), whole(&actions), whole(&resources));
                add(effect, &principals, &actions, &resources, false, conditions.clone());
            }
        }
        return;
    }
    let and = |combined: &[Vec<String>], more: &[String]| -> Vec<Vec<String>> {
        combined.iter().filter_map(|conditions| both(conditions, more)).collect()
    };
    for (effect, more) in &effects {
        let combined = and(&combined, more);
        for (principal, more) in &principals {
            let combined = and(&combined, more);
            for (action, more) in &actions {
                let combined = and(&combined, more);
                for (resource, more) in &resources {
                    for conditions in and(&combined, more) {
                        add(effect, principal, action, resource, true, conditions);
                    }
                }
            }
        }
    }
}

/// What a statement names by one of two keys, of which the second means all others.
fn named(
    statement: &Map<String, Value>,
    positive: &str,
    negative: &str,
    otherwise: &[ConditionalText],
) -> Vec<ConditionalText> {
    let mut found = Vec::new();
    for (value, conditions) in alternatives(statement.get(positive), &[]) {
        if let Some(value) = value {
            found.extend(principals_or_texts(value, &conditions));
            continue;
        }
        for (value, conditions) in alternatives(statement.get(negative), &conditions) {
            match value {
                Some(value) => {
                    let mut texts: Vec<String> = principals_or_texts(value, &[])
                        .into_iter()
                        .map(|(text, conditions)| std::iter::once(text).chain(conditions).collect::<Vec<_>>().join(" "))
                        .collect();
                    texts.sort();
                    found.push((format!("not {}", texts.join(" or ")), conditions));
                }
                None => found
                    .extend(otherwise.iter().filter_map(|(text, more)| Some((text.clone(), both(&conditions, more)?)))),
            }
        }
    }
    found
}

/// A text, several, or lists of them by kind, as principals are written.
fn principals_or_texts(value: &Value, under: &[String]) -> Vec<ConditionalText> {
    const KINDS: [&str; 4] = ["AWS", "Service", "Federated", "CanonicalUser"];
    match value.as_object() {
        Some(kinds) if kinds.keys().all(|kind| KINDS.contains(&kind.as_str())) => {
            let of_kind = |(kind, value): (&String, &Value)| -> Vec<ConditionalText> {
                let texts = texts(Some(value), under).into_iter();
                texts.map(|(text, conditions)| (principal(kind, text), conditions)).collect()
            };
            kinds.iter().flat_map(of_kind).collect()
        }
        _ => texts(Some(value), under),
    }
}

/// A principal with its kind, unless the text alone tells it.
fn principal(kind: &str, text: String) -> String {
    match kind {
        "Service" if !text.contains(".amazonaws.") => format!("service {text}"),
        "Federated" => format!("federated {text}"),
        "CanonicalUser" => format!("canonical user {text}"),
        _ => text,
    }
}

/// Each condition as one text, such as `StringEquals aws:SourceAccount = 123456789012`.
fn conditions_of(value: Option<&Value>) -> Vec<String> {
    let mut found = Vec::new();
    for (operator, keys) in value.and_then(Value::as_object).into_iter().flatten() {
        match keys.as_object() {
            Some(keys) if !operator.starts_with("Fn::") => {
                for (key, values) in keys {
                    let mut values: Vec<String> = match values {
                        Value::Array(values) => values.iter().map(as_template_text).collect(),
                        value => vec![as_template_text(value)],
                    };
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

/// Resources that are one statement in the policy of another one, and the property that names that.
const PERMISSIONS: [(&str, &str); 3] = [
    ("AWS::Lambda::Permission", "FunctionName"),
    ("AWS::Lambda::LayerVersionPermission", "LayerVersionArn"),
    ("AWS::Events::EventBusPolicy", "EventBusName"),
];

/// Their properties that are conditions.
const PERMISSION_CONDITIONS: [(&str, &str); 6] = [
    ("SourceArn", "ArnLike aws:SourceArn"),
    ("SourceAccount", "StringEquals aws:SourceAccount"),
    ("PrincipalOrgID", "StringEquals aws:PrincipalOrgID"),
    ("OrganizationId", "StringEquals aws:PrincipalOrgID"),
    ("EventSourceToken", "StringEquals lambda:EventSourceToken"),
    ("FunctionUrlAuthType", "StringEquals lambda:FunctionUrlAuthType"),
];

fn add_permission(atoms: &mut Atoms, resource: &Resource) {
    let Some((_, subject)) = PERMISSIONS.iter().find(|(kind, _)| *kind == resource.kind) else { return };
    if !resource.properties.contains_key("Action") {
        return;
    }
    for (properties, under) in combinations(resource.properties, &resource.conditions) {
        let text = |name: &str| properties.get(name).map(as_template_text).unwrap_or_default();
        let of_properties = PERMISSION_CONDITIONS.iter().filter(|(name, _)| properties.contains_key(*name));
        let mut conditions: Vec<String> =
            of_properties.map(|(name, condition)| format!("{condition} = {}", text(name))).collect();
        conditions.extend(properties.get("Condition").map(as_template_text));
        let Some(conditions) = both(&under, &conditions) else { continue };
        let subject = text(subject);
        let atom = Atom {
            effect: "Allow".to_owned(),
            through: Through::Resource(
                subject.strip_suffix(".Arn}").map_or(subject.clone(), |name| format!("{name}}}")),
            ),
            principal: text("Principal"),
            action: text("Action"),
            resource: subject,
            is_understood: true,
        };
        atoms.entry(atom).or_default().add(conditions);
    }
}

impl Atom {
    pub(super) fn allows_everything(&self) -> bool {
        self.effect == "Allow" && [&self.principal, &self.action, &self.resource].iter().all(|text| *text == "*")
    }

    pub(super) fn renamed(self, names: &Names) -> Self {
        let through = match self.through {
            Through::Resource(name) => Through::Resource(names.renamed(&name)),
            Through::Limit(name) => Through::Limit(names.renamed(&name)),
            other => other,
        };
        Atom {
            through,
            principal: names.renamed(&self.principal),
            action: names.renamed(&self.action),
            resource: names.renamed(&self.resource),
            ..self
        }
    }
}
