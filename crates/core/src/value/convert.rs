//! What can be given where a value is wanted.

use std::collections::BTreeMap;

use super::val::{Expr, Text, Val};
use super::{Json, Map, Value};

/// Whatever can be given where a value of type `T` is wanted: literals, expressions, lists and maps of either,
/// structures, [`NoValue`], and `Option`s of all of these (`None` leaves the property out).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be given where a value of type `{T}` is wanted",
    label = "expected a `{T}`: a literal, or a `Value<{T}>` that CloudFormation evaluates",
    note = "`Value::from_val` takes any untyped value, and `.cast()` changes a value's type where CloudFormation converts"
)]
pub trait IntoValue<T: ?Sized> {
    /// The value.
    fn into_value(self) -> Value<T>;
}

/// `AWS::NoValue`: removes the property, or the list element, during deployment. Meant for [`fn_if`](super::fn_if).
#[derive(Clone, Copy, Debug)]
pub struct NoValue;

impl<T: ?Sized> IntoValue<T> for NoValue {
    fn into_value(self) -> Value<T> {
        Value::from_val(Expr::NoValue)
    }
}

impl<T: ?Sized> IntoValue<T> for Value<T> {
    fn into_value(self) -> Value<T> {
        self
    }
}

impl<T: ?Sized> IntoValue<T> for &Value<T> {
    fn into_value(self) -> Value<T> {
        self.clone()
    }
}

impl<T: ?Sized, U: IntoValue<T>> IntoValue<T> for Option<U> {
    fn into_value(self) -> Value<T> {
        self.map_or_else(|| Value::from_val(Expr::Absent), U::into_value)
    }
}

impl IntoValue<String> for &str {
    fn into_value(self) -> Value<String> {
        Value::from_val(Val::Text(Text::Owned(self.to_owned())))
    }
}

impl IntoValue<String> for String {
    fn into_value(self) -> Value<String> {
        Value::from_val(Val::Text(self.into()))
    }
}

impl IntoValue<String> for &String {
    fn into_value(self) -> Value<String> {
        self.as_str().into_value()
    }
}

impl IntoValue<String> for Text {
    fn into_value(self) -> Value<String> {
        Value::from_val(Val::Text(self))
    }
}

impl IntoValue<String> for &&str {
    fn into_value(self) -> Value<String> {
        (*self).into_value()
    }
}

impl IntoValue<bool> for bool {
    fn into_value(self) -> Value<bool> {
        Value::from_val(Val::Bool(self))
    }
}

macro_rules! integers {
    ($($integer:ty),+) => {$(
        impl IntoValue<i64> for $integer {
            fn into_value(self) -> Value<i64> {
                Value::from_val(Val::Integer(i64::from(self)))
            }
        }

        impl IntoValue<f64> for $integer {
            fn into_value(self) -> Value<f64> {
                Value::from_val(Val::Integer(i64::from(self)))
            }
        }
    )+};
}

integers!(i64, i32, i16, i8, u32, u16, u8);

impl IntoValue<f64> for f64 {
    fn into_value(self) -> Value<f64> {
        Value::from_val(Val::Number(self))
    }
}

impl<T, U: IntoValue<T>> IntoValue<Vec<T>> for Vec<U> {
    fn into_value(self) -> Value<Vec<T>> {
        Value::from_val(Val::List(self.into_iter().map(|item| item.into_value().into_val()).collect()))
    }
}

impl<T, U: IntoValue<T>, const N: usize> IntoValue<Vec<T>> for [U; N] {
    fn into_value(self) -> Value<Vec<T>> {
        Value::from_val(Val::List(self.into_iter().map(|item| item.into_value().into_val()).collect()))
    }
}

impl<T, U: IntoValue<T> + Clone> IntoValue<Vec<T>> for &[U] {
    fn into_value(self) -> Value<Vec<T>> {
        Value::from_val(Val::List(self.iter().map(|item| item.clone().into_value().into_val()).collect()))
    }
}

impl<T, U: IntoValue<T> + Clone> IntoValue<Vec<T>> for &Vec<U> {
    fn into_value(self) -> Value<Vec<T>> {
        self.as_slice().into_value()
    }
}

fn map_value<T, K: Into<Text>, U: IntoValue<T>>(entries: impl IntoIterator<Item = (K, U)>) -> Value<Map<T>> {
    Value::from_val(Val::map(entries.into_iter().map(|(key, item)| (key, item.into_value().into_val()))))
}

impl<T, K: Into<Text>, U: IntoValue<T>, const N: usize> IntoValue<Map<T>> for [(K, U); N] {
    fn into_value(self) -> Value<Map<T>> {
        map_value(self)
    }
}

impl<T, K: Into<Text>, U: IntoValue<T>> IntoValue<Map<T>> for Vec<(K, U)> {
    fn into_value(self) -> Value<Map<T>> {
        map_value(self)
    }
}

impl<T, K: Into<Text>, U: IntoValue<T>> IntoValue<Map<T>> for BTreeMap<K, U> {
    fn into_value(self) -> Value<Map<T>> {
        map_value(self)
    }
}

impl IntoValue<Json> for Val {
    fn into_value(self) -> Value<Json> {
        Value::from_val(self)
    }
}

impl IntoValue<Json> for serde_json::Value {
    fn into_value(self) -> Value<Json> {
        Value::from_val(Val::from(self))
    }
}

macro_rules! json_from {
    ($($given:ty => $typed:ty),+ $(,)?) => {$(
        impl IntoValue<Json> for $given {
            fn into_value(self) -> Value<Json> {
                IntoValue::<$typed>::into_value(self).cast()
            }
        }
    )+};
}

json_from!(&str => String, String => String, bool => bool, i32 => i64, i64 => i64, f64 => f64, Value<String> => String);

// So that setters of hand-written properties, which take `impl Into<Value<…>>`, accept the same.
macro_rules! value_from {
    ($($given:ty => $typed:ty),+ $(,)?) => {$(
        impl From<$given> for Value<$typed> {
            fn from(given: $given) -> Self {
                given.into_value()
            }
        }
    )+};
}

value_from!(&str => String, String => String, &String => String, bool => bool, i64 => i64, i32 => i64, f64 => f64, i32 => f64);

impl<T: ?Sized> From<&Value<T>> for Value<T> {
    fn from(given: &Value<T>) -> Self {
        given.clone()
    }
}

impl<T: ?Sized> From<NoValue> for Value<T> {
    fn from(given: NoValue) -> Self {
        given.into_value()
    }
}

impl<T, U: IntoValue<T>> From<Vec<U>> for Value<Vec<T>> {
    fn from(given: Vec<U>) -> Self {
        given.into_value()
    }
}

impl<T, U: IntoValue<T>, const N: usize> From<[U; N]> for Value<Vec<T>> {
    fn from(given: [U; N]) -> Self {
        given.into_value()
    }
}
