//! What a finder pattern looks like under a map, and the map under which it looks most like one.

use super::{
    Luma,
    geometry::{Affine, Point},
    luma::Spot,
};

/// Steps of the search, each finer than the last, as shares of what they change.
const STEPS: [f32; 6] = [0.24, 0.144, 0.086, 0.052, 0.031, 0.019];
/// What resembles one less than this after the first rounds will never do.
pub const HOPELESS: f32 = 0.4;

/// Sample points of a finder pattern with its separator, and which of them are light.
pub struct Pattern {
    /// In modules from the centre.
    points: Vec<((i32, i32), bool)>,
    lights: f32,
}

impl Pattern {
    /// The pattern whose separator lies to these sides, 1 or -1 along each axis; 0 for the
    /// pattern without it.
    pub fn new(x: i8, y: i8) -> Self {
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
    pub fn nearby(&self, image: &Luma, before: &Affine) -> Vec<(f32, Affine)> {
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
        for place in compact_sort::sorted_by_key(found, |place| -place.0) {
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
    #[inline(never)]
    pub fn climb(&self, image: &Luma, start: (f32, Affine), skipped: usize) -> (f32, Affine) {
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
    #[inline(never)]
    pub fn resemblance(&self, image: &Luma, axes: &Affine) -> f32 {
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
