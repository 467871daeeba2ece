//! What can go wrong while an asset is read or staged.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why an asset could not be read or staged, with the path where that happened.
#[derive(Debug)]
pub(crate) struct AssetError {
    path: PathBuf,
    problem: Problem,
}

#[derive(Debug)]
pub(super) enum Problem {
    Missing,
    DanglingLink,
    Unreadable(io::Error),
    Unwritable(io::Error),
    NotADirectory,
    NotAFile,
    NotUtf8,
    ForbiddenLink {
        target: PathBuf,
    },
    StagedInItself,
    /// Gone between hashing and copying.
    Vanished,
    /// Replaced between hashing and copying.
    Changed {
        was: &'static str,
    },
}

impl AssetError {
    pub(super) fn new(path: impl Into<PathBuf>, problem: Problem) -> AssetError {
        AssetError { path: path.into(), problem }
    }

    pub(super) fn unreadable(path: &Path) -> impl FnOnce(io::Error) -> AssetError {
        move |error| {
            let problem = match error.kind() {
                io::ErrorKind::NotFound if path.is_symlink() => Problem::DanglingLink,
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Problem::Missing,
                _ => Problem::Unreadable(error),
            };
            AssetError::new(path, problem)
        }
    }

    /// The same for something that was there when the asset was hashed.
    pub(super) fn since_hashed(self) -> AssetError {
        let problem = match self.problem {
            Problem::Missing => Problem::Vanished,
            problem => problem,
        };
        AssetError { problem, ..self }
    }

    pub(super) fn unwritable(path: &Path) -> impl FnOnce(io::Error) -> AssetError {
        move |error| AssetError::new(path, Problem::Unwritable(error))
    }
}

impl fmt::Display for AssetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match &self.problem {
            Problem::Missing => write!(f, "cannot find `{path}`"),
            Problem::DanglingLink => write!(f, "`{path}` is a symbolic link to something that does not exist"),
            Problem::Unreadable(error) => write!(f, "cannot read `{path}`: {error}"),
            Problem::Unwritable(error) => write!(f, "cannot write `{path}`: {error}"),
            Problem::NotADirectory => write!(f, "`{path}` is not a directory"),
            Problem::NotAFile => write!(f, "`{path}` is neither a regular file nor a directory"),
            Problem::NotUtf8 => write!(
                f,
                "`{path}` is not valid UTF-8: the hash of an asset covers the names of its files and the texts of its \
                 links, which have to be text"
            ),
            Problem::ForbiddenLink { target } => write!(
                f,
                "`{path}` is a symbolic link to `{}`, outside the asset: let links be followed, exclude this one, or \
                 put a regular file in its place",
                target.display()
            ),
            Problem::Vanished => {
                write!(f, "`{path}` was there when the asset was hashed, and is gone when it is to be copied")
            }
            Problem::Changed { was } => {
                write!(f, "`{path}` was {was} when the asset was hashed, and is none when it is to be copied")
            }
            Problem::StagedInItself => write!(
                f,
                "`{path}` belongs to the asset and is where the asset is to be copied: exclude it, or move the output \
                 directory out of the asset"
            ),
        }
    }
}

impl Error for AssetError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.problem {
            Problem::Unreadable(error) | Problem::Unwritable(error) => Some(error),
            _ => None,
        }
    }
}
