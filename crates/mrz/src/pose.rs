//! Poses of lines of text: where each character of fixed pitch stands in the picture.

/// A line of characters of fixed pitch, seen in perspective on a page that may be curled: the centre of character `i` is
/// a quadratic polynomial in `i`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LinePose {
    /// Coefficients of the horizontal coordinate, from the constant on, in pixels; the variable is `i / UNIT`.
    pub x: [f32; 3],
    /// The same of the vertical coordinate.
    pub y: [f32; 3],
    /// Height of a capital letter, as a multiple of the pitch beside it. In OCR-B it is 1.
    pub height: f32,
}

/// Characters that the polynomials' variable counts as one, so that their coefficients are of a size.
const UNIT: f32 = 16.0;

impl LinePose {
    /// All characters in one place.
    pub(crate) const NOWHERE: Self = Self {
        x: [0.0; 3],
        y: [0.0; 3],
        height: 1.0,
    };

    /// The pose through `points`: indices of characters with their centres. Quadratic from `bent_from` characters between
    /// the outer ones on, linear below. `None` if there are fewer than three, or they have one place.
    #[must_use]
    pub fn fitted(points: &[(f32, [f32; 2])], bent_from: f32) -> Option<Self> {
        let first = points.first()?.0;
        let (low, high) = points
            .iter()
            .fold((first, first), |(low, high), (i, _)| (low.min(*i), high.max(*i)));
        if points.len() < 3 {
            return None;
        }
        let bent = points.len() >= 5 && high - low >= bent_from;
        let x = polynomial(points.iter().map(|(i, at)| (i / UNIT, at[0])), bent)?;
        let y = polynomial(points.iter().map(|(i, at)| (i / UNIT, at[1])), bent)?;
        Some(Self { x, y, height: 1.0 })
    }

    /// Centre of character `i`, in pixels.
    #[must_use]
    pub fn centre(&self, i: f32) -> [f32; 2] {
        let t = i / UNIT;
        [&self.x, &self.y].map(|c| c[0] + t * (c[1] + t * c[2]))
    }

    /// Step from one character to the next at character `i`, in pixels.
    #[must_use]
    pub fn step(&self, i: f32) -> [f32; 2] {
        let t = i / UNIT;
        [&self.x, &self.y].map(|c| (c[1] + 2.0 * t * c[2]) / UNIT)
    }

    /// Distance between characters at character `i`, in pixels.
    #[must_use]
    pub fn pitch(&self, i: f32) -> f32 {
        let [x, y] = self.step(i);
        x.hypot(y)
    }

    /// Vector from the middle of a capital letter at character `i` to its foot, in pixels.
    #[must_use]
    pub fn foot(&self, i: f32) -> [f32; 2] {
        let [x, y] = self.step(i);
        [-y * self.height / 2.0, x * self.height / 2.0]
    }

    /// The same line with coordinates `factor` times as large.
    #[must_use]
    pub fn scaled(&self, factor: f32) -> Self {
        Self {
            x: self.x.map(|c| c * factor),
            y: self.y.map(|c| c * factor),
            height: self.height,
        }
    }

    /// The same line with character `origin` as character 0.
    #[must_use]
    pub fn renumbered(&self, origin: f32) -> Self {
        let t = origin / UNIT;
        let moved = |c: &[f32; 3]| [c[0] + t * (c[1] + t * c[2]), c[1] + 2.0 * t * c[2], c[2]];
        Self {
            x: moved(&self.x),
            y: moved(&self.y),
            height: self.height,
        }
    }

    /// The same line read from the other end: character `i` becomes character `-i`.
    #[must_use]
    pub fn reversed(&self) -> Self {
        Self {
            x: [self.x[0], -self.x[1], self.x[2]],
            y: [self.y[0], -self.y[1], self.y[2]],
            height: self.height,
        }
    }

    /// The line moved along itself and across (towards the feet of the letters), in pitches, by polynomials in `i` over
    /// half the length of a line, `half`.
    #[must_use]
    pub fn adjusted(&self, adjustment: &Adjustment, half: f32) -> Self {
        let [step_x, step_y] = self.step(0.0);
        let scale = UNIT / half;
        let mut moved = *self;
        let factors = [1.0, scale, scale * scale];
        for (power, factor) in factors.into_iter().enumerate() {
            let along = adjustment.along.get(power).copied().unwrap_or_default() * factor;
            let across = adjustment.across.get(power).copied().unwrap_or_default() * factor;
            if let Some(c) = moved.x.get_mut(power) {
                *c += along * step_x - across * step_y;
            }
            if let Some(c) = moved.y.get_mut(power) {
                *c += along * step_y + across * step_x;
            }
        }
        moved.height = self.height * adjustment.height;
        moved
    }

    /// Index of the character nearest to a point, as a fraction, and the distance across the line, in pitches.
    #[must_use]
    pub fn locate(&self, point: [f32; 2], guess: f32) -> (f32, f32) {
        let mut i = guess;
        let mut across = 0.0;
        for _ in 0..4 {
            let centre = self.centre(i);
            let [sx, sy] = self.step(i);
            let square = (sx * sx + sy * sy).max(1e-6);
            let [dx, dy] = [point[0] - centre[0], point[1] - centre[1]];
            i += (dx * sx + dy * sy) / square;
            across = (dy * sx - dx * sy) / square;
        }
        (i, across)
    }
}

/// Small change of a pose.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adjustment {
    /// Shift along the line, in pitches: constant, linear, quadratic.
    pub along: [f32; 3],
    /// Shift across the line, in pitches.
    pub across: [f32; 3],
    /// Factor of the height.
    pub height: f32,
}

impl Adjustment {
    /// No change.
    pub const NONE: Self = Self {
        along: [0.0; 3],
        across: [0.0; 3],
        height: 1.0,
    };
}

/// Least-squares polynomial through points; linear unless `bent`.
fn polynomial(points: impl Iterator<Item = (f32, f32)>, bent: bool) -> Option<[f32; 3]> {
    // Sums of powers of the variable, and of their products with the value.
    let (mut powers, mut products) = ([0.0_f64; 5], [0.0_f64; 3]);
    for (t, value) in points {
        let (t, value) = (f64::from(t), f64::from(value));
        let mut power = 1.0;
        for (k, sum) in powers.iter_mut().enumerate() {
            *sum += power;
            if let Some(product) = products.get_mut(k) {
                *product += power * value;
            }
            power *= t;
        }
    }
    let [s0, s1, s2, s3, s4] = powers;
    let [p0, p1, p2] = products;
    if !bent {
        let determinant = s0 * s2 - s1 * s1;
        if determinant.abs() < 1e-9 {
            return None;
        }
        let constant = (p0 * s2 - p1 * s1) / determinant;
        let slope = (s0 * p1 - s1 * p0) / determinant;
        return Some([constant as f32, slope as f32, 0.0]);
    }
    // Cramer's rule for the symmetric system of three.
    let determinant = |m: [[f64; 3]; 3]| {
        m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
            + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
    };
    let all = determinant([[s0, s1, s2], [s1, s2, s3], [s2, s3, s4]]);
    if all.abs() < 1e-12 {
        return None;
    }
    Some([
        (determinant([[p0, s1, s2], [p1, s2, s3], [p2, s3, s4]]) / all) as f32,
        (determinant([[s0, p0, s2], [s1, p1, s3], [s2, p2, s4]]) / all) as f32,
        (determinant([[s0, s1, p0], [s1, s2, p1], [s2, s3, p2]]) / all) as f32,
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arc(i: f32) -> [f32; 2] {
        [50.0 + 9.0 * i + 0.02 * i * i, 80.0 - 2.0 * i + 0.01 * i * i]
    }

    fn near(a: [f32; 2], b: [f32; 2]) -> bool {
        (a[0] - b[0]).hypot(a[1] - b[1]) < 0.01
    }

    #[test]
    fn a_fit_goes_through_points_of_a_curve() {
        let points: Vec<_> = (3..40).map(|i| (i as f32, arc(i as f32))).collect();
        let pose = LinePose::fitted(&points, 10.0).unwrap();
        assert!(near(pose.centre(0.0), arc(0.0)) && near(pose.centre(43.0), arc(43.0)));
        assert!(near(pose.renumbered(7.0).centre(2.0), arc(9.0)));
        assert!(near(pose.reversed().centre(-5.0), arc(5.0)));
        assert!(near(pose.scaled(2.0).centre(5.0), arc(5.0).map(|c| 2.0 * c)));
        let straight = LinePose::fitted(&points, 100.0).unwrap();
        assert_eq!((straight.x[2], straight.y[2]), (0.0, 0.0));
        assert_eq!(LinePose::fitted(&points[..2], 10.0), None);
        assert_eq!(LinePose::fitted(&[(1.0, [0.0, 0.0]); 8], 10.0), None);
    }

    #[test]
    fn a_point_is_located_along_and_across() {
        let points: Vec<_> = (0..44).map(|i| (i as f32, arc(i as f32))).collect();
        let pose = LinePose::fitted(&points, 10.0).unwrap();
        let (centre, foot) = (pose.centre(20.0), pose.foot(20.0));
        // Twice the way to the foot is one pitch, the height of a letter.
        let below = [centre[0] + 2.0 * foot[0], centre[1] + 2.0 * foot[1]];
        let (i, across) = pose.locate(below, 0.0);
        assert!((i - 20.0).abs() < 0.05 && (across - 1.0).abs() < 0.05, "{i} {across}");
    }

    #[test]
    fn an_adjustment_moves_along_and_across() {
        let level = LinePose::fitted(&[(-10.0, [0.0, 5.0]), (0.0, [100.0, 5.0]), (10.0, [200.0, 5.0])], 99.0).unwrap();
        let adjustment = Adjustment {
            along: [0.1, 0.0, 0.0],
            across: [0.2, 0.3, 0.0],
            height: 1.1,
        };
        let moved = level.adjusted(&adjustment, 10.0);
        assert!(near(moved.centre(0.0), [101.0, 7.0]));
        assert!(near(moved.centre(10.0), [201.0, 10.0]));
        assert!((moved.height - 1.1).abs() < 1e-6);
    }
}
