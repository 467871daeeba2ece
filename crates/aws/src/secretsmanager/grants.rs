//! Permissions on secrets, and on the keys that encrypt them.

use std::panic::Location;

use purlin_core::{Construct, Finding, IntoValue, Scope, Value, text};

use super::secret::{Secret, Source};
use crate::iam::{Condition, Grant, Grantable, PolicyStatement, Principal, ResourceWithPolicy};
use crate::kms::Key;

const READ: [&str; 2] = ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"];
const WRITE: [&str; 3] =
    ["secretsmanager:PutSecretValue", "secretsmanager:UpdateSecret", "secretsmanager:UpdateSecretVersionStage"];
const DECRYPT: &[&str] = &["kms:Decrypt"];
const ENCRYPT: &[&str] = &["kms:Encrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*"];
const ENCRYPT_AND_DECRYPT: &[&str] = &["kms:Decrypt", "kms:Encrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*"];

impl Secret {
    /// Lets a principal read its value, and use its key for that. A principal of another account takes a key of one's own.
    ///
    /// ```
    /// use purlin_aws::iam::{Principal, Role, RoleProps};
    /// use purlin_aws::secretsmanager::{Secret, SecretProps};
    /// # let app = purlin_core::App::new();
    /// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
    ///
    /// let role = Role::new(&stack, "Server", RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com")));
    /// Secret::new(&stack, "Token", SecretProps::new()).grant_read(&role).assert_success();
    /// # app.synth().unwrap();
    /// ```
    #[track_caller]
    pub fn grant_read(&self, grantee: &impl Grantable) -> Grant {
        self.grant(grantee, &READ, None, DECRYPT)
    }

    /// Lets a principal read the versions of its value that have one of these labels, such as `AWSCURRENT`.
    #[track_caller]
    pub fn grant_read_versions<S: IntoValue<String>>(
        &self,
        grantee: &impl Grantable,
        version_stages: impl IntoIterator<Item = S>,
    ) -> Grant {
        let stages: Vec<Value<String>> = version_stages.into_iter().map(S::into_value).collect();
        let condition = Condition::new("ForAnyValue:StringEquals", "secretsmanager:VersionStage", stages);
        self.grant(grantee, &READ, Some(condition), DECRYPT)
    }

    /// Lets a principal change its value, and use its key for that.
    #[track_caller]
    pub fn grant_write(&self, grantee: &impl Grantable) -> Grant {
        self.grant(grantee, &WRITE, None, ENCRYPT)
    }

    #[track_caller]
    fn grant(
        &self,
        grantee: &impl Grantable,
        actions: &[&'static str],
        condition: Option<Condition>,
        key_actions: &'static [&'static str],
    ) -> Grant {
        let request = Grant::of(grantee).actions(actions.iter().copied()).resources([self.arn_for_policies()]);
        let grant = match condition {
            Some(condition) => request.when(condition),
            None => request,
        }
        .to_principal_or_resource(self);
        match &self.inner.encryption_key {
            Some(_) if grantee.grant_principal().is_unknown() => {}
            Some(key) => let_use_key(self.scope(), key, &grantee.grant_principal(), key_actions),
            None if self.is_made_here() && self.is_of_another_account(&grantee.grant_principal()) => {
                let message =
                    "another account is let in, but cannot use the account's own key that encrypts the secret";
                let finding = Finding::error("secret-without-key", message).at(Location::caller());
                self.scope().report(finding.help("give the secret an `encryption_key`"));
            }
            None => {}
        }
        grant
    }

    fn is_of_another_account(&self, principal: &Principal) -> bool {
        let other = principal.principal_account();
        let own = self.inner.account.literal();
        other.as_ref().and_then(|account| account.literal()).zip(own).is_some_and(|(other, own)| other != own)
    }

    fn is_made_here(&self) -> bool {
        match &self.inner.source {
            Source::Made { .. } => true,
            Source::Attached { secret, .. } => secret.is_made_here(),
            Source::Imported => false,
        }
    }
}

/// Lets everyone in the account whom Secrets Manager acts for use the key.
#[track_caller]
pub(super) fn let_account_use_key(scope: &Scope, key: &Key) {
    let account = via_secrets_manager(scope, Principal::account(scope.account()));
    for actions in [ENCRYPT_AND_DECRYPT, &["kms:CreateGrant", "kms:DescribeKey"]] {
        let statement = PolicyStatement::allow().actions(actions.iter().copied()).all_resources();
        key.add_to_resource_policy(statement.principals([&account]));
    }
}

/// Lets a principal use the key through Secrets Manager: in the key's policy, or, where that is kept elsewhere, in its own.
///
/// The key's policy cannot name a role or user of another stack, which itself names the secret: the stacks would wait for
/// each other. Of the key's own account, it then says so itself, since the key trusts its account; of another, both do.
#[track_caller]
fn let_use_key(scope: &Scope, key: &Key, principal: &Principal, actions: &'static [&'static str]) {
    let statement = PolicyStatement::allow().actions(actions.iter().copied());
    let in_key = statement.clone().all_resources();
    let in_own = statement.resources([key.arn()]).when(via_service(scope));
    let add_to_own = || principal.add_to_principal_policy(in_own);
    let stack = |construct: &Scope| construct.stack().map(|stack| stack.scope().clone());
    match principal.stack_of_made().filter(|there| stack(key.scope()).as_ref() != Some(there.scope())) {
        None => {
            let named = via_secrets_manager(scope, principal.clone());
            if key.add_to_resource_policy(in_key.principals([named])).is_none() {
                add_to_own();
            }
        }
        Some(_) => {
            if let Some(account) = principal.made_in_other_account(&key.resource_account()) {
                let named = via_secrets_manager(scope, Principal::account(account));
                key.add_to_resource_policy(in_key.principals([named]));
            }
            add_to_own();
        }
    }
}

fn via_secrets_manager(scope: &Scope, principal: Principal) -> Principal {
    principal.when(via_service(scope))
}

fn via_service(scope: &Scope) -> Condition {
    let service = text!["secretsmanager.", scope.region(), ".amazonaws.com"];
    match scope.partition().literal() {
        // Services in China go by the domain of their partition.
        Some("aws-cn") => Condition::string_equals("kms:ViaService", vec![service.clone() + ".cn", service]),
        _ => Condition::string_equals("kms:ViaService", service),
    }
}
