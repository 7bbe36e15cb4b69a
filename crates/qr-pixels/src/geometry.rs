//! Points, and affine and projective maps between coordinate spaces.

use super::{linear, space::Symbol};
use std::marker::PhantomData;

/// A point or a vector of the space `S`; the centres of pixels and modules lie at .5.
#[derive(Debug, Default)]
pub struct Point<S> {
    /// From left to right.
    pub x: f32,
    /// From top to bottom.
    pub y: f32,
    space: PhantomData<S>,
}

impl<S> Clone for Point<S> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for Point<S> {}

impl<S> PartialEq for Point<S> {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.x == other.x && self.y == other.y
    }
}

impl<S> Point<S> {
    /// The point with both coordinates 0.
    pub const ORIGIN: Self = Self::new(0.0, 0.0);

    /// A point by its coordinates.
    #[must_use]
    #[inline]
    pub const fn new(x: f32, y: f32) -> Self {
        Self {
            x,
            y,
            space: PhantomData,
        }
    }

    /// The same coordinates times a factor, as a point of another space.
    #[must_use]
    #[inline]
    pub(super) fn scaled_to<T>(self, factor: f32) -> Point<T> {
        Point::new(self.x * factor, self.y * factor)
    }

    /// The sum of both.
    #[must_use]
    #[inline]
    pub fn plus(self, other: Self) -> Self {
        Self::new(self.x + other.x, self.y + other.y)
    }

    /// The vector from `other` to this point.
    #[must_use]
    #[inline]
    pub fn minus(self, other: Self) -> Self {
        Self::new(self.x - other.x, self.y - other.y)
    }

    /// The vector times a factor.
    #[must_use]
    #[inline]
    pub fn times(self, factor: f32) -> Self {
        Self::new(self.x * factor, self.y * factor)
    }

    /// The scalar product.
    #[must_use]
    #[inline]
    pub fn dot(self, other: Self) -> f32 {
        self.x * other.x + self.y * other.y
    }

    /// The signed area of the parallelogram that both span; negative where `other` lies to the left.
    #[must_use]
    #[inline]
    pub fn cross(self, other: Self) -> f32 {
        self.x * other.y - self.y * other.x
    }

    /// Linear interpolation: this point at 0, `other` at 1.
    #[must_use]
    #[inline]
    pub fn lerp(self, other: Self, t: f32) -> Self {
        self.plus(other.minus(self).times(t))
    }

    /// True if both coordinates are finite.
    #[must_use]
    #[inline]
    pub const fn is_finite(self) -> bool {
        self.x.is_finite() && self.y.is_finite()
    }

    /// Cosine of the angle between both vectors.
    #[must_use]
    #[inline]
    pub fn cosine(self, other: Self) -> f32 {
        self.dot(other) / (self.length() * other.length()).max(1e-6)
    }

    /// The length of the vector.
    #[must_use]
    #[inline]
    pub fn length(self) -> f32 {
        self.dot(self).sqrt()
    }

    /// The distance from another point.
    #[must_use]
    #[inline]
    pub fn distance(self, other: Self) -> f32 {
        self.minus(other).length()
    }
}

/// An affine map from the space `From`, by default modules, to the space `To`.
#[derive(Debug, Default)]
pub struct Affine<To, From = Symbol> {
    /// The image of the origin.
    pub origin: Point<To>,
    /// The image of one unit to the right.
    pub u: Point<To>,
    /// The image of one unit down.
    pub v: Point<To>,
    from: PhantomData<From>,
}

impl<To, From> Clone for Affine<To, From> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}

impl<To, From> Copy for Affine<To, From> {}

impl<To, From> Affine<To, From> {
    /// The map that sends everything to the origin.
    pub const ZERO: Self = Self::new(Point::ORIGIN, Point::ORIGIN, Point::ORIGIN);

    /// A map by the images of the origin and of both unit vectors.
    #[must_use]
    #[inline]
    pub const fn new(origin: Point<To>, u: Point<To>, v: Point<To>) -> Self {
        Self {
            origin,
            u,
            v,
            from: PhantomData,
        }
    }

    /// The image of a point.
    #[must_use]
    pub fn map(&self, p: Point<From>) -> Point<To> {
        self.origin.plus(self.u.times(p.x)).plus(self.v.times(p.y))
    }

    /// The same axes with another origin.
    #[must_use]
    pub const fn with_origin(&self, origin: Point<To>) -> Self {
        Self::new(origin, self.u, self.v)
    }

    /// The same map, its images times a factor, to another space.
    #[must_use]
    pub(super) fn scaled_to<T>(&self, factor: f32) -> Affine<T, From> {
        Affine::new(
            self.origin.scaled_to(factor),
            self.u.scaled_to(factor),
            self.v.scaled_to(factor),
        )
    }

    /// The map with its axes rotated by this many quarter turns.
    #[must_use]
    pub fn rotated(&self, quarter_turns: usize) -> Self {
        let mut map = *self;
        for _ in 0..quarter_turns % 4 {
            map = Self::new(map.origin, map.v, map.u.times(-1.0));
        }
        map
    }

    /// The map that fits weighted pairs of points by least squares; `None` when they lie on one
    /// line.
    #[must_use]
    #[inline(never)]
    pub fn fit(pairs: &[(Point<From>, Point<To>, f32)]) -> Option<Self> {
        let (mut weight, mut from, mut to) = (0.0, Point::ORIGIN, Point::ORIGIN);
        for &(a, b, w) in pairs {
            weight += w;
            from = from.plus(a.times(w));
            to = to.plus(b.times(w));
        }
        if weight <= 0.0 {
            return None;
        }
        let (from, to) = (from.times(1.0 / weight), to.times(1.0 / weight));
        let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
        let (mut xu, mut yu) = (Point::ORIGIN, Point::ORIGIN);
        for &(a, b, w) in pairs {
            let (a, b) = (a.minus(from), b.minus(to));
            xx += w * a.x * a.x;
            xy += w * a.x * a.y;
            yy += w * a.y * a.y;
            xu = xu.plus(b.times(w * a.x));
            yu = yu.plus(b.times(w * a.y));
        }
        let det = xx * yy - xy * xy;
        if det.abs() <= 1e-6 * xx * yy || !det.is_finite() {
            return None;
        }
        let u = xu.times(yy).minus(yu.times(xy)).times(1.0 / det);
        let v = yu.times(xx).minus(xu.times(xy)).times(1.0 / det);
        let origin = to.minus(u.times(from.x)).minus(v.times(from.y));
        Some(Self::new(origin, u, v))
    }
}

/// A projective map from modules to the space `To`.
#[derive(Clone, Copy, Debug)]
pub struct Homography<To> {
    /// Coefficients row by row; the last one is 1.
    coefficients: [f32; 8],
    /// Normalisation of the points that are mapped: their centroid and their spread.
    from: (Point<Symbol>, f32),
    /// Normalisation of their images.
    to: (Point<To>, f32),
}

impl<To> Homography<To> {
    /// The map that fits pairs of points best: the direct linear transform on normalised points
    /// (Hartley 1997). `None` when the points do not determine one.
    #[must_use]
    #[inline(never)]
    pub fn fit(pairs: &[(Point<Symbol>, Point<To>)]) -> Option<Self> {
        let (from, to) = (
            normalisation(pairs.iter().map(|pair| pair.0)),
            normalisation(pairs.iter().map(|pair| pair.1)),
        );
        let mut rows = vec![vec![0.0_f64; 9]; 8];
        for (a, b) in pairs {
            let (a, b) = (a.minus(from.0).times(1.0 / from.1), b.minus(to.0).times(1.0 / to.1));
            let equations = [
                [a.x, a.y, 1.0, 0.0, 0.0, 0.0, -a.x * b.x, -a.y * b.x, b.x],
                [0.0, 0.0, 0.0, a.x, a.y, 1.0, -a.x * b.y, -a.y * b.y, b.y],
            ];
            for equation in equations.map(|equation| equation.map(f64::from)) {
                for (row, factor) in rows.iter_mut().zip(equation) {
                    row.iter_mut()
                        .zip(equation)
                        .for_each(|(sum, value)| *sum += factor * value);
                }
            }
        }
        let solved = linear::solve(rows)?;
        let mut coefficients = [0.0; 8];
        coefficients
            .iter_mut()
            .zip(&solved)
            .for_each(|(coefficient, solved)| *coefficient = solved[0] as f32);
        coefficients
            .iter()
            .all(|c| c.is_finite())
            .then_some(Self { coefficients, from, to })
    }

    /// The affine map that approximates this one around a point.
    #[must_use]
    pub fn local_affine(&self, p: Point<Symbol>) -> Affine<To> {
        let (x, y) = (Point::new(0.5, 0.0), Point::new(0.0, 0.5));
        Affine::new(
            self.map(p),
            self.map(p.plus(x)).minus(self.map(p.minus(x))),
            self.map(p.plus(y)).minus(self.map(p.minus(y))),
        )
    }

    /// The image of a point.
    #[must_use]
    #[inline(never)]
    pub fn map(&self, p: Point<Symbol>) -> Point<To> {
        let (m, p) = (&self.coefficients, p.minus(self.from.0).times(1.0 / self.from.1));
        let scale = 1.0 / (m[6] * p.x + m[7] * p.y + 1.0);
        let mapped = Point::new(
            (m[0] * p.x + m[1] * p.y + m[2]) * scale,
            (m[3] * p.x + m[4] * p.y + m[5]) * scale,
        );
        mapped.times(self.to.1).plus(self.to.0)
    }
}

/// The centroid of points and their mean distance from it.
#[inline(never)]
fn normalisation<S>(points: impl ExactSizeIterator<Item = Point<S>> + Clone) -> (Point<S>, f32) {
    let count = points.len().max(1) as f32;
    let centroid = points.clone().fold(Point::ORIGIN, Point::plus).times(1.0 / count);
    let distances: f32 = points.map(|p| p.distance(centroid)).sum();
    (centroid, (distances / count).max(1e-3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::space::Full;

    fn close(a: Point<Full>, b: Point<Full>) -> bool {
        a.distance(b) < 1e-3
    }

    #[test]
    fn a_homography_is_determined_by_its_points() {
        // x' = (3x + y + 10) / (0.01x + 0.002y + 1), y' = (2y - x + 5) / the same.
        let wanted = |p: Point<Symbol>| -> Point<Full> {
            let scale = 0.01 * p.x + 0.002 * p.y + 1.0;
            Point::new((3.0 * p.x + p.y + 10.0) / scale, (2.0 * p.y - p.x + 5.0) / scale)
        };
        let corners = [(0.0, 0.0), (70.0, 0.0), (0.0, 70.0), (70.0, 70.0), (30.0, 20.0)];
        let points = corners.map(|(x, y)| Point::new(x, y));
        let map = Homography::fit(&points.map(|p| (p, wanted(p)))).unwrap();
        for n in 0..50 {
            let p = Point::new((n * 7 % 50) as f32, (n * 13 % 60) as f32);
            assert!(map.map(p).distance(wanted(p)) < 0.02, "{p:?}");
        }
        let line = [0.0, 1.0, 2.0, 3.0, 4.0].map(|t| (Point::new(t, t), Point::<Full>::new(t, 0.0)));
        assert!(Homography::fit(&line).is_none());
        assert!(Homography::fit(&[(Point::ORIGIN, Point::<Full>::ORIGIN); 9]).is_none());
    }

    #[test]
    fn an_affine_map_is_fitted_to_its_points() {
        let map: Affine<Full> = Affine::new(Point::new(5.0, -3.0), Point::new(2.0, 0.5), Point::new(-0.25, 1.5));
        let points = [(0.0, 0.0), (10.0, 1.0), (3.0, 8.0), (7.0, 7.0)].map(|(x, y)| Point::new(x, y));
        let fitted = Affine::fit(&points.map(|p| (p, map.map(p), 0.5))).unwrap();
        assert!(close(
            fitted.map(Point::new(20.0, 20.0)),
            map.map(Point::new(20.0, 20.0))
        ));
        let line = [0.0, 1.0, 2.0].map(|t| (Point::new(t, t), Point::new(t, 0.0), 1.0));
        assert!(Affine::<Full>::fit(&line).is_none());
    }
}
