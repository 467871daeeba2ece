//! Inline policies that are resources of their own.

use std::cell::RefCell;
use std::panic::Location;
use std::rc::Rc;

use purlin_cfn::iam::{CfnPolicy, CfnPolicyProps};
use purlin_core::{Complete, Construct, Finding, Scope, Val, Value, props};

use crate::handle::handle;

use super::policy_document::{PolicyDocument, PolicyKind, PolicyProperty};
use super::policy_statement::PolicyStatement;
use super::principal::{Grantable, Identity, Principal};
use super::role::Role;

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
    document: PolicyProperty,
    roles: Rc<RefCell<Vec<Role>>>,
}

handle!(Policy, scope);

impl Policy {
    /// A policy. It must get a statement, and be attached, before the app is synthesised.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<PolicySettings>) -> Self {
        let PolicySettings { policy_name, mut document, statements, roles } = props.complete();
        let scope = Scope::new(scope, id);
        statements.into_iter().for_each(|statement| document.add_statement(statement));
        let cfn_props = CfnPolicyProps::new().policy_document(document.render(&scope)).policy_name("");
        let cfn = CfnPolicy::new(&scope, "Resource", cfn_props);
        let name = policy_name.map_or_else(|| cfn.resource().logical_id().into_val(), Value::into_val);
        cfn.resource().set_property("PolicyName", name);
        let document = PolicyProperty::new(cfn.resource(), "PolicyDocument", PolicyKind::Identity, document);
        let policy = Policy { scope, cfn, document, roles: Rc::default() };
        roles.iter().for_each(|role| policy.attach_to_role(role));
        policy.check_when_finished(Location::caller());
        policy
    }

    /// The generated resource.
    pub fn cfn(&self) -> &CfnPolicy {
        &self.cfn
    }

    /// Adds a statement.
    pub fn add_statement(&self, statement: PolicyStatement) {
        self.document.add_statement(statement);
    }

    /// Attaches it to a role.
    pub fn attach_to_role(&self, role: &Role) {
        let mut roles = self.roles.borrow_mut();
        if !roles.iter().any(|old| old.scope() == role.scope()) {
            roles.push(role.clone());
            let names = roles.iter().map(|role| role.name().into_val()).collect();
            self.cfn.resource().set_property("Roles", Val::List(names));
        }
    }

    fn check_when_finished(&self, location: &'static Location<'static>) {
        let policy = self.clone();
        self.scope.add_validation(move |scope| {
            if policy.document.is_empty() {
                let finding = Finding::error("empty-policy", "a policy has no statements").at(location);
                scope.report(finding.help("add a statement, or remove the policy"));
            }
            let attached =
                ["Roles", "Users", "Groups"].iter().any(|name| policy.cfn.resource().property(name).is_some());
            if !attached {
                let finding = Finding::error("unattached-policy", "a policy is attached to nothing").at(location);
                scope.report(finding.help("attach it to a role, user or group, or remove it"));
            }
        });
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
