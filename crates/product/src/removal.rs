//! What becomes of data when its stack is deleted.

use purlin_core::RemovalPolicy;

/// What becomes of something with data in it when it leaves its stack, or the stack is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Removal {
    /// It stays, and costs what it costs.
    Retain,
    /// It is deleted, and a snapshot of it stays.
    #[default]
    Snapshot,
    /// It is deleted with all that is in it.
    Delete,
}

impl Removal {
    /// The same for CloudFormation.
    pub fn policy(self) -> RemovalPolicy {
        match self {
            // What a first deployment has made, and then failed, holds nothing.
            Removal::Retain => RemovalPolicy::RetainOnUpdateOrDelete,
            Removal::Snapshot => RemovalPolicy::Snapshot,
            Removal::Delete => RemovalPolicy::Destroy,
        }
    }
}
