//! What scripts need, and the instances that run them: either may come first.

use std::rc::Rc;

use purlin_core::Scope;

use crate::iam::{Grant, Principal};

/// A permission that a script needs, given to whoever runs it; `about` is the instance or launch template.
pub(super) type BootGrant = Rc<dyn Fn(&Principal, &Scope) -> Grant>;

#[derive(Default)]
pub(super) struct Needs {
    waits: Vec<Scope>,
    grants: Vec<BootGrant>,
    users: Vec<User>,
}

struct User {
    scope: Scope,
    principal: Option<Principal>,
}

impl User {
    fn give(&self, grant: &BootGrant) {
        if let Some(principal) = &self.principal {
            grant(principal, &self.scope).apply_before(&self.scope).assert_success();
        }
    }
}

impl Needs {
    #[track_caller]
    pub(super) fn wait_for(&mut self, construct: Scope) {
        for user in &self.users {
            user.scope.add_dependency(&construct);
        }
        self.waits.push(construct);
    }

    pub(super) fn grant(&mut self, grant: BootGrant) {
        self.users.iter().for_each(|user| user.give(&grant));
        self.grants.push(grant);
    }

    #[track_caller]
    pub(super) fn attach(&mut self, scope: Scope, principal: Option<Principal>) {
        let user = User { scope, principal };
        for construct in &self.waits {
            user.scope.add_dependency(construct);
        }
        self.grants.iter().for_each(|grant| user.give(grant));
        self.users.push(user);
    }

    /// Who runs the script so far.
    pub(super) fn users(&self) -> impl Iterator<Item = (&Scope, Option<Principal>)> {
        self.users.iter().map(|user| (&user.scope, user.principal.clone()))
    }

    /// Whether what runs the script has a role to read with, as far as anything needs one.
    pub(super) fn lacks_role(&self, scope: &Scope) -> bool {
        let of_scope = |user: &&User| user.scope == *scope;
        !self.grants.is_empty() && self.users.iter().filter(of_scope).any(|user| user.principal.is_none())
    }
}
