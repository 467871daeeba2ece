//! Policy documents, and the properties of resources that hold them.

use std::cell::{Cell, RefCell};
use std::panic::Location;
use std::rc::Rc;

use purlin_core::{Construct, Finding, Json, Resource, Scope, Val, Value};

use super::merge::merge;
use super::policy_statement::PolicyStatement;
use super::size::least_size;
use super::split::split;

/// What a policy is attached to, which decides what its statements must say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyKind {
    /// A role, user or group: statements name resources and no principals.
    Identity,
    /// A resource: statements name principals and resources.
    Resource,
    /// A role's trust: statements name principals and no resources.
    Trust,
    /// A resource whose policy is about itself alone: statements name principals, and resources only if wanted.
    ResourceItself,
}

/// A policy document: statements, merged and sorted when it is written.
///
/// ```
/// use purlin_aws::iam::{PolicyDocument, PolicyStatement};
///
/// let document = PolicyDocument::new([
///     PolicyStatement::allow().actions(["sqs:SendMessage"]).all_resources(),
///     PolicyStatement::allow().actions(["sqs:ReceiveMessage"]).all_resources(),
/// ]);
/// assert_eq!(document.statement_count(), 2); // they become one when written
/// ```
#[derive(Clone, Debug)]
pub struct PolicyDocument {
    statements: Vec<PolicyStatement>,
    assign_sids: bool,
    minimize: bool,
    /// What could not be read of the JSON that it comes from.
    pub(super) unread: Vec<Finding>,
}

impl Default for PolicyDocument {
    fn default() -> Self {
        PolicyDocument { statements: Vec::new(), assign_sids: false, minimize: true, unread: Vec::new() }
    }
}

impl PolicyDocument {
    /// A document of statements.
    pub fn new(statements: impl IntoIterator<Item = PolicyStatement>) -> Self {
        PolicyDocument { statements: statements.into_iter().collect(), ..PolicyDocument::default() }
    }

    /// Whether statements without identifier get their number as one, counted from 0.
    pub fn assign_sids(mut self, assign: bool) -> Self {
        self.assign_sids = assign;
        self
    }

    /// Whether statements are merged and their lists sorted, which is the default.
    pub fn minimize(mut self, minimize: bool) -> Self {
        self.minimize = minimize;
        self
    }

    /// Adds a statement.
    pub fn add_statement(&mut self, statement: PolicyStatement) {
        self.statements.push(statement);
    }

    /// How many statements it has before they are merged.
    pub fn statement_count(&self) -> usize {
        self.statements.len()
    }

    /// Whether it has no statements.
    pub fn is_empty(&self) -> bool {
        self.statements.is_empty()
    }

    /// Takes out what is too much for the inline policy of a role. Gives what stays, and what each managed policy takes.
    pub(super) fn split_off(&mut self) -> (Vec<PolicyStatement>, Vec<Vec<PolicyStatement>>) {
        let (kept, overflows) = split(std::mem::take(&mut self.statements));
        self.statements.clone_from(&kept);
        (kept, overflows)
    }

    /// As it stands in the template, in a property of this construct.
    pub fn render(&self, scope: &impl Construct) -> Value<Json> {
        let scope = scope.scope();
        let statements = if self.minimize { merge(self.statements.clone()) } else { self.statements.clone() };
        let mut seen: Vec<Val> = Vec::new();
        let mut vals: Vec<Val> = Vec::new();
        for statement in statements {
            let val = statement.to_val(scope, self.minimize);
            if seen.contains(&val) {
                continue;
            }
            let needs_sid = self.assign_sids && statement.sid.is_none();
            let numbered = needs_sid.then(|| statement.sid(vals.len().to_string()).to_val(scope, self.minimize));
            vals.push(numbered.unwrap_or_else(|| val.clone()));
            seen.push(val);
        }
        Value::from_val(Val::map([("Statement", Val::List(vals)), ("Version", Val::text("2012-10-17"))]))
    }

    /// What is wrong with it as a policy of this kind.
    pub fn mistakes(&self, kind: PolicyKind) -> Vec<Finding> {
        let statements = self.statements.iter().flat_map(|statement| statement.mistakes(kind));
        self.unread.iter().cloned().chain(statements).collect()
    }
}

impl FromIterator<PolicyStatement> for PolicyDocument {
    fn from_iter<I: IntoIterator<Item = PolicyStatement>>(statements: I) -> Self {
        PolicyDocument::new(statements)
    }
}

impl<const N: usize> From<[PolicyStatement; N]> for PolicyDocument {
    fn from(statements: [PolicyStatement; N]) -> Self {
        PolicyDocument::new(statements)
    }
}

/// The property of a resource that holds a policy document, to which statements are still added: written, and checked, once
/// the tree is settled. For constructs of resources that have policies.
///
/// ```
/// use purlin_aws::iam::{PolicyDocument, PolicyKind, PolicyProperty, PolicyStatement, Principal};
/// # use purlin_core::{App, Resource, Stack, StackProps};
/// # let app = App::new();
/// # let stack = Stack::new(&app, "Stack", StackProps::new());
///
/// let resource = Resource::untyped(&stack, "Policy", "AWS::SQS::QueuePolicy");
/// let policy = PolicyProperty::new(&resource, "PolicyDocument", PolicyKind::Resource, PolicyDocument::default());
/// let events = Principal::service("events.amazonaws.com");
/// policy.add_statement(PolicyStatement::allow().actions(["sqs:SendMessage"]).all_resources().principals([events]));
/// assert!(app.synth()?.template("Stack").unwrap().contains("sqs:SendMessage"));
/// # Ok::<(), purlin_core::Findings>(())
/// ```
#[derive(Clone)]
pub struct PolicyProperty {
    inner: Rc<Inner>,
}

struct Inner {
    resource: Resource,
    property: &'static str,
    kind: PolicyKind,
    document: RefCell<PolicyDocument>,
    /// Whether it waits to be written.
    waits: Cell<bool>,
}

impl PolicyProperty {
    /// The property of a resource, with the document that it begins with.
    pub fn new(resource: &Resource, property: &'static str, kind: PolicyKind, document: PolicyDocument) -> Self {
        let inner = Inner {
            resource: resource.clone(),
            property,
            kind,
            document: RefCell::new(document),
            waits: Cell::new(false),
        };
        let policy = PolicyProperty { inner: Rc::new(inner) };
        let checked = Rc::clone(&policy.inner);
        resource.scope().add_validation(move |scope| {
            let mistakes = checked.document.borrow().mistakes(checked.kind);
            mistakes.into_iter().for_each(|finding| scope.report(finding));
        });
        policy.write_later();
        policy
    }

    /// The most characters that AWS takes of such a policy, white space not counted: more are a mistake.
    pub fn at_most(self, largest: usize) -> Self {
        let policy = Rc::downgrade(&self.inner);
        self.inner.resource.scope().add_validation(move |scope| {
            if let Some(policy) = policy.upgrade() {
                check_size(scope, &policy.document.borrow(), largest, policy.resource.location());
            }
        });
        self
    }

    /// Adds a statement.
    pub fn add_statement(&self, statement: PolicyStatement) {
        self.change(|document| document.add_statement(statement));
    }

    pub(super) fn change<T>(&self, change: impl FnOnce(&mut PolicyDocument) -> T) -> T {
        self.write_later();
        change(&mut self.inner.document.borrow_mut())
    }

    /// Whether no statement was added yet.
    pub fn is_empty(&self) -> bool {
        let document = self.inner.document.borrow();
        document.is_empty() && document.unread.is_empty()
    }

    /// The resource that it is a property of.
    pub fn resource(&self) -> &Resource {
        &self.inner.resource
    }

    fn write_later(&self) {
        if !self.inner.waits.replace(true) {
            let policy = self.clone();
            self.inner.resource.scope().when_settled(move |scope| policy.write(scope));
        }
    }

    fn write(&self, scope: &Scope) {
        self.inner.waits.set(false);
        let document = self.inner.document.borrow();
        if !document.is_empty() {
            self.inner.resource.set_property(self.inner.property, document.render(scope));
        }
    }
}

/// Reports a policy of a resource that AWS would refuse for its size.
pub(crate) fn check_size(scope: &Scope, document: &PolicyDocument, largest: usize, at: &'static Location<'static>) {
    let size = least_size(document.render(scope).as_val());
    if size > largest {
        let message = format!("the policy of a resource has {size} characters, of {largest} at most");
        let finding = Finding::error("large-resource-policy", message).at(at);
        scope.report(finding.help("name accounts, or an organization, in place of the roles and users in them"));
    }
}
