//! A smooth map through known points of a symbol.

use super::{
    geometry::{Homography, Point},
    grid::{Known, predict_far},
};

/// A homography, and on it a thin-plate spline through the known points: exact in perspective,
/// smooth where the paper curls.
pub(super) struct Warp {
    base: Homography,
    points: Vec<Point>,
    /// A weight for each point, then for 1, x and y.
    weights: Vec<Point>,
}

/// How far the spline may pass beside a point, which is known to a fraction of a pixel only.
const STIFFNESS: f64 = 0.6;

impl Warp {
    pub fn through(known: &[Known], far: f32) -> Option<Self> {
        let corner = |x: f32, y: f32| predict_far(known, Point::new(x, y)).map(|map| map.origin);
        let quad = [
            corner(3.5, 3.5)?,
            corner(far, 3.5)?,
            corner(far, far)?,
            corner(3.5, far)?,
        ];
        let base = Homography::from_rectangle((3.5, far), (3.5, far), quad)?;
        let points: Vec<Point> = known.iter().map(|k| k.module).collect();
        let n = points.len();
        // [K + stiffness, P; P^T, 0] · weights = [residuals; 0] (Bookstein 1989).
        let mut rows = vec![vec![0.0_f64; n + 5]; n + 3];
        for i in 0..n {
            for j in 0..n {
                rows[i][j] = f64::from(bend(points[i].distance(points[j])));
            }
            rows[i][i] += STIFFNESS;
            for (j, p) in [1.0, points[i].x, points[i].y].into_iter().enumerate() {
                rows[i][n + j] = f64::from(p);
                rows[n + j][i] = f64::from(p);
            }
            let residual = known[i].pixel.minus(base.at(points[i]));
            rows[i][n + 3] = f64::from(residual.x);
            rows[i][n + 4] = f64::from(residual.y);
        }
        let weights = solve(rows)?;
        Some(Self { base, points, weights })
    }

    pub fn at(&self, module: Point) -> Point {
        let n = self.points.len();
        let affine = [1.0, module.x, module.y].into_iter().zip(&self.weights[n..]);
        let mut sum = affine.fold(self.base.at(module), |sum, (t, weight)| sum.plus(weight.times(t)));
        for (point, weight) in self.points.iter().zip(&self.weights) {
            sum = sum.plus(weight.times(bend(point.distance(module))));
        }
        sum
    }
}

/// Energy of a thin plate at a distance: r² ln r, in units that keep the numbers small.
fn bend(distance: f32) -> f32 {
    let r = distance / 10.0;
    if r > 0.0 { r * r * r.ln() } else { 0.0 }
}

/// Solves a square system with two right-hand sides by elimination with pivoting.
fn solve(mut rows: Vec<Vec<f64>>) -> Option<Vec<Point>> {
    let n = rows.len();
    for i in 0..n {
        let pivot = (i..n).max_by(|a, b| rows[*a][i].abs().total_cmp(&rows[*b][i].abs()))?;
        if rows[pivot][i].abs() < 1e-9 {
            return None;
        }
        rows.swap(i, pivot);
        let (done, below) = rows.split_at_mut(i + 1);
        let row = &done[i];
        for other in below {
            let factor = other[i] / row[i];
            for (o, r) in other[i..].iter_mut().zip(&row[i..]) {
                *o -= factor * r;
            }
        }
    }
    let mut solution = vec![Point::default(); n];
    for i in (0..n).rev() {
        let (mut x, mut y) = (rows[i][n], rows[i][n + 1]);
        for j in i + 1..n {
            x -= rows[i][j] * f64::from(solution[j].x);
            y -= rows[i][j] * f64::from(solution[j].y);
        }
        solution[i] = Point::new((x / rows[i][i]) as f32, (y / rows[i][i]) as f32);
    }
    solution
        .iter()
        .all(|p| p.x.is_finite() && p.y.is_finite())
        .then_some(solution)
}
