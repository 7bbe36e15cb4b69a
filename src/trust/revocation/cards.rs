//! Revoked SMART Health Cards in trust lists and bundles.

use crate::limits::MAX_REVOKED;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use time::OffsetDateTime;

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
pub(in crate::trust) type Rids = Vec<(RidHash, Option<i64>)>;

/// First bytes of the SHA-256 of an `rid`.
pub(in crate::trust) type RidHash = [u8; 5];

/// `{kid, method: "rid", ctr, rids: ["id" | "id.seconds"]}`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(in crate::trust) struct CardRevocationList {
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
    pub(in crate::trust) fn add(&mut self, issuer: &Arc<str>, list: &CardRevocationList) -> bool {
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
    pub(in crate::trust) fn insert(
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

    pub(in crate::trust) fn extend(&mut self, other: &Self) {
        for (issuer, kid, rids) in &other.by_key {
            self.insert(issuer.clone(), kid.clone(), rids.clone());
        }
    }

    /// Every list in order: issuer, key, identifiers.
    pub(in crate::trust) fn lists(&self) -> impl Iterator<Item = (&str, &str, &Rids)> {
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
