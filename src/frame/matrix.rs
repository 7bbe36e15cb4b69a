//! Modules to bytes, the quick way: as they were sampled, by the soft decoder, then by rqrr's,
//! which reads mirrored symbols as well.

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

/// Decodes sampled modules; `None` when they are no sound symbol.
pub(super) fn decode(values: &[f32], layout: &Layout) -> Option<Vec<u8>> {
    let size = layout.size;
    let modules = Modules::new(values, size);
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
    let grid = rqrr::Grid::new(SimpleGrid::from_func(size, |x, y| soft[y * size + x] > 0.0));
    let mut bytes = Vec::new();
    (grid.decode_to(&mut bytes).is_ok() && !bytes.is_empty()).then_some(bytes)
}
