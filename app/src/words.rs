//! Every sentence that the page says, in one place.

use crate::{
    browser::{country, day, partial_date},
    camera::Fault,
    state::Notice,
};
use greengate::{
    frame::Hint,
    pass::Kind,
    verdict::{Reason, Report},
};
use greengate_app::bridge::TrustSummary;
use serde_json::Value;

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
    pub headline: &'static str,
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
            "Valid",
            format!("Genuine and current until {expires}."),
            Some("Compare name and date of birth with the passport."),
        ),
        Some(Reason::Expired) => (
            "Genuine, but expired",
            format!("Really issued, but out of date since {expires}."),
            Some("Not a forgery. Ask for a newer certificate."),
        ),
        Some(Reason::NotYetValid) => {
            let from = report.issued_at.map(day).unwrap_or_default();
            (
                "Genuine, but not valid yet",
                format!("Valid only later than now (issued {from})."),
                Some("Check the date and time of this device."),
            )
        }
        Some(Reason::IssuerCertificateNotValid) => {
            let period = report
                .source
                .as_ref()
                .and_then(|s| s.not_before.zip(s.not_after))
                .map(|(from, until)| format!(" It ran from {} to {}.", day(from), day(until)));
            (
                "Genuine, but out of date",
                format!(
                    "The issuer's signing certificate is not valid now.{}",
                    period.unwrap_or_default()
                ),
                Some("Not a forgery. Ask for a newer certificate."),
            )
        }
        Some(Reason::BadPayload) => (
            "Genuine, but faulty",
            "Signed by a trusted issuer, but its content breaks the rules for passes.".to_owned(),
            Some("Ask the holder for a new certificate from the issuer."),
        ),
        Some(Reason::UnknownIssuer) => (
            "Cannot be confirmed",
            "Its issuer is not on the trust list in use. It may be genuine or not.".to_owned(),
            Some("Update or import the trust list, then scan again."),
        ),
        Some(Reason::BadSignature) => (
            "Not genuine",
            "The signature is not the issuer's: the pass was altered or forged.".to_owned(),
            Some("Do not accept this pass."),
        ),
        Some(Reason::WrongKeyUsage) => (
            "Not genuine",
            "Signed with a key that may not sign this kind of pass.".to_owned(),
            Some("Do not accept this pass."),
        ),
        Some(Reason::Revoked) => (
            "Revoked",
            "The issuer has withdrawn this pass.".to_owned(),
            Some("Do not accept this pass."),
        ),
        Some(Reason::NotAPass) => (
            "Not a health pass",
            "This code or text is something else.".to_owned(),
            Some("Look for the large QR code whose text starts with HC1:"),
        ),
        Some(Reason::UnsupportedAlgorithm) => (
            "Not a proper pass",
            "It is signed in a way that health passes do not allow.".to_owned(),
            Some("Do not accept this pass."),
        ),
        Some(Reason::Encoding | Reason::Compression | Reason::Malformed) => (
            "Damaged pass",
            "It starts like a health pass, but its data is broken.".to_owned(),
            Some("Scan again; if it stays so, ask for a fresh copy."),
        ),
        Some(Reason::TooLarge) => (
            "Not a proper pass",
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

/// "Is it genuine?", "Is it current?"
pub fn questions(report: &Report) -> [(&'static str, Answer); 2] {
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
    [("Genuine?", genuine), ("Current?", current)]
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
    add("Kind", report.kind.map(|k| kind(k).to_owned()));
    let issuer = report.issuer.as_ref();
    add("Issued by", issuer.and_then(|i| i.country.as_deref()).map(country));
    add("Authority", issuer.and_then(|i| i.name.clone()));
    for (label, value) in entry(report) {
        add(label, Some(value));
    }
    add("Issued on", report.issued_at.map(day));
    add("Expires on", report.expires_at.map(day));
    facts
}

fn entry(report: &Report) -> Vec<(&'static str, String)> {
    let group = match report.kind {
        Some(Kind::Vaccination) => "v",
        Some(Kind::Test) => "t",
        Some(Kind::Recovery) => "r",
        None => return Vec::new(),
    };
    let Some(entry) = report.payload.as_ref().and_then(|p| p.get(group)?.get(0)) else {
        return Vec::new();
    };
    let text = |key: &str| {
        entry
            .get(key)
            .and_then(Value::as_str)
            .map(str::trim)
            .unwrap_or_default()
    };
    let number = |key: &str| entry.get(key).and_then(Value::as_u64);
    match report.kind {
        Some(Kind::Vaccination) => {
            let dose = match (number("dn"), number("sd")) {
                (Some(dn), Some(sd)) => format!("{dn} of {sd}"),
                _ => String::new(),
            };
            vec![
                ("Vaccine", vaccine(text("mp"))),
                ("Dose", dose),
                ("Vaccinated on", partial_date(text("dt"))),
            ]
        }
        Some(Kind::Test) => {
            let result = match text("tr") {
                "260415000" => "Not detected (negative)".to_owned(),
                "260373001" => "DETECTED (positive)".to_owned(),
                code => code.to_owned(),
            };
            let method = match text("tt") {
                "LP6464-4" => "Molecular (NAAT, PCR)".to_owned(),
                "LP217198-3" => "Rapid antigen".to_owned(),
                code => code.to_owned(),
            };
            vec![
                ("Result", result),
                ("Test", method),
                ("Sampled", text("sc").replacen('T', " ", 1)),
            ]
        }
        _ => vec![
            ("First positive", partial_date(text("fr"))),
            ("Valid from", partial_date(text("df"))),
            ("Valid until", partial_date(text("du"))),
        ],
    }
}

/// The vaccines most passes name; an unknown code is shown as the code.
fn vaccine(code: &str) -> String {
    match code {
        "EU/1/20/1528" => "Comirnaty",
        "EU/1/20/1507" => "Spikevax",
        "EU/1/21/1529" => "Vaxzevria",
        "EU/1/20/1525" => "Jcovden",
        "EU/1/21/1618" => "Nuvaxovid",
        other => other,
    }
    .to_owned()
}

/// How much a trust list covers.
pub fn extent(list: &TrustSummary) -> String {
    let count = |n: usize, one: &str, many: &str| format!("{n} {}", if n == 1 { one } else { many });
    format!(
        "{} · {}",
        count(list.keys, "key", "keys"),
        count(list.countries, "country", "countries")
    )
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
