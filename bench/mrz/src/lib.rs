//! Machine-readable zones as a camera sees them: drawn with OCR-B, then degraded. The same seed draws the same picture.
//!
//! Transcendental functions are those of `libm`, which are the same on every machine.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "for tests and measurements")]

mod draw;
mod foreign;
mod glyphs;
mod photograph;
mod picture;
mod text;
pub mod train;

pub use draw::{Degradation, Drawn, Scene};
pub use foreign::foreign;
pub use glyphs::Typeface;
pub use photograph::Alteration;
pub use picture::Picture;
pub use text::{ZoneText, any_characters, zone};

use greengate_test_support::Random;

/// Random numbers of one picture of a set: neighbouring numbers have nothing in common.
#[must_use]
pub fn random(set: u32, number: u32) -> Random {
    // The finaliser of MurmurHash3.
    let mut hash = set.wrapping_mul(0x9e37_79b9) ^ number;
    for factor in [0x85eb_ca6b_u32, 0xc2b2_ae35] {
        hash ^= hash >> 16;
        hash = hash.wrapping_mul(factor);
        hash ^= hash >> 13;
    }
    Random::new(hash ^ hash >> 16)
}

/// A number within a range.
pub(crate) fn between(random: &mut Random, low: f32, high: f32) -> f32 {
    low + (high - low) * (random.noise() + 1.0) / 2.0
}
