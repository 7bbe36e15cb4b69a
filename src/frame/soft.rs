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
