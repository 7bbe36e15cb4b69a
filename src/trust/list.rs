use super::{
    CardRevocations, Certificate, CertificateError, Key, ListDates, ListFormat, Role, certificate, key::least,
};
#[cfg(feature = "counter")]
use super::{Environment, KeyUsage, PublicKey, key::Curve};
#[cfg(feature = "lists")]
use super::{Error, File, Import};
#[cfg(feature = "counter")]
use crate::pass::Format;
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};
use time::OffsetDateTime;

/// Trusted keys, looked up by the references in passes.
#[derive(Clone, Debug, Default)]
pub struct TrustList {
    keys: HashMap<Lookup, Vec<Key>>,
    len: usize,
    skipped: Vec<RejectedEntry>,
    listings: Vec<SourceList>,
    revoked_cards: CardRevocations,
}

/// Reference by which a key is found.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Lookup {
    Kid(Vec<u8>),
    Issuer(Arc<str>),
    Anchor(Vec<u8>),
    Seal(Vec<u8>),
}

impl Lookup {
    fn of(key: &Key) -> Self {
        match &key.role {
            Role::DocumentSigner => Self::Kid(key.listed_kid.clone()),
            Role::CardIssuer(issuer) => Self::Issuer(Arc::clone(issuer)),
            Role::Anchor => Self::Anchor(key.listed_kid.clone()),
            Role::SealSigner => Self::Seal(key.listed_kid.clone()),
        }
    }
}

/// A published list that was read, with the result of checking its signature.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SourceList {
    /// Name in reports.
    pub name: Arc<str>,
    /// Its format.
    pub format: ListFormat,
    /// Result of checking its own signature.
    pub signature: SignatureStatus,
    /// Time of issue, if the list states it.
    pub issued_at: Option<OffsetDateTime>,
    /// Time of expiry, if the list states it.
    pub expires_at: Option<OffsetDateTime>,
    /// Number of its keys.
    pub keys: usize,
    /// Number of entries that could not be used.
    pub skipped: usize,
}

impl SourceList {
    /// Dates of the list, as far as it states them.
    pub(super) const fn dates(&self) -> ListDates {
        ListDates {
            issued_at: self.issued_at,
            best_before: None,
            expires_at: self.expires_at,
        }
    }
}

/// Result of checking a list's own signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureStatus {
    /// A pinned key made the signature.
    Verified,
    /// The signature was not checked, because no key is pinned.
    NotChecked,
    /// The format has no signature.
    None,
}

/// An entry that could not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RejectedEntry {
    /// List that contains the entry.
    pub source: Arc<str>,
    /// Index in the list, from 0.
    pub index: usize,
    /// Country and name of its certificate, if they can be read. Must be escaped before printing: they are under the
    /// control of whoever made the list.
    pub subject: Option<String>,
    /// Reason for rejecting the entry.
    pub error: CertificateError,
}

impl TrustList {
    /// Reads a list in any supported format, recognised by its shape, without a pinned key: for lists that the person
    /// who imports them vouches for. `source` names the list in reports. Bundles are read too; [`super::Bundle`] checks
    /// their signature.
    ///
    /// # Errors
    /// The whole list is refused if it is too large, of no known shape, or if none of its entries can be read.
    #[cfg(feature = "lists")]
    pub fn read(bytes: &[u8], source: &str) -> Result<Self, Error> {
        Import::default().read(&[File { name: source, bytes }])
    }

    /// Reads a list in the neutral form from JSON that is already parsed, such as a line of a batch file. Unreadable
    /// entries never refuse this list.
    ///
    /// # Errors
    /// Fails if the value is not an array, or is too long.
    #[cfg(feature = "lists")]
    pub fn from_json(value: serde_json::Value, source: &str) -> Result<Self, Error> {
        super::import::from_json(value, source)
    }

    /// List of one document signer of ICVPs, by its point in SEC 1 encoding.
    #[cfg(feature = "counter")]
    pub(crate) fn of_one_key(
        point: &[u8],
        kid: &[u8],
        environment: Environment,
        source: &str,
    ) -> Result<Self, CertificateError> {
        let key = Key {
            listed_kid: kid.to_vec(),
            country: None,
            public: PublicKey::from_sec1(Curve::P256, point)?,
            role: Role::DocumentSigner,
            usage: KeyUsage::ANY,
            domain: Some(Arc::from(Format::ICVP.domain())),
            not_before: None,
            not_after: None,
            environment,
            name: None,
            source: Arc::from(source),
            dates: ListDates::default(),
        };
        Ok(Self::of_keys(std::iter::once(&key)))
    }

    /// List of these keys and nothing else.
    #[cfg(feature = "counter")]
    pub(crate) fn of_keys<'a>(keys: impl Iterator<Item = &'a Key>) -> Self {
        let mut list = Self::default();
        keys.for_each(|key| list.insert(key.clone()));
        list
    }

    /// Adds everything of another list.
    pub fn extend(&mut self, other: &Self) {
        for key in other.keys.values().flatten() {
            self.insert(key.clone());
        }
        self.skipped.extend_from_slice(&other.skipped);
        self.listings.extend_from_slice(&other.listings);
        self.revoked_cards.extend(&other.revoked_cards);
    }

    /// Adds a key. If the same key is there already, the limits of both apply from now on, whichever came first. Lists
    /// that name several trust domains vouch for it in each of them; one without a domain adds none.
    pub(super) fn insert(&mut self, mut key: Key) {
        let bucket = self.keys.entry(Lookup::of(&key)).or_default();
        let mut listed = false;
        for other in bucket.iter_mut() {
            if !other.is_same_key(&key) {
                continue;
            }
            key.limit_by(other);
            other.limit_by(&key);
            if other.domain.is_none() {
                other.domain.clone_from(&key.domain);
            }
            listed |= key.domain.is_none() || other.domain == key.domain;
        }
        if !listed {
            bucket.push(key);
            self.len += 1;
        }
    }

    /// Gives all keys the dates of their bundle. Keys of a list with a date stay as old as that list.
    pub(super) fn dated(mut self, bundle: ListDates) -> Self {
        for key in self.keys.values_mut().flatten() {
            key.dates = ListDates {
                issued_at: least(key.dates.issued_at, bundle.issued_at),
                ..bundle
            };
        }
        self
    }

    pub(super) fn skip(&mut self, skipped: RejectedEntry) {
        self.skipped.push(skipped);
    }

    /// Number of entries that could not be used, by the name of the reason (see [`CertificateError::name`]).
    #[must_use]
    pub fn skipped_by_reason(&self) -> BTreeMap<&'static str, usize> {
        let mut counts = BTreeMap::new();
        for skipped in &self.skipped {
            *counts.entry(skipped.error.name()).or_default() += 1;
        }
        counts
    }

    pub(super) fn describe(&mut self, listing: SourceList) {
        self.listings.push(listing);
    }

    pub(super) fn listings_mut(&mut self) -> &mut [SourceList] {
        &mut self.listings
    }

    pub(super) fn revoked_cards_mut(&mut self) -> &mut CardRevocations {
        &mut self.revoked_cards
    }

    fn get(&self, lookup: &Lookup) -> &[Key] {
        self.keys.get(lookup).map_or(&[], Vec::as_slice)
    }

    /// Document signers with this key identifier. If several share it, each is tried.
    #[must_use]
    pub fn find(&self, kid: &[u8]) -> &[Key] {
        self.get(&Lookup::Kid(kid.to_vec()))
    }

    /// Keys of this issuer of SMART Health Cards.
    #[must_use]
    pub fn card_issuer(&self, issuer: &str) -> &[Key] {
        self.get(&Lookup::Issuer(issuer.into()))
    }

    /// Anchors with this subject key identifier.
    pub(crate) fn anchors(&self, subject_key: &[u8]) -> &[Key] {
        self.get(&Lookup::Anchor(subject_key.to_vec()))
    }

    /// Pinned signers of seals with this certificate.
    pub(crate) fn seal_signers(&self, certificate: &Certificate) -> &[Key] {
        self.get(&Lookup::Seal(certificate::kid(&certificate.der)))
    }

    /// Revoked SMART Health Cards, by issuer.
    #[must_use]
    pub const fn revoked_cards(&self) -> &CardRevocations {
        &self.revoked_cards
    }

    /// All keys, in no particular order.
    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        self.keys.values().flatten()
    }

    /// Number of keys.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// True if there is no key.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Entries that could not be used.
    #[must_use]
    pub fn skipped(&self) -> &[RejectedEntry] {
        &self.skipped
    }

    /// Published lists that the keys were read from.
    #[must_use]
    pub fn listings(&self) -> &[SourceList] {
        &self.listings
    }
}
