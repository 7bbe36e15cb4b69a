use super::Recognised;
use crate::{
    encoding::InflateError,
    limits::{MAX_DEPTH, MAX_INFLATED, MAX_JSON_DEPTH},
};

/// Reason for a text not being a well-formed pass. Each variant says in one sentence what is wrong, with the facts;
/// none contains personal data.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The text does not start like any pass.
    #[error("the text does not start like a health pass")]
    NotAPass,
    /// The text is of a recognised kind that is not supported.
    #[error("{0}")]
    NotRead(Recognised),
    /// An HCERT container of another generation.
    #[error("the text is a health certificate of an unknown generation (HC{generation}:)")]
    UnknownGeneration {
        /// The generation digit or letter.
        generation: char,
    },
    /// The base45 text breaks RFC 9285.
    #[error("the base45 text is broken")]
    Base45,
    /// The text breaks the encoding of its format.
    #[error("the text is broken: {0}")]
    Encoding(&'static str),
    /// Texts of different passes, or of a pass and something else.
    #[error("the texts do not belong to one pass")]
    NotOnePass,
    /// A card in several codes, of which some are missing.
    #[error("{found} of the card's {total} codes are here: scan the others too")]
    Incomplete {
        /// Number of codes that are here.
        found: usize,
        /// Number of codes of the card.
        total: usize,
    },
    /// More texts than a pass can have.
    #[error("{0} texts are too many for one pass")]
    TooManyTexts(usize),
    /// The compressed stream is broken.
    #[error("the compressed stream is broken: {0}")]
    Compression(&'static str),
    /// The text is longer than allowed.
    #[error("the text has {bytes} bytes, more than the {limit} allowed")]
    TextTooLong {
        /// Length in bytes.
        bytes: usize,
        /// Limit in bytes.
        limit: usize,
    },
    /// The stream inflates to more than allowed.
    #[error("the pass inflates to more than the {limit} bytes allowed")]
    InflatedTooLong {
        /// Limit in bytes.
        limit: usize,
    },
    /// The CBOR is nested too deeply.
    #[error("the pass is nested deeper than {MAX_DEPTH} levels")]
    TooDeep,
    /// The JSON is nested too deeply.
    #[error("the pass is nested deeper than {MAX_JSON_DEPTH} levels")]
    JsonTooDeep,
    /// CBOR, COSE or CWT structure is wrong.
    #[error("the structure is wrong: {0}")]
    Malformed(&'static str),
    /// The algorithm is missing or not allowed.
    #[error("the signature algorithm {0} is not allowed")]
    UnsupportedAlgorithm(String),
    /// The content is sound, but proves no vaccination, test or recovery.
    #[error("{0}")]
    ProvesNothing(&'static str),
    /// The day of vaccination is later than the day of issue.
    #[error("the day of vaccination is later than the day of issue")]
    DatedAhead,
    /// The statement breaks its schema.
    #[error("{path} {problem}")]
    Schema {
        /// Path in the statement, for example `v[0].dt`.
        path: String,
        /// Problem found there.
        problem: &'static str,
    },
}

impl Error {
    /// Error for a text that no format recognises.
    pub(super) fn unknown_prefix(text: &str) -> Self {
        let mut chars = text.chars();
        match (chars.next(), chars.next(), chars.next(), chars.next()) {
            (Some('H'), Some('C'), Some(generation), Some(':')) if generation.is_ascii_alphanumeric() => {
                Self::UnknownGeneration { generation }
            }
            _ => Recognised::of(text).map_or(Self::NotAPass, Self::NotRead),
        }
    }

    /// A schema fault at `path`. Not inlined: every check of every format has one.
    #[cold]
    #[inline(never)]
    pub(super) fn schema(path: &str, problem: &'static str) -> Self {
        Self::schema_in(path, "", problem)
    }

    /// A schema fault at a member.
    #[cold]
    #[inline(never)]
    pub(super) fn schema_in(path: &str, member: &str, problem: &'static str) -> Self {
        Self::Schema {
            path: [path, member].concat(),
            problem,
        }
    }
}

impl From<InflateError> for Error {
    fn from(error: InflateError) -> Self {
        match error {
            InflateError::TooLong => Self::InflatedTooLong { limit: MAX_INFLATED },
            InflateError::Broken(how) => Self::Compression(how),
        }
    }
}
