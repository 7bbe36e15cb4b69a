//! Masks of the characters.

use ab_glyph::{Font as _, FontRef};

/// Pixels of the pitch in the largest mask; each further one has half as many.
const LARGEST: usize = 48;
/// Sizes of each mask.
const SIZES: usize = 4;
/// Height of a mask, in pitches; the middle of a capital letter is in its middle.
const HEIGHT: f32 = 1.5;
/// Height of a capital letter in the typeface, in ems.
const CAPITAL: f32 = 0.72;

/// OCR-B as masks of several sizes.
pub struct Typeface {
    /// By character from `!` on, then by size.
    masks: Vec<[Mask; SIZES]>,
    /// Width of each lower-case or other character's ink, for text of proportional pitch.
    widths: Vec<(f32, f32)>,
}

struct Mask {
    /// Coverage from 0 to 1, row after row.
    pixels: Vec<f32>,
    width: usize,
    height: usize,
}

const FIRST: u8 = b'!';
const LAST: u8 = b'z';

impl Default for Typeface {
    fn default() -> Self {
        Self::new()
    }
}

impl Typeface {
    /// The typeface in `font/`.
    #[must_use]
    pub fn new() -> Self {
        let font = FontRef::try_from_slice(include_bytes!("../font/OCRB.otf")).expect("a font");
        let masks: Vec<[Mask; SIZES]> = (FIRST..=LAST).map(|c| sizes(largest(&font, char::from(c)))).collect();
        let widths = masks.iter().map(|sizes| sizes[0].extent()).collect();
        Self { masks, widths }
    }

    /// Coverage of a character's ink at a place in its cell: `u` from 0 to 1 along the line, `v` from the middle of a
    /// capital letter downwards, both in pitches; `pitch` is that of the picture, in pixels.
    pub(crate) fn coverage(&self, character: u8, u: f32, v: f32, pitch: f32) -> f32 {
        let Some(sizes) = self.masks.get(usize::from(character.wrapping_sub(FIRST))) else {
            return 0.0;
        };
        let size = (1..SIZES)
            .rev()
            .find(|size| (LARGEST >> size) as f32 >= pitch)
            .unwrap_or(0);
        sizes[size].sample(u, v / HEIGHT + 0.5)
    }

    /// Left and right end of a character's ink, in pitches.
    pub(crate) fn extent(&self, character: u8) -> (f32, f32) {
        let at = usize::from(character.wrapping_sub(FIRST));
        self.widths.get(at).copied().unwrap_or((0.2, 0.7))
    }
}

fn largest(font: &FontRef, character: char) -> Mask {
    let id = font.glyph_id(character);
    // The advance of the font's fixed pitch is the width of a mask. `ab_glyph` measures sizes from ascent to descent.
    let size = LARGEST as f32 * font.height_unscaled() / font.h_advance_unscaled(font.glyph_id('0'));
    let em = size * font.units_per_em().unwrap_or(1000.0) / font.height_unscaled();
    let (width, height) = (LARGEST, (LARGEST as f32 * HEIGHT) as usize);
    let mut pixels = vec![0.0; width * height];
    let baseline = height as f32 / 2.0 + CAPITAL / 2.0 * em;
    let glyph = id.with_scale_and_position(size, ab_glyph::point(0.0, baseline));
    if let Some(outline) = font.outline_glyph(glyph) {
        let bounds = outline.px_bounds();
        outline.draw(|x, y, coverage| {
            let (x, y) = (x as i32 + bounds.min.x as i32, y as i32 + bounds.min.y as i32);
            if (0..width as i32).contains(&x) && (0..height as i32).contains(&y) {
                pixels[y as usize * width + x as usize] = coverage.min(1.0);
            }
        });
    }
    Mask { pixels, width, height }.softened()
}

fn sizes(largest: Mask) -> [Mask; SIZES] {
    let second = largest.halved();
    let third = second.halved();
    let fourth = third.halved();
    [largest, second, third, fourth]
}

impl Mask {
    fn at(&self, x: i32, y: i32) -> f32 {
        let inside = (0..self.width as i32).contains(&x) && (0..self.height as i32).contains(&y);
        if inside {
            self.pixels[y as usize * self.width + x as usize]
        } else {
            0.0
        }
    }

    /// The mean of five by five pixels: a ramp at each edge, so that strokes can be made thinner or thicker.
    fn softened(&self) -> Self {
        let mut pixels = Vec::with_capacity(self.pixels.len());
        for y in 0..self.height as i32 {
            for x in 0..self.width as i32 {
                let sum: f32 = (0..25).map(|i| self.at(x + i % 5 - 2, y + i / 5 - 2)).sum();
                pixels.push(sum / 25.0);
            }
        }
        Self { pixels, ..*self }
    }

    fn halved(&self) -> Self {
        let (width, height) = (self.width / 2, self.height / 2);
        let pixels = (0..width * height).map(|i| {
            let (x, y) = ((i % width * 2) as i32, (i / width * 2) as i32);
            (self.at(x, y) + self.at(x + 1, y) + self.at(x, y + 1) + self.at(x + 1, y + 1)) / 4.0
        });
        Self {
            pixels: pixels.collect(),
            width,
            height,
        }
    }

    /// Bilinear sample; both coordinates from 0 to 1.
    fn sample(&self, u: f32, v: f32) -> f32 {
        let (x, y) = (u * self.width as f32 - 0.5, v * self.height as f32 - 0.5);
        let (left, top) = (x.floor(), y.floor());
        let (fx, fy) = (x - left, y - top);
        let (left, top) = (left as i32, top as i32);
        let upper = self.at(left, top) * (1.0 - fx) + self.at(left + 1, top) * fx;
        let lower = self.at(left, top + 1) * (1.0 - fx) + self.at(left + 1, top + 1) * fx;
        upper * (1.0 - fy) + lower * fy
    }

    fn extent(&self) -> (f32, f32) {
        let dark = |x: &usize| (0..self.height).any(|y| self.pixels[y * self.width + x] > 0.3);
        let (first, last) = ((0..self.width).find(dark), (0..self.width).rev().find(dark));
        let part = |x: usize| x as f32 / self.width as f32;
        (first.map_or(0.2, part), last.map_or(0.7, |x| part(x + 1)))
    }
}
