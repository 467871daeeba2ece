//! The specification's entities to the text of the facts files. `crates/cfn/README.md` explains the grammar.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::read::{
    Deprecation, Property, PropertyType, Replacement, Resource, Service, Source, TagVariant, TypeDefinition,
};
use crate::{Facts, ImportError};

/// Entities by the database's own ids.
struct Entities<'a> {
    resources: HashMap<&'a str, &'a Resource>,
    types: HashMap<&'a str, &'a TypeDefinition>,
}

/// All facts files, the index and the licence.
pub(crate) fn convert(source: &Source) -> Result<Facts, ImportError> {
    let fail = |message: String| ImportError::new(&source.path, message);
    let schema = &source.schema;
    let entities = Entities {
        resources: schema.resource.entities.iter().map(|resource| (resource.id.as_str(), resource)).collect(),
        types: schema.type_definition.entities.iter().map(|kind| (kind.id.as_str(), kind)).collect(),
    };

    let package = &source.package;
    let mut files = BTreeMap::new();
    let mut index = BTreeSet::new();
    for service in &schema.service.entities {
        let mut text = format!("# {} ({}); version and hash are in index.txt\n", package.name, package.license);
        text.push_str(&service_line(service));
        for resource in resources_of(source, service, &entities).map_err(fail)? {
            resource_facts(&mut text, source, resource, &entities)
                .map_err(|message| fail(format!("{}: {message}", resource.cloud_formation_type)))?;
        }
        if files.insert(format!("{}.txt", service.short_name), text).is_some() {
            return Err(fail(format!("two services are named {}", service.short_name)));
        }
        index.insert(service_line(service));
    }

    let mut index_text = format!(
        "# package {}\n# version {}\n# sha256 {}\n# license {} (see LICENSE)\n",
        package.name, package.version, source.sha256, package.license
    );
    index_text.extend(index);
    files.insert("index.txt".to_owned(), index_text);
    files.insert("LICENSE".to_owned(), source.license_text.clone());
    Ok(Facts { files })
}

fn service_line(service: &Service) -> String {
    format!("S {} {} {}\n", service.cloud_formation_namespace, service.short_name, service.capitalized)
}

/// A service's resources, by name.
fn resources_of<'a>(
    source: &'a Source,
    service: &Service,
    entities: &Entities<'a>,
) -> Result<Vec<&'a Resource>, String> {
    let links = source.schema.has_resource.forward.get(&service.id).map_or(&[][..], Vec::as_slice);
    let mut resources = Vec::new();
    for link in links {
        let resource = entities.resources.get(link.id.as_str()).ok_or_else(|| {
            format!("{} has a resource of the unknown id {}", service.cloud_formation_namespace, link.id)
        })?;
        let expected = format!("{}::{}", service.cloud_formation_namespace, resource.name);
        if resource.cloud_formation_type != expected {
            return Err(format!("{} is not named {expected}, as its service implies", resource.cloud_formation_type));
        }
        resources.push(*resource);
    }
    resources.sort_by_key(|resource| &resource.name);
    Ok(resources)
}

fn resource_facts(
    text: &mut String,
    source: &Source,
    resource: &Resource,
    entities: &Entities<'_>,
) -> Result<(), String> {
    text.push_str(&resource_line(resource));
    properties(text, &resource.properties, entities)?;

    let paths: BTreeSet<String> =
        resource.additional_replacement_properties.iter().map(|path| path.join("/")).collect();
    for path in paths {
        text.push_str(&format!(" ^{}\n", escape(&path)));
    }
    for (name, attribute) in &resource.attributes {
        text.push_str(&format!(" @{name} {}{}\n", type_text(&attribute.kind, entities)?, flags(attribute)));
    }

    let links = source.schema.uses_type.forward.get(&resource.id).map_or(&[][..], Vec::as_slice);
    let mut types = BTreeMap::new();
    for link in links {
        let kind = entities
            .types
            .get(link.id.as_str())
            .ok_or_else(|| format!("uses a nested type of the unknown id {}", link.id))?;
        if types.insert(&kind.name, *kind).is_some() {
            return Err(format!("two nested types are named {}", kind.name));
        }
    }
    for (name, kind) in types {
        text.push_str(&format!("T {name}\n"));
        properties(text, &kind.properties, entities)?;
    }
    Ok(())
}

fn resource_line(resource: &Resource) -> String {
    let mut line = format!("R {}", resource.name);
    let primary = resource.primary_identifier.as_ref();
    if let Some(identifier) = resource.cfn_ref_identifier.as_ref().or(primary) {
        line.push_str(&format!(" id={}", escape(&identifier.join(","))));
    }
    if let Some(tags) = &resource.tag_information {
        let variant = match tags.variant {
            TagVariant::Standard => "standard",
            TagVariant::Asg => "asg",
            TagVariant::Map => "map",
        };
        line.push_str(&format!(" tag={}:{variant}", tags.tag_property_name));
    }
    if resource.is_stateful {
        line.push_str(" stateful");
    }
    if let Some(scrutiny) = scrutiny(resource.scrutinizable.as_deref()) {
        line.push_str(&format!(" ~{scrutiny}"));
    }
    if let Some(transform) = &resource.cloud_formation_transform {
        line.push_str(&format!(" transform={}", escape(transform)));
    }
    // What the Cloud Control API calls the resource's identity, where `Ref` returns something else.
    if let (Some(reference), Some(primary)) = (&resource.cfn_ref_identifier, primary)
        && reference != primary
    {
        line.push_str(&format!(" primary={}", escape(&primary.join(","))));
    }
    if let Some(arn) = &resource.arn_template {
        line.push_str(&format!(" arn={}", escape(arn)));
    }
    line.push('\n');
    line
}

fn properties(
    text: &mut String,
    properties: &BTreeMap<String, Property>,
    entities: &Entities<'_>,
) -> Result<(), String> {
    for (name, property) in properties {
        // `IGNORE` marks what was put into the specification by mistake and must not be offered at all.
        if property.deprecated != Deprecation::Ignore {
            text.push_str(&format!(" {name} {}{}\n", type_text(&property.kind, entities)?, flags(property)));
        }
    }
    Ok(())
}

fn flags(property: &Property) -> String {
    let mut flags = String::new();
    if property.required {
        flags.push_str(" !");
    }
    match property.causes_replacement {
        Replacement::Yes => flags.push_str(" R"),
        Replacement::Maybe => flags.push_str(" r"),
        Replacement::No => {}
    }
    if property.deprecated == Deprecation::Warn {
        flags.push_str(" D");
    }
    if let Some(scrutiny) = scrutiny(property.scrutinizable.as_deref()) {
        flags.push_str(&format!(" ~{scrutiny}"));
    }
    if let Some(value) = &property.default_value {
        flags.push_str(&format!(" ={}", escape(value)));
    }
    let references: BTreeSet<String> = property
        .relationship_refs
        .iter()
        .map(|reference| format!("{}.{}", reference.cloud_formation_type, reference.property_name))
        .collect();
    for reference in references {
        flags.push_str(&format!(" >{}", escape(&reference)));
    }
    flags
}

fn scrutiny(word: Option<&str>) -> Option<&str> {
    word.filter(|word| *word != "None")
}

fn type_text(kind: &PropertyType, entities: &Entities<'_>) -> Result<String, String> {
    Ok(match kind {
        PropertyType::String { allowed_values: None } => "s".to_owned(),
        PropertyType::String { allowed_values: Some(values) } => format!("<{}>", enumeration(values)),
        PropertyType::Integer { allowed_values: None } => "i".to_owned(),
        PropertyType::Integer { allowed_values: Some(values) } => format!("i<{}>", enumeration(values)),
        PropertyType::Number => "n".to_owned(),
        PropertyType::Boolean => "b".to_owned(),
        PropertyType::Json => "j".to_owned(),
        PropertyType::DateTime => "d".to_owned(),
        PropertyType::Null => "z".to_owned(),
        PropertyType::Tag => "t".to_owned(),
        PropertyType::Ref { reference } => {
            let kind = entities
                .types
                .get(reference.id.as_str())
                .ok_or_else(|| format!("refers to a nested type of the unknown id {}", reference.id))?;
            format!(".{}", kind.name)
        }
        PropertyType::Array { element } => format!("[{}", type_text(element, entities)?),
        PropertyType::Map { element } => format!("{{{}", type_text(element, entities)?),
        PropertyType::Union { types } => {
            let alternatives: Result<Vec<String>, String> =
                types.iter().map(|alternative| type_text(alternative, entities)).collect();
            format!("({})", alternatives?.join("|"))
        }
    })
}

/// The allowed values in the specification's order, each once.
fn enumeration<T: ToString>(values: &[T]) -> String {
    let mut seen = BTreeSet::new();
    let values = values.iter().map(ToString::to_string).filter(|value| seen.insert(value.clone()));
    values.map(|value| escape(&value)).collect::<Vec<_>>().join("|")
}

/// Percent-encodes what separates words and values in the grammar.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '%' | '|' | '<' | '>' => escaped.push_str(&format!("%{:02X}", u32::from(character))),
            _ if character.is_ascii_whitespace() => escaped.push_str(&format!("%{:02X}", u32::from(character))),
            _ => escaped.push(character),
        }
    }
    escaped
}
