//! Sizes of policies: estimates, by which large ones are split, and what they have at least.

use purlin_core::{Expr, Val, Value};

use super::policy_statement::PolicyStatement;

/// The most characters of a managed policy, white space not counted.
pub(super) const LARGEST_MANAGED: usize = 6_144;
/// The most characters of a role's trust policy, unless AWS has raised the account's quota.
pub(super) const LARGEST_TRUST: usize = 2_048;
/// The most characters of a trust policy that AWS raises the quota to.
pub(super) const LARGEST_TRUST_EVER: usize = 4_096;

/// An ARN that is known during deployment is estimated to have so many characters, an action fewer.
const ARN: usize = 150;
const ACTION: usize = 20;

impl PolicyStatement {
    /// How many characters it has, about: aws-cdk-lib's estimate, so that policies are split at the same places.
    pub(super) fn estimated_size(&self) -> usize {
        let list = |key: &str, values: &[Value<String>], unknown: usize| {
            let one = |value: &Value<String>| value.literal().map_or(unknown, |text| text.encode_utf16().count()) + 3;
            if values.is_empty() { 0 } else { key.len() + 5 + values.iter().map(one).sum::<usize>() }
        };
        self.effect.as_str().len()
            + r#""Effect": "","#.len()
            + list("Action", &self.actions, ACTION)
            + list("NotAction", &self.not_actions, ACTION)
            + list("Resource", &self.resources, ARN)
            + list("NotResource", &self.not_resources, ARN)
            + (self.principals.len() + self.not_principals.len()) * ARN
            + least_size(&self.conditions.to_val())
    }
}

/// How many characters a value has as JSON without white space at least: what is known during deployment may be empty.
pub(super) fn least_size(val: &Val) -> usize {
    let separated = |sizes: Vec<usize>| sizes.len().saturating_sub(1) + sizes.iter().sum::<usize>() + 2;
    match val {
        Val::Text(text) => text.chars().filter(|character| !character.is_whitespace()).count() + 2,
        Val::List(items) => separated(items.iter().map(least_size).collect()),
        Val::Map(entries) | Val::Struct(entries) => {
            separated(entries.iter().map(|(key, val)| key.chars().count() + 3 + least_size(val)).collect())
        }
        Val::Null => 4,
        Val::Bool(value) => value.to_string().len(),
        Val::Integer(number) => number.to_string().len(),
        Val::Number(number) => number.to_string().len(),
        Val::Expr(expr) => match &**expr {
            Expr::Sorted(items) => separated(items.iter().map(least_size).collect()),
            Expr::Join { items, .. } => {
                items.iter().filter_map(Val::as_text).map(|text| text.chars().count()).sum::<usize>() + 2
            }
            _ => 0,
        },
    }
}
