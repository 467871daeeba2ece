//! Scaling in steps.

use std::panic::Location;
use std::time::Duration;

use purlin_cfn::autoscaling::{CfnScalingPolicy, CfnScalingPolicyProps};
use purlin_core::{Complete, Finding, Scope, Val, Value, props};

use crate::cloudwatch::{Alarm, AlarmProps, ComparisonOperator, Metric};
use crate::durations::seconds;
use crate::handle::handle;
use crate::open_enum::open_enum;

use super::auto_scaling_group::AutoScalingGroup;
use super::options::entries;
use super::step_intervals::{Interval, complete};

open_enum! {
    /// What the change of a step means.
    pub struct AdjustmentType {
        /// So many instances more, or fewer; the default.
        CHANGE_IN_CAPACITY = "ChangeInCapacity",
        /// So many percent more, or fewer.
        PERCENT_CHANGE_IN_CAPACITY = "PercentChangeInCapacity",
        /// So many instances.
        EXACT_CAPACITY = "ExactCapacity",
    }
}

open_enum! {
    /// What is made of all that was measured in a period.
    pub struct MetricAggregationType {
        /// The average.
        AVERAGE = "Average",
        /// The smallest value.
        MINIMUM = "Minimum",
        /// The largest value.
        MAXIMUM = "Maximum",
    }
}

/// A range of a metric, and what is done there.
///
/// ```
/// use purlin_aws::autoscaling::ScalingInterval;
///
/// let steps = [ScalingInterval::below(10, -1), ScalingInterval::above(50, 1), ScalingInterval::above(70, 3)];
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ScalingInterval {
    pub(super) lower: Option<f64>,
    pub(super) upper: Option<f64>,
    pub(super) change: f64,
}

impl ScalingInterval {
    /// From this value on, up to where the next step begins.
    pub fn above(lower: impl Into<f64>, change: impl Into<f64>) -> Self {
        ScalingInterval { lower: Some(lower.into()), upper: None, change: change.into() }
    }

    /// Up to this value, from where the step before ends.
    pub fn below(upper: impl Into<f64>, change: impl Into<f64>) -> Self {
        ScalingInterval { lower: None, upper: Some(upper.into()), change: change.into() }
    }

    /// From one value up to another.
    pub fn between(lower: impl Into<f64>, upper: impl Into<f64>, change: impl Into<f64>) -> Self {
        ScalingInterval { lower: Some(lower.into()), upper: Some(upper.into()), change: change.into() }
    }
}

props! {
    /// The settings of a [`StepScalingPolicy`].
    pub struct StepScalingPolicyProps => StepScalingPolicySettings in step_scaling_policy_props {
        required {
            /// What is measured.
            metric: Metric as MetricOfSteps,
            /// What is done where: 2 to 40 steps, with one gap in between at most, where nothing is done.
            scaling_steps: Vec<ScalingInterval> as ScalingSteps,
        }
        optional {
            /// What the change of a step means. Default: so many instances more, or fewer.
            adjustment_type: AdjustmentType = AdjustmentType::CHANGE_IN_CAPACITY,
            /// How many periods are looked at.
            evaluation_periods: i64 = 1,
            /// How many of them must be beyond a threshold. Default: all of them.
            datapoints_to_alarm: i64,
            /// How long a new instance takes until it counts. Default: as the group says.
            estimated_instance_warmup: Duration,
            /// What is made of all that was measured in a period. Default: what the metric's statistic says, or the average.
            metric_aggregation_type: MetricAggregationType,
            /// How many instances are added or taken away at least; for
            /// [`AdjustmentType::PERCENT_CHANGE_IN_CAPACITY`].
            min_adjustment_magnitude: i64,
        }
    }
}

/// Policies, and alarms that set them off, that scale more the further a metric is from where it should be.
///
/// [Step scaling](https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-simple-step.html)
#[derive(Clone)]
pub struct StepScalingPolicy {
    scope: Scope,
    lower: Option<(Alarm, CfnScalingPolicy)>,
    upper: Option<(Alarm, CfnScalingPolicy)>,
}

handle!(StepScalingPolicy, scope);

/// Which of the two ends of the steps a policy is for.
struct End {
    name: &'static str,
    operator: ComparisonOperator,
    threshold: f64,
    /// Outwards from the threshold.
    steps: Vec<Val>,
}

const STEPS: std::ops::RangeInclusive<usize> = 2..=40;

impl StepScalingPolicy {
    /// The alarm that goes off when the metric is low; none where nothing is done then.
    pub fn lower_alarm(&self) -> Option<&Alarm> {
        self.lower.as_ref().map(|(alarm, _)| alarm)
    }

    /// The alarm that goes off when the metric is high; none where nothing is done then.
    pub fn upper_alarm(&self) -> Option<&Alarm> {
        self.upper.as_ref().map(|(alarm, _)| alarm)
    }

    /// The generated policies, for low and high values, as far as there are any.
    pub fn cfn(&self) -> [Option<&CfnScalingPolicy>; 2] {
        [&self.lower, &self.upper].map(|end| end.as_ref().map(|(_, policy)| policy))
    }

    #[track_caller]
    fn make(
        scope: &Scope,
        group: &AutoScalingGroup,
        settings: &StepScalingPolicySettings,
        end: End,
    ) -> (Alarm, CfnScalingPolicy) {
        let aggregation = settings.metric_aggregation_type.clone().unwrap_or_else(|| aggregation_of(&settings.metric));
        let props = CfnScalingPolicyProps::new()
            .policy_type("StepScaling")
            .auto_scaling_group_name(group.name())
            .adjustment_type(&settings.adjustment_type)
            .estimated_instance_warmup(settings.estimated_instance_warmup.map(seconds))
            .metric_aggregation_type(aggregation)
            .min_adjustment_magnitude(settings.min_adjustment_magnitude)
            .step_adjustments(Value::from_val(Val::List(end.steps)));
        let policy = CfnScalingPolicy::new(&Scope::new(scope, &format!("{}Policy", end.name)), "Resource", props);
        let mut alarm = AlarmProps::new()
            .metric(settings.metric.clone())
            .alarm_description(format!("{} threshold scaling alarm", end.name))
            .comparison_operator(end.operator)
            .evaluation_periods(settings.evaluation_periods)
            .threshold(end.threshold);
        if let Some(datapoints) = settings.datapoints_to_alarm {
            alarm = alarm.datapoints_to_alarm(datapoints);
        }
        let alarm = Alarm::new(scope, &format!("{}Alarm", end.name), alarm);
        alarm.add_alarm_action(policy.get_ref());
        (alarm, policy)
    }
}

impl AutoScalingGroup {
    /// Scales more, the further a metric is from where it should be.
    ///
    /// ```
    /// use purlin_aws::autoscaling::{ScalingInterval, StepScalingPolicyProps};
    /// use purlin_aws::cloudwatch::Metric;
    /// # use purlin_aws::autoscaling::AutoScalingGroup;
    /// # fn example(workers: &AutoScalingGroup) {
    /// let props = StepScalingPolicyProps::new().metric(Metric::new("Farm", "Use")).scaling_steps([
    ///     ScalingInterval::below(10, -1),
    ///     ScalingInterval::above(50, 1),
    ///     ScalingInterval::above(70, 3),
    /// ]);
    /// workers.scale_on_metric("Use", props);
    /// # }
    /// ```
    #[track_caller]
    pub fn scale_on_metric(&self, id: &str, props: impl Complete<StepScalingPolicySettings>) -> StepScalingPolicy {
        let location = Location::caller();
        let settings = props.complete();
        let scope = Scope::new(self, id);
        check(&settings, &scope, location);
        let absolute = settings.adjustment_type == AdjustmentType::EXACT_CAPACITY;
        let intervals = complete(&settings.scaling_steps, absolute).unwrap_or_else(|problem| {
            let finding = Finding::error("bad-scaling-steps", problem).at(location);
            scope.report(finding.help("let steps follow each other, with one gap in between at most"));
            Vec::new()
        });
        let gap = intervals.iter().position(|interval| interval.change.is_none());
        // Without a gap, the line is divided in the middle.
        let (lower_end, upper_start) = match gap {
            Some(gap) => (gap.checked_sub(1), (gap + 1 < intervals.len()).then_some(gap + 1)),
            None => ((intervals.len() / 2).checked_sub(1), (!intervals.is_empty()).then_some(intervals.len() / 2)),
        };
        let lower = lower_end.and_then(|end| intervals.get(..=end)).and_then(lower_end_of);
        let upper = upper_start.and_then(|start| intervals.get(start..)).and_then(upper_end_of);
        let lower = lower.map(|end| StepScalingPolicy::make(&scope, self, &settings, end));
        let upper = upper.map(|end| StepScalingPolicy::make(&scope, self, &settings, end));
        StepScalingPolicy { scope, lower, upper }
    }
}

fn lower_end_of(steps: &[Interval]) -> Option<End> {
    let threshold = steps.last()?.upper;
    let adjust = |(index, step): (usize, &Interval)| {
        adjustment((index > 0).then_some(step.lower - threshold), Some(step.upper - threshold), step.change)
    };
    Some(End {
        name: "Lower",
        operator: ComparisonOperator::LESS_THAN_OR_EQUAL_TO_THRESHOLD,
        threshold,
        steps: steps.iter().enumerate().rev().map(adjust).collect(),
    })
}

fn upper_end_of(steps: &[Interval]) -> Option<End> {
    let threshold = steps.first()?.lower;
    let last = steps.len() - 1;
    let adjust = |(index, step): (usize, &Interval)| {
        adjustment(Some(step.lower - threshold), (index < last).then_some(step.upper - threshold), step.change)
    };
    Some(End {
        name: "Upper",
        operator: ComparisonOperator::GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        threshold,
        steps: steps.iter().enumerate().map(adjust).collect(),
    })
}

fn adjustment(lower: Option<f64>, upper: Option<f64>, change: Option<f64>) -> Val {
    entries([
        ("MetricIntervalLowerBound", lower.map(Val::Number)),
        ("MetricIntervalUpperBound", upper.map(Val::Number)),
        ("ScalingAdjustment", change.map(Val::Number)),
    ])
}

fn aggregation_of(metric: &Metric) -> MetricAggregationType {
    match metric.statistic.as_str() {
        "Minimum" => MetricAggregationType::MINIMUM,
        "Maximum" => MetricAggregationType::MAXIMUM,
        _ => MetricAggregationType::AVERAGE,
    }
}

fn check(settings: &StepScalingPolicySettings, scope: &Scope, location: &'static Location<'static>) {
    let report = |message: String, help: &str| {
        scope.report(Finding::error("bad-scaling-steps", message).at(location).help(help));
    };
    let count = settings.scaling_steps.len();
    if !STEPS.contains(&count) {
        report(format!("a group cannot scale in {count} steps"), "name 2 to 40 steps");
    }
    if settings.evaluation_periods < 1 {
        report(format!("{} periods cannot be looked at", settings.evaluation_periods), "choose 1 at least");
    }
    if let Some(datapoints) = settings.datapoints_to_alarm.filter(|it| !(1..=settings.evaluation_periods).contains(it))
    {
        let message = format!("{datapoints} of {} periods cannot be needed", settings.evaluation_periods);
        report(message, "choose 1 at least, and no more than `evaluation_periods`");
    }
}
