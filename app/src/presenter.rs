//! What the page says of verdicts, lists, rules and faults. The sentences themselves are
//! messages in `www/lang`; here is which of them is said when.

use crate::{
    browser::{instant, now as milliseconds_now},
    camera::CameraError,
    language::Words,
    state::{ClockFault, Notice},
};
use greengate::{
    frame::Hint,
    pass::{ClinicalEvent, Format, Kind, Recognised, TestResult, Void, names},
    rules::{Entry, Outcome, RuleReport, RuleResult},
    trust::Freshness,
    verdict::{Answer as Conclude, Because, Conclusion, Reason, Report, Revocation},
};
use greengate_app::bridge::{Origin, RulesState, TrustState, TrustSummary, UpdateFailure, UpdateOutcome};

/// How a verdict looks: each has its own colour, icon, word and sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerdictStyle {
    /// Everything that was asked is answered yes.
    Valid,
    /// Genuine and current, but a person has to decide about the rest.
    Unsure,
    /// Genuine and current, but of no use here: refused there, or another person's.
    Refused,
    /// Genuine, but not current or not readable.
    Outdated,
    /// Nobody can say: the issuer is not on the list.
    Unknown,
    /// Not genuine.
    Forged,
    /// No pass, or a damaged one.
    Unreadable,
}

impl VerdictStyle {
    /// The style of a pass alone.
    pub fn of(report: &Report) -> Self {
        Self::with(report, report.conclusion)
    }

    /// The style of a pass with everything that was asked.
    pub const fn with(report: &Report, conclusion: Conclusion) -> Self {
        match (report.reason, conclusion.answer) {
            (None, Conclude::Go) => Self::Valid,
            (None, Conclude::Look) => Self::Unsure,
            (None | Some(Reason::UnknownIssuer), Conclude::Stop) => Self::Refused,
            (Some(_), _) if report.authentic => Self::Outdated,
            (Some(Reason::UnknownIssuer), _) => Self::Unknown,
            (Some(Reason::BadSignature | Reason::WrongKeyUsage | Reason::Revoked), _) => Self::Forged,
            (Some(_), _) => Self::Unreadable,
        }
    }

    /// The name of its style.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Unsure => "unsure",
            Self::Refused => "refused",
            Self::Outdated => "outdated",
            Self::Unknown => "unknown",
            Self::Forged => "forged",
            Self::Unreadable => "unreadable",
        }
    }
}

/// A verdict in words: the headline, what it means, what to do.
pub struct Verdict {
    /// A few words, readable from afar.
    pub headline: String,
    /// One sentence with the facts.
    pub meaning: String,
    /// What to do next, where there is something.
    pub advice: Option<String>,
}

/// Answers to the questions that every pass is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Yes.
    Yes,
    /// No.
    No,
    /// It cannot be said.
    Open,
}

impl Answer {
    /// In a word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Yes => "answer-yes",
            Self::No => "answer-no",
            Self::Open => "answer-open",
        }
    }
}

impl From<Outcome> for Answer {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Accepted => Self::Yes,
            Outcome::Refused => Self::No,
            Outcome::Undecided => Self::Open,
        }
    }
}

const MINUTE: f64 = 60_000.0;
const HOUR: f64 = 60.0 * MINUTE;
const DAY: f64 = 24.0 * HOUR;
/// Milliseconds after which rules that began to apply count as old.
const OLD_RULES: f64 = 90.0 * DAY;

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

fn freshness(made: Option<f64>, best_before: Option<f64>, expires_at: Option<f64>) -> Freshness {
    let time = |at: Option<f64>| at.and_then(instant);
    Freshness::of(time(made), time(best_before), time(expires_at), now())
}

fn now() -> time::OffsetDateTime {
    instant(milliseconds_now()).unwrap_or(time::OffsetDateTime::UNIX_EPOCH)
}

/// "Is it genuine?", "Is it current?"
pub const fn genuine_and_current(report: &Report) -> (Answer, Answer) {
    let genuine = match (report.authentic, report.reason) {
        (true, _) => Answer::Yes,
        (false, Some(Reason::UnknownIssuer)) => Answer::Open,
        (false, _) => Answer::No,
    };
    let current = match (report.authentic, report.reason) {
        (true, None) => Answer::Yes,
        (true, Some(Reason::BadPayload)) | (false, _) => Answer::Open,
        (true, Some(_)) => Answer::No,
    };
    (genuine, current)
}

/// Message of a kind of pass.
pub const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Vaccination => "kind-vaccination",
        Kind::Test => "kind-test",
        Kind::Recovery => "kind-recovery",
        _ => "fact-pass",
    }
}

/// Message of a hint that helps to read the code in front of the camera.
pub const fn hint(hint: Hint) -> &'static str {
    match hint {
        Hint::Closer => "hint-closer",
        Hint::Farther => "hint-farther",
        Hint::HoldStill => "hint-still",
        Hint::MoreLight => "hint-light",
        Hint::Glare => "hint-glare",
    }
}

/// Messages of a camera fault: what happened, and what to do. Files and texts work without a camera.
pub const fn camera_fault(fault: CameraError) -> (&'static str, &'static str) {
    match fault {
        CameraError::Insecure => ("fault-insecure", "fault-insecure-advice"),
        CameraError::Unsupported => ("fault-unsupported", "fault-unsupported-advice"),
        CameraError::Refused => ("fault-refused", "fault-refused-advice"),
        CameraError::Missing => ("fault-missing", "fault-missing-advice"),
        CameraError::Busy => ("fault-busy", "fault-busy-advice"),
        CameraError::Lost => ("fault-lost", "fault-lost-advice"),
        CameraError::Other => ("fault-other", "fault-other-advice"),
    }
}

/// Message of a field of the DCC, by the name that rules use.
fn field_label(field: &str) -> Option<&'static str> {
    Some(match field {
        "dt" => "fact-vaccinated",
        "dn" | "sd" => "fact-dose",
        "mp" => "fact-vaccine",
        "ma" => "fact-maker",
        "tg" => "fact-disease",
        "tt" => "fact-test",
        "tr" => "fact-result",
        "sc" => "fact-sampled",
        "fr" => "fact-first-positive",
        "df" => "fact-from",
        "du" => "fact-until",
        _ => return None,
    })
}

/// Message of a name that has a translation, such as a disease; brands and makers have none.
fn name(english: &str) -> Option<&'static str> {
    Some(match english {
        "COVID-19" => "name-covid",
        "Yellow fever" => "name-yellow-fever",
        "Poliomyelitis" => "name-polio",
        "Rapid antigen test" => "name-antigen-test",
        "Molecular test (NAAT, PCR)" => "name-molecular-test",
        "Antigen test" => "name-other-antigen-test",
        "Antibody test" => "name-antibody-test",
        _ => return None,
    })
}

impl Words {
    /// The verdict in words, with everything that was asked.
    pub fn verdict(&self, report: &Report, conclusion: Conclusion) -> Verdict {
        let day = |at: Option<time::OffsetDateTime>| at.map(|at| self.day(at)).unwrap_or_default();
        let say = |id: &str| self.say(id);
        let dated = |id: &str, date: String| self.say_with(id, [("date", date.into())]);
        let (headline, meaning, advice) = match report.reason {
            None => (
                report.entry.as_ref().map_or_else(
                    || say("verdict-valid"),
                    |entry| self.with_country("verdict-valid-for", entry),
                ),
                report.expires_at.map_or_else(
                    || say("verdict-valid-forever"),
                    |at| dated("verdict-valid-until", self.day(at)),
                ),
                Some("verdict-valid-advice"),
            ),
            Some(Reason::Expired) => (
                dated("verdict-outdated", day(report.expires_at)),
                say("verdict-expired-meaning"),
                Some("verdict-newer-advice"),
            ),
            Some(Reason::NotYetValid) => (
                say("verdict-not-yet"),
                // The vaccination is too fresh, or the clock is wrong.
                dated("verdict-not-yet-meaning", day(report.valid_from.max(report.issued_at))),
                Some("verdict-not-yet-advice"),
            ),
            Some(Reason::IssuerCertificateNotValid) => {
                let source = report.source.as_ref();
                let period = source.and_then(|s| s.not_before.zip(s.not_after));
                // A certificate that is to come is no matter of being out of date.
                let ended = source.and_then(|s| s.not_after).filter(|end| *end < now());
                (
                    ended.map_or_else(
                        || say("verdict-not-now"),
                        |end| dated("verdict-outdated", self.day(end)),
                    ),
                    period.map_or_else(
                        || say("verdict-certificate-meaning"),
                        |(from, until)| {
                            let values = [("from", self.day(from).into()), ("until", self.day(until).into())];
                            self.say_with("verdict-certificate-period", values)
                        },
                    ),
                    Some("verdict-newer-advice"),
                )
            }
            Some(Reason::BadPayload) if !report.events.iter().any(|event| event.void.is_none()) => (
                say("verdict-empty"),
                say("verdict-empty-meaning"),
                Some("verdict-faulty-advice"),
            ),
            Some(Reason::BadPayload) => (
                say("verdict-faulty"),
                say("verdict-faulty-meaning"),
                Some("verdict-faulty-advice"),
            ),
            Some(Reason::UnknownIssuer) => (
                say("verdict-unknown"),
                say("verdict-unknown-meaning"),
                Some("verdict-unknown-advice"),
            ),
            Some(Reason::BadSignature) => (
                say("verdict-forged"),
                say("verdict-forged-meaning"),
                Some("verdict-refuse-advice"),
            ),
            Some(Reason::WrongKeyUsage) => (
                say("verdict-forged"),
                say("verdict-usage-meaning"),
                Some("verdict-refuse-advice"),
            ),
            Some(Reason::Revoked) => (
                say("verdict-revoked"),
                say("verdict-revoked-meaning"),
                Some("verdict-refuse-advice"),
            ),
            Some(Reason::NotAPass) => {
                let named = self.foreign(report.recognised.as_ref());
                (
                    say(if named.is_some() {
                        "verdict-not-read"
                    } else {
                        "verdict-foreign"
                    }),
                    named.unwrap_or_else(|| say("verdict-foreign-meaning")),
                    Some("verdict-foreign-advice"),
                )
            }
            Some(Reason::UnsupportedAlgorithm) => (
                say("verdict-improper"),
                say("verdict-algorithm-meaning"),
                Some("verdict-refuse-advice"),
            ),
            Some(Reason::Encoding | Reason::Compression | Reason::Malformed) => (
                say("verdict-damaged"),
                say("verdict-damaged-meaning"),
                Some("verdict-damaged-advice"),
            ),
            Some(Reason::TooLarge) => (
                say("verdict-improper"),
                say("verdict-large-meaning"),
                Some("verdict-refuse-advice"),
            ),
        };
        let mut verdict = Verdict {
            headline,
            meaning,
            advice: advice.map(say),
        };
        if let Some((headline, meaning)) = self.beyond_the_pass(report, conclusion) {
            verdict.headline = headline;
            verdict.meaning = meaning.unwrap_or_default();
        }
        if report.is_valid() && report.revocation == Revocation::NotChecked {
            verdict.meaning = format!("{} {}", verdict.meaning, say("verdict-revocation-open"));
        }
        verdict
    }

    /// Headline and meaning where the pass is not what decides: its destination, its holder, the age
    /// of the list.
    fn beyond_the_pass(&self, report: &Report, conclusion: Conclusion) -> Option<(String, Option<String>)> {
        let stop = conclusion.answer == Conclude::Stop;
        let entry = report.entry.as_ref();
        Some(match (conclusion.because?, entry) {
            (Because::Entry, Some(entry)) if stop => (
                self.with_country("verdict-refused", entry),
                Some(self.say("verdict-refused-meaning")),
            ),
            (Because::Entry, Some(entry)) => (
                self.say(if entry.rules.is_empty() {
                    "verdict-no-rules"
                } else {
                    "verdict-undecided"
                }),
                Some(self.with_country("verdict-undecided-meaning", entry)),
            ),
            (Because::Holder, _) if stop => (self.say("verdict-other-person"), None),
            (Because::Holder, _) => (self.say("verdict-near-person"), None),
            (Because::TrustAge, _) => (self.say("verdict-old-list"), Some(self.say("verdict-old-list-meaning"))),
            _ => return None,
        })
    }

    fn with_country(&self, id: &str, entry: &Entry) -> String {
        self.say_with(id, [("country", self.country(&entry.country).into())])
    }

    /// What a code or text is that is recognised and not read.
    pub fn foreign(&self, recognised: Option<&Recognised>) -> Option<String> {
        let Recognised { kind, host, .. } = recognised?;
        let host = host.clone().unwrap_or_default();
        Some(self.say_with("recognised", [("kind", kind.name().into()), ("host", host.into())]))
    }

    /// "Is it genuine?", "Is it current?", and where a destination is chosen, "Accepted there?"
    pub fn questions(&self, report: &Report) -> Vec<(String, Answer)> {
        let (genuine, current) = genuine_and_current(report);
        let mut questions = vec![
            (self.say("question-genuine"), genuine),
            (self.say("question-current"), current),
        ];
        if let Some(entry) = &report.entry {
            let country = self.country(&entry.country);
            questions.push((
                self.say_with("question-country", [("country", country.into())]),
                entry.outcome.into(),
            ));
        }
        questions
    }

    /// Reasons against entry, one for each rule: the rule, and the data that it checked.
    pub fn entry_reasons(&self, format: Option<Format>, entry: &Entry, rules: &RulesState) -> Vec<String> {
        let mut reasons = Vec::new();
        if format.is_some_and(|format| !format.has_rules()) {
            reasons.push(self.say("rules-other-format"));
        } else if entry.rules.is_empty() {
            reasons.push(self.say("rules-no-rules"));
        }
        let against = entry.rules.iter().filter(|rule| rule.result != RuleResult::Passed);
        reasons.extend(against.map(|rule| self.rule(rule)));
        if !entry.rules.is_empty() {
            reasons.extend(self.rules_age(rules));
        }
        reasons
    }

    /// A rule with the data that it checked, in words: "Vaccinated on 18 February 2021".
    fn rule(&self, rule: &RuleReport) -> String {
        let looked: Vec<String> = rule
            .values
            .iter()
            .filter(|looked| looked.path.starts_with("payload."))
            .filter_map(|looked| {
                let field = looked.path.rsplit('.').next().unwrap_or_default();
                let text = looked.value.as_str()?;
                let value = match field {
                    "mp" => names::product(text),
                    "ma" => names::maker(text),
                    "tt" => self.named(&names::test(text)),
                    "tg" => self.named(&names::disease(text)),
                    "tr" => match text {
                        "260415000" => self.say("result-not-detected"),
                        "260373001" => self.say("result-detected"),
                        _ => text.to_owned(),
                    },
                    "sc" => text.replacen('T', " ", 1),
                    _ => self.partial_date(text),
                };
                let label = field_label(field).map_or_else(|| field.to_owned(), |id| self.say(id));
                Some(format!("{label} {value}"))
            })
            .collect();
        let looked = if looked.is_empty() {
            String::new()
        } else {
            format!(" ({})", looked.join(", "))
        };
        let said = format!("{}{looked} [{}]", rule.description, rule.id);
        let id = if rule.result == RuleResult::Failed {
            "rule-failed"
        } else {
            "rule-open"
        };
        self.say_with(id, [("rule", said.into())])
    }

    /// Age of the rules in words, so that old ones never look current.
    pub fn rules_age(&self, rules: &RulesState) -> Option<String> {
        let newest = rules.newest?;
        let (date, age) = (self.day_of(newest), milliseconds_now() - newest);
        Some(if age > OLD_RULES {
            let values = [("date", date.into()), ("age", self.span(age).into())];
            self.say_with("rules-old", values)
        } else {
            self.say_with("rules-age", [("date", date.into())])
        })
    }

    /// Facts about the rules in use, one sentence each.
    pub fn rules_facts(&self, rules: &RulesState) -> Vec<String> {
        if rules.rules == 0 {
            return vec![self.say("rules-empty")];
        }
        let values = [
            ("rules", self.count("count-rules", rules.rules).into()),
            ("countries", self.count("count-countries", rules.countries.len()).into()),
            ("sets", self.count("count-value-sets", rules.value_sets).into()),
        ];
        let mut facts = vec![self.say_with("rules-extent", values)];
        if let Some(pack) = &rules.published {
            let values = [
                ("serial", pack.serial.to_string().into()),
                ("made", self.day_of(pack.issued_at).into()),
            ];
            facts.push(self.say_with("rules-published", values));
            if let Some(at) = rules.same_serial {
                let why = self.say_with("fail-same-serial", [("serial", pack.serial.to_string().into())]);
                let ago = self.span(milliseconds_now() - at);
                facts.push(self.say_with("trust-failed", [("span", ago.into()), ("why", why.into())]));
            }
            let fresh = freshness(Some(pack.issued_at), Some(pack.best_before), Some(pack.expires_at));
            if matches!(fresh, Freshness::Stale | Freshness::TooOld) {
                let age = self.span(milliseconds_now() - pack.issued_at);
                facts.push(self.say_with("rules-pack-stale", [("age", age.into())]));
            }
        }
        if !rules.names.is_empty() {
            facts.push(self.say_with("rules-not-checked", [("names", rules.names.join(", ").into())]));
        }
        facts.extend(self.rules_age(rules));
        facts
    }

    /// Facts beside name and birth date: label, value, and true for a void one.
    pub fn facts(&self, report: &Report) -> Vec<(String, String, bool)> {
        let row = |label: &str, value: Option<String>, void: bool| {
            value.filter(|v| !v.is_empty()).map(|v| (self.say(label), v, void))
        };
        let mut facts = Vec::new();
        let mut add = |label: &str, value: Option<String>| facts.extend(row(label, value, false));
        add("fact-pass", report.format.map(|f| self.format(f)));
        add("fact-kind", report.kind.map(|k| self.say(kind(k))));
        add("fact-document", report.holder.as_ref().and_then(|h| h.document.clone()));
        let issuer = report.issuer.as_ref();
        add(
            "fact-country",
            issuer.and_then(|i| i.country.as_deref()).map(|c| self.country(c)),
        );
        add("fact-authority", issuer.and_then(|i| i.name.clone()));
        for event in &report.events {
            if let Some(void) = event.void {
                let why = match void {
                    Void::NotDone => "void-not-done",
                    Void::EnteredInError => "void-in-error",
                    _ => "void-other",
                };
                facts.extend(row("fact-void", Some(self.say(why)), false));
            }
            let of_event = self.event(event).into_iter();
            facts.extend(of_event.filter_map(|(label, value)| row(label, Some(value), event.void.is_some())));
        }
        let mut add = |label: &str, value: Option<String>| facts.extend(row(label, value, false));
        add(
            "fact-clock",
            report.issued_ahead.map(|seconds| {
                #[expect(clippy::cast_precision_loss, reason = "a tolerance of minutes")]
                let ahead = self.span(seconds.div_ceil(60) as f64 * MINUTE);
                self.say_with("fact-clock-ahead", [("span", ahead.into())])
            }),
        );
        add("fact-issued", report.issued_at.map(|at| self.day(at)));
        add("fact-expires", report.expires_at.map(|at| self.day(at)));
        facts
    }

    /// Name of a disease or a kind of test, translated if there is a translation.
    fn named(&self, english: &str) -> String {
        name(english).map_or_else(|| english.to_owned(), |id| self.say(id))
    }

    /// Facts of one vaccination, test or recovery: message of the label, and value.
    fn event(&self, event: &ClinicalEvent) -> Vec<(&'static str, String)> {
        let mut facts = Vec::new();
        let mut add = |label, value: Option<String>| facts.extend(value.filter(|v| !v.is_empty()).map(|v| (label, v)));
        let date = |text: &Option<String>| text.as_deref().map(|text| self.partial_date(text));
        let named = |text: &Option<String>| text.as_deref().map(|text| self.named(text));
        add("fact-disease", named(&event.disease));
        match event.kind {
            Some(Kind::Test) | None => {
                add(
                    "fact-result",
                    event.result.as_ref().map(|result| match result {
                        TestResult::Detected => self.say("result-detected"),
                        TestResult::NotDetected => self.say("result-not-detected"),
                        TestResult::Other(text) => text.clone(),
                    }),
                );
                let label = if event.kind.is_some() {
                    "fact-test"
                } else {
                    "fact-observation"
                };
                add(label, named(&event.product));
                add("fact-sampled", event.date.as_deref().map(|t| t.replacen('T', " ", 1)));
            }
            Some(Kind::Recovery) => add("fact-first-positive", date(&event.date)),
            Some(Kind::Vaccination) => {
                add("fact-vaccine", event.product.clone());
                add("fact-maker", event.maker.clone());
                add(
                    "fact-dose",
                    event.dose.as_deref().map(|dose| match dose.split_once('/') {
                        Some((number, all)) => {
                            self.say_with("fact-dose-of", [("number", number.into()), ("all", all.into())])
                        }
                        None => dose.to_owned(),
                    }),
                );
                add("fact-vaccinated", date(&event.date));
                add("fact-batch", event.lot.clone());
            }
            Some(_) => {}
        }
        add("fact-from", date(&event.from));
        add("fact-until", date(&event.until));
        facts
    }

    /// Name of a format for people.
    pub fn format(&self, format: Format) -> String {
        self.say(match format.name() {
            "dcc" => "format-dcc",
            "icvp" => "format-icvp",
            "shc" => "format-shc",
            "vds-nc" => "format-vds-nc",
            other => other,
        })
    }

    /// A message with a number `n`.
    fn count(&self, id: &str, n: usize) -> String {
        self.say_with(id, [("n", n.into())])
    }

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

    /// Length of time in words: "3 days".
    pub fn span(&self, milliseconds: f64) -> String {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "small and positive"
        )]
        let whole = |unit: f64| (milliseconds.abs() / unit) as usize;
        match milliseconds.abs() {
            t if t < HOUR => self.count("span-minutes", whole(MINUTE)),
            t if t < 2.0 * DAY => self.count("span-hours", whole(HOUR)),
            _ => self.count("span-days", whole(DAY)),
        }
    }

    /// Number of hours in words.
    pub fn hours(&self, hours: i64) -> String {
        let n = usize::try_from(hours).unwrap_or_default();
        self.count("span-hours", n)
    }

    /// Number of days in words.
    pub fn days(&self, days: i64) -> String {
        self.count("span-days", usize::try_from(days).unwrap_or_default())
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

    /// Fault of the clock in words, with advice.
    pub fn clock(&self, fault: &ClockFault) -> String {
        match *fault {
            ClockFault::Behind { now, seen } => self.say_with(
                "clock-behind",
                [("now", self.day_of(now).into()), ("seen", self.day_of(seen).into())],
            ),
            ClockFault::Jumped { by } => {
                // Two hours less some milliseconds count as two hours.
                let span = self.span((by / MINUTE).round() * MINUTE);
                let id = if by > 0.0 { "clock-forward" } else { "clock-back" };
                self.say_with(id, [("span", span.into())])
            }
        }
    }

    /// Headline and advice of a notice.
    pub fn notice(&self, notice: &Notice) -> (String, String) {
        let (what, advice) = match notice {
            Notice::UnreadablePicture => ("notice-unreadable", "notice-unreadable-advice"),
            Notice::FileMoved => ("notice-unreadable", "notice-moved-advice"),
            Notice::FileKind { kind, picture } => {
                let advice = if *picture {
                    "notice-kind-picture"
                } else {
                    "notice-kind-file"
                };
                return (
                    self.say_with("notice-kind", [("kind", kind.as_str().into())]),
                    self.say(advice),
                );
            }
            Notice::Pdf => ("notice-pdf", "notice-pdf-advice"),
            Notice::PdfTooComplex => ("notice-pdf-complex", "notice-pdf-complex-advice"),
            Notice::PdfMissing => ("notice-pdf-missing", "notice-pdf-missing-advice"),
            Notice::TooLarge => ("notice-large", "notice-large-advice"),
            Notice::NoCode => ("notice-no-code", "notice-no-code-advice"),
            Notice::ScannerFailed => ("notice-scanner", "notice-scanner-advice"),
            Notice::PartMissing => ("notice-part", "notice-part-advice"),
            Notice::DemoMissing => ("notice-demo", "notice-demo-advice"),
            Notice::Garbled => ("wedge-broken", "wedge-broken-advice"),
            Notice::TrustRefused(why) | Notice::RulesRefused(why) => {
                let what = match notice {
                    Notice::TrustRefused(_) => "notice-trust",
                    _ => "notice-rules",
                };
                return (
                    self.say(what),
                    self.say_with("notice-stays", [("why", why.as_str().into())]),
                );
            }
        };
        (self.say(what), self.say(advice))
    }
}
