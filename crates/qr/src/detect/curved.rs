//! Symbols on cylinders, such as labels on bottles: tried in still pictures after everything else.
//!
//! A homography through three finder patterns says nothing about the fourth corner of a bent symbol, and small
//! symbols have no alignment pattern far from them. The surface of a cylinder has no more parameters than a
//! homography, and the poses of three finder patterns determine it.

use super::{
    attempt::Attempts,
    candidate::{SymbolCandidate, examine_triple},
    candidate_grids::MIN_LIKELIHOOD,
    cylinder::{Cylinder, PARAMETERS},
    fit::{alignment_modules, pose_points},
    grid::{Grid, Mesh, finder_centres, mesh_of},
    group::{Triple, group_triples},
    pyramid::{Pyramid, geometry_scale},
    search::{POOL_SIZE, Search},
    warp::ControlPoint,
};
use crate::{
    code::Code,
    decode::{Layout, SampledModules, decode_direct},
    limits::MAX_CURVED,
};
use greengate_qr_pixels::{
    alignment::find_alignment_pattern,
    finder::Finder,
    geometry::Point,
    space::{Full, Polarity, Reduced, Symbol},
    view::View,
};

/// Score up to which three finder patterns may be those of a bent symbol.
const LARGEST_SCORE: f32 = 1.2;
/// Residual in modules (root mean square) above which finder patterns do not lie on one cylinder; that of a
/// wrong version is about 0.6.
const LARGEST_RESIDUAL: f64 = 0.4;
/// Modules, about, along the side of a cell of a bent grid.
const CELL_MODULES: usize = 3;
/// Modules along the side of the largest symbol whose surface is refined by the contrast of all modules: larger
/// ones have six alignment patterns or more.
const LARGEST_REFINED: usize = 41;

impl Search<'_> {
    /// Decodes a dark symbol on a cylinder.
    pub fn decode_curved(&mut self) -> Option<Code> {
        self.curved_triples().iter().take(MAX_CURVED).find_map(|triple| {
            self.work.curved += 1;
            let scale = geometry_scale(triple.module());
            self.pyramid.prepare(scale, Polarity::DarkOnLight);
            decode_triple(&self.pyramid, &mut self.attempts, triple)
        })
    }

    /// Triples of dark finder patterns that may be those of symbols on cylinders, the best first.
    pub fn curved_triples(&mut self) -> Vec<Triple> {
        let finders: Vec<Finder<Full>> = self.pools[0].iter().take(POOL_SIZE).copied().collect();
        let mut triples = group_triples(&self.poses(Polarity::DarkOnLight, &finders));
        triples.retain(|triple| triple.score < LARGEST_SCORE);
        triples
    }
}

/// Decodes the symbol of three finder patterns as one on a cylinder.
fn decode_triple(pyramid: &Pyramid, attempts: &mut Attempts, triple: &Triple) -> Option<Code> {
    let dark = Polarity::DarkOnLight;
    let scale = geometry_scale(triple.module());
    let image = pyramid.reduced(scale, dark);
    let candidate = examine_triple(image, triple, scale)?;
    let surfaces = candidate
        .versions
        .iter()
        .filter_map(|version| Surface::fit(image, &candidate, *version));
    let surface = surfaces.min_by(|a, b| a.residual.total_cmp(&b.residual))?;
    if surface.residual > LARGEST_RESIDUAL || surface.grid().likelihood(image) < MIN_LIKELIHOOD {
        return None;
    }
    let surface = surface.with_alignment_patterns(image);
    let surface = if surface.layout.size > LARGEST_REFINED {
        surface
    } else {
        surface.refined(image)
    };
    let grid = surface.grid();
    let full = grid.to_full(scale);
    let modules = SampledModules::new(&full.sample(pyramid.full(dark)), full.size);
    if let Some(content) = decode_direct(&modules, &surface.layout) {
        return Some(Code::of_content(content, full.corners()));
    }
    attempts.decode(pyramid, dark, (&grid, scale), &surface.layout)
}

/// A symbol of some version on a cylinder.
struct Surface {
    layout: Layout,
    known: Vec<ControlPoint>,
    cylinder: Cylinder,
    /// Root mean square of the distances of the known points from the cylinder, in modules.
    residual: f64,
}

impl Surface {
    /// The surface through the finder patterns of a candidate.
    fn fit(image: View<'_, Reduced>, candidate: &SymbolCandidate, version: usize) -> Option<Self> {
        let layout = Layout::new(version);
        let finders = finder_centres(layout.size)
            .into_iter()
            .zip(candidate.axes.iter().flatten());
        let known: Vec<ControlPoint> = finders.flat_map(|(centre, axes)| pose_points(centre, axes)).collect();
        let picture = (image.luma().width() as f32, image.luma().height() as f32);
        let (cylinder, residual) = Cylinder::fit(&known, layout.size, picture)?;
        Some(Self {
            layout,
            known,
            cylinder,
            residual,
        })
    }

    /// The surface fitted to the alignment patterns too, the nearest to the finder patterns first.
    fn with_alignment_patterns(mut self, image: View<'_, Reduced>) -> Self {
        /// Distance in modules from where it is expected, at most.
        const REACH: f32 = 2.5;
        let distance = |point: &Point<Symbol>| {
            self.known
                .iter()
                .map(|known| known.module.distance(*point))
                .fold(f32::MAX, f32::min)
        };
        let modules = compact_sort::sorted_by_key(alignment_modules(self.layout.version), distance);
        for module in modules {
            if let Some(pixel) = find_alignment_pattern(image, &self.cylinder.local_affine(module), REACH) {
                self.known.push(ControlPoint { module, pixel });
                self.cylinder = self.cylinder.refitted(&self.known);
            }
        }
        self
    }

    /// The surface on which the modules have the most contrast, by coordinate ascent.
    fn refined(mut self, image: View<'_, Reduced>) -> Self {
        /// Steps in modules at the edge of the symbol.
        const STEPS: [f64; 4] = [0.8, 0.4, 0.2, 0.1];
        /// Times that one step is used, at most.
        const REPETITIONS: usize = 3;
        /// Least gain for which a step is used again.
        const MIN_GAIN: f32 = 1e-3;
        let mut best = contrast(image, &self.grid(), &self.layout);
        for step in STEPS {
            for _ in 0..REPETITIONS {
                let before = best;
                for parameter in 0..PARAMETERS {
                    for amount in [step, -step] {
                        let cylinder = self.cylinder.perturbed(parameter, amount);
                        let tried = contrast(image, &grid(&cylinder, self.layout.size), &self.layout);
                        if tried > best {
                            (best, self.cylinder) = (tried, cylinder);
                        }
                    }
                }
                if best < before + MIN_GAIN {
                    break;
                }
            }
        }
        self
    }

    fn grid(&self) -> Grid<Reduced> {
        grid(&self.cylinder, self.layout.size)
    }
}

/// The grid of a symbol on a cylinder.
fn grid(cylinder: &Cylinder, size: usize) -> Grid<Reduced> {
    let Mesh { cells, points } = mesh_of(size, size.div_ceil(CELL_MODULES));
    let points = points.into_iter().map(|point| cylinder.map(point)).collect();
    Grid::new(size, Mesh { cells, points }, 0.0)
}

/// Mean contrast of the modules of a grid.
fn contrast(image: View<'_, Reduced>, grid: &Grid<Reduced>, layout: &Layout) -> f32 {
    SampledModules::new(&grid.sample_centres(image), grid.size).contrast(layout)
}
