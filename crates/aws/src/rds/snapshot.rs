//! Snapshots that databases are made from.

use purlin_core::{IntoValue, Value};

/// What the data of a new database comes from.
///
/// ```
/// use purlin_aws::rds::Snapshot;
///
/// let before = Snapshot::of_instance("before-the-migration");
/// ```
#[derive(Clone, Debug)]
pub struct Snapshot(pub(super) SnapshotOf);

#[derive(Clone, Debug)]
pub(super) enum SnapshotOf {
    Instance(Value<String>),
    Cluster(Value<String>),
}

impl Snapshot {
    /// A snapshot of an instance, by its name or ARN.
    pub fn of_instance(identifier: impl IntoValue<String>) -> Self {
        Snapshot(SnapshotOf::Instance(identifier.into_value()))
    }

    /// A snapshot of a cluster, by its name or ARN; for an instance, that of a Multi-AZ cluster.
    pub fn of_cluster(identifier: impl IntoValue<String>) -> Self {
        Snapshot(SnapshotOf::Cluster(identifier.into_value()))
    }
}
