//! The opening morning: 20,000 counters that start within ten minutes and ask one remote signer, which is down for an
//! hour and slow for another. Every counter has the queue of the library; the signer keeps what it signed by key.
//!
//! Nothing waits: events are taken in the order of their times, and all chance comes from one seed.

use anyhow::{Context, Result, ensure};
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
/// One answer of so many is lost on its way, one counter of so many is closed and opened again after a pass.
const LOST: u64 = 50;
const REOPENED: u64 = 500;

enum Event {
    Traveller,
    Look,
    Arrives(Attempt),
    Answered(Attempt, Answer),
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
    signatures: u32,
    deliveries: u32,
    waited: u64,
}

struct Morning {
    waiting: Waiting,
    rng: ChaCha20Rng,
    events: BinaryHeap<Reverse<(u64, u64, usize)>>,
    payloads: HashMap<u64, Event>,
    number: u64,
    queues: Vec<Queue>,
    /// Time of the next look at each queue; others are out of date.
    next_look: Vec<u64>,
    made: Vec<u32>,
    passes: HashMap<String, Pass>,
    /// Time in microseconds at which the signer has done everything that it took.
    free_at: u64,
    requests: u64,
    by_second: HashMap<u64, u32>,
    reopened: u64,
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
    fn new(waiting: Waiting) -> Self {
        let mut morning = Self {
            waiting,
            rng: ChaCha20Rng::seed_from_u64(25),
            events: BinaryHeap::new(),
            payloads: HashMap::new(),
            number: 0,
            queues: vec![Queue::default(); COUNTERS],
            next_look: vec![0; COUNTERS],
            made: vec![0; COUNTERS],
            passes: HashMap::new(),
            free_at: 0,
            requests: 0,
            by_second: HashMap::new(),
            reopened: 0,
            asked_again: 0,
            now: 0,
        };
        for counter in 0..COUNTERS {
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
                Event::Look if self.next_look[counter] == time => self.look(counter),
                Event::Look => {}
                Event::Arrives(attempt) => self.arrives(counter, attempt),
                Event::Answered(attempt, answer) => self.answered(counter, &attempt, answer)?,
            }
        }
        Ok(())
    }

    fn traveller(&mut self, counter: usize) -> Result<()> {
        let key = format!("{counter}-{}", self.made[counter]);
        self.made[counter] += 1;
        ensure!(self.queues[counter].add(&key, instant(self.now))?, "a key occurs twice");
        let pass = Pass {
            since: self.now,
            signatures: 0,
            deliveries: 0,
            waited: 0,
        };
        self.passes.insert(key, pass);
        self.look(counter);
        // Travellers come at random (exponential times between them).
        let uniform = (traveller(counter, self.made[counter]) >> 11) as f64 / (1_u64 << 53) as f64;
        let next = self.now + (-(1.0 - uniform).ln() * BETWEEN) as u64;
        if next < CLOSING {
            self.at(next, counter, Event::Traveller);
        }
        Ok(())
    }

    fn look(&mut self, counter: usize) {
        let random = self.random();
        let policy = self.waiting.policy;
        match self.queues[counter].next_step(&policy, instant(self.now), random) {
            NextStep::Send(attempt) => {
                // The request may never be answered: look again when it has timed out.
                let timeout = u64::try_from(policy.timeout.whole_milliseconds()).unwrap_or_default();
                self.look_at(self.now + timeout, counter);
                self.at(self.now + WAY / 2, counter, Event::Arrives(attempt));
            }
            NextStep::WaitUntil(due) => {
                let due = u64::try_from((due - OPENING).whole_milliseconds()).unwrap_or_default();
                self.look_at(due.max(self.now + 1), counter);
            }
            NextStep::Idle => {}
        }
    }

    fn look_at(&mut self, time: u64, counter: usize) {
        self.next_look[counter] = time;
        self.at(time, counter, Event::Look);
    }

    fn arrives(&mut self, counter: usize, attempt: Attempt) {
        self.requests += 1;
        *self.by_second.entry(self.now / SECOND).or_default() += 1;
        let soon = self.now + WAY / 2;
        if (DOWN..SLOW).contains(&self.now) {
            // Half of the requests are refused at once, the others vanish.
            if self.happens(2) {
                self.at(soon, counter, Event::Answered(attempt, Answer::Unavailable(None)));
            }
            return;
        }
        let now = self.now * 1_000;
        if self.free_at.saturating_sub(now) > LONGEST_LINE * 1_000 {
            self.at(soon, counter, Event::Answered(attempt, Answer::Unavailable(None)));
            return;
        }
        let time = if (SLOW..RECOVERED).contains(&self.now) {
            SLOWLY
        } else {
            USUAL
        };
        self.free_at = self.free_at.max(now) + time;
        let done = self.free_at / 1_000;
        let Some(pass) = self.passes.get_mut(&attempt.key) else {
            return;
        };
        // The signer signs a key once, and answers the same from then on.
        if pass.signatures == 0 {
            pass.signatures = 1;
        } else {
            self.asked_again += 1;
        }
        let is_cut_off = (DOWN..SLOW).contains(&done);
        if !is_cut_off && !self.happens(LOST) {
            let signature = Answer::Signed(attempt.key.as_bytes().to_vec());
            self.at(done + WAY / 2, counter, Event::Answered(attempt, signature));
        }
    }

    fn answered(&mut self, counter: usize, attempt: &Attempt, answer: Answer) -> Result<()> {
        let random = self.random();
        let now = (instant(self.now), random);
        let policy = self.waiting.policy;
        self.queues[counter].answer(&policy, attempt, answer, now)?;
        for entry in self.queues[counter].take_answered() {
            let pass = self.passes.get_mut(&entry.key).context("a pass of nobody")?;
            ensure!(
                entry.state == EntryState::Signed(entry.key.into_bytes()),
                "another pass's signature"
            );
            pass.deliveries += 1;
            pass.waited = self.now - pass.since;
        }
        if self.happens(REOPENED) {
            self.reopened += 1;
            self.queues[counter] = Queue::restore(&self.queues[counter].state())?;
        }
        self.look(counter);
        Ok(())
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
            .filter(|pass| pass.signatures == 1 && pass.deliveries == 1);
        once.count()
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
        let mut morning = Morning::new(waiting);
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
        "| tried again | passes | issued exactly once | lost | twice but for their keys | requests a pass | most requests in a second | wait, median | 90 % within | 99 % within | longest |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|");
    for morning in &mornings {
        let (passes, once) = (morning.passes.len(), morning.exactly_once());
        let lost = morning.passes.values().filter(|pass| pass.deliveries == 0).count();
        println!(
            "| {} | {passes} | {once} | {lost} | {} | {:.2} | {} | {} |",
            morning.waiting.name,
            morning.asked_again,
            morning.requests as f64 / passes as f64,
            morning.highest(),
            quantiles(&morning.waits(0..CLOSING))
        );
    }
    println!(
        "\nCounters that were closed and opened again with a stored queue: {}.",
        ours.reopened
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
