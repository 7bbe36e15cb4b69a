//! Maps through known points of a symbol: around one place, and a smooth one over all of it.

use super::{
    geometry::{Affine, Homography, Point},
    linear,
};

/// Modules that a neighbour's weight falls off over.
const REACH: f32 = 12.0;

/// A point of the symbol and where it is in the picture.
#[derive(Clone, Copy)]
pub(super) struct Known {
    pub module: Point,
    pub pixel: Point,
}

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
    #[inline(never)]
    pub fn through(known: &[Known]) -> Option<Self> {
        let base = flat(known)?;
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
        let weights = linear::solve(rows)?;
        let weights = weights.iter().map(|w| Point::new(w[0] as f32, w[1] as f32)).collect();
        Some(Self { base, points, weights })
    }

    #[inline(never)]
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

/// The map around a place of the symbol, from known points by how sure each is, near ones
/// counting more; its origin is where the place lies in the picture.
pub(super) fn predict(known: impl Iterator<Item = (Known, f32)>, module: Point, reach: f32) -> Option<Affine> {
    let pairs = known.map(|(k, sure)| {
        let away = k.module.minus(module);
        let near = away.dot(away) / (reach * reach);
        // A place of its own that is known decides alone, when it is sure.
        (away, k.pixel, sure / (near * near + 0.01))
    });
    Affine::fit(&pairs.collect::<Vec<_>>())
}

/// The homography that fits what is known best.
fn flat(known: &[Known]) -> Option<Homography> {
    let pairs: Vec<(Point, Point)> = known.iter().map(|known| (known.module, known.pixel)).collect();
    Homography::fit(&pairs)
}

/// How what is known is carried on to places farther away.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ahead {
    /// As the nearest points go on: for curled paper.
    Evenly,
    /// As all of them lie in perspective, corrected by the nearest: for flat paper seen from the
    /// side, whose far end is smaller than the near one.
    InPerspective,
}

/// As [`predict`], by points that are all sure, the nearest setting the scale.
#[inline(never)]
pub(super) fn predict_far(known: &[Known], module: Point, ahead: Ahead) -> Option<Affine> {
    if ahead == Ahead::InPerspective {
        let flat = flat(known)?;
        let beside: Vec<Known> = known
            .iter()
            .map(|known| Known {
                pixel: known.pixel.minus(flat.at(known.module)),
                ..*known
            })
            .collect();
        let (map, beside) = (flat.around(module), predict_far(&beside, module, Ahead::Evenly)?);
        return Some(Affine {
            origin: map.origin.plus(beside.origin),
            u: map.u.plus(beside.u),
            v: map.v.plus(beside.v),
        });
    }
    let nearest = known.iter().map(|k| k.module.distance(module)).fold(f32::MAX, f32::min);
    let reach = REACH.max(nearest);
    let pairs = known.iter().map(|k| {
        let away = k.module.minus(module);
        let near = away.dot(away) / (reach * reach);
        (away, k.pixel, 1.0 / (near * near).max(1e-6))
    });
    Affine::fit(&pairs.collect::<Vec<_>>())
}
