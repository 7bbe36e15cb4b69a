#![doc = include_str!("../README.md")]
// Pixel and module coordinates are small: every cast between them is exact or cuts on purpose.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "pictures are bounded by MAX_PIXELS"
)]

mod append;
mod code;
mod content;
mod decode;
mod detect;
mod hint;
pub mod limits;
mod matrix;
mod photo;
mod resample;
mod rest;
mod scanner;
mod still;
mod track;

pub use append::{JoinError, Joined, Message, Part, join_parts};
pub use code::Code;
#[cfg(feature = "segments")]
pub use content::Charset;
pub use content::StructuredAppend;
pub use greengate_qr_pixels::Luma;
pub use hint::Hint;
pub use matrix::decode_matrix;
pub use photo::{Photo, from_rgba};
pub use scanner::{ScanResult, Scanner};
pub use still::read;
