//! Principals: whom a statement speaks of.

mod fragment;
mod mistakes;

use std::rc::Rc;

use purlin_core::{Construct, IntoValue, Scope, Text, Val, Value};

pub(super) use fragment::{Fragment, merge_kinds};

use super::condition::{Condition, Conditions};
use super::policy_statement::PolicyStatement;

/// Whatever can be given permissions: principals, roles, users, groups, and what assumes a role, such as an instance.
pub trait Grantable {
    /// Who is given them.
    fn grant_principal(&self) -> Principal;
}

impl<G: Grantable> Grantable for &G {
    fn grant_principal(&self) -> Principal {
        (*self).grant_principal()
    }
}

impl Grantable for Principal {
    fn grant_principal(&self) -> Principal {
        self.clone()
    }
}

/// Whom a statement speaks of: a service, an account, a role, everyone.
///
/// ```
/// use purlin_aws::iam::{Condition, Principal, Role, RoleProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// Role::new(&stack, "Server", RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com")));
///
/// let partner = Principal::account("111122223333").when(Condition::string_equals("sts:ExternalId", "purlin"));
/// Role::new(&stack, "Partner", RoleProps::new().assumed_by(partner));
/// # app.synth().unwrap();
/// ```
///
/// [Principals](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html)
#[derive(Clone)]
pub struct Principal {
    kind: Kind,
    conditions: Conditions,
    session_tags: bool,
}

#[derive(Clone)]
enum Kind {
    Arn(Value<String>),
    /// The account's root: of the account where the statement is used when there is no id. As in aws-cdk-lib, two of them
    /// are not the same to the merging of statements.
    Account {
        id: Option<Value<String>>,
        identity: Rc<()>,
    },
    Service {
        name: Value<String>,
        region: Option<String>,
    },
    Federated {
        provider: Value<String>,
        action: &'static str,
    },
    CanonicalUser(Value<String>),
    Star,
    Composite(Vec<Principal>),
    Identity(Rc<dyn Identity>),
    /// What is written as it was given, by kind.
    Given(Vec<(Text, Vec<Val>)>),
    /// Nobody that is known here: grants to it cannot be applied.
    Unknown,
}

/// A principal that statements can be attached to.
pub(crate) trait Identity: Construct {
    /// Its ARN; none for what a policy cannot name as principal, such as a group.
    fn arn(&self) -> Option<Value<String>>;

    fn account(&self) -> Value<String>;

    /// Adds a statement to its own policy, and tells which construct then holds it; `None` where it takes none.
    #[track_caller]
    fn add_to_principal_policy(&self, statement: PolicyStatement) -> Option<Scope>;
}

impl From<Kind> for Principal {
    fn from(kind: Kind) -> Self {
        Principal { kind, conditions: Conditions::default(), session_tags: false }
    }
}

const ASSUME_ROLE: &str = "sts:AssumeRole";

impl Principal {
    /// A service, such as `ec2.amazonaws.com`. The short form `ec2` will do.
    #[doc(alias = "ServicePrincipal")]
    pub fn service(name: impl IntoValue<String>) -> Self {
        Kind::Service { name: name.into_value(), region: None }.into()
    }

    /// A service whose name is to stand in the policy as it is given, for the few that have names of their own in some
    /// partitions, such as `elasticmapreduce.amazonaws.com.cn`.
    #[doc(alias = "fromStaticServicePrincipleName")]
    pub fn service_as_is(name: impl IntoValue<String>) -> Self {
        Principal::given(vec![("Service".into(), vec![name.into_value().into_val()])])
    }

    /// A service in a certain region: its name differs where that region must be opted into.
    pub fn service_in_region(name: impl IntoValue<String>, region: impl Into<String>) -> Self {
        Kind::Service { name: name.into_value(), region: Some(region.into()) }.into()
    }

    /// An account, which passes the permission on to whom it wants.
    #[doc(alias = "AccountPrincipal")]
    pub fn account(id: impl IntoValue<String>) -> Self {
        Kind::Account { id: Some(id.into_value()), identity: Rc::default() }.into()
    }

    /// The account that the statement is deployed to.
    #[doc(alias = "AccountRootPrincipal")]
    pub fn account_root() -> Self {
        Kind::Account { id: None, identity: Rc::default() }.into()
    }

    /// A role or user by its ARN.
    #[doc(alias = "ArnPrincipal")]
    pub fn arn(arn: impl IntoValue<String>) -> Self {
        Kind::Arn(arn.into_value()).into()
    }

    /// All accounts of an organization, by its id, such as `o-a1b2c3d4e5`.
    #[doc(alias = "OrganizationPrincipal")]
    pub fn organization(id: impl IntoValue<String>) -> Self {
        Principal::arn("*").when(Condition::string_equals("aws:PrincipalOrgID", id.into_value()))
    }

    /// An identity provider, whose users assume roles with this action.
    #[doc(alias = "FederatedPrincipal")]
    pub fn federated(provider: impl IntoValue<String>) -> Self {
        Kind::Federated { provider: provider.into_value(), action: ASSUME_ROLE }.into()
    }

    /// An OpenID Connect provider, by its ARN or, for public ones, its name such as `accounts.google.com`.
    #[doc(alias = "WebIdentityPrincipal")]
    #[doc(alias = "OpenIdConnectPrincipal")]
    pub fn web_identity(provider: impl IntoValue<String>) -> Self {
        Kind::Federated { provider: provider.into_value(), action: "sts:AssumeRoleWithWebIdentity" }.into()
    }

    /// A SAML provider, by its ARN.
    #[doc(alias = "SamlPrincipal")]
    pub fn saml(provider: impl IntoValue<String>) -> Self {
        Kind::Federated { provider: provider.into_value(), action: "sts:AssumeRoleWithSAML" }.into()
    }

    /// A user by the canonical id that S3 knows.
    #[doc(alias = "CanonicalUserPrincipal")]
    pub fn canonical_user(id: impl IntoValue<String>) -> Self {
        Kind::CanonicalUser(id.into_value()).into()
    }

    /// Everyone, written `{"AWS": "*"}`.
    #[doc(alias = "AnyPrincipal")]
    pub fn any() -> Self {
        Principal::arn("*")
    }

    /// Everyone, written `"*"`: needed by the few services that do not take [`any`](Principal::any).
    #[doc(alias = "StarPrincipal")]
    pub fn star() -> Self {
        Kind::Star.into()
    }

    /// Several principals in one.
    #[doc(alias = "CompositePrincipal")]
    pub fn composite(principals: impl IntoIterator<Item = Principal>) -> Self {
        Kind::Composite(principals.into_iter().collect()).into()
    }

    /// What stands for a principal that is not known here: a warning follows when something is granted to it.
    pub fn unknown() -> Self {
        Kind::Unknown.into()
    }

    pub(super) fn given(kinds: Vec<(Text, Vec<Val>)>) -> Self {
        Kind::Given(kinds).into()
    }

    pub(crate) fn identity(identity: impl Identity + 'static) -> Self {
        Principal::shared_identity(Rc::new(identity))
    }

    pub(crate) fn shared_identity(identity: Rc<dyn Identity>) -> Self {
        Kind::Identity(identity).into()
    }

    /// The same principal, under a condition that every statement about it gets.
    #[doc(alias = "withConditions")]
    pub fn when(mut self, condition: Condition) -> Self {
        self.conditions.add(condition);
        self
    }

    /// The same principal, allowed to pass session tags when it assumes a role.
    #[doc(alias = "withSessionTags")]
    pub fn with_session_tags(mut self) -> Self {
        self.session_tags = true;
        self
    }

    /// The action by which it assumes roles.
    fn assume_role_action(&self) -> &'static str {
        match &self.kind {
            Kind::Federated { action, .. } => action,
            Kind::Composite(principals) => principals.first().map_or(ASSUME_ROLE, Principal::assume_role_action),
            _ => ASSUME_ROLE,
        }
    }

    /// The statements by which a role trusts it.
    #[track_caller]
    pub(crate) fn assume_role_statements(&self) -> Vec<PolicyStatement> {
        let mut statements = match &self.kind {
            Kind::Composite(principals) => {
                let mut statements = Vec::new();
                for principal in principals {
                    statements.extend(principal.assume_role_statements());
                }
                statements
            }
            _ => {
                let principal = Principal::from(self.kind.clone());
                vec![PolicyStatement::allow().actions([self.assume_role_action()]).principals([principal])]
            }
        };
        for statement in &mut statements {
            if self.session_tags {
                statement.add_action("sts:TagSession".into_value());
            }
            statement.add_conditions(&self.conditions);
        }
        statements
    }

    /// The account that it belongs to, where that is known.
    pub(crate) fn principal_account(&self) -> Option<Value<String>> {
        match &self.kind {
            Kind::Account { id, .. } => id.clone(),
            Kind::Identity(identity) => Some(identity.account()),
            _ => None,
        }
    }

    /// Whether nothing is known of it, so that no policy can name it.
    pub(crate) fn is_unknown(&self) -> bool {
        matches!(self.kind, Kind::Unknown)
    }

    /// Whether it is a service or an account: neither has a policy of its own.
    pub(crate) fn is_service_or_account(&self) -> bool {
        matches!(self.kind, Kind::Service { .. } | Kind::Account { .. })
    }

    /// Adds a statement to its own policy, and tells which construct then holds it; `None` where it has none.
    #[track_caller]
    pub(crate) fn add_to_principal_policy(&self, statement: PolicyStatement) -> Option<Scope> {
        match &self.kind {
            Kind::Identity(identity) => identity.add_to_principal_policy(statement),
            _ => None,
        }
    }

    /// The conditions that each statement about it has.
    pub(crate) fn conditions(&self) -> &Conditions {
        &self.conditions
    }

    /// The account of a role or user that this program makes in another account than this one.
    pub(crate) fn made_in_other_account(&self, here: &Value<String>) -> Option<Value<String>> {
        let account = self.stack_of_made()?.account();
        (account.is_literal() && account != *here).then_some(account)
    }

    /// The stack of a role or user that this program makes; none of an imported one.
    pub(crate) fn stack_of_made(&self) -> Option<purlin_core::Stack> {
        let made = |scope: &&Scope| scope.child("Resource").is_some_and(|child| child.resource().is_some());
        self.construct().filter(made)?.stack()
    }

    /// The principal by the id of its account alone, for policies that name accounts and nothing in them.
    #[cfg(feature = "logs")]
    pub(crate) fn as_account_id(&self, scope: &Scope) -> Principal {
        let id = match &self.kind {
            Kind::Account { id: None, .. } => Some(scope.account()),
            Kind::Arn(arn) => {
                let account = arn.literal().and_then(|arn| arn.split(':').nth(4)).filter(|id| !id.is_empty());
                account.map(IntoValue::into_value)
            }
            _ => self.principal_account(),
        };
        id.map_or_else(|| self.clone(), Principal::arn)
    }

    /// The construct that it is, if it is one.
    pub fn construct(&self) -> Option<&Scope> {
        match &self.kind {
            Kind::Identity(identity) => Some(identity.scope()),
            _ => None,
        }
    }

    pub(crate) fn is_star(&self) -> bool {
        matches!(self.kind, Kind::Star)
    }
}

impl PartialEq for Principal {
    fn eq(&self, other: &Self) -> bool {
        if self.conditions != other.conditions || self.session_tags != other.session_tags {
            return false;
        }
        match (&self.kind, &other.kind) {
            (Kind::Arn(one), Kind::Arn(other)) => one == other,
            (Kind::Account { identity: one, .. }, Kind::Account { identity: other, .. }) => Rc::ptr_eq(one, other),
            (Kind::Service { name, region }, Kind::Service { name: other, region: other_region }) => {
                name == other && region == other_region
            }
            (Kind::Federated { provider, action }, Kind::Federated { provider: other, action: other_action }) => {
                provider == other && action == other_action
            }
            (Kind::CanonicalUser(one), Kind::CanonicalUser(other)) => one == other,
            (Kind::Star, Kind::Star) => true,
            (Kind::Composite(one), Kind::Composite(other)) => one == other,
            (Kind::Identity(one), Kind::Identity(other)) => one.scope() == other.scope(),
            (Kind::Given(one), Kind::Given(other)) => one == other,
            _ => false,
        }
    }
}

impl std::fmt::Debug for Principal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.kind {
            Kind::Arn(arn) => write!(formatter, "Principal({arn:?})"),
            Kind::Account { id, .. } => write!(formatter, "Principal(account {id:?})"),
            Kind::Service { name, .. } => write!(formatter, "Principal(service {name:?})"),
            Kind::Federated { provider, .. } => write!(formatter, "Principal(provider {provider:?})"),
            Kind::CanonicalUser(id) => write!(formatter, "Principal(canonical user {id:?})"),
            Kind::Star => formatter.write_str("Principal(*)"),
            Kind::Composite(principals) => write!(formatter, "Principal({principals:?})"),
            Kind::Identity(identity) => write!(formatter, "Principal({:?})", identity.scope()),
            Kind::Given(kinds) => write!(formatter, "Principal({kinds:?})"),
            Kind::Unknown => formatter.write_str("Principal(unknown)"),
        }
    }
}
