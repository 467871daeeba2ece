//! The Python template's cache: a single node of Redis that neither encrypts nor wants a password, which AWS changes for no
//! cache that there is.

use purlin_cfn::elasticache::{CfnCacheCluster, CfnCacheClusterProps};
use purlin_core::{Construct, Value};

use crate::cache::Cache;
use crate::layout;
use crate::plan::Plan;
use crate::python_template::facts::{CACHE_NAME, CACHE_VERSION};
use crate::security_groups::{REDIS, SecurityGroups};

/// The cache in the subnets of a group.
pub(crate) fn cache(plan: &Plan, subnet_group: Value<String>, groups: &SecurityGroups) -> Cache {
    let settings = &plan.settings;
    let props = CfnCacheClusterProps::new()
        .cluster_name(CACHE_NAME)
        .engine("redis")
        .engine_version(settings.cache_version.as_deref().unwrap_or(CACHE_VERSION))
        .cache_node_type(format!("cache.{}", settings.cache_node_type))
        .num_cache_nodes(1)
        .snapshot_retention_limit(settings.cache_snapshot_days)
        .cache_subnet_group_name(subnet_group)
        .vpc_security_group_ids([groups.queue.id()]);
    let (scope, id) = plan.layout.at(&layout::CACHE);
    let cluster = CfnCacheCluster::new(&scope, id, props);
    cluster.resource().apply_removal_policy(settings.cache_removal.policy());
    Cache {
        scope: cluster.scope().clone(),
        address: cluster.attr_redis_endpoint_address(),
        port: REDIS,
        is_encrypted: false,
        password: None,
        nodes: vec![cluster.get_ref()],
    }
}
