//! The signed pack of revocation lists: an index in the envelope of trust bundles ([`crate::trust`]), and parts for each
//! key, kind of hash and end, several for a key with many: each for the hashes with the same first digits. The index names every part by its SHA-256, so that a static host can serve them and
//! a phone fetches those of the issuers that it meets.
//!
//! The sources of the envelope are the lists that the pack was made of, `[name, format, signature, issued or null, end
//! or null]`. Its content is a CBOR array of rows, `[list, issuer, key or null, kind, end or null, first digits, number
//! of hashes or null, bytes, digest, digest of the whole hashes or null]`, where the issuer is null for anybody, false
//! for nobody, `[address]` for an issuer of cards, and a country's code; digests are the first 16 bytes.
//!
//! A part is named by its digest in hexadecimal with the ending `.ggp`, whole hashes with `.ggh`, the index is
//! `index.ggr`; `serial.txt` beside it holds its serial number, and `17.ggd` leads from edition 17 to the next
//! ([`Delta`]). In one file: `GGRP`, the length of the index in four bytes, the index, and every part in the order of
//! the rows.

mod build;
mod coded;
mod delta;
mod part;
mod row;

pub use build::BuildOptions;
pub(super) use coded::Coded;
pub use delta::Delta;
pub use part::PackPart;
pub use row::PackRow;

use super::{
    Error, Issuer, RevocationList, SourceInfo,
    digest::Digests,
    list::{Part, Scope, begins_with},
    set::Set,
};
use crate::{
    encoding::cbor,
    limits::{MAX_LIST, MAX_PACK_PARTS},
    pass::Pass,
    trust::{
        DeferredCheck, EnvelopeHeader, File, ListDates, Pin, PublisherKey, RevocationQuery, SignatureStatus,
        envelope::{self, BROKEN},
    },
};
use sha2::{Digest, Sha256};
use std::{collections::HashMap, sync::Arc};

const CONTENT_TYPE: &str = "application/vnd.greengate.revocation+cbor";
/// First bytes of a pack in one file.
const WHOLE: &[u8; 4] = b"GGRP";

/// First bytes of a SHA-256 that name a file.
type Name = [u8; 16];

fn name_of(bytes: &[u8]) -> Name {
    let digest = Sha256::digest(bytes);
    std::array::from_fn(|i| digest[i])
}

/// A pack of revocation lists, all of whose parts or some of them are loaded.
#[derive(Clone, Debug)]
pub struct Pack {
    header: EnvelopeHeader,
    sources: Vec<SourceInfo>,
    rows: Vec<PackRow>,
    /// The part of each row.
    parts: Vec<Option<Arc<PackPart>>>,
    /// Envelope of the index.
    index: Arc<[u8]>,
    /// SHA-256 of its payload.
    digest: [u8; 32],
}

impl Pack {
    /// Name of the index beside its parts.
    pub const INDEX: &'static str = "index.ggr";
    /// Name of the file beside the index that holds its serial number in decimal digits. It only tells whether to look:
    /// nobody signed it.
    pub const SERIAL: &'static str = "serial.txt";

    /// True if the bytes begin like the index of a pack, or like a whole one.
    #[must_use]
    pub fn is_pack(bytes: &[u8]) -> bool {
        bytes.starts_with(WHOLE) || envelope::is_for(bytes, CONTENT_TYPE)
    }

    /// Reads an index that one of the pinned publishers has signed, without any part. Dates are not judged: an old list
    /// is better than none, and is said to be old.
    ///
    /// # Errors
    /// Fails if the index is broken, unsigned, signed by another publisher, or altered.
    pub fn read_index(index: &[u8], pins: &[Pin]) -> Result<Self, Error> {
        let message = envelope::open(index, CONTENT_TYPE)?;
        envelope::verify(&message, pins)?;
        Self::opened(index, &message)
    }

    /// Reads an index whose signature is not checked, because the person who imports it vouches for it. None of its
    /// lists counts as [`SignatureStatus::Verified`] then.
    ///
    /// # Errors
    /// Fails if the index is broken.
    pub fn read_index_unverified(index: &[u8]) -> Result<Self, Error> {
        let mut pack = Self::opened(index, &envelope::open(index, CONTENT_TYPE)?)?;
        for source in &mut pack.sources {
            if source.signature == SignatureStatus::Verified {
                source.signature = SignatureStatus::NotChecked;
            }
        }
        Ok(pack)
    }

    fn opened(index: &[u8], message: &envelope::Message) -> Result<Self, Error> {
        let (header, sources, content) = EnvelopeHeader::read(message)?;
        let sources = sources
            .iter()
            .map(|source| row::source(source, &header))
            .collect::<Option<Vec<_>>>();
        let sources = sources.ok_or(BROKEN)?;
        let content = cbor::parse(&content).map_err(|_| BROKEN)?;
        let rows = content.as_array().ok_or(BROKEN)?;
        if rows.len() > MAX_PACK_PARTS {
            return Err(Error::TooMany {
                what: "parts",
                count: rows.len(),
                limit: MAX_PACK_PARTS,
            });
        }
        let rows: Option<Vec<PackRow>> = rows.iter().map(|value| PackRow::read(value, sources.len())).collect();
        let rows = rows.ok_or(BROKEN)?;
        Ok(Self {
            header,
            sources,
            parts: vec![None; rows.len()],
            rows,
            index: index.into(),
            digest: message.digest(),
        })
    }

    /// Reads a pack in one file. With pins one of them must have signed it.
    ///
    /// # Errors
    /// Fails like [`Pack::read_index`], and if a part is missing or altered.
    pub fn read(whole: &[u8], pins: &[Pin]) -> Result<Self, Error> {
        let parts = whole.strip_prefix(WHOLE).and_then(|rest| {
            let (length, rest) = rest.split_first_chunk()?;
            rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)
        });
        let (index, mut rest) = parts.ok_or(BROKEN)?;
        let mut pack = Self::index(index, pins)?;
        for place in 0..pack.rows.len() {
            let (part, after) = rest.split_at_checked(pack.rows[place].bytes).ok_or(BROKEN)?;
            pack.load(place, part)?;
            rest = after;
        }
        if rest.is_empty() { Ok(pack) } else { Err(BROKEN.into()) }
    }

    fn index(index: &[u8], pins: &[Pin]) -> Result<Self, Error> {
        if pins.is_empty() {
            Self::read_index_unverified(index)
        } else {
            Self::read_index(index, pins)
        }
    }

    /// Reads a pack in one file, or an index and the parts beside it.
    pub(super) fn read_files(files: &[File], pins: &[Pin]) -> Result<Self, Error> {
        if let [file] = files
            && file.bytes.starts_with(WHOLE)
        {
            return Self::read(file.bytes, pins);
        }
        let mut indices = files.iter().filter(|file| Self::is_pack(file.bytes));
        let (Some(index), None) = (indices.next(), indices.next()) else {
            return Err(super::error::wrong("a pack has one index"));
        };
        let mut pack = Self::index(index.bytes, pins)?;
        // Whole hashes are read after their parts. Parts of other editions may lie beside, and are left aside.
        for is_named in [Self::has_part, Self::has_whole_hashes_of] {
            for file in files.iter().filter(|file| !std::ptr::eq(file.bytes, index.bytes)) {
                if is_named(&pack, &name_of(file.bytes)) {
                    pack.add(file.bytes)?;
                }
            }
        }
        Ok(pack)
    }

    /// True if the index names a part with this content.
    #[must_use]
    pub fn names_part(&self, bytes: &[u8]) -> bool {
        self.has_part(&name_of(bytes))
    }

    /// True if the other index has the same content, whoever signed it.
    #[must_use]
    pub fn is_same_edition(&self, other: &Self) -> bool {
        self.digest == other.digest
    }

    fn has_part(&self, name: &Name) -> bool {
        self.rows.iter().any(|row| row.name == *name)
    }

    /// True if a file with this name has the whole hashes of a part that is loaded.
    fn has_whole_hashes_of(&self, name: &Name) -> bool {
        let mut rows = self.rows.iter().zip(&self.parts);
        rows.any(|(row, part)| row.whole == Some(*name) && part.is_some())
    }

    /// Adds a part, or the whole hashes of one that is loaded, whichever the bytes are.
    ///
    /// # Errors
    /// Fails if the index names no such file: it is altered, or of another edition.
    pub fn add(&mut self, bytes: &[u8]) -> Result<(), Error> {
        if bytes.len() > MAX_LIST {
            return Err(Error::TooLarge {
                bytes: bytes.len(),
                limit: MAX_LIST,
            });
        }
        let name = name_of(bytes);
        let mut found = false;
        // Equal parts of several lists are one file.
        for place in 0..self.rows.len() {
            if self.rows[place].name == name {
                self.load(place, bytes)?;
                found = true;
            } else if self.rows[place].whole == Some(name) {
                let part = self.parts[place].as_ref().ok_or(Error::UnknownPart)?;
                self.parts[place] = Some(Arc::new(part.with_whole_hashes(bytes)?));
                found = true;
            }
        }
        if found { Ok(()) } else { Err(Error::UnknownPart) }
    }

    fn load(&mut self, place: usize, bytes: &[u8]) -> Result<(), Error> {
        let row = &self.rows[place];
        if row.bytes != bytes.len() || row.name != name_of(bytes) {
            return Err(Error::UnknownPart);
        }
        self.parts[place] = Some(Arc::new(PackPart::read(bytes, &row.digits)?));
        Ok(())
    }

    /// Edition and dates.
    #[must_use]
    pub const fn header(&self) -> &EnvelopeHeader {
        &self.header
    }

    /// Lists that it was made of.
    #[must_use]
    pub fn sources(&self) -> &[SourceInfo] {
        &self.sources
    }

    /// Every part with its place in the index.
    #[must_use]
    pub fn rows(&self) -> &[PackRow] {
        &self.rows
    }

    /// Parts that are loaded, each with its row.
    pub fn parts(&self) -> impl Iterator<Item = (&PackRow, &PackPart)> {
        self.rows
            .iter()
            .zip(&self.parts)
            .filter_map(|(row, part)| Some((row, part.as_deref()?)))
    }

    /// The signed index.
    #[must_use]
    pub fn signed_index(&self) -> &[u8] {
        &self.index
    }

    /// The pack in one file.
    ///
    /// # Errors
    /// [`Error::Incomplete`] if a part is not loaded.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        let length = u32::try_from(self.index.len()).map_err(|_| BROKEN)?;
        let mut whole = [&WHOLE[..], &length.to_be_bytes(), &self.index].concat();
        for (row, part) in self.rows.iter().zip(&self.parts) {
            let part = part.as_ref();
            let part = part.ok_or_else(|| Error::Incomplete(format!("the part {} is not loaded", row.file_name())))?;
            whole.extend_from_slice(part.file());
        }
        Ok(whole)
    }

    /// The lists in memory. Parts that are not loaded are known to be missing.
    #[must_use]
    pub fn list(&self) -> RevocationList {
        let mut list = RevocationList::of(self.sources.clone());
        let missing = Arc::new(Set::NotLoaded);
        for (row, part) in self.rows.iter().zip(&self.parts) {
            list.add(Part {
                source: row.source,
                scope: row.scope.clone(),
                digits: row.digits.clone(),
                set: part
                    .as_ref()
                    .map_or_else(|| Arc::clone(&missing), |part| Arc::clone(&part.set)),
            });
        }
        list
    }

    /// Names of the files that must be loaded before the pack can tell of a pass, by the country of the key that signed
    /// it.
    #[must_use]
    pub fn missing_for(&self, pass: &Pass, country: Option<&str>) -> Vec<String> {
        self.missing(&RevocationQuery::of(pass, country))
    }

    /// The same for a check that another build has left; see [`crate::trust::DeferredChecks`].
    #[must_use]
    pub fn missing_for_check(&self, check: &DeferredCheck) -> Vec<String> {
        check
            .revocation_query()
            .map_or_else(Vec::new, |query| self.missing(query))
    }

    fn missing(&self, query: &RevocationQuery) -> Vec<String> {
        let digests = Digests::of(query);
        let rows = self.rows.iter().zip(&self.parts).filter(|(_, part)| part.is_none());
        let mut names: Vec<String> = rows
            .filter(|(row, _)| row.is_for(query, &digests))
            .map(|(row, _)| row.file_name())
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Names of all files that are not loaded.
    #[must_use]
    pub fn missing_files(&self) -> Vec<String> {
        let rows = self.rows.iter().zip(&self.parts).filter(|(_, part)| part.is_none());
        let mut names: Vec<String> = rows.map(|(row, _)| row.file_name()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Name of the file with the whole hashes of the parts that name a pass, with which [`Pack::add`] tells whether it
    /// is one of the few that are named without reason.
    #[must_use]
    pub fn second_stage_for(&self, pass: &Pass, country: Option<&str>) -> Vec<String> {
        self.second_stage(&RevocationQuery::of(pass, country))
    }

    /// The same for a check that another build has left; see [`crate::trust::DeferredChecks`].
    #[must_use]
    pub fn second_stage_for_check(&self, check: &DeferredCheck) -> Vec<String> {
        let query = check.revocation_query();
        query.map_or_else(Vec::new, |query| self.second_stage(query))
    }

    fn second_stage(&self, query: &RevocationQuery) -> Vec<String> {
        let digests = Digests::of(query);
        let rows = self.rows.iter().zip(&self.parts);
        let rows = rows.filter(|(row, part)| {
            let finds = |part: &PackPart| {
                let asked = digests.digests.iter().filter(|(kind, _)| *kind == row.scope.kind);
                asked
                    .filter(|(_, hash)| begins_with(hash, &row.digits))
                    .any(|(_, hash)| {
                        part.set.false_positive_rate() > 0.0
                            && matches!(part.set.find(hash, query.issued_at), super::set::Found::Yes(_))
                    })
            };
            row.is_for(query, &digests) && part.as_deref().is_some_and(finds)
        });
        rows.filter_map(|(row, _)| row.whole_file_name()).collect()
    }

    /// Signs the same content with another key.
    ///
    /// # Errors
    /// Fails if the index cannot be written.
    pub fn signed(&self, key: &PublisherKey) -> Result<Self, Error> {
        let message = envelope::open(&self.index, CONTENT_TYPE)?;
        let index = envelope::seal(message.payload().to_vec(), CONTENT_TYPE, Some(key))?;
        Ok(Self {
            index: index.into(),
            ..self.clone()
        })
    }

    /// Place of each row by the list and the passes that it is for.
    fn by_scope(&self) -> HashMap<(&str, &Scope, &[u8]), usize> {
        let rows = self.rows.iter().enumerate();
        rows.map(|(place, row)| ((&*self.sources[row.source].name, &row.scope, &row.digits[..]), place))
            .collect()
    }
}

/// Dates of a list in a pack: as old as the list if it has a date, and to be used as long as the pack.
fn dates(
    issued: Option<time::OffsetDateTime>,
    end: Option<time::OffsetDateTime>,
    header: &EnvelopeHeader,
) -> ListDates {
    ListDates {
        issued_at: Some(issued.map_or(header.issued_at, |issued| issued.min(header.issued_at))),
        best_before: Some(header.best_before),
        expires_at: Some(end.map_or(header.expires_at, |end| end.min(header.expires_at))),
    }
}

impl Issuer {
    /// True if a part for these passes may name this one, and must be asked.
    fn may_name(&self, query: &RevocationQuery, has_key: bool) -> bool {
        *self == Self::Nobody || self.covers(query, has_key)
    }
}
