//! Assets: files, directories and images that are published before a stack is deployed.

mod copy;
mod docker;
mod error;
mod file_asset;
mod fingerprint;
mod ignore;
mod image_asset;
mod walk;

use std::path::{Path, PathBuf};

pub use file_asset::{FileAsset, FileAssetProps, FileAssetSettings};
pub use ignore::IgnoreMode;
pub use image_asset::{DockerImageAsset, DockerImageAssetProps, DockerImageAssetSettings};
pub use walk::FollowMode;

use error::AssetError;
use fingerprint::FingerprintOptions;

use crate::construct::Scope;
use crate::context::{ASSET_METADATA, DISABLE_ASSET_STAGING};
use crate::element::Resource;
use crate::finding::Finding;
use crate::synthesizer::{self, Deployment};
use crate::tree::NodeId;
use crate::value::Val;

/// An asset of a stack, as its asset manifest tells it.
pub(crate) struct AssetRecord {
    /// The construct that made it.
    pub(crate) node: NodeId,
    /// The top-level stack that publishes it.
    pub(crate) stack: NodeId,
    pub(crate) id: String,
    pub(crate) hash: String,
    pub(crate) display_name: String,
    pub(crate) source: AssetSource,
    /// What is copied into the output directory, if anything is.
    pub(crate) staging: Option<Staging>,
}

pub(crate) enum AssetSource {
    File {
        /// Relative to the outermost assembly, or absolute.
        path: String,
        /// `file` or `zip`.
        packaging: &'static str,
        /// What the keys in the bucket end in: one for each destination.
        extensions: Vec<String>,
        /// Whether the path is relative to the stack's own assembly instead.
        in_assembly: bool,
    },
    Image {
        directory: String,
        /// Build options by the schema's names.
        build: Vec<(&'static str, serde_json::Value)>,
        build_contexts: bool,
    },
}

/// What is copied into the output directory.
pub(crate) struct Staging {
    source: PathBuf,
    /// What it was when it was hashed.
    is_directory: bool,
    options: FingerprintOptions,
    /// The name in the output directory.
    pub(crate) target: String,
}

impl AssetRecord {
    pub(crate) fn needs_build_contexts(&self) -> bool {
        matches!(self.source, AssetSource::Image { build_contexts: true, .. })
    }

    /// The file or directory of the program's that it is copied from, if it is.
    pub(crate) fn copied_from(&self) -> Option<&Path> {
        self.staging.as_ref().map(|staging| staging.source.as_path())
    }

    /// Copies the asset to its place in the output directory; gives a clear message when it cannot.
    pub(crate) fn copy_to(&self, destination: &Path) -> Result<(), String> {
        let Some(staging) = &self.staging else { return Ok(()) };
        let copied = if staging.is_directory {
            copy::copy_directory(&staging.source, destination, &staging.options)
        } else {
            copy::copy_file(&staging.source, destination)
        };
        copied.map_err(|error| error.to_string())
    }
}

/// What an asset's construct needs of the stack around it.
struct Publisher {
    stack: NodeId,
    deployment: Deployment,
    account: String,
    region: String,
    /// Whether the asset stays where it is.
    stays: bool,
    /// Text that the context adds to all hashes.
    salt: Option<String>,
    /// Where the assembly will be written.
    output_directory: PathBuf,
}

impl Publisher {
    /// Nothing, with a finding, when the construct is in no stack or its stack has no place for assets.
    fn of(scope: &Scope) -> Option<Publisher> {
        let publisher = scope.with_tree(|tree| {
            let stack = tree.top_level_stack(tree.node(scope.node).stack?);
            let deployment = synthesizer::deployment(tree, stack)?;
            deployment.assets.as_ref()?;
            let environment = &tree.stack_data(stack)?.environment;
            Some(Publisher {
                stack,
                deployment,
                account: environment.account.clone().unwrap_or_else(|| "${AWS::AccountId}".to_owned()),
                region: environment.region.clone().unwrap_or_else(|| "${AWS::Region}".to_owned()),
                stays: tree.context_flag(scope.node, DISABLE_ASSET_STAGING),
                salt: tree
                    .context(scope.node, "@aws-cdk/core:assetHashSalt")
                    .and_then(|salt| salt.as_str().map(str::to_owned)),
                output_directory: tree.output_directory.clone(),
            })
        });
        if publisher.is_none() {
            let finding =
                Finding::error("assets-without-bootstrap", "the stack around the asset has no place to publish it to")
                    .help("create it in a stack that is deployed with a bootstrapped or a CLI-credentials synthesizer");
            scope.report(finding);
        }
        publisher
    }

    fn salted(&self, extra_hash: Option<String>) -> Option<String> {
        match (&self.salt, extra_hash) {
            (None, extra) => extra,
            (Some(salt), extra) => Some(format!("{}{salt}", extra.unwrap_or_default())),
        }
    }
}

/// The path of a construct below its top-level stack, which names an asset unless it is given a name.
fn display_name(scope: &Scope, given: Option<String>, stack: NodeId) -> String {
    given.unwrap_or_else(|| scope.with_tree(|tree| tree.ids_below(scope.node, stack).join("/")))
}

fn report_unreadable(scope: &Scope, error: &AssetError) {
    let finding = Finding::error("unreadable-asset", error.to_string())
        .help("paths are relative to the directory that the app runs in");
    scope.report(finding);
}

fn report_not_utf8(scope: &Scope, path: &Path) {
    let message = format!("the path `{}` is not valid UTF-8, which manifests are written in", path.display());
    scope.report(Finding::error("unreadable-asset", message).help("rename the file or a directory above it"));
}

/// Tells the toolkit which asset a resource's property comes from, when the context asks for it.
fn add_resource_metadata(scope: &Scope, resource: &Resource, entries: &[(&'static str, Val)]) {
    if scope.with_tree(|tree| tree.context_flag(scope.node, ASSET_METADATA)) {
        for (key, value) in entries {
            resource.add_metadata(*key, value.clone());
        }
    }
}
