//! The queue of jobs, where logs of running jobs are for a while as well.

use std::time::Duration;

use purlin_aws::ec2::SubnetSelection;
use purlin_aws::elasticache::{
    CacheAuthentication, CacheEngine, RedisVersion, ReplicationGroup, ReplicationGroupProps, SubnetGroup,
    SubnetGroupProps, ValkeyVersion,
};
use purlin_aws::secretsmanager::Secret;
use purlin_core::{Construct, Scope, Value};

use crate::choices::CacheSoftware;
use crate::layout;
use crate::network::Network;
use crate::plan::Plan;
use crate::python_template;
use crate::secrets::Secrets;
use crate::security_groups::{REDIS, SecurityGroups};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// The cache.
#[derive(Clone)]
pub(crate) struct Cache {
    /// What has to be there before anybody connects.
    pub(crate) scope: Scope,
    pub(crate) address: Value<String>,
    pub(crate) port: i64,
    /// Whether connections are encrypted.
    pub(crate) is_encrypted: bool,
    /// The secret that holds the password, where there is one.
    pub(crate) password: Option<Secret>,
}

/// Whether whoever connects has to tell a token: it would be no secret on connections that are not encrypted.
pub(crate) fn has_token(plan: &Plan) -> bool {
    plan.settings.cache_tls && !python_template::keeps_cache(plan)
}

impl Cache {
    pub(crate) fn new(plan: &Plan, network: &Network, groups: &SecurityGroups, secrets: &Secrets) -> Self {
        let settings = &plan.settings;
        let version = settings.cache_version.clone();
        let engine = match settings.cache {
            CacheSoftware::Valkey => CacheEngine::valkey(version.map_or(ValkeyVersion::VER_8_2, ValkeyVersion::of)),
            CacheSoftware::Redis => CacheEngine::redis(version.map_or(RedisVersion::VER_7_1, RedisVersion::of)),
        };
        let subnets = SubnetGroupProps::new()
            .description("Subnets of the Valohai queue")
            .vpc(&network.vpc)
            .vpc_subnets(SubnetSelection::of_subnets(&network.cache));
        let (scope, id) = plan.layout.at(&layout::CACHE_SUBNET_GROUP);
        let subnets = SubnetGroup::new(&scope, id, subnets);
        if python_template::keeps_cache(plan) {
            return python_template::cache(plan, subnets.name(), groups);
        }
        let mut props = ReplicationGroupProps::new()
            .engine(engine)
            .vpc(&network.vpc)
            .subnet_group(subnets)
            .security_groups([groups.queue.clone()])
            .node_type(settings.cache_node_type.as_str())
            .description("Valohai queue")
            .port(REDIS)
            .replicas_per_shard(settings.cache_replicas)
            .snapshot_retention(DAY * u32::try_from(settings.cache_snapshot_days).unwrap_or_default())
            .transit_encryption(settings.cache_tls)
            .removal_policy(settings.cache_removal.policy());
        props = props.authentication(match &secrets.queue {
            Some(token) => CacheAuthentication::token_from_secret(token),
            None => CacheAuthentication::open_to_the_network(),
        });
        if let Some(name) = &settings.cache_snapshot {
            props = props.snapshot_name(name);
        }
        if let Some(key) = &plan.key {
            props = props.encryption_key(key);
        }
        let (scope, id) = plan.layout.at(&layout::CACHE);
        let cache = ReplicationGroup::new(&scope, id, props);
        Cache {
            scope: cache.scope().clone(),
            address: cache.endpoint().host(),
            port: REDIS,
            is_encrypted: settings.cache_tls,
            password: secrets.queue.clone(),
        }
    }
}
