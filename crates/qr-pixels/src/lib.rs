//! The ground floor of `frame`: what looks at every pixel, and the little it needs.
//!
//! A crate of its own because in the page it alone is built for speed; what stands on it looks at
//! few places and is built for size.

// Pixel and module coordinates are small: every cast between them is exact or meant to cut.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "pictures are bounded by MAX_PIXELS"
)]

pub mod alignment;
pub mod binary;
pub mod blur;
pub mod finder;
pub mod geometry;
pub mod linear;
pub mod luma;
pub mod pattern;
pub mod rings;
pub mod settle;

pub use luma::Luma;
