//! The specification as it is stored: `db.json.gz`, `package.json` and `LICENSE` of the npm package.
//!
//! Only what becomes a fact is named here; documentation sentences are skipped while parsing. A word this file does
//! not know where it matters (a new kind of type, of tagging, of replacement) is an error, so that a specification
//! that says more than before is noticed.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::ImportError;

/// Everything the importer reads.
pub(crate) struct Source {
    pub path: PathBuf,
    pub package: Package,
    pub sha256: String,
    pub license_text: String,
    pub schema: Schema,
}

#[derive(Deserialize)]
pub(crate) struct Package {
    pub name: String,
    pub version: String,
    pub license: String,
}

#[derive(Deserialize)]
struct Database {
    schema: Schema,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Schema {
    pub service: Collection<Service>,
    pub resource: Collection<Resource>,
    pub type_definition: Collection<TypeDefinition>,
    pub has_resource: Relation,
    pub uses_type: Relation,
}

#[derive(Deserialize)]
pub(crate) struct Collection<T> {
    pub entities: Vec<T>,
}

/// Links between entities: from one id to several.
#[derive(Deserialize)]
pub(crate) struct Relation {
    pub forward: BTreeMap<String, Vec<Link>>,
}

#[derive(Deserialize)]
pub(crate) struct Link {
    #[serde(rename = "$id")]
    pub id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Service {
    #[serde(rename = "$id")]
    pub id: String,
    pub short_name: String,
    pub capitalized: String,
    pub cloud_formation_namespace: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Resource {
    #[serde(rename = "$id")]
    pub id: String,
    pub name: String,
    pub cloud_formation_type: String,
    pub cloud_formation_transform: Option<String>,
    pub primary_identifier: Option<Vec<String>>,
    pub cfn_ref_identifier: Option<Vec<String>>,
    pub arn_template: Option<String>,
    #[serde(default)]
    pub is_stateful: bool,
    pub tag_information: Option<TagInformation>,
    pub scrutinizable: Option<String>,
    #[serde(default)]
    pub additional_replacement_properties: Vec<Vec<String>>,
    pub properties: BTreeMap<String, Property>,
    pub attributes: BTreeMap<String, Property>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TagInformation {
    pub tag_property_name: String,
    pub variant: TagVariant,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
pub(crate) enum TagVariant {
    Standard,
    Asg,
    Map,
}

#[derive(Deserialize)]
pub(crate) struct TypeDefinition {
    #[serde(rename = "$id")]
    pub id: String,
    pub name: String,
    pub properties: BTreeMap<String, Property>,
}

/// A property of a resource or nested type, or a resource's attribute (which has a type and seldom more).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Property {
    #[serde(rename = "type")]
    pub kind: PropertyType,
    #[serde(default)]
    pub required: bool,
    #[serde(default)]
    pub causes_replacement: Replacement,
    #[serde(default)]
    pub deprecated: Deprecation,
    pub default_value: Option<String>,
    pub scrutinizable: Option<String>,
    #[serde(default)]
    pub relationship_refs: Vec<Relationship>,
}

#[derive(Deserialize, Clone, Copy, Default)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Replacement {
    Yes,
    Maybe,
    #[default]
    No,
}

#[derive(Deserialize, Clone, Copy, Default, PartialEq, Eq)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Deprecation {
    #[default]
    None,
    Warn,
    Ignore,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Relationship {
    pub cloud_formation_type: String,
    pub property_name: String,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub(crate) enum PropertyType {
    #[serde(rename_all = "camelCase")]
    String {
        allowed_values: Option<Vec<String>>,
    },
    #[serde(rename_all = "camelCase")]
    Integer {
        allowed_values: Option<Vec<i64>>,
    },
    Number,
    Boolean,
    Json,
    DateTime,
    Null,
    Tag,
    Ref {
        reference: Reference,
    },
    Array {
        element: Box<PropertyType>,
    },
    Map {
        element: Box<PropertyType>,
    },
    Union {
        types: Vec<PropertyType>,
    },
}

#[derive(Deserialize)]
pub(crate) struct Reference {
    #[serde(rename = "$ref")]
    pub id: String,
}

/// Reads the database and the two files that belong to it.
pub(crate) fn read(path: &Path) -> Result<Source, ImportError> {
    let packed = fs::read(path).map_err(|error| cannot_read(path, &error))?;
    let sha256 = Sha256::digest(&packed).iter().map(|byte| format!("{byte:02x}")).collect();

    let mut text = Vec::new();
    GzDecoder::new(packed.as_slice())
        .read_to_end(&mut text)
        .map_err(|error| ImportError::new(path, format_args!("not a gzip file, or a damaged one ({error})")))?;
    let database: Database = parse(path, &text, "a service specification database")?;

    let package_path = path.with_file_name("package.json");
    let package = fs::read(&package_path).map_err(|error| cannot_read(&package_path, &error))?;
    let package: Package = parse(&package_path, &package, "an npm package description")?;

    let license_path = path.with_file_name("LICENSE");
    let license_text = fs::read_to_string(&license_path).map_err(|error| cannot_read(&license_path, &error))?;

    Ok(Source { path: path.to_path_buf(), package, sha256, license_text, schema: database.schema })
}

fn cannot_read(path: &Path, error: &std::io::Error) -> ImportError {
    ImportError::new(path, format_args!("cannot be read ({error})"))
}

fn parse<T: DeserializeOwned>(path: &Path, text: &[u8], what: &str) -> Result<T, ImportError> {
    serde_json::from_slice(text)
        .map_err(|error| ImportError::new(path, format_args!("is not {what} as this importer knows it ({error})")))
}
