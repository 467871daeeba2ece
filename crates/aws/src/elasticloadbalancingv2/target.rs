//! Targets: what load balancers send requests to.

use std::fmt;
use std::rc::Rc;

use purlin_core::{IntoValue, Val, Value};

use crate::ec2::{Instance, Port};
use crate::open_enum::open_enum;

use super::target_group::ApplicationTargetGroup;

open_enum! {
    /// What the targets of a group are.
    pub struct TargetType {
        /// Instances, by their ids.
        INSTANCE = "instance",
        /// Addresses, in the network or beyond.
        IP = "ip",
        /// A function.
        LAMBDA = "lambda",
    }
}

/// Whatever can be a target: an instance, an Auto Scaling group, or what a program of yours knows.
pub trait ApplicationTarget {
    /// Makes it a target of a group, and tells what kind of target it is.
    fn attach_to_application_target_group(&self, group: &ApplicationTargetGroup) -> LoadBalancerTarget;
}

/// What a target is to its group.
#[derive(Clone, Debug)]
pub struct LoadBalancerTarget {
    pub(super) target_type: TargetType,
    pub(super) description: Option<Val>,
}

impl LoadBalancerTarget {
    /// A target that the group lists, by its id or address.
    pub fn listed(target_type: TargetType, id: impl IntoValue<String>, port: Option<i64>) -> Self {
        let port = port.map(|port| ("Port", Val::Integer(port)));
        let description = Val::structure([("Id", id.into_value().into_val())].into_iter().chain(port));
        LoadBalancerTarget { target_type, description: Some(description) }
    }

    /// A target that registers by itself, as an Auto Scaling group does with its instances.
    pub fn self_registering(target_type: TargetType) -> Self {
        LoadBalancerTarget { target_type, description: None }
    }
}

/// A target of any kind.
///
/// ```
/// use purlin_aws::elasticloadbalancingv2::Target;
///
/// let instance = Target::instance_id("i-0123456789abcdef0").port(8080);
/// let address = Target::ip("192.168.7.1").availability_zone("all");
/// ```
#[derive(Clone)]
pub struct Target(Kind);

#[derive(Clone)]
enum Kind {
    Listed { target_type: TargetType, id: Value<String>, port: Option<i64>, availability_zone: Option<Value<String>> },
    Instance { instance: Instance, port: Option<i64> },
    Other(Rc<dyn ApplicationTarget>),
}

impl Target {
    /// An instance by its id. Its security group is not touched: allow the load balancer in there.
    pub fn instance_id(id: impl IntoValue<String>) -> Self {
        Self::listed(TargetType::INSTANCE, id.into_value())
    }

    /// An address. Security groups are not touched: allow the load balancer in there.
    pub fn ip(address: impl IntoValue<String>) -> Self {
        Self::listed(TargetType::IP, address.into_value())
    }

    /// An instance, whose security groups let the load balancer in.
    pub fn instance(instance: impl Into<Instance>) -> Self {
        Target(Kind::Instance { instance: instance.into(), port: None })
    }

    /// Whatever is a target.
    pub fn new(target: impl ApplicationTarget + 'static) -> Self {
        Target(Kind::Other(Rc::new(target)))
    }

    fn listed(target_type: TargetType, id: Value<String>) -> Self {
        Target(Kind::Listed { target_type, id, port: None, availability_zone: None })
    }

    /// The port of the target, where it is not the group's. It means nothing to targets that register by themselves.
    pub fn port(mut self, number: i64) -> Self {
        if let Kind::Listed { port, .. } | Kind::Instance { port, .. } = &mut self.0 {
            *port = Some(number);
        }
        self
    }

    /// The zone of an address; `all` for one outside of the network. It means nothing to other targets.
    pub fn availability_zone(mut self, zone: impl IntoValue<String>) -> Self {
        if let Kind::Listed { availability_zone, .. } = &mut self.0 {
            *availability_zone = Some(zone.into_value());
        }
        self
    }

    pub(super) fn attach(&self, group: &ApplicationTargetGroup) -> LoadBalancerTarget {
        match &self.0 {
            Kind::Listed { target_type, id, port, availability_zone } => {
                let mut target = LoadBalancerTarget::listed(target_type.clone(), id, *port);
                if let (Some(Val::Struct(entries)), Some(zone)) = (&mut target.description, availability_zone) {
                    entries.push(("AvailabilityZone".into(), zone.as_val().clone()));
                }
                target
            }
            Kind::Instance { instance, port } => {
                group.register_connectable(instance, port.map(Port::tcp));
                LoadBalancerTarget::listed(TargetType::INSTANCE, instance.id(), *port)
            }
            Kind::Other(target) => target.attach_to_application_target_group(group),
        }
    }

    /// The port that it is given, if it is given one.
    pub(super) fn own_port(&self) -> Option<i64> {
        match &self.0 {
            Kind::Listed { port, .. } | Kind::Instance { port, .. } => *port,
            Kind::Other(_) => None,
        }
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Listed { id, .. } => write!(formatter, "Target({id:?})"),
            Kind::Instance { instance, .. } => write!(formatter, "Target({instance:?})"),
            Kind::Other(_) => formatter.write_str("Target"),
        }
    }
}

impl From<&Target> for Target {
    fn from(target: &Target) -> Self {
        target.clone()
    }
}

impl From<Instance> for Target {
    fn from(instance: Instance) -> Self {
        Target::instance(instance)
    }
}

impl From<&Instance> for Target {
    fn from(instance: &Instance) -> Self {
        Target::instance(instance)
    }
}

/// The targets that a group begins with.
#[derive(Clone, Debug, Default)]
pub struct Targets(pub(super) Vec<Target>);

impl<T: Into<Target>> FromIterator<T> for Targets {
    fn from_iter<I: IntoIterator<Item = T>>(targets: I) -> Self {
        Targets(targets.into_iter().map(T::into).collect())
    }
}

impl<T: Into<Target>, const N: usize> From<[T; N]> for Targets {
    fn from(targets: [T; N]) -> Self {
        targets.into_iter().collect()
    }
}

impl<T: Into<Target>> From<Vec<T>> for Targets {
    fn from(targets: Vec<T>) -> Self {
        targets.into_iter().collect()
    }
}
