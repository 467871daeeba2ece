//! Engines: which software a cache runs, and in which version.

use purlin_core::{Finding, Text};

use crate::engine_version::Version;

use super::versions::{RedisVersion, ValkeyVersion};

/// The engine of a cache, and its version.
///
/// ```
/// use purlin_aws::elasticache::{CacheEngine, ValkeyVersion};
///
/// let engine = CacheEngine::valkey(ValkeyVersion::VER_8_2);
/// assert_eq!(engine.parameter_group_family(), "valkey8");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CacheEngine {
    name: &'static str,
    version: Version,
}

impl CacheEngine {
    /// Valkey, which speaks Redis's protocol and costs less.
    pub fn valkey(version: ValkeyVersion) -> Self {
        CacheEngine { name: "valkey", version: version.0 }
    }

    /// Redis OSS.
    pub fn redis(version: RedisVersion) -> Self {
        CacheEngine { name: "redis", version: version.0 }
    }

    /// The name by which AWS knows the engine.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The version's number.
    pub fn version(&self) -> &str {
        &self.version.full
    }

    /// The family of parameters that it understands, such as `valkey8`.
    pub fn parameter_group_family(&self) -> String {
        match (self.name, self.version.major(1).as_str()) {
            ("redis", "6") => "redis6.x".to_owned(),
            // Up to its fifth version, each minor version of Redis has parameters of its own.
            ("redis", "4" | "5") => format!("redis{}", self.version.major(2)),
            (name, major) => format!("{name}{major}"),
        }
    }

    pub(super) fn version_text(&self) -> Text {
        self.version.full.clone()
    }

    pub(super) fn major(&self) -> String {
        self.version.major(1)
    }

    /// Whether it tells what it does in a log of its own.
    pub(super) fn has_engine_log(&self) -> bool {
        self.name == "valkey" || self.version.is_at_least("6.2")
    }

    /// What is wrong with creating a cache of it, which is also reported where one is made.
    ///
    /// ```
    /// use purlin_aws::elasticache::{CacheEngine, RedisVersion};
    ///
    /// assert!(CacheEngine::redis(RedisVersion::of("5.0.6")).problem().is_some());
    /// ```
    pub fn problem(&self) -> Option<Finding> {
        self.version.problem(self.name, 1)
    }
}

impl From<&CacheEngine> for CacheEngine {
    fn from(engine: &CacheEngine) -> Self {
        engine.clone()
    }
}
