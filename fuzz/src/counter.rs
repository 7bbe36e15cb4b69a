//! The counter: the file of a clinic's day, and what a device stores between two calls.

use crate::{AT, choose};
use greengate::{
    counter::{
        Answer, BatchRow, Desk, Draft, EntryState, Findings, Journal, MemorySigner, NextStep, Problem, Progress, Queue,
        QueuePolicy, Severity, Signer, products, read_batch,
    },
    limits::{MAX_COUNTER_NAME, MAX_QUEUE},
};
use serde_json::{Value, json};
use std::{collections::BTreeSet, sync::LazyLock};
use time::{Duration, OffsetDateTime};

const HEADER: &str = "surname,given,birth_date,nationality,product,date,batch,centre,clinician,sex,document,from,until,\
                      from_paper,confirmed,surname_latin,given_latin\n";

/// A desk whose key nobody has certified.
static DESK: LazyLock<Desk> = LazyLock::new(|| {
    let signer = MemorySigner::from_bytes(&[5; 32]).expect("a scalar");
    Desk::training(signer.public_key()).expect("a key on P-256")
});

/// First byte: whether it is the whole file, or lines behind sound column names.
pub fn counter_batch(data: &[u8]) {
    let Some((form, data)) = choose(data) else { return };
    let file = if form % 2 == 0 {
        data.to_vec()
    } else {
        [HEADER.as_bytes(), data].concat()
    };
    let Ok(rows) = read_batch(&file) else { return };
    assert!(rows.is_sorted_by_key(|row| row.line), "lines come in their order");
    for row in &rows {
        let BatchRow { line, draft, .. } = row;
        assert!(*line >= 1);
        if let Ok(draft) = draft {
            check(draft);
        }
    }
}

/// What comes through the check holds what it promises, with every question answered with yes.
fn check(draft: &Draft) {
    let statement = match draft.check(AT, None) {
        Err(findings) => {
            assert!(!findings.list().is_empty(), "a refusal says why");
            let confirmed = Draft {
                confirmed: questions(&findings),
                ..draft.clone()
            };
            let again = confirmed.check(AT, None);
            assert_eq!(again.is_ok(), findings.are_questions(), "{findings}");
            let Ok(statement) = again else { return };
            statement
        }
        Ok(statement) => statement,
    };
    assert!(statement.date() <= AT.date(), "nobody is vaccinated tomorrow");
    assert!(statement.name().text.chars().count() <= MAX_COUNTER_NAME);
    let lines = statement.lines(true);
    assert!(lines.iter().all(|line| !line.value.chars().any(char::is_control)));
    let prepared = DESK.prepare(&statement, AT).expect("every statement can be signed");
    assert_eq!(prepared.digest().len(), 32);
    // Somebody who types the same in another spelling of spaces gets no second pass.
    let mut spaced = draft.clone();
    spaced.dose.batch = format!("  {} ", draft.dose.batch);
    spaced.confirmed = Problem::ALL.to_vec();
    let key = spaced.check(AT, None).map(|again| DESK.idempotency_key(&again));
    assert_eq!(key, Ok(DESK.idempotency_key(&statement)));
}

fn questions(findings: &Findings) -> Vec<Problem> {
    let problems = Problem::ALL.iter().copied();
    let questions: Vec<Problem> = problems
        .filter(|problem| problem.severity() == Severity::Question)
        .collect();
    let asked = findings.list().iter().map(|finding| finding.problem);
    let open = asked.filter(|problem| problem.severity() == Severity::Question);
    assert!(open.clone().all(|problem| questions.contains(&problem)));
    questions
}

/// A journal as it was found on the disk.
pub fn counter_journal(data: &[u8]) {
    let Ok(mut journal) = Journal::read(data) else { return };
    let kept = &data[..journal.complete()];
    assert!(kept.is_empty() || kept.ends_with(b"\n"));
    let mut file = kept.to_vec();
    // A key that is there, and one that is not.
    let lines = kept.split(|byte| *byte == b'\n');
    let records = lines.filter_map(|line| serde_json::from_slice::<Value>(line).ok());
    let first = records
        .filter_map(|record| Some(record.get("key")?.as_str()?.to_owned()))
        .next();
    for key in first.iter().map(String::as_str).chain(["a new one"]) {
        let before = journal.progress(key);
        let Ok((at, line)) = journal.begin(key, "details", AT) else {
            assert!(
                matches!(before, Progress::Done(..)),
                "what is not stored may be corrected"
            );
            continue;
        };
        file.extend(line.unwrap_or_default().bytes());
        if let Progress::Done(known, _) = &before {
            assert_eq!((*known, journal.progress(key)), (at, before));
            continue;
        }
        assert_eq!(journal.progress(key), Progress::Begun(at));
        file.extend(journal.done(key, "fingerprint").bytes());
        assert_eq!(journal.progress(key), Progress::Done(at, "fingerprint".to_owned()));
        // What was written is what is read.
        let again = Journal::read(&file).expect("its own lines");
        assert_eq!(
            (again.complete(), again.progress(key)),
            (file.len(), journal.progress(key))
        );
    }
}

/// First byte: the answers of the signer; the rest is a stored queue. A signer that is there signs everything.
pub fn counter_queue(data: &[u8]) {
    let Some((form, data)) = choose(data) else { return };
    let Ok(mut queue) = Queue::restore(data) else { return };
    assert_eq!(
        Queue::restore(&queue.state()),
        Ok(queue.clone()),
        "it is stored as it is"
    );
    let keys: BTreeSet<&str> = queue.entries().map(|entry| entry.key.as_str()).collect();
    assert!(keys.len() == queue.entries().count() && keys.len() <= MAX_QUEUE);
    let policy = QueuePolicy::default();
    // The clock is right, or it is that of the queue, far from it.
    let mut at = match queue.waits_since() {
        Some(since) if form % 2 == 1 => since,
        _ => AT,
    };
    // Each waiting entry is asked for once, after a wait, and some answers get lost before.
    let (mut lost, waiting) = (form / 2 % 8, queue.waiting());
    for step in 0..=3 * (waiting + lost) {
        match queue.next_step(&policy, at, 7) {
            NextStep::Idle => break,
            NextStep::WaitUntil(then) => {
                assert!(
                    then > at && then <= at.saturating_add(policy.longest * 2),
                    "{then} at {at}"
                );
                at = then;
            }
            NextStep::Send(attempt) if lost > 0 => {
                lost -= 1;
                let answer = Answer::Unavailable((step % 2 == 1).then_some(Duration::DAY));
                assert_eq!(queue.answer(&policy, &attempt, answer, (at, 7)), Ok(()));
            }
            NextStep::Send(attempt) => {
                let signed = Answer::Signed(vec![1; 64]);
                assert_eq!(queue.answer(&policy, &attempt, signed, (at, 7)), Ok(()));
            }
        }
    }
    // At the end of time there is no later moment to wait for.
    if at.saturating_add(Duration::DAY) < LATEST {
        assert_eq!((queue.waiting(), lost * waiting), (0, 0), "{queue:?}");
    }
    let answered = queue.take_answered();
    assert!(answered.iter().all(|entry| entry.state != EntryState::Waiting));
}

/// Last time that there is.
const LATEST: OffsetDateTime = time::macros::datetime!(9999-12-31 23:59:59 UTC);

pub(crate) fn batches() -> Vec<Vec<u8>> {
    let product = |at: usize| products()[at].identifier;
    let lines = format!(
        "Щербакова,Юлия,1983-07-21,RUS,{},2026-10-01,LOT 607,Institute,Dr Test,F,P1234567,,,,,,\n\
         Berg,,1990-02,D,{},2026-10-02,\"A,1\",,Dr Test,X,,2026-10-12,2036-10-01,Dr Old,given-name-missing \
         birth-date-incomplete,,\n\
         山田,太郎,1990-02-03,JPN,{},2026-10-02,L,Institute,,M,,,,,,YAMADA,TARO\n",
        product(7),
        product(30),
        product(0),
    );
    vec![
        [&[0][..], HEADER.as_bytes(), lines.as_bytes()].concat(),
        [&[1][..], lines.as_bytes()].concat(),
        [&[1][..], "a\n\n\"b\nc\",d\n".as_bytes()].concat(),
    ]
}

pub(crate) fn journals() -> Vec<Vec<u8>> {
    let mut journal = Journal::default();
    let mut text = journal
        .begin("one", "typed", AT)
        .map_or_else(|_| None, |(_, line)| line)
        .unwrap_or_default();
    text += &journal.done("one", "fp");
    text += &journal
        .begin("two", "details", AT)
        .map_or_else(|_| None, |(_, line)| line)
        .unwrap_or_default();
    let cut = text[..text.len() - 5].to_owned();
    vec![text.into_bytes(), cut.into_bytes()]
}

pub(crate) fn queues() -> Vec<Vec<u8>> {
    let mut queue = Queue::default();
    let policy = QueuePolicy::default();
    for key in ["a", "b", "c"] {
        _ = queue.add(key, AT);
    }
    if let NextStep::Send(attempt) = queue.next_step(&policy, AT, 0) {
        _ = queue.answer(&policy, &attempt, Answer::Signed(vec![1; 64]), (AT, 0));
    }
    if let NextStep::Send(attempt) = queue.next_step(&policy, AT, 0) {
        _ = queue.answer(&policy, &attempt, Answer::Unavailable(None), (AT, 1));
    }
    let stored = queue.state();
    _ = queue.next_step(&policy, AT + Duration::MINUTE, 0);
    let under_way = queue.state();
    let entry = |key: &str| json!({"key": key, "since": 0, "state": "waiting", "attempts": 0});
    let twice = json!({"entries": [entry("a"), entry("a")], "under_way": null, "failures": 0, "not_before": null});
    [&stored, &under_way, twice.to_string().as_bytes()]
        .into_iter()
        .enumerate()
        .map(|(n, state)| [&[n as u8 * 3][..], state].concat())
        .collect()
}
