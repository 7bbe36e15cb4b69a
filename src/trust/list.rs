use super::{CardRevocations, Certificate, CertificateError, Key, ListDates, ListFormat, Role, certificate};
#[cfg(feature = "lists")]
use super::{Error, File, Import};
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};
use time::OffsetDateTime;

/// The keys that are trusted, found by what their passes name.
#[derive(Clone, Debug, Default)]
pub struct TrustList {
    keys: HashMap<Lookup, Vec<Key>>,
    len: usize,
    skipped: Vec<RejectedEntry>,
    listings: Vec<SourceList>,
    revoked_cards: CardRevocations,
}

/// By what a key is found.
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

/// A published list that was read, and how far it can be believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceList {
    /// Its name in reports.
    pub name: Arc<str>,
    /// Its format.
    pub format: ListFormat,
    /// Whether its own signature was checked.
    pub signature: SignatureStatus,
    /// When it was made, where it says so.
    pub issued_at: Option<OffsetDateTime>,
    /// When it ends, where it says so.
    pub expires_at: Option<OffsetDateTime>,
    /// Number of its keys.
    pub keys: usize,
    /// Entries that could not be used.
    pub skipped: usize,
}

impl SourceList {
    /// How old it is, as far as it says so.
    pub(super) const fn dates(&self) -> ListDates {
        ListDates {
            issued_at: self.issued_at,
            best_before: None,
            expires_at: self.expires_at,
        }
    }
}

/// Whether a list's own signature was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureStatus {
    /// It is that of a pinned key.
    Verified,
    /// It was not checked, for want of a pinned key.
    NotChecked,
    /// The format has none.
    None,
}

/// An entry that could not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectedEntry {
    /// The list that it stands in.
    pub source: Arc<str>,
    /// Its place in the list, from 0.
    pub index: usize,
    /// Country and name of its certificate, where that can be read. Not printable as it stands:
    /// whoever made the list wrote it.
    pub subject: Option<String>,
    /// Why.
    pub error: CertificateError,
}

impl TrustList {
    /// Reads a list in any supported format, found by its shape, without a pinned key: for
    /// lists that whoever hands them in vouches for. `source` names it in reports. Bundles
    /// are read as well; [`super::Bundle`] checks their signature.
    ///
    /// # Errors
    /// The list is refused whole when it is too large, of no known shape, or when not
    /// one of its entries can be read.
    #[cfg(feature = "lists")]
    pub fn read(bytes: &[u8], source: &str) -> Result<Self, Error> {
        Import::default().read(&[File { name: source, bytes }])
    }

    /// The same from JSON in the neutral form that is parsed already, as a line of a batch
    /// file carries it; here entries that cannot be read never refuse the list.
    ///
    /// # Errors
    /// When the value is not an array, or too long.
    #[cfg(feature = "lists")]
    pub fn from_json(value: serde_json::Value, source: &str) -> Result<Self, Error> {
        super::import::from_json(value, source)
    }

    /// Adds all of another list.
    pub fn extend(&mut self, other: Self) {
        for key in other.keys.into_values().flatten() {
            self.insert(key);
        }
        self.skipped.extend(other.skipped);
        self.listings.extend(other.listings);
        self.revoked_cards.extend(other.revoked_cards);
    }

    /// Adds a key. Where the same one is there already, the limits of both hold from now on,
    /// whichever came first. Lists that name several trust domains vouch for it in each of them;
    /// one without a domain adds none.
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

    /// Says of all keys how old the list is that vouches for them.
    pub(super) fn dated(mut self, dates: ListDates) -> Self {
        self.keys.values_mut().flatten().for_each(|key| key.dates = dates);
        self
    }

    pub(super) fn skip(&mut self, skipped: RejectedEntry) {
        self.skipped.push(skipped);
    }

    /// How many entries could not be used, by the reason's name (see [`CertificateError::name`]).
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

    /// The document signers that share this key identifier; several may, then each is tried.
    #[must_use]
    pub fn find(&self, kid: &[u8]) -> &[Key] {
        self.get(&Lookup::Kid(kid.to_vec()))
    }

    /// The keys of this issuer of SMART Health Cards.
    #[must_use]
    pub fn card_issuer(&self, issuer: &str) -> &[Key] {
        self.get(&Lookup::Issuer(issuer.into()))
    }

    /// The anchors with this subject key identifier.
    pub(crate) fn anchors(&self, subject_key: &[u8]) -> &[Key] {
        self.get(&Lookup::Anchor(subject_key.to_vec()))
    }

    /// The pinned signers of seals with this certificate.
    pub(crate) fn seal_signers(&self, certificate: &Certificate) -> &[Key] {
        self.get(&Lookup::Seal(certificate::kid(&certificate.der)))
    }

    /// What issuers of SMART Health Cards have revoked.
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

    /// True without any key.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The entries that could not be used.
    #[must_use]
    pub fn skipped(&self) -> &[RejectedEntry] {
        &self.skipped
    }

    /// The published lists that it was read from.
    #[must_use]
    pub fn listings(&self) -> &[SourceList] {
        &self.listings
    }
}
