//! The pose of a single finder pattern: its centre and the axes of its modules.

use greengate_qr_pixels::{
    finder::Finder,
    geometry::{Affine, Point},
    space::{Full, Reduced},
    template::{FinderTemplate, Match},
    view::View,
};
use std::f32::consts::FRAC_1_SQRT_2;

/// Minimum correlation with the bare template.
const MIN_BARE_NCC: f32 = 0.6;

/// A finder pattern and its own pose, up to quarter turns.
#[derive(Clone, Copy)]
pub(super) struct FinderPose {
    pub finder: Finder<Full>,
    pub axes: Affine<Full>,
    /// Correlation with the template at this pose.
    pub ncc: f32,
}

/// Estimates the pose of a finder pattern, up to quarter turns. `None` when nothing there resembles
/// one.
pub(super) fn estimate_pose(image: View<'_, Reduced>, finder: &Finder<Reduced>) -> Option<Match> {
    /// Cosine and sine of four directions within a quarter turn.
    const DIRECTIONS: [(f32, f32); 4] = [
        (1.0, 0.0),
        (0.923_879_5, 0.382_683_43),
        (FRAC_1_SQRT_2, FRAC_1_SQRT_2),
        (0.382_683_43, 0.923_879_5),
    ];
    /// Scales of both axes; they differ in strong perspective.
    const ASPECTS: [(f32, f32); 5] = [(1.0, 1.0), (0.8, 0.8), (1.2, 1.2), (0.8, 1.25), (1.25, 0.8)];
    let template = FinderTemplate::bare();
    let mut best = Match {
        ncc: 0.0,
        axes: Affine::ZERO,
    };
    for (cos, sin) in DIRECTIONS {
        for (across, down) in ASPECTS {
            let u = Point::new(cos, sin).times(across * finder.module);
            let v = Point::new(-sin, cos).times(down * finder.module);
            let tried = template.matched(image, Affine::new(finder.centre, u, v));
            if tried.ncc > best.ncc {
                best = tried;
            }
        }
    }
    let refined = template.refine(image, best, 0);
    (refined.ncc > MIN_BARE_NCC).then_some(refined)
}

/// Rotates the axes by quarter turns to align one of them with `direction`.
pub(super) fn aligned<S>(axes: &Affine<S>, direction: Point<S>, axis: fn(&Affine<S>) -> Point<S>) -> Affine<S> {
    let cosine = |turns: usize| axis(&axes.rotated(turns)).cosine(direction);
    let best = (1..4).fold(0, |best, turns| if cosine(turns) > cosine(best) { turns } else { best });
    axes.rotated(best)
}
