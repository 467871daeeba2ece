//! What can be chosen about a database.

use std::time::Duration;

use purlin_aws::rds::Snapshot;

use crate::Removal;

const DAY: Duration = Duration::from_secs(24 * 3600);
const DEFAULT_MIN_CAPACITY: f64 = 0.5;
const DEFAULT_MAX_CAPACITY: f64 = 8.0;

/// Which kind of PostgreSQL database keeps what a product has to remember.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum DatabaseKind {
    /// An instance of Amazon RDS.
    #[default]
    Postgres,
    /// Aurora Serverless v2, which grows and shrinks with what it has to do.
    AuroraServerless,
}

/// A version of PostgreSQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version<'a> {
    /// One that was tried.
    Usual,
    /// This one, of which AWS makes new databases.
    Offered(&'a str),
    /// What a database runs that there is: AWS need not make new ones of it.
    Existing(&'a str),
}

/// The settings of a database.
#[derive(Clone, Copy, Debug)]
pub struct Choices<'a> {
    /// `database`.
    pub kind: DatabaseKind,
    /// `database_version`.
    pub version: Version<'a>,
    /// `database_major_upgrade`: whether the version may become that of a later major version; not for Aurora.
    pub major_upgrade: bool,
    /// `database_instance_type`; not for Aurora.
    pub instance_type: Option<&'a str>,
    /// What that is where nothing is told.
    pub usual_instance_type: &'a str,
    /// `database_storage`, in GiB; not for Aurora.
    pub storage: Option<i64>,
    /// What that is where nothing is told, nor a snapshot.
    pub usual_storage: i64,
    /// `database_max_storage`, in GiB: what the storage may grow to; not for Aurora.
    pub max_storage: Option<i64>,
    /// `database_multi_az`: whether another zone has a copy that takes over.
    pub multi_az: bool,
    /// `database_min_capacity`, in units of 2 GiB; for Aurora.
    pub min_capacity: Option<f64>,
    /// `database_max_capacity`, in units of 2 GiB; for Aurora.
    pub max_capacity: Option<f64>,
    /// `database_backup_days`.
    pub backup_days: i64,
    /// `database_snapshot`: the name or ARN of what the data comes from.
    pub snapshot: Option<&'a str>,
    /// `database_deletion_protection`.
    pub deletion_protection: bool,
    /// `database_removal`.
    pub removal: Removal,
    /// `backup_window`.
    pub backup_window: &'a str,
    /// `maintenance_window`.
    pub maintenance_window: &'a str,
}

impl Choices<'_> {
    /// The type of the instance.
    pub(super) fn instance_type(&self) -> &str {
        self.instance_type.unwrap_or(self.usual_instance_type)
    }

    /// How much storage a new instance has, in GiB; that of a snapshot is not known.
    pub(super) fn known_storage(&self) -> Option<i64> {
        self.storage.or(self.snapshot.is_none().then_some(self.usual_storage))
    }

    /// Between which capacities Aurora grows and shrinks.
    pub(super) fn capacities(&self) -> (f64, f64) {
        (self.min_capacity.unwrap_or(DEFAULT_MIN_CAPACITY), self.max_capacity.unwrap_or(DEFAULT_MAX_CAPACITY))
    }

    pub(super) fn backup_retention(&self) -> Duration {
        DAY * u32::try_from(self.backup_days).unwrap_or_default()
    }

    /// The snapshot that the data comes from. Its users are in it: the secret's password becomes that of its main user, who has to
    /// be called as in the secret.
    pub(super) fn snapshot(&self) -> Option<Snapshot> {
        let snapshot = self.snapshot?;
        Some(match self.kind {
            DatabaseKind::Postgres => Snapshot::of_instance(snapshot),
            DatabaseKind::AuroraServerless => Snapshot::of_cluster(snapshot),
        })
    }
}
