//! Alignment patterns (ISO/IEC 18004, 6.3.6): a dark module in a light ring in a dark ring.

use super::{
    fixed_point::FixedPoint,
    geometry::{Affine, Point},
    space::{Reduced, Symbol},
    view::View,
};

/// Minimum normalised cross-correlation with the ideal pattern.
const MIN_NCC: f32 = 0.55;
/// By how much the coarse search may fall short of [`MIN_NCC`].
const COARSE_TOLERANCE: f32 = 0.2;
/// Correlation that a module of distance from the guess costs.
const DISTANCE_PENALTY: f32 = 0.015;
/// Largest distance from the guess that is searched, in half modules.
const LARGEST_REACH: usize = 8;

/// Searches for an alignment pattern around `guess`, up to `uncertainty` modules away. Returns its
/// centre to a fraction of a module.
#[must_use]
#[inline(never)]
pub fn find_alignment_pattern(
    image: View<'_, Reduced>,
    guess: &Affine<Reduced>,
    uncertainty: f32,
) -> Option<Point<Reduced>> {
    // In half modules: neighbouring positions share their samples.
    let reach = ((2.0 * uncertainty).ceil() as usize).min(LARGEST_REACH);
    let side = 2 * (reach + 4) + 1;
    let mut values = [0.0; (2 * (LARGEST_REACH + 4) + 1).pow(2)];
    let depth = (reach as f32 / 2.0 + 2.0) * (guess.u.length() + guess.v.length()) + 2.0;
    let inside = image.contains(guess.origin, depth);
    let (half_u, half_v) = (
        FixedPoint::displacement(guess.u.times(0.5)),
        FixedPoint::displacement(guess.v.times(0.5)),
    );
    let far = -(reach as i32 + 4);
    let first = FixedPoint::position(guess.origin)
        .plus(half_u.times(far))
        .plus(half_v.times(far));
    for (y, row) in values.chunks_exact_mut(side).take(side).enumerate() {
        let first = first.plus(half_v.times(y as i32));
        for (x, value) in row.iter_mut().enumerate() {
            *value = image.sample(first.plus(half_u.times(x as i32)), inside);
        }
    }
    let mut best = (f32::MIN, Point::ORIGIN);
    // Of equal ones the nearest to the guess.
    let mut consider = |score: f32, offset: Point<Symbol>| {
        let score = score - DISTANCE_PENALTY * offset.length();
        if score > best.0 {
            best = (score, offset);
        }
        best
    };
    for y in 0..=2 * reach {
        for x in 0..=2 * reach {
            let offset = |n: usize| (n as f32 - reach as f32) / 2.0;
            let score = ncc(|i, j| values[(y + 2 * j) * side + x + 2 * i]);
            consider(score, Point::new(offset(x), offset(y)));
        }
    }
    let (score, mut around) = consider(f32::MIN, Point::ORIGIN);
    if score < MIN_NCC - COARSE_TOLERANCE {
        return None;
    }
    let mut score = score;
    for step in [0.25, 0.125] {
        let centre = around;
        for (x, y) in (0..9).map(|n| ((n % 3) as f32 - 1.0, (n / 3) as f32 - 1.0)) {
            let offset = centre.plus(Point::new(x, y).times(step));
            let first = guess.map(offset.minus(Point::new(2.0, 2.0)));
            let (first, u, v) = (
                FixedPoint::position(first),
                FixedPoint::displacement(guess.u),
                FixedPoint::displacement(guess.v),
            );
            let found = ncc(|i, j| image.sample(first.plus(u.times(i as i32)).plus(v.times(j as i32)), inside));
            (score, around) = consider(found, offset);
        }
    }
    (score >= MIN_NCC).then(|| guess.map(around))
}

/// Normalised cross-correlation of five by five modules with an alignment pattern.
#[inline]
fn ncc(at: impl Fn(usize, usize) -> f32) -> f32 {
    let (mut sum, mut squares, mut light) = (0.0, 0.0, 0.0);
    for y in 0..5_usize {
        for x in 0..5_usize {
            let value = at(x, y);
            sum += value;
            squares += value * value;
            if x.abs_diff(2).max(y.abs_diff(2)) == 1 {
                light += value;
            }
        }
    }
    // 25 samples, 8 of them light.
    let variance = squares - sum * sum / 25.0;
    let covariance = light - 8.0 * sum / 25.0;
    let pattern = 8.0 - 64.0 / 25.0;
    if variance < 25.0 {
        return 0.0;
    }
    covariance / (variance * pattern).sqrt()
}
