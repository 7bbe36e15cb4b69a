//! Points and the two maps between module and picture coordinates.

use super::linear;

/// A point, of the picture in pixels or of the symbol in modules; pixel and module
/// centres lie at .5.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// From left to right.
    pub x: f32,
    /// From top to bottom.
    pub y: f32,
}

impl Point {
    /// A point by its coordinates.
    #[must_use]
    #[inline]
    pub const fn new(x: f32, y: f32) -> Self {
        Self { x, y }
    }

    /// The sum of both, coordinate by coordinate.
    #[must_use]
    #[inline]
    pub fn plus(self, other: Self) -> Self {
        Self::new(self.x + other.x, self.y + other.y)
    }

    /// The way from another point to this one.
    #[must_use]
    #[inline]
    pub fn minus(self, other: Self) -> Self {
        Self::new(self.x - other.x, self.y - other.y)
    }

    /// Farther from the origin by a factor.
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

    /// The area that both span, negative where the other lies to the left.
    #[must_use]
    #[inline]
    pub fn cross(self, other: Self) -> f32 {
        self.x * other.y - self.y * other.x
    }

    /// The point on the way to another, at this share of it.
    #[must_use]
    #[inline]
    pub fn between(self, other: Self, share: f32) -> Self {
        self.plus(other.minus(self).times(share))
    }

    /// Whether both coordinates are numbers.
    #[must_use]
    #[inline]
    pub const fn is_finite(self) -> bool {
        self.x.is_finite() && self.y.is_finite()
    }

    /// Cosine of the angle to another way.
    #[must_use]
    #[inline]
    pub fn cosine(self, other: Self) -> f32 {
        self.dot(other) / (self.length() * other.length()).max(1e-6)
    }

    /// The distance from the origin.
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

/// `from` plus steps along two axes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Affine {
    /// Where it starts.
    pub origin: Point,
    /// One step to the right.
    pub u: Point,
    /// One step down.
    pub v: Point,
}

impl Affine {
    /// Where a point is mapped to.
    #[must_use]
    pub fn at(&self, p: Point) -> Point {
        self.origin.plus(self.u.times(p.x)).plus(self.v.times(p.y))
    }

    /// The same in a picture that is larger by this factor.
    pub fn scaled(&self, factor: f32) -> Self {
        Self {
            origin: self.origin.times(factor),
            u: self.u.times(factor),
            v: self.v.times(factor),
        }
    }

    /// The same after this many quarter turns.
    pub fn turned(&self, quarters: usize) -> Self {
        let mut map = *self;
        for _ in 0..quarters % 4 {
            map = Self {
                origin: map.origin,
                u: map.v,
                v: map.u.times(-1.0),
            };
        }
        map
    }

    /// The map that fits pairs of points best, each with its weight; `None` when they lie
    /// on one line.
    #[inline(never)]
    pub fn fit(pairs: &[(Point, Point, f32)]) -> Option<Self> {
        let (mut weight, mut from, mut to) = (0.0, Point::default(), Point::default());
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
        let (mut xu, mut yu) = (Point::default(), Point::default());
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
        Some(Self { origin, u, v })
    }
}

/// A projective map of the plane.
#[derive(Clone, Copy, Debug)]
pub struct Homography {
    /// Row by row; the last coefficient is 1.
    map: [f32; 8],
    /// What is taken from points before and added to them after, and the size of both.
    from: (Point, f32),
    to: (Point, f32),
}

impl Homography {
    /// The map that fits pairs of points best (the direct linear transform, on points moved and
    /// scaled to about 1; Hartley 1997). `None` when they do not tell one.
    #[inline(never)]
    pub fn fit(pairs: &[(Point, Point)]) -> Option<Self> {
        let (from, to) = (Self::middle(pairs, |pair| pair.0), Self::middle(pairs, |pair| pair.1));
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
        let mut map = [0.0; 8];
        map.iter_mut()
            .zip(&solved)
            .for_each(|(m, solved)| *m = solved[0] as f32);
        map.iter().all(|m| m.is_finite()).then_some(Self { map, from, to })
    }

    /// The middle of points, and about how far they lie from it.
    #[inline(never)]
    fn middle(pairs: &[(Point, Point)], which: fn(&(Point, Point)) -> Point) -> (Point, f32) {
        let count = pairs.len().max(1) as f32;
        let points = || pairs.iter().map(which);
        let middle = points().fold(Point::default(), Point::plus).times(1.0 / count);
        let away: f32 = points().map(|p| p.distance(middle)).sum();
        (middle, (away / count).max(1e-3))
    }

    /// The map around a point.
    pub fn around(&self, p: Point) -> Affine {
        let (x, y) = (Point::new(0.5, 0.0), Point::new(0.0, 0.5));
        Affine {
            origin: self.at(p),
            u: self.at(p.plus(x)).minus(self.at(p.minus(x))),
            v: self.at(p.plus(y)).minus(self.at(p.minus(y))),
        }
    }

    #[inline(never)]
    /// Where a point is mapped to.
    #[must_use]
    pub fn at(&self, p: Point) -> Point {
        let (m, p) = (&self.map, p.minus(self.from.0).times(1.0 / self.from.1));
        let scale = 1.0 / (m[6] * p.x + m[7] * p.y + 1.0);
        let mapped = Point::new(
            (m[0] * p.x + m[1] * p.y + m[2]) * scale,
            (m[3] * p.x + m[4] * p.y + m[5]) * scale,
        );
        mapped.times(self.to.1).plus(self.to.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: Point, b: Point) -> bool {
        a.distance(b) < 1e-3
    }

    #[test]
    fn a_homography_is_told_by_its_points() {
        // x' = (3x + y + 10) / (0.01x + 0.002y + 1), y' = (2y - x + 5) / the same.
        let wanted = |p: Point| {
            let scale = 0.01 * p.x + 0.002 * p.y + 1.0;
            Point::new((3.0 * p.x + p.y + 10.0) / scale, (2.0 * p.y - p.x + 5.0) / scale)
        };
        let corners = [(0.0, 0.0), (70.0, 0.0), (0.0, 70.0), (70.0, 70.0), (30.0, 20.0)];
        let points = corners.map(|(x, y)| Point::new(x, y));
        let map = Homography::fit(&points.map(|p| (p, wanted(p)))).unwrap();
        for n in 0..50 {
            let p = Point::new((n * 7 % 50) as f32, (n * 13 % 60) as f32);
            assert!(map.at(p).distance(wanted(p)) < 0.02, "{p:?}");
        }
        let line = [0.0, 1.0, 2.0, 3.0, 4.0].map(|t| (Point::new(t, t), Point::new(t, 0.0)));
        assert!(Homography::fit(&line).is_none());
        assert!(Homography::fit(&[(Point::default(), Point::default()); 9]).is_none());
    }

    #[test]
    fn an_affine_fit_finds_the_map() {
        let map = Affine {
            origin: Point::new(5.0, -3.0),
            u: Point::new(2.0, 0.5),
            v: Point::new(-0.25, 1.5),
        };
        let points = [(0.0, 0.0), (10.0, 1.0), (3.0, 8.0), (7.0, 7.0)].map(|(x, y)| Point::new(x, y));
        let fitted = Affine::fit(&points.map(|p| (p, map.at(p), 0.5))).unwrap();
        assert!(close(fitted.at(Point::new(20.0, 20.0)), map.at(Point::new(20.0, 20.0))));
        let line = [0.0, 1.0, 2.0].map(|t| (Point::new(t, t), Point::new(t, 0.0), 1.0));
        assert!(Affine::fit(&line).is_none());
    }
}
