//! Inline policies that are resources of their own.

use std::panic::Location;

use purlin_cfn::iam::{CfnPolicy, CfnPolicyProps};
use purlin_core::{Complete, Construct, Finding, Scope, Value, props, unique_id};

use crate::handle::handle;

use super::attachment::{Attachments, IdentityKind};
use super::grant::same_account;
use super::group::Group;
use super::names::check_name;
use super::policy_document::{PolicyDocument, PolicyKind, PolicyProperty};
use super::policy_statement::PolicyStatement;
use super::principal::{Grantable, Identity, Principal};
use super::role::Role;
use super::size::least_size;
use super::user::User;

/// The longest name that a policy can have.
pub(super) const LONGEST_POLICY_NAME: usize = 128;

props! {
    /// The settings of a [`Policy`].
    pub struct PolicyProps => PolicySettings in policy_props {
        optional {
            /// Its name, unique among the policies of whom it is attached to. Default: its logical id.
            policy_name: Value<String>,
            /// The document that it begins with.
            document: PolicyDocument = PolicyDocument::default(),
            /// Statements that are added to the document.
            statements: Vec<PolicyStatement> = Vec::new(),
            /// The roles that it is attached to.
            roles: Vec<Role> = Vec::new(),
            /// The users that it is attached to.
            users: Vec<User> = Vec::new(),
            /// The groups that it is attached to.
            groups: Vec<Group> = Vec::new(),
        }
    }
}

/// An inline policy: it belongs to the roles, users and groups that it is attached to, and goes with them.
///
/// ```
/// use purlin_aws::iam::{Policy, PolicyProps, PolicyStatement, Principal, Role, RoleProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let role = Role::new(&stack, "Server", RoleProps::new().assumed_by(Principal::service("ec2")));
/// let policy = Policy::new(&stack, "Read", PolicyProps::new().roles([role]));
/// policy.add_statement(PolicyStatement::allow().actions(["s3:GetObject"]).resources(["arn:aws:s3:::data/*"]));
/// # app.synth().unwrap();
/// ```
#[derive(Clone)]
pub struct Policy {
    scope: Scope,
    cfn: CfnPolicy,
    name: Value<String>,
    document: PolicyProperty,
    attachments: Attachments,
}

handle!(Policy, scope);

impl Policy {
    /// A policy. It must get a statement, and be attached, before the app is synthesised.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<PolicySettings>) -> Self {
        let location = Location::caller();
        let PolicySettings { policy_name, mut document, statements, roles, users, groups } = props.complete();
        let scope = Scope::new(scope, id);
        check_name(&scope, "policy", policy_name.as_ref(), LONGEST_POLICY_NAME, location);
        statements.into_iter().for_each(|statement| document.add_statement(statement));
        let cfn_props = CfnPolicyProps::new().policy_document(document.render(&scope)).policy_name("");
        let cfn = CfnPolicy::new(&scope, "Resource", cfn_props);
        let name = policy_name.unwrap_or_else(|| default_name(&cfn));
        cfn.resource().set("PolicyName", &name);
        let document = PolicyProperty::new(cfn.resource(), "PolicyDocument", PolicyKind::Identity, document);
        let policy = Policy { scope, cfn, name, document, attachments: Attachments::default() };
        for user in &users {
            policy.attach_to_user(user);
        }
        for group in &groups {
            policy.attach_to_group(group);
        }
        for role in &roles {
            policy.attach_to_role(role);
        }
        policy.check_when_finished(location);
        policy
    }

    /// The generated resource.
    pub fn cfn(&self) -> &CfnPolicy {
        &self.cfn
    }

    /// Its name: the logical id, unless one was given.
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }

    /// Adds a statement.
    pub fn add_statement(&self, statement: PolicyStatement) {
        self.document.add_statement(statement);
    }

    /// Attaches it to a role, which must be in the account that the policy is deployed to.
    #[track_caller]
    pub fn attach_to_role(&self, role: &Role) {
        let location = Location::caller();
        let (here, there) = (self.scope.account(), role.account());
        if here.is_literal() && there.is_literal() && !same_account(&here, &there) {
            let message = "an inline policy cannot be attached to a role of another account";
            let finding = Finding::error("policy-for-another-account", message).at(location);
            self.scope.report(finding.help("attach it in a stack of the role's account"));
        }
        if self.attachments.add(self.cfn.resource(), IdentityKind::Role, role.name()) {
            role.note_inline_policy(self, location);
        }
    }

    /// Attaches it to a role that is no [`Role`], of the same stack.
    #[cfg(feature = "cloudformation")]
    pub(crate) fn attach_to_generated_role(&self, role: &purlin_core::Resource) {
        self.attachments.add(self.cfn.resource(), IdentityKind::Role, role.get_ref());
    }

    /// Attaches it to a user.
    #[track_caller]
    pub fn attach_to_user(&self, user: &User) {
        if self.attachments.add(self.cfn.resource(), IdentityKind::User, user.name()) {
            user.note_inline_policy(self, Location::caller());
        }
    }

    /// Attaches it to a group.
    #[track_caller]
    pub fn attach_to_group(&self, group: &Group) {
        if self.attachments.add(self.cfn.resource(), IdentityKind::Group, group.name()) {
            group.note_inline_policy(self, Location::caller());
        }
    }

    pub(super) fn document(&self) -> &PolicyProperty {
        &self.document
    }

    /// How many characters it has at least.
    pub(super) fn least_size(&self) -> usize {
        self.cfn.resource().property("PolicyDocument").as_ref().map_or(0, least_size)
    }

    fn check_when_finished(&self, location: &'static Location<'static>) {
        let policy = self.clone();
        self.scope.add_validation(move |scope| {
            if policy.document.is_empty() {
                let finding = Finding::error("empty-policy", "a policy has no statements").at(location);
                scope.report(finding.help("add a statement, or remove the policy"));
            }
            if policy.attachments.is_empty() {
                let finding = Finding::error("unattached-policy", "a policy is attached to nothing").at(location);
                scope.report(finding.help("attach it to a role, user or group, or remove it"));
            }
        });
    }
}

/// The logical id, or as much of its end as a name can have.
fn default_name(cfn: &CfnPolicy) -> Value<String> {
    let stack = cfn.scope().stack();
    let mut ids = Vec::new();
    let mut place = Some(cfn.scope().clone());
    while let Some(inner) = place.filter(|place| stack.as_ref().is_some_and(|stack| stack.scope() != place)) {
        ids.push(inner.id());
        place = inner.parent();
    }
    let ids: Vec<&str> = ids.iter().rev().map(String::as_str).collect();
    let logical_id = unique_id(&ids);
    let end = logical_id.len().checked_sub(LONGEST_POLICY_NAME).and_then(|start| logical_id.get(start..));
    match end {
        Some(end) if end != logical_id => end.into(),
        _ => cfn.resource().logical_id(),
    }
}

impl Grantable for Policy {
    fn grant_principal(&self) -> Principal {
        Principal::identity(self.clone())
    }
}

impl Identity for Policy {
    fn arn(&self) -> Option<Value<String>> {
        None
    }

    fn account(&self) -> Value<String> {
        self.scope.account()
    }

    fn add_to_principal_policy(&self, statement: PolicyStatement) -> Option<Scope> {
        self.add_statement(statement);
        Some(self.scope.clone())
    }
}
