//! Grouping of finder patterns: three whose poses fit one symbol.

use super::pose::{FinderPose, aligned};
use greengate_qr_pixels::{
    finder::Finder,
    geometry::{Affine, Point},
    space::Full,
};

/// Triples that are returned, at most: the best ones.
const TRIPLES_PER_GROUP: usize = 60;
/// Score above which three finder patterns do not fit one symbol.
pub(super) const WORST_SCORE: f32 = 1.6;

/// The three finder patterns of a symbol.
#[derive(Clone, Copy, Debug)]
pub(super) struct Triple {
    /// Top left.
    pub corner: Finder<Full>,
    /// Top right.
    pub right: Finder<Full>,
    /// Bottom left.
    pub below: Finder<Full>,
    /// Their poses, rotated to point to each other.
    pub axes: [Affine<Full>; 3],
    /// Deviation from the geometry of a symbol; lower is better.
    pub score: f32,
}

impl Triple {
    /// Pixels per module of the smallest of its patterns.
    pub fn module(&self) -> f32 {
        self.corner.module.min(self.right.module).min(self.below.module)
    }

    /// Top left, top right, bottom left.
    pub const fn finders(&self) -> [&Finder<Full>; 3] {
        [&self.corner, &self.right, &self.below]
    }

    /// True if both consist of the same patterns.
    pub fn is_same(&self, other: &Self) -> bool {
        let near = |a: &Finder<Full>, b: &Finder<Full>| a.centre.distance(b.centre) < 0.4 * a.module.min(b.module);
        near(&self.corner, &other.corner) && near(&self.right, &other.right) && near(&self.below, &other.below)
    }
}

/// Groups finder patterns by geometry: each points to the others, and the distances on both sides of
/// the corner are equal in modules. The best triples come first. No pattern is extrapolated across
/// the symbol.
pub(super) fn group_triples(finders: &[FinderPose]) -> Vec<Triple> {
    let mut found = Vec::new();
    for a in 0..finders.len() {
        for b in a + 1..finders.len() {
            for c in b + 1..finders.len() {
                found.extend(best_triple([&finders[a], &finders[b], &finders[c]]));
            }
        }
    }
    found.retain(|triple: &Triple| triple.score < WORST_SCORE);
    found = compact_sort::sorted_by_key(found, |triple| triple.score);
    found.truncate(TRIPLES_PER_GROUP);
    found
}

/// The best triple of three patterns, by which of them is the corner.
fn best_triple([a, b, c]: [&FinderPose; 3]) -> Option<Triple> {
    /// Ratio of the sizes of two patterns, at most, in strong perspective.
    const LARGEST_SIZE_RATIO: f32 = 3.4;
    /// Length of the side opposite the corner relative to the longest side, at least. In perspective
    /// it need not be the longest itself.
    const MIN_OPPOSITE_RATIO: f32 = 0.8;
    let sizes = [a, b, c].map(|pose| pose.finder.module);
    let (smallest, largest) = (
        sizes.iter().copied().fold(f32::MAX, f32::min),
        sizes.iter().copied().fold(0.0, f32::max),
    );
    if largest > LARGEST_SIZE_RATIO * smallest {
        return None;
    }
    let side = |one: &FinderPose, other: &FinderPose| one.finder.centre.distance(other.finder.centre);
    let sides = [side(b, c), side(a, c), side(a, b)];
    let longest = sides.iter().copied().fold(0.0, f32::max);
    [[a, b, c], [b, a, c], [c, a, b]]
        .into_iter()
        .zip(sides)
        .filter(|(_, opposite)| *opposite >= MIN_OPPOSITE_RATIO * longest)
        .filter_map(|(members, _)| from_corner(members))
        .min_by(|one, other| one.score.total_cmp(&other.score))
}

/// The triple of three patterns of which the first is the corner.
pub(super) fn from_corner([corner, one, other]: [&FinderPose; 3]) -> Option<Triple> {
    /// Cosine of the angle at the corner, at most.
    const LARGEST_CORNER_COSINE: f32 = 0.75;
    /// Modules between two centres, with a tolerance: 14 in the smallest symbol, 170 in the largest.
    const MODULES: std::ops::RangeInclusive<f32> = 9.0..=230.0;
    /// Ratio of the modules along both sides, at most.
    const LARGEST_SIDE_RATIO: f32 = 1.8;
    let centre = |pose: &FinderPose| pose.finder.centre;
    let (to_one, to_other) = (centre(one).minus(centre(corner)), centre(other).minus(centre(corner)));
    let (right, below) = if to_one.cross(to_other) > 0.0 {
        (one, other)
    } else {
        (other, one)
    };
    let (along, down) = (centre(right).minus(centre(corner)), centre(below).minus(centre(corner)));
    if along.cosine(down).abs() > LARGEST_CORNER_COSINE {
        return None;
    }
    let axes = [
        aligned(&corner.axes, along, |axes| axes.u),
        aligned(&right.axes, along, |axes| axes.u),
        aligned(&below.axes, down, |axes| axes.v),
    ];
    // Straight lines stay straight: the axes at both ends of a side point along it.
    let misalignment =
        4.0 - axes[0].u.cosine(along) - axes[1].u.cosine(along) - axes[0].v.cosine(down) - axes[2].v.cosine(down);
    let modules = [
        modules_between(along, axes[0].u, axes[1].u),
        modules_between(down, axes[0].v, axes[2].v),
    ];
    let (few, many) = (modules[0].min(modules[1]), modules[0].max(modules[1]));
    let plausible = few >= *MODULES.start() && many <= *MODULES.end() && many <= LARGEST_SIDE_RATIO * few;
    if misalignment.is_nan() || !plausible {
        return None;
    }
    let dissimilarity = 3.0 - corner.ncc - one.ncc - other.ncc;
    Some(Triple {
        corner: corner.finder,
        right: right.finder,
        below: below.finder,
        axes,
        score: 1.5 * (many / few - 1.0) + 2.0 * misalignment + 1.5 * dissimilarity
            // Patterns of several codes form large triples that fit as well.
            + 0.002 * (few + many) / 2.0,
    })
}

/// The modules along a side. The geometric mean of the module sizes at both ends is exact in
/// perspective.
fn modules_between(side: Point<Full>, at_start: Point<Full>, at_end: Point<Full>) -> f32 {
    side.length() / (at_start.length() * at_end.length()).sqrt()
}
