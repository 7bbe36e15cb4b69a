//! Work on several threads, with results in the order of the inputs.

use greengate::limits::MAX_THREADS;
use std::{
    any::Any,
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::{Mutex, PoisonError, mpsc},
    thread,
};

// The option of commands that work on many files or lines. (A doc comment would become the text of the command.)
#[derive(Clone, Copy, clap::Args)]
pub struct ThreadArgs {
    /// Number of threads, instead of one for each processor
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=i64::from(MAX_THREADS)))]
    threads: Option<u16>,
}

impl ThreadArgs {
    /// Number of threads: as given, or one for each processor.
    pub fn count(self) -> usize {
        let most = usize::from(MAX_THREADS);
        let processors = || thread::available_parallelism().map_or(1, usize::from).min(most);
        self.threads.map_or_else(processors, usize::from)
    }
}

/// Threads and the inputs that they may be ahead of the results.
#[derive(Clone, Copy)]
pub struct Parallel {
    pub threads: usize,
    /// Inputs per thread, at most, that are taken before the result of the first of them is handed on. This bounds the
    /// memory, however many inputs there are.
    pub ahead: usize,
}

/// A result, or what a panic left.
type Outcome<O> = Result<O, Box<dyn Any + Send>>;

impl Parallel {
    /// Hands each input to a worker and its result to `take`, in the order of the inputs. Each thread makes a worker of
    /// its own. Ends early with the first error of `take`; a panic of a worker is passed on.
    pub fn in_order<I: Send, O: Send, W: FnMut(I) -> O, E>(
        self,
        inputs: impl Iterator<Item = I>,
        worker: impl Fn() -> W + Sync,
        mut take: impl FnMut(O) -> Result<(), E>,
    ) -> Result<(), E> {
        let (give, given) = mpsc::channel::<(usize, I)>();
        let given = Mutex::new(given);
        let (tell, told) = mpsc::channel();
        thread::scope(|scope| {
            for _ in 0..self.threads.max(1) {
                let (tell, given, worker) = (tell.clone(), &given, &worker);
                scope.spawn(move || work(given, worker, &tell));
            }
            drop(tell);
            // Dropped at the end of this closure, even early: then the threads end.
            let give = give;
            let window = self.threads.max(1) * self.ahead.max(1);
            let mut inputs = inputs.fuse();
            let mut waiting: BTreeMap<usize, O> = BTreeMap::new();
            let (mut sent, mut taken) = (0, 0);
            loop {
                while sent < taken + window
                    && let Some(input) = inputs.next()
                {
                    // The threads live as long as they are given something.
                    _ = give.send((sent, input));
                    sent += 1;
                }
                if taken == sent {
                    return Ok(());
                }
                let Ok((n, outcome)) = told.recv() else { return Ok(()) };
                waiting.insert(n, outcome.unwrap_or_else(|panic| resume_unwind(panic)));
                while let Some(result) = waiting.remove(&taken) {
                    taken += 1;
                    take(result)?;
                }
            }
        })
    }
}

/// Works until no input is left.
fn work<I, O, W: FnMut(I) -> O>(
    given: &Mutex<mpsc::Receiver<(usize, I)>>,
    worker: impl Fn() -> W,
    tell: &mpsc::Sender<(usize, Outcome<O>)>,
) {
    let mut worker = worker();
    loop {
        let next = given.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((n, input)) = next else { return };
        let outcome = catch_unwind(AssertUnwindSafe(|| worker(input)));
        let is_over = outcome.is_err();
        if tell.send((n, outcome)).is_err() || is_over {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        convert::Infallible,
        sync::atomic::{AtomicUsize, Ordering},
        time::Duration,
    };

    const THREADS: [usize; 4] = [1, 2, 3, 8];

    #[test]
    fn results_keep_the_order_of_inputs_of_very_different_cost() {
        for threads in THREADS {
            let mut results = Vec::new();
            let parallel = Parallel { threads, ahead: 3 };
            // The first of each row takes as long as all others together.
            let worker = || {
                |n: u64| {
                    thread::sleep(Duration::from_micros(if n.is_multiple_of(10) { 3_000 } else { 100 }));
                    n
                }
            };
            let done: Result<(), Infallible> = parallel.in_order(0..200, worker, |n| {
                results.push(n);
                Ok(())
            });
            assert!(done.is_ok());
            assert_eq!(results, (0..200).collect::<Vec<_>>(), "{threads} threads");
        }
    }

    #[test]
    fn inputs_are_taken_no_further_ahead_than_allowed() {
        for threads in THREADS {
            let (given, taken) = (AtomicUsize::new(0), AtomicUsize::new(0));
            let inputs = (0..500_usize).inspect(|n| {
                let ahead = n - taken.load(Ordering::SeqCst);
                assert!(
                    ahead < threads * 5,
                    "{ahead} ahead of the results with {threads} threads"
                );
                given.fetch_add(1, Ordering::SeqCst);
            });
            let parallel = Parallel { threads, ahead: 5 };
            // The first one is the last to be done.
            let worker = || {
                |n: usize| {
                    if n == 0 {
                        thread::sleep(Duration::from_millis(30));
                    }
                }
            };
            let done: Result<(), Infallible> = parallel.in_order(inputs, worker, |()| {
                taken.fetch_add(1, Ordering::SeqCst);
                Ok(())
            });
            assert!(done.is_ok());
            assert_eq!(given.load(Ordering::SeqCst), 500);
            assert_eq!(taken.load(Ordering::SeqCst), 500);
        }
    }

    #[test]
    fn each_thread_has_a_worker_of_its_own() {
        let workers = AtomicUsize::new(0);
        let worker = || {
            workers.fetch_add(1, Ordering::SeqCst);
            let mut calls = 0;
            move |()| {
                calls += 1;
                calls
            }
        };
        let mut sum = 0;
        let parallel = Parallel { threads: 4, ahead: 2 };
        let done: Result<(), Infallible> = parallel.in_order(std::iter::repeat_n((), 40), worker, |calls: usize| {
            sum = sum.max(calls);
            Ok(())
        });
        assert!(done.is_ok() && (10..=40).contains(&sum), "{sum}");
        assert_eq!(workers.load(Ordering::SeqCst), 4);
    }

    #[test]
    fn the_first_error_ends_the_work() {
        for threads in THREADS {
            let given = AtomicUsize::new(0);
            let inputs = (0..).inspect(|_| {
                given.fetch_add(1, Ordering::SeqCst);
            });
            let parallel = Parallel { threads, ahead: 4 };
            let done = parallel.in_order(inputs, || |n: usize| n, |n| if n == 10 { Err(n) } else { Ok(()) });
            assert_eq!(done, Err(10));
            assert!(given.load(Ordering::SeqCst) <= 10 + threads * 4);
        }
    }

    #[test]
    fn a_panic_of_a_worker_is_passed_on() {
        for threads in THREADS {
            let parallel = Parallel { threads, ahead: 2 };
            let worker = || {
                |n: u8| {
                    if n == 50 {
                        resume_unwind(Box::new("fifty"));
                    }
                }
            };
            let run = || parallel.in_order(0..100, worker, Ok::<(), Infallible>);
            let panic = catch_unwind(AssertUnwindSafe(run)).unwrap_err();
            assert_eq!(panic.downcast_ref(), Some(&"fifty"));
        }
    }
}
