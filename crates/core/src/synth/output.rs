//! The output directory: files get there whole or not at all, and two writers never mix.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::finding::{Finding, Place};

/// Where files wait until all are complete.
const STAGING: &str = ".purlin-staging";
/// Held by whoever writes. The toolkit keeps locks of its own beside it.
const LOCK: &str = ".purlin.lock";

/// A directory that is being written to. Nothing shows in it before [`commit`](OutputDirectory::commit).
pub(crate) struct OutputDirectory {
    root: PathBuf,
    staging: PathBuf,
    /// Locked as long as it is open.
    _lock: File,
}

impl OutputDirectory {
    /// Makes the directory if need be, and waits for another writer to finish.
    pub(crate) fn open(root: &Path) -> Result<Self, Finding> {
        let staging = root.join(STAGING);
        let open = || -> io::Result<File> {
            fs::create_dir_all(root)?;
            let lock = File::options().create(true).truncate(false).write(true).open(root.join(LOCK))?;
            lock.lock()?;
            // A run that was killed may have left something.
            match fs::remove_dir_all(&staging) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            fs::create_dir(&staging)?;
            Ok(lock)
        };
        let lock = open().map_err(|error| unwritable(root, &error))?;
        Ok(OutputDirectory { root: root.to_owned(), staging, _lock: lock })
    }

    /// Writes a file that waits for the commit. `name` is relative to the output directory.
    pub(crate) fn write(&self, name: &str, content: &[u8]) -> Result<(), Finding> {
        let mut file = self.create(name);
        file.push(content);
        file.finish()
    }

    /// Begins a file that waits for the commit.
    pub(crate) fn create(&self, name: &str) -> StagedFile {
        let path = self.staged(name);
        let file = match File::create_new(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                fs::create_dir_all(path.parent().unwrap_or(&self.staging)).and_then(|()| File::create_new(&path))
            }
            other => other,
        };
        StagedFile { target: self.root.join(name), file }
    }

    /// Where a file, or a whole directory, waits for the commit.
    pub(crate) fn staged(&self, name: &str) -> PathBuf {
        self.staging.join(name)
    }

    /// Whether the output directory holds this already, from an earlier run.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.root.join(name).exists()
    }

    /// Moves everything to where it belongs, in this order.
    pub(crate) fn commit(self, names: &[String]) -> Result<(), Finding> {
        for name in names {
            let target = self.root.join(name);
            let place = || -> io::Result<()> {
                let staged = self.staged(name);
                match fs::rename(&staged, &target) {
                    Err(error) if error.kind() == io::ErrorKind::NotFound && staged.exists() => {
                        fs::create_dir_all(target.parent().unwrap_or(&self.root))?;
                        fs::rename(&staged, &target)
                    }
                    other => other,
                }
            };
            place().map_err(|error| unwritable(&target, &error))?;
        }
        Ok(())
    }
}

/// A file that is being written piece by piece.
pub(crate) struct StagedFile {
    target: PathBuf,
    /// The first error stands for all that would follow it.
    file: io::Result<File>,
}

impl StagedFile {
    pub(crate) fn push(&mut self, content: &[u8]) {
        if let Ok(file) = &mut self.file
            && let Err(error) = file.write_all(content)
        {
            self.file = Err(error);
        }
    }

    pub(crate) fn finish(self) -> Result<(), Finding> {
        self.file.map(drop).map_err(|error| unwritable(&self.target, &error))
    }
}

impl Drop for OutputDirectory {
    fn drop(&mut self) {
        // What cannot be removed now is removed by the next run.
        let _ = fs::remove_dir_all(&self.staging);
    }
}

fn unwritable(path: &Path, error: &io::Error) -> Finding {
    Finding::error("unwritable-output", format!("cannot write: {error}"))
        .at(Place::file(path.display().to_string()))
        .help("choose another directory with `-o`, or see to its permissions and to the space that is left")
}
