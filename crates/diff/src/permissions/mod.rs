//! Who may do what, and who may reach what: differences that deserve a second look.

mod attachments;
mod breadth;
mod rules;
mod statements;

pub use attachments::AttachmentDifference;
pub use breadth::Breadth;
pub use rules::{Direction, RuleDifference};
pub use statements::StatementDifference;

pub(crate) use attachments::differences as attachments;
pub(crate) use rules::differences as rules;
pub(crate) use statements::differences as statements;

use serde_json::{Map, Value};

use crate::values::as_template_text;

/// The type and the properties of a resource.
fn parts(resource: &Value) -> Option<(&str, &Map<String, Value>)> {
    Some((resource.get("Type")?.as_str()?, resource.get("Properties")?.as_object()?))
}

/// One text or several, as texts.
fn texts(value: Option<&Value>) -> Vec<String> {
    match value {
        None => Vec::new(),
        Some(Value::Array(items)) => items.iter().map(as_template_text).collect(),
        Some(one) => vec![as_template_text(one)],
    }
}
