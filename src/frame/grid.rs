//! Where every module lies in the picture, and what it shows.
//!
//! The finder patterns give a first map; from there alignment patterns are looked for one
//! after the other, each predicted from those already found. Between them the symbol is
//! mapped piece by piece, so that curled paper and wide lenses do no harm.

use super::{
    Luma,
    geometry::{Affine, Homography, Point},
    locate::Triple,
};

/// An alignment pattern must resemble the ideal one by this correlation.
const RESEMBLANCE: f32 = 0.55;
/// Modules that a neighbour's weight falls off over.
const REACH: f32 = 12.0;

/// A symbol found in a picture: the map from modules to pixels, as a mesh.
pub(super) struct Grid {
    /// Modules a side.
    pub size: usize,
    /// Meshes a side.
    meshes: usize,
    /// Where the knots of the mesh lie in the picture, row by row.
    knots: Vec<Point>,
    /// Share of the alignment patterns that were found.
    pub found: f32,
}

/// Modules a mesh, about: between its knots the map is as good as straight.
const MESH: usize = 4;

/// Centres of the alignment patterns along one side (ISO/IEC 18004, annex E).
fn alignment(version: usize) -> Vec<f32> {
    if version < 2 {
        return Vec::new();
    }
    let size = 17 + 4 * version;
    let count = version / 7 + 2;
    let (first, last) = (6, size - 7);
    // Equal steps from the end, even, and the odd remainder at the start; version 32 is the
    // standard's own exception.
    let step = if version == 32 {
        26
    } else {
        (version * 4 + count * 2 + 1) / (count * 2 - 2) * 2
    };
    let mut centres: Vec<usize> = (0..count - 1).map(|n| last - n * step).collect();
    centres.push(first);
    centres.reverse();
    centres.iter().map(|c| *c as f32 + 0.5).collect()
}

/// A point of the symbol and where it is in the picture.
#[derive(Clone, Copy)]
struct Known {
    module: Point,
    pixel: Point,
}

impl Grid {
    /// Fits a symbol of this version to the axes of three finder patterns: top left, top
    /// right, bottom left. `None` when the points make
    /// no sense.
    pub fn fit(image: &Luma, finders: &[Affine; 3], version: usize) -> Option<Self> {
        let size = 17 + 4 * version;
        let far = size as f32 - 3.5;
        let mut known = Vec::with_capacity(64);
        let places = [Point::new(3.5, 3.5), Point::new(far, 3.5), Point::new(3.5, far)];
        for (module, axes) in places.into_iter().zip(finders) {
            known.push(Known {
                module,
                pixel: axes.origin,
            });
            for (x, y) in [(3.0, 0.0), (-3.0, 0.0), (0.0, 3.0), (0.0, -3.0)] {
                let away = Point::new(x, y);
                known.push(Known {
                    module: module.plus(away),
                    pixel: axes.at(away),
                });
            }
        }
        let centres = alignment(version);
        let found = find_alignment(image, &centres, &mut known)?;
        let warp = Warp::through(&known, far)?;
        let meshes = size.div_ceil(MESH);
        let place = |n: usize| (n * size) as f32 / meshes as f32;
        let mut knots = Vec::with_capacity((meshes + 1) * (meshes + 1));
        for y in 0..=meshes {
            knots.extend((0..=meshes).map(|x| warp.at(Point::new(place(x), place(y)))));
        }
        Some(Self {
            size,
            meshes,
            knots,
            found,
        })
    }

    /// Where a point of the symbol lies in the picture.
    pub fn at(&self, module: Point) -> Point {
        let place = |t: f32| {
            let t = t * self.meshes as f32 / self.size as f32;
            let n = (t.max(0.0) as usize).min(self.meshes - 1);
            (n, t - n as f32)
        };
        let ((column, dx), (row, dy)) = (place(module.x), place(module.y));
        let knot = |x: usize, y: usize| self.knots[(row + y) * (self.meshes + 1) + column + x];
        let along = |y: usize| knot(0, y).times(1.0 - dx).plus(knot(1, y).times(dx));
        along(0).times(1.0 - dy).plus(along(1).times(dy))
    }

    /// How well the symbol fits: the timing patterns must change from module to module, and
    /// alignment patterns be where they were looked for.
    pub fn likelihood(&self, image: &Luma) -> f32 {
        let (mut swings, mut contrast) = (0.0, 1.0);
        let mut line = |at: &dyn Fn(f32) -> Point| {
            for i in 8..self.size - 8 {
                let value = |i: usize| {
                    let p = self.at(at(i as f32 + 0.5));
                    image.between(p.x, p.y)
                };
                let step = value(i + 1) - value(i);
                // From a dark module (even) to a light one it must rise.
                swings += if i % 2 == 0 { step } else { -step };
                contrast += step.abs();
            }
        };
        line(&|t| Point::new(t, 6.5));
        line(&|t| Point::new(6.5, t));
        swings / contrast + 0.5 * self.found
    }

    /// Grey value of every module: a weighted mean around its centre.
    pub fn sample(&self, image: &Luma) -> Vec<f32> {
        // Offsets in modules with their weights: the middle counts most.
        const AROUND: [(f32, f32, f32); 9] = [
            (0.0, 0.0, 4.0),
            (-0.25, 0.0, 2.0),
            (0.25, 0.0, 2.0),
            (0.0, -0.25, 2.0),
            (0.0, 0.25, 2.0),
            (-0.25, -0.25, 1.0),
            (0.25, -0.25, 1.0),
            (-0.25, 0.25, 1.0),
            (0.25, 0.25, 1.0),
        ];
        let mut values = Vec::with_capacity(self.size * self.size);
        for y in 0..self.size {
            for x in 0..self.size {
                let (mut sum, mut weight) = (0.0, 0.0);
                for (dx, dy, w) in AROUND {
                    let p = self.at(Point::new(x as f32 + 0.5 + dx, y as f32 + 0.5 + dy));
                    sum += w * image.between(p.x, p.y);
                    weight += w;
                }
                values.push(sum / weight);
            }
        }
        values
    }

    /// Corners of the symbol in the picture.
    pub fn corners(&self) -> [(f32, f32); 4] {
        let end = self.size as f32;
        [(0.0, 0.0), (end, 0.0), (end, end), (0.0, end)].map(|(x, y)| {
            let p = self.at(Point::new(x, y));
            (p.x, p.y)
        })
    }
}

/// A homography, and on it a thin-plate spline through the known points: exact in perspective,
/// smooth where the paper curls.
struct Warp {
    base: Homography,
    points: Vec<Point>,
    /// A weight for each point, then for 1, x and y.
    weights: Vec<Point>,
}

/// How far the spline may pass beside a point, which is known to a fraction of a pixel only.
const STIFFNESS: f64 = 0.6;

impl Warp {
    fn through(known: &[Known], far: f32) -> Option<Self> {
        let corner = |x: f32, y: f32| predict(known, Point::new(x, y)).map(|map| map.origin);
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

    fn at(&self, module: Point) -> Point {
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

/// The axes at each finder pattern of a triple. On curled paper and in perspective they are
/// each pattern's own. With the resemblance of the least of them.
pub(super) fn finder_axes(image: &Luma, triple: &Triple) -> (f32, [Affine; 3]) {
    let unit = |p: Point| p.times(triple.module / p.length().max(1.0));
    let (u, v) = (
        unit(triple.right.minus(triple.corner)),
        unit(triple.below.minus(triple.corner)),
    );
    let mut least = f32::MAX;
    let axes = [triple.corner, triple.right, triple.below].map(|origin| {
        let (resemblance, axes) = refine_axes(image, Affine { origin, u, v });
        least = least.min(resemblance);
        axes
    });
    (least, axes)
}

/// The axes of a finder pattern: those under which what lies there looks most like one.
fn refine_axes(image: &Luma, guess: Affine) -> (f32, Affine) {
    let mut best = (finder_resemblance(image, &guess), guess);
    let mut step = 0.24_f32;
    for _ in 0..5 {
        // Each axis is turned and stretched on its own, until nothing gets better.
        for _ in 0..2 {
            let before = best.0;
            for (turn, stretch) in [(step, 0.0), (-step, 0.0), (0.0, step), (0.0, -step)] {
                let change = |axis: Point| {
                    Point::new(
                        stretch.mul_add(axis.x, axis.x) - turn * axis.y,
                        stretch.mul_add(axis.y, axis.y) + turn * axis.x,
                    )
                };
                for (u, v) in [(change(best.1.u), best.1.v), (best.1.u, change(best.1.v))] {
                    let tried = Affine { u, v, ..best.1 };
                    let score = finder_resemblance(image, &tried);
                    if score > best.0 {
                        best = (score, tried);
                    }
                }
            }
            if best.0 <= before {
                break;
            }
        }
        step *= 0.6;
    }
    best
}

/// Correlation of what lies there with a finder pattern.
fn finder_resemblance(image: &Luma, axes: &Affine) -> f32 {
    /// Samples a side, three in two modules.
    const SIDE: u8 = 10;
    const SAMPLES: f32 = SIDE as f32 * SIDE as f32;
    let (mut sum, mut squares, mut light, mut lights) = (0.0, 0.0, 0.0, 0.0);
    for y in 0..SIDE {
        for x in 0..SIDE {
            let (dx, dy) = (f32::from(x).mul_add(0.7, -3.15), f32::from(y).mul_add(0.7, -3.15));
            let p = axes.at(Point::new(dx, dy));
            let value = image.between(p.x, p.y);
            sum += value;
            squares += value * value;
            let ring = dx.abs().max(dy.abs());
            if (1.5..2.5).contains(&ring) {
                light += value;
                lights += 1.0;
            }
        }
    }
    let variance = squares - sum * sum / SAMPLES;
    let covariance = light - lights * sum / SAMPLES;
    let pattern = lights - lights * lights / SAMPLES;
    if variance < 50.0 {
        0.0
    } else {
        covariance / (variance * pattern).sqrt()
    }
}

/// The map around a point, from the points that are known, near ones counting more; its
/// origin is the point's place in the picture.
fn predict(known: &[Known], module: Point) -> Option<Affine> {
    let nearest = known.iter().map(|k| k.module.distance(module)).fold(f32::MAX, f32::min);
    let reach = REACH.max(nearest);
    let pairs = known.iter().map(|k| {
        let away = k.module.minus(module);
        let near = away.length() / reach;
        // An own place that is known decides alone.
        let weight = 1.0 / near.powi(4).max(1e-6);
        (away, k.pixel, weight)
    });
    Affine::fit(pairs)
}

/// Looks for every alignment pattern, the nearest to known ground first; gives the share
/// that was found.
fn find_alignment(image: &Luma, centres: &[f32], known: &mut Vec<Known>) -> Option<f32> {
    let (Some(first), Some(last)) = (centres.first(), centres.last()) else {
        return Some(1.0);
    };
    let corner = |x: f32, y: f32| (x == *first && (y == *first || y == *last)) || (x == *last && y == *first);
    let mut wanted: Vec<Point> = Vec::new();
    for y in centres {
        wanted.extend(centres.iter().filter(|x| !corner(**x, *y)).map(|x| Point::new(*x, *y)));
    }
    let (all, finders) = (wanted.len(), known.len());
    let modules = wanted.clone();
    while !wanted.is_empty() {
        let distance = |p: &Point| known.iter().map(|k| k.module.distance(*p)).fold(f32::MAX, f32::min);
        let (n, near) = wanted
            .iter()
            .enumerate()
            .map(|(n, p)| (n, distance(p)))
            .min_by(|a, b| a.1.total_cmp(&b.1))?;
        let module = wanted.swap_remove(n);
        let guess = predict(known, module)?;
        // The farther from known ground, the farther the guess may be off.
        let doubt = near.mul_add(0.09, 1.0).min(7.0);
        if let Some(pixel) = search(image, &guess, doubt) {
            known.push(Known { module, pixel });
        }
    }
    // With most of them known, those that were missed are looked for nearby.
    for module in modules {
        if !known.iter().any(|k| k.module == module)
            && let Some(pixel) = search(image, &predict(known, module)?, 1.0)
        {
            known.push(Known { module, pixel });
        }
    }
    let found = known.len() - finders;
    Some(found as f32 / all as f32)
}

/// Looks for an alignment pattern around a guess, up to `doubt` modules away; its centre to
/// a fraction of a module.
fn search(image: &Luma, guess: &Affine, doubt: f32) -> Option<Point> {
    let mut best = (f32::MIN, Point::default());
    let mut step = 0.5;
    let look = |around: Point, reach: f32, step: f32, best: &mut (f32, Point)| {
        let n = (reach / step).ceil() as i32;
        for j in -n..=n {
            for i in -n..=n {
                let offset = around.plus(Point::new(i as f32 * step, j as f32 * step));
                // Of equals the nearest to the guess.
                let score = resemblance(image, guess, offset) - 0.015 * offset.length();
                if score > best.0 {
                    *best = (score, offset);
                }
            }
        }
    };
    look(Point::default(), doubt, step, &mut best);
    if best.0 < RESEMBLANCE - 0.2 {
        return None;
    }
    for _ in 0..2 {
        step /= 2.0;
        let around = best.1;
        look(around, step, step, &mut best);
    }
    (best.0 >= RESEMBLANCE).then(|| guess.at(best.1))
}

/// Correlation of what lies there with an alignment pattern: a dark module in a light ring
/// in a dark ring.
fn resemblance(image: &Luma, guess: &Affine, offset: Point) -> f32 {
    let (mut sum, mut squares, mut light) = (0.0, 0.0, 0.0);
    for y in -2_i8..=2 {
        for x in -2_i8..=2 {
            let p = guess.at(offset.plus(Point::new(x.into(), y.into())));
            let value = image.between(p.x, p.y);
            sum += value;
            squares += value * value;
            if x.abs().max(y.abs()) == 1 {
                light += value;
            }
        }
    }
    // 25 samples, 8 of them light.
    let variance = squares - sum * sum / 25.0;
    let covariance = light - 8.0 * sum / 25.0;
    let pattern = 8.0 - 64.0 / 25.0;
    if variance < 25.0 {
        return 0.0;
    }
    covariance / (variance * pattern).sqrt()
}

#[cfg(test)]
mod tests {
    use super::alignment;

    #[test]
    fn alignment_patterns_stand_where_the_standard_says() {
        for (version, wanted) in [
            (1, &[][..]),
            (2, &[6, 18]),
            (6, &[6, 34]),
            (7, &[6, 22, 38]),
            (14, &[6, 26, 46, 66]),
            (22, &[6, 26, 50, 74, 98]),
            (32, &[6, 34, 60, 86, 112, 138]),
            (36, &[6, 24, 50, 76, 102, 128, 154]),
            (39, &[6, 26, 54, 82, 110, 138, 166]),
            (40, &[6, 30, 58, 86, 114, 142, 170]),
        ] {
            let centres: Vec<u16> = alignment(version).iter().map(|c| *c as u16).collect();
            assert_eq!(centres, wanted, "version {version}");
        }
    }
}
