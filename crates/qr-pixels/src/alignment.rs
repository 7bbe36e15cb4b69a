//! Alignment patterns (ISO/IEC 18004, 6.3.6): a dark module in a light ring in a dark ring.

use super::{
    Luma,
    geometry::{Affine, Point},
    luma::Spot,
};

/// An alignment pattern must resemble the ideal one by this correlation.
const RESEMBLANCE: f32 = 0.55;

/// Looks for an alignment pattern around a guess, up to `doubt` modules away; its centre to
/// a fraction of a module.
#[inline(never)]
pub fn search(image: &Luma, guess: &Affine, doubt: f32) -> Option<Point> {
    // Half modules away; the pattern's own modules lie on the same places, so each is sampled once.
    let reach = ((2.0 * doubt).ceil() as usize).min(MOST_REACH);
    let side = 2 * (reach + 4) + 1;
    let mut values = [0.0; (2 * (MOST_REACH + 4) + 1).pow(2)];
    let depth = (reach as f32 / 2.0 + 2.0) * (guess.u.length() + guess.v.length()) + 2.0;
    let inside = image.holds(guess.origin, depth);
    let (half_u, half_v) = (Spot::step(guess.u.times(0.5)), Spot::step(guess.v.times(0.5)));
    let far = -(reach as i32 + 4);
    let first = Spot::at(guess.origin).plus(half_u.times(far)).plus(half_v.times(far));
    for (y, row) in values.chunks_exact_mut(side).take(side).enumerate() {
        let first = first.plus(half_v.times(y as i32));
        for (x, value) in row.iter_mut().enumerate() {
            *value = image.sample(first.plus(half_u.times(x as i32)), inside);
        }
    }
    let mut best = (f32::MIN, Point::default());
    // Of equals the nearest to the guess.
    let mut take = |score: f32, offset: Point| {
        let score = score - 0.015 * offset.length();
        if score > best.0 {
            best = (score, offset);
        }
        best
    };
    for y in 0..=2 * reach {
        for x in 0..=2 * reach {
            let offset = |n: usize| (n as f32 - reach as f32) / 2.0;
            let score = resemblance(|i, j| values[(y + 2 * j) * side + x + 2 * i]);
            take(score, Point::new(offset(x), offset(y)));
        }
    }
    let (score, mut around) = take(f32::MIN, Point::default());
    if score < RESEMBLANCE - 0.2 {
        return None;
    }
    let mut score = score;
    for step in [0.25, 0.125] {
        let centre = around;
        for (x, y) in (0..9).map(|n| ((n % 3) as f32 - 1.0, (n / 3) as f32 - 1.0)) {
            let offset = centre.plus(Point::new(x, y).times(step));
            let first = guess.at(offset.minus(Point::new(2.0, 2.0)));
            let (first, u, v) = (Spot::at(first), Spot::step(guess.u), Spot::step(guess.v));
            let found = resemblance(|i, j| image.sample(first.plus(u.times(i as i32)).plus(v.times(j as i32)), inside));
            (score, around) = take(found, offset);
        }
    }
    (score >= RESEMBLANCE).then(|| guess.at(around))
}

/// Most half modules that an alignment pattern is looked for away from where it should be.
const MOST_REACH: usize = 8;

/// Correlation of five by five modules with an alignment pattern: a dark module in a light ring
/// in a dark ring.
#[inline]
fn resemblance(at: impl Fn(usize, usize) -> f32) -> f32 {
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
