//! The passport that a pass is compared with, of `greengate verify --passport`: the machine-readable zone of a travel
//! document (ICAO Doc 9303).

use crate::{
    argument::{input_name, is_path},
    input::{self, Kind},
    reader::{Reader, Wanted, ZoneText},
};
use anyhow::{Context, Result, anyhow, bail};
use greengate::{
    intake,
    limits::MAX_TEXT_FILE,
    person::{Difference, Match, Mrz, MrzDoubt},
    verdict::{Conclusion, Holder, Report},
};
use serde::Serialize;
use std::path::Path;
use time::OffsetDateTime;

/// Zone of a passport as it was given.
pub struct Passport {
    zone: String,
    doubts: Vec<MrzDoubt>,
}

impl Passport {
    /// Takes the lines of a zone, or the path of a picture, PDF or text file that shows them.
    pub fn of_argument(argument: &str) -> Result<Self> {
        let path = Path::new(argument);
        if path.is_file() {
            return Self::of_file(path).with_context(|| input_name(argument));
        }
        if is_path(argument) {
            bail!("{}: no such file", input_name(argument));
        }
        Ok(Self::of_text(argument))
    }

    /// Takes the lines of a zone, with or without separators; `\n` may be typed as two characters.
    pub fn of_text(text: &str) -> Self {
        Self {
            zone: text.replace("\\r", "\n").replace("\\n", "\n"),
            doubts: Vec::new(),
        }
    }

    fn of_file(path: &Path) -> Result<Self> {
        let bytes = input::bytes(path)?;
        let mut reader = Reader::new(Wanted::ZONES);
        let reading = match Kind::of(&bytes) {
            Kind::Image => reader.picture(bytes)?,
            Kind::Pdf => reader.document(bytes)?,
            Kind::Other => {
                let text = Some(bytes).filter(|bytes| bytes.len() <= MAX_TEXT_FILE);
                let text = text.and_then(|bytes| intake::text_of(&bytes));
                let text = text.ok_or_else(|| anyhow!("neither a picture, nor a PDF, nor a text"))?;
                return Ok(Self::of_text(text.trim_start_matches('\u{feff}')));
            }
        };
        if let Some(why) = reading.incomplete {
            bail!("{why}");
        }
        only(reading.zones)
    }

    /// The zone, with the years of its dates as of the time of the check.
    pub fn read(&self, at: OffsetDateTime) -> Result<Mrz> {
        Ok(Mrz::read(&self.zone, at)?.with_doubts(&self.doubts))
    }
}

/// The one zone that a picture shows, maybe several times.
fn only(zones: Vec<ZoneText>) -> Result<Passport> {
    let mut zones = zones.into_iter();
    let Some(zone) = zones.next() else {
        bail!(
            "no machine-readable zone whose check digits hold: show its lines whole and sharp, or type them in place of \
             the file"
        );
    };
    if zones.any(|other| other.lines != zone.lines) {
        bail!("two different machine-readable zones: show one passport alone");
    }
    Ok(Passport {
        zone: zone.lines.concat(),
        doubts: zone.doubts,
    })
}

/// Comparison of a pass with a passport, as reports have it.
#[derive(Serialize)]
pub struct HolderMatch {
    answer: &'static str,
    why: Vec<&'static str>,
}

impl From<&Match> for HolderMatch {
    fn from(found: &Match) -> Self {
        let (answer, why) = match found {
            Match::Same => ("same", Vec::new()),
            Match::Near(differences) => ("near", differences.iter().map(|d| difference(*d).0).collect()),
            Match::Different { name, birth } => {
                let parts = [(*name, "name"), (*birth, "birth-date")];
                let why = parts.into_iter().filter_map(|(differs, part)| differs.then_some(part));
                ("different", why.collect())
            }
        };
        Self { answer, why }
    }
}

/// Name of a difference in reports, and in words.
const fn difference(difference: Difference) -> (&'static str, &'static str) {
    match difference {
        Difference::Transliteration => ("transliteration", "another spelling of the same letters"),
        Difference::Truncation => ("truncation", "the name is cut off in one of them"),
        Difference::MissingName => ("missing-name", "a name is missing in one of them"),
        Difference::Order => ("order", "the names are in another order"),
        Difference::Spacing => ("spacing", "words are joined or split"),
        Difference::BirthDate => ("birth-date", "one of them has no complete date of birth"),
        Difference::Misread => ("misread", "a letter in the passport's picture is not clear"),
    }
}

/// A report, and the comparison with a passport if one was given.
#[derive(Serialize)]
pub struct Compared {
    #[serde(flatten)]
    pub report: Report,
    /// `None` without a passport, `Some(None)` if the pass names nobody.
    #[serde(rename = "holderMatch", skip_serializing_if = "Option::is_none")]
    holder: Option<Option<HolderMatch>>,
    /// The comparison for people.
    #[serde(skip)]
    pub words: Vec<String>,
}

impl Compared {
    /// Compares a pass with a passport, if there is one, and concludes.
    pub fn new(mut report: Report, passport: Option<&Mrz>, at: OffsetDateTime) -> Self {
        let Some(passport) = passport else {
            return Self {
                report,
                holder: None,
                words: Vec::new(),
            };
        };
        let holder = report.holder.as_ref().and_then(Holder::person);
        let found = holder.map(|person| passport.compare(&person));
        let conclusion = found.as_ref().map_or(Conclusion::OPEN_HOLDER, Conclusion::of_holder);
        report.conclusion = report.conclusion.worst(conclusion);
        Self {
            report,
            words: words(passport, found.as_ref(), at),
            holder: Some(found.as_ref().map(HolderMatch::from)),
        }
    }
}

/// The comparison with a passport for people.
fn words(passport: &Mrz, found: Option<&Match>, at: OffsetDateTime) -> Vec<String> {
    let answer = match found {
        None => "cannot be compared, the pass names nobody".to_owned(),
        Some(Match::Same) => "the same person".to_owned(),
        Some(Match::Near(differences)) => {
            let why: Vec<&str> = differences.iter().map(|d| difference(*d).1).collect();
            format!("probably the same person, look yourself: {}", why.join(", "))
        }
        Some(Match::Different { name, birth }) => {
            let why = match (name, birth) {
                (true, true) => "name and date of birth are different",
                (_, true) => "the date of birth is different",
                _ => "the name is different",
            };
            format!("ANOTHER PERSON: {why}")
        }
    };
    let born = passport.person.birth.as_deref().unwrap_or("unknown");
    let name = passport.person.standard_name();
    let mut lines = vec![format!("Passport of {name}, born {born}: {answer}")];
    let today = at.date().to_string();
    // An expiry of which the month or day is unknown is shorter.
    if passport.expires.len() == today.len() && passport.expires < today {
        lines.push(format!("The passport expired on {}", passport.expires));
    }
    lines
}
