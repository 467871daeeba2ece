//! Application load balancers.

use std::cell::RefCell;
use std::panic::Location;
use std::rc::Rc;

use purlin_cfn::elasticloadbalancingv2::load_balancer::MinimumLoadBalancerCapacity;
use purlin_cfn::elasticloadbalancingv2::{CfnLoadBalancer, CfnLoadBalancerProps};
use purlin_core::{Complete, Construct, Finding, Scope, Val, Value, props, text};

use crate::ec2::{
    Connectable, Connections, SecurityGroup, SecurityGroupProps, SelectedSubnets, SubnetSelection, SubnetType, Vpc,
};
use crate::handle::handle;

use super::arn::name_of_load_balancer;
use super::attributes::Attributes;
use super::listener::{ApplicationListener, ApplicationListenerProps};
use super::listener_action::{ListenerAction, RedirectProps};
use super::load_balancer_attributes;
use super::load_balancer_metrics::ApplicationLoadBalancerMetrics;
use super::load_balancer_props::ApplicationLoadBalancerSettings;
use super::names::check_name;
use super::protocol::{ApplicationProtocol, IpAddressType};

/// A load balancer for HTTP and HTTPS.
///
/// ```
/// use purlin_aws::ec2::{Vpc, VpcProps};
/// use purlin_aws::elasticloadbalancingv2::{
///     ApplicationListenerProps, ApplicationLoadBalancer, ApplicationLoadBalancerProps, ApplicationTargetGroupProps,
///     ListenerCertificate, Target,
/// };
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let vpc = Vpc::new(&stack, "Network", VpcProps::new());
/// let props = ApplicationLoadBalancerProps::new().vpc(&vpc).internet_facing(true);
/// let balancer = ApplicationLoadBalancer::new(&stack, "Front", props);
/// balancer.add_redirect();
///
/// let certificate = ListenerCertificate::from_arn("arn:aws:acm:eu-west-1:111122223333:certificate/1");
/// let https = balancer.add_listener("Https", ApplicationListenerProps::new().port(443).certificates([certificate]));
/// https.add_targets("Fleet", ApplicationTargetGroupProps::new().port(8080).targets([Target::ip("10.0.1.7")]));
/// # app.synth().unwrap();
/// ```
///
/// [Application load balancers](https://docs.aws.amazon.com/elasticloadbalancing/latest/application/introduction.html)
#[derive(Clone)]
pub struct ApplicationLoadBalancer {
    inner: Rc<Inner>,
}

pub(super) struct Inner {
    pub(super) scope: Scope,
    pub(super) arn: Value<String>,
    pub(super) full_name: Value<String>,
    pub(super) dns_name: Option<Value<String>>,
    pub(super) hosted_zone_id: Option<Value<String>>,
    pub(super) vpc: Option<Vpc>,
    pub(super) connections: Connections,
    pub(super) has_ipv6: bool,
    pub(super) made: Option<Made>,
    /// The ports of its listeners, and where they were given.
    pub(super) ports: RefCell<Vec<(i64, &'static Location<'static>)>>,
}

pub(super) struct Made {
    cfn: CfnLoadBalancer,
    internet_facing: bool,
    attributes: RefCell<Attributes>,
}

handle!(ApplicationLoadBalancer, inner.scope);

impl Connectable for ApplicationLoadBalancer {
    fn connections(&self) -> Connections {
        self.inner.connections.clone()
    }
}

props! {
    /// What is redirected where by [`ApplicationLoadBalancer::add_redirect_with`].
    pub struct ApplicationLoadBalancerRedirectProps => ApplicationLoadBalancerRedirect in application_load_balancer_redirect_props {
        optional {
            /// The port that clients come to. Default: 80.
            source_port: i64 = 80,
            /// The protocol that they speak there. Default: HTTP.
            source_protocol: ApplicationProtocol = ApplicationProtocol::Http,
            /// The port that they are sent to. Default: 443.
            target_port: i64 = 443,
            /// The protocol that they should speak there. Default: HTTPS.
            target_protocol: ApplicationProtocol = ApplicationProtocol::Https,
            /// Whether everyone may reach the port. Default: as with any other listener.
            open: bool,
        }
    }
}

const FEWEST_SUBNETS: usize = 2;

impl ApplicationLoadBalancer {
    /// A load balancer. It answers nothing before it has a listener.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<ApplicationLoadBalancerSettings>) -> Self {
        let location = Location::caller();
        let settings = props.complete();
        let scope = Scope::new(scope, id);
        let subnets = select_subnets(&settings, &scope, location);
        let capacity = settings.minimum_capacity_unit;
        let cfn_props = CfnLoadBalancerProps::new()
            .type_("application")
            .name(settings.load_balancer_name.clone())
            .scheme(if settings.internet_facing { "internet-facing" } else { "internal" })
            .subnets(subnets.ids())
            .ip_address_type(settings.ip_address_type.clone())
            .minimum_load_balancer_capacity(
                capacity.map(|units| MinimumLoadBalancerCapacity::new().capacity_units(units)),
            );
        let cfn = CfnLoadBalancer::new(&scope, "Resource", cfn_props);
        if settings.internet_facing {
            subnets.internet_connectivity().precedes(&cfn);
        }
        // No closure: what it makes would seem to be made here, rather than in the user's program.
        let group = match settings.security_group.clone() {
            Some(group) => group,
            None => {
                let description = text!["Automatically created Security Group for ELB ", scope.unique_id()];
                let props = SecurityGroupProps::new().vpc(&settings.vpc).description(description);
                SecurityGroup::new(&scope, "SecurityGroup", props.allow_all_outbound(false))
            }
        };
        let inner = Inner {
            arn: cfn.get_ref(),
            full_name: cfn.attr_load_balancer_full_name(),
            dns_name: Some(cfn.attr_dns_name()),
            hosted_zone_id: Some(cfn.attr_canonical_hosted_zone_id()),
            vpc: Some(settings.vpc.clone()),
            connections: Connections::new([group]),
            has_ipv6: settings.ip_address_type.as_ref().is_some_and(IpAddressType::has_ipv6),
            made: Some(Made { cfn, internet_facing: settings.internet_facing, attributes: RefCell::default() }),
            ports: RefCell::default(),
            scope,
        };
        let balancer = ApplicationLoadBalancer { inner: Rc::new(inner) };
        balancer.change_attributes(|attributes| load_balancer_attributes::write(&settings, attributes));
        load_balancer_attributes::check(&settings, balancer.scope(), location);
        check_name(settings.load_balancer_name.as_ref(), "load balancer", balancer.scope(), location);
        balancer.write_security_groups_later();
        balancer
    }

    pub(super) fn of(inner: Inner) -> Self {
        ApplicationLoadBalancer { inner: Rc::new(inner) }
    }

    /// The generated resource; none when the load balancer was imported.
    pub fn cfn(&self) -> Option<&CfnLoadBalancer> {
        self.inner.made.as_ref().map(|made| &made.cfn)
    }

    /// Its ARN.
    pub fn arn(&self) -> Value<String> {
        self.inner.arn.clone()
    }

    /// The end of its ARN, by which metrics know it: `app/name/id`.
    pub fn full_name(&self) -> Value<String> {
        self.inner.full_name.clone()
    }

    /// Its name.
    pub fn name(&self) -> Value<String> {
        match &self.inner.made {
            Some(made) => made.cfn.attr_load_balancer_name(),
            None => name_of_load_balancer(&self.inner.arn),
        }
    }

    /// The name under which DNS knows it. An error for an imported load balancer of which it was not told.
    #[track_caller]
    pub fn dns_name(&self) -> Value<String> {
        self.known(&self.inner.dns_name, "DNS name", "load_balancer_dns_name")
    }

    /// The hosted zone of its DNS name, for alias records. An error for an imported load balancer of which it was not told.
    #[track_caller]
    pub fn canonical_hosted_zone_id(&self) -> Value<String> {
        self.known(&self.inner.hosted_zone_id, "hosted zone", "load_balancer_canonical_hosted_zone_id")
    }

    /// The network that it is in; none for an imported load balancer of which it was not told.
    pub fn vpc(&self) -> Option<&Vpc> {
        self.inner.vpc.as_ref()
    }

    /// Adds a listener.
    ///
    /// ```
    /// # use purlin_aws::elasticloadbalancingv2::{ApplicationListenerProps, ApplicationLoadBalancer, ListenerAction};
    /// # fn example(balancer: &ApplicationLoadBalancer) {
    /// let sorry = ListenerAction::fixed_response(503);
    /// balancer.add_listener("Http", ApplicationListenerProps::new().port(80).default_action(sorry));
    /// # }
    /// ```
    #[track_caller]
    pub fn add_listener(&self, id: &str, props: ApplicationListenerProps) -> ApplicationListener {
        ApplicationListener::new(self, id, props.load_balancer(self))
    }

    /// Sends clients from HTTP on port 80 to HTTPS on port 443.
    #[track_caller]
    pub fn add_redirect(&self) -> ApplicationListener {
        self.add_redirect_with(ApplicationLoadBalancerRedirectProps::new())
    }

    /// Sends clients from one port to another.
    #[track_caller]
    pub fn add_redirect_with(&self, props: impl Complete<ApplicationLoadBalancerRedirect>) -> ApplicationListener {
        let ApplicationLoadBalancerRedirect { source_port, source_protocol, target_port, target_protocol, open } =
            props.complete();
        let redirect =
            RedirectProps::new().port(target_port.to_string()).protocol(target_protocol.as_str()).permanent(true);
        let mut listener = ApplicationListenerProps::new()
            .port(source_port)
            .protocol(source_protocol)
            .default_action(ListenerAction::redirect(redirect));
        if let Some(open) = open {
            listener = listener.open(open);
        }
        self.add_listener(&format!("Redirect{source_port}To{target_port}"), listener)
    }

    /// Adds a security group.
    pub fn add_security_group(&self, group: impl Into<SecurityGroup>) {
        self.inner.connections.add_security_group(group);
    }

    /// Sets [an attribute](https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#load-balancer-attributes)
    /// that has no setter.
    #[track_caller]
    pub fn set_attribute(&self, key: impl Into<String>, value: impl Into<Value<String>>) {
        self.report_if_imported(Location::caller());
        self.change_attributes(|attributes| attributes.set(key, value));
    }

    /// Leaves an attribute to AWS.
    #[track_caller]
    pub fn remove_attribute(&self, key: &str) {
        self.report_if_imported(Location::caller());
        self.change_attributes(|attributes| attributes.remove(key));
    }

    /// What AWS measures of it.
    pub fn metrics(&self) -> ApplicationLoadBalancerMetrics {
        ApplicationLoadBalancerMetrics::new(self.full_name())
    }

    /// Whether listeners let everyone in unless they say otherwise.
    pub(super) fn is_open_by_default(&self) -> bool {
        self.inner.made.as_ref().is_some_and(|made| made.internet_facing)
    }

    pub(super) fn has_ipv6(&self) -> bool {
        self.inner.has_ipv6
    }

    /// Notes the port of a listener, and reports one that another listener has.
    pub(super) fn take_port(&self, port: i64, listener: &Scope, location: &'static Location<'static>) {
        let mut taken = self.inner.ports.borrow_mut();
        if let Some((_, other)) = taken.iter().find(|(other, _)| *other == port) {
            let message = format!("two listeners of a load balancer have the port {port}");
            let finding = Finding::error("duplicate-port", message).at(location).related("the other one", *other);
            listener.report(finding.help("choose another port, or add rules to one listener with `route`"));
        }
        taken.push((port, location));
    }

    pub(super) fn change_attributes(&self, change: impl FnOnce(&mut Attributes)) {
        let Some(made) = &self.inner.made else { return };
        let mut attributes = made.attributes.borrow_mut();
        change(&mut attributes);
        if let Some(attributes) = attributes.to_val() {
            made.cfn.resource().set_property("LoadBalancerAttributes", attributes);
        }
    }

    pub(super) fn report_if_imported(&self, location: &'static Location<'static>) {
        if self.inner.made.is_none() {
            let message = "a load balancer that was made elsewhere cannot be changed";
            let finding = Finding::error("change-of-imported-load-balancer", message).at(location);
            self.scope().report(finding.help("change it where it is made"));
        }
    }

    fn write_security_groups_later(&self) {
        let balancer = self.clone();
        self.scope().when_settled(move |_| {
            let ids = balancer.inner.connections.security_groups().iter().map(|group| group.id().into_val()).collect();
            if let Some(cfn) = balancer.cfn() {
                cfn.resource().set_property("SecurityGroups", Val::List(ids));
            }
        });
    }

    #[track_caller]
    fn known(&self, value: &Option<Value<String>>, what: &str, setter: &str) -> Value<String> {
        if let Some(value) = value {
            return value.clone();
        }
        let message = format!("the {what} of an imported load balancer is not known");
        let finding = Finding::error("unknown-attribute", message).at(Location::caller());
        self.scope().report(finding.help(format!("set `{setter}` where it is imported")));
        Value::from("")
    }
}

#[track_caller]
fn select_subnets(
    settings: &ApplicationLoadBalancerSettings,
    scope: &Scope,
    location: &'static Location<'static>,
) -> SelectedSubnets {
    let usual = if settings.internet_facing { SubnetType::Public.into() } else { SubnetSelection::new() };
    let subnets = settings.vpc.select_subnets(settings.vpc_subnets.as_ref().unwrap_or(&usual));
    let count = subnets.subnets().len();
    if count < FEWEST_SUBNETS && !subnets.is_pending_lookup() {
        let finding = Finding::error("too-few-subnets", format!("a load balancer has {count} subnets")).at(location);
        scope.report(finding.help("choose subnets in two zones at least"));
    }
    subnets
}
