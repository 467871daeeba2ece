//! What an update changes, by the facts about replacement.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use purlin_cfn::facts::{Replacement, is_stateful, replacement};
use serde_json::Value;

use super::{Installation, POLICIES, Successor};

/// What becomes of a resource, or of one of its properties.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// The resource is changed in place.
    Changed,
    /// It is replaced.
    Replaced,
    /// It is no longer there.
    Removed,
    /// It is new.
    New,
}

impl fmt::Display for Effect {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Effect::Changed => "changed",
            Effect::Replaced => "replaced",
            Effect::Removed => "removed",
            Effect::New => "new",
        })
    }
}

/// The path of a resource, its property unless all of it is meant, and what becomes of it.
pub type Difference = (String, String, Effect);

/// Properties that replace a resource for some values, of which none is here: RDS turns backups on and off in place for a single
/// instance, and a group of parameters takes the place of another; EC2 stops an instance and starts it.
const IN_PLACE: [(&str, &str); 4] = [
    ("AWS::RDS::DBInstance", "BackupRetentionPeriod"),
    ("AWS::RDS::DBInstance", "DBParameterGroupName"),
    ("AWS::RDS::DBInstance", "MultiAZ"),
    ("AWS::EC2::Instance", "UserData"),
];

/// What holds data, or belongs to it, beside what the facts call stateful.
const BELONGS_TO_DATA: [&str; 4] = [
    "AWS::ElastiCache::SubnetGroup",
    "AWS::RDS::DBSubnetGroup",
    "AWS::SecretsManager::SecretTargetAttachment",
    "AWS::S3::Bucket",
];

/// Whether losing a resource of the type loses data.
pub fn holds_data(kind: &str) -> bool {
    is_stateful(kind) || BELONGS_TO_DATA.contains(&kind)
}

/// Everything that the successor has otherwise.
pub fn differences(installation: &Installation, successor: &Successor) -> BTreeSet<Difference> {
    let (before, after) = (installation.template(), &successor.template);
    let paths: BTreeMap<String, String> =
        installation.resources().into_iter().map(|fact| (fact.id, fact.path)).collect();
    let mut found = BTreeSet::new();
    for (id, old) in resources(&before) {
        let path = construct(&paths[id]);
        let new = &after["Resources"][id];
        if new["Type"] != old["Type"] {
            found.insert((path, String::new(), Effect::Removed));
            continue;
        }
        let names = properties(old).chain(properties(new)).collect::<BTreeSet<_>>();
        for name in names {
            let (was, is) = (resolved(&old["Properties"][name], &before), resolved(&new["Properties"][name], after));
            if is_same(name, &was, &is) || (name == "Tags" && may_replace(old, name) == Effect::Changed) {
                continue;
            }
            found.insert((path.clone(), name.to_owned(), may_replace(old, name)));
        }
        for policy in POLICIES {
            if old[policy] != new[policy] {
                found.insert((path.clone(), policy.to_owned(), Effect::Changed));
            }
        }
    }
    for (id, new) in resources(after) {
        if before["Resources"][id]["Type"] != new["Type"] {
            let path = successor.paths.get(id).map_or_else(|| id.clone(), |path| construct(path));
            found.insert((path, String::new(), Effect::New));
        }
    }
    found
}

/// The paths of resources that are replaced or removed, with their types; also for what is in them of a replaced one.
pub fn lost(installation: &Installation, successor: &Successor) -> BTreeMap<String, String> {
    let mut lost = BTreeMap::new();
    let found = differences(installation, successor);
    let facts = installation.resources();
    loop {
        let ids: BTreeSet<&str> = facts
            .iter()
            .filter(|fact| lost.contains_key(&construct(&fact.path)))
            .map(|fact| fact.id.as_str())
            .collect();
        let more: BTreeMap<String, String> = facts
            .iter()
            .filter(|fact| {
                let path = construct(&fact.path);
                let kind = fact.resource["Type"].as_str().unwrap_or_default();
                let by_itself = found
                    .iter()
                    .any(|(other, _, effect)| *other == path && matches!(effect, Effect::Replaced | Effect::Removed));
                let by_another = || {
                    let entries = fact.resource["Properties"].as_object().into_iter().flatten();
                    entries.filter(|(name, _)| replacement(kind, name) == Some(Replacement::Always)).any(
                        |(_, value)| {
                            let mut referred = BTreeSet::new();
                            references(value, &mut referred);
                            referred.iter().any(|id| ids.contains(id.as_str()))
                        },
                    )
                };
                by_itself || by_another()
            })
            .map(|fact| (construct(&fact.path), fact.resource["Type"].as_str().unwrap_or_default().to_owned()))
            .collect();
        if more == lost {
            return lost;
        }
        lost = more;
    }
}

/// A path without what constructs have at its end for their one resource.
pub fn construct(path: &str) -> String {
    let path = path.strip_suffix("/Resource").or_else(|| path.strip_suffix("/Default")).unwrap_or(path);
    path.to_owned()
}

fn resources(template: &Value) -> impl Iterator<Item = (&String, &Value)> {
    template["Resources"].as_object().into_iter().flatten()
}

fn properties(resource: &Value) -> impl Iterator<Item = &str> {
    resource["Properties"].as_object().into_iter().flatten().map(|(name, _)| name.as_str())
}

fn may_replace(resource: &Value, property: &str) -> Effect {
    let kind = resource["Type"].as_str().unwrap_or_default();
    match replacement(kind, property) {
        Some(Replacement::Never) => Effect::Changed,
        Some(Replacement::Maybe) if IN_PLACE.contains(&(kind, property)) => Effect::Changed,
        _ => Effect::Replaced,
    }
}

/// Subnets of a group, and statements of a policy, are in no order.
fn is_same(property: &str, was: &Value, is: &Value) -> bool {
    let sorted = |value: &Value| {
        let mut items: Vec<String> = value.as_array().into_iter().flatten().map(Value::to_string).collect();
        items.sort();
        items
    };
    match property {
        "SubnetIds" | "Subnets" => sorted(was) == sorted(is),
        _ => was == is,
    }
}

/// A value in which references stand for the names that they come to.
fn resolved(value: &Value, template: &Value) -> Value {
    const NAMES: [&str; 4] = ["CacheSubnetGroupName", "KeyName", "DBSubnetGroupName", "BucketName"];
    match value {
        Value::Array(items) => items.iter().map(|item| resolved(item, template)).collect(),
        Value::Object(entries) => {
            let referred = entries.get("Ref").and_then(Value::as_str).map(|id| &template["Resources"][id]);
            // A database refers to its subnet group, too.
            let named = referred.filter(|resource| resource["Type"] != "AWS::RDS::DBInstance").and_then(|resource| {
                NAMES.iter().find_map(|name| resource["Properties"].get(*name)).filter(|name| name.is_string())
            });
            named.cloned().unwrap_or_else(|| {
                entries.iter().map(|(key, value)| (key.clone(), resolved(value, template))).collect()
            })
        }
        scalar => scalar.clone(),
    }
}

fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(entries) => {
            let attribute = entries.get("Fn::GetAtt").and_then(|attribute| attribute.get(0));
            found.extend(entries.get("Ref").or(attribute).and_then(Value::as_str).map(str::to_owned));
            entries.values().for_each(|value| references(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}
