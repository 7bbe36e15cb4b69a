//! Finder patterns that belong together, and how many modules lie between them.

use super::{
    Luma, axes,
    finder::Finder,
    geometry::{Affine, Point},
    symbol::version_pattern,
};

/// Where a symbol may be: the axes of its finder patterns that were found (top left, top
/// right, bottom left), and which versions it may have.
pub(super) struct Sight {
    /// How much smaller the picture was that it was looked at in: axes are in its pixels.
    pub shrink: usize,
    pub axes: [Option<Affine>; 3],
    /// The likeliest first.
    pub versions: Vec<usize>,
    /// The symbol itself names its version, so that there is only one.
    pub named: bool,
    /// Those that can be believed to be its patterns: beside them stands the same version.
    pub trusted: [Option<Affine>; 3],
    /// Lower is better.
    score: f32,
}

impl Sight {
    /// Whether it shares a pattern with three others.
    pub fn shares(&self, other: &Triple) -> bool {
        let scale = self.shrink as f32;
        let near =
            |axes: &Affine, finder: &Finder| axes.origin.times(scale).distance(finder.centre) < 3.0 * finder.module;
        let others = [&other.corner, &other.right, &other.below];
        let mut pairs = self
            .axes
            .iter()
            .flatten()
            .flat_map(|axes| others.map(|finder| (axes, finder)));
        pairs.any(|(axes, finder)| near(axes, finder))
    }
}

/// From this agreement on a symbol has named its version: 17 of 18 modules.
const CERTAIN: f32 = 0.42;

/// What three finder patterns show when they are looked at closely, in a picture that was
/// shrunk by so much; `None` when they are none.
pub(super) fn close(image: &Luma, triple: &Triple, shrink: usize) -> Option<Sight> {
    let (resemblance, axes) = axes::of_triple(image, &triple.shrunk(shrink))?;
    let (versions, [right, below]) = versions(image, &axes);
    let named = right || below;
    let keep = |axes: Affine, trusted: bool| (trusted || !named).then_some(axes);
    Some(Sight {
        shrink,
        axes: axes.map(Some),
        trusted: [Some(axes[0]), keep(axes[1], right), keep(axes[2], below)],
        versions,
        named,
        score: triple.score - 2.0 * resemblance,
    })
}

/// Sights of two finder patterns, where the third is hidden or none: only of symbols that name
/// their version, which tells the patterns' roles as well. The best first.
pub(super) fn twos(image: &Luma, lying: Vec<Lying>, shrink: usize) -> Vec<Sight> {
    /// Patterns that are paired, those that most resemble one.
    const PAIRED: usize = 6;
    /// Versions that the distance may be off by.
    const OFF: f32 = 2.5;
    let mut sights = Vec::new();
    let lying = compact_sort::sorted_by_key(lying, |lying| -lying.resemblance);
    let paired = &lying[..lying.len().min(PAIRED)];
    for (n, one) in paired.iter().enumerate() {
        for other in &paired[n + 1..] {
            let [a, b] = [one, other].map(|lying| lying.finder.scaled(1.0 / shrink as f32));
            let (least, most) = (a.module.min(b.module), a.module.max(b.module));
            let away = b.centre.minus(a.centre);
            let distance = away.length();
            // From version 7 on, side by side or across.
            if most > 1.7 * least || !(34.0 * least..240.0 * most).contains(&distance) {
                continue;
            }
            let axes = [one, other].map(|lying| lying.axes.scaled(1.0 / shrink as f32));
            for diagonal in [false, true] {
                // An eighth turn beside the way from one to the other.
                let way = if diagonal {
                    Point::new(away.x - away.y, away.x + away.y)
                } else {
                    away
                };
                let [at_a, at_b] = axes.map(|axes| turned(&axes, way, |axes| axes.u));
                // In each of the four ways that a square can be turned.
                for turns in 0..4 {
                    let (here, there) = (at_a.turned(turns), at_b.turned(turns));
                    let Some(axes) = roles(here, there, diagonal) else {
                        continue;
                    };
                    let named = Named::read(image, axes[1].as_ref(), axes[2].as_ref());
                    let (version, agreement) = named.best();
                    let modules = (4 * version + 10) as f32;
                    let between = if diagonal {
                        modules * std::f32::consts::SQRT_2
                    } else {
                        modules
                    };
                    let off = (distance / ((least + most) / 2.0) - between).abs() / 4.0;
                    if agreement >= CERTAIN && off < OFF.max(0.15 * version as f32) {
                        let unlike = 2.0 - one.resemblance - other.resemblance;
                        sights.push(Sight {
                            shrink,
                            axes,
                            trusted: axes,
                            versions: vec![version],
                            named: true,
                            score: off * 0.1 - agreement + unlike,
                        });
                    }
                }
            }
        }
    }
    compact_sort::sorted_by_key(sights, |sight| sight.score)
}

/// Where the third pattern of a symbol may be that two others belong to, and how it lies there as
/// they do.
pub(super) fn thirds(a: &Affine, b: &Affine) -> Vec<Affine> {
    /// Modules from pattern to pattern, of symbols whose third one is near enough to be guessed.
    const MODULES: std::ops::Range<f32> = 10.0..60.0;
    /// Ratios of the ways along both axes of patterns side by side, and across.
    const BESIDE: f32 = 0.35;
    const ACROSS: f32 = 0.6;
    let away = b.origin.minus(a.origin);
    let a = turned(a, away, |axes| axes.u);
    let b = turned(b, a.u, |axes| axes.u);
    // The geometric mean of the steps at both ends is exact in perspective.
    let ways = |along: fn(&Affine) -> Point| {
        let [at_a, at_b] = [along(&a), along(&b)].map(|axis| away.dot(axis) / axis.dot(axis));
        (at_a * at_b).max(0.0).sqrt() * at_a.signum()
    };
    let (across, down) = (ways(|axes| axes.u), ways(|axes| axes.v));
    let at = |axes: &Affine, x: f32, y: f32| Affine {
        origin: axes.at(Point::new(x, y)),
        ..*axes
    };
    if !MODULES.contains(&across) {
        return Vec::new();
    }
    match down.abs() / across {
        ratio if ratio < BESIDE => [a, b]
            .iter()
            .flat_map(|axes| [at(axes, 0.0, across), at(axes, 0.0, -across)])
            .collect(),
        ratio if ratio > ACROSS => vec![at(&a, across, 0.0), at(&a, 0.0, down)],
        _ => Vec::new(),
    }
}

/// Axes after as many quarter turns as bring one of them closest to a way.
fn turned(axes: &Affine, way: Point, towards: fn(&Affine) -> Point) -> Affine {
    let cosine = |turns: usize| towards(&axes.turned(turns)).cosine(way);
    let best = (1..4).fold(0, |best, turns| if cosine(turns) > cosine(best) { turns } else { best });
    axes.turned(best)
}

/// Which patterns of a symbol two are, by where the second lies from the first.
fn roles(a: Affine, b: Affine, diagonal: bool) -> Option<[Option<Affine>; 3]> {
    let away = b.origin.minus(a.origin);
    let (across, down) = (away.dot(a.u) / a.u.dot(a.u), away.dot(a.v) / a.v.dot(a.v));
    if diagonal {
        return (across < 0.0 && down > 0.0).then_some([None, Some(a), Some(b)]);
    }
    if across.abs() > down.abs() {
        (across > 0.0)
            .then_some([Some(a), Some(b), None])
            .or(Some([Some(b), Some(a), None]))
    } else {
        (down > 0.0)
            .then_some([Some(a), None, Some(b)])
            .or(Some([Some(b), None, Some(a)]))
    }
}

/// Symbol versions by how well the distances, the timing patterns and the version information
/// fit them, the best first; and whether each copy of the last leaves no doubt.
fn versions(image: &Luma, axes: &[Affine; 3]) -> (Vec<usize>, [bool; 2]) {
    let [corner, right, below] = axes;
    let named = Named::read(image, Some(right), Some(below));
    let (version, agreement) = named.best();
    // Distance in modules by the axes at both ends of each side.
    let side = |a: &Affine, b: &Affine, axis: fn(&Affine) -> Point| {
        // The geometric mean of the two is exact in perspective.
        let step = (axis(a).length() * axis(b).length()).sqrt();
        a.origin.distance(b.origin) / step.max(0.1)
    };
    let by_distance = (side(corner, right, |f| f.u) + side(corner, below, |f| f.v)) / 2.0;
    let as_version = |modules: f32| (modules + 7.0 - 17.0) / 4.0;
    let near = (as_version(by_distance) - version as f32).abs() < (0.2 * version as f32).max(2.5);
    if agreement >= CERTAIN && near {
        return (
            vec![version],
            named.copies(version).map(|agreement| agreement >= CERTAIN),
        );
    }
    // The timing patterns run between the inner edges of the finder patterns, 14 modules
    // nearer than their centres, and change with every module.
    let along = (corner.at(Point::new(3.5, 3.0)), right.at(Point::new(-3.5, 3.0)));
    let down = (corner.at(Point::new(3.0, 3.5)), below.at(Point::new(3.0, -3.5)));
    let counts = [along, down].map(|(from, to)| changes(image, from, to, by_distance) as f32 + 6.0);
    let scored: Vec<(f32, usize)> = (1..=40)
        .map(|v| {
            let off = |modules: f32| (as_version(modules) - v as f32).abs();
            let timing = off(counts[0]).min(off(counts[1])) + 0.3 * off(counts[0]).max(off(counts[1])).min(3.0);
            (off(by_distance) + timing.min(2.0) - 3.0 * named.agreement(v), v)
        })
        .collect();
    let scored = compact_sort::sorted_by_key(scored, |scored| scored.0);
    // A symbol that should name its version and does not is none.
    let most = if as_version(by_distance) > 9.0 {
        0
    } else {
        MOST_VERSIONS
    };
    let versions = scored.into_iter().take(most).map(|(_, version)| version);
    (versions.collect(), [false; 2])
}

/// A symbol's three finder patterns: top left, top right, bottom left.
#[derive(Clone, Copy, Debug)]
pub(super) struct Triple {
    pub corner: Finder,
    pub right: Finder,
    pub below: Finder,
    /// How each of them lies by itself, turned to where the others are.
    pub axes: [Affine; 3],
    /// How badly they fit together; lower is better.
    pub score: f32,
}

/// A finder pattern and how it lies by itself, up to quarter turns.
#[derive(Clone, Copy)]
pub(super) struct Lying {
    pub finder: Finder,
    pub axes: Affine,
    /// How much it resembles a pattern then, up to 1.
    pub resemblance: f32,
}

impl Triple {
    /// Pixels a module of the smallest of its patterns.
    pub fn module(&self) -> f32 {
        self.corner.module.min(self.right.module).min(self.below.module)
    }

    /// The same in a picture that was shrunk.
    fn shrunk(&self, shrink: usize) -> Self {
        let scaled = |finder: &Finder| finder.scaled(1.0 / shrink as f32);
        Self {
            corner: scaled(&self.corner),
            right: scaled(&self.right),
            below: scaled(&self.below),
            axes: self.axes.map(|axes| axes.scaled(1.0 / shrink as f32)),
            ..*self
        }
    }

    /// Whether it is another find of the same patterns.
    pub fn is_about(&self, other: &Self) -> bool {
        let near = |a: &Finder, b: &Finder| a.centre.distance(b.centre) < 0.4 * a.module.min(b.module);
        near(&self.corner, &other.corner) && near(&self.right, &other.right) && near(&self.below, &other.below)
    }
}

/// Most triples that are tried.
const MOST: usize = 60;
/// Triples that fit worse are none.
const WORST: f32 = 1.6;

/// Groups finder patterns by geometry: each points to the others, and as many modules lie between
/// the corner and one as between it and the other. The best come first; none is judged by
/// extrapolating its own seven modules across the symbol.
pub(super) fn triples(finders: &[Lying]) -> Vec<Triple> {
    let mut found = Vec::new();
    for a in 0..finders.len() {
        for b in a + 1..finders.len() {
            for c in b + 1..finders.len() {
                found.extend(triple([&finders[a], &finders[b], &finders[c]]));
            }
        }
    }
    found.retain(|triple: &Triple| triple.score < WORST);
    found = compact_sort::sorted_by_key(found, |triple| triple.score);
    found.truncate(MOST);
    found
}

fn triple([a, b, c]: [&Lying; 3]) -> Option<Triple> {
    /// How much larger a pattern may be than another, seen far from the side.
    const LARGER: f32 = 3.4;
    /// Of the longest side, what the side opposite the corner has at least: in perspective it need
    /// not be the longest itself.
    const OPPOSITE: f32 = 0.8;
    let sizes = [a, b, c].map(|lying| lying.finder.module);
    let (least, most) = (
        sizes.iter().copied().fold(f32::MAX, f32::min),
        sizes.iter().copied().fold(0.0, f32::max),
    );
    if most > LARGER * least {
        return None;
    }
    let side = |one: &Lying, other: &Lying| one.finder.centre.distance(other.finder.centre);
    let sides = [side(b, c), side(a, c), side(a, b)];
    let longest = sides.iter().copied().fold(0.0, f32::max);
    [[a, b, c], [b, a, c], [c, a, b]]
        .into_iter()
        .zip(sides)
        .filter(|(_, opposite)| *opposite >= OPPOSITE * longest)
        .filter_map(|(members, _)| cornered(members))
        .min_by(|one, other| one.score.total_cmp(&other.score))
}

/// Three patterns of which the first is the corner.
fn cornered([corner, one, other]: [&Lying; 3]) -> Option<Triple> {
    let centre = |lying: &Lying| lying.finder.centre;
    let (to_one, to_other) = (centre(one).minus(centre(corner)), centre(other).minus(centre(corner)));
    let (right, below) = if to_one.cross(to_other) > 0.0 {
        (one, other)
    } else {
        (other, one)
    };
    let (along, down) = (centre(right).minus(centre(corner)), centre(below).minus(centre(corner)));
    if along.cosine(down).abs() > 0.75 {
        return None;
    }
    // Each as its own axes point to the others.
    let axes = [
        turned(&corner.axes, along, |axes| axes.u),
        turned(&right.axes, along, |axes| axes.u),
        turned(&below.axes, down, |axes| axes.v),
    ];
    // Straight lines stay straight: what points from one to another does so at both ends.
    let astray =
        4.0 - axes[0].u.cosine(along) - axes[1].u.cosine(along) - axes[0].v.cosine(down) - axes[2].v.cosine(down);
    // The geometric mean of the steps at both ends is exact in perspective.
    let modules = [
        along.length() / (axes[0].u.length() * axes[1].u.length()).sqrt(),
        down.length() / (axes[0].v.length() * axes[2].v.length()).sqrt(),
    ];
    let (few, many) = (modules[0].min(modules[1]), modules[0].max(modules[1]));
    // 14 modules between the centres in the smallest symbol, 170 in the largest.
    if astray.is_nan() || few < 9.0 || many > 230.0 || many > 1.8 * few {
        return None;
    }
    let unlike = 3.0 - corner.resemblance - one.resemblance - other.resemblance;
    Some(Triple {
        corner: corner.finder,
        right: right.finder,
        below: below.finder,
        axes,
        score: 1.5 * (many / few - 1.0) + 2.0 * astray + 1.5 * unlike
            // Patterns of several codes make large ones that fit as well.
            + 0.002 * (few + many) / 2.0,
    })
}

/// The version information beside the finder patterns, which symbols from version 7 on have:
/// 18 modules in two copies, as far from their mean as they are.
struct Named([Option<[f32; 18]>; 2]);

impl Named {
    fn read(image: &Luma, right: Option<&Affine>, below: Option<&Affine>) -> Self {
        let copy = |place: &dyn Fn(f32, f32) -> Point| {
            let mut values: [f32; 18] = std::array::from_fn(|bit| {
                let p = place((bit / 3) as f32 - 3.0, (bit % 3) as f32 - 7.0);
                image.between(p.x, p.y)
            });
            let mean = values.iter().sum::<f32>() / 18.0;
            values.iter_mut().for_each(|v| *v = mean - *v);
            values
        };
        Self([
            right.map(|map| copy(&|along, away| map.at(Point::new(away, along)))),
            below.map(|map| copy(&|along, away| map.at(Point::new(along, away)))),
        ])
    }

    /// The version that is named best, and how well.
    fn best(&self) -> (usize, f32) {
        (7..=40)
            .map(|version| (version, self.agreement(version)))
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .unwrap_or((7, 0.0))
    }

    /// How well the better copy names this version, 0 to 0.6.
    fn agreement(&self, version: usize) -> f32 {
        let [right, below] = self.copies(version);
        right.max(below)
    }

    /// How well each copy names this version.
    fn copies(&self, version: usize) -> [f32; 2] {
        let Some(pattern) = version_pattern(version) else {
            return [0.0; 2];
        };
        let mean = (0..18).map(|bit| sign(pattern, bit)).sum::<f32>() / 18.0;
        self.0.map(|values| {
            let (mut agreed, mut all) = (0.0, 1.0);
            for (bit, value) in values.iter().flatten().enumerate() {
                agreed += (sign(pattern, bit) - mean) * value;
                all += value.abs();
            }
            // Another version's pattern reaches half by chance.
            (agreed / all - 0.4).max(0.0)
        })
    }
}

/// 1 for a dark module, -1 for a light one.
const fn sign(pattern: u32, bit: usize) -> f32 {
    if pattern >> bit & 1 == 1 { 1.0 } else { -1.0 }
}

/// Most versions that are fitted to a triple.
const MOST_VERSIONS: usize = 3;

/// How often the picture changes between dark and light along a line of about this many modules.
fn changes(image: &Luma, from: Point, to: Point, modules: f32) -> usize {
    const PER_MODULE: f32 = 4.0;
    let n = (modules * PER_MODULE).clamp(16.0, 2_000.0) as usize;
    let step = to.minus(from).times(1.0 / n as f32);
    let values: Vec<f32> = (0..=n)
        .map(|i| from.plus(step.times(i as f32)))
        .map(|p| image.between(p.x, p.y))
        .collect();
    let half = (PER_MODULE * 2.0) as usize;
    let mut previous = None;
    let mut changes = 0;
    for i in 0..values.len() {
        let around = &values[i.saturating_sub(half)..(i + half + 1).min(values.len())];
        let (low, high) = around
            .iter()
            .fold((f32::MAX, 0.0_f32), |(low, high), v| (low.min(*v), high.max(*v)));
        let middle = (low + high) / 2.0;
        // A little play, so that noise at the threshold does not count.
        let play = 0.12 * (high - low);
        let dark = match values[i] - middle {
            over if over > play => false,
            under if under < -play => true,
            _ => continue,
        };
        if previous.is_some_and(|before| before != dark) {
            changes += 1;
        }
        previous = Some(dark);
    }
    changes
}
