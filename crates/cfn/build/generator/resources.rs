//! A service's module: resources, their nested types, and the names of required properties.

use std::collections::BTreeSet;

use super::Generated;
use super::emit::{Output, line};
use super::enumerations;
use super::facts::{Kind, NestedType, Property, Resource, Service, TagStyle, decode};
use super::names;
use super::structures::{self, States, Structure, plain_type};

/// The whole module.
pub fn service(service: &Service<'_>) -> Result<Generated, String> {
    let mut output = Output::default();
    let mut modules = BTreeSet::from(["missing".to_owned(), "t".to_owned()]);
    // An absolute path: nested types have names such as `String` and `Option`.
    line!(output, "use crate::types as t;");
    for resource in &service.resources {
        let cfn = format!("{}::{}", service.namespace, resource.name);
        write_resource(&mut output, &mut modules, &cfn, resource).map_err(|message| format!("{cfn}: {message}"))?;
    }
    write_missing(&mut output, service);
    Ok(Generated { source: output.source, items: output.items })
}

fn write_resource(
    output: &mut Output,
    modules: &mut BTreeSet<String>,
    cfn: &str,
    resource: &Resource<'_>,
) -> Result<(), String> {
    let name = format!("Cfn{}", resource.name);
    let props = format!("{name}Props");
    let module = names::method(resource.name);
    if !modules.insert(module.clone()) {
        return Err(format!("the module `{module}` exists already"));
    }
    check_nested_types(resource)?;
    let enumerations = enumerations::of_resource(resource);
    let page = documentation_page(cfn);

    handle(output, cfn, &name, &page, resource)?;

    let states = States::of(&resource.properties)?;
    line!(output, "/// Properties of [`{name}`] ([AWS documentation]({page}))");
    let structure = Structure {
        name: &props,
        item: cfn,
        properties: &resource.properties,
        nested: None,
        enumerations: &enumerations,
        types: &format!("{module}::"),
        missing: "missing::",
    };
    structures::write(output, &structure, &states)?;

    if resource.types.is_empty() && enumerations.is_empty() {
        return Ok(());
    }
    line!(output, "/// What the properties of [`{name}`] consist of.\npub mod {module} {{");
    line!(output, "use crate::types as t;");
    let in_unions = in_unions(resource);
    for nested in &resource.types {
        let name = names::type_name(nested.name);
        let item = format!("{cfn}#{}", nested.name);
        let states = States::of(&nested.properties)?;
        let page = nested_documentation_page(cfn, nested);
        line!(output, "/// `{cfn}.{}` ([AWS documentation]({page}))", nested.name);
        let structure = Structure {
            name: &name,
            item: &item,
            properties: &nested.properties,
            nested: Some(nested.name),
            enumerations: &enumerations,
            types: "",
            missing: "super::missing::",
        };
        structures::write(output, &structure, &states)?;
        let (angled, all_set) = (states.angled(), states.all_set());
        line!(output, "impl{all_set} t::IntoValue<{name}> for {name}{angled} {{");
        line!(output, "#[inline] fn into_value(self) -> t::Value<{name}> {{ self.0.into_value() }}\n}}");
        if in_unions.contains(nested.name) {
            line!(output, "impl{all_set} t::IntoValue<t::Json> for {name}{angled} {{");
            line!(output, "#[inline] fn into_value(self) -> t::Value<t::Json> {{ self.0.into_value() }}\n}}");
        }
        output.item(item);
    }
    for enumeration in &enumerations {
        enumerations::write(output, cfn, enumeration);
    }
    line!(output, "}}");
    Ok(())
}

/// The resource itself: construction, `Ref` and attributes.
fn handle(output: &mut Output, cfn: &str, name: &str, page: &str, resource: &Resource<'_>) -> Result<(), String> {
    let states = States::of(&resource.properties)?;
    let (angled, all_set) = (states.angled(), states.all_set());
    line!(output, "/// `{cfn}` ([AWS documentation]({page}))");
    if let Some(identifier) = resource.identifier {
        line!(output, "///\n/// `Ref` returns `{}`.", decode(identifier).replace(',', "|"));
    }
    if let Some(transform) = resource.transform {
        line!(output, "///\n/// The template needs the transform `{}`.", decode(transform));
    }
    line!(output, "#[derive(Clone, Debug)]\npub struct {name} {{ resource: t::Resource }}");
    line!(output, "impl {name} {{");
    line!(output, "/// The resource type.");
    line!(output, "pub const TYPE: t::ResourceType = {};", resource_type(cfn, resource));
    line!(output, "/// Adds the resource to the tree. All required properties must be set.");
    line!(
        output,
        "#[track_caller] pub fn new{}(scope: &impl t::Construct, id: &str, props: {name}Props{angled}) -> Self {{ \
         Self {{ resource: t::Resource::new(scope, id, &Self::TYPE, props.0.into_properties()) }} }}",
        all_set
    );
    line!(output, "/// Overwrites properties; those that `props` does not set stay.");
    line!(
        output,
        "pub fn update{angled}(&self, props: {name}Props{angled}) {{ self.resource.update(props.0.into_properties()) }}"
    );
    line!(output, "/// The untyped resource.\n#[inline] pub fn resource(&self) -> &t::Resource {{ &self.resource }}");
    line!(output, "/// What `Ref` returns.");
    line!(output, "#[inline] pub fn get_ref(&self) -> t::Value<t::String> {{ self.resource.get_ref() }}");
    let mut taken = BTreeSet::new();
    for attribute in &resource.attributes {
        let method = names::unique(&mut taken, format!("attr_{}", names::snake_case(attribute.name)));
        let cfn_name = attribute.name;
        let deprecated = if attribute.deprecated { " Deprecated by AWS." } else { "" };
        line!(output, "/// The attribute `{cfn_name}`.{deprecated}");
        let kind = attribute_type(&attribute.kind);
        line!(output, "#[inline] pub fn {method}(&self) -> t::Value<{kind}> {{ self.resource.get_att({cfn_name:?}) }}");
        output.item(format!("{cfn}@{cfn_name}"));
    }
    line!(output, "}}");
    line!(output, "impl t::Construct for {name} {{");
    line!(output, "#[inline] fn scope(&self) -> &t::Scope {{ self.resource.scope() }}\n}}");
    output.item(cfn.to_owned());
    Ok(())
}

fn resource_type(cfn: &str, resource: &Resource<'_>) -> String {
    let tags = resource.tags.map_or_else(
        || "None".to_owned(),
        |tags| {
            let style = match tags.style {
                TagStyle::Standard => "Standard",
                TagStyle::AutoScaling => "AutoScaling",
                TagStyle::Map => "Map",
            };
            let property = tags.property;
            format!("Some(t::TagProperty {{ property: {property:?}, style: t::TagStyle::{style} }})")
        },
    );
    format!("t::ResourceType {{ name: {cfn:?}, tags: {tags}, stateful: {} }}", resource.stateful)
}

/// Structures that an attribute consists of are read one by one, so the whole is untyped.
fn attribute_type(kind: &Kind<'_>) -> String {
    match kind {
        Kind::List(element) => format!("t::Vec<{}>", attribute_type(element)),
        Kind::Map(element) => format!("t::Map<{}>", attribute_type(element)),
        other => plain_type(other).to_owned(),
    }
}

/// Every nested type that a property mentions is there, and none would hide a type parameter.
fn check_nested_types(resource: &Resource<'_>) -> Result<(), String> {
    let known: BTreeSet<&str> = resource.types.iter().map(|nested| nested.name).collect();
    if let Some(short) = known.iter().find(|name| name.len() < 2) {
        return Err(format!("the nested type `{short}` is named like a type parameter"));
    }
    let nested = resource.types.iter().flat_map(|nested| &nested.properties);
    let mut mentioned = BTreeSet::new();
    for property in resource.properties.iter().chain(nested) {
        collect_nested(&property.kind, true, &mut mentioned);
    }
    match mentioned.difference(&known).next() {
        Some(unknown) => Err(format!("there is no nested type `{unknown}`")),
        None => Ok(()),
    }
}

/// Nested types that stand in a union, where untyped JSON is wanted.
fn in_unions<'a>(resource: &'a Resource<'a>) -> BTreeSet<&'a str> {
    let nested = resource.types.iter().flat_map(|nested| &nested.properties);
    let mut found = BTreeSet::new();
    for property in resource.properties.iter().chain(nested) {
        collect_nested(&property.kind, false, &mut found);
    }
    found
}

/// Collects the nested types that a type mentions: all of them when `inside`, else those in untyped unions.
fn collect_nested<'a>(kind: &'a Kind<'a>, inside: bool, found: &mut BTreeSet<&'a str>) {
    match kind {
        Kind::Nested(name) if inside => {
            found.insert(name);
        }
        Kind::List(element) | Kind::Map(element) => collect_nested(element, inside, found),
        Kind::Union(alternatives) if inside || structures::structured(alternatives).is_none() => {
            alternatives.iter().for_each(|alternative| collect_nested(alternative, true, found));
        }
        _ => {}
    }
}

/// The names that compile errors show for required properties that are not set.
fn write_missing(output: &mut Output, service: &Service<'_>) {
    let mut names = BTreeSet::new();
    let mut collect = |properties: &[Property<'_>]| {
        names.extend(
            properties.iter().filter(|property| property.required).map(|property| names::type_name(property.name)),
        );
    };
    for resource in &service.resources {
        collect(&resource.properties);
        resource.types.iter().for_each(|nested| collect(&nested.properties));
    }
    if names.is_empty() {
        return;
    }
    line!(output, "/// Required properties that are not set yet: the names that compile errors show.");
    line!(output, "#[allow(missing_docs)]\npub mod missing {{");
    for name in names {
        line!(output, "pub enum {name} {{}}");
    }
    line!(output, "}}");
}

/// The page of AWS's template reference about a resource type.
pub fn documentation_page(cfn: &str) -> String {
    format!("{REFERENCE}aws-resource-{}.html", page_name(cfn))
}

fn nested_documentation_page(cfn: &str, nested: &NestedType<'_>) -> String {
    format!("{REFERENCE}aws-properties-{}-{}.html", page_name(cfn), nested.name.to_ascii_lowercase())
}

const REFERENCE: &str = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/";

/// `AWS::EC2::VPC` to `ec2-vpc`.
fn page_name(cfn: &str) -> String {
    let mut words = cfn.split("::").skip(1).map(str::to_ascii_lowercase);
    let service = words.next().unwrap_or_default();
    format!("{service}-{}", words.next().unwrap_or_default())
}
