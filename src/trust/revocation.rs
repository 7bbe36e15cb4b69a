//! Lists of revoked passes, in the batch form of the EU gateway
//! (`dgc-gateway: restapi/dto/revocation`): only truncated hashes, no personal data.

use super::Error;
use crate::{
    encoding::base64,
    limits::{MAX_KEYS, MAX_LIST, MAX_REVOKED},
    pass::{Algorithm, Identifier, KeyReference, Pass},
};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// Number of bytes of a SHA-256 hash that lists keep.
const HASH: usize = 16;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum HashType {
    Signature,
    Uci,
    CountryCodeUci,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Batch {
    hash_type: HashType,
    entries: Vec<Entry>,
    country: Option<String>,
    kid: Option<String>,
    expires: Option<String>,
}

#[derive(Deserialize)]
struct Entry {
    hash: String,
}

/// Key identifier in the gateway's batches that are for every key of a country.
const UNKNOWN_KID: &str = "UNKNOWN_KID";

/// Passes that a batch covers, and the time until it ends.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Scope {
    /// Country that revoked them, in capitals; `None` for any country.
    country: Option<String>,
    /// Key that signed them; `None` for any key of the country.
    kid: Option<Vec<u8>>,
    /// Last instant at which the batch applies.
    expires: Option<OffsetDateTime>,
}

impl Scope {
    fn of(batch: &Batch) -> Result<Self, Error> {
        let wrong = |what: &str| Error::NotAList(what.to_owned());
        let kid = batch.kid.as_deref().filter(|kid| *kid != UNKNOWN_KID);
        let expires = batch.expires.as_deref();
        Ok(Self {
            country: batch
                .country
                .as_deref()
                .map(|country| country.trim().to_ascii_uppercase()),
            kid: kid
                .map(|kid| base64(kid).ok_or_else(|| wrong("a key identifier is not base64")))
                .transpose()?,
            expires: expires
                .map(|at| OffsetDateTime::parse(at, &Rfc3339).map_err(|_| wrong("the end of a batch is no time")))
                .transpose()?,
        })
    }

    /// True if the batch applies at this time and covers passes signed by this key.
    fn holds(&self, pass: &Pass, at: OffsetDateTime) -> bool {
        let signer = match &pass.signed.key {
            KeyReference::Kid(kid) => Some(kid),
            _ => None,
        };
        self.expires.is_none_or(|end| at <= end) && self.kid.as_ref().is_none_or(|kid| Some(kid) == signer)
    }

    /// True unless the batch is for passes of another country.
    fn is_of(&self, country: Option<&str>) -> bool {
        let same = |named: &String| country.is_some_and(|country| country.eq_ignore_ascii_case(named));
        match (&self.country, &self.kid) {
            // A key belongs to one country.
            (_, Some(_)) => true,
            (named, None) => named.as_ref().is_none_or(same),
        }
    }
}

/// Hashes of revoked passes.
#[derive(Clone, Debug, Default)]
pub struct RevocationList {
    /// Hashes in order, each with the index of its batch.
    hashes: Vec<(HashType, [u8; HASH], usize)>,
    batches: Vec<Scope>,
}

impl RevocationList {
    /// Reads one gateway batch `{"hashType": "SIGNATURE|UCI|COUNTRYCODEUCI", "country"?, "kid"?:
    /// base64 or "UNKNOWN_KID", "expires"?: RFC 3339, "entries": [{"hash": base64 of 16 bytes}]}`
    /// or an array of them.
    ///
    /// # Errors
    /// The whole list is refused if it is too large, has another shape, or holds a hash, key identifier or end that
    /// cannot be read: half a revocation list must not pass for a whole one.
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() > MAX_LIST {
            return Err(Error::TooLarge {
                bytes: bytes.len(),
                limit: MAX_LIST,
            });
        }
        let wrong = |what: &str| Error::NotAList(what.to_owned());
        let value: serde_json::Value =
            crate::encoding::json::bounded(bytes).map_err(|_| wrong("the JSON is broken"))?;
        let value = if value.is_array() {
            value
        } else {
            serde_json::Value::Array(vec![value])
        };
        let batches: Vec<Batch> = serde_json::from_value(value).map_err(|_| wrong("it is no revocation batch"))?;
        let mut list = Self::default();
        for batch in batches {
            // A batch without hashes covers no pass.
            if batch.entries.is_empty() {
                continue;
            }
            let place = list.batches.len();
            list.batches.push(Scope::of(&batch)?);
            for entry in batch.entries {
                let hash = base64(&entry.hash).and_then(|h| <[u8; HASH]>::try_from(h).ok());
                let hash = hash.ok_or_else(|| wrong("a hash is not 16 bytes of base64"))?;
                list.hashes.push((batch.hash_type, hash, place));
            }
            if list.hashes.len() > MAX_KEYS * 100 {
                return Err(Error::TooMany {
                    entries: list.hashes.len(),
                    limit: MAX_KEYS * 100,
                });
            }
        }
        list.hashes.sort_unstable();
        Ok(list)
    }

    /// True if a batch that applies at this time covers the signer of this pass, for this country (ISO 3166-1 alpha-2).
    /// If none does, the list says nothing about the pass.
    #[must_use]
    pub fn covers(&self, pass: &Pass, country: Option<&str>, at: OffsetDateTime) -> bool {
        let mut batches = self.batches.iter();
        batches.any(|batch| batch.holds(pass, at) && batch.is_of(country))
    }

    /// True if the list revokes the pass at this time: by signature, by UVCI, or by country and UVCI. Lists differ in
    /// the country that they use, so both that of the entry and that of the envelope are tried.
    #[must_use]
    pub fn contains(&self, pass: &Pass, at: OffsetDateTime) -> bool {
        let has = |kind, parts: &[&[u8]]| {
            let mut sha = Sha256::new();
            parts.iter().for_each(|part| sha.update(part));
            let digest = sha.finalize();
            let Ok(hash) = <[u8; HASH]>::try_from(&digest[..HASH]) else {
                return false;
            };
            let first = self.hashes.partition_point(|known| (known.0, known.1) < (kind, hash));
            let same = self.hashes[first..]
                .iter()
                .take_while(|known| (known.0, known.1) == (kind, hash));
            let mut batches = same.filter_map(|(_, _, place)| self.batches.get(*place));
            batches.any(|batch| batch.holds(pass, at))
        };
        let signature = &pass.signed.signature;
        // (r, s) and (r, n - s) are both valid, so only r is hashed.
        let signature = match pass.signed.algorithm {
            Algorithm::Es256 | Algorithm::Es384 | Algorithm::Es512 => &signature[..signature.len() / 2],
            Algorithm::Ps256 => signature,
        };
        if has(HashType::Signature, &[signature]) {
            return true;
        }
        pass.content.identifiers.iter().any(|identifier| {
            let Identifier::Uvci { uvci, country } = identifier else {
                return false;
            };
            let uvci = uvci.as_bytes();
            has(HashType::Uci, &[uvci])
                || [country, &pass.claims.issuer]
                    .into_iter()
                    .flatten()
                    .any(|country| has(HashType::CountryCodeUci, &[country.as_bytes(), uvci]))
        })
    }
}

/// Revoked SMART Health Cards: by issuer and key, the revocation identifiers (`rid`). Each has the time before which
/// its cards are revoked, or none if all of them are (SMART Health Cards 1.4, revocation).
///
/// Identifiers are kept as the first five bytes of their SHA-256. A list of a thousand then wrongly revokes about one
/// card in a thousand million, and phones load half as much.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CardRevocations {
    /// Issuer, key and identifiers, in order; each pair of issuer and key stands once.
    by_key: Vec<(Arc<str>, Arc<str>, Rids)>,
}

/// Hashes of identifiers in order, each once, with the time before which their cards are revoked, in seconds since
/// 1970.
pub(super) type Rids = Vec<(RidHash, Option<i64>)>;

/// First bytes of the SHA-256 of an `rid`.
pub(super) type RidHash = [u8; 5];

/// `{kid, method: "rid", ctr, rids: ["id" | "id.seconds"]}`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct CardRevocationList {
    pub kid: String,
    #[serde(default)]
    method: Option<String>,
    rids: Vec<String>,
}

fn rid_hash(rid: &str) -> RidHash {
    let digest = Sha256::digest(rid);
    std::array::from_fn(|i| digest[i])
}

/// Seconds since 1970. A fraction is rounded up, so that a card issued just before the time is revoked.
fn seconds(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_fraction = fraction.bytes().all(|b| b.is_ascii_digit());
    let whole: i64 = whole.parse().ok().filter(|_| is_fraction)?;
    whole.checked_add(i64::from(fraction.bytes().any(|digit| digit != b'0')))
}

impl CardRevocations {
    /// Adds an issuer's list for one key; false if the list uses another method or is too long.
    pub(super) fn add(&mut self, issuer: &Arc<str>, list: &CardRevocationList) -> bool {
        let known = list.method.as_deref().is_none_or(|method| method == "rid");
        if !known || list.rids.len() > MAX_REVOKED {
            return false;
        }
        // Identifiers have no dot. If the time cannot be read, all cards of the identifier are revoked.
        let rids = list.rids.iter().map(|rid| match rid.split_once('.') {
            Some((id, time)) => (rid_hash(id), seconds(time)),
            None => (rid_hash(rid), None),
        });
        self.insert(Arc::clone(issuer), list.kid.as_str().into(), rids);
        true
    }

    /// Adds identifiers for a key of an issuer.
    pub(super) fn insert(
        &mut self,
        issuer: Arc<str>,
        kid: Arc<str>,
        rids: impl IntoIterator<Item = (RidHash, Option<i64>)>,
    ) {
        let place = match self.place(&issuer, &kid) {
            Ok(place) => place,
            Err(place) => {
                self.by_key.insert(place, (issuer, kid, Vec::new()));
                place
            }
        };
        let known = &mut self.by_key[place].2;
        known.extend(rids);
        let mut sorted = compact_sort::sorted_by(std::mem::take(known), |a, b| a.0.cmp(&b.0));
        sorted.dedup_by(|next, first| {
            let same = next.0 == first.0;
            if same {
                // Either all cards of an identifier, or those before the latest time.
                first.1 = first.1.zip(next.1).map(|(a, b): (i64, i64)| a.max(b));
            }
            same
        });
        *known = sorted;
    }

    /// Index of the list of this key, or the index to insert it at.
    fn place(&self, issuer: &str, kid: &str) -> Result<usize, usize> {
        self.by_key
            .binary_search_by(|(of, key, _)| (&**of, &**key).cmp(&(issuer, kid)))
    }

    fn rids(&self, issuer: &str, kid: &str) -> &[(RidHash, Option<i64>)] {
        self.place(issuer, kid).map_or(&[], |place| &self.by_key[place].2)
    }

    pub(super) fn extend(&mut self, other: &Self) {
        for (issuer, kid, rids) in &other.by_key {
            self.insert(issuer.clone(), kid.clone(), rids.clone());
        }
    }

    /// Every list in order: issuer, key, identifiers.
    pub(super) fn lists(&self) -> impl Iterator<Item = (&str, &str, &Rids)> {
        self.by_key.iter().map(|(issuer, kid, rids)| (&**issuer, &**kid, rids))
    }

    /// True if there is a list for this issuer's key that names any card.
    #[must_use]
    pub fn covers(&self, issuer: &str, kid: &str) -> bool {
        !self.rids(issuer, kid).is_empty()
    }

    /// True if a card with this identifier, issued at this time, is revoked.
    #[must_use]
    pub fn contains(&self, issuer: &str, kid: &str, rid: &str, issued_at: Option<OffsetDateTime>) -> bool {
        let (rids, hash) = (self.rids(issuer, kid), rid_hash(rid));
        let found = rids.binary_search_by(|known| known.0.cmp(&hash));
        found.is_ok_and(|place| {
            let before = rids[place].1;
            // Without a time of issue nothing shows that the card is newer than the revocation.
            before
                .zip(issued_at)
                .is_none_or(|(before, issued_at)| issued_at.unix_timestamp() < before)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_revocation_may_have_a_fraction() {
        let issuer: Arc<str> = "https://issuer.example".into();
        let mut revoked = CardRevocations::default();
        let rids = [
            "a.1000.5",
            "b.1000.0",
            "c.1000.",
            "d.1e3",
            "e.later",
            "f.",
            "g.-1",
            "h.9223372036854775807.5",
        ];
        let list = CardRevocationList {
            kid: "k".to_owned(),
            method: None,
            rids: rids.map(str::to_owned).to_vec(),
        };
        assert!(revoked.add(&issuer, &list));
        let has = |rid, seconds| {
            let issued = OffsetDateTime::from_unix_timestamp(seconds).ok();
            revoked.contains("https://issuer.example", "k", rid, issued)
        };
        assert!(has("a", 999) && has("a", 1000) && !has("a", 1001));
        assert!(has("b", 999) && !has("b", 1000));
        assert!(has("c", 999) && !has("c", 1000));
        assert!(!has("g", 0));
        for rid in ["d", "e", "f", "h"] {
            assert!(
                has(rid, 4_000_000_000),
                "{rid}: a time that cannot be read revokes them all"
            );
        }
    }

    #[test]
    fn cards_are_revoked_by_identifier_and_time() {
        let issuer: Arc<str> = "https://issuer.example".into();
        let list = |rids: &[&str]| CardRevocationList {
            kid: "k".to_owned(),
            method: Some("rid".to_owned()),
            rids: rids.iter().map(|r| (*r).to_owned()).collect(),
        };
        let mut revoked = CardRevocations::default();
        assert!(revoked.add(&issuer, &list(&["all", "old.1000", "both.1000"])));
        assert!(revoked.add(&issuer, &list(&["both", "old.500"])));
        let at = |seconds| OffsetDateTime::from_unix_timestamp(seconds).ok();
        let has = |rid, seconds| revoked.contains("https://issuer.example", "k", rid, at(seconds));
        assert!(has("all", 0) && has("all", i64::from(u32::MAX)));
        assert!(has("old", 999) && !has("old", 1000));
        assert!(has("both", 2000), "the list without a time is the stricter one");
        assert!(!has("none", 0));
        assert!(revoked.contains("https://issuer.example", "k", "old", None));
        assert!(!revoked.contains("https://other.example", "k", "all", at(0)));
        assert!(!revoked.contains("https://issuer.example", "other", "all", at(0)));
        assert!(revoked.covers("https://issuer.example", "k") && !revoked.covers("https://issuer.example", "other"));
        assert!(revoked.add(
            &issuer,
            &CardRevocationList {
                kid: "empty".to_owned(),
                ..list(&[])
            }
        ));
        assert!(!revoked.covers("https://issuer.example", "empty"), "it says nothing");
        let other = CardRevocationList {
            method: Some("bloom".to_owned()),
            ..list(&["x"])
        };
        assert!(!revoked.add(&issuer, &other));
        let mut copy = CardRevocations::default();
        for (issuer, kid, rids) in revoked.lists() {
            copy.insert(issuer.into(), kid.into(), rids.clone());
        }
        copy.extend(&revoked);
        assert_eq!(copy, revoked);
    }
}
