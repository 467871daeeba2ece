//! Conditions: what parts of a template depend on.

use super::construct;
use crate::construct::{Construct, Scope};
use crate::tree::Kind;
use crate::value::{ConditionExpression, ConditionName, IntoValue, Val, Value};

pub(crate) struct ConditionData {
    pub(crate) expression: Val,
}

/// A named condition of a stack, on which resources, outputs and values can depend.
///
/// ```
/// use purlin_core::{App, Condition, Stack, StackProps, fn_equals, fn_if, pseudo_parameter};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "Workers", StackProps::new());
/// let in_ireland = Condition::new(&stack, "InIreland", fn_equals(pseudo_parameter::region(), "eu-west-1"));
/// let size = fn_if::<String>(&in_ireland, "m7i.large", "t3.micro");
/// ```
#[derive(Clone, Debug)]
pub struct Condition {
    scope: Scope,
}

construct!(Condition);

impl Condition {
    /// A condition of the stack around it.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, expression: impl IntoValue<ConditionExpression>) -> Self {
        let data = ConditionData { expression: expression.into_value().into_val() };
        Condition { scope: scope.scope().add(id, Kind::Condition(Box::new(data))) }
    }
}

impl ConditionName for &Condition {
    fn condition_name(self) -> Val {
        self.scope.logical_id_val()
    }
}

impl ConditionName for Condition {
    fn condition_name(self) -> Val {
        self.scope.logical_id_val()
    }
}

impl IntoValue<ConditionExpression> for &Condition {
    /// The condition as part of another one.
    fn into_value(self) -> Value<ConditionExpression> {
        Value::from_val(Val::function("Condition", self.scope.logical_id_val()))
    }
}

impl IntoValue<ConditionExpression> for Condition {
    fn into_value(self) -> Value<ConditionExpression> {
        (&self).into_value()
    }
}
