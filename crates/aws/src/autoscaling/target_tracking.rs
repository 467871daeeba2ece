//! Scaling that keeps a metric where it should be.

use std::panic::Location;
use std::time::Duration;

use purlin_cfn::autoscaling::{CfnScalingPolicy, CfnScalingPolicyProps};
use purlin_core::{Construct, Finding, IntoValue, Scope, Val, Value, text};

use crate::cloudwatch::Metric;
use crate::durations::seconds;
use crate::handle::handle;

use super::auto_scaling_group::AutoScalingGroup;
use super::options::{entries, seconds_text, text as text_val};

/// Where a metric should be, and how fast a group follows. A number alone is one.
///
/// ```
/// use std::time::Duration;
/// use purlin_aws::autoscaling::TargetTracking;
///
/// let patient = TargetTracking::at(50).estimated_instance_warmup(Duration::from_secs(300)).disable_scale_in(true);
/// ```
#[derive(Clone, Debug)]
pub struct TargetTracking {
    target: Value<f64>,
    cooldown: Option<Duration>,
    estimated_instance_warmup: Option<Duration>,
    disable_scale_in: Option<bool>,
}

impl TargetTracking {
    /// Keeps the metric at this value.
    pub fn at(target: impl IntoValue<f64>) -> Self {
        TargetTracking {
            target: target.into_value(),
            cooldown: None,
            estimated_instance_warmup: None,
            disable_scale_in: None,
        }
    }

    /// How long the group waits after it has scaled. Default: as the group says.
    pub fn cooldown(mut self, cooldown: Duration) -> Self {
        self.cooldown = Some(cooldown);
        self
    }

    /// How long a new instance takes until it counts. Default: as the group says.
    pub fn estimated_instance_warmup(mut self, warmup: Duration) -> Self {
        self.estimated_instance_warmup = Some(warmup);
        self
    }

    /// Whether instances are only added. Default: they are taken away as well.
    pub fn disable_scale_in(mut self, disable: bool) -> Self {
        self.disable_scale_in = Some(disable);
        self
    }
}

impl From<i32> for TargetTracking {
    fn from(target: i32) -> Self {
        TargetTracking::at(target)
    }
}

impl From<f64> for TargetTracking {
    fn from(target: f64) -> Self {
        TargetTracking::at(target)
    }
}

/// A policy that keeps a metric where it should be.
///
/// [Target tracking](https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-target-tracking.html)
#[derive(Clone)]
pub struct TargetTrackingScalingPolicy {
    scope: Scope,
    cfn: CfnScalingPolicy,
}

handle!(TargetTrackingScalingPolicy, scope);

impl TargetTrackingScalingPolicy {
    #[track_caller]
    fn new(group: &AutoScalingGroup, id: &str, tracking: TargetTracking, metric: (&'static str, Val)) -> Self {
        let scope = Scope::new(group, &format!("ScalingPolicy{id}"));
        let configuration = entries([
            (metric.0, Some(metric.1)),
            ("DisableScaleIn", tracking.disable_scale_in.map(Val::Bool)),
            ("TargetValue", Some(tracking.target.into_val())),
        ]);
        let props = CfnScalingPolicyProps::new()
            .policy_type("TargetTrackingScaling")
            .auto_scaling_group_name(group.name())
            .cooldown(seconds_text(tracking.cooldown))
            .estimated_instance_warmup(tracking.estimated_instance_warmup.map(seconds))
            .target_tracking_configuration(Value::from_val(configuration));
        let cfn = CfnScalingPolicy::new(&scope, "Resource", props);
        TargetTrackingScalingPolicy { scope, cfn }
    }

    /// The generated resource.
    pub fn cfn(&self) -> &CfnScalingPolicy {
        &self.cfn
    }

    /// Its ARN.
    pub fn arn(&self) -> Value<String> {
        self.cfn.get_ref()
    }
}

fn predefined(name: &'static str, label: Option<Value<String>>) -> (&'static str, Val) {
    let metric = [("PredefinedMetricType", Some(Val::text(name))), ("ResourceLabel", text_val(label))];
    ("PredefinedMetricSpecification", entries(metric))
}

impl AutoScalingGroup {
    /// Scales so that processors are busy for this share of the time, in percent.
    #[track_caller]
    pub fn scale_on_cpu_utilization(&self, id: &str, target: impl Into<TargetTracking>) -> TargetTrackingScalingPolicy {
        self.track_predefined(id, target, "ASGAverageCPUUtilization")
    }

    /// Scales so that each instance receives this many bytes a minute.
    #[track_caller]
    pub fn scale_on_incoming_bytes(&self, id: &str, target: impl Into<TargetTracking>) -> TargetTrackingScalingPolicy {
        self.track_predefined(id, target, "ASGAverageNetworkIn")
    }

    /// Scales so that each instance sends this many bytes a minute.
    #[track_caller]
    pub fn scale_on_outgoing_bytes(&self, id: &str, target: impl Into<TargetTracking>) -> TargetTrackingScalingPolicy {
        self.track_predefined(id, target, "ASGAverageNetworkOut")
    }

    /// Scales so that each instance gets this many requests a minute from its load balancer. It must be a target of a
    /// listener by then.
    ///
    /// ```
    /// use purlin_aws::elasticloadbalancingv2::{ApplicationListener, ApplicationTargetGroupProps};
    /// # use purlin_aws::autoscaling::AutoScalingGroup;
    /// # fn example(workers: &AutoScalingGroup, listener: &ApplicationListener) {
    /// listener.add_targets("Workers", ApplicationTargetGroupProps::new().port(8080).targets([workers]));
    /// workers.scale_on_request_count("Requests", 1000);
    /// # }
    /// ```
    #[track_caller]
    pub fn scale_on_request_count(&self, id: &str, target: impl Into<TargetTracking>) -> TargetTrackingScalingPolicy {
        let location = Location::caller();
        let group = self.target_group();
        let load_balancer = group.as_ref().and_then(|group| group.first_load_balancer_full_name());
        let label = group.as_ref().zip(load_balancer).map(|(group, balancer)| text![balancer, "/", group.full_name()]);
        if label.is_none() {
            let message = "a group that no load balancer sends requests to cannot scale on them";
            let finding = Finding::error("no-load-balancer", message).at(location);
            self.scope().report(finding.help("make it a target of a listener first"));
        }
        let metric = predefined("ALBRequestCountPerTarget", label);
        let policy = TargetTrackingScalingPolicy::new(self, id, target.into(), metric);
        if let Some(group) = group {
            group.attached_before(&policy);
        }
        self.note_scaling_on_requests(location);
        policy
    }

    /// Scales so that a metric is where it should be: one that grows when there are too few instances, and shrinks when there
    /// are more.
    #[track_caller]
    pub fn scale_to_track_metric(
        &self,
        id: &str,
        metric: &Metric,
        target: impl Into<TargetTracking>,
    ) -> TargetTrackingScalingPolicy {
        let dimensions = metric.sorted_dimensions().map(|dimensions| {
            Val::List(dimensions.into_iter().map(|dimension| dimension.into_value().into_val()).collect())
        });
        let specification = entries([
            ("Dimensions", dimensions),
            ("MetricName", Some(metric.name.as_val().clone())),
            ("Namespace", Some(metric.namespace.as_val().clone())),
            ("Statistic", Some(Val::text(metric.statistic.as_str().to_owned()))),
            ("Unit", text_val(metric.unit.as_ref())),
        ]);
        let metric = ("CustomizedMetricSpecification", specification);
        TargetTrackingScalingPolicy::new(self, id, target.into(), metric)
    }

    #[track_caller]
    fn track_predefined(
        &self,
        id: &str,
        target: impl Into<TargetTracking>,
        name: &'static str,
    ) -> TargetTrackingScalingPolicy {
        TargetTrackingScalingPolicy::new(self, id, target.into(), predefined(name, None))
    }
}
