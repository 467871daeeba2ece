//! A VPC that there is: which of its subnets each part gets.

use purlin_aws::ec2::{Subnet, Vpc};
use purlin_core::{Finding, Severity, Value};
use purlin_product::known_subnets::KnownSubnets;
use purlin_product::subnet_choice::SubnetChoice;
use purlin_product::{ExistingVpc, Origin};

use crate::network::Network;
use crate::network_problems::Judgement;
use crate::plan::Plan;
use crate::props::SelfHostedSettings;

/// A VPC whose settings were found to be good, as far as that can be said before it is looked up.
#[track_caller]
pub(crate) fn existing_network(plan: &Plan, existing: &ExistingVpc) -> Network {
    let (scope, settings) = (plan.scope(), &plan.settings);
    let (vpc, origin) = existing.vpc(scope, "Vpc", are_all_subnets_told(settings));
    // What an earlier lookup has found can be judged by, and the Python template takes zones from it. Otherwise it changes
    // nothing, since it may be there today and not tomorrow.
    let known = (origin == Origin::Described).then(|| existing.known_vpc(scope, "KnownVpc")).flatten();
    let is_looked_up = origin == Origin::LookedUp || known.is_some();
    let known = known.as_ref().unwrap_or(&vpc);
    let source = if plan.layout.is_python() { known } else { &vpc };
    let choice = Choice { plan, vpc: source, subnets: SubnetChoice::new(scope, source) };
    let load_balancer = choice.load_balancer();
    let network = Network {
        master: choice.master(&load_balancer),
        load_balancer,
        database: choice.private("DatabaseSubnet", &settings.db_subnet_ids),
        cache: choice.private("CacheSubnet", &settings.cache_subnet_ids),
        workers: choice.workers(),
        vpc: vpc.clone(),
    };
    // Nothing can be said of a VPC that is not found yet.
    if known.is_pending_lookup() {
        return network;
    }
    let problems = Judgement::new(plan, KnownSubnets::of(known), is_looked_up, &network).problems();
    let is_good = problems.iter().all(|problem: &Finding| problem.severity < Severity::Error);
    problems.into_iter().for_each(|problem| scope.report(problem));
    if is_good { network } else { Network::unusable(scope, vpc) }
}

/// Whether the subnets of every part are told, so that nothing has to be looked up.
pub(crate) fn are_all_subnets_told(settings: &SelfHostedSettings) -> bool {
    let lists =
        [&settings.lb_subnet_ids, &settings.db_subnet_ids, &settings.cache_subnet_ids, &settings.worker_subnet_ids];
    settings.roi_subnet_id.is_some() && lists.iter().all(|ids| !ids.is_empty())
}

/// What there is to choose from.
struct Choice<'a> {
    plan: &'a Plan,
    vpc: &'a Vpc,
    subnets: SubnetChoice<'a>,
}

impl Choice<'_> {
    #[track_caller]
    fn load_balancer(&self) -> Vec<Subnet> {
        let settings = &self.plan.settings;
        if !settings.lb_subnet_ids.is_empty() {
            return self.subnets.told("LoadBalancerSubnet", &settings.lb_subnet_ids);
        }
        let usual = if settings.internal_load_balancer { self.subnets.usual() } else { self.subnets.public() };
        if self.vpc.is_pending_lookup() {
            return usual.to_vec();
        }
        // It takes one of each zone.
        let mut zones: Vec<Value<String>> = Vec::new();
        let mut subnets = Vec::new();
        for subnet in usual {
            let zone = subnet.availability_zone();
            if !zones.contains(&zone) {
                zones.push(zone);
                subnets.push(subnet.clone());
            }
        }
        subnets
    }

    /// The first subnet in a zone of the load balancer's, which sends nothing to others.
    #[track_caller]
    fn master(&self, load_balancer: &[Subnet]) -> Vec<Subnet> {
        let settings = &self.plan.settings;
        if let Some(id) = &settings.roi_subnet_id {
            return vec![self.subnets.subnet("MasterSubnet", id)];
        }
        let usual = self.subnets.either(settings.public_instance);
        let known = KnownSubnets::of(self.vpc);
        let zones: Vec<Option<Value<String>>> = load_balancer.iter().map(|subnet| known.zone(subnet)).collect();
        let is_near = |subnet: &&Subnet| zones.iter().all(Option::is_none) || zones.contains(&known.zone(subnet));
        usual.iter().find(is_near).or(usual.first()).cloned().into_iter().collect()
    }

    #[track_caller]
    fn workers(&self) -> Vec<Subnet> {
        let settings = &self.plan.settings;
        match (&settings.worker_subnet_ids[..], settings.public_workers) {
            ([], is_public) => self.subnets.either(is_public).to_vec(),
            (told, _) => self.subnets.told("WorkerSubnet", told),
        }
    }

    /// Those that are told, or private ones. What is never reached from outside can also be in others.
    #[track_caller]
    fn private(&self, construct_id: &str, ids: &[String]) -> Vec<Subnet> {
        if ids.is_empty() { self.subnets.usual().to_vec() } else { self.subnets.told(construct_id, ids) }
    }
}
