//! The files that are looked at, and what can be seen of them without reading them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use super::Paths;

/// How much older than it is a new file may seem: file systems have clocks that tick slowly.
const TICK: Duration = Duration::from_millis(20);

/// What every assembly has.
const MANIFEST: &str = "manifest.json";
/// How many files of a directory are looked at. Larger ones change without being noticed beyond, which is told.
pub(super) const MOST_FILES: usize = 20_000;

pub(super) struct Files {
    always: Paths,
    told: Paths,
    /// The assembly is written, not read, even where it lies in a directory that is read.
    written: PathBuf,
    most: usize,
}

/// What one could see of all files at a time.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    files: BTreeMap<PathBuf, Option<Seen>>,
    /// Whether there is an assembly.
    is_written: bool,
    /// The directories that have more files than are looked at.
    too_large: BTreeSet<PathBuf>,
    taken: Duration,
}

/// What changes with a file. One that has been put into another's place may be as old and as large as that, and one that has been
/// copied over may be given the age of the other.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Seen {
    modified: Option<SystemTime>,
    size: u64,
    others: Others,
}

impl PartialEq for State {
    fn eq(&self, other: &Self) -> bool {
        self.files == other.files
    }
}

impl State {
    /// Whether the app has to run again, since something that it reads is another one, or what it has written is gone.
    pub(super) fn asks_for_run(&self, before: &State) -> bool {
        self != before || before.is_written && !self.is_written
    }

    /// A file that is another one than before, if any is.
    pub(super) fn change<'a>(&'a self, before: &'a State) -> Option<&'a Path> {
        let is_other = |path: &&PathBuf| self.files.get(*path) != before.files.get(*path);
        self.files.keys().chain(before.files.keys()).find(is_other).map(PathBuf::as_path)
    }

    /// The directories that have more files than are looked at.
    pub(super) fn too_large(&self) -> &BTreeSet<PathBuf> {
        &self.too_large
    }

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
        Files { always: always.into_iter().collect(), told: Vec::new(), written, most: MOST_FILES }
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
        let mut state = State { is_written: self.written.join(MANIFEST).exists(), ..State::default() };
        for root in self.always.iter().chain(&self.told) {
            self.look(root, &mut state);
        }
        State { taken: started.elapsed(), ..state }
    }

    /// A state from before a run as one of the files that are looked at since, beside what is there `now`. Those that were not looked
    /// at then are as they are now, unless they have been written since the run `began`: nobody knows which of both it has read.
    pub(super) fn before_run(&self, before: State, began: SystemTime, now: &State) -> State {
        let began = began.checked_sub(TICK).unwrap_or(began);
        let mut then = now.clone();
        for (path, seen) in &mut then.files {
            match before.files.get(path) {
                Some(earlier) => seen.clone_from(earlier),
                None if seen.as_ref().and_then(|seen| seen.modified).is_some_and(|modified| modified >= began) => {
                    *seen = None;
                }
                None => {}
            }
        }
        // What has gone in the meantime is a change, too, unless it is no longer looked at.
        let is_looked_at = |path: &Path| self.always.iter().chain(&self.told).any(|root| path.starts_with(root));
        let gone = before.files.into_iter().filter(|(path, seen)| seen.is_some() && is_looked_at(path));
        for (path, seen) in gone {
            then.files.entry(path).or_insert(seen);
        }
        then
    }

    fn look(&self, root: &Path, state: &mut State) {
        let mut waiting = vec![root.to_path_buf()];
        let mut looked_at = 0;
        while let Some(path) = waiting.pop() {
            let metadata = std::fs::metadata(&path).ok();
            if metadata.as_ref().is_some_and(Metadata::is_dir) {
                if same(&path, &self.written) {
                    continue;
                }
                if let Ok(entries) = std::fs::read_dir(&path) {
                    // Through links one may come back to where one was.
                    let is_link = |path: &Path| path.symlink_metadata().is_ok_and(|metadata| metadata.is_symlink());
                    waiting.extend(
                        entries.flatten().map(|entry| entry.path()).filter(|path| !path.is_dir() || !is_link(path)),
                    );
                    // What is in it says all: its own time changes when the assembly is written into it.
                    continue;
                }
            }
            if looked_at == self.most {
                state.too_large.insert(root.to_path_buf());
                return;
            }
            looked_at += 1;
            state.files.insert(path, metadata.map(|metadata| Seen::of(&metadata)));
        }
    }
}

fn same(one: &Path, other: &Path) -> bool {
    one == other || one.canonicalize().is_ok_and(|one| other.canonicalize().is_ok_and(|other| one == other))
}

impl Seen {
    fn of(metadata: &Metadata) -> Self {
        Seen { modified: metadata.modified().ok(), size: metadata.len(), others: others(metadata) }
    }
}

/// What else a file has in some systems: its number, and when anything of it was last changed, which nobody can set.
#[cfg(unix)]
type Others = (u64, i64, i64);
#[cfg(not(unix))]
type Others = ();

#[cfg(unix)]
fn others(metadata: &Metadata) -> Others {
    use std::os::unix::fs::MetadataExt;
    (metadata.ino(), metadata.ctime(), metadata.ctime_nsec())
}

#[cfg(not(unix))]
fn others(_: &Metadata) -> Others {}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in tests")]
mod tests {
    use super::*;

    fn files(directory: &Path, told: &[&str]) -> Files {
        let mut files = Files::new([directory.join("always")], directory.join("out"));
        files.also(told.iter().map(|name| directory.join(name)).collect(), true);
        files
    }

    #[test]
    fn what_is_written_during_the_first_run_is_read_again() {
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join("always"), "").unwrap();
        std::fs::write(directory.path().join("old"), "").unwrap();
        std::thread::sleep(TICK * 3);
        let began = SystemTime::now();
        let before = files(directory.path(), &[]).state();
        std::thread::sleep(Duration::from_millis(20));
        std::fs::write(directory.path().join("new"), "").unwrap();
        let files = files(directory.path(), &["old", "new"]);
        let now = files.state();
        let then = files.before_run(before.clone(), began, &now);
        assert!(now.asks_for_run(&then));
        assert_eq!(now.change(&then), Some(directory.path().join("new").as_path()));
        // By the second run both are known.
        assert!(!now.asks_for_run(&files.before_run(now.clone(), SystemTime::now(), &now)));
        let only_old = self::files(directory.path(), &["old"]);
        assert!(!only_old.state().asks_for_run(&only_old.before_run(before, began, &only_old.state())));
    }

    #[test]
    fn one_large_directory_hides_no_other() {
        let directory = tempfile::tempdir().unwrap();
        for name in ["large", "small"] {
            std::fs::create_dir_all(directory.path().join(name).join("inner")).unwrap();
            std::fs::write(directory.path().join(name).join("inner/file"), "").unwrap();
        }
        for number in 0..5 {
            std::fs::write(directory.path().join(format!("large/{number}")), "").unwrap();
        }
        let files = Files { most: 3, ..files(directory.path(), &["large", "small"]) };
        let before = files.state();
        assert_eq!(before.too_large().iter().collect::<Vec<_>>(), [&directory.path().join("large")]);
        std::fs::write(directory.path().join("small/inner/file"), "longer").unwrap();
        let now = files.state();
        assert_eq!(now.change(&before), Some(directory.path().join("small/inner/file").as_path()));
        assert_eq!(Files { most: 6, ..files }.state().too_large().len(), 0);
    }

    #[test]
    fn an_assembly_that_vanishes_is_written_again() {
        let directory = tempfile::tempdir().unwrap();
        let files = files(directory.path(), &[]);
        let nothing = files.state();
        std::fs::create_dir(directory.path().join("out")).unwrap();
        std::fs::write(directory.path().join("out/manifest.json"), "{}").unwrap();
        let written = files.state();
        assert!(!written.asks_for_run(&nothing) && nothing.asks_for_run(&written));
    }

    #[cfg(unix)]
    #[test]
    fn another_text_of_the_same_age_and_length_is_a_change() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("always");
        std::fs::write(&path, "one").unwrap();
        let files = files(directory.path(), &[]);
        let before = files.state();
        let age = path.metadata().unwrap().modified().unwrap();
        std::thread::sleep(Duration::from_millis(20));
        std::fs::write(&path, "two").unwrap();
        std::fs::File::options().write(true).open(&path).unwrap().set_modified(age).unwrap();
        assert_eq!(path.metadata().unwrap().modified().unwrap(), age);
        assert!(files.state().asks_for_run(&before));
    }
}
