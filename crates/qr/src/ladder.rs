//! The way from a frame to its codes: cheap attempts first, dearer ones only where something
//! looks like a code, and an upper bound to all of it.
//!
//! Quick rungs look for finder patterns by their runs at several sizes of the picture and fit
//! grids by alignment patterns. Hard rungs let grids grow, train an equaliser, hunt for finder
//! patterns by their rings, and make do with two of them.

use super::{
    Code, Luma, axes,
    binary::Bitmap,
    finder::{self, Finder},
    geometry::{Affine, Point},
    grid::{AROUND, Grid, finder_places},
    locate::{self, Lying, Sight, Triple},
    matrix,
    pattern::Pattern,
    rings,
    soft::{self, Modules},
    symbol::Layout,
    warp::Ahead,
};
use crate::limits::{MAX_CLOSE, MAX_CODES, MAX_FITS, MAX_HARD, MAX_SURE};
use std::rc::Rc;

/// The picture is looked at first in a size of about this many pixels.
const FIRST_PIXELS: usize = 600_000;
/// In larger pictures every second line is enough to cross a finder pattern twice.
const MANY_PIXELS: usize = 400_000;
/// The smallest picture in which a symbol can be seen.
const LEAST_PIXELS: usize = 60 * 60;
/// Mean difference of neighbouring pixels, in grey values, from which on short runs
/// tell nothing.
const NOISY: f32 = 4.5;
/// Half the side of the square, in pixels looked at, that the threshold compares with: more
/// than three modules of the largest pattern that is looked for at that size.
const RADIUS: usize = 16;
/// A grid whose timing patterns look less like some is not tried hard.
const LIKELY: f32 = 0.45;
/// Below this share of right modules in the fixed patterns decoding is hopeless.
const LEAST_FIDELITY: f32 = 0.8;
/// Below this share its modules are not even worth adding up.
const FAINT: f32 = 0.7;
/// From this share on a grid lies where it should.
const FITTING: f32 = 0.93;
/// Below this share settling does not help.
const HOPELESS: f32 = 0.74;
/// Three patterns that fit together this well are taken at their word at once.
const GOOD: f32 = 0.6;
/// Three patterns that fit worse than this are no second code beside one that was read.
const SECOND: f32 = 1.2;
/// Pixels a module from which on edges are so sharp that a module looks the same all over.
const SOFT: f32 = 3.2;
/// Sizes of modules, in pixels of the frame, that are hunted for, relative to a frame of
/// 1280 pixels.
const SIZES: [f32; 7] = [2.5, 3.1, 3.8, 4.7, 6.0, 2.0, 1.6];
/// What resembles a pattern this much by itself is one.
const UNDOUBTED: f32 = 0.93;
/// What looks less like a finder pattern is not hunted.
const LEAST_HUNTED: f32 = 0.45;
/// Finder patterns of which is found out how they lie before that of all others.
const FEW: usize = 6;
/// Finder patterns that are kept over all rungs.
const POOL: usize = 28;

/// A grid that fits, and what its modules say.
pub(super) struct Attempt {
    pub grid: Grid,
    pub layout: Layout,
    /// Light modules on dark ground: 1.
    pub light: usize,
    pub modules: Modules,
    pub soft: Vec<f32>,
    /// Share of the fixed modules that are as they must be.
    pub fidelity: f32,
    /// Share of the modules that have hardly any contrast.
    pub washed: f32,
    /// Mean grey value of the modules.
    pub brightness: f32,
}

/// How often the dear steps were taken in one frame: what bounds its time.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Work {
    /// Times that finder patterns were grouped.
    pub groups: usize,
    /// Triples of them that were looked at closely.
    pub close: usize,
    /// Grids fitted to symbols that do not name their version.
    pub fits: usize,
    /// Symbols tried with all means.
    pub hard: usize,
    /// Places where a third finder pattern was looked for.
    pub thirds: usize,
}

/// What a frame came to.
#[derive(Default)]
pub(super) struct Found {
    pub codes: Vec<Code>,
    /// The shrink factor at which the codes were found.
    pub shrink: usize,
    /// Where nothing was read: the grid that fits best.
    pub best: Option<Attempt>,
    /// The finder pattern that looks most like one.
    pub finder: Option<Finder>,
    /// What it took.
    #[cfg_attr(not(test), allow(dead_code, reason = "tests look at the bounds"))]
    pub work: Work,
}

/// A sight that was not read at once.
struct Open {
    likelihood: f32,
    sight: Rc<Sight>,
    /// Without a grid it has to grow.
    fitted: Option<Grid>,
    layout: Layout,
}

/// How a pattern lies by itself: it is asked for again and again.
struct Alone {
    centre: Point,
    light: usize,
    /// How much it resembles one, and its axes in the frame. `None` where there is no pattern.
    lies: Option<(f32, Affine)>,
}

/// One look at a frame.
struct Look<'a> {
    /// The frame, half its size, a quarter, …; and the same with light for dark, as far as they
    /// are asked for.
    levels: [Vec<Luma<'a>>; 2],
    /// What is dark there in the size that was looked at last.
    bitmap: Option<(usize, Bitmap)>,
    /// Finder patterns of all rungs, dark ones and light ones.
    pools: [Vec<Finder>; 2],
    /// Triples that were looked at.
    seen: Vec<Triple>,
    alone: Vec<Alone>,
    open: [Vec<Open>; 2],
    best: Option<Attempt>,
    /// Where symbols of so many modules a side were tried with all means, and how many of their fixed
    /// modules were right.
    tried: Vec<(usize, [Point; 4], f32)>,
    work: Work,
}

/// The shrink factor that brings the picture to at most [`FIRST_PIXELS`].
fn first_size(image: &Luma) -> usize {
    let mut first = 1;
    while image.pixels() / (first * first) > FIRST_PIXELS {
        first *= 2;
    }
    first
}

/// Shrink factors at which patterns are looked for: the one nearest to [`FIRST_PIXELS`], then
/// finer ones. The one that worked last comes first.
fn sizes(image: &Luma, last: usize) -> Vec<usize> {
    let first = first_size(image);
    let mut order = vec![first];
    if first > 1 {
        order.push(first / 2);
    }
    if first > 2 {
        order.push(first / 4);
    }
    if let Some(at) = order.iter().position(|shrink| *shrink == last) {
        order[..=at].rotate_right(1);
    }
    order
}

/// Reads the codes of a frame. `last` is the shrink factor that worked on the frame before.
pub(super) fn climb(image: &Luma, last: usize) -> Found {
    let mut look = Look::new(image);
    let sizes = sizes(image, last);
    let found = |codes: Vec<Code>, shrink: usize, look: &Look| Found {
        codes,
        shrink,
        work: look.work,
        ..Found::default()
    };
    for (n, shrink) in sizes.iter().enumerate() {
        for light in [0, 1] {
            let codes = look.quick(*shrink, light, n == 0);
            if !codes.is_empty() {
                return found(codes, *shrink, &look);
            }
            // What names its version is one: it is tried hard at once.
            if let Some(code) = look.hard(light) {
                return found(vec![code], *shrink, &look);
            }
        }
    }
    // Whatever worked last: what is hunted for depends on the frame alone.
    let first = first_size(image);
    if look.thirds() {
        let codes = look.group(0, finder::MOST);
        if !codes.is_empty() {
            return found(codes, first, &look);
        }
        if let Some(code) = look.hard(0) {
            return found(vec![code], first, &look);
        }
    }
    look.hunt(first);
    let codes = look.group(0, POOL);
    if !codes.is_empty() {
        return found(codes, first, &look);
    }
    if let Some(code) = look.hard(0).or_else(|| look.twos()) {
        return found(vec![code], first, &look);
    }
    // Large modules close to the camera.
    let coarse = first * 2;
    if image.pixels() / (coarse * coarse) >= LEAST_PIXELS {
        for light in [0, 1] {
            let codes = look.quick(coarse, light, false);
            if !codes.is_empty() {
                return found(codes, coarse, &look);
            }
        }
    }
    // The likeliest of all that was tried, once more: as dear as all the rest.
    if let Some(best) = look.best.as_ref().filter(|best| best.fidelity >= LEAST_FIDELITY)
        && let Some(bytes) = soft::decode_together(&[&best.modules], &best.layout)
    {
        let corners = best.grid.corners();
        return found(vec![Code { bytes, corners }], first, &look);
    }
    let finder = look.pools[0].first().copied();
    Found {
        best: look.best,
        finder,
        work: look.work,
        ..Found::default()
    }
}

/// Looks for a symbol where a frame before showed it: what is too blurred to be found by itself
/// can still be read, or added up.
pub(super) fn follow(image: &Luma, grid: &Grid, layout: &Layout, light: usize) -> (Option<Code>, Option<Attempt>) {
    let mut look = Look::new(image);
    let code = look.follow(grid, layout, light);
    (code, look.best)
}

impl<'a> Look<'a> {
    fn new(image: &'a Luma) -> Self {
        Self {
            levels: [vec![image.borrowed()], Vec::new()],
            bitmap: None,
            pools: Default::default(),
            seen: Vec::new(),
            alone: Vec::new(),
            open: Default::default(),
            best: None,
            tried: Vec::new(),
            work: Work::default(),
        }
    }

    /// Makes sure that the frame is there in a size, a power of two, and perhaps light for
    /// dark.
    fn prepare(&mut self, shrink: usize, light: usize) {
        if light == 1 && self.levels[1].is_empty() {
            let negative = self.levels[0][0].inverted();
            self.levels[1].push(negative);
        }
        let levels = &mut self.levels[light];
        while levels.len() <= level(shrink) {
            let half: Option<Luma<'static>> = levels.last().map(Luma::halved);
            levels.extend(half);
        }
    }

    /// The frame, or light for dark, in a size that was prepared.
    fn image(&self, shrink: usize, light: usize) -> &Luma<'a> {
        &self.levels[light][level(shrink)]
    }

    /// Dark patterns at one size of the picture, or light ones where enough look like some.
    fn quick(&mut self, shrink: usize, light: usize, first: bool) -> Vec<Code> {
        const LIKE: f32 = 0.7;
        self.prepare(shrink, 0);
        let small = self.image(shrink, 0);
        if !first && small.noise() > NOISY {
            // There runs are chance; rings are still found.
            return Vec::new();
        }
        let strong = |pool: &[Finder], score: f32| pool.iter().filter(|f| f.score > score).count();
        // Light patterns at further sizes only where there were some, or nothing else is.
        if light == 1 && !first && strong(&self.pools[1], 0.55) < 2 && strong(&self.pools[0], LIKE) > 1 {
            return Vec::new();
        }
        let known = self.bitmap.take().filter(|(size, _)| *size == shrink);
        let small = self.image(shrink, 0);
        let bitmap = known.map_or_else(|| Bitmap::adaptive(small, RADIUS), |(_, bitmap)| bitmap);
        let step = if small.pixels() > MANY_PIXELS { 2 } else { 1 };
        let finders = finder::find(small, &bitmap, step, light == 1);
        self.bitmap = Some((shrink, bitmap));
        join(&mut self.pools[light], &finders, shrink as f32);
        if light == 1 && strong(&finders, LIKE) < 2 {
            return Vec::new();
        }
        self.group(light, finder::MOST)
    }

    /// How patterns lie by themselves; those that are none are left out.
    fn lying(&mut self, light: usize, finders: &[Finder]) -> Vec<Lying> {
        let mut lying = Vec::with_capacity(finders.len());
        for &finder in finders {
            let same = |alone: &&Alone| alone.light == light && alone.centre == finder.centre;
            let lies = match self.alone.iter().find(same) {
                Some(alone) => alone.lies,
                None => {
                    let shrink = geometry_size(finder.module);
                    self.prepare(shrink, light);
                    let lies = axes::alone(self.image(shrink, light), &finder.scaled(1.0 / shrink as f32));
                    let lies = lies.map(|(resemblance, axes)| (resemblance, axes.scaled(shrink as f32)));
                    // Seen far from the side its rings are none, and it is a pattern all the same.
                    if let Some((resemblance, _)) = lies.filter(|lies| lies.0 > UNDOUBTED) {
                        let same = self.pools[light].iter_mut().filter(|f| f.centre == finder.centre);
                        same.for_each(|finder| finder.score = finder.score.max(resemblance));
                    }
                    self.alone.push(Alone {
                        centre: finder.centre,
                        light,
                        lies,
                    });
                    lies
                }
            };
            lying.extend(lies.map(|(resemblance, axes)| Lying {
                finder,
                axes,
                resemblance,
            }));
        }
        lying
    }

    /// Which of the best patterns of a pool, outside of codes that were read, belong together and
    /// were not looked at yet.
    fn triples(&mut self, light: usize, most: usize, read: &[Code]) -> Vec<Triple> {
        let pool = self.pools[light].iter().take(most);
        let outside = |finder: &&Finder| !read.iter().any(|code| covers(code, finder.centre));
        let finders: Vec<Finder> = pool.filter(outside).copied().collect();
        if finders.len() < 3 {
            return Vec::new();
        }
        let mut triples = locate::triples(&self.lying(light, &finders));
        triples.retain(|triple| !self.seen.iter().any(|seen| seen.is_about(triple)));
        self.seen.extend(&triples);
        triples
    }

    /// Reads the symbols that the best patterns of a pool belong to.
    fn group(&mut self, light: usize, most: usize) -> Vec<Code> {
        let (mut codes, mut used): (Vec<Code>, Vec<Rc<Sight>>) = (Vec::new(), Vec::new());
        self.work.groups += 1;
        let (mut fits, mut closer) = (MAX_FITS, MAX_CLOSE);
        // Those that look most like patterns first: how the others lie need not be found out then.
        let mut parts = [FEW.min(most), most].into_iter();
        let mut queue = Vec::new().into_iter();
        let mut later = Vec::new();
        loop {
            // Those that name their version come before those that do not.
            let (triple, sight): (Triple, Option<Rc<Sight>>) = match queue.next() {
                Some(next) => (next, None),
                None => match parts.next() {
                    Some(part) => {
                        queue = self.triples(light, part, &codes).into_iter();
                        continue;
                    }
                    _ if later.is_empty() => break,
                    _ => later.remove(0),
                },
            };
            let beside = !codes.is_empty() && triple.score > SECOND;
            if codes.len() == MAX_CODES || beside || used.iter().any(|other| other.shares(&triple)) {
                continue;
            }
            let sight = match sight {
                Some(sight) => sight,
                None if closer == 0 => continue,
                None => {
                    let shrink = geometry_size(triple.module());
                    self.prepare(shrink, light);
                    closer -= 1;
                    self.work.close += 1;
                    let image = self.image(shrink, light);
                    let Some(sight) = locate::close(image, &triple, shrink).map(Rc::new) else {
                        continue;
                    };
                    if !sight.named && triple.score > GOOD {
                        later.push((triple, Some(sight)));
                        continue;
                    }
                    sight
                }
            };
            let Some(code) = self.fit(light, &sight, &mut fits) else {
                continue;
            };
            used.push(sight);
            // Each code that is read pays for the next.
            (fits, closer) = (MAX_FITS, MAX_CLOSE);
            if !codes.iter().any(|other: &Code| other.bytes == code.bytes) {
                codes.push(code);
            }
        }
        codes
    }

    /// Fits a grid by alignment patterns for each version that the sight may have.
    fn fit(&mut self, light: usize, sight: &Rc<Sight>, fits: &mut usize) -> Option<Code> {
        for version in &sight.versions {
            let layout = Layout::new(*version);
            let (mut likelihood, mut fitted) = (1.0, None);
            if let [Some(a), Some(b), Some(c)] = sight.axes {
                if !sight.named {
                    *fits = fits.checked_sub(1)?;
                    self.work.fits += 1;
                }
                let known = if sight.named { 1.0 } else { 0.0 };
                let image = self.image(sight.shrink, light);
                let mut fidelity = 0.0;
                for ahead in [Ahead::Evenly, Ahead::InPerspective] {
                    let Some(grid) = Grid::fit(image, &[a, b, c], &layout, ahead) else {
                        break;
                    };
                    let like = known + grid.likelihood(image);
                    let mut fits = 0.0;
                    if like >= LIKELY {
                        let whole = grid.scaled(sight.shrink as f32);
                        let modules = Modules::new(&whole.sample(self.image(1, light)), layout.size);
                        if let Some(bytes) = matrix::decode(&modules, &layout) {
                            let corners = whole.corners();
                            return Some(Code { bytes, corners });
                        }
                        fits = modules.fidelity(&layout);
                    }
                    if fitted.is_none() || fits > fidelity {
                        (likelihood, fidelity, fitted) = (like, fits, Some(grid));
                    }
                    // Where it lies as it should nothing else is better. In small symbols that cannot
                    // be told: no fixed modules are where perspective changes most.
                    let another = if sight.named {
                        fits <= LEAST_FIDELITY
                    } else {
                        like >= LIKELY
                    };
                    if !another {
                        break;
                    }
                }
                if fitted.is_none() {
                    continue;
                }
            }
            self.open[light].push(Open {
                likelihood,
                sight: Rc::clone(sight),
                fitted,
                layout,
            });
        }
        None
    }

    /// Tries the likeliest sights with all means.
    fn hard(&mut self, light: usize) -> Option<Code> {
        let open = compact_sort::sorted_by_key(std::mem::take(&mut self.open[light]), |open| -open.likelihood);
        for open in open.into_iter().take(MAX_HARD).filter(|open| open.likelihood >= LIKELY) {
            self.work.hard += 1;
            let shrink = open.sight.shrink;
            let image = self.image(shrink, light);
            let sampled = |grid: &Grid| Modules::new(&grid.sample(image), grid.size).fidelity(&open.layout);
            let fidelity = open.fitted.as_ref().map_or(0.0, sampled);
            let grown = || Grid::grown(image, &open.sight.trusted, &open.layout);
            // A grid that fits well need not grow.
            let (first, second) = if fidelity > FITTING {
                (open.fitted, None)
            } else {
                (grown(), open.fitted.filter(|_| fidelity > HOPELESS))
            };
            for grid in [first, second].into_iter().flatten() {
                if let Some(code) = self.attempt(light, grid, shrink, &open.layout) {
                    return Some(code);
                }
            }
        }
        None
    }

    /// Adds what resembles a dark pattern where two that leave no doubt want a third; whether there
    /// was anything.
    fn thirds(&mut self) -> bool {
        /// What is wanted there may resemble a pattern less than what is found by itself.
        const LIKE: f32 = 0.75;
        // Where there are no three of them nobody asked how they lie.
        let finders: Vec<Finder> = self.pools[0].iter().take(FEW).copied().collect();
        self.lying(0, &finders);
        let known = self.alone.iter().filter(|alone| alone.light == 0);
        let sure = known.filter_map(|alone| alone.lies.filter(|lies| lies.0 > UNDOUBTED));
        let mut sure = compact_sort::sorted_by_key(sure.collect(), |lies| -lies.0);
        sure.truncate(MAX_SURE);
        let pattern = Pattern::new(0, 0);
        let mut found = Vec::new();
        for (n, (_, one)) in sure.iter().enumerate() {
            for (_, other) in &sure[n + 1..] {
                for place in locate::thirds(one, other) {
                    self.work.thirds += 1;
                    let shrink = geometry_size(place.u.length().min(place.v.length()));
                    self.prepare(shrink, 0);
                    let place = place.scaled(1.0 / shrink as f32);
                    let nearby = pattern.nearby(self.image(shrink, 0), &place);
                    for (resemblance, axes) in nearby.into_iter().filter(|place| place.0 > LIKE) {
                        let axes = axes.scaled(shrink as f32);
                        let module = (axes.u.length() + axes.v.length()) / 2.0;
                        found.push(Finder::new(axes.origin, module, resemblance));
                        self.alone.push(Alone {
                            centre: axes.origin,
                            light: 0,
                            lies: Some((resemblance, axes)),
                        });
                    }
                }
            }
        }
        join(&mut self.pools[0], &found, 1.0);
        !found.is_empty()
    }

    /// Makes do with two finder patterns.
    fn twos(&mut self) -> Option<Code> {
        let shrink = geometry_size(self.pools[0].first()?.module);
        self.prepare(shrink, 0);
        let finders: Vec<Finder> = self.pools[0].iter().take(finder::MOST).copied().collect();
        let lying = self.lying(0, &finders);
        let sights = locate::twos(self.image(shrink, 0), lying, shrink);
        for sight in sights.iter().take(MAX_HARD) {
            self.work.hard += 1;
            let layout = Layout::new(*sight.versions.first()?);
            if let Some(grid) = Grid::grown(self.image(shrink, 0), &sight.trusted, &layout)
                && let Some(code) = self.attempt(0, grid, shrink, &layout)
            {
                return Some(code);
            }
        }
        None
    }

    /// The same symbol as in a frame before, where it is now.
    fn follow(&mut self, grid: &Grid, layout: &Layout, light: usize) -> Option<Code> {
        let shrink = geometry_size(grid.module());
        self.prepare(shrink, light);
        let grid = grid.scaled(1.0 / shrink as f32);
        let before = finder_places(layout.size).map(|place| grid.around(place));
        let now = axes::followed(self.image(shrink, light), &before)?;
        let pairs = before.iter().zip(&now);
        let pairs: Vec<(Point, Point, f32)> = pairs
            .flat_map(|(before, now)| AROUND.map(|p| (before.at(p), now.at(p), 1.0)))
            .collect();
        let grid = grid.moved(&Affine::fit(&pairs)?);
        self.attempt(light, grid, shrink, layout)
    }

    /// Settles a grid, found in a smaller picture, and decodes it with all means.
    fn attempt(&mut self, light: usize, grid: Grid, shrink: usize, layout: &Layout) -> Option<Code> {
        let grid = grid.settled(self.image(shrink, light), layout).scaled(shrink as f32);
        let image = self.image(1, light);
        let values = grid.sample(image);
        let modules = Modules::new(&values, grid.size);
        let fidelity = modules.fidelity(layout);
        if self.is_tried(&grid, fidelity) {
            return None;
        }
        let soft = match fidelity {
            LEAST_FIDELITY.. => {
                let (bytes, soft) = modules.decode(layout);
                if let Some(bytes) = bytes {
                    let corners = grid.corners();
                    return Some(Code { bytes, corners });
                }
                soft
            }
            FAINT.. => modules.plain(),
            _ => return None,
        };
        if self.best.as_ref().is_none_or(|best| best.fidelity < fidelity) {
            self.best = Some(Attempt {
                grid,
                layout: Layout::new(layout.version),
                light,
                soft,
                fidelity,
                washed: modules.washed(),
                modules,
                brightness: values.iter().sum::<f32>() / values.len() as f32,
            });
        }
        None
    }

    /// Whether a symbol was tried at that very place, and looked no worse; notes that it was.
    fn is_tried(&mut self, grid: &Grid, fidelity: f32) -> bool {
        /// Modules that the corners of the same grid are apart.
        const SAME: f32 = 0.3;
        let corners = grid.corners().map(|(x, y)| Point::new(x, y));
        let reach = SAME * grid.module();
        let same = |(size, tried, other): &(usize, [Point; 4], f32)| {
            *size == grid.size && *other >= fidelity && tried.iter().zip(&corners).all(|(a, b)| a.distance(*b) < reach)
        };
        let is_tried = self.tried.iter().any(same);
        self.tried.push((grid.size, corners, fidelity));
        is_tried
    }

    /// Adds to the dark patterns those that can be told by their rings.
    fn hunt(&mut self, first: usize) {
        const SURE: f32 = 0.8;
        const SMALL: f32 = 2.2;
        const TRACE: f32 = 0.6;
        // Of the sizes of patterns that are known, where some leave no doubt.
        let sure: Vec<f32> = self.pools[0]
            .iter()
            .filter(|f| f.score > SURE)
            .map(|f| f.module)
            .collect();
        for size in SIZES {
            let size = size * first as f32 / 2.0;
            let like = |known: &f32| size < 1.6 * known && *known < 1.6 * size;
            // Small ones are the dearest and only worth it where there is a trace of them.
            let small = size < SMALL * first as f32 / 2.0;
            let trace = |f: &Finder| f.score > TRACE && like(&f.module);
            if (sure.len() > 1 && !sure.iter().any(like)) || (small && !self.pools[0].iter().any(trace)) {
                continue;
            }
            let mut shrink = 1;
            while size / shrink as f32 >= 2.5 {
                shrink *= 2;
            }
            self.prepare(shrink, 0);
            let found = rings::hunt(self.image(shrink, 0), size / shrink as f32, LEAST_HUNTED);
            join(&mut self.pools[0], &found, shrink as f32);
        }
        self.pools[0].truncate(POOL);
    }
}

/// Whether a point lies in the outline of a code.
pub(super) fn covers(code: &Code, p: Point) -> bool {
    let corners = code.corners.map(|(x, y)| Point::new(x, y));
    let side = |n: usize| corners[(n + 1) % 4].minus(corners[n]).cross(p.minus(corners[n]));
    (0..4).all(|n| side(n) > 0.0) || (0..4).all(|n| side(n) < 0.0)
}

/// The place of a shrink factor among the sizes of the frame.
const fn level(shrink: usize) -> usize {
    shrink.ilog2() as usize
}

/// The shrink factor at which modules of so many pixels are still told apart, and soft enough
/// at their edges to tell in which direction the middle lies.
fn geometry_size(module: f32) -> usize {
    let mut shrink = 1;
    while module / shrink as f32 >= SOFT {
        shrink *= 2;
    }
    shrink
}

/// Adds patterns, found in a picture that was shrunk, to those that are known; of two at one
/// place the one that looks more like one stays.
fn join(pool: &mut Vec<Finder>, more: &[Finder], shrink: f32) {
    for finder in more {
        let finder = finder.scaled(shrink);
        let near = |known: &&mut Finder| known.centre.distance(finder.centre) < 1.5 * known.module.min(finder.module);
        match pool.iter_mut().find(near) {
            Some(known) if known.score < finder.score => *known = finder,
            Some(_) => {}
            None => pool.push(finder),
        }
    }
    *pool = compact_sort::sorted_by_key(std::mem::take(pool), |finder| -finder.score);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_that_worked_comes_first_and_changes_nothing_else() {
        let image = Luma::new(vec![0; 1280 * 720], 1280, 720).unwrap();
        assert_eq!(sizes(&image, 0), [2, 1]);
        assert_eq!(sizes(&image, 1), [1, 2]);
        assert_eq!(sizes(&image, 4), [2, 1], "a size that is not among them");
        assert_eq!(first_size(&image), 2);
    }

    /// Finder patterns and nothing else, `n` in a row and as many rows, which fit together in
    /// every way; so many modules from one to the next.
    fn crowd(n: usize, module: usize, apart: usize, light: bool) -> Luma<'static> {
        let step = apart * module;
        let side = n * step + 2 * module;
        let dark = |x: usize, y: usize| {
            let (x, y) = ((x % step) / module, (y % step) / module);
            if x == 0 || y == 0 || x > 7 || y > 7 {
                return false;
            }
            let ring = (x.abs_diff(4)).max(y.abs_diff(4));
            ring != 2
        };
        let pixels: Vec<u8> = (0..side * side)
            .map(|i| if dark(i % side, i / side) != light { 20 } else { 235 })
            .collect();
        Luma::new(pixels, side, side).unwrap()
    }

    /// A symbol of version 2 with a finder pattern that lacks one side of its ring, so that no line
    /// across it has the runs of one.
    #[test]
    fn two_patterns_tell_where_a_third_is_that_is_damaged() {
        use qrcode::{Color, EcLevel, QrCode, Version};
        const MODULE: usize = 5;
        const QUIET: usize = 6;
        let code = QrCode::with_version("GREENGATE", Version::Normal(2), EcLevel::H).unwrap();
        let (width, colors) = (code.width(), code.to_colors());
        for lacking in 0..3 {
            let (left, top) = [(0, 0), (width - 7, 0), (0, width - 7)][lacking];
            let side = (width + 2 * QUIET) * MODULE;
            let dark = |x: usize, y: usize| {
                let (x, y) = ((x / MODULE).wrapping_sub(QUIET), (y / MODULE).wrapping_sub(QUIET));
                let damaged = x == left && (top..top + 7).contains(&y);
                x < width && y < width && !damaged && colors[y * width + x] == Color::Dark
            };
            let pixels: Vec<u8> = (0..side * side)
                .map(|i| if dark(i % side, i / side) { 30 } else { 220 })
                .collect();
            let image = Luma::new(pixels, side, side).unwrap();
            let mut look = Look::new(&image);
            assert!(look.quick(1, 0, true).is_empty(), "{lacking}");
            assert!(look.thirds(), "{lacking}");
            let found = climb(&image, 0);
            assert_eq!(found.codes.first().and_then(Code::text), Some("GREENGATE"), "{lacking}");
        }
    }

    #[test]
    fn the_dear_steps_of_a_frame_are_counted() {
        use crate::limits::MAX_GROUPS;
        let mut most = Work::default();
        let crowds = [
            (2, 3, 9),
            (4, 3, 9),
            (8, 4, 9),
            (12, 5, 9),
            (20, 3, 9),
            (24, 6, 9),
            (2, 4, 22),
        ];
        for (n, module, apart) in crowds {
            for light in [false, true] {
                let image = crowd(n, module, apart, light);
                let found = climb(&image, 0);
                assert!(found.codes.is_empty());
                let work = found.work;
                assert!((1..=MAX_GROUPS).contains(&work.groups), "{work:?}");
                assert!(work.close <= work.groups * MAX_CLOSE, "{work:?}");
                assert!(work.fits <= work.groups * MAX_FITS, "{work:?}");
                // After each size, dark and light; with a third pattern, after the hunt, and with two.
                assert!(work.hard <= 9 * MAX_HARD, "{work:?}");
                let pairs = MAX_SURE * (MAX_SURE - 1) / 2;
                assert!(work.thirds <= 4 * pairs, "{work:?}");
                most.thirds = most.thirds.max(work.thirds);
                most.close = most.close.max(work.close);
                most.fits = most.fits.max(work.fits);
                most.hard = most.hard.max(work.hard);
            }
        }
        // Such crowds reach the bounds: without them there would be more.
        assert!(
            most.thirds > 8 && most.close >= MAX_CLOSE && most.fits >= MAX_FITS && most.hard >= MAX_HARD,
            "{most:?}"
        );
    }
}
