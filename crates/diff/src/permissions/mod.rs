//! Who may do what, and who may reach what: differences that deserve a second look.

mod atoms;
mod attachments;
mod branches;
mod breadth;
mod conditions;
mod coverage;
mod policies;
mod rules;
mod statements;

pub use attachments::{AttachmentDifference, AttachmentKind};
pub use breadth::Breadth;
pub use rules::{Direction, RuleDifference};
pub use statements::{PolicyKind, StatementDifference};

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::resources::Rename;
use crate::values::as_template_text;

/// What the resources of two templates allow otherwise.
#[derive(Default)]
pub(crate) struct Permissions {
    pub(crate) statements: Vec<StatementDifference>,
    pub(crate) attachments: Vec<AttachmentDifference>,
    pub(crate) rules: Vec<RuleDifference>,
}

/// What the resources of two templates allow otherwise. Of those that only have another logical id, nothing.
pub(crate) fn differences(old: &Map<String, Value>, new: &Map<String, Value>, renames: &[Rename]) -> Permissions {
    if old == new {
        return Permissions::default();
    }
    let names = Names::of(renames);
    let [old, new] = [old, new].map(|resources| {
        let mut found = Vec::new();
        list(resources, &[], &mut found);
        found
    });
    Permissions {
        statements: statements::differences(&old, &new, &names),
        attachments: attachments::differences(&old, &new, &names),
        rules: rules::differences(&old, &new, &names),
    }
}

/// A resource of a known type, and the conditions under which it is there.
struct Resource<'a> {
    /// Its logical id in `${}`.
    name: String,
    kind: &'a str,
    properties: &'a Map<String, Value>,
    /// The same as a value.
    value: &'a Value,
    conditions: Vec<String>,
}

/// All resources, with those that `Fn::ForEach` makes.
fn list<'a>(resources: &'a Map<String, Value>, under: &[String], found: &mut Vec<Resource<'a>>) {
    for (logical_id, resource) in resources {
        if logical_id.starts_with("Fn::ForEach::") {
            if let Some([name, values, Value::Object(made)]) = resource.as_array().map(Vec::as_slice) {
                let condition = format!("for each {} of {}", as_template_text(name), as_template_text(values));
                list(made, &[under, &[condition]].concat(), found);
            }
            continue;
        }
        let kind = resource.get("Type").and_then(Value::as_str);
        let (Some(kind), Some(value)) = (kind, resource.get("Properties")) else { continue };
        let Some(properties) = value.as_object() else { continue };
        let mut conditions = under.to_vec();
        conditions.extend(resource.get("Condition").map(|condition| format!("if {}", as_template_text(condition))));
        conditions.sort();
        found.push(Resource { name: format!("${{{logical_id}}}"), kind, properties, value, conditions });
    }
}

/// The new logical ids of resources that had other ones.
struct Names<'a>(BTreeMap<&'a str, &'a str>);

impl<'a> Names<'a> {
    fn of(renames: &'a [Rename]) -> Self {
        Names(renames.iter().map(|rename| (rename.old.as_str(), rename.new.as_str())).collect())
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A text with the new ids in place of the old ones.
    fn renamed(&self, text: &str) -> String {
        let mut renamed = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once("${") {
            let end = behind.find(['.', '}']).unwrap_or(behind.len());
            let (name, behind) = behind.split_at_checked(end).unwrap_or((behind, ""));
            renamed.extend([before, "${", self.0.get(name).copied().unwrap_or(name)]);
            rest = behind;
        }
        renamed + rest
    }
}
