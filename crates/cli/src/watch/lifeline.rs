//! How a run knows that it is watched, and how it ends when nobody watches it any more.

use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread::Builder;

/// The variable that tells the program, when it runs itself, who watches it: the number of a process.
const WATCHED: &str = "PURLIN_WATCHED";
/// What a run exits with that nobody waits for.
const UNWATCHED: i32 = 1;

/// Held while the assembly is written, which is never left half done.
static WRITING: Mutex<()> = Mutex::new(());

/// Tells a run that this process watches it.
pub(super) fn tie(run: &mut Command) {
    run.env(WATCHED, std::process::id().to_string()).stdin(input());
}

/// Whether the process that has begun this one watches it. What a watched run begins itself is not watched, though it has the same
/// variables.
pub(crate) fn is_watched() -> bool {
    std::env::var(WATCHED).is_ok_and(|watcher| is_parent(&watcher))
}

/// Ends this run as soon as the one that watches it has ended, however that came: a run that hangs would stay for ever.
pub(crate) fn end_with_watcher() {
    // Without it only those that hang are left behind.
    let _ = Builder::new().name("lifeline".to_owned()).spawn(|| {
        wait_for_end_of_watcher();
        let _writing = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
        std::process::exit(UNWATCHED)
    });
}

/// Does what must not be left half done.
pub(crate) fn uninterrupted<T>(write: impl FnOnce() -> T) -> T {
    let _writing = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
    write()
}

#[cfg(unix)]
fn is_parent(watcher: &str) -> bool {
    watcher.parse() == Ok(std::os::unix::process::parent_id())
}

/// Whoever loses its parent is given another one. Standard input stays free for the app.
#[cfg(unix)]
fn wait_for_end_of_watcher() {
    while is_watched() {
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

#[cfg(unix)]
fn input() -> Stdio {
    Stdio::null()
}

/// Elsewhere a process cannot ask who its parent is.
#[cfg(not(unix))]
fn is_parent(_: &str) -> bool {
    true
}

/// The watching run never writes to it: it ends with that run.
#[cfg(not(unix))]
fn wait_for_end_of_watcher() {
    let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
}

#[cfg(not(unix))]
fn input() -> Stdio {
    Stdio::piped()
}
