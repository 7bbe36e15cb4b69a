//! Revocation lists from a file.

use super::Imported;
use greengate::{
    revocation::{Error, Import, Pack, RevocationFormat},
    trust::{BundleError, File, Pin, SignatureStatus, TrustList},
};

/// True if a file may be a revocation list by its shape. Those of some trust lists look alike.
pub fn may_be_list(name: &str, bytes: &[u8]) -> bool {
    RevocationFormat::of(&[File { name, bytes }]).is_some()
}

/// Reads a list that the person who imports it vouches for. A pack of a pinned publisher must be unaltered.
///
/// # Errors
/// A sentence that says why it cannot be used.
pub fn read(name: &str, bytes: &[u8], pins: &[Pin], trust: &TrustList) -> Result<Imported, String> {
    let (list, checked) = if Pack::is_pack(bytes) {
        if Pack::read_index_unverified(bytes).is_ok() {
            return Err("this is the index of a pack without its parts: import the whole pack".to_owned());
        }
        let (pack, checked) = pack(bytes, pins).map_err(|error| error.to_string())?;
        (pack.list(), checked)
    } else {
        let import = Import {
            trust: Some(trust),
            ..Import::default()
        };
        let list = import
            .read(&[File { name, bytes }])
            .map_err(|error| error.to_string())?;
        let checked = list.sources().iter().all(|s| s.signature == SignatureStatus::Verified);
        (list, checked)
    };
    let name = name.to_owned();
    Ok(Imported { name, checked, list })
}

/// A pack, and whether a pinned publisher signed it.
fn pack(bytes: &[u8], pins: &[Pin]) -> Result<(Pack, bool), Error> {
    let unknown = |error: &Error| {
        matches!(
            error,
            Error::Envelope(BundleError::UnknownPublisher | BundleError::NotSigned)
        )
    };
    match Pack::read(bytes, pins) {
        Ok(pack) => Ok((pack, !pins.is_empty())),
        Err(error) if unknown(&error) => Ok((Pack::read(bytes, &[])?, false)),
        Err(error) => Err(error),
    }
}
