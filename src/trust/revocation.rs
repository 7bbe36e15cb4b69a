//! Lists of revoked passes, in the batch form of the EU gateway
//! (`dgc-gateway: restapi/dto/revocation`): only truncated hashes, no personal data.

use super::Error;
use crate::{
    encoding::base64,
    limits::{MAX_KEYS, MAX_LIST, MAX_REVOKED},
    pass::{Algorithm, Identifier, Pass},
};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};
use time::OffsetDateTime;

/// Bytes of a SHA-256 hash that lists keep.
const HASH: usize = 16;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
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
}

#[derive(Deserialize)]
struct Entry {
    hash: String,
}

/// Hashes of revoked passes.
#[derive(Clone, Debug, Default)]
pub struct RevocationList {
    hashes: HashSet<(HashType, [u8; HASH])>,
}

impl RevocationList {
    /// Reads one gateway batch `{"hashType": "SIGNATURE|UCI|COUNTRYCODEUCI", "entries":
    /// [{"hash": base64 of 16 bytes}]}` or an array of them.
    ///
    /// # Errors
    /// The list is refused whole when it is too large, of another shape, or holds a hash
    /// that is not 16 bytes long: half a revocation list must not pass for a whole one.
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() > MAX_LIST {
            return Err(Error::TooLarge {
                bytes: bytes.len(),
                limit: MAX_LIST,
            });
        }
        let wrong = |what: &str| Error::NotAList(what.to_owned());
        let value: serde_json::Value = serde_json::from_slice(bytes).map_err(|_| wrong("the JSON is broken"))?;
        let value = if value.is_array() {
            value
        } else {
            serde_json::Value::Array(vec![value])
        };
        let batches: Vec<Batch> = serde_json::from_value(value).map_err(|_| wrong("it is no revocation batch"))?;
        let mut list = Self::default();
        for batch in batches {
            for entry in batch.entries {
                let hash = base64(&entry.hash).and_then(|h| <[u8; HASH]>::try_from(h).ok());
                list.hashes.insert((
                    batch.hash_type,
                    hash.ok_or_else(|| wrong("a hash is not 16 bytes of base64"))?,
                ));
            }
            if list.hashes.len() > MAX_KEYS * 100 {
                return Err(Error::TooMany {
                    entries: list.hashes.len(),
                    limit: MAX_KEYS * 100,
                });
            }
        }
        Ok(list)
    }

    /// Whether the pass is on the list, by signature, UVCI, or country and UVCI. The
    /// country is tried as the entry names it and as the envelope does: lists differ.
    #[must_use]
    pub fn contains(&self, pass: &Pass) -> bool {
        let has = |kind, parts: &[&[u8]]| {
            let mut sha = Sha256::new();
            parts.iter().for_each(|part| sha.update(part));
            let digest = sha.finalize();
            <[u8; HASH]>::try_from(&digest[..HASH]).is_ok_and(|hash| self.hashes.contains(&(kind, hash)))
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
        let Some(Identifier::Uvci { uvci, country }) = &pass.content.identifier else {
            return false;
        };
        let uvci = uvci.as_bytes();
        has(HashType::Uci, &[uvci])
            || [country, &pass.claims.issuer]
                .into_iter()
                .flatten()
                .any(|country| has(HashType::CountryCodeUci, &[country.as_bytes(), uvci]))
    }
}

/// Cards that issuers of SMART Health Cards have revoked: by issuer and key, the revocation
/// identifiers (`rid`) with the time before which a card of this identifier is revoked, or
/// none where all of them are (SMART Health Cards 1.4, revocation).
///
/// Identifiers are kept as the first five bytes of their SHA-256: of a list of a thousand one
/// card in a thousand million is wrongly said to be revoked, and phones load half as much.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CardRevocations {
    by_key: BTreeMap<(Arc<str>, Arc<str>), Rids>,
}

/// Hashes of identifiers, with the time before which they are revoked.
pub(super) type Rids = BTreeMap<RidHash, Option<i64>>;

/// First bytes of SHA-256 of an `rid`.
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

impl CardRevocations {
    /// Adds an issuer's list for one key; false when it is of another method or too long.
    pub(super) fn add(&mut self, issuer: &Arc<str>, list: &CardRevocationList) -> bool {
        let known = list.method.as_deref().is_none_or(|method| method == "rid");
        if !known || list.rids.len() > MAX_REVOKED {
            return false;
        }
        let rids = list.rids.iter().map(|rid| {
            let timed = rid
                .split_once('.')
                .and_then(|(id, time)| Some((id, time.parse().ok()?)));
            let (id, before) = timed.map_or((rid.as_str(), None), |(id, time)| (id, Some(time)));
            (rid_hash(id), before)
        });
        self.insert(Arc::clone(issuer), list.kid.as_str().into(), rids);
        true
    }

    /// Adds identifiers of an issuer's key.
    pub(super) fn insert(
        &mut self,
        issuer: Arc<str>,
        kid: Arc<str>,
        rids: impl IntoIterator<Item = (RidHash, Option<i64>)>,
    ) {
        let known = self.by_key.entry((issuer, kid)).or_default();
        for (rid, before) in rids {
            // All of an identifier's cards, or those before the latest time named.
            let known = known.entry(rid).or_insert(before);
            *known = known.zip(before).map(|(a, b): (i64, i64)| a.max(b));
        }
    }

    pub(super) fn extend(&mut self, other: Self) {
        for ((issuer, kid), rids) in other.by_key {
            self.insert(issuer, kid, rids);
        }
    }

    /// Every list in order: issuer, key, identifiers.
    pub(super) fn lists(&self) -> impl Iterator<Item = (&str, &str, &Rids)> {
        self.by_key
            .iter()
            .map(|((issuer, kid), rids)| (&**issuer, &**kid, rids))
    }

    /// Whether a list of this issuer's key is at hand.
    #[must_use]
    pub fn covers(&self, issuer: &str, kid: &str) -> bool {
        self.by_key.contains_key(&(issuer.into(), kid.into()))
    }

    /// Whether a card with this identifier, issued at this time, is revoked.
    #[must_use]
    pub fn contains(&self, issuer: &str, kid: &str, rid: &str, issued_at: Option<OffsetDateTime>) -> bool {
        let rids = self.by_key.get(&(issuer.into(), kid.into()));
        rids.and_then(|rids| rids.get(&rid_hash(rid))).is_some_and(|before| {
            // Without a time of issue nothing shows that the card is newer.
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
        let other = CardRevocationList {
            method: Some("bloom".to_owned()),
            ..list(&["x"])
        };
        assert!(!revoked.add(&issuer, &other));
        let mut copy = CardRevocations::default();
        for (issuer, kid, rids) in revoked.lists() {
            copy.insert(issuer.into(), kid.into(), rids.clone());
        }
        copy.extend(revoked.clone());
        assert_eq!(copy, revoked);
    }
}
