//! Three finder patterns that belong together, and how many modules lie between them.

use super::{
    Luma,
    finder::Finder,
    geometry::{Affine, Point},
};

/// A symbol's three finder patterns: top left, top right, bottom left.
#[derive(Clone, Copy, Debug)]
pub(super) struct Triple {
    pub corner: Point,
    pub right: Point,
    pub below: Point,
    /// Pixels a module, as the patterns say.
    pub module: f32,
    /// How far from a right angle and from equal sizes; lower is better.
    pub score: f32,
    members: [usize; 3],
}

/// Most triples that are tried.
const MOST: usize = 14;

/// Groups finder patterns by geometry: alike in size, at a right angle, sides alike. The best
/// come first; none is judged by extrapolating its own seven modules across the symbol.
pub(super) fn triples(finders: &[Finder]) -> Vec<Triple> {
    let mut found = Vec::new();
    for a in 0..finders.len() {
        for b in a + 1..finders.len() {
            for c in b + 1..finders.len() {
                found.extend(triple(finders, [a, b, c]));
            }
        }
    }
    found.sort_by(|a, b| a.score.total_cmp(&b.score));
    found.truncate(MOST);
    found
}

fn triple(finders: &[Finder], members: [usize; 3]) -> Option<Triple> {
    let [a, b, c] = members.map(|n| finders[n]);
    let sizes = [a.module, b.module, c.module];
    let (least, most) = (
        sizes.iter().copied().fold(f32::MAX, f32::min),
        sizes.iter().copied().fold(0.0, f32::max),
    );
    if most > 1.9 * least {
        return None;
    }
    // The corner lies opposite the longest side.
    let sides = [
        b.centre.distance(c.centre),
        a.centre.distance(c.centre),
        a.centre.distance(b.centre),
    ];
    let longest = (0..3).max_by(|i, j| sides[*i].total_cmp(&sides[*j]))?;
    let (corner, one, other) = match longest {
        0 => (a, b, c),
        1 => (b, a, c),
        _ => (c, a, b),
    };
    let (to_one, to_other) = (one.centre.minus(corner.centre), other.centre.minus(corner.centre));
    let (right, below) = if to_one.cross(to_other) > 0.0 {
        (one, other)
    } else {
        (other, one)
    };
    let (along, down) = (right.centre.minus(corner.centre), below.centre.minus(corner.centre));
    let (width, height) = (along.length(), down.length());
    let cosine = along.dot(down).abs() / (width * height);
    let ratio = width.max(height) / width.min(height);
    let module = (sizes[0] + sizes[1] + sizes[2]) / 3.0;
    let modules = (width + height) / 2.0 / module;
    // 14 modules between the centres in the smallest symbol, 170 in the largest.
    if cosine > 0.65 || ratio > 2.2 || !(9.0..=230.0).contains(&modules) || !module.is_finite() {
        return None;
    }
    Some(Triple {
        corner: corner.centre,
        right: right.centre,
        below: below.centre,
        module,
        score: (most / least - 1.0) + cosine + (ratio - 1.0),
        members,
    })
}

impl Triple {
    /// Whether it shares a pattern with another.
    pub fn shares(&self, other: &Self) -> bool {
        self.members.iter().any(|n| other.members.contains(n))
    }

    /// Symbol versions by how well the distances and the timing patterns fit them, the best
    /// first. `axes` are those of the finder patterns.
    pub fn versions(&self, image: &Luma, axes: &[Affine; 3]) -> Vec<usize> {
        let [corner, right, below] = axes;
        // Distance in modules by the axes at both ends of each side.
        let side = |a: &Affine, b: &Affine, axis: fn(&Affine) -> Point| {
            // The geometric mean of the two is exact in perspective.
            let step = (axis(a).length() * axis(b).length()).sqrt();
            a.origin.distance(b.origin) / step.max(0.1)
        };
        let by_distance = (side(corner, right, |f| f.u) + side(corner, below, |f| f.v)) / 2.0;
        // The timing patterns run between the inner edges of the finder patterns, 14 modules
        // nearer than their centres, and change with every module.
        let along = (corner.at(Point::new(3.5, 3.0)), right.at(Point::new(-3.5, 3.0)));
        let down = (corner.at(Point::new(3.0, 3.5)), below.at(Point::new(3.0, -3.5)));
        let counts = [along, down].map(|(from, to)| changes(image, from, to, by_distance) as f32 + 6.0);
        let version = |modules: f32| (modules + 7.0 - 17.0) / 4.0;
        let mut scored: Vec<(f32, usize)> = (1..=40)
            .map(|v| {
                let off = |modules: f32| (version(modules) - v as f32).abs();
                let timing = off(counts[0]).min(off(counts[1])) + 0.3 * off(counts[0]).max(off(counts[1])).min(3.0);
                (off(by_distance) + timing.min(2.0), v)
            })
            .collect();
        scored.sort_by(|a, b| a.0.total_cmp(&b.0));
        scored
            .into_iter()
            .take(MOST_VERSIONS)
            .map(|(_, version)| version)
            .collect()
    }
}

/// Most versions that are fitted to a triple.
const MOST_VERSIONS: usize = 4;

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
