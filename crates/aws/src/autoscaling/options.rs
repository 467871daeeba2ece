//! What groups are made of besides instances: health checks, notifications and metrics.

use std::time::Duration;

use purlin_core::{IntoValue, Val, Value};

use crate::sns::Topic;

use super::names::{AdditionalHealthCheckType, GroupMetric, ScalingEvent};

/// How it is found out that an instance is not healthy, and has to be replaced.
///
/// ```
/// use std::time::Duration;
/// use purlin_aws::autoscaling::{AdditionalHealthCheckType, HealthChecks};
///
/// let checks = HealthChecks::with_additional_checks([AdditionalHealthCheckType::ELB]);
/// let patient = checks.grace_period(Duration::from_secs(300));
/// ```
///
/// [Health checks](https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-health-checks.html)
#[derive(Clone, Debug)]
pub struct HealthChecks {
    pub(super) types: Vec<AdditionalHealthCheckType>,
    pub(super) grace_period: Option<Duration>,
}

impl HealthChecks {
    /// EC2 alone.
    pub fn ec2() -> Self {
        HealthChecks { types: vec![AdditionalHealthCheckType::new("EC2")], grace_period: None }
    }

    /// EC2 and others.
    pub fn with_additional_checks(types: impl IntoIterator<Item = AdditionalHealthCheckType>) -> Self {
        HealthChecks { types: types.into_iter().collect(), grace_period: None }
    }

    /// How long a new instance may be unhealthy. Default: not at all.
    pub fn grace_period(mut self, period: Duration) -> Self {
        self.grace_period = Some(period);
        self
    }

    pub(super) fn type_list(&self) -> String {
        self.types.iter().map(AdditionalHealthCheckType::as_str).collect::<Vec<_>>().join(",")
    }
}

/// Which events a topic is told of.
#[derive(Clone, Debug)]
pub struct ScalingEvents(Vec<ScalingEvent>);

impl ScalingEvents {
    /// These.
    pub fn new(events: impl IntoIterator<Item = ScalingEvent>) -> Self {
        ScalingEvents(events.into_iter().collect())
    }

    /// Launches and terminations, whether they succeed or not.
    pub fn all() -> Self {
        Self::new([
            ScalingEvent::INSTANCE_LAUNCH,
            ScalingEvent::INSTANCE_LAUNCH_ERROR,
            ScalingEvent::INSTANCE_TERMINATE,
            ScalingEvent::INSTANCE_TERMINATE_ERROR,
        ])
    }

    /// Launches and terminations that did not succeed.
    pub fn errors() -> Self {
        Self::new([ScalingEvent::INSTANCE_LAUNCH_ERROR, ScalingEvent::INSTANCE_TERMINATE_ERROR])
    }

    /// Launches, whether they succeed or not.
    pub fn launch_events() -> Self {
        Self::new([ScalingEvent::INSTANCE_LAUNCH, ScalingEvent::INSTANCE_LAUNCH_ERROR])
    }

    /// Terminations, whether they succeed or not.
    pub fn termination_events() -> Self {
        Self::new([ScalingEvent::INSTANCE_TERMINATE, ScalingEvent::INSTANCE_TERMINATE_ERROR])
    }
}

/// A topic that is told of what happens to a group's instances.
#[derive(Clone, Debug)]
pub struct NotificationConfiguration {
    topic: Topic,
    events: ScalingEvents,
}

impl NotificationConfiguration {
    /// A topic that is told of launches and terminations.
    pub fn new(topic: impl Into<Topic>) -> Self {
        NotificationConfiguration { topic: topic.into(), events: ScalingEvents::all() }
    }

    /// Tells it of other events.
    pub fn scaling_events(mut self, events: ScalingEvents) -> Self {
        self.events = events;
        self
    }

    pub(super) fn to_val(&self) -> Val {
        let events = self.events.0.iter().map(|event| event.into_value().into_val()).collect();
        Val::structure([("TopicARN", self.topic.arn().into_val()), ("NotificationTypes", Val::List(events))])
    }
}

/// Numbers about a group as a whole that are measured every minute.
#[derive(Clone, Debug)]
pub struct GroupMetrics(Vec<GroupMetric>);

impl GroupMetrics {
    /// All there are.
    pub fn all() -> Self {
        GroupMetrics(Vec::new())
    }

    /// These.
    pub fn new(metrics: impl IntoIterator<Item = GroupMetric>) -> Self {
        GroupMetrics(metrics.into_iter().collect())
    }

    pub(super) fn to_val(&self) -> Val {
        let names: Vec<Val> = self.0.iter().map(|metric| metric.into_value().into_val()).collect();
        let names = (!names.is_empty()).then_some(("Metrics", Val::List(names)));
        Val::structure([("Granularity", Val::text("1Minute"))].into_iter().chain(names))
    }
}

/// The values that are there, as entries of a structure.
pub(super) fn entries<const N: usize>(all: [(&'static str, Option<Val>); N]) -> Val {
    Val::structure(all.into_iter().filter_map(|(name, val)| Some((name, val?))))
}

/// Text as an untyped value.
pub(super) fn text<T: IntoValue<String>>(value: Option<T>) -> Option<Val> {
    value.map(|value| value.into_value().into_val())
}

/// Whole seconds as text, where AWS takes numbers as text.
pub(super) fn seconds_text(duration: Option<Duration>) -> Option<Value<String>> {
    duration.map(|duration| duration.as_secs().to_string().into_value())
}
