//! Joint deconvolution of several pictures of one symbol.

use super::{Decoding, Layout, SampledModules, decode};
use crate::content::Content;
use greengate_qr_pixels::linear;

/// Radius of the point spread function in modules.
const RADIUS: usize = 2;
/// Modules along each side of the point spread function.
const SIDE: usize = 2 * RADIUS + 1;
/// Modules of the point spread function.
const TAPS: usize = SIDE * SIDE;
/// Times that the point spread functions are estimated, each time from the modules found before.
const ESTIMATION_ROUNDS: usize = 4;
/// Ridge regularisation towards no blur, in modules.
const RIDGE: f64 = 8.0;
/// Steps of the projected gradient.
const GRADIENT_STEPS: usize = 20;
/// Modules along a side from which on every second row is used for estimation.
const LARGE_SYMBOL: usize = 60;

/// Weights with which neighbouring modules mix, row by row.
type PointSpread = [f32; TAPS];

/// Decodes the modules of one symbol in one or several pictures: estimates the point spread function
/// of each picture, then the modules that explain all pictures best. Pictures with different blur
/// complement each other.
pub(crate) fn decode_together(pictures: &[&SampledModules], layout: &Layout) -> Option<Content> {
    let first = pictures.first()?;
    let mut known = layout.function_modules.clone();
    let mut field = Field::new(first.size);
    let mut guess = vec![0.0; first.levels.len()];
    for picture in pictures {
        for (guess, (level, contrast)) in guess.iter_mut().zip(picture.levels.iter().zip(&picture.contrasts)) {
            *guess += level * contrast.min(1.0) / pictures.len() as f32;
        }
    }
    field.set(&guess, &known);
    for _ in 0..ESTIMATION_ROUNDS {
        let spreads: Vec<PointSpread> = pictures
            .iter()
            .filter_map(|picture| field.point_spread_function(picture))
            .collect();
        if spreads.len() < pictures.len() {
            return None;
        }
        let soft = field.deconvolve(pictures, &spreads, &known);
        match decode(&soft, layout) {
            Decoding::Complete(content) => return Some(content),
            Decoding::Partial(modules) => known = modules,
            Decoding::Failed => {}
        }
        field.set(&soft, &known);
    }
    None
}

/// Estimated modules, -1 for light to 1 for dark, with the quiet zone around them.
struct Field {
    size: usize,
    /// Modules of a row with the quiet zone.
    stride: usize,
    values: Vec<f32>,
}

impl Field {
    fn new(size: usize) -> Self {
        let stride = size + 2 * RADIUS;
        Self {
            size,
            stride,
            values: vec![-1.0; stride * stride],
        }
    }

    /// Sets the modules: known ones, and guesses for all others.
    fn set(&mut self, guess: &[f32], known: &[i8]) {
        let rows = guess.chunks_exact(self.size).zip(known.chunks_exact(self.size));
        for ((guess, known), row) in rows.zip(self.values.chunks_exact_mut(self.stride).skip(RADIUS)) {
            for ((value, guess), known) in row[RADIUS..].iter_mut().zip(guess).zip(known) {
                *value = if *known == 0 {
                    guess.clamp(-1.0, 1.0)
                } else {
                    f32::from(*known)
                };
            }
        }
    }

    /// Estimates the point spread function that turns these modules into the picture, by least squares.
    fn point_spread_function(&self, picture: &SampledModules) -> Option<PointSpread> {
        let mut rows = vec![vec![0.0_f64; TAPS + 1]; TAPS];
        let mut sums = [[0.0_f32; TAPS + 1]; TAPS];
        for y in (0..self.size).step_by(if self.size > LARGE_SYMBOL { 2 } else { 1 }) {
            for x in 0..self.size {
                let i = y * self.size + x;
                let root = picture.contrasts[i].min(1.0);
                let mut sample = [0.0; TAPS + 1];
                for (dy, taps) in sample.chunks_exact_mut(SIDE).enumerate() {
                    let at = (y + dy) * self.stride + x;
                    for (tap, value) in taps.iter_mut().zip(&self.values[at..at + SIDE]) {
                        *tap = root * value;
                    }
                }
                sample[TAPS] = root * picture.levels[i];
                for (sums, factor) in sums.iter_mut().zip(sample) {
                    for (sum, value) in sums.iter_mut().zip(&sample) {
                        *sum += factor * value;
                    }
                }
            }
            // Totals have double precision.
            for (row, sums) in rows.iter_mut().zip(&mut sums) {
                for (total, sum) in row.iter_mut().zip(sums) {
                    *total += f64::from(std::mem::take(sum));
                }
            }
        }
        for (n, row) in rows.iter_mut().enumerate() {
            row[n] += RIDGE;
            row[TAPS] += if n == TAPS / 2 { RIDGE } else { 0.0 };
        }
        let solved = linear::solve(rows)?;
        let mut spread = [0.0; TAPS];
        spread
            .iter_mut()
            .zip(&solved)
            .for_each(|(tap, solved)| *tap = solved[0] as f32);
        Some(spread)
    }

    /// Minimises the squared residuals of all pictures by projected gradient with momentum (FISTA;
    /// Beck and Teboulle 2009). Returns the modules before the last projection.
    fn deconvolve(&self, pictures: &[&SampledModules], spreads: &[PointSpread], known: &[i8]) -> Vec<f32> {
        let (size, stride) = (self.size, self.stride);
        let mut field = Self {
            values: self.values.clone(),
            ..*self
        };
        let length = step_length(spreads);
        let mut last = field.values.clone();
        let mut soft = vec![0.0; size * size];
        let mut residual = vec![0.0; stride * stride];
        let mut gradient = vec![0.0_f32; size * size];
        for step in 0..GRADIENT_STEPS {
            gradient.fill(0.0);
            for (picture, spread) in pictures.iter().zip(spreads) {
                field.residual(picture, spread, &mut residual);
                self.add_gradient(&residual, spread, &mut gradient);
            }
            let momentum = step as f32 / (step as f32 + 3.0);
            for y in 0..size {
                let at = (y + RADIUS) * stride + RADIUS;
                let rows = field.values[at..][..size].iter_mut().zip(&mut last[at..][..size]);
                for (x, (value, last)) in rows.enumerate() {
                    let i = y * size + x;
                    soft[i] = *value + length * gradient[i];
                    let next = if known[i] == 0 {
                        soft[i].clamp(-1.0, 1.0)
                    } else {
                        f32::from(known[i])
                    };
                    *value = next + momentum * (next - *last);
                    *last = next;
                }
            }
        }
        soft
    }

    /// Writes the weighted difference between a picture and this field after its blur.
    fn residual(&self, picture: &SampledModules, spread: &PointSpread, residual: &mut [f32]) {
        let (size, stride) = (self.size, self.stride);
        for y in 0..size {
            let row = &mut residual[(y + RADIUS) * stride + RADIUS..][..size];
            row.copy_from_slice(&picture.levels[y * size..][..size]);
            for (n, tap) in spread.iter().enumerate() {
                let from = &self.values[(y + n / SIDE) * stride + n % SIDE..][..size];
                row.iter_mut().zip(from).for_each(|(left, value)| *left -= tap * value);
            }
            let weights = &picture.contrasts[y * size..][..size];
            row.iter_mut()
                .zip(weights)
                .for_each(|(left, weight)| *left *= weight.min(1.0));
        }
    }

    /// Adds the negative gradient of the squared residual: the correlation with the blur.
    fn add_gradient(&self, residual: &[f32], spread: &PointSpread, gradient: &mut [f32]) {
        let (size, stride) = (self.size, self.stride);
        for y in 0..size {
            let row = &mut gradient[y * size..][..size];
            for (n, tap) in spread.iter().rev().enumerate() {
                let from = &residual[(y + n / SIDE) * stride + n % SIDE..][..size];
                row.iter_mut().zip(from).for_each(|(sum, left)| *sum += tap * left);
            }
        }
    }
}

/// Step length of the gradient: the inverse of a bound on its Lipschitz constant.
fn step_length(spreads: &[PointSpread]) -> f32 {
    let bound: f32 = spreads
        .iter()
        .map(|spread| spread.iter().map(|tap| tap.abs()).sum::<f32>().powi(2))
        .sum();
    1.0 / bound.max(1e-3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::decode_equalised;
    use greengate_test_support::{EcLevel, Random, Symbol};

    const TEXT: &str = "HC1:NCFOXN%TS3DH3ZSUZK+.V0ETD%65NL-AH-R6IOOK.IR9B+9";

    /// Sampled modules of a symbol after motion by this many modules, with noise.
    fn picture(layout: &Layout, motion: (f32, f32), noise: f32, seed: u32) -> SampledModules {
        let symbol = Symbol::new(TEXT, 14, EcLevel::M);
        let size = symbol.size;
        let at = |x: f32, y: f32| {
            // Bilinear between modules.
            let one = |x: i32, y: i32| {
                let dark = x >= 0 && y >= 0 && symbol.is_dark(x as usize, y as usize);
                if dark { 30.0 } else { 220.0 }
            };
            let (left, top) = (x.floor(), y.floor());
            let (dx, dy) = (x - left, y - top);
            let row = |y: i32| (1.0 - dx) * one(left as i32, y) + dx * one(left as i32 + 1, y);
            (1.0 - dy) * row(top as i32) + dy * row(top as i32 + 1)
        };
        let mut random = Random::new(seed);
        let values: Vec<f32> = (0..size * size)
            .map(|i| {
                let (x, y) = ((i % size) as f32, (i / size) as f32);
                let steps = (-10..=10).map(|n| n as f32 / 20.0);
                let light: f32 = steps.map(|t| at(x + t * motion.0, y + t * motion.1)).sum::<f32>() / 21.0;
                light + noise * random.noise()
            })
            .collect();
        assert_eq!(size, layout.size);
        SampledModules::new(&values, size)
    }

    #[test]
    fn motion_blur_is_deconvolved() {
        let layout = Layout::new(14);
        let moved = picture(&layout, (2.2, 0.6), 6.0, 3);
        assert_eq!(
            decode_equalised(&moved, &layout).0,
            None,
            "the equaliser alone decodes it"
        );
        assert_eq!(
            decode_together(&[&moved], &layout)
                .map(|content| content.bytes)
                .as_deref(),
            Some(TEXT.as_bytes())
        );
    }

    #[test]
    fn pictures_blurred_in_two_directions_are_decoded_together_and_not_alone() {
        let layout = Layout::new(14);
        for seed in 1..6 {
            let across = picture(&layout, (3.2, 0.3), 25.0, seed);
            let down = picture(&layout, (-0.4, 3.2), 25.0, seed + 100);
            for alone in [&across, &down] {
                assert_eq!(decode_equalised(alone, &layout).0, None);
                assert_eq!(decode_together(&[alone], &layout), None);
            }
            let together = decode_together(&[&across, &down], &layout);
            assert_eq!(
                together.map(|content| content.bytes).as_deref(),
                Some(TEXT.as_bytes()),
                "{seed}"
            );
        }
    }

    #[test]
    fn noise_is_not_decoded() {
        let layout = Layout::new(14);
        let noise = picture(&layout, (0.0, 0.0), 5_000.0, 9);
        assert_eq!(decode_together(&[&noise, &noise], &layout), None);
        assert_eq!(decode_together(&[], &layout), None);
    }
}
