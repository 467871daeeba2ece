//! What file systems can be told.

pub use purlin_cfn::efs::file_system::FileSystemProtectionReplicationOverwriteProtection as ReplicationOverwriteProtection;
use purlin_core::{RemovalPolicy, Value, props};

use crate::ec2::{SecurityGroup, SubnetSelection, Vpc};
use crate::iam::PolicyDocument;
use crate::kms::Key;
use crate::open_enum::open_enum;

use super::replication::ReplicationConfiguration;

open_enum! {
    /// After how long without access a file moves to a cheaper storage class.
    pub struct LifecyclePolicy {
        /// A day.
        AFTER_1_DAY = "AFTER_1_DAY",
        /// A week.
        AFTER_7_DAYS = "AFTER_7_DAYS",
        /// Two weeks.
        AFTER_14_DAYS = "AFTER_14_DAYS",
        /// 30 days.
        AFTER_30_DAYS = "AFTER_30_DAYS",
        /// 60 days.
        AFTER_60_DAYS = "AFTER_60_DAYS",
        /// 90 days.
        AFTER_90_DAYS = "AFTER_90_DAYS",
        /// 180 days.
        AFTER_180_DAYS = "AFTER_180_DAYS",
        /// 270 days.
        AFTER_270_DAYS = "AFTER_270_DAYS",
        /// A year.
        AFTER_365_DAYS = "AFTER_365_DAYS",
    }
}

open_enum! {
    /// When a file moves back from a cheaper storage class.
    pub struct OutOfInfrequentAccessPolicy {
        /// As soon as it is read or written.
        AFTER_1_ACCESS = "AFTER_1_ACCESS",
    }
}

open_enum! {
    /// How a file system trades latency for operations. Changing it replaces the file system.
    ///
    /// [Performance modes](https://docs.aws.amazon.com/efs/latest/ug/performance.html#performancemodes)
    pub struct PerformanceMode {
        /// The lowest latency, the default.
        GENERAL_PURPOSE = "generalPurpose",
        /// More operations, and longer latency; AWS advises against it for new file systems.
        MAX_IO = "maxIO",
    }
}

open_enum! {
    /// What decides how much can be read and written.
    ///
    /// [Throughput modes](https://docs.aws.amazon.com/efs/latest/ug/performance.html#throughput-modes)
    pub struct ThroughputMode {
        /// How much is stored, with credits for bursts; the default.
        BURSTING = "bursting",
        /// A number of one's own, see `provisioned_throughput_mibps`.
        PROVISIONED = "provisioned",
        /// What is asked for, and each byte is paid.
        ELASTIC = "elastic",
    }
}

props! {
    /// The settings of a [`FileSystem`](super::FileSystem).
    pub struct FileSystemProps => FileSystemSettings in file_system_props {
        required {
            /// The network that it is mounted in.
            vpc: Vpc as VpcOfFileSystem,
        }
        optional {
            /// The subnets in which it can be mounted, one in a zone. Default: a private one in each zone.
            vpc_subnets: SubnetSelection,
            /// Its security group. Default: a new one that lets nobody in.
            security_group: SecurityGroup,
            /// Its name for people, a tag. Default: its path in the construct tree.
            file_system_name: String,
            /// Whether it is encrypted at rest. Changing it replaces the file system.
            encrypted: bool = true,
            /// The key that it is encrypted with. Default: AWS's own for file systems. Changing it replaces the file system.
            kms_key: Key,
            /// When files move to the storage class for infrequent access. Default: never.
            lifecycle_policy: LifecyclePolicy,
            /// When files move back from there. Default: never.
            out_of_infrequent_access_policy: OutOfInfrequentAccessPolicy,
            /// When files move to the archive. Default: never.
            transition_to_archive_policy: LifecyclePolicy,
            /// Latency or operations. Default: [`PerformanceMode::GENERAL_PURPOSE`].
            performance_mode: PerformanceMode,
            /// What decides how much can be read and written. Default: [`ThroughputMode::BURSTING`].
            throughput_mode: ThroughputMode,
            /// How much can be read and written, in MiB a second; for [`ThroughputMode::PROVISIONED`].
            provisioned_throughput_mibps: i64,
            /// Whether AWS Backup keeps copies of it, daily and for 35 days.
            enable_automatic_backups: bool = false,
            /// Statements about who may mount, write and be root.
            file_system_policy: PolicyDocument = PolicyDocument::default(),
            /// Whether clients may mount it without signing in with IAM. Everyone whom the security group lets in may then do
            /// everything. Default: no.
            allow_anonymous_access: bool = false,
            /// Whether its files are kept in one zone, which is cheaper, and lost with that zone.
            one_zone: bool = false,
            /// That one zone. Default: the first of the network.
            one_zone_availability_zone: Value<String>,
            /// Whether it can become the copy of another file system. Default: no.
            replication_overwrite_protection: ReplicationOverwriteProtection,
            /// Where it is copied to. Default: nowhere.
            replication_configuration: ReplicationConfiguration,
            /// What becomes of it when it leaves the stack. Default: it is kept.
            removal_policy: RemovalPolicy = RemovalPolicy::Retain,
        }
    }
}
