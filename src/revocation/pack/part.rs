//! Parts of a pack: coded hashes, identifiers of cards with their times, and filters as their publisher made them. The
//! first byte tells which: 0 for [`Coded`], 1 for identifiers, 2 for a Bloom filter, 3 for a list of partial hashes.

use super::coded::{self, Coded};
use crate::revocation::{
    Error,
    digest::{HASH, Hash},
    error::wrong,
    filter::{Bloom, Prefixes},
    set::Set,
};
use std::sync::Arc;

const RIDS: u8 = 1;
const BLOOM: u8 = 2;
const PREFIXES: u8 = 3;
/// Bytes of an identifier's hash and of its time.
const RID: usize = HASH + 8;

/// A loaded part.
#[derive(Debug)]
pub struct PackPart {
    file: Box<[u8]>,
    pub(super) set: Arc<Set>,
}

impl PackPart {
    /// Reads the file of a part whose hashes begin with these digits.
    pub(super) fn read(file: &[u8], digits: &[u8]) -> Result<Self, Error> {
        let set = match file {
            [coded::TAG, ..] => Set::Coded(Coded::read(file.into(), digits.len())?, None),
            [RIDS, rest @ ..] => Set::Rids(rids(rest)?),
            [BLOOM, rest @ ..] => Set::Bloom(Bloom::read(rest)?),
            [PREFIXES, rest @ ..] => Set::Prefixes(Prefixes::read(rest, digits.len())?),
            _ => return Err(wrong("a part of a pack is of an unknown kind")),
        };
        Ok(Self {
            file: file.into(),
            set: Arc::new(set),
        })
    }

    /// The file.
    #[must_use]
    pub const fn file(&self) -> &[u8] {
        &self.file
    }

    /// Probability that it names a pass that nobody revoked.
    #[must_use]
    pub fn false_positive_rate(&self) -> f64 {
        self.set.false_positive_rate()
    }

    /// The part with the whole hashes beside it, which settle what it names.
    pub(super) fn with_whole_hashes(&self, hashes: &[u8]) -> Result<Self, Error> {
        let Set::Coded(coded, _) = &*self.set else {
            return Err(Error::UnknownPart);
        };
        let (hashes, rest) = hashes.as_chunks::<HASH>();
        if !rest.is_empty() || !hashes.is_sorted() {
            return Err(wrong("whole hashes are not in order"));
        }
        let set = Set::Coded(Coded::read(self.file.clone(), coded.digits())?, Some(hashes.to_vec()));
        Ok(Self {
            file: self.file.clone(),
            set: Arc::new(set),
        })
    }
}

fn rids(bytes: &[u8]) -> Result<Vec<(Hash, Option<i64>)>, Error> {
    let (entries, rest) = bytes.as_chunks::<RID>();
    let rids = entries.iter().map(|entry| {
        let (hash, time) = entry.split_first_chunk()?;
        let time = i64::from_be_bytes(time.try_into().ok()?);
        Some((*hash, Some(time).filter(|time| *time != i64::MAX)))
    });
    let rids: Option<Vec<_>> = rids.collect();
    rids.filter(|rids| rest.is_empty() && rids.is_sorted_by(|a, b| a.0 < b.0))
        .ok_or_else(|| wrong("identifiers are not in order"))
}

/// File of identifiers.
pub(super) fn write_rids(rids: &[(Hash, Option<i64>)]) -> Vec<u8> {
    let mut file = Vec::with_capacity(1 + rids.len() * RID);
    file.push(RIDS);
    for (hash, time) in rids {
        file.extend(hash);
        file.extend(time.unwrap_or(i64::MAX).to_be_bytes());
    }
    file
}

/// File of a filter.
pub(super) fn write_filter(set: &Set) -> Option<Vec<u8>> {
    match set {
        Set::Bloom(filter) => Some([&[BLOOM], filter.file()].concat()),
        Set::Prefixes(list) => Some([&[PREFIXES], list.file()].concat()),
        _ => None,
    }
}
