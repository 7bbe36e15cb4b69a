//! Verdicts in words.

use super::{Answer, now};
use crate::language::Words;
use greengate::{
    pass::Recognised,
    rules::Entry,
    trust::RevocationState,
    verdict::{Answer as Conclude, Because, Conclusion, Reason, Report},
};

/// Style of a verdict, with a colour, icon, word and sound of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerdictStyle {
    /// Everything that was asked is answered yes.
    Valid,
    /// Genuine and current, but a person has to decide about the rest.
    Unsure,
    /// Genuine and current, but not usable here: refused by the destination, or another person's.
    Refused,
    /// Genuine, but not current or not readable.
    Outdated,
    /// Undecidable: the issuer is not on the list.
    Unknown,
    /// Not genuine.
    Forged,
    /// No pass, or a damaged one.
    Unreadable,
}

impl VerdictStyle {
    /// Style of a pass alone.
    pub fn of(report: &Report) -> Self {
        Self::with(report, report.conclusion)
    }

    /// Style of a pass together with everything that was asked.
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

    /// Name of the CSS class.
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

/// A verdict in words: headline, meaning and advice.
pub struct Verdict {
    /// A few words that can be read from afar.
    pub headline: String,
    /// One sentence with the facts.
    pub meaning: String,
    /// Advice on what to do next, if there is any.
    pub advice: Option<String>,
}

/// Answers to "Is it genuine?" and "Is it current?"
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

impl Words {
    /// The verdict in words, including everything that was asked.
    pub fn verdict(&self, report: &Report, conclusion: Conclusion) -> Verdict {
        let (headline, meaning, advice) = self.pass_alone(report);
        let mut verdict = Verdict {
            headline,
            meaning,
            advice: Some(self.say(advice)),
        };
        if let Some((headline, meaning)) = self.beyond_the_pass(report, conclusion) {
            verdict.headline = headline;
            verdict.meaning = meaning.unwrap_or_default();
        }
        if report.is_valid() {
            verdict.meaning = format!("{} {}", verdict.meaning, self.revocation(report));
        }
        verdict
    }

    /// Headline, meaning and message of the advice for a pass alone.
    fn pass_alone(&self, report: &Report) -> (String, String, &'static str) {
        let day = |at: Option<time::OffsetDateTime>| at.map(|at| self.day(at)).unwrap_or_default();
        let say = |id: &str| self.say(id);
        let dated = |id: &str, date: String| self.say_with(id, [("date", date.into())]);
        match report.reason {
            None => (
                report.entry.as_ref().map_or_else(
                    || say("verdict-valid"),
                    |entry| self.with_country("verdict-valid-for", entry),
                ),
                report.expires_at.map_or_else(
                    || say("verdict-valid-forever"),
                    |at| dated("verdict-valid-until", self.day(at)),
                ),
                "verdict-valid-advice",
            ),
            Some(Reason::Expired) => (
                dated("verdict-outdated", day(report.expires_at)),
                say("verdict-expired-meaning"),
                "verdict-newer-advice",
            ),
            Some(Reason::NotYetValid) => (
                say("verdict-not-yet"),
                // Either the vaccination is too recent or the clock is wrong.
                dated("verdict-not-yet-meaning", day(report.valid_from.max(report.issued_at))),
                "verdict-not-yet-advice",
            ),
            Some(Reason::IssuerCertificateNotValid) => {
                let (headline, meaning) = self.certificate(report);
                (headline, meaning, "verdict-newer-advice")
            }
            Some(Reason::BadPayload) if !report.events.iter().any(|event| event.void.is_none()) => (
                say("verdict-empty"),
                say("verdict-empty-meaning"),
                "verdict-faulty-advice",
            ),
            Some(Reason::BadPayload) => (
                say("verdict-faulty"),
                say("verdict-faulty-meaning"),
                "verdict-faulty-advice",
            ),
            Some(Reason::UnknownIssuer) if report.signed_under.is_some() => (
                self.say_with(
                    "verdict-signed-under",
                    [("domain", report.signed_under.clone().unwrap_or_default().into())],
                ),
                say("verdict-signed-under-meaning"),
                "verdict-valid-advice",
            ),
            Some(Reason::UnknownIssuer) => (
                say("verdict-unknown"),
                say("verdict-unknown-meaning"),
                "verdict-unknown-advice",
            ),
            Some(Reason::BadSignature) => (
                say("verdict-forged"),
                say("verdict-forged-meaning"),
                "verdict-refuse-advice",
            ),
            Some(Reason::WrongKeyUsage) => (
                say("verdict-forged"),
                say("verdict-usage-meaning"),
                "verdict-refuse-advice",
            ),
            Some(Reason::Revoked) => (
                say("verdict-revoked"),
                say("verdict-revoked-meaning"),
                "verdict-refuse-advice",
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
                    "verdict-foreign-advice",
                )
            }
            Some(Reason::UnsupportedAlgorithm) => (
                say("verdict-improper"),
                say("verdict-algorithm-meaning"),
                "verdict-refuse-advice",
            ),
            Some(Reason::Encoding | Reason::Compression | Reason::Malformed) => (
                say("verdict-damaged"),
                say("verdict-damaged-meaning"),
                "verdict-damaged-advice",
            ),
            Some(Reason::TooLarge) => (
                say("verdict-improper"),
                say("verdict-large-meaning"),
                "verdict-refuse-advice",
            ),
        }
    }

    /// Headline and meaning for a pass whose issuer's certificate is not valid now.
    fn certificate(&self, report: &Report) -> (String, String) {
        let dated = |id: &str, date: String| self.say_with(id, [("date", date.into())]);
        let source = report.source.as_ref();
        let period = source.and_then(|s| s.not_before.zip(s.not_after));
        // A certificate that is not valid yet is not out of date.
        let ended = source.and_then(|s| s.not_after).filter(|end| *end < now());
        (
            ended.map_or_else(
                || self.say("verdict-not-now"),
                |end| dated("verdict-outdated", self.day(end)),
            ),
            period.map_or_else(
                || self.say("verdict-certificate-meaning"),
                |(from, until)| {
                    let values = [("from", self.day(from).into()), ("until", self.day(until).into())];
                    self.say_with("verdict-certificate-period", values)
                },
            ),
        )
    }

    /// Headline and meaning if something other than the pass decides: its destination, its holder, or the age of the
    /// list.
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
            (Because::Current, _) if !stop => (self.say("verdict-unlisted"), None),
            // The requirement itself is said where it is known.
            (Because::Requirement, _) => (self.say("need-open"), Some(self.say("need-missing"))),
            (Because::Holder, _) if stop => (self.say("verdict-other-person"), None),
            (Because::Holder, _) => (self.say("verdict-near-person"), None),
            (Because::Revocation, _) if !stop => {
                let is_old = report.revocation.state == RevocationState::Old;
                let id = if is_old {
                    "verdict-old-list"
                } else {
                    "verdict-revocation-look"
                };
                (self.say(id), None)
            }
            (Because::TrustAge, _) => (self.say("verdict-old-list"), Some(self.say("verdict-old-list-meaning"))),
            _ => return None,
        })
    }

    fn with_country(&self, id: &str, entry: &Entry) -> String {
        self.say_with(id, [("country", self.country(&entry.country).into())])
    }

    /// Name of a code or text that is recognised but not supported.
    pub fn foreign(&self, recognised: Option<&Recognised>) -> Option<String> {
        let Recognised { kind, host, .. } = recognised?;
        let host = host.clone().unwrap_or_default();
        Some(self.say_with("recognised", [("kind", kind.name().into()), ("host", host.into())]))
    }

    /// Answers to "Is it genuine?", "Is it current?" and, with a destination, whether its rules let the holder in.
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
}
