//! The lock of an output directory: one writer at a time.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

/// How long another writer is waited for.
const PATIENCE: Duration = Duration::from_secs(60);
/// Held by whoever writes. The toolkit keeps locks of its own beside it.
const LOCK: &str = ".purlin.lock";

/// Held as long as it is there.
pub(super) struct DirectoryLock {
    path: PathBuf,
    file: File,
    /// Whether nothing is to be left of it.
    transient: bool,
}

impl DirectoryLock {
    /// Waits for another writer to finish. A transient lock leaves no file behind, where the system can tell files apart.
    pub(super) fn wait(directory: &Path, transient: bool) -> io::Result<Self> {
        let path = directory.join(LOCK);
        let started = Instant::now();
        loop {
            let file = File::options().create(true).truncate(false).write(true).open(&path)?;
            lock(&file, started)?;
            // Whoever held it before may have removed the file: then the next one locks another file.
            if is_still_there(&path, &file) {
                return Ok(DirectoryLock { path, file, transient: transient && cfg!(unix) });
            }
        }
    }
}

impl Drop for DirectoryLock {
    fn drop(&mut self) {
        if self.transient {
            // A file that stays is an unlocked one.
            let _ = fs::remove_file(&self.path);
        }
        let _ = self.file.unlock();
    }
}

fn lock(file: &File, started: Instant) -> io::Result<()> {
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::Error(error)) => return Err(error),
            Err(TryLockError::WouldBlock) if started.elapsed() > PATIENCE => {
                return Err(io::Error::other("another run has been writing to it for a minute"));
            }
            Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(10)),
        }
    }
}

#[cfg(unix)]
fn is_still_there(path: &Path, file: &File) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |metadata: &fs::Metadata| (metadata.dev(), metadata.ino());
    matches!((fs::metadata(path), file.metadata()), (Ok(there), Ok(held)) if identity(&there) == identity(&held))
}

#[cfg(not(unix))]
fn is_still_there(_path: &Path, _file: &File) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn only_one_holds_it_at_a_time() {
        let home = tempfile::tempdir().unwrap();
        let (inside, turns) = (AtomicUsize::new(0), AtomicUsize::new(0));
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..10 {
                        let _lock = DirectoryLock::wait(home.path(), true).unwrap();
                        assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                        thread::yield_now();
                        inside.fetch_sub(1, Ordering::SeqCst);
                        turns.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
        });
        assert_eq!(turns.into_inner(), 80);
        assert_eq!(home.path().join(LOCK).exists(), cfg!(not(unix)));
    }
}
