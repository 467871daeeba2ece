//! Metrics made of events.

use std::panic::Location;

use purlin_cfn::logs::metric_filter::{Dimension, MetricTransformation};
use purlin_cfn::logs::{CfnMetricFilter, CfnMetricFilterProps};
use purlin_core::{Complete, Construct, Finding, IntoValue, Scope, Value, props};

use super::{FilterPattern, LogGroup, MetricUnit};
use crate::cloudwatch::Metric;
use crate::handle::handle;

/// CloudWatch takes no more.
const MOST_DIMENSIONS: usize = 3;

props! {
    /// The settings of a [`MetricFilter`].
    pub struct MetricFilterProps => MetricFilterSettings in metric_filter_props {
        required {
            /// The log group.
            log_group: LogGroup as GroupOfFilter,
            /// The namespace of the metric.
            metric_namespace: Value<String> as MetricNamespace,
            /// The name of the metric.
            metric_name: Value<String> as MetricName,
            /// Which events count.
            filter_pattern: FilterPattern as Pattern,
        }
        optional {
            /// The name of the filter. Left out, CloudFormation makes one.
            filter_name: Value<String>,
            /// What each event counts: a number, or a field such as `$.latency`. 1 unless it is set.
            metric_value: Value<String>,
            /// What is counted while events come, but none that matches.
            default_value: Value<f64>,
            /// Names of dimensions and the fields that they are read from, three at most. Each of their values is a metric
            /// that is paid for.
            dimensions: Vec<(Value<String>, Value<String>)> = Vec::new(),
            /// The unit of the metric.
            unit: MetricUnit,
            /// Whether events count as a transformer of the log group leaves them.
            apply_on_transformed_logs: bool,
        }
    }
}

/// Makes a metric of some of the events of a log group.
///
/// ```
/// use purlin_aws::logs::{FilterPattern, LogGroup, LogGroupProps, MetricFilter, MetricFilterProps, MetricUnit};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let group = LogGroup::new(&stack, "Jobs", LogGroupProps::new());
/// MetricFilter::new(
///     &stack,
///     "Latency",
///     MetricFilterProps::new()
///         .log_group(&group)
///         .metric_namespace("Jobs")
///         .metric_name("Latency")
///         .filter_pattern(FilterPattern::exists("$.latency"))
///         .metric_value("$.latency")
///         .unit(MetricUnit::MILLISECONDS),
/// );
/// # app.synth().unwrap();
/// ```
///
/// [AWS documentation](https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html)
#[derive(Clone)]
pub struct MetricFilter {
    scope: Scope,
    cfn: CfnMetricFilter,
    namespace: Value<String>,
    name: Value<String>,
}

handle!(MetricFilter, scope);

impl MetricFilter {
    /// A filter in the stack around it.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<MetricFilterSettings>) -> Self {
        let at = Location::caller();
        let settings = props.complete();
        let scope = Scope::new(scope, id);
        settings.filter_pattern.report_mistake(&scope, at);
        let dimensions = &settings.dimensions;
        if dimensions.len() > MOST_DIMENSIONS {
            let message = format!("the metric has {} dimensions", dimensions.len());
            let help = "leave three at most";
            scope.report(Finding::error("too-many-dimensions", message).at(at).help(help));
        }
        let dimension = |(name, field): &(_, _)| Dimension::new().key(name).value(field).into_value();
        let dimensions: Vec<Value<Dimension>> = dimensions.iter().map(dimension).collect();
        let transformation = MetricTransformation::new()
            .metric_namespace(&settings.metric_namespace)
            .metric_name(&settings.metric_name)
            .metric_value(settings.metric_value.unwrap_or_else(|| "1".into()))
            .default_value(settings.default_value)
            .dimensions((!dimensions.is_empty()).then_some(dimensions))
            .unit(settings.unit);
        let cfn = CfnMetricFilter::new(
            &scope,
            "Resource",
            CfnMetricFilterProps::new()
                .log_group_name(settings.log_group.name())
                .filter_name(settings.filter_name)
                .filter_pattern(settings.filter_pattern.text())
                .metric_transformations([transformation])
                .apply_on_transformed_logs(settings.apply_on_transformed_logs),
        );
        MetricFilter { scope, cfn, namespace: settings.metric_namespace, name: settings.metric_name }
    }

    /// The namespace of the metric.
    pub fn metric_namespace(&self) -> Value<String> {
        self.namespace.clone()
    }

    /// The name of the metric.
    pub fn metric_name(&self) -> Value<String> {
        self.name.clone()
    }

    /// The metric, for alarms on it: the average over five minutes each. One with dimensions is told apart by
    /// [`Metric::dimension`].
    ///
    /// ```
    /// # use purlin_aws::logs::{LogGroup, LogGroupProps};
    /// # let app = purlin_core::App::new();
    /// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
    /// # let group = LogGroup::new(&stack, "Jobs", LogGroupProps::new());
    /// let duration = group.extract_metric("$.duration", "Jobs", "Duration").metric();
    /// # app.synth().unwrap();
    /// ```
    pub fn metric(&self) -> Metric {
        Metric::new(self.metric_namespace(), self.metric_name())
    }

    /// The generated resource.
    pub fn cfn(&self) -> &CfnMetricFilter {
        &self.cfn
    }
}
