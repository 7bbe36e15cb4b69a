//! Points and the two maps between module and picture coordinates.

/// A point, of the picture in pixels or of the symbol in modules; pixel and module
/// centres lie at .5.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Point {
    pub x: f32,
    pub y: f32,
}

impl Point {
    pub const fn new(x: f32, y: f32) -> Self {
        Self { x, y }
    }

    pub fn plus(self, other: Self) -> Self {
        Self::new(self.x + other.x, self.y + other.y)
    }

    pub fn minus(self, other: Self) -> Self {
        Self::new(self.x - other.x, self.y - other.y)
    }

    pub fn times(self, factor: f32) -> Self {
        Self::new(self.x * factor, self.y * factor)
    }

    pub fn dot(self, other: Self) -> f32 {
        self.x * other.x + self.y * other.y
    }

    pub fn cross(self, other: Self) -> f32 {
        self.x * other.y - self.y * other.x
    }

    /// The point on the way to another, at this share of it.
    pub fn between(self, other: Self, share: f32) -> Self {
        self.plus(other.minus(self).times(share))
    }

    pub const fn is_finite(self) -> bool {
        self.x.is_finite() && self.y.is_finite()
    }

    pub fn length(self) -> f32 {
        self.dot(self).sqrt()
    }

    pub fn distance(self, other: Self) -> f32 {
        self.minus(other).length()
    }
}

/// `from` plus steps along two axes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Affine {
    pub origin: Point,
    pub u: Point,
    pub v: Point,
}

impl Affine {
    pub fn at(&self, p: Point) -> Point {
        self.origin.plus(self.u.times(p.x)).plus(self.v.times(p.y))
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
    pub fn fit(pairs: impl Iterator<Item = (Point, Point, f32)> + Clone) -> Option<Self> {
        let (mut weight, mut from, mut to) = (0.0, Point::default(), Point::default());
        for (a, b, w) in pairs.clone() {
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
        for (a, b, w) in pairs {
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
pub(super) struct Homography([f32; 8]);

impl Homography {
    /// The map from a rectangle `(x0, y0)..(x1, y1)` to a quadrilateral: its corners in the
    /// order top left, top right, bottom right, bottom left. `None` when it is degenerate.
    pub fn from_rectangle(x: (f32, f32), y: (f32, f32), quad: [Point; 4]) -> Option<Self> {
        // Unit square to quadrilateral (Heckbert 1989), then the rectangle before it.
        let [p0, p1, p2, p3] = quad;
        let (d1, d2) = (p1.minus(p2), p3.minus(p2));
        let sum = p0.minus(p1).plus(p2).minus(p3);
        let det = d1.cross(d2);
        if det.abs() < 1e-6 {
            return None;
        }
        let (g, h) = (sum.cross(d2) / det, d1.cross(sum) / det);
        let a = Point::new(p1.x * (g + 1.0) - p0.x, p1.y * (g + 1.0) - p0.y);
        let b = Point::new(p3.x * (h + 1.0) - p0.x, p3.y * (h + 1.0) - p0.y);
        let (sx, sy) = (1.0 / (x.1 - x.0), 1.0 / (y.1 - y.0));
        let (tx, ty) = (-x.0 * sx, -y.0 * sy);
        let scale = g * tx + h * ty + 1.0;
        let row = |a: f32, b: f32, c: f32| [a * sx / scale, b * sy / scale, (a * tx + b * ty + c) / scale];
        let ([m0, m1, m2], [m3, m4, m5]) = (row(a.x, b.x, p0.x), row(a.y, b.y, p0.y));
        let map = [m0, m1, m2, m3, m4, m5, g * sx / scale, h * sy / scale];
        map.iter().all(|m| m.is_finite()).then_some(Self(map))
    }

    pub fn at(&self, p: Point) -> Point {
        let m = &self.0;
        let scale = 1.0 / (m[6] * p.x + m[7] * p.y + 1.0);
        Point::new(
            (m[0] * p.x + m[1] * p.y + m[2]) * scale,
            (m[3] * p.x + m[4] * p.y + m[5]) * scale,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: Point, b: Point) -> bool {
        a.distance(b) < 1e-3
    }

    #[test]
    fn a_homography_maps_the_corners() {
        let quad = [
            Point::new(10.0, 12.0),
            Point::new(90.0, 5.0),
            Point::new(120.0, 100.0),
            Point::new(0.0, 80.0),
        ];
        let map = Homography::from_rectangle((3.5, 17.5), (6.5, 20.5), quad).unwrap();
        for (corner, wanted) in [(3.5, 6.5), (17.5, 6.5), (17.5, 20.5), (3.5, 20.5)]
            .into_iter()
            .zip(quad)
        {
            assert!(close(map.at(Point::new(corner.0, corner.1)), wanted));
        }
        assert!(Homography::from_rectangle((0.0, 1.0), (0.0, 1.0), [Point::default(); 4]).is_none());
    }

    #[test]
    fn an_affine_fit_finds_the_map() {
        let map = Affine {
            origin: Point::new(5.0, -3.0),
            u: Point::new(2.0, 0.5),
            v: Point::new(-0.25, 1.5),
        };
        let points = [(0.0, 0.0), (10.0, 1.0), (3.0, 8.0), (7.0, 7.0)].map(|(x, y)| Point::new(x, y));
        let fitted = Affine::fit(points.iter().map(|p| (*p, map.at(*p), 0.5))).unwrap();
        assert!(close(fitted.at(Point::new(20.0, 20.0)), map.at(Point::new(20.0, 20.0))));
        let line = [0.0, 1.0, 2.0].map(|t| (Point::new(t, t), Point::new(t, 0.0), 1.0));
        assert!(Affine::fit(line.into_iter()).is_none());
    }
}
