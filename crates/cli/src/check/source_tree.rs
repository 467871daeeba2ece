//! The source code that findings are in: where code hosts look for their files.

use std::path::{Component, Path, PathBuf};

use crate::percent_encoding;

/// A repository, or the working directory where there is none.
pub(super) struct SourceTree {
    root: PathBuf,
    /// Where the program runs: the root, or below it.
    directory: PathBuf,
}

/// How SARIF names a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum FileUri {
    /// From the root on.
    Relative(String),
    /// A file that is nowhere below the root.
    Absolute(String),
}

impl SourceTree {
    /// The one around the working directory.
    pub(super) fn here() -> Self {
        Self::around(std::env::current_dir().unwrap_or_default())
    }

    fn around(directory: PathBuf) -> Self {
        // Files may be named by a way through links, and the working directory by where they lead.
        let directory = resolved(&directory);
        // In a work tree of git's or a submodule it is a file.
        let root = directory.ancestors().find(|ancestor| ancestor.join(".git").exists());
        let root = root.unwrap_or(&directory).to_owned();
        SourceTree { root, directory }
    }

    /// The root as a URI; none where it is not known.
    pub(super) fn root(&self) -> Option<String> {
        let uri = absolute_uri(&self.root);
        self.root.is_absolute().then(|| if uri.ends_with('/') { uri } else { format!("{uri}/") })
    }

    /// A file as the compiler, the settings or a stack trace name it.
    pub(super) fn uri(&self, file: &str) -> FileUri {
        let file = Path::new(file);
        let path = if file.is_absolute() { file.to_owned() } else { self.find(file) };
        let path = resolved(&path);
        match path.strip_prefix(&self.root) {
            Ok(relative) => FileUri::Relative(encoded(relative)),
            Err(_) if path.is_absolute() => FileUri::Absolute(absolute_uri(&path)),
            Err(_) => FileUri::Relative(encoded(&path)),
        }
    }

    /// A file with a relative name. Compilers name files from the workspace on, which programs may run below of.
    fn find(&self, file: &Path) -> PathBuf {
        let around = self.directory.ancestors().take_while(|ancestor| ancestor.starts_with(&self.root));
        let mut candidates = around.map(|ancestor| ancestor.join(file));
        candidates.find(|path| path.is_file()).unwrap_or_else(|| self.directory.join(file))
    }
}

/// The same path without links, as far as it leads to something that is there, and without `.` and `..`.
fn resolved(path: &Path) -> PathBuf {
    let mut there = path.ancestors().filter(|ancestor| !ancestor.as_os_str().is_empty());
    let found = there.find_map(|ancestor| Some((ancestor.canonicalize().ok()?, path.strip_prefix(ancestor).ok()?)));
    without_detours(&found.map_or_else(|| path.to_owned(), |(real, rest)| real.join(rest)))
}

/// The same path without `.` and `..`.
fn without_detours(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if plain.file_name().is_some() => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

fn absolute_uri(path: &Path) -> String {
    let encoded = encoded(path);
    // With a drive's letter there is no slash in front yet.
    if encoded.starts_with('/') { format!("file://{encoded}") } else { format!("file:///{encoded}") }
}

/// A path as a part of a URI: whatever could mean something else there is written as its bytes.
fn encoded(path: &Path) -> String {
    let text = path.to_string_lossy();
    let text = if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() };
    let (drive, rest) = match text.get(..2) {
        Some(drive) if cfg!(windows) && drive.ends_with(':') => text.split_at(2),
        _ => ("", text.as_str()),
    };
    format!("{drive}{}", percent_encoding::encoded(rest, "-._~/@+,="))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in tests")]
mod tests {
    use super::*;

    fn relative(path: &str) -> FileUri {
        FileUri::Relative(path.to_owned())
    }

    #[test]
    fn files_are_named_from_the_repository_on() {
        let directory = std::env::temp_dir().join(format!("purlin-source-tree-{}", std::process::id()));
        let app = directory.join("infra app/src");
        std::fs::create_dir_all(&app).unwrap();
        std::fs::create_dir_all(directory.join(".git")).unwrap();
        std::fs::write(app.join("main.rs"), "").unwrap();
        let tree = SourceTree::around(directory.join("infra app"));
        assert_eq!(tree.root().unwrap(), format!("{}/", absolute_uri(&directory.canonicalize().unwrap())));
        // As the program, the workspace around it, and a stack trace name it.
        assert_eq!(tree.uri("src/main.rs"), relative("infra%20app/src/main.rs"));
        assert_eq!(tree.uri("infra app/src/main.rs"), relative("infra%20app/src/main.rs"));
        assert_eq!(tree.uri(app.join("main.rs").to_str().unwrap()), relative("infra%20app/src/main.rs"));
        assert_eq!(tree.uri("../config.yaml"), relative("config.yaml"));
        // What is not there is taken to be where the program runs.
        assert_eq!(tree.uri("config.yaml"), relative("infra%20app/config.yaml"));
        let outside = std::env::temp_dir().join("elsewhere.rs");
        assert_eq!(tree.uri(outside.to_str().unwrap()), FileUri::Absolute(absolute_uri(&resolved(&outside))));
        std::fs::remove_dir_all(&directory).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn links_lead_to_the_same_files() {
        let directory = std::env::temp_dir().join(format!("purlin-links-{}", std::process::id()));
        let (real, link) = (directory.join("real"), directory.join("link"));
        std::fs::create_dir_all(real.join(".git")).unwrap();
        std::fs::write(real.join("main.rs"), "").unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        for (here, named) in [(&real, &link), (&link, &real), (&link, &link)] {
            let tree = SourceTree::around(here.clone());
            for file in ["main.rs", "gone.rs"] {
                assert_eq!(tree.uri(named.join(file).to_str().unwrap()), relative(file));
            }
        }
        std::fs::remove_dir_all(&directory).unwrap();
    }
}
