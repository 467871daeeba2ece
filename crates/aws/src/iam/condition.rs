//! Conditions of statements.

use purlin_core::{Text, Val, Value};

/// A condition under which a statement applies: an operator, a key, and what the key's value is compared with.
///
/// ```
/// use purlin_aws::iam::{Condition, PolicyStatement};
///
/// let statement = PolicyStatement::allow()
///     .actions(["ec2:RunInstances"])
///     .all_resources()
///     .when(Condition::string_equals("aws:RequestTag/team", ["vision", "speech"]))
///     .when(Condition::bool("aws:MultiFactorAuthPresent", true).if_exists());
/// ```
///
/// [Operators](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html)
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    operator: Text,
    key: Text,
    value: Val,
}

/// What a condition compares with: a text or several, each known now or during deployment.
#[derive(Clone, Debug, PartialEq)]
pub struct ConditionValue(Val);

macro_rules! condition_value_from {
    ($($given:ty),+) => {$(
        impl From<$given> for ConditionValue {
            fn from(given: $given) -> Self {
                ConditionValue(Val::from(given))
            }
        }
    )+};
}

condition_value_from!(&str, String, i32, i64, f64, Value<String>, Val);

impl From<&String> for ConditionValue {
    fn from(given: &String) -> Self {
        given.as_str().into()
    }
}

impl From<&Value<String>> for ConditionValue {
    fn from(given: &Value<String>) -> Self {
        given.clone().into()
    }
}

impl<T: Into<ConditionValue>, const N: usize> From<[T; N]> for ConditionValue {
    fn from(given: [T; N]) -> Self {
        given.into_iter().collect()
    }
}

impl<T: Into<ConditionValue>> From<Vec<T>> for ConditionValue {
    fn from(given: Vec<T>) -> Self {
        given.into_iter().collect()
    }
}

impl<T: Into<ConditionValue>> FromIterator<T> for ConditionValue {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        ConditionValue(Val::List(values.into_iter().map(|value| value.into().0).collect()))
    }
}

macro_rules! operators {
    ($($(#[$doc:meta])* $name:ident => $operator:literal),+ $(,)?) => {$(
        $(#[$doc])*
        pub fn $name(key: impl Into<Text>, value: impl Into<ConditionValue>) -> Self {
            Condition::new($operator, key, value)
        }
    )+};
}

impl Condition {
    /// A condition with any operator, such as `ForAnyValue:StringLike`.
    pub fn new(operator: impl Into<Text>, key: impl Into<Text>, value: impl Into<ConditionValue>) -> Self {
        Condition { operator: operator.into(), key: key.into(), value: value.into().0 }
    }

    operators! {
        /// The text equals one of the values.
        string_equals => "StringEquals",
        /// The text equals none of the values.
        string_not_equals => "StringNotEquals",
        /// The text equals one of the values, in capitals or not.
        string_equals_ignore_case => "StringEqualsIgnoreCase",
        /// The text equals none of the values, in capitals or not.
        string_not_equals_ignore_case => "StringNotEqualsIgnoreCase",
        /// The text matches one of the patterns with `*` and `?`.
        string_like => "StringLike",
        /// The text matches none of the patterns with `*` and `?`.
        string_not_like => "StringNotLike",
        /// The number equals one of the values.
        numeric_equals => "NumericEquals",
        /// The number equals none of the values.
        numeric_not_equals => "NumericNotEquals",
        /// The number is less than the value.
        numeric_less_than => "NumericLessThan",
        /// The number is the value or less.
        numeric_less_than_equals => "NumericLessThanEquals",
        /// The number is greater than the value.
        numeric_greater_than => "NumericGreaterThan",
        /// The number is the value or greater.
        numeric_greater_than_equals => "NumericGreaterThanEquals",
        /// The time, as ISO 8601 writes it, equals one of the values.
        date_equals => "DateEquals",
        /// The time is before the value.
        date_less_than => "DateLessThan",
        /// The time is after the value.
        date_greater_than => "DateGreaterThan",
        /// The address is in one of the ranges, such as `203.0.113.0/24`.
        ip_address => "IpAddress",
        /// The address is in none of the ranges.
        not_ip_address => "NotIpAddress",
        /// The ARN matches one of the patterns.
        arn_equals => "ArnEquals",
        /// The ARN matches none of the patterns.
        arn_not_equals => "ArnNotEquals",
        /// The ARN matches one of the patterns.
        arn_like => "ArnLike",
        /// The ARN matches none of the patterns.
        arn_not_like => "ArnNotLike",
    }

    /// The key is true, or false.
    pub fn bool(key: impl Into<Text>, value: bool) -> Self {
        Condition::new("Bool", key, value.to_string())
    }

    /// The key is missing from the request, or is there.
    pub fn null(key: impl Into<Text>, missing: bool) -> Self {
        Condition::new("Null", key, missing.to_string())
    }

    /// The condition holds also where the request lacks the key.
    pub fn if_exists(mut self) -> Self {
        self.operator = Text::Owned(format!("{}IfExists", self.operator));
        self
    }

    /// All of the request's values must match. **True when there are none**: in an `Allow`, add a
    /// [`Condition::null`] with `false`, or the statement allows requests that lack the key.
    pub fn for_all_values(mut self) -> Self {
        self.operator = Text::Owned(format!("ForAllValues:{}", self.operator));
        self
    }

    /// One of the request's values must match.
    pub fn for_any_value(mut self) -> Self {
        self.operator = Text::Owned(format!("ForAnyValue:{}", self.operator));
        self
    }
}

/// The conditions of a statement: all must hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Conditions {
    /// Keys and values by operator.
    by_operator: Vec<(Text, Vec<(Text, Val)>)>,
    /// The keys that one operator was to compare with several values, of which only the last could be kept.
    replaced: Vec<Text>,
}

impl Conditions {
    /// Adds one, in place of one with the same operator and key.
    pub(crate) fn add(&mut self, condition: Condition) {
        let Condition { operator, key, value } = condition;
        let keys = match self.by_operator.iter_mut().find(|(old, _)| *old == operator) {
            Some((_, keys)) => keys,
            None => &mut self.by_operator.push_mut((operator, Vec::new())).1,
        };
        match keys.iter_mut().find(|(old, _)| *old == key) {
            Some((_, old)) if *old == value => {}
            Some((_, old)) => {
                *old = value;
                self.replaced.push(key);
            }
            None => keys.push((key, value)),
        }
    }

    pub(crate) fn extend(&mut self, conditions: &Conditions) {
        for (operator, key, value) in conditions.iter() {
            self.add(Condition { operator: operator.clone(), key: key.clone(), value: value.clone() });
        }
        self.replaced.extend_from_slice(&conditions.replaced);
    }

    /// The keys of which a condition took the place of another one.
    pub(super) fn replaced(&self) -> &[Text] {
        &self.replaced
    }

    /// The keys that are compared with an empty list, which no request matches, or every one.
    pub(super) fn keys_without_values(&self) -> impl Iterator<Item = &Text> {
        self.iter()
            .filter(|(_, _, value)| matches!(value, Val::List(values) if values.is_empty()))
            .map(|(_, key, _)| key)
    }

    /// Operator, key and value of each.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Text, &Text, &Val)> {
        self.by_operator.iter().flat_map(|(operator, keys)| keys.iter().map(move |(key, value)| (operator, key, value)))
    }

    /// The keys that a `ForAllValues` asks about without a `Null` that asks for them to be there.
    pub(super) fn vacuous_keys(&self) -> impl Iterator<Item = &Text> {
        let is_there = |key: &Text| {
            self.iter().any(|(operator, other, value)| {
                let wanted = matches!(value, Val::Bool(false)) || value.as_text() == Some("false");
                operator == "Null" && other == key && wanted
            })
        };
        let all = self.iter().filter(|(operator, _, _)| operator.starts_with("ForAllValues:"));
        all.map(|(_, key, _)| key).filter(move |key| !is_there(key))
    }

    /// Ids of organizations that are none.
    pub(super) fn bad_organizations(&self) -> impl Iterator<Item = &str> {
        let is_id = |id: &str| {
            id.strip_prefix("o-").is_some_and(|rest| {
                (10..=32).contains(&rest.len())
                    && rest.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
            })
        };
        let exact =
            self.iter().filter(|(operator, key, _)| *operator == "StringEquals" && *key == "aws:PrincipalOrgID");
        exact.filter_map(|(_, _, value)| value.as_text()).filter(move |id| !is_id(id))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.by_operator.is_empty()
    }

    pub(crate) fn to_val(&self) -> Val {
        Val::map(self.by_operator.iter().map(|(operator, keys)| (operator.clone(), Val::Map(keys.clone()))))
    }
}
