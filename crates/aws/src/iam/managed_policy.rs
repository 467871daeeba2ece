//! Managed policies: those of AWS, and the account's own.

use std::fmt;
use std::panic::Location;
use std::rc::Rc;

use purlin_cfn::iam::{CfnManagedPolicy, CfnManagedPolicyProps};
use purlin_core::{Complete, Construct, Finding, IntoValue, Scope, Value, props, pseudo_parameter, text};

use super::attachment::{Attachments, IdentityKind};
use super::group::Group;
use super::names::{check_name, check_path, name_in_arn};
use super::policy_document::{PolicyDocument, PolicyKind, PolicyProperty};
use super::policy_statement::PolicyStatement;
use super::principal::{Grantable, Identity, Principal};
use super::role::Role;
use super::size::{LARGEST_MANAGED, least_size};
use super::user::User;

/// The longest name that a managed policy can have.
const LONGEST_NAME: usize = 128;

props! {
    /// The settings of a [`ManagedPolicy`].
    pub struct ManagedPolicyProps => ManagedPolicySettings in managed_policy_props {
        optional {
            /// Its name: up to 128 letters, digits and `_+=,.@-`. Default: CloudFormation makes one.
            managed_policy_name: Value<String>,
            /// What it is for. It cannot be changed later without replacing the policy.
            description: Value<String>,
            /// The path before its name, such as `/teams/vision/`. Default: `/`.
            path: Value<String>,
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

/// A managed policy: one of AWS's, or one of the account's own.
///
/// ```
/// use purlin_aws::iam::{ManagedPolicy, ManagedPolicyProps, PolicyStatement, Principal, Role, RoleProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let session_manager = ManagedPolicy::from_aws_managed_policy_name("AmazonSSMManagedInstanceCore");
/// let read = PolicyStatement::allow().actions(["s3:GetObject"]).resources(["arn:aws:s3:::data/*"]);
/// let data = ManagedPolicy::new(&stack, "Data", ManagedPolicyProps::new().statements([read]));
/// let props = RoleProps::new().assumed_by(Principal::service("ec2")).managed_policies([session_manager, data]);
/// Role::new(&stack, "Server", props);
/// # app.synth().unwrap();
/// ```
///
/// [Managed policies](https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html)
#[derive(Clone, Debug)]
pub struct ManagedPolicy {
    arn: Value<String>,
    made: Option<Rc<Made>>,
}

/// What a policy has that this app makes.
struct Made {
    scope: Scope,
    cfn: CfnManagedPolicy,
    name: Value<String>,
    document: PolicyProperty,
    attachments: Attachments,
}

impl Construct for Made {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl fmt::Debug for Made {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Made").field(&self.scope.path()).finish()
    }
}

impl ManagedPolicy {
    /// A policy of the account's own. It must get a statement before the app is synthesised.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<ManagedPolicySettings>) -> Self {
        let location = Location::caller();
        let settings = props.complete();
        let scope = Scope::new(scope, id);
        check_name(&scope, "managed-policy", settings.managed_policy_name.as_ref(), LONGEST_NAME, location);
        check_path(&scope, "managed policy", settings.path.as_ref(), location);
        let path_parts = settings
            .path
            .as_ref()
            .and_then(Value::<String>::literal)
            .map_or(0, |path| path.split('/').filter(|part| !part.is_empty()).count());
        let mut document = settings.document;
        settings.statements.into_iter().for_each(|statement| document.add_statement(statement));
        let cfn_props = CfnManagedPolicyProps::new()
            .description(settings.description.unwrap_or_else(|| "".into()))
            .managed_policy_name(settings.managed_policy_name)
            .path(settings.path.unwrap_or_else(|| "/".into()))
            .policy_document(document.render(&scope));
        let cfn = CfnManagedPolicy::new(&scope, "Resource", cfn_props);
        let arn = cfn.get_ref();
        let made = Made {
            name: name_in_arn(&arn, path_parts),
            document: PolicyProperty::new(cfn.resource(), "PolicyDocument", PolicyKind::Identity, document),
            scope,
            cfn,
            attachments: Attachments::default(),
        };
        check_when_finished(&made, location);
        let policy = ManagedPolicy { arn, made: Some(Rc::new(made)) };
        for user in &settings.users {
            policy.attach_to_user(user);
        }
        for group in &settings.groups {
            policy.attach_to_group(group);
        }
        for role in &settings.roles {
            policy.attach_to_role(role);
        }
        policy
    }

    /// One that AWS keeps, by its name and, where it has one, path: `service-role/AWSLambdaBasicExecutionRole`.
    pub fn from_aws_managed_policy_name(name: impl IntoValue<String>) -> Self {
        ManagedPolicy::from_arn(text!["arn:", pseudo_parameter::partition(), ":iam::aws:policy/", name.into_value()])
    }

    /// One that exists, by its ARN.
    pub fn from_arn(arn: impl IntoValue<String>) -> Self {
        ManagedPolicy { arn: arn.into_value(), made: None }
    }

    /// One that exists in the account of a construct, by its name and, where it has one, path.
    pub fn from_name(scope: &impl Construct, name: impl IntoValue<String>) -> Self {
        let place = scope.scope();
        ManagedPolicy::from_arn(text![
            "arn:",
            place.partition(),
            ":iam::",
            place.account(),
            ":policy/",
            name.into_value()
        ])
    }

    /// The generated resource; none when the policy exists already.
    pub fn cfn(&self) -> Option<&CfnManagedPolicy> {
        self.made.as_ref().map(|made| &made.cfn)
    }

    /// The construct that it is; none when the policy exists already.
    pub fn construct(&self) -> Option<&Scope> {
        self.made.as_ref().map(|made| &made.scope)
    }

    /// Its ARN.
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }

    /// Its name; none when the policy exists already.
    pub fn name(&self) -> Option<Value<String>> {
        self.made.as_ref().map(|made| made.name.clone())
    }

    /// Adds a statement. A policy that exists already is not changed: a grant to it tells so with a warning.
    #[track_caller]
    pub fn add_statement(&self, statement: PolicyStatement) {
        if let Some(made) = &self.made {
            made.document.add_statement(statement);
        }
    }

    /// Attaches it to a role. One that exists already can be attached only to roles that this app makes.
    #[track_caller]
    pub fn attach_to_role(&self, role: &Role) {
        match &self.made {
            Some(made) => drop(made.attachments.add(made.cfn.resource(), IdentityKind::Role, role.name())),
            None if role.cfn().is_some() => role.add_managed_policy(self),
            None => cannot_attach(role, Location::caller()),
        }
    }

    /// Attaches it to a user. One that exists already can be attached only to users that this app makes.
    #[track_caller]
    pub fn attach_to_user(&self, user: &User) {
        match &self.made {
            Some(made) => drop(made.attachments.add(made.cfn.resource(), IdentityKind::User, user.name())),
            None if user.cfn().is_some() => user.add_managed_policy(self),
            None => cannot_attach(user, Location::caller()),
        }
    }

    /// Attaches it to a group. One that exists already can be attached only to groups that this app makes.
    #[track_caller]
    pub fn attach_to_group(&self, group: &Group) {
        match &self.made {
            Some(made) => drop(made.attachments.add(made.cfn.resource(), IdentityKind::Group, group.name())),
            None if group.cfn().is_some() => group.add_managed_policy(self),
            None => cannot_attach(group, Location::caller()),
        }
    }
}

/// Neither side is this app's: there is no resource that could say it.
fn cannot_attach(identity: &impl Construct, location: &'static Location<'static>) {
    let message = "a managed policy that exists cannot be attached to an identity that exists";
    let finding = Finding::error("cannot-attach", message).at(location);
    identity.scope().report(finding.help("attach it where one of them is made"));
}

fn check_when_finished(made: &Made, location: &'static Location<'static>) {
    let (cfn, document) = (made.cfn.clone(), made.document.clone());
    made.scope.add_validation(move |scope| {
        if document.is_empty() {
            let finding = Finding::error("empty-policy", "a managed policy has no statements").at(location);
            scope.report(finding.help("add a statement, or remove the policy"));
        }
        let size = cfn.resource().property("PolicyDocument").as_ref().map_or(0, least_size);
        if size > LARGEST_MANAGED {
            let message = format!("a managed policy has {size} characters, of {LARGEST_MANAGED} at most");
            let finding = Finding::error("large-managed-policy", message).at(location);
            scope.report(finding.help("make several of it, or use wildcards"));
        }
    });
}

impl Grantable for ManagedPolicy {
    fn grant_principal(&self) -> Principal {
        match &self.made {
            Some(made) => Principal::shared_identity(made.clone()),
            None => Principal::unknown(),
        }
    }
}

impl Identity for Made {
    fn arn(&self) -> Option<Value<String>> {
        None
    }

    fn account(&self) -> Value<String> {
        self.scope.account()
    }

    fn add_to_principal_policy(&self, statement: PolicyStatement) -> Option<Scope> {
        self.document.add_statement(statement);
        Some(self.scope.clone())
    }
}

impl From<&ManagedPolicy> for ManagedPolicy {
    fn from(policy: &ManagedPolicy) -> Self {
        policy.clone()
    }
}
