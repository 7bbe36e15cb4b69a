//! The opening morning: 20,000 counters that start within ten minutes and ask one remote signer, which is down for an
//! hour and slow for another. Every counter has the queue of the library; the signer keeps what it signed by key.
//!
//! Pages close at any time, also while a request is under way, whose answer then reaches nobody. They open again with what
//! was stored: the last state, or a stale one from before the last traveller. The desk's own record says which keys have no
//! pass, and those are added again. Every signature that the signer makes is counted and is another one, and so is every
//! pass that reaches the desk.
//!
//! Nothing waits: events are taken in the order of their times, and all chance comes from one seed.

use anyhow::{Context, Result, bail, ensure};
use greengate::counter::{Answer, Attempt, EntryState, NextStep, Queue, QueuePolicy};
use greengate_figures::Region;
use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap},
};
use time::{Duration, OffsetDateTime, macros::datetime};

const OPENING: OffsetDateTime = datetime!(2026-11-30 8:00 UTC);
const COUNTERS: usize = 20_000;
const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;
/// Time within which the counters start.
const START: u64 = 10 * MINUTE;
/// Mean time between two travellers at a counter.
const BETWEEN: f64 = 15.0 * MINUTE as f64;
/// The signer is down, then slow, then itself again; the counters close.
const DOWN: u64 = HOUR;
const SLOW: u64 = 2 * HOUR;
const RECOVERED: u64 = 3 * HOUR;
const CLOSING: u64 = 4 * HOUR;
/// Time in microseconds for one signature, usually and while the signer is slow.
const USUAL: u64 = 2_500;
const SLOWLY: u64 = 25_000;
/// Longest line before the signer, in milliseconds: whoever comes then is sent away.
const LONGEST_LINE: u64 = 5 * SECOND;
/// Way to the signer and back, in milliseconds.
const WAY: u64 = 100;
/// One answer of so many is lost on its way; after one request and one answer of so many a page closes and opens again,
/// one time of so many with a stale state.
const LOST: u64 = 50;
const REOPENED: u64 = 500;
const STALE: u64 = 2;

/// A request, and the opening of the page that waits for its answer.
#[derive(Clone)]
struct Request {
    attempt: Attempt,
    opening: u32,
}

enum Event {
    Traveller,
    Look,
    Arrives(Request),
    /// It is the request's turn at the signer.
    Served(Request),
    Answered(Request, Answer),
}

/// Way of waiting after a failure.
#[derive(Clone, Copy)]
struct Waiting {
    name: &'static str,
    policy: QueuePolicy,
    /// Random number in place of a fresh one.
    fixed: Option<u64>,
}

/// What is known of a pass.
struct Pass {
    since: u64,
    /// Signatures that the signer made for its key.
    signatures: u32,
    /// Signatures that reached the desk, each once: more than one are as many passes.
    at_desk: Vec<Vec<u8>>,
    waited: u64,
}

/// How often pages were closed and opened again.
#[derive(Default)]
struct Reopened {
    times: u64,
    stale: u64,
    under_way: u64,
}

struct Morning {
    waiting: Waiting,
    rng: ChaCha20Rng,
    events: BinaryHeap<Reverse<(u64, u64, usize)>>,
    payloads: HashMap<u64, Event>,
    number: u64,
    queues: Vec<Queue>,
    /// State of each queue before its last traveller.
    stale: Vec<Vec<u8>>,
    /// How often each page was opened again.
    openings: Vec<u32>,
    /// Time of the next look at each queue; others are out of date.
    next_look: Vec<u64>,
    made: Vec<u32>,
    passes: HashMap<String, Pass>,
    /// What the signer keeps: its signature for each key.
    signed: HashMap<String, Vec<u8>>,
    /// A signer that keeps nothing, for comparison.
    forgets: bool,
    signatures: u64,
    /// Time in microseconds at which the signer has done everything that it took.
    free_at: u64,
    requests: u64,
    by_second: HashMap<u64, u32>,
    reopened: Reopened,
    /// Passes that reached the desk when it had them already.
    again_at_desk: u64,
    /// Requests for what was signed already: without keys as many passes more.
    asked_again: u64,
    now: u64,
}

fn instant(milliseconds: u64) -> OffsetDateTime {
    OPENING + Duration::milliseconds(i64::try_from(milliseconds).unwrap_or(i64::MAX))
}

/// Random number of a counter's traveller: the same whatever else happens.
fn traveller(counter: usize, number: u32) -> u64 {
    ChaCha20Rng::seed_from_u64((counter as u64) << 32 | u64::from(number)).next_u64()
}

impl Morning {
    fn new(waiting: Waiting, counters: usize) -> Self {
        let mut morning = Self {
            waiting,
            rng: ChaCha20Rng::seed_from_u64(25),
            events: BinaryHeap::new(),
            payloads: HashMap::new(),
            number: 0,
            queues: vec![Queue::default(); counters],
            stale: vec![Queue::default().state(); counters],
            openings: vec![0; counters],
            next_look: vec![0; counters],
            made: vec![0; counters],
            passes: HashMap::new(),
            signed: HashMap::new(),
            forgets: false,
            signatures: 0,
            free_at: 0,
            requests: 0,
            by_second: HashMap::new(),
            reopened: Reopened::default(),
            again_at_desk: 0,
            asked_again: 0,
            now: 0,
        };
        for counter in 0..counters {
            let start = traveller(counter, 0) % START;
            morning.at(start, counter, Event::Traveller);
        }
        morning
    }

    fn at(&mut self, time: u64, counter: usize, event: Event) {
        self.number += 1;
        self.payloads.insert(self.number, event);
        self.events.push(Reverse((time, self.number, counter)));
    }

    fn random(&mut self) -> u64 {
        let fresh = self.rng.next_u64();
        self.waiting.fixed.unwrap_or(fresh)
    }

    /// True once in so many times.
    fn happens(&mut self, one_in: u64) -> bool {
        self.rng.next_u64().is_multiple_of(one_in)
    }

    fn run(&mut self) -> Result<()> {
        while let Some(Reverse((time, number, counter))) = self.events.pop() {
            self.now = time;
            match self.payloads.remove(&number).context("an event is lost")? {
                Event::Traveller => self.traveller(counter)?,
                Event::Look if self.next_look[counter] == time => self.look(counter)?,
                Event::Look => {}
                Event::Arrives(request) => self.arrives(counter, request),
                Event::Served(request) => self.served(counter, request)?,
                Event::Answered(request, answer) => self.answered(counter, &request, answer)?,
            }
        }
        Ok(())
    }

    fn traveller(&mut self, counter: usize) -> Result<()> {
        let key = format!("{counter}-{}", self.made[counter]);
        self.made[counter] += 1;
        self.stale[counter] = self.queues[counter].state();
        ensure!(self.queues[counter].add(&key, instant(self.now))?, "a key occurs twice");
        let pass = Pass {
            since: self.now,
            signatures: 0,
            at_desk: Vec::new(),
            waited: 0,
        };
        self.passes.insert(key, pass);
        self.look(counter)?;
        // Travellers come at random (exponential times between them).
        let uniform = (traveller(counter, self.made[counter]) >> 11) as f64 / (1_u64 << 53) as f64;
        let next = self.now + (-(1.0 - uniform).ln() * BETWEEN) as u64;
        if next < CLOSING {
            self.at(next, counter, Event::Traveller);
        }
        Ok(())
    }

    fn look(&mut self, counter: usize) -> Result<()> {
        let random = self.random();
        let policy = self.waiting.policy;
        match self.queues[counter].next_step(&policy, instant(self.now), random) {
            NextStep::Send(attempt) => {
                // The request may never be answered: look again when it has timed out.
                let timeout = u64::try_from(policy.timeout.whole_milliseconds()).unwrap_or_default();
                self.look_at(self.now + timeout, counter);
                let opening = self.openings[counter];
                let request = Request { attempt, opening };
                self.at(self.now + WAY / 2, counter, Event::Arrives(request));
                if self.happens(REOPENED) {
                    self.reopened.under_way += 1;
                    self.reopen(counter)?;
                }
            }
            NextStep::WaitUntil(due) => {
                let due = u64::try_from((due - OPENING).whole_milliseconds()).unwrap_or_default();
                self.look_at(due.max(self.now + 1), counter);
            }
            NextStep::Idle => {}
        }
        Ok(())
    }

    /// The page closes, and opens again with what was stored and with what the desk's record lacks.
    fn reopen(&mut self, counter: usize) -> Result<()> {
        self.reopened.times += 1;
        self.openings[counter] += 1;
        let stored = if self.happens(STALE) {
            self.reopened.stale += 1;
            self.stale[counter].clone()
        } else {
            self.queues[counter].state()
        };
        let mut queue = Queue::restore(&stored)?;
        for number in 0..self.made[counter] {
            let key = format!("{counter}-{number}");
            let pass = self.passes.get(&key).context("a pass of nobody")?;
            if pass.at_desk.is_empty() {
                queue.add(&key, instant(pass.since))?;
            }
        }
        self.queues[counter] = queue;
        self.look_at(self.now + 1, counter);
        Ok(())
    }

    fn look_at(&mut self, time: u64, counter: usize) {
        self.next_look[counter] = time;
        self.at(time, counter, Event::Look);
    }

    fn arrives(&mut self, counter: usize, request: Request) {
        self.requests += 1;
        *self.by_second.entry(self.now / SECOND).or_default() += 1;
        let soon = self.now + WAY / 2;
        if (DOWN..SLOW).contains(&self.now) {
            // Half of the requests are refused at once, the others vanish.
            if self.happens(2) {
                self.at(soon, counter, Event::Answered(request, Answer::Unavailable(None)));
            }
            return;
        }
        let now = self.now * 1_000;
        if self.free_at.saturating_sub(now) > LONGEST_LINE * 1_000 {
            self.at(soon, counter, Event::Answered(request, Answer::Unavailable(None)));
            return;
        }
        let time = if (SLOW..RECOVERED).contains(&self.now) {
            SLOWLY
        } else {
            USUAL
        };
        self.free_at = self.free_at.max(now) + time;
        self.at(self.free_at / 1_000, counter, Event::Served(request));
    }

    /// The signer signs a key that it does not know, and answers the same from then on.
    fn served(&mut self, counter: usize, request: Request) -> Result<()> {
        let key = &request.attempt.key;
        let known = self.signed.get(key);
        self.asked_again += u64::from(known.is_some());
        let signature = match known {
            Some(signature) if !self.forgets => signature.clone(),
            _ => {
                self.signatures += 1;
                let signature = format!("{key}#{}", self.signatures).into_bytes();
                self.signed.insert(key.clone(), signature.clone());
                self.passes.get_mut(key).context("a pass of nobody")?.signatures += 1;
                signature
            }
        };
        let is_cut_off = (DOWN..SLOW).contains(&self.now);
        if !is_cut_off && !self.happens(LOST) {
            let answer = Event::Answered(request, Answer::Signed(signature));
            self.at(self.now + WAY / 2, counter, answer);
        }
        Ok(())
    }

    fn answered(&mut self, counter: usize, request: &Request, answer: Answer) -> Result<()> {
        // The page that asked is closed.
        if request.opening != self.openings[counter] {
            return Ok(());
        }
        let random = self.random();
        let now = (instant(self.now), random);
        let policy = self.waiting.policy;
        self.queues[counter].answer(&policy, &request.attempt, answer, now)?;
        for entry in self.queues[counter].take_answered() {
            let pass = self.passes.get_mut(&entry.key).context("a pass of nobody")?;
            let EntryState::Signed(signature) = entry.state else {
                bail!("nobody refuses a pass, and one is refused");
            };
            ensure!(
                signature.starts_with(format!("{}#", entry.key).as_bytes()),
                "another pass's signature"
            );
            if pass.at_desk.is_empty() {
                pass.waited = self.now - pass.since;
            }
            if pass.at_desk.contains(&signature) {
                self.again_at_desk += 1;
            } else {
                pass.at_desk.push(signature);
            }
        }
        if self.happens(REOPENED) {
            return self.reopen(counter);
        }
        self.look(counter)
    }

    /// Waits of the passes of travellers who came in this time, in seconds, ascending.
    fn waits(&self, times: std::ops::Range<u64>) -> Vec<f64> {
        let passes = self.passes.values().filter(|pass| times.contains(&pass.since));
        let mut waits: Vec<f64> = passes.map(|pass| pass.waited as f64 / SECOND as f64).collect();
        waits.sort_by(f64::total_cmp);
        waits
    }

    fn exactly_once(&self) -> usize {
        let once = self
            .passes
            .values()
            .filter(|pass| pass.signatures == 1 && pass.at_desk.len() == 1);
        once.count()
    }

    /// Passes for which more than one signature was made.
    fn signed_twice(&self) -> usize {
        self.passes.values().filter(|pass| pass.signatures > 1).count()
    }

    /// Passes that never reached the desk.
    fn lost(&self) -> usize {
        self.passes.values().filter(|pass| pass.at_desk.is_empty()).count()
    }

    fn highest(&self) -> u32 {
        self.by_second.values().copied().max().unwrap_or_default()
    }
}

fn quantile(waits: &[f64], share: f64) -> String {
    let place = ((waits.len() as f64 * share).ceil() as usize).clamp(1, waits.len().max(1)) - 1;
    waits.get(place).map_or_else(|| "-".to_owned(), |wait| shown(*wait))
}

/// Seconds as a person reads them.
fn shown(seconds: f64) -> String {
    if seconds < 60.0 {
        format!("{seconds:.1} s")
    } else {
        format!("{:.1} min", seconds / 60.0)
    }
}

fn quantiles(waits: &[f64]) -> String {
    [0.5, 0.9, 0.99, 1.0].map(|share| quantile(waits, share)).join(" | ")
}

pub fn run() -> Result<()> {
    let jitter = Waiting {
        name: "back-off with full jitter (the library's queue)",
        policy: QueuePolicy::default(),
        fixed: None,
    };
    let mut every_five = QueuePolicy::default();
    every_five.first = Duration::seconds(5);
    every_five.longest = Duration::seconds(5);
    let fixed = Waiting {
        name: "every five seconds",
        policy: every_five,
        // The bound itself.
        fixed: Some(5_000),
    };
    let mut mornings = Vec::new();
    for waiting in [jitter, fixed] {
        let mut morning = Morning::new(waiting, COUNTERS);
        morning.run()?;
        mornings.push(morning);
    }
    let [ours, _] = &mornings[..] else { return Ok(()) };
    let region = Region::begin("counter-morning");
    println!("| travellers who came | passes | wait, median | 90 % within | 99 % within | longest |");
    println!("|---|---|---|---|---|---|");
    for (name, times) in [
        ("8 to 9, the counters start within ten minutes", 0..DOWN),
        ("9 to 10, the signer is down", DOWN..SLOW),
        ("10 to 11, the signer is slow", SLOW..RECOVERED),
        ("11 to 12", RECOVERED..CLOSING),
        ("all morning", 0..CLOSING),
    ] {
        let waits = ours.waits(times);
        println!("| {name} | {} | {} |", waits.len(), quantiles(&waits));
    }
    drop(region);
    let region = Region::begin("counter-morning-beside");
    println!(
        "| tried again | passes | signatures made | issued exactly once | signed twice | lost | the same pass again | twice but for their keys | requests a pass | most requests in a second | wait, median | 90 % within | 99 % within | longest |"
    );
    println!("|{}", "---|".repeat(14));
    for morning in &mornings {
        let passes = morning.passes.len();
        println!(
            "| {} | {passes} | {} | {} | {} | {} | {} | {} | {:.2} | {} | {} |",
            morning.waiting.name,
            morning.signatures,
            morning.exactly_once(),
            morning.signed_twice(),
            morning.lost(),
            morning.again_at_desk,
            morning.asked_again,
            morning.requests as f64 / passes as f64,
            morning.highest(),
            quantiles(&morning.waits(0..CLOSING))
        );
    }
    let Reopened {
        times,
        stale,
        under_way,
    } = ours.reopened;
    println!(
        "\nPages that were closed and opened again with a stored queue: {times}, of these {under_way} with a request under way and {stale} with a stale state."
    );
    drop(region);
    for morning in &mornings {
        ensure!(
            morning.exactly_once() == morning.passes.len(),
            "a pass was lost, or issued twice"
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn morning(forgets: bool) -> Morning {
        let waiting = Waiting {
            name: "jitter",
            policy: QueuePolicy::default(),
            fixed: None,
        };
        let mut morning = Morning::new(waiting, 1_000);
        morning.forgets = forgets;
        morning.run().unwrap();
        morning
    }

    #[test]
    fn every_traveller_has_one_pass_after_every_kind_of_closing() {
        let morning = morning(false);
        let passes = morning.passes.len();
        assert_eq!((morning.exactly_once(), morning.lost()), (passes, 0));
        assert_eq!((morning.signatures, morning.signed_twice()), (passes as u64, 0));
        let Reopened {
            times,
            stale,
            under_way,
        } = morning.reopened;
        assert!(stale > 0 && under_way > 0 && stale < times && under_way < times);
        assert!(morning.asked_again > 0 && morning.again_at_desk > 0);
    }

    #[test]
    fn a_signer_that_forgets_is_found_out() {
        let morning = morning(true);
        assert!(morning.signed_twice() > 0);
        assert!(morning.passes.values().any(|pass| pass.at_desk.len() > 1));
        assert!(morning.exactly_once() < morning.passes.len());
        let again = morning.signatures - morning.passes.len() as u64;
        assert_eq!(morning.asked_again, again);
    }
}
