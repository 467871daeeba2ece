//! The queue of jobs, where logs of running jobs are for a while as well.

use std::time::Duration;

use purlin_aws::ec2::SubnetSelection;
use purlin_aws::elasticache::{
    CacheAuthentication, CacheEngine, RedisVersion, ReplicationGroup, ReplicationGroupProps, SubnetGroup,
    SubnetGroupProps, ValkeyVersion,
};
use purlin_aws::secretsmanager::Secret;
use purlin_core::{Complete, Construct, Finding, Scope, Severity, Value};
use purlin_product::identifiers::{identifier, own_id};

use crate::choices::CacheSoftware;
use crate::layout;
use crate::logs;
use crate::names;
use crate::network::Network;
use crate::plan::Plan;
use crate::props::SelfHostedSettings;
use crate::python_template;
use crate::secrets::Secrets;
use crate::security_groups::{REDIS, SecurityGroups};

const DAY: Duration = Duration::from_secs(24 * 3600);
/// The kind of thing that it is, in its name.
const KIND: &str = "queue";
/// A full queue refuses new jobs: usually, it would forget others.
const PARAMETERS: [(&str, &str); 1] = [("maxmemory-policy", "noeviction")];
/// What tells nothing in a log of its own.
const WITHOUT_ENGINE_LOG: &str = "6.0";

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
    /// Its nodes, by what CloudWatch tells them from others.
    pub(crate) nodes: Vec<Value<String>>,
}

/// Whether whoever connects has to tell a token: it would be no secret on connections that are not encrypted.
pub(crate) fn has_token(plan: &Plan) -> bool {
    plan.settings.cache_tls && !python_template::keeps_cache(plan)
}

impl Cache {
    pub(crate) fn new(plan: &Plan, network: &Network, groups: &SecurityGroups, secrets: &Secrets) -> Self {
        match python_template::keeps_cache(plan) {
            true => python_template::cache(plan, subnet_group(plan, network).name(), groups),
            false => replication_group(plan, network, groups, secrets),
        }
    }
}

fn subnet_group(plan: &Plan, network: &Network) -> SubnetGroup {
    let props = SubnetGroupProps::new()
        .description("Subnets of the Valohai queue")
        .vpc(&network.vpc)
        .vpc_subnets(SubnetSelection::of_subnets(&network.cache));
    let (scope, id) = plan.layout.at(&layout::CACHE_SUBNET_GROUP);
    SubnetGroup::new(&scope, id, props)
}

fn snapshot_retention(settings: &SelfHostedSettings) -> Duration {
    DAY * u32::try_from(settings.cache_snapshot_days).unwrap_or_default()
}

fn replication_group(plan: &Plan, network: &Network, groups: &SecurityGroups, secrets: &Secrets) -> Cache {
    let settings = &plan.settings;
    let authentication = match &secrets.queue {
        Some(token) => CacheAuthentication::token_from_secret(token),
        None => CacheAuthentication::open_to_the_network(),
    };
    tell_of_openness(plan, secrets);
    let own_id = own_id(plan.scope(), names::USUAL_ID);
    let parameters = PARAMETERS.map(|(name, value)| (name.to_owned(), Value::from(value)));
    let props = ReplicationGroupProps::new()
        .engine(engine(settings))
        .vpc(&network.vpc)
        .subnet_group(subnet_group(plan, network))
        .security_groups([groups.queue.clone()])
        .node_type(settings.cache_node_type.as_str())
        .description("Valohai queue")
        .replication_group_id(identifier(&own_id, KIND, settings.cache_snapshot.as_deref()))
        .port(REDIS)
        .replicas_per_shard(settings.cache_replicas)
        // The copies in a single subnet are in its zone.
        .multi_az(settings.cache_replicas > 0 && network.cache.len() != 1)
        .snapshot_retention(snapshot_retention(settings))
        .snapshot_window(settings.backup_window.as_str())
        .preferred_maintenance_window(settings.maintenance_window.to_lowercase())
        .auto_minor_version_upgrade(true)
        .authentication(authentication)
        .transit_encryption(settings.cache_tls)
        .parameters(parameters)
        .slow_log(logs::log_group(plan, "QueueSlowLog", settings.cache_removal))
        .removal_policy(settings.cache_removal.policy());
    let mut props = props.complete();
    props.encryption_key = plan.key.clone();
    props.snapshot_name = settings.cache_snapshot.as_deref().map(Value::from);
    if settings.cache_version.as_deref() != Some(WITHOUT_ENGINE_LOG) {
        props.engine_log = Some(logs::log_group(plan, "QueueEngineLog", settings.cache_removal).into());
    }
    let (scope, id) = plan.layout.at(&layout::CACHE);
    let cache = ReplicationGroup::new(&scope, id, props);
    plan.names.tag(&cache, names::CACHE);
    Cache {
        scope: cache.scope().clone(),
        address: cache.endpoint().host(),
        port: REDIS,
        is_encrypted: settings.cache_tls,
        password: secrets.queue.clone(),
        nodes: cache.nodes().to_vec(),
    }
}

fn engine(settings: &SelfHostedSettings) -> CacheEngine {
    let version = settings.cache_version.clone();
    match settings.cache {
        CacheSoftware::Valkey => CacheEngine::valkey(version.map_or(ValkeyVersion::VER_8_2, ValkeyVersion::of)),
        CacheSoftware::Redis => CacheEngine::redis(version.map_or(RedisVersion::VER_7_1, RedisVersion::of)),
    }
}

/// Without a token, it takes only the network to read and write everything.
fn tell_of_openness(plan: &Plan, secrets: &Secrets) {
    if secrets.queue.is_none() {
        let message = "connections to the queue are not encrypted, and nobody has to prove anything there";
        let help = "leave `cache_tls` out, if Valohai's programs in use connect to `rediss://`";
        plan.scope().report(Finding::new(Severity::Info, "open-queue", message).help(help));
    }
}
