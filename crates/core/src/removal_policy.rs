//! What becomes of a resource when it leaves its stack.

/// What becomes of a resource when it is removed from its stack, or replaced, or when the stack is deleted.
///
/// See [`DeletionPolicy`](https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RemovalPolicy {
    /// It is deleted.
    Destroy,
    /// It is left in the account, owned by nobody.
    Retain,
    /// It is left in the account, unless its very creation fails.
    RetainOnUpdateOrDelete,
    /// It is deleted after a snapshot was taken. Databases and volumes can do this.
    Snapshot,
}

impl RemovalPolicy {
    pub(crate) const ALL: [RemovalPolicy; 4] =
        [RemovalPolicy::Destroy, RemovalPolicy::Retain, RemovalPolicy::RetainOnUpdateOrDelete, RemovalPolicy::Snapshot];

    /// `DeletionPolicy` and `UpdateReplacePolicy`.
    pub(crate) fn attributes(self) -> (&'static str, &'static str) {
        match self {
            RemovalPolicy::Destroy => ("Delete", "Delete"),
            RemovalPolicy::Retain => ("Retain", "Retain"),
            RemovalPolicy::RetainOnUpdateOrDelete => ("RetainExceptOnCreate", "Retain"),
            RemovalPolicy::Snapshot => ("Snapshot", "Snapshot"),
        }
    }
}
