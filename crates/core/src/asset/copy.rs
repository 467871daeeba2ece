//! Staged copies: what of an asset's source its hash covers, at the place from which it is published.

use std::fs;
use std::path::{Path, PathBuf};

use super::error::{AssetError, Problem};
use super::fingerprint::FingerprintOptions;
use super::walk::{Entry, LinkTarget, canonical, walk};

/// Copies a file with its mode.
pub(crate) fn copy_file(source: &Path, destination: &Path) -> Result<(), AssetError> {
    let real = canonical(source).map_err(AssetError::since_hashed)?;
    let metadata = real.metadata().map_err(AssetError::unreadable(source)).map_err(AssetError::since_hashed)?;
    if !metadata.is_file() {
        return Err(AssetError::new(source, Problem::Changed { was: "a file" }));
    }
    copy(source, destination)
}

/// Copies what of a directory is not excluded, files with their modes, links and directories without files included.
///
/// The destination is created when it is missing. Links inside the asset lead to the same place in the copy.
///
/// # Errors
///
/// What cannot be read or written, or changed in between; a name that is not UTF-8; a link to the outside with `FollowMode::BlockExternal`;
/// a destination that is itself a part of the asset.
pub(crate) fn copy_directory(
    source: &Path,
    destination: &Path,
    options: &FingerprintOptions,
) -> Result<(), AssetError> {
    let root = canonical(source).map_err(AssetError::since_hashed)?;
    if !root.is_dir() {
        return Err(AssetError::new(source, Problem::Changed { was: "a directory" }));
    }
    fs::create_dir_all(destination).map_err(AssetError::unwritable(destination))?;
    let mut copy = Copy { destination, real_destination: canonical(destination)?, last_directory: PathBuf::new() };
    walk(&root, options, &mut |entry| copy.entry(entry))
}

struct Copy<'a> {
    destination: &'a Path,
    real_destination: PathBuf,
    /// The directory in the destination that was created last, relative.
    last_directory: PathBuf,
}

impl Copy<'_> {
    fn entry(&mut self, entry: Entry<'_>) -> Result<(), AssetError> {
        match entry {
            Entry::Directory { source, .. } if source == self.real_destination => {
                Err(AssetError::new(source, Problem::StagedInItself))
            }
            Entry::Directory { is_excluded: true, .. } | Entry::Unsupported { .. } => Ok(()),
            Entry::Directory { path, .. } => self.create_directory(Path::new(path)),
            Entry::File { path, source } => {
                self.create_directory(parent(path))?;
                copy(source, &self.destination.join(path))
            }
            Entry::Link { path, text, target, .. } => {
                self.create_directory(parent(path))?;
                let destination = self.destination.join(path);
                let text = match target {
                    LinkTarget::Internal(target) => relative(parent(path), target),
                    LinkTarget::External => text.to_owned(),
                };
                link(&text, &destination).map_err(AssetError::unwritable(&destination))
            }
        }
    }

    /// Also what is excluded has to exist when something in it is not.
    fn create_directory(&mut self, path: &Path) -> Result<(), AssetError> {
        if path != self.last_directory {
            let directory = self.destination.join(path);
            fs::create_dir_all(&directory).map_err(AssetError::unwritable(&directory))?;
            self.last_directory = path.to_owned();
        }
        Ok(())
    }
}

fn copy(source: &Path, destination: &Path) -> Result<(), AssetError> {
    // Which of both it was, the error of the copy does not tell.
    match fs::copy(source, destination) {
        Ok(_) => Ok(()),
        Err(error) if fs::File::open(source).is_err() => Err(AssetError::unreadable(source)(error).since_hashed()),
        Err(error) => Err(AssetError::unwritable(destination)(error)),
    }
}

fn parent(path: &str) -> &Path {
    Path::new(path).parent().unwrap_or(Path::new(""))
}

/// The path that leads from one directory to a place, both relative to the same root.
fn relative(from: &Path, to: &Path) -> PathBuf {
    let common = from.components().zip(to.components()).take_while(|(one, other)| one == other).count();
    let up = from.components().skip(common).map(|_| "..");
    let path: PathBuf =
        up.map(Path::new).chain(to.components().skip(common).map(|part| Path::new(part.as_os_str()))).collect();
    if path.as_os_str().is_empty() { PathBuf::from(".") } else { path }
}

#[cfg(unix)]
fn link(text: &Path, destination: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(text, destination)
}

#[cfg(windows)]
fn link(text: &Path, destination: &Path) -> std::io::Result<()> {
    let target = destination.parent().unwrap_or(destination).join(text);
    if target.is_dir() {
        std::os::windows::fs::symlink_dir(text, destination)
    } else {
        std::os::windows::fs::symlink_file(text, destination)
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::super::fingerprint::fingerprint;
    use super::super::walk::FollowMode;
    use super::*;

    fn options(exclude: &[&str]) -> FingerprintOptions {
        FingerprintOptions {
            exclude: exclude.iter().map(|pattern| (*pattern).to_owned()).collect(),
            ..FingerprintOptions::default()
        }
    }

    #[test]
    fn a_copy_has_the_same_hash_modes_and_links() {
        let directory = tempfile::tempdir().unwrap();
        let (source, copy) = (directory.path().join("source"), directory.path().join("copy"));
        fs::create_dir_all(source.join("bin/empty")).unwrap();
        fs::create_dir(source.join("dropped")).unwrap();
        for file in ["bin/run", "dropped/kept", "dropped/gone"] {
            fs::write(source.join(file), file).unwrap();
        }
        fs::write(directory.path().join("outside"), "outside").unwrap();
        fs::set_permissions(source.join("bin/run"), fs::Permissions::from_mode(0o750)).unwrap();
        symlink(source.join("bin/run"), source.join("absolute")).unwrap();
        symlink("../bin", source.join("bin/around")).unwrap();
        symlink("../outside", source.join("external")).unwrap();
        let options = options(&["dropped/gone"]);
        copy_directory(&source, &copy, &options).unwrap();

        assert_eq!(fs::metadata(copy.join("bin/run")).unwrap().permissions().mode() & 0o777, 0o750);
        assert!(copy.join("bin/empty").is_dir());
        assert!(copy.join("dropped/kept").is_file());
        assert!(!copy.join("dropped/gone").exists());
        assert_eq!(fs::read_link(copy.join("absolute")).unwrap(), Path::new("bin/run"));
        assert_eq!(fs::read_link(copy.join("bin/around")).unwrap(), Path::new("."));
        assert!(!copy.join("external").is_symlink());
        assert_eq!(fs::read_to_string(copy.join("external")).unwrap(), "outside");

        symlink("bin", source.join("later")).unwrap();
        let error = copy_directory(&source, &copy, &options).unwrap_err();
        assert!(error.to_string().starts_with("cannot write"), "links are not replaced: {error}");
        let other = directory.path().join("other");
        copy_directory(&copy, &other, &options).unwrap();
        assert_eq!(fingerprint(&copy, &options).unwrap(), fingerprint(&other, &options).unwrap());
    }

    #[test]
    fn what_changed_since_it_was_hashed_is_told() {
        let directory = tempfile::tempdir().unwrap();
        let (source, copy) = (directory.path().join("source"), directory.path().join("copy"));
        for error in [copy_file(&source, &copy), copy_directory(&source, &copy, &options(&[]))] {
            let error = error.unwrap_err().to_string();
            assert!(
                error.ends_with("source` was there when the asset was hashed, and is gone when it is to be copied")
            );
        }
        fs::write(&source, "").unwrap();
        let error = copy_directory(&source, &copy, &options(&[])).unwrap_err().to_string();
        assert!(error.contains("was a directory when the asset was hashed"), "{error}");
        let error = copy_file(directory.path(), &copy).unwrap_err().to_string();
        assert!(error.contains("was a file when the asset was hashed"), "{error}");
    }

    #[test]
    fn the_output_directory_is_neither_hashed_nor_copied() {
        let directory = tempfile::tempdir().unwrap();
        let (root, output) = (directory.path().join("app"), directory.path().join("app/cdk.out"));
        fs::create_dir_all(root.join("other/cdk.out")).unwrap();
        fs::write(root.join("file"), "").unwrap();
        fs::write(root.join("other/cdk.out/file"), "").unwrap();
        symlink("cdk.out", root.join("link")).unwrap();
        for follow in [FollowMode::External, FollowMode::Always] {
            let options = FingerprintOptions { follow, output_directory: Some(output.clone()), ..options(&[]) };
            let before = fingerprint(&root, &options).unwrap();
            let staged = output.join(".purlin-staging/asset");
            copy_directory(&root, &staged, &options).unwrap();
            assert!(staged.join("file").exists());
            assert!(staged.join("other/cdk.out/file").exists(), "only the output directory itself is left out");
            assert!(!staged.join("cdk.out").exists());
            assert_eq!(fingerprint(&root, &options).unwrap(), before);
            fs::remove_dir_all(&output).unwrap();
        }
    }

    /// What an earlier step has put there may be an asset.
    #[test]
    fn a_directory_in_the_output_directory_can_be_an_asset() {
        let directory = tempfile::tempdir().unwrap();
        let (source, copy) = (directory.path().join("cdk.out/built"), directory.path().join("copy"));
        fs::create_dir_all(source.join("inner")).unwrap();
        fs::write(source.join("inner/file"), "").unwrap();
        let output_directory = Some(directory.path().join("cdk.out"));
        copy_directory(&source, &copy, &FingerprintOptions { output_directory, ..options(&[]) }).unwrap();
        assert!(copy.join("inner/file").exists());
    }

    #[test]
    fn an_asset_is_not_copied_into_itself() {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("file"), "").unwrap();
        let output = directory.path().join("cdk.out/asset");
        let error = copy_directory(directory.path(), &output, &options(&[])).unwrap_err();
        assert!(error.to_string().contains("exclude it"), "{error}");
        fs::remove_dir_all(directory.path().join("cdk.out")).unwrap();
        copy_directory(directory.path(), &output, &options(&["cdk.out"])).unwrap();
        assert!(output.join("file").is_file());
    }
}
