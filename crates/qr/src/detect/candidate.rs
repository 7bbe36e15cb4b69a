//! Candidates for a symbol: its finder patterns with their poses, and its possible versions.

use super::{group::Triple, version::possible_versions};
use greengate_qr_pixels::{
    geometry::{Affine, Point},
    space::{Reduced, Scale},
    template::{FinderTemplate, MIN_COARSE_NCC},
    view::View,
};

/// Minimum correlation with the template and its separator.
const MIN_TRIPLE_NCC: f32 = 0.5;

/// A possible symbol in the picture of some scale. Finder patterns are in the order top left, top
/// right, bottom left.
pub(super) struct SymbolCandidate {
    pub scale: Scale,
    /// The poses of the finder patterns that were found.
    pub axes: [Option<Affine<Reduced>>; 3],
    /// The most likely version first.
    pub versions: Vec<usize>,
    /// True if version information leaves a single version.
    pub has_version_info: bool,
    /// Poses of the finder patterns that certainly belong to it, because the same version stands beside them.
    pub confirmed: [Option<Affine<Reduced>>; 3],
}

impl SymbolCandidate {
    /// True if it shares a finder pattern with a triple.
    pub fn shares_finder(&self, triple: &Triple) -> bool {
        let centres = self
            .axes
            .iter()
            .flatten()
            .map(|axes| self.scale.point_to_full(axes.origin));
        let mut pairs = centres.flat_map(|centre| triple.finders().map(|finder| (centre, finder)));
        pairs.any(|(centre, finder)| centre.distance(finder.centre) < 3.0 * finder.module)
    }
}

/// Examines a triple in the picture of a scale. `None` when its patterns are no finder patterns of
/// one symbol.
pub(super) fn examine_triple(image: View<'_, Reduced>, triple: &Triple, scale: Scale) -> Option<SymbolCandidate> {
    let axes = refine_triple(image, triple, scale)?;
    let possible = possible_versions(image, &axes);
    let [right, below] = possible.certain;
    let has_version_info = right || below;
    let confirmed = |axes: Affine<Reduced>, certain: bool| (certain || !has_version_info).then_some(axes);
    Some(SymbolCandidate {
        scale,
        axes: axes.map(Some),
        confirmed: [Some(axes[0]), confirmed(axes[1], right), confirmed(axes[2], below)],
        versions: possible.versions,
        has_version_info,
    })
}

/// Refines the pose of each finder pattern with its separator. On curled paper and in perspective
/// the poses differ. `None` when one of them is no pattern of such a symbol.
fn refine_triple(image: View<'_, Reduced>, triple: &Triple, scale: Scale) -> Option<[Affine<Reduced>; 3]> {
    let finders = triple.finders().map(|finder| finder.to_reduced(scale));
    let along = finders[1].centre.minus(finders[0].centre);
    let down = finders[2].centre.minus(finders[0].centre);
    let with_length = |p: Point<Reduced>, module: f32| p.times(module / p.length().max(1.0));
    // The separator lies on the sides towards the other patterns.
    let templates = separator_templates();
    let mut matches = Vec::with_capacity(3);
    for ((own, finder), template) in triple.axes.iter().zip(&finders).zip(&templates) {
        // By its own pose, or by the positions of the others.
        let by_others = Affine::new(
            finder.centre,
            with_length(along, finder.module),
            with_length(down, finder.module),
        );
        let [own, by_others] =
            [scale.map_to_reduced(own), by_others].map(|axes: Affine<Reduced>| template.matched(image, axes));
        let better = if own.ncc >= by_others.ncc { own } else { by_others };
        if better.ncc < MIN_COARSE_NCC {
            return None;
        }
        matches.push(better);
    }
    let mut axes = [Affine::ZERO; 3];
    for ((axes, coarse), template) in axes.iter_mut().zip(matches).zip(&templates) {
        let refined = template.refine(image, coarse, 1);
        if refined.ncc < MIN_TRIPLE_NCC {
            return None;
        }
        *axes = refined.axes;
    }
    Some(axes)
}

/// Templates of the top left, top right and bottom left finder pattern, each with the sides of its
/// separator that face the symbol.
pub(super) fn separator_templates() -> [FinderTemplate; 3] {
    [
        FinderTemplate::new(1, 1),
        FinderTemplate::new(-1, 1),
        FinderTemplate::new(1, -1),
    ]
}
