//! What is wrong with principals, and how messages call them.

use purlin_core::{Finding, Value};

use super::{Kind, Principal};

impl Principal {
    /// What is wrong with it wherever it is used.
    pub(in crate::iam) fn mistake(&self) -> Option<Finding> {
        match &self.kind {
            Kind::Identity(identity) if identity.arn().is_none() => Some(
                Finding::error("group-as-principal", "a group cannot be the principal of a policy")
                    .help("name its users, or a role"),
            ),
            Kind::Arn(arn) if arn.literal().is_some_and(|arn| !is_arn_of_principal(arn)) => Some(
                Finding::error("bad-principal", format!("{} is no principal", self.describe()))
                    .help("give an ARN, such as `arn:aws:iam::111122223333:role/name`"),
            ),
            Kind::Account { id: Some(id), .. } if id.literal().is_some_and(|id| !is_account_id(id)) => Some(
                Finding::error("bad-account-id", format!("`{}` is no account id", id.literal().unwrap_or_default()))
                    .help("account ids have 12 digits"),
            ),
            Kind::Unknown => Some(
                Finding::error("unknown-principal", "a policy is to name a principal that is not known here")
                    .help("name a role, user, account or service"),
            ),
            Kind::Composite(principals) if principals.is_empty() => Some(
                Finding::error("empty-principal", "a composite principal is made of none").help("give it at least one"),
            ),
            Kind::Composite(principals) if principals.iter().any(|part| !part.conditions.is_empty()) => Some(
                Finding::error(
                    "mixed-principal-conditions",
                    "a part of a composite principal has conditions of its own",
                )
                .help("make a statement for each of them"),
            ),
            Kind::Composite(principals) => principals.iter().find_map(Principal::mistake),
            _ => None,
        }
    }

    /// What it is, for messages.
    pub(in crate::iam) fn describe(&self) -> String {
        let quoted = |value: &Value<String>| format!("`{}`", value.literal().unwrap_or("…"));
        match &self.kind {
            Kind::Arn(arn) => quoted(arn),
            Kind::Account { id: Some(id), .. } => format!("the account {}", quoted(id)),
            Kind::Account { id: None, .. } => "the account".into(),
            Kind::Service { name, .. } => format!("the service {}", quoted(name)),
            Kind::Federated { provider, .. } => format!("the identity provider {}", quoted(provider)),
            Kind::CanonicalUser(id) => format!("the user {}", quoted(id)),
            Kind::Star => "everyone".into(),
            Kind::Composite(parts) => parts.iter().map(Principal::describe).collect::<Vec<_>>().join(" and "),
            Kind::Identity(identity) => format!("`{}`", identity.scope().path()),
            Kind::Given(_) => "a principal".into(),
            Kind::Unknown => "a principal that is not known here".into(),
        }
    }
}

/// Whether a text names a principal: by ARN, by account id, by the unique id that IAM gives, or everyone.
fn is_arn_of_principal(text: &str) -> bool {
    let is_unique_id =
        || text.len() > 15 && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    text == "*" || text.splitn(6, ':').count() == 6 && text.starts_with("arn:") || is_account_id(text) || is_unique_id()
}

fn is_account_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}
