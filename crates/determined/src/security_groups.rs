//! Who may talk to whom.

use purlin_aws::ec2::{Peer, Port, SecurityGroup, SecurityGroupProps};
use purlin_core::{Construct, Scope, Tags};

use crate::network::Network;
use crate::plan::Plan;

const POSTGRES: i64 = 5432;
const SSH: i64 = 22;

/// Where a group's members may open connections to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum WayOut {
    Anywhere,
    /// Where a rule lets them.
    Rules,
}

/// A group for each part.
#[derive(Clone)]
pub(crate) struct SecurityGroups {
    pub(crate) master: SecurityGroup,
    pub(crate) agents: SecurityGroup,
    pub(crate) database: SecurityGroup,
}

impl SecurityGroups {
    /// The groups, with the rules between them.
    #[track_caller]
    pub(crate) fn new(plan: &Plan, network: &Network) -> Self {
        let group =
            |id: &str, description: &str, way_out: WayOut| group(&plan.scope, network, id, description, way_out);
        let groups = SecurityGroups {
            master: group("MasterSecurityGroup", "Master of Determined", WayOut::Anywhere),
            agents: group("AgentSecurityGroup", "Agents of Determined", WayOut::Anywhere),
            database: group("DatabaseSecurityGroup", "Database of Determined", WayOut::Rules),
        };
        groups.allow(plan);
        groups
    }

    fn allow(&self, plan: &Plan) {
        let SecurityGroups { master, agents, database } = self;
        let settings = &plan.settings;
        let port = || Port::tcp(plan.port());
        // A rule about a group is a resource of its own: neither group can wait for the other.
        master.add_ingress_rule_described(&Peer::from(agents), port(), "Master from agents");
        for range in &settings.allowed_from {
            master.add_ingress_rule_described(&Peer::ipv4(range), port(), "Master from those who use it");
        }
        // Tasks listen at ports that the master chooses, and training speaks between agents at ports that its libraries choose.
        agents.add_ingress_rule_described(&Peer::from(master), Port::all_tcp(), "Tasks from the master");
        agents.add_ingress_rule_described(&Peer::from(agents), Port::all_tcp(), "Training from other agents");
        let from_master = Peer::security_group_id(master.id());
        database.add_ingress_rule_described(&from_master, Port::tcp(POSTGRES), "PostgreSQL from the master");
        for (group, ranges) in [(master, &settings.ssh_from), (agents, &settings.agent_ssh_from)] {
            for range in ranges {
                group.add_ingress_rule_described(&Peer::ipv4(range), Port::tcp(SSH), "SSH");
            }
        }
    }
}

/// A group of the cluster's.
#[track_caller]
pub(crate) fn group(scope: &Scope, network: &Network, id: &str, description: &str, way_out: WayOut) -> SecurityGroup {
    let props = SecurityGroupProps::new()
        .vpc(&network.vpc)
        .description(description.to_owned())
        .allow_all_outbound(way_out == WayOut::Anywhere);
    let group = SecurityGroup::new(scope, id, props);
    // Other groups have names of AWS's making, which tell nothing.
    Tags::of(&group).add("Name", group.scope().path());
    group
}
