//! Who may talk to whom.

use purlin_cfn::ec2::security_group::{Egress, Ingress};
use purlin_cfn::ec2::{CfnSecurityGroup, CfnSecurityGroupProps};
use purlin_core::{IntoValue, Scope, Value};

use crate::names::{self, Names};
use crate::props::HybridWorkersSettings;

const EVERYWHERE: &str = "0.0.0.0/0";
const SSH: i64 = 22;
const HTTP: i64 = 80;
/// Redis over TLS.
pub(crate) const REDIS: i64 = 63790;

#[derive(Clone)]
pub(crate) struct SecurityGroups {
    pub(crate) workers: CfnSecurityGroup,
    pub(crate) queue: CfnSecurityGroup,
}

impl SecurityGroups {
    pub(crate) fn new(
        scope: &Scope,
        settings: &HybridWorkersSettings,
        names: Names<'_>,
        vpc_id: &Value<String>,
    ) -> Self {
        let group = |id: &str, name: &str, description: &str, rules: Vec<Value<Ingress>>| {
            let props = CfnSecurityGroupProps::new()
                .group_name(names.of(name))
                .group_description(description)
                .vpc_id(vpc_id)
                .security_group_egress([Egress::new()
                    .ip_protocol("-1")
                    .cidr_ip(EVERYWHERE)
                    .description("Everything going out")])
                .tags(names.tag(name));
            // An empty list would be a property that says nothing.
            let rules = Some(rules).filter(|rules| !rules.is_empty());
            CfnSecurityGroup::new(scope, id, props.security_group_ingress(rules))
        };
        let workers = group(
            "WorkerSecurityGroup",
            names::WORKER_SECURITY_GROUP,
            "Valohai workers",
            settings.worker_ssh_from.iter().map(|range| from_range(SSH, range, "SSH")).collect(),
        );
        let mut rules = vec![
            from_range(HTTP, EVERYWHERE, "ACME challenges for the certificate"),
            from_range(REDIS, &settings.app_address, "Redis over TLS from the Valohai app"),
            Ingress::new()
                .ip_protocol("tcp")
                .from_port(REDIS)
                .to_port(REDIS)
                .source_security_group_id(workers.attr_group_id())
                .description("Redis over TLS from workers")
                .into_value(),
        ];
        rules.extend(settings.queue_ssh_from.iter().map(|range| from_range(SSH, range, "SSH")));
        let queue = group("QueueSecurityGroup", names::QUEUE_SECURITY_GROUP, "Valohai queue", rules);
        SecurityGroups { workers, queue }
    }
}

fn from_range(port: i64, range: &str, description: &str) -> Value<Ingress> {
    let rule = Ingress::new().ip_protocol("tcp").from_port(port).to_port(port).cidr_ip(range);
    rule.description(description).into_value()
}
