//! Serverless caches: without nodes that one would have to choose.

use std::panic::Location;
use std::rc::Rc;
use std::time::Duration;

use purlin_cfn::elasticache::serverless_cache::{CacheUsageLimits, DataStorage, DataStorageUnit, ECPUPerSecond};
use purlin_cfn::elasticache::{CfnServerlessCache, CfnServerlessCacheProps};
use purlin_core::{Complete, Construct, Finding, RemovalPolicy, Scope, UniqueNameOptions, Value, props, text};

use crate::cloudwatch::Metric;
use crate::durations::whole_days;
use crate::ec2::{Connectable, Connections, Port, SecurityGroup, SecurityGroupProps, SubnetSelection, Vpc};
use crate::endpoint::Endpoint;
use crate::handle::handle;
use crate::kms::Key;

use super::engine::CacheEngine;
use super::names;

const LONGEST_NAME: usize = 40;
const LONGEST_RETENTION_DAYS: i64 = 35;
const MOST_SUBNETS: usize = 3;

props! {
    /// The settings of a [`ServerlessCache`].
    pub struct ServerlessCacheProps => ServerlessCacheSettings in serverless_cache_props {
        required {
            /// The software that it runs; of the version, the first number counts.
            engine: CacheEngine as EngineOfServerlessCache,
            /// The network that it is placed in.
            vpc: Vpc as VpcOfServerlessCache,
        }
        optional {
            /// Its name: up to 40 letters, digits and hyphens. Default: one made of its path.
            serverless_cache_name: Value<String>,
            /// What it is for.
            description: Value<String>,
            /// The two or three subnets that it is placed in. Default: private ones, or isolated ones where there are none.
            vpc_subnets: SubnetSelection,
            /// Its security groups. Default: a new one that lets nobody in.
            security_groups: Vec<SecurityGroup>,
            /// The users who may connect: the id of a group of them. Default: everybody who reaches it over the network.
            user_group_id: Value<String>,
            /// The key that encrypts what it stores. Default: one that ElastiCache owns.
            encryption_key: Key,
            /// How many GB it stores at most, up to 5,000. Default: as many as are stored.
            max_data_storage_gb: i64,
            /// How many processing units it gives a second at most, from 1,000 to 15,000,000. Default: as many as are asked for.
            max_ecpu_per_second: i64,
            /// For how long daily snapshots are kept: up to 35 days, 0 for none. Default: there are none.
            snapshot_retention: Duration,
            /// When they are made, like `03:00`, in UTC. Default: a time that ElastiCache chooses.
            daily_snapshot_time: Value<String>,
            /// What becomes of it when it leaves the stack.
            removal_policy: RemovalPolicy = RemovalPolicy::Retain,
        }
    }
}

/// A cache without nodes that one would have to choose. It always uses TLS, and always encrypts what it stores.
///
/// ```
/// use purlin_aws::ec2::{Vpc, VpcProps};
/// use purlin_aws::elasticache::{CacheEngine, ServerlessCache, ServerlessCacheProps, ValkeyVersion};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
/// let engine = CacheEngine::valkey(ValkeyVersion::VER_8_2);
/// let props = ServerlessCacheProps::new().engine(engine).vpc(&vpc).max_data_storage_gb(10);
/// let cache = ServerlessCache::new(&stack, "Sessions", props);
/// let url = cache.url();
/// # app.synth().unwrap();
/// ```
///
/// [Serverless caches](https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/WhatIs.deployment.html)
#[derive(Clone)]
pub struct ServerlessCache {
    inner: Rc<Inner>,
}

struct Inner {
    scope: Scope,
    cfn: CfnServerlessCache,
    connections: Connections,
}

handle!(ServerlessCache, inner.scope);

impl ServerlessCache {
    /// A serverless cache.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<ServerlessCacheSettings>) -> Self {
        let settings = props.complete();
        let location = Location::caller();
        let scope = Scope::new(scope, id);
        let selected = settings.vpc.select_subnets(&settings.vpc_subnets.clone().unwrap_or_default());
        let subnets = if selected.is_pending_lookup() { 2 } else { selected.ids().len() };
        check(&scope, &settings, subnets, location);
        let name = names::name(&scope, settings.serverless_cache_name, LONGEST_NAME, "serverless cache", location);
        let security_groups = match settings.security_groups {
            Some(groups) => groups,
            None => {
                let description = format!("Security group for {id} cache");
                let props = SecurityGroupProps::new().vpc(&settings.vpc).description(description);
                vec![SecurityGroup::new(&scope, "SecurityGroup", props)]
            }
        };
        let storage = settings.max_data_storage_gb.map(|gb| DataStorage::new().maximum(gb).unit(DataStorageUnit::GB));
        let units = settings.max_ecpu_per_second.map(|units| ECPUPerSecond::new().maximum(units));
        let limits = (storage.is_some() || units.is_some())
            .then(|| CacheUsageLimits::new().data_storage(storage).ecpu_per_second(units));
        let retention = settings.snapshot_retention.map(|it| whole_days(&scope, "snapshot_retention", it, location));
        let security_group_ids: Vec<Value<String>> = security_groups.iter().map(SecurityGroup::id).collect();
        let props = CfnServerlessCacheProps::new()
            .cache_usage_limits(limits)
            .daily_snapshot_time(settings.daily_snapshot_time)
            .description(settings.description)
            .engine(settings.engine.name())
            .kms_key_id(settings.encryption_key.as_ref().map(|key| key.arn()))
            .major_engine_version(settings.engine.major())
            .security_group_ids(security_group_ids)
            .serverless_cache_name(name.unwrap_or_else(|| name_of_path(&scope)))
            .snapshot_retention_limit(retention)
            .subnet_ids(selected.ids())
            .user_group_id(settings.user_group_id);
        let cfn = CfnServerlessCache::new(&scope, "Resource", props);
        cfn.resource().apply_removal_policy(settings.removal_policy);
        let port = Port::guarded_tcp(cfn.attr_endpoint_port().cast::<i64>(), "a cache");
        let connections = Connections::with_default_port(security_groups, port);
        ServerlessCache { inner: Rc::new(Inner { scope, cfn, connections }) }
    }

    /// The generated resource.
    pub fn cfn(&self) -> &CfnServerlessCache {
        &self.inner.cfn
    }

    /// Its name.
    pub fn name(&self) -> Value<String> {
        self.cfn().get_ref()
    }

    /// Its ARN.
    pub fn arn(&self) -> Value<String> {
        self.cfn().attr_arn()
    }

    /// Where it is reached.
    pub fn endpoint(&self) -> Endpoint {
        Endpoint::new(self.cfn().attr_endpoint_address(), self.cfn().attr_endpoint_port().cast())
    }

    /// Where it is read, if what is read may be a little old.
    pub fn reader_endpoint(&self) -> Endpoint {
        Endpoint::new(self.cfn().attr_reader_endpoint_address(), self.cfn().attr_reader_endpoint_port().cast())
    }

    /// Where clients connect, as they write it: `rediss://host:port`.
    pub fn url(&self) -> Value<String> {
        text!["rediss://", self.endpoint().socket_address()]
    }

    /// A metric of it by its name, as
    /// [AWS lists them](https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/serverless-metrics-events-redis.html).
    pub fn metric(&self, name: &str) -> Metric {
        Metric::new("AWS/ElastiCache", name).dimension("clusterId", self.name())
    }
}

impl Connectable for ServerlessCache {
    fn connections(&self) -> Connections {
        self.inner.connections.clone()
    }
}

fn name_of_path(scope: &Scope) -> Value<String> {
    let options = UniqueNameOptions { max_length: LONGEST_NAME, separator: "-", ..UniqueNameOptions::default() };
    scope.unique_resource_name(&options).to_lowercase().into()
}

fn check(scope: &Scope, settings: &ServerlessCacheSettings, subnets: usize, location: &'static Location<'static>) {
    let report = |rule: &str, message: String, help: &str| {
        scope.report(Finding::error(rule, message).at(location).help(help));
    };
    if let Some(problem) = settings.engine.problem() {
        scope.report(problem.at(location));
    }
    if !(2..=MOST_SUBNETS).contains(&subnets) {
        let message = format!("a serverless cache cannot be placed in {subnets} subnets");
        report("too-few-subnets", message, "select two or three subnets, each in another zone");
    }
    if let Some(gb) = settings.max_data_storage_gb.filter(|gb| !(1..=5000).contains(gb)) {
        report("bad-capacity", format!("{gb} GB cannot be the limit"), "set `max_data_storage_gb` to 1 to 5,000");
    }
    if let Some(units) = settings.max_ecpu_per_second.filter(|units| !(1000..=15_000_000).contains(units)) {
        let message = format!("{units} processing units a second cannot be the limit");
        report("bad-capacity", message, "set `max_ecpu_per_second` to 1,000 to 15,000,000");
    }
    let days = settings.snapshot_retention.map(|retention| (retention.as_secs() / 86_400) as i64);
    if let Some(days) = days.filter(|days| *days > LONGEST_RETENTION_DAYS) {
        let message = format!("snapshots cannot be kept for {days} days");
        report("bad-backup-retention", message, "set `snapshot_retention` to 35 days at most");
    }
}
