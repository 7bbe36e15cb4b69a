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
    revocation::{Error, RevocationList, digest::Hash, error::wrong, list::Part, set::Set},
    trust::{
        EnvelopeHeader, PublisherKey,
        envelope::{self, to_bytes},
    },
};
use ciborium::Value;
use std::sync::Arc;

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
        let held = options.base.map(Self::by_scope);
        let (mut rows, mut parts) = (Vec::new(), Vec::new());
        let lasting = |part: &&Part| part.scope.expires.is_none_or(|end| end >= header.issued_at);
        for part in list.parts.iter().filter(lasting) {
            let source = list
                .sources
                .get(part.source)
                .ok_or_else(|| wrong("a part is of no list"))?;
            let before = held.as_ref().and_then(|held| {
                let place = held.get(&(&*source.name, &part.scope, &part.digits[..]))?;
                options.base?.parts.get(*place)?.as_deref()
            });
            let (file, whole) = encode(part, before, options)?;
            if file.len() > MAX_LIST {
                return Err(Error::TooLarge {
                    bytes: file.len(),
                    limit: MAX_LIST,
                });
            }
            rows.push(PackRow {
                source: part.source,
                scope: part.scope.clone(),
                digits: part.digits.clone(),
                entries: part.set.len(),
                bytes: file.len(),
                name: name_of(&file),
                whole: whole.map(|hashes| name_of(hashes.as_flattened())),
            });
            parts.push(Some(Arc::new(PackPart::read(&file, &part.digits)?)));
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

    /// Whole hashes of the parts of these lists, in the form that [`Pack::add`] takes, each with the name of its file.
    pub fn whole_hashes<'a>(&'a self, list: &'a RevocationList) -> impl Iterator<Item = (String, &'a [u8])> {
        let names = self.rows.iter().filter_map(PackRow::whole_file_name);
        let names: std::collections::HashSet<String> = names.collect();
        list.parts.iter().filter_map(move |part| match &*part.set {
            Set::Hashes(hashes) => {
                let bytes = hashes.as_flattened();
                let name = format!("{}.ggh", crate::encoding::hex(&name_of(bytes)));
                names.contains(&name).then_some((name, bytes))
            }
            _ => None,
        })
    }
}

/// File of a part, and its whole hashes if they are published.
fn encode<'a>(
    part: &'a Part,
    before: Option<&PackPart>,
    options: &BuildOptions,
) -> Result<(Vec<u8>, Option<&'a [Hash]>), Error> {
    let file = match &*part.set {
        Set::Hashes(hashes) => {
            let kept = Kept::for_count(hashes.len(), options.kept_bytes.into());
            let before = before.and_then(|before| match &*before.set {
                Set::Coded(coded, _) => Some(coded.kept()),
                _ => None,
            });
            let alike = before.filter(|before| before.bytes == kept.bytes && before.fits(hashes.len()));
            let kept = alike.unwrap_or(kept);
            let mut values: Vec<u128> = hashes.iter().map(|hash| kept.of(hash)).collect();
            values.dedup();
            let whole = options.has_whole_hashes.then_some(hashes.as_slice());
            return Ok((coded::encode(kept, &values)?, whole));
        }
        Set::Rids(rids) => write_rids(rids),
        Set::Coded(coded, _) => coded::encode(coded.kept(), &coded.values())?,
        Set::Bloom(_) | Set::Prefixes(_) => write_filter(&part.set).unwrap_or_default(),
        Set::NotLoaded => {
            return Err(Error::Incomplete("a part that it names is not there".to_owned()));
        }
    };
    Ok((file, None))
}
