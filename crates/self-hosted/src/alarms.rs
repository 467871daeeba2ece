//! Who is told when something is wrong.

use purlin_aws::ec2::{Instance, InstanceType};
use purlin_core::{Scope, Value};
use purlin_product::alarms::{Alarms, Told};
use purlin_product::watched::Watched;

use crate::cache::Cache;
use crate::choices::DatabaseKind;
use crate::database::Database;
use crate::database_cluster;
use crate::database_instance::{self, DEFAULT_STORAGE};
use crate::database_size::{instance_memory, most_connections, most_connections_of_capacity};
use crate::load_balancer::LoadBalancer;
use crate::names;
use crate::network::Network;
use crate::plan::Plan;
use crate::watched::{
    CACHE, CACHE_COPIES, CERTIFICATE, CLUSTER, CLUSTER_COPIES, CONNECTIONS, INSTANCE, LOAD_BALANCER, MASTER, MEMORY,
    NAT_GATEWAYS, STORAGE, TARGETS, TRANSACTIONS,
};

const GIB: f64 = 1024.0 * 1024.0 * 1024.0;
/// As much of the storage may be free at least.
const LEAST_FREE_STORAGE: f64 = 0.1;
/// As much of the memory.
const LEAST_FREE_MEMORY: f64 = 0.05;
/// As much of the connections may be in use.
const MOST_CONNECTIONS: f64 = 0.8;

/// What is watched.
pub(crate) struct Parts<'a> {
    pub(crate) network: &'a Network,
    pub(crate) database: &'a Database,
    pub(crate) cache: &'a Cache,
    pub(crate) master: &'a Instance,
    pub(crate) load_balancer: &'a LoadBalancer,
}

type Dimension = (&'static str, Value<String>);

/// Makes alarms of what is watched.
struct Watch<'a> {
    plan: &'a Plan,
    alarms: Alarms,
}

/// Alarms, if there is anybody to be told of them.
pub(crate) fn alarms(plan: &Plan, parts: &Parts<'_>) {
    let settings = &plan.settings;
    let told = Told {
        emails: &settings.alarm_emails,
        topic: settings.alarm_topic.as_deref(),
        topic_name: plan.names.physical(names::ALARMS),
        display_name: "Valohai",
        encryption_key: plan.key.as_ref(),
    };
    if told.is_nobody() {
        return;
    }
    let watch = Watch { plan, alarms: Alarms::new(Scope::new(plan.scope(), "Alarms"), &told) };
    watch.master(parts.master);
    watch.load_balancer(parts.load_balancer);
    match settings.database {
        DatabaseKind::Postgres => watch.instance(&parts.database.dimension),
        DatabaseKind::AuroraServerless => watch.cluster(&parts.database.dimension),
    }
    watch.cache(parts.cache);
    watch.network(parts.network);
}

impl Watch<'_> {
    fn add(&self, watched: &Watched, number: Option<i64>, dimensions: &[Dimension]) {
        let name = match number {
            Some(number) => format!("{}-{number}", watched.name),
            None => watched.name.to_owned(),
        };
        self.alarms.add(watched, number, self.plan.names.physical(&name), dimensions);
    }

    fn add_all<'w>(&self, all: impl IntoIterator<Item = &'w Watched>, dimensions: &[Dimension]) {
        all.into_iter().for_each(|watched| self.add(watched, None, dimensions));
    }

    fn master(&self, master: &Instance) {
        let dimensions = [("InstanceId", master.id())];
        self.add_all(of_type(MASTER, &self.plan.settings.instance_type), &dimensions);
    }

    fn load_balancer(&self, load_balancer: &LoadBalancer) {
        let dimension = ("LoadBalancer", load_balancer.balancer.full_name());
        self.add_all(LOAD_BALANCER, std::slice::from_ref(&dimension));
        self.add_all(TARGETS, &[dimension, ("TargetGroup", load_balancer.targets.full_name())]);
        if let Some(arn) = &self.plan.settings.certificate_arn {
            self.add(&CERTIFICATE, None, &[("CertificateArn", arn.as_str().into())]);
        }
    }

    fn instance(&self, dimension: &Dimension) {
        let settings = &self.plan.settings;
        let kind = database_instance::instance_type(settings);
        let dimensions = std::slice::from_ref(dimension);
        self.add_all(of_type(INSTANCE, kind), dimensions);
        let memory = instance_memory(kind);
        let storage = settings.database_storage.unwrap_or(DEFAULT_STORAGE);
        let below = |watched: Watched, size: f64| Watched { threshold: size.floor(), ..watched };
        self.add(&below(STORAGE, storage as f64 * GIB * LEAST_FREE_STORAGE), None, dimensions);
        if let Some(memory) = memory {
            self.add(&below(MEMORY, memory * GIB * LEAST_FREE_MEMORY), None, dimensions);
        }
        self.connections(most_connections(memory), dimensions);
    }

    fn cluster(&self, dimension: &Dimension) {
        let settings = &self.plan.settings;
        let dimensions = std::slice::from_ref(dimension);
        self.add_all(CLUSTER, dimensions);
        if settings.database_multi_az {
            self.add_all(CLUSTER_COPIES, dimensions);
        }
        self.connections(most_connections_of_capacity(database_cluster::capacities(settings)), dimensions);
    }

    /// What databases of both kinds have.
    fn connections(&self, most: f64, dimensions: &[Dimension]) {
        let connections = Watched { threshold: (most * MOST_CONNECTIONS).floor(), ..CONNECTIONS };
        self.add_all([&connections, &TRANSACTIONS], dimensions);
    }

    fn cache(&self, cache: &Cache) {
        let has_copies = cache.nodes.len() > 1;
        for (number, node) in (1..).zip(&cache.nodes) {
            let number = has_copies.then_some(number);
            let copies: &[Watched] = if has_copies { CACHE_COPIES } else { &[] };
            for watched in of_type(CACHE, &self.plan.settings.cache_node_type).chain(copies) {
                self.add(watched, number, &[("CacheClusterId", node.clone())]);
            }
        }
    }

    fn network(&self, network: &Network) {
        for (number, gateway) in (1..).zip(network.vpc.nat_gateways()) {
            for watched in NAT_GATEWAYS {
                self.add(watched, Some(number), &[("NatGatewayId", gateway.get_ref())]);
            }
        }
    }
}

/// What a type of instance has: some earn credits for their processor.
fn of_type<'w>(all: &'w [Watched], kind: &str) -> impl Iterator<Item = &'w Watched> {
    let kind = kind.trim_start_matches("db.").trim_start_matches("cache.").to_owned();
    let is_burstable = InstanceType::new(kind).is_burstable() == Some(true);
    all.iter().filter(move |watched| !watched.has_credits || is_burstable)
}
