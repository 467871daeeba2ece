//! Groups of users.

use std::cell::RefCell;
use std::panic::Location;
use std::rc::Rc;

use purlin_cfn::iam::{CfnGroup, CfnGroupProps};
use purlin_core::{Complete, Construct, Finding, IntoValue, Scope, Value, props, text};

use super::attachment::{IdentityKind, InlinePolicies, attach_managed};
use super::managed_policy::ManagedPolicy;
use super::names::{account_and_name, check_name, check_path};
use super::policy::{Policy, PolicyProps};
use super::policy_statement::PolicyStatement;
use super::principal::{Grantable, Identity, Principal};
use super::user::User;
use crate::handle::handle;

/// The longest name that a group can have.
const LONGEST_NAME: usize = 128;
/// How many managed policies can be attached to one.
const MOST_MANAGED_POLICIES: usize = 10;

props! {
    /// The settings of a [`Group`].
    pub struct GroupProps => GroupSettings in group_props {
        optional {
            /// Its name: up to 128 letters, digits and `_+=,.@-`. Default: CloudFormation makes one.
            group_name: Value<String>,
            /// The path before its name, such as `/teams/`. Default: `/`.
            path: Value<String>,
            /// Managed policies that are attached to it, up to 10.
            managed_policies: Vec<ManagedPolicy> = Vec::new(),
        }
    }
}

/// A group: what all of its users are allowed. It cannot be the principal of a policy.
///
/// ```
/// use purlin_aws::iam::{Group, GroupProps, ManagedPolicy, User, UserProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let read_only = ManagedPolicy::from_aws_managed_policy_name("ReadOnlyAccess");
/// let group = Group::new(&stack, "Auditors", GroupProps::new().managed_policies([read_only]));
/// group.add_user(&User::new(&stack, "Auditor", UserProps::new()));
/// # app.synth().unwrap();
/// ```
///
/// [Groups](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_groups.html)
#[derive(Clone)]
pub struct Group {
    inner: Rc<Inner>,
}

struct Inner {
    scope: Scope,
    arn: Value<String>,
    name: Value<String>,
    account: Value<String>,
    cfn: Option<CfnGroup>,
    managed: RefCell<Vec<Value<String>>>,
    inline: InlinePolicies,
    default_policy: RefCell<Option<Policy>>,
}

handle!(Group, inner.scope);

impl Group {
    /// A group.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<GroupSettings>) -> Self {
        let location = Location::caller();
        let GroupSettings { group_name, path, managed_policies } = props.complete();
        let scope = Scope::new(scope, id);
        check_name(&scope, "group", group_name.as_ref(), LONGEST_NAME, location);
        check_path(&scope, "group", path.as_ref(), location);
        let cfn = CfnGroup::new(&scope, "Resource", CfnGroupProps::new().group_name(group_name).path(path));
        let group = Group {
            inner: Rc::new(Inner {
                arn: cfn.attr_arn(),
                name: cfn.get_ref(),
                account: scope.account(),
                inline: InlinePolicies::of(&scope, IdentityKind::Group, Vec::new(), location),
                scope,
                cfn: Some(cfn),
                managed: RefCell::default(),
                default_policy: RefCell::default(),
            }),
        };
        for policy in &managed_policies {
            group.add_managed_policy(policy);
        }
        let checked = Rc::clone(&group.inner);
        group.inner.scope.add_validation(move |scope| {
            let count = checked.managed.borrow().len();
            if count > MOST_MANAGED_POLICIES {
                let message = format!("{count} managed policies are attached to this group, of 10 at most");
                let finding = Finding::error("many-managed-policies", message).at(location);
                scope.report(finding.help("put several into one"));
            }
        });
        group
    }

    /// A group that exists, by its ARN.
    #[track_caller]
    pub fn from_arn(scope: &impl Construct, id: &str, arn: impl IntoValue<String>) -> Self {
        let scope = Scope::new(scope, id);
        let arn = arn.into_value();
        let (account, name) = account_and_name(&scope, "group", &arn, Location::caller());
        Group {
            inner: Rc::new(Inner {
                scope,
                arn,
                name,
                account,
                cfn: None,
                managed: RefCell::default(),
                inline: InlinePolicies::default(),
                default_policy: RefCell::default(),
            }),
        }
    }

    /// A group that exists in the stack's account, by its name and, where it has one, path.
    #[track_caller]
    pub fn from_name(scope: &impl Construct, id: &str, name: impl IntoValue<String>) -> Self {
        let place = scope.scope();
        let arn = text!["arn:", place.partition(), ":iam::", place.account(), ":group/", name.into_value()];
        Group::from_arn(scope, id, arn)
    }

    /// The generated resource; none when the group was imported.
    pub fn cfn(&self) -> Option<&CfnGroup> {
        self.inner.cfn.as_ref()
    }

    /// Its ARN.
    pub fn arn(&self) -> Value<String> {
        self.inner.arn.clone()
    }

    /// Its name.
    pub fn name(&self) -> Value<String> {
        self.inner.name.clone()
    }

    /// Adds a user.
    #[track_caller]
    pub fn add_user(&self, user: &User) {
        user.add_to_group(self);
    }

    /// Adds a statement to its own policy.
    #[track_caller]
    pub fn add_to_policy(&self, statement: PolicyStatement) {
        self.default_policy().add_statement(statement);
    }

    /// Attaches a managed policy. One that is made in this app can be attached to imported groups as well.
    #[track_caller]
    pub fn add_managed_policy(&self, policy: &ManagedPolicy) {
        match &self.inner.cfn {
            Some(cfn) => attach_managed(cfn.resource(), &self.inner.managed, policy.arn()),
            None => policy.attach_to_group(self),
        }
    }

    /// Attaches an inline policy.
    #[track_caller]
    pub fn attach_inline_policy(&self, policy: &Policy) {
        policy.attach_to_group(self);
    }

    #[track_caller]
    fn default_policy(&self) -> Policy {
        if let Some(policy) = &*self.inner.default_policy.borrow() {
            return policy.clone();
        }
        let policy = Policy::new(self, "DefaultPolicy", PolicyProps::new().groups([self.clone()]));
        *self.inner.default_policy.borrow_mut() = Some(policy.clone());
        policy
    }

    pub(super) fn note_inline_policy(&self, policy: &Policy, location: &'static Location<'static>) {
        self.inner.inline.add(&self.inner.scope, policy, location);
    }
}

impl Grantable for Group {
    fn grant_principal(&self) -> Principal {
        Principal::identity(self.clone())
    }
}

impl Identity for Group {
    /// IAM takes no group as principal.
    fn arn(&self) -> Option<Value<String>> {
        None
    }

    fn account(&self) -> Value<String> {
        self.inner.account.clone()
    }

    fn add_to_principal_policy(&self, statement: PolicyStatement) -> Option<Scope> {
        let policy = self.default_policy();
        policy.add_statement(statement);
        Some(policy.scope().clone())
    }
}
