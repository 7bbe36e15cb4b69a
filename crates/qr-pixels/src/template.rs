//! Matching of finder patterns under affine maps.

use super::{
    fixed_point::FixedPoint,
    geometry::{Affine, Point},
    space::Reduced,
    view::View,
};

/// Step sizes of the refinement, as shares of what each step changes.
const REFINEMENT_STEPS: [f32; 6] = [0.24, 0.144, 0.086, 0.052, 0.031, 0.019];
/// Correlation below which refinement stops after its first two step sizes.
pub const MIN_COARSE_NCC: f32 = 0.4;
/// Least gain in correlation for which a step size is used again.
const MIN_GAIN: f32 = 2e-3;

/// Sample points of a finder pattern, perhaps with its separator.
pub struct FinderTemplate {
    /// Modules from the centre, and whether that module is light.
    points: Vec<((i32, i32), bool)>,
    light_count: f32,
}

/// A map under which the picture resembles the template, and their correlation.
#[derive(Clone, Copy, Debug)]
pub struct Match {
    /// Normalised cross-correlation, at most 1.
    pub ncc: f32,
    /// The map from modules around the centre to pixels.
    pub axes: Affine<Reduced>,
}

impl FinderTemplate {
    /// The finder pattern with its separator on these sides, 1 or -1 along each axis; 0 for none.
    #[must_use]
    pub fn new(x: i8, y: i8) -> Self {
        let mut points = Vec::with_capacity(64);
        // From the outer dark ring to the separator, the centre of each module.
        let end = |side: i8| if side == 0 { 3 } else { 4 };
        for j in -3..=end(y) {
            for i in -3..=end(x) {
                let place = |n: i8, side: i8| i32::from(if side < 0 { -n } else { n });
                let (x, y) = (place(i, x), place(j, y));
                let ring = x.abs().max(y.abs());
                points.push(((x, y), ring == 2 || ring == 4));
            }
        }
        let light_count = points.iter().filter(|(_, light)| *light).count() as f32;
        Self { points, light_count }
    }

    /// The pattern alone, without a separator.
    #[must_use]
    pub fn bare() -> Self {
        Self::new(0, 0)
    }

    /// Searches every module around a pose, as far as a hand moves a code between two frames, and
    /// refines the best few matches that lie apart.
    #[must_use]
    pub fn search_around(&self, image: View<'_, Reduced>, pose: &Affine<Reduced>) -> Vec<Match> {
        /// Modules that are searched in each direction.
        const REACH: i32 = 13;
        /// Matches that are refined.
        const REFINED: usize = 4;
        /// Modules between two of them, at least.
        const MIN_DISTANCE: f32 = 2.5;
        let range = || -REACH..=REACH;
        let found: Vec<Match> = range()
            .flat_map(|y| range().map(move |x| (x, y)))
            .map(|(x, y)| pose.with_origin(pose.map(Point::new(x as f32, y as f32))))
            .map(|axes| self.matched(image, axes))
            .collect();
        let mut best: Vec<Match> = Vec::with_capacity(REFINED);
        for candidate in compact_sort::sorted_by_key(found, |found| -found.ncc) {
            let distance = MIN_DISTANCE * pose.u.length().max(pose.v.length());
            if best
                .iter()
                .all(|other| other.axes.origin.distance(candidate.axes.origin) > distance)
            {
                best.push(candidate);
                if best.len() == REFINED {
                    break;
                }
            }
        }
        best.into_iter()
            .map(|candidate| self.refine(image, candidate, 1))
            .collect()
    }

    /// Raises the correlation of a match by coordinate ascent with decreasing steps, of which the
    /// first `skipped` are left out.
    #[must_use]
    #[inline(never)]
    pub fn refine(&self, image: View<'_, Reduced>, start: Match, skipped: usize) -> Match {
        /// Times that one step size is used, at most.
        const REPETITIONS: usize = 3;
        let mut best = start;
        for (round, step) in REFINEMENT_STEPS.into_iter().enumerate().skip(skipped) {
            if round == 2 && best.ncc < MIN_COARSE_NCC {
                break;
            }
            for _ in 0..REPETITIONS {
                let before = best.ncc;
                for parameter in 0..6 {
                    for amount in [step, -step] {
                        let tried = self.matched(image, perturbed(&best.axes, parameter, amount));
                        if tried.ncc > best.ncc {
                            best = tried;
                        }
                    }
                }
                if best.ncc <= before + MIN_GAIN {
                    break;
                }
            }
        }
        best
    }

    /// The match of the picture with the template under a map.
    #[must_use]
    pub fn matched(&self, image: View<'_, Reduced>, axes: Affine<Reduced>) -> Match {
        Match {
            ncc: self.ncc(image, &axes),
            axes,
        }
    }

    /// Normalised cross-correlation of the picture with the template under a map.
    #[must_use]
    #[inline(never)]
    pub fn ncc(&self, image: View<'_, Reduced>, axes: &Affine<Reduced>) -> f32 {
        let (mut sum, mut squares, mut light) = (0.0, 0.0, 0.0);
        let inside = image.contains(axes.origin, 4.0 * (axes.u.length() + axes.v.length()) + 2.0);
        let (origin, u, v) = (
            FixedPoint::position(axes.origin),
            FixedPoint::displacement(axes.u),
            FixedPoint::displacement(axes.v),
        );
        for ((x, y), is_light) in &self.points {
            let value = image.sample(origin.plus(u.times(*x)).plus(v.times(*y)), inside);
            sum += value;
            squares += value * value;
            light += if *is_light { value } else { 0.0 };
        }
        let samples = self.points.len() as f32;
        let variance = squares - sum * sum / samples;
        let covariance = light - self.light_count * sum / samples;
        let pattern = self.light_count - self.light_count * self.light_count / samples;
        if variance < 50.0 {
            0.0
        } else {
            covariance / (variance * pattern).sqrt()
        }
    }
}

/// The map with one of its six parameters changed: the position along each axis, and the direction
/// and length of each axis.
fn perturbed(map: &Affine<Reduced>, parameter: usize, amount: f32) -> Affine<Reduced> {
    let rotated = |axis: Point<Reduced>| Point::new(axis.x - amount * axis.y, axis.y + amount * axis.x);
    let stretched = |axis: Point<Reduced>| axis.times(1.0 + amount);
    let shifted = |axis: Point<Reduced>| map.with_origin(map.origin.plus(axis.times(2.0 * amount)));
    match parameter {
        0 => shifted(map.u),
        1 => shifted(map.v),
        2 => Affine::new(map.origin, rotated(map.u), map.v),
        3 => Affine::new(map.origin, map.u, rotated(map.v)),
        4 => Affine::new(map.origin, stretched(map.u), map.v),
        _ => Affine::new(map.origin, map.u, stretched(map.v)),
    }
}
