//! The settings of replication groups.

use std::time::Duration;

use purlin_core::{RemovalPolicy, Value, props};

use crate::ec2::{InstanceType, SecurityGroup, SubnetSelection, Vpc};
use crate::kms::Key;
use crate::open_enum::open_enum;

use super::authentication::CacheAuthentication;
use super::engine::CacheEngine;
use super::log_delivery::LogDelivery;
use super::parameter_group::ParameterGroup;
use super::subnet_group::SubnetGroup;

open_enum! {
    /// The kind of addresses that a cache has.
    pub struct NetworkType {
        /// IPv4 alone.
        IPV4 = "ipv4",
        /// IPv6 alone.
        IPV6 = "ipv6",
        /// IPv4 and IPv6.
        DUAL_STACK = "dual_stack",
    }
}

props! {
    /// The settings of a [`ReplicationGroup`](super::ReplicationGroup).
    pub struct ReplicationGroupProps => ReplicationGroupSettings in replication_group_props {
        required {
            /// The software that it runs, and its version.
            engine: CacheEngine as EngineOfCache,
            /// The network that it is placed in.
            vpc: Vpc as VpcOfCache,
            /// The type of each node, such as `t4g.small`.
            node_type: InstanceType as TypeOfNode,
        }
        optional {
            /// What it is for. Default: its id.
            description: Value<String>,
            /// Its name: up to 40 letters, digits and hyphens, which AWS keeps in small letters. Default: CloudFormation makes
            /// one. With a name of its own it cannot be replaced.
            replication_group_id: Value<String>,
            /// Into how many shards the data is split: 1 to 500. With more than one, clients must speak the cluster's protocol.
            shards: i64 = 1,
            /// How many copies each shard has besides its primary: up to 5.
            replicas_per_shard: i64 = 1,
            /// Whether clients speak the cluster's protocol also to a single shard, so that shards can be added later.
            cluster_mode: bool = false,
            /// Whether a copy takes over when a primary fails. Default: yes, when there are copies.
            automatic_failover: bool,
            /// Whether the copies are in other zones than their primary. Default: yes, when there are copies that take over.
            multi_az: bool,
            /// The subnets that it is placed in. Default: private ones, or isolated ones where there are none.
            vpc_subnets: SubnetSelection,
            /// The group of subnets that it is placed in, instead of one of its own.
            subnet_group: SubnetGroup,
            /// Its security groups. Default: a new one that lets nobody in.
            security_groups: Vec<SecurityGroup>,
            /// The port that it listens on.
            port: i64 = 6379,
            /// The kind of addresses that it has. Default: IPv4.
            network_type: NetworkType,
            /// How its clients prove who they are. Default: by a token that AWS makes up, in a new secret.
            authentication: CacheAuthentication = CacheAuthentication::generated_token(),
            /// Whether all that its clients send and receive is encrypted.
            transit_encryption: bool = true,
            /// Whether what it stores is encrypted.
            at_rest_encryption: bool = true,
            /// The key that encrypts what it stores. Default: one that ElastiCache owns.
            encryption_key: Key,
            /// For how long automatic snapshots are kept: up to 35 days, 0 for none. Default: there are none.
            snapshot_retention: Duration,
            /// When snapshots are made, like `02:00-03:00`, in UTC, an hour or longer. Default: a time that ElastiCache
            /// chooses.
            snapshot_window: Value<String>,
            /// The snapshot that its data comes from. Default: it begins empty.
            snapshot_name: Value<String>,
            /// When it is maintained, like `sun:04:00-sun:05:00`, in UTC, an hour or longer. Default: a time that ElastiCache
            /// chooses.
            preferred_maintenance_window: Value<String>,
            /// Whether new minor versions of the engine are installed by themselves. Default: yes.
            auto_minor_version_upgrade: bool,
            /// The topic that hears of what happens to it.
            notification_topic_arn: Value<String>,
            /// The parameters of its engine. Default: those of the engine itself.
            parameter_group: ParameterGroup,
            /// Parameters that differ from the engine's defaults, by name; they make a parameter group.
            parameters: Vec<(String, Value<String>)> = Vec::new(),
            /// Where the commands that took long are told.
            slow_log: LogDelivery,
            /// Where the engine tells what it does.
            engine_log: LogDelivery,
            /// What becomes of it when it leaves the stack, or is replaced.
            removal_policy: RemovalPolicy = RemovalPolicy::Snapshot,
        }
    }
}
