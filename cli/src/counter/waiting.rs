//! Lines that wait for a signer that may be away: asked again with growing random pauses, none of them twice at a time.

use super::batch::{Batch, LineAnswer, Signing, State, ToSign};
use crate::terminal;
use anyhow::{Result, anyhow};
use greengate::{
    counter::{Answer, Attempt, NextStep, Queue, QueuePolicy},
    limits::MAX_QUEUE,
};
use std::{
    collections::BTreeMap,
    thread,
    time::{Duration, Instant},
};
use time::OffsetDateTime;

/// Why nothing was tried.
pub const FAILED_TOO_OFTEN: &str = "the signer failed too often";

/// A line, and why the signer gave no answer when it was asked last.
struct Entry {
    to_sign: ToSign,
    why: Option<String>,
}

/// What waits, and since when the signer has answered nothing.
pub struct Waiting {
    retry_for: Duration,
    policy: QueuePolicy,
    queue: Queue,
    /// By idempotency key.
    entries: BTreeMap<String, Entry>,
    /// Time of the last answer, or of the first request.
    answered: Instant,
    has_given_up: bool,
}

impl Waiting {
    /// Nothing waits yet. The signer is asked again until it has answered nothing for this time.
    pub fn new(retry_for: Duration) -> Self {
        Self {
            retry_for,
            policy: QueuePolicy::default(),
            queue: Queue::default(),
            entries: BTreeMap::new(),
            answered: Instant::now(),
            has_given_up: false,
        }
    }

    /// True if lines wait at all.
    pub const fn is_wanted(&self) -> bool {
        !self.retry_for.is_zero()
    }

    /// Adds a line. Where the queue is full, all that waits is signed first.
    pub fn add(&mut self, to_sign: ToSign, batch: &Batch, state: &mut State) -> Result<()> {
        if self.entries.len() >= MAX_QUEUE {
            self.sign(batch, state)?;
        }
        if self.has_given_up {
            return state.answer(to_sign.line, None, LineAnswer::NotTried(FAILED_TOO_OFTEN));
        }
        self.queue.add(&to_sign.key, OffsetDateTime::now_utc())?;
        self.entries.insert(to_sign.key.clone(), Entry { to_sign, why: None });
        Ok(())
    }

    /// Has all lines signed, or answers them otherwise.
    pub fn sign(&mut self, batch: &Batch, state: &mut State) -> Result<()> {
        self.answered = Instant::now();
        while !state.has_ended() && !self.has_given_up {
            let (now, random) = (OffsetDateTime::now_utc(), random()?);
            match self.queue.next_step(&self.policy, now, random) {
                NextStep::Idle => break,
                NextStep::Send(attempt) => self.ask(&attempt, batch, state)?,
                NextStep::WaitUntil(due) => self.wait(Duration::try_from(due - now).unwrap_or_default()),
            }
            self.has_given_up |= state.is_signer_broken();
        }
        self.queue = Queue::default();
        let mut left: Vec<Entry> = std::mem::take(&mut self.entries).into_values().collect();
        left.sort_by_key(|entry| entry.to_sign.line);
        for Entry { to_sign, why } in left {
            let answer = match why {
                Some(why) => LineAnswer::Failed(why),
                None if state.has_ended() => LineAnswer::NotTried("the run had ended"),
                None => LineAnswer::NotTried(FAILED_TOO_OFTEN),
            };
            state.answer(to_sign.line, None, answer)?;
        }
        Ok(())
    }

    /// Asks for the pass of one line.
    fn ask(&mut self, attempt: &Attempt, batch: &Batch, state: &mut State) -> Result<()> {
        let Some(entry) = self.entries.get_mut(&attempt.key) else {
            return Ok(());
        };
        let line = entry.to_sign.line;
        let answer = match batch.sign(&entry.to_sign, state) {
            Ok(Signing::NoAnswer(why)) => {
                entry.why = Some(why);
                Answer::Unavailable(None)
            }
            Ok(Signing::Answered(file, answer)) => {
                self.entries.remove(&attempt.key);
                self.answered = Instant::now();
                state.answer(line, file, answer)?;
                // The pass is stored: the queue keeps none of it.
                Answer::Signed(Vec::new())
            }
            Err(error) => {
                self.entries.remove(&attempt.key);
                return state.end(line, error);
            }
        };
        let now = (OffsetDateTime::now_utc(), random()?);
        self.queue.answer(&self.policy, attempt, answer, now)?;
        self.queue.take_answered();
        Ok(())
    }

    /// Waits as long as the queue asks for, or gives up.
    fn wait(&mut self, pause: Duration) {
        let silent = self.answered.elapsed();
        let Some(left) = self.retry_for.checked_sub(silent).filter(|left| !left.is_zero()) else {
            self.has_given_up = true;
            return;
        };
        let pause = pause.min(left);
        let why = self.entries.values().find_map(|entry| entry.why.as_deref());
        terminal::message(format_args!(
            "lines without a pass: {}; no signature for {} s ({}); next try in {} s",
            self.entries.len(),
            silent.as_secs(),
            why.unwrap_or_default(),
            pause.as_secs_f32().ceil()
        ));
        thread::sleep(pause);
    }
}

fn random() -> Result<u64> {
    getrandom::u64().map_err(|error| anyhow!("the system gives no random numbers: {error}"))
}
