//! Templates as data.

mod yaml;

use serde_json::{Map, Value};

pub(crate) use yaml::from_yaml;

/// A template of CloudFormation's.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Template {
    sections: Map<String, Value>,
}

/// A resource of a template.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Resource<'a> {
    /// Its key in the template.
    pub logical_id: &'a str,
    /// All that the template says of it.
    pub entries: &'a Map<String, Value>,
}

impl Template {
    /// A template with these sections.
    pub fn new(sections: Map<String, Value>) -> Self {
        Template { sections }
    }

    /// All sections by their names.
    pub fn sections(&self) -> &Map<String, Value> {
        &self.sections
    }

    /// The entries of a section, such as `Outputs`; none where it is left out.
    pub fn section(&self, name: &str) -> impl Iterator<Item = (&str, &Value)> {
        let entries = self.sections.get(name).and_then(Value::as_object);
        entries.into_iter().flatten().map(|(key, value)| (key.as_str(), value))
    }

    /// Its resources, in the order of the template.
    pub fn resources(&self) -> impl Iterator<Item = Resource<'_>> {
        self.section("Resources")
            .filter_map(|(logical_id, value)| Some(Resource { logical_id, entries: value.as_object()? }))
    }

    /// The resource with this logical id.
    pub fn resource(&self, logical_id: &str) -> Option<Resource<'_>> {
        let resources = self.sections.get("Resources")?.as_object()?;
        let (logical_id, value) = resources.get_key_value(logical_id)?;
        Some(Resource { logical_id, entries: value.as_object()? })
    }
}

impl<'a> Resource<'a> {
    /// Its type, such as `AWS::S3::Bucket`; empty where none is written.
    pub fn kind(&self) -> &'a str {
        self.entries.get("Type").and_then(Value::as_str).unwrap_or_default()
    }

    /// Its properties by their names.
    pub fn properties(&self) -> impl Iterator<Item = (&'a str, &'a Value)> + use<'a> {
        let properties = self.entries.get("Properties").and_then(Value::as_object);
        properties.into_iter().flatten().map(|(name, value)| (name.as_str(), value))
    }

    /// A property.
    pub fn property(&self, name: &str) -> Option<&'a Value> {
        self.entries.get("Properties")?.get(name)
    }

    /// An entry of its metadata, such as `aws:cdk:path`.
    pub fn metadata(&self, name: &str) -> Option<&'a Value> {
        self.entries.get("Metadata")?.get(name)
    }
}
