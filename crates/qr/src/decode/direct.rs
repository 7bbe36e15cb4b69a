//! Decoding of sampled modules without an equaliser; mirrored symbols too.

use super::{
    Decoding, Layout, MIN_FUNCTION_PATTERN_MATCH, SampledModules, decode, decode_with_format, layout::FormatInformation,
};
use crate::content::Content;
use rqrr::SimpleGrid;

/// Share of correct function modules from which on a symbol that cannot be decoded may be mirrored.
const MIN_MIRRORED_MATCH: f32 = 0.95;

/// Error correction levels, 0 to 3 for L, M, Q, H, by the two bits that name them in a symbol.
const LEVEL_BY_BITS: [usize; 4] = [1, 0, 3, 2];

/// Decodes sampled modules as they are, then mirrored. `None` when the grid is wrong or a block
/// cannot be corrected.
pub(crate) fn decode_direct(modules: &SampledModules, layout: &Layout) -> Option<Content> {
    let size = layout.size;
    let function_match = modules.function_pattern_match(layout);
    if function_match < MIN_FUNCTION_PATTERN_MATCH {
        return None;
    }
    let soft = modules.soft_values();
    if let Decoding::Complete(content) = decode(&soft, layout) {
        return Some(content);
    }
    if function_match < MIN_MIRRORED_MATCH {
        return None;
    }
    let transposed: Vec<f32> = (0..size * size).map(|i| soft[i % size * size + i / size]).collect();
    let grid = rqrr::Grid::new(SimpleGrid::from_func(size, |x, y| transposed[y * size + x] > 0.0));
    // Only the format: the error correction of rqrr would add a table of 64 KiB.
    let (found, _) = grid.get_raw_data().ok()?;
    let format = FormatInformation {
        level: LEVEL_BY_BITS.get(usize::from(found.ecc_level)).copied()?,
        mask: u8::try_from(found.mask).ok()?,
    };
    match decode_with_format(&transposed, layout, format) {
        Decoding::Complete(content) => Some(content),
        _ => None,
    }
}
