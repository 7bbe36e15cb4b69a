//! Detection of finder patterns by their rings: dark in the middle, light around it and dark around
//! that, at any rotation. It costs more than detection by runs and stands more blur and noise.

use super::{
    Luma,
    finder::Finder,
    fixed_point::FixedPoint,
    geometry::Point,
    space::{Polarity, Reduced},
    view::View,
};

/// Cosine and sine of each direction.
type Directions = [(f32, f32)];

/// Circles inside the dark square, the light ring and the dark ring of a finder pattern at any
/// rotation: radius in modules, directions of the samples in the first quadrant, whether the circle
/// is light.
const CIRCLES: [(f32, &Directions, bool); 4] = [
    (0.0, &[(1.0, 0.0)], false),
    (1.0, &EIGHT, false),
    (2.12, &SIXTEEN, true),
    (3.35, &SIXTEEN, false),
];
/// Directions in the first quadrant, of eight and of sixteen. They are constants because a call of
/// `cos` would add 5 KB of code.
const EIGHT: [(f32, f32); 2] = [(0.923_879_5, 0.382_683_43), (0.382_683_43, 0.923_879_5)];
const SIXTEEN: [(f32, f32); 4] = [
    (0.980_785_3, 0.195_090_32),
    (0.831_469_6, 0.555_570_24),
    (0.555_570_24, 0.831_469_6),
    (0.195_090_32, 0.980_785_3),
];
/// Samples of all circles.
const SAMPLES: usize = 41;
/// Finder patterns that are returned for one size of modules, at most.
const FINDERS_PER_SIZE: usize = 12;

/// Sample points on the rings of a finder pattern with modules of one size.
struct RingTemplate {
    /// Displacements from the centre, and whether the sample is light.
    points: [(FixedPoint<Reduced>, bool); SAMPLES],
    /// Pixels from the centre to the outermost samples, with a margin.
    reach: f32,
}

impl RingTemplate {
    /// The template for modules of this many pixels.
    fn new(module: f32) -> Self {
        let mut points = [(FixedPoint::default(), false); SAMPLES];
        let mut n = 0;
        for (radius, quarter, light) in CIRCLES {
            for &(cos, sin) in quarter {
                let turned = [(cos, sin), (-sin, cos), (-cos, -sin), (sin, -cos)];
                // At the centre every direction is the same point.
                let turns = if radius > 0.0 { 4 } else { 1 };
                for (x, y) in &turned[..turns] {
                    let displacement = Point::new(*x, *y).times(radius * module);
                    points[n] = (FixedPoint::displacement(displacement), light);
                    n += 1;
                }
            }
        }
        Self {
            points,
            reach: 3.4 * module + 2.0,
        }
    }

    /// Normalised cross-correlation of the picture around a point with the rings.
    fn ncc(&self, image: View<'_, Reduced>, centre: Point<Reduced>) -> f32 {
        /// Samples on the light ring.
        const LIGHT: f32 = 16.0;
        const ALL: f32 = SAMPLES as f32;
        let (mut sum, mut squares, mut light) = (0.0, 0.0, 0.0);
        let inside = image.contains(centre, self.reach);
        let position = FixedPoint::position(centre);
        for (away, is_light) in &self.points {
            let value = image.sample(position.plus(*away), inside);
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

/// Normalised cross-correlation of a finder pattern with the rings, at the size of modules, near its
/// own, that fits best.
#[must_use]
#[inline(never)]
pub fn ring_score(image: View<'_, Reduced>, finder: &Finder<Reduced>, polarity: Polarity) -> f32 {
    // Reversed reflectance only changes the sign.
    let sign = match polarity {
        Polarity::DarkOnLight => 1.0,
        Polarity::LightOnDark => -1.0,
    };
    [0.8, 0.92, 1.06, 1.22]
        .into_iter()
        .map(|factor| factor * finder.module)
        .map(|module| sign * RingTemplate::new(module).ncc(image, finder.centre))
        .max_by(f32::total_cmp)
        .unwrap_or(0.0)
}

/// Searches the picture for finder patterns with modules of about this many pixels whose correlation
/// with the rings is above `min_ncc`. The best come first.
#[must_use]
#[inline(never)]
pub fn find_by_rings(image: View<'_, Reduced>, module: f32, min_ncc: f32) -> Vec<Finder<Reduced>> {
    let rings = RingTemplate::new(module);
    let others = [0.87, 1.15].map(|factor| (factor * module, RingTemplate::new(factor * module)));
    let mut found: Vec<(f32, Point<Reduced>, f32)> = Vec::new();
    for (x, y) in RingFilter::new(module).strongest_positions(image.luma()) {
        let centre = Point::new(x as f32 + 0.5, y as f32 + 0.5);
        let score = rings.ncc(image, centre);
        if score < min_ncc - SIZE_TOLERANCE {
            continue;
        }
        // Sizes in between are found by the nearest one and confirmed at their own.
        let best = others
            .iter()
            .map(|(size, rings)| (rings.ncc(image, centre), *size))
            .fold(
                (score, module),
                |best, other| if other.0 > best.0 { other } else { best },
            );
        if best.0 > min_ncc {
            found.push((best.0, centre, best.1));
        }
    }
    let found = compact_sort::sorted_by_key(found, |found| -found.0);
    let mut best: Vec<Finder<Reduced>> = Vec::new();
    for (score, centre, module) in found {
        if best.iter().all(|other| other.centre.distance(centre) > 3.0 * module) {
            best.push(Finder::new(centre, module, score));
            if best.len() == FINDERS_PER_SIZE {
                break;
            }
        }
    }
    best
}

/// Correlation by which a finder pattern may fall short at a size that is not its own.
const SIZE_TOLERANCE: f32 = 0.12;
/// Positions for one size of modules that are compared with the rings, at most.
const POSITIONS_PER_SIZE: usize = 600;
/// Grey values by which the light ring is lighter than both its neighbours, at least.
const MIN_CONTRAST: u8 = 3;

/// A cheap filter for positions of finder patterns: four points of the light ring are lighter than
/// the centre, and on average lighter than four points of the dark ring.
struct RingFilter {
    /// Radius of the light ring in pixels.
    ring: usize,
    /// Radius of the dark ring in pixels.
    outer: usize,
    /// Pixels along the edges of the picture that are not searched.
    border: usize,
    /// Side of the blocks, in pixels, of which each yields one candidate.
    block: usize,
}

impl RingFilter {
    fn new(module: f32) -> Self {
        let radius = |modules: f32| (modules * module).round() as usize;
        Self {
            ring: radius(2.1),
            outer: radius(3.2),
            border: radius(3.2) + 1,
            block: (module as usize).max(2),
        }
    }

    /// The strongest position of each block, of those blocks that are strongest.
    fn strongest_positions(&self, image: &Luma) -> Vec<(usize, usize)> {
        let (border, block) = (self.border, self.block);
        let inside = |side: usize| side.saturating_sub(2 * border) / block;
        let (across, down) = (inside(image.width()), inside(image.height()));
        if across == 0 {
            return Vec::new();
        }
        let width = across * block;
        // Whole rows at a time, so that the compiler vectorises the loops.
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
                self.filter_row(image, border + n * block + m, row);
                line.iter_mut()
                    .zip(&*row)
                    .for_each(|(line, strength)| *line = (*line).max(*strength));
            }
            for (most, line) in most.iter_mut().zip(line.chunks_exact(block)) {
                *most = line.iter().fold(0, |most, strength| most.max(*strength));
            }
        }
        // In noise many blocks are strong.
        let mut counts = [0_usize; 256];
        most.iter().for_each(|strength| counts[usize::from(*strength)] += 1);
        let mut sum = 0;
        let weakest = (0..=u8::MAX).rev().find(|strength| {
            sum += counts[usize::from(*strength)];
            sum > POSITIONS_PER_SIZE
        });
        let least = weakest.map_or(MIN_CONTRAST, |weakest| MIN_CONTRAST.max(weakest.saturating_add(1)));
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

    /// The filter response for each pixel of a row, from the border on.
    fn filter_row(&self, image: &Luma, y: usize, line: &mut [u8]) {
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
