//! Grids for the candidates of a symbol, and decoding of those that fit at once.

use super::{candidate::SymbolCandidate, fit::fit_by_alignment, grid::Grid, pyramid::Pyramid, warp::Extrapolation};
use crate::{
    code::Code,
    decode::{Layout, MIN_FUNCTION_PATTERN_MATCH, SampledModules, decode_direct},
};
use greengate_qr_pixels::{
    geometry::Affine,
    space::{Polarity, Reduced},
};
use std::rc::Rc;

/// Likelihood below which a grid is not decoded.
pub(super) const MIN_LIKELIHOOD: f32 = 0.45;

/// A candidate that was not decoded at once, with one of its versions.
pub(super) struct PendingCandidate {
    pub likelihood: f32,
    pub candidate: Rc<SymbolCandidate>,
    /// The grid that fits best; without one it is grown.
    pub grid: Option<Grid<Reduced>>,
    pub layout: Layout,
}

/// The result of fitting grids to a candidate.
#[derive(Default)]
pub(super) struct CandidateFit {
    /// Code, if one of the grids could be decoded.
    pub code: Option<Code>,
    /// Fits that were not decoded, one for each version tried.
    pub pending: Vec<PendingCandidate>,
    /// Number of grids that were fitted without version information.
    pub fits: usize,
}

/// The result of fitting grids of one version.
enum VersionFit {
    Decoded(Code),
    Fitted { likelihood: f32, grid: Grid<Reduced> },
    Failed,
}

/// Fits grids by alignment patterns for each possible version of a candidate, with at most
/// `max_fits` versions without version information, and decodes those that fit.
pub(super) fn fit_candidate(
    pyramid: &Pyramid,
    polarity: Polarity,
    candidate: &Rc<SymbolCandidate>,
    max_fits: usize,
) -> CandidateFit {
    let mut result = CandidateFit::default();
    for version in &candidate.versions {
        let layout = Layout::new(*version);
        let (mut likelihood, mut grid) = (1.0, None);
        if let [Some(a), Some(b), Some(c)] = candidate.axes {
            if !candidate.has_version_info {
                if result.fits == max_fits {
                    break;
                }
                result.fits += 1;
            }
            match fit_version(pyramid, polarity, candidate, &[a, b, c], &layout) {
                VersionFit::Decoded(code) => {
                    result.code = Some(code);
                    break;
                }
                VersionFit::Fitted { likelihood: l, grid: g } => (likelihood, grid) = (l, Some(g)),
                VersionFit::Failed => continue,
            }
        }
        result.pending.push(PendingCandidate {
            likelihood,
            candidate: Rc::clone(candidate),
            grid,
            layout,
        });
    }
    result
}

/// Fits grids of one version, first by affine and then by projective extrapolation.
fn fit_version(
    pyramid: &Pyramid,
    polarity: Polarity,
    candidate: &SymbolCandidate,
    axes: &[Affine<Reduced>; 3],
    layout: &Layout,
) -> VersionFit {
    let certainty = if candidate.has_version_info { 1.0 } else { 0.0 };
    let image = pyramid.reduced(candidate.scale, polarity);
    let mut best: Option<(f32, f32, Grid<Reduced>)> = None;
    for extrapolation in [Extrapolation::Affine, Extrapolation::Projective] {
        let Some(grid) = fit_by_alignment(image, axes, layout, extrapolation) else {
            break;
        };
        let likelihood = certainty + grid.likelihood(image);
        let mut function_match = 0.0;
        if likelihood >= MIN_LIKELIHOOD {
            let full = grid.to_full(candidate.scale);
            let modules = SampledModules::new(&full.sample(pyramid.full(polarity)), layout.size);
            if let Some(content) = decode_direct(&modules, layout) {
                return VersionFit::Decoded(Code::of_content(content, full.corners()));
            }
            function_match = modules.function_pattern_match(layout);
        }
        if best.as_ref().is_none_or(|best| function_match > best.0) {
            best = Some((function_match, likelihood, grid));
        }
        // A grid that fits the function patterns needs no other. In symbols without version
        // information they do not tell: none are where perspective changes most.
        let try_next = if candidate.has_version_info {
            function_match <= MIN_FUNCTION_PATTERN_MATCH
        } else {
            likelihood >= MIN_LIKELIHOOD
        };
        if !try_next {
            break;
        }
    }
    best.map_or(VersionFit::Failed, |(_, likelihood, grid)| VersionFit::Fitted {
        likelihood,
        grid,
    })
}
