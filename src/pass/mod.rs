//! Text to claims: what a pass says, before anyone has vouched for it.
//!
//! [`read`] finds the format by its prefix and takes the text apart; nothing in a
//! [`Pass`] may be believed until [`crate::verdict`] has checked its signature.
//! A new format is one file here and one line in [`FORMATS`].

mod cbor;
pub mod dcc;
mod error;
mod hcert;

pub use error::Error;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// A reader for one wire format.
struct Reader {
    /// What every text of this format starts with.
    prefix: &'static str,
    /// Takes the trimmed text, prefix included.
    read: fn(&str) -> Result<Pass, Error>,
}

/// Every wire format Greengate reads.
const FORMATS: &[Reader] = &[Reader {
    prefix: hcert::PREFIX,
    read: hcert::read,
}];

/// The kind of pass format, as reports name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// EU Digital COVID Certificate (HCERT claim 1).
    Dcc,
}

/// What a pass attests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A vaccination.
    Vaccination,
    /// A test result.
    Test,
    /// A recovery from the disease.
    Recovery,
}

impl Kind {
    /// All kinds, in the order of the DCC schema.
    pub const ALL: [Kind; 3] = [Kind::Vaccination, Kind::Test, Kind::Recovery];
}

/// The signature algorithms that the formats allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// ECDSA with SHA-256, signature `r‖s` (COSE -7).
    Es256,
    /// ECDSA with SHA-384, signature `r‖s`.
    Es384,
    /// ECDSA with SHA-512, signature `r‖s`.
    Es512,
    /// RSASSA-PSS with SHA-256, MGF1-SHA-256 and a salt of 32 bytes (COSE -37).
    Ps256,
}

/// A pass taken apart, nothing verified yet.
#[derive(Clone, Debug)]
pub struct Pass {
    /// Its format.
    pub format: Format,
    /// The signed bytes and the signature over them.
    pub signed: Signed,
    /// Who issued it and from when to when, as the pass says.
    pub claims: Claims,
    /// What it attests, as the pass says.
    pub content: Content,
}

/// What the signature covers, and the signature.
#[derive(Clone, Debug)]
pub struct Signed {
    /// The algorithm that the pass names.
    pub algorithm: Algorithm,
    /// The key identifier that the pass names.
    pub kid: Vec<u8>,
    /// The exact bytes that were signed.
    pub message: Vec<u8>,
    /// The signature as carried.
    pub signature: Vec<u8>,
}

/// The envelope's statements about issuer and time.
#[derive(Clone, Debug, Default)]
pub struct Claims {
    /// Issuer, usually an ISO 3166-1 alpha-2 code. Not a trust anchor.
    pub issuer: Option<String>,
    /// When it was issued.
    pub issued_at: Option<OffsetDateTime>,
    /// Before this time it is not valid.
    pub not_before: Option<OffsetDateTime>,
    /// After this time it is not valid.
    pub expires_at: Option<OffsetDateTime>,
}

/// The statement itself as JSON, and how to read it.
#[derive(Clone, Debug)]
pub struct Content {
    /// The decoded statement.
    pub json: serde_json::Value,
    /// Kinds of statement found in it: one in a sound pass, none or several in a broken one.
    pub kinds: Vec<Kind>,
    /// What can be shown of it, as far as it is there.
    pub facts: Facts,
    /// Checks the statement against its schema.
    check: fn(&serde_json::Value) -> Result<(), Error>,
    /// The pass's own identifier and country, by which lists revoke it.
    pub identifier: Option<Identifier>,
}

impl Content {
    /// Checks the statement against the schema of its format.
    ///
    /// # Errors
    /// [`Error::Schema`] with the path of the first fault.
    pub fn check(&self) -> Result<(), Error> {
        (self.check)(&self.json)
    }
}

/// The unique certificate identifier (UVCI) as revocation lists hash it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identifier {
    /// The identifier, exactly as in the pass.
    pub uvci: String,
    /// The country named beside it.
    pub country: Option<String>,
}

/// What a person wants to read off a pass. Absent facts are `None`, never invented.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Given and family name as the holder writes them.
    pub name: Option<String>,
    /// `FAMILY<<GIVEN` in ICAO 9303 transliteration.
    pub standard_name: Option<String>,
    /// Date of birth with the precision that the pass has.
    pub birth_date: Option<String>,
    /// The authority that issued the statement, in words.
    pub issuer_name: Option<String>,
}

/// Takes a pass text apart.
///
/// White space around the text is ignored. Nothing is verified.
///
/// # Errors
/// The first step that failed, from prefix to claims; see [`Error`].
pub fn read(text: &str) -> Result<Pass, Error> {
    // A space is a base45 digit, but never the last one of a well-formed text
    // (36·45 > 255, 36·2025 > 65535), so trimming cannot eat data.
    let text = text.trim_matches([' ', '\t', '\r', '\n', '\u{feff}']);
    let reader = FORMATS
        .iter()
        .find(|format| text.starts_with(format.prefix))
        .ok_or_else(|| Error::unknown_prefix(text))?;
    if text.len() > crate::limits::MAX_TEXT {
        return Err(Error::TextTooLong {
            bytes: text.len(),
            limit: crate::limits::MAX_TEXT,
        });
    }
    (reader.read)(text)
}

/// True when the text starts like a pass that [`read`] knows.
#[must_use]
pub fn looks_like_pass(text: &str) -> bool {
    let text = text.trim_start();
    FORMATS.iter().any(|format| text.starts_with(format.prefix))
}
