//! The queue of a counter whose signer is somewhere else: what is to be signed, tried again until there is an answer.
//!
//! Every entry has an idempotency key, under which the signer answers the same however often it is asked. One request is
//! under way at a time: that of the entry with the fewest requests so far, the oldest of these first, so that one that
//! always fails blocks no other. When the signer does not answer, the whole queue waits: a random time up to a bound that
//! doubles with every failure (exponential back-off with full jitter). Nothing here reads a clock, waits or draws a random
//! number: they are given, and the state is data that a device stores after every call. A clock that is set back makes
//! nothing wait longer than twice the longest wait.

use crate::limits::{MAX_QUEUE, MAX_QUEUE_TEXT};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, VecDeque};
use time::{Duration, OffsetDateTime};

/// How a queue waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct QueuePolicy {
    /// Bound of the first wait after a failure.
    pub first: Duration,
    /// Bound of every wait.
    pub longest: Duration,
    /// Time after which a request counts as failed.
    pub timeout: Duration,
}

impl Default for QueuePolicy {
    fn default() -> Self {
        Self {
            first: Duration::seconds(2),
            longest: Duration::minutes(5),
            timeout: Duration::seconds(20),
        }
    }
}

/// State of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum EntryState {
    /// Nobody has answered yet.
    Waiting,
    /// Signed; the entry stays until it is taken.
    Signed(Vec<u8>),
    /// The signer refused it for good, for this reason.
    Refused(String),
}

/// An entry of the queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct QueueEntry {
    /// Idempotency key.
    pub key: String,
    /// Time since when it waits.
    #[serde(with = "time::serde::timestamp::milliseconds")]
    pub since: OffsetDateTime,
    /// State.
    pub state: EntryState,
    /// Requests so far.
    pub attempts: u32,
}

impl QueueEntry {
    /// True if its key or its answer is longer than allowed.
    fn is_long(&self) -> bool {
        let answer = match &self.state {
            EntryState::Waiting => 0,
            EntryState::Signed(bytes) => bytes.len(),
            EntryState::Refused(reason) => reason.len(),
        };
        self.key.len().max(answer) > MAX_QUEUE_TEXT
    }
}

/// A request under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct UnderWay {
    key: String,
    attempt: u32,
    #[serde(with = "time::serde::timestamp::milliseconds")]
    since: OffsetDateTime,
}

/// A request that is to be sent now.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attempt {
    /// Idempotency key, which goes with the request.
    pub key: String,
    /// Number of the request for this key, from 1.
    pub attempt: u32,
}

/// What came of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The signature.
    Signed(Vec<u8>),
    /// No answer, or the signer is overloaded: try again, not before this time has passed if the signer names one.
    Unavailable(Option<Duration>),
    /// The signer will never sign it.
    Refused(String),
}

/// What there is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NextStep {
    /// Send this request.
    Send(Attempt),
    /// Look again at this time.
    WaitUntil(OffsetDateTime),
    /// Nothing waits.
    Idle,
}

/// Reason for not taking an entry or a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QueueError {
    /// It has as many entries as allowed.
    #[error("the queue has {MAX_QUEUE} entries: nothing more is taken")]
    Full,
    /// A key or an answer is too long.
    #[error("a key or an answer is longer than {MAX_QUEUE_TEXT} bytes")]
    TooLong,
    /// The stored state is none.
    #[error("the stored queue is broken")]
    Broken,
}

/// The queue: all of its state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    entries: VecDeque<QueueEntry>,
    under_way: Option<UnderWay>,
    /// Failures in a row.
    failures: u32,
    #[serde(with = "time::serde::timestamp::milliseconds::option")]
    not_before: Option<OffsetDateTime>,
}

impl Queue {
    /// Reads a stored state. A request that was under way counts as failed: its answer can come no more, and the key
    /// makes it harmless to ask again.
    ///
    /// # Errors
    /// [`QueueError::Broken`], or a bound that the state exceeds.
    pub fn restore(state: &[u8]) -> Result<Self, QueueError> {
        if state.len() > MAX_QUEUE * 8 * MAX_QUEUE_TEXT {
            return Err(QueueError::Full);
        }
        let mut queue: Self = serde_json::from_slice(state).map_err(|_| QueueError::Broken)?;
        if queue.entries.len() > MAX_QUEUE {
            return Err(QueueError::Full);
        }
        if queue.entries.iter().any(QueueEntry::is_long) {
            return Err(QueueError::TooLong);
        }
        // Of two entries with one key only the first would get the answer.
        let keys: BTreeSet<&str> = queue.entries.iter().map(|entry| entry.key.as_str()).collect();
        if keys.len() < queue.entries.len() {
            return Err(QueueError::Broken);
        }
        if queue.under_way.take().is_some() {
            queue.failures = queue.failures.saturating_add(1);
        }
        Ok(queue)
    }

    /// The state to store.
    #[must_use]
    pub fn state(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// The entries, the oldest first.
    pub fn entries(&self) -> impl Iterator<Item = &QueueEntry> {
        self.entries.iter()
    }

    /// Number of entries without an answer.
    #[must_use]
    pub fn waiting(&self) -> usize {
        let waiting = self.entries.iter().filter(|entry| entry.state == EntryState::Waiting);
        waiting.count()
    }

    /// Time since which the oldest entry without an answer waits: what a person is told.
    #[must_use]
    pub fn waits_since(&self) -> Option<OffsetDateTime> {
        let waiting = self.entries.iter().filter(|entry| entry.state == EntryState::Waiting);
        waiting.map(|entry| entry.since).min()
    }

    /// Adds an entry; false if its key is there already, whatever its state.
    ///
    /// # Errors
    /// [`QueueError::Full`], [`QueueError::TooLong`].
    pub fn add(&mut self, key: &str, at: OffsetDateTime) -> Result<bool, QueueError> {
        if key.len() > MAX_QUEUE_TEXT {
            return Err(QueueError::TooLong);
        }
        if self.entries.iter().any(|entry| entry.key == key) {
            return Ok(false);
        }
        if self.entries.len() >= MAX_QUEUE {
            return Err(QueueError::Full);
        }
        self.entries.push_back(QueueEntry {
            key: key.to_owned(),
            since: at,
            state: EntryState::Waiting,
            attempts: 0,
        });
        Ok(true)
    }

    /// What there is to do at this time. A request that is due is noted as under way: store the state, then send it.
    /// `random` is a fresh random number, used if a request has timed out.
    pub fn next_step(&mut self, policy: &QueuePolicy, at: OffsetDateTime, random: u64) -> NextStep {
        if let Some(sent) = &self.under_way {
            let end = sent.since.saturating_add(policy.timeout);
            // What was sent in the future was sent before the clock was set back.
            if (sent.since..end).contains(&at) {
                return NextStep::WaitUntil(end);
            }
            self.under_way = None;
            self.fail(policy, at, None, random);
        }
        let waiting = self.entries.iter_mut();
        let waiting = waiting.filter(|entry| entry.state == EntryState::Waiting);
        // The first of those with the fewest.
        let Some(entry) = waiting.min_by_key(|entry| entry.attempts) else {
            return NextStep::Idle;
        };
        // No wait ends later than that, unless the clock was set back since.
        let latest = at.saturating_add(policy.longest.saturating_mul(2));
        if let Some(due) = self.not_before.filter(|due| *due > at && *due <= latest) {
            return NextStep::WaitUntil(due);
        }
        entry.attempts = entry.attempts.saturating_add(1);
        let (key, attempt) = (entry.key.clone(), entry.attempts);
        self.under_way = Some(UnderWay {
            key: key.clone(),
            attempt,
            since: at,
        });
        NextStep::Send(Attempt { key, attempt })
    }

    /// Notes what came of a request, also long after it has timed out: a signature is welcome at any time, and the first
    /// one counts. Until its entry is taken it counts more than a refusal too; the refusal of a request that is no longer
    /// under way counts for nothing, because the entry is asked for again. `random` is a fresh random number.
    ///
    /// # Errors
    /// [`QueueError::TooLong`] if the answer is longer than any signature; it then counts as none.
    pub fn answer(
        &mut self,
        policy: &QueuePolicy,
        attempt: &Attempt,
        answer: Answer,
        (at, random): (OffsetDateTime, u64),
    ) -> Result<(), QueueError> {
        let is_current = self
            .under_way
            .as_ref()
            .is_some_and(|sent| sent.key == attempt.key && sent.attempt == attempt.attempt);
        if is_current {
            self.under_way = None;
        }
        let length = match &answer {
            Answer::Signed(bytes) => bytes.len(),
            Answer::Refused(reason) => reason.len(),
            Answer::Unavailable(_) => 0,
        };
        if length > MAX_QUEUE_TEXT {
            if is_current {
                self.fail(policy, at, None, random);
            }
            return Err(QueueError::TooLong);
        }
        let state = match answer {
            Answer::Signed(signature) => EntryState::Signed(signature),
            Answer::Refused(reason) if is_current => EntryState::Refused(reason),
            Answer::Unavailable(pause) if is_current => {
                self.fail(policy, at, pause, random);
                return Ok(());
            }
            Answer::Refused(_) | Answer::Unavailable(_) => return Ok(()),
        };
        // The signer is there.
        (self.failures, self.not_before) = (0, None);
        let entry = self.entries.iter_mut().find(|entry| entry.key == attempt.key);
        if let Some(entry) = entry.filter(|entry| !matches!(entry.state, EntryState::Signed(_))) {
            entry.state = state;
        }
        Ok(())
    }

    /// Takes every entry that has an answer, once it is stored elsewhere.
    pub fn take_answered(&mut self) -> Vec<QueueEntry> {
        let (waiting, answered): (Vec<_>, Vec<_>) = std::mem::take(&mut self.entries)
            .into_iter()
            .partition(|entry| entry.state == EntryState::Waiting);
        self.entries = waiting.into();
        answered
    }

    fn fail(&mut self, policy: &QueuePolicy, at: OffsetDateTime, pause: Option<Duration>, random: u64) {
        self.failures = self.failures.saturating_add(1);
        let doubled = 2_i32
            .checked_pow(self.failures - 1)
            .and_then(|factor| policy.first.checked_mul(factor));
        let bound = doubled.unwrap_or(policy.longest).min(policy.longest);
        let bound = u64::try_from(bound.whole_milliseconds()).unwrap_or_default();
        let jitter = i64::try_from(random % bound.saturating_add(1)).unwrap_or_default();
        // The signer's own wish is a lower bound, within reason.
        let pause = pause.unwrap_or_default().clamp(Duration::ZERO, policy.longest);
        self.not_before = at.checked_add(pause + Duration::milliseconds(jitter));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    const AT: OffsetDateTime = datetime!(2026-11-30 8:00 UTC);

    fn sent(queue: &mut Queue, at: OffsetDateTime) -> Attempt {
        match queue.next_step(&QueuePolicy::default(), at, 0) {
            NextStep::Send(attempt) => attempt,
            other => panic!("{other:?}"),
        }
    }

    fn queue(keys: &[&str]) -> Queue {
        let mut queue = Queue::default();
        for key in keys {
            assert_eq!(queue.add(key, AT), Ok(true));
        }
        queue
    }

    #[test]
    fn the_oldest_is_asked_for_first_and_one_at_a_time() {
        let (mut queue, policy) = (queue(&["a", "b"]), QueuePolicy::default());
        assert_eq!(queue.add("a", AT), Ok(false));
        let first = sent(&mut queue, AT);
        assert_eq!((first.key.as_str(), first.attempt), ("a", 1));
        assert_eq!(
            queue.next_step(&policy, AT, 0),
            NextStep::WaitUntil(AT + policy.timeout)
        );
        queue.answer(&policy, &first, Answer::Signed(vec![1]), (AT, 0)).unwrap();
        let second = sent(&mut queue, AT);
        assert_eq!(second.key, "b");
        queue
            .answer(&policy, &second, Answer::Refused("no".to_owned()), (AT, 0))
            .unwrap();
        assert_eq!(queue.next_step(&policy, AT, 0), NextStep::Idle);
        assert_eq!(queue.add("a", AT), Ok(false), "until it is taken");
        let taken = queue.take_answered();
        assert_eq!(taken[0].state, EntryState::Signed(vec![1]));
        assert_eq!(taken[1].state, EntryState::Refused("no".to_owned()));
        assert_eq!((queue.waiting(), queue.entries().count()), (0, 0));
    }

    #[test]
    fn waits_double_up_to_their_bound_and_are_random() {
        let policy = QueuePolicy::default();
        let mut queue = queue(&["a"]);
        let mut at = AT;
        for failures in 0..12 {
            let attempt = sent(&mut queue, at);
            let bound = (policy.first * 2_i32.pow(failures)).min(policy.longest);
            let milliseconds = u64::try_from(bound.whole_milliseconds()).unwrap();
            // Every wait from nothing to the bound is possible, and none beyond.
            for (random, wait) in [(0, 0), (1, 1), (milliseconds, milliseconds), (milliseconds + 1, 0)] {
                let mut other = queue.clone();
                other
                    .answer(&policy, &attempt, Answer::Unavailable(None), (at, random))
                    .unwrap();
                let due = at + Duration::milliseconds(i64::try_from(wait).unwrap());
                assert_eq!(other.not_before, Some(due));
            }
            queue
                .answer(&policy, &attempt, Answer::Unavailable(None), (at, milliseconds))
                .unwrap();
            assert_eq!(queue.next_step(&policy, at, 0), NextStep::WaitUntil(at + bound));
            at += bound;
        }
        // An answer makes up for all failures.
        let attempt = sent(&mut queue, at);
        queue
            .answer(&policy, &attempt, Answer::Signed(vec![1]), (at, 0))
            .unwrap();
        assert_eq!((queue.failures, queue.not_before), (0, None));
        // The signer's wish is kept, within reason.
        for (wish, wait) in [(10, 10), (-10, 0), (100_000, 300)] {
            let mut queue = self::queue(&["a"]);
            let attempt = sent(&mut queue, AT);
            let answer = Answer::Unavailable(Some(Duration::seconds(wish)));
            queue.answer(&policy, &attempt, answer, (AT, 0)).unwrap();
            assert_eq!(queue.not_before, Some(AT + Duration::seconds(wait)));
        }
    }

    #[test]
    fn late_and_double_answers_do_no_harm() {
        let (mut queue, policy) = (queue(&["a"]), QueuePolicy::default());
        let first = sent(&mut queue, AT);
        let later = AT + policy.timeout;
        let second = sent(&mut queue, later);
        assert_eq!((second.key.as_str(), second.attempt), ("a", 2));
        assert_eq!(queue.add("b", AT), Ok(true));
        // The answer to the first request comes after all; the second one is under way.
        queue
            .answer(&policy, &first, Answer::Signed(vec![1]), (later, 0))
            .unwrap();
        assert_eq!(
            queue.next_step(&policy, later, 0),
            NextStep::WaitUntil(later + policy.timeout)
        );
        queue
            .answer(&policy, &second, Answer::Signed(vec![2]), (later, 0))
            .unwrap();
        assert_eq!(queue.entries[0].state, EntryState::Signed(vec![1]));
        // A failure of a request that has timed out is no failure of the next.
        let third = sent(&mut queue, later);
        queue
            .answer(&policy, &first, Answer::Unavailable(None), (later, 9))
            .unwrap();
        assert_eq!((queue.failures, third.key.as_str()), (0, "b"));
    }

    #[test]
    fn a_late_refusal_does_not_stand_against_a_signature() {
        let policy = QueuePolicy::default();
        let refused = || Answer::Refused("no".to_owned());
        let later = AT + policy.timeout;
        let state = |queue: &Queue| queue.entries[0].state.clone();
        // The first request has timed out; its refusal comes while the second one is under way.
        let mut late = queue(&["a"]);
        let (first, second) = (sent(&mut late, AT), sent(&mut late, later));
        late.answer(&policy, &first, refused(), (later, 0)).unwrap();
        assert_eq!((state(&late), late.failures), (EntryState::Waiting, 1));
        assert_eq!(
            late.next_step(&policy, later, 0),
            NextStep::WaitUntil(later + policy.timeout)
        );
        late.answer(&policy, &second, Answer::Signed(vec![2]), (later, 0))
            .unwrap();
        assert_eq!(state(&late), EntryState::Signed(vec![2]));
        // The second one is refused; the signature of the first comes after all.
        let mut early = queue(&["a"]);
        let (first, second) = (sent(&mut early, AT), sent(&mut early, later));
        early.answer(&policy, &second, refused(), (later, 0)).unwrap();
        assert_eq!(state(&early), EntryState::Refused("no".to_owned()));
        early
            .answer(&policy, &first, Answer::Signed(vec![1]), (later, 0))
            .unwrap();
        assert_eq!(state(&early), EntryState::Signed(vec![1]));
        // And no refusal replaces a signature.
        early.answer(&policy, &second, refused(), (later, 0)).unwrap();
        assert_eq!(state(&early), EntryState::Signed(vec![1]));
    }

    #[test]
    fn an_entry_that_always_fails_blocks_no_other() {
        let (mut queue, policy) = (queue(&["bad", "a", "b"]), QueuePolicy::default());
        let mut at = AT;
        let mut asked = Vec::new();
        for n in 0..8 {
            if n == 4 {
                assert_eq!(queue.add("late", at), Ok(true));
            }
            let attempt = sent(&mut queue, at);
            let answer = if attempt.key == "bad" {
                Answer::Unavailable(None)
            } else {
                Answer::Signed(vec![1])
            };
            queue.answer(&policy, &attempt, answer, (at, 0)).unwrap();
            asked.push(attempt.key);
            at += policy.longest;
        }
        assert_eq!(asked, ["bad", "a", "b", "bad", "late", "bad", "bad", "bad"]);
        // While nobody answers, each has its turn.
        let mut silent = self::queue(&["a", "b", "c"]);
        for expected in ["a", "b", "c", "a", "b", "c"] {
            let attempt = sent(&mut silent, at);
            assert_eq!(attempt.key, expected);
            at += policy.timeout;
        }
    }

    #[test]
    fn a_clock_that_is_set_back_stops_nothing() {
        let policy = QueuePolicy::default();
        let ahead = AT + Duration::days(3 * 365);
        let longest = u64::try_from(policy.longest.whole_milliseconds()).unwrap();
        // A failure while the clock was years ahead.
        let mut failed = queue(&["a"]);
        let attempt = sent(&mut failed, ahead);
        failed
            .answer(&policy, &attempt, Answer::Unavailable(None), (ahead, 1))
            .unwrap();
        let mut stored = Queue::restore(&failed.state()).unwrap();
        assert_eq!(
            failed.next_step(&policy, ahead, 0),
            NextStep::WaitUntil(ahead + Duration::milliseconds(1))
        );
        assert_eq!(sent(&mut failed, AT).attempt, 2);
        assert_eq!(sent(&mut stored, AT).attempt, 2);
        // A request that is under way.
        let mut under_way = queue(&["a"]);
        let _ = sent(&mut under_way, ahead);
        let now = ahead - Duration::milliseconds(1);
        assert_eq!(
            under_way.next_step(&policy, now, 7),
            NextStep::WaitUntil(now + Duration::milliseconds(7))
        );
        assert_eq!(sent(&mut under_way, AT).attempt, 2);
        // The longest wait that there is, and not more.
        let mut patient = queue(&["a"]);
        let attempt = sent(&mut patient, AT);
        patient.failures = 20;
        let answer = Answer::Unavailable(Some(policy.longest));
        patient.answer(&policy, &attempt, answer, (AT, longest)).unwrap();
        let due = AT + policy.longest * 2;
        assert_eq!(patient.next_step(&policy, AT, 0), NextStep::WaitUntil(due));
        assert_eq!(sent(&mut patient, AT - Duration::milliseconds(1)).attempt, 2);
    }

    #[test]
    fn a_page_that_closes_in_the_middle_loses_nothing_and_asks_again() {
        let (mut queue, policy) = (queue(&["a"]), QueuePolicy::default());
        let stored = queue.state();
        assert_eq!(Queue::restore(&stored), Ok(queue.clone()));
        let first = sent(&mut queue, AT);
        let mut again = Queue::restore(&queue.state()).unwrap();
        assert_eq!((again.waiting(), again.waits_since()), (1, Some(AT)));
        let second = sent(&mut again, AT);
        assert_eq!((second.key, second.attempt), (first.key, 2));
        assert_eq!(again.failures, 1);
        queue
            .answer(
                &policy,
                &sent(&mut again.clone(), AT + policy.timeout),
                Answer::Signed(vec![7]),
                (AT, 0),
            )
            .unwrap();
        assert_eq!(
            Queue::restore(&queue.state()).unwrap().entries[0].state,
            EntryState::Signed(vec![7])
        );
        for broken in [&b""[..], b"{}", b"[]", b"{\"entries\":[1]}"] {
            assert_eq!(Queue::restore(broken), Err(QueueError::Broken));
        }
    }

    #[test]
    fn queues_are_bounded() {
        let mut full = Queue::default();
        for n in 0..MAX_QUEUE {
            full.add(&n.to_string(), AT).unwrap();
        }
        assert_eq!(full.add("one more", AT), Err(QueueError::Full));
        assert!(Queue::restore(&full.state()).is_ok());
        full.entries.push_back(full.entries[0].clone());
        assert_eq!(full.entries.len(), MAX_QUEUE + 1);
        assert_eq!(Queue::restore(&full.state()), Err(QueueError::Full));
        let policy = QueuePolicy::default();
        assert_eq!(
            Queue::default().add(&"k".repeat(MAX_QUEUE_TEXT + 1), AT),
            Err(QueueError::TooLong)
        );
        let mut queue = queue(&[&"k".repeat(MAX_QUEUE_TEXT)]);
        let attempt = sent(&mut queue, AT);
        let long = Answer::Signed(vec![0; MAX_QUEUE_TEXT + 1]);
        assert_eq!(queue.answer(&policy, &attempt, long, (AT, 0)), Err(QueueError::TooLong));
        assert_eq!((queue.waiting(), queue.failures), (1, 1));
        queue.entries[0].key.push('k');
        assert_eq!(Queue::restore(&queue.state()), Err(QueueError::TooLong));
        queue.entries[0].key.pop();
        for length in [MAX_QUEUE_TEXT, MAX_QUEUE_TEXT + 1] {
            for state in [
                EntryState::Signed(vec![0; length]),
                EntryState::Refused("r".repeat(length)),
            ] {
                queue.entries[0].state = state;
                let restored = Queue::restore(&queue.state()).map(|_| ());
                assert_eq!(restored.is_ok(), length == MAX_QUEUE_TEXT, "{restored:?}");
            }
        }
    }

    #[test]
    fn a_stored_queue_has_each_key_once() {
        let mut twice = queue(&["a", "b"]);
        assert!(Queue::restore(&twice.state()).is_ok());
        twice.entries[1].key = "a".to_owned();
        assert_eq!(Queue::restore(&twice.state()), Err(QueueError::Broken));
    }
}
