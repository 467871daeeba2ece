//! Goes through the directory of an asset: the same files in the same order for its hash and for its copy.

use std::fs;
use std::path::{Component, Path, PathBuf};

use super::error::{AssetError, Problem};
use super::fingerprint::FingerprintOptions;
use super::ignore::Ignore;

/// How symbolic links inside an asset are treated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum FollowMode {
    /// All links stay links.
    Never,
    /// What a link leads to takes its place.
    Always,
    /// Links that lead out of the asset are replaced by what they lead to, others stay links.
    #[default]
    External,
    /// Links that lead out of the asset are an error, others are replaced by what they lead to.
    BlockExternal,
}

impl FollowMode {
    fn follows(self, is_internal: bool) -> bool {
        match self {
            FollowMode::Never => false,
            FollowMode::Always => true,
            FollowMode::External => !is_internal,
            FollowMode::BlockExternal => is_internal,
        }
    }
}

/// What a walk comes across.
///
/// `path` is where the entry stands in the asset, relative and with `/` between its parts; `source` where it is really.
pub(super) enum Entry<'a> {
    /// A directory whose contents come next. It may be excluded itself, with some of its contents included.
    Directory { path: &'a str, source: &'a Path, is_excluded: bool },
    /// A file to read.
    File { path: &'a str, source: &'a Path },
    /// A link that stays a link.
    Link { path: &'a str, source: &'a Path, text: &'a Path, target: LinkTarget<'a> },
    /// A link to be followed to what cannot be a part of an asset.
    Unsupported { source: &'a Path },
}

/// Where a link leads.
pub(super) enum LinkTarget<'a> {
    /// To a place in the asset, relative to its root.
    Internal(&'a Path),
    External,
}

type Visitor<'v> = dyn FnMut(Entry<'_>) -> Result<(), AssetError> + 'v;

/// Visits all of a directory that is not excluded, each directory in the order of the UTF-16 code units of its names.
///
/// The output directory is left out, whatever the patterns say. A link that leads back to a directory around it is not followed again.
pub(super) fn walk(root: &Path, options: &FingerprintOptions, visitor: &mut Visitor<'_>) -> Result<(), AssetError> {
    let mut walk = Walk {
        root,
        follow: options.follow,
        ignore: &options.ignore(),
        output: options.output_directory.as_deref().and_then(|output| inside(root, output)),
        ancestors: Vec::new(),
        visitor,
    };
    walk.contents("", root, root)
}

/// The real path of an asset.
pub(super) fn canonical(path: &Path) -> Result<PathBuf, AssetError> {
    fs::canonicalize(path).map_err(AssetError::unreadable(path))
}

struct Walk<'a, 'v> {
    root: &'a Path,
    follow: FollowMode,
    ignore: &'a Ignore,
    /// The real path of the output directory, when it lies in the asset.
    output: Option<PathBuf>,
    /// The real paths of the directories that the walk is in.
    ancestors: Vec<PathBuf>,
    visitor: &'a mut Visitor<'v>,
}

impl Walk<'_, '_> {
    /// `source` is the directory to read, `real` the same without any links in it.
    fn contents(&mut self, path: &str, source: &Path, real: &Path) -> Result<(), AssetError> {
        if self.ancestors.iter().any(|ancestor| ancestor == real) {
            return Ok(());
        }
        self.ancestors.push(real.to_owned());
        for (name, kind) in entries(source)? {
            let child = if path.is_empty() { name.clone() } else { format!("{path}/{name}") };
            let child_source = source.join(&name);
            if kind.is_symlink() {
                self.link(&child, &child_source)?;
            } else if kind.is_dir() {
                self.directory(&child, &child_source, &real.join(&name))?;
            } else if kind.is_file() {
                self.file(&child, &child_source)?;
            }
        }
        self.ancestors.pop();
        Ok(())
    }

    fn directory(&mut self, path: &str, source: &Path, real: &Path) -> Result<(), AssetError> {
        if self.is_output(real) || self.ignore.excludes_completely(path) {
            return Ok(());
        }
        (self.visitor)(Entry::Directory { path, source, is_excluded: self.ignore.excludes(path) })?;
        self.contents(path, source, real)
    }

    fn file(&mut self, path: &str, source: &Path) -> Result<(), AssetError> {
        if self.ignore.excludes(path) { Ok(()) } else { (self.visitor)(Entry::File { path, source }) }
    }

    fn link(&mut self, path: &str, source: &Path) -> Result<(), AssetError> {
        let text = fs::read_link(source).map_err(AssetError::unreadable(source))?;
        let target = target_of(source, &text);
        let internal = target.strip_prefix(self.root).ok();
        let follows = self.follow.follows(internal.is_some());
        if follows && self.is_output(&target) {
            return Ok(());
        }
        let metadata = if follows { fs::metadata(&target).ok() } else { None };
        match metadata {
            Some(metadata) if metadata.is_dir() => {
                let real = fs::canonicalize(&target);
                self.directory(path, &target, real.as_deref().unwrap_or(&target))
            }
            Some(metadata) if metadata.is_file() => self.file(path, &target),
            _ if self.ignore.excludes(path) => Ok(()),
            Some(_) => (self.visitor)(Entry::Unsupported { source }),
            None if self.follow == FollowMode::BlockExternal && internal.is_none() => {
                Err(AssetError::new(source, Problem::ForbiddenLink { target }))
            }
            None => {
                let target = internal.map_or(LinkTarget::External, LinkTarget::Internal);
                (self.visitor)(Entry::Link { path, source, text: &text, target })
            }
        }
    }

    fn is_output(&self, real: &Path) -> bool {
        self.output.as_ref().is_some_and(|output| real.starts_with(output))
    }
}

/// The real path of a directory that need not exist, when it lies below the root.
fn inside(root: &Path, directory: &Path) -> Option<PathBuf> {
    let directory = normalize(&std::path::absolute(directory).ok()?);
    let real = fs::canonicalize(&directory).ok().or_else(|| {
        let parent = fs::canonicalize(directory.parent()?).ok()?;
        Some(parent.join(directory.file_name()?))
    })?;
    (real != root && real.starts_with(root)).then_some(real)
}

fn entries(directory: &Path) -> Result<Vec<(String, fs::FileType)>, AssetError> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(directory).map_err(AssetError::unreadable(directory))? {
        let entry = entry.map_err(AssetError::unreadable(directory))?;
        let kind = entry.file_type().map_err(AssetError::unreadable(directory))?;
        let name = entry.file_name().into_string();
        let name = name.map_err(|name| AssetError::new(directory.join(name), Problem::NotUtf8))?;
        entries.push((name, kind));
    }
    entries.sort_unstable_by(|(one, _), (other, _)| one.encode_utf16().cmp(other.encode_utf16()));
    Ok(entries)
}

/// Where a link leads: the real path of a directory, and a name in it that need not exist.
fn target_of(link: &Path, text: &Path) -> PathBuf {
    let target = normalize(&link.parent().unwrap_or(link).join(text));
    match (target.parent(), target.file_name()) {
        (Some(parent), Some(name)) => fs::canonicalize(parent).map(|parent| parent.join(name)).unwrap_or(target),
        _ => target,
    }
}

/// A path without `.` and `..`, by its text alone.
fn normalize(path: &Path) -> PathBuf {
    let mut normalized = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => drop(normalized.pop()),
            component => normalized.push(component),
        }
    }
    normalized
}
