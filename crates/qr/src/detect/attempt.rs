//! Attempts to decode a symbol with all means.

use super::{fit::snap, grid::Grid, pyramid::Pyramid};
use crate::{
    code::Code,
    decode::{Layout, MIN_FUNCTION_PATTERN_MATCH, SampledModules, decode_equalised},
};
use greengate_qr_pixels::{
    geometry::Point,
    space::{Full, Polarity, Reduced, Scale},
};

/// Share of correct function modules below which a symbol is not worth accumulating over frames.
const MIN_ACCUMULATED_MATCH: f32 = 0.7;
/// Distance in modules below which the corners of two grids are the same.
const SAME_CORNER_DISTANCE: f32 = 0.3;

/// A symbol that was sampled and not decoded.
pub(crate) struct SampledSymbol {
    pub grid: Grid<Full>,
    pub layout: Layout,
    pub polarity: Polarity,
    pub modules: SampledModules,
    /// Soft values of its modules.
    pub soft: Vec<f32>,
    /// Share of the function modules that are correct.
    pub function_pattern_match: f32,
    /// Share of the modules with low contrast.
    pub low_contrast_share: f32,
    /// Mean grey value of the modules.
    pub brightness: f32,
}

/// A grid that was tried.
struct TriedGrid {
    size: usize,
    corners: [Point<Full>; 4],
    function_pattern_match: f32,
}

/// The attempts of one frame.
#[derive(Default)]
pub(super) struct Attempts {
    /// The symbol with the best function patterns.
    pub best: Option<SampledSymbol>,
    tried: Vec<TriedGrid>,
}

impl Attempts {
    /// Snaps a grid to the contrast of its modules, samples the frame and decodes it with an
    /// equaliser.
    pub fn decode(
        &mut self,
        pyramid: &Pyramid,
        polarity: Polarity,
        (grid, scale): (&Grid<Reduced>, Scale),
        layout: &Layout,
    ) -> Option<Code> {
        let grid = snap(grid, pyramid.reduced(scale, polarity), layout).to_full(scale);
        let values = grid.sample(pyramid.full(polarity));
        let modules = SampledModules::new(&values, grid.size);
        let function_pattern_match = modules.function_pattern_match(layout);
        if self.is_repetition(&grid, function_pattern_match) {
            return None;
        }
        let soft = match function_pattern_match {
            MIN_FUNCTION_PATTERN_MATCH.. => {
                let (content, soft) = decode_equalised(&modules, layout);
                if let Some(content) = content {
                    return Some(Code::of_content(content, grid.corners()));
                }
                soft
            }
            MIN_ACCUMULATED_MATCH.. => modules.soft_values(),
            _ => return None,
        };
        let best = self.best.as_ref().map(|best| best.function_pattern_match);
        if best.is_none_or(|best| best < function_pattern_match) {
            self.best = Some(SampledSymbol {
                grid,
                layout: Layout::new(layout.version),
                polarity,
                soft,
                function_pattern_match,
                low_contrast_share: modules.low_contrast_share(),
                modules,
                brightness: values.iter().sum::<f32>() / values.len() as f32,
            });
        }
        None
    }

    /// Records this grid; true if a grid at the same position was tried before whose function patterns matched at least
    /// as well.
    fn is_repetition(&mut self, grid: &Grid<Full>, function_pattern_match: f32) -> bool {
        let corners = grid.corners().map(|(x, y)| Point::new(x, y));
        let reach = SAME_CORNER_DISTANCE * grid.module();
        let is_repetition = self.tried.iter().any(|tried| {
            tried.size == grid.size
                && tried.function_pattern_match >= function_pattern_match
                && tried.corners.iter().zip(&corners).all(|(a, b)| a.distance(*b) < reach)
        });
        self.tried.push(TriedGrid {
            size: grid.size,
            corners,
            function_pattern_match,
        });
        is_repetition
    }
}
