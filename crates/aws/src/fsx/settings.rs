//! What file systems for Lustre can be told.

use std::time::Duration;

use purlin_core::{RemovalPolicy, Value, props};

use crate::ec2::{SecurityGroup, Subnet, Vpc};
use crate::kms::Key;
use crate::open_enum::open_enum;

use super::times::{DailyAutomaticBackupStartTime, LustreMaintenanceTime};

open_enum! {
    /// For how long a file system is meant to last, and what it can do. Changing it replaces the file system.
    ///
    /// [Deployment types](https://docs.aws.amazon.com/fsx/latest/LustreGuide/using-fsx-lustre.html)
    pub struct LustreDeploymentType {
        /// For a while, the older type: files are lost with a server.
        SCRATCH_1 = "SCRATCH_1",
        /// For a while, with bursts of throughput: files are lost with a server.
        SCRATCH_2 = "SCRATCH_2",
        /// For long, the older type, of disks or SSDs; files are kept twice, in one zone.
        PERSISTENT_1 = "PERSISTENT_1",
        /// For long, with more throughput, of SSDs; files are kept twice, in one zone.
        PERSISTENT_2 = "PERSISTENT_2",
    }
}

open_enum! {
    /// What files are kept on. Changing it replaces the file system.
    pub struct StorageType {
        /// Solid state, the default.
        SSD = "SSD",
        /// Disks, for [`LustreDeploymentType::PERSISTENT_1`] alone.
        HDD = "HDD",
    }
}

open_enum! {
    /// The version of Lustre on the servers. Changing it replaces the file system.
    ///
    /// [Which clients fit](https://docs.aws.amazon.com/fsx/latest/LustreGuide/lustre-client-matrix.html)
    pub struct FileSystemTypeVersion {
        /// 2.10; not for [`LustreDeploymentType::PERSISTENT_2`].
        V_2_10 = "2.10",
        /// 2.12.
        V_2_12 = "2.12",
        /// 2.15.
        V_2_15 = "2.15",
    }
}

open_enum! {
    /// Whether files are compressed when they are written.
    pub struct LustreDataCompressionType {
        /// They are not, the default.
        NONE = "NONE",
        /// By LZ4. What was written before stays as it is.
        LZ4 = "LZ4",
    }
}

open_enum! {
    /// Whether there are SSDs before the disks of a file system. Changing it replaces the file system.
    pub struct DriveCacheType {
        /// There are none, the default.
        NONE = "NONE",
        /// For a fifth of the files, those that are read often.
        READ = "READ",
    }
}

open_enum! {
    /// Which changes in the bucket that files come from show in the file system.
    pub struct LustreAutoImportPolicy {
        /// None, the default.
        NONE = "NONE",
        /// Objects that are new.
        NEW = "NEW",
        /// Objects that are new or changed.
        NEW_CHANGED = "NEW_CHANGED",
        /// Objects that are new, changed or deleted.
        NEW_CHANGED_DELETED = "NEW_CHANGED_DELETED",
    }
}

/// How many operations on metadata a second a file system can do: files made, opened, listed, deleted. For
/// [`LustreDeploymentType::PERSISTENT_2`] alone.
///
/// [Metadata](https://docs.aws.amazon.com/fsx/latest/LustreGuide/managing-metadata-performance.html)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MetadataConfiguration {
    pub(super) iops: Option<i64>,
}

impl MetadataConfiguration {
    /// By the storage capacity.
    pub fn automatic() -> Self {
        MetadataConfiguration { iops: None }
    }

    /// So many: 1500, 3000, 6000, or a multiple of 12000 up to 192000.
    pub fn user_provisioned(iops: i64) -> Self {
        MetadataConfiguration { iops: Some(iops) }
    }
}

props! {
    /// The settings of a [`LustreFileSystem`](super::LustreFileSystem).
    pub struct LustreFileSystemProps => LustreFileSystemSettings in lustre_file_system_props {
        required {
            /// The network that it is mounted in.
            vpc: Vpc as VpcOfLustreFileSystem,
            /// The subnet that its servers are in: its zone is where clients are fast, and pay no transfer. Changing it
            /// replaces the file system.
            vpc_subnet: Subnet as SubnetOfLustreFileSystem,
            /// How large it is, in GiB: 1200, or a multiple of 2400; other multiples of
            /// [`LustreDeploymentType::SCRATCH_1`], 3600, and of disks, 6000 or 1800. It can only grow.
            storage_capacity_gib: i64 as StorageCapacity,
            /// For how long it is meant to last.
            deployment_type: LustreDeploymentType as DeploymentType,
        }
        optional {
            /// Its throughput in MB/s for each TiB, for persistent types, which must have it: 125, 250, 500 or 1000 of
            /// [`LustreDeploymentType::PERSISTENT_2`]; 50, 100 or 200 of [`LustreDeploymentType::PERSISTENT_1`], and 12 or 40
            /// of its disks.
            per_unit_storage_throughput: i64,
            /// What files are kept on. Default: SSDs.
            storage_type: StorageType,
            /// The version of Lustre. Default: AWS's own, which is 2.10; 2.12 of
            /// [`LustreDeploymentType::PERSISTENT_2`], and 2.15 there with a metadata configuration.
            file_system_type_version: FileSystemTypeVersion,
            /// Its security group. Default: a new one. Either lets its servers talk to each other, and no clients in yet.
            security_group: SecurityGroup,
            /// Its name for people, a tag. Default: none.
            file_system_name: Value<String>,
            /// The key that it is encrypted with, if it is persistent. Default: AWS's own for FSx. Changing it replaces the
            /// file system.
            kms_key: Key,
            /// How long daily backups are kept, in days up to 90, if it is persistent. Default: there are none.
            automatic_backup_retention: Duration,
            /// When backups begin. Default: a time that FSx chooses.
            daily_automatic_backup_start_time: DailyAutomaticBackupStartTime,
            /// Whether backups get its tags. Default: no.
            copy_tags_to_backups: bool,
            /// The backup that it is made from. Changing it replaces the file system.
            backup_id: Value<String>,
            /// When maintenance begins. Default: a time that FSx chooses.
            weekly_maintenance_start_time: LustreMaintenanceTime,
            /// Whether files are compressed. Default: no.
            data_compression_type: LustreDataCompressionType,
            /// How many operations on metadata it can do. Default: few, which cost nothing.
            metadata_configuration: MetadataConfiguration,
            /// Whether there are SSDs before its disks. Default: no.
            drive_cache_type: DriveCacheType,
            /// The bucket that files come from, as `s3://bucket/prefix`; not of [`LustreDeploymentType::PERSISTENT_2`], which
            /// has data repository associations. Changing it replaces the file system.
            import_path: Value<String>,
            /// Where files are exported to, within the same bucket. Default: a prefix that FSx makes. Changing it replaces
            /// the file system.
            export_path: Value<String>,
            /// Which changes of the bucket show in the file system. Default: none.
            auto_import_policy: LustreAutoImportPolicy,
            /// How much of an imported file is on one disk, in MiB, from 1 to 512000. Default: 1024. Changing it replaces
            /// the file system.
            imported_file_chunk_size_mib: i64,
            /// What becomes of it when it leaves the stack. Default: it is kept.
            removal_policy: RemovalPolicy = RemovalPolicy::Retain,
        }
    }
}
