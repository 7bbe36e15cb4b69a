//! Pixels to text: finds and decodes the QR codes of one greyscale frame.
//!
//! A ladder of attempts, the cheap ones first: finder patterns on a local threshold
//! (`binary`, `finder`), grouped by geometry (`locate`), a piecewise grid over the alignment
//! patterns (`grid`), modules to bytes with rqrr's decoder (`matrix`). rqrr's own detector is
//! the last rung.

// Pixel and module coordinates are small: every cast between them is exact or meant to cut.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "pictures are bounded by MAX_PIXELS"
)]

mod binary;
mod finder;
mod geometry;
mod grid;
mod locate;
mod luma;
mod matrix;

pub use luma::{Luma, from_rgba};

use crate::limits::{MAX_CODES, MAX_PIXELS};
use binary::Bitmap;
use finder::Finder;
use geometry::{Affine, Point};
use grid::Grid;
use locate::Triple;
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
    let bounded = image.shrink_to(MAX_PIXELS);
    let image = image.shrunk(bounded);
    if image.width() < LEAST_SIDE || image.height() < LEAST_SIDE {
        return Vec::new();
    }
    let mut codes = climb(&image);
    for code in &mut codes {
        code.corners = code.corners.map(|(x, y)| (x * bounded as f32, y * bounded as f32));
    }
    codes
}

/// The smallest symbol has 21 modules.
const LEAST_SIDE: usize = 21;
/// A frame with fewer pixels than this is not looked at in a smaller size.
const SMALL: usize = 160 * 160;

/// One way of looking for finder patterns.
#[derive(Clone, Copy)]
struct Rung {
    /// Look at the mean of this many pixels in each direction; modules are sampled from the
    /// whole frame all the same.
    shrink: usize,
    /// Half the side of the square that the threshold compares with, in pixels looked at.
    /// It must exceed three modules; smaller ones bear uneven light.
    radius: usize,
}

/// Cheapest first. Each looks for dark symbols, then for light ones.
const LADDER: [Rung; 3] = [rung(2, 16), rung(1, 14), rung(4, 24)];

const fn rung(shrink: usize, radius: usize) -> Rung {
    Rung { shrink, radius }
}

/// What one look may cost: an upper bound whatever is in the picture.
struct Budget {
    /// Grids that may still be fitted.
    fits: usize,
    /// Grids that may still be sampled and decoded.
    decodes: usize,
}

impl Budget {
    /// For one rung and one polarity.
    const LOOK: Self = Self { fits: 10, decodes: 4 };
}

fn climb(image: &Luma) -> Vec<Code> {
    let mut promising = false;
    for rung in LADDER {
        if rung.shrink > 1 && image.width() * image.height() < SMALL * rung.shrink {
            continue;
        }
        let small = image.shrunk(rung.shrink);
        let bitmap = Bitmap::adaptive(&small, rung.radius);
        for inverted in [false, true] {
            let finders = if inverted {
                finder::find(&bitmap.inverted())
            } else {
                finder::find(&bitmap)
            };
            let scale = rung.shrink as f32;
            let finders: Vec<Finder> = finders.iter().map(|finder| finder.enlarged(scale)).collect();
            let negative = (inverted && finders.len() > 2).then(|| image.inverted());
            let (codes, seen) = look(negative.as_ref().unwrap_or(image), &finders);
            if !codes.is_empty() {
                return codes;
            }
            promising |= seen;
        }
    }
    if promising { rqrr_alone(image) } else { Vec::new() }
}

/// The codes that these finder patterns belong to, and whether anything looked like one.
fn look(image: &Luma, finders: &[Finder]) -> (Vec<Code>, bool) {
    /// What resembles a finder pattern less is none.
    const LEAST_RESEMBLANCE: f32 = 0.5;
    let mut candidates: Vec<(f32, Triple, [Affine; 3])> = locate::triples(finders)
        .into_iter()
        .filter_map(|triple| {
            let (resemblance, axes) = grid::finder_axes(image, &triple);
            (resemblance >= LEAST_RESEMBLANCE).then_some((triple.score - 2.0 * resemblance, triple, axes))
        })
        .collect();
    candidates.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut budget = Budget::LOOK;
    let (mut codes, mut used): (Vec<Code>, Vec<Triple>) = (Vec::new(), Vec::new());
    for (_, triple, axes) in &candidates {
        if codes.len() == MAX_CODES || used.iter().any(|other| other.shares(triple)) {
            continue;
        }
        if let Some(code) = decode(image, triple, axes, &mut budget) {
            used.push(*triple);
            // Each code that is read pays for the next.
            budget = Budget::LOOK;
            if !codes.iter().any(|other| other.bytes == code.bytes) {
                codes.push(code);
            }
        }
    }
    (codes, !candidates.is_empty())
}

/// Tries the versions that fit the distances, the likeliest first.
fn decode(image: &Luma, triple: &Triple, axes: &[Affine; 3], budget: &mut Budget) -> Option<Code> {
    /// A grid below this has its timing patterns wrong.
    const UNLIKELY: f32 = 0.45;
    for version in triple.versions(image, axes) {
        if budget.fits == 0 || budget.decodes == 0 {
            break;
        }
        budget.fits -= 1;
        let Some(grid) = Grid::fit(image, axes, version) else {
            continue;
        };
        if grid.likelihood(image) < UNLIKELY {
            continue;
        }
        budget.decodes -= 1;
        if let Some(bytes) = guarded(|| matrix::decode(&grid.sample(image), grid.size)).flatten() {
            let corners = grid.corners();
            return Some(Code { bytes, corners });
        }
    }
    None
}

/// rqrr asserts on some real photographs: a panic there is a frame without a code. In
/// WebAssembly a panic ends the worker instead, and the page starts a new one.
fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).ok()
}

/// rqrr's own detector, at full and at half size.
fn rqrr_alone(image: &Luma) -> Vec<Code> {
    for shrink in [1, 2] {
        let small = image.shrunk(shrink);
        let codes = guarded(|| rqrr_codes(&small, shrink as f32)).unwrap_or_default();
        if !codes.is_empty() {
            return codes;
        }
    }
    Vec::new()
}

fn rqrr_codes(image: &Luma, scale: f32) -> Vec<Code> {
    let mut prepared = PreparedImage::prepare_from_greyscale(image.width(), image.height(), |x, y| image.at(x, y));
    let mut codes: Vec<Code> = Vec::new();
    for grid in prepared.detect_grids() {
        let mut bytes = Vec::new();
        if grid.decode_to(&mut bytes).is_err() || codes.iter().any(|code| code.bytes == bytes) {
            continue;
        }
        let corners = grid
            .bounds
            .map(|p| Point::new(p.x as f32, p.y as f32).times(scale))
            .map(|p| (p.x, p.y));
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
