//! Maps through known points of a symbol: a local one, and a smooth one over the whole symbol.

use greengate_qr_pixels::{
    geometry::{Affine, Homography, Point},
    linear,
    space::{Reduced, Symbol},
};

/// Distance in modules over which the weight of a neighbour decreases.
const WEIGHT_DISTANCE: f32 = 12.0;
/// Regularisation of the spline: points are known to a fraction of a pixel only.
const REGULARISATION: f64 = 0.6;
/// Modules in one unit of the spline's kernel, which keeps the numbers small.
const KERNEL_UNIT: f32 = 10.0;

/// A point of the symbol whose position in the picture is known.
#[derive(Clone, Copy)]
pub(super) struct ControlPoint {
    pub module: Point<Symbol>,
    pub pixel: Point<Reduced>,
}

/// A homography with a thin-plate spline through the residuals of the control points: exact in
/// perspective, smooth on curled paper.
pub(super) struct ThinPlateSpline {
    base: Homography<Reduced>,
    points: Vec<Point<Symbol>>,
    /// A weight for each point, then for 1, x and y.
    weights: Vec<Point<Reduced>>,
}

impl ThinPlateSpline {
    /// The spline through control points; `None` when they do not determine one.
    #[inline(never)]
    pub fn through(points: &[ControlPoint]) -> Option<Self> {
        let base = homography(points)?;
        let modules: Vec<Point<Symbol>> = points.iter().map(|point| point.module).collect();
        let n = modules.len();
        // [K + regularisation, P; P^T, 0] · weights = [residuals; 0] (Bookstein 1989).
        let mut rows = vec![vec![0.0_f64; n + 5]; n + 3];
        for i in 0..n {
            for j in 0..n {
                rows[i][j] = f64::from(kernel(modules[i].distance(modules[j])));
            }
            rows[i][i] += REGULARISATION;
            for (j, p) in [1.0, modules[i].x, modules[i].y].into_iter().enumerate() {
                rows[i][n + j] = f64::from(p);
                rows[n + j][i] = f64::from(p);
            }
            let residual = points[i].pixel.minus(base.map(modules[i]));
            rows[i][n + 3] = f64::from(residual.x);
            rows[i][n + 4] = f64::from(residual.y);
        }
        let weights = linear::solve(rows)?;
        let weights = weights.iter().map(|w| Point::new(w[0] as f32, w[1] as f32)).collect();
        Some(Self {
            base,
            points: modules,
            weights,
        })
    }

    /// The position of a point of the symbol in the picture.
    #[inline(never)]
    pub fn map(&self, module: Point<Symbol>) -> Point<Reduced> {
        let n = self.points.len();
        let affine = [1.0, module.x, module.y].into_iter().zip(&self.weights[n..]);
        let mut sum = affine.fold(self.base.map(module), |sum, (t, weight)| sum.plus(weight.times(t)));
        for (point, weight) in self.points.iter().zip(&self.weights) {
            sum = sum.plus(weight.times(kernel(point.distance(module))));
        }
        sum
    }
}

/// The kernel of the thin-plate spline, r² ln r, at a distance in modules.
fn kernel(distance: f32) -> f32 {
    let r = distance / KERNEL_UNIT;
    if r > 0.0 { r * r * r.ln() } else { 0.0 }
}

/// The affine map around a point of the symbol, fitted to control points by their confidence and
/// nearness. Its origin is the position of the point in the picture.
pub(super) fn local_fit(
    points: impl Iterator<Item = (ControlPoint, f32)>,
    module: Point<Symbol>,
    reach: f32,
) -> Option<Affine<Reduced>> {
    let pairs = points.map(|(point, confidence)| {
        let offset = point.module.minus(module);
        let squared = offset.dot(offset) / (reach * reach);
        // A confident control point at this very point decides alone.
        (offset, point.pixel, confidence / (squared * squared + 0.01))
    });
    Affine::fit(&pairs.collect::<Vec<_>>())
}

/// The homography that fits control points best.
fn homography(points: &[ControlPoint]) -> Option<Homography<Reduced>> {
    let pairs: Vec<_> = points.iter().map(|point| (point.module, point.pixel)).collect();
    Homography::fit(&pairs)
}

/// The extrapolation from control points to distant points of the symbol.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Extrapolation {
    /// Continues the nearest points: for curled paper.
    Affine,
    /// Follows the perspective of all points, corrected by the nearest: for flat paper seen at an
    /// angle, whose far end is smaller.
    Projective,
}

/// The affine map around a distant point of the symbol, by control points that are all certain; the
/// nearest one sets the scale of the weights.
#[inline(never)]
pub(super) fn extrapolate(
    points: &[ControlPoint],
    module: Point<Symbol>,
    extrapolation: Extrapolation,
) -> Option<Affine<Reduced>> {
    if extrapolation == Extrapolation::Projective {
        let base = homography(points)?;
        let residuals: Vec<ControlPoint> = points
            .iter()
            .map(|point| ControlPoint {
                pixel: point.pixel.minus(base.map(point.module)),
                ..*point
            })
            .collect();
        let (map, correction) = (
            base.local_affine(module),
            extrapolate(&residuals, module, Extrapolation::Affine)?,
        );
        return Some(Affine::new(
            map.origin.plus(correction.origin),
            map.u.plus(correction.u),
            map.v.plus(correction.v),
        ));
    }
    let nearest = points
        .iter()
        .map(|point| point.module.distance(module))
        .fold(f32::MAX, f32::min);
    let reach = WEIGHT_DISTANCE.max(nearest);
    let pairs = points.iter().map(|point| {
        let offset = point.module.minus(module);
        let squared = offset.dot(offset) / (reach * reach);
        (offset, point.pixel, 1.0 / (squared * squared).max(1e-6))
    });
    Affine::fit(&pairs.collect::<Vec<_>>())
}
