//! Target groups: what a load balancer shares requests among.

use std::cell::RefCell;
use std::panic::Location;
use std::rc::Rc;
use std::time::Duration;

use purlin_cfn::elasticloadbalancingv2::{CfnTargetGroup, CfnTargetGroupProps};
use purlin_core::{Complete, Construct, Finding, IntoValue, Properties, Scope, Val, Value, props};

use crate::ec2::{Connectable, Connections, Port};
use crate::handle::handle;

use super::arn::{
    first_load_balancer_of_listener, full_name_of_load_balancer, full_name_of_target_group, name_of_target_group,
};
use super::attributes::Attributes;
use super::health_check::HealthCheck;
use super::listener::ApplicationListener;
use super::names::check_name;
use super::protocol::ApplicationProtocol;
use super::target::{LoadBalancerTarget, Target, TargetType};
use super::target_group_attributes;
use super::target_group_metrics::ApplicationTargetGroupMetrics;
use super::target_group_props::ApplicationTargetGroupSettings;

/// Targets that an application load balancer shares requests among.
///
/// ```
/// use std::time::Duration;
/// use purlin_aws::ec2::{Vpc, VpcProps};
/// use purlin_aws::elasticloadbalancingv2::{ApplicationTargetGroup, ApplicationTargetGroupProps, HealthCheckProps, Target};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let vpc = Vpc::new(&stack, "Network", VpcProps::new());
/// let fleet = ApplicationTargetGroup::new(
///     &stack,
///     "Fleet",
///     ApplicationTargetGroupProps::new()
///         .vpc(&vpc)
///         .port(8080)
///         .targets([Target::ip("10.0.1.7"), Target::ip("10.0.2.7")])
///         .health_check(HealthCheckProps::new().path("/health"))
///         .deregistration_delay(Duration::from_secs(30)),
/// );
/// # app.synth().unwrap();
/// ```
///
/// [Target groups](https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html)
#[derive(Clone)]
pub struct ApplicationTargetGroup {
    inner: Rc<Inner>,
}

struct Inner {
    scope: Scope,
    arn: Value<String>,
    full_name: Value<String>,
    name: Value<String>,
    source: Source,
}

enum Source {
    Made(Made),
    /// With the ARN of its load balancer.
    Imported(Option<Value<String>>),
}

struct Made {
    cfn: CfnTargetGroup,
    port: Option<i64>,
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    attributes: Attributes,
    target_type: Option<TargetType>,
    targets: Vec<Val>,
    /// What lets load balancers in, and where.
    members: Vec<(Connections, Port)>,
    listeners: Vec<ApplicationListener>,
    /// What leads to it: listeners and rules.
    associates: Vec<Scope>,
    /// What waits for those.
    waiting: Vec<Scope>,
}

handle!(ApplicationTargetGroup, inner.scope);

props! {
    /// What is to be known of a target group that exists.
    pub struct ApplicationTargetGroupAttributesProps => ApplicationTargetGroupAttributes in application_target_group_attributes_props {
        required {
            /// Its ARN.
            arn: Value<String> as Arn,
        }
        optional {
            /// The ARN of the load balancer that it belongs to, which its metrics need.
            load_balancer_arn: Value<String>,
        }
    }
}

const STICKINESS: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(7 * 24 * 60 * 60));
const RESERVED_COOKIES: &str = "AWSALB";

impl ApplicationTargetGroup {
    /// A target group. It gets no requests before a listener forwards to it.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<ApplicationTargetGroupSettings>) -> Self {
        let location = Location::caller();
        let settings = props.complete();
        let scope = Scope::new(scope, id);
        let known = ApplicationProtocol::and_port(settings.protocol, settings.port, &scope, location);
        if settings.protocol.is_none() && settings.port.is_none() {
            let finding = Finding::error("no-port", "a target group needs a port or a protocol").at(location);
            scope.report(finding.help("set `port` to where targets listen"));
        }
        let port = known.map(|(_, port)| port);
        let cfn_props = CfnTargetGroupProps::new()
            .name(settings.target_group_name.clone())
            .port(port)
            .protocol(known.map(|(protocol, _)| protocol.as_str()))
            .protocol_version(settings.protocol_version.clone())
            .ip_address_type(settings.ip_address_type.clone())
            .target_type(settings.target_type.clone())
            .vpc_id(settings.vpc.id());
        let cfn = CfnTargetGroup::new(&scope, "Resource", cfn_props);
        check_name(settings.target_group_name.as_ref(), "target group", &scope, location);
        let state = State { target_type: settings.target_type.clone(), ..State::default() };
        let group = ApplicationTargetGroup {
            inner: Rc::new(Inner {
                scope,
                arn: cfn.get_ref(),
                full_name: cfn.attr_target_group_full_name(),
                name: cfn.attr_target_group_name(),
                source: Source::Made(Made { cfn, port, state: RefCell::new(state) }),
            }),
        };
        if let Some(check) = &settings.health_check {
            group.configure_health_check_at(check, location);
        }
        group.change(|state| target_group_attributes::write(&settings, &mut state.attributes));
        target_group_attributes::check(&settings, group.scope(), location);
        if let Some(duration) = settings.stickiness_cookie_duration {
            group.enable_stickiness_at(duration, settings.stickiness_cookie_name, location);
        }
        settings.targets.0.iter().for_each(|target| group.add_target_at(target, location));
        group
    }

    /// A target group that exists, by its ARN, without what its metrics need.
    #[track_caller]
    pub fn from_arn(scope: &impl Construct, id: &str, arn: impl IntoValue<String>) -> Self {
        Self::from_attributes(scope, id, ApplicationTargetGroupAttributesProps::new().arn(arn.into_value()))
    }

    /// A target group that exists. Security groups of its targets are not touched.
    #[track_caller]
    pub fn from_attributes(
        scope: &impl Construct,
        id: &str,
        props: impl Complete<ApplicationTargetGroupAttributes>,
    ) -> Self {
        let ApplicationTargetGroupAttributes { arn, load_balancer_arn } = props.complete();
        let inner = Inner {
            scope: Scope::new(scope, id),
            full_name: full_name_of_target_group(&arn),
            name: name_of_target_group(&arn),
            arn,
            source: Source::Imported(load_balancer_arn),
        };
        ApplicationTargetGroup { inner: Rc::new(inner) }
    }

    /// The generated resource; none when the target group was imported.
    pub fn cfn(&self) -> Option<&CfnTargetGroup> {
        self.made().map(|made| &made.cfn)
    }

    /// Its ARN.
    pub fn arn(&self) -> Value<String> {
        self.inner.arn.clone()
    }

    /// Its name.
    pub fn name(&self) -> Value<String> {
        self.inner.name.clone()
    }

    /// The end of its ARN, by which metrics know it: `targetgroup/name/id`.
    pub fn full_name(&self) -> Value<String> {
        self.inner.full_name.clone()
    }

    /// The end of the ARN of the first load balancer that sends requests to it, by which metrics know it:
    /// `app/name/id`. None as long as no listener forwards to it.
    pub fn first_load_balancer_full_name(&self) -> Option<Value<String>> {
        match &self.inner.source {
            Source::Made(made) => {
                let state = made.state.borrow();
                state.listeners.first().map(|listener| first_load_balancer_of_listener(&listener.arn()))
            }
            Source::Imported(load_balancer) => load_balancer.as_ref().map(full_name_of_load_balancer),
        }
    }

    /// Adds a target.
    ///
    /// ```
    /// # use purlin_aws::elasticloadbalancingv2::{ApplicationTargetGroup, Target};
    /// # fn example(fleet: &ApplicationTargetGroup) {
    /// fleet.add_target(Target::instance_id("i-0123456789abcdef0").port(8080));
    /// # }
    /// ```
    #[track_caller]
    pub fn add_target(&self, target: impl Into<Target>) {
        self.add_target_at(&target.into(), Location::caller());
    }

    fn add_target_at(&self, target: &Target, location: &'static Location<'static>) {
        if let Some(port) = target.own_port() {
            super::protocol::check_port(port, self.scope(), location);
        }
        let LoadBalancerTarget { target_type, description } = target.attach(self);
        let Some(made) = self.made() else {
            if description.is_some() {
                let message = "a target cannot be added to a target group that was made elsewhere";
                let help = "make a target group here, or add the target where the group is made";
                self.scope().report(Finding::error("target-of-imported-group", message).at(location).help(help));
            }
            return;
        };
        let mut state = made.state.borrow_mut();
        if let Some(others) = state.target_type.as_ref().filter(|others| **others != target_type) {
            let message =
                format!("a target of the type `{}` is in a group of `{}`", target_type.as_str(), others.as_str());
            let finding = Finding::error("mixed-targets", message).at(location);
            return self.scope().report(finding.help("make a target group for each type, and forward to both"));
        }
        made.cfn.update(CfnTargetGroupProps::new().target_type(&target_type));
        state.target_type = Some(target_type);
        if let Some(description) = description {
            state.targets.push(description);
            made.cfn.resource().set_property("Targets", Val::List(state.targets.clone()));
        }
    }

    /// Lets the load balancers that send requests here reach what has security groups: at this port, or at the group's. For
    /// targets that are not added as such.
    #[track_caller]
    pub fn register_connectable(&self, connectable: &impl Connectable, port: impl Into<Option<Port>>) {
        let Some(made) = self.made() else {
            let message =
                "the security groups of a target cannot be connected with a target group that was made elsewhere";
            let finding = Finding::warning("imported-target-group", message).at(Location::caller());
            return self.scope().report(finding.help("allow the load balancer in there by hand"));
        };
        let Some(port) = port.into().or_else(|| made.port.map(Port::tcp)) else { return };
        let connections = connectable.connections();
        let listeners = {
            let mut state = made.state.borrow_mut();
            state.members.push((connections.clone(), port.clone()));
            state.listeners.clone()
        };
        for listener in listeners {
            listener.reach(&connections, &port);
        }
    }

    /// Tells it of a listener that forwards to it, or of a rule of that listener.
    #[track_caller]
    pub(super) fn register_listener(&self, listener: &ApplicationListener, associate: &Scope) {
        let Some(made) = self.made() else {
            let message = "the security groups of targets are not opened for a target group that was made elsewhere";
            let finding = Finding::warning("imported-target-group", message);
            return self.scope().report(finding.help("allow the load balancer in there by hand"));
        };
        let (members, waiting) = {
            let mut state = made.state.borrow_mut();
            state.listeners.push(listener.clone());
            state.associates.push(associate.clone());
            (state.members.clone(), state.waiting.clone())
        };
        for (connections, port) in members {
            listener.reach(&connections, &port);
        }
        waiting.iter().for_each(|construct| construct.add_dependency(associate));
    }

    /// Makes a construct wait until the group gets requests: for all listeners and rules that forward to it, those that
    /// come later included.
    #[track_caller]
    pub fn attached_before(&self, construct: &impl Construct) {
        let Some(made) = self.made() else { return };
        let mut state = made.state.borrow_mut();
        state.associates.iter().for_each(|associate| construct.scope().add_dependency(associate));
        state.waiting.push(construct.scope().clone());
    }

    /// Replaces the health check.
    #[track_caller]
    pub fn configure_health_check(&self, health_check: impl Into<HealthCheck>) {
        self.configure_health_check_at(&health_check.into(), Location::caller());
    }

    fn configure_health_check_at(&self, health_check: &HealthCheck, location: &'static Location<'static>) {
        let Some(made) = self.made_or_report("health check", location) else { return };
        let mut properties = Properties::new();
        health_check.write_to(&mut properties);
        made.cfn.resource().update(properties);
        health_check.check(self.scope(), location);
    }

    /// Sends a client to the same target for this long, by a cookie of the load balancer's, or by the application's of
    /// this name.
    #[track_caller]
    pub fn enable_cookie_stickiness(&self, duration: Duration, cookie_name: Option<&str>) {
        self.enable_stickiness_at(duration, cookie_name.map(str::to_owned), Location::caller());
    }

    fn enable_stickiness_at(&self, duration: Duration, cookie: Option<String>, location: &'static Location<'static>) {
        if duration < STICKINESS.0 || duration > STICKINESS.1 {
            let message = format!("clients cannot stick to a target for {} seconds", duration.as_secs());
            let finding = Finding::error("bad-stickiness", message).at(location);
            self.scope().report(finding.help("choose between 1 second and 7 days"));
        }
        if let Some(name) = cookie.as_ref().filter(|name| name.is_empty() || name.starts_with(RESERVED_COOKIES)) {
            let message = format!("the application's cookie cannot have the name `{name}`");
            let finding = Finding::error("bad-cookie-name", message).at(location);
            self.scope().report(finding.help("names that begin with `AWSALB` are the load balancer's own"));
        }
        if self.made_or_report("stickiness", location).is_some() {
            self.change(|state| target_group_attributes::write_stickiness(duration, cookie, &mut state.attributes));
        }
    }

    /// Sets [an attribute](https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html#target-group-attributes)
    /// that has no setter.
    #[track_caller]
    pub fn set_attribute(&self, key: impl Into<String>, value: impl Into<Value<String>>) {
        if self.made_or_report("attribute", Location::caller()).is_some() {
            self.change(|state| state.attributes.set(key, value));
        }
    }

    /// What AWS measures of it; `None` as long as no load balancer is known to send requests to it.
    pub fn metrics(&self) -> Option<ApplicationTargetGroupMetrics> {
        let load_balancer = self.first_load_balancer_full_name()?;
        Some(ApplicationTargetGroupMetrics::new(self.full_name(), load_balancer))
    }

    fn made(&self) -> Option<&Made> {
        match &self.inner.source {
            Source::Made(made) => Some(made),
            Source::Imported(_) => None,
        }
    }

    fn made_or_report(&self, what: &str, location: &'static Location<'static>) -> Option<&Made> {
        let made = self.made();
        if made.is_none() {
            let message = format!("the {what} of a target group that was made elsewhere cannot be set");
            let finding = Finding::error("change-of-imported-group", message).at(location);
            self.scope().report(finding.help("set it where the group is made"));
        }
        made
    }

    /// Changes attributes, and writes them.
    fn change(&self, change: impl FnOnce(&mut State)) {
        let Some(made) = self.made() else { return };
        let mut state = made.state.borrow_mut();
        change(&mut state);
        if let Some(attributes) = state.attributes.to_val() {
            made.cfn.resource().set_property("TargetGroupAttributes", attributes);
        }
    }
}
