//! What settings of databases can be, where AWS has a list.

use crate::open_enum::open_enum;

open_enum! {
    /// What the data of an instance lies on.
    ///
    /// [Storage types](https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html)
    pub struct StorageType {
        /// General-purpose SSD whose speed does not depend on its size.
        GP3 = "gp3",
        /// General-purpose SSD of the former generation.
        GP2 = "gp2",
        /// SSD of a guaranteed speed that lasts longer than `io1`.
        IO2 = "io2",
        /// SSD of a guaranteed speed.
        IO1 = "io1",
        /// Magnetic disks, for old databases only.
        STANDARD = "standard",
    }
}

open_enum! {
    /// How a cluster pays for its storage.
    ///
    /// [Aurora storage](https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Overview.StorageReliability.html)
    pub struct ClusterStorageType {
        /// For each read and write.
        AURORA = "aurora",
        /// A higher price for the storage, and none for reads and writes.
        AURORA_IOPT1 = "aurora-iopt1",
    }
}

open_enum! {
    /// Who signs the certificate that a database shows to its clients.
    ///
    /// [Certificate authorities](https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html)
    pub struct CaCertificate {
        /// RSA of 2,048 bits.
        RDS_CA_RSA2048_G1 = "rds-ca-rsa2048-g1",
        /// RSA of 4,096 bits.
        RDS_CA_RSA4096_G1 = "rds-ca-rsa4096-g1",
        /// Elliptic curves of 384 bits.
        RDS_CA_ECC384_G1 = "rds-ca-ecc384-g1",
    }
}

open_enum! {
    /// The kind of addresses that a database has.
    pub struct NetworkType {
        /// IPv4 alone.
        IPV4 = "IPV4",
        /// IPv4 and IPv6.
        DUAL = "DUAL",
    }
}

open_enum! {
    /// Whether a database runs on, for more money, when its major version is not maintained any more.
    ///
    /// [Extended support](https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/extended-support.html)
    pub struct EngineLifecycleSupport {
        /// It runs on.
        EXTENDED_SUPPORT = "open-source-rds-extended-support",
        /// It is upgraded to the next major version.
        EXTENDED_SUPPORT_DISABLED = "open-source-rds-extended-support-disabled",
    }
}

open_enum! {
    /// How much CloudWatch Database Insights tells.
    ///
    /// [Database Insights](https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Database-Insights.html)
    pub struct DatabaseInsightsMode {
        /// The load of the last week.
        STANDARD = "standard",
        /// The load of fifteen months, with locks, plans and more.
        ADVANCED = "advanced",
    }
}

open_enum! {
    /// Whose licence an engine runs with.
    pub struct LicenseModel {
        /// The engine's own, free one.
        GENERAL_PUBLIC_LICENSE = "general-public-license",
        /// PostgreSQL's own, free one.
        POSTGRESQL_LICENSE = "postgresql-license",
    }
}

/// For how long Performance Insights keeps what it learned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PerformanceInsightRetention(i64);

impl PerformanceInsightRetention {
    /// Seven days, free of charge.
    pub const DEFAULT: PerformanceInsightRetention = PerformanceInsightRetention(7);
    /// Fifteen months, as [`DatabaseInsightsMode::ADVANCED`] wants.
    pub const MONTHS_15: PerformanceInsightRetention = PerformanceInsightRetention::months(15);
    /// Two years.
    pub const LONG_TERM: PerformanceInsightRetention = PerformanceInsightRetention(731);

    /// So many months, from 1 to 23.
    pub const fn months(months: i64) -> Self {
        PerformanceInsightRetention(months.saturating_mul(31))
    }

    pub(super) fn days(self) -> i64 {
        self.0
    }

    pub(super) fn is_possible(self) -> bool {
        self == Self::DEFAULT || self == Self::LONG_TERM || (1..=23).any(|months| self == Self::months(months))
    }
}
