//! Trust lists in words.

use super::{DAY, MINUTE, milliseconds_now, now};
use crate::bridge::{
    Imported, Origin, RevocationEntry, TrustState, TrustSummary, UpdateFailure, UpdateOutcome, Updated,
};
use crate::{browser::instant, language::Words};
use greengate::{
    trust::{Freshness, RevocationState},
    verdict::{Reason, Report},
};

/// Milliseconds after which a list is dated by its month.
const RECENT: f64 = 45.0 * DAY;
/// Milliseconds after which a list is dated by its year.
const YEAR: f64 = 365.0 * DAY;

/// Age of a list.
struct Age {
    made: Option<f64>,
    freshness: Freshness,
    /// Name of the list.
    name: String,
}

impl Age {
    fn new(name: &str, made: Option<f64>, best_before: Option<f64>, expires_at: Option<f64>) -> Self {
        Self {
            made,
            freshness: freshness(made, best_before, expires_at),
            name: name.to_owned(),
        }
    }

    /// Ages of the lists that vouch for keys in use: those of the publisher's bundle, and the imported ones.
    fn all(trust: &TrustState) -> Vec<Self> {
        let mut all = Vec::new();
        if let Some(p) = &trust.published {
            let used = p.lists.iter().filter(|list| list.vouches);
            all.extend(used.map(|l| Self::new(&l.name, Some(l.issued_at), Some(p.best_before), Some(p.expires_at))));
        }
        let used = trust.imported.iter().filter(|list| list.vouches);
        all.extend(used.map(|list| Self::new(&list.name, list.issued_at, None, list.expires_at)));
        all
    }

    /// Age of the list that vouches for a pass.
    fn behind(report: &Report) -> Option<Self> {
        let source = report.source.as_ref()?;
        Some(Self::new(
            &source.name,
            source.list_issued_at.map(milliseconds),
            source.list_best_before.map(milliseconds),
            source.list_ends_at.map(milliseconds),
        ))
    }

    /// Rank of the list by how little it can be relied on.
    const fn rank(&self) -> u8 {
        match self.freshness {
            Freshness::Fresh => 0,
            Freshness::Unknown => 1,
            Freshness::Stale => 2,
            Freshness::TooOld => 3,
        }
    }

    fn words(&self, words: &Words) -> String {
        match self.made.map(|made| milliseconds_now() - made) {
            None => words.say("age-unknown"),
            Some(age) if age < MINUTE => words.say("age-new"),
            Some(age) => words.say_with("age-old", [("span", words.span(age).into())]),
        }
    }

    /// Name and date of the list: "WHO August 2026".
    fn named(&self, words: &Words) -> String {
        let date = self.made.and_then(|made| {
            let age = milliseconds_now() - made;
            (age > RECENT).then(|| words.month_of(made, age > YEAR))
        });
        match date {
            Some(date) => format!("{} {date}", self.name),
            None => format!("{}, {}", self.name, self.words(words)),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "seconds of the calendar are exact")]
fn milliseconds(at: time::OffsetDateTime) -> f64 {
    at.unix_timestamp() as f64 * 1000.0
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
        let ages = Age::all(trust);
        let lists = self.lists(&ages);
        let class = match ages.iter().map(Age::rank).max() {
            Some(3) => "loaded too-old",
            Some(2) => "loaded stale",
            Some(1) => "loaded undated",
            _ => "loaded",
        };
        (class, self.say_with("trust-status", [("lists", lists.into())]))
    }

    /// Lists with their dates, and which of them are too old.
    fn lists(&self, ages: &[Age]) -> String {
        let lists = ages.iter().map(|age| {
            let named = age.named(self);
            let id = match age.freshness {
                Freshness::Fresh | Freshness::Unknown => return named,
                Freshness::Stale => "trust-due",
                Freshness::TooOld => "trust-too-old",
            };
            self.say_with(id, [("status", named.into())])
        });
        lists.collect::<Vec<_>>().join(" · ")
    }

    /// Warning about the age of the lists: the one behind the verdict is too old, or the issuer may be newer than some.
    pub fn trust_warning(&self, trust: Option<&TrustState>, report: &Report) -> Option<String> {
        if let Some(age) = Age::behind(report) {
            return (age.freshness == Freshness::TooOld)
                .then(|| self.say_with("trust-warning", [("age", age.words(self).into())]));
        }
        let issued = report
            .issued_at
            .filter(|_| report.reason == Some(Reason::UnknownIssuer))
            .map(milliseconds)?;
        let mut older = Age::all(trust?);
        older.retain(|age| age.made.is_some_and(|made| made < issued));
        (!older.is_empty()).then(|| self.say_with("trust-newer-issuer", [("lists", self.lists(&older).into())]))
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
            let lists = p.lists.iter().map(|list| {
                let named = Age::new(&list.name, Some(list.issued_at), None, None).named(self);
                if list.checked {
                    named
                } else {
                    self.say_with("trust-unchecked", [("list", named.into())])
                }
            });
            let lists: Vec<String> = lists.collect();
            facts.push(self.say_with("trust-lists", [("lists", lists.join(", ").into())]));
        }
        facts.extend(trust.updated.as_ref().map(|updated| self.updated(updated)));
        if trust.all.keys > 0 && !trust.kept {
            facts.push(self.say("trust-not-kept"));
        }
        facts
    }

    /// Outcome of the last update.
    pub fn updated(&self, updated: &Updated) -> String {
        let ago = self.span(milliseconds_now() - updated.at);
        match &updated.outcome {
            UpdateOutcome::UpToDate => self.say_with("trust-no-newer", [("span", ago.into())]),
            UpdateOutcome::Replaced => self.say_with("trust-updated", [("span", ago.into())]),
            UpdateOutcome::Failed(failure) => self.say_with(
                "trust-failed",
                [("span", ago.into()), ("why", self.update_failure(failure).into())],
            ),
        }
    }

    /// Sentence about a revocation list, and about the last update of that of the hosts.
    pub fn revocation_list(&self, list: &RevocationEntry, updated: Option<&Updated>) -> String {
        let mut name = Age::new(&list.name, list.issued_at, None, None).named(self);
        if !list.checked {
            name = self.say_with("trust-unchecked", [("list", name.into())]);
        }
        let values = [("name", name.into()), ("n", list.entries.into())];
        let mut said = vec![self.say_with("trust-revoked", values)];
        said.extend(updated.filter(|_| !list.imported).map(|updated| self.updated(updated)));
        said.extend((!list.fault.is_empty()).then(|| list.fault.clone()));
        said.extend((!list.kept).then(|| self.say("trust-not-kept")));
        said.join(" ")
    }

    /// What the revocation lists said of a pass, or why none was asked.
    pub(super) fn revocation(&self, report: &Report) -> String {
        let revocation = &report.revocation;
        let named = |id| {
            let name = revocation.list.as_deref().unwrap_or_default();
            let list = Age::new(name, revocation.date.map(milliseconds), None, None).named(self);
            self.say_with(id, [("list", list.into())])
        };
        match revocation.state {
            RevocationState::Checked => named("verdict-revocation-done"),
            RevocationState::Old => named("verdict-revocation-old"),
            RevocationState::NotLoaded => self.say("verdict-revocation-missing"),
            _ => self.say("verdict-revocation-open"),
        }
    }

    /// Reason for not using the list that comes with the app, if it is not used.
    pub fn shipped_failure(&self, trust: Option<&TrustState>) -> Option<String> {
        let failure = trust?.shipped.as_ref()?;
        Some(self.say_with("trust-shipped-failed", [("why", self.update_failure(failure).into())]))
    }

    /// Name and date of the list that vouches for a pass.
    pub fn source(&self, report: &Report) -> Option<String> {
        let list = Age::behind(report)?.named(self);
        Some(self.say_with("fact-source", [("list", list.into())]))
    }

    /// Sentence about an imported list.
    pub fn imported(&self, list: &Imported) -> String {
        let id = if list.checked {
            "trust-imported"
        } else {
            "trust-imported-unchecked"
        };
        let age = Age::new(&list.name, list.issued_at, None, None);
        let values = [
            ("date", self.day_of(list.taken).into()),
            ("name", age.named(self).into()),
            ("extent", self.extent(&list.summary).into()),
        ];
        let mut said = self.say_with(id, values);
        if list.summary.skipped > 0 {
            said = [
                said,
                self.say_with("trust-skipped", [("n", list.summary.skipped.into())]),
            ]
            .join(" ");
        }
        said
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
