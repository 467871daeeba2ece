//! Replication groups: a cache on one node or many.

use std::panic::Location;
use std::rc::Rc;

use purlin_cfn::elasticache::{CfnReplicationGroup, CfnReplicationGroupProps};
use purlin_core::{Complete, Construct, Finding, Scope, Value, props, text};

use crate::cloudwatch::Metric;
use crate::durations::whole_days;
use crate::ec2::{Connectable, Connections, InstanceType, Port, SecurityGroup, SecurityGroupProps};
use crate::endpoint::Endpoint;
use crate::handle::handle;
use crate::iam::{Grant, Grantable};
use crate::secretsmanager::Secret;

use super::names;
use super::parameter_group::ParameterGroup;
use super::replication_group_check::check;
use super::replication_group_settings::ReplicationGroupSettings;
use super::subnet_group::{SubnetGroup, SubnetGroupProps};
use super::user::User;

const LONGEST_NAME: usize = 40;
const LONGEST_RETENTION_DAYS: i64 = 35;

/// The parameter without which a group cannot have more than one shard.
const CLUSTER_ENABLED: &str = "cluster-enabled";

props! {
    /// What is to be known of a replication group that exists.
    pub struct ReplicationGroupAttributesProps => ReplicationGroupAttributes in replication_group_attributes_props {
        required {
            /// Its name.
            replication_group_id: Value<String> as ReplicationGroupId,
            /// The host of its primary, or of the configuration of its shards.
            endpoint_address: Value<String> as EndpointAddress,
        }
        optional {
            /// The host of its replicas. Default: none that is known.
            reader_endpoint_address: Value<String>,
            /// The port that it listens on.
            port: Value<i64> = 6379,
            /// Its security groups. Default: none that rules could be added to.
            security_groups: Vec<SecurityGroup> = Vec::new(),
            /// The secret with its token.
            secret: Secret,
            /// Whether all that its clients send and receive is encrypted.
            transit_encryption: bool = true,
        }
    }
}

/// A cache of Valkey or Redis OSS: one or more shards, each a primary and its replicas.
///
/// Its clients use TLS and a token, which is in a new secret; what it stores is encrypted; nobody may connect until
/// [`connections`](Connectable::connections) says so; a replica in another zone takes over when the primary fails. When it
/// leaves the stack, a snapshot remains.
///
/// ```
/// use purlin_aws::ec2::{Connectable, Vpc, VpcProps};
/// use purlin_aws::elasticache::{CacheEngine, ReplicationGroup, ReplicationGroupProps, ValkeyVersion};
/// # use purlin_aws::ec2::{SecurityGroup, SecurityGroupProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
/// let props = ReplicationGroupProps::new()
///     .engine(CacheEngine::valkey(ValkeyVersion::VER_8_2))
///     .vpc(&vpc)
///     .node_type("t4g.small");
/// let queue = ReplicationGroup::new(&stack, "Queue", props);
///
/// # let server = SecurityGroup::new(&stack, "Server", SecurityGroupProps::new().vpc(&vpc));
/// queue.connections().allow_default_port_from(&server);
/// // `rediss://host:port`; the token is in the secret, and in no template.
/// let url = queue.url();
/// let secret = queue.secret().unwrap();
/// # app.synth().unwrap();
/// ```
///
/// [Replication groups](https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Replication.html)
#[derive(Clone)]
pub struct ReplicationGroup {
    inner: Rc<Inner>,
}

struct Inner {
    scope: Scope,
    cfn: Option<CfnReplicationGroup>,
    id: Value<String>,
    /// Of the primary, or of the configuration of all shards.
    endpoint: Endpoint,
    reader_endpoint: Option<Endpoint>,
    is_cluster: bool,
    nodes: Vec<Value<String>>,
    connections: Connections,
    secret: Option<Secret>,
    transit_encryption: bool,
}

handle!(ReplicationGroup, inner.scope);

impl ReplicationGroup {
    /// A replication group.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<ReplicationGroupSettings>) -> Self {
        let settings = props.complete();
        let location = Location::caller();
        let scope = Scope::new(scope, id);
        let is_possible = check(&scope, &settings, location);
        let (shards, replicas) = (settings.shards, settings.replicas_per_shard);
        let is_cluster = settings.cluster_mode || shards > 1;
        let name =
            names::name(&scope, settings.replication_group_id.clone(), LONGEST_NAME, "replication group", location);
        // No closures: what they make would seem to be made here, rather than in the user's program.
        let subnet_group = match settings.subnet_group.clone() {
            Some(group) => group,
            None => {
                let description = format!("Subnet group for {id} cache");
                let props = SubnetGroupProps::new().description(description).vpc(&settings.vpc);
                let props = settings.vpc_subnets.iter().fold(props, |props, subnets| props.vpc_subnets(subnets));
                SubnetGroup::new(&scope, "SubnetGroup", props)
            }
        };
        let multi_az = settings.multi_az.unwrap_or(replicas > 0 && settings.automatic_failover != Some(false));
        if multi_az && subnet_group.zones().is_some_and(|zones| zones < 2) {
            let message = "a cache in several zones wants subnets in two of them";
            let finding = Finding::error("too-few-subnets", message);
            scope.report(finding.at(location).help("select subnets in two zones or more, or set `multi_az(false)`"));
        }
        let security_groups = match settings.security_groups.clone() {
            Some(groups) => groups,
            None => {
                let description = format!("Security group for {id} cache");
                let props = SecurityGroupProps::new().vpc(&settings.vpc).description(description);
                vec![SecurityGroup::new(&scope, "SecurityGroup", props)]
            }
        };
        let authentication = settings.authentication.clone().render(&scope, location);
        let security_group_ids: Vec<Value<String>> = security_groups.iter().map(SecurityGroup::id).collect();
        let logs = [("slow-log", &settings.slow_log), ("engine-log", &settings.engine_log)];
        let logs: Vec<_> = logs.into_iter().filter_map(|(log, to)| Some(to.as_ref()?.render(log))).collect();
        // Outside of cluster mode, the number of nodes is told as such: that of replicas cannot be changed later.
        let cfn_props = CfnReplicationGroupProps::new()
            .at_rest_encryption_enabled(settings.at_rest_encryption)
            .auth_token(authentication.token)
            .auto_minor_version_upgrade(settings.auto_minor_version_upgrade)
            .automatic_failover_enabled(settings.automatic_failover.unwrap_or(is_cluster || replicas > 0))
            .cache_node_type(node_type(&scope, &settings.node_type, location))
            .cache_parameter_group_name(parameters(&scope, &settings, is_cluster, location))
            .cache_subnet_group_name(subnet_group.name())
            .engine(settings.engine.name())
            .engine_version(settings.engine.version_text())
            .kms_key_id(settings.encryption_key.as_ref().map(|key| key.arn()))
            .log_delivery_configurations((!logs.is_empty()).then_some(logs))
            .multi_az_enabled(multi_az)
            .network_type(settings.network_type)
            .notification_topic_arn(settings.notification_topic_arn)
            .num_cache_clusters((!is_cluster).then_some(replicas.saturating_add(1)))
            .num_node_groups(is_cluster.then_some(shards))
            .port(settings.port)
            .preferred_maintenance_window(settings.preferred_maintenance_window)
            .replicas_per_node_group(is_cluster.then_some(replicas))
            .replication_group_description(settings.description.unwrap_or_else(|| id.into()))
            .replication_group_id(name)
            .security_group_ids(security_group_ids)
            .snapshot_name(settings.snapshot_name)
            .snapshot_retention_limit(retention(&scope, settings.snapshot_retention, location))
            .snapshot_window(settings.snapshot_window)
            .transit_encryption_enabled(settings.transit_encryption)
            .user_group_ids(authentication.user_group.map(|group| vec![group]));
        let cfn = CfnReplicationGroup::new(&scope, "Resource", cfn_props);
        cfn.resource().apply_removal_policy(settings.removal_policy);
        let port = Value::from(settings.port);
        let (host, reader) = match is_cluster {
            true => (cfn.attr_configuration_end_point_address(), None),
            false => (cfn.attr_primary_end_point_address(), Some(cfn.attr_reader_end_point_address())),
        };
        let inner = Inner {
            id: cfn.get_ref(),
            endpoint: Endpoint::new(host, port.clone()),
            reader_endpoint: reader.map(|host| Endpoint::new(host, port.clone())),
            is_cluster,
            nodes: if is_possible { nodes(&cfn.get_ref(), is_cluster, shards, replicas) } else { Vec::new() },
            connections: Connections::with_default_port(security_groups, Port::guarded_tcp(port, "a cache")),
            secret: authentication.secret,
            transit_encryption: settings.transit_encryption,
            cfn: Some(cfn),
            scope,
        };
        ReplicationGroup { inner: Rc::new(inner) }
    }

    /// A replication group that exists.
    #[track_caller]
    pub fn from_attributes(scope: &impl Construct, id: &str, props: impl Complete<ReplicationGroupAttributes>) -> Self {
        let attributes = props.complete();
        let port = attributes.port;
        let endpoint = |host| Endpoint::new(host, port.clone());
        let inner = Inner {
            scope: Scope::new(scope, id),
            cfn: None,
            id: attributes.replication_group_id,
            endpoint: endpoint(attributes.endpoint_address),
            reader_endpoint: attributes.reader_endpoint_address.map(endpoint),
            is_cluster: false,
            nodes: Vec::new(),
            connections: Connections::with_default_port(
                attributes.security_groups,
                Port::guarded_tcp(port.clone(), "a cache"),
            ),
            secret: attributes.secret,
            transit_encryption: attributes.transit_encryption,
        };
        ReplicationGroup { inner: Rc::new(inner) }
    }

    /// The generated resource; none when the group was imported.
    pub fn cfn(&self) -> Option<&CfnReplicationGroup> {
        self.inner.cfn.as_ref()
    }

    /// Its name.
    pub fn id(&self) -> Value<String> {
        self.inner.id.clone()
    }

    /// Its ARN.
    pub fn arn(&self) -> Value<String> {
        let scope = &self.inner.scope;
        let place = text!["arn:", scope.partition(), ":elasticache:", scope.region(), ":", scope.account()];
        place + ":replicationgroup:" + self.id()
    }

    /// Where clients connect: to the primary, or in cluster mode to what tells them of all shards.
    pub fn endpoint(&self) -> &Endpoint {
        &self.inner.endpoint
    }

    /// Where the replicas are read, each in turn; none in cluster mode, where clients know all nodes.
    pub fn reader_endpoint(&self) -> Option<&Endpoint> {
        self.inner.reader_endpoint.as_ref()
    }

    /// Whether clients speak the cluster's protocol.
    pub fn is_cluster(&self) -> bool {
        self.inner.is_cluster
    }

    /// Where clients connect, as they write it: `rediss://host:port`, or `redis://…` without TLS. It has no token in it.
    pub fn url(&self) -> Value<String> {
        let scheme = if self.inner.transit_encryption { "rediss://" } else { "redis://" };
        text![scheme, self.endpoint().socket_address()]
    }

    /// The secret that has the token; none where there is no token, or where it is kept elsewhere.
    pub fn secret(&self) -> Option<&Secret> {
        self.inner.secret.as_ref()
    }

    /// Lets a principal connect as a user, with a token of IAM in place of a password.
    ///
    /// See [the AWS documentation](https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html).
    #[track_caller]
    pub fn grant_connect(&self, grantee: &impl Grantable, user: &User) -> Grant {
        Grant::of(grantee).actions(["elasticache:Connect"]).resources([self.arn(), user.arn()]).to_principal(self)
    }

    /// The names of its nodes, shard by shard, by which CloudWatch tells their metrics apart; none when it was imported.
    pub fn nodes(&self) -> &[Value<String>] {
        &self.inner.nodes
    }

    /// A metric of each node, as
    /// [AWS lists them](https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.html): averages over five
    /// minutes, unless the metric is told otherwise.
    ///
    /// ```
    /// use purlin_aws::cloudwatch::{Alarm, AlarmProps};
    /// # use purlin_aws::ec2::{Vpc, VpcProps};
    /// # use purlin_aws::elasticache::{CacheEngine, ReplicationGroup, ReplicationGroupProps, ValkeyVersion};
    /// # let app = purlin_core::App::new();
    /// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
    /// # let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
    /// # let engine = CacheEngine::valkey(ValkeyVersion::VER_8_2);
    /// # let props = ReplicationGroupProps::new().engine(engine).vpc(&vpc).node_type("t4g.small");
    /// # let queue = ReplicationGroup::new(&stack, "Queue", props);
    ///
    /// for (index, memory) in queue.metrics("DatabaseMemoryUsagePercentage").into_iter().enumerate() {
    ///     let props = AlarmProps::new().metric(memory).threshold(80).evaluation_periods(3);
    ///     Alarm::new(&stack, &format!("Full{index}"), props);
    /// }
    /// # app.synth().unwrap();
    /// ```
    pub fn metrics(&self, name: &str) -> Vec<Metric> {
        let of = |node: &Value<String>| Metric::new("AWS/ElastiCache", name).dimension("CacheClusterId", node);
        self.nodes().iter().map(of).collect()
    }

    /// How busy the engine is on each node, in percent: Valkey and Redis do most of their work on one processor.
    pub fn metrics_engine_cpu_utilization(&self) -> Vec<Metric> {
        self.metrics("EngineCPUUtilization")
    }

    /// How much of its memory each node uses, in percent.
    pub fn metrics_database_memory_usage_percentage(&self) -> Vec<Metric> {
        self.metrics("DatabaseMemoryUsagePercentage")
    }

    /// How many keys each node dropped for want of memory.
    pub fn metrics_evictions(&self) -> Vec<Metric> {
        self.metrics("Evictions")
    }

    /// How many clients are connected to each node.
    pub fn metrics_curr_connections(&self) -> Vec<Metric> {
        self.metrics("CurrConnections")
    }
}

impl Connectable for ReplicationGroup {
    fn connections(&self) -> Connections {
        self.inner.connections.clone()
    }
}

/// The type of a node, as caches call it.
fn node_type(scope: &Scope, node_type: &InstanceType, location: &'static Location<'static>) -> Value<String> {
    const PREFIX: &str = "cache.";
    let name = node_type.name();
    let bare = name.literal().map(|literal| literal.strip_prefix(PREFIX).unwrap_or(literal));
    if let Some(bare) = bare.filter(|bare| InstanceType::new(*bare).malformed().is_some()) {
        let finding = Finding::error("bad-node-type", format!("`{bare}` is no type of nodes"));
        scope.report(finding.at(location).help("write it like `t4g.small`"));
    }
    match bare {
        Some(bare) => format!("{PREFIX}{bare}").into(),
        None => text![PREFIX, name],
    }
}

/// Nodes are called after their group, their shard where there may be several, and their number.
fn nodes(group: &Value<String>, is_cluster: bool, shards: i64, replicas: i64) -> Vec<Value<String>> {
    let of_shard = |shard: i64| {
        (1..=replicas + 1).map(move |node| match is_cluster {
            true => text![group, format!("-{shard:04}-{node:03}")],
            false => text![group, format!("-{node:03}")],
        })
    };
    (1..=shards).flat_map(of_shard).collect()
}

fn retention(
    scope: &Scope,
    retention: Option<std::time::Duration>,
    location: &'static Location<'static>,
) -> Option<i64> {
    let days = whole_days(scope, "snapshot_retention", retention?, location);
    if !(0..=LONGEST_RETENTION_DAYS).contains(&days) {
        let message = format!("snapshots cannot be kept for {days} days");
        let help = format!("set `snapshot_retention` to {LONGEST_RETENTION_DAYS} days at most");
        scope.report(Finding::error("bad-backup-retention", message).at(location).help(help));
    }
    Some(days)
}

/// The name of the group of parameters: the one that was given, a new one of the parameters that were, or the engine's own.
#[track_caller]
fn parameters(
    scope: &Scope,
    settings: &ReplicationGroupSettings,
    is_cluster: bool,
    location: &'static Location<'static>,
) -> Option<Value<String>> {
    let family = settings.engine.parameter_group_family();
    if let Some(group) = &settings.parameter_group {
        if !settings.parameters.is_empty() {
            let finding = Finding::error("parameters-and-group", "there are parameters as well as a parameter group");
            let help = "set the parameters in the group, with `ParameterGroup::add_parameter`";
            scope.report(finding.at(location).help(help));
        }
        if is_cluster {
            group.add_parameter(CLUSTER_ENABLED, "yes");
        }
        return Some(group.name());
    }
    if settings.parameters.is_empty() {
        return is_cluster.then(|| format!("default.{family}.cluster.on").into());
    }
    let group = ParameterGroup::of_cache(scope, "ParameterGroup", &settings.engine, settings.parameters.clone());
    if is_cluster {
        group.add_parameter(CLUSTER_ENABLED, "yes");
    }
    Some(group.name())
}
