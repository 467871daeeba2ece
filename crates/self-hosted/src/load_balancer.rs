//! The load balancer, which people's browsers talk to.

use std::time::Duration;

use purlin_aws::ec2::{Connectable, Instance, Peer, Port, SubnetSelection};
use purlin_aws::elasticloadbalancingv2::{
    ApplicationListener, ApplicationListenerProps, ApplicationLoadBalancer, ApplicationLoadBalancerProps,
    ApplicationProtocol, ApplicationTargetGroup, ApplicationTargetGroupProps, HealthCheckProps, ListenerAction,
    RedirectProps, SslPolicy, Target,
};
use purlin_core::Finding;

use crate::access_logs::AccessLogs;
use crate::layout;
use crate::names;
use crate::network::Network;
use crate::plan::Plan;
use crate::props::SelfHostedSettings;
use crate::public_name::PublicName;
use crate::security_groups::{APPLICATION, SecurityGroups};

const EVERYWHERE: &str = "0.0.0.0/0";
const HTTP: i64 = 80;
const HTTPS: i64 = 443;
/// What the application answers while it is well.
const HEALTH: &str = "/healthz";
const HEALTHY: &str = "200,202";
const HEALTH_INTERVAL: Duration = Duration::from_secs(30);
/// Where an internal load balancer is reached from: the ranges of private networks.
const PRIVATE_NETWORKS: [&str; 3] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

/// Whether browsers speak HTTPS with the load balancer.
pub(crate) fn is_https(settings: &SelfHostedSettings) -> bool {
    settings.https.unwrap_or_else(|| has_certificate(settings))
}

/// Whether there is a certificate, or one can be made.
pub(crate) fn has_certificate(settings: &SelfHostedSettings) -> bool {
    settings.certificate_arn.is_some() || settings.hosted_zone_id.is_some()
}

/// The load balancer, and what is behind it.
#[derive(Clone)]
pub(crate) struct LoadBalancer {
    pub(crate) balancer: ApplicationLoadBalancer,
    pub(crate) targets: ApplicationTargetGroup,
    pub(crate) access_logs: Option<AccessLogs>,
}

impl LoadBalancer {
    #[track_caller]
    pub(crate) fn new(plan: &Plan, network: &Network, groups: &SecurityGroups, master: &Instance) -> Self {
        let balancer = balancer(plan, network, groups);
        // Port 80 has the same listener in any case, so that a certificate can come later, or go.
        let http = balancer.add_listener("Listener", ApplicationListenerProps::new().port(HTTP).open(false));
        let targets = targets(&http, network, master);
        let forward = ListenerAction::forward([&targets]);
        let name = PublicName::new(plan);
        if is_https(&plan.settings) {
            let to_https = RedirectProps::new().port(HTTPS.to_string()).protocol("HTTPS").permanent(true);
            http.set_default_action(ListenerAction::redirect(to_https));
            let certificate = name.iter().filter_map(PublicName::certificate);
            let mut props = ApplicationListenerProps::new().port(HTTPS).open(false).default_action(forward);
            props = props.certificates(certificate.collect::<Vec<_>>());
            if let Some(policy) = &plan.settings.lb_tls_policy {
                props = props.ssl_policy(SslPolicy::new(policy.clone()));
            }
            balancer.add_listener("HttpsListener", props);
        } else {
            http.set_default_action(forward);
            warn_of_plain_text(plan);
        }
        if let Some(name) = name {
            name.lead_to(&balancer);
        }
        admit(&plan.settings, groups);
        let access_logs = AccessLogs::new(plan, &balancer);
        LoadBalancer { balancer, targets, access_logs }
    }
}

#[track_caller]
fn balancer(plan: &Plan, network: &Network, groups: &SecurityGroups) -> ApplicationLoadBalancer {
    let settings = &plan.settings;
    let (scope, id) = plan.layout.at(&layout::LOAD_BALANCER);
    let mut props = ApplicationLoadBalancerProps::new()
        .vpc(&network.vpc)
        .vpc_subnets(SubnetSelection::of_subnets(&network.load_balancer))
        .internet_facing(!settings.internal_load_balancer)
        .security_group(&groups.load_balancer)
        .drop_invalid_header_fields(true)
        .idle_timeout(settings.lb_idle_timeout)
        .deletion_protection(settings.lb_deletion_protection);
    if let Some(name) = plan.names.physical(names::LOAD_BALANCER) {
        props = props.load_balancer_name(name);
    }
    let balancer = ApplicationLoadBalancer::new(&scope, id, props);
    plan.names.tag(&balancer, names::LOAD_BALANCER);
    balancer
}

/// The application. The Python template has it below the listener of port 80.
#[track_caller]
fn targets(listener: &ApplicationListener, network: &Network, master: &Instance) -> ApplicationTargetGroup {
    let check = HealthCheckProps::new().path(HEALTH).healthy_http_codes(HEALTHY).interval(HEALTH_INTERVAL);
    let props = ApplicationTargetGroupProps::new()
        .vpc(&network.vpc)
        .port(APPLICATION)
        .protocol(ApplicationProtocol::Http)
        // By its id, since the rules of its security group are there already.
        .targets([Target::instance_id(master.id())])
        .health_check(check);
    ApplicationTargetGroup::new(listener, "TargetGroup", props)
}

/// Lets in whoever may use the application.
fn admit(settings: &SelfHostedSettings, groups: &SecurityGroups) {
    let ranges: Vec<&str> = match &settings.lb_allowed_from[..] {
        [] if settings.internal_load_balancer => PRIVATE_NETWORKS.to_vec(),
        [] => vec![EVERYWHERE],
        told => told.iter().map(String::as_str).collect(),
    };
    let ports: &[i64] = if is_https(settings) { &[HTTP, HTTPS] } else { &[HTTP] };
    for port in ports {
        for range in &ranges {
            groups.load_balancer.add_ingress_rule_described(&Peer::ipv4(*range), Port::tcp(*port), "Browsers");
        }
        if settings.internal_load_balancer {
            // These come with addresses of the VPC, whichever it has, so that their groups say who they are.
            for (group, who) in [(&groups.workers, "Workers"), (&groups.master, "The application itself")] {
                groups.load_balancer.connections().allow_from_described(group, Port::tcp(*port), who);
            }
        }
    }
}

/// Who said so with `https` knows it.
#[track_caller]
fn warn_of_plain_text(plan: &Plan) {
    let settings = &plan.settings;
    if settings.https.is_some() {
        return;
    }
    let help = "set `certificate_arn`, or `hosted_zone_id` so that a certificate is made; where something in front of the load \
                balancer speaks HTTPS, set `https` to false";
    let message = format!("the load balancer of `{}` speaks HTTP alone, without encryption", settings.domain);
    plan.scope().report(Finding::warning("load-balancer-without-https", message).help(help));
}
