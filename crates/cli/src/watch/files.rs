//! The files that are looked at, and what can be seen of them without reading them.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use super::Paths;

/// How many files of directories are looked at. Larger ones change without being noticed beyond.
const MOST_FILES: usize = 20_000;

pub(super) struct Files {
    always: Paths,
    told: Paths,
    /// The assembly is written, not read, even where it lies in a directory that is read.
    written: PathBuf,
}

/// What one could see of all files at a time.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    files: BTreeMap<PathBuf, Option<Seen>>,
    taken: Duration,
}

/// What changes with a file. One that has been put into another's place may be as old and as large as that.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Seen {
    modified: Option<SystemTime>,
    size: u64,
    number: u64,
}

impl PartialEq for State {
    fn eq(&self, other: &Self) -> bool {
        self.files == other.files
    }
}

impl State {
    /// Whether something is gone that was there.
    pub(super) fn has_lost(&self, before: &State) -> bool {
        let is_there = |path: &Path| self.files.get(path).is_some_and(Option::is_some);
        before.files.iter().any(|(path, seen)| seen.is_some() && !is_there(path))
    }

    /// How long it took to look.
    pub(super) fn taken(&self) -> Duration {
        self.taken
    }
}

impl Files {
    pub(super) fn new(always: impl IntoIterator<Item = PathBuf>, written: PathBuf) -> Self {
        Files { always: always.into_iter().collect(), told: Vec::new(), written }
    }

    /// Looks at these as well from now on: instead of those before, where the app has told `all` that it reads.
    pub(super) fn also(&mut self, told: Paths, all: bool) {
        if all {
            self.told = told;
        } else {
            self.told.extend(told);
            self.told.sort();
            self.told.dedup();
        }
    }

    /// What there is to see now.
    pub(super) fn state(&self) -> State {
        let started = Instant::now();
        let mut files = BTreeMap::new();
        for path in self.always.iter().chain(&self.told) {
            self.look(path, &mut files);
        }
        State { files, taken: started.elapsed() }
    }

    /// A state from before as a state of the files that are looked at now: others were not seen then.
    pub(super) fn with_new(&self, before: State) -> State {
        let mut now = self.state();
        for (path, seen) in &mut now.files {
            if let Some(earlier) = before.files.get(path) {
                seen.clone_from(earlier);
            }
        }
        // What has gone in the meantime is a change, too, unless it is no longer looked at.
        let is_looked_at = |path: &Path| self.always.iter().chain(&self.told).any(|root| path.starts_with(root));
        let gone = before.files.into_iter().filter(|(path, seen)| seen.is_some() && is_looked_at(path));
        for (path, seen) in gone {
            now.files.entry(path).or_insert(seen);
        }
        now
    }

    fn look(&self, path: &Path, files: &mut BTreeMap<PathBuf, Option<Seen>>) {
        let mut waiting = vec![path.to_path_buf()];
        while let Some(path) = waiting.pop() {
            let metadata = std::fs::metadata(&path).ok();
            let is_directory = metadata.as_ref().is_some_and(Metadata::is_dir);
            if is_directory && (files.len() >= MOST_FILES || same(&path, &self.written)) {
                continue;
            }
            if is_directory && let Ok(entries) = std::fs::read_dir(&path) {
                // Through links one may come back to where one was.
                let is_link = |path: &Path| path.symlink_metadata().is_ok_and(|metadata| metadata.is_symlink());
                waiting.extend(
                    entries.flatten().map(|entry| entry.path()).filter(|path| !path.is_dir() || !is_link(path)),
                );
                // What is in it says all: its own time changes when the assembly is written into it.
                continue;
            }
            files.insert(path, metadata.map(|metadata| Seen::of(&metadata)));
        }
    }
}

fn same(one: &Path, other: &Path) -> bool {
    one == other || one.canonicalize().is_ok_and(|one| other.canonicalize().is_ok_and(|other| one == other))
}

impl Seen {
    fn of(metadata: &Metadata) -> Self {
        Seen { modified: metadata.modified().ok(), size: metadata.len(), number: number(metadata) }
    }
}

#[cfg(unix)]
fn number(metadata: &Metadata) -> u64 {
    use std::os::unix::fs::MetadataExt;
    metadata.ino()
}

#[cfg(not(unix))]
fn number(_: &Metadata) -> u64 {
    0
}
