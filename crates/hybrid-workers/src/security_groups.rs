//! Who may talk to whom.

use purlin_aws::ec2::{Peer, Port, SecurityGroup, SecurityGroupProps, VpcId};
use purlin_core::{IntoValue, Scope, Value};

use crate::names::{self, Names};

pub(crate) const SSH: i64 = 22;
const HTTP: i64 = 80;
/// Redis over TLS.
pub(crate) const REDIS: i64 = 63790;

/// The descriptions are those of Valohai's Terraform module: a group whose description changes is replaced.
const WORKERS: &str = "for Valohai workers";
const QUEUE: &str = "for Valohai queue";

#[derive(Clone)]
pub(crate) struct SecurityGroups {
    pub(crate) workers: SecurityGroup,
    pub(crate) queue: SecurityGroup,
}

impl SecurityGroups {
    /// The two groups, with the rules that every installation has.
    pub(crate) fn new(scope: &Scope, vpc: impl Into<VpcId>, names: &Names, app_address: &Value<String>) -> Self {
        let vpc = vpc.into();
        let group = |id: &str, name: &'static str, description: &str| {
            let props = SecurityGroupProps::new()
                .vpc(vpc.clone())
                .security_group_name(names.of(name))
                .description(description.into_value());
            let group = SecurityGroup::new(scope, id, props);
            names.tag(&group, name);
            group
        };
        let workers = group("WorkerSecurityGroup", names::WORKER_SECURITY_GROUP, WORKERS);
        let queue = group("QueueSecurityGroup", names::QUEUE_SECURITY_GROUP, QUEUE);
        let acme = "ACME challenges for the certificate";
        queue.add_ingress_rule_described(&Peer::any_ipv4(), Port::tcp(HTTP), acme);
        let app = Peer::ipv4(app_address);
        queue.add_ingress_rule_described(&app, Port::tcp(REDIS), "Redis over TLS from the Valohai app");
        let from_workers = Peer::security_group_id(workers.id());
        queue.add_ingress_rule_described(&from_workers, Port::tcp(REDIS), "Redis over TLS from workers");
        SecurityGroups { workers, queue }
    }
}

/// Opens SSH to these addresses.
pub(crate) fn allow_ssh(group: &SecurityGroup, ranges: &[String]) {
    for range in ranges {
        group.add_ingress_rule_described(&Peer::ipv4(range), Port::tcp(SSH), "SSH");
    }
}
