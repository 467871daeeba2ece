//! Images that are built from a directory and go to the bootstrap stack's repository.

use std::path::{Path, PathBuf};

use serde_json::{Map as JsonMap, Value as JsonValue};

use super::docker::{DockerBuildOptions, DockerFingerprintOptions, docker_asset_options};
use super::fingerprint::fingerprint;
use super::{
    AssetRecord, AssetSource, FollowMode, IgnoreMode, Publisher, Staging, add_resource_metadata, display_name,
    report_not_utf8, report_unreadable,
};
use crate::construct::{Construct, Scope};
use crate::element::Resource;
use crate::value::substituted;
use crate::value::{Val, Value};

crate::props! {
    /// The settings of a [`DockerImageAsset`].
    pub struct DockerImageAssetProps => DockerImageAssetSettings in docker_image_asset_props {
        optional {
            /// What the toolkit calls it while publishing; its path in the stack unless given.
            display_name: String,
            /// A name that its id in the asset manifest begins with.
            asset_name: String,
            /// The Dockerfile's path in the directory: `Dockerfile` unless given.
            file: String,
            /// Arguments of the build, each a name and a value.
            build_args: Vec<(String, String)>,
            /// Further directories or images that the build reads, each a name and a source.
            build_contexts: Vec<(String, String)>,
            /// Secrets of the build, each an id and a source.
            build_secrets: Vec<(String, String)>,
            /// The SSH agent socket or keys that the build gets.
            build_ssh: String,
            /// The stage of the Dockerfile to build.
            target: String,
            /// The network that the build uses.
            network_mode: String,
            /// The platform that it is built for, such as `linux/arm64`.
            platform: String,
            /// Where the build puts what it makes.
            outputs: Vec<String>,
            /// Patterns of files that do not belong to it, besides those of `.dockerignore`.
            exclude: Vec<String> = Vec::new(),
            /// How the patterns are read.
            ignore_mode: IgnoreMode = IgnoreMode::Docker,
            /// How symbolic links are treated.
            follow: FollowMode = FollowMode::External,
            /// Text that changes the hash beside the content.
            extra_hash: String,
        }
    }
}

/// An image that the toolkit builds from a directory and pushes to the bootstrap stack's repository before the stack is
/// deployed.
///
/// Its hash is that of aws-cdk-lib.
#[derive(Clone, Debug)]
pub struct DockerImageAsset {
    scope: Scope,
    hash: String,
    directory: String,
    file: String,
    image_uri: Value<String>,
    image_tag: Value<String>,
    repository_name: Value<String>,
}

impl Construct for DockerImageAsset {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl DockerImageAsset {
    /// An image from a directory, relative to the directory that the app runs in.
    #[track_caller]
    pub fn new(
        scope: &impl Construct,
        id: &str,
        directory: impl Into<PathBuf>,
        props: impl crate::Complete<DockerImageAssetSettings>,
    ) -> Self {
        let scope = Scope::new(scope, id);
        Self::publish(&scope, &directory.into(), props.complete()).unwrap_or_else(|| {
            // A finding says why; nothing is written.
            let unknown = || Value::from_val(Val::Null);
            DockerImageAsset {
                scope,
                hash: String::new(),
                directory: String::new(),
                file: String::new(),
                image_uri: unknown(),
                image_tag: unknown(),
                repository_name: unknown(),
            }
        })
    }

    fn publish(scope: &Scope, source: &Path, settings: DockerImageAssetSettings) -> Option<Self> {
        let publisher = Publisher::of(scope)?;
        let build = build_entries(&settings);
        let options = DockerFingerprintOptions {
            exclude: settings.exclude,
            ignore_mode: settings.ignore_mode,
            follow: settings.follow,
            file: settings.file.clone(),
            output_directory: Some(publisher.output_directory.clone()),
            build: DockerBuildOptions {
                extra_hash: settings.extra_hash,
                build_args: settings.build_args,
                build_contexts: settings.build_contexts.clone(),
                build_secrets: settings.build_secrets,
                build_ssh: settings.build_ssh,
                target: settings.target,
                file: settings.file.clone(),
                repository_name: None,
                network_mode: settings.network_mode,
                platform: settings.platform,
                outputs: settings.outputs,
            },
        };
        let hashed = docker_asset_options(source, &options).and_then(|mut options| {
            options.extra_hash = publisher.salted(options.extra_hash);
            Ok((fingerprint(source, &options)?, options))
        });
        let (hash, options) = match hashed {
            Ok(hashed) => hashed,
            Err(error) => {
                report_unreadable(scope, &error);
                return None;
            }
        };
        let staged = format!("asset.{hash}");
        let directory = if publisher.stays {
            let absolute = std::path::absolute(source).ok().and_then(|path| path.to_str().map(str::to_owned));
            let Some(absolute) = absolute else {
                report_not_utf8(scope, source);
                return None;
            };
            absolute
        } else {
            staged.clone()
        };
        let destinations = publisher.deployment.assets.as_ref()?;
        let tag = format!("{}{hash}", destinations.image_tag_prefix);
        let repository = &destinations.repository_name;
        let Publisher { account, region, .. } = &publisher;
        let uri = format!("{account}.dkr.ecr.{region}.${{AWS::URLSuffix}}/{repository}:{tag}");
        let asset = DockerImageAsset {
            scope: scope.clone(),
            hash: hash.clone(),
            directory: directory.clone(),
            file: settings.file.unwrap_or_else(|| "Dockerfile".to_owned()),
            image_uri: Value::from_val(substituted(&uri)),
            image_tag: Value::from_val(substituted(&tag)),
            repository_name: Value::from_val(substituted(repository)),
        };
        let id = match &settings.asset_name {
            Some(name) => format!("{name}-{hash}"),
            None => hash.clone(),
        };
        let name = settings.display_name.or(settings.asset_name);
        let display_name = display_name(scope, name, publisher.stack);
        let staging = (!publisher.stays).then(|| Staging {
            source: source.to_owned(),
            is_directory: true,
            options,
            target: staged,
        });
        let build_contexts = settings.build_contexts.is_some();
        scope.with_tree_mut(|tree| {
            if tree.asset_mut(publisher.stack, &id).is_none() {
                tree.add_asset(AssetRecord {
                    node: scope.node,
                    stack: publisher.stack,
                    id,
                    hash,
                    display_name,
                    source: AssetSource::Image { directory, build, build_contexts },
                    staging,
                });
            }
        });
        Some(asset)
    }

    /// The hash, which changes with the content: 64 hexadecimal digits.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The image's address: registry, repository and tag.
    pub fn image_uri(&self) -> Value<String> {
        self.image_uri.clone()
    }

    /// The image's tag.
    pub fn image_tag(&self) -> Value<String> {
        self.image_tag.clone()
    }

    /// The name of the repository that it is pushed to.
    pub fn repository_name(&self) -> Value<String> {
        self.repository_name.clone()
    }

    /// Tells the toolkit that a property of a resource comes from this image, so that it can tell what changed.
    pub fn add_resource_metadata(&self, resource: &Resource, property: &str) {
        let entries = [
            ("aws:asset:path", Val::text(self.directory.clone())),
            ("aws:asset:dockerfile-path", Val::text(self.file.clone())),
            ("aws:asset:property", Val::text(property.to_owned())),
        ];
        add_resource_metadata(&self.scope, resource, &entries);
    }
}

/// Build options by the names that asset manifests have for them.
fn build_entries(settings: &DockerImageAssetSettings) -> Vec<(&'static str, JsonValue)> {
    let pairs = |pairs: &Option<Vec<(String, String)>>| {
        let pairs = pairs.as_ref()?;
        let map: JsonMap<String, JsonValue> =
            pairs.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect();
        Some(JsonValue::Object(map))
    };
    let text = |text: &Option<String>| text.clone().map(JsonValue::String);
    let all = [
        ("dockerBuildArgs", pairs(&settings.build_args)),
        ("dockerBuildContexts", pairs(&settings.build_contexts)),
        ("dockerBuildSecrets", pairs(&settings.build_secrets)),
        ("dockerBuildSsh", text(&settings.build_ssh)),
        ("dockerBuildTarget", text(&settings.target)),
        ("dockerFile", text(&settings.file)),
        ("networkMode", text(&settings.network_mode)),
        ("platform", text(&settings.platform)),
        ("dockerOutputs", settings.outputs.clone().map(JsonValue::from)),
    ];
    all.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
}
