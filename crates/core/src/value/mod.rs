//! Values: literals, or expressions that CloudFormation evaluates during deployment.

mod convert;
mod functions;
mod json_text;
mod pseudo;
mod reference;
mod val;

use std::fmt;
use std::marker::PhantomData;
use std::ops::Add;

pub use convert::{IntoValue, NoValue};
pub use functions::*;
pub use pseudo::pseudo_parameter;
pub use reference::{AttributeType, Reference, ReferenceKind, ReferenceStrength};
pub use val::{Expr, Text, Val};

pub(crate) use json_text::lower as lower_json_text;
pub(crate) use reference::Attribute;
pub(crate) use val::substituted;

/// A value of type `T`: a literal, or an expression that yields one during deployment.
///
/// What is only known during deployment has no text that could be measured, sliced or compared by accident: the literal
/// must be asked for with [`literal`](Value::literal), which answers `None` for expressions.
///
/// ```
/// use purlin_core::{IntoValue, Value, pseudo_parameter};
///
/// let name: Value<String> = "logs-".into_value() + pseudo_parameter::region();
/// assert_eq!(name.literal(), None);
/// ```
pub struct Value<T: ?Sized> {
    val: Val,
    marker: PhantomData<fn() -> Box<T>>,
}

impl<T: ?Sized> Value<T> {
    /// A value from its untyped form. Nothing checks that it yields a `T`.
    pub fn from_val(val: impl Into<Val>) -> Self {
        Value { val: val.into(), marker: PhantomData }
    }

    /// The untyped form.
    pub fn into_val(self) -> Val {
        self.val
    }

    /// The untyped form.
    pub fn as_val(&self) -> &Val {
        &self.val
    }

    /// Whether it is known now, all the way down.
    pub fn is_literal(&self) -> bool {
        self.val.is_literal()
    }

    /// The same value under another type, for the cases in which CloudFormation converts: a port read as text, say.
    pub fn cast<U: ?Sized>(self) -> Value<U> {
        Value::from_val(self.val)
    }
}

impl<T: AttributeType + ?Sized> Value<T> {
    /// The same reference to a resource, crossing stacks in this way whatever the resource, the stack and the app say.
    /// Anything but a single reference stays as it is.
    pub fn with_reference_strength(mut self, strength: ReferenceStrength) -> Self {
        if let Val::Expr(expr) = &mut self.val
            && let Expr::Reference(reference) = &mut **expr
        {
            reference.strength = Some(strength);
        }
        self
    }
}

impl Value<String> {
    /// The text, when it is known now.
    pub fn literal(&self) -> Option<&str> {
        self.val.as_text()
    }
}

impl Value<i64> {
    /// The number, when it is known now.
    pub fn literal(&self) -> Option<i64> {
        match self.val {
            Val::Integer(number) => Some(number),
            _ => None,
        }
    }
}

impl Value<bool> {
    /// The truth value, when it is known now.
    pub fn literal(&self) -> Option<bool> {
        match self.val {
            Val::Bool(value) => Some(value),
            _ => None,
        }
    }
}

impl<T> Value<Vec<T>> {
    /// The elements, when the list itself is known now; each may still be an expression.
    pub fn elements(&self) -> Option<Vec<Value<T>>> {
        match &self.val {
            Val::List(items) => Some(items.iter().cloned().map(Value::from_val).collect()),
            _ => None,
        }
    }
}

impl<T: ?Sized> Clone for Value<T> {
    fn clone(&self) -> Self {
        Value::from_val(self.val.clone())
    }
}

impl<T: ?Sized> fmt::Debug for Value<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.val.fmt(formatter)
    }
}

impl<T: ?Sized> PartialEq for Value<T> {
    fn eq(&self, other: &Self) -> bool {
        self.val == other.val
    }
}

impl<R: IntoValue<String>> Add<R> for Value<String> {
    type Output = Value<String>;

    /// The two texts, one after the other.
    fn add(self, right: R) -> Value<String> {
        Value::from_val(Val::join("", [self.val, right.into_value().into_val()]))
    }
}

/// The type of a value that CloudFormation takes as JSON, such as a policy document.
pub enum Json {}

/// The type of a map from text to `T`.
pub struct Map<T: ?Sized>(PhantomData<fn() -> Box<T>>);

/// The type of a condition: what `Fn::Equals`, `Fn::And` and their like yield.
pub enum ConditionExpression {}

/// Concatenates texts, literals and expressions alike.
///
/// ```
/// use purlin_core::{pseudo_parameter, text};
///
/// let arn = text!["arn:", pseudo_parameter::partition(), ":iam::", pseudo_parameter::account_id(), ":root"];
/// assert!(!arn.is_literal());
/// ```
#[macro_export]
macro_rules! text {
    ($($piece:expr),+ $(,)?) => {
        $crate::Value::<::std::string::String>::from_val($crate::Val::join(
            "",
            [$($crate::IntoValue::<::std::string::String>::into_value($piece).into_val()),+],
        ))
    };
}
