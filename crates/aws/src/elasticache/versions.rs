//! The versions of each engine that caches can be created with, newest first: data, as AWS listed it in November 2026.
//!
//! Redis OSS 4 and 5 have left their standard support, and are for caches that exist.

use crate::engine_version::engine_versions;

engine_versions! {
    /// A version of Valkey.
    ///
    /// See [AWS's own list](https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/engine-versions.html).
    pub struct ValkeyVersion of "valkey" {
        VER_9_1 = "9.1",
        VER_9_0 = "9.0",
        VER_8_2 = "8.2",
        VER_8_1 = "8.1",
        VER_8_0 = "8.0",
        VER_7_2 = "7.2",
    }
}

engine_versions! {
    /// A version of Redis OSS.
    ///
    /// See [AWS's own list](https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/engine-versions.html).
    pub struct RedisVersion of "redis" {
        VER_7_1 = "7.1",
        VER_7_0 = "7.0",
        VER_6_2 = "6.2",
        VER_6_0 = "6.0",
    }
}
