//! Tracking of the finder patterns of a symbol from one frame to the next.

use super::candidate::separator_templates;
use greengate_qr_pixels::{
    geometry::{Affine, Point},
    space::Reduced,
    template::Match,
    view::View,
};

/// Finds the finder patterns of a symbol by their poses in the frame before: of the matches nearby
/// those that moved, rotated and scaled together. `None` when none did.
pub(super) fn track_finders(image: View<'_, Reduced>, before: &[Affine<Reduced>; 3]) -> Option<[Affine<Reduced>; 3]> {
    /// Sum of the three correlations less the penalties, at least.
    const MIN_SCORE: f32 = 1.2;
    /// Penalty for sides that changed differently.
    const DISTORTION_PENALTY: f32 = 6.0;
    let templates = separator_templates();
    let mut matches: [Vec<Match>; 3] = Default::default();
    for ((matches, template), before) in matches.iter_mut().zip(&templates).zip(before) {
        *matches = template.search_around(image, before);
    }
    let side = |axes: [&Affine<Reduced>; 2]| axes[1].origin.minus(axes[0].origin);
    let [corner, right, below] = before;
    let mut best = (MIN_SCORE, None);
    for a in &matches[0] {
        for b in &matches[1] {
            for c in &matches[2] {
                let along = similarity(side([corner, right]), side([&a.axes, &b.axes]));
                let down = similarity(side([corner, below]), side([&a.axes, &c.axes]));
                let distortion = along.distance(down);
                let change = along.distance(Point::new(1.0, 0.0));
                let score = a.ncc + b.ncc + c.ncc - DISTORTION_PENALTY * distortion - change;
                if score > best.0 {
                    best = (score, Some([a.axes, b.axes, c.axes]));
                }
            }
        }
    }
    best.1
}

/// Rotation and scale from one vector to another, as a complex number.
fn similarity(from: Point<Reduced>, to: Point<Reduced>) -> Point<Reduced> {
    let square = from.dot(from).max(1e-3);
    Point::new(from.dot(to) / square, from.cross(to) / square)
}
