//! Who is told when something is wrong.

use purlin_aws::ec2::Instance;
use purlin_core::{Scope, Value};
use purlin_product::alarms::{Alarms, Told};
use purlin_product::postgres::{self, Database};
use purlin_product::watched::{Watched, of_type};

use crate::cache::Cache;
use crate::database;
use crate::load_balancer::LoadBalancer;
use crate::names;
use crate::network::Network;
use crate::plan::Plan;
use crate::watched::{CACHE, CACHE_COPIES, CERTIFICATE, LOAD_BALANCER, MASTER, NAT_GATEWAYS, TARGETS};

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
    watch.database(parts.database);
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

    fn database(&self, database: &Database) {
        let dimensions = std::slice::from_ref(&database.dimension);
        for watched in postgres::watched(&database::choices(&self.plan.settings)) {
            let name = format!("{}{}", names::DATABASE_ALARM, watched.name);
            self.alarms.add(&watched, None, self.plan.names.physical(&name), dimensions);
        }
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
