//! The policy that bounds what roles can ever be allowed.

use purlin_aws::iam::ManagedPolicy;
use purlin_core::{IntoValue, Scope, Value};

/// The ARN of a policy that may be told by its name.
pub(crate) fn boundary(scope: &Scope, policy: &str) -> Value<String> {
    match policy.starts_with("arn:") {
        true => policy.into_value(),
        false => ManagedPolicy::from_name(scope, policy).arn(),
    }
}
