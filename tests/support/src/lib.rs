//! Helpers for the tests of several packages. They know nothing of passes, so that every package can use them.

#![allow(clippy::unwrap_used, reason = "tests")]

mod expressions;
#[cfg(feature = "properties")]
mod properties;
mod random;
mod revocation;
mod symbol;

pub use expressions::{Choices, expression, literal};
#[cfg(feature = "properties")]
pub use properties::cases;
pub use random::Random;
pub use revocation::{Crl, bloom, tlv};
pub use symbol::{EcLevel, MASKS, MaskPattern, Segment, Symbol, picture};
