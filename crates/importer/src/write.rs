//! The facts files on disk: written where they changed, or compared.

use std::collections::BTreeSet;
use std::path::Path;
use std::{fmt, fs, io};

use crate::{Facts, ImportError};

/// A facts file that is not what the specification says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The file's name within the facts folder.
    pub file: String,
    /// How it differs.
    pub kind: DifferenceKind,
}

/// How a facts file differs from the specification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DifferenceKind {
    /// The specification has the service, the folder lacks its file.
    Missing,
    /// The folder has the file, the specification no longer knows the service.
    Unwanted,
    /// The contents differ, first at this line (counted from 1).
    Changed {
        /// The first line that differs.
        line: usize,
        /// What the file holds there; empty past its end.
        found: String,
        /// What the specification says; empty past its end.
        wanted: String,
    },
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            DifferenceKind::Missing => write!(formatter, "{}: missing", self.file),
            DifferenceKind::Unwanted => write!(formatter, "{}: no longer in the specification", self.file),
            DifferenceKind::Changed { line, found, wanted } => {
                write!(formatter, "{}:{line}: is `{}`, should be `{}`", self.file, found.trim(), wanted.trim())
            }
        }
    }
}

/// What a refresh would change.
pub(crate) fn differences(facts: &Facts, folder: &Path) -> Result<Vec<Difference>, ImportError> {
    let mut names: BTreeSet<String> = facts.files.keys().cloned().collect();
    names.extend(text_files(folder)?);
    let mut differences = Vec::new();
    for name in names {
        let path = folder.join(&name);
        let found = match fs::read_to_string(&path) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(ImportError::new(&path, format_args!("cannot be read ({error})"))),
        };
        let kind = match (found, facts.files.get(&name)) {
            (Some(found), Some(wanted)) if found == *wanted => continue,
            (Some(found), Some(wanted)) => first_difference(&found, wanted),
            (Some(_), None) => DifferenceKind::Unwanted,
            (None, _) => DifferenceKind::Missing,
        };
        differences.push(Difference { file: name, kind });
    }
    Ok(differences)
}

/// Makes the folder hold exactly these facts, touching only files that change.
pub(crate) fn write(facts: &Facts, folder: &Path) -> Result<Vec<Difference>, ImportError> {
    fs::create_dir_all(folder)
        .map_err(|error| ImportError::new(folder, format_args!("cannot be created ({error})")))?;
    let differences = differences(facts, folder)?;
    for difference in &differences {
        let path = folder.join(&difference.file);
        let result = match facts.files.get(&difference.file) {
            Some(text) => fs::write(&path, text),
            None => fs::remove_file(&path),
        };
        result.map_err(|error| ImportError::new(&path, format_args!("cannot be written ({error})")))?;
    }
    Ok(differences)
}

fn text_files(folder: &Path) -> Result<Vec<String>, ImportError> {
    let cannot_read = |error: io::Error| ImportError::new(folder, format_args!("cannot be read ({error})"));
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(cannot_read)? {
        let name = entry.map_err(cannot_read)?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".txt") {
            names.push(name);
        }
    }
    Ok(names)
}

fn first_difference(found: &str, wanted: &str) -> DifferenceKind {
    // `split` keeps a last empty piece, so that a missing final newline counts as well.
    let (mut found, mut wanted) = (found.split('\n'), wanted.split('\n'));
    let mut line = 1;
    loop {
        let (left, right) = (found.next(), wanted.next());
        if left != right || left.is_none() {
            let text = |line: Option<&str>| line.unwrap_or_default().to_owned();
            return DifferenceKind::Changed { line, found: text(left), wanted: text(right) };
        }
        line += 1;
    }
}
