//! Who may mount a file system, write to it, and be root on it.

use purlin_core::{Construct, IntoValue, Scope};

use crate::iam::{Condition, Grant, Grantable, PolicyStatement, Principal, ResourceWithPolicy};

use super::file_system::FileSystem;

const MOUNT: &str = "elasticfilesystem:ClientMount";
const WRITE: &str = "elasticfilesystem:ClientWrite";
const ROOT: &str = "elasticfilesystem:ClientRootAccess";

/// Clients come by the network, not by EFS's own interface.
fn by_mount_target() -> Condition {
    Condition::bool("elasticfilesystem:AccessedViaMountTarget", true)
}

/// Nobody gets in without TLS. A file system with a policy, even if that allows nothing, is closed to clients that have not
/// signed in with IAM.
pub(super) fn only_over_tls() -> PolicyStatement {
    PolicyStatement::deny()
        .actions(["*"])
        .principals([Principal::any()])
        .when(Condition::bool("aws:SecureTransport", false))
}

impl ResourceWithPolicy for FileSystem {
    fn add_to_resource_policy(&self, statement: PolicyStatement) -> Option<Scope> {
        let policy = self.policy()?;
        policy.add_statement(statement);
        Some(self.scope().clone())
    }
}

impl FileSystem {
    /// Adds a statement to its policy, and tells which construct holds it. An imported file system has no policy that could
    /// be changed: then there is `None`, and nothing happens.
    pub fn add_to_resource_policy(&self, statement: PolicyStatement) -> Option<Scope> {
        ResourceWithPolicy::add_to_resource_policy(self, statement)
    }

    /// Lets somebody do something with it.
    #[track_caller]
    pub fn grant<A: IntoValue<String>>(&self, grantee: &impl Grantable, actions: impl IntoIterator<Item = A>) -> Grant {
        Grant::of(grantee).actions(actions).resources([self.arn()]).to_principal(self)
    }

    /// Lets somebody mount it, and read.
    #[track_caller]
    pub fn grant_read(&self, grantee: &impl Grantable) -> Grant {
        self.grant_client(grantee, &[MOUNT])
    }

    /// Lets somebody mount it, read and write.
    #[track_caller]
    pub fn grant_read_write(&self, grantee: &impl Grantable) -> Grant {
        self.grant_client(grantee, &[MOUNT, WRITE])
    }

    /// Lets somebody mount it, read and write, and be root there.
    #[track_caller]
    pub fn grant_root_access(&self, grantee: &impl Grantable) -> Grant {
        self.grant_client(grantee, &[MOUNT, WRITE, ROOT])
    }

    #[track_caller]
    fn grant_client(&self, grantee: &impl Grantable, actions: &'static [&'static str]) -> Grant {
        Grant::of(grantee)
            .actions(actions.iter().copied())
            .resources([self.arn()])
            .when(by_mount_target())
            .to_principal_or_resource(self)
    }
}
