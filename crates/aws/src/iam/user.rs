//! Users, for people and programs that cannot assume a role.

use std::cell::{Cell, RefCell};
use std::panic::Location;
use std::rc::Rc;

use purlin_cfn::iam::user::LoginProfile;
use purlin_cfn::iam::{CfnUser, CfnUserProps, CfnUserToGroupAddition, CfnUserToGroupAdditionProps};
use purlin_core::{Complete, Construct, Finding, IntoValue, Scope, Val, Value, props, text};

use super::attachment::{IdentityKind, InlinePolicies, attach_managed};
use super::group::Group;
use super::managed_policy::ManagedPolicy;
use super::names::{account_and_name, check_name, check_path};
use super::policy::{Policy, PolicyProps};
use super::policy_statement::PolicyStatement;
use super::principal::{Grantable, Identity, Principal};
use crate::handle::handle;

/// The longest name that a user can have.
const LONGEST_NAME: usize = 64;

props! {
    /// The settings of a [`User`].
    pub struct UserProps => UserSettings in user_props {
        optional {
            /// Its name: up to 64 letters, digits and `_+=,.@-`. Default: CloudFormation makes one.
            user_name: Value<String>,
            /// The path before its name, such as `/people/`. Default: `/`.
            path: Value<String>,
            /// The groups that it belongs to.
            groups: Vec<Group> = Vec::new(),
            /// Managed policies that are attached to it.
            managed_policies: Vec<ManagedPolicy> = Vec::new(),
            /// The most that it can ever be allowed.
            permissions_boundary: ManagedPolicy,
            /// Its password for the console, as a [reference to a secret](purlin_core::dynamic_secret) that is read during
            /// deployment. Default: none.
            password: Value<String>,
            /// Its password for the console, **for everyone to read in the template**. Use `password` where you can.
            plain_text_password: Value<String>,
            /// Whether it must choose another password when it first signs in. Default: no.
            password_reset_required: bool,
        }
    }
}

/// A user: a person or a program with credentials of its own. Prefer roles, whose credentials expire.
///
/// ```
/// use purlin_aws::iam::{Group, GroupProps, PolicyStatement, User, UserProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let readers = Group::new(&stack, "Readers", GroupProps::new());
/// let user = User::new(&stack, "Backup", UserProps::new().groups([readers]));
/// user.add_to_policy(PolicyStatement::allow().actions(["s3:PutObject"]).resources(["arn:aws:s3:::backups/*"]));
/// # app.synth().unwrap();
/// ```
///
/// [Users](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_users.html)
#[derive(Clone)]
pub struct User {
    inner: Rc<Inner>,
}

struct Inner {
    scope: Scope,
    arn: Value<String>,
    name: Value<String>,
    account: Value<String>,
    cfn: Option<CfnUser>,
    groups: RefCell<Vec<Value<String>>>,
    managed: RefCell<Vec<Value<String>>>,
    inline: InlinePolicies,
    default_policy: RefCell<Option<Policy>>,
    /// To how many groups it was added after it was imported.
    additions: Cell<usize>,
}

handle!(User, inner.scope);

impl User {
    /// A user.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<UserSettings>) -> Self {
        let location = Location::caller();
        let settings = props.complete();
        let scope = Scope::new(scope, id);
        check_name(&scope, "user", settings.user_name.as_ref(), LONGEST_NAME, location);
        check_path(&scope, "user", settings.path.as_ref(), location);
        let login_profile = login_profile(&scope, &settings, location);
        let cfn_props = CfnUserProps::new()
            .login_profile(login_profile)
            .path(settings.path)
            .permissions_boundary(settings.permissions_boundary.map(|policy| policy.arn()))
            .user_name(settings.user_name);
        let cfn = CfnUser::new(&scope, "Resource", cfn_props);
        let user = User {
            inner: Rc::new(Inner {
                arn: cfn.attr_arn(),
                name: cfn.get_ref(),
                account: scope.account(),
                inline: InlinePolicies::of(&scope, IdentityKind::User, Vec::new(), location),
                scope,
                cfn: Some(cfn),
                groups: RefCell::default(),
                managed: RefCell::default(),
                default_policy: RefCell::default(),
                additions: Cell::default(),
            }),
        };
        for policy in &settings.managed_policies {
            user.add_managed_policy(policy);
        }
        for group in &settings.groups {
            user.add_to_group(group);
        }
        user
    }

    /// A user that exists, by its ARN.
    #[track_caller]
    pub fn from_arn(scope: &impl Construct, id: &str, arn: impl IntoValue<String>) -> Self {
        let scope = Scope::new(scope, id);
        let arn = arn.into_value();
        let (account, name) = account_and_name(&scope, "user", &arn, Location::caller());
        User {
            inner: Rc::new(Inner {
                scope,
                arn,
                name,
                account,
                cfn: None,
                groups: RefCell::default(),
                managed: RefCell::default(),
                inline: InlinePolicies::default(),
                default_policy: RefCell::default(),
                additions: Cell::default(),
            }),
        }
    }

    /// A user that exists in the stack's account, by its name and, where it has one, path: `people/jane`.
    #[track_caller]
    pub fn from_name(scope: &impl Construct, id: &str, name: impl IntoValue<String>) -> Self {
        let place = scope.scope();
        let arn = text!["arn:", place.partition(), ":iam::", place.account(), ":user/", name.into_value()];
        User::from_arn(scope, id, arn)
    }

    /// The generated resource; none when the user was imported.
    pub fn cfn(&self) -> Option<&CfnUser> {
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

    /// Adds a statement to its own policy.
    #[track_caller]
    pub fn add_to_policy(&self, statement: PolicyStatement) {
        self.default_policy().add_statement(statement);
    }

    /// Attaches a managed policy. One that is made in this app can be attached to imported users as well.
    #[track_caller]
    pub fn add_managed_policy(&self, policy: &ManagedPolicy) {
        match &self.inner.cfn {
            Some(cfn) => attach_managed(cfn.resource(), &self.inner.managed, policy.arn()),
            None => policy.attach_to_user(self),
        }
    }

    /// Attaches an inline policy.
    #[track_caller]
    pub fn attach_inline_policy(&self, policy: &Policy) {
        policy.attach_to_user(self);
    }

    /// Adds it to a group. For an imported user this is a resource of its own, in the group's stack.
    #[track_caller]
    pub fn add_to_group(&self, group: &Group) {
        let Some(cfn) = &self.inner.cfn else {
            let number = self.inner.additions.replace(self.inner.additions.get() + 1);
            let name = self.name();
            let name = name.literal().map_or_else(|| self.scope().unique_id(), str::to_owned);
            let props = CfnUserToGroupAdditionProps::new().group_name(group.name()).users([self.name()]);
            let Some(stack) = group.scope().stack() else { return };
            CfnUserToGroupAddition::new(&stack, &format!("{name}Group{number}"), props);
            return;
        };
        let mut groups = self.inner.groups.borrow_mut();
        if !groups.contains(&group.name()) {
            groups.push(group.name());
            let names = groups.iter().map(|name| name.as_val().clone()).collect();
            cfn.resource().set_property("Groups", Val::List(names));
        }
    }

    #[track_caller]
    fn default_policy(&self) -> Policy {
        if let Some(policy) = &*self.inner.default_policy.borrow() {
            return policy.clone();
        }
        let id = if self.inner.cfn.is_some() { "DefaultPolicy" } else { "Policy" };
        let policy = Policy::new(self, id, PolicyProps::new().users([self.clone()]));
        *self.inner.default_policy.borrow_mut() = Some(policy.clone());
        policy
    }

    pub(super) fn note_inline_policy(&self, policy: &Policy, location: &'static Location<'static>) {
        self.inner.inline.add(&self.inner.scope, policy, location);
    }
}

fn login_profile(
    scope: &Scope,
    settings: &UserSettings,
    location: &'static Location<'static>,
) -> Option<Value<LoginProfile>> {
    let UserSettings { password, plain_text_password, password_reset_required, .. } = settings;
    if let Some(literal) = password.as_ref().and_then(Value::<String>::literal)
        && !literal.starts_with("{{resolve:")
    {
        let message = "the password of a user would stand in the template for everyone to read";
        let finding = Finding::error("plain-text-password", message).at(location);
        scope.report(
            finding.help("keep it in a secret and pass `dynamic_secret`, or call `plain_text_password` to insist"),
        );
    }
    let Some(password) = password.as_ref().or(plain_text_password.as_ref()) else {
        if password_reset_required == &Some(true) {
            let finding = Finding::error("reset-without-password", "a password that is not set cannot be reset");
            scope.report(finding.at(location).help("set `password` as well"));
        }
        return None;
    };
    let profile = LoginProfile::new().password(password).password_reset_required(*password_reset_required);
    Some(profile.into_value())
}

impl Grantable for User {
    fn grant_principal(&self) -> Principal {
        Principal::identity(self.clone())
    }
}

impl Identity for User {
    fn arn(&self) -> Option<Value<String>> {
        Some(self.inner.arn.clone())
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

impl From<&User> for Principal {
    fn from(user: &User) -> Self {
        user.grant_principal()
    }
}

impl From<User> for Principal {
    fn from(user: User) -> Self {
        user.grant_principal()
    }
}
