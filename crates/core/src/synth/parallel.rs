//! Reading a large tree with several threads.

use std::num::NonZero;
use std::ops::Range;
use std::thread;

/// Below so many nodes, starting threads costs more than it gains.
const WORTHWHILE: usize = 4_000;

/// Does a piece of work for each part of `0..count`, and gives the results in order. The parts depend on the machine; what
/// is made of all results together must not.
pub(super) fn in_parts<T: Send>(count: usize, work: impl Fn(Range<usize>) -> T + Sync) -> Vec<T> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    if threads == 1 || count < WORTHWHILE {
        return vec![work(0..count)];
    }
    let size = count.div_ceil(threads);
    let parts = (0..threads).map(|part| (part * size).min(count)..((part + 1) * size).min(count));
    thread::scope(|scope| {
        let work = &work;
        let running: Vec<_> = parts.map(|part| (part.clone(), scope.spawn(move || work(part)))).collect();
        // A thread that died has told why; its part is done again here, where the same becomes of this one.
        running.into_iter().map(|(part, thread)| thread.join().unwrap_or_else(|_| work(part))).collect()
    })
}
