//! Open enumerations: text with known values as constants, to which newer values can be added.

use std::collections::BTreeSet;

use super::emit::{Output, line};
use super::facts::{Kind, Property, Resource, decode};
use super::names;

/// An enumeration of one resource: its Rust name, the property it is the type of, and the values.
pub struct Enumeration<'a> {
    pub name: String,
    /// The nested type that has the property; `None` for the resource itself.
    pub owner: Option<&'a str>,
    pub property: &'a str,
    pub values: &'a [&'a str],
}

/// The enumerations of a resource, named: `Property` for a property of the resource, `TypeProperty` for one of a nested
/// type, with `Value` behind it when a nested type or an earlier enumeration has that name already.
pub fn of_resource<'a>(resource: &'a Resource<'a>) -> Vec<Enumeration<'a>> {
    let mut taken: BTreeSet<String> = resource.types.iter().map(|nested| names::type_name(nested.name)).collect();
    let nested = resource.types.iter().map(|nested| (Some(nested.name), &nested.properties));
    let mut enumerations = Vec::new();
    for (owner, properties) in std::iter::once((None, &resource.properties)).chain(nested) {
        for property in properties {
            let Some(values) = values_of(property) else { continue };
            let mut name = owner.map(names::type_name).unwrap_or_default();
            name.push_str(&names::type_name(property.name));
            while !taken.insert(name.clone()) {
                name.push_str("Value");
            }
            enumerations.push(Enumeration { name, owner, property: property.name, values });
        }
    }
    enumerations
}

fn values_of<'a>(property: &'a Property<'a>) -> Option<&'a [&'a str]> {
    let mut kind = &property.kind;
    loop {
        match kind {
            Kind::Enumeration(values) => return Some(values),
            Kind::List(element) | Kind::Map(element) => kind = element,
            _ => return None,
        }
    }
}

/// Writes one enumeration. `resource` is `AWS::EC2::VPC`.
pub fn write(output: &mut Output, resource: &str, enumeration: &Enumeration<'_>) {
    let Enumeration { name, owner, property, values } = enumeration;
    let owner = owner.map(|owner| format!(".{owner}")).unwrap_or_default();
    line!(output, "/// Values of `{resource}{owner}.{property}`; [`new`](Self::new) takes ones that are newer.");
    line!(output, "#[derive(Clone, Debug, PartialEq, Eq)]\npub struct {name}(t::Text);");
    line!(output, "impl {name} {{");
    let mut taken = BTreeSet::new();
    for value in *values {
        let value = decode(value);
        let constant = names::unique(&mut taken, names::constant(&value));
        let shown = if value.is_empty() { "The empty text.".to_owned() } else { format!("`{value}`") };
        line!(output, "/// {shown}\npub const {constant}: Self = Self(t::Text::Borrowed({value:?}));");
    }
    line!(output, "/// Any value, whether it is known here or not.");
    line!(output, "#[inline] pub fn new(value: impl Into<t::String>) -> Self {{ Self(t::Text::Owned(value.into())) }}");
    line!(output, "}}");
    line!(output, "impl t::IntoValue<Self> for {name} {{");
    line!(output, "#[inline] fn into_value(self) -> t::Value<Self> {{ t::Value::from_val(t::Val::Text(self.0)) }}");
    line!(output, "}}");
}
