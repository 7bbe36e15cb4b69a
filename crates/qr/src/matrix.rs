//! Modules to bytes, the quick way: as they were sampled, by the soft decoder, then mirrored, of which
//! rqrr reads the format.

use super::{
    soft::Modules,
    symbol::{self, Layout, Outcome},
};
use rqrr::SimpleGrid;

/// Below this share of right modules in the fixed patterns the grid is wrong, and decoding is
/// not tried.
const LEAST_FIDELITY: f32 = 0.8;

/// From this share on only what the data says can be the trouble.
const MIRRORED: f32 = 0.95;

/// Our levels (L, M, Q, H) by the two bits that name them in a symbol, as rqrr gives them.
const LEVELS: [usize; 4] = [1, 0, 3, 2];

/// Decodes sampled modules; `None` when they are no sound symbol.
pub(super) fn decode(modules: &Modules, layout: &Layout) -> Option<Vec<u8>> {
    let size = layout.size;
    let fidelity = modules.fidelity(layout);
    if fidelity < LEAST_FIDELITY {
        return None;
    }
    let soft = modules.plain();
    if let Outcome::Decoded(bytes) = symbol::decode(&soft, layout) {
        return Some(bytes);
    }
    if fidelity < MIRRORED {
        return None;
    }
    let mirrored: Vec<f32> = (0..size * size).map(|i| soft[i % size * size + i / size]).collect();
    let grid = rqrr::Grid::new(SimpleGrid::from_func(size, |x, y| mirrored[y * size + x] > 0.0));
    // Its error correction would bring a table of 64 KiB along.
    let (found, _) = grid.get_raw_data().ok()?;
    let level = LEVELS.get(usize::from(found.ecc_level)).copied()?;
    match symbol::decode_as(&mirrored, layout, level, u8::try_from(found.mask).ok()?) {
        Outcome::Decoded(bytes) => Some(bytes),
        _ => None,
    }
}
