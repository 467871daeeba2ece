//! The documents that tell the toolkit what an assembly holds.

use hashbrown::HashSet;
use sha2::{Digest, Sha256};

use super::logical_ids::LogicalIds;
use crate::asset::{AssetRecord, AssetSource};
use crate::environment::Environment;
use crate::finding::Severity;
use crate::json::JsonWriter;
use crate::names::hex;
use crate::stack::StackData;
use crate::synthesizer::{AssetDestinations, BOOTSTRAP_VERSION, Deployment, LOOKUP_ROLE_BOOTSTRAP_VERSION};
use crate::tree::{Kind, NodeId, Tree};

/// The lowest schema version that serves: toolkits refuse versions that are newer than themselves.
pub(crate) const SCHEMA_VERSION: &str = "41.0.0";
/// The schema version that knows contexts of image builds.
pub(crate) const SCHEMA_VERSION_WITH_BUILD_CONTEXTS: &str = "53.0.0";

/// How the toolkit's own libraries indent manifests.
pub(crate) const INDENT: Option<usize> = Some(2);
/// Artifacts stand two levels deep in a manifest.
const ARTIFACT_DEPTH: usize = 2;

/// Where a file goes, with the key that names the destination.
struct Destination<'a> {
    entries: Vec<(&'static str, &'a str)>,
    key: String,
}

impl<'a> Destination<'a> {
    fn new(
        environment: &'a Environment,
        mut entries: Vec<(&'static str, &'a str)>,
        role: [Option<&'a str>; 2],
    ) -> Self {
        entries.extend(environment.region.as_deref().map(|region| ("region", region)));
        let [arn, external_id] = role;
        entries.extend(arn.map(|arn| ("assumeRoleArn", arn)));
        entries.extend(external_id.map(|id| ("assumeRoleExternalId", id)));
        let mut writer = JsonWriter::new(None);
        writer.object(|writer| entries.iter().for_each(|(key, value)| writer.text_entry(key, value)));
        let hash = hex(&Sha256::digest(writer.finish()));
        Destination { key: format!("{}-{}", environment.key(), &hash[..8]), entries }
    }

    fn write(&self, writer: &mut JsonWriter) {
        writer.key(&self.key);
        writer.object(|writer| self.entries.iter().for_each(|(key, value)| writer.text_entry(key, value)));
    }
}

/// A stack's own template among its assets.
pub(crate) struct TemplateAsset {
    pub(crate) file: String,
    pub(crate) hash: String,
    pub(crate) display_name: String,
}

/// The key of a file in the bucket.
pub(crate) fn object_key(destinations: &AssetDestinations, hash: &str, extension: &str) -> String {
    format!("{}{hash}{extension}", destinations.bucket_prefix)
}

/// The document that tells where a stack's files and images come from and go.
///
/// `to_root` leads from the assembly's directory to the outermost one, where staged files are.
pub(crate) fn asset_manifest(
    environment: &Environment,
    destinations: &AssetDestinations,
    records: &[&AssetRecord],
    template: &TemplateAsset,
    to_root: &str,
) -> Vec<u8> {
    let file_destinations = |hash: &str, extensions: &[String], writer: &mut JsonWriter| {
        writer.key("destinations");
        writer.object(|writer| {
            for extension in extensions {
                let key = object_key(destinations, hash, extension);
                let entries = vec![("bucketName", destinations.bucket_name.as_str()), ("objectKey", key.as_str())];
                let role = [destinations.file_role.arn.as_deref(), destinations.file_role.external_id.as_deref()];
                Destination::new(environment, entries, role).write(writer);
            }
        });
    };
    let uses_contexts = records.iter().any(|record| record.needs_build_contexts());
    let mut writer = JsonWriter::new(INDENT);
    writer.object(|writer| {
        writer.text_entry("version", if uses_contexts { SCHEMA_VERSION_WITH_BUILD_CONTEXTS } else { SCHEMA_VERSION });
        writer.key("files");
        writer.object(|writer| {
            let mut file = |id: &str, display_name: &str, path: &str, packaging: &str, extensions: &[String]| {
                writer.key(id);
                writer.object(|writer| {
                    writer.text_entry("displayName", display_name);
                    writer.key("source");
                    writer.object(|writer| {
                        writer.text_entry("path", path);
                        writer.text_entry("packaging", packaging);
                    });
                    file_destinations(id, extensions, writer);
                });
            };
            for record in records {
                let AssetSource::File { path, packaging, extensions, in_assembly } = &record.source else { continue };
                let path = relative(if *in_assembly { "" } else { to_root }, path);
                file(&record.id, &record.display_name, &path, packaging, extensions);
            }
            file(&template.hash, &template.display_name, &template.file, "file", &[".json".to_owned()]);
        });
        writer.key("dockerImages");
        writer.object(|writer| {
            for record in records {
                let AssetSource::Image { directory, build, .. } = &record.source else { continue };
                let tag = format!("{}{}", destinations.image_tag_prefix, record.hash);
                writer.key(&record.id);
                writer.object(|writer| {
                    writer.text_entry("displayName", &record.display_name);
                    writer.key("source");
                    writer.object(|writer| {
                        writer.text_entry("directory", &relative(to_root, directory));
                        build.iter().for_each(|(key, value)| {
                            writer.key(key);
                            writer.json(value);
                        });
                    });
                    let entries =
                        vec![("repositoryName", destinations.repository_name.as_str()), ("imageTag", tag.as_str())];
                    let role = [destinations.image_role.arn.as_deref(), destinations.image_role.external_id.as_deref()];
                    writer.key("destinations");
                    writer.object(|writer| Destination::new(environment, entries, role).write(writer));
                });
            }
        });
    });
    writer.finish()
}

fn relative(prefix: &str, path: &str) -> String {
    if path.starts_with('/') { path.to_owned() } else { format!("{prefix}{path}") }
}

/// The artifact that stands for a stack's asset manifest.
pub(crate) fn asset_artifact(file: &str, deployment: &Deployment) -> Vec<u8> {
    let mut writer = JsonWriter::at_depth(INDENT, ARTIFACT_DEPTH);
    writer.object(|writer| {
        writer.text_entry("type", "cdk:asset-manifest");
        writer.key("properties");
        writer.object(|writer| {
            writer.text_entry("file", file);
            write_version(writer, deployment, BOOTSTRAP_VERSION);
        });
    });
    writer.finish()
}

fn write_version(writer: &mut JsonWriter, deployment: &Deployment, version: u32) {
    if let Some(parameter) = &deployment.version_parameter {
        writer.key("requiresBootstrapStackVersion");
        writer.integer(i64::from(version));
        writer.text_entry("bootstrapStackVersionSsmParameter", parameter);
    }
}

/// What is known of a stack when its artifact is written.
pub(crate) struct StackArtifact<'a> {
    pub(crate) stack: NodeId,
    pub(crate) template_file: &'a str,
    pub(crate) template_url: Option<String>,
    pub(crate) deployment: &'a Deployment,
    pub(crate) dependencies: &'a [String],
    pub(crate) errors: &'a [(NodeId, String)],
}

/// The artifact that stands for a stack.
pub(crate) fn stack_artifact(tree: &Tree, ids: &LogicalIds, artifact: &StackArtifact<'_>) -> Vec<u8> {
    let mut writer = JsonWriter::at_depth(INDENT, ARTIFACT_DEPTH);
    let Some(data) = tree.stack_data(artifact.stack) else { return writer.finish() };
    writer.object(|writer| {
        writer.text_entry("type", "aws:cloudformation:stack");
        writer.text_entry("environment", &data.environment.url());
        writer.key("properties");
        writer.object(|writer| stack_properties(writer, data, artifact));
        if !artifact.dependencies.is_empty() {
            writer.key("dependencies");
            writer.list(|writer| {
                for dependency in artifact.dependencies {
                    writer.item();
                    writer.text(dependency);
                }
            });
        }
        writer.key("metadata");
        writer.object(|writer| metadata(writer, tree, ids, artifact));
        writer.text_entry("displayName", &tree.path(artifact.stack));
    });
    writer.finish()
}

fn stack_properties(writer: &mut JsonWriter, data: &StackData, artifact: &StackArtifact<'_>) {
    let deployment = artifact.deployment;
    writer.text_entry("templateFile", artifact.template_file);
    writer.key("terminationProtection");
    writer.bool(data.termination_protection);
    if !data.tags.is_empty() {
        writer.key("tags");
        writer.object(|writer| data.tags.iter().for_each(|(key, value)| writer.text_entry(key, value)));
    }
    writer.key("validateOnSynth");
    writer.bool(false);
    if let Some(arns) = &data.notification_arns {
        writer.key("notificationArns");
        writer.list(|writer| {
            for arn in arns {
                writer.item();
                writer.text(arn);
            }
        });
    }
    writer.optional_text_entry("assumeRoleExternalId", deployment.deploy_role_external_id.as_deref());
    writer.optional_text_entry("assumeRoleArn", deployment.deploy_role_arn.as_deref());
    writer.optional_text_entry("cloudFormationExecutionRoleArn", deployment.execution_role_arn.as_deref());
    writer.optional_text_entry("stackTemplateAssetObjectUrl", artifact.template_url.as_deref());
    write_version(writer, deployment, BOOTSTRAP_VERSION);
    if let Some(role) = deployment.lookup_role.as_ref().filter(|role| role.for_stack_operations) {
        writer.key("lookupRole");
        writer.object(|writer| {
            writer.text_entry("arn", &role.arn);
            writer.optional_text_entry("assumeRoleExternalId", role.external_id.as_deref());
            write_version(writer, deployment, LOOKUP_ROLE_BOOTSTRAP_VERSION);
        });
    }
    if data.stack_name != data.artifact_id {
        writer.text_entry("stackName", &data.stack_name);
    }
}

/// What the toolkit shows of constructs: logical ids, and messages for people.
fn metadata(writer: &mut JsonWriter, tree: &Tree, ids: &LogicalIds, artifact: &StackArtifact<'_>) {
    let messages_of = |node: NodeId| {
        let annotations = tree.annotations.get(&node).into_iter().flatten().map(|annotation| {
            let kind = match annotation.severity {
                Severity::Info => "aws:cdk:info",
                Severity::Warning => "aws:cdk:warning",
                Severity::Error => "aws:cdk:error",
            };
            (kind, annotation.message.as_str())
        });
        let errors = artifact.errors.iter().filter(move |(owner, _)| *owner == node);
        annotations.chain(errors.map(|(_, message)| ("aws:cdk:error", message.as_str())))
    };
    let tags = tree.stack_data(artifact.stack).map(|data| &data.tags).filter(|tags| !tags.is_empty());
    let mut path = format!("/{}", tree.path(artifact.stack));
    let mut waiting = vec![(artifact.stack, path.len())];
    // The path is that of the node being visited; each entry tells how long its parent's is.
    while let Some((node, length)) = waiting.pop() {
        path.truncate(length);
        let is_root = node == artifact.stack;
        if !is_root {
            path.push('/');
            path.push_str(&tree.node(node).id);
        }
        if !is_root && matches!(&tree.node(node).kind, Kind::Stack(data) if data.nested.is_none()) {
            continue;
        }
        let mut own = messages_of(node).peekable();
        let is_element = tree.node(node).kind.is_element();
        let tags = tags.filter(|_| is_root);
        if own.peek().is_some() || is_element || tags.is_some() {
            writer.key(&path);
            writer.list(|writer| {
                if let Some(tags) = tags {
                    writer.item();
                    writer.object(|writer| {
                        writer.text_entry("type", "aws:cdk:stack-tags");
                        writer.key("data");
                        writer.list(|writer| {
                            for (key, value) in tags {
                                writer.item();
                                writer.object(|writer| {
                                    writer.text_entry("key", key);
                                    writer.text_entry("value", value);
                                });
                            }
                        });
                    });
                }
                let logical_id = is_element.then(|| ("aws:cdk:logicalId", ids.get(node)));
                for (kind, data) in logical_id.into_iter().chain(own) {
                    writer.item();
                    writer.object(|writer| {
                        writer.text_entry("type", kind);
                        writer.text_entry("data", data);
                    });
                }
            });
        }
        waiting.extend(tree.node(node).children.iter().rev().map(|&child| (child, path.len())));
    }
}

/// One artifact of a manifest: its id, and its JSON.
pub(crate) type Artifact = (String, Vec<u8>);

/// Hands the manifest of an assembly to `sink` piece by piece.
pub(crate) fn manifest(
    tree: &Tree,
    artifacts: Vec<Artifact>,
    with_missing: bool,
    version: &str,
    mut sink: impl FnMut(&[u8]),
) {
    let mut writer = JsonWriter::new(INDENT);
    writer.object(|writer| {
        writer.text_entry("version", version);
        writer.key("artifacts");
        writer.object(|writer| {
            for (id, artifact) in artifacts {
                writer.key(&id);
                sink(&writer.take());
                sink(&artifact);
            }
        });
        if with_missing && !tree.missing.is_empty() {
            writer.key("missing");
            writer.list(|writer| missing(writer, tree));
        }
    });
    sink(&writer.finish());
}

/// What the toolkit has to look up, each of it once.
fn missing(writer: &mut JsonWriter, tree: &Tree) {
    let mut keys: HashSet<&str> = HashSet::new();
    for missing in tree.missing.iter().filter(|missing| keys.insert(&missing.key)) {
        writer.item();
        writer.object(|writer| {
            writer.text_entry("key", &missing.key);
            writer.text_entry("provider", &missing.provider);
            writer.key("props");
            writer.object(|writer| {
                for (key, value) in &missing.props {
                    writer.key(key);
                    writer.json(value);
                }
            });
        });
    }
}

/// An artifact with nothing but a type and properties that are texts.
pub(crate) fn plain_artifact(kind: &str, properties: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = JsonWriter::at_depth(INDENT, ARTIFACT_DEPTH);
    writer.object(|writer| {
        writer.text_entry("type", kind);
        writer.key("properties");
        writer.object(|writer| properties.iter().for_each(|(key, value)| writer.text_entry(key, value)));
    });
    writer.finish()
}
