//! Revocation: published lists of every form read into one [`RevocationList`], the questions that passes ask of it, and
//! the signed [`Pack`] in which it travels to phones.
//!
//! A list holds hashes only, each for the passes of a key, a country, or anybody ([`Issuer`]). A pass has several
//! digests ([`HashKind`]), since publishers hash different things. An answer is never a bare "no": a list that says
//! nothing of an issuer, a part that is not on the device, and a list that is too old have their own
//! [`RevocationState`].

mod denylist;
mod digest;
mod error;
mod filter;
mod format;
mod import;
mod list;
mod pack;
mod set;

use crate::{pass::Pass, trust::RevocationQuery};

pub use crate::trust::{HashKind, Revocation, RevocationState};
pub use error::Error;
pub use format::{RevocationFormat, UnknownRevocationFormat};
pub use import::Import;
pub use list::{HashGroup, Issuer, PartInfo, RevocationList, SourceInfo};
pub use pack::{BuildOptions, Delta, Pack, PackPart, PackRow};

/// Every digest of a pass by which a list may name it, by the country of the key that signed it.
#[must_use]
pub fn digests(pass: &Pass, country: Option<&str>) -> Vec<(HashKind, [u8; 16])> {
    digest::Digests::of(&RevocationQuery::of(pass, country)).digests
}
