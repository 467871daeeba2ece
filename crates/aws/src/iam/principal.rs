//! Principals: whom a statement speaks of.

use std::rc::Rc;

use purlin_core::{Construct, Finding, IntoValue, Scope, Text, Val, Value, text};

use super::condition::{Condition, Conditions};
use super::policy_statement::PolicyStatement;
use super::regions::is_opt_in_region;

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

/// How a principal is written: by kind.
pub(crate) enum Fragment {
    Star,
    Kinds(Vec<(Text, Vec<Val>)>),
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

    /// The stack of a role or user that this program makes; none of an imported one.
    #[cfg(feature = "kms")]
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

    /// What is wrong with it wherever it is used.
    pub(crate) fn mistake(&self) -> Option<Finding> {
        match &self.kind {
            Kind::Identity(identity) if identity.arn().is_none() => Some(
                Finding::error("group-as-principal", "a group cannot be the principal of a policy")
                    .help("name its users, or a role"),
            ),
            Kind::Arn(arn) if arn.literal().is_some_and(|arn| !is_arn_of_principal(arn)) => Some(
                Finding::error("bad-principal", format!("{} is no principal", self.describe()))
                    .help("give an ARN, such as `arn:aws:iam::111122223333:role/name`"),
            ),
            Kind::Account { id: Some(id), .. } if id.literal().is_some_and(|id| !is_account_id(id)) => Some(
                Finding::error("bad-account-id", format!("`{}` is no account id", id.literal().unwrap_or_default()))
                    .help("account ids have 12 digits"),
            ),
            Kind::Composite(principals) if principals.is_empty() => Some(
                Finding::error("empty-principal", "a composite principal is made of none").help("give it at least one"),
            ),
            Kind::Composite(principals) if principals.iter().any(|part| !part.conditions.is_empty()) => Some(
                Finding::error(
                    "mixed-principal-conditions",
                    "a part of a composite principal has conditions of its own",
                )
                .help("make a statement for each of them"),
            ),
            Kind::Composite(principals) => principals.iter().find_map(Principal::mistake),
            _ => None,
        }
    }

    /// How it is written in a statement of a construct.
    pub(crate) fn fragment(&self, scope: &Scope) -> Fragment {
        let one = |kind: &'static str, val: Val| Fragment::Kinds(vec![(Text::Borrowed(kind), vec![val])]);
        match &self.kind {
            Kind::Arn(arn) => one("AWS", arn.as_val().clone()),
            Kind::Account { id, .. } => {
                let id = id.clone().unwrap_or_else(|| scope.account());
                one("AWS", text!["arn:", scope.partition(), ":iam::", id, ":root"].into_val())
            }
            Kind::Service { name, region } => one("Service", service_name(scope, name, region.as_deref())),
            Kind::Federated { provider, .. } => one("Federated", provider.as_val().clone()),
            Kind::CanonicalUser(id) => one("CanonicalUser", id.as_val().clone()),
            Kind::Star => Fragment::Star,
            Kind::Composite(principals) => {
                let mut all = Vec::new();
                for principal in principals {
                    match principal.fragment(scope) {
                        Fragment::Star => return Fragment::Star,
                        Fragment::Kinds(kinds) => merge_kinds(&mut all, kinds),
                    }
                }
                Fragment::Kinds(all)
            }
            Kind::Identity(identity) => match identity.arn() {
                Some(arn) => one("AWS", arn.into_val()),
                None => Fragment::Kinds(Vec::new()),
            },
            Kind::Given(kinds) => Fragment::Kinds(kinds.clone()),
            Kind::Unknown => Fragment::Kinds(Vec::new()),
        }
    }
}

impl Principal {
    /// What it is, for messages.
    pub(super) fn describe(&self) -> String {
        let quoted = |value: &Value<String>| format!("`{}`", value.literal().unwrap_or("…"));
        match &self.kind {
            Kind::Arn(arn) => quoted(arn),
            Kind::Account { id: Some(id), .. } => format!("the account {}", quoted(id)),
            Kind::Account { id: None, .. } => "the account".into(),
            Kind::Service { name, .. } => format!("the service {}", quoted(name)),
            Kind::Federated { provider, .. } => format!("the identity provider {}", quoted(provider)),
            Kind::CanonicalUser(id) => format!("the user {}", quoted(id)),
            Kind::Star => "everyone".into(),
            Kind::Composite(parts) => parts.iter().map(Principal::describe).collect::<Vec<_>>().join(" and "),
            Kind::Identity(identity) => format!("`{}`", identity.scope().path()),
            Kind::Given(_) => "a principal".into(),
            Kind::Unknown => "a principal that is not known here".into(),
        }
    }
}

/// Adds the principals of one fragment to those of another.
pub(crate) fn merge_kinds(all: &mut Vec<(Text, Vec<Val>)>, more: Vec<(Text, Vec<Val>)>) {
    for (kind, vals) in more {
        match all.iter_mut().find(|(old, _)| *old == kind) {
            Some((_, old)) => old.extend(vals),
            None => all.push((kind, vals)),
        }
    }
}

/// Whether a text names a principal: by ARN, by account id, by the unique id that IAM gives, or everyone.
fn is_arn_of_principal(text: &str) -> bool {
    let is_unique_id =
        || text.len() > 15 && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    text == "*" || text.splitn(6, ':').count() == 6 && text.starts_with("arn:") || is_account_id(text) || is_unique_id()
}

fn is_account_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The name under which IAM knows a service: the same in all partitions, except in regions that must be opted into.
fn service_name(scope: &Scope, name: &Value<String>, region: Option<&str>) -> Val {
    let Some(given) = name.literal() else { return name.as_val().clone() };
    let ends = [".amazonaws.com", ".amazonaws.com.cn", ".c2s.ic.gov", ".sc2s.sgov.gov"];
    let first = ends.iter().find_map(|end| given.strip_suffix(end)).unwrap_or(given);
    if first.contains('.') {
        return name.as_val().clone();
    }
    match region {
        Some(region) if scope.region().literal() != Some(region) && is_opt_in_region(region) => {
            Val::text(format!("{first}.{region}.amazonaws.com"))
        }
        _ => Val::text(format!("{first}.amazonaws.com")),
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
