//! Listeners: the ports of a load balancer.

use std::cell::{Cell, RefCell};
use std::panic::Location;
use std::rc::Rc;

use purlin_cfn::elasticloadbalancingv2::{CfnListener, CfnListenerProps};
use purlin_core::{Complete, Construct, Finding, Scope, Val, Value, props};

use crate::ec2::{Connectable, Connections, Peer, Port, SecurityGroup};
use crate::handle::handle;

use super::listener_action::ListenerAction;
use super::listener_certificate::{ListenerCertificate, ListenerCertificates};
use super::listener_condition::ListenerCondition;
use super::listener_route::ListenerRoute;
use super::load_balancer::ApplicationLoadBalancer;
use super::mutual_authentication::MutualAuthentication;
use super::protocol::ApplicationProtocol;
use super::ssl_policy::SslPolicy;
use super::target_group::ApplicationTargetGroup;
use super::target_group_props::ApplicationTargetGroupProps;

props! {
    /// The settings of an [`ApplicationListener`]. At least one of `port` and `protocol` must be set.
    pub struct ApplicationListenerProps => ApplicationListenerSettings in application_listener_props {
        required {
            /// The load balancer that it belongs to. [`add_listener`](ApplicationLoadBalancer::add_listener) sets it.
            load_balancer: ApplicationLoadBalancer as LoadBalancer,
        }
        optional {
            /// The port that it listens on. Default: that of the protocol.
            port: i64,
            /// The protocol that clients speak. Default: that of the port, for the ports 80, 8000, 8008, 8080, 443 and 8443.
            protocol: ApplicationProtocol,
            /// The certificates that it shows to clients; the first one to those that name no host. HTTPS needs at least one.
            certificates: ListenerCertificates = ListenerCertificates::default(),
            /// The protocols and ciphers that it negotiates. Default: [`SslPolicy::TLS13_12_PQ`] for HTTPS.
            ssl_policy: SslPolicy,
            /// What it does with requests that no rule is for. Default: what
            /// [`set_default_action`](ApplicationListener::set_default_action) or
            /// [`add_targets`](ApplicationListener::add_targets) say.
            default_action: ListenerAction,
            /// Whether everyone may reach it: anyone on the internet for an internet-facing load balancer, and anyone whom the
            /// network lets pass for an internal one. Default: yes for an internet-facing load balancer that is made in this
            /// program, which is there for that; no otherwise: allow clients in with
            /// [`connections`](ApplicationListener::connections).
            open: bool,
            /// Whether clients have to show certificates. Default: no.
            mutual_authentication: MutualAuthentication,
        }
    }
}

props! {
    /// What is to be known of a listener that exists.
    pub struct ApplicationListenerAttributesProps => ApplicationListenerAttributes in application_listener_attributes_props {
        required {
            /// Its ARN.
            arn: Value<String> as Arn,
            /// The security group of its load balancer.
            security_group: SecurityGroup as SecurityGroupOfListener,
        }
        optional {
            /// Its port.
            default_port: i64,
        }
    }
}

/// A port of an application load balancer, and what it does with the requests that come in there.
///
/// ```
/// use purlin_aws::ec2::{Vpc, VpcProps};
/// use purlin_aws::elasticloadbalancingv2::{
///     ApplicationListenerProps, ApplicationLoadBalancer, ApplicationLoadBalancerProps, ApplicationTargetGroupProps,
///     ListenerAction, ListenerCertificate, ListenerCondition, Target,
/// };
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
/// # let vpc = Vpc::new(&stack, "Network", VpcProps::new());
/// # let props = ApplicationLoadBalancerProps::new().vpc(&vpc).internet_facing(true);
/// # let balancer = ApplicationLoadBalancer::new(&stack, "Front", props);
///
/// let certificate = ListenerCertificate::from_arn("arn:aws:acm:eu-west-1:111122223333:certificate/1");
/// let listener = balancer.add_listener("Https", ApplicationListenerProps::new().port(443).certificates([certificate]));
/// listener.add_targets("Fleet", ApplicationTargetGroupProps::new().port(8080).targets([Target::ip("10.0.1.7")]));
/// listener
///     .route(10, [ListenerCondition::path_patterns(["/admin/*"])])
///     .add_action("Admin", ListenerAction::fixed_response(403));
/// # app.synth().unwrap();
/// ```
///
/// [Listeners](https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html)
#[derive(Clone)]
pub struct ApplicationListener {
    inner: Rc<Inner>,
}

struct Inner {
    scope: Scope,
    arn: Value<String>,
    connections: Connections,
    source: Source,
    /// The priorities of its rules, and where they were given.
    priorities: RefCell<Vec<(i64, &'static Location<'static>)>>,
}

enum Source {
    Made(Made),
    Imported,
}

struct Made {
    cfn: CfnListener,
    load_balancer: ApplicationLoadBalancer,
    protocol: Option<ApplicationProtocol>,
    has_certificate: Cell<bool>,
    has_default_action: Cell<bool>,
}

handle!(ApplicationListener, inner.scope);

const TO_TARGET: &str = "Load balancer to target";
const PRIORITIES: std::ops::RangeInclusive<i64> = 1..=50000;

impl Connectable for ApplicationListener {
    fn connections(&self) -> Connections {
        self.inner.connections.clone()
    }
}

impl ApplicationListener {
    /// A listener of a load balancer. It must get a default action before the app is synthesised.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<ApplicationListenerSettings>) -> Self {
        let location = Location::caller();
        let settings = props.complete();
        let load_balancer = settings.load_balancer;
        let scope = Scope::new(scope, id);
        if settings.protocol.is_none() && settings.port.is_none() {
            let finding = Finding::error("no-port", "a listener needs a port or a protocol").at(location);
            scope.report(finding.help("set `port`, such as 443"));
        }
        let known = ApplicationProtocol::and_port(settings.protocol, settings.port, &scope, location);
        let (protocol, port) = (known.map(|(protocol, _)| protocol), known.map(|(_, port)| port));
        if protocol == Some(ApplicationProtocol::Http) {
            let of_tls = [
                ("ssl_policy", settings.ssl_policy.is_some()),
                ("mutual_authentication", settings.mutual_authentication.is_some()),
            ];
            for (name, _) in of_tls.into_iter().filter(|(_, is_set)| *is_set) {
                let message = format!("`{name}` has no meaning for a listener for HTTP");
                let finding = Finding::error("tls-without-https", message).at(location);
                scope.report(finding.help("set `protocol` to `ApplicationProtocol::Https`, or leave it out"));
            }
        }
        let by_default = (protocol == Some(ApplicationProtocol::Https)).then_some(SslPolicy::TLS13_12_PQ);
        let cfn_props = CfnListenerProps::new()
            .load_balancer_arn(load_balancer.arn())
            .port(port)
            .protocol(protocol.map(ApplicationProtocol::as_str))
            .ssl_policy(settings.ssl_policy.or(by_default))
            .mutual_authentication(settings.mutual_authentication.as_ref().map(MutualAuthentication::to_cfn))
            .default_actions(Value::from_val(Val::List(Vec::new())));
        let cfn = CfnListener::new(&scope, "Resource", cfn_props);
        let connections = connections_at(load_balancer.connections().security_groups(), port);
        let made = Made {
            load_balancer: load_balancer.clone(),
            protocol,
            has_certificate: Cell::new(false),
            has_default_action: Cell::new(false),
            cfn,
        };
        let inner = Inner {
            arn: made.cfn.get_ref(),
            scope,
            connections,
            source: Source::Made(made),
            priorities: RefCell::default(),
        };
        let listener = ApplicationListener { inner: Rc::new(inner) };
        listener.add_certificates("DefaultCertificates", settings.certificates);
        if let Some(action) = &settings.default_action {
            listener.set_default_action_at(action, location);
        }
        if let Some(port) = port {
            load_balancer.take_port(port, listener.scope(), location);
            if settings.open.unwrap_or(load_balancer.is_open_by_default()) {
                listener.open_to_everyone(&load_balancer, port);
            }
        }
        listener.check_when_finished(location);
        listener
    }

    /// A listener that exists.
    #[track_caller]
    pub fn from_attributes(
        scope: &impl Construct,
        id: &str,
        props: impl Complete<ApplicationListenerAttributes>,
    ) -> Self {
        let ApplicationListenerAttributes { arn, security_group, default_port } = props.complete();
        let inner = Inner {
            scope: Scope::new(scope, id),
            arn,
            connections: connections_at(vec![security_group], default_port),
            source: Source::Imported,
            priorities: RefCell::default(),
        };
        ApplicationListener { inner: Rc::new(inner) }
    }

    /// The generated resource; none when the listener was imported.
    pub fn cfn(&self) -> Option<&CfnListener> {
        self.made().map(|made| &made.cfn)
    }

    /// Its ARN.
    pub fn arn(&self) -> Value<String> {
        self.inner.arn.clone()
    }

    /// The load balancer that it belongs to; none when the listener was imported.
    pub fn load_balancer(&self) -> Option<&ApplicationLoadBalancer> {
        self.made().map(|made| &made.load_balancer)
    }

    /// Sets what becomes of requests that no rule is for, once.
    #[doc(alias = "add_action")]
    #[track_caller]
    pub fn set_default_action(&self, action: impl Into<ListenerAction>) {
        self.set_default_action_at(&action.into(), Location::caller());
    }

    #[track_caller]
    fn set_default_action_at(&self, action: &ListenerAction, location: &'static Location<'static>) {
        let Some(made) = self.made() else {
            let message = "the default action of a listener that was made elsewhere cannot be set";
            let finding = Finding::error("change-of-imported-listener", message).at(location);
            return self.scope().report(finding.help("add a rule instead, with `route`"));
        };
        if made.has_default_action.replace(true) {
            let finding =
                Finding::error("second-default-action", "a listener has a second default action").at(location);
            self.scope().report(finding.help("leave one of them out, or make it a rule with `route`"));
        }
        self.check_action(action, location);
        action.bind(self, self.scope());
        made.cfn.resource().set_property("DefaultActions", action.to_val(false));
    }

    /// Makes a target group of targets, for requests that no rule is for. The group's network is the load balancer's.
    #[track_caller]
    pub fn add_targets(&self, id: &str, props: ApplicationTargetGroupProps) -> ApplicationTargetGroup {
        let group = self.make_target_group(id, props);
        self.set_default_action_at(&ListenerAction::forward([&group]), Location::caller());
        group
    }

    /// Forwards requests that no rule is for to target groups, to each alike.
    #[track_caller]
    pub fn add_target_groups<'a>(&self, groups: impl IntoIterator<Item = &'a ApplicationTargetGroup>) {
        self.set_default_action_at(&ListenerAction::forward(groups), Location::caller());
    }

    /// Begins a rule: requests that all conditions hold for are treated as it says, unless a rule with a smaller number, from
    /// 1 to 50000, is for them.
    ///
    /// ```
    /// # use purlin_aws::elasticloadbalancingv2::{ApplicationListener, ListenerAction, ListenerCondition};
    /// # fn example(listener: &ApplicationListener) {
    /// listener
    ///     .route(10, [ListenerCondition::host_headers(["old.example.com"])])
    ///     .add_action("Old", ListenerAction::fixed_response(410));
    /// # }
    /// ```
    #[doc(alias = "priority")]
    #[track_caller]
    pub fn route(&self, priority: i64, conditions: impl IntoIterator<Item = ListenerCondition>) -> ListenerRoute {
        ListenerRoute::new(self, priority, conditions.into_iter().collect(), Location::caller())
    }

    /// Shows further certificates to clients. The first certificate of a listener is part of it; for each other one there is
    /// a resource with this id and a number.
    #[track_caller]
    pub fn add_certificates(&self, id: &str, certificates: impl Into<ListenerCertificates>) {
        let mut certificates = certificates.into().0.into_iter();
        match self.made() {
            None => ListenerCertificate::attach(self, id, certificates.collect()),
            Some(made) => {
                if !made.has_certificate.get()
                    && let Some(first) = certificates.next()
                {
                    made.has_certificate.set(true);
                    made.cfn.resource().set_property("Certificates", Val::List(vec![first.to_val()]));
                }
                for (number, certificate) in (1..).zip(certificates) {
                    ListenerCertificate::attach(self, &format!("{id}{number}"), vec![certificate]);
                }
            }
        }
    }

    /// Lets the load balancer reach a target.
    #[track_caller]
    pub(super) fn reach(&self, target: &Connections, port: &Port) {
        match self.made() {
            Some(made) => target.allow_from_described(&made.load_balancer, port.clone(), TO_TARGET),
            None => self.inner.connections.allow_to_described(target, port.clone(), TO_TARGET),
        }
    }

    /// Notes the priority of a rule, and reports one that cannot be, or that another rule has.
    pub(super) fn take_priority(&self, priority: i64, rule: &Scope, location: &'static Location<'static>) {
        if !PRIORITIES.contains(&priority) {
            let finding = Finding::error("bad-priority", format!("a rule cannot have the priority {priority}"));
            rule.report(finding.at(location).help("priorities are numbers from 1 to 50000"));
        }
        let mut taken = self.inner.priorities.borrow_mut();
        if let Some((_, other)) = taken.iter().find(|(other, _)| *other == priority) {
            let message = format!("two rules of a listener have the priority {priority}");
            let finding = Finding::error("duplicate-priority", message).at(location).related("the other one", *other);
            rule.report(finding.help("give each rule a priority of its own; the smallest number is tried first"));
        }
        taken.push((priority, location));
    }

    /// Reports an action that the listener's protocol does not allow.
    pub(super) fn check_action(&self, action: &ListenerAction, location: &'static Location<'static>) {
        let is_http = self.made().is_some_and(|made| made.protocol == Some(ApplicationProtocol::Http));
        if action.needs_https() && is_http {
            let finding = Finding::error("authentication-without-https", "clients can sign in over HTTPS only");
            self.scope().report(finding.at(location).help("make it a listener for HTTPS, with a certificate"));
        }
    }

    /// Makes a target group in the load balancer's network.
    #[track_caller]
    pub(super) fn make_target_group(&self, id: &str, props: ApplicationTargetGroupProps) -> ApplicationTargetGroup {
        let id = format!("{id}Group");
        match self.made().and_then(|made| made.load_balancer.vpc()) {
            Some(vpc) => ApplicationTargetGroup::new(self, &id, props.vpc(vpc)),
            None => {
                let message = "the network of the listener's load balancer is not known";
                let finding = Finding::error("unknown-network", message).at(Location::caller());
                let help = "make the target group with `ApplicationTargetGroup::new`, which takes the network";
                self.scope().report(finding.help(help));
                ApplicationTargetGroup::from_arn(self, &id, "")
            }
        }
    }

    #[track_caller]
    fn open_to_everyone(&self, load_balancer: &ApplicationLoadBalancer, port: i64) {
        let description = format!("Allow from anyone on port {port}");
        self.inner.connections.allow_from_described(&Peer::any_ipv4(), Port::tcp(port), &description);
        if load_balancer.has_ipv6() {
            self.inner.connections.allow_from_described(&Peer::any_ipv6(), Port::tcp(port), &description);
        }
    }

    fn check_when_finished(&self, location: &'static Location<'static>) {
        let listener = self.clone();
        self.scope().add_validation(move |scope| {
            let Some(made) = listener.made() else { return };
            if !made.has_default_action.get() {
                let finding = Finding::error("no-default-action", "a listener has no default action").at(location);
                scope.report(finding.help("call `add_targets`, or set `default_action`"));
            }
            match (made.protocol, made.has_certificate.get()) {
                (Some(ApplicationProtocol::Https), false) => {
                    let finding =
                        Finding::error("no-certificate", "a listener for HTTPS has no certificate").at(location);
                    scope.report(finding.help("set `certificates`, or call `add_certificates`"));
                }
                (Some(ApplicationProtocol::Http), true) => {
                    let message = "a listener for HTTP has a certificate, which is never shown";
                    let finding = Finding::error("certificate-without-https", message).at(location);
                    scope.report(
                        finding.help("set `protocol` to `ApplicationProtocol::Https`, or remove the certificate"),
                    );
                }
                _ => {}
            }
        });
    }

    fn made(&self) -> Option<&Made> {
        match &self.inner.source {
            Source::Made(made) => Some(made),
            Source::Imported => None,
        }
    }
}

fn connections_at(groups: Vec<SecurityGroup>, port: Option<i64>) -> Connections {
    match port {
        Some(port) => Connections::with_default_port(groups, Port::tcp(port)),
        None => Connections::new(groups),
    }
}
