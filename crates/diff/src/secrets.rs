//! Values that nobody is to see.

use serde_json::Value;

use crate::{ElementDifference, ValueDifference};

/// What stands for them, as in CloudFormation's own answers.
const MASK: &str = "****";

/// Whether a parameter is not to be shown.
pub(crate) fn is_secret(parameter: &Value) -> bool {
    match parameter.get("NoEcho") {
        Some(Value::Bool(no_echo)) => *no_echo,
        Some(Value::String(no_echo)) => no_echo.eq_ignore_ascii_case("true"),
        _ => false,
    }
}

/// What a parameter differs in, with a mask for each default.
pub(crate) fn without_default(element: ElementDifference) -> ElementDifference {
    let values = element.values.into_iter().map(|value| {
        let mask = |side: Option<Value>| match (side, value.path.as_str()) {
            (Some(Value::Object(mut parameter)), "") => {
                if let Some(default) = parameter.get_mut("Default") {
                    *default = Value::from(MASK);
                }
                Some(Value::Object(parameter))
            }
            (Some(_), path) if path.starts_with("Default") => Some(Value::from(MASK)),
            (side, _) => side,
        };
        let is_default = value.path.starts_with("Default");
        let lines = if is_default { Vec::new() } else { value.lines.clone() };
        ValueDifference { old: mask(value.old), new: mask(value.new), lines, path: value.path.clone() }
    });
    ElementDifference { values: values.collect(), ..element }
}
