//! Finder patterns by their rings: what is dark in the middle, light around it and dark around
//! that, whichever way it is turned. Dearer than looking at runs, but blur and noise do it
//! little harm.

use super::{Luma, finder::Finder, geometry::Point, luma::Spot};

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
pub struct Rings {
    points: [(Spot, bool); SAMPLES],
    /// Pixels from the centre to the outermost samples, and a little more.
    reach: f32,
}

impl Rings {
    /// For modules of this many pixels.
    pub fn new(module: f32) -> Self {
        let mut points = [(Spot::default(), false); SAMPLES];
        let mut n = 0;
        for (radius, quarter, light) in CIRCLES {
            for &(cos, sin) in quarter {
                let turned = [(cos, sin), (-sin, cos), (-cos, -sin), (sin, -cos)];
                // In the middle every direction is the same place.
                let turns = if radius > 0.0 { 4 } else { 1 };
                for (x, y) in &turned[..turns] {
                    points[n] = (Spot::step(Point::new(*x, *y).times(radius * module)), light);
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
        let spot = Spot::at(centre);
        for (away, is_light) in &self.points {
            let value = image.sample(spot.plus(*away), inside);
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

/// How much a finder pattern, perhaps one of light for dark, looks like one, and the size at
/// which it does so most.
#[inline(never)]
pub fn judge(image: &Luma, finder: &Finder, light: bool) -> (f32, f32) {
    // Light for dark only turns the sign.
    let sign = if light { -1.0 } else { 1.0 };
    [0.8, 0.92, 1.06, 1.22]
        .into_iter()
        .map(|factor| factor * finder.module)
        .map(|module| (sign * Rings::new(module).resemblance(image, finder.centre), module))
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .unwrap_or((0.0, finder.module))
}

/// Looks for finder patterns of about this size everywhere. The best come first.
#[inline(never)]
pub fn hunt(image: &Luma, module: f32, least: f32) -> Vec<Finder> {
    let rings = Rings::new(module);
    let others = [0.87, 1.15].map(|factor| (factor * module, Rings::new(factor * module)));
    let strong = Sieve::new(module).strongest(image);
    let mut found: Vec<(f32, Point, f32)> = Vec::new();
    for (x, y) in strong {
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
    let found = compact_sort::sorted_by_key(found, |found| -found.0);
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
    /// One candidate a block of so many pixels a side.
    block: usize,
}

impl Sieve {
    fn new(module: f32) -> Self {
        let radius = |modules: f32| (modules * module).round() as usize;
        Self {
            ring: radius(2.1),
            outer: radius(3.2),
            border: radius(3.2) + 1,
            block: (module as usize).max(2),
        }
    }

    /// Where patterns may be: of each block its strongest place, of all blocks the strongest ones.
    fn strongest(&self, image: &Luma) -> Vec<(usize, usize)> {
        let (border, block) = (self.border, self.block);
        let inside = |side: usize| side.saturating_sub(2 * border) / block;
        let (across, down) = (inside(image.width()), inside(image.height()));
        if across == 0 {
            return Vec::new();
        }
        let width = across * block;
        // Whole rows at a time: the compiler makes vectors of it.
        let mut strengths = vec![0_u8; width * down * block];
        let mut most = vec![0_u8; across * down];
        let mut line = vec![0_u8; width];
        for (n, (rows, most)) in strengths
            .chunks_exact_mut(width * block)
            .zip(most.chunks_exact_mut(across))
            .enumerate()
        {
            line.fill(0);
            for (m, row) in rows.chunks_exact_mut(width).enumerate() {
                self.row(image, border + n * block + m, row);
                line.iter_mut()
                    .zip(&*row)
                    .for_each(|(line, strength)| *line = (*line).max(*strength));
            }
            for (most, line) in most.iter_mut().zip(line.chunks_exact(block)) {
                *most = line.iter().fold(0, |most, strength| most.max(*strength));
            }
        }
        // In noise much is strong: only the strongest are looked at.
        let mut counts = [0_usize; 256];
        most.iter().for_each(|strength| counts[usize::from(*strength)] += 1);
        let mut sum = 0;
        let weakest = (0..=u8::MAX).rev().find(|strength| {
            sum += counts[usize::from(*strength)];
            sum > MOST_STRONG
        });
        let least = weakest.map_or(LEAST_STRENGTH, |weakest| LEAST_STRENGTH.max(weakest.saturating_add(1)));
        let strong = most.iter().enumerate().filter(|(_, strength)| **strength >= least);
        let place = |(n, strength): (usize, &u8)| {
            let (left, top) = (n % across * block, n / across * block);
            let at = |i: &usize| (left + i % block, top + i / block);
            let (x, y) = (0..block * block)
                .find(|i| strengths[at(i).1 * width + at(i).0] == *strength)
                .map_or((left, top), |i| at(&i));
            (border + x, border + y)
        };
        strong.map(place).collect()
    }

    /// How strongly each pixel of a row looks like the centre of a pattern, from the border on.
    fn row(&self, image: &Luma, y: usize, line: &mut [u8]) {
        let (ring, outer, border) = (self.ring, self.outer, self.border);
        let from = |y: usize, x: usize| &image.row(y)[x..x + line.len()];
        let centre = from(y, border);
        let (a, b) = (from(y - ring, border), from(y + ring, border));
        let (c, d) = (from(y, border - ring), from(y, border + ring));
        let (e, f) = (from(y - outer, border), from(y + outer, border));
        let (g, h) = (from(y, border - outer), from(y, border + outer));
        for (((((strength, centre), a), b), c), d) in line.iter_mut().zip(centre).zip(a).zip(b).zip(c).zip(d) {
            *strength = (*a.min(b).min(c.min(d))).saturating_sub(*centre);
        }
        let rings = a.iter().zip(b).zip(c).zip(d);
        let outers = e.iter().zip(f).zip(g).zip(h);
        for ((strength, (((a, b), c), d)), (((e, f), g), h)) in line.iter_mut().zip(rings).zip(outers) {
            let sum = |a: u8, b: u8, c: u8, d: u8| u16::from(a) + u16::from(b) + u16::from(c) + u16::from(d);
            let lighter = sum(*a, *b, *c, *d).saturating_sub(sum(*e, *f, *g, *h)) / 4;
            *strength = (*strength).min(lighter as u8);
        }
    }
}
