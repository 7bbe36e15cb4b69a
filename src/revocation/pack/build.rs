//! Building of packs.

use super::{
    CONTENT_TYPE, Pack, PackRow,
    coded::{self, Kept},
    dates, name_of,
    part::{PackPart, write_filter, write_rids},
    row::write_source,
};
use crate::{
    limits::{MAX_LIST, MAX_PACK_PARTS},
    revocation::{
        Error, RevocationList, SourceInfo,
        digest::{HASH, Hash},
        error::wrong,
        list::{Part, Scope, begins_with},
        set::Set,
    },
    trust::{
        EnvelopeHeader, PublisherKey,
        envelope::{self, to_bytes},
    },
};
use ciborium::Value;
use std::{collections::HashMap, sync::Arc};

/// Hashes of a piece, at most and by expectation: a phone fetches one, of some ten kilobytes, for a pass.
const HASHES_OF_A_PIECE: usize = 16_384;
/// Most digits by which hashes are divided: 65,536 pieces.
const MOST_DIGITS: usize = 4;

/// Settings for building a pack.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct BuildOptions<'a> {
    /// Edition and dates. Parts that end before the time of issue are left out.
    pub header: EnvelopeHeader,
    /// Bytes of each hash that are kept beside the bits that its place tells, 1 to 8: a hash that is not in a part is
    /// found with a probability of about 1 / 256 to their power.
    pub kept_bytes: u8,
    /// Edition before, whose parts are kept alike where they may be, so that the change is small.
    pub base: Option<&'a Pack>,
    /// True if the whole hashes are published beside the parts.
    pub has_whole_hashes: bool,
}

impl<'a> BuildOptions<'a> {
    /// Settings with four bytes: one false positive in more than four thousand million passes of a key.
    #[must_use]
    pub const fn new(header: EnvelopeHeader) -> Self {
        Self {
            header,
            kept_bytes: 4,
            base: None,
            has_whole_hashes: false,
        }
    }

    /// The settings with another number of kept bytes.
    #[must_use]
    pub const fn kept_bytes(self, kept_bytes: u8) -> Self {
        Self { kept_bytes, ..self }
    }

    /// The settings with the edition before.
    #[must_use]
    pub const fn base(self, base: Option<&'a Pack>) -> Self {
        Self { base, ..self }
    }

    /// The settings for whole hashes beside the parts.
    #[must_use]
    pub const fn has_whole_hashes(self, has_whole_hashes: bool) -> Self {
        Self {
            has_whole_hashes,
            ..self
        }
    }
}

impl Pack {
    /// Builds a pack of the lists, signed if a key is given.
    ///
    /// # Errors
    /// [`Error::Incomplete`] if a part of a list is not loaded, [`Error::TooMany`] with more parts than a pack may
    /// have, [`Error::TooLarge`] if one of them is too large.
    pub fn build(list: &RevocationList, options: &BuildOptions, key: Option<&PublisherKey>) -> Result<Self, Error> {
        if !(1..=8).contains(&options.kept_bytes) {
            return Err(wrong("1 to 8 bytes of a hash are kept"));
        }
        let header = options.header;
        let held = Held::of(options.base);
        let (mut rows, mut parts) = (Vec::new(), Vec::new());
        let lasting = |part: &&Part| part.scope.expires.is_none_or(|end| end >= header.issued_at);
        for part in list.parts.iter().filter(lasting) {
            let source = list
                .sources
                .get(part.source)
                .ok_or_else(|| wrong("a part is of no list"))?;
            for piece in pieces(part, held.digits(source, &part.scope)) {
                let before = held.part(source, &part.scope, &piece.digits);
                let (file, entries) = encode(part, &piece, before, options)?;
                if file.len() > MAX_LIST {
                    return Err(Error::TooLarge {
                        bytes: file.len(),
                        limit: MAX_LIST,
                    });
                }
                let whole = piece.hashes.filter(|_| options.has_whole_hashes);
                rows.push(PackRow {
                    source: part.source,
                    scope: part.scope.clone(),
                    entries,
                    bytes: file.len(),
                    name: name_of(&file),
                    whole: whole.map(|hashes| name_of(hashes.as_flattened())),
                    digits: piece.digits,
                });
                let digits = rows.last().map_or(&[][..], |row| &row.digits);
                parts.push(Some(Arc::new(PackPart::read(&file, digits)?)));
            }
        }
        if rows.len() > MAX_PACK_PARTS {
            return Err(Error::TooMany {
                what: "parts",
                count: rows.len(),
                limit: MAX_PACK_PARTS,
            });
        }
        let content = to_bytes(&Value::Array(rows.iter().map(PackRow::write).collect()))?;
        let payload = header.write(list.sources.iter().map(write_source).collect(), &content)?;
        let index = envelope::seal(payload, CONTENT_TYPE, key)?;
        let digest = envelope::open(&index, CONTENT_TYPE)?.digest();
        let sources = list.sources.iter().cloned().map(|mut source| {
            source.dates = dates(source.dates.issued_at, source.dates.expires_at, &header);
            source
        });
        Ok(Self {
            header,
            sources: sources.collect(),
            rows,
            parts,
            index: index.into(),
            digest,
        })
    }

    /// Whole hashes of the parts of the lists that the pack was built of, in the form that [`Pack::add`] takes, each with
    /// the name of its file.
    pub fn whole_hashes<'a>(&'a self, list: &'a RevocationList) -> impl Iterator<Item = (String, &'a [u8])> {
        let parts = list.parts.iter().filter_map(|part| match &*part.set {
            Set::Hashes(hashes) => Some(((part.source, &part.scope), hashes.as_slice())),
            _ => None,
        });
        let parts: HashMap<(usize, &Scope), &[Hash]> = parts.collect();
        self.rows.iter().filter_map(move |row| {
            let hashes = with_digits(parts.get(&(row.source, &row.scope))?, &row.digits);
            Some((row.whole_file_name()?, hashes.as_flattened()))
        })
    }
}

/// Parts of the edition before.
struct Held<'a> {
    base: Option<&'a Pack>,
    places: HashMap<(&'a str, &'a Scope, &'a [u8]), usize>,
    /// Number of digits by which each scope was divided.
    digits: HashMap<(&'a str, &'a Scope), usize>,
}

impl<'a> Held<'a> {
    fn of(base: Option<&'a Pack>) -> Self {
        let places = base.map(Pack::by_scope).unwrap_or_default();
        let digits = places
            .keys()
            .map(|(source, scope, digits)| ((*source, *scope), digits.len()));
        Self {
            base,
            digits: digits.collect(),
            places,
        }
    }

    fn part(&self, source: &SourceInfo, scope: &Scope, digits: &[u8]) -> Option<&'a PackPart> {
        let place = self.places.get(&(&*source.name, scope, digits))?;
        self.base?.parts.get(*place)?.as_deref()
    }

    fn digits(&self, source: &SourceInfo, scope: &Scope) -> Option<usize> {
        self.digits.get(&(&*source.name, scope)).copied()
    }
}

/// What becomes one file: all of a part, or its hashes with the same first digits.
struct Piece<'a> {
    digits: Vec<u8>,
    hashes: Option<&'a [Hash]>,
}

/// Divides hashes by their first digits, so that a phone need not fetch all of a key that signed many passes. The edition
/// before is followed where its pieces were not much larger or smaller.
fn pieces(part: &Part, before: Option<usize>) -> Vec<Piece<'_>> {
    let Set::Hashes(hashes) = &*part.set else {
        let digits = part.digits.clone();
        return vec![Piece { digits, hashes: None }];
    };
    let expected = |digits: usize| hashes.len() >> (4 * digits);
    let usual = (0..MOST_DIGITS).find(|digits| expected(*digits) <= HASHES_OF_A_PIECE);
    let alike = before.filter(|digits| {
        let is_small = *digits == 0 || expected(*digits - 1) * 2 > HASHES_OF_A_PIECE;
        *digits <= MOST_DIGITS && is_small && expected(*digits) <= 2 * HASHES_OF_A_PIECE
    });
    let count = alike.or(usual).unwrap_or(MOST_DIGITS);
    let digits = (0..1_usize << (4 * count)).map(|number| {
        let digit = |place: usize| u8::try_from(number >> (4 * (count - 1 - place)) & 15).unwrap_or_default();
        (0..count).map(digit).collect::<Vec<u8>>()
    });
    let pieces = digits.map(|digits| Piece {
        hashes: Some(with_digits(hashes, &digits)),
        digits,
    });
    pieces.collect()
}

/// Hashes in order that begin with these digits.
fn with_digits<'a>(hashes: &'a [Hash], digits: &[u8]) -> &'a [Hash] {
    let mut first = [0; HASH];
    for (place, digit) in digits.iter().enumerate().take(2 * HASH) {
        first[place / 2] |= digit << if place.is_multiple_of(2) { 4 } else { 0 };
    }
    let start = hashes.partition_point(|hash| *hash < first);
    let rest = &hashes[start..];
    &rest[..rest.partition_point(|hash| begins_with(hash, digits))]
}

/// File of a piece, and the number of its hashes if it is known.
fn encode(
    part: &Part,
    piece: &Piece,
    before: Option<&PackPart>,
    options: &BuildOptions,
) -> Result<(Vec<u8>, Option<usize>), Error> {
    let file = match &*part.set {
        Set::Hashes(_) => {
            let hashes = piece.hashes.unwrap_or_default();
            let kept = Kept::for_count(hashes.len(), piece.digits.len(), options.kept_bytes.into());
            let before = before.and_then(|before| match &*before.set {
                Set::Coded(coded, _) => Some(coded.kept()),
                _ => None,
            });
            let alike = before.filter(|before| before.bytes == kept.bytes && before.fits(hashes.len()));
            let kept = alike.unwrap_or(kept);
            let mut values: Vec<u128> = hashes.iter().map(|hash| kept.of(hash)).collect();
            values.dedup();
            return Ok((coded::encode(kept, &values)?, Some(hashes.len())));
        }
        Set::Rids(rids) => write_rids(rids),
        Set::Coded(coded, _) => coded::encode(coded.kept(), &coded.values())?,
        Set::Bloom(_) | Set::Prefixes(_) => write_filter(&part.set).unwrap_or_default(),
        Set::NotLoaded => {
            return Err(Error::Incomplete("a part that it names is not there".to_owned()));
        }
    };
    Ok((file, part.set.len()))
}
