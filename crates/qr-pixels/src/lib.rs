#![doc = include_str!("../README.md")]
// Pixel and module coordinates are small: every cast between them is exact or cuts on purpose.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "pictures are bounded by the caller"
)]

pub mod alignment;
pub mod bitmap;
pub mod blur;
pub mod finder;
pub mod fixed_point;
pub mod geometry;
pub mod linear;
pub mod luma;
pub mod rings;
pub mod runs;
pub mod sample;
pub mod snap;
pub mod space;
pub mod template;
pub mod view;

pub use luma::Luma;
