//! Whose key: the issuers' public keys and what each of them may sign.
//!
//! A [`TrustList`] is built once, with every certificate parsed once; looking up a key
//! identifier takes constant time in the number of keys.

mod certificate;
mod json;
mod key;
mod revocation;

pub use certificate::CertificateError;
pub use key::{Environment, Key, KeyUsage, PublicKey};
pub use revocation::RevocationList;

use std::collections::HashMap;

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
}

/// The keys that are trusted, by key identifier.
#[derive(Clone, Debug, Default)]
pub struct TrustList {
    by_kid: HashMap<Vec<u8>, Vec<Key>>,
    len: usize,
    skipped: Vec<Skipped>,
}

/// An entry that could not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Its place in the list, from 0.
    pub index: usize,
    /// Why.
    pub error: CertificateError,
}

impl TrustList {
    /// Reads a list in the neutral `json` form (an array of
    /// `{"kid"?, "country"?, "rawData", "domain"?, "environment"?}`) or as PEM
    /// certificates. `source` names it in reports.
    ///
    /// # Errors
    /// The list is refused whole when it is too large, of no known shape, or when not
    /// one of its entries can be read.
    pub fn read(bytes: &[u8], source: &str) -> Result<Self, Error> {
        let limit = crate::limits::MAX_LIST;
        if bytes.len() > limit {
            return Err(Error::TooLarge {
                bytes: bytes.len(),
                limit,
            });
        }
        let list = json::read(bytes, source)?;
        if list.is_empty() && !list.skipped.is_empty() {
            return Err(Error::NothingReadable(list.skipped.len()));
        }
        Ok(list)
    }

    /// The same from JSON that is parsed already, as a line of a batch file carries it;
    /// here entries that cannot be read never refuse the list.
    ///
    /// # Errors
    /// As [`TrustList::read`].
    pub fn from_json(value: serde_json::Value, source: &str) -> Result<Self, Error> {
        json::from_value(value, source)
    }

    /// Adds every key of another list.
    pub fn extend(&mut self, other: Self) {
        for key in other.by_kid.into_values().flatten() {
            self.insert(key);
        }
        self.skipped.extend(other.skipped);
    }

    fn insert(&mut self, key: Key) {
        let same_kid = self.by_kid.entry(key.kid.clone()).or_default();
        if !same_kid.contains(&key) {
            same_kid.push(key);
            self.len += 1;
        }
    }

    /// The keys that share this identifier; several may, then each is tried.
    #[must_use]
    pub fn find(&self, kid: &[u8]) -> &[Key] {
        self.by_kid.get(kid).map_or(&[], Vec::as_slice)
    }

    /// All keys, in no particular order.
    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        self.by_kid.values().flatten()
    }

    /// Number of keys.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// True without any key.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The entries that could not be used.
    #[must_use]
    pub fn skipped(&self) -> &[Skipped] {
        &self.skipped
    }
}
