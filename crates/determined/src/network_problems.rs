//! What speaks against the subnets of a VPC that there is, as far as is known of them.

use purlin_aws::ec2::Subnet;
use purlin_core::Finding;
use purlin_product::known_subnets::KnownSubnets;
use purlin_product::subnet_problems::{Instances, Part, Zones, no_way_out, of_vpc, too_few_zones, wrong_side};

use crate::props::DeterminedSettings;

/// What master and agents have to reach.
const DESTINATIONS: &str = "AWS and to the images of Determined";

/// The subnets that were chosen for each part.
pub(crate) struct Chosen {
    pub(crate) master: Vec<Subnet>,
    pub(crate) agents: Vec<Subnet>,
    /// Those of pools that are none of the agents' other ones.
    pub(crate) pools: Vec<Subnet>,
    pub(crate) database: Vec<Subnet>,
}

/// All that speaks against them; `is_looked_up` is whether all subnets of the VPC are known.
pub(crate) fn problems(
    settings: &DeterminedSettings,
    known: KnownSubnets<'_>,
    is_looked_up: bool,
    chosen: &Chosen,
) -> Vec<Finding> {
    let parts = parts(settings, chosen);
    let impossible = of_vpc(known, is_looked_up, &parts);
    if !impossible.is_empty() {
        return impossible;
    }
    let instances = instances(settings, chosen);
    let zones = parts.iter().filter_map(|part| too_few_zones(known, part));
    let sides = instances.iter().filter_map(|instances| wrong_side(known, instances));
    let ways = instances.iter().filter_map(|instances| no_way_out(known, instances));
    zones.chain(sides).chain(ways).collect()
}

fn parts<'a>(settings: &DeterminedSettings, chosen: &'a Chosen) -> Vec<Part<'a>> {
    let mut parts = vec![
        Part {
            name: "master",
            of_other_vpc: "master-subnet-of-other-vpc",
            kind: side(settings.public_master),
            help_without: without(settings.public_master, "public_master", "master_subnet_id"),
            zones: None,
            subnets: &chosen.master,
        },
        Part {
            name: "database",
            of_other_vpc: "database-subnet-of-other-vpc",
            kind: "public",
            help_without: "name subnets with `db_subnet_ids`, or take another VPC".to_owned(),
            zones: Some(Zones {
                rule: "database-in-too-few-zones",
                help: "name subnets in two zones with `db_subnet_ids`, or take a VPC that has some".to_owned(),
            }),
            subnets: &chosen.database,
        },
    ];
    let agents = [
        ("agent-subnet-of-other-vpc", "agent_subnet_ids", &chosen.agents),
        ("pool-subnet-of-other-vpc", "subnet", &chosen.pools),
    ];
    let is_in_none = chosen.agents.is_empty() && chosen.pools.is_empty();
    for (of_other_vpc, setting, subnets) in agents {
        if !subnets.is_empty() || is_in_none && setting == "agent_subnet_ids" {
            parts.push(Part {
                name: "agents",
                of_other_vpc,
                kind: side(settings.public_agents),
                help_without: without(settings.public_agents, "public_agents", setting),
                zones: None,
                subnets,
            });
        }
    }
    parts
}

fn instances<'a>(settings: &DeterminedSettings, chosen: &'a Chosen) -> [Instances<'a>; 3] {
    let agents = Instances {
        name: "agents",
        setting: "agent_subnet_ids",
        switch: "public_agents",
        is_public: settings.public_agents,
        in_public: "public-agent-subnet",
        in_private: "private-agent-subnet",
        destinations: DESTINATIONS,
        subnets: &chosen.agents,
    };
    [
        Instances {
            name: "the master",
            setting: "master_subnet_id",
            switch: "public_master",
            is_public: settings.public_master,
            in_public: "public-master-subnet",
            in_private: "private-master-subnet",
            destinations: DESTINATIONS,
            subnets: &chosen.master,
        },
        agents,
        Instances {
            setting: "subnet",
            in_public: "public-pool-subnet",
            in_private: "private-pool-subnet",
            subnets: &chosen.pools,
            ..agents
        },
    ]
}

fn side(is_public: bool) -> &'static str {
    if is_public { "public" } else { "private" }
}

fn without(is_public: bool, switch: &str, setting: &str) -> String {
    match is_public {
        true => format!("name a public subnet with `{setting}`, or take another VPC"),
        false => format!("set `{switch}`, or take a VPC with subnets behind a NAT gateway"),
    }
}
