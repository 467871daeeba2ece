//! What a template asks of whoever deploys it, as data, and the form that the console makes of it.

use purlin_core::{Construct, Parameter, ParameterProps, ParameterType, Scope, Stack, Val};

/// Where parameters are in the tree, so that constructs can have ids of the same name.
const PARAMETERS: &str = "Parameters";

/// A parameter.
pub(super) struct Definition {
    pub(super) name: &'static str,
    /// What the console writes beside the field.
    pub(super) label: &'static str,
    /// What the console writes below the field.
    pub(super) description: &'static str,
    pub(super) kind: Kind,
    /// The value where none is given; without one, a value has to be given.
    pub(super) default: Option<&'static str>,
    /// What people are told when a value is refused; empty where the kind says enough.
    pub(super) constraint: &'static str,
}

/// What can be given.
pub(super) enum Kind {
    /// Any text that is not empty.
    Text,
    /// A text that matches a regular expression as Java knows them.
    Pattern(&'static str),
    /// A whole number between these, both included.
    Number(i64, i64),
    OneOf(&'static [&'static str]),
    /// What CloudFormation finds out by itself whether it is there, by the type's name.
    Existing(&'static str),
}

/// Parameters that belong together.
pub(super) struct Group {
    pub(super) label: &'static str,
    pub(super) parameters: &'static [&'static Definition],
}

/// Declares the parameters of a template in their order, and the form for them.
pub(super) fn declare(stack: &Stack, groups: &[Group]) {
    for definition in groups.iter().flat_map(|group| group.parameters) {
        definition.of(stack);
    }
    stack.add_metadata("AWS::CloudFormation::Interface", form(groups));
}

impl Definition {
    /// The parameter of this stack.
    pub(super) fn of(&self, stack: &Stack) -> Parameter {
        let within = stack.scope().child(PARAMETERS).unwrap_or_else(|| Scope::new(stack, PARAMETERS));
        let existing = within.child(self.name).and_then(|child| child.parameter());
        existing.unwrap_or_else(|| {
            let parameter = Parameter::new(&within, self.name, self.props());
            parameter.scope().override_logical_id(self.name);
            parameter
        })
    }

    fn props(&self) -> ParameterProps {
        let props = ParameterProps::new().description(self.description);
        let props = match self.kind {
            Kind::Text => props.min_length(1),
            Kind::Pattern(pattern) => props.allowed_pattern(pattern),
            Kind::Number(least, most) => {
                props.kind(ParameterType::NUMBER).min_value(least as f64).max_value(most as f64)
            }
            Kind::OneOf(values) => props.allowed_values(values.iter().copied().map(Val::text).collect::<Vec<_>>()),
            Kind::Existing(name) => props.kind(ParameterType::new(name)),
        };
        let props = match self.default {
            Some(text) => props.default(self.typed(text)),
            None => props,
        };
        if self.constraint.is_empty() { props } else { props.constraint_description(self.constraint) }
    }

    fn typed(&self, text: &'static str) -> Val {
        let number = matches!(self.kind, Kind::Number(..)).then(|| text.parse().ok()).flatten();
        number.map_or_else(|| Val::text(text), Val::Integer)
    }
}

/// [The form](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-cloudformation-interface.html)
/// that the console shows.
fn form(groups: &[Group]) -> Val {
    let label = |text: &'static str| Val::map([("default", Val::text(text))]);
    let group = |group: &Group| {
        let names = group.parameters.iter().map(|definition| Val::text(definition.name));
        Val::map([("Label", label(group.label)), ("Parameters", Val::List(names.collect()))])
    };
    let labels = groups.iter().flat_map(|group| group.parameters);
    let labels = labels.map(|definition| (definition.name, label(definition.label)));
    Val::map([
        ("ParameterGroups", Val::List(groups.iter().map(group).collect())),
        ("ParameterLabels", Val::map(labels)),
    ])
}
