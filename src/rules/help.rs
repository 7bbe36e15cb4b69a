//! Remedies: hypothetical passes that are tried on the rules and would be accepted.

use super::{
    Outcome, RulePack, Subject,
    decide::{Candidate, object, outcome_at},
};
use crate::pass::Kind;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};

/// Maximum age of the tests that are tried, in hours.
const OLDEST_TEST: i64 = 14 * 24;
/// Maximum time after a dose that is tried as a minimum, in days.
const LONGEST_AFTER_DOSE: i64 = 60;
/// Maximum time for which a dose is followed, in days.
const LAST_AFTER_DOSE: i64 = 1_000;

/// A kind of test in the EU's value set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TestKind {
    /// Nucleic acid amplification (PCR), LOINC LP6464-4.
    Molecular,
    /// Rapid antigen test, LOINC LP217198-3.
    Antigen,
}

/// Something that a person could get so that the rules would accept the entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Remedy {
    /// The same statement in a new pass: the rules accept it, but the pass has expired. Only [`crate::verdict::plan`]
    /// gives this remedy, the rules never do.
    Renew,
    /// A negative test.
    Test {
        /// Kind of test.
        kind: TestKind,
        /// Maximum age at entry, in hours.
        at_most_hours: i64,
    },
    /// A further dose of the same vaccine.
    Dose {
        /// Number of the dose.
        number: i64,
        /// Minimum time before entry, in days.
        at_least_days: i64,
        /// Maximum time before entry in days, if rules limit it.
        at_most_days: Option<i64>,
    },
}

impl RulePack {
    /// Remedies for the person of this pass at the subject's time, found by trying hypothetical passes on the rules.
    /// Empty if none of them would be accepted, or if no acceptance rules are known.
    #[must_use]
    pub fn helps(&self, subject: &Subject) -> Vec<Remedy> {
        let mut helps = Vec::new();
        helps.extend(self.dose(subject));
        helps.extend(
            [TestKind::Molecular, TestKind::Antigen]
                .into_iter()
                .filter_map(|kind| self.test(subject, kind)),
        );
        helps
    }

    /// Hypothetical pass of this kind and content, to be tried with different dates.
    fn trial<'a>(&'a self, subject: &Subject, payload: &Value, kind: Kind) -> Hypothetical<'a> {
        let tried = Subject {
            payload,
            kinds: &[kind],
            // Its own dates are unknown: a rule that needs them stays open.
            issued_at: None,
            expires_at: None,
            ..*subject
        };
        let data = self.data(&tried);
        Hypothetical {
            candidates: self.candidates(&tried, &data),
            data,
            clock: subject.clock,
        }
    }

    fn test(&self, subject: &Subject, kind: TestKind) -> Option<Remedy> {
        let code = match kind {
            TestKind::Molecular => "LP6464-4",
            TestKind::Antigen => "LP217198-3",
        };
        // Any device of the EU's list; rules check that it is on the list.
        let device = self.value_sets().get("covid-19-lab-test-manufacturer-and-name");
        let device = device.and_then(|set| set.get(0)).cloned().unwrap_or(Value::Null);
        let text = |name, text: &str| (name, Value::from(text));
        let test = object([
            text("tg", "840539006"),
            text("tt", code),
            ("ma", device),
            text("nm", ""),
            text("sc", ""),
            text("tr", "260415000"),
            text("tc", ""),
            text("co", subject.issuer),
            text("is", ""),
            text("ci", ""),
        ]);
        let of_pass = |name| (name, subject.payload.get(name).cloned().unwrap_or(Value::Null));
        let payload = object([
            ("ver", version(subject.payload)),
            of_pass("dob"),
            of_pass("nam"),
            ("t", Value::Array(vec![test])),
        ]);
        let mut trial = self.trial(subject, &payload, Kind::Test);
        let mut accepted = |hours: i64| {
            let sampled = (subject.clock - Duration::hours(hours)).format(&Rfc3339);
            sampled.is_ok_and(|sampled| trial.accepts("/payload/t/0/sc", sampled))
        };
        if !accepted(1) {
            return None;
        }
        let hours = (1..=OLDEST_TEST).take_while(|hours| accepted(*hours)).last()?;
        // If even the oldest test is accepted, the rules do not depend on its age.
        (hours < OLDEST_TEST).then_some(Remedy::Test {
            kind,
            at_most_hours: hours,
        })
    }

    fn dose(&self, subject: &Subject) -> Option<Remedy> {
        let vaccination = subject.payload.get("v")?.get(0)?;
        let doses = |name: &str| vaccination.get(name).and_then(Value::as_i64);
        let (number, series) = (doses("dn")?.checked_add(1)?, doses("sd")?);
        let mut dose = vaccination.clone();
        dose["dn"] = number.into();
        dose["sd"] = number.max(series).into();
        let mut payload = subject.payload.clone();
        payload["v"] = Value::Array(vec![dose]);
        let mut trial = self.trial(subject, &payload, Kind::Vaccination);
        let mut accepted = |days: i64| {
            let date = subject
                .clock
                .checked_sub(Duration::days(days))
                .map(OffsetDateTime::date);
            date.is_some_and(|date| {
                let date = format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day());
                trial.accepts("/payload/v/0/dt", date)
            })
        };
        let first = (0..=LONGEST_AFTER_DOSE).find(|days| accepted(*days))?;
        let last = (first..=LAST_AFTER_DOSE).take_while(|days| accepted(*days)).last()?;
        Some(Remedy::Dose {
            number,
            at_least_days: first,
            at_most_days: (last < LAST_AFTER_DOSE).then_some(last),
        })
    }
}

/// A hypothetical pass that is tried on the rules many times. The data for the rules is built once, since value sets
/// are large.
struct Hypothetical<'a> {
    data: Value,
    candidates: Vec<Candidate<'a>>,
    clock: OffsetDateTime,
}

impl Hypothetical<'_> {
    /// True if the rules accept it with this value at a place of its content.
    fn accepts(&mut self, place: &str, value: String) -> bool {
        let Some(field) = self.data.pointer_mut(place) else {
            return false;
        };
        *field = Value::String(value);
        outcome_at(&self.candidates, &mut self.data, self.clock) == Outcome::Accepted
    }
}

/// Schema version of the pass, so that the same rules apply to hypothetical passes.
fn version(payload: &Value) -> Value {
    payload.get("ver").cloned().unwrap_or_else(|| "1.3.0".into())
}
