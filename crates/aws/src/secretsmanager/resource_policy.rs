//! The resource policies of secrets.

use purlin_cfn::secretsmanager::{CfnResourcePolicy, CfnResourcePolicyProps};
use purlin_core::{Construct, Scope, Value};

use super::secret::{Policy, Secret, Source};
use crate::iam::{PolicyDocument, PolicyKind, PolicyProperty, PolicyStatement, Principal, ResourceWithPolicy};

const POLICY: &str = "Policy";
/// The most characters of it.
const LARGEST_POLICY: usize = 20_480;

impl ResourceWithPolicy for Secret {
    #[track_caller]
    fn add_to_resource_policy(&self, statement: PolicyStatement) -> Option<Scope> {
        Secret::add_to_resource_policy(self, statement)
    }

    fn resource_account(&self) -> Value<String> {
        self.inner.account.clone()
    }
}

impl Secret {
    /// Adds a statement to its resource policy, which is made for the first one, and tells which construct holds it. The
    /// resource of statements is `*`: the policy is about this secret alone. That of an imported secret cannot be changed:
    /// then there is `None`, and nothing happens.
    #[track_caller]
    pub fn add_to_resource_policy(&self, statement: PolicyStatement) -> Option<Scope> {
        match &self.inner.source {
            Source::Made { policy, .. } => {
                policy.property(self).add_statement(statement);
                self.scope().child(POLICY)
            }
            Source::Attached { secret, .. } => secret.add_to_resource_policy(statement),
            Source::Imported => None,
        }
    }

    /// Keeps everyone in the account from deleting it, whatever else allows it, until that is taken back.
    #[track_caller]
    pub fn deny_account_root_delete(&self) {
        self.add_to_resource_policy(
            PolicyStatement::deny()
                .actions(["secretsmanager:DeleteSecret"])
                .all_resources()
                .principals([Principal::account_root()]),
        );
    }
}

impl Policy {
    /// The document, in a resource that is made for the first statement.
    #[track_caller]
    fn property(&self, secret: &Secret) -> PolicyProperty {
        if let Some(property) = &*self.property.borrow() {
            return property.clone();
        }
        let scope = Scope::new(secret, POLICY);
        let document = PolicyDocument::default();
        let props = CfnResourcePolicyProps::new()
            .block_public_policy((!self.may_be_public).then_some(true))
            .resource_policy(document.render(&scope))
            .secret_id(secret.arn());
        let cfn = CfnResourcePolicy::new(&scope, "Resource", props);
        let property = PolicyProperty::new(cfn.resource(), "ResourcePolicy", PolicyKind::ResourceItself, document);
        let property = property.at_most(LARGEST_POLICY);
        self.property.replace(Some(property.clone()));
        property
    }
}
