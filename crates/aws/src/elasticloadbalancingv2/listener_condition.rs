//! Conditions: which requests a rule is for.

use std::panic::Location;

use purlin_core::{Finding, IntoValue, Scope, Val, Value};

/// What a request must be like for a rule to apply to it. All conditions of a rule must hold; of the values of one
/// condition, any.
///
/// ```
/// use purlin_aws::elasticloadbalancingv2::ListenerCondition;
///
/// let conditions = [
///     ListenerCondition::host_headers(["example.com", "*.example.com"]),
///     ListenerCondition::path_patterns(["/api/*"]),
/// ];
/// ```
///
/// [Types of conditions](https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html)
#[derive(Clone, Debug)]
pub struct ListenerCondition {
    field: &'static str,
    configuration: &'static str,
    content: Vec<(&'static str, Val)>,
    values: usize,
    location: &'static Location<'static>,
}

/// How many values the conditions of one rule may have.
const MOST_VALUES: usize = 5;

impl ListenerCondition {
    #[track_caller]
    fn new(field: &'static str, configuration: &'static str, values: Vec<Val>) -> Self {
        ListenerCondition {
            field,
            configuration,
            values: values.len(),
            content: vec![("Values", Val::List(values))],
            location: Location::caller(),
        }
    }

    #[track_caller]
    fn of_texts<V: IntoValue<String>>(
        field: &'static str,
        configuration: &'static str,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        Self::new(field, configuration, texts(values))
    }

    /// The `Host` header matches one of the names, in which `*` and `?` stand for other characters.
    #[track_caller]
    pub fn host_headers<V: IntoValue<String>>(values: impl IntoIterator<Item = V>) -> Self {
        Self::of_texts("host-header", "HostHeaderConfig", values)
    }

    /// A header matches one of the values, in which `*` and `?` stand for other characters.
    #[track_caller]
    pub fn http_header<V: IntoValue<String>>(
        name: impl IntoValue<String>,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        let mut condition = Self::of_texts("http-header", "HttpHeaderConfig", values);
        condition.content.push(("HttpHeaderName", name.into_value().into_val()));
        condition
    }

    /// The method is one of these, such as `GET`.
    #[track_caller]
    pub fn http_request_methods<V: IntoValue<String>>(values: impl IntoIterator<Item = V>) -> Self {
        Self::of_texts("http-request-method", "HttpRequestMethodConfig", values)
    }

    /// The path, without the query, matches one of the patterns, such as `/img/*`.
    #[track_caller]
    pub fn path_patterns<V: IntoValue<String>>(values: impl IntoIterator<Item = V>) -> Self {
        Self::of_texts("path-pattern", "PathPatternConfig", values)
    }

    /// The query contains one of these.
    #[track_caller]
    pub fn query_strings(values: impl IntoIterator<Item = QueryString>) -> Self {
        let values = values.into_iter().map(QueryString::into_val).collect();
        Self::new("query-string", "QueryStringConfig", values)
    }

    /// The client's address is in one of the ranges, such as `203.0.113.0/24`.
    #[track_caller]
    pub fn source_ips<V: IntoValue<String>>(values: impl IntoIterator<Item = V>) -> Self {
        Self::of_texts("source-ip", "SourceIpConfig", values)
    }

    pub(super) fn to_val(&self) -> Val {
        let content = Val::structure(self.content.iter().cloned());
        Val::structure([("Field", Val::text(self.field)), (self.configuration, content)])
    }
}

/// Reports conditions that AWS would refuse together.
pub(super) fn check_conditions(conditions: &[ListenerCondition], scope: &Scope, location: &'static Location<'static>) {
    if conditions.is_empty() {
        let finding = Finding::error("no-conditions", "a rule needs at least one condition").at(location);
        scope.report(finding.help("requests that no rule is for get the listener's default action"));
    }
    for condition in conditions.iter().filter(|condition| condition.values == 0) {
        let message = format!("the condition on `{}` has no values", condition.field);
        let finding = Finding::error("empty-condition", message).at(condition.location);
        scope.report(finding.help("give the condition the values that it should accept"));
    }
    let values: usize = conditions.iter().map(|condition| condition.values).sum();
    if values > MOST_VALUES {
        let message =
            format!("the conditions of a rule have {values} values together, but {MOST_VALUES} at most are allowed");
        let help = "spread the values over several rules with the same action";
        scope.report(Finding::error("too-many-condition-values", message).at(location).help(help));
    }
}

fn texts<V: IntoValue<String>>(values: impl IntoIterator<Item = V>) -> Vec<Val> {
    values.into_iter().map(|value| value.into_value().into_val()).collect()
}

/// A part of a query: a value, or a key with its value. `*` and `?` stand for other characters.
#[derive(Clone, Debug)]
pub struct QueryString {
    key: Option<Value<String>>,
    value: Value<String>,
}

impl QueryString {
    /// Any key with this value.
    pub fn value(value: impl IntoValue<String>) -> Self {
        QueryString { key: None, value: value.into_value() }
    }

    /// This key with this value.
    pub fn pair(key: impl IntoValue<String>, value: impl IntoValue<String>) -> Self {
        QueryString { key: Some(key.into_value()), value: value.into_value() }
    }

    fn into_val(self) -> Val {
        let key = self.key.map(|key| ("Key", key.into_val()));
        Val::structure(key.into_iter().chain([("Value", self.value.into_val())]))
    }
}
