//! Facts of passes in words.

use super::MINUTE;
use crate::language::Words;
use greengate::{
    pass::{ClinicalEvent, Format, Kind, Notice, TestResult, Void},
    rules::{Entry, RuleResult},
    verdict::Report,
};
use js_sys::Date;

/// Message of an outcome in the counters.
pub fn outcome(name: &str) -> &'static str {
    match name {
        "expired" | "issuer-certificate-not-valid" => "verdict-not-now",
        "not-yet-valid" => "verdict-not-yet",
        "bad-payload" => "verdict-faulty",
        "unknown-issuer" => "verdict-unknown",
        "bad-signature" | "wrong-key-usage" => "verdict-forged",
        "revoked" => "verdict-revoked",
        "revocation" => "verdict-revocation-look",
        "not-a-pass" => "verdict-foreign",
        "unsupported-algorithm" | "too-large" => "verdict-improper",
        "entry" => "rules-title",
        "requirement" => "desk-party-missing-valid",
        "holder" => "desk-document",
        "trust-age" => "verdict-old-list",
        _ => "verdict-damaged",
    }
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

/// Fact of a pass beside name and birth date.
pub struct Fact {
    /// Its label.
    pub label: String,
    /// Its value.
    pub value: String,
    /// True if it belongs to something that does not count.
    pub is_void: bool,
    /// True if it is of little use to whoever checks the pass.
    pub is_minor: bool,
}

/// True for the message of a label whose fact is of little use to whoever checks the pass.
fn is_minor(label: &str) -> bool {
    const MINOR: [&str; 8] = [
        "fact-pass",
        "fact-authority",
        "fact-maker",
        "fact-batch",
        "fact-issued",
        "fact-expires",
        "fact-products",
        "rules-title",
    ];
    MINOR.contains(&label)
}

/// Message for a notice; `None` for one that this page does not know.
const fn note(notice: Notice) -> Option<&'static str> {
    Some(match notice {
        Notice::UnknownVersion => "notice-version",
        Notice::UnlistedProduct => "notice-product",
        Notice::VaccinatedAfterIssue => "notice-date",
        Notice::TextKeys => "notice-text",
        Notice::Milliseconds => "notice-milliseconds",
        _ => return None,
    })
}

/// Identifiers of the rules that are not met.
pub fn rule_ids(entry: &Entry) -> String {
    let against = entry.rules.iter().filter(|rule| rule.result != RuleResult::Passed);
    let ids: Vec<&str> = against.map(|rule| rule.id.as_str()).collect();
    ids.join(", ")
}

impl Words {
    /// Facts beside name and birth date.
    pub fn facts(&self, report: &Report) -> Vec<Fact> {
        let row = |label: &str, value: Option<String>, is_void: bool| {
            value.filter(|v| !v.is_empty()).map(|value| Fact {
                label: self.say(label),
                value,
                is_void,
                is_minor: is_minor(label),
            })
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
                    Void::NotApproved => "verdict-unlisted",
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
        for notice in &report.notices {
            add("fact-notice", note(*notice).map(|message| self.say(message)));
        }
        add(
            "fact-products",
            report.products_as_of.as_deref().map(|day| self.partial_date(day)),
        );
        if let Some(link) = &report.link {
            add("fact-server", link.host.clone());
            add(
                "fact-signature",
                Some(self.say(match link.verified {
                    Some(true) => "link-right",
                    Some(false) => "link-wrong",
                    None => "link-unknown",
                })),
            );
            let needs = if link.flags.contains('P') {
                "link-passcode"
            } else {
                "link-network"
            };
            add("fact-notice", Some(self.say(needs)));
            add("fact-until", link.expires_at.map(|at| self.day(at)));
        }
        add("fact-issued", report.issued_at.map(|at| self.day(at)));
        add("fact-expires", report.expires_at.map(|at| self.day(at)));
        add("rules-title", report.entry.as_ref().map(rule_ids));
        facts
    }

    /// Day and time of a sample by the device's zone; a text that is none stays as it is.
    pub(super) fn sampled(&self, text: &str) -> String {
        let at = Date::parse(text);
        if text.contains('T') && !at.is_nan() {
            self.time_of(at, None)
        } else {
            self.partial_date(text)
        }
    }

    /// Name of a disease or a kind of test, translated if there is a translation.
    pub(super) fn named(&self, english: &str) -> String {
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
                add("fact-sampled", event.date.as_deref().map(|text| self.sampled(text)));
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
            "nzcp" => "format-nzcp",
            "ddcc" => "format-ddcc",
            other => other,
        })
    }
}
