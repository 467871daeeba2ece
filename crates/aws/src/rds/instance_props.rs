//! The settings of instances: those that all of them have, and those of each kind.

use std::time::Duration;

use purlin_core::{RemovalPolicy, Value, props};

use crate::ec2::{InstanceType, SecurityGroup, SubnetSelection, Vpc};
use crate::iam::Role;
use crate::kms::Key;
use crate::logs::RetentionDays;

use super::credentials::Credentials;
use super::engine::DatabaseInstanceEngine;
use super::enumerations::{
    CaCertificate, DatabaseInsightsMode, EngineLifecycleSupport, LicenseModel, NetworkType,
    PerformanceInsightRetention, StorageType,
};
use super::instance::DatabaseInstance;
use super::parameter_group::ParameterGroup;
use super::snapshot::Snapshot;
use super::subnet_group::SubnetGroup;

/// The settings that all kinds of instances have.
pub(super) struct CommonSettings {
    pub(super) vpc: Vpc,
    pub(super) vpc_subnets: Option<SubnetSelection>,
    pub(super) subnet_group: Option<SubnetGroup>,
    pub(super) security_groups: Option<Vec<SecurityGroup>>,
    pub(super) instance_identifier: Option<Value<String>>,
    pub(super) port: Option<i64>,
    pub(super) publicly_accessible: bool,
    pub(super) network_type: Option<NetworkType>,
    pub(super) availability_zone: Option<Value<String>>,
    pub(super) multi_az: Option<bool>,
    pub(super) storage_type: StorageType,
    pub(super) iops: Option<i64>,
    pub(super) storage_throughput: Option<i64>,
    pub(super) max_allocated_storage_gib: Option<i64>,
    pub(super) backup_retention: Option<Duration>,
    pub(super) preferred_backup_window: Option<Value<String>>,
    pub(super) delete_automated_backups: Option<bool>,
    pub(super) copy_tags_to_snapshot: bool,
    pub(super) preferred_maintenance_window: Option<Value<String>>,
    pub(super) auto_minor_version_upgrade: Option<bool>,
    pub(super) apply_immediately: Option<bool>,
    pub(super) engine_lifecycle_support: Option<EngineLifecycleSupport>,
    pub(super) deletion_protection: Option<bool>,
    pub(super) removal_policy: RemovalPolicy,
    pub(super) iam_authentication: Option<bool>,
    pub(super) ca_certificate: Option<CaCertificate>,
    pub(super) cloudwatch_logs_exports: Vec<String>,
    pub(super) cloudwatch_logs_retention: Option<RetentionDays>,
    pub(super) monitoring_interval: Option<Duration>,
    pub(super) monitoring_role: Option<Role>,
    pub(super) enable_performance_insights: Option<bool>,
    pub(super) performance_insight_retention: Option<PerformanceInsightRetention>,
    pub(super) performance_insight_encryption_key: Option<Key>,
    pub(super) database_insights_mode: Option<DatabaseInsightsMode>,
}

/// Defines the properties of a kind of instance: its own settings, and those that all kinds have.
macro_rules! instance_props {
    (
        $(#[$doc:meta])*
        pub struct $props:ident => $fields:ident in $module:ident {
            required { $($required:tt)* }
            optional { $($optional:tt)* }
        }
    ) => {
        props! {
            $(#[$doc])*
            pub struct $props => $fields in $module {
                required {
                    $($required)*
                    /// The network that it is placed in.
                    vpc: Vpc as VpcOfInstance,
                }
                optional {
                    $($optional)*
                /// The subnets that it is placed in. Default: private ones, or isolated ones where there are none.
                vpc_subnets: SubnetSelection,
                /// The group of subnets that it is placed in, instead of one of its own.
                subnet_group: SubnetGroup,
                /// Its security groups. Default: a new one that lets nobody in.
                security_groups: Vec<SecurityGroup>,
                /// Its name: up to 63 letters, digits and hyphens, which AWS keeps in small letters. Default:
                /// CloudFormation makes one. With a name of its own it cannot be replaced.
                instance_identifier: Value<String>,
                /// The port that it listens on. Default: that of the engine.
                port: i64,
                /// Whether its name leads to a public address, for everybody whom its security groups let in.
                publicly_accessible: bool = false,
                /// The kind of addresses that it has. Default: IPv4.
                network_type: NetworkType,
                /// The zone that it is placed in. Default: one that RDS chooses.
                availability_zone: Value<String>,
                /// Whether another zone has a copy that takes over when it fails.
                multi_az: bool,
                /// What its data lies on.
                storage_type: StorageType = StorageType::GP3,
                /// Operations per second: 12,000 to 64,000 of gp3 storage from 400 GiB on, 1,000 to 256,000 of io1 and
                /// io2.
                iops: i64,
                /// MiB per second of gp3 storage, from 400 GiB on: 500 to 4,000, a quarter of `iops` at most.
                storage_throughput: i64,
                /// The size that its storage may grow to by itself when it is nearly full. Default: it does not grow.
                max_allocated_storage_gib: i64,
                /// The key that encrypts its storage and snapshots. Default: the account's key for RDS.
                storage_encryption_key: Key,
                /// For how long automatic backups are kept: up to 35 days, 0 for none. Default: one day.
                backup_retention: Duration,
                /// When backups are made, like `02:00-03:00`, in UTC. Default: a time that RDS chooses.
                preferred_backup_window: Value<String>,
                /// Whether its backups are deleted with it. Default: yes.
                delete_automated_backups: bool,
                /// Whether snapshots get its tags.
                copy_tags_to_snapshot: bool = true,
                /// When it is maintained, like `sun:04:00-sun:05:00`, in UTC. Default: a time that RDS chooses.
                preferred_maintenance_window: Value<String>,
                /// Whether new minor versions of the engine are installed by themselves. Default: yes.
                auto_minor_version_upgrade: bool,
                /// Whether changes are made at once rather than when it is maintained. Default: yes.
                apply_immediately: bool,
                /// What happens when its major version is not maintained any more. Default: it runs on, for more money.
                engine_lifecycle_support: EngineLifecycleSupport,
                /// Whether it cannot be deleted. Default: only if its removal policy is to retain it.
                deletion_protection: bool,
                /// What becomes of it when it leaves the stack, or is replaced.
                removal_policy: RemovalPolicy = RemovalPolicy::Snapshot,
                /// Whether users of the database can be principals of IAM. On as soon as somebody is granted to
                /// connect.
                iam_authentication: bool,
                /// Who signs the certificate that it shows. Default: the authority that the account has chosen.
                ca_certificate: CaCertificate,
                /// The parameters of its engine. Default: those of the engine itself.
                parameter_group: ParameterGroup,
                /// The logs that it sends to CloudWatch, such as `postgresql`.
                cloudwatch_logs_exports: Vec<String> = Vec::new(),
                /// For how long CloudWatch keeps them. Default: for ever. Wants `instance_identifier`, which their
                /// names are made of.
                cloudwatch_logs_retention: RetentionDays,
                /// How often its operating system is looked at: every 1, 5, 10, 15, 30 or 60 seconds. Default: never.
                monitoring_interval: Duration,
                /// The role by which that is reported. Default: a new one.
                monitoring_role: Role,
                /// Whether Performance Insights is on. On as well when its retention or key is set.
                enable_performance_insights: bool,
                /// For how long Performance Insights keeps what it learned. Default: seven days.
                performance_insight_retention: PerformanceInsightRetention,
                /// The key that encrypts it. Default: the account's key for RDS.
                performance_insight_encryption_key: Key,
                /// How much CloudWatch Database Insights tells.
                database_insights_mode: DatabaseInsightsMode,
                }
            }
        }

        impl $fields {
            /// The settings that all kinds of instances have.
            pub(super) fn common(&self) -> CommonSettings {
                CommonSettings {
                    vpc: self.vpc.clone(),
                    vpc_subnets: self.vpc_subnets.clone(),
                    subnet_group: self.subnet_group.clone(),
                    security_groups: self.security_groups.clone(),
                    instance_identifier: self.instance_identifier.clone(),
                    port: self.port.clone(),
                    publicly_accessible: self.publicly_accessible.clone(),
                    network_type: self.network_type.clone(),
                    availability_zone: self.availability_zone.clone(),
                    multi_az: self.multi_az.clone(),
                    storage_type: self.storage_type.clone(),
                    iops: self.iops.clone(),
                    storage_throughput: self.storage_throughput.clone(),
                    max_allocated_storage_gib: self.max_allocated_storage_gib.clone(),
                    backup_retention: self.backup_retention.clone(),
                    preferred_backup_window: self.preferred_backup_window.clone(),
                    delete_automated_backups: self.delete_automated_backups.clone(),
                    copy_tags_to_snapshot: self.copy_tags_to_snapshot.clone(),
                    preferred_maintenance_window: self.preferred_maintenance_window.clone(),
                    auto_minor_version_upgrade: self.auto_minor_version_upgrade.clone(),
                    apply_immediately: self.apply_immediately.clone(),
                    engine_lifecycle_support: self.engine_lifecycle_support.clone(),
                    deletion_protection: self.deletion_protection.clone(),
                    removal_policy: self.removal_policy.clone(),
                    iam_authentication: self.iam_authentication.clone(),
                    ca_certificate: self.ca_certificate.clone(),
                    cloudwatch_logs_exports: self.cloudwatch_logs_exports.clone(),
                    cloudwatch_logs_retention: self.cloudwatch_logs_retention.clone(),
                    monitoring_interval: self.monitoring_interval.clone(),
                    monitoring_role: self.monitoring_role.clone(),
                    enable_performance_insights: self.enable_performance_insights.clone(),
                    performance_insight_retention: self.performance_insight_retention.clone(),
                    performance_insight_encryption_key: self.performance_insight_encryption_key.clone(),
                    database_insights_mode: self.database_insights_mode.clone(),
                }
            }
        }
    };
}

instance_props! {
    /// The settings of a [`DatabaseInstance`].
    pub struct DatabaseInstanceProps => DatabaseInstanceSettings in database_instance_props {
        required {
            /// The software that it runs, and its version.
            engine: DatabaseInstanceEngine as EngineOfInstance,
        }
        optional {
            /// The type of machine. Default: `m5.large`, as in aws-cdk-lib.
            instance_type: InstanceType = InstanceType::new("m5.large"),
            /// The user who may do everything. Default: one of the engine's default name, with a password that AWS makes up;
            /// with a snapshot, that of the snapshot.
            credentials: Credentials,
            /// The database that is created in it. Default: `postgres` for PostgreSQL, and none for others.
            database_name: Value<String>,
            /// The size of its storage in GiB. Default: that of its snapshot, or 100.
            allocated_storage_gib: i64,
            /// Whether its storage and snapshots are encrypted; with a snapshot, it is as the snapshot is.
            storage_encrypted: bool = true,
            /// What its data comes from. Default: it begins empty.
            snapshot: Snapshot,
            /// Parameters that differ from the engine's defaults, by name; they make a parameter group.
            parameters: Vec<(String, Value<String>)> = Vec::new(),
            /// Whether connections without TLS are refused, by the engine's parameter for it.
            require_tls: bool = false,
            /// Whether a new major version may be set.
            allow_major_version_upgrade: bool,
            /// Whose licence the engine runs with.
            license_model: LicenseModel,
        }
    }
}

instance_props! {
    /// The settings of a [`DatabaseInstanceReadReplica`](super::DatabaseInstanceReadReplica).
    pub struct DatabaseInstanceReadReplicaProps => DatabaseInstanceReadReplicaSettings in read_replica_props {
        required {
            /// The instance that it follows.
            source_database_instance: DatabaseInstance as SourceDatabaseInstance,
            /// The type of machine.
            instance_type: InstanceType as TypeOfReplica,
        }
        optional {
            /// The size of its storage in GiB. Default: that of its source.
            allocated_storage_gib: i64,
        }
    }
}
