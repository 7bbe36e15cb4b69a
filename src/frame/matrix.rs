//! Modules to bytes: thresholds over sampled modules, then rqrr's decoder.

use rqrr::SimpleGrid;

/// How module values become bits: sharpened by this much, then compared with the mean of
/// this many modules around each. Cheapest and likeliest first.
const VARIANTS: [(f32, usize); 6] = [(0.0, 9), (1.0, 9), (2.5, 9), (0.0, 21), (1.0, 61), (5.0, 9)];
/// Below this share of right modules in the timing and finder patterns the grid is wrong,
/// and decoding is not tried.
const LEAST_FIDELITY: f32 = 0.72;

/// Decodes sampled modules; `None` when no variant gives a sound symbol.
pub(super) fn decode(values: &[f32], size: usize) -> Option<Vec<u8>> {
    let soft = blurred(values, size);
    for (amount, window) in VARIANTS {
        let sharp: Vec<f32> = values
            .iter()
            .zip(&soft)
            .map(|(v, s)| amount.mul_add(v - s, *v))
            .collect();
        let mean = box_mean(&sharp, size, window / 2);
        let dark: Vec<bool> = sharp.iter().zip(&mean).map(|(v, m)| v < m).collect();
        if fidelity(&dark, size) < LEAST_FIDELITY {
            continue;
        }
        let grid = rqrr::Grid::new(SimpleGrid::from_func(size, |x, y| dark[y * size + x]));
        let mut bytes = Vec::new();
        if grid.decode_to(&mut bytes).is_ok() && !bytes.is_empty() {
            return Some(bytes);
        }
    }
    None
}

/// Share of the modules of timing and finder patterns that are as they must be.
fn fidelity(dark: &[bool], size: usize) -> f32 {
    let (mut right, mut all) = (0_u32, 0_u32);
    let mut expect = |x: usize, y: usize, wanted: bool| {
        all += 1;
        right += u32::from(dark[y * size + x] == wanted);
    };
    for i in 8..size - 8 {
        expect(i, 6, i % 2 == 0);
        expect(6, i, i % 2 == 0);
    }
    for (left, top) in [(0, 0), (size - 7, 0), (0, size - 7)] {
        for y in 0..7 {
            for x in 0..7 {
                let ring = (3 - x as i32).abs().max((3 - y as i32).abs());
                expect(left + x, top + y, ring != 2);
            }
        }
    }
    right as f32 / all as f32
}

/// A small Gaussian blur over modules.
fn blurred(values: &[f32], size: usize) -> Vec<f32> {
    const KERNEL: [f32; 3] = [0.166, 0.668, 0.166];
    let pass = |from: &[f32], step: usize, place: &dyn Fn(usize) -> usize| -> Vec<f32> {
        (0..from.len())
            .map(|i| {
                let at = place(i);
                let before = if at > 0 { from[i - step] } else { from[i] };
                let after = if at + 1 < size { from[i + step] } else { from[i] };
                KERNEL[0].mul_add(before, KERNEL[1].mul_add(from[i], KERNEL[2] * after))
            })
            .collect()
    };
    let across = pass(values, 1, &|i| i % size);
    pass(&across, size, &|i| i / size)
}

/// Mean of a square of modules around each, by a summed-area table.
fn box_mean(values: &[f32], size: usize, radius: usize) -> Vec<f32> {
    let stride = size + 1;
    let mut sums = vec![0.0_f64; stride * stride];
    for y in 0..size {
        for x in 0..size {
            let (left, above, both) = (
                sums[(y + 1) * stride + x],
                sums[y * stride + x + 1],
                sums[y * stride + x],
            );
            sums[(y + 1) * stride + x + 1] = f64::from(values[y * size + x]) + left + above - both;
        }
    }
    let range = |t: usize| (t.saturating_sub(radius), (t + radius + 1).min(size));
    (0..size * size)
        .map(|i| {
            let ((left, right), (top, bottom)) = (range(i % size), range(i / size));
            let sum = sums[bottom * stride + right] - sums[bottom * stride + left] - sums[top * stride + right]
                + sums[top * stride + left];
            (sum / ((right - left) * (bottom - top)) as f64) as f32
        })
        .collect()
}
