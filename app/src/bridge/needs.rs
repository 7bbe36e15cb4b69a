//! Questions and answers about the certificates that a journey requires.

use greengate::{
    requirements::Requirement,
    verdict::{Conclusion, Report},
};
use serde::{Deserialize, Serialize};

/// The journey of one traveller.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NeedQuestion {
    /// Destination as it was typed: ISO 3166-1 alpha-2 or the IATA code of an airport.
    pub to: String,
    /// Stays in the six days before arrival as they were typed: codes with spaces or commas between them. `ADD:5` is a
    /// transit of five hours, `ADD:` one of unknown length.
    pub from: String,
    /// Connections of the flight, which the answer only names.
    pub connections: Vec<String>,
    /// Day of arrival, `YYYY-MM-DD`.
    pub day: String,
    /// Time of the check, milliseconds since 1970.
    pub at: f64,
    /// Date of birth in the passport, `YYYY-MM-DD` or its known part.
    pub born: Option<String>,
    /// Day of the yellow-fever vaccination in a paper certificate that a person has checked, `YYYY-MM-DD`.
    pub paper: Option<String>,
    /// The passes that the traveller shows.
    pub reports: Vec<Report>,
}

/// Certificates that a journey requires, and if the passes meet them.
#[derive(Debug, Serialize, Deserialize)]
pub struct NeedAnswer {
    /// Codes that name no country and no airport.
    pub unknown: Vec<String>,
    /// Destination, ISO 3166-1 alpha-2, if it is known.
    pub to: Option<String>,
    /// Stays and transits.
    pub from: Vec<Leg>,
    /// Connections of the flight whose codes are known.
    pub named: Vec<Leg>,
    /// Conclusion of the requirements and of the age of their pack. A pass has a conclusion of its own.
    pub conclusion: Conclusion,
    /// One entry for each disease.
    pub needs: Vec<NeedLines>,
}

/// A stay or a transit.
#[derive(Debug, Serialize, Deserialize)]
pub struct Leg {
    /// Code as it was typed.
    pub code: String,
    /// Country, ISO 3166-1 alpha-2.
    pub country: String,
}

/// The answer about one disease.
#[derive(Debug, Serialize, Deserialize)]
pub struct NeedLines {
    /// Name of the disease.
    pub disease: Sentence,
    /// Requirement of a certificate.
    pub answer: Requirement,
    /// Conclusion for this disease alone.
    pub conclusion: Conclusion,
    /// The answer in a line.
    pub headline: Sentence,
    /// Reason and advice.
    pub lines: Vec<Sentence>,
    /// Names of the sources.
    pub source: Sentence,
    /// Date of the newest source, `YYYY-MM-DD` or its known part.
    pub source_day: String,
    /// Remark of the sources, in English.
    pub note: Option<String>,
    /// Last day, not in the past, on which a vaccination counts on arrival, if one is required.
    pub latest: Option<String>,
}

/// A message of the page with its values.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Sentence {
    /// Identifier of the message.
    pub message: String,
    /// Values by their names.
    pub values: Vec<(String, Value)>,
}

/// Value of a message, to be written in the language of the page.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Value {
    /// A text, as it is.
    Text(String),
    /// A country, ISO 3166-1 alpha-2.
    Country(String),
    /// A day, `YYYY-MM-DD`.
    Day(String),
    /// A number.
    Number(u32),
    /// Another message.
    Sentence(Box<Sentence>),
}

impl NeedAnswer {
    /// The answer if nobody can be asked: the part of the app that knows the requirements is not on the device.
    #[must_use]
    pub const fn missing() -> Self {
        Self {
            unknown: Vec::new(),
            to: None,
            from: Vec::new(),
            named: Vec::new(),
            conclusion: Conclusion::OPEN_REQUIREMENT,
            needs: Vec::new(),
        }
    }

    /// The entry that decides: the first of the worst.
    #[must_use]
    pub fn deciding(&self) -> Option<&NeedLines> {
        let worst = self.needs.iter().map(|need| need.conclusion.answer).max()?;
        self.needs.iter().find(|need| need.conclusion.answer == worst)
    }
}

impl Sentence {
    /// Message with these values.
    #[must_use]
    pub fn new<const N: usize>(message: &str, values: [(&str, Value); N]) -> Self {
        Self {
            message: message.to_owned(),
            values: values.map(|(name, value)| (name.to_owned(), value)).into(),
        }
    }
}
