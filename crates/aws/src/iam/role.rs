//! Roles.

mod import;
mod overflow;
mod trust;

use std::cell::RefCell;
use std::panic::Location;
use std::rc::Rc;
use std::time::Duration;

use purlin_cfn::iam::role::Policy as CfnInlinePolicy;
use purlin_cfn::iam::{CfnRole, CfnRoleProps};
use purlin_core::{Complete, Construct, Finding, IntoValue, RemovalPolicy, Scope, Value, props, text};

use crate::handle::handle;

use import::{ImportedPolicies, imported_policy_name};
pub use import::{RoleAttributes, RoleAttributesProps, role_attributes_props};

use super::attachment::{IdentityKind, InlinePolicies, attach_managed};
use super::condition::Condition;
use super::grant::Grant;
use super::managed_policy::ManagedPolicy;
use super::names::{check_name, check_path};
use super::policy::{Policy, PolicyProps};
use super::policy_document::{PolicyDocument, PolicyKind, PolicyProperty};
use super::policy_statement::PolicyStatement;
use super::principal::{Grantable, Identity, Principal};

const SHORTEST_SESSION: Duration = Duration::from_secs(60 * 60);
const LONGEST_SESSION: Duration = Duration::from_secs(12 * 60 * 60);

props! {
    /// The settings of a [`Role`].
    pub struct RoleProps => RoleSettings in role_props {
        required {
            /// Who may assume it.
            assumed_by: Principal as AssumedBy,
        }
        optional {
            /// Its name: up to 64 letters, digits and `_+=,.@-`. Default: CloudFormation makes one. With a name of its own a
            /// role cannot be replaced, and only one such stack fits an account.
            role_name: Value<String>,
            /// The path before its name, such as `/teams/vision/`. Default: `/`.
            path: Value<String>,
            /// What it is for, up to 1,000 characters.
            description: Value<String>,
            /// What whoever assumes it must pass as external id; one of several.
            external_ids: Value<Vec<String>>,
            /// Managed policies that are attached to it.
            managed_policies: Vec<ManagedPolicy> = Vec::new(),
            /// Policies that are part of it, by name.
            inline_policies: Vec<(String, PolicyDocument)> = Vec::new(),
            /// The most that it can ever be allowed.
            permissions_boundary: ManagedPolicy,
            /// How long a session lasts at most, from one hour to twelve. Default: one hour.
            max_session_duration: Duration,
        }
    }
}

/// A role: permissions that services, accounts or people assume.
///
/// ```
/// use purlin_aws::iam::{PolicyStatement, Principal, Role, RoleProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let role = Role::new(&stack, "Worker", RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com")));
/// role.add_to_policy(PolicyStatement::allow().actions(["sqs:ReceiveMessage"]).all_resources());
///
/// let deployer = Role::from_name(&stack, "Deployer", "deployer");
/// role.grant_pass_role(&deployer, "ec2.amazonaws.com").assert_success();
/// # app.synth().unwrap();
/// ```
///
/// [Roles](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html)
#[derive(Clone)]
pub struct Role {
    inner: Rc<Inner>,
}

struct Inner {
    scope: Scope,
    arn: Value<String>,
    name: Value<String>,
    account: Value<String>,
    source: Source,
    inline: InlinePolicies,
    default_policy: RefCell<Option<Policy>>,
}

enum Source {
    Made {
        cfn: CfnRole,
        trust: PolicyProperty,
        managed: RefCell<Vec<Value<String>>>,
    },
    Imported {
        policies: ImportedPolicies,
        default_policy_name: Option<String>,
    },
    /// A role of this app that is left as it is.
    Frozen {
        cfn: Option<CfnRole>,
    },
}

handle!(Role, inner.scope);

impl Role {
    /// A role.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<RoleSettings>) -> Self {
        let location = Location::caller();
        let settings = props.complete();
        let scope = Scope::new(scope, id);
        check(&scope, &settings, location);
        let trust = trust::document(&settings);
        let inline = |(name, document): &(String, PolicyDocument)| {
            CfnInlinePolicy::new().policy_name(name).policy_document(document.render(&scope))
        };
        let inline: Vec<_> = settings.inline_policies.iter().map(inline).collect();
        let own_documents = settings.inline_policies.iter().map(|(_, document)| document.render(&scope).into_val());
        let inline_policies = InlinePolicies::of(&scope, IdentityKind::Role, own_documents.collect(), location);
        let cfn_props = CfnRoleProps::new()
            .assume_role_policy_document(trust.render(&scope))
            .description(settings.description.filter(|text| text.literal() != Some("")))
            .max_session_duration(settings.max_session_duration.map(crate::durations::seconds))
            .path(settings.path)
            .permissions_boundary(settings.permissions_boundary.map(|policy| policy.arn()))
            .policies((!inline.is_empty()).then_some(inline))
            .role_name(settings.role_name);
        let cfn = CfnRole::new(&scope, "Resource", cfn_props);
        let trust = PolicyProperty::new(cfn.resource(), "AssumeRolePolicyDocument", PolicyKind::Trust, trust);
        let documents: Vec<PolicyDocument> =
            settings.inline_policies.into_iter().map(|(_, document)| document).collect();
        scope.add_validation(move |scope| {
            let mistakes = documents.iter().flat_map(|document| document.mistakes(PolicyKind::Identity));
            mistakes.for_each(|finding| scope.report(finding));
        });
        trust::check(&cfn, &trust, location);
        let role = Role {
            inner: Rc::new(Inner {
                arn: cfn.attr_arn(),
                name: cfn.get_ref(),
                account: scope.account(),
                scope,
                source: Source::Made { cfn, trust, managed: RefCell::default() },
                inline: inline_policies,
                default_policy: RefCell::default(),
            }),
        };
        for policy in &settings.managed_policies {
            role.add_managed_policy(policy);
        }
        role
    }

    /// The same role, left as it is: grants to it take the permissions to be there already, and nothing is attached to it.
    /// For roles whose permissions are written by hand.
    pub fn without_policy_updates(&self) -> Role {
        let Inner { scope, arn, name, account, .. } = &*self.inner;
        Role {
            inner: Rc::new(Inner {
                scope: scope.clone(),
                arn: arn.clone(),
                name: name.clone(),
                account: account.clone(),
                source: Source::Frozen { cfn: self.cfn().cloned() },
                inline: InlinePolicies::default(),
                default_policy: RefCell::default(),
            }),
        }
    }

    /// The generated resource; none when the role was imported.
    pub fn cfn(&self) -> Option<&CfnRole> {
        match &self.inner.source {
            Source::Made { cfn, .. } => Some(cfn),
            Source::Frozen { cfn } => cfn.as_ref(),
            Source::Imported { .. } => None,
        }
    }

    /// Its ARN.
    pub fn arn(&self) -> Value<String> {
        self.inner.arn.clone()
    }

    /// Its name.
    pub fn name(&self) -> Value<String> {
        self.inner.name.clone()
    }

    /// The id that IAM gave it, such as `AROA…`; none when it was imported.
    pub fn role_id(&self) -> Option<Value<String>> {
        self.cfn().map(CfnRole::attr_role_id)
    }

    /// Adds a statement to its own policy.
    #[track_caller]
    pub fn add_to_policy(&self, statement: PolicyStatement) {
        if Identity::add_to_principal_policy(self, statement).is_none() {
            let finding = Finding::warning("role-not-changed", "a statement cannot be added to this imported role");
            self.inner.scope.report(finding.at(Location::caller()).help("add it where the role is kept"));
        }
    }

    /// Adds a statement to its trust policy, for what [`assumed_by`](RoleProps::assumed_by) does not say.
    #[track_caller]
    pub fn add_to_trust_policy(&self, statement: PolicyStatement) {
        match &self.inner.source {
            Source::Made { trust, .. } => trust.add_statement(statement),
            Source::Frozen { .. } => {}
            Source::Imported { .. } => {
                let finding = Finding::error("role-not-changed", "the trust of an imported role cannot be changed");
                self.inner.scope.report(finding.at(Location::caller()).help("change it where the role is kept"));
            }
        }
    }

    /// Attaches a managed policy. One that is made in this app can be attached to imported roles as well.
    #[track_caller]
    pub fn add_managed_policy(&self, policy: &ManagedPolicy) {
        match &self.inner.source {
            Source::Made { cfn, managed, .. } => attach_managed(cfn.resource(), managed, policy.arn()),
            Source::Imported { policies: ImportedPolicies::Attached, .. } => policy.attach_to_role(self),
            Source::Frozen { .. } => {}
            Source::Imported { .. } => {
                let finding =
                    Finding::warning("role-not-changed", "a managed policy cannot be attached to an imported role");
                self.inner.scope.report(finding.at(Location::caller()).help("attach it where the role is kept"));
            }
        }
    }

    /// Attaches an inline policy.
    #[track_caller]
    pub fn attach_inline_policy(&self, policy: &Policy) {
        if !matches!(self.inner.source, Source::Frozen { .. }) {
            policy.attach_to_role(self);
        }
    }

    /// Lets a principal hand this role to a service, such as `ec2.amazonaws.com`, and to no other. The short form `ec2` will
    /// do.
    #[track_caller]
    pub fn grant_pass_role(&self, grantee: &impl Grantable, service: impl IntoValue<String>) -> Grant {
        let service = service.into_value();
        let service = match service.literal() {
            Some(name) if !name.contains('.') => text![name, ".amazonaws.com"],
            _ => service,
        };
        Grant::of(grantee)
            .actions(["iam:PassRole"])
            .resources([self.arn()])
            .when(Condition::string_equals("iam:PassedToService", service))
            .to_principal(self)
    }

    /// Lets a principal assume this role. The role must also trust it.
    #[track_caller]
    pub fn grant_assume_role(&self, grantee: &impl Grantable) -> Grant {
        if grantee.grant_principal().is_service_or_account() {
            let finding =
                Finding::error("grant-to-service", "a service or an account has no policy that a grant could use");
            self.inner.scope.report(finding.at(Location::caller()).help("name it in `assumed_by`"));
            return Grant::of(grantee).actions(["sts:AssumeRole"]).dropped(self);
        }
        self.grant(grantee, ["sts:AssumeRole"])
    }

    /// Gives a principal permission for actions on this role.
    #[track_caller]
    pub fn grant<A: IntoValue<String>>(&self, grantee: &impl Grantable, actions: impl IntoIterator<Item = A>) -> Grant {
        Grant::of(grantee).actions(actions).resources([self.arn()]).to_principal(self)
    }

    /// What becomes of it when it leaves the stack. Does nothing to an imported one.
    pub fn apply_removal_policy(&self, policy: RemovalPolicy) {
        if let Some(cfn) = self.cfn() {
            cfn.resource().apply_removal_policy(policy);
        }
    }

    pub(super) fn account(&self) -> Value<String> {
        self.inner.account.clone()
    }

    pub(super) fn note_inline_policy(&self, policy: &Policy, location: &'static Location<'static>) {
        self.inner.inline.add(&self.inner.scope, policy, location);
    }

    /// The policy that statements are added to, made when there is a first one.
    #[track_caller]
    fn default_policy(&self) -> Policy {
        if let Some(policy) = &*self.inner.default_policy.borrow() {
            return policy.clone();
        }
        let scope = &self.inner.scope;
        let policy = match &self.inner.source {
            Source::Made { .. } | Source::Frozen { .. } => {
                let role = self.clone();
                scope.when_settled(move |_| role.split_large_policy());
                Policy::new(self, "DefaultPolicy", PolicyProps::new().roles([self.clone()]))
            }
            Source::Imported { default_policy_name, .. } => {
                let name = default_policy_name.clone().unwrap_or_else(|| imported_policy_name(scope));
                Policy::new(self, &name, PolicyProps::new().policy_name(&name).roles([self.clone()]))
            }
        };
        *self.inner.default_policy.borrow_mut() = Some(policy.clone());
        policy
    }
}

fn check(scope: &Scope, settings: &RoleSettings, location: &'static Location<'static>) {
    let report = |rule: &str, message: String, help: &str| {
        scope.report(Finding::error(rule, message).at(location).help(help));
    };
    check_name(scope, "role", settings.role_name.as_ref(), 64, location);
    check_path(scope, "role", settings.path.as_ref(), location);
    if let Some(description) = settings.description.as_ref().and_then(|text| text.literal())
        && description.chars().count() > 1000
    {
        report("long-description", "the description of a role has more than 1,000 characters".into(), "shorten it");
    }
    if let Some(duration) = settings.max_session_duration
        && !(SHORTEST_SESSION..=LONGEST_SESSION).contains(&duration)
    {
        let message = format!("a session of {} seconds is not possible", duration.as_secs());
        report("bad-session-duration", message, "set `max_session_duration` between one hour and twelve");
    }
}

impl Grantable for Role {
    fn grant_principal(&self) -> Principal {
        Principal::identity(self.clone())
    }
}

impl Identity for Role {
    fn arn(&self) -> Option<Value<String>> {
        Some(self.inner.arn.clone())
    }

    fn account(&self) -> Value<String> {
        self.inner.account.clone()
    }

    fn add_to_principal_policy(&self, statement: PolicyStatement) -> Option<Scope> {
        match &self.inner.source {
            Source::Imported { policies: ImportedPolicies::TakenAsThere, .. } | Source::Frozen { .. } => {
                return Some(self.inner.scope.clone());
            }
            Source::Imported { policies: ImportedPolicies::ToResources | ImportedPolicies::Lost, .. } => return None,
            Source::Imported { .. } | Source::Made { .. } => {}
        }
        let policy = self.default_policy();
        policy.add_statement(statement);
        Some(policy.scope().clone())
    }
}

impl From<&Role> for Principal {
    fn from(role: &Role) -> Self {
        role.grant_principal()
    }
}

impl From<Role> for Principal {
    fn from(role: Role) -> Self {
        role.grant_principal()
    }
}
