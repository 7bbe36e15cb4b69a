//! Words for verdicts, lists, rules and faults. This chooses the messages; the sentences are in `www/lang`.

mod entry;
mod facts;
mod trust;
mod verdict;

pub use self::{
    facts::{Fact, kind, outcome, rule_ids},
    verdict::VerdictStyle,
};
use crate::{
    browser::{instant, now as milliseconds_now},
    camera::CameraError,
    language::Words,
    notice::{ClockFault, Notice},
};
use greengate::{frame::Hint, rules::Outcome};

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

fn now() -> time::OffsetDateTime {
    instant(milliseconds_now()).unwrap_or(time::OffsetDateTime::UNIX_EPOCH)
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
        CameraError::NoPicture => ("fault-no-picture", "fault-no-picture-advice"),
        CameraError::Other => ("fault-other", "fault-other-advice"),
    }
}

impl Words {
    /// A message with a number `n`.
    pub(super) fn count(&self, id: &str, n: usize) -> String {
        self.say_with(id, [("n", n.into())])
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
            t if t < HOUR => self.count("span-minutes", whole(MINUTE).max(1)),
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
