//! Items in, results out in the same order, with every core at work and bounded memory between them.
//!
//! One thread reads, `threads` work, the caller's thread writes. What is read but not yet written is bounded by
//! number and by bytes, so a stream of any length runs in constant memory. Little waits for a worker, so that it is
//! still in the cache; much may wait for the writer, so that nobody stops where the system lets it wait. A worker takes one
//! item while others wait for work and up to thirty-two when items queue up; while there is work the writer is woken for many
//! results at once, else for each, and flushes whenever nothing more is ready.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Items that wait for each worker: enough to keep it busy, and few enough to stay in the cache.
const WAITING: usize = 256;
/// Items between reader and writer for each thread.
const UNWRITTEN: usize = 1024;
const BYTES: usize = 64 << 20;
const BATCH: usize = 32;
/// Results for which the writer is woken while there is work, and how long it waits for them.
const RESULTS: usize = 64;
const PATIENCE: Duration = Duration::from_millis(10);

struct State<I, O> {
    waiting: VecDeque<(u64, usize, I)>,
    done: BTreeMap<u64, (usize, O)>,
    read: u64,
    written: u64,
    threads: usize,
    bytes: usize,
    /// Who waits: nobody else is woken, since each waking is a call of the system.
    waits: Waiting,
    /// Set by the reader, with its error if it had one.
    ended: Option<anyhow::Result<()>>,
    /// Set by the writer when it gives up.
    stopped: bool,
}

#[derive(Default)]
struct Waiting {
    reader: bool,
    workers: usize,
    /// For how many results.
    writer: Option<usize>,
}

impl<I, O> State<I, O> {
    /// Whether what is read and not yet written leaves less room than `share` of it all.
    fn is_full(&self, size: usize, share: usize) -> bool {
        let unwritten = (self.read - self.written) as usize;
        unwritten > 0
            && (self.waiting.len() >= WAITING * self.threads / share
                || unwritten >= UNWRITTEN * (self.threads + 1) / share
                || self.bytes + size > BYTES / share)
    }
}

struct Shared<I, O> {
    state: Mutex<State<I, O>>,
    /// Something was written: there may be room to read.
    room: Condvar,
    /// Something was read, or all has been.
    work: Condvar,
    /// Something was done, or all has been read.
    result: Condvar,
}

impl<I, O> Shared<I, O> {
    fn lock(&self) -> MutexGuard<'_, State<I, O>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn stop(&self) {
        self.lock().stopped = true;
        self.room.notify_all();
        self.work.notify_all();
        self.result.notify_all();
    }

    /// Whether the reader may go on; where there is no room it waits for half of it.
    fn push(&self, size: usize, item: I) -> bool {
        let mut state = self.lock();
        if state.is_full(size, 1) {
            while !state.stopped && state.is_full(size, 2) {
                state.waits.reader = true;
                state = self.room.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
            state.waits.reader = false;
        }
        let number = state.read;
        state.read += 1;
        state.bytes += size;
        state.waiting.push_back((number, size, item));
        if state.waits.workers > 0 {
            self.work.notify_one();
        }
        !state.stopped
    }

    /// Wakes the reader where it waits and there is room again.
    fn read_on(&self, state: &State<I, O>) {
        if state.waits.reader && !state.is_full(0, 2) {
            self.room.notify_one();
        }
    }

    fn take(&self, batch: &mut Vec<(u64, usize, I)>) -> bool {
        let mut state = self.lock();
        loop {
            if state.stopped {
                return false;
            }
            let share = (state.waiting.len() / state.threads).clamp(1, BATCH).min(state.waiting.len());
            if share > 0 {
                batch.extend(state.waiting.drain(..share));
                self.read_on(&state);
                return true;
            }
            if state.ended.is_some() {
                return false;
            }
            state.waits.workers += 1;
            state = self.work.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.waits.workers -= 1;
        }
    }

    /// Hands results to the writer.
    fn give(&self, done: Vec<(u64, (usize, O))>) {
        let mut state = self.lock();
        state.done.extend(done);
        if state.waits.writer.is_some_and(|results| state.waiting.is_empty() || state.done.len() >= results) {
            self.result.notify_all();
        }
    }
}

/// A thread that panics leaves a gap that the others would wait for: they stop instead.
struct StopOnPanic<'a, I, O>(&'a Shared<I, O>);

impl<I, O> Drop for StopOnPanic<'_, I, O> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.stop();
        }
    }
}

/// Threads that can run at once.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Why the writer was called.
pub enum Event<O> {
    /// The next result.
    Result(O),
    /// Nothing is ready at the moment: flush.
    Idle,
}

/// Runs `read`, which calls its argument with each item and its size in bytes until that says `false`; `work` on
/// each item, with scratch memory from `scratch`; and `write` on each result, in order. Where `write` fails it
/// ends at once, though `read` may still wait for a slow input.
pub fn run<I: Send + 'static, O: Send + 'static, S>(
    threads: usize,
    read: impl FnOnce(&mut dyn FnMut(usize, I) -> bool) -> anyhow::Result<()> + Send + 'static,
    scratch: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, I) -> O + Sync,
    mut write: impl FnMut(Event<O>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let state = State {
        waiting: VecDeque::new(),
        done: BTreeMap::new(),
        read: 0,
        written: 0,
        threads,
        bytes: 0,
        waits: Waiting::default(),
        ended: None,
        stopped: false,
    };
    let shared =
        Arc::new(Shared { state: Mutex::new(state), room: Condvar::new(), work: Condvar::new(), result: Condvar::new() });
    let reader = shared.clone();
    std::thread::spawn(move || {
        let _guard = StopOnPanic(&reader);
        let result = read(&mut |size, item| reader.push(size, item));
        reader.lock().ended = Some(result);
        reader.work.notify_all();
        reader.result.notify_all();
    });
    std::thread::scope(|scope| {
        let worker = || {
            let _guard = StopOnPanic(&shared);
            let mut scratch = scratch();
            let mut batch = Vec::new();
            while shared.take(&mut batch) {
                let done: Vec<_> = batch.drain(..).map(|(n, size, item)| (n, (size, work(&mut scratch, item)))).collect();
                shared.give(done);
            }
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        let result = write_all(&shared, &mut write);
        shared.stop();
        // What a panic left to say is in the result already.
        workers.into_iter().for_each(|worker| drop(worker.join()));
        result
    })
}

fn write_all<I, O>(shared: &Shared<I, O>, write: &mut impl FnMut(Event<O>) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let mut flushed = true;
    loop {
        let mut state = shared.lock();
        let next = state.written;
        if let Some((size, result)) = state.done.remove(&next) {
            state.written += 1;
            state.bytes -= size;
            shared.read_on(&state);
            drop(state);
            write(Event::Result(result))?;
            flushed = false;
            continue;
        }
        if state.stopped {
            anyhow::bail!("a thread of the program failed, which is a fault of the program: please report it");
        }
        if state.read == state.written
            && let Some(ended) = state.ended.take()
        {
            drop(state);
            write(Event::Idle)?;
            return ended;
        }
        if flushed {
            if state.read == state.written {
                state.waits.writer = Some(1);
                state = shared.result.wait(state).unwrap_or_else(PoisonError::into_inner);
            } else {
                state.waits.writer = Some(RESULTS);
                state = shared.result.wait_timeout(state, PATIENCE).unwrap_or_else(PoisonError::into_inner).0;
            }
            state.waits.writer = None;
        } else {
            drop(state);
            write(Event::Idle)?;
            flushed = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items_whatever_the_threads() {
        for threads in [1, 2, 8] {
            let mut out = Vec::new();
            let read = |push: &mut dyn FnMut(usize, u64) -> bool| {
                (0..5000).take_while(|&n| push(1 << 20, n)).for_each(drop);
                Ok(())
            };
            let write = |event| {
                if let Event::Result(n) = event {
                    out.push(n);
                }
                Ok(())
            };
            assert!(run(threads, read, || (), |(), n| n * 2, write).is_ok());
            assert_eq!(out, (0..5000).map(|n| n * 2).collect::<Vec<u64>>());
        }
    }

    #[test]
    fn a_writer_that_fails_stops_the_reader() {
        let read = |push: &mut dyn FnMut(usize, u64) -> bool| {
            let mut n = 0;
            while push(1, n) {
                n += 1;
            }
            Ok(())
        };
        let result = run(2, read, || (), |(), n| n, |_| anyhow::bail!("full disk"));
        assert!(result.is_err_and(|e| e.to_string() == "full disk"));
    }

    #[test]
    fn a_reader_or_a_worker_that_panics_ends_the_run() {
        let of_reader = run(2, |_| panic!("reader"), || (), |(), n: u64| n, |_: Event<u64>| Ok(()));
        assert!(of_reader.is_err());
        let read = |push: &mut dyn FnMut(usize, u64) -> bool| {
            push(1, 1);
            Ok(())
        };
        let of_worker = run(2, read, || (), |(), _| panic!("worker"), |_: Event<u64>| Ok(()));
        assert!(of_worker.is_err());
    }

    #[test]
    fn a_writer_that_fails_does_not_wait_for_a_slow_input() {
        let read = |push: &mut dyn FnMut(usize, u64) -> bool| {
            push(1, 1);
            loop {
                std::thread::park();
            }
        };
        assert!(run(2, read, || (), |(), n| n, |_| anyhow::bail!("closed pipe")).is_err());
    }

    #[test]
    fn what_the_reader_could_not_read_is_told_after_the_results_before_it() {
        let mut out = Vec::new();
        let read = |push: &mut dyn FnMut(usize, u64) -> bool| {
            push(1, 7);
            anyhow::bail!("no column")
        };
        let write = |event| {
            if let Event::Result(n) = event {
                out.push(n);
            }
            Ok(())
        };
        assert!(run(2, read, || (), |(), n| n, write).is_err());
        assert_eq!(out, [7]);
    }
}
