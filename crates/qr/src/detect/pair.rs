//! Symbols of which two finder patterns were found.

use super::{
    candidate::SymbolCandidate,
    pose::{FinderPose, aligned},
    version::{CERTAIN_AGREEMENT, VersionInfo},
};
use greengate_qr_pixels::{
    geometry::{Affine, Point},
    space::{Full, Reduced, Scale},
    view::View,
};

/// Finder patterns that are paired, at most: those with the highest correlation.
const PAIRED_FINDERS: usize = 6;
/// Ratio of the sizes of two paired patterns, at most.
const LARGEST_SIZE_RATIO: f32 = 1.7;
/// Versions by which the distance of a pair may be off.
const VERSION_TOLERANCE: f32 = 2.5;

/// Two finder patterns in the picture of one scale.
struct Pair {
    axes: [Affine<Reduced>; 2],
    /// The vector from the first to the second.
    between: Point<Reduced>,
    /// Mean size of a module in pixels.
    module: f32,
    /// 2 less both correlations with the template.
    dissimilarity: f32,
}

impl Pair {
    /// The pair of two patterns; `None` when they differ too much, or are too near or too far for a
    /// symbol with version information.
    fn new(one: &FinderPose, other: &FinderPose, scale: Scale) -> Option<Self> {
        let [a, b] = [one, other].map(|pose| pose.finder.to_reduced(scale));
        let (smaller, larger) = (a.module.min(b.module), a.module.max(b.module));
        let between = b.centre.minus(a.centre);
        // From version 7 on, along a side or along the diagonal.
        let distances = 34.0 * smaller..240.0 * larger;
        if larger > LARGEST_SIZE_RATIO * smaller || !distances.contains(&between.length()) {
            return None;
        }
        Some(Self {
            axes: [one, other].map(|pose| scale.map_to_reduced(&pose.axes)),
            between,
            module: (smaller + larger) / 2.0,
            dissimilarity: 2.0 - one.ncc - other.ncc,
        })
    }

    /// Versions by which the distance is off for a symbol of this version.
    fn version_error(&self, version: usize, diagonal: bool) -> f32 {
        let side = (4 * version + 10) as f32;
        let expected = if diagonal {
            side * std::f32::consts::SQRT_2
        } else {
            side
        };
        (self.between.length() / self.module - expected).abs() / 4.0
    }

    /// The candidates that this pair makes along a side or along the diagonal, in each of the four
    /// rotations of a square, with their scores; lower is better.
    fn candidates(&self, image: View<'_, Reduced>, scale: Scale, diagonal: bool) -> Vec<(f32, SymbolCandidate)> {
        // Along the diagonal the axes lie an eighth of a turn beside the pair.
        let direction = if diagonal {
            Point::new(self.between.x - self.between.y, self.between.x + self.between.y)
        } else {
            self.between
        };
        let [first, second] = self.axes.map(|axes| aligned(&axes, direction, |axes| axes.u));
        let candidate = |turns: usize| {
            let axes = roles(first.rotated(turns), second.rotated(turns), diagonal)?;
            let info = VersionInfo::read(image, axes[1].as_ref(), axes[2].as_ref());
            let (version, agreement) = info.best();
            let error = self.version_error(version, diagonal);
            if agreement < CERTAIN_AGREEMENT || error >= VERSION_TOLERANCE.max(0.15 * version as f32) {
                return None;
            }
            let candidate = SymbolCandidate {
                scale,
                axes,
                confirmed: axes,
                versions: vec![version],
                has_version_info: true,
            };
            Some((error * 0.1 - agreement + self.dissimilarity, candidate))
        };
        (0..4).filter_map(candidate).collect()
    }
}

/// Pairs finder patterns where the third is missing. Only symbols with version information qualify:
/// it also tells which patterns the two are. The best candidates come first.
pub(super) fn pair_candidates(image: View<'_, Reduced>, poses: Vec<FinderPose>, scale: Scale) -> Vec<SymbolCandidate> {
    let poses = compact_sort::sorted_by_key(poses, |pose| -pose.ncc);
    let paired = &poses[..poses.len().min(PAIRED_FINDERS)];
    let mut candidates = Vec::new();
    for (n, one) in paired.iter().enumerate() {
        for other in &paired[n + 1..] {
            if let Some(pair) = Pair::new(one, other, scale) {
                for diagonal in [false, true] {
                    candidates.extend(pair.candidates(image, scale, diagonal));
                }
            }
        }
    }
    let sorted = compact_sort::sorted_by_key(candidates, |(score, _)| *score);
    sorted.into_iter().map(|(_, candidate)| candidate).collect()
}

/// Assigns two patterns to top left, top right and bottom left, by the position of the second
/// relative to the first.
fn roles(a: Affine<Reduced>, b: Affine<Reduced>, diagonal: bool) -> Option<[Option<Affine<Reduced>>; 3]> {
    let between = b.origin.minus(a.origin);
    let (across, down) = (between.dot(a.u) / a.u.dot(a.u), between.dot(a.v) / a.v.dot(a.v));
    if diagonal {
        return (across < 0.0 && down > 0.0).then_some([None, Some(a), Some(b)]);
    }
    if across.abs() > down.abs() {
        (across > 0.0)
            .then_some([Some(a), Some(b), None])
            .or(Some([Some(b), Some(a), None]))
    } else {
        (down > 0.0)
            .then_some([Some(a), None, Some(b)])
            .or(Some([Some(b), None, Some(a)]))
    }
}

/// Predicts the poses that a third finder pattern of the symbol of two others may have.
pub(super) fn predict_third_finder(a: &Affine<Full>, b: &Affine<Full>) -> Vec<Affine<Full>> {
    /// Modules between two centres of symbols that are small enough to predict a third.
    const MODULES: std::ops::Range<f32> = 10.0..60.0;
    /// Ratio of the distances along both axes up to which two patterns share a side.
    const SIDE_RATIO: f32 = 0.35;
    /// The same ratio from which on two patterns lie on the diagonal.
    const DIAGONAL_RATIO: f32 = 0.6;
    let between = b.origin.minus(a.origin);
    let a = aligned(a, between, |axes| axes.u);
    let b = aligned(b, a.u, |axes| axes.u);
    // The geometric mean of the module sizes at both ends is exact in perspective.
    let distance = |axis: fn(&Affine<Full>) -> Point<Full>| {
        let [at_a, at_b] = [axis(&a), axis(&b)].map(|axis| between.dot(axis) / axis.dot(axis));
        (at_a * at_b).max(0.0).sqrt() * at_a.signum()
    };
    let (across, down) = (distance(|axes| axes.u), distance(|axes| axes.v));
    let moved = |axes: &Affine<Full>, x: f32, y: f32| axes.with_origin(axes.map(Point::new(x, y)));
    if !MODULES.contains(&across) {
        return Vec::new();
    }
    match down.abs() / across {
        ratio if ratio < SIDE_RATIO => [a, b]
            .iter()
            .flat_map(|axes| [moved(axes, 0.0, across), moved(axes, 0.0, -across)])
            .collect(),
        ratio if ratio > DIAGONAL_RATIO => vec![moved(&a, across, 0.0), moved(&a, 0.0, down)],
        _ => Vec::new(),
    }
}
