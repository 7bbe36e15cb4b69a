//! The grey value of one module.

use super::{
    fixed_point::FixedPoint,
    geometry::{Affine, Point},
    view::View,
};

/// Offsets in quarters of a module, and their weights in a binomial filter.
const BINOMIAL: [(i32, i32, f32); 9] = [
    (0, 0, 4.0),
    (-1, 0, 2.0),
    (1, 0, 2.0),
    (0, -1, 2.0),
    (0, 1, 2.0),
    (-1, -1, 1.0),
    (1, -1, 1.0),
    (-1, 1, 1.0),
    (1, 1, 1.0),
];

/// Grey value at the centre of a module: one sample, or a weighted mean of nine when `averaged`.
/// `map` has its origin there.
#[must_use]
#[inline(never)]
pub fn module_value<S>(image: View<'_, S>, map: &Affine<S>, averaged: bool) -> f32 {
    let inside = image.contains(map.origin, map.u.length() + map.v.length() + 2.0);
    let origin = FixedPoint::position(map.origin);
    if !averaged {
        return image.sample(origin, inside);
    }
    let quarter = |axis: Point<S>| FixedPoint::displacement(axis.times(0.25));
    let (u, v) = (quarter(map.u), quarter(map.v));
    let tap = |(dx, dy, weight): &(i32, i32, f32)| {
        weight * image.sample(origin.plus(u.times(*dx)).plus(v.times(*dy)), inside)
    };
    BINOMIAL.iter().map(tap).sum::<f32>() / 16.0
}
