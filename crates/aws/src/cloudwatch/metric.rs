//! Metrics.

use std::time::Duration;

use purlin_cfn::cloudwatch::alarm::Dimension;
use purlin_core::{Construct, Finding, IntoValue, Text, Value};

use super::names::Unit;
use super::statistic::Statistic;
use crate::iam::{Grant, Grantable};

const DEFAULT_PERIOD: Duration = Duration::from_secs(5 * 60);
const MOST_DIMENSIONS: usize = 30;
const LONGEST_DIMENSION: usize = 255;

/// A series of numbers that CloudWatch keeps: a name in a namespace, and dimensions that tell one series from another.
///
/// ```
/// use std::time::Duration;
/// use purlin_aws::cloudwatch::{Metric, Statistic};
///
/// let busy = Metric::new("AWS/EC2", "CPUUtilization").dimension("InstanceId", "i-0123456789abcdef0");
/// let at_worst = busy.clone().statistic(Statistic::MAXIMUM).period(Duration::from_secs(60));
/// ```
///
/// [Metrics](https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html)
#[derive(Clone, Debug)]
#[must_use]
pub struct Metric {
    pub(crate) namespace: Value<String>,
    pub(crate) name: Value<String>,
    dimensions: Vec<(Text, Value<String>)>,
    pub(crate) statistic: Statistic,
    period: Option<Duration>,
    pub(crate) unit: Option<Unit>,
    pub(super) label: Option<Value<String>>,
    pub(super) account: Option<Value<String>>,
    pub(super) region: Option<Value<String>>,
}

impl Metric {
    /// The average of a metric over five minutes each.
    pub fn new(namespace: impl IntoValue<String>, metric_name: impl IntoValue<String>) -> Self {
        Metric {
            namespace: namespace.into_value(),
            name: metric_name.into_value(),
            dimensions: Vec::new(),
            statistic: Statistic::AVERAGE,
            period: None,
            unit: None,
            label: None,
            account: None,
            region: None,
        }
    }

    /// Of all series with this name, the one that has this dimension; one of up to 30.
    pub fn dimension(mut self, name: impl Into<Text>, value: impl IntoValue<String>) -> Self {
        let name = name.into();
        self.dimensions.retain(|(old, _)| *old != name);
        self.dimensions.push((name, value.into_value()));
        self
    }

    /// What is made of all that was measured in a period. Default: the average.
    pub fn statistic(mut self, statistic: Statistic) -> Self {
        self.statistic = statistic;
        self
    }

    /// How long each period lasts: 1, 5, 10 or 30 seconds, or whole minutes. Default: five minutes.
    pub fn period(mut self, period: Duration) -> Self {
        self.period = Some(period);
        self
    }

    /// Leaves out what was measured in another unit. Default: nothing is left out, and nothing is converted.
    pub fn unit(mut self, unit: Unit) -> Self {
        self.unit = Some(unit);
        self
    }

    /// What it is called where it is shown.
    pub fn label(mut self, label: impl IntoValue<String>) -> Self {
        self.label = Some(label.into_value());
        self
    }

    /// The account that it is in, which shares it with the one that watches it. Default: that of the stack.
    pub fn account(mut self, account: impl IntoValue<String>) -> Self {
        self.account = Some(account.into_value());
        self
    }

    /// The region that it is in. Default: that of the stack.
    pub fn region(mut self, region: impl IntoValue<String>) -> Self {
        self.region = Some(region.into_value());
        self
    }

    /// Lets a principal send data of any metric: CloudWatch does not tell one from another.
    ///
    /// ```
    /// use purlin_aws::cloudwatch::Metric;
    /// use purlin_aws::iam::{Principal, Role, RoleProps};
    /// # let app = purlin_core::App::new();
    /// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
    ///
    /// let role = Role::new(&stack, "Worker", RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com")));
    /// Metric::grant_put_metric_data(&stack, &role).assert_success();
    /// # app.synth().unwrap();
    /// ```
    #[track_caller]
    pub fn grant_put_metric_data(scope: &impl Construct, grantee: &impl Grantable) -> Grant {
        Grant::of(grantee).actions(["cloudwatch:PutMetricData"]).resources(["*"]).to_principal(scope)
    }

    /// How long each period lasts, if it was said.
    pub(super) fn given_period(&self) -> Option<Duration> {
        self.period
    }

    /// How long each period lasts.
    pub(super) fn period_or_default(&self) -> Duration {
        self.period.unwrap_or(DEFAULT_PERIOD)
    }

    /// Its dimensions by name, if it has any.
    pub(crate) fn sorted_dimensions(&self) -> Option<Vec<Dimension<purlin_core::Set, purlin_core::Set>>> {
        let mut sorted: Vec<_> = self.dimensions.iter().collect();
        sorted.sort_by(|left, right| left.0.cmp(&right.0));
        let dimension = |(name, value): &(Text, Value<String>)| Dimension::new().name(name.clone()).value(value);
        (!sorted.is_empty()).then(|| sorted.into_iter().map(dimension).collect())
    }

    /// Whether it is of a single instance.
    pub(super) fn is_of_an_instance(&self) -> bool {
        matches!(&self.dimensions[..], [(name, _)] if name == "InstanceId")
    }

    /// What tells it from other metrics, whatever it is called where it is shown.
    pub(super) fn key(&self, period: Duration) -> String {
        let mut dimensions = self.dimensions.clone();
        dimensions.sort_by(|left, right| left.0.cmp(&right.0));
        let place = (&self.account, &self.region);
        format!("{:?}", (&self.namespace, &self.name, dimensions, &self.statistic, period, place))
    }

    /// What is wrong with it wherever it is used.
    pub(super) fn mistakes(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        let mut mistake = |rule: &str, message: String, help: &str| {
            found.push(Finding::error(rule, message).help(help));
        };
        if let Some(period) = self.period.filter(|period| !is_period(*period)) {
            mistake("bad-metric-period", format!("a period of {period:?} is not possible"), PERIODS);
        }
        let named = |text: &Value<String>| text.literal().is_none_or(|text| (1..=255).contains(&text.chars().count()));
        if !named(&self.namespace) || !named(&self.name) {
            let message = "the name or the namespace of a metric is empty or too long".to_owned();
            mistake("bad-metric-name", message, "use 1 to 255 characters for each");
        }
        if self.dimensions.len() > MOST_DIMENSIONS {
            let message = format!("a metric has {} dimensions", self.dimensions.len());
            mistake("too-many-dimensions", message, "use up to 30");
        }
        let fits = |text: &str| (1..=LONGEST_DIMENSION).contains(&text.chars().count());
        let bad = self.dimensions.iter().find(|(name, value)| !fits(name) || !value.literal().is_none_or(fits));
        if let Some((name, _)) = bad {
            let message = format!("the dimension `{name}` of a metric is empty or too long");
            mistake("bad-dimension", message, "use 1 to 255 characters for its name and for its value");
        }
        if !self.statistic.is_known() {
            let message = format!("`{}` may not be a statistic", self.statistic.as_str());
            let help = "use a constant or a function of `Statistic`";
            found.push(Finding::warning("unknown-statistic", message).help(help));
        }
        found
    }
}

pub(super) const PERIODS: &str = "use 1, 5, 10 or 30 seconds, or whole minutes";

/// Whether CloudWatch has periods of this length.
pub(super) fn is_period(period: Duration) -> bool {
    let seconds = period.as_secs();
    period.subsec_nanos() == 0 && ([1, 5, 10, 30].contains(&seconds) || seconds > 0 && seconds.is_multiple_of(60))
}
