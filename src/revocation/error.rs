use crate::{limits::MAX_FALSE_POSITIVE_RATE, trust};
use time::OffsetDateTime;

/// Reason for refusing a revocation list. Half a list must not pass for a whole one: one unreadable hash refuses it.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file is larger than allowed.
    #[error("the revocation list has {bytes} bytes, more than the {limit} allowed")]
    TooLarge {
        /// Size in bytes.
        bytes: usize,
        /// Limit in bytes.
        limit: usize,
    },
    /// It has more parts or entries than allowed.
    #[error("the revocation list has {count} {what}, more than the {limit} allowed")]
    TooMany {
        /// What is counted.
        what: &'static str,
        /// Their number.
        count: usize,
        /// Limit on their number.
        limit: usize,
    },
    /// Not a list of a known shape.
    #[error("this is not a revocation list: {0}")]
    NotAList(String),
    /// A part that the list names is not there.
    #[error("the revocation list is not complete: {0}")]
    Incomplete(String),
    /// A filter names passes that nobody revoked more often than allowed: in the extreme every pass of a country.
    #[error("the filter names one in {} passes without reason, and at most one in {} is allowed", (1.0 / .0).round(), (1.0 / MAX_FALSE_POSITIVE_RATE).round())]
    TooManyFalsePositives(f64),
    /// A key is pinned, but the list carries no signature.
    #[error("a key is pinned for the revocation list, but it carries no signature ({0})")]
    MissingSignature(&'static str),
    /// The list was altered, or another key signed it.
    #[error("the signature of the revocation list is not that of the pinned key: {0}")]
    BadSignature(&'static str),
    /// The envelope of a pack cannot be used.
    #[error(transparent)]
    Envelope(#[from] trust::BundleError),
    /// A part of a pack, or a file of full hashes, is not one that its index names.
    #[error("the index of the pack names no part with this content")]
    UnknownPart,
    /// The change is for another edition of the pack.
    #[error("the change is for another edition of the pack than the one in use: fetch the whole pack")]
    OtherBase,
    /// The change does not lead to a newer edition.
    #[error("the change leads to the serial {found}, which is not greater than {held}: it is refused")]
    NotNewer {
        /// Serial number that it leads to.
        found: u64,
        /// Serial number in use.
        held: u64,
    },
    /// What the change leads to is not what its publisher signed.
    #[error("the change is broken: {0}")]
    BrokenDelta(&'static str),
    /// The list has expired.
    #[error("the revocation list ended on {} (UTC)", .0.date())]
    Expired(OffsetDateTime),
}

impl From<trust::Error> for Error {
    fn from(error: trust::Error) -> Self {
        match error {
            trust::Error::TooLarge { bytes, limit } => Self::TooLarge { bytes, limit },
            trust::Error::MissingSignature(what) => Self::MissingSignature(what),
            trust::Error::BadSignature(what) => Self::BadSignature(what),
            trust::Error::Bundle(error) => Self::Envelope(error),
            other => Self::NotAList(other.to_string()),
        }
    }
}

/// The file has another shape than its format.
pub(super) fn wrong(what: &str) -> Error {
    Error::NotAList(what.to_owned())
}
