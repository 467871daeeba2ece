//! Managed policies that roles, users and groups have.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{parts, texts};
use crate::Change;

/// A managed policy that is attached, or no longer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachmentDifference {
    /// Whether it is new or gone.
    pub change: Change,
    /// Who has it: the logical id in `${}`, or a name.
    pub holder: String,
    /// The policy, by its ARN.
    pub policy: String,
    /// Whether it is the boundary of what the holder may do, and allows nothing by itself.
    pub is_boundary: bool,
}

/// Managed policies that are attached in one template alone. Those with a document in the template are told by their statements.
pub(crate) fn differences(old: &Map<String, Value>, new: &Map<String, Value>) -> Vec<AttachmentDifference> {
    let [old, new] = [old, new].map(attachments);
    let row = |change| {
        move |(holder, is_boundary, policy): &(String, bool, String)| AttachmentDifference {
            change,
            holder: holder.clone(),
            policy: policy.clone(),
            is_boundary: *is_boundary,
        }
    };
    let mut found: Vec<AttachmentDifference> = old.difference(&new).map(row(Change::Removed)).collect();
    found.extend(new.difference(&old).map(row(Change::Added)));
    found.sort_by(|first, second| (&first.holder, first.change).cmp(&(&second.holder, second.change)));
    found
}

fn attachments(resources: &Map<String, Value>) -> BTreeSet<(String, bool, String)> {
    let mut found = BTreeSet::new();
    for (logical_id, resource) in resources {
        let Some((kind, properties)) = parts(resource) else { continue };
        match kind {
            "AWS::IAM::Role" | "AWS::IAM::User" | "AWS::IAM::Group" => {
                let holder = format!("${{{logical_id}}}");
                for policy in texts(properties.get("ManagedPolicyArns")) {
                    found.insert((holder.clone(), false, policy));
                }
                for boundary in texts(properties.get("PermissionsBoundary")) {
                    found.insert((holder.clone(), true, boundary));
                }
            }
            _ => {}
        }
    }
    found
}
