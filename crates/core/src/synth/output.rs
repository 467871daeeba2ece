//! The output directory: files get there whole or not at all, and two writers never mix.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use crate::finding::{Finding, Place};

/// Where files wait until all are complete.
const STAGING: &str = ".purlin-staging";
/// What is to be moved out of the staging directory, once everything in it is complete.
const JOURNAL: &str = "commit";
/// How long another writer is waited for.
const PATIENCE: Duration = Duration::from_secs(60);
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
            let started = Instant::now();
            loop {
                match lock.try_lock() {
                    Ok(()) => return Ok(lock),
                    Err(TryLockError::Error(error)) => return Err(error),
                    Err(TryLockError::WouldBlock) if started.elapsed() > PATIENCE => {
                        return Err(io::Error::other("another run has been writing to it for a minute"));
                    }
                    Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(10)),
                }
            }
        };
        if root.is_file() {
            return Err(unwritable(root, &io::Error::other("it is a file, and not a directory")));
        }
        let lock = open().map_err(|error| unwritable(root, &error))?;
        // A run that was killed may have left something.
        roll_forward(root, &staging)?;
        let renew = || match fs::remove_dir_all(&staging) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => fs::create_dir(&staging),
        };
        renew().map_err(|error| unwritable(&staging, &error))?;
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

    /// Moves everything to where it belongs, in this order; the last name is that of the outermost manifest.
    ///
    /// What is there already stays untouched. As long as not all of the rest is in its place, there is no manifest, so that
    /// nobody takes the directory for an assembly; a run that is killed meanwhile is completed by the next one.
    pub(crate) fn commit(self, names: &[String]) -> Result<(), Finding> {
        let mut changed: Vec<&str> = Vec::new();
        for name in names {
            let (staged, target) = (self.staged(name), self.root.join(name));
            if target.is_dir() && !staged.is_dir() {
                let error = io::Error::other("a directory is in the way");
                return Err(unwritable(&target, &error));
            }
            if !same_content(&staged, &target) {
                changed.push(name);
            }
        }
        let Some(manifest) = names.last().filter(|_| !changed.is_empty()) else { return Ok(()) };
        if !changed.contains(&manifest.as_str()) {
            changed.push(manifest);
        }
        let journal = self.staged(JOURNAL);
        fs::write(&journal, changed.join("\n")).map_err(|error| unwritable(&journal, &error))?;
        let manifest = self.root.join(manifest);
        match fs::remove_file(&manifest) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(unwritable(&manifest, &error)),
            _ => {}
        }
        roll_forward(&self.root, &self.staging)
    }
}

/// Moves what the journal names, and is not in its place yet, to where it belongs.
fn roll_forward(root: &Path, staging: &Path) -> Result<(), Finding> {
    let journal = match fs::read_to_string(staging.join(JOURNAL)) {
        Ok(journal) => journal,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(unwritable(&staging.join(JOURNAL), &error)),
    };
    for name in journal.lines() {
        let (staged, target) = (staging.join(name), root.join(name));
        if !staged.exists() {
            continue;
        }
        let place = || -> io::Result<()> {
            fs::create_dir_all(target.parent().unwrap_or(root))?;
            fs::rename(&staged, &target)
        };
        place().map_err(|error| unwritable(&target, &error))?;
    }
    Ok(())
}

/// Whether a file is there with the very bytes; a directory is an asset, which its name tells from every other.
fn same_content(staged: &Path, target: &Path) -> bool {
    let size = |path: &Path| path.metadata().map(|metadata| metadata.len()).ok();
    if staged.is_dir() {
        return target.is_dir();
    }
    size(target).is_some_and(|there| Some(there) == size(staged))
        && matches!((fs::read(staged), fs::read(target)), (Ok(staged), Ok(target)) if staged == target)
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
