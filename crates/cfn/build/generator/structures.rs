//! Structures with setters: the properties of resources and of nested types, over one bag.

use super::emit::{Output, line};
use super::enumerations::Enumeration;
use super::facts::{Kind, Property, Replacement, decode};
use super::names;

/// What is generated for one list of properties.
pub struct Structure<'a> {
    /// The Rust name: `CfnVPCProps`, `Ingress`.
    pub name: &'a str,
    /// The item name: `AWS::EC2::VPC`, `AWS::EC2::SecurityGroup#Ingress`.
    pub item: &'a str,
    pub properties: &'a [Property<'a>],
    /// The nested type whose properties these are.
    pub nested: Option<&'a str>,
    /// The resource's enumerations.
    pub enumerations: &'a [Enumeration<'a>],
    /// Where nested types and enumerations are found from here: `vpc::`, or nothing.
    pub types: &'a str,
    /// Where the names of required properties are found from here.
    pub missing: &'a str,
}

/// The type parameters of a structure, one a required property.
pub struct States {
    /// `A, B`; empty without required properties.
    pub list: String,
    names: Vec<char>,
}

impl States {
    pub fn of(properties: &[Property<'_>]) -> Result<Self, String> {
        let required = properties.iter().filter(|property| property.required).count();
        let names: Vec<char> = ('A'..='Z').take(required).collect();
        if names.len() < required {
            return Err(format!("{required} required properties are more than there are letters"));
        }
        Ok(Self { list: join(names.iter().map(char::to_string)), names })
    }

    /// `<A, B>`, or nothing.
    pub fn angled(&self) -> String {
        in_angles(&self.list)
    }

    /// `<A: t::IsSet, B: t::IsSet>`, or nothing.
    pub fn all_set(&self) -> String {
        in_angles(&join(self.names.iter().map(|name| format!("{name}: t::IsSet"))))
    }

    /// `<A, t::Set>`: the states once the property at this place is set.
    fn with_set(&self, place: usize) -> String {
        in_angles(&join(
            self.names.iter().enumerate().map(
                |(position, name)| {
                    if position == place { "t::Set".to_owned() } else { name.to_string() }
                },
            ),
        ))
    }

    /// `<A = missing::Key, B = missing::Value>`, or nothing.
    fn declaration(&self, structure: &Structure<'_>) -> String {
        let required = structure.properties.iter().filter(|property| property.required);
        in_angles(&join(
            self.names
                .iter()
                .zip(required)
                .map(|(name, property)| format!("{name} = {}{}", structure.missing, names::type_name(property.name))),
        ))
    }
}

/// Writes the structure, its constructor and its setters.
pub fn write(output: &mut Output, structure: &Structure<'_>, states: &States) -> Result<(), String> {
    let name = structure.name;
    let angled = states.angled();
    line!(output, "#[must_use]");
    if states.names.is_empty() {
        line!(output, "#[derive(Clone, Debug)]\npub struct {name}(t::Bag<()>);");
        line!(output, "impl {name} {{");
        line!(output, "/// No property is set yet.\n#[inline] pub fn new() -> Self {{ Self(t::Bag::new()) }}");
    } else {
        let parameters = states.list.as_str();
        // One parameter alone needs its comma to be a tuple.
        line!(output, "pub struct {name}{}(t::Bag<({parameters},)>);", states.declaration(structure));
        // By hand, since derives would ask the states to be `Clone` and `Debug`.
        line!(output, "impl{angled} Clone for {name}{angled} {{");
        line!(output, "#[inline] fn clone(&self) -> Self {{ Self(self.0.clone()) }}\n}}");
        line!(output, "impl{angled} t::Debug for {name}{angled} {{");
        line!(
            output,
            "#[inline] fn fmt(&self, f: &mut t::Formatter<'_>) -> t::FmtResult {{ self.0.fmt_as({name:?}, f) }}\n}}"
        );
        line!(output, "impl {name} {{");
        line!(output, "/// No property is set yet.\n#[inline] pub fn new() -> Self {{ Self(t::Bag::new()) }}");
        line!(output, "}}\nimpl{angled} {name}{angled} {{");
    }
    let mut taken = std::collections::BTreeSet::new();
    let mut place = 0;
    for property in structure.properties {
        let method = names::method(property.name);
        if !taken.insert(method.clone()) {
            return Err(format!("two properties of {name} become `{method}`"));
        }
        documentation(output, property);
        let kind = rust_type(&property.kind, structure, property.name);
        let cfn = property.name;
        let (result, constructor) = if property.required {
            place += 1;
            (format!("{name}{}", states.with_set(place - 1)), name)
        } else {
            ("Self".to_owned(), "Self")
        };
        line!(
            output,
            "pub fn {method}(self, value: impl t::IntoValue<{kind}>) -> {result} {{ {constructor}(self.0.set({cfn:?}, value)) }}"
        );
        output.item(format!("{}.{cfn}", structure.item));
    }
    line!(output, "/// Sets a property that has no setter here. Nothing checks its name or value.");
    line!(
        output,
        "pub fn with_raw(self, name: impl Into<t::Text>, value: impl Into<t::Val>) -> Self {{ Self(self.0.set_raw(name, value)) }}"
    );
    line!(output, "}}");
    Ok(())
}

fn documentation(output: &mut Output, property: &Property<'_>) {
    let mut text = format!("/// `{}`.", property.name);
    if property.required {
        text.push_str(" Required.");
    }
    match property.replacement {
        Replacement::Always => text.push_str(" Changing it replaces the resource."),
        Replacement::Maybe => text.push_str(" Changing it may replace the resource."),
        Replacement::Never => {}
    }
    if property.deprecated {
        text.push_str(" Deprecated by AWS.");
    }
    if let Kind::Integer(values) = &property.kind
        && !values.is_empty()
    {
        text.push_str(" One of ");
        text.push_str(&values.join(", "));
        text.push('.');
    }
    if let Some(default) = property.default {
        text.push_str(&format!(" Default: `{}`.", decode(default)));
    }
    if !property.references.is_empty() {
        let references = property.references.iter().map(|reference| format!("`{}`", decode(reference)));
        text.push_str(&format!(" Takes {}.", references.collect::<Vec<_>>().join(" or ")));
    }
    line!(output, "{text}");
}

/// The Rust type that stands for a property's type.
fn rust_type(kind: &Kind<'_>, structure: &Structure<'_>, property: &str) -> String {
    match kind {
        Kind::Enumeration(_) => {
            let found = structure
                .enumerations
                .iter()
                .find(|enumeration| enumeration.owner == structure.nested && enumeration.property == property);
            found.map_or_else(|| "t::String".to_owned(), |found| format!("{}{}", structure.types, found.name))
        }
        Kind::Nested(name) => format!("{}{}", structure.types, names::type_name(name)),
        Kind::List(element) => format!("t::Vec<{}>", rust_type(element, structure, property)),
        Kind::Map(element) => format!("t::Map<{}>", rust_type(element, structure, property)),
        Kind::Union(alternatives) => match structured(alternatives) {
            Some(alternative) => rust_type(alternative, structure, property),
            None => "t::Json".to_owned(),
        },
        other => plain_type(other).to_owned(),
    }
}

/// Unions are untyped, except for those between a structure and free JSON.
pub fn structured<'a>(alternatives: &'a [Kind<'a>]) -> Option<&'a Kind<'a>> {
    match alternatives {
        [structured, Kind::Json] | [Kind::Json, structured] if mentions_nested(structured) => Some(structured),
        _ => None,
    }
}

fn mentions_nested(kind: &Kind<'_>) -> bool {
    match kind {
        Kind::Nested(_) => true,
        Kind::List(element) | Kind::Map(element) => mentions_nested(element),
        _ => false,
    }
}

/// The Rust type of what is neither named in the resource's module nor made of other types.
pub fn plain_type(kind: &Kind<'_>) -> &'static str {
    match kind {
        Kind::String | Kind::Time | Kind::Enumeration(_) => "t::String",
        Kind::Integer(_) => "i64",
        Kind::Number => "f64",
        Kind::Boolean => "bool",
        Kind::Tag => "t::Tag",
        _ => "t::Json",
    }
}

fn join(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}

fn in_angles(list: &str) -> String {
    if list.is_empty() { String::new() } else { format!("<{list}>") }
}
