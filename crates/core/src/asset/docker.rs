//! What of a directory makes an image, and which build options count in its hash.

use std::fs;
use std::path::{Path, PathBuf};

use super::error::{AssetError, Problem};
use super::fingerprint::FingerprintOptions;
use super::ignore::IgnoreMode;
use super::walk::{FollowMode, canonical};

/// An image's source and the build options that change its hash.
///
/// An option that the user wants to be left out of the hash (`invalidation` in the CDK) is to be left out here. What is
/// not here never counts: names, caches.
#[derive(Clone, Debug)]
pub(crate) struct DockerFingerprintOptions {
    /// Patterns in addition to those of the `.dockerignore` file.
    pub(crate) exclude: Vec<String>,
    /// How all the patterns are read, those of the `.dockerignore` file included.
    pub(crate) ignore_mode: IgnoreMode,
    /// How symbolic links are treated.
    pub(crate) follow: FollowMode,
    /// The Dockerfile's path in the directory, `Dockerfile` by default.
    pub(crate) file: Option<String>,
    /// See [`FingerprintOptions::output_directory`].
    pub(crate) output_directory: Option<PathBuf>,
    /// Build options that count.
    pub(crate) build: DockerBuildOptions,
}

impl Default for DockerFingerprintOptions {
    fn default() -> Self {
        DockerFingerprintOptions {
            exclude: Vec::new(),
            ignore_mode: IgnoreMode::Docker,
            follow: FollowMode::default(),
            file: None,
            output_directory: None,
            build: DockerBuildOptions::default(),
        }
    }
}

/// Build options that count in an image's hash, in the order in which they do. Pairs are in the user's order.
#[derive(Clone, Debug, Default)]
pub(crate) struct DockerBuildOptions {
    /// The user's own extra hash.
    pub(crate) extra_hash: Option<String>,
    pub(crate) build_args: Option<Vec<(String, String)>>,
    pub(crate) build_contexts: Option<Vec<(String, String)>>,
    pub(crate) build_secrets: Option<Vec<(String, String)>>,
    pub(crate) build_ssh: Option<String>,
    pub(crate) target: Option<String>,
    /// The Dockerfile's path, only when the user gave one.
    pub(crate) file: Option<String>,
    pub(crate) repository_name: Option<String>,
    /// `host`, `none`, `container:ID` and the like.
    pub(crate) network_mode: Option<String>,
    /// `linux/arm64` and the like.
    pub(crate) platform: Option<String>,
    pub(crate) outputs: Option<Vec<String>>,
}

/// The options with which an image's directory is hashed and copied: its id is their [`fingerprint`].
///
/// [`fingerprint`]: super::fingerprint::fingerprint
///
/// # Errors
///
/// A missing directory or Dockerfile, and a `.dockerignore` file that cannot be read.
pub(crate) fn docker_asset_options(
    directory: &Path,
    options: &DockerFingerprintOptions,
) -> Result<FingerprintOptions, AssetError> {
    if !canonical(directory)?.is_dir() {
        return Err(AssetError::new(directory, Problem::NotADirectory));
    }
    let file = options.file.as_deref().filter(|file| !file.is_empty()).unwrap_or("Dockerfile");
    canonical(&directory.join(file))?;
    let mut exclude = Vec::new();
    let ignore = directory.join(".dockerignore");
    if ignore.exists() {
        let patterns = fs::read(&ignore).map_err(AssetError::unreadable(&ignore))?;
        let patterns = String::from_utf8_lossy(&patterns);
        exclude.extend(patterns.split('\n').filter(|line| !line.is_empty()).map(str::to_owned));
        exclude.extend(options.exclude.iter().cloned());
        exclude.push("!.dockerignore".to_owned());
    } else {
        exclude.extend(options.exclude.iter().cloned());
    }
    let name = file.trim_end_matches('/').rsplit('/').next().unwrap_or(file);
    exclude.push(format!("!{name}"));
    Ok(FingerprintOptions {
        exclude,
        ignore_mode: options.ignore_mode,
        follow: options.follow,
        extra_hash: Some(docker_extra_hash(&options.build)),
        output_directory: options.output_directory.clone(),
    })
}

/// The build options as the text that is hashed with the directory: compact JSON with its keys in a fixed order.
pub(crate) fn docker_extra_hash(options: &DockerBuildOptions) -> String {
    let mut json = Json("{".to_owned());
    json.text("user", options.extra_hash.as_deref());
    json.pairs("buildArgs", options.build_args.as_deref());
    json.pairs("buildContexts", options.build_contexts.as_deref());
    json.pairs("buildSecrets", options.build_secrets.as_deref());
    json.text("buildSsh", options.build_ssh.as_deref());
    json.text("target", options.target.as_deref());
    json.text("file", options.file.as_deref());
    json.text("repositoryName", options.repository_name.as_deref());
    json.wrapped("networkMode", "mode", options.network_mode.as_deref());
    json.wrapped("platform", "platform", options.platform.as_deref());
    if let Some(outputs) = &options.outputs {
        json.key("outputs");
        let outputs: Vec<String> = outputs.iter().map(|output| quote(output)).collect();
        json.0.push_str(&format!("[{}]", outputs.join(",")));
    }
    // Not the version of anything: the day this changes, all images are built anew.
    json.text("version", Some("1.21.0"));
    json.0.push('}');
    json.0
}

/// An object that is being written.
struct Json(String);

impl Json {
    fn key(&mut self, key: &str) {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        self.0.push_str(&quote(key));
        self.0.push(':');
    }

    /// An empty text counts as none.
    fn text(&mut self, key: &str, value: Option<&str>) {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            self.key(key);
            self.0.push_str(&quote(value));
        }
    }

    fn wrapped(&mut self, key: &str, inner: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.key(key);
            self.0.push_str(&format!("{{{}:{}}}", quote(inner), quote(value)));
        }
    }

    fn pairs(&mut self, key: &str, value: Option<&[(String, String)]>) {
        if let Some(pairs) = value {
            self.key(key);
            let pairs: Vec<String> =
                pairs.iter().map(|(key, value)| format!("{}:{}", quote(key), quote(value))).collect();
            self.0.push_str(&format!("{{{}}}", pairs.join(",")));
        }
    }
}

fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\u{8}' => quoted.push_str("\\b"),
            '\t' => quoted.push_str("\\t"),
            '\n' => quoted.push_str("\\n"),
            '\u{c}' => quoted.push_str("\\f"),
            '\r' => quoted.push_str("\\r"),
            '\0'..='\u{1f}' => quoted.push_str(&format!("\\u{:04x}", u32::from(character))),
            character => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::super::fingerprint::fingerprint;
    use super::*;

    fn hash(directory: &Path, options: &DockerFingerprintOptions) -> String {
        fingerprint(directory, &docker_asset_options(directory, options).unwrap()).unwrap()
    }

    fn pairs(pairs: &[(&str, &str)]) -> Option<Vec<(String, String)>> {
        Some(pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect())
    }

    fn text(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    /// The expected hashes are those of aws-cdk-lib 2.276.0 over the same directory.
    #[test]
    fn hashes_are_those_of_the_cdk() {
        let directory = tempfile::tempdir().unwrap();
        for (path, content) in [
            ("Dockerfile", "FROM scratch\n"),
            ("app.js", "app"),
            ("node_modules/m.js", "m"),
            ("NOTES.md", "n"),
            ("docker/Dockerfile.prod", "FROM scratch\n"),
            (".dockerignore", "# comment\r\nnode_modules\r\n\n*.md\ndocker\nDockerfile\n.dockerignore\n"),
        ] {
            let path = directory.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        let default = DockerFingerprintOptions::default;
        let all = DockerBuildOptions {
            extra_hash: text("e"),
            build_args: pairs(&[("B", "2"), ("A", "\"\n\u{1}é")]),
            build_contexts: pairs(&[("c", "x")]),
            build_secrets: pairs(&[("s", "id=S")]),
            build_ssh: text("default"),
            target: text("t"),
            file: None,
            repository_name: text("r"),
            network_mode: text("host"),
            platform: text("linux/arm64"),
            outputs: Some(vec!["o".to_owned(), "p".to_owned()]),
        };
        let empty = DockerBuildOptions { build_args: pairs(&[]), target: text(""), ..Default::default() };
        let named = text("docker/Dockerfile.prod");
        let cases = [
            (default(), "069c5f2431c69aad29bfc3bb77be6f31bfb45b7e647bbc3b746a1ee888eb1cd7"),
            (
                DockerFingerprintOptions {
                    file: named.clone(),
                    build: DockerBuildOptions { file: named, ..Default::default() },
                    ..default()
                },
                "b86b2c876a564c8d2185f4489e5541788cc4b93226dcc889efa298a2f70be255",
            ),
            (
                DockerFingerprintOptions {
                    ignore_mode: IgnoreMode::Git,
                    exclude: vec!["app.js".to_owned()],
                    ..default()
                },
                "d9874eb8ec13d77f036f5533a493a560e7728cedc36e5a8cdfd2c61222859bf9",
            ),
            (
                DockerFingerprintOptions { build: all, ..default() },
                "c3e214978a5cea5c12651a881ab76b3073b4977425e73285fc8f47e79089d1ad",
            ),
            (
                DockerFingerprintOptions { build: empty, ..default() },
                "db674299dfa9a11438df3cdb7ab4a1d00db7e671ecb32a546bd53b78db7bbd94",
            ),
        ];
        for (options, expected) in cases {
            assert_eq!(hash(directory.path(), &options), expected, "{options:?}");
        }
    }

    #[test]
    fn the_output_directory_does_not_count() {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("Dockerfile"), "").unwrap();
        let output = directory.path().join("cdk.out");
        let options = DockerFingerprintOptions { output_directory: Some(output.clone()), ..Default::default() };
        let before = hash(directory.path(), &options);
        fs::create_dir(&output).unwrap();
        fs::write(output.join("manifest.json"), "{}").unwrap();
        assert_eq!(hash(directory.path(), &options), before);
    }

    #[test]
    fn a_dockerfile_has_to_exist() {
        let directory = tempfile::tempdir().unwrap();
        let error = docker_asset_options(directory.path(), &DockerFingerprintOptions::default()).unwrap_err();
        assert!(error.to_string().ends_with("Dockerfile`"), "{error}");
    }
}
