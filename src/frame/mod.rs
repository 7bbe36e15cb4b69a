//! Pixels to text: finds and decodes the QR codes of one greyscale frame.

mod luma;

pub use luma::{Luma, from_rgba};

use crate::limits::{MAX_CODES, MAX_PIXELS};
use rqrr::PreparedImage;

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
/// size holds no code. At most [`MAX_CODES`] are reported, each text once.
#[must_use]
pub fn read(luma: &[u8], width: usize, height: usize) -> Vec<Code> {
    let Some(image) = Luma::new(luma, width, height) else {
        return Vec::new();
    };
    let mut codes = Vec::new();
    for variant in Variant::LADDER {
        codes = attempt(&image, variant);
        if !codes.is_empty() {
            break;
        }
    }
    codes
}

/// One way of looking at a frame, cheapest first.
#[derive(Clone, Copy)]
struct Variant {
    /// Average this many pixels in each direction.
    shrink: usize,
}

impl Variant {
    /// As it is; then at half size, which rids prints and screens of their noise.
    const LADDER: [Self; 2] = [Self { shrink: 1 }, Self { shrink: 2 }];
}

fn attempt(image: &Luma, variant: Variant) -> Vec<Code> {
    // Smallest symbol: 21 modules.
    const LEAST: usize = 21;
    let shrink = variant.shrink * image.shrink_to(MAX_PIXELS);
    let scaled = image.shrunk(shrink);
    if scaled.width() < LEAST || scaled.height() < LEAST {
        return Vec::new();
    }
    // rqrr asserts on some real photographs: a panic there is a frame without a code.
    // In WebAssembly the panic ends the worker instead, and the page starts a new one.
    std::panic::catch_unwind(|| decode(&scaled, shrink)).unwrap_or_default()
}

fn decode(image: &Luma, shrink: usize) -> Vec<Code> {
    let mut prepared = PreparedImage::prepare_from_greyscale(image.width(), image.height(), |x, y| image.at(x, y));
    let mut codes: Vec<Code> = Vec::new();
    for grid in prepared.detect_grids() {
        let mut bytes = Vec::new();
        if grid.decode_to(&mut bytes).is_err() || codes.iter().any(|code| code.bytes == bytes) {
            continue;
        }
        #[expect(clippy::cast_precision_loss, reason = "pixel coordinates are small")]
        let corners = grid
            .bounds
            .map(|p| ((p.x * shrink as i32) as f32, (p.y * shrink as i32) as f32));
        codes.push(Code { bytes, corners });
        if codes.len() == MAX_CODES {
            break;
        }
    }
    codes
}

#[cfg(test)]
mod tests {
    use super::*;

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
