use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::directories::{self, cannot};
use crate::{Failure, Result};

/// The artifacts the toolkit acts on; trees and reports are for people.
const ARTIFACTS: [&str; 3] = ["aws:cloudformation:stack", "cdk:asset-manifest", "cdk:cloud-assembly"];
/// The metadata the toolkit acts on.
const METADATA: [&str; 4] = ["aws:cdk:logicalId", "aws:cdk:warning", "aws:cdk:error", "aws:cdk:info"];

/// Everything of an assembly that is compared, by file.
pub(super) fn read(directory: &Path) -> Result<BTreeMap<String, Value>> {
    let mut files = BTreeMap::new();
    read_into(&mut files, directory, "")?;
    name_templates(files)
}

fn read_into(files: &mut BTreeMap<String, Value>, directory: &Path, prefix: &str) -> Result<()> {
    for entry in fs::read_dir(directory).map_err(|error| cannot("read", directory, &error))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let content = match name.as_str() {
            "manifest.json" => manifest(directory, &directories::read_json(&path)?)?,
            name if name.ends_with(".template.json") => directories::read_json(&path)?,
            name if name.ends_with(".assets.json") => asset_manifest(directories::read_json(&path)?),
            name if name.starts_with("asset.") => staged(&path)?,
            name if name.starts_with("assembly-") && path.is_dir() => {
                read_into(files, &path, &format!("{prefix}{name}/"))?;
                continue;
            }
            _ => continue,
        };
        files.insert(format!("{prefix}{name}"), content);
    }
    Ok(())
}

fn manifest(directory: &Path, manifest: &Value) -> Result<Value> {
    let mut artifacts = Map::new();
    for (id, artifact) in manifest["artifacts"].as_object().into_iter().flatten() {
        if !artifact["type"].as_str().is_some_and(|kind| ARTIFACTS.contains(&kind)) {
            continue;
        }
        let mut kept = Map::new();
        for field in ["type", "environment", "displayName", "dependencies", "properties"] {
            if let Some(value) = artifact.get(field) {
                kept.insert(field.to_owned(), value.clone());
            }
        }
        if let Some(Value::Object(properties)) = kept.get_mut("properties") {
            // aws-cdk-lib writes it by accident, it is not in the schema
            properties.remove("additionalDependencies");
        }
        kept.insert("metadata".to_owned(), metadata(directory, artifact)?);
        artifacts.insert(id.clone(), kept.into());
    }
    Ok(json!({ "artifacts": artifacts, "missing": manifest.get("missing").cloned().unwrap_or_else(|| json!([])) }))
}

/// An artifact's metadata, be it in the manifest or in a file of its own.
fn metadata(directory: &Path, artifact: &Value) -> Result<Value> {
    let mut sources = vec![artifact["metadata"].clone()];
    if let Some(file) = artifact["additionalMetadataFile"].as_str() {
        sources.push(directories::read_json(&directory.join(file))?);
    }
    let mut by_path: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for (path, entries) in sources.iter().filter_map(Value::as_object).flatten() {
        for entry in entries.as_array().into_iter().flatten() {
            if entry["type"].as_str().is_some_and(|kind| METADATA.contains(&kind)) {
                let kept = json!({ "type": entry["type"], "data": entry["data"] });
                by_path.entry(path.clone()).or_default().push(kept);
            }
        }
    }
    Ok(serde_json::to_value(by_path)?)
}

fn asset_manifest(mut manifest: Value) -> Value {
    if let Some(fields) = manifest.as_object_mut() {
        fields.remove("version");
    }
    manifest
}

/// What lies in a staged asset: files by the hash of their bytes, symbolic links by their targets.
fn staged(path: &Path) -> Result<Value> {
    let kind = fs::symlink_metadata(path).map_err(|error| cannot("read", path, &error))?.file_type();
    if kind.is_symlink() {
        return Ok(format!("link to {}", fs::read_link(path)?.display()).into());
    }
    if kind.is_file() {
        let hash = Sha256::digest(fs::read(path).map_err(|error| cannot("read", path, &error))?);
        return Ok(hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect::<String>().into());
    }
    let mut entries = Map::new();
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        entries.insert(entry.file_name().to_string_lossy().into_owned(), staged(&entry.path())?);
    }
    Ok(entries.into())
}

/// Puts a template's name in the place of its hash, in every file, and that of the destinations made from it.
fn name_templates(mut files: BTreeMap<String, Value>) -> Result<BTreeMap<String, Value>> {
    let mut names = BTreeMap::new();
    for (_, content) in files.iter_mut().filter(|(file, _)| file.ends_with(".assets.json")) {
        for (id, asset) in content.get_mut("files").and_then(Value::as_object_mut).into_iter().flatten() {
            let path = asset["source"]["path"].as_str().unwrap_or_default().to_owned();
            if !path.ends_with(".template.json") {
                continue;
            }
            names.insert(id.clone(), format!("<hash of {path}>"));
            if let Some(destinations) = asset.get_mut("destinations").and_then(Value::as_object_mut) {
                let named = std::mem::take(destinations).into_iter().map(|(key, destination)| {
                    let place = key.rsplit_once('-').map_or(key.as_str(), |(place, _)| place);
                    (format!("{place}-<hash>"), destination)
                });
                *destinations = named.collect();
            }
        }
    }
    let mut renamed = BTreeMap::new();
    for (file, content) in files {
        let mut text = content.to_string();
        for (id, name) in &names {
            text = text.replace(id, name);
        }
        let content = serde_json::from_str(&text).map_err(|error| Failure::new(format!("{file}: {error}")))?;
        renamed.insert(file, content);
    }
    Ok(renamed)
}
