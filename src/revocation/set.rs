//! The hashes of one part of a list.

use super::{
    digest::Hash,
    filter::{Bloom, Prefixes},
    pack::Coded,
};

/// Hashes, or a filter of them.
#[derive(Debug)]
pub(super) enum Set {
    /// Whole hashes, in order.
    Hashes(Vec<Hash>),
    /// Hashes of revocation identifiers (`rid`) in order, each with the time before which its cards are revoked, in
    /// nanoseconds since 1970; `None` for all of them.
    Rids(Vec<(Hash, Option<i64>)>),
    /// Filters of the EU's distribution service.
    Bloom(Bloom),
    Prefixes(Prefixes),
    /// Hashes cut off and coded for a pack; the whole hashes, if they are there too.
    Coded(Coded, Option<Vec<Hash>>),
    /// Nothing: this part of the list is not on the device.
    NotLoaded,
}

/// Result of looking up a hash.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Found {
    No,
    /// With the probability that its publisher has not revoked it.
    Yes(f64),
    NotLoaded,
}

impl Set {
    /// Looks up a hash of a pass that was issued at this time.
    pub(super) fn find(&self, hash: &Hash, issued_at: Option<i64>) -> Found {
        let found = match self {
            Self::Hashes(hashes) => hashes.binary_search(hash).is_ok(),
            Self::Rids(rids) => rids.binary_search_by(|(known, _)| known.cmp(hash)).is_ok_and(|place| {
                // Without a time of issue nothing shows that the card is newer than the revocation.
                let before = rids[place].1.zip(issued_at);
                before.is_none_or(|(before, issued_at)| issued_at < before)
            }),
            Self::Bloom(filter) => filter.contains(hash),
            Self::Prefixes(list) => list.contains(hash),
            Self::Coded(coded, None) => coded.contains(hash),
            Self::Coded(_, Some(whole)) => whole.binary_search(hash).is_ok(),
            Self::NotLoaded => return Found::NotLoaded,
        };
        if found {
            Found::Yes(self.false_positive_rate())
        } else {
            Found::No
        }
    }

    /// Probability that a hash is found that was not added; 0 for that of two equal hashes of 16 bytes.
    pub(super) fn false_positive_rate(&self) -> f64 {
        match self {
            Self::Hashes(_) | Self::Rids(_) | Self::Coded(_, Some(_)) | Self::NotLoaded => 0.0,
            Self::Bloom(filter) => filter.false_positive_rate(),
            Self::Prefixes(list) => list.false_positive_rate(),
            Self::Coded(coded, None) => coded.false_positive_rate(),
        }
    }

    /// Number of hashes; `None` if only the publisher knows it.
    pub(super) fn len(&self) -> Option<usize> {
        match self {
            Self::Hashes(hashes) => Some(hashes.len()),
            Self::Rids(rids) => Some(rids.len()),
            Self::Prefixes(list) => Some(list.len()),
            Self::Coded(coded, _) => Some(coded.len()),
            Self::Bloom(_) | Self::NotLoaded => None,
        }
    }
}
