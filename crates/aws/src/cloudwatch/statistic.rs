//! Statistics: what is made of all that was measured in a period.

use std::borrow::Cow;

use purlin_core::{IntoValue, Text, Value};

/// What is made of all that was measured in a period.
///
/// ```
/// use purlin_aws::cloudwatch::Statistic;
///
/// assert_eq!(Statistic::percentile(99.9).as_str(), "p99.9");
/// assert_eq!(Statistic::trimmed_mean_between(10.0, 90.0).as_str(), "TM(10%:90%)");
/// ```
///
/// [Statistics](https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html)
#[doc(alias = "Stats")]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Statistic(Text);

/// The statistics that alarms have had from the start, and other names for them.
const SIMPLE: &[(&str, &[&str])] = &[
    ("Average", &["average", "avg"]),
    ("Minimum", &["minimum", "min"]),
    ("Maximum", &["maximum", "max"]),
    ("SampleCount", &["samplecount", "n"]),
    ("Sum", &["sum"]),
];

impl Statistic {
    /// The sum divided by how many there were.
    pub const AVERAGE: Statistic = Statistic(Cow::Borrowed("Average"));
    /// The sum.
    pub const SUM: Statistic = Statistic(Cow::Borrowed("Sum"));
    /// The least.
    pub const MINIMUM: Statistic = Statistic(Cow::Borrowed("Minimum"));
    /// The most.
    pub const MAXIMUM: Statistic = Statistic(Cow::Borrowed("Maximum"));
    /// How many there were.
    pub const SAMPLE_COUNT: Statistic = Statistic(Cow::Borrowed("SampleCount"));
    /// The average of the middle half.
    pub const INTERQUARTILE_MEAN: Statistic = Statistic(Cow::Borrowed("IQM"));

    /// What this many percent stay below.
    pub fn percentile(percent: f64) -> Self {
        Statistic::new(format!("p{percent}"))
    }

    /// The average without the highest: of this many percent.
    pub fn trimmed_mean(percent: f64) -> Self {
        Statistic::new(format!("tm{percent}"))
    }

    /// The average of what lies between two percentiles.
    pub fn trimmed_mean_between(from_percent: f64, to_percent: f64) -> Self {
        Statistic::new(format!("TM({from_percent}%:{to_percent}%)"))
    }

    /// The average, where what lies above a percentile counts as much as the percentile.
    pub fn winsorized_mean(percent: f64) -> Self {
        Statistic::new(format!("wm{percent}"))
    }

    /// The average, where what lies outside of two percentiles counts as much as these.
    pub fn winsorized_mean_between(from_percent: f64, to_percent: f64) -> Self {
        Statistic::new(format!("WM({from_percent}%:{to_percent}%)"))
    }

    /// How many there were without the highest: of this many percent.
    pub fn trimmed_count(percent: f64) -> Self {
        Statistic::new(format!("tc{percent}"))
    }

    /// How many there were between two percentiles.
    pub fn trimmed_count_between(from_percent: f64, to_percent: f64) -> Self {
        Statistic::new(format!("TC({from_percent}%:{to_percent}%)"))
    }

    /// The sum without the highest: of this many percent.
    pub fn trimmed_sum(percent: f64) -> Self {
        Statistic::new(format!("ts{percent}"))
    }

    /// The sum of what lies between two percentiles.
    pub fn trimmed_sum_between(from_percent: f64, to_percent: f64) -> Self {
        Statistic::new(format!("TS({from_percent}%:{to_percent}%)"))
    }

    /// How many percent were this much or less.
    pub fn percentile_rank(most: f64) -> Self {
        Statistic::new(format!("PR(:{most})"))
    }

    /// How many percent lay between these.
    pub fn percentile_rank_between(from: f64, to: f64) -> Self {
        Statistic::new(format!("PR({from}:{to})"))
    }

    /// Any statistic as CloudWatch writes it, such as `p99`.
    pub fn new(statistic: impl Into<Text>) -> Self {
        let given = statistic.into();
        let lower = given.to_ascii_lowercase();
        match SIMPLE.iter().find(|(_, names)| names.contains(&lower.as_str())) {
            Some((simple, _)) => Statistic(Cow::Borrowed(simple)),
            None => Statistic(given),
        }
    }

    /// The statistic as CloudWatch writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it stands in the property `Statistic`, and not in `ExtendedStatistic`.
    pub(super) fn is_simple(&self) -> bool {
        SIMPLE.iter().any(|(simple, _)| *simple == self.0)
    }

    /// Whether CloudWatch knows it, as far as is known here.
    pub(super) fn is_known(&self) -> bool {
        self.is_simple() || self.0 == "IQM" || is_percentile(&self.0) || is_range(&self.0)
    }
}

impl IntoValue<String> for Statistic {
    fn into_value(self) -> Value<String> {
        self.0.into_value()
    }
}

/// Such as `p99.9`.
fn is_percentile(text: &str) -> bool {
    let digits = ["p", "tm", "wm", "tc", "ts"].iter().find_map(|prefix| {
        let digits = text.strip_prefix(prefix)?;
        digits.starts_with(|first: char| first.is_ascii_digit()).then_some(digits)
    });
    digits.and_then(|digits| digits.parse::<f64>().ok()).is_some_and(|percent| percent <= 100.0)
}

/// Such as `TM(10%:90%)` or `PR(:300)`.
fn is_range(text: &str) -> bool {
    let inner = text.split_once('(').filter(|(name, _)| ["PR", "TM", "WM", "TC", "TS"].contains(name));
    let Some((from, to)) = inner.and_then(|(_, rest)| rest.strip_suffix(')')?.split_once(':')) else { return false };
    let bound = |text: &str| {
        let percent = text.ends_with('%');
        let number = text.trim_end_matches('%').parse::<f64>().ok();
        number.filter(|number| *number >= 0.0 && !(percent && *number > 100.0)).map(|_| percent)
    };
    match (from.is_empty(), to.is_empty()) {
        (true, true) => false,
        (true, false) => bound(to).is_some(),
        (false, true) => bound(from).is_some(),
        (false, false) => bound(from).is_some() && bound(from) == bound(to),
    }
}
