//! What a role is allowed beyond the size of one policy.

use purlin_core::{Finding, Scope, Severity};

use super::{Role, Source};
use crate::iam::managed_policy::{ManagedPolicy, ManagedPolicyProps};
use crate::iam::policy_statement::PolicyStatement;

/// How many managed policies can be attached to a role, and how many once AWS has raised the account's quota.
const MANAGED_POLICIES_BY_DEFAULT: usize = 10;
const MANAGED_POLICIES_EVER: usize = 20;

impl Role {
    /// Moves what is too much for its own policy into managed ones.
    pub(super) fn split_large_policy(&self) {
        let Source::Made { managed, .. } = &self.inner.source else { return };
        let Some(policy) = self.inner.default_policy.borrow().clone() else { return };
        let (kept, overflows) = policy.document().change(|document| document.split_off());
        let count = managed.borrow().len() + overflows.len();
        if count > MANAGED_POLICIES_BY_DEFAULT && !overflows.is_empty() {
            let severity = if count > MANAGED_POLICIES_EVER { Severity::Error } else { Severity::Warning };
            let message = format!("this role needs {count} managed policies, of 10 that are usual at most");
            let finding = Finding::new(severity, "large-role-policy", message).at(policy.cfn().resource().location());
            self.inner.scope.report(finding.help("use wildcards, or write the policies of the role by hand"));
        }
        let waiting = |all: &[PolicyStatement]| all.iter().flat_map(PolicyStatement::waiting).collect::<Vec<Scope>>();
        let still_waiting = waiting(&kept);
        for (number, statements) in overflows.into_iter().enumerate() {
            let props = ManagedPolicyProps::new()
                .description(format!("Part of the policies for {}", self.inner.scope.path()))
                .statements(statements.clone())
                .roles([self.clone()]);
            let overflow = ManagedPolicy::new(self, &format!("OverflowPolicy{}", number + 1), props);
            let Some(overflow) = overflow.construct() else { continue };
            for construct in waiting(&statements) {
                construct.add_dependency(overflow);
                if !still_waiting.contains(&construct) {
                    construct.remove_dependency(&policy);
                }
            }
        }
    }
}
