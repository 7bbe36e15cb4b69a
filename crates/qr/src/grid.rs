//! Where every module lies in the picture.
//!
//! A [`Grid`] is a mesh of knots, a few modules apart, between which modules lie evenly. It
//! comes from the alignment patterns ([`Grid::fit`]) or grows out from the finder patterns
//! ([`Grid::grown`]); either way it is drawn to where the modules stand out most
//! ([`Grid::settled`]), since a grid that is off by a part of a module reads their edges.

use super::{
    Luma,
    alignment::search,
    geometry::{Affine, Point},
    settle::{self, Modules, settle},
    symbol::{Layout, alignment},
    warp::{Ahead, Known, Warp, predict, predict_far},
};

/// Modules a mesh, about: between its knots the map is as good as straight.
const MESH: usize = 6;

/// The middle of a finder pattern and of its sides, in modules: what tells how it lies.
pub(super) const AROUND: [Point; 5] = [
    Point::new(0.0, 0.0),
    Point::new(3.0, 0.0),
    Point::new(-3.0, 0.0),
    Point::new(0.0, 3.0),
    Point::new(0.0, -3.0),
];

/// A symbol found in a picture: the map from modules to pixels, as a mesh.
#[derive(Clone)]
pub(super) struct Grid {
    /// Modules a side.
    pub size: usize,
    /// Meshes a side.
    meshes: usize,
    /// Where the knots of the mesh lie in the picture, row by row.
    knots: Vec<Point>,
    /// Share of the alignment patterns that were found.
    found: f32,
}

/// The centres of the three finder patterns in modules: top left, top right, bottom left.
pub(super) fn finder_places(size: usize) -> [Point; 3] {
    let far = size as f32 - 3.5;
    [Point::new(3.5, 3.5), Point::new(far, 3.5), Point::new(3.5, far)]
}

impl Grid {
    /// Fits a symbol to the axes of three finder patterns by its alignment patterns. `None`
    /// when the points make no sense.
    pub fn fit(image: &Luma, finders: &[Affine; 3], layout: &Layout, ahead: Ahead) -> Option<Self> {
        let size = layout.size;
        let mut known = Vec::with_capacity(64);
        for (module, axes) in finder_places(size).into_iter().zip(finders) {
            for away in AROUND {
                known.push(Known {
                    module: module.plus(away),
                    pixel: axes.at(away),
                });
            }
        }
        let found = find_alignment(image, layout, &mut known, ahead)?;
        let warp = Warp::through(&known)?;
        let (meshes, places) = mesh(size);
        Some(Self {
            size,
            meshes,
            knots: places.into_iter().map(|place| warp.at(place)).collect(),
            found,
        })
    }

    /// Lets the grid grow out from the finder patterns, knot by knot, each drawn to where the
    /// modules around it stand out. Nothing is extrapolated farther than a mesh, so that
    /// curled paper and missing alignment patterns do no harm.
    pub fn grown(image: &Luma, finders: &[Option<Affine>; 3], layout: &Layout) -> Option<Self> {
        /// On the modules of a symbol knots are surer than this.
        const LEAST_SURE: f32 = 0.71;
        /// Points of finder patterns farther than this, in modules, are not asked where a knot is.
        const NEIGHBOURS: f32 = 12.0;
        let size = layout.size;
        let (meshes, places) = mesh(size);
        let centres = finder_places(size);
        let mut seeds = Vec::with_capacity(15);
        let mut away = vec![f32::MAX; places.len()];
        for (centre, axes) in centres.into_iter().zip(finders) {
            let Some(axes) = axes else { continue };
            for away in AROUND {
                let (module, pixel) = (centre.plus(away), axes.at(away));
                seeds.push((Known { module, pixel }, 1.0));
            }
            for (away, place) in away.iter_mut().zip(&places) {
                *away = away.min(centre.distance(*place));
            }
        }
        let order = compact_sort::ascending_indices(&away);
        let mut knots: Vec<Option<(Known, f32)>> = vec![None; places.len()];
        let mut sum = 0.0;
        for (n, knot) in order.into_iter().enumerate() {
            // Where there are no modules nothing stands out, and growing on is a waste.
            if (n == 30 || n == 60) && sum < LEAST_SURE * n as f32 {
                return None;
            }
            let place = places[knot];
            let near = around_knot(knot, meshes, 2).filter_map(|other| knots[other]);
            let near = near.chain(
                seeds
                    .iter()
                    .copied()
                    .filter(|(k, _)| k.module.distance(place) < NEIGHBOURS),
            );
            let near: Vec<(Known, f32)> = near.collect();
            let guess = predict(near.iter().copied(), place, 6.0)?;
            let (pixel, sure) = settle(image, modules(layout), &guess, place, [0.3, 0.15, 0.08]);
            if !pixel.is_finite() {
                return None;
            }
            sum += sure;
            knots[knot] = Some((Known { module: place, pixel }, sure));
        }
        let knots = knots.into_iter().map(|knot| knot.map(|(known, _)| known.pixel));
        let knots = knots.collect::<Option<Vec<Point>>>()?;
        Some(Self {
            size,
            meshes,
            knots,
            found: 0.0,
        })
    }

    /// The same with every knot drawn to where the modules around it stand out, and those that
    /// stand out little drawn to where their neighbours want them.
    pub fn settled(&self, image: &Luma, layout: &Layout) -> Self {
        let (_, places) = mesh(self.size);
        let moved: Vec<(Known, f32)> = places
            .iter()
            .map(|place| {
                let (pixel, sure) = settle(image, modules(layout), &self.around(*place), *place, [0.25, 0.12, 0.06]);
                (Known { module: *place, pixel }, sure)
            })
            .collect();
        // Neighbours vote: an even mesh, but for what is sure of itself.
        let knots = (0..places.len()).map(|knot| {
            let known = around_knot(knot, self.meshes, 2).map(|other| {
                let (known, sure) = moved[other];
                (known, if other == knot { 1.5 * sure } else { sure })
            });
            predict(known, places[knot], 10.0).map_or(moved[knot].0.pixel, |map| map.origin)
        });
        Self {
            knots: knots.collect(),
            ..*self
        }
    }

    /// The same in a picture that is larger by this factor.
    pub fn scaled(&self, factor: f32) -> Self {
        Self {
            knots: self.knots.iter().map(|knot| knot.times(factor)).collect(),
            ..*self
        }
    }

    /// The same after the picture moved.
    pub fn moved(&self, by: &Affine) -> Self {
        Self {
            knots: self.knots.iter().map(|knot| by.at(*knot)).collect(),
            ..*self
        }
    }

    /// Where a point of the symbol lies in the picture.
    pub fn at(&self, module: Point) -> Point {
        let ((column, dx), (row, dy)) = (self.cell(module.x), self.cell(module.y));
        let knot = |x: usize, y: usize| self.knots[(row + y) * (self.meshes + 1) + column + x];
        let along = |y: usize| knot(0, y).between(knot(1, y), dx);
        along(0).between(along(1), dy)
    }

    fn cell(&self, place: f32) -> (usize, f32) {
        let t = place * self.meshes as f32 / self.size as f32;
        let n = (t.max(0.0) as usize).min(self.meshes - 1);
        (n, t - n as f32)
    }

    /// The map around a point of the symbol.
    pub fn around(&self, module: Point) -> Affine {
        let (x, y) = (Point::new(1.0, 0.0), Point::new(0.0, 1.0));
        Affine {
            origin: self.at(module),
            u: self.at(module.plus(x)).minus(self.at(module.minus(x))).times(0.5),
            v: self.at(module.plus(y)).minus(self.at(module.minus(y))).times(0.5),
        }
    }

    /// How well the symbol fits: the timing patterns must change from module to module, and
    /// alignment patterns be where they were looked for.
    pub fn likelihood(&self, image: &Luma) -> f32 {
        let (mut swings, mut contrast) = (0.0, 1.0);
        let mut line = |at: &dyn Fn(f32) -> Point| {
            let values: Vec<f32> = (8..=self.size - 8)
                .map(|i| self.at(at(i as f32 + 0.5)))
                .map(|p| image.between(p.x, p.y))
                .collect();
            for (i, pair) in values.windows(2).enumerate() {
                let step = pair[1] - pair[0];
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
        // Below this many pixels a module there is nothing to tell within one.
        const FINE: f32 = 2.0;
        let fine = self.module() >= FINE;
        (0..self.size * self.size)
            .map(|i| settle::mean(image, &self.around_fast(i % self.size, i / self.size), fine))
            .collect()
    }

    /// The map around the centre of a module, by the mesh that it lies in.
    fn around_fast(&self, x: usize, y: usize) -> Affine {
        let ((column, dx), (row, dy)) = (self.cell(x as f32 + 0.5), self.cell(y as f32 + 0.5));
        let corner = row * (self.meshes + 1) + column;
        let (a, b) = (self.knots[corner], self.knots[corner + 1]);
        let (c, d) = (
            self.knots[corner + self.meshes + 1],
            self.knots[corner + self.meshes + 2],
        );
        let (top, bottom) = (a.between(b, dx), c.between(d, dx));
        let scale = self.meshes as f32 / self.size as f32;
        Affine {
            origin: top.between(bottom, dy),
            u: b.minus(a).between(d.minus(c), dy).times(scale),
            v: bottom.minus(top).times(scale),
        }
    }

    /// Pixels a module in the middle of the symbol, along the shorter axis.
    pub fn module(&self) -> f32 {
        let middle = self.size as f32 / 2.0;
        let map = self.around(Point::new(middle, middle));
        map.u.length().min(map.v.length())
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

/// What a layout fixes of its modules.
fn modules(layout: &Layout) -> Modules<'_> {
    Modules {
        size: layout.size,
        fixed: &layout.fixed,
    }
}

/// Meshes a side, and where their knots lie in modules, row by row.
fn mesh(size: usize) -> (usize, Vec<Point>) {
    let meshes = size.div_ceil(MESH);
    let place = |n: usize| (n * size) as f32 / meshes as f32;
    let row = |y: usize| (0..=meshes).map(move |x| Point::new(place(x), place(y)));
    (meshes, (0..=meshes).flat_map(row).collect())
}

/// The knots up to this many meshes away, the knot itself too.
fn around_knot(knot: usize, meshes: usize, reach: usize) -> impl Iterator<Item = usize> + Clone {
    let side = meshes + 1;
    let range = move |t: usize| t.saturating_sub(reach)..(t + reach + 1).min(side);
    let columns = range(knot % side);
    range(knot / side).flat_map(move |y| columns.clone().map(move |x| y * side + x))
}

/// Looks for every alignment pattern, the nearest to known ground first; gives the share
/// that was found.
fn find_alignment(image: &Luma, layout: &Layout, known: &mut Vec<Known>, ahead: Ahead) -> Option<f32> {
    let centres: Vec<f32> = alignment(layout.version).into_iter().map(|c| c as f32 + 0.5).collect();
    let (Some(first), Some(last)) = (centres.first(), centres.last()) else {
        return Some(1.0);
    };
    let corner = |x: f32, y: f32| (x == *first && (y == *first || y == *last)) || (x == *last && y == *first);
    let mut wanted: Vec<Point> = Vec::new();
    for y in &centres {
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
        let guess = predict_far(known, module, ahead)?;
        // The farther from known ground, the farther the guess may be off.
        let doubt = (near * 0.09 + 1.0).min(4.0);
        if let Some(pixel) = search(image, &guess, doubt) {
            known.push(Known { module, pixel });
        }
    }
    // With most of them known, those that were missed are looked for nearby.
    for module in modules {
        if !known.iter().any(|k| k.module == module)
            && let Some(pixel) = search(image, &predict_far(known, module, ahead)?, 1.0)
        {
            known.push(Known { module, pixel });
        }
    }
    let found = known.len() - finders;
    Some(found as f32 / all as f32)
}
