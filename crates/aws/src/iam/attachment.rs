//! What is attached to whom: policies know their identities, and identities their inline policies.

use std::cell::RefCell;
use std::panic::Location;
use std::rc::Rc;

use purlin_core::{Finding, Resource, Scope, Val, Value};

use super::policy::Policy;
use super::size::least_size;

/// The kinds of identities, by the properties of policies that list them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum IdentityKind {
    Role,
    User,
    Group,
}

impl IdentityKind {
    fn property(self) -> &'static str {
        match self {
            IdentityKind::Role => "Roles",
            IdentityKind::User => "Users",
            IdentityKind::Group => "Groups",
        }
    }

    /// How many characters all inline policies of one have together at most.
    fn largest_inline(self) -> usize {
        match self {
            IdentityKind::Role => 10_240,
            IdentityKind::User => 2_048,
            IdentityKind::Group => 5_120,
        }
    }

    fn name(self) -> &'static str {
        match self {
            IdentityKind::Role => "role",
            IdentityKind::User => "user",
            IdentityKind::Group => "group",
        }
    }
}

/// Whom a policy is attached to.
#[derive(Clone, Default)]
pub(super) struct Attachments(Rc<RefCell<Vec<Attached>>>);

#[derive(PartialEq)]
struct Attached {
    kind: IdentityKind,
    name: Value<String>,
}

impl Attachments {
    /// Adds one to the properties of a policy; `false` when it is there already.
    pub(super) fn add(&self, policy: &Resource, kind: IdentityKind, name: Value<String>) -> bool {
        let mut all = self.0.borrow_mut();
        let one = Attached { kind, name };
        if all.contains(&one) {
            return false;
        }
        all.push(one);
        let names = all.iter().filter(|attached| attached.kind == kind).map(|attached| attached.name.as_val().clone());
        let names = names.collect();
        policy.set_property(kind.property(), Val::List(names));
        true
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.borrow().is_empty()
    }
}

/// The inline policies of an identity that are constructs of their own.
#[derive(Clone, Default)]
pub(super) struct InlinePolicies(Rc<RefCell<Vec<Policy>>>);

impl InlinePolicies {
    /// Those of an identity that this stack makes. Their size is checked in the end, together with documents that are part
    /// of it.
    pub(super) fn of(
        identity: &Scope,
        kind: IdentityKind,
        own: Vec<Val>,
        location: &'static Location<'static>,
    ) -> Self {
        let policies = InlinePolicies::default();
        let all = Rc::clone(&policies.0);
        let own: usize = own.iter().map(least_size).sum();
        identity.add_validation(move |identity| {
            let size: usize = own + all.borrow().iter().map(Policy::least_size).sum::<usize>();
            let largest = kind.largest_inline();
            if size > largest {
                let message =
                    format!("the inline policies of this {} have {size} characters, of {largest} at most", kind.name());
                let finding = Finding::error("large-inline-policies", message).at(location);
                identity.report(finding.help("move statements to a `ManagedPolicy`, or use wildcards"));
            }
        });
        policies
    }

    /// Adds one, unless another has its name.
    pub(super) fn add(&self, identity: &Scope, policy: &Policy, location: &'static Location<'static>) {
        let mut all = self.0.borrow_mut();
        if let Some(namesake) = all.iter().find(|old| old.name() == policy.name()) {
            let name = policy.name().literal().unwrap_or_default().to_owned();
            let finding =
                Finding::error("policy-name-taken", format!("two policies named `{name}` are attached to it"));
            let finding = finding.at(location).related("the other one", namesake.cfn().resource().location());
            identity.report(finding.help("give one of them another name, or none"));
        }
        all.push(policy.clone());
    }
}

/// Appends the ARN of a managed policy to those of an identity that this stack makes, unless it is there.
pub(super) fn attach_managed(resource: &Resource, managed: &RefCell<Vec<Value<String>>>, arn: Value<String>) {
    let mut managed = managed.borrow_mut();
    if !managed.contains(&arn) {
        managed.push(arn);
        let arns = managed.iter().map(|arn| arn.as_val().clone()).collect();
        resource.set_property("ManagedPolicyArns", Val::List(arns));
    }
}
