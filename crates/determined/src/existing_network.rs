//! A VPC that there is: which of its subnets each part gets.

use purlin_aws::ec2::{Subnet, SubnetAttributesProps, Vpc};
use purlin_core::{Finding, Scope, Severity, Value};
use purlin_product::known_subnets::KnownSubnets;
use purlin_product::subnet_choice::SubnetChoice;
use purlin_product::{ExistingVpc, Origin};

use crate::choices::SharedFileSystem;
use crate::network::Network;
use crate::network_problems::{Chosen, problems};
use crate::plan::Plan;
use crate::props::DeterminedSettings;

/// A VPC whose settings were found to be good, as far as that can be said before it is looked up.
#[track_caller]
pub(crate) fn existing_network(plan: &Plan, existing: &ExistingVpc) -> Network {
    let (scope, settings) = (&plan.scope, &plan.settings);
    let (vpc, origin) = existing.vpc(scope, "Vpc", is_enough_told(settings));
    // What an earlier lookup has found can be judged by. It changes nothing, since it may be there today and not tomorrow.
    let known = (origin == Origin::Described).then(|| existing.known_vpc(scope, "KnownVpc")).flatten();
    let is_looked_up = origin == Origin::LookedUp || known.is_some();
    let known = known.as_ref().unwrap_or(&vpc);
    let choice = Choice { scope, settings, vpc: &vpc, subnets: SubnetChoice::new(scope, &vpc) };
    let chosen = choice.chosen();
    let files = choice.files(&chosen);
    // Nothing can be said of a VPC that is not found yet.
    if !known.is_pending_lookup() {
        let problems = problems(settings, KnownSubnets::of(known), is_looked_up, &chosen);
        let is_good = problems.iter().all(|problem: &Finding| problem.severity < Severity::Error);
        problems.into_iter().for_each(|problem| scope.report(problem));
        if !is_good {
            return Network::unusable(scope, vpc);
        }
    }
    let Chosen { master, agents, pools, database } = chosen;
    Network { vpc, master, agents: [agents, pools].concat(), database, files }
}

/// Whether so much is told of the subnets of every part that nothing has to be looked up.
pub(crate) fn is_enough_told(settings: &DeterminedSettings) -> bool {
    // Such a file system is mounted through one subnet of a zone, and no id tells the zone.
    let needs_zones = settings.shared_file_system == SharedFileSystem::Efs
        && settings.existing_file_system.is_none()
        && subnets_of_agents(settings).len() > 1;
    let are_agents_told = !settings.agent_subnet_ids.is_empty() || !needs_usual_agent_subnets(settings);
    settings.master_subnet_id.is_some() && !settings.db_subnet_ids.is_empty() && are_agents_told && !needs_zones
}

/// Whether a pool is in whichever subnet agents are in.
fn needs_usual_agent_subnets(settings: &DeterminedSettings) -> bool {
    settings.resource_pools.iter().any(|pool| pool.subnet.is_none())
}

/// The ids of the subnets that agents are told to be in, each once.
fn subnets_of_agents(settings: &DeterminedSettings) -> Vec<&str> {
    let of_pools = settings.resource_pools.iter().filter_map(|pool| pool.subnet.as_ref());
    let mut ids: Vec<&str> = Vec::new();
    for id in settings.agent_subnet_ids.iter().chain(of_pools) {
        if !ids.contains(&id.as_str()) {
            ids.push(id);
        }
    }
    ids
}

/// What there is to choose from.
struct Choice<'a> {
    scope: &'a Scope,
    settings: &'a DeterminedSettings,
    vpc: &'a Vpc,
    subnets: SubnetChoice<'a>,
}

impl Choice<'_> {
    #[track_caller]
    fn chosen(&self) -> Chosen {
        let agents = self.agents();
        Chosen { master: self.master(), pools: self.pools(&agents), agents, database: self.database() }
    }

    #[track_caller]
    fn master(&self) -> Vec<Subnet> {
        match &self.settings.master_subnet_id {
            // Whatever else is known of it: an instance that is told its zone later on would be replaced.
            Some(id) => vec![Subnet::from_id(self.scope, "MasterSubnet", id)],
            None => self.subnets.either(self.settings.public_master).iter().take(1).cloned().collect(),
        }
    }

    #[track_caller]
    fn agents(&self) -> Vec<Subnet> {
        match &self.settings.agent_subnet_ids[..] {
            [] if needs_usual_agent_subnets(self.settings) => self.subnets.either(self.settings.public_agents).to_vec(),
            told => self.subnets.told("AgentSubnet", told),
        }
    }

    /// Those of pools that are none of the others.
    #[track_caller]
    fn pools(&self, agents: &[Subnet]) -> Vec<Subnet> {
        let ids = subnets_of_agents(self.settings).into_iter();
        let is_new = |id: &&str| agents.iter().all(|subnet| subnet.id().literal() != Some(id));
        ids.filter(is_new).map(|id| self.subnets.subnet(&format!("PoolSubnet-{id}"), id)).collect()
    }

    #[track_caller]
    fn database(&self) -> Vec<Subnet> {
        match &self.settings.db_subnet_ids[..] {
            [] => self.subnets.usual().to_vec(),
            told => self.subnets.told("DatabaseSubnet", told),
        }
    }

    /// One subnet of each zone with agents: those that they are told to be in, or private ones. None where no file system is made.
    #[track_caller]
    fn files(&self, chosen: &Chosen) -> Vec<Subnet> {
        if self.settings.shared_file_system == SharedFileSystem::None || self.settings.existing_file_system.is_some() {
            return Vec::new();
        }
        let usual = if self.settings.agent_subnet_ids.is_empty() { self.subnets.usual() } else { &[] };
        let known = KnownSubnets::of(self.vpc);
        let mut zones: Vec<Value<String>> = Vec::new();
        let mut files: Vec<Subnet> = Vec::new();
        for subnet in usual.iter().chain(&chosen.agents).chain(&chosen.pools) {
            match known.zone(subnet) {
                Some(zone) if zones.contains(&zone) => continue,
                Some(zone) => zones.push(zone),
                None => {}
            }
            files.push(self.by_own_id(subnet));
        }
        files
    }

    /// A subnet whose place in the tree tells its id, not its number among those that a lookup has found: a mount target that got
    /// the name of another one would have to be in its zone while that is still there.
    #[track_caller]
    fn by_own_id(&self, subnet: &Subnet) -> Subnet {
        let id = subnet.id();
        let Some(literal) = id.literal() else { return subnet.clone() };
        let subnets =
            self.scope.child("FileSystemSubnets").unwrap_or_else(|| Scope::new(self.scope, "FileSystemSubnets"));
        match subnets.child(literal) {
            Some(_) => subnet.clone(),
            None => Subnet::from_attributes(&subnets, literal, SubnetAttributesProps::new().subnet_id(literal)),
        }
    }
}
