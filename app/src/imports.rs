//! Trust lists that a person imported, as they are kept on the device.

use crate::store::Record;
use greengate::trust::{Bundle, BundleError, Pin, TrustList};
use serde::{Deserialize, Serialize};

/// Imported list as it is kept.
#[derive(Clone, Serialize, Deserialize)]
pub struct KeptImport {
    /// Its name.
    pub name: String,
    /// Time of import, milliseconds since 1970.
    pub taken: f64,
    /// True if its own signature was checked.
    pub checked: bool,
    /// The list as a bundle.
    pub bytes: Vec<u8>,
}

impl KeptImport {
    /// The list. A publisher's bundle that somebody altered is refused, whoever imports it.
    ///
    /// # Errors
    /// Fails if the bundle cannot be read.
    pub fn list(&self, pins: &[Pin]) -> Result<TrustList, BundleError> {
        if Bundle::verify(&self.bytes, pins) == Err(BundleError::BadSignature) {
            return Err(BundleError::BadSignature);
        }
        Ok(Bundle::read_unverified(&self.bytes)?.1)
    }
}

/// Imported lists of a record. A record of an older version is one bundle.
pub fn imports_in(record: Record) -> Vec<KeptImport> {
    if Bundle::is_bundle(&record.bytes) {
        return vec![KeptImport {
            name: record.name,
            taken: record.taken,
            checked: false,
            bytes: record.bytes,
        }];
    }
    postcard::from_bytes(&record.bytes).unwrap_or_default()
}
