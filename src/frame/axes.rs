//! How a finder pattern lies: its centre and the axes of its modules, by what it looks like.

use super::{
    Luma,
    finder::Finder,
    geometry::{Affine, Point},
    locate::Triple,
    luma::Spot,
    order,
};
use std::f32::consts::FRAC_1_SQRT_2;

/// Steps of the search, each finer than the last, as shares of what they change.
const STEPS: [f32; 6] = [0.24, 0.144, 0.086, 0.052, 0.031, 0.019];
/// What resembles a finder pattern without its surroundings less is none.
const LEAST_ALONE: f32 = 0.6;
/// What resembles a finder pattern less is none.
const LEAST_RESEMBLANCE: f32 = 0.5;
/// What resembles one less than this after the first rounds will never do.
const HOPELESS: f32 = 0.4;

/// How a finder pattern lies by itself, up to quarter turns, and how much it resembles one then.
/// `None` when it is none.
pub(super) fn alone(image: &Luma, finder: &Finder) -> Option<(f32, Affine)> {
    /// Cosine and sine of directions in a quarter turn.
    const TURNS: [(f32, f32); 4] = [
        (1.0, 0.0),
        (0.923_879_5, 0.382_683_43),
        (FRAC_1_SQRT_2, FRAC_1_SQRT_2),
        (0.382_683_43, 0.923_879_5),
    ];
    /// Sides as long as their height, or not, as in strong perspective.
    const SIDES: [(f32, f32); 5] = [(1.0, 1.0), (0.8, 0.8), (1.2, 1.2), (0.8, 1.25), (1.25, 0.8)];
    let pattern = Pattern::new(0, 0);
    let mut best = (0.0, Affine::default());
    for (cos, sin) in TURNS {
        for (across, down) in SIDES {
            let tried = Affine {
                origin: finder.centre,
                u: Point::new(cos, sin).times(across * finder.module),
                v: Point::new(-sin, cos).times(down * finder.module),
            };
            let score = pattern.resemblance(image, &tried);
            if score > best.0 {
                best = (score, tried);
            }
        }
    }
    let (resemblance, axes) = pattern.climb(image, best, 0);
    (resemblance > LEAST_ALONE).then_some((resemblance, axes))
}

/// The axes at each finder pattern of a triple, from how each lies by itself. On curled paper and
/// in perspective they are each pattern's own. With the resemblance of the least of them; `None`
/// when one of them is no pattern of such a symbol.
pub(super) fn of_triple(image: &Luma, triple: &Triple) -> Option<(f32, [Affine; 3])> {
    let unit = |p: Point, module: f32| p.times(module / p.length().max(1.0));
    let (along, down) = (
        triple.right.centre.minus(triple.corner.centre),
        triple.below.centre.minus(triple.corner.centre),
    );
    // The light separator lies on the sides towards the other patterns.
    let patterns = [
        (&triple.corner, Pattern::new(1, 1)),
        (&triple.right, Pattern::new(-1, 1)),
        (&triple.below, Pattern::new(1, -1)),
    ];
    let mut axes = [Affine::default(); 3];
    for ((axes, alone), (finder, pattern)) in axes.iter_mut().zip(&triple.axes).zip(&patterns) {
        // By itself, or as the others lie.
        let square = Affine {
            origin: finder.centre,
            u: unit(along, finder.module),
            v: unit(down, finder.module),
        };
        let [alone, square] = [*alone, square].map(|axes| (pattern.resemblance(image, &axes), axes));
        let best = if alone.0 >= square.0 { alone } else { square };
        if best.0 < HOPELESS {
            return None;
        }
        *axes = best.1;
    }
    let mut least = f32::MAX;
    for (axes, (_, pattern)) in axes.iter_mut().zip(&patterns) {
        let (resemblance, refined) = pattern.climb(image, (pattern.resemblance(image, axes), *axes), 1);
        if resemblance < LEAST_RESEMBLANCE {
            return None;
        }
        least = least.min(resemblance);
        *axes = refined;
    }
    Some((least, axes))
}

/// Where the finder patterns of a symbol have gone since a picture in which they lay like this:
/// of what resembles them nearby that which moved, turned and grew together. `None` when nothing
/// did.
pub(super) fn followed(image: &Luma, before: &[Affine; 3]) -> Option<[Affine; 3]> {
    /// The least that the three of them resemble patterns, less what they moved apart.
    const LEAST: f32 = 1.2;
    let patterns = [Pattern::new(1, 1), Pattern::new(-1, 1), Pattern::new(1, -1)];
    let mut places: [Vec<(f32, Affine)>; 3] = Default::default();
    for ((places, pattern), before) in places.iter_mut().zip(&patterns).zip(before) {
        *places = pattern.nearby(image, before);
    }
    // How one way turned into another, as a complex factor.
    let turn = |from: Point, to: Point| {
        let square = from.dot(from).max(1e-3);
        Point::new(from.dot(to) / square, from.cross(to) / square)
    };
    let way = |axes: [&Affine; 2]| axes[1].origin.minus(axes[0].origin);
    let [corner, right, below] = before;
    let mut best = (LEAST, None);
    for (a, at) in &places[0] {
        for (b, to) in &places[1] {
            for (c, down) in &places[2] {
                let along = turn(way([corner, right]), way([at, to]));
                let other = turn(way([corner, below]), way([at, down]));
                let apart = along.distance(other);
                let changed = along.distance(Point::new(1.0, 0.0));
                let score = a + b + c - 6.0 * apart - changed;
                if score > best.0 {
                    best = (score, Some([*at, *to, *down]));
                }
            }
        }
    }
    best.1
}

/// Sample points of a finder pattern with its separator, and which of them are light.
struct Pattern {
    /// In modules from the centre.
    points: Vec<((i32, i32), bool)>,
    lights: f32,
}

impl Pattern {
    /// The pattern whose separator lies to these sides, 1 or -1 along each axis; 0 for the
    /// pattern without it.
    fn new(x: i8, y: i8) -> Self {
        let mut points = Vec::with_capacity(64);
        // From the outer dark ring to the separator, the middle of each module.
        let until = |side: i8| if side == 0 { 3 } else { 4 };
        for j in -3..=until(y) {
            for i in -3..=until(x) {
                let place = |n: i8, side: i8| i32::from(if side < 0 { -n } else { n });
                let (x, y) = (place(i, x), place(j, y));
                let ring = x.abs().max(y.abs());
                points.push(((x, y), ring == 2 || ring == 4));
            }
        }
        let lights = points.iter().filter(|(_, light)| *light).count() as f32;
        Self { points, lights }
    }

    /// What resembles it most where a hand may have moved it, with how much so.
    fn nearby(&self, image: &Luma, before: &Affine) -> Vec<(f32, Affine)> {
        /// Modules that a hand moves a code from one picture to the next.
        const REACH: i32 = 13;
        /// Places that are looked at closely, and how many modules lie between them.
        const PLACES: usize = 4;
        const APART: f32 = 2.5;
        let shifted = |x: i32, y: i32| Affine {
            origin: before.at(Point::new(x as f32, y as f32)),
            ..*before
        };
        let range = || -REACH..=REACH;
        let found: Vec<(f32, Affine)> = range()
            .flat_map(|y| range().map(move |x| (x, y)))
            .map(|(x, y)| shifted(x, y))
            .map(|axes| (self.resemblance(image, &axes), axes))
            .collect();
        let mut places: Vec<(f32, Affine)> = Vec::with_capacity(PLACES);
        for place in order::by(found, |place| -place.0) {
            let apart = APART * before.u.length().max(before.v.length());
            if places
                .iter()
                .all(|other| other.1.origin.distance(place.1.origin) > apart)
            {
                places.push(place);
                if places.len() == PLACES {
                    break;
                }
            }
        }
        places.into_iter().map(|place| self.climb(image, place, 1)).collect()
    }

    /// From a map with its resemblance to one that is no worse, by steps that get finer.
    fn climb(&self, image: &Luma, start: (f32, Affine), skipped: usize) -> (f32, Affine) {
        let mut best = start;
        for (round, step) in STEPS.into_iter().enumerate().skip(skipped) {
            if round == 2 && best.0 < HOPELESS {
                break;
            }
            // One after the other, until nothing gets better.
            for _ in 0..3 {
                let before = best.0;
                for n in 0..6 {
                    for amount in [step, -step] {
                        let tried = changed(&best.1, n, amount);
                        let score = self.resemblance(image, &tried);
                        if score > best.0 {
                            best = (score, tried);
                        }
                    }
                }
                if best.0 <= before + 2e-3 {
                    break;
                }
            }
        }
        best
    }

    /// Correlation of what lies there with the pattern.
    fn resemblance(&self, image: &Luma, axes: &Affine) -> f32 {
        let (mut sum, mut squares, mut light) = (0.0, 0.0, 0.0);
        let inside = image.holds(axes.origin, 4.0 * (axes.u.length() + axes.v.length()) + 2.0);
        let (origin, u, v) = (Spot::at(axes.origin), Spot::step(axes.u), Spot::step(axes.v));
        for ((x, y), is_light) in &self.points {
            let value = image.sample(origin.plus(u.times(*x)).plus(v.times(*y)), inside);
            sum += value;
            squares += value * value;
            light += if *is_light { value } else { 0.0 };
        }
        let samples = self.points.len() as f32;
        let variance = squares - sum * sum / samples;
        let covariance = light - self.lights * sum / samples;
        let pattern = self.lights - self.lights * self.lights / samples;
        if variance < 50.0 {
            0.0
        } else {
            covariance / (variance * pattern).sqrt()
        }
    }
}

/// One of six things about a map changed: its place along each axis, and for each axis its
/// direction and its length.
fn changed(map: &Affine, what: usize, amount: f32) -> Affine {
    let turned = |axis: Point| Point::new(axis.x - amount * axis.y, axis.y + amount * axis.x);
    let stretched = |axis: Point| axis.times(1.0 + amount);
    match what {
        0 => Affine {
            origin: map.origin.plus(map.u.times(2.0 * amount)),
            ..*map
        },
        1 => Affine {
            origin: map.origin.plus(map.v.times(2.0 * amount)),
            ..*map
        },
        2 => Affine {
            u: turned(map.u),
            ..*map
        },
        3 => Affine {
            v: turned(map.v),
            ..*map
        },
        4 => Affine {
            u: stretched(map.u),
            ..*map
        },
        _ => Affine {
            v: stretched(map.v),
            ..*map
        },
    }
}
