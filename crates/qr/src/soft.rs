//! Sampled modules to soft modules: thresholds that follow the light, and an equaliser that
//! undoes what lens, motion and sampling smeared.
//!
//! A soft module is positive when dark, negative when light; its magnitude says how sure.

use super::{
    linear,
    symbol::{self, Layout, Outcome},
};

/// Modules on each side of one that its threshold is taken from.
const WINDOW: usize = 4;
/// Contrast below this share of the symbol's mean is not trusted more than this share.
const LEAST_CONTRAST: f32 = 0.2;
/// How often the equaliser is trained again with what decoding found.
const ROUNDS: usize = 3;
/// Neighbours that the equaliser weighs: the module itself first.
const TAPS: [(i32, i32); 21] = [
    (0, 0),
    (-1, 0),
    (1, 0),
    (0, -1),
    (0, 1),
    (-1, -1),
    (1, -1),
    (-1, 1),
    (1, 1),
    (-2, 0),
    (2, 0),
    (0, -2),
    (0, 2),
    (-2, -1),
    (2, -1),
    (-2, 1),
    (2, 1),
    (-1, -2),
    (1, -2),
    (-1, 2),
    (1, 2),
];

/// The modules of a symbol: how far each lies from its threshold, in units of the contrast
/// around it, and that contrast.
pub(super) struct Modules {
    size: usize,
    /// About -1 to 1.
    level: Vec<f32>,
    /// In units of the symbol's mean: what the level is worth.
    contrast: Vec<f32>,
}

impl Modules {
    /// From sampled grey values, row by row.
    pub fn new(values: &[f32], size: usize) -> Self {
        let mean = BoxSums::new(values.iter().copied(), size);
        let first: Vec<bool> = (0..values.len()).map(|i| values[i] < mean.mean(i, WINDOW)).collect();
        // The middle between what is dark and what is light nearby: unlike the mean it does not
        // move with how many modules of each there are.
        let dark = BoxSums::new(values.iter().zip(&first).map(|(v, d)| if *d { *v } else { 0.0 }), size);
        let darks = BoxSums::new(first.iter().map(|d| f32::from(u8::from(*d))), size);
        let (mut level, mut contrast) = (Vec::with_capacity(values.len()), Vec::with_capacity(values.len()));
        let mut sum = 0.0;
        for (i, value) in values.iter().enumerate() {
            let (all, dark_count) = (mean.area(i, WINDOW), darks.sum(i, WINDOW));
            let (total, dark_sum) = (mean.sum(i, WINDOW), dark.sum(i, WINDOW));
            let dark_mean = dark_sum / dark_count.max(1.0);
            let light_mean = (total - dark_sum) / (all - dark_count).max(1.0);
            let half = (light_mean - dark_mean).max(0.0) / 2.0;
            level.push(f32::midpoint(light_mean, dark_mean) - value);
            contrast.push(half);
            sum += half;
        }
        let usual = (sum / values.len() as f32).max(0.5);
        for (level, contrast) in level.iter_mut().zip(&mut contrast) {
            *contrast /= usual;
            *level = (*level / (usual * contrast.max(LEAST_CONTRAST))).clamp(-2.5, 2.5);
        }
        Self { size, level, contrast }
    }

    /// Soft modules without an equaliser.
    pub fn plain(&self) -> Vec<f32> {
        self.level.iter().zip(&self.contrast).map(|(l, c)| l * c).collect()
    }

    /// Share of the modules that have hardly any contrast, as under glare.
    pub fn washed(&self) -> f32 {
        let washed = self.contrast.iter().filter(|c| **c < 0.25).count();
        washed as f32 / self.contrast.len().max(1) as f32
    }

    /// Share of the fixed modules that are as they must be.
    pub fn fidelity(&self, layout: &Layout) -> f32 {
        let (mut right, mut all) = (0_u32, 0_u32);
        for (level, fixed) in self.level.iter().zip(&layout.fixed) {
            if *fixed != 0 {
                all += 1;
                right += u32::from((*level > 0.0) == (*fixed > 0));
            }
        }
        right as f32 / all.max(1) as f32
    }

    /// Decodes with an equaliser that is trained on the fixed modules and on what it is sure
    /// of, and again on every block that could be corrected. With the soft modules of the last
    /// round, for adding up over frames.
    pub fn decode(&self, layout: &Layout) -> (Option<Vec<u8>>, Vec<f32>) {
        let mut known = layout.fixed.clone();
        let mut soft = self.level.clone();
        for round in 0..ROUNDS {
            soft = self.equalised(&soft, &known);
            let weighted: Vec<f32> = soft.iter().zip(&self.contrast).map(|(s, c)| s * c).collect();
            match symbol::decode(&weighted, layout) {
                Outcome::Decoded(bytes) => return (Some(bytes), weighted),
                Outcome::Partly(modules) => known = modules,
                Outcome::Nothing if round > 0 => break,
                Outcome::Nothing => {}
            }
        }
        let weighted = soft.iter().zip(&self.contrast).map(|(s, c)| s * c).collect();
        (None, weighted)
    }

    /// The linear filter over neighbours that brings the known modules, and the guesses for
    /// the others by how sure they are, closest to dark 1 and light -1; applied.
    fn equalised(&self, guess: &[f32], known: &[i8]) -> Vec<f32> {
        /// How much a module that is known counts more than a guess.
        const KNOWN: f32 = 3.0;
        /// Pull towards leaving the modules as they are, in modules.
        const RIDGE: f64 = 30.0;
        let size = self.size;
        let mut rows = vec![vec![0.0_f64; TAPS.len() + 1]; TAPS.len()];
        let mut samples: Vec<[f32; TAPS.len() + 1]> = Vec::with_capacity(64);
        // Half of the rows of a large symbol are enough to train with.
        for y in (2..size - 2).step_by(if size > 60 { 2 } else { 1 }) {
            // The accumulation is the dear part: over batches in f32.
            samples.clear();
            for x in 2..size - 2 {
                let i = y * size + x;
                let (target, weight) = match known[i] {
                    0 => (
                        guess[i].signum(),
                        (guess[i].abs().min(1.0)).powi(2) * self.contrast[i].min(1.0),
                    ),
                    module => (f32::from(module), KNOWN * self.contrast[i].min(1.0)),
                };
                if weight < 0.05 {
                    continue;
                }
                let root = weight.sqrt();
                let mut sample = [0.0; TAPS.len() + 1];
                for (tap, (dx, dy)) in sample.iter_mut().zip(TAPS) {
                    *tap = root * self.level[(y as i32 + dy) as usize * size + (x as i32 + dx) as usize];
                }
                sample[TAPS.len()] = root * target;
                samples.push(sample);
            }
            for (a, row) in rows.iter_mut().enumerate() {
                let mut sums = [0.0_f32; TAPS.len() + 1];
                for sample in &samples {
                    let factor = sample[a];
                    for (sum, value) in sums.iter_mut().zip(sample) {
                        *sum += factor * value;
                    }
                }
                for (total, sum) in row.iter_mut().zip(sums) {
                    *total += f64::from(sum);
                }
            }
        }
        for (i, row) in rows.iter_mut().enumerate() {
            row[i] += RIDGE;
        }
        rows[0][TAPS.len()] += RIDGE;
        let Some(filter) = linear::solve(rows) else {
            return guess.to_vec();
        };
        let filter: Vec<f32> = filter.iter().map(|solution| solution[0] as f32).collect();
        let mut out = Vec::with_capacity(self.level.len());
        for y in 0..size as i32 {
            for x in 0..size as i32 {
                let mut sum = 0.0;
                for (weight, (dx, dy)) in filter.iter().zip(TAPS) {
                    let (x, y) = (x + dx, y + dy);
                    // Beyond the symbol lies the quiet zone, as light as anything.
                    let inside = (0..size as i32).contains(&x) && (0..size as i32).contains(&y);
                    sum += weight
                        * if inside {
                            self.level[y as usize * size + x as usize]
                        } else {
                            -1.0
                        };
                }
                out.push(sum.clamp(-2.0, 2.0));
            }
        }
        out
    }
}

/// Modules to each side of one over which light may be smeared.
const SMEAR: usize = 2;
/// Modules a side of a smear.
const SMEARED: usize = 2 * SMEAR + 1;

/// Decodes the modules of one symbol in several pictures, or in one: what lens and motion did to
/// each picture is estimated, and the modules are looked for that explain all pictures best when
/// smeared like that, none darker than dark or lighter than light. Pictures that are smeared in
/// different ways help each other: what one lost another has kept.
pub(super) fn decode_together(pictures: &[&Modules], layout: &Layout) -> Option<Vec<u8>> {
    /// How often smears are estimated anew from what was found.
    const ROUNDS: usize = 4;
    let first = pictures.first()?;
    let mut known = layout.fixed.clone();
    let mut field = Field::new(first.size);
    let mut guess = vec![0.0; first.level.len()];
    for picture in pictures {
        for (guess, (level, contrast)) in guess.iter_mut().zip(picture.level.iter().zip(&picture.contrast)) {
            *guess += level * contrast.min(1.0) / pictures.len() as f32;
        }
    }
    field.set(&guess, &known);
    for _ in 0..ROUNDS {
        let smears: Vec<[f32; SMEARED * SMEARED]> =
            pictures.iter().filter_map(|picture| field.smear(picture)).collect();
        if smears.len() < pictures.len() {
            return None;
        }
        let soft = field.sharpen(pictures, &smears, &known);
        match symbol::decode(&soft, layout) {
            Outcome::Decoded(bytes) => return Some(bytes),
            Outcome::Partly(modules) => known = modules,
            Outcome::Nothing => {}
        }
        field.set(&soft, &known);
    }
    None
}

/// Guesses of the modules, -1 to 1, with the quiet zone around them.
struct Field {
    size: usize,
    /// Modules a row, with those of the quiet zone.
    stride: usize,
    values: Vec<f32>,
}

impl Field {
    fn new(size: usize) -> Self {
        let stride = size + 2 * SMEAR;
        Self {
            size,
            stride,
            values: vec![-1.0; stride * stride],
        }
    }

    /// Sets the modules: those that are known, and guesses for the others.
    fn set(&mut self, guess: &[f32], known: &[i8]) {
        let rows = guess.chunks_exact(self.size).zip(known.chunks_exact(self.size));
        for ((guess, known), row) in rows.zip(self.values.chunks_exact_mut(self.stride).skip(SMEAR)) {
            for ((value, guess), known) in row[SMEAR..].iter_mut().zip(guess).zip(known) {
                *value = if *known == 0 {
                    guess.clamp(-1.0, 1.0)
                } else {
                    f32::from(*known)
                };
            }
        }
    }

    /// The smear that makes of these modules what the picture shows, by least squares.
    fn smear(&self, picture: &Modules) -> Option<[f32; SMEARED * SMEARED]> {
        const TAPS: usize = SMEARED * SMEARED;
        /// Pull towards no smear at all, in modules.
        const RIDGE: f64 = 8.0;
        let mut rows = vec![vec![0.0_f64; TAPS + 1]; TAPS];
        let mut sums = [[0.0_f32; TAPS + 1]; TAPS];
        for y in (0..self.size).step_by(if self.size > 60 { 2 } else { 1 }) {
            for x in 0..self.size {
                let i = y * self.size + x;
                let root = picture.contrast[i].min(1.0);
                let mut sample = [0.0; TAPS + 1];
                for (dy, taps) in sample.chunks_exact_mut(SMEARED).enumerate() {
                    let at = (y + dy) * self.stride + x;
                    for (tap, value) in taps.iter_mut().zip(&self.values[at..at + SMEARED]) {
                        *tap = root * value;
                    }
                }
                sample[TAPS] = root * picture.level[i];
                for (sums, factor) in sums.iter_mut().zip(sample) {
                    for (sum, value) in sums.iter_mut().zip(&sample) {
                        *sum += factor * value;
                    }
                }
            }
            // Summing up goes on in twice the precision.
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
        let mut smear = [0.0; TAPS];
        smear
            .iter_mut()
            .zip(&solved)
            .for_each(|(tap, solved)| *tap = solved[0] as f32);
        Some(smear)
    }

    /// The modules that explain all pictures best, by steps down the squares of what is left to
    /// explain, each cut off at dark and light and each going on a little as the last one went
    /// (projected gradients with momentum; Beck and Teboulle 2009).
    fn sharpen(&self, pictures: &[&Modules], smears: &[[f32; SMEARED * SMEARED]], known: &[i8]) -> Vec<f32> {
        const STEPS: usize = 20;
        let (size, stride) = (self.size, self.stride);
        let mut field = Self {
            values: self.values.clone(),
            ..*self
        };
        // No step is so long that it leads up again.
        let bound: f32 = smears
            .iter()
            .map(|smear| smear.iter().map(|tap| tap.abs()).sum::<f32>().powi(2))
            .sum();
        let length = 1.0 / bound.max(1e-3);
        let mut last = field.values.clone();
        let mut soft = vec![0.0; size * size];
        let mut left = vec![0.0; stride * stride];
        let mut downhill = vec![0.0_f32; size * size];
        for step in 0..STEPS {
            downhill.fill(0.0);
            for (picture, smear) in pictures.iter().zip(smears) {
                for y in 0..size {
                    let row = &mut left[(y + SMEAR) * stride + SMEAR..][..size];
                    row.copy_from_slice(&picture.level[y * size..][..size]);
                    for (n, tap) in smear.iter().enumerate() {
                        let from = &field.values[(y + n / SMEARED) * stride + n % SMEARED..][..size];
                        row.iter_mut().zip(from).for_each(|(left, value)| *left -= tap * value);
                    }
                    let weights = &picture.contrast[y * size..][..size];
                    row.iter_mut()
                        .zip(weights)
                        .for_each(|(left, weight)| *left *= weight.min(1.0));
                }
                for y in 0..size {
                    let row = &mut downhill[y * size..][..size];
                    for (n, tap) in smear.iter().rev().enumerate() {
                        let from = &left[(y + n / SMEARED) * stride + n % SMEARED..][..size];
                        row.iter_mut().zip(from).for_each(|(sum, left)| *sum += tap * left);
                    }
                }
            }
            let momentum = step as f32 / (step as f32 + 3.0);
            for y in 0..size {
                let at = (y + SMEAR) * stride + SMEAR;
                let rows = field.values[at..][..size].iter_mut().zip(&mut last[at..][..size]);
                for (x, (value, last)) in rows.enumerate() {
                    let i = y * size + x;
                    soft[i] = *value + length * downhill[i];
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
}

/// Sums over squares of modules, by a summed-area table.
struct BoxSums {
    sums: Vec<f64>,
    size: usize,
}

impl BoxSums {
    fn new(values: impl Iterator<Item = f32>, size: usize) -> Self {
        let stride = size + 1;
        let mut sums = vec![0.0_f64; stride * stride];
        let mut line = 0.0;
        for (i, value) in values.enumerate() {
            let (x, y) = (i % size, i / size);
            line = if x == 0 { 0.0 } else { line } + f64::from(value);
            sums[(y + 1) * stride + x + 1] = sums[y * stride + x + 1] + line;
        }
        Self { sums, size }
    }

    fn range(&self, at: usize, radius: usize) -> (usize, usize) {
        (at.saturating_sub(radius), (at + radius + 1).min(self.size))
    }

    fn sum(&self, i: usize, radius: usize) -> f32 {
        let ((left, right), (top, bottom)) = (self.range(i % self.size, radius), self.range(i / self.size, radius));
        let stride = self.size + 1;
        let at = |x: usize, y: usize| self.sums[y * stride + x];
        (at(right, bottom) - at(left, bottom) - at(right, top) + at(left, top)) as f32
    }

    fn area(&self, i: usize, radius: usize) -> f32 {
        let ((left, right), (top, bottom)) = (self.range(i % self.size, radius), self.range(i / self.size, radius));
        ((right - left) * (bottom - top)) as f32
    }

    fn mean(&self, i: usize, radius: usize) -> f32 {
        self.sum(i, radius) / self.area(i, radius)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use qrcode::{Color, EcLevel, QrCode, Version};

    const TEXT: &str = "HC1:NCFOXN%TS3DH3ZSUZK+.V0ETD%65NL-AH-R6IOOK.IR9B+9";

    /// Grey values of a symbol's modules, smeared along a way over so many modules, with noise.
    fn picture(layout: &Layout, way: (f32, f32), noise: f32, seed: u32) -> Modules {
        let code = QrCode::with_version(TEXT, Version::Normal(14), EcLevel::M).unwrap();
        let (size, colors) = (code.width(), code.to_colors());
        let at = |x: f32, y: f32| {
            // Between modules as a lens shows them.
            let one = |x: i32, y: i32| {
                let inside = (0..size as i32).contains(&x) && (0..size as i32).contains(&y);
                let dark = inside && colors[y as usize * size + x as usize] == Color::Dark;
                if dark { 30.0 } else { 220.0 }
            };
            let (left, top) = (x.floor(), y.floor());
            let (dx, dy) = (x - left, y - top);
            let row = |y: i32| (1.0 - dx) * one(left as i32, y) + dx * one(left as i32 + 1, y);
            (1.0 - dy) * row(top as i32) + dy * row(top as i32 + 1)
        };
        let mut state = seed;
        let mut roll = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / 8_388_608.0 - 1.0
        };
        let values: Vec<f32> = (0..size * size)
            .map(|i| {
                let (x, y) = ((i % size) as f32, (i / size) as f32);
                let steps = (-10..=10).map(|n| n as f32 / 20.0);
                let light: f32 = steps.map(|t| at(x + t * way.0, y + t * way.1)).sum::<f32>() / 21.0;
                light + noise * roll()
            })
            .collect();
        assert_eq!(size, layout.size);
        Modules::new(&values, size)
    }

    #[test]
    fn what_moved_along_is_sharpened() {
        let layout = Layout::new(14);
        let moved = picture(&layout, (2.2, 0.6), 6.0, 3);
        assert_eq!(moved.decode(&layout).0, None, "the filter alone reads it");
        assert_eq!(decode_together(&[&moved], &layout).as_deref(), Some(TEXT.as_bytes()));
    }

    #[test]
    fn what_moved_in_two_ways_is_read_together_and_not_alone() {
        let layout = Layout::new(14);
        for seed in 1..6 {
            let across = picture(&layout, (3.2, 0.3), 25.0, seed);
            let down = picture(&layout, (-0.4, 3.2), 25.0, seed + 100);
            for alone in [&across, &down] {
                assert_eq!(alone.decode(&layout).0, None);
                assert_eq!(decode_together(&[alone], &layout), None);
            }
            let together = decode_together(&[&across, &down], &layout);
            assert_eq!(together.as_deref(), Some(TEXT.as_bytes()), "{seed}");
        }
    }

    #[test]
    fn noise_is_not_sharpened_into_a_text() {
        let layout = Layout::new(14);
        let noise = picture(&layout, (0.0, 0.0), 5_000.0, 9);
        assert_eq!(decode_together(&[&noise, &noise], &layout), None);
        assert_eq!(decode_together(&[], &layout), None);
    }
}
