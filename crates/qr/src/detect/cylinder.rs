//! The surface of a cylinder in front of a camera, such as a label on a bottle: a map from modules to
//! pixels with eight parameters, as many as a homography has.

use super::warp::ControlPoint;
use greengate_qr_pixels::{
    geometry::{Affine, Point},
    linear,
    space::{Reduced, Symbol},
};
use std::f64::consts::PI;

/// Parameters of the surface: see [`Cylinder`].
pub(super) const PARAMETERS: usize = 8;
/// Steps of the least-squares fit from each first guess.
const FIRST_STEPS: usize = 5;
/// First guesses that are fitted to the end, the best ones.
const CONTINUED: usize = 3;
/// Steps of these, at most.
const FIT_STEPS: usize = 25;
/// Angle in radians from the middle of a symbol to its edge in the first guess.
const FIRST_BEND: f64 = 0.5;
/// Directions, within half a turn, in which the first guesses are bent.
const DIRECTIONS: usize = 4;
/// The largest bend: beyond it a side of the symbol turns away from the camera.
const LARGEST_BEND: f64 = 1.6;

/// A symbol on a cylinder.
#[derive(Clone)]
pub(super) struct Cylinder {
    camera: Camera,
    /// Modules from the middle of the symbol to its edge.
    half: f64,
    /// Position of the middle in pixels divided by the first guess of the scale (2), logarithm of the
    /// scale relative to that guess, rotation vector (3), direction across the axis in the symbol in
    /// radians, and the angle in radians around which half of the symbol's side is bent: positive with
    /// the edges farther from the camera.
    parameters: [f64; PARAMETERS],
}

/// What the parameters are relative to.
#[derive(Clone)]
struct Camera {
    /// Focal length in pixels.
    focal: f64,
    /// Point of the picture on the optical axis.
    centre: [f64; 2],
    /// Pixels per module.
    scale: f64,
    /// Rotation from the symbol to the camera.
    rotation: [[f64; 3]; 3],
}

impl Cylinder {
    /// The cylinder that fits known points of a symbol best, and the root mean square of its residuals in modules.
    /// `size` is the symbol's side in modules, `picture` the width and height in pixels.
    pub fn fit(points: &[ControlPoint], size: usize, picture: (f32, f32)) -> Option<(Self, f64)> {
        let pairs: Vec<_> = points.iter().map(|point| (point.module, point.pixel, 1.0)).collect();
        let affine = Affine::fit(&pairs)?;
        let middle = affine.map(Point::new(size as f32 / 2.0, size as f32 / 2.0));
        let mut started = Vec::with_capacity(4 * DIRECTIONS);
        for backwards in [false, true] {
            let camera = Camera::new(&affine, picture, backwards)?;
            let (x, y) = (f64::from(middle.x) / camera.scale, f64::from(middle.y) / camera.scale);
            for n in 0..2 * DIRECTIONS {
                let bend = if n % 2 == 0 { FIRST_BEND } else { -FIRST_BEND };
                let direction = PI * (n / 2) as f64 / DIRECTIONS as f64;
                let first = Self {
                    camera: camera.clone(),
                    half: size as f64 / 2.0,
                    parameters: [x, y, 0.0, 0.0, 0.0, 0.0, direction, bend],
                };
                started.push(first.fitted(points, FIRST_STEPS));
            }
        }
        let started = compact_sort::sorted_by_key(started, |(_, error)| *error as f32);
        let fitted = started
            .into_iter()
            .take(CONTINUED)
            .map(|(cylinder, _)| cylinder.fitted(points, FIT_STEPS));
        let (best, error) = fitted.min_by(|a, b| a.1.total_cmp(&b.1))?;
        let residual = (error / points.len() as f64).sqrt();
        residual.is_finite().then_some((best, residual))
    }

    /// The same fitted to more points.
    pub fn refitted(&self, points: &[ControlPoint]) -> Self {
        self.fitted(points, FIT_STEPS).0
    }

    /// The position of a point of the symbol.
    pub fn map(&self, module: Point<Symbol>) -> Point<Reduced> {
        let [x, y] = self.position([f64::from(module.x), f64::from(module.y)]);
        Point::new(x as f32, y as f32)
    }

    /// The affine map around a point of the symbol.
    pub fn local_affine(&self, p: Point<Symbol>) -> Affine<Reduced> {
        let (x, y) = (Point::new(0.5, 0.0), Point::new(0.0, 0.5));
        Affine::new(
            self.map(p),
            self.map(p.plus(x)).minus(self.map(p.minus(x))),
            self.map(p.plus(y)).minus(self.map(p.minus(y))),
        )
    }

    /// The same with one parameter changed by about this many modules at the symbol's edge.
    pub fn perturbed(&self, parameter: usize, modules: f64) -> Self {
        let mut changed = self.clone();
        changed.parameters[parameter] += match parameter {
            0 | 1 => modules,
            _ => modules / self.half,
        };
        changed
    }

    fn position(&self, module: [f64; 2]) -> [f64; 2] {
        let [px, py, scale, wx, wy, wz, direction, bend] = self.parameters;
        let Camera {
            focal,
            centre,
            scale: first_scale,
            rotation,
        } = &self.camera;
        let (x, y) = (module[0] - self.half, module[1] - self.half);
        let (sin, cos) = direction.sin_cos();
        let across = x * cos + y * sin;
        let curvature = bend / self.half;
        let angle = across * curvature;
        // sin(t) / t and (1 - cos(t)) / t go on where the surface is flat.
        let (shift, depth) = if angle.abs() < 1e-4 {
            (0.0, across * angle / 2.0)
        } else {
            (angle.sin() / curvature - across, (1.0 - angle.cos()) / curvature)
        };
        let point = [x + shift * cos, y + shift * sin, depth];
        let point = times(rotation, rotated(point, [wx, wy, wz]));
        let scale = first_scale * scale.exp();
        let perspective = 1.0 / (1.0 + scale * point[2] / focal).max(0.05);
        let along =
            |n: usize, middle: f64| centre[n] + (middle * first_scale - centre[n] + scale * point[n]) * perspective;
        [along(0, px), along(1, py)]
    }

    /// Sum of the squares of the residuals in modules.
    fn error(&self, points: &[ControlPoint]) -> f64 {
        points
            .iter()
            .flat_map(|point| self.residual(point))
            .map(|r| r * r)
            .sum()
    }

    fn residual(&self, point: &ControlPoint) -> [f64; 2] {
        let [x, y] = self.position([f64::from(point.module.x), f64::from(point.module.y)]);
        [
            (x - f64::from(point.pixel.x)) / self.camera.scale,
            (y - f64::from(point.pixel.y)) / self.camera.scale,
        ]
    }

    /// Minimises the residuals by the method of Levenberg and Marquardt, in so many steps at most. Returns the sum of
    /// their squares too.
    fn fitted(&self, points: &[ControlPoint], steps: usize) -> (Self, f64) {
        const STEP: f64 = 1e-5;
        const CONVERGED: f64 = 1e-4;
        let mut best = self.clone();
        let mut error = best.error(points);
        let mut damping = 1e-2;
        for _ in 0..steps {
            let moved: [Self; PARAMETERS] = std::array::from_fn(|n| {
                let mut moved = best.clone();
                moved.parameters[n] += STEP;
                moved
            });
            let mut rows = vec![vec![0.0; PARAMETERS + 1]; PARAMETERS];
            for point in points {
                let residual = best.residual(point);
                let derivatives: [[f64; 2]; PARAMETERS] = std::array::from_fn(|n| {
                    let moved = moved[n].residual(point);
                    [0, 1].map(|axis| (moved[axis] - residual[axis]) / STEP)
                });
                for (row, derivative) in rows.iter_mut().zip(&derivatives) {
                    for axis in [0, 1] {
                        for (sum, other) in row.iter_mut().zip(&derivatives) {
                            *sum += derivative[axis] * other[axis];
                        }
                        row[PARAMETERS] -= derivative[axis] * residual[axis];
                    }
                }
            }
            for (n, row) in rows.iter_mut().enumerate() {
                row[n] += damping * (row[n] + 1e-3);
            }
            let Some(changes) = linear::solve(rows) else { break };
            let mut tried = best.clone();
            for (parameter, change) in tried.parameters.iter_mut().zip(&changes) {
                *parameter += change[0];
            }
            let bend = &mut tried.parameters[PARAMETERS - 1];
            *bend = bend.clamp(-LARGEST_BEND, LARGEST_BEND);
            let now = tried.error(points);
            if now < error {
                let gain = error - now;
                (best, error) = (tried, now);
                damping *= 0.3;
                if gain < CONVERGED * error {
                    break;
                }
            } else {
                damping *= 5.0;
            }
        }
        (best, error)
    }
}

impl Camera {
    /// The camera that sees a flat symbol by this map, from so far away that perspective does not
    /// show. Two poses look alike: `backwards` tells which.
    fn new(map: &Affine<Reduced>, (width, height): (f32, f32), backwards: bool) -> Option<Self> {
        /// Focal length of a telephone's camera relative to the longer side of its pictures.
        const FOCAL_LENGTH: f64 = 0.8;
        let (width, height) = (f64::from(width), f64::from(height));
        let [u, v] = [map.u, map.v].map(|axis| [f64::from(axis.x), f64::from(axis.y)]);
        let dot = |a: [f64; 2], b: [f64; 2]| a[0] * b[0] + a[1] * b[1];
        let (uu, vv, uv) = (dot(u, u), dot(v, v), dot(u, v));
        // The axes are orthogonal and of equal length in space.
        let squared = f64::midpoint(uu, vv) + (uu - vv).hypot(2.0 * uv) / 2.0;
        let scale = squared.sqrt();
        if scale.is_nan() || scale < 0.5 {
            return None;
        }
        let sign = if backwards { -1.0 } else { 1.0 };
        let depths = [
            sign * (squared - uu).max(0.0).sqrt(),
            -sign * uv.signum() * (squared - vv).max(0.0).sqrt(),
        ];
        let [x, y] = [[u[0], u[1], depths[0]], [v[0], v[1], depths[1]]].map(|axis| axis.map(|t| t / scale));
        let z = [
            x[1] * y[2] - x[2] * y[1],
            x[2] * y[0] - x[0] * y[2],
            x[0] * y[1] - x[1] * y[0],
        ];
        Some(Self {
            focal: FOCAL_LENGTH * width.max(height),
            centre: [width / 2.0, height / 2.0],
            scale,
            rotation: [0, 1, 2].map(|n| [x[n], y[n], z[n]]),
        })
    }
}

fn times(matrix: &[[f64; 3]; 3], v: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| row[0] * v[0] + row[1] * v[1] + row[2] * v[2])
}

/// A point rotated by a rotation vector (Rodrigues).
fn rotated(p: [f64; 3], w: [f64; 3]) -> [f64; 3] {
    let angle = (w[0] * w[0] + w[1] * w[1] + w[2] * w[2]).sqrt();
    if angle < 1e-9 {
        return p;
    }
    let axis = w.map(|t| t / angle);
    let (sin, cos) = angle.sin_cos();
    let cross = [
        axis[1] * p[2] - axis[2] * p[1],
        axis[2] * p[0] - axis[0] * p[2],
        axis[0] * p[1] - axis[1] * p[0],
    ];
    let dot = axis[0] * p[0] + axis[1] * p[1] + axis[2] * p[2];
    std::array::from_fn(|n| p[n] * cos + cross[n] * sin + axis[n] * dot * (1.0 - cos))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::grid::{POSE_POINTS, finder_centres};

    const SIZE: usize = 21;
    const PICTURE: (f32, f32) = (400.0, 300.0);

    /// A cylinder seen from the front, its parameters changed by these amounts.
    fn cylinder(changes: [f64; PARAMETERS]) -> Cylinder {
        let front = Affine::new(Point::new(140.0, 90.0), Point::new(5.0, 0.5), Point::new(-0.5, 5.0));
        let mut cylinder = Cylinder {
            camera: Camera::new(&front, PICTURE, false).unwrap(),
            half: SIZE as f64 / 2.0,
            parameters: [38.0, 29.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        };
        cylinder.parameters.iter_mut().zip(changes).for_each(|(p, c)| *p += c);
        cylinder
    }

    #[test]
    fn the_finder_patterns_determine_the_surface() {
        let surfaces = [
            [0.0, 0.0, 0.1, 0.0, 0.0, 0.0, 0.0, 0.0],
            [1.0, 2.0, 0.0, 0.5, 0.1, 0.0, 0.0, 0.7],
            [0.0, 0.0, 0.0, -0.4, 0.2, 1.0, 0.8, 0.6],
            [0.0, 0.0, 0.0, 0.1, 0.5, -2.0, 1.6, 0.5],
        ];
        for changes in surfaces {
            let wanted = cylinder(changes);
            let points: Vec<ControlPoint> = finder_centres(SIZE)
                .into_iter()
                .flat_map(|centre| POSE_POINTS.map(|offset| centre.plus(offset)))
                .map(|module| ControlPoint {
                    module,
                    pixel: wanted.map(module),
                })
                .collect();
            let (fitted, residual) = Cylinder::fit(&points, SIZE, PICTURE).unwrap();
            assert!(residual < 0.02, "{residual}");
            // The corner without a finder pattern.
            let corner = Point::new(SIZE as f32, SIZE as f32);
            let off = fitted.map(corner).distance(wanted.map(corner)) / 5.0;
            assert!(off < 0.5, "{changes:?}: {off} modules");
        }
    }

    #[test]
    fn points_on_a_line_determine_no_surface() {
        let points: Vec<ControlPoint> = (0..15)
            .map(|n| ControlPoint {
                module: Point::new(n as f32, n as f32),
                pixel: Point::new(n as f32 * 4.0, 12.0),
            })
            .collect();
        assert!(Cylinder::fit(&points, SIZE, PICTURE).is_none());
        assert!(Cylinder::fit(&[], SIZE, PICTURE).is_none());
    }
}
