//! Engines: which software a database runs, and in which version.

mod versions;

use purlin_core::{Finding, Text};

use crate::engine_version::Version;

pub use versions::{
    AuroraMysqlEngineVersion, AuroraPostgresEngineVersion, MariaDbEngineVersion, MysqlEngineVersion,
    PostgresEngineVersion,
};

/// What there is to know of an engine apart from its versions.
#[derive(Debug, PartialEq, Eq)]
struct Facts {
    /// The name by which AWS knows it.
    name: &'static str,
    /// How many numbers of a version change with a major version.
    numbers_of_major: usize,
    /// Who may do everything, unless somebody else is named.
    default_username: &'static str,
    /// The port that clusters are told to listen on, where AWS's own default depends on the engine's mode.
    cluster_port: Option<i64>,
    /// The parameter that refuses connections without TLS, and what it is set to.
    tls: (&'static str, &'static str),
    /// The logs that can be sent to CloudWatch.
    log_types: &'static [&'static str],
    /// The first version of each major version whose Serverless v2 instances can pause.
    pauses_since: &'static [&'static str],
}

const POSTGRES: Facts = Facts {
    name: "postgres",
    numbers_of_major: 1,
    default_username: "postgres",
    cluster_port: None,
    tls: ("rds.force_ssl", "1"),
    log_types: &["postgresql", "upgrade", "iam-db-auth-error"],
    pauses_since: &[],
};

const MYSQL: Facts = Facts {
    name: "mysql",
    numbers_of_major: 2,
    default_username: "admin",
    cluster_port: None,
    tls: ("require_secure_transport", "1"),
    log_types: &["audit", "error", "general", "slowquery", "iam-db-auth-error"],
    pauses_since: &[],
};

const MARIADB: Facts = Facts { name: "mariadb", ..MYSQL };

const AURORA_POSTGRES: Facts = Facts {
    name: "aurora-postgresql",
    numbers_of_major: 1,
    default_username: "postgres",
    cluster_port: Some(5432),
    tls: ("rds.force_ssl", "1"),
    log_types: &["postgresql", "iam-db-auth-error", "instance"],
    pauses_since: &["13.15", "14.12", "15.7", "16.3"],
};

const AURORA_MYSQL: Facts = Facts {
    name: "aurora-mysql",
    numbers_of_major: 2,
    default_username: "admin",
    cluster_port: None,
    tls: ("require_secure_transport", "ON"),
    log_types: &["error", "general", "slowquery", "audit", "instance", "iam-db-auth-error"],
    pauses_since: &["8.0.mysql_aurora.3.08.0"],
};

/// An engine and its version: what instances, clusters and parameter groups are made for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Engine {
    facts: &'static Facts,
    version: Version,
}

/// The engine of a [`DatabaseInstance`](super::DatabaseInstance).
///
/// ```
/// use purlin_aws::rds::{DatabaseInstanceEngine, PostgresEngineVersion};
///
/// let engine = DatabaseInstanceEngine::postgres(PostgresEngineVersion::VER_17_9);
/// assert_eq!(engine.engine().parameter_group_family(), "postgres17");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabaseInstanceEngine(Engine);

/// The engine of a [`DatabaseCluster`](super::DatabaseCluster).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabaseClusterEngine(Engine);

impl DatabaseInstanceEngine {
    /// PostgreSQL.
    pub fn postgres(version: PostgresEngineVersion) -> Self {
        DatabaseInstanceEngine(Engine { facts: &POSTGRES, version: version.0 })
    }

    /// MySQL.
    pub fn mysql(version: MysqlEngineVersion) -> Self {
        DatabaseInstanceEngine(Engine { facts: &MYSQL, version: version.0 })
    }

    /// MariaDB.
    pub fn mariadb(version: MariaDbEngineVersion) -> Self {
        DatabaseInstanceEngine(Engine { facts: &MARIADB, version: version.0 })
    }

    /// The engine itself, as parameter groups want it.
    pub fn engine(&self) -> &Engine {
        &self.0
    }
}

impl DatabaseClusterEngine {
    /// Aurora PostgreSQL.
    pub fn aurora_postgres(version: AuroraPostgresEngineVersion) -> Self {
        DatabaseClusterEngine(Engine { facts: &AURORA_POSTGRES, version: version.0 })
    }

    /// Aurora MySQL.
    pub fn aurora_mysql(version: AuroraMysqlEngineVersion) -> Self {
        DatabaseClusterEngine(Engine { facts: &AURORA_MYSQL, version: version.0 })
    }

    /// The engine itself, as parameter groups want it.
    pub fn engine(&self) -> &Engine {
        &self.0
    }
}

impl From<DatabaseInstanceEngine> for Engine {
    fn from(engine: DatabaseInstanceEngine) -> Engine {
        engine.0
    }
}

impl From<&DatabaseInstanceEngine> for Engine {
    fn from(engine: &DatabaseInstanceEngine) -> Engine {
        engine.0.clone()
    }
}

impl From<DatabaseClusterEngine> for Engine {
    fn from(engine: DatabaseClusterEngine) -> Engine {
        engine.0
    }
}

impl From<&DatabaseClusterEngine> for Engine {
    fn from(engine: &DatabaseClusterEngine) -> Engine {
        engine.0.clone()
    }
}

impl Engine {
    /// The name by which AWS knows the engine, such as `aurora-postgresql`.
    pub fn name(&self) -> &'static str {
        self.facts.name
    }

    /// The version's number.
    pub fn version(&self) -> &str {
        &self.version.full
    }

    /// The family of parameters that it understands, such as `postgres17`.
    pub fn parameter_group_family(&self) -> String {
        format!("{}{}", self.facts.name, self.version.major(self.facts.numbers_of_major))
    }

    /// The logs of it that can be sent to CloudWatch.
    pub fn log_types(&self) -> &'static [&'static str] {
        self.facts.log_types
    }

    pub(super) fn default_username(&self) -> &'static str {
        self.facts.default_username
    }

    pub(super) fn cluster_port(&self) -> Option<i64> {
        self.facts.cluster_port
    }

    /// The parameter that refuses connections without TLS, and what it is set to.
    pub(super) fn tls_parameter(&self) -> (&'static str, &'static str) {
        self.facts.tls
    }

    pub(super) fn version_text(&self) -> Text {
        self.version.full.clone()
    }

    /// Whether Serverless v2 instances of it can pause while nobody is connected.
    pub fn can_pause(&self) -> bool {
        let major = self.version.major(self.facts.numbers_of_major);
        let of_major = |since: &&&str| since.split('.').take(self.facts.numbers_of_major).eq(major.split('.'));
        match self.facts.pauses_since.iter().find(of_major) {
            Some(since) => self.version.is_at_least(since),
            None => self.facts.pauses_since.last().is_some_and(|newest| self.version.is_at_least(newest)),
        }
    }

    /// What is wrong with creating a database of it, which is also reported where one is made.
    ///
    /// ```
    /// use purlin_aws::rds::{DatabaseInstanceEngine, PostgresEngineVersion};
    ///
    /// let old = DatabaseInstanceEngine::postgres(PostgresEngineVersion::of("14.3"));
    /// assert!(old.engine().problem().is_some());
    /// ```
    pub fn problem(&self) -> Option<Finding> {
        self.version.problem(self.facts.name, self.facts.numbers_of_major)
    }
}
