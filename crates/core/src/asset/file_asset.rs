//! Files and directories that go to the bootstrap stack's bucket.

use std::path::{Path, PathBuf};

use super::fingerprint::{FingerprintOptions, custom_hash, fingerprint};
use super::{
    AssetRecord, AssetSource, FollowMode, IgnoreMode, Publisher, Staging, add_resource_metadata, display_name,
    report_not_utf8, report_unreadable,
};
use crate::construct::{Construct, Scope};
use crate::element::Resource;
use crate::value::substituted;
use crate::value::{Val, Value};

/// Endings that are kept whole in the name of a staged file.
const ARCHIVES: [&str; 5] = [".tar.gz", ".zip", ".jar", ".tar", ".tgz"];

crate::props! {
    /// The settings of a [`FileAsset`].
    pub struct FileAssetProps => FileAssetSettings in file_asset_props {
        optional {
            /// What the toolkit calls it while publishing; its path in the stack unless given.
            display_name: String,
            /// Patterns of files in a directory that do not belong to it.
            exclude: Vec<String> = Vec::new(),
            /// How the patterns are read.
            ignore_mode: IgnoreMode = IgnoreMode::Glob,
            /// How symbolic links are treated.
            follow: FollowMode = FollowMode::External,
            /// Text that changes the hash beside the content.
            extra_hash: String,
            /// Text that alone decides the hash, instead of the content.
            asset_hash: String,
        }
    }
}

/// A file, or a directory that the toolkit zips, published to the bootstrap stack's bucket before the stack is deployed.
///
/// Its hash is that of aws-cdk-lib: the same content has the same key, whichever library wrote the assembly.
#[derive(Clone, Debug)]
pub struct FileAsset {
    scope: Scope,
    hash: String,
    path: String,
    bucket_name: Value<String>,
    object_key: Value<String>,
    http_url: Value<String>,
    s3_object_url: Value<String>,
}

impl Construct for FileAsset {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl FileAsset {
    /// An asset from a path, relative to the directory that the app runs in.
    #[track_caller]
    pub fn new(
        scope: &impl Construct,
        id: &str,
        path: impl Into<PathBuf>,
        props: impl crate::Complete<FileAssetSettings>,
    ) -> Self {
        let scope = Scope::new(scope, id);
        Self::publish(&scope, &path.into(), props.complete()).unwrap_or_else(|| {
            // A finding says why; nothing is written.
            let unknown = || Value::from_val(Val::Null);
            FileAsset {
                scope,
                hash: String::new(),
                path: String::new(),
                bucket_name: unknown(),
                object_key: unknown(),
                http_url: unknown(),
                s3_object_url: unknown(),
            }
        })
    }

    fn publish(scope: &Scope, source: &Path, settings: FileAssetSettings) -> Option<Self> {
        let publisher = Publisher::of(scope)?;
        let options = FingerprintOptions {
            exclude: settings.exclude,
            ignore_mode: settings.ignore_mode,
            follow: settings.follow,
            extra_hash: publisher.salted(settings.extra_hash),
            output_directory: Some(publisher.output_directory.clone()),
        };
        let content_hash = match fingerprint(source, &options) {
            Ok(hash) => hash,
            Err(error) => {
                report_unreadable(scope, &error);
                return None;
            }
        };
        let hash = settings.asset_hash.map_or(content_hash, |text| custom_hash(&text));
        let is_directory = source.is_dir();
        let Some(name) = source.to_str() else {
            report_not_utf8(scope, source);
            return None;
        };
        let staged = format!("asset.{hash}{}", if is_directory { "" } else { staged_ending(name) });
        let path = if publisher.stays {
            let absolute = std::path::absolute(source).ok().and_then(|path| path.to_str().map(str::to_owned));
            absolute.unwrap_or_else(|| name.to_owned())
        } else {
            staged.clone()
        };
        let (packaging, extension) =
            if is_directory { ("zip", ".zip".to_owned()) } else { ("file", last_ending(&path).to_owned()) };
        let destinations = publisher.deployment.assets.as_ref()?;
        let key = format!("{}{hash}{extension}", destinations.bucket_prefix);
        let bucket = &destinations.bucket_name;
        let http_url = format!("https://s3.{}.${{AWS::URLSuffix}}/{bucket}/{key}", publisher.region);
        let mut asset = FileAsset {
            scope: scope.clone(),
            hash: hash.clone(),
            path: path.clone(),
            bucket_name: Value::from_val(substituted(bucket)),
            object_key: Value::from_val(substituted(&key)),
            http_url: Value::from_val(substituted(&http_url)),
            s3_object_url: Value::from_val(substituted(&format!("s3://{bucket}/{key}"))),
        };
        let display_name = display_name(scope, settings.display_name, publisher.stack);
        let staging =
            (!publisher.stays).then(|| Staging { source: source.to_owned(), is_directory, options, target: staged });
        scope.with_tree_mut(|tree| match tree.asset_mut(publisher.stack, &hash) {
            // The same content under another key is another destination of the same asset, whose copy serves for both.
            Some(AssetRecord { source: AssetSource::File { path, extensions, .. }, .. }) => {
                asset.path.clone_from(path);
                if !extensions.contains(&extension) {
                    extensions.push(extension);
                }
            }
            Some(_) => {}
            None => tree.add_asset(AssetRecord {
                node: scope.node,
                stack: publisher.stack,
                id: hash.clone(),
                hash,
                display_name,
                source: AssetSource::File { path, packaging, extensions: vec![extension], in_assembly: false },
                staging,
            }),
        });
        Some(asset)
    }

    /// The hash, which changes with the content: 64 hexadecimal digits.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The name of the bucket that it is published to.
    pub fn bucket_name(&self) -> Value<String> {
        self.bucket_name.clone()
    }

    /// Its key in the bucket.
    pub fn object_key(&self) -> Value<String> {
        self.object_key.clone()
    }

    /// Its address as `https://s3.…/bucket/key`.
    pub fn http_url(&self) -> Value<String> {
        self.http_url.clone()
    }

    /// Its address as `s3://bucket/key`.
    pub fn s3_object_url(&self) -> Value<String> {
        self.s3_object_url.clone()
    }

    /// Tells the toolkit that a property of a resource comes from this asset, so that it can tell what changed.
    pub fn add_resource_metadata(&self, resource: &Resource, property: &str) {
        let entries = [
            ("aws:asset:path", Val::text(self.path.clone())),
            ("aws:asset:is-bundled", Val::Bool(false)),
            ("aws:asset:property", Val::text(property.to_owned())),
        ];
        add_resource_metadata(&self.scope, resource, &entries);
    }
}

/// The ending of a name, as Node.js takes it: none for names that only begin with a dot.
fn last_ending(name: &str) -> &str {
    let file = name.rsplit('/').next().unwrap_or(name);
    match file.rfind('.') {
        Some(position) if position > 0 => &file[position..],
        _ => "",
    }
}

fn staged_ending(name: &str) -> &str {
    let archive = ARCHIVES.iter().find(|ending| {
        name.len() >= ending.len()
            && name.is_char_boundary(name.len() - ending.len())
            && name[name.len() - ending.len()..].eq_ignore_ascii_case(ending)
    });
    match archive {
        Some(ending) => &name[name.len() - ending.len()..],
        None => last_ending(name),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::app::{App, ToolkitEnvironment};
    use crate::asset::{DockerImageAsset, DockerImageAssetProps};
    use crate::stack::{Stack, StackProps};

    #[test]
    fn equal_content_under_several_endings_is_one_asset() {
        let directory = tempfile::tempdir().unwrap();
        let app = App::new();
        let stacks = ["A", "B"].map(|id| Stack::new(&app, id, StackProps::new()));
        for name in ["a.txt", "b.json", "c.txt"] {
            fs::write(directory.path().join(name), "same").unwrap();
            let asset = FileAsset::new(&stacks[0], name, directory.path().join(name), FileAssetProps::new());
            // The copy that is there.
            assert_eq!(asset.path, format!("asset.{}.txt", asset.hash()));
        }
        let other = FileAsset::new(&stacks[1], "b", directory.path().join("b.json"), FileAssetProps::new());
        app.scope().with_tree(|tree| {
            let records: Vec<(String, &str, &[String])> = tree
                .assets
                .iter()
                .filter_map(|record| match &record.source {
                    AssetSource::File { extensions, .. } => Some((tree.path(record.node), &*record.id, &**extensions)),
                    AssetSource::Image { .. } => None,
                })
                .collect();
            let (txt, json) = (".txt".to_owned(), ".json".to_owned());
            let hash = other.hash();
            assert_eq!(
                records,
                [
                    ("A/a.txt".to_owned(), hash, [txt, json.clone()].as_slice()),
                    ("B/b".to_owned(), hash, [json].as_slice())
                ]
            );
        });
    }

    /// The second run of an app whose assets contain the output directory.
    #[test]
    fn the_output_directory_changes_no_hash() {
        let directory = tempfile::tempdir().unwrap();
        let output = directory.path().join("out");
        fs::write(directory.path().join("Dockerfile"), "FROM scratch").unwrap();
        let run = || {
            let toolkit = ToolkitEnvironment { output_directory: Some(output.clone()), ..Default::default() };
            let app = App::in_environment(toolkit);
            let stack = Stack::new(&app, "Main", StackProps::new());
            let file = FileAsset::new(&stack, "Directory", directory.path(), FileAssetProps::new());
            let image = DockerImageAsset::new(&stack, "Image", directory.path(), DockerImageAssetProps::new());
            DockerImageAsset::new(&stack, "Same", directory.path(), DockerImageAssetProps::new());
            app.scope().with_tree(|tree| assert_eq!(tree.assets.len(), 2));
            app.synth().unwrap().write(&output).unwrap();
            (file.hash().to_owned(), image.hash().to_owned())
        };
        let first = run();
        assert_eq!(run(), first);
        for hash in [first.0, first.1] {
            let copy = output.join(format!("asset.{hash}"));
            assert!(copy.join("Dockerfile").exists() && !copy.join("out").exists());
        }
    }

    #[test]
    fn a_source_that_is_gone_is_told() {
        let directory = tempfile::tempdir().unwrap();
        let source = directory.path().join("source");
        fs::write(&source, "").unwrap();
        let app = App::new();
        FileAsset::new(&Stack::new(&app, "Main", StackProps::new()), "Code", &source, FileAssetProps::new());
        fs::remove_file(&source).unwrap();
        let findings = app.synth().unwrap().write(directory.path().join("out")).unwrap_err();
        let finding = findings.iter().next().unwrap();
        assert_eq!(finding.rule, "unreadable-asset");
        assert!(finding.message.contains("is gone"), "{finding}");
        assert_eq!(finding.construct.as_deref(), Some("Main/Code"));
    }
}
