//! Revocation lists in memory, and the answer to a pass.

use super::{
    HashKind, Import, Revocation, RevocationFormat, RevocationState,
    digest::{Digests, HASH, Hash},
    error::Error,
    set::{Found, Set},
};
use crate::{
    pass::Pass,
    trust::{CheckResult, DeferredCheck, File, KeyKind, ListDates, RevocationQuery, SignatureStatus},
};
use std::{
    collections::{BTreeMap, HashMap, btree_map::Entry},
    sync::Arc,
};
use time::OffsetDateTime;

/// A published list that was read.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SourceInfo {
    /// Name in reports.
    pub name: Arc<str>,
    /// Its format.
    pub format: RevocationFormat,
    /// Result of checking its own signature.
    pub signature: SignatureStatus,
    /// Its dates, as far as it states them.
    pub dates: ListDates,
}

/// Passes that a part of a list tells about: if it does not name one of them, the pass is not revoked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Issuer {
    /// Passes of anybody.
    Anybody,
    /// Passes of a country, ISO 3166-1 alpha-2.
    Country(String),
    /// Cards of an issuer of SMART Health Cards, by its address.
    Card(String),
    /// No pass: it names some passes of others, as an operator's own list does.
    Nobody,
}

impl Issuer {
    /// True if a part for these passes tells about this one.
    pub(super) fn covers(&self, query: &RevocationQuery, has_key: bool) -> bool {
        let is = |country: &Option<String>, named: &str| {
            country
                .as_deref()
                .is_some_and(|country| country.eq_ignore_ascii_case(named))
        };
        match self {
            Self::Anybody => true,
            // A key belongs to one country.
            Self::Country(_) if has_key => true,
            Self::Country(named) => match &query.country {
                country @ Some(_) => is(country, named),
                None => is(&query.issuer, named),
            },
            Self::Card(address) => query.key_kind == KeyKind::Card && query.issuer.as_ref() == Some(address),
            Self::Nobody => false,
        }
    }
}

/// Passes that a part of a list is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Scope {
    pub issuer: Issuer,
    /// Key that signed them, or the authority of their signers; `None` for every key.
    pub key: Option<Vec<u8>>,
    /// What is hashed.
    pub kind: HashKind,
    /// Last instant at which the part applies.
    pub expires: Option<OffsetDateTime>,
}

/// Hashes of one scope.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// Index of the list.
    pub source: usize,
    pub scope: Scope,
    /// First hexadecimal digits of every hash of the part.
    pub digits: Vec<u8>,
    pub set: Arc<Set>,
}

/// True if a hash begins with these hexadecimal digits.
pub(super) fn begins_with(hash: &Hash, digits: &[u8]) -> bool {
    let digit = |place: usize| {
        let byte = hash.get(place / 2)?;
        Some(if place.is_multiple_of(2) { byte >> 4 } else { byte & 15 })
    };
    let mut digits = digits.iter().enumerate();
    digits.all(|(place, wanted)| digit(place) == Some(*wanted))
}

/// Description of a part of a list.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PartInfo<'a> {
    /// List that it belongs to.
    pub source: &'a SourceInfo,
    /// Passes that it tells about.
    pub issuer: &'a Issuer,
    /// Key that signed them, or the authority of their signers; `None` for every key.
    pub key: Option<&'a [u8]>,
    /// What is hashed.
    pub kind: HashKind,
    /// Last instant at which it applies.
    pub expires: Option<OffsetDateTime>,
    /// Number of hashes, if it is known.
    pub entries: Option<usize>,
    /// True if the part is on the device.
    pub is_loaded: bool,
    /// Probability that it names a pass that nobody revoked.
    pub false_positive_rate: f64,
}

/// Hashes of passes that one publisher revoked, for [`RevocationList::from_groups`].
#[derive(Clone, Debug)]
#[allow(clippy::exhaustive_structs, reason = "a publisher fills it")]
pub struct HashGroup {
    /// Passes that the group tells about.
    pub issuer: Issuer,
    /// Key that signed them; `None` for every key.
    pub key: Option<Vec<u8>>,
    /// What is hashed.
    pub kind: HashKind,
    /// Last instant at which the group applies.
    pub expires: Option<OffsetDateTime>,
    /// First 16 bytes of the SHA-256, in any order.
    pub hashes: Vec<[u8; 16]>,
}

/// Indices of parts by the first digits of their hashes.
type ByDigits = BTreeMap<Vec<u8>, Vec<usize>>;

/// Lists of revoked passes: only hashes, no personal data.
#[derive(Clone, Debug, Default)]
pub struct RevocationList {
    pub(super) sources: Vec<SourceInfo>,
    pub(super) parts: Vec<Part>,
    /// Indices of the parts for each key, or for every key, by the first digits of their hashes.
    by_key: HashMap<Option<Vec<u8>>, ByDigits>,
    /// Number of the first digits of the part that has most.
    longest: usize,
}

/// State of one list about a pass.
#[derive(Clone, Copy)]
struct BySource {
    state: RevocationState,
    /// Kind of hash and probability of a false positive, of a revoked pass.
    found: Option<(HashKind, f64)>,
}

impl RevocationList {
    /// Reads a list of any format, recognised by its shape, without a pinned key: for lists that the person who imports
    /// them vouches for.
    ///
    /// # Errors
    /// The whole list is refused if it is too large, has another shape, or holds a hash, key identifier or end that
    /// cannot be read.
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        Import::default().read(&[File {
            name: "revocation list",
            bytes,
        }])
    }

    /// A list of a publisher that has its hashes in another form than those that [`Import`] reads: its name, the time of
    /// issue, and the hashes.
    #[must_use]
    pub fn from_groups(
        name: &str,
        issued_at: Option<OffsetDateTime>,
        groups: impl IntoIterator<Item = HashGroup>,
    ) -> Self {
        let mut contents = Contents::new(SourceInfo {
            name: name.into(),
            format: RevocationFormat::EuBatch,
            signature: SignatureStatus::None,
            dates: ListDates {
                issued_at,
                ..ListDates::default()
            },
        });
        for group in groups {
            let HashGroup {
                issuer,
                key,
                kind,
                expires,
                hashes,
            } = group;
            let scope = Scope {
                issuer,
                key,
                kind,
                expires,
            };
            contents.add(scope, hashes);
        }
        contents.finish()
    }

    /// A list that is known and of which nothing is here: of no pass it is said that it is not revoked.
    #[must_use]
    pub fn not_here(name: &str) -> Self {
        let mut list = Self::of(vec![SourceInfo {
            name: name.into(),
            format: RevocationFormat::Pack,
            signature: SignatureStatus::NotChecked,
            dates: ListDates::default(),
        }]);
        let nothing = Arc::new(Set::NotLoaded);
        for kind in HashKind::ALL {
            list.add(Part {
                source: 0,
                scope: Scope {
                    issuer: Issuer::Anybody,
                    key: None,
                    kind,
                    expires: None,
                },
                digits: Vec::new(),
                set: Arc::clone(&nothing),
            });
        }
        list
    }

    /// Lists without any part.
    pub(super) fn of(sources: Vec<SourceInfo>) -> Self {
        Self {
            sources,
            ..Self::default()
        }
    }

    /// Adds everything of another list.
    pub fn extend(&mut self, other: Self) {
        let before = self.sources.len();
        self.sources.extend(other.sources);
        for part in other.parts {
            self.add(Part {
                source: part.source + before,
                ..part
            });
        }
    }

    pub(super) fn add(&mut self, part: Part) {
        self.by_key
            .entry(part.scope.key.clone())
            .or_default()
            .entry(part.digits.clone())
            .or_default()
            .push(self.parts.len());
        self.longest = self.longest.max(part.digits.len());
        self.parts.push(part);
    }

    /// What the lists know of a pass at a time, by the country of the key that signed it (ISO 3166-1 alpha-2).
    #[must_use]
    pub fn check(&self, pass: &Pass, country: Option<&str>, at: OffsetDateTime) -> Revocation {
        self.answer(&RevocationQuery::of(pass, country), at)
    }

    /// Parts for this key, or for every key, that would hold a hash of this kind.
    fn asked(&self, key: Option<Vec<u8>>, kind: HashKind, hash: &Hash) -> impl Iterator<Item = &Part> {
        let digits: [u8; 2 * HASH] = std::array::from_fn(|place| hash[place / 2] >> (4 * (1 - place % 2)) & 15);
        let parts = self.by_key.get(&key);
        let places = (0..=self.longest.min(digits.len())).filter_map(move |length| parts?.get(&digits[..length]));
        let parts = places.flatten().filter_map(|place| self.parts.get(*place));
        parts.filter(move |part| part.scope.kind == kind)
    }

    /// True if a part for this key, or for every key, has a hash of this kind, whenever it ends.
    #[must_use]
    pub fn contains_hash(&self, key: &[u8], kind: HashKind, hash: &[u8; 16]) -> bool {
        let of_key = self.asked(Some(key.to_vec()), kind, hash);
        let mut parts = of_key.chain(self.asked(None, kind, hash));
        parts.any(|part| matches!(part.set.find(hash, None), Found::Yes(_)))
    }

    /// True if a list revokes the pass at this time.
    #[must_use]
    pub fn contains(&self, pass: &Pass, at: OffsetDateTime) -> bool {
        self.check(pass, None, at).state == RevocationState::Revoked
    }

    /// Runs a check that a build without lists has left; see [`crate::trust::DeferredChecks`].
    #[must_use]
    pub fn run(&self, check: &DeferredCheck, at: OffsetDateTime) -> CheckResult {
        check.run_with(|query| self.answer(query, at))
    }

    pub(super) fn answer(&self, query: &RevocationQuery, at: OffsetDateTime) -> Revocation {
        let digests = Digests::of(query);
        // Each list by itself: one that is not whole on the device does not say "not revoked".
        let mut answers: BTreeMap<usize, BySource> = BTreeMap::new();
        for key in std::iter::once(None).chain(digests.keys.iter().cloned().map(Some)) {
            for (kind, hash) in &digests.digests {
                let parts = self.asked(key.clone(), *kind, hash);
                for part in parts.filter(|part| part.scope.expires.is_none_or(|end| at <= end)) {
                    let Some(said) = ask(part, query, hash) else { continue };
                    answers
                        .entry(part.source)
                        .and_modify(|answer| *answer = answer.and(said))
                        .or_insert(said);
                }
            }
        }
        let answers = answers.into_iter().filter_map(|(place, answer)| {
            let source = self.sources.get(place)?;
            let mut revocation = Revocation::of_list(answer.state, &source.name, &source.dates, at);
            if let Some((kind, rate)) = answer.found {
                revocation.hash = Some(kind);
                revocation.false_positive_rate = Some(rate).filter(|rate| *rate > 0.0);
            }
            Some(revocation)
        });
        answers.fold(Revocation::without_list(RevocationState::NoList), Revocation::or)
    }

    /// The lists that were read.
    #[must_use]
    pub fn sources(&self) -> &[SourceInfo] {
        &self.sources
    }

    /// Every part, in no particular order.
    pub fn parts(&self) -> impl Iterator<Item = PartInfo<'_>> {
        self.parts.iter().filter_map(|part| {
            Some(PartInfo {
                source: self.sources.get(part.source)?,
                issuer: &part.scope.issuer,
                key: part.scope.key.as_deref(),
                kind: part.scope.kind,
                expires: part.scope.expires,
                entries: part.set.len(),
                is_loaded: !matches!(*part.set, Set::NotLoaded),
                false_positive_rate: part.set.false_positive_rate(),
            })
        })
    }

    /// Number of hashes in all parts that know it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.parts.iter().filter_map(|part| part.set.len()).sum()
    }

    /// True if there is no part.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }
}

/// Answer of one part to one of the pass's hashes; `None` if it tells nothing about the pass.
fn ask(part: &Part, query: &RevocationQuery, hash: &Hash) -> Option<BySource> {
    let scope = &part.scope;
    let is_covered = scope.issuer.covers(query, scope.key.is_some());
    // Identifiers of cards are those of their issuer.
    if matches!(scope.issuer, Issuer::Card(_)) && !is_covered {
        return None;
    }
    let (state, found) = match part.set.find(hash, query.issued_at) {
        Found::Yes(rate) => (RevocationState::Revoked, Some((scope.kind, rate))),
        _ if !is_covered => return None,
        Found::No => (RevocationState::Checked, None),
        Found::NotLoaded => (RevocationState::NotLoaded, None),
    };
    Some(BySource { state, found })
}

impl BySource {
    /// Both parts of a list together: revoked by either, else incomplete if either is.
    fn and(self, other: Self) -> Self {
        let order = |said: &Self| match said.state {
            RevocationState::Revoked => 2,
            RevocationState::NotLoaded => 1,
            _ => 0,
        };
        let (a, b) = (order(&self), order(&other));
        let surer = self
            .found
            .zip(other.found)
            .is_some_and(|(mine, theirs)| theirs.1 < mine.1);
        if b > a || (a == b && surer) { other } else { self }
    }
}

/// A list while it is read: hashes of the same scope stand together.
pub(super) struct Contents {
    source: SourceInfo,
    hashes: BTreeMap<Scope, Vec<Hash>>,
    rids: BTreeMap<Scope, Vec<(Hash, Option<i64>)>>,
    others: Vec<(Scope, Vec<u8>, Arc<Set>)>,
}

impl Contents {
    pub(super) const fn new(source: SourceInfo) -> Self {
        Self {
            source,
            hashes: BTreeMap::new(),
            rids: BTreeMap::new(),
            others: Vec::new(),
        }
    }

    /// Adds hashes; without any the scope is covered, and nothing in it revoked.
    pub(super) fn add(&mut self, scope: Scope, hashes: impl IntoIterator<Item = Hash>) {
        match self.hashes.entry(scope) {
            // Collecting a vector does not copy it.
            Entry::Vacant(entry) => _ = entry.insert(hashes.into_iter().collect()),
            Entry::Occupied(mut entry) => entry.get_mut().extend(hashes),
        }
    }

    pub(super) fn add_rids(&mut self, scope: Scope, rids: impl IntoIterator<Item = (Hash, Option<i64>)>) {
        self.rids.entry(scope).or_default().extend(rids);
    }

    /// Adds a set for hashes with these first digits.
    pub(super) fn add_set(&mut self, scope: Scope, digits: Vec<u8>, set: Arc<Set>) {
        self.others.push((scope, digits, set));
    }

    /// The whole list.
    pub(super) fn finish(self) -> RevocationList {
        let mut list = RevocationList::of(vec![self.source]);
        let mut add = |scope, digits, set| {
            list.add(Part {
                source: 0,
                scope,
                digits,
                set,
            });
        };
        for (scope, mut hashes) in self.hashes {
            hashes.sort_unstable();
            hashes.dedup();
            hashes.shrink_to_fit();
            add(scope, Vec::new(), Arc::new(Set::Hashes(hashes)));
        }
        for (scope, mut rids) in self.rids {
            rids.sort_by_key(|rid| rid.0);
            rids.dedup_by(|next, first| {
                let same = next.0 == first.0;
                if same {
                    // Either all cards of an identifier, or those before the latest time.
                    first.1 = first.1.zip(next.1).map(|(a, b)| a.max(b));
                }
                same
            });
            add(scope, Vec::new(), Arc::new(Set::Rids(rids)));
        }
        for (scope, digits, set) in self.others {
            add(scope, digits, set);
        }
        list
    }
}
