//! The output directory: files get there whole or not at all, and two writers never mix.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::lock::DirectoryLock;
use crate::finding::{Finding, Place};

/// Where files wait until all are complete.
const STAGING: &str = ".purlin-staging";
/// What is to be moved out of the staging directory, once everything in it is complete.
const JOURNAL: &str = "commit";
/// Where files are kept that are being replaced.
const REPLACED: &str = "replaced";

/// What a directory holds when it is complete.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    /// An assembly, which its outermost manifest makes complete.
    Assembly,
    /// Files, each of which is complete by itself, beside others that are somebody else's.
    Files,
}

/// A directory that is being written to. Nothing shows in it before [`commit`](OutputDirectory::commit).
pub(crate) struct OutputDirectory {
    root: PathBuf,
    staging: PathBuf,
    content: Content,
    /// Held until all else is done.
    _lock: DirectoryLock,
}

impl OutputDirectory {
    /// Makes the directory if need be, and waits for another writer to finish.
    pub(crate) fn open(root: &Path, content: Content) -> Result<Self, Finding> {
        let staging = root.join(STAGING);
        let open = || -> io::Result<DirectoryLock> {
            fs::create_dir_all(root)?;
            DirectoryLock::wait(root, content == Content::Files)
        };
        if root.is_file() {
            return Err(unwritable(root, &io::Error::other("it is a file, and not a directory")));
        }
        if root.is_symlink() && !root.exists() {
            return Err(unwritable(root, &io::Error::other("it is a symbolic link that leads nowhere")));
        }
        let lock = open().map_err(|error| unwritable(root, &error))?;
        // A run that was killed may have left something.
        roll_forward(root, &staging)?;
        let renew = || match fs::remove_dir_all(&staging) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => fs::create_dir(&staging),
        };
        renew().map_err(|error| unwritable(&staging, &error))?;
        Ok(OutputDirectory { root: root.to_owned(), staging, content, _lock: lock })
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

    /// Moves everything to where it belongs, in this order. What is there already with the same content stays untouched. A
    /// run that is killed meanwhile is completed by the next one.
    ///
    /// The last name of an assembly is that of its outermost manifest: as long as not all of the rest is in its place, there
    /// is none, so that nobody takes the directory for an assembly. Of other files either all are replaced or none.
    pub(crate) fn commit(self, names: &[String]) -> Result<(), Finding> {
        let mut changed: Vec<&str> = Vec::new();
        for name in names {
            let (staged, target) = (self.staged(name), self.root.join(name));
            if let Some(obstacle) = self.obstacle(&staged, &target) {
                return Err(unwritable(&target, &io::Error::other(format!("{obstacle} is in the way"))));
            }
            if !same_content(&staged, &target) {
                changed.push(name);
            }
        }
        let Some(last) = names.last().filter(|_| !changed.is_empty()) else { return Ok(()) };
        if self.content == Content::Assembly && !changed.contains(&last.as_str()) {
            changed.push(last);
        }
        let journal = self.staged(JOURNAL);
        fs::write(&journal, changed.join("\n")).map_err(|error| unwritable(&journal, &error))?;
        match self.content {
            Content::Assembly => {
                remove_if_there(&self.root.join(last))?;
                roll_forward(&self.root, &self.staging)
            }
            Content::Files => {
                self.keep_replaced(&changed)?;
                roll_forward(&self.root, &self.staging).inspect_err(|_| self.roll_back(&changed))
            }
        }
    }

    /// What keeps a file from its place.
    fn obstacle(&self, staged: &Path, target: &Path) -> Option<&'static str> {
        if target.is_dir() && !staged.is_dir() {
            return Some("a directory");
        }
        let there = target.symlink_metadata().ok().filter(|_| self.content == Content::Files)?;
        if there.is_symlink() {
            // Following it would write elsewhere, and replacing it would undo what somebody has set up.
            return Some("a symbolic link");
        }
        (!there.is_file()).then_some("something that is no file")
    }

    /// Keeps copies of what will be replaced.
    fn keep_replaced(&self, names: &[&str]) -> Result<(), Finding> {
        let keep = |target: &Path, kept: &Path| -> io::Result<()> {
            fs::create_dir_all(kept.parent().unwrap_or(&self.staging))?;
            fs::copy(target, kept).map(drop)
        };
        for name in names {
            let target = self.root.join(name);
            if target.exists() {
                keep(&target, &self.staged(REPLACED).join(name)).map_err(|error| unwritable(&target, &error))?;
            }
        }
        Ok(())
    }

    /// Undoes what was done of a commit: what had been replaced is put back, and what is new removed.
    fn roll_back(&self, names: &[&str]) {
        // Nobody is to complete it any more.
        let _ = fs::remove_file(self.staged(JOURNAL));
        for name in names.iter().filter(|name| !self.staged(name).exists()) {
            let (kept, target) = (self.staged(REPLACED).join(name), self.root.join(name));
            // What cannot be put back is told of already: the first error was the same.
            let _ = if kept.exists() { fs::rename(&kept, &target) } else { fs::remove_file(&target) };
        }
    }
}

fn remove_if_there(path: &Path) -> Result<(), Finding> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(unwritable(path, &error)),
        _ => Ok(()),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_files_that_cannot_all_be_replaced_none_is() {
        let home = tempfile::tempdir().unwrap();
        let there = |name: &str| fs::read_to_string(home.path().join(name)).ok();
        fs::write(home.path().join("old.yml"), "old").unwrap();
        // Only when it is moved is it found that the last one has no place.
        fs::write(home.path().join("file"), "mine").unwrap();
        let names = ["old.yml", "new.yml", "file/last.yml"].map(str::to_owned);
        let output = OutputDirectory::open(home.path(), Content::Files).unwrap();
        names.iter().for_each(|name| output.write(name, b"new").unwrap());
        assert_eq!(output.commit(&names).unwrap_err().rule, "unwritable-output");
        assert_eq!(there("old.yml").as_deref(), Some("old"));
        assert_eq!(there("new.yml"), None);
        assert_eq!(there("file").as_deref(), Some("mine"));
        assert!(!home.path().join(STAGING).exists());
    }

    #[test]
    fn what_a_killed_run_has_left_is_completed() {
        let home = tempfile::tempdir().unwrap();
        let staging = home.path().join(STAGING);
        fs::create_dir(&staging).unwrap();
        fs::write(home.path().join("first.yml"), "new").unwrap();
        fs::write(home.path().join("second.yml"), "old").unwrap();
        fs::write(staging.join("second.yml"), "new").unwrap();
        fs::write(staging.join(JOURNAL), "first.yml\nsecond.yml").unwrap();
        drop(OutputDirectory::open(home.path(), Content::Files).unwrap());
        assert_eq!(fs::read_to_string(home.path().join("second.yml")).unwrap(), "new");
        assert!(!staging.exists());
    }
}
