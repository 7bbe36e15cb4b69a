//! Greengate: a verifier for digital travel-health passes.
//!
//! A pass flows one way through the modules of this crate: [`frame`] (pixels to texts) → [`pass`] (text to claims) →
//! [`trust`] (keys of issuers) → [`rules`] (entry decision) → [`verdict`] (report). No module depends on a later one,
//! and none reads a clock, the network or storage: the caller passes in the text, the trust list and the time.
//!
//! ```
//! use greengate::{trust::TrustList, verdict};
//! let at = time::OffsetDateTime::UNIX_EPOCH;
//! let report = verdict::judge("HELLO", &verdict::Context::new(&TrustList::default(), at));
//! assert_eq!(report.reason.map(|r| r.as_str()), Some("not-a-pass"));
//! ```

pub mod boarding_pass;
#[cfg(feature = "counter")]
pub mod counter;
pub mod country;
pub mod directory;
#[cfg(feature = "pdf")]
pub mod document;
mod encoding;
#[cfg(feature = "lists")]
pub mod intake;
#[cfg(feature = "issue")]
pub mod issue;
pub mod limits;
pub mod pass;
pub mod person;
pub mod requirements;
#[cfg(feature = "lists")]
pub mod revocation;
pub mod rules;
#[cfg(feature = "counter")]
pub mod symbol;
#[cfg(feature = "issue")]
pub mod synth;
pub mod trust;
pub mod verdict;
pub mod wedge;

pub use certlogic;
pub use greengate_qr as frame;
