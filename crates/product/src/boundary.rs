//! The policy that bounds what roles can ever be allowed.

use purlin_aws::aspects::PermissionsBoundary;
use purlin_aws::iam::ManagedPolicy;
use purlin_core::{Construct, IntoValue, Scope, Value};

/// The ARN of a policy that may be told by its name.
pub fn boundary(scope: &Scope, policy: &str) -> Value<String> {
    match policy.starts_with("arn:") {
        true => policy.into_value(),
        false => ManagedPolicy::from_name(scope, policy).arn(),
    }
}

/// Bounds all roles of an installation, and those of the functions that its stack has for custom resources by now.
pub fn bound(installation: &Scope, policy: &str) {
    let arn = boundary(installation, policy);
    let parts = installation.stack().map(|stack| stack.scope().children()).unwrap_or_default();
    let functions = parts.iter().filter(|part| part.id().starts_with("Custom::"));
    functions.chain([installation]).for_each(|part| PermissionsBoundary::of(part).apply(arn.clone()));
}
