//! Where templates have policies, and whose they are.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Resource;
use super::branches::{Branch, ConditionalText, alternatives, branches, is_function, items, texts};
use super::conditions::both;
use crate::values::{as_template_text, json_in};

/// What a policy is attached to, and so what its statements mean.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Through {
    /// Those who have it may do what it allows.
    Identity,
    /// A resource: whom it names may do it to that.
    Resource(String),
    /// Its holders, whose other policies allow no more than this.
    Boundary,
    /// What lets nothing more through than this, such as an endpoint.
    Limit(String),
}

/// A document, and whose it is.
pub(super) struct Policy<'a> {
    /// None: everything is let through, as without any.
    pub(super) document: Option<&'a Value>,
    pub(super) conditions: Vec<String>,
    /// Whom statements are about that name nobody.
    pub(super) holders: Vec<ConditionalText>,
    /// What statements are about that name nothing, or everything.
    pub(super) subject: String,
    pub(super) through: Through,
}

/// Properties that name what the policy is of that stands beside them.
const SUBJECTS: [&str; 8] =
    ["Bucket", "Queues", "Topics", "SecretId", "ResourceArn", "ResourceIdentifier", "TableBucketARN", "EventBusName"];

/// Properties that name who has the policy that stands beside them.
const HOLDERS: [&str; 6] = ["Roles", "Users", "Groups", "RoleName", "UserName", "GroupName"];

/// All policies of a template.
pub(super) fn policies<'a>(resources: &'a [Resource<'a>]) -> Vec<Policy<'a>> {
    let [attached, bounded] = ["ManagedPolicyArns", "PermissionsBoundary"].map(|name| attached(resources, name));
    let mut found = Vec::new();
    for resource in resources {
        let Resource { name, kind, properties, conditions, .. } = resource;
        let whoever = || vec![(format!("whoever has {name}"), conditions.clone())];
        let everything = || "*".to_owned();
        let is_of_permissions = kind.starts_with("AWS::IAM::") || kind.ends_with("Policy");
        if is_of_permissions && is_function(resource.value) {
            // A macro makes some of the properties: it is told as a whole.
            let (document, conditions, holders) = (Some(resource.value), conditions.clone(), whoever());
            let (subject, through) = (name.clone(), Through::Identity);
            found.push(Policy { document, conditions, holders, subject, through });
        }
        match *kind {
            "AWS::IAM::Role" | "AWS::IAM::User" | "AWS::IAM::Group" => {
                found.extend(properties.get("AssumeRolePolicyDocument").map(|document| Policy {
                    document: Some(document),
                    conditions: conditions.clone(),
                    holders: whoever(),
                    subject: name.clone(),
                    through: Through::Resource(name.clone()),
                }));
                found.extend(items(properties.get("Policies"), conditions).into_iter().map(|policy| Policy {
                    // One that cannot be looked into is told as a whole.
                    document: policy.value.get("PolicyDocument").or(Some(policy.value)),
                    conditions: policy.conditions,
                    holders: vec![(name.clone(), Vec::new())],
                    subject: everything(),
                    through: Through::Identity,
                }));
            }
            "AWS::IAM::Policy"
            | "AWS::IAM::ManagedPolicy"
            | "AWS::IAM::RolePolicy"
            | "AWS::IAM::UserPolicy"
            | "AWS::IAM::GroupPolicy" => {
                let Some(document) = properties.get("PolicyDocument") else { continue };
                let named = HOLDERS.iter().flat_map(|holder| texts(properties.get(*holder), conditions));
                let mut holders: Vec<ConditionalText> = named.collect();
                holders.extend(attached.get(name).into_iter().flatten().cloned());
                let bounded = bounded.get(name).cloned().unwrap_or_default();
                if holders.is_empty() && bounded.is_empty() {
                    holders = whoever();
                }
                for (holders, through) in [(holders, Through::Identity), (bounded, Through::Boundary)] {
                    let (document, subject, conditions) = (Some(document), everything(), conditions.clone());
                    found.push(Policy { document, conditions, holders, subject, through });
                }
            }
            "AWS::EC2::VPCEndpoint" => {
                let documents = alternatives(properties.get("PolicyDocument"), conditions).into_iter();
                found.extend(documents.map(|(document, conditions)| Policy {
                    document,
                    conditions,
                    holders: vec![("*".to_owned(), Vec::new())],
                    subject: everything(),
                    through: Through::Limit(name.clone()),
                }));
            }
            "AWS::Organizations::Policy" => {
                let kind = properties.get("Type").map(as_template_text).unwrap_or_default();
                let Some(document) = properties.get("Content").filter(|_| kind.ends_with("_CONTROL_POLICY")) else {
                    continue;
                };
                let targets = texts(properties.get("TargetIds"), conditions).into_iter();
                let targets = targets.map(|(target, conditions)| (format!("everyone in {target}"), conditions));
                let mut holders: Vec<ConditionalText> = targets.collect();
                if holders.is_empty() {
                    holders = whoever();
                }
                let (document, subject, conditions) = (Some(document), everything(), conditions.clone());
                found.push(Policy { document, conditions, holders, subject, through: Through::Limit(name.clone()) });
            }
            _ => {
                let mut documents = Vec::new();
                find_documents(resource.value, conditions, DEEPEST, &mut documents);
                if documents.is_empty() {
                    continue;
                }
                let is_own = kind.starts_with("AWS::Serverless::");
                let holders = if is_own { vec![(name.clone(), conditions.clone())] } else { whoever() };
                let mut subjects: Vec<ConditionalText> =
                    SUBJECTS.iter().flat_map(|subject| texts(properties.get(*subject), &[])).collect();
                if subjects.is_empty() {
                    subjects.push((name.clone(), Vec::new()));
                }
                for (subject, more) in subjects {
                    let subject = subject.strip_suffix(".Arn}").map(|name| format!("{name}}}")).unwrap_or(subject);
                    for (document, conditions) in &documents {
                        let Some(conditions) = both(conditions, &more) else { continue };
                        let (holders, through) = (holders.clone(), Through::Resource(subject.clone()));
                        let (document, subject) = (Some(*document), subject.clone());
                        found.push(Policy { document, conditions, holders, subject, through });
                    }
                }
            }
        }
    }
    found
}

/// Who says in a property to have a policy, by the policy.
fn attached(resources: &[Resource], property: &str) -> BTreeMap<String, Vec<ConditionalText>> {
    let mut attached: BTreeMap<String, Vec<ConditionalText>> = BTreeMap::new();
    for resource in resources {
        for (policy, conditions) in texts(resource.properties.get(property), &resource.conditions) {
            attached.entry(policy).or_default().push((resource.name.clone(), conditions));
        }
    }
    attached
}

/// Deeper in properties there are no policies.
const DEEPEST: usize = 32;

/// All that looks like a policy, however deep in the properties, also in texts of JSON.
fn find_documents<'a>(
    value: &'a Value,
    conditions: &[String],
    depth: usize,
    found: &mut Vec<(&'a Value, Vec<String>)>,
) {
    let Some(depth) = depth.checked_sub(1) else { return };
    for Branch { value, conditions } in branches(value, conditions) {
        match value {
            Value::Array(list) => list.iter().for_each(|item| find_documents(item, &conditions, depth, found)),
            value if is_document(value) || text_is_document(value) => found.push((value, conditions)),
            Value::Object(entries) => {
                entries.values().for_each(|value| find_documents(value, &conditions, depth, found));
            }
            _ => {}
        }
    }
}

/// Whether a map is a policy, and not one of the rules that have something of the same name.
fn is_document(value: &Value) -> bool {
    let Some(statement) = value.get("Statement") else { return false };
    let has_version = value.get("Version").and_then(Value::as_str).is_some_and(|version| version.starts_with("20"));
    has_version || items(Some(statement), &[]).iter().any(|item| item.value.get("Effect").is_some())
}

fn text_is_document(value: &Value) -> bool {
    let is_text = match value {
        Value::String(text) => text.contains("\"Statement\""),
        value => is_function(value) && as_template_text(value).contains("\"Statement\""),
    };
    is_text && json_in(value).is_some_and(|document| is_document(&document))
}
