//! Elements other than resources, as the entries that a template has for them.

use crate::element::{ConditionData, MappingData, OutputData, ParameterData, RuleAssertion, RuleData};
use crate::tree::Kind;
use crate::value::{Expr, Text, Val};

/// The entries of an element that is no resource, in the order in which they are written.
pub(super) fn element_entries(kind: &Kind) -> Vec<(Text, Val)> {
    match kind {
        Kind::Parameter(data) => parameter_entries(data),
        Kind::Output(data) => output_entries(data),
        Kind::Mapping(data) => mapping_entries(data),
        Kind::Condition(data) => condition_entries(data),
        Kind::Rule(data) => rule_entries(data),
        Kind::Resource(_) | Kind::App | Kind::Construct | Kind::Stage(_) | Kind::Stack(_) => Vec::new(),
    }
}

fn entry(entries: &mut Vec<(Text, Val)>, key: &'static str, val: Option<impl Into<Val>>) {
    entries.extend(val.map(|val| (Text::Borrowed(key), val.into())));
}

fn parameter_entries(data: &ParameterData) -> Vec<(Text, Val)> {
    let settings = &data.settings;
    let mut entries = Vec::new();
    entry(&mut entries, "Type", Some(settings.kind.name()));
    entry(&mut entries, "Default", settings.default.clone());
    entry(&mut entries, "AllowedPattern", settings.allowed_pattern.clone());
    entry(&mut entries, "AllowedValues", settings.allowed_values.clone().map(Val::List));
    entry(&mut entries, "ConstraintDescription", settings.constraint_description.clone());
    entry(&mut entries, "Description", settings.description.clone());
    entry(&mut entries, "MaxLength", settings.max_length);
    entry(&mut entries, "MaxValue", settings.max_value);
    entry(&mut entries, "MinLength", settings.min_length);
    entry(&mut entries, "MinValue", settings.min_value);
    entry(&mut entries, "NoEcho", settings.no_echo);
    entries
}

fn output_entries(data: &OutputData) -> Vec<(Text, Val)> {
    let mut entries = Vec::new();
    entry(&mut entries, "Description", data.description.clone());
    entry(&mut entries, "Value", Some(data.value.clone()));
    entry(&mut entries, "Export", data.export_name.clone().map(|name| Val::map([("Name", name)])));
    entry(&mut entries, "Condition", data.condition.clone());
    entries
}

/// A condition is its function.
fn condition_entries(data: &ConditionData) -> Vec<(Text, Val)> {
    match &data.expression {
        Val::Expr(expr) => match &**expr {
            Expr::Function { name, argument } => vec![(name.clone(), argument.clone())],
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

fn mapping_entries(data: &MappingData) -> Vec<(Text, Val)> {
    data.entries.iter().map(|(key, entries)| (key.clone(), Val::Map(entries.clone()))).collect()
}

fn rule_entries(data: &RuleData) -> Vec<(Text, Val)> {
    let mut entries = Vec::new();
    entry(&mut entries, "RuleCondition", data.condition.clone());
    let assertions = data.assertions.iter().map(|RuleAssertion { assert, description }| {
        let mut entries = Vec::new();
        entry(&mut entries, "Assert", Some(assert.clone()));
        entry(&mut entries, "AssertDescription", description.clone());
        Val::Map(entries)
    });
    let assertions: Vec<Val> = assertions.collect();
    entry(&mut entries, "Assertions", (!assertions.is_empty()).then_some(Val::List(assertions)));
    entries
}
