//! What stands in a template under a logical id.

mod condition;
mod mapping;
mod output;
mod parameter;
mod resource;
mod rule;

use crate::construct::Scope;
use crate::finding::Finding;
use crate::names;
use crate::value::{Attribute, AttributeType, Expr, Reference, ReferenceKind, Text, Val, Value};

pub use condition::Condition;
pub use mapping::Mapping;
pub use output::{Output, OutputProps, OutputSettings};
pub use parameter::{Parameter, ParameterProps, ParameterSettings, ParameterType};
pub use resource::{Properties, Resource, ResourceType, TagProperty, TagStyle};
pub use rule::{Rule, RuleAssertion};

pub(crate) use condition::ConditionData;
pub(crate) use mapping::MappingData;
pub(crate) use output::OutputData;
pub(crate) use parameter::ParameterData;
pub(crate) use resource::{ResourceData, ResourceKind};
pub(crate) use rule::RuleData;

impl Scope {
    pub(crate) fn reference(&self, attribute: Attribute, kind: ReferenceKind) -> Reference {
        let app = self.with_tree(|tree| tree.app);
        Reference { app, target: self.node, attribute, kind, strength: None }
    }

    pub(crate) fn ref_value<T: AttributeType>(&self) -> Value<T> {
        Value::from_val(self.reference(Attribute::Ref, T::KIND))
    }

    pub(crate) fn attribute_value<T: AttributeType>(&self, name: Text) -> Value<T> {
        Value::from_val(self.reference(Attribute::Att(name), T::KIND))
    }

    /// The logical id of an element as text within its own stack.
    pub(crate) fn logical_id_val(&self) -> Val {
        Expr::LogicalId(self.reference(Attribute::Ref, ReferenceKind::Text)).into()
    }

    /// Gives an element of a template another logical id than the one made of its path.
    ///
    /// Letters and digits only, 255 at most. A resource whose logical id changes is replaced.
    #[track_caller]
    pub fn override_logical_id(&self, logical_id: impl Into<Text>) {
        let logical_id = logical_id.into();
        let location = std::panic::Location::caller();
        if !names::is_logical_id(&logical_id) {
            let finding = Finding::error("bad-logical-id", format!("`{logical_id}` cannot be a logical id"))
                .at(location)
                .help("use letters and digits only, 255 at most");
            return self.report(finding);
        }
        self.with_tree_mut(|tree| {
            if tree.node(self.node).kind.is_element() {
                tree.logical_id_overrides.insert(self.node, logical_id);
            } else {
                tree.report_at(self.node, no_element().at(location));
            }
        });
    }

    /// Sets something in what the template says about an element, whatever it is, after everything else was settled.
    ///
    /// The path is dotted, from the element's own top: `Properties.Tags.0.Value`, `UpdatePolicy.Example`. A dot within a
    /// name is written `\.`. Maps are merged, and [`Val::from(Expr::Absent)`](Expr::Absent) removes what is there.
    #[track_caller]
    pub fn add_override(&self, path: &str, value: impl Into<Val>) {
        let location = std::panic::Location::caller();
        let path = split_path(path);
        let value = value.into();
        self.with_tree_mut(|tree| {
            if tree.node(self.node).kind.is_element() {
                tree.overrides.entry(self.node).or_default().push((path, value));
            } else {
                tree.report_at(self.node, no_element().at(location));
            }
        });
    }

    /// Removes something from what the template says about an element.
    #[track_caller]
    pub fn add_deletion_override(&self, path: &str) {
        self.add_override(path, Expr::Absent);
    }
}

fn no_element() -> Finding {
    Finding::error("no-element", "it is no element of a template, and has neither a logical id nor properties")
        .help("call this on the resource inside of it")
}

/// Splits at dots that no backslash stands before.
fn split_path(path: &str) -> Vec<Text> {
    let mut parts = vec![String::new()];
    let mut characters = path.chars();
    while let Some(character) = characters.next() {
        let last = parts.len() - 1;
        match character {
            '\\' => parts[last].extend(characters.next()),
            '.' => parts.push(String::new()),
            other => parts[last].push(other),
        }
    }
    parts.into_iter().map(Text::Owned).collect()
}

/// Implements [`Construct`] for a handle that holds a scope.
macro_rules! construct {
    ($handle:ident) => {
        impl crate::construct::Construct for $handle {
            fn scope(&self) -> &crate::construct::Scope {
                &self.scope
            }
        }
    };
}
use construct;
