//! Kinds to choose from.

use serde::Serialize;

pub use purlin_product::postgres::DatabaseKind;

/// How the master decides which task is next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scheduler {
    /// By the priorities of tasks, which can preempt others.
    #[default]
    Priority,
    /// By fair shares of all experiments: Determined wants to drop it.
    FairShare,
}

/// Files that all agents, and so all tasks, have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum SharedFileSystem {
    /// There are none.
    #[default]
    None,
    /// Amazon EFS, which grows with what is in it.
    Efs,
    /// Amazon FSx for Lustre, which is faster, and of a fixed size.
    Fsx,
}
