//! From a frame to its codes: cheap attempts first, expensive ones only where something resembles a
//! code, and a bound on all of them.
//!
//! First finder patterns are searched by their runs at several scales and grids fitted by alignment
//! patterns. If that fails, grids are grown and an equaliser is trained, finder patterns are searched
//! where two others predict them and by their rings, and symbols are decoded from two of them.

mod attempt;
mod candidate;
mod candidate_grids;
mod crowd;
#[cfg(feature = "curved")]
mod curved;
#[cfg(feature = "curved")]
mod cylinder;
mod fit;
mod grid;
mod group;
mod grouping;
mod pair;
mod pool;
mod pose;
mod pyramid;
mod search;
mod track;
mod version;
mod warp;

pub(crate) use attempt::SampledSymbol;
pub(crate) use crowd::detect_crowd;
pub(crate) use grid::Grid;

use crate::{
    code::Code,
    decode::{Layout, MIN_FUNCTION_PATTERN_MATCH, SampledModules, decode_together},
    limits::MAX_PENDING,
};
use candidate_grids::MIN_LIKELIHOOD;
use fit::grow;
use greengate_qr_pixels::{
    Luma,
    finder::Finder,
    geometry::{Affine, Point},
    runs::FINDERS_PER_SCAN,
    space::{Full, Polarity, Reduced, Scale},
};
use grid::{POSE_POINTS, finder_centres};
use pair::pair_candidates;
use pyramid::{first_scale, geometry_scale, search_scales};
use search::{LIKELY_SCORE, POOL_SIZE, Search, Work};
use track::track_finders;

/// Pixels of the smallest picture in which a symbol can be seen.
const SMALLEST_PICTURE: usize = 60 * 60;
/// Share of correct function modules above which a grid need not be grown.
const WELL_FITTING_MATCH: f32 = 0.93;
/// Share of correct function modules up to which a fitted grid is not worth snapping.
const POOR_MATCH: f32 = 0.74;

/// The result of searching one frame.
#[derive(Default)]
pub(crate) struct Detection {
    pub codes: Vec<Code>,
    /// The scale at which the codes were found.
    pub scale: Option<Scale>,
    /// Without codes: the symbol with the best function patterns.
    pub best: Option<SampledSymbol>,
    /// Without codes: the finder pattern with the highest score.
    pub finder: Option<Finder<Full>>,
    /// Without codes: the dark finder patterns that likely are some.
    pub finders: usize,
    /// The work it took.
    #[cfg_attr(not(test), allow(dead_code, reason = "tests check the bounds"))]
    work: Work,
}

/// Searches a frame for codes. `last` is the scale that succeeded on the frame before.
pub(crate) fn detect(image: &Luma, last: Option<Scale>) -> Detection {
    let mut search = Search::new(image);
    let found = search.run(image, last);
    search.into_detection(found)
}

/// Searches a still picture for codes, which may take longer than in a frame: on cylinders too.
#[cfg(feature = "curved")]
pub(crate) fn detect_still(image: &Luma) -> Detection {
    let mut search = Search::new(image);
    let found = search
        .run(image, None)
        .or_else(|| Some((vec![search.decode_curved()?], first_scale(image))));
    search.into_detection(found)
}

/// Searches a still picture for codes.
#[cfg(not(feature = "curved"))]
pub(crate) fn detect_still(image: &Luma) -> Detection {
    detect(image, None)
}

/// Searches a frame for a symbol near its position in the frame before. Blurred symbols that cannot
/// be found on their own may still be decoded, or accumulated.
pub(crate) fn track(
    image: &Luma,
    grid: &Grid<Full>,
    layout: &Layout,
    polarity: Polarity,
) -> (Option<Code>, Option<SampledSymbol>) {
    let mut search = Search::new(image);
    let code = search.track(grid, layout, polarity);
    (code, search.attempts.best)
}

impl Search<'_> {
    /// The result of the search, by the codes found and their scale.
    fn into_detection(self, found: Option<(Vec<Code>, Scale)>) -> Detection {
        match found {
            Some((codes, scale)) => Detection {
                codes,
                scale: Some(scale),
                work: self.work,
                ..Detection::default()
            },
            None => Detection {
                finder: self.pools[0].first().copied(),
                finders: self.pools[0].iter().filter(|f| f.score > LIKELY_SCORE).count(),
                best: self.attempts.best,
                work: self.work,
                ..Detection::default()
            },
        }
    }

    /// Takes all steps until one finds codes. Returns them with the scale at which they were found.
    fn run(&mut self, image: &Luma, last: Option<Scale>) -> Option<(Vec<Code>, Scale)> {
        for (n, scale) in search_scales(image, last).into_iter().enumerate() {
            for polarity in Polarity::BOTH {
                if self.search_runs(scale, polarity, n == 0)
                    && let Some(codes) = found(self.decode_groups(polarity, FINDERS_PER_SCAN))
                {
                    return Some((codes, scale));
                }
                // Version information proves a symbol: it is decoded with all means at once.
                if let Some(code) = self.decode_pending(polarity) {
                    return Some((vec![code], scale));
                }
            }
        }
        // From here on the scale depends on the frame alone.
        let first = first_scale(image);
        if let Some(codes) = self.run_without_triples(first) {
            return Some((codes, first));
        }
        if let Some(found) = self.run_coarse(image, first.coarser()) {
            return Some(found);
        }
        self.decode_best().map(|code| (vec![code], first))
    }

    /// Searches for dark symbols whose finder patterns are not all found by runs: where two of them
    /// predict a third, by their rings, and by two of them alone.
    fn run_without_triples(&mut self, first: Scale) -> Option<Vec<Code>> {
        let dark = Polarity::DarkOnLight;
        if self.search_predicted() {
            let codes = found(self.decode_groups(dark, FINDERS_PER_SCAN));
            let codes = codes.or_else(|| self.decode_pending(dark).map(|code| vec![code]));
            if codes.is_some() {
                return codes;
            }
        }
        self.search_rings(first);
        found(self.decode_groups(dark, POOL_SIZE)).or_else(|| {
            let code = self.decode_pending(dark).or_else(|| self.decode_pairs())?;
            Some(vec![code])
        })
    }

    /// Searches a coarser picture for symbols with large modules, close to the camera.
    fn run_coarse(&mut self, image: &Luma, coarse: Scale) -> Option<(Vec<Code>, Scale)> {
        if image.pixels() / (coarse.factor() * coarse.factor()) < SMALLEST_PICTURE {
            return None;
        }
        for polarity in Polarity::BOTH {
            if self.search_runs(coarse, polarity, false)
                && let Some(codes) = found(self.decode_groups(polarity, FINDERS_PER_SCAN))
            {
                return Some((codes, coarse));
            }
        }
        None
    }

    /// Deconvolves the symbol with the best function patterns: as expensive as all other steps.
    fn decode_best(&self) -> Option<Code> {
        let best = self.attempts.best.as_ref()?;
        if best.function_pattern_match < MIN_FUNCTION_PATTERN_MATCH {
            return None;
        }
        let content = decode_together(&[&best.modules], &best.layout)?;
        Some(Code::of_content(content, best.grid.corners()))
    }

    /// Decodes the most likely pending candidates with all means.
    fn decode_pending(&mut self, polarity: Polarity) -> Option<Code> {
        let pending = std::mem::take(&mut self.pending[polarity as usize]);
        let pending = compact_sort::sorted_by_key(pending, |pending| -pending.likelihood);
        let likely = pending
            .into_iter()
            .take(MAX_PENDING)
            .filter(|pending| pending.likelihood >= MIN_LIKELIHOOD);
        for pending in likely {
            self.work.pending += 1;
            let (scale, layout) = (pending.candidate.scale, &pending.layout);
            let image = self.pyramid.reduced(scale, polarity);
            let sampled_match = |grid: &Grid<Reduced>| {
                SampledModules::new(&grid.sample(image), grid.size).function_pattern_match(layout)
            };
            let function_match = pending.grid.as_ref().map_or(0.0, sampled_match);
            let (first, second) = if function_match > WELL_FITTING_MATCH {
                (pending.grid, None)
            } else {
                let fitted = pending.grid.filter(|_| function_match > POOR_MATCH);
                (grow(image, &pending.candidate.confirmed, layout), fitted)
            };
            for grid in [first, second].into_iter().flatten() {
                let code = self.attempts.decode(&self.pyramid, polarity, (&grid, scale), layout);
                if code.is_some() {
                    return code;
                }
            }
        }
        None
    }

    /// Decodes dark symbols of which two finder patterns were found.
    fn decode_pairs(&mut self) -> Option<Code> {
        let dark = Polarity::DarkOnLight;
        let scale = geometry_scale(self.pools[0].first()?.module);
        self.pyramid.prepare(scale, dark);
        let finders: Vec<Finder<Full>> = self.pools[0].iter().take(FINDERS_PER_SCAN).copied().collect();
        let poses = self.poses(dark, &finders);
        let image = self.pyramid.reduced(scale, dark);
        for candidate in pair_candidates(image, poses, scale).iter().take(MAX_PENDING) {
            self.work.pending += 1;
            let layout = Layout::new(*candidate.versions.first()?);
            if let Some(grid) = grow(image, &candidate.confirmed, &layout)
                && let Some(code) = self.attempts.decode(&self.pyramid, dark, (&grid, scale), &layout)
            {
                return Some(code);
            }
        }
        None
    }

    /// Decodes a symbol of the frame before at its position now.
    fn track(&mut self, grid: &Grid<Full>, layout: &Layout, polarity: Polarity) -> Option<Code> {
        let scale = geometry_scale(grid.module());
        self.pyramid.prepare(scale, polarity);
        let grid = grid.to_reduced(scale);
        let before = finder_centres(layout.size).map(|centre| grid.local_affine(centre));
        let now = track_finders(self.pyramid.reduced(scale, polarity), &before)?;
        let pairs: Vec<(Point<Reduced>, Point<Reduced>, f32)> = before
            .iter()
            .zip(&now)
            .flat_map(|(before, now)| POSE_POINTS.map(|p| (before.map(p), now.map(p), 1.0)))
            .collect();
        let grid = grid.moved(&Affine::fit(&pairs)?);
        self.attempts.decode(&self.pyramid, polarity, (&grid, scale), layout)
    }
}

/// Codes, if there are any.
fn found(codes: Vec<Code>) -> Option<Vec<Code>> {
    (!codes.is_empty()).then_some(codes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::{MAX_FITS, MAX_PREDICTING, MAX_TRIPLES};
    use greengate_test_support::{EcLevel, Symbol, picture};

    /// Finder patterns alone, in `n` rows of `n`, which fit together in every way; `apart` modules from
    /// one to the next.
    pub(super) fn crowd(n: usize, module: usize, apart: usize, light: bool) -> Luma<'static> {
        let step = apart * module;
        let side = n * step + 2 * module;
        let dark = |x: usize, y: usize| {
            let (x, y) = ((x % step) / module, (y % step) / module);
            if x == 0 || y == 0 || x > 7 || y > 7 {
                return false;
            }
            let ring = (x.abs_diff(4)).max(y.abs_diff(4));
            ring != 2
        };
        let pixels = picture(side, side, [20, 235], |x, y| dark(x, y) != light);
        Luma::new(pixels, side, side).unwrap()
    }

    /// A symbol of version 2 with a finder pattern that lacks one side of its ring, so that no line
    /// across it has the right runs.
    #[test]
    fn two_finder_patterns_predict_a_damaged_third() {
        const MODULE: usize = 5;
        const QUIET: usize = 6;
        let symbol = Symbol::new("GREENGATE", 2, EcLevel::H);
        let width = symbol.size;
        for lacking in 0..3 {
            let (left, top) = [(0, 0), (width - 7, 0), (0, width - 7)][lacking];
            let side = (width + 2 * QUIET) * MODULE;
            let dark = |x: usize, y: usize| {
                let (x, y) = ((x / MODULE).wrapping_sub(QUIET), (y / MODULE).wrapping_sub(QUIET));
                let damaged = x == left && (top..top + 7).contains(&y);
                !damaged && symbol.is_dark(x, y)
            };
            let image = Luma::new(picture(side, side, [30, 220], dark), side, side).unwrap();
            let mut search = Search::new(&image);
            let dark = Polarity::DarkOnLight;
            search.search_runs(Scale::ONE, dark, true);
            assert!(search.decode_groups(dark, FINDERS_PER_SCAN).is_empty(), "{lacking}");
            assert!(search.search_predicted(), "{lacking}");
            let found = detect(&image, None);
            assert_eq!(found.codes.first().and_then(Code::text), Some("GREENGATE"), "{lacking}");
        }
    }

    #[cfg(feature = "curved")]
    #[test]
    fn triples_that_are_tried_on_cylinders_are_bounded() {
        use crate::limits::MAX_CURVED;
        let image = crowd(4, 4, 22, false);
        let mut search = Search::new(&image);
        assert!(search.run(&image, None).is_none());
        assert!(search.curved_triples().get(MAX_CURVED + 1).is_some());
        assert_eq!(detect_still(&image).work.curved, MAX_CURVED);
        assert_eq!(detect(&image, None).work.curved, 0, "never in a frame");
    }

    #[test]
    fn expensive_steps_of_a_frame_are_bounded() {
        use crate::limits::MAX_GROUPS;
        let mut most = Work::default();
        let crowds = [
            (2, 3, 9),
            (4, 3, 9),
            (8, 4, 9),
            (12, 5, 9),
            (20, 3, 9),
            (24, 6, 9),
            (2, 4, 22),
        ];
        for (n, module, apart) in crowds {
            for light in [false, true] {
                let image = crowd(n, module, apart, light);
                let found = detect(&image, None);
                assert!(found.codes.is_empty());
                let work = found.work;
                assert!((1..=MAX_GROUPS).contains(&work.groups), "{work:?}");
                assert!(work.triples <= work.groups * MAX_TRIPLES, "{work:?}");
                assert!(work.fits <= work.groups * MAX_FITS, "{work:?}");
                // Both polarities at three scales, with predicted patterns, after the search for rings, and
                // with pairs.
                assert!(work.pending <= 9 * MAX_PENDING, "{work:?}");
                let pairs = MAX_PREDICTING * (MAX_PREDICTING - 1) / 2;
                assert!(work.predictions <= 4 * pairs, "{work:?}");
                most.predictions = most.predictions.max(work.predictions);
                most.triples = most.triples.max(work.triples);
                most.fits = most.fits.max(work.fits);
                most.pending = most.pending.max(work.pending);
            }
        }
        // These crowds reach the bounds.
        assert!(
            most.predictions > 8 && most.triples >= MAX_TRIPLES && most.fits >= MAX_FITS && most.pending >= MAX_PENDING,
            "{most:?}"
        );
    }
}
