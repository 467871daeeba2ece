//! The importer's one error type.

use std::fmt;
use std::path::{Path, PathBuf};

/// Why an import failed: the file concerned and what is wrong with it.
#[derive(Debug)]
pub struct ImportError {
    path: PathBuf,
    message: String,
}

impl ImportError {
    pub(crate) fn new(path: &Path, message: impl fmt::Display) -> Self {
        Self { path: path.to_path_buf(), message: message.to_string() }
    }

    /// The file or folder concerned.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl fmt::Display for ImportError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.path.display(), self.message)
    }
}

impl std::error::Error for ImportError {}
