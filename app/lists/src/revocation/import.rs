//! Revocation lists from a file, and what of them is kept.
//!
//! An operator's list may hold whole passes, and some publishers' lists identifiers of passes. What is kept is therefore
//! never the file, but an unsigned pack made of it, which holds cut hashes.

use greengate::{
    revocation::{BuildOptions, Error, Import, Pack, RevocationFormat, RevocationList},
    trust::{BundleError, EnvelopeHeader, File, Freshness, Pin, TrustList},
};
use time::OffsetDateTime;

/// A list that was read.
pub struct Read {
    pub list: RevocationList,
    /// True if a pinned publisher signed it.
    pub checked: bool,
    /// What to keep: a pack in one file.
    pub pack: Vec<u8>,
}

/// True if a file may be a revocation list by its shape. Those of some trust lists look alike.
pub fn may_be_list(name: &str, bytes: &[u8]) -> bool {
    RevocationFormat::of(&[File { name, bytes }]).is_some()
}

/// Reads a list that the person who imports it vouches for. A pack of a pinned publisher must be unaltered.
///
/// # Errors
/// A sentence that says why it cannot be used.
pub fn read(name: &str, bytes: &[u8], pins: &[Pin], trust: &TrustList, now: OffsetDateTime) -> Result<Read, String> {
    if Pack::is_pack(bytes) {
        return kept(bytes, pins);
    }
    let import = Import {
        trust: Some(trust),
        ..Import::default()
    };
    let list = import.read(&[File { name, bytes }]);
    let list = list.map_err(|error| error.to_string())?;
    let header = header(&list, now);
    let pack = Pack::build(&list, &BuildOptions::new(header), None).and_then(|pack| pack.to_bytes());
    // As it will be read at the next start.
    kept(&pack.map_err(|error| error.to_string())?, pins)
}

/// Reads a pack in one file, as it is kept.
///
/// # Errors
/// A sentence that says why it cannot be used.
pub fn kept(bytes: &[u8], pins: &[Pin]) -> Result<Read, String> {
    if Pack::read_index_unverified(bytes).is_ok() {
        return Err("this is the index of a pack without its parts: import the whole pack".to_owned());
    }
    let (pack, checked) = verified(bytes, pins).map_err(|error| error.to_string())?;
    Ok(Read {
        list: pack.list(),
        checked,
        pack: bytes.to_vec(),
    })
}

/// A pack, and whether a pinned publisher signed it.
fn verified(bytes: &[u8], pins: &[Pin]) -> Result<(Pack, bool), Error> {
    match Pack::read(bytes, pins) {
        Ok(pack) => Ok((pack, !pins.is_empty())),
        Err(Error::Envelope(BundleError::UnknownPublisher | BundleError::NotSigned)) => {
            Ok((Pack::read(bytes, &[])?, false))
        }
        Err(error) => Err(error),
    }
}

/// Dates of a pack made of a published list: as it states them, else as those of any list without dates. One that does
/// not say when it was made is as old as its import.
fn header(list: &RevocationList, now: OffsetDateTime) -> EnvelopeHeader {
    let dates = list.sources().iter().map(|source| source.dates);
    let issued_at = dates.clone().filter_map(|dates| dates.issued_at).min();
    let issued_at = issued_at.map_or(now, |issued| issued.min(now));
    let after = |stated: Option<OffsetDateTime>, lasts| stated.unwrap_or(issued_at + lasts);
    EnvelopeHeader {
        serial: 0,
        issued_at,
        best_before: after(
            dates.clone().filter_map(|dates| dates.best_before).min(),
            Freshness::FRESH,
        ),
        expires_at: after(dates.filter_map(|dates| dates.expires_at).min(), Freshness::USABLE),
    }
}
