//! Finder patterns by their rings: what is dark in the middle, light around it and dark around
//! that, whichever way it is turned. Dearer than looking at runs, but blur and noise do it
//! little harm.

use super::{Luma, finder::Finder, geometry::Point, order};

/// Cosine and sine of each.
type Directions = [(f32, f32)];

/// Circles that lie inside the dark square, the light ring and the dark ring of a finder
/// pattern however it is turned: radius in modules, directions of the samples in the first
/// quarter, whether it is light.
const CIRCLES: [(f32, &Directions, bool); 4] = [
    (0.0, &[(1.0, 0.0)], false),
    (1.0, &EIGHT, false),
    (2.12, &SIXTEEN, true),
    (3.35, &SIXTEEN, false),
];
/// Cosine and sine of the directions in the first quarter: of eight, and of sixteen. As numbers:
/// computing them would bring the reduction of any angle along, 5 KB of code.
const EIGHT: [(f32, f32); 2] = [(0.923_879_5, 0.382_683_43), (0.382_683_43, 0.923_879_5)];
const SIXTEEN: [(f32, f32); 4] = [
    (0.980_785_3, 0.195_090_32),
    (0.831_469_6, 0.555_570_24),
    (0.555_570_24, 0.831_469_6),
    (0.195_090_32, 0.980_785_3),
];
const SAMPLES: usize = 41;
/// Most patterns that a hunt gives.
const MOST: usize = 12;

/// Sample points of the rings at one size.
pub(super) struct Rings {
    points: [(Point, bool); SAMPLES],
    /// Pixels from the centre to the outermost samples, and a little more.
    reach: f32,
}

impl Rings {
    /// For modules of this many pixels.
    pub fn new(module: f32) -> Self {
        let mut points = [(Point::default(), false); SAMPLES];
        let mut n = 0;
        for (radius, quarter, light) in CIRCLES {
            for &(cos, sin) in quarter {
                let turned = [(cos, sin), (-sin, cos), (-cos, -sin), (sin, -cos)];
                // In the middle every direction is the same place.
                let turns = if radius > 0.0 { 4 } else { 1 };
                for (x, y) in &turned[..turns] {
                    points[n] = (Point::new(*x, *y).times(radius * module), light);
                    n += 1;
                }
            }
        }
        Self {
            points,
            reach: 3.4 * module + 2.0,
        }
    }

    /// Correlation of what lies around a point with the rings.
    pub fn resemblance(&self, image: &Luma, centre: Point) -> f32 {
        const LIGHT: f32 = 16.0;
        const ALL: f32 = SAMPLES as f32;
        let (mut sum, mut squares, mut light) = (0.0, 0.0, 0.0);
        let inside = image.holds(centre, self.reach);
        for (away, is_light) in &self.points {
            let p = centre.plus(*away);
            let value = image.sample(p, inside);
            sum += value;
            squares += value * value;
            light += if *is_light { value } else { 0.0 };
        }
        let variance = squares - sum * sum / ALL;
        let covariance = light - LIGHT * sum / ALL;
        if variance < 4.0 * ALL {
            0.0
        } else {
            covariance / (variance * (LIGHT - LIGHT * LIGHT / ALL)).sqrt()
        }
    }
}

/// How much a finder pattern looks like one, and the size at which it does so most.
pub(super) fn judge(image: &Luma, finder: &Finder) -> (f32, f32) {
    [0.8, 0.92, 1.06, 1.22]
        .into_iter()
        .map(|factor| factor * finder.module)
        .map(|module| (Rings::new(module).resemblance(image, finder.centre), module))
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .unwrap_or((0.0, finder.module))
}

/// Looks for finder patterns of about this size everywhere. The best come first.
pub(super) fn hunt(image: &Luma, module: f32, least: f32) -> Vec<Finder> {
    let rings = Rings::new(module);
    let others = [0.87, 1.15].map(|factor| (factor * module, Rings::new(factor * module)));
    let mut sieve = Sieve::new(image, module);
    let mut strong: Vec<(u8, usize, usize)> = Vec::new();
    // One candidate a block of about a module.
    let block = (module as usize).max(1);
    let border = sieve.border;
    if image.width() <= 2 * border {
        return Vec::new();
    }
    let mut best = vec![(LEAST_STRENGTH - 1, 0_usize, 0_usize); image.width().div_ceil(block)];
    for y in sieve.rows() {
        for (n, (slot, strengths)) in best.iter_mut().zip(sieve.row(image, y).chunks(block)).enumerate() {
            let most = strengths.iter().copied().max().unwrap_or(0);
            if most > slot.0 {
                let x = strengths.iter().position(|s| *s == most).unwrap_or(0);
                *slot = (most, border + n * block + x, y);
            }
        }
        if !(y + 1).is_multiple_of(block) {
            continue;
        }
        for slot in &mut best {
            if slot.2 > 0 {
                strong.push(*slot);
                *slot = (LEAST_STRENGTH - 1, 0, 0);
            }
        }
    }
    // In noise much is strong: only the strongest are looked at.
    let mut counts = [0_usize; 256];
    strong
        .iter()
        .for_each(|(strength, ..)| counts[usize::from(*strength)] += 1);
    let mut sum = 0;
    let weakest = (0..256).rev().find(|strength| {
        sum += counts[*strength];
        sum > MOST_STRONG
    });
    let mut found: Vec<(f32, Point, f32)> = Vec::new();
    for (strength, x, y) in strong {
        if weakest.is_some_and(|weakest| usize::from(strength) <= weakest) {
            continue;
        }
        let centre = Point::new(x as f32 + 0.5, y as f32 + 0.5);
        let score = rings.resemblance(image, centre);
        if score < least - NEARLY {
            continue;
        }
        // Patterns of sizes in between are found by the nearest, and told by their own.
        let best = others
            .iter()
            .map(|(size, rings)| (rings.resemblance(image, centre), *size))
            .fold(
                (score, module),
                |best, other| if other.0 > best.0 { other } else { best },
            );
        if best.0 > least {
            found.push((best.0, centre, best.1));
        }
    }
    let found = order::by(found, |found| -found.0);
    let mut best: Vec<Finder> = Vec::new();
    for (score, centre, module) in found {
        if best.iter().all(|other| other.centre.distance(centre) > 3.0 * module) {
            best.push(Finder::new(centre, module, score));
            if best.len() == MOST {
                break;
            }
        }
    }
    best
}

/// What resembles a pattern of one size by so much less than it must may do so at another.
const NEARLY: f32 = 0.12;
/// Most places of one size that are looked at closely.
const MOST_STRONG: usize = 600;
/// Grey values that a ring must at least be lighter than what is inside and outside of it.
const LEAST_STRENGTH: u8 = 3;

/// Tells quickly where a finder pattern may be: four points of its light ring are lighter than
/// its centre, and on the whole lighter than four points of its dark ring.
struct Sieve {
    ring: usize,
    outer: usize,
    border: usize,
    height: usize,
    line: Vec<u8>,
}

impl Sieve {
    fn new(image: &Luma, module: f32) -> Self {
        let radius = |modules: f32| (modules * module).round() as usize;
        Self {
            ring: radius(2.1),
            outer: radius(3.2),
            border: radius(3.2) + 1,
            height: image.height(),
            line: Vec::new(),
        }
    }

    fn rows(&self) -> std::ops::Range<usize> {
        self.border..self.height.saturating_sub(self.border).max(self.border)
    }

    /// How strongly each pixel of a row looks like the centre of a pattern, from the border on.
    fn row(&mut self, image: &Luma, y: usize) -> &[u8] {
        let inner = image.width().saturating_sub(2 * self.border);
        self.line.clear();
        self.line.resize(inner, 0);
        let (ring, outer, border) = (self.ring, self.outer, self.border);
        // Whole rows at once, shifted: the compiler makes vectors of it.
        let from = |y: usize, x: usize| &image.row(y)[x..x + inner];
        let line = &mut self.line[..inner];
        let centre = from(y, border);
        let (a, b) = (from(y - ring, border), from(y + ring, border));
        let (c, d) = (from(y, border - ring), from(y, border + ring));
        for (((((strength, centre), a), b), c), d) in line.iter_mut().zip(centre).zip(a).zip(b).zip(c).zip(d) {
            *strength = (*a.min(b).min(c.min(d))).saturating_sub(*centre);
        }
        let (e, f) = (from(y - outer, border), from(y + outer, border));
        let (g, h) = (from(y, border - outer), from(y, border + outer));
        let rings = a.iter().zip(b).zip(c).zip(d);
        let outers = e.iter().zip(f).zip(g).zip(h);
        for ((strength, (((a, b), c), d)), (((e, f), g), h)) in line.iter_mut().zip(rings).zip(outers) {
            let sum = |a: u8, b: u8, c: u8, d: u8| u16::from(a) + u16::from(b) + u16::from(c) + u16::from(d);
            let lighter = sum(*a, *b, *c, *d).saturating_sub(sum(*e, *f, *g, *h)) / 4;
            *strength = (*strength).min(lighter as u8);
        }
        &self.line
    }
}
