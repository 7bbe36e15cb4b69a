//! Where every module lies in the picture.
//!
//! A [`Grid`] is a mesh of knots, a few modules apart, between which modules lie evenly. It
//! comes from the alignment patterns ([`Grid::fit`]) or grows out from the finder patterns
//! ([`Grid::grown`]); either way it is drawn to where the modules stand out most
//! ([`Grid::settled`]), since a grid that is off by a part of a module reads their edges.

use super::{
    Luma,
    geometry::{Affine, Point},
    luma::Spot,
    order,
    symbol::{Layout, alignment},
    warp::{Ahead, Known, Warp, predict, predict_far},
};

/// Modules a mesh, about: between its knots the map is as good as straight.
const MESH: usize = 6;
/// An alignment pattern must resemble the ideal one by this correlation.
const RESEMBLANCE: f32 = 0.55;

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
            for (x, y) in [(0.0, 0.0), (3.0, 0.0), (-3.0, 0.0), (0.0, 3.0), (0.0, -3.0)] {
                let away = Point::new(x, y);
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
            for (x, y) in [(0.0, 0.0), (3.0, 0.0), (-3.0, 0.0), (0.0, 3.0), (0.0, -3.0)] {
                let offset = Point::new(x, y);
                let (module, pixel) = (centre.plus(offset), axes.at(offset));
                seeds.push((Known { module, pixel }, 1.0));
            }
            for (away, place) in away.iter_mut().zip(&places) {
                *away = away.min(centre.distance(*place));
            }
        }
        let order = order::places(&away);
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
            let (pixel, sure) = settle(image, layout, &guess, place, [0.3, 0.15, 0.08]);
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
                let (pixel, sure) = settle(image, layout, &self.around(*place), *place, [0.25, 0.12, 0.06]);
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
        /// Offsets in quarters of a module with their weights: the middle counts most.
        const AROUND: [(i32, i32, f32); 9] = [
            (0, 0, 4.0),
            (-1, 0, 2.0),
            (1, 0, 2.0),
            (0, -1, 2.0),
            (0, 1, 2.0),
            (-1, -1, 1.0),
            (1, -1, 1.0),
            (-1, 1, 1.0),
            (1, 1, 1.0),
        ];
        // Below this many pixels a module there is nothing to tell within one.
        const FINE: f32 = 2.0;
        let taps = if self.module() < FINE {
            &AROUND[..1]
        } else {
            &AROUND[..]
        };
        let whole: f32 = taps.iter().map(|(.., weight)| weight).sum();
        let mut values = Vec::with_capacity(self.size * self.size);
        for y in 0..self.size {
            for x in 0..self.size {
                let map = self.around_fast(x, y);
                let inside = image.holds(map.origin, map.u.length() + map.v.length() + 2.0);
                let (origin, u, v) = (
                    Spot::at(map.origin),
                    Spot::step(map.u.times(0.25)),
                    Spot::step(map.v.times(0.25)),
                );
                let tap = |(dx, dy, weight): &(i32, i32, f32)| {
                    weight * image.sample(origin.plus(u.times(*dx)).plus(v.times(*dy)), inside)
                };
                let sum: f32 = taps.iter().map(tap).sum();
                values.push(sum / whole);
            }
        }
        values
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

/// Draws a guess at the map around a place of the symbol to where the modules there stand out
/// most, by steps of these shares of a module; with how sure that is, 0 to 1.
fn settle(image: &Luma, layout: &Layout, guess: &Affine, place: Point, steps: [f32; 3]) -> (Point, f32) {
    const BESIDE: [(f32, f32); 8] = [
        (-1.0, 0.0),
        (1.0, 0.0),
        (0.0, -1.0),
        (0.0, 1.0),
        (-1.0, -1.0),
        (1.0, -1.0),
        (-1.0, 1.0),
        (1.0, 1.0),
    ];
    let window = Window::around(layout, guess, place);
    let mut best = (window.contrast(image, Point::default()), Point::default());
    let first = best.0;
    let mut off = 0.0;
    for (round, step) in steps.into_iter().enumerate() {
        let centre = best.1;
        // All around at first, then only straight.
        let beside = if round == 0 { &BESIDE[..] } else { &BESIDE[..4] };
        for (dx, dy) in beside {
            let offset = centre.plus(Point::new(*dx, *dy).times(step));
            let contrast = window.contrast(image, offset);
            if round == 0 {
                off += contrast / 8.0;
            }
            // Of equals the nearest to the guess.
            if contrast > best.0 * (1.0 + 0.02 * offset.length()) {
                best = (contrast, offset);
            }
        }
    }
    // Sharp modules lose half of their contrast on the way to their edges, noise none.
    let off = off.min(first);
    let sure = ((best.0 - off) / (0.25 * best.0).max(0.5)).clamp(0.02, 1.0);
    (guess.at(best.1), sure)
}

/// Modules of a window to each side of its place.
const RADIUS: usize = 4;
/// Modules of a window.
const MODULES: usize = 4 * RADIUS * RADIUS;

/// The modules around a place: where the guess has them in the picture, and what is known of
/// them.
struct Window {
    points: [Spot; MODULES],
    fixed: [i8; MODULES],
    count: usize,
    map: Affine,
    /// The whole window lies so deep in the picture that no sample falls outside.
    inside: std::cell::Cell<Option<bool>>,
}

impl Window {
    fn around(layout: &Layout, map: &Affine, place: Point) -> Self {
        let (x, y) = (place.x as usize, place.y as usize);
        let range = |t: usize| t.saturating_sub(RADIUS)..(t + RADIUS).min(layout.size);
        let mut window = Self {
            points: [Spot::default(); MODULES],
            fixed: [0; MODULES],
            count: 0,
            map: *map,
            inside: std::cell::Cell::new(None),
        };
        for row in range(y) {
            for column in range(x) {
                let centre = Point::new(column as f32 + 0.5, row as f32 + 0.5);
                window.points[window.count] = Spot::at(map.at(centre.minus(place)));
                window.fixed[window.count] = layout.fixed[row * layout.size + column];
                window.count += 1;
            }
        }
        window
    }

    /// How far the modules lie from their mean when the guess is moved by this many modules,
    /// those that are fixed in the direction that they must.
    fn contrast(&self, image: &Luma, offset: Point) -> f32 {
        let (points, fixed) = (&self.points[..self.count], &self.fixed[..self.count]);
        let move_by = self.map.u.times(offset.x).plus(self.map.v.times(offset.y));
        let inside = self.inside.get().unwrap_or_else(|| {
            let reach = self.map.u.length() + self.map.v.length() + 2.0;
            let inside = points.iter().all(|p| image.holds(p.point(), reach));
            self.inside.set(Some(inside));
            inside
        });
        let mut values = [0.0_f32; MODULES];
        let mut sum = 0.0;
        let move_by = Spot::step(move_by);
        for (spot, value) in points.iter().zip(&mut values) {
            *value = image.sample(spot.plus(move_by), inside);
            sum += *value;
        }
        let mean = sum / self.count.max(1) as f32;
        let mut contrast = 0.0;
        for (fixed, value) in fixed.iter().zip(&values) {
            let darker = mean - value;
            contrast += match fixed {
                0 => darker.abs(),
                1 => darker,
                _ => -darker,
            };
        }
        contrast / self.count.max(1) as f32
    }
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

/// Looks for an alignment pattern around a guess, up to `doubt` modules away; its centre to
/// a fraction of a module.
fn search(image: &Luma, guess: &Affine, doubt: f32) -> Option<Point> {
    // Half modules away; the pattern's own modules lie on the same places, so each is sampled once.
    let reach = ((2.0 * doubt).ceil() as usize).min(MOST_REACH);
    let side = 2 * (reach + 4) + 1;
    let mut values = [0.0; (2 * (MOST_REACH + 4) + 1).pow(2)];
    let depth = (reach as f32 / 2.0 + 2.0) * (guess.u.length() + guess.v.length()) + 2.0;
    let inside = image.holds(guess.origin, depth);
    let (half_u, half_v) = (Spot::step(guess.u.times(0.5)), Spot::step(guess.v.times(0.5)));
    let far = -(reach as i32 + 4);
    let first = Spot::at(guess.origin).plus(half_u.times(far)).plus(half_v.times(far));
    for (y, row) in values.chunks_exact_mut(side).take(side).enumerate() {
        let first = first.plus(half_v.times(y as i32));
        for (x, value) in row.iter_mut().enumerate() {
            *value = image.sample(first.plus(half_u.times(x as i32)), inside);
        }
    }
    let mut best = (f32::MIN, Point::default());
    // Of equals the nearest to the guess.
    let mut take = |score: f32, offset: Point| {
        let score = score - 0.015 * offset.length();
        if score > best.0 {
            best = (score, offset);
        }
        best
    };
    for y in 0..=2 * reach {
        for x in 0..=2 * reach {
            let offset = |n: usize| (n as f32 - reach as f32) / 2.0;
            let score = resemblance(|i, j| values[(y + 2 * j) * side + x + 2 * i]);
            take(score, Point::new(offset(x), offset(y)));
        }
    }
    let (score, mut around) = take(f32::MIN, Point::default());
    if score < RESEMBLANCE - 0.2 {
        return None;
    }
    let mut score = score;
    for step in [0.25, 0.125] {
        let centre = around;
        for (x, y) in (0..9).map(|n| ((n % 3) as f32 - 1.0, (n / 3) as f32 - 1.0)) {
            let offset = centre.plus(Point::new(x, y).times(step));
            let first = guess.at(offset.minus(Point::new(2.0, 2.0)));
            let (first, u, v) = (Spot::at(first), Spot::step(guess.u), Spot::step(guess.v));
            let found = resemblance(|i, j| image.sample(first.plus(u.times(i as i32)).plus(v.times(j as i32)), inside));
            (score, around) = take(found, offset);
        }
    }
    (score >= RESEMBLANCE).then(|| guess.at(around))
}

/// Most half modules that an alignment pattern is looked for away from where it should be.
const MOST_REACH: usize = 8;

/// Correlation of five by five modules with an alignment pattern: a dark module in a light ring
/// in a dark ring.
#[inline]
fn resemblance(at: impl Fn(usize, usize) -> f32) -> f32 {
    let (mut sum, mut squares, mut light) = (0.0, 0.0, 0.0);
    for y in 0..5_usize {
        for x in 0..5_usize {
            let value = at(x, y);
            sum += value;
            squares += value * value;
            if x.abs_diff(2).max(y.abs_diff(2)) == 1 {
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
