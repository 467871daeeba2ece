//! The published schemas of a cloud assembly's files.

use std::path::Path;

use serde_json::Value;

use crate::{Failure, Result, directories};

/// A kind of file that has a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `manifest.json`
    Manifest,
    /// `*.assets.json`
    Assets,
    /// `validation-report.json`
    ValidationReport,
}

impl Kind {
    fn file(self) -> &'static str {
        match self {
            Self::Manifest => "cloud-assembly.schema.json",
            Self::Assets => "assets.schema.json",
            Self::ValidationReport => "validation-report.schema.json",
        }
    }
}

/// Everything in which a document differs from its schema, as "place: what is wrong".
///
/// The schemas allow fields they do not know; aws-cdk-lib itself writes one.
pub fn json_schema(kind: Kind, document: &Value) -> Result<Vec<String>> {
    let schema = directories::read_json(&directories::tests().join("schemas").join(kind.file()))?;
    let validator = jsonschema::validator_for(&schema).map_err(|error| Failure::new(error.to_string()))?;
    Ok(validator.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect())
}

/// [`json_schema`] over every file of an assembly that has a schema, in nested assemblies too.
pub fn check_assembly(assembly: &Path) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    for entry in std::fs::read_dir(assembly).map_err(|error| directories::cannot("read", assembly, &error))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let kind = match name.as_str() {
            "manifest.json" => Kind::Manifest,
            "validation-report.json" => Kind::ValidationReport,
            name if name.ends_with(".assets.json") => Kind::Assets,
            name if name.starts_with("assembly-") && path.is_dir() => {
                wrong.extend(check_assembly(&path)?);
                continue;
            }
            _ => continue,
        };
        let found = json_schema(kind, &directories::read_json(&path)?)?;
        wrong.extend(found.iter().map(|found| format!("{}: {found}", path.display())));
    }
    Ok(wrong)
}
