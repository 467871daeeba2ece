//! Who may talk to whom.

use purlin_aws::ec2::{Connectable, Peer, Port, SecurityGroup, SecurityGroupProps};

use crate::layout::{self, Position};
use crate::names;
use crate::network::Network;
use crate::plan::Plan;

/// The port of the application on its instance.
pub(crate) const APPLICATION: i64 = 8000;
pub(crate) const POSTGRES: i64 = 5432;
pub(crate) const REDIS: i64 = 6379;
pub(crate) const SSH: i64 = 22;

/// Where a group's members may open connections to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum WayOut {
    Anywhere,
    /// Where a rule lets them. The Python template has none.
    Rules,
}

/// A group for each part.
#[derive(Clone)]
pub(crate) struct SecurityGroups {
    pub(crate) load_balancer: SecurityGroup,
    pub(crate) master: SecurityGroup,
    pub(crate) database: SecurityGroup,
    pub(crate) queue: SecurityGroup,
    pub(crate) workers: SecurityGroup,
}

impl SecurityGroups {
    /// The groups, with the rules between them. Who reaches the load balancer is its own affair.
    pub(crate) fn new(plan: &Plan, network: &Network) -> Self {
        let group = |position: &Position, name: &str, description: &str, way_out: WayOut| {
            let mut props = SecurityGroupProps::new()
                .vpc(&network.vpc)
                .description(description.to_owned())
                .allow_all_outbound(way_out == WayOut::Anywhere || plan.layout.is_python());
            if let Some(name) = plan.names.physical(name) {
                props = props.security_group_name(name);
            }
            let (scope, id) = plan.layout.at(position);
            let group = SecurityGroup::new(&scope, id, props);
            plan.names.tag(&group, name);
            group
        };
        let groups = SecurityGroups {
            load_balancer: group(
                &layout::LOAD_BALANCER_SECURITY_GROUP,
                names::LOAD_BALANCER_SECURITY_GROUP,
                "Load balancer of Valohai",
                WayOut::Rules,
            ),
            workers: group(
                &layout::WORKER_SECURITY_GROUP,
                names::WORKER_SECURITY_GROUP,
                "Default security group for all Valohai managed EC2 workers",
                WayOut::Anywhere,
            ),
            master: group(
                &layout::MASTER_SECURITY_GROUP,
                names::MASTER_SECURITY_GROUP,
                "Security group for core Valohai Roi instance",
                WayOut::Anywhere,
            ),
            database: group(
                &layout::DATABASE_SECURITY_GROUP,
                names::DATABASE_SECURITY_GROUP,
                "Database of Valohai",
                WayOut::Rules,
            ),
            queue: group(
                &layout::QUEUE_SECURITY_GROUP,
                names::QUEUE_SECURITY_GROUP,
                "for Valohai Queue",
                WayOut::Rules,
            ),
        };
        groups.allow(plan);
        groups
    }

    fn allow(&self, plan: &Plan) {
        let from = |group: &SecurityGroup| Peer::security_group_id(group.id());
        let application = Port::tcp(APPLICATION);
        let from_browsers = "Allow access from LB";
        match self.load_balancer.allow_all_outbound() {
            true => {
                let balancer = from(&self.load_balancer);
                self.master.add_ingress_rule_described(&balancer, application.clone(), from_browsers);
            }
            // A way out of one group and into the other, each a resource: neither group can wait for the other.
            false => {
                self.master.connections().allow_from_described(&self.load_balancer, application.clone(), from_browsers)
            }
        }
        self.master.add_ingress_rule_described(&from(&self.workers), application, "Application from workers");
        let postgres = Port::tcp(POSTGRES);
        self.database.add_ingress_rule_described(&from(&self.master), postgres, "Allow access from Valohai App (Roi)");
        self.queue.add_ingress_rule_described(&from(&self.master), Port::tcp(REDIS), "Allow access from roi");
        self.queue.add_ingress_rule_described(&from(&self.workers), Port::tcp(REDIS), "Allow access from workers");
        let ssh = [(&self.master, &plan.settings.ssh_from), (&self.workers, &plan.settings.worker_ssh_from)];
        for (group, ranges) in ssh {
            for range in ranges {
                group.add_ingress_rule_described(&Peer::ipv4(range), Port::tcp(SSH), "SSH");
            }
        }
    }
}
