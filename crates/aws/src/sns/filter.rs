//! Which messages a subscriber is told of.

use purlin_core::{Text, Val};

const MOST_NAMES: usize = 5;
const MOST_COMBINATIONS: usize = 150;

/// What a value in a message must be for a subscriber to be told: one of several conditions.
///
/// ```
/// use purlin_aws::sns::SubscriptionFilter;
///
/// let colors = SubscriptionFilter::new().equals(["red", "orange"]).prefix("bl");
/// let sizes = SubscriptionFilter::new().between(10.0, 20.0).greater_than(30.0);
/// let any_store = SubscriptionFilter::new().exists(true);
/// ```
///
/// [Filters](https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html)
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct SubscriptionFilter {
    conditions: Vec<Val>,
}

impl SubscriptionFilter {
    /// No condition yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// It is one of these texts.
    #[doc(alias = "allowlist")]
    pub fn equals<T: Into<Text>>(mut self, texts: impl IntoIterator<Item = T>) -> Self {
        self.conditions.extend(texts.into_iter().map(Val::text));
        self
    }

    /// It is none of these texts.
    #[doc(alias = "denylist")]
    pub fn anything_but<T: Into<Text>>(self, texts: impl IntoIterator<Item = T>) -> Self {
        let texts = texts.into_iter().map(Val::text).collect();
        self.with("anything-but", Val::List(texts))
    }

    /// It is a text that begins like this.
    pub fn prefix(self, prefix: impl Into<Text>) -> Self {
        self.with("prefix", Val::text(prefix))
    }

    /// It is a text that ends like this.
    pub fn suffix(self, suffix: impl Into<Text>) -> Self {
        self.with("suffix", Val::text(suffix))
    }

    /// It is this number.
    pub fn equals_number(self, number: f64) -> Self {
        self.numeric(&[("=", number)])
    }

    /// It is a number above this.
    pub fn greater_than(self, number: f64) -> Self {
        self.numeric(&[(">", number)])
    }

    /// It is this number or one above.
    pub fn greater_than_or_equal_to(self, number: f64) -> Self {
        self.numeric(&[(">=", number)])
    }

    /// It is a number below this.
    pub fn less_than(self, number: f64) -> Self {
        self.numeric(&[("<", number)])
    }

    /// It is this number or one below.
    pub fn less_than_or_equal_to(self, number: f64) -> Self {
        self.numeric(&[("<=", number)])
    }

    /// It is one of these numbers, or between them.
    pub fn between(self, start: f64, stop: f64) -> Self {
        self.numeric(&[(">=", start), ("<=", stop)])
    }

    /// It is between these numbers.
    pub fn between_strict(self, start: f64, stop: f64) -> Self {
        self.numeric(&[(">", start), ("<", stop)])
    }

    /// It is there, or not.
    pub fn exists(self, exists: bool) -> Self {
        self.with("exists", Val::Bool(exists))
    }

    fn numeric(self, bounds: &[(&'static str, f64)]) -> Self {
        let bounds = bounds.iter().flat_map(|(operator, number)| [Val::text(*operator), Val::Number(*number)]);
        self.with("numeric", Val::List(bounds.collect()))
    }

    fn with(mut self, operator: &'static str, operand: Val) -> Self {
        self.conditions.push(Val::map([(operator, operand)]));
        self
    }
}

/// What a part of the body of a message must be: a value, or an object of parts.
///
/// ```
/// use purlin_aws::sns::{FilterOrPolicy, SubscriptionFilter};
///
/// let red = SubscriptionFilter::new().equals(["red"]);
/// let background = FilterOrPolicy::policy([("color", FilterOrPolicy::filter(red))]);
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub enum FilterOrPolicy {
    /// A value.
    Filter(SubscriptionFilter),
    /// An object of parts.
    Policy(Vec<(String, FilterOrPolicy)>),
}

impl FilterOrPolicy {
    /// A value.
    pub fn filter(filter: SubscriptionFilter) -> Self {
        FilterOrPolicy::Filter(filter)
    }

    /// An object of parts.
    pub fn policy<N: Into<String>>(parts: impl IntoIterator<Item = (N, FilterOrPolicy)>) -> Self {
        FilterOrPolicy::Policy(parts.into_iter().map(|(name, part)| (name.into(), part)).collect())
    }
}

impl From<SubscriptionFilter> for FilterOrPolicy {
    fn from(filter: SubscriptionFilter) -> Self {
        FilterOrPolicy::Filter(filter)
    }
}

/// A policy over parts of a message, as SNS is told it.
pub(super) fn render(parts: &[(String, FilterOrPolicy)]) -> Val {
    Val::map(parts.iter().map(|(name, part)| {
        let val = match part {
            FilterOrPolicy::Filter(filter) => Val::List(filter.conditions.clone()),
            FilterOrPolicy::Policy(parts) => render(parts),
        };
        (name.clone(), val)
    }))
}

/// What is wrong with a policy, and what to do.
pub(super) fn mistake(parts: &[(String, FilterOrPolicy)]) -> Option<(String, &'static str)> {
    let combinations = combinations(parts, 1);
    if parts.len() > MOST_NAMES {
        return Some((format!("a filter policy has {} names", parts.len()), "use up to five"));
    }
    (combinations > MOST_COMBINATIONS).then(|| {
        let message = format!("the conditions of a filter policy have {combinations} combinations");
        (message, "use fewer values, so that there are 150 at most")
    })
}

/// How many values can be combined, where those of nested parts count once for each level.
fn combinations(parts: &[(String, FilterOrPolicy)], depth: usize) -> usize {
    parts.iter().fold(1, |total, (_, part)| {
        total.saturating_mul(match part {
            FilterOrPolicy::Filter(filter) => filter.conditions.len().saturating_mul(depth),
            FilterOrPolicy::Policy(parts) => combinations(parts, depth + 1),
        })
    })
}
