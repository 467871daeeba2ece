//! What the specification describes, item by item, straight from its database: a second way to the same list that
//! `purlin-cfn`'s generator gives of what it generates, so that a test can hold one against the other.

use std::collections::{BTreeMap, HashMap};

use crate::ImportError;
use crate::read::{Deprecation, Property, Source};

/// One item a resource type, property, attribute and nested type, sorted.
pub(crate) fn items(source: &Source) -> Result<Vec<String>, ImportError> {
    let schema = &source.schema;
    let types: HashMap<&str, _> = schema.type_definition.entities.iter().map(|kind| (kind.id.as_str(), kind)).collect();
    let mut items = Vec::new();
    for resource in &schema.resource.entities {
        let name = &resource.cloud_formation_type;
        items.push(name.clone());
        items.extend(offered(&resource.properties).map(|property| format!("{name}.{property}")));
        items.extend(resource.attributes.keys().map(|attribute| format!("{name}@{attribute}")));
        for link in schema.uses_type.forward.get(&resource.id).into_iter().flatten() {
            let nested = types.get(link.id.as_str()).ok_or_else(|| {
                let message = format_args!("{name} uses a nested type of the unknown id {}", link.id);
                ImportError::new(&source.path, message)
            })?;
            let nested_name = format!("{name}#{}", nested.name);
            items.extend(offered(&nested.properties).map(|property| format!("{nested_name}.{property}")));
            items.push(nested_name);
        }
    }
    items.sort();
    Ok(items)
}

fn offered(properties: &BTreeMap<String, Property>) -> impl Iterator<Item = &String> {
    properties.iter().filter(|(_, property)| property.deprecated != Deprecation::Ignore).map(|(name, _)| name)
}
