//! Where modules stand out most, and what they show.

use super::{
    Luma,
    geometry::{Affine, Point},
    luma::Spot,
};

/// What is known of a symbol's modules.
#[derive(Clone, Copy)]
pub struct Modules<'a> {
    /// Modules a side.
    pub size: usize,
    /// 1 for what must be dark, -1 for what must be light, 0 for what may be either.
    pub fixed: &'a [i8],
}

/// Draws a guess at the map around a place of the symbol to where the modules there stand out
/// most, by steps of these shares of a module; with how sure that is, 0 to 1.
#[inline(never)]
pub fn settle(image: &Luma, modules: Modules, guess: &Affine, place: Point, steps: [f32; 3]) -> (Point, f32) {
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
    let window = Window::around(modules, guess, place);
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
const COUNT: usize = 4 * RADIUS * RADIUS;

/// The modules around a place: where the guess has them in the picture, and what is known of
/// them.
struct Window {
    points: [Spot; COUNT],
    fixed: [i8; COUNT],
    count: usize,
    map: Affine,
    /// The whole window lies so deep in the picture that no sample falls outside.
    inside: std::cell::Cell<Option<bool>>,
}

impl Window {
    fn around(modules: Modules, map: &Affine, place: Point) -> Self {
        let (x, y) = (place.x as usize, place.y as usize);
        let range = |t: usize| t.saturating_sub(RADIUS)..(t + RADIUS).min(modules.size);
        let mut window = Self {
            points: [Spot::default(); COUNT],
            fixed: [0; COUNT],
            count: 0,
            map: *map,
            inside: std::cell::Cell::new(None),
        };
        for row in range(y) {
            for column in range(x) {
                let centre = Point::new(column as f32 + 0.5, row as f32 + 0.5);
                window.points[window.count] = Spot::at(map.at(centre.minus(place)));
                window.fixed[window.count] = modules.fixed[row * modules.size + column];
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
        let mut values = [0.0_f32; COUNT];
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

/// The grey value around the middle of a module, perhaps only in its middle: a weighted mean.
#[must_use]
#[inline(never)]
pub fn mean(image: &Luma, map: &Affine, fine: bool) -> f32 {
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
    let inside = image.holds(map.origin, map.u.length() + map.v.length() + 2.0);
    let origin = Spot::at(map.origin);
    if !fine {
        return image.sample(origin, inside);
    }
    let (u, v) = (Spot::step(map.u.times(0.25)), Spot::step(map.v.times(0.25)));
    let tap = |(dx, dy, weight): &(i32, i32, f32)| {
        weight * image.sample(origin.plus(u.times(*dx)).plus(v.times(*dy)), inside)
    };
    AROUND.iter().map(tap).sum::<f32>() / 16.0
}
