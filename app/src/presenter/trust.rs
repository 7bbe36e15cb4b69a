//! Trust lists in words.

use super::{MINUTE, milliseconds_now, now};
use crate::{browser::instant, language::Words};
use greengate::{trust::Freshness, verdict::Report};
use greengate_app::bridge::{Origin, TrustState, TrustSummary, UpdateFailure, UpdateOutcome};

/// Age of a list.
struct Age {
    made: Option<f64>,
    freshness: Freshness,
    /// Name of the list, if there are several.
    name: Option<String>,
}

impl Age {
    fn new(made: Option<f64>, best_before: Option<f64>, expires_at: Option<f64>) -> Self {
        Self {
            made,
            freshness: freshness(made, best_before, expires_at),
            name: None,
        }
    }

    /// Ages of the lists that vouch for keys in use: of the publisher's bundle, and of the imported list.
    fn all(trust: &TrustState) -> [Option<Self>; 2] {
        let published = trust.published.as_ref().filter(|p| p.vouches);
        let imported = trust.imported.as_ref().filter(|i| i.vouches);
        let both = published.is_some() && imported.is_some();
        [
            published.map(|p| Self {
                name: both.then(|| p.lists.join(", ")),
                ..Self::new(Some(p.issued_at), Some(p.best_before), Some(p.expires_at))
            }),
            imported.map(|i| Self {
                name: both.then(|| i.name.clone()),
                ..Self::new(i.issued_at, None, i.expires_at)
            }),
        ]
    }

    /// Age of the least reliable list.
    fn oldest(trust: &TrustState) -> Option<Self> {
        let mut ages = Self::all(trust).into_iter().flatten();
        let first = ages.next()?;
        Some(ages.fold(
            first,
            |oldest, age| if age.is_older_than(&oldest) { age } else { oldest },
        ))
    }

    /// Age of the list that vouches for a pass; without one, of the most reliable list.
    fn behind(report: &Report, trust: &TrustState) -> Option<Self> {
        #[expect(clippy::cast_precision_loss, reason = "seconds of the calendar are exact")]
        let milliseconds = |at: Option<time::OffsetDateTime>| at.map(|at| at.unix_timestamp() as f64 * 1000.0);
        if let Some(source) = &report.source {
            return Some(Self::new(
                milliseconds(source.list_issued_at),
                milliseconds(source.list_best_before),
                milliseconds(source.list_ends_at),
            ));
        }
        let mut ages = Self::all(trust).into_iter().flatten();
        let first = ages.next()?;
        Some(ages.fold(
            first,
            |newest, age| if newest.is_older_than(&age) { age } else { newest },
        ))
    }

    fn is_older_than(&self, other: &Self) -> bool {
        let rank = |age: &Self| match age.freshness {
            Freshness::Fresh => 0,
            Freshness::Unknown => 1,
            Freshness::Stale => 2,
            Freshness::TooOld => 3,
        };
        (rank(self), other.made) > (rank(other), self.made)
    }

    fn words(&self, words: &Words) -> String {
        match self.made.map(|made| milliseconds_now() - made) {
            None => words.say("age-unknown"),
            Some(age) if age < MINUTE => words.say("age-new"),
            Some(age) => words.say_with("age-old", [("span", words.span(age).into())]),
        }
    }
}

/// Freshness now of a list with these dates, milliseconds since 1970.
pub(super) fn freshness(made: Option<f64>, best_before: Option<f64>, expires_at: Option<f64>) -> Freshness {
    let time = |at: Option<f64>| at.and_then(instant);
    Freshness::of(time(made), time(best_before), time(expires_at), now())
}

impl Words {
    /// Extent of a trust list in words: numbers of keys, countries and issuers.
    pub fn extent(&self, list: &TrustSummary) -> String {
        let mut parts = vec![
            self.count("count-keys", list.keys),
            self.count("count-countries", list.countries),
        ];
        if list.issuers > 0 {
            parts.push(self.count("count-issuers", list.issuers));
        }
        parts.join(" · ")
    }

    /// State of the lists: style class and one line of text.
    pub fn trust_status(&self, trust: Option<&TrustState>) -> (&'static str, String) {
        let Some(trust) = trust else {
            return ("starting", self.say("trust-loading"));
        };
        if trust.all.keys == 0 {
            return ("missing", self.say("trust-none"));
        }
        let Some(age) = Age::oldest(trust) else {
            return ("loaded", self.extent(&trust.all));
        };
        let name = age.name.as_ref().map_or_else(String::new, |name| format!(" · {name}"));
        let status = format!("{}{name} · {}", self.extent(&trust.all), age.words(self));
        match age.freshness {
            Freshness::Fresh | Freshness::Unknown => ("loaded", status),
            Freshness::Stale => ("loaded stale", self.say_with("trust-due", [("status", status.into())])),
            Freshness::TooOld => (
                "loaded too-old",
                self.say_with("trust-too-old", [("status", status.into())]),
            ),
        }
    }

    /// Warning about the age of the list behind a verdict, if it is too old.
    pub fn trust_warning(&self, trust: Option<&TrustState>, report: &Report) -> Option<String> {
        let age = Age::behind(report, trust?)?;
        (age.freshness == Freshness::TooOld).then(|| self.say_with("trust-warning", [("age", age.words(self).into())]))
    }

    /// Facts about the lists in use, one sentence each.
    pub fn trust_facts(&self, trust: &TrustState) -> Vec<String> {
        let mut facts = Vec::new();
        if let Some(p) = &trust.published {
            let origin = match p.origin {
                Origin::Shipped => "origin-shipped",
                Origin::Stored => "origin-stored",
                Origin::Updated => "origin-updated",
                Origin::Imported => "origin-imported",
            };
            let values = [
                ("serial", p.serial.to_string().into()),
                ("extent", self.extent(&p.summary).into()),
                ("origin", self.say(origin).into()),
                ("made", self.day_of(p.issued_at).into()),
                ("until", self.day_of(p.best_before).into()),
            ];
            facts.push(self.say_with("trust-published", values));
            if !p.lists.is_empty() {
                facts.push(self.say_with("trust-lists", [("lists", p.lists.join(", ").into())]));
            }
        }
        if let Some(i) = &trust.imported {
            let id = if i.checked {
                "trust-imported"
            } else {
                "trust-imported-unchecked"
            };
            let values = [
                ("date", self.day_of(i.taken).into()),
                ("name", i.name.as_str().into()),
                ("extent", self.extent(&i.summary).into()),
            ];
            facts.push(self.say_with(id, values));
            if i.summary.skipped > 0 {
                facts.push(self.say_with("trust-skipped", [("n", i.summary.skipped.into())]));
            }
        }
        if let Some(updated) = &trust.updated {
            let ago = self.span(milliseconds_now() - updated.at);
            facts.push(match &updated.outcome {
                UpdateOutcome::UpToDate => self.say_with("trust-no-newer", [("span", ago.into())]),
                UpdateOutcome::Replaced => self.say_with("trust-updated", [("span", ago.into())]),
                UpdateOutcome::Failed(failure) => self.say_with(
                    "trust-failed",
                    [("span", ago.into()), ("why", self.update_failure(failure).into())],
                ),
            });
        }
        if trust.all.keys > 0 && !trust.kept {
            facts.push(self.say("trust-not-kept"));
        }
        facts
    }

    fn update_failure(&self, failure: &UpdateFailure) -> String {
        let id = match failure {
            UpdateFailure::BadAddress => "fail-address",
            UpdateFailure::Unreachable => "fail-unreachable",
            UpdateFailure::Redirected => "fail-redirected",
            UpdateFailure::Status(404) => "fail-missing",
            UpdateFailure::Status(status) => {
                return self.say_with("fail-status", [("status", status.to_string().into())]);
            }
            UpdateFailure::BrokenOff => "fail-broken-off",
            UpdateFailure::TooLarge => "fail-too-large",
            UpdateFailure::NotABundle => "fail-not-a-bundle",
            UpdateFailure::SameSerial(serial) => {
                return self.say_with("fail-same-serial", [("serial", serial.to_string().into())]);
            }
            UpdateFailure::Refused(why) => return why.clone(),
        };
        self.say(id)
    }
}
