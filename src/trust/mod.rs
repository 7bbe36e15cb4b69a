//! Whose key: the issuers' public keys and what each of them may sign.
//!
//! A [`TrustList`] comes from a published list of any [`ListFormat`], or from a [`Bundle`] that
//! holds many of them in little space. Looking up a key takes constant time in the number of
//! keys; a key is made ready when it first verifies, and then stays so.

// What only importers and publishers use stands beside what every build uses.
#![cfg_attr(not(feature = "lists"), allow(dead_code, reason = "for importers"))]

#[cfg(feature = "lists")]
mod brainpool;
mod bundle;
mod certificate;
#[cfg(feature = "lists")]
mod cms;
#[cfg(feature = "lists")]
mod curve;
mod deferred;
pub(crate) mod envelope;
mod format;
mod freshness;
#[cfg(feature = "lists")]
mod import;
mod key;
#[cfg(test)]
mod known_answers;
mod list;
#[cfg(feature = "lists")]
mod other;
mod pin;
mod revocation;
#[cfg(all(test, feature = "lists"))]
mod testing;
#[cfg(feature = "lists")]
mod x509;

pub use bundle::{Bundle, Header};
pub(crate) use certificate::Certificate;
pub use certificate::CertificateError;
pub(crate) use deferred::Checker;
pub use deferred::{CheckResult, DeferredCheck, DeferredChecks, PendingCheck};
pub use envelope::{BundleError, EnvelopeHeader, PublisherKey};
pub use format::ListFormat;
pub use freshness::{Freshness, is_behind};
#[cfg(feature = "lists")]
pub use import::{File, Import};
pub use key::{Environment, Key, KeyUsage, ListDates, PublicKey, Role};
pub use list::{RejectedEntry, SignatureStatus, SourceList, TrustList};
pub use pin::Pin;
pub use revocation::{CardRevocations, RevocationList};

use time::OffsetDateTime;

/// Why a list was refused whole. A single certificate that cannot be read does not
/// refuse a list: it is skipped and counted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file is larger than allowed.
    #[error("the list has {bytes} bytes, more than the {limit} allowed")]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// The bound.
        limit: usize,
    },
    /// More entries than allowed.
    #[error("the list has {entries} entries, more than the {limit} allowed")]
    TooMany {
        /// Their number.
        entries: usize,
        /// The bound.
        limit: usize,
    },
    /// Not a list of a known shape.
    #[error("this is not a trust list: {0}")]
    NotAList(String),
    /// Every entry was unreadable.
    #[error("none of the {0} entries of the list can be read")]
    NothingReadable(usize),
    /// There is a pinned key, and no signature to check with it.
    #[error("a key is pinned for the list, but the list carries no signature ({0})")]
    MissingSignature(&'static str),
    /// The list was altered, or is not the pinned key's.
    #[error("the list's signature is not that of the pinned key: {0}")]
    BadSignature(&'static str),
    /// The list says that it must not be used any more.
    #[error("the list expired at {0}")]
    Expired(OffsetDateTime),
    /// The list says that it must not be used yet.
    #[error("the list is valid only from {0}")]
    NotYetValid(OffsetDateTime),
    /// What this version cannot check is not believed.
    #[error("{0}")]
    Unsupported(&'static str),
    /// Not a bundle that can be used.
    #[error(transparent)]
    Bundle(#[from] BundleError),
}
