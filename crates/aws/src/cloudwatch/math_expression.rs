//! Expressions over metrics.

use std::time::Duration;

use purlin_core::{Finding, IntoValue, Value};

use super::metric::{Metric, PERIODS, is_period};

const DEFAULT_PERIOD: Duration = Duration::from_secs(5 * 60);
const BAND: &str = "ANOMALY_DETECTION_BAND";

/// An expression over metrics, such as `errors / requests`.
///
/// ```
/// use purlin_aws::cloudwatch::{MathExpression, Metric, Statistic};
///
/// let sum_of = |name: &str| Metric::new("Shop", name).statistic(Statistic::SUM);
/// let rate = MathExpression::new("100 * errors / requests")
///     .using("errors", sum_of("Errors"))
///     .using("requests", sum_of("Requests"))
///     .label("Errors in percent");
/// ```
///
/// [Metric math](https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html)
#[derive(Clone, Debug)]
#[must_use]
pub struct MathExpression {
    pub(super) expression: Value<String>,
    pub(super) metrics: Vec<(String, MetricOrExpression)>,
    pub(super) label: Option<Value<String>>,
    period: Option<Duration>,
}

/// What an alarm can watch: a metric, or an expression over metrics.
#[derive(Clone, Debug)]
pub enum MetricOrExpression {
    /// A metric.
    Metric(Metric),
    /// An expression over metrics.
    Expression(MathExpression),
}

impl From<Metric> for MetricOrExpression {
    fn from(metric: Metric) -> Self {
        MetricOrExpression::Metric(metric)
    }
}

impl From<&Metric> for MetricOrExpression {
    fn from(metric: &Metric) -> Self {
        metric.clone().into()
    }
}

impl From<MathExpression> for MetricOrExpression {
    fn from(expression: MathExpression) -> Self {
        MetricOrExpression::Expression(expression)
    }
}

impl From<&MathExpression> for MetricOrExpression {
    fn from(expression: &MathExpression) -> Self {
        expression.clone().into()
    }
}

impl MathExpression {
    /// An expression over five minutes each. What it names is said by [`using`](MathExpression::using).
    pub fn new(expression: impl IntoValue<String>) -> Self {
        MathExpression { expression: expression.into_value(), metrics: Vec::new(), label: None, period: None }
    }

    /// What is expected of a metric: a band this many standard deviations around what it was before; two are usual.
    #[doc(alias = "anomalyDetectionFor")]
    pub fn anomaly_detection_band(metric: &Metric, standard_deviations: f64) -> Self {
        let expression = MathExpression::new(format!("{BAND}(m0, {standard_deviations})"))
            .using("m0", metric)
            .label("Anomaly Detection Band");
        match metric.given_period() {
            Some(period) => expression.period(period),
            None => expression,
        }
    }

    /// What a name in the expression stands for. The name begins with a small letter; further are letters, digits and `_`.
    pub fn using(mut self, name: impl Into<String>, metric: impl Into<MetricOrExpression>) -> Self {
        let name = name.into();
        self.metrics.retain(|(old, _)| *old != name);
        self.metrics.push((name, metric.into()));
        self
    }

    /// What it is called where it is shown.
    pub fn label(mut self, label: impl IntoValue<String>) -> Self {
        self.label = Some(label.into_value());
        self
    }

    /// How long each period lasts, in place of what the metrics in it say. Default: five minutes.
    pub fn period(mut self, period: Duration) -> Self {
        self.period = Some(period);
        self
    }

    pub(super) fn period_or_default(&self) -> Duration {
        self.period.unwrap_or(DEFAULT_PERIOD)
    }

    /// Whether it is what is expected of a metric.
    pub(super) fn is_anomaly_detection(&self) -> bool {
        self.expression.literal().is_some_and(|text| text.contains(BAND))
    }

    /// What is wrong with it, and with all that it is made of, when it has this period.
    pub(super) fn mistakes(&self, period: Duration) -> Vec<Finding> {
        let mut found = Vec::new();
        if !is_period(period) {
            let message = format!("a period of {period:?} is not possible");
            found.push(Finding::error("bad-metric-period", message).help(PERIODS));
        }
        if let Some((name, _)) = self.metrics.iter().find(|(name, _)| !is_variable(name)) {
            let message = format!("`{name}` cannot stand for a metric in an expression");
            let help = "begin names with a small letter, and use letters, digits and `_` only";
            found.push(Finding::error("bad-expression-name", message).help(help));
        }
        if let Some(name) = self.unknown_name() {
            let message = format!("the expression names `{name}`, which stands for nothing");
            found.push(Finding::warning("unknown-expression-name", message).help("say `using` for each name"));
        }
        for (name, part) in &self.metrics {
            let given = match part {
                MetricOrExpression::Metric(metric) => {
                    found.extend(metric.mistakes());
                    metric.given_period()
                }
                MetricOrExpression::Expression(expression) => {
                    found.extend(expression.mistakes(period));
                    expression.period
                }
            };
            if given.is_some_and(|given| given != period) {
                let message = format!("the period of `{name}` does not count: that of the whole expression does");
                let help = "set the same period for both, or only that of the expression";
                found.push(Finding::warning("overridden-period", message).help(help));
            }
        }
        found
    }

    /// A name in the expression that stands for nothing.
    fn unknown_name(&self) -> Option<String> {
        const QUERIES: [&str; 4] = ["INSIGHT_RULE_METRIC", "SELECT", "SEARCH", "METRICS"];
        let unquoted: String = self.expression.literal()?.split(['"', '\'']).step_by(2).collect::<Vec<_>>().join(" ");
        let in_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        let words = || unquoted.split(|letter| !in_word(letter)).filter(|word| !word.is_empty());
        if words().any(|word| QUERIES.contains(&word.to_ascii_uppercase().as_str())) {
            return None;
        }
        let known = |word: &str| self.metrics.iter().any(|(name, _)| name == word);
        words().find(|word| is_variable(word) && !known(word)).map(str::to_owned)
    }
}

fn is_variable(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
