//! The settings of clusters, and what is to be known of those that exist.

use std::time::Duration;

use purlin_core::{RemovalPolicy, Value, props};

use crate::ec2::{SecurityGroup, SubnetSelection, Vpc};
use crate::iam::Role;
use crate::kms::Key;
use crate::logs::RetentionDays;
use crate::secretsmanager::Secret;

use super::cluster_instance::ClusterInstance;
use super::credentials::Credentials;
use super::engine::DatabaseClusterEngine;
use super::enumerations::{
    ClusterStorageType, DatabaseInsightsMode, EngineLifecycleSupport, NetworkType, PerformanceInsightRetention,
};
use super::parameter_group::ParameterGroup;
use super::snapshot::Snapshot;
use super::subnet_group::SubnetGroup;

props! {
    /// The settings of a [`DatabaseCluster`](super::DatabaseCluster).
    pub struct DatabaseClusterProps => DatabaseClusterSettings in database_cluster_props {
        required {
            /// The software that it runs, and its version.
            engine: DatabaseClusterEngine as EngineOfCluster,
            /// The network that it is placed in.
            vpc: Vpc as VpcOfCluster,
            /// The instance that writes.
            writer: ClusterInstance as Writer,
        }
        optional {
            /// The instances that only read, up to 15, of which one takes over when the writer fails. Default: none, so that
            /// Aurora makes a new writer when the old one fails, which takes minutes.
            readers: Vec<ClusterInstance> = Vec::new(),
            /// The smallest capacity of serverless instances, in units of 2 GiB of memory: 0 to 256 in steps of one half. With
            /// 0 they pause while nobody is connected.
            serverless_v2_min_capacity: f64 = 0.5,
            /// The largest capacity of serverless instances: 1 to 256 in steps of one half.
            serverless_v2_max_capacity: f64 = 2.0,
            /// How long nobody has been connected when serverless instances pause: five minutes to a day. Default: five
            /// minutes.
            serverless_v2_auto_pause_duration: Duration,
            /// The user who may do everything. Default: one of the engine's default name, with a password that AWS makes up;
            /// with a snapshot, that of the snapshot.
            credentials: Credentials,
            /// The database that is created in it. Default: `postgres` for PostgreSQL, and none for MySQL.
            default_database_name: Value<String>,
            /// What its data comes from. Default: it begins empty.
            snapshot: Snapshot,
            /// The subnets that it is placed in. Default: private ones, or isolated ones where there are none.
            vpc_subnets: SubnetSelection,
            /// The group of subnets that it is placed in, instead of one of its own.
            subnet_group: SubnetGroup,
            /// Its security groups. Default: a new one that lets nobody in.
            security_groups: Vec<SecurityGroup>,
            /// Its name: up to 63 letters, digits and hyphens, which AWS keeps in small letters. Default: CloudFormation makes
            /// one. With a name of its own it cannot be replaced.
            cluster_identifier: Value<String>,
            /// The port that it listens on. Default: that of the engine.
            port: i64,
            /// The kind of addresses that it has. Default: IPv4.
            network_type: NetworkType,
            /// How its storage is paid for. Default: for each read and write.
            storage_type: ClusterStorageType,
            /// Whether its storage and snapshots are encrypted; with a snapshot, it is as the snapshot is.
            storage_encrypted: bool = true,
            /// The key that encrypts its storage and snapshots. Default: the account's key for RDS.
            storage_encryption_key: Key,
            /// For how long automatic backups are kept: 1 to 35 days. Default: one day.
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
            /// What happens when its major version is not maintained any more. Default: it runs on, for more money.
            engine_lifecycle_support: EngineLifecycleSupport,
            /// Whether it cannot be deleted. Default: only if its removal policy is to retain it.
            deletion_protection: bool,
            /// What becomes of it when it leaves the stack, or is replaced.
            removal_policy: RemovalPolicy = RemovalPolicy::Snapshot,
            /// Whether users of the database can be principals of IAM.
            iam_authentication: bool,
            /// Whether statements can be sent to it by way of AWS's API. On as soon as somebody is granted to.
            enable_data_api: bool,
            /// Whether readers forward what writes to the writer.
            enable_local_write_forwarding: bool,
            /// The parameters of its engine. Default: those of the engine itself.
            parameter_group: ParameterGroup,
            /// Parameters that differ from the engine's defaults, by name; they make a parameter group.
            parameters: Vec<(String, Value<String>)> = Vec::new(),
            /// Whether connections without TLS are refused, by the engine's parameter for it.
            require_tls: bool = false,
            /// The logs that it sends to CloudWatch, such as `postgresql`.
            cloudwatch_logs_exports: Vec<String> = Vec::new(),
            /// For how long CloudWatch keeps them. Default: for ever. Wants `cluster_identifier`, which their names are made
            /// of.
            cloudwatch_logs_retention: RetentionDays,
            /// How often the operating systems of instances are looked at: every 1, 5, 10, 15, 30 or 60 seconds. Default:
            /// never.
            monitoring_interval: Duration,
            /// The role by which that is reported. Default: a new one.
            monitoring_role: Role,
            /// Whether that is a setting of the cluster, for all instances to come, rather than of each instance.
            enable_cluster_level_enhanced_monitoring: bool = false,
            /// Whether Performance Insights is on, for all instances. On as well when its retention or key is set.
            enable_performance_insights: bool,
            /// For how long Performance Insights keeps what it learned. Default: seven days.
            performance_insight_retention: PerformanceInsightRetention,
            /// The key that encrypts what Performance Insights learned. Default: the account's key for RDS.
            performance_insight_encryption_key: Key,
            /// How much CloudWatch Database Insights tells.
            database_insights_mode: DatabaseInsightsMode,
        }
    }
}

props! {
    /// What is to be known of a cluster that exists.
    pub struct DatabaseClusterAttributesProps => DatabaseClusterAttributes in cluster_attributes_props {
        required {
            /// Its name.
            cluster_identifier: Value<String> as ClusterIdentifier,
            /// The host of its writer.
            endpoint_address: Value<String> as EndpointAddress,
            /// The port that it listens on.
            port: Value<i64> as PortOfCluster,
        }
        optional {
            /// The host of its readers. Default: that of its writer.
            reader_endpoint_address: Value<String>,
            /// Its security groups. Default: none that rules could be added to.
            security_groups: Vec<SecurityGroup> = Vec::new(),
            /// The id that RDS gave it, such as `cluster-ABCDEFGHIJKL`: what principals are granted to connect to.
            cluster_resource_id: Value<String>,
            /// The secret with its user's name and password.
            secret: Secret,
            /// Whether statements can be sent to it by way of AWS's API.
            data_api_enabled: bool = false,
        }
    }
}
