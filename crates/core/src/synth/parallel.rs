//! Reading a large tree with several threads.

use std::io;
use std::num::NonZero;
use std::ops::Range;
use std::thread::{self, Scope, ScopedJoinHandle};

/// Below so many nodes, starting threads costs more than it gains.
const WORTHWHILE: usize = 4_000;

/// Does a piece of work for each part of `0..count`, and gives the results in order. The parts depend on the machine; what
/// is made of all results together must not.
pub(super) fn in_parts<T: Send>(count: usize, work: impl Fn(Range<usize>) -> T + Sync) -> Vec<T> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    if threads == 1 || count < WORTHWHILE {
        return vec![work(0..count)];
    }
    let work = &work;
    let size = count.div_ceil(threads);
    let parts = (0..threads).map(|part| (part * size).min(count)..((part + 1) * size).min(count));
    thread::scope(|scope| {
        let start = |part: Range<usize>| {
            let own = part.clone();
            (part, spawn(scope, move || work(own)).ok())
        };
        let running: Vec<_> = parts.map(start).collect();
        // What a thread could not be had for, or died of, is done here.
        let finish = |(part, thread): (Range<usize>, Option<ScopedJoinHandle<'_, T>>)| {
            thread.and_then(|thread| thread.join().ok()).unwrap_or_else(|| work(part))
        };
        running.into_iter().map(finish).collect()
    })
}

/// Starts a thread that has room for deeply nested constructs and values.
pub(super) fn spawn<'scope, T: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    work: impl FnOnce() -> T + Send + 'scope,
) -> io::Result<ScopedJoinHandle<'scope, T>> {
    const STACK_SIZE: usize = 64 << 20;
    thread::Builder::new().stack_size(STACK_SIZE).spawn_scoped(scope, work)
}
