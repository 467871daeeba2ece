//! Managed policies that roles, users and groups have, and the groups that users are in.

use std::collections::BTreeMap;

use serde_json::Value;

use super::branches::{items, texts};
use super::conditions::{self, Alternatives, both};
use super::{Breadth, Names, Resource};
use crate::Change;
use crate::values::as_template_text;

/// A managed policy that is attached, or no longer, or a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachmentDifference {
    /// Whether it is new, gone, or under other conditions.
    pub change: Change,
    /// Who has it: the logical id in `${}`, or a name.
    pub holder: String,
    /// The policy, by its ARN or name, or the group.
    pub policy: String,
    /// What it is to the holder.
    pub kind: AttachmentKind,
    /// Under which conditions of the template it was so; an empty list for always, none where it was not.
    pub old_conditions: Vec<Vec<String>>,
    /// Under which conditions of the template it is so.
    pub new_conditions: Vec<Vec<String>>,
    /// Whether the holder may do more or less, where that can be told.
    pub breadth: Option<Breadth>,
}

/// What is attached to a holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AttachmentKind {
    /// A policy, whose statements are the holder's.
    Policy,
    /// The boundary of what the holder may do, which allows nothing by itself.
    Boundary,
    /// A group, whose policies are the holder's.
    Group,
}

impl AttachmentKind {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            AttachmentKind::Policy => "policy",
            AttachmentKind::Boundary => "boundary",
            AttachmentKind::Group => "group",
        }
    }
}

type Attachments = BTreeMap<(String, AttachmentKind, String), Alternatives>;

/// What is attached in one template alone, or under other conditions.
pub(super) fn differences(old: &[Resource], new: &[Resource], names: &Names) -> Vec<AttachmentDifference> {
    let [mut old, new] = [old, new].map(attachments);
    if !names.is_empty() {
        let renamed = |text: &str| names.renamed(text);
        let entries = old.into_iter();
        old =
            entries.map(|((holder, kind, policy), told)| ((renamed(&holder), kind, renamed(&policy)), told)).collect();
    }
    let none = Alternatives::default();
    let gone = old.iter().map(|(key, before)| (key, before, new.get(key).unwrap_or(&none)));
    let added = new.iter().filter(|(key, _)| !old.contains_key(*key)).map(|(key, after)| (key, &none, after));
    let row =
        |((holder, kind, policy), before, after): (&(String, AttachmentKind, String), _, _)| AttachmentDifference {
            change: conditions::change(before, after),
            holder: holder.clone(),
            policy: policy.clone(),
            kind: *kind,
            old_conditions: before.listed(),
            new_conditions: after.listed(),
            breadth: conditions::breadth(before, after).filter(|_| *kind != AttachmentKind::Boundary),
        };
    let mut found: Vec<_> = gone.chain(added).filter(|(_, before, after)| before != after).map(row).collect();
    found.sort_by(|first, second| (&first.holder, first.change).cmp(&(&second.holder, second.change)));
    found
}

fn attachments(resources: &[Resource]) -> Attachments {
    use AttachmentKind::{Boundary, Group, Policy};

    let mut found = Attachments::new();
    for resource in resources {
        let Resource { name, kind, properties, conditions, .. } = resource;
        let of = |property: &str| texts(properties.get(property), conditions);
        let mut add = |holders: &[(String, Vec<String>)], kind, policies: Vec<(String, Vec<String>)>| {
            for (holder, conditions) in holders {
                for (policy, more) in &policies {
                    let Some(conditions) = both(conditions, more) else { continue };
                    found.entry((holder.clone(), kind, policy.clone())).or_default().add(conditions);
                }
            }
        };
        let myself = [(name.clone(), conditions.clone())];
        match *kind {
            "AWS::IAM::Role" | "AWS::IAM::User" | "AWS::IAM::Group" => {
                add(&myself, Policy, of("ManagedPolicyArns"));
                add(&myself, Boundary, of("PermissionsBoundary"));
                if *kind == "AWS::IAM::User" {
                    add(&myself, Group, of("Groups"));
                }
            }
            "AWS::IAM::UserToGroupAddition" => add(&of("Users"), Group, of("GroupName")),
            "AWS::IoT::PolicyPrincipalAttachment" => add(&of("Principal"), Policy, of("PolicyName")),
            "AWS::SSO::PermissionSet" => {
                let myself = [(format!("whoever has {name}"), conditions.clone())];
                add(&myself, Policy, of("ManagedPolicies"));
                add(&myself, Policy, of("CustomerManagedPolicyReferences"));
                add(&myself, Boundary, of("PermissionsBoundary"));
            }
            "AWS::SSO::Assignment" => {
                let text = |property: &str| properties.get(property).map(as_template_text).unwrap_or_default();
                let holder = format!("{} in {}", text("PrincipalId"), text("TargetId"));
                add(&[(holder, conditions.clone())], Policy, of("PermissionSetArn"));
            }
            kind if kind.starts_with("AWS::Serverless::") => {
                let is_name = |value: &Value| value.get("Statement").is_none();
                let policies = items(properties.get("Policies"), conditions).into_iter();
                let policies = policies.filter(|policy| is_name(policy.value));
                add(&myself, Policy, policies.map(|item| (as_template_text(item.value), item.conditions)).collect());
                add(&myself, Boundary, of("PermissionsBoundary"));
            }
            _ => {}
        }
    }
    found
}
