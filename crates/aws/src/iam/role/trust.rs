//! Who may assume a role, as its trust policy says it.

use std::panic::Location;

use purlin_cfn::iam::CfnRole;
use purlin_core::{Construct, Finding, Severity};

use super::RoleSettings;
use crate::iam::condition::Condition;
use crate::iam::policy_document::{PolicyDocument, PolicyProperty};
use crate::iam::policy_statement::PolicyStatement;
use crate::iam::size::{LARGEST_TRUST, LARGEST_TRUST_EVER, least_size};

/// The trust policy that the settings of a role describe.
#[track_caller]
pub(super) fn document(settings: &RoleSettings) -> PolicyDocument {
    let external_ids = settings.external_ids.as_ref().map(|ids| match ids.elements().as_deref() {
        Some([one]) => Condition::string_equals("sts:ExternalId", one),
        _ => Condition::string_equals("sts:ExternalId", ids.as_val().clone()),
    });
    let statements = settings.assumed_by.assume_role_statements().into_iter();
    statements.map(|statement| external_ids.iter().cloned().fold(statement, PolicyStatement::when)).collect()
}

/// Whether AWS takes a trust policy depends on the account's quota; an empty one it never takes.
pub(super) fn check(cfn: &CfnRole, trust: &PolicyProperty, location: &'static Location<'static>) {
    let (resource, trust) = (cfn.resource().clone(), trust.clone());
    cfn.scope().add_validation(move |scope| {
        if trust.is_empty() {
            let finding = Finding::error("role-without-trust", "nobody is trusted to assume the role").at(location);
            scope.report(finding.help("name at least one principal in `assumed_by`"));
        }
        let size = resource.property("AssumeRolePolicyDocument").as_ref().map_or(0, least_size);
        let severity = match size {
            size if size <= LARGEST_TRUST => return,
            size if size <= LARGEST_TRUST_EVER => Severity::Warning,
            _ => Severity::Error,
        };
        let message =
            format!("the trust policy of a role has {size} characters, of {LARGEST_TRUST} that are usual at most");
        let finding = Finding::new(severity, "large-trust-policy", message).at(location);
        scope.report(finding.help("name fewer principals, or conditions such as `aws:PrincipalOrgID`"));
    });
}
