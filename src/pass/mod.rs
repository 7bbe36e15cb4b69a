//! Decoding of pass texts to unverified claims.
//!
//! [`read`] recognises the format of a text and decodes it. Nothing in a [`Pass`] can be trusted until
//! [`crate::verdict`] has checked its signature. A new format is one file here and one line of
//! `formats!`.

mod cbor;
mod dates;
pub mod dcc;
mod ddcc;
mod error;
mod hcert;
mod icvp;
pub mod names;
mod nzcp;
mod products;
mod recognise;
mod schema;
mod shc;
mod training;
mod vds_nc;
mod vhl;

pub use error::Error;
pub(crate) use icvp::is_dated_ahead;
pub use products::PRODUCTS_AS_OF;
pub use recognise::{Recognisable, Recognised};
pub use shc::Chunk;
pub(crate) use training::is_training;
#[cfg(feature = "counter")]
pub(crate) use training::{TRAINING_CENTRE, TRAINING_COUNTRY, TRAINING_MEMBER, training_centre};
pub use vhl::HealthLink;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{borrow::Cow, fmt};
use time::OffsetDateTime;

/// Declares the formats, each with its constant of [`Format`] and its module. Descriptions and readers are two tables, so
/// that a page which only names formats does not contain their readers.
macro_rules! formats {
    ($($(#[doc = $doc:literal])* $name:ident = $module:ident,)*) => {
        impl Format {
            $($(#[doc = $doc])* pub const $name: Self = Self(&$module::FORMAT);)*

            /// All formats.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];
        }

        const READERS: &[(&FormatInfo, Decoder)] = &[$((&$module::FORMAT, $module::DECODER)),*];
    };
}

formats! {
    /// EU Digital COVID Certificate (HCERT claim 1).
    DCC = dcc,
    /// International Certificate of Vaccination or Prophylaxis (HCERT claim -6, WHO).
    ICVP = icvp,
    /// SMART Health Card.
    SHC = shc,
    /// ICAO visible digital seal for non-constrained environments.
    VDS_NC = vds_nc,
    /// NZ COVID Pass (New Zealand).
    NZCP = nzcp,
    /// Digital Documentation of COVID-19 Certificates, core data set (HCERT claims 3 and 4, WHO).
    DDCC = ddcc,
}

/// Description of a format.
pub(crate) struct FormatInfo {
    /// Name in reports.
    pub name: &'static str,
    /// Trust domain whose keys may sign it; keys without a domain may too.
    pub domain: &'static str,
    /// True if entry rules exist for it.
    pub has_rules: bool,
    /// Returns true if a trimmed text starts like a pass of this format.
    pub recognises: fn(&str) -> bool,
}

/// Decoder of a format.
#[derive(Clone, Copy)]
pub(crate) enum Decoder {
    /// For a statement inside an HCERT (`HC1:`).
    Hcert {
        /// Keys of the statement in the HCERT claim.
        claims: &'static [i64],
        /// True if every pass must have an expiry.
        expires: bool,
        /// Reads the statement, which stands beside these claims.
        content: fn(serde_json::Value, &Claims) -> Content,
    },
    /// For a text with an encoding of its own.
    Text {
        /// Longest text in bytes.
        max_text: usize,
        /// Decodes the texts of one pass; only chunked formats get several.
        read: fn(&[&str]) -> Result<Pass, Error>,
    },
}

/// Formats with their readers.
pub(crate) type Readers = [(&'static FormatInfo, Decoder)];

/// A format of passes by its name in reports.
#[derive(Clone, Copy)]
pub struct Format(pub(crate) &'static FormatInfo);

impl Format {
    /// Name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.0.name
    }

    /// True if entry rules exist for the format.
    #[must_use]
    pub const fn has_rules(self) -> bool {
        self.0.has_rules
    }

    pub(crate) const fn domain(self) -> &'static str {
        self.0.domain
    }
}

impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.0.name == other.0.name
    }
}

impl Eq for Format {}

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

impl Serialize for Format {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.name)
    }
}

impl<'de> Deserialize<'de> for Format {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = Cow::<'de, str>::deserialize(deserializer)?;
        Self::ALL
            .iter()
            .copied()
            .find(|format| format.name() == name)
            .ok_or_else(|| serde::de::Error::custom("an unknown format"))
    }
}

/// Kind of statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
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

    /// Name in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Vaccination => "vaccination",
            Self::Test => "test",
            Self::Recovery => "recovery",
        }
    }
}

/// The signature algorithms that the formats allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
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

/// A decoded pass whose signature has not been verified.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Pass {
    /// Its format.
    pub format: Format,
    /// The signed bytes and the signature over them.
    pub signed: Signed,
    /// Issuer and times, as the pass states them.
    pub claims: Claims,
    /// Statement, as the pass makes it.
    pub content: Content,
}

/// Signed bytes, and the signature over them.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Signed {
    /// Algorithm named by the pass.
    pub algorithm: Algorithm,
    /// Key named by the pass.
    pub key: KeyReference,
    /// Exact bytes that the signature covers.
    pub message: Vec<u8>,
    /// Signature in the pass.
    pub signature: Vec<u8>,
}

/// Reference to the signer's key in a pass.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyReference {
    /// Key identifier of a document signer.
    Kid(Vec<u8>),
    /// Address of an issuer, and thumbprint of one of its keys.
    Issuer {
        /// `iss`.
        issuer: String,
        /// `kid`.
        kid: String,
    },
    /// The signer's certificate in DER, which must lead to a trusted anchor of the country (ISO 3166-1 alpha-2) that
    /// issued the pass.
    Certificate {
        /// The certificate.
        der: Vec<u8>,
        /// Country that the pass names.
        country: Option<String>,
        /// Kind of document (ICAO Doc 9303 part 12) that the signer must be allowed to sign.
        document_type: &'static str,
    },
}

/// Claims about issuer and time.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Claims {
    /// Issuer, usually an ISO 3166-1 alpha-2 code. Not a trust anchor.
    pub issuer: Option<String>,
    /// Time of issue.
    pub issued_at: Option<OffsetDateTime>,
    /// Start of validity.
    pub not_before: Option<OffsetDateTime>,
    /// Time of expiry: the first instant that is too late, or for a DCC the last that is not.
    pub expires_at: Option<OffsetDateTime>,
}

/// The statement as JSON, with the facts found in it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Content {
    /// The decoded statement.
    pub json: serde_json::Value,
    /// Kinds of the entries: one in a sound pass, none or several in a broken one.
    pub kinds: Vec<Kind>,
    /// Facts to show, as far as the statement has them.
    pub facts: Facts,
    /// Checks the statement against its schema.
    pub(crate) check: fn(&serde_json::Value) -> Result<(), Error>,
    /// Identifiers for revocation lists, one of each entry.
    pub identifiers: Vec<Identifier>,
    /// Time during which the statement itself is valid, if it says so: first and last instant.
    pub holds: (Option<OffsetDateTime>, Option<OffsetDateTime>),
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

/// Identifier of an entry in revocation lists.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Identifier {
    /// Unique certificate identifier (UVCI), as revocation lists hash it.
    Uvci {
        /// The identifier, exactly as in the pass.
        uvci: String,
        /// Country beside the identifier.
        country: Option<String>,
    },
    /// Revocation identifier of a SMART Health Card.
    Rid(String),
}

/// Facts of a pass that people want to see. Absent facts are `None`, never invented.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Facts {
    /// Given and family name as the holder writes them.
    pub name: Option<String>,
    /// `FAMILY<<GIVEN` in ICAO 9303 transliteration.
    pub standard_name: Option<String>,
    /// Date of birth with the precision that the pass has.
    pub birth_date: Option<String>,
    /// Name of the authority that issued the statement.
    pub issuer_name: Option<String>,
    /// Number of the travel document that the pass belongs to.
    pub document: Option<String>,
    /// Vaccinations, tests or recoveries, in the order of the pass.
    pub events: Vec<ClinicalEvent>,
    /// What a person should know of the pass and its encoding.
    pub notices: Vec<Notice>,
    /// Day of WHO's list of vaccines, if the pass was compared with it.
    pub products_as_of: Option<&'static str>,
    /// The health link in place of a statement: it is no pass.
    pub link: Option<HealthLink>,
}

/// Something that a person should know of a pass, and that does not make it invalid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Notice {
    /// The version of the content is not known.
    UnknownVersion,
    /// The vaccine is not on WHO's list.
    UnlistedProduct,
    /// The day of vaccination is later than the day of issue.
    VaccinatedAfterIssue,
    /// Numbers of claims, or the key identifier, are written as text.
    TextKeys,
    /// Times are in milliseconds instead of seconds.
    Milliseconds,
}

impl Notice {
    /// Notices of which it was found that they hold.
    fn that_are<const N: usize>(found: [(Self, bool); N]) -> Vec<Self> {
        let found = found.into_iter().filter(|(_, is)| *is);
        found.map(|(notice, _)| notice).collect()
    }

    /// Notice in a sentence.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::UnknownVersion => "the version of its content is not known",
            Self::UnlistedProduct => "the vaccine is not on WHO's list",
            Self::VaccinatedAfterIssue => "the day of vaccination is later than the day of issue",
            Self::TextKeys => "numbers of claims, or the key identifier, are written as text",
            Self::Milliseconds => "times are in milliseconds instead of seconds",
        }
    }
}

/// A vaccination, test or recovery. It has names for known codes, else the codes; absent facts are `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ClinicalEvent {
    /// Kind of entry; `None` if the pass does not state it, and for an observation that is no test for an infection.
    pub kind: Option<Kind>,
    /// The disease.
    pub disease: Option<String>,
    /// The vaccine, or the kind of test.
    pub product: Option<String>,
    /// Manufacturer of the product.
    pub maker: Option<String>,
    /// Day of the vaccination, time of the sample, day of the first positive result.
    pub date: Option<String>,
    /// Number of the dose, "2" or "2/3".
    pub dose: Option<String>,
    /// Result of a test.
    pub result: Option<TestResult>,
    /// Start of validity, as in the pass.
    pub from: Option<String>,
    /// End of validity, as in the pass.
    pub until: Option<String>,
    /// Vaccination centre or laboratory.
    pub by: Option<String>,
    /// Batch of the vaccine.
    pub lot: Option<String>,
    /// Country, as the pass writes it.
    pub country: Option<String>,
    /// Reason for the entry proving nothing, if it proves nothing.
    #[serde(default)]
    pub void: Option<Void>,
}

/// Reason for an entry of a genuine pass proving nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Void {
    /// The vaccination was not given.
    NotDone,
    /// The entry was made in error.
    EnteredInError,
    /// The test was cancelled.
    Cancelled,
    /// The result is not final.
    NotFinal,
    /// The dose was too weak.
    Subpotent,
    /// It is about nobody, or about somebody other than the holder.
    OtherPerson,
    /// The pass does not say that it is complete, or qualifies it in an unknown way.
    Unknown,
    /// WHO has not approved the vaccine.
    NotApproved,
}

impl Void {
    /// Reason in a sentence.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::NotDone => "the card says that the vaccination was not given",
            Self::EnteredInError => "the card says that the entry was made in error",
            Self::Cancelled => "the card says that the test was cancelled",
            Self::NotFinal => "the card says that the result is not final",
            Self::Subpotent => "the card says that the dose was too weak",
            Self::OtherPerson => "the card's entry is about nobody, or about somebody else than its holder",
            Self::Unknown => "the card does not say that its entry is complete",
            Self::NotApproved => "the vaccine is not on WHO's list",
        }
    }
}

/// Result of a test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TestResult {
    /// The disease was found.
    Detected,
    /// The disease was not found.
    NotDetected,
    /// Any other result, as in the pass.
    Other(String),
}

/// Removes white space and byte order marks that scanners and clipboards add. A space is a base45 digit but never the
/// last one of a well-formed text (36·45 > 255, 36·2025 > 65535), so that trimming cannot lose data.
fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\r', '\n', '\u{feff}'])
}

/// Decodes a pass text.
///
/// White space around the text is ignored. Nothing is verified.
///
/// # Errors
/// The first step that failed, from prefix to claims; see [`Error`].
pub fn read(text: &str) -> Result<Pass, Error> {
    read_among(READERS, &[text])
}

/// Decodes the texts of one pass, in any order: a pass in a chunked format may have several.
///
/// # Errors
/// The errors of [`read`], and an error if the texts do not belong together.
pub fn read_all(texts: &[&str]) -> Result<Pass, Error> {
    read_among(READERS, texts)
}

pub(crate) fn read_among(readers: &Readers, texts: &[&str]) -> Result<Pass, Error> {
    if texts.len() > crate::limits::MAX_CHUNKS {
        return Err(Error::TooManyTexts(texts.len()));
    }
    let texts: Vec<&str> = texts.iter().map(|text| trim(text)).collect();
    let Some(first) = texts.first() else {
        return Err(Error::NotAPass);
    };
    // Seals are JSON, and so are other texts.
    if first.starts_with('{')
        && let Some(recognised) = Recognised::of(first)
    {
        return Err(Error::NotRead(recognised));
    }
    let bounded = |limit: usize| {
        let bytes = texts.iter().map(|text| text.len()).sum();
        if bytes > limit {
            return Err(Error::TextTooLong { bytes, limit });
        }
        Ok(())
    };
    let Some((format, wire)) = readers.iter().find(|(format, _)| (format.recognises)(first)) else {
        return match texts[..] {
            [text] => Err(Error::unknown_prefix(text)),
            _ => Err(Recognised::of(first).map_or(Error::NotAPass, Error::NotRead)),
        };
    };
    match (wire, &texts[..]) {
        (Decoder::Text { max_text, read }, texts) => {
            if !texts.iter().all(|text| (format.recognises)(text)) {
                return Err(Error::NotOnePass);
            }
            bounded(*max_text)?;
            read(texts)
        }
        (Decoder::Hcert { .. }, [text]) => {
            bounded(crate::limits::MAX_TEXT)?;
            hcert::read(text, readers)
        }
        (Decoder::Hcert { .. }, _) => Err(Error::NotAPass),
    }
}

/// True if the text starts like a pass that [`read`] supports.
#[must_use]
pub fn looks_like_pass(text: &str) -> bool {
    let text = trim(text);
    Format::ALL.iter().any(|format| (format.0.recognises)(text))
}

#[cfg(feature = "lists")]
pub(crate) use shc::{characters, chunk_digits};

/// Index of a text that is one of several codes of a card, and their number.
#[must_use]
pub fn chunk(text: &str) -> Option<Chunk> {
    shc::chunk(trim(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A minimal format: `TOY:` and a name.
    static TOY: FormatInfo = FormatInfo {
        name: "toy",
        domain: "TOY",
        has_rules: false,
        recognises: |text| text.starts_with("TOY:"),
    };

    const TOY_DECODER: Decoder = Decoder::Text {
        max_text: 40,
        read: |texts| {
            let name = texts[0].strip_prefix("TOY:").ok_or(Error::NotAPass)?;
            Ok(Pass {
                format: Format(&TOY),
                signed: Signed {
                    algorithm: Algorithm::Es256,
                    key: KeyReference::Kid(vec![1]),
                    message: Vec::new(),
                    signature: Vec::new(),
                },
                claims: Claims::default(),
                content: Content {
                    json: name.into(),
                    kinds: vec![Kind::Test],
                    facts: Facts {
                        name: Some(name.to_owned()),
                        ..Facts::default()
                    },
                    check: |_| Ok(()),
                    identifiers: Vec::new(),
                    holds: (None, None),
                },
            })
        },
    };

    #[test]
    fn a_format_is_one_entry_of_the_list() {
        let formats: Vec<(&'static FormatInfo, Decoder)> =
            READERS.iter().copied().chain([(&TOY, TOY_DECODER)]).collect();
        let pass = read_among(&formats, &[" TOY:Jo\n"]).unwrap();
        assert_eq!(pass.format.name(), "toy");
        assert_eq!(pass.content.facts.name.as_deref(), Some("Jo"));
        assert!(matches!(read("TOY:Jo"), Err(Error::NotAPass)));
        // It has a limit of its own.
        let long = format!("TOY:{}", "x".repeat(37));
        assert!(matches!(
            read_among(&formats, &[&long]),
            Err(Error::TextTooLong { bytes: 41, limit: 40 })
        ));
        // It is judged like any other format.
        let trust = crate::trust::TrustList::default();
        let context = crate::verdict::Context::new(&trust, OffsetDateTime::UNIX_EPOCH);
        let report = crate::verdict::judge_pass(Ok(pass), &context);
        assert_eq!(report.format.map(Format::name), Some("toy"));
        assert_eq!(report.reason, Some(crate::verdict::Reason::UnknownIssuer));
        assert_eq!(report.holder.and_then(|h| h.name).as_deref(), Some("Jo"));
    }

    #[test]
    fn names_of_formats_are_those_of_the_contract() {
        let names: Vec<&str> = Format::ALL.iter().copied().map(Format::name).collect();
        assert_eq!(names, ["dcc", "icvp", "shc", "vds-nc", "nzcp", "ddcc"]);
        for format in Format::ALL {
            let json = serde_json::to_string(format).unwrap();
            assert_eq!(serde_json::from_str::<Format>(&json).unwrap(), *format);
        }
        assert!(serde_json::from_str::<Format>("\"toy\"").is_err());
    }

    #[test]
    fn several_texts_are_one_pass_or_none() {
        assert!(matches!(read_all(&[]), Err(Error::NotAPass)));
        assert!(matches!(read_all(&["HC1:A", "HC1:B"]), Err(Error::NotAPass)));
        assert!(matches!(read_all(&["shc:/1/2/56", "HC1:B"]), Err(Error::NotOnePass)));
        let many = vec!["shc:/1/2/56"; 1000];
        assert!(matches!(read_all(&many), Err(Error::TooManyTexts(1000))));
    }
}
