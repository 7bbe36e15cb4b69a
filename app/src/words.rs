//! Every sentence that the page says, in one place.

use crate::{
    browser::{country, day, instant, now as milliseconds_now, partial_date},
    camera::Fault,
    state::{ClockFault, Notice},
};
use greengate::{
    frame::Hint,
    pass::{Event, Format, Kind, TestResult},
    rules::{Outcome, RuleResult},
    trust::Freshness,
    verdict::{Reason, Report, Revocation},
};
use greengate_app::bridge::{Origin, RulesState, TrustState, TrustSummary, UpdateFailure, UpdateOutcome};

/// How a verdict looks: each face has its own colour, icon and word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// Genuine and current.
    Valid,
    /// Genuine, but not current or not readable.
    Outdated,
    /// Nobody can say: the issuer is not on the list.
    Unknown,
    /// Not genuine.
    Forged,
    /// No pass, or a damaged one.
    Unreadable,
}

impl Face {
    /// The face of a verdict.
    pub fn of(report: &Report) -> Self {
        match report.reason {
            None => Self::Valid,
            Some(_) if report.authentic => Self::Outdated,
            Some(Reason::UnknownIssuer) => Self::Unknown,
            Some(Reason::BadSignature | Reason::WrongKeyUsage | Reason::Revoked) => Self::Forged,
            Some(_) => Self::Unreadable,
        }
    }

    /// The name of its style.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Valid => "valid",
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
    pub advice: Option<&'static str>,
}

/// The verdict in words.
pub fn verdict(report: &Report) -> Verdict {
    let expires = report.expires_at.map(day).unwrap_or_default();
    let (headline, meaning, advice) = match report.reason {
        None => (
            "Valid".to_owned(),
            report.expires_at.map_or_else(
                || "Genuine and current; it does not expire.".to_owned(),
                |at| format!("Genuine and current until {}.", day(at)),
            ),
            Some("Compare name and date of birth with the passport."),
        ),
        Some(Reason::Expired) => (
            format!("Genuine · out of date since {expires}"),
            "Really issued, but the pass has expired.".to_owned(),
            Some("Not a forgery. Ask for a newer certificate."),
        ),
        Some(Reason::NotYetValid) => {
            // The vaccination is too fresh, or the clock is wrong.
            let from = report.valid_from.max(report.issued_at);
            (
                "Genuine, but not valid yet".to_owned(),
                format!("Valid only from {}.", from.map(day).unwrap_or_default()),
                Some("Check the date and time of this device."),
            )
        }
        Some(Reason::IssuerCertificateNotValid) => {
            let period = report
                .source
                .as_ref()
                .and_then(|s| s.not_before.zip(s.not_after))
                .map(|(from, until)| format!(" It ran from {} to {}.", day(from), day(until)));
            // A certificate that is to come is no matter of being out of date.
            let ended = report
                .source
                .as_ref()
                .and_then(|s| s.not_after)
                .filter(|end| *end < now());
            (
                ended.map_or_else(
                    || "Genuine, but not valid now".to_owned(),
                    |end| format!("Genuine · out of date since {}", day(end)),
                ),
                format!(
                    "The issuer's signing certificate is not valid now.{}",
                    period.unwrap_or_default()
                ),
                Some("Not a forgery. Ask for a newer certificate."),
            )
        }
        Some(Reason::BadPayload) => (
            "Genuine, but faulty".to_owned(),
            "Signed by a trusted issuer, but its content breaks the rules for passes.".to_owned(),
            Some("Ask the holder for a new certificate from the issuer."),
        ),
        Some(Reason::UnknownIssuer) => (
            "Cannot be confirmed".to_owned(),
            "Its issuer is not on the trust list in use. It may be genuine or not.".to_owned(),
            Some("Update or import the trust list, then scan again."),
        ),
        Some(Reason::BadSignature) => (
            "Not genuine".to_owned(),
            "The signature is not the issuer's: the pass was altered or forged.".to_owned(),
            Some("Do not accept this pass."),
        ),
        Some(Reason::WrongKeyUsage) => (
            "Not genuine".to_owned(),
            "Signed with a key that may not sign this kind of pass.".to_owned(),
            Some("Do not accept this pass."),
        ),
        Some(Reason::Revoked) => (
            "Revoked".to_owned(),
            "The issuer has withdrawn this pass.".to_owned(),
            Some("Do not accept this pass."),
        ),
        Some(Reason::NotAPass) => (
            "Not a health pass".to_owned(),
            "This code or text is something else.".to_owned(),
            Some("Look for the large QR code whose text starts with HC1:"),
        ),
        Some(Reason::UnsupportedAlgorithm) => (
            "Not a proper pass".to_owned(),
            "It is signed in a way that health passes do not allow.".to_owned(),
            Some("Do not accept this pass."),
        ),
        Some(Reason::Encoding | Reason::Compression | Reason::Malformed) => (
            "Damaged pass".to_owned(),
            "It starts like a health pass, but its data is broken.".to_owned(),
            Some("Scan again; if it stays so, ask for a fresh copy."),
        ),
        Some(Reason::TooLarge) => (
            "Not a proper pass".to_owned(),
            "It holds far more data than any health pass.".to_owned(),
            Some("Do not accept this pass."),
        ),
    };
    Verdict {
        headline,
        meaning,
        advice,
    }
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
            Self::Yes => "Yes",
            Self::No => "No",
            Self::Open => "Not known",
        }
    }
}

/// "Is it genuine?", "Is it current?", and where a destination is chosen, "Accepted there?"
pub fn questions(report: &Report) -> Vec<(String, Answer)> {
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
    let mut questions = vec![("Genuine?".to_owned(), genuine), ("Current?".to_owned(), current)];
    if let Some(entry) = &report.entry {
        let accepted = match entry.outcome {
            Outcome::Accepted => Answer::Yes,
            Outcome::Refused => Answer::No,
            Outcome::Open => Answer::Open,
        };
        questions.push((format!("{}?", country(&entry.country)), accepted));
    }
    questions
}

/// What stands against entry, rule by rule: the rule, and what it looked at.
pub fn entry_reasons(report: &Report, rules: &RulesState) -> Vec<String> {
    let Some(entry) = &report.entry else { return Vec::new() };
    let mut reasons = Vec::new();
    if report.format.is_some_and(|format| !format.has_rules()) {
        reasons.push("Entry rules are made for EU certificates only: ask the destination about this pass.".to_owned());
    } else if entry.rules.is_empty() {
        reasons.push("No entry rules are known for this country: ask the destination.".to_owned());
    }
    for rule in entry.rules.iter().filter(|rule| rule.result != RuleResult::Passed) {
        let result = if rule.result == RuleResult::Failed {
            "Not met"
        } else {
            "Cannot be decided"
        };
        let looked: Vec<String> = rule
            .values
            .iter()
            .filter(|looked| looked.path.starts_with("payload.") && !looked.value.is_null())
            .filter(|looked| !looked.value.is_array() && !looked.value.is_object())
            .map(|looked| {
                let value = looked
                    .value
                    .as_str()
                    .map_or_else(|| looked.value.to_string(), partial_date);
                format!("{} {value}", looked.path.rsplit('.').next().unwrap_or_default())
            })
            .collect();
        let looked = if looked.is_empty() {
            String::new()
        } else {
            format!(" ({})", looked.join(", "))
        };
        reasons.push(format!("{result}: {}{looked} [{}]", rule.description, rule.id));
    }
    if !entry.rules.is_empty() {
        reasons.extend(rules_age(rules));
    }
    reasons
}

/// Of when the rules are; old ones never look current.
pub fn rules_age(rules: &RulesState) -> Option<String> {
    let newest = rules.newest?;
    let date = instant(newest).map(day)?;
    let old = milliseconds_now() - newest > 90.0 * DAY;
    Some(if old {
        format!(
            "By rules of {date}, {} old: they may no longer apply.",
            span(milliseconds_now() - newest)
        )
    } else {
        format!("By rules of {date}.")
    })
}

/// The rules in use.
pub fn rules_facts(rules: &RulesState) -> Vec<String> {
    if rules.rules == 0 {
        return vec!["Without entry rules the answer is \"not known\". Import some from this device.".to_owned()];
    }
    let mut facts = vec![format!(
        "{} of {}, {}.",
        count(rules.rules, "rule", "rules"),
        count(rules.countries.len(), "country", "countries"),
        count(rules.value_sets, "value set", "value sets")
    )];
    facts.extend(rules_age(rules));
    facts
}

/// What a pass attests.
pub const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Vaccination => "Vaccination",
        Kind::Test => "Test",
        Kind::Recovery => "Recovery",
    }
}

/// Facts beside name and birth date, as label and value.
pub fn facts(report: &Report) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    let mut add = |label, value: Option<String>| facts.extend(value.filter(|v| !v.is_empty()).map(|v| (label, v)));
    add("Pass", report.format.map(|f| format(f).to_owned()));
    add("Kind", report.kind.map(|k| kind(k).to_owned()));
    add("Document", report.holder.as_ref().and_then(|h| h.document.clone()));
    let issuer = report.issuer.as_ref();
    add("Issued by", issuer.and_then(|i| i.country.as_deref()).map(country));
    add("Authority", issuer.and_then(|i| i.name.clone()));
    for (label, value) in report.events.iter().flat_map(event) {
        add(label, Some(value));
    }
    add("Issued on", report.issued_at.map(day));
    add("Expires on", report.expires_at.map(day));
    if report.authentic && report.revocation == Revocation::NotChecked {
        add("Revocation", Some("not checked: no list at hand".to_owned()));
    }
    facts
}

/// One vaccination, test or recovery, as label and value.
fn event(event: &Event) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    let mut add = |label, value: Option<String>| facts.extend(value.filter(|v| !v.is_empty()).map(|v| (label, v)));
    add("Disease", event.disease.clone());
    match event.kind {
        Some(Kind::Test) => {
            add(
                "Result",
                event.result.as_ref().map(|result| match result {
                    TestResult::Detected => "DETECTED (positive)".to_owned(),
                    TestResult::NotDetected => "Not detected (negative)".to_owned(),
                    TestResult::Other(text) => text.clone(),
                }),
            );
            add("Test", event.product.clone());
            add("Sampled", event.date.as_deref().map(|t| t.replacen('T', " ", 1)));
        }
        Some(Kind::Recovery) => add("First positive", event.date.as_deref().map(partial_date)),
        _ => {
            add("Vaccine", event.product.clone());
            add("Dose", event.dose.as_deref().map(|dose| dose.replacen('/', " of ", 1)));
            add("Vaccinated on", event.date.as_deref().map(partial_date));
            add("Batch", event.lot.clone());
        }
    }
    add("Valid from", event.from.as_deref().map(partial_date));
    add("Valid until", event.until.as_deref().map(partial_date));
    facts
}

/// A format, as a person calls it.
pub const fn format(format: Format) -> &'static str {
    match format.name().as_bytes() {
        b"dcc" => "EU Digital COVID Certificate",
        b"icvp" => "WHO vaccination certificate (ICVP)",
        b"shc" => "SMART Health Card",
        b"vds-nc" => "ICAO visible digital seal",
        _ => format.name(),
    }
}

/// How many codes of a card have been seen.
pub fn card_progress(have: usize, total: usize) -> String {
    format!("{have} of {total} codes of this card. Show the next one.")
}

fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// How much trust lists cover.
pub fn extent(list: &TrustSummary) -> String {
    let issuers = if list.issuers > 0 {
        format!(" · {}", count(list.issuers, "card issuer", "card issuers"))
    } else {
        String::new()
    };
    format!(
        "{} · {}{issuers}",
        count(list.keys, "key", "keys"),
        count(list.countries, "country", "countries")
    )
}

const MINUTE: f64 = 60_000.0;
const HOUR: f64 = 60.0 * MINUTE;
const DAY: f64 = 24.0 * HOUR;

/// A stretch of time in words: "3 days".
fn span(milliseconds: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "small and positive"
    )]
    let whole = |unit: f64| (milliseconds.abs() / unit) as usize;
    match milliseconds.abs() {
        t if t < HOUR => count(whole(MINUTE), "minute", "minutes"),
        t if t < 2.0 * DAY => count(whole(HOUR), "hour", "hours"),
        _ => count(whole(DAY), "day", "days"),
    }
}

/// The list whose age counts: the publisher's bundle, else what was imported.
struct Age {
    made: Option<f64>,
    freshness: Freshness,
}

impl Age {
    fn of(trust: &TrustState) -> Self {
        let (made, best_before, ends_at) = match (&trust.published, &trust.imported) {
            (Some(p), _) => (Some(p.issued_at), Some(p.best_before), Some(p.ends_at)),
            (None, Some(i)) => (i.issued_at, None, i.ends_at),
            (None, None) => (None, None, None),
        };
        let time = |at: Option<f64>| at.and_then(instant);
        Self {
            made,
            freshness: Freshness::of(time(made), time(best_before), time(ends_at), now()),
        }
    }

    fn words(&self) -> String {
        match self.made.map(|made| milliseconds_now() - made) {
            None => "age unknown".to_owned(),
            Some(age) if age < MINUTE => "just made".to_owned(),
            Some(age) => format!("{} old", span(age)),
        }
    }
}

fn now() -> time::OffsetDateTime {
    instant(milliseconds_now()).unwrap_or(time::OffsetDateTime::UNIX_EPOCH)
}

/// The state of the lists in a line, and the name of its style.
pub fn trust_status(trust: Option<&TrustState>) -> (&'static str, String) {
    let Some(trust) = trust else {
        return ("starting", "Loading the trust list…".to_owned());
    };
    if trust.all.keys == 0 {
        return ("missing", "No trust list".to_owned());
    }
    let age = Age::of(trust);
    let class = match age.freshness {
        Freshness::Fresh | Freshness::Unknown => "loaded",
        Freshness::Stale => "loaded stale",
        Freshness::TooOld => "loaded too-old",
    };
    let due = match age.freshness {
        Freshness::Stale => ", update due",
        Freshness::TooOld => ", TOO OLD",
        Freshness::Fresh | Freshness::Unknown => "",
    };
    (class, format!("{} · {}{due}", extent(&trust.all), age.words()))
}

/// What the state of the lists means for a verdict, where it means anything.
pub fn trust_warning(trust: Option<&TrustState>) -> Option<String> {
    let age = Age::of(trust?);
    (age.freshness == Freshness::TooOld).then(|| {
        format!(
            "The trust list is {}: revocations and new issuers may be missing.",
            age.words()
        )
    })
}

/// What the lists in use are, sentence by sentence.
pub fn trust_facts(trust: &TrustState) -> Vec<String> {
    let mut facts = Vec::new();
    let date = |at: f64| instant(at).map(day).unwrap_or_default();
    if let Some(p) = &trust.published {
        let origin = match p.origin {
            Origin::Shipped => "came with the app",
            Origin::Stored => "kept on this device",
            Origin::Updated => "just updated",
            Origin::Imported => "from a file",
        };
        facts.push(format!(
            "Published list no. {}: {}; signature verified, {origin}. Made {}, good until {}.",
            p.serial,
            extent(&p.summary),
            date(p.issued_at),
            date(p.best_before)
        ));
        if !p.lists.is_empty() {
            facts.push(format!("Made of: {}.", p.lists.join(", ")));
        }
    }
    if let Some(i) = &trust.imported {
        let checked = if i.checked { "" } else { ", its signature not checked" };
        facts.push(format!(
            "Imported {}: {}, {}{checked}.",
            date(i.taken),
            i.name,
            extent(&i.summary)
        ));
        if i.summary.skipped > 0 {
            facts.push(format!(
                "{} of its entries cannot be read and are left out.",
                i.summary.skipped
            ));
        }
    }
    if let Some(updated) = &trust.updated {
        let ago = span(milliseconds_now() - updated.at);
        facts.push(match &updated.outcome {
            UpdateOutcome::UpToDate => format!("Looked for a newer list {ago} ago: there is none."),
            UpdateOutcome::Replaced => format!("Updated {ago} ago."),
            UpdateOutcome::Failed(failure) => format!(
                "No update {ago} ago: {}. The list in use stays.",
                update_failure(failure)
            ),
        });
    }
    if trust.all.keys > 0 && !trust.kept {
        facts.push("This browser keeps no lists: it will be gone when the page is closed.".to_owned());
    }
    facts
}

fn update_failure(failure: &UpdateFailure) -> String {
    match failure {
        UpdateFailure::BadAddress => "the configured address is none".to_owned(),
        UpdateFailure::Unreachable => "the host cannot be reached".to_owned(),
        UpdateFailure::Redirected => "the host sends elsewhere, which is not followed".to_owned(),
        UpdateFailure::Status(404) => "the host has no list (404)".to_owned(),
        UpdateFailure::Status(status) => format!("the host answered with an error ({status})"),
        UpdateFailure::BrokenOff => "the answer broke off".to_owned(),
        UpdateFailure::TooLarge => "the answer is larger than any list".to_owned(),
        UpdateFailure::NotABundle => "the answer is not a trust list".to_owned(),
        UpdateFailure::Refused(why) => why.clone(),
    }
}

/// What is wrong with the clock, and what to do.
pub fn clock(fault: &ClockFault) -> String {
    let date = |at: f64| instant(at).map(day).unwrap_or_default();
    match *fault {
        ClockFault::Behind { now, seen } => format!(
            "This device's clock is wrong: it says {}, but something signed on {} has been seen. Set it, or verdicts on dates are wrong.",
            date(now),
            date(seen)
        ),
        ClockFault::Jumped { by } => format!(
            "This device's clock was set {} by {} while the page was open. Check it, or verdicts on dates are wrong.",
            if by > 0.0 { "forward" } else { "back" },
            // Two hours less some milliseconds are two hours.
            span((by / MINUTE).round() * MINUTE)
        ),
    }
}

/// A camera fault: what happened and what to do. File and text work all the same.
pub const fn camera_fault(fault: Fault) -> (&'static str, &'static str) {
    match fault {
        Fault::Insecure => (
            "No camera on an insecure page",
            "Open this page over https:// and try again.",
        ),
        Fault::Unsupported => (
            "This browser gives no camera",
            "Use a current browser, or choose a picture of the code instead.",
        ),
        Fault::Refused => (
            "The camera is not allowed",
            "Allow the camera for this page in the browser's site settings, then press Start again.",
        ),
        Fault::Missing => (
            "No camera found",
            "Connect a camera, or choose a picture of the code instead.",
        ),
        Fault::Busy => (
            "The camera is in use",
            "Close the other app or tab that uses it, then press Start again.",
        ),
        Fault::Lost => (
            "The camera was disconnected",
            "Another app may have taken it. Press Start to use it again.",
        ),
        Fault::Other => (
            "The camera cannot be started",
            "Try again, or choose a picture of the code instead.",
        ),
    }
}

/// A notice in words.
pub fn notice(notice: &Notice) -> (&'static str, String) {
    match notice {
        Notice::UnreadableFile => (
            "This file cannot be read",
            "Choose a picture of the code: PNG, JPEG or WebP.".to_owned(),
        ),
        Notice::Pdf => (
            "PDF files cannot be opened here yet",
            "Show the page on a screen and scan it, or choose a screenshot of the code.".to_owned(),
        ),
        Notice::TooLarge => ("This file is too large", "Choose a picture of up to 64 MB.".to_owned()),
        Notice::NoCode => (
            "No QR code found in the picture",
            "Take it again from straight above, sharp and well lit, the whole code in the picture.".to_owned(),
        ),
        Notice::ScannerFailed => (
            "The picture could not be judged",
            "Try again, or choose another picture.".to_owned(),
        ),
        Notice::TrustRefused(why) => (
            "This trust list is not used",
            format!("The list in use stays. Reason: {why}."),
        ),
        Notice::RulesRefused(why) => (
            "These entry rules are not used",
            format!("Those in use stay. Reason: {why}."),
        ),
        Notice::DemoMissing => (
            "The demo cannot be loaded",
            "Connect to the network once and try again.".to_owned(),
        ),
    }
}

/// What would help to read the code before the camera.
pub const fn hint(hint: Hint) -> &'static str {
    match hint {
        Hint::Closer => "Go closer to the code",
        Hint::Farther => "Go back until the whole code is in the picture",
        Hint::HoldStill => "Hold still",
        Hint::MoreLight => "More light, please",
        Hint::Glare => "Tilt it: a reflection covers the code",
    }
}
