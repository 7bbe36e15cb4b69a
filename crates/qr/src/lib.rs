//! Pixels to text: finds and decodes the QR codes of one greyscale frame.
//!
//! [`read`] looks at one frame, a [`Scanner`] at one after the other. Both climb a ladder of
//! attempts, the cheap ones first, within bounds (`ladder`):
//!
//! - finder patterns by their runs on a local threshold (`binary`, `finder`), or by their
//!   rings where blur and noise hide the runs (`rings`)
//! - three of them, or two, that make a symbol (`locate`), and how each lies (`axes`)
//! - where every module is: by the alignment patterns and a smooth map through them (`warp`),
//!   or growing out from the finder patterns (`grid`)
//! - what every module says, and how surely: local thresholds, an equaliser trained on the
//!   modules that are known (`soft`)
//! - modules to bytes, with the least sure codewords as erasures (`symbol`), or by rqrr's
//!   decoder (`matrix`)

// Pixel and module coordinates are small: every cast between them is exact or meant to cut.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "pictures are bounded by MAX_PIXELS"
)]

mod axes;
mod grid;
mod ladder;
pub mod limits;
mod locate;
mod matrix;
mod photo;
mod scanner;
mod soft;
mod symbol;
mod warp;

pub use greengate_qr_pixels::Luma;
pub use photo::{Photo, from_rgba};
pub use scanner::{Hint, Look, Scanner};

use greengate_qr_pixels::{alignment, binary, blur, finder, geometry, linear, pattern, rings, settle};
use limits::MAX_PIXELS;

/// A QR code found in a frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Code {
    /// The decoded bytes, as the symbol carries them.
    pub bytes: Vec<u8>,
    /// Outline in pixels of the frame: top left, top right, bottom right, bottom left
    /// as the symbol is oriented.
    pub corners: [(f32, f32); 4],
}

impl Code {
    /// The bytes as text. Pass texts are ASCII or UTF-8; anything else is no pass.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.bytes).ok()
    }
}

/// Finds and decodes every QR code of a frame.
///
/// `luma` holds `width * height` grey values, row by row, 0 is black. Frames of more
/// than [`MAX_PIXELS`] are scaled down first. A frame whose length does not fit its
/// size holds no code. At most [`crate::limits::MAX_CODES`] are reported, each text once.
#[must_use]
pub fn read(luma: &[u8], width: usize, height: usize) -> Vec<Code> {
    Luma::new(luma, width, height).map_or_else(Vec::new, |image| look_at(&image))
}

/// Decodes the modules of a symbol, `size * size` of them row by row, true for dark ones;
/// mirrored ones too. `None` when they are no sound symbol, or no symbol has that size.
#[must_use]
pub fn decode_matrix(dark: &[bool], size: usize) -> Option<Vec<u8>> {
    let version = size.checked_sub(17).filter(|n| n.is_multiple_of(4)).map(|n| n / 4)?;
    if !(1..=40).contains(&version) || dark.len() != size * size {
        return None;
    }
    let values: Vec<f32> = dark.iter().map(|dark| if *dark { 0.0 } else { 255.0 }).collect();
    matrix::decode(&soft::Modules::new(&values, size), &symbol::Layout::new(version))
}

fn look_at(frame: &Luma) -> Vec<Code> {
    let (image, scale) = bounded(frame);
    if !is_large_enough(&image) {
        return Vec::new();
    }
    let mut codes = ladder::climb(&image, 0).codes;
    for code in &mut codes {
        code.corners = scaled(code.corners, scale);
    }
    codes
}

/// A frame within [`MAX_PIXELS`], and how much smaller it was made.
fn bounded<'a>(frame: &'a Luma) -> (Luma<'a>, f32) {
    let shrink = frame.shrink_to(MAX_PIXELS);
    (frame.shrunk(shrink), shrink as f32)
}

/// The smallest symbol has 21 modules.
const fn is_large_enough(image: &Luma) -> bool {
    image.width() >= 21 && image.height() >= 21
}

fn scaled(corners: [(f32, f32); 4], scale: f32) -> [(f32, f32); 4] {
    corners.map(|(x, y)| (x * scale, y * scale))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matrices_are_read_mirrored_too_and_wrong_sizes_refused() {
        let code = qrcode::QrCode::new("HC1:6BF").unwrap();
        let (size, colors) = (code.width(), code.to_colors());
        let dark: Vec<bool> = colors.iter().map(|c| *c == qrcode::Color::Dark).collect();
        let mirrored: Vec<bool> = (0..size * size).map(|i| dark[i % size * size + i / size]).collect();
        for matrix in [&dark, &mirrored] {
            assert_eq!(decode_matrix(matrix, size).as_deref(), Some(&b"HC1:6BF"[..]));
        }
        for wrong in [0, 1, 17, 20, 22, 181, usize::MAX] {
            assert_eq!(decode_matrix(&dark, wrong), None);
        }
        assert_eq!(decode_matrix(&[], 0), None);
        assert_eq!(decode_matrix(&vec![true; 441], 21), None);
    }

    #[test]
    fn mirrored_symbols_of_every_version_and_level_are_corrected() {
        use qrcode::{Color, EcLevel, QrCode, Version};
        for version in 1..=40_i16 {
            for level in [EcLevel::L, EcLevel::M, EcLevel::Q, EcLevel::H] {
                let code = QrCode::with_version("HC1:6BF", Version::Normal(version), level).unwrap();
                let (size, colors) = (code.width(), code.to_colors());
                let mut mirrored: Vec<bool> = (0..size * size)
                    .map(|i| colors[i % size * size + i / size] == Color::Dark)
                    .collect();
                // A wrong codeword near the middle of the right edge, of data or of correction.
                for flip in [size * (size / 2 + 1) - 1, size * (size / 2 + 1) - 2] {
                    mirrored[flip] = !mirrored[flip];
                }
                let read = decode_matrix(&mirrored, size);
                assert_eq!(read.as_deref(), Some(&b"HC1:6BF"[..]), "{version} {level:?}");
            }
        }
    }

    #[test]
    fn frames_that_make_no_sense_hold_no_code() {
        assert!(read(&[], 0, 0).is_empty());
        assert!(read(&[0; 10], 100, 100).is_empty());
        assert!(read(&[0; 10], usize::MAX, usize::MAX).is_empty());
        for (width, height) in [(1, 1), (21, 21), (1, 5000), (5000, 1), (333, 17)] {
            for value in [0, 127, 255] {
                assert!(read(&vec![value; width * height], width, height).is_empty());
            }
        }
    }
}
