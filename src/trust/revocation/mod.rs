//! What every build knows of revocation: the cards that issuers of SMART Health Cards revoke in their directory, the
//! question that revocation lists are asked about a pass, and their answer. The lists themselves are [`crate::revocation`].

mod cards;
mod query;
mod status;

#[cfg(feature = "lists")]
pub(super) use cards::CardRevocationList;
pub use cards::CardRevocations;
pub(super) use cards::{RidHash, Rids};
#[cfg(feature = "lists")]
pub(crate) use query::KeyKind;
pub(crate) use query::RevocationQuery;
pub use status::{HashKind, Revocation, RevocationState};
