//! A linear equaliser, which reverses the interference of neighbouring modules by lens, motion and
//! sampling.

use super::{Decoding, Layout, SampledModules, decode};
use crate::content::Content;
use greengate_qr_pixels::linear;

/// Times that the equaliser is trained, each time with the modules decoded before.
const TRAINING_ROUNDS: usize = 3;
/// Offsets of the taps in modules: the module itself first.
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

/// Coefficients of one row of the normal equations, with the right-hand side.
const COLUMNS: usize = TAPS.len() + 1;
/// Weight of a known module relative to a guess.
const KNOWN_WEIGHT: f32 = 3.0;
/// Weight below which a module is not trained with.
const MIN_WEIGHT: f32 = 0.05;
/// Ridge regularisation towards the identity, in modules.
const RIDGE: f64 = 30.0;
/// Modules along a side from which on every second row is trained with.
const LARGE_SYMBOL: usize = 60;

/// Decodes with an equaliser that is trained on the function modules and on confident guesses, then
/// again on the modules of every corrected block. Returns the bytes, if any, and the soft values of
/// the last round.
pub(crate) fn decode_equalised(modules: &SampledModules, layout: &Layout) -> (Option<Content>, Vec<f32>) {
    let mut known = layout.function_modules.clone();
    let mut levels = modules.levels.clone();
    for round in 0..TRAINING_ROUNDS {
        levels = equalise(modules, &levels, &known);
        let soft = modules.weighted(&levels);
        match decode(&soft, layout) {
            Decoding::Complete(content) => return (Some(content), soft),
            Decoding::Partial(modules) => known = modules,
            Decoding::Failed if round > 0 => break,
            Decoding::Failed => {}
        }
    }
    (None, modules.weighted(&levels))
}

/// The levels after the filter that brings known modules, and confident guesses for the others,
/// closest to 1 for dark and -1 for light.
fn equalise(modules: &SampledModules, guess: &[f32], known: &[i8]) -> Vec<f32> {
    match linear::solve(normal_equations(modules, guess, known)) {
        Some(solution) => {
            let filter: Vec<f32> = solution.iter().map(|row| row[0] as f32).collect();
            filtered(modules, &filter)
        }
        None => guess.to_vec(),
    }
}

/// The regularised normal equations of the filter.
fn normal_equations(modules: &SampledModules, guess: &[f32], known: &[i8]) -> Vec<Vec<f64>> {
    let size = modules.size;
    let mut rows = vec![vec![0.0_f64; COLUMNS]; TAPS.len()];
    let mut samples: Vec<[f32; COLUMNS]> = Vec::with_capacity(64);
    for y in (2..size - 2).step_by(if size > LARGE_SYMBOL { 2 } else { 1 }) {
        // Accumulation is the most expensive part: in f32 for one row at a time.
        samples.clear();
        samples.extend((2..size - 2).filter_map(|x| training_sample(modules, guess, known, (x, y))));
        for (a, row) in rows.iter_mut().enumerate() {
            let mut sums = [0.0_f32; COLUMNS];
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
    rows
}

/// The weighted taps around a module and its target; `None` when it has too little weight.
fn training_sample(
    modules: &SampledModules,
    guess: &[f32],
    known: &[i8],
    (x, y): (usize, usize),
) -> Option<[f32; COLUMNS]> {
    let size = modules.size;
    let i = y * size + x;
    let contrast = modules.contrasts[i].min(1.0);
    let (target, weight) = match known[i] {
        0 => (guess[i].signum(), (guess[i].abs().min(1.0)).powi(2) * contrast),
        module => (f32::from(module), KNOWN_WEIGHT * contrast),
    };
    if weight < MIN_WEIGHT {
        return None;
    }
    let root = weight.sqrt();
    let mut sample = [0.0; COLUMNS];
    for (tap, (dx, dy)) in sample.iter_mut().zip(TAPS) {
        *tap = root * modules.levels[(y as i32 + dy) as usize * size + (x as i32 + dx) as usize];
    }
    sample[TAPS.len()] = root * target;
    Some(sample)
}

/// The levels after a filter. Beyond the symbol lies the quiet zone, which is light.
fn filtered(modules: &SampledModules, filter: &[f32]) -> Vec<f32> {
    let size = modules.size as i32;
    let mut out = Vec::with_capacity(modules.levels.len());
    for y in 0..size {
        for x in 0..size {
            let mut sum = 0.0;
            for (weight, (dx, dy)) in filter.iter().zip(TAPS) {
                let (x, y) = (x + dx, y + dy);
                let inside = (0..size).contains(&x) && (0..size).contains(&y);
                sum += weight
                    * if inside {
                        modules.levels[y as usize * modules.size + x as usize]
                    } else {
                        -1.0
                    };
            }
            out.push(sum.clamp(-2.0, 2.0));
        }
    }
    out
}
