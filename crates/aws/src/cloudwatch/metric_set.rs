//! What an alarm on an expression is made of: each metric and each expression once, with a name.

use std::collections::HashMap;
use std::time::Duration;

use purlin_cfn::cloudwatch::alarm::{Metric as CfnMetric, MetricDataQuery, MetricStat};
use purlin_core::{Finding, Set, Value};

use super::math_expression::{MathExpression, MetricOrExpression};
use super::metric::Metric;
use crate::durations::seconds;

/// The metrics and expressions in an expression, in the order in which aws-cdk-lib writes them.
pub(super) struct MetricSet<'a> {
    entries: Vec<Entry<'a>>,
    by_id: HashMap<String, String>,
    period: Duration,
    pub(super) mistakes: Vec<Finding>,
}

struct Entry<'a> {
    part: Part<'a>,
    key: String,
    level: usize,
    id: Option<String>,
}

#[derive(Clone, Copy)]
enum Part<'a> {
    Metric(&'a Metric),
    Expression(&'a MathExpression),
}

impl<'a> From<&'a MetricOrExpression> for Part<'a> {
    fn from(part: &'a MetricOrExpression) -> Self {
        match part {
            MetricOrExpression::Metric(metric) => Part::Metric(metric),
            MetricOrExpression::Expression(expression) => Part::Expression(expression),
        }
    }
}

impl Part<'_> {
    fn key(&self, period: Duration) -> String {
        match self {
            Part::Metric(metric) => metric.key(period),
            Part::Expression(expression) => {
                let mut parts: Vec<(&String, String)> =
                    expression.metrics.iter().map(|(name, part)| (name, Part::from(part).key(period))).collect();
                parts.sort();
                format!("{:?}", (&expression.expression, parts))
            }
        }
    }
}

impl<'a> MetricSet<'a> {
    /// All that an expression is made of, and itself.
    pub(super) fn of(expression: &'a MathExpression) -> Self {
        let period = expression.period_or_default();
        let mut set = MetricSet { entries: Vec::new(), by_id: HashMap::new(), period, mistakes: Vec::new() };
        set.add(Part::Expression(expression), 1, None);
        set
    }

    fn add(&mut self, part: Part<'a>, level: usize, id: Option<&str>) {
        let key = part.key(self.period);
        if let Some(id) = id
            && self.by_id.get(id).is_some_and(|old| *old != key)
        {
            let message = format!("`{id}` stands for different metrics in one expression");
            let help = "give each of them a name of its own";
            return self.mistakes.push(Finding::error("ambiguous-expression-name", message).help(help));
        }
        let same = |entry: &&mut Entry<'a>| {
            entry.key == key && (entry.id.is_none() || id.is_none() || entry.id.as_deref() == id)
        };
        let entry = self.entries.iter_mut().find(same);
        match entry {
            Some(entry) => {
                if entry.id.is_none() {
                    entry.id = id.map(str::to_owned);
                }
            }
            None => self.entries.push(Entry { part, key: key.clone(), level, id: id.map(str::to_owned) }),
        }
        if let Some(id) = id {
            self.by_id.insert(id.to_owned(), key);
        }
        if let Part::Expression(expression) = part {
            for (name, inner) in &expression.metrics {
                self.add(Part::from(inner), level + 1, Some(name));
            }
        }
    }

    /// The metrics of the set.
    pub(super) fn metrics(&self) -> impl Iterator<Item = &Metric> {
        self.entries.iter().filter_map(|entry| match entry.part {
            Part::Metric(metric) => Some(metric),
            Part::Expression(_) => None,
        })
    }

    /// What is written into an alarm, and the name of the whole expression. Data is returned of so many levels of it.
    pub(super) fn render(
        &self,
        returned_levels: usize,
        account_of: impl Fn(&Metric) -> Option<Value<String>>,
    ) -> (Vec<MetricDataQuery<Set>>, String) {
        let mut unnamed = 0;
        let mut primary = None;
        let mut queries = Vec::new();
        for entry in &self.entries {
            let id = entry.id.clone().unwrap_or_else(|| {
                unnamed += 1;
                format!("expr_{unnamed}")
            });
            let returned = entry.level <= returned_levels;
            queries.push(match entry.part {
                Part::Metric(metric) => query(metric, self.period, &id, account_of(metric)).return_data(returned),
                Part::Expression(expression) => {
                    let period = expression.metrics.is_empty().then_some(seconds(self.period));
                    MetricDataQuery::new()
                        .expression(&expression.expression)
                        .id(&id)
                        .label(expression.label.as_ref())
                        .period(period)
                        .return_data(returned)
                }
            });
            primary.get_or_insert(id);
        }
        (queries, primary.unwrap_or_default())
    }
}

/// One metric as a part of what an alarm watches.
pub(super) fn query(
    metric: &Metric,
    period: Duration,
    id: &str,
    account: Option<Value<String>>,
) -> MetricDataQuery<Set> {
    let named =
        CfnMetric::new().dimensions(metric.sorted_dimensions()).metric_name(&metric.name).namespace(&metric.namespace);
    let stat = MetricStat::new()
        .metric(named)
        .period(seconds(period))
        .stat(metric.statistic.clone())
        .unit(metric.unit.as_ref());
    MetricDataQuery::new().account_id(account).id(id).label(metric.label.as_ref()).metric_stat(stat)
}
