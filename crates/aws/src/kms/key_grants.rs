//! Access to keys.

use purlin_core::{IntoValue, Stack, Value, text};

use super::Key;
use super::key::Access;
use crate::iam::{Condition, Grant, Grantable, Principal};

const ADMIN: &[&str] = &[
    "kms:Create*",
    "kms:Describe*",
    "kms:Enable*",
    "kms:List*",
    "kms:Put*",
    "kms:Update*",
    "kms:Revoke*",
    "kms:Disable*",
    "kms:Get*",
    "kms:Delete*",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:ScheduleKeyDeletion",
    "kms:CancelKeyDeletion",
];
const DECRYPT: &[&str] = &["kms:Decrypt"];
const ENCRYPT: &[&str] = &["kms:Encrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*"];
const SIGN: &[&str] = &["kms:Sign"];
const VERIFY: &[&str] = &["kms:Verify"];
const GENERATE_MAC: &[&str] = &["kms:GenerateMac"];
const VERIFY_MAC: &[&str] = &["kms:VerifyMac"];

macro_rules! grants {
    ($($(#[$doc:meta])* $name:ident => [$($actions:ident),+];)+) => {$(
        $(#[$doc])*
        #[track_caller]
        pub fn $name(&self, grantee: &impl Grantable) -> Grant {
            let actions: Vec<&str> = [$($actions),+].concat();
            self.grant(grantee, actions)
        }
    )+};
}

impl Key {
    /// Lets someone do these things with it.
    ///
    /// Roles and users get a statement in their own policy, and whoever has none, such as a service, in that of the key.
    /// For one in another account or region both are needed. The key's policy then names the account, never the role or
    /// user, which need not exist yet when the key is made; and that of the role or user is about all keys of the account
    /// and region, of which the key's policy picks this one.
    ///
    /// ```
    /// # use purlin_aws::iam::{Principal, Role, RoleProps};
    /// # use purlin_aws::kms::{Key, KeyProps};
    /// # let app = purlin_core::App::new();
    /// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
    /// # let key = Key::new(&stack, "Key", KeyProps::new());
    /// # let role = Role::new(&stack, "Role", RoleProps::new().assumed_by(Principal::service("ec2")));
    /// key.grant(&role, ["kms:DescribeKey"]).assert_success();
    /// # app.synth().unwrap();
    /// ```
    #[track_caller]
    pub fn grant<A: IntoValue<String>>(&self, grantee: &impl Grantable, actions: impl IntoIterator<Item = A>) -> Grant {
        let request = match &self.inner.access {
            Access::Through(key) => return key.grant(grantee, actions),
            _ => Grant::of(grantee).actions(actions),
        };
        if let Access::ByAlias(name) = &self.inner.access {
            let alias = Condition::string_equals("kms:ResourceAliases", name).for_any_value();
            return request.resources([self.all_keys()]).when(alias).to_principal(self);
        }
        match self.other_environment(&grantee.grant_principal()) {
            None => request.resources([self.arn()]).own_arns(["*"]).to_principal_or_resource(self),
            // The key's own policy says which of the keys it is.
            Some(stack) => {
                let account = Principal::account(stack.account());
                let known = self.inner.account.is_literal() && self.inner.region.is_literal();
                let keys = if known { self.all_keys() } else { "*".into() };
                request.resources([keys]).own_arns(["*"]).to_principal_and_resource(self, Some(account))
            }
        }
    }

    /// The ARN pattern of all keys of its account and region.
    fn all_keys(&self) -> Value<String> {
        let (scope, region, account) = (&self.inner.scope, &self.inner.region, &self.inner.account);
        text!["arn:", scope.partition(), ":kms:", region, ":", account, ":key/*"]
    }

    /// The stack of a role or user of this program that is deployed to another account or region than the key.
    fn other_environment(&self, grantee: &Principal) -> Option<Stack> {
        let stack = grantee.stack_of_made()?;
        let inner = &self.inner;
        let differs = |one, keys, stacks| one != keys && one != stacks;
        let other_account = differs(stack.account(), inner.account.clone(), inner.scope.account());
        let other_region = differs(stack.region(), inner.region.clone(), inner.scope.region());
        (other_account || other_region).then_some(stack)
    }

    grants! {
        /// Lets someone change and delete it, but not use it.
        grant_admin => [ADMIN];
        /// Lets someone decrypt with it.
        grant_decrypt => [DECRYPT];
        /// Lets someone encrypt with it.
        grant_encrypt => [ENCRYPT];
        /// Lets someone encrypt and decrypt with it.
        grant_encrypt_decrypt => [DECRYPT, ENCRYPT];
        /// Lets someone sign with it.
        grant_sign => [SIGN];
        /// Lets someone verify signatures with it.
        grant_verify => [VERIFY];
        /// Lets someone sign and verify with it.
        grant_sign_verify => [SIGN, VERIFY];
        /// Lets someone make authentication codes with it.
        grant_generate_mac => [GENERATE_MAC];
        /// Lets someone verify authentication codes with it.
        grant_verify_mac => [VERIFY_MAC];
    }
}
