//! Alignment of a grid point to the modules around it.

use super::{
    fixed_point::FixedPoint,
    geometry::{Affine, Point},
    space::{Reduced, Symbol},
    view::View,
};

/// The modules that a symbol's version fixes.
#[derive(Clone, Copy)]
pub struct FunctionModules<'a> {
    /// Modules a side.
    pub size: usize,
    /// Row by row: 1 for dark function modules, -1 for light ones, 0 for all others.
    pub values: &'a [i8],
}

/// A point moved to where the modules around it have the highest contrast.
pub struct Snapped {
    /// Its position in the picture.
    pub pixel: Point<Reduced>,
    /// Confidence from 0 to 1: sharp modules lose half of their contrast near their edges, noise
    /// loses none.
    pub confidence: f32,
}

/// Moves a point of the symbol to where the modules around it have the highest contrast. `guess` is
/// the map around that point; the steps of the search are shares of a module.
#[must_use]
#[inline(never)]
pub fn snap_to_contrast(
    image: View<'_, Reduced>,
    modules: FunctionModules<'_>,
    guess: &Affine<Reduced>,
    point: Point<Symbol>,
    steps: [f32; 3],
) -> Snapped {
    /// Contrast that a module of distance from the guess must gain, as a share.
    const DISTANCE_PENALTY: f32 = 0.02;
    const NEIGHBOURS: [(f32, f32); 8] = [
        (-1.0, 0.0),
        (1.0, 0.0),
        (0.0, -1.0),
        (0.0, 1.0),
        (-1.0, -1.0),
        (1.0, -1.0),
        (-1.0, 1.0),
        (1.0, 1.0),
    ];
    let window = Window::around(modules, guess, point);
    let mut best = (window.contrast(image, Point::ORIGIN), Point::ORIGIN);
    let first = best.0;
    let mut mean_nearby = 0.0;
    for (round, step) in steps.into_iter().enumerate() {
        let centre = best.1;
        // Eight neighbours at first, then four.
        let neighbours = if round == 0 { &NEIGHBOURS[..] } else { &NEIGHBOURS[..4] };
        for (dx, dy) in neighbours {
            let offset = centre.plus(Point::new(*dx, *dy).times(step));
            let contrast = window.contrast(image, offset);
            if round == 0 {
                mean_nearby += contrast / 8.0;
            }
            if contrast > best.0 * (1.0 + DISTANCE_PENALTY * offset.length()) {
                best = (contrast, offset);
            }
        }
    }
    let mean_nearby = mean_nearby.min(first);
    Snapped {
        pixel: guess.map(best.1),
        confidence: ((best.0 - mean_nearby) / (0.25 * best.0).max(0.5)).clamp(0.02, 1.0),
    }
}

/// Modules of a window on each side of its centre.
const RADIUS: usize = 4;
/// Modules of a window.
const COUNT: usize = 4 * RADIUS * RADIUS;

/// The modules around a point of the symbol.
struct Window {
    /// Expected positions of their centres.
    points: [FixedPoint<Reduced>; COUNT],
    /// Their values if the version fixes them.
    fixed: [i8; COUNT],
    count: usize,
    map: Affine<Reduced>,
    /// True if the whole window lies so far inside the picture that no sample falls outside; computed once.
    inside: std::cell::Cell<Option<bool>>,
}

impl Window {
    fn around(modules: FunctionModules<'_>, map: &Affine<Reduced>, point: Point<Symbol>) -> Self {
        let (x, y) = (point.x as usize, point.y as usize);
        let range = |t: usize| t.saturating_sub(RADIUS)..(t + RADIUS).min(modules.size);
        let mut window = Self {
            points: [FixedPoint::default(); COUNT],
            fixed: [0; COUNT],
            count: 0,
            map: *map,
            inside: std::cell::Cell::new(None),
        };
        for row in range(y) {
            for column in range(x) {
                let centre = Point::new(column as f32 + 0.5, row as f32 + 0.5);
                window.points[window.count] = FixedPoint::position(map.map(centre.minus(point)));
                window.fixed[window.count] = modules.values[row * modules.size + column];
                window.count += 1;
            }
        }
        window
    }

    /// Mean distance of the modules from their mean in grey values when the guess is moved by
    /// `offset` modules; function modules count negatively on the wrong side.
    fn contrast(&self, image: View<'_, Reduced>, offset: Point<Symbol>) -> f32 {
        let (points, fixed) = (&self.points[..self.count], &self.fixed[..self.count]);
        let move_by = self.map.u.times(offset.x).plus(self.map.v.times(offset.y));
        let inside = self.inside.get().unwrap_or_else(|| {
            let reach = self.map.u.length() + self.map.v.length() + 2.0;
            let inside = points.iter().all(|p| image.contains(p.point(), reach));
            self.inside.set(Some(inside));
            inside
        });
        let mut values = [0.0_f32; COUNT];
        let mut sum = 0.0;
        let move_by = FixedPoint::displacement(move_by);
        for (point, value) in points.iter().zip(&mut values) {
            *value = image.sample(point.plus(move_by), inside);
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
