//! How a finder pattern lies: its centre and the axes of its modules, by what it looks like.

use super::{
    Luma,
    finder::Finder,
    geometry::{Affine, Point},
    locate::Triple,
    pattern::{HOPELESS, Pattern},
};
use std::f32::consts::FRAC_1_SQRT_2;

/// What resembles a finder pattern without its surroundings less is none.
const LEAST_ALONE: f32 = 0.6;
/// What resembles a finder pattern less is none.
const LEAST_RESEMBLANCE: f32 = 0.5;

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
