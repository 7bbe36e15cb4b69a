//! The state of the search for the codes of one frame, and its searches for finder patterns.

use super::{
    attempt::Attempts,
    candidate_grids::PendingCandidate,
    group::Triple,
    pair::predict_third_finder,
    pool::merge,
    pose::{FinderPose, estimate_pose},
    pyramid::{Pyramid, geometry_scale},
};
use crate::limits::{MAX_CROWD, MAX_PREDICTING};
use greengate_qr_pixels::{
    Luma,
    bitmap::Bitmap,
    finder::Finder,
    geometry::{Affine, Point},
    rings::find_by_rings,
    runs::{FINDERS_PER_SCAN, find_by_runs},
    space::{Full, Polarity, Scale},
    template::FinderTemplate,
};

/// Pixels of a picture from which on every second row crosses a finder pattern twice.
const MANY_PIXELS: usize = 400_000;
/// Noise, the median difference of neighbouring pixels in grey values, above which short runs are
/// chance.
const NOISY: f32 = 4.5;
/// Radius of the adaptive threshold in pixels: more than three modules of the largest finder pattern
/// that is searched for at one scale.
const THRESHOLD_RADIUS: usize = 16;
/// Score above which a finder pattern found by runs is likely one.
pub(super) const LIKELY_SCORE: f32 = 0.7;
/// Score above which a light finder pattern justifies a search for more at other scales.
const TRACE_SCORE: f32 = 0.55;
/// Correlation with the bare template above which a finder pattern is certain.
const CERTAIN_NCC: f32 = 0.93;
/// Correlation with the template above which a predicted finder pattern is taken.
const PREDICTED_NCC: f32 = 0.75;
/// Sizes of modules that are searched for by rings, in pixels of a frame of 1280 pixels.
const RING_SEARCH_MODULES: [f32; 7] = [2.5, 3.1, 3.8, 4.7, 6.0, 2.0, 1.6];
/// Minimum correlation of a finder pattern found by rings.
const MIN_RING_NCC: f32 = 0.45;
/// Finder patterns whose poses are estimated first.
pub(super) const FIRST_GROUPED: usize = 6;
/// Finder patterns that are kept over all searches, at most.
pub(super) const POOL_SIZE: usize = 28;

/// Counts of the expensive steps in one frame, which bound its time.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Work {
    /// Times that finder patterns were grouped.
    pub groups: usize,
    /// Triples of finder patterns that were examined.
    pub triples: usize,
    /// Grids fitted to symbols without version information.
    pub fits: usize,
    /// Pending symbols that were decoded with all means.
    pub pending: usize,
    /// Positions where a third finder pattern was predicted.
    pub predictions: usize,
    /// Triples that were tried on a cylinder.
    #[cfg(feature = "curved")]
    pub curved: usize,
}

/// The pose of a finder pattern, which is asked for repeatedly.
struct CachedPose {
    centre: Point<Full>,
    polarity: Polarity,
    /// Correlation with the template and axes; `None` where there is no finder pattern.
    pose: Option<(f32, Affine<Full>)>,
}

/// The search for the codes of one frame.
pub(super) struct Search<'a> {
    pub pyramid: Pyramid<'a>,
    /// The bitmap of the scale that was searched last.
    bitmap: Option<(Scale, Bitmap)>,
    /// Finder patterns of all searches, by polarity.
    pub pools: [Vec<Finder<Full>>; 2],
    /// Triples that were examined.
    pub seen: Vec<Triple>,
    poses: Vec<CachedPose>,
    pub pending: [Vec<PendingCandidate>; 2],
    pub attempts: Attempts,
    pub work: Work,
}

impl<'a> Search<'a> {
    pub fn new(image: &'a Luma) -> Self {
        Self {
            pyramid: Pyramid::new(image),
            bitmap: None,
            pools: Default::default(),
            seen: Vec::new(),
            poses: Vec::new(),
            pending: Default::default(),
            attempts: Attempts::default(),
            work: Work::default(),
        }
    }

    /// Adds the finder patterns that runs show at one scale, for a crowd of symbols.
    pub fn search_crowd(&mut self, scale: Scale) {
        let dark = Polarity::DarkOnLight;
        self.pyramid.prepare(scale, dark);
        let image = self.pyramid.reduced(scale, dark);
        let bitmap = Bitmap::adaptive(image.luma(), THRESHOLD_RADIUS);
        let finders = find_by_runs(image, &bitmap, 2, dark, MAX_CROWD);
        merge(&mut self.pools[0], finders.iter().map(|finder| finder.to_full(scale)));
        self.pools[0].truncate(MAX_CROWD);
    }

    /// Adds the finder patterns that runs show at one scale. Returns whether they are worth grouping.
    pub fn search_runs(&mut self, scale: Scale, polarity: Polarity, is_first: bool) -> bool {
        self.pyramid.prepare(scale, Polarity::DarkOnLight);
        let image = self.pyramid.reduced(scale, Polarity::DarkOnLight);
        if !is_first && image.luma().noise_level() > NOISY {
            return false;
        }
        let reversed = polarity == Polarity::LightOnDark;
        let above = |pool: &[Finder<Full>], score: f32| pool.iter().filter(|f| f.score > score).count();
        // Light patterns at further scales only where there is a trace of them, or of nothing else.
        let [dark, light] = &self.pools;
        if reversed && !is_first && above(light, TRACE_SCORE) < 2 && above(dark, LIKELY_SCORE) > 1 {
            return false;
        }
        let cached = self.bitmap.take().filter(|(of, _)| *of == scale);
        let bitmap = cached.map_or_else(
            || Bitmap::adaptive(image.luma(), THRESHOLD_RADIUS),
            |(_, bitmap)| bitmap,
        );
        let step = if image.luma().pixels() > MANY_PIXELS { 2 } else { 1 };
        let finders = find_by_runs(image, &bitmap, step, polarity, FINDERS_PER_SCAN);
        self.bitmap = Some((scale, bitmap));
        let likely = finders.iter().filter(|f| f.score > LIKELY_SCORE).count();
        let finders = finders.iter().map(|finder| finder.to_full(scale));
        merge(&mut self.pools[polarity as usize], finders);
        !reversed || likely >= 2
    }

    /// Adds dark finder patterns that their rings show, at sizes of modules relative to the scale.
    pub fn search_rings(&mut self, first: Scale) {
        /// Score above which a finder pattern tells the size of modules.
        const SIZED_SCORE: f32 = 0.8;
        /// Size of modules below which the search is expensive, relative to the scale.
        const SMALL_MODULE: f32 = 2.2;
        /// Score above which a finder pattern justifies that expense.
        const SMALL_TRACE_SCORE: f32 = 0.6;
        /// Ratio of two sizes of modules, at most, that are similar.
        const SIMILAR_RATIO: f32 = 1.6;
        /// Pixels per module from which on the search is done in a smaller picture.
        const LARGE_MODULE: f32 = 2.5;
        let pool = &mut self.pools[Polarity::DarkOnLight as usize];
        let sizes: Vec<f32> = pool
            .iter()
            .filter(|f| f.score > SIZED_SCORE)
            .map(|f| f.module)
            .collect();
        let first = first.factor() as f32;
        for module in RING_SEARCH_MODULES {
            let module = module * first / 2.0;
            let similar = |known: &f32| module < SIMILAR_RATIO * known && *known < SIMILAR_RATIO * module;
            let is_small = module < SMALL_MODULE * first / 2.0;
            let has_trace = |f: &Finder<Full>| f.score > SMALL_TRACE_SCORE && similar(&f.module);
            if (sizes.len() > 1 && !sizes.iter().any(similar)) || (is_small && !pool.iter().any(has_trace)) {
                continue;
            }
            let mut scale = Scale::ONE;
            while module / scale.factor() as f32 >= LARGE_MODULE {
                scale = scale.coarser();
            }
            self.pyramid.prepare(scale, Polarity::DarkOnLight);
            let image = self.pyramid.reduced(scale, Polarity::DarkOnLight);
            let found = find_by_rings(image, module / scale.factor() as f32, MIN_RING_NCC);
            merge(pool, found.iter().map(|finder| finder.to_full(scale)));
        }
        pool.truncate(POOL_SIZE);
    }

    /// Adds dark finder patterns where two certain ones predict a third. Returns whether there were
    /// any.
    pub fn search_predicted(&mut self) -> bool {
        let polarity = Polarity::DarkOnLight;
        // Fewer than three finder patterns have no poses yet.
        let finders: Vec<Finder<Full>> = self.pools[0].iter().take(FIRST_GROUPED).copied().collect();
        self.poses(polarity, &finders);
        let known = self.poses.iter().filter(|cached| cached.polarity == polarity);
        let certain = known.filter_map(|cached| cached.pose.filter(|pose| pose.0 > CERTAIN_NCC));
        let mut certain = compact_sort::sorted_by_key(certain.collect(), |pose| -pose.0);
        certain.truncate(MAX_PREDICTING);
        let template = FinderTemplate::bare();
        let mut found = Vec::new();
        for (n, (_, one)) in certain.iter().enumerate() {
            for (_, other) in &certain[n + 1..] {
                for predicted in predict_third_finder(one, other) {
                    self.work.predictions += 1;
                    let scale = geometry_scale(predicted.u.length().min(predicted.v.length()));
                    self.pyramid.prepare(scale, polarity);
                    let image = self.pyramid.reduced(scale, polarity);
                    let nearby = template.search_around(image, &scale.map_to_reduced(&predicted));
                    for found_at in nearby.into_iter().filter(|found_at| found_at.ncc > PREDICTED_NCC) {
                        let axes = scale.map_to_full(&found_at.axes);
                        let module = (axes.u.length() + axes.v.length()) / 2.0;
                        found.push(Finder::new(axes.origin, module, found_at.ncc));
                        self.poses.push(CachedPose {
                            centre: axes.origin,
                            polarity,
                            pose: Some((found_at.ncc, axes)),
                        });
                    }
                }
            }
        }
        let any = !found.is_empty();
        merge(&mut self.pools[0], found.into_iter());
        any
    }

    /// The poses of finder patterns, without those that are none.
    pub fn poses(&mut self, polarity: Polarity, finders: &[Finder<Full>]) -> Vec<FinderPose> {
        let mut poses = Vec::with_capacity(finders.len());
        for finder in finders {
            poses.extend(self.pose(polarity, finder).map(|(ncc, axes)| FinderPose {
                finder: *finder,
                axes,
                ncc,
            }));
        }
        poses
    }

    /// The pose of a finder pattern in the frame, from the cache or estimated.
    fn pose(&mut self, polarity: Polarity, finder: &Finder<Full>) -> Option<(f32, Affine<Full>)> {
        let same = |cached: &&CachedPose| cached.polarity == polarity && cached.centre == finder.centre;
        if let Some(cached) = self.poses.iter().find(same) {
            return cached.pose;
        }
        let scale = geometry_scale(finder.module);
        self.pyramid.prepare(scale, polarity);
        let estimated = estimate_pose(self.pyramid.reduced(scale, polarity), &finder.to_reduced(scale));
        let pose = estimated.map(|found| (found.ncc, scale.map_to_full(&found.axes)));
        // Seen at a steep angle it has no round rings: its correlation proves it all the same.
        if let Some((ncc, _)) = pose.filter(|pose| pose.0 > CERTAIN_NCC) {
            let pool = self.pools[polarity as usize].iter_mut();
            pool.filter(|f| f.centre == finder.centre)
                .for_each(|f| f.score = f.score.max(ncc));
        }
        self.poses.push(CachedPose {
            centre: finder.centre,
            polarity,
            pose,
        });
        pose
    }
}
