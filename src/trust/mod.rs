//! Trusted keys: the issuers' public keys, and the passes that each may sign.
//!
//! A [`TrustList`] comes from a published list of any [`ListFormat`], or from a [`Bundle`], which holds many of them in
//! little space. The time to look up a key does not depend on the number of keys. A key is decoded when it first
//! verifies, and then stays decoded.

// Items for importers and publishers stand beside those for every build.
#![cfg_attr(not(feature = "lists"), allow(dead_code, reason = "for importers"))]

#[cfg(feature = "lists")]
mod brainpool;
mod bundle;
mod certificate;
#[cfg(feature = "lists")]
pub(crate) mod cms;
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
pub use format::{ListFormat, UnknownListFormat};
pub use freshness::{Freshness, is_behind};
#[cfg(feature = "lists")]
pub(crate) use import::verify_jws;
#[cfg(feature = "lists")]
pub use import::{File, Import};
pub use key::{Environment, Key, KeyUsage, ListDates, PublicKey, Role};
#[cfg(feature = "lists")]
pub(crate) use key::{Hash, Scheme};
pub use list::{RejectedEntry, SignatureStatus, SourceList, TrustList};
pub use pin::Pin;
#[cfg(feature = "lists")]
pub(crate) use pin::pem;
#[cfg(feature = "lists")]
pub(crate) use revocation::KeyKind;
pub(crate) use revocation::RevocationQuery;
pub use revocation::{CardRevocations, HashKind, Revocation, RevocationState};
#[cfg(feature = "lists")]
pub(crate) use x509::{CertificateList, certificate_names};

use time::OffsetDateTime;

/// Reason for refusing a whole list. A single unreadable certificate does not refuse a list: it is skipped and counted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file is larger than allowed.
    #[error("the list has {bytes} bytes, more than the {limit} allowed")]
    TooLarge {
        /// Size in bytes.
        bytes: usize,
        /// Limit in bytes.
        limit: usize,
    },
    /// More entries than allowed.
    #[error("the list has {entries} entries, more than the {limit} allowed")]
    TooMany {
        /// Number of entries.
        entries: usize,
        /// Limit on the number of entries.
        limit: usize,
    },
    /// Not a list of a known shape.
    #[error("this is not a trust list: {0}")]
    NotAList(String),
    /// All entries are unreadable.
    #[error("none of the {0} entries of the list can be read")]
    NothingReadable(usize),
    /// A key is pinned, but the list carries no signature.
    #[error("a key is pinned for the list, but the list carries no signature ({0})")]
    MissingSignature(&'static str),
    /// The list was altered, or another key signed it.
    #[error("the list's signature is not that of the pinned key: {0}")]
    BadSignature(&'static str),
    /// The list has expired.
    #[error("the list expired at {0}")]
    Expired(OffsetDateTime),
    /// The list is not valid yet.
    #[error("the list is valid only from {0}")]
    NotYetValid(OffsetDateTime),
    /// This version cannot check the list, so it is not trusted.
    #[error("{0}")]
    Unsupported(&'static str),
    /// The bundle cannot be used.
    #[error(transparent)]
    Bundle(#[from] BundleError),
}
