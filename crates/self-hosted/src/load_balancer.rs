//! The load balancer, which people's browsers talk to.

use std::time::Duration;

use purlin_aws::certificatemanager::Certificate;
use purlin_aws::ec2::{Instance, Peer, Port, SubnetSelection};
use purlin_aws::elasticloadbalancingv2::{
    ApplicationListenerProps, ApplicationLoadBalancer, ApplicationLoadBalancerProps, ApplicationProtocol,
    ApplicationTargetGroupProps, HealthCheckProps, ListenerCertificate, Target,
};
use purlin_core::Scope;

use crate::layout;
use crate::names;
use crate::network::Network;
use crate::plan::Plan;
use crate::props::SelfHostedSettings;
use crate::security_groups::{APPLICATION, SecurityGroups};

const HTTP: i64 = 80;
const HTTPS: i64 = 443;
/// What the application answers while it is well.
const HEALTH: &str = "/healthz";
const HEALTHY: &str = "200,202";
/// Where an internal load balancer is reached from: the ranges of private networks.
const PRIVATE_NETWORKS: [&str; 3] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

/// Whether browsers speak HTTPS with the load balancer.
pub(crate) fn is_https(settings: &SelfHostedSettings) -> bool {
    settings.https.unwrap_or(settings.certificate_arn.is_some())
}

pub(crate) fn load_balancer(
    plan: &Plan,
    network: &Network,
    groups: &SecurityGroups,
    master: &Instance,
) -> ApplicationLoadBalancer {
    let settings = &plan.settings;
    let (scope, id) = plan.layout.at(&layout::LOAD_BALANCER);
    let mut props = ApplicationLoadBalancerProps::new()
        .vpc(&network.vpc)
        .vpc_subnets(SubnetSelection::of_subnets(&network.load_balancer))
        .internet_facing(!settings.internal_load_balancer)
        .security_group(&groups.load_balancer)
        .drop_invalid_header_fields(true)
        .deletion_protection(settings.lb_deletion_protection);
    if let Some(name) = plan.names.physical(names::LOAD_BALANCER) {
        props = props.load_balancer_name(name);
    }
    let balancer = ApplicationLoadBalancer::new(&scope, id, props);
    plan.names.tag(&balancer, names::LOAD_BALANCER);
    let listener = match is_https(settings) {
        true => {
            balancer.add_redirect();
            ApplicationListenerProps::new().port(HTTPS).certificates(certificates(plan.scope(), settings))
        }
        false => ApplicationListenerProps::new().port(HTTP),
    };
    let listener = balancer.add_listener("Listener", listener.open(false));
    let check = HealthCheckProps::new().path(HEALTH).healthy_http_codes(HEALTHY).interval(Duration::from_secs(30));
    let targets = ApplicationTargetGroupProps::new()
        .port(APPLICATION)
        .protocol(ApplicationProtocol::Http)
        .targets([Target::instance(master)])
        .health_check(check);
    listener.add_targets("Target", targets);
    admit(settings, groups);
    balancer
}

fn certificates(scope: &Scope, settings: &SelfHostedSettings) -> Vec<ListenerCertificate> {
    let arn = settings.certificate_arn.iter();
    arn.map(|arn| ListenerCertificate::from(Certificate::from_arn(scope, "Certificate", arn.as_str()))).collect()
}

/// Lets in whoever may use the application.
fn admit(settings: &SelfHostedSettings, groups: &SecurityGroups) {
    let told = settings.lb_allowed_from.iter().map(Peer::ipv4).collect::<Vec<_>>();
    let peers = match told.is_empty() {
        false => told,
        true if settings.internal_load_balancer => PRIVATE_NETWORKS.map(Peer::ipv4).to_vec(),
        true => vec![Peer::any_ipv4()],
    };
    let ports: &[i64] = if is_https(settings) { &[HTTP, HTTPS] } else { &[HTTP] };
    for peer in &peers {
        for port in ports {
            groups.load_balancer.add_ingress_rule_described(peer, Port::tcp(*port), "Browsers");
        }
    }
}
