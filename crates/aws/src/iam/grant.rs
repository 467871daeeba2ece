//! Grants: permissions given to a principal on a resource.

use std::panic::Location;

use purlin_core::{Construct, Finding, IntoValue, Scope, Value};

use super::condition::{Condition, Conditions};
use super::policy_statement::{PolicyStatement, Waiting};
use super::principal::{Grantable, Principal};

/// A resource that has a policy of its own.
pub trait ResourceWithPolicy: Construct {
    /// Adds a statement to it, and tells which construct holds it; `None` where that cannot be, as with most imported
    /// resources.
    fn add_to_resource_policy(&self, statement: PolicyStatement) -> Option<Scope>;

    /// The account that it is in: that of its stack, unless it was imported from another one.
    fn resource_account(&self) -> Value<String> {
        self.scope().account()
    }
}

/// Permissions that were given, or that could not be given: a warning tells of those.
///
/// ```
/// use purlin_aws::iam::{Grant, Principal, Role, RoleProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let role = Role::new(&stack, "Reader", RoleProps::new().assumed_by(Principal::service("ec2")));
/// Grant::of(&role)
///     .actions(["sqs:ReceiveMessage"])
///     .resources(["arn:aws:sqs:eu-west-1:111122223333:jobs"])
///     .to_principal(&stack)
///     .assert_success();
/// # app.synth().unwrap();
/// ```
#[must_use = "a grant that could not be applied gives no access: call `assert_success`, or `apply_before` with what needs it"]
#[derive(Clone, Debug)]
pub struct Grant {
    request: GrantRequest,
    /// What it was about.
    scope: Scope,
    to_principal: bool,
    to_resource: bool,
    /// The constructs that hold its statements.
    holders: Vec<Scope>,
    /// Who waits for the statements in the principal's policy, which may still move to another policy.
    waiting: Vec<Waiting>,
}

/// What is to be granted, before it is known where that is written.
#[must_use]
#[derive(Clone, Debug)]
pub struct GrantRequest {
    grantee: Principal,
    actions: Vec<Value<String>>,
    resources: Vec<Value<String>>,
    own_arns: Option<Vec<Value<String>>>,
    conditions: Conditions,
    location: &'static Location<'static>,
}

impl Grant {
    /// Begins to grant something to a principal.
    #[track_caller]
    pub fn of(grantee: &impl Grantable) -> GrantRequest {
        GrantRequest {
            grantee: grantee.grant_principal(),
            actions: Vec::new(),
            resources: Vec::new(),
            own_arns: None,
            conditions: Conditions::default(),
            location: Location::caller(),
        }
    }

    /// Whether it was written anywhere.
    pub fn is_success(&self) -> bool {
        self.to_principal || self.to_resource
    }

    /// Makes it an error if it could not be applied; a warning tells of it anyway.
    pub fn assert_success(self) {
        if !self.is_success() {
            let finding = Finding::error("grant-not-applied", self.request.describe()).at(self.request.location);
            self.scope.report(finding.help(HELP));
        }
    }

    /// Makes a construct wait for the permissions.
    #[track_caller]
    pub fn apply_before(self, construct: &impl Construct) -> Self {
        self.holders.iter().for_each(|holder| construct.scope().add_dependency(holder));
        self.waiting.iter().for_each(|waiting| waiting.borrow_mut().push(construct.scope().clone()));
        self
    }

    /// Both grants as one.
    pub fn combine(mut self, other: Grant) -> Grant {
        self.to_principal |= other.to_principal;
        self.to_resource |= other.to_resource;
        self.holders.extend(other.holders);
        self.waiting.extend(other.waiting);
        self
    }

    /// The constructs that hold its statements.
    pub fn holders(&self) -> &[Scope] {
        &self.holders
    }
}

const HELP: &str =
    "grant to a role, user or group of this program, or write the statement where the permissions are kept";

impl GrantRequest {
    /// Adds actions.
    pub fn actions<A: IntoValue<String>>(mut self, actions: impl IntoIterator<Item = A>) -> Self {
        self.actions.extend(actions.into_iter().map(A::into_value));
        self
    }

    /// Adds the ARNs of resources.
    pub fn resources<R: IntoValue<String>>(mut self, resources: impl IntoIterator<Item = R>) -> Self {
        self.resources.extend(resources.into_iter().map(R::into_value));
        self
    }

    /// What the resource's own policy calls it, where that is not its ARN, such as `*` in the policy of a key.
    pub fn own_arns<R: IntoValue<String>>(mut self, arns: impl IntoIterator<Item = R>) -> Self {
        self.own_arns = Some(arns.into_iter().map(R::into_value).collect());
        self
    }

    /// Adds a condition.
    pub fn when(mut self, condition: Condition) -> Self {
        self.conditions.add(condition);
        self
    }

    /// Writes it to the principal's own policy. `about` is the construct that it is about.
    #[track_caller]
    pub fn to_principal(self, about: &impl Construct) -> Grant {
        self.try_principal(about).warn_if_lost()
    }

    /// Writes it to the principal's own policy, and to that of the resource where the principal has none, or is in another
    /// account.
    ///
    /// For a role or user that this program makes in another account, the resource's policy names the account: AWS refuses a
    /// policy that names who is not there yet, and nothing could make the resource wait for it.
    #[track_caller]
    pub fn to_principal_or_resource(self, resource: &impl ResourceWithPolicy) -> Grant {
        let grant = self.try_principal(resource);
        let account = grant.request.grantee.principal_account();
        let same_account = account.is_some_and(|account| same_account(&account, &resource.resource_account()));
        if grant.to_principal && same_account {
            return grant;
        }
        if grant.request.grantee.is_unknown() {
            return grant.warn_if_lost();
        }
        // Access from another account takes both statements.
        let elsewhere = grant.request.grantee.made_in_other_account(&resource.resource_account());
        let statement = grant.request.resource_statement(elsewhere.map(Principal::account));
        let holder = resource.add_to_resource_policy(statement);
        let to_resource = holder.is_some();
        let holders = grant.holders.iter().cloned().chain(holder).collect();
        Grant { to_resource, holders, ..grant }.warn_if_lost()
    }

    /// Writes it to both policies, for services that ask for both.
    #[track_caller]
    pub fn to_principal_and_resource(self, resource: &impl ResourceWithPolicy, principal: Option<Principal>) -> Grant {
        let mut grant = self.try_principal(resource);
        if grant.request.grantee.is_unknown() {
            return grant.warn_if_lost();
        }
        if let Some(holder) = resource.add_to_resource_policy(grant.request.resource_statement(principal)) {
            grant.to_resource = true;
            grant.holders.push(holder);
        }
        grant.warn_if_lost()
    }

    /// Gives nothing, on purpose.
    pub fn dropped(self, about: &impl Construct) -> Grant {
        Grant {
            request: self,
            scope: about.scope().clone(),
            to_principal: false,
            to_resource: false,
            holders: Vec::new(),
            waiting: Vec::new(),
        }
    }

    #[track_caller]
    fn try_principal(self, about: &impl Construct) -> Grant {
        let waiting = Waiting::default();
        let mut statement = self.statement(&self.resources);
        statement.add_conditions(self.grantee.conditions());
        statement.waiting.push(waiting.clone());
        let holder = self.grantee.add_to_principal_policy(statement);
        Grant {
            scope: about.scope().clone(),
            to_principal: holder.is_some(),
            to_resource: false,
            holders: holder.into_iter().collect(),
            waiting: vec![waiting],
            request: self,
        }
    }

    #[track_caller]
    fn statement(&self, resources: &[Value<String>]) -> PolicyStatement {
        let mut statement = PolicyStatement::allow().actions(&self.actions).resources(resources);
        statement.add_conditions(&self.conditions);
        statement
    }

    #[track_caller]
    fn resource_statement(&self, principal: Option<Principal>) -> PolicyStatement {
        let mut statement = self.statement(self.own_arns.as_deref().unwrap_or(&self.resources));
        if principal.is_some() {
            statement.add_conditions(self.grantee.conditions());
        }
        statement.principals([principal.unwrap_or_else(|| self.grantee.clone())])
    }

    fn describe(&self) -> String {
        let actions: Vec<&str> = self.actions.iter().map(|action| action.literal().unwrap_or("…")).collect();
        format!("{} cannot be given {}", self.grantee.describe(), actions.join(", "))
    }
}

impl Grant {
    fn warn_if_lost(self) -> Self {
        if !self.is_success() {
            let finding = Finding::warning("grant-not-applied", self.request.describe()).at(self.request.location);
            self.scope.report(finding.help(HELP));
        }
        self
    }
}

/// Whether two accounts are the same, or both known during deployment only, which is taken as the same.
pub(crate) fn same_account(one: &Value<String>, other: &Value<String>) -> bool {
    match (one.literal(), other.literal()) {
        (Some(one), Some(other)) => one == other,
        (None, None) => true,
        _ => false,
    }
}
