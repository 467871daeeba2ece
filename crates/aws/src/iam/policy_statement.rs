//! Statements: what is allowed or denied, on what, to whom.

use std::cell::RefCell;
use std::panic::Location;
use std::rc::Rc;

use purlin_core::{Finding, IntoValue, Scope, Text, Val, Value};

use super::condition::{Condition, Conditions};
use super::policy_document::PolicyKind;
use super::principal::{Fragment, Grantable, Principal, merge_kinds};

/// What a statement does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It allows.
    Allow,
    /// It denies, whatever else allows.
    Deny,
}

impl Effect {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Effect::Allow => "Allow",
            Effect::Deny => "Deny",
        }
    }
}

/// A statement of a policy: what is allowed or denied, on what, to whom and when.
///
/// ```
/// use purlin_aws::iam::{Condition, PolicyStatement};
///
/// let statement = PolicyStatement::allow()
///     .actions(["s3:GetObject", "s3:ListBucket"])
///     .resources(["arn:aws:s3:::data", "arn:aws:s3:::data/*"])
///     .when(Condition::bool("aws:SecureTransport", true));
/// ```
///
/// [Elements of a policy](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html)
#[derive(Clone, Debug)]
pub struct PolicyStatement {
    pub(super) effect: Effect,
    pub(super) sid: Option<Value<String>>,
    pub(super) actions: Vec<Value<String>>,
    pub(super) not_actions: Vec<Value<String>>,
    pub(super) principals: Vec<Principal>,
    pub(super) not_principals: Vec<Principal>,
    pub(super) resources: Vec<Value<String>>,
    pub(super) not_resources: Vec<Value<String>>,
    pub(super) conditions: Conditions,
    location: &'static Location<'static>,
    /// Who waits for it to be in force: a list for each grant that it stands for.
    pub(super) waiting: Vec<Waiting>,
    /// What could not be read of the JSON that it comes from.
    pub(super) unread: Vec<Finding>,
}

/// The constructs that wait for a grant.
pub(super) type Waiting = Rc<RefCell<Vec<Scope>>>;

impl PolicyStatement {
    /// A statement that allows nothing yet.
    #[track_caller]
    pub fn allow() -> Self {
        Self::new(Effect::Allow)
    }

    /// A statement that denies nothing yet.
    #[track_caller]
    pub fn deny() -> Self {
        Self::new(Effect::Deny)
    }

    /// A statement of either effect.
    #[track_caller]
    pub fn new(effect: Effect) -> Self {
        PolicyStatement {
            effect,
            sid: None,
            actions: Vec::new(),
            not_actions: Vec::new(),
            principals: Vec::new(),
            not_principals: Vec::new(),
            resources: Vec::new(),
            not_resources: Vec::new(),
            conditions: Conditions::default(),
            location: Location::caller(),
            waiting: Vec::new(),
            unread: Vec::new(),
        }
    }

    /// An identifier of letters and digits, unique within the policy. Statements with one are not merged with others.
    pub fn sid(mut self, sid: impl IntoValue<String>) -> Self {
        self.sid = Some(sid.into_value());
        self
    }

    /// Adds actions, such as `s3:GetObject` or `s3:Get*`.
    pub fn actions<A: IntoValue<String>>(mut self, actions: impl IntoIterator<Item = A>) -> Self {
        actions.into_iter().for_each(|action| self.add_action(action.into_value()));
        self
    }

    /// Adds actions of which none is meant: the statement is about all others.
    pub fn not_actions<A: IntoValue<String>>(mut self, actions: impl IntoIterator<Item = A>) -> Self {
        actions.into_iter().for_each(|action| add(&mut self.not_actions, action.into_value()));
        self
    }

    /// Adds the ARNs of resources that it is about; `*` stands for any text.
    pub fn resources<R: IntoValue<String>>(mut self, resources: impl IntoIterator<Item = R>) -> Self {
        resources.into_iter().for_each(|resource| add(&mut self.resources, resource.into_value()));
        self
    }

    /// Makes it about all resources.
    pub fn all_resources(self) -> Self {
        self.resources(["*"])
    }

    /// Adds the ARNs of resources that it is not about: it is about all others.
    pub fn not_resources<R: IntoValue<String>>(mut self, resources: impl IntoIterator<Item = R>) -> Self {
        resources.into_iter().for_each(|resource| add(&mut self.not_resources, resource.into_value()));
        self
    }

    /// Adds principals: only for policies of resources and for trust policies. Their conditions become the statement's.
    pub fn principals<P: Grantable>(mut self, principals: impl IntoIterator<Item = P>) -> Self {
        for principal in principals {
            let principal = principal.grant_principal();
            self.conditions.extend(principal.conditions());
            add(&mut self.principals, principal);
        }
        if self.principals.iter().any(Principal::is_star) {
            self.principals.retain(Principal::is_star); // everyone includes all others
        }
        self
    }

    /// Adds principals that it is not about: it is about everyone else.
    pub fn not_principals<P: Grantable>(mut self, principals: impl IntoIterator<Item = P>) -> Self {
        for principal in principals {
            let principal = principal.grant_principal();
            self.conditions.extend(principal.conditions());
            add(&mut self.not_principals, principal);
        }
        self
    }

    /// Adds a condition; all must hold.
    pub fn when(mut self, condition: Condition) -> Self {
        self.conditions.add(condition);
        self
    }

    pub(super) fn add_action(&mut self, action: Value<String>) {
        add(&mut self.actions, action);
    }

    pub(super) fn add_conditions(&mut self, conditions: &Conditions) {
        self.conditions.extend(conditions);
    }

    /// The same statement about other principals.
    #[cfg(feature = "logs")]
    pub(crate) fn map_principals(mut self, map: impl Fn(&Principal) -> Principal) -> Self {
        self.principals = self.principals.iter().map(map).collect();
        self
    }

    /// The same statement, made somewhere else in the user's program.
    pub(super) fn made_at(mut self, location: &'static Location<'static>) -> Self {
        self.location = location;
        self
    }

    /// Who waits for it to be in force.
    pub(super) fn waiting(&self) -> Vec<Scope> {
        self.waiting.iter().flat_map(|waiting| waiting.borrow().clone()).collect()
    }

    /// What is wrong with it in a policy of this kind.
    pub(super) fn mistakes(&self, kind: PolicyKind) -> Vec<Finding> {
        let mut found = self.unread.clone();
        let mut mistake = |rule: &str, message: &str, help: &str| {
            found.push(Finding::error(rule, message).at(self.location).help(help));
        };
        if self.actions.is_empty() && self.not_actions.is_empty() {
            mistake("statement-without-action", "a statement names no action", "call `actions` or `not_actions`");
        }
        let both = |one: usize, other: usize| one > 0 && other > 0;
        if both(self.actions.len(), self.not_actions.len())
            || both(self.resources.len(), self.not_resources.len())
            || both(self.principals.len(), self.not_principals.len())
        {
            let message = "a statement has both an element and its negation, such as `actions` and `not_actions`";
            mistake("contradictory-statement", message, "make two statements of it");
        }
        let has_principals = !self.principals.is_empty() || !self.not_principals.is_empty();
        let has_resources = !self.resources.is_empty() || !self.not_resources.is_empty();
        match kind {
            PolicyKind::Identity if has_principals => {
                let message = "a statement in the policy of a role, user or group names a principal";
                mistake(
                    "principal-in-identity-policy",
                    message,
                    "remove it: the policy is about whom it is attached to",
                );
            }
            PolicyKind::Resource | PolicyKind::Trust if !has_principals => {
                let message = "a statement in the policy of a resource names no principal";
                mistake("statement-without-principal", message, "call `principals`");
            }
            _ => {}
        }
        if !has_resources && matches!(kind, PolicyKind::Identity | PolicyKind::Resource) {
            mistake(
                "statement-without-resource",
                "a statement names no resource",
                "call `resources` or `all_resources`",
            );
        }
        let sid = self.sid.as_ref().and_then(|sid| sid.literal());
        if kind == PolicyKind::Identity && sid.is_some_and(|sid| !sid.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        {
            mistake(
                "bad-sid",
                "the identifier of a statement holds more than letters and digits",
                "shorten it to those",
            );
        }
        if kind == PolicyKind::Identity {
            for resource in self.resources.iter().chain(&self.not_resources).filter_map(Value::<String>::literal) {
                if !is_resource(resource) {
                    let message = format!("`{resource}` is no resource in the policy of a role, user or group");
                    mistake("bad-resource", &message, "resources are ARNs, such as `arn:aws:s3:::data/*`, or `*`");
                }
            }
        }
        for action in self.actions.iter().chain(&self.not_actions).filter_map(|action| action.literal()) {
            if !is_action(action) {
                let message = format!("`{action}` is not an action");
                mistake("bad-action", &message, "actions are a service, a colon and a name, such as `s3:GetObject`");
            }
        }
        let mut principals = self.principals.iter().chain(&self.not_principals);
        if let Some(first) = principals.next()
            && principals.any(|other| other.conditions() != first.conditions())
        {
            let message = "the principals of a statement have different conditions";
            mistake("mixed-principal-conditions", message, "make a statement for each of them");
        } else {
            for key in self.conditions.replaced() {
                let message =
                    format!("two conditions compare `{key}` in the same way, and one would replace the other");
                mistake(
                    "replaced-condition",
                    &message,
                    "keep one of them, with a list of values if any of them will do",
                );
            }
        }
        for key in self.conditions.keys_without_values() {
            let message = format!("a condition compares `{key}` with an empty list");
            mistake("empty-condition", &message, "give it at least one value, or leave it out");
        }
        found.extend(self.conditions.bad_organizations().map(|id| {
            let message = format!("`{id}` is not the id of an organization");
            Finding::error("bad-organization-id", message).at(self.location).help("they look like `o-a1b2c3d4e5`")
        }));
        if self.effect == Effect::Allow {
            found.extend(self.conditions.vacuous_keys().map(|key| {
                let message =
                    format!("`ForAllValues` on `{key}` also holds for requests that lack it: this allows them");
                let finding = Finding::warning("for-all-values-without-null", message).at(self.location);
                finding.help(format!("add `Condition::null(\"{key}\", false)`"))
            }));
        }
        let principals = self.principals.iter().chain(&self.not_principals);
        found.extend(principals.filter_map(Principal::mistake).map(|finding| finding.at(self.location)));
        found
    }

    /// As it stands in a document of a construct. Lists are sorted if wanted.
    pub(super) fn to_val(&self, scope: &Scope, sort: bool) -> Val {
        let list = |values: &[Value<String>]| {
            let vals: Vec<Val> = values.iter().map(|value| value.as_val().clone()).collect();
            (!vals.is_empty()).then(|| one_or_all(vals, sort))
        };
        let unsorted = |values: &[Value<String>]| {
            let vals: Vec<Val> = values.iter().map(|value| value.as_val().clone()).collect();
            (!vals.is_empty()).then(|| one_or_all(vals, false))
        };
        let entries = [
            ("Action", list(&self.actions)),
            ("NotAction", unsorted(&self.not_actions)),
            ("Condition", (!self.conditions.is_empty()).then(|| self.conditions.to_val())),
            ("Effect", Some(Val::text(self.effect.as_str()))),
            ("Principal", principals_val(&self.principals, scope, sort)),
            ("NotPrincipal", principals_val(&self.not_principals, scope, false)),
            ("Resource", list(&self.resources)),
            ("NotResource", unsorted(&self.not_resources)),
            ("Sid", self.sid.as_ref().map(|sid| sid.as_val().clone())),
        ];
        Val::map(entries.into_iter().filter_map(|(key, val)| Some((key, val?))))
    }
}

fn add<T: PartialEq>(all: &mut Vec<T>, one: T) {
    if !all.contains(&one) {
        all.push(one);
    }
}

fn one_or_all(mut vals: Vec<Val>, sort: bool) -> Val {
    match vals.len() {
        1 => vals.remove(0),
        _ if sort => Val::sorted(vals),
        _ => Val::List(vals),
    }
}

fn principals_val(principals: &[Principal], scope: &Scope, sort: bool) -> Option<Val> {
    let mut all: Vec<(Text, Vec<Val>)> = Vec::new();
    for principal in principals {
        match principal.fragment(scope) {
            Fragment::Star => return Some(Val::text("*")),
            Fragment::Kinds(kinds) => merge_kinds(&mut all, kinds),
        }
    }
    if sort {
        all.sort_by(|left, right| left.0.cmp(&right.0));
    }
    let kinds = all.into_iter().filter(|(_, vals)| !vals.is_empty()).map(|(kind, vals)| (kind, one_or_all(vals, sort)));
    let kinds: Vec<(Text, Val)> = kinds.collect();
    (!kinds.is_empty()).then_some(Val::Map(kinds))
}

/// Whether a text is an ARN or a pattern of such.
fn is_resource(resource: &str) -> bool {
    let is_pattern = resource.contains(['*', '?']);
    resource == "*" || resource.starts_with("arn:") && (is_pattern || resource.splitn(6, ':').count() == 6)
}

fn is_action(action: &str) -> bool {
    action == "*"
        || action.split_once(':').is_some_and(|(service, name)| {
            !service.is_empty()
                && service.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                && !name.is_empty()
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'*' || byte == b'?')
        })
}
