//! Fitting of grids to symbols: by alignment patterns, by growing from the finder patterns, and by
//! snapping to the contrast of modules.

use super::{
    grid::{Grid, Mesh, POSE_POINTS, finder_centres, mesh, mesh_of},
    warp::{ControlPoint, Extrapolation, ThinPlateSpline, extrapolate, local_fit},
};
use crate::decode::{Layout, alignment_centres};
use greengate_qr_pixels::{
    alignment::find_alignment_pattern,
    geometry::{Affine, Point},
    snap::{FunctionModules, snap_to_contrast},
    space::{Reduced, Symbol},
    view::View,
};

/// Cells up to which control points are neighbours.
const NEIGHBOUR_CELLS: usize = 2;

/// Fits a grid to the poses of three finder patterns by the alignment patterns. `None` when the
/// points determine no map.
pub(super) fn fit_by_alignment(
    image: View<'_, Reduced>,
    finders: &[Affine<Reduced>; 3],
    layout: &Layout,
    extrapolation: Extrapolation,
) -> Option<Grid<Reduced>> {
    let size = layout.size;
    let mut known = Vec::with_capacity(64);
    for (centre, axes) in finder_centres(size).into_iter().zip(finders) {
        known.extend(pose_points(centre, axes));
    }
    let found = locate_alignment_patterns(image, layout, &mut known, extrapolation)?;
    let spline = ThinPlateSpline::through(&known)?;
    let Mesh { cells, points } = mesh(size);
    let points = points.into_iter().map(|point| spline.map(point)).collect();
    Some(Grid::new(size, Mesh { cells, points }, found))
}

/// Grows a grid from the finder patterns, one control point after the other, each snapped to the
/// contrast around it. Nothing is extrapolated farther than a cell, so that curled paper and missing
/// alignment patterns do no harm. `None` when there are no modules.
pub(super) fn grow(
    image: View<'_, Reduced>,
    finders: &[Option<Affine<Reduced>>; 3],
    layout: &Layout,
) -> Option<Grid<Reduced>> {
    /// Mean confidence of control points on the modules of a symbol, at least.
    const MIN_CONFIDENCE: f32 = 0.71;
    /// Control points after which the confidence is checked.
    const CHECKPOINTS: [usize; 2] = [30, 60];
    /// Distance in modules up to which a finder pattern contributes to a control point.
    const FINDER_DISTANCE: f32 = 12.0;
    let size = layout.size;
    let Mesh { cells, points } = mesh(size);
    let mut seeds = Vec::with_capacity(15);
    let mut distances = vec![f32::MAX; points.len()];
    for (centre, axes) in finder_centres(size).into_iter().zip(finders) {
        let Some(axes) = axes else { continue };
        seeds.extend(pose_points(centre, axes).map(|point| (point, 1.0)));
        for (distance, point) in distances.iter_mut().zip(&points) {
            *distance = distance.min(centre.distance(*point));
        }
    }
    let mut grown: Vec<Option<(ControlPoint, f32)>> = vec![None; points.len()];
    let mut sum = 0.0;
    for (n, index) in compact_sort::ascending_indices(&distances).into_iter().enumerate() {
        if CHECKPOINTS.contains(&n) && sum < MIN_CONFIDENCE * n as f32 {
            return None;
        }
        let module = points[index];
        let near_seeds = seeds
            .iter()
            .copied()
            .filter(|(seed, _)| seed.module.distance(module) < FINDER_DISTANCE);
        let near: Vec<(ControlPoint, f32)> = neighbours(index, cells)
            .filter_map(|other| grown[other])
            .chain(near_seeds)
            .collect();
        let guess = local_fit(near.into_iter(), module, 6.0)?;
        let snapped = snap_to_contrast(image, function_modules(layout), &guess, module, [0.3, 0.15, 0.08]);
        if !snapped.pixel.is_finite() {
            return None;
        }
        sum += snapped.confidence;
        let point = ControlPoint {
            module,
            pixel: snapped.pixel,
        };
        grown[index] = Some((point, snapped.confidence));
    }
    let pixels = grown.into_iter().map(|point| point.map(|(point, _)| point.pixel));
    let points = pixels.collect::<Option<Vec<_>>>()?;
    Some(Grid::new(size, Mesh { cells, points }, 0.0))
}

/// Snaps every control point to the contrast around it, then smooths the mesh: the less confident a
/// point, the more its neighbours decide.
pub(super) fn snap(grid: &Grid<Reduced>, image: View<'_, Reduced>, layout: &Layout) -> Grid<Reduced> {
    /// Weight of a point's own position relative to a neighbour's.
    const OWN_WEIGHT: f32 = 1.5;
    let modules = mesh_of(grid.size, grid.cells()).points;
    let snapped: Vec<(ControlPoint, f32)> = modules
        .iter()
        .map(|module| {
            let guess = grid.local_affine(*module);
            let snapped = snap_to_contrast(image, function_modules(layout), &guess, *module, [0.25, 0.12, 0.06]);
            let point = ControlPoint {
                module: *module,
                pixel: snapped.pixel,
            };
            (point, snapped.confidence)
        })
        .collect();
    let points = (0..modules.len()).map(|index| {
        let weighted = neighbours(index, grid.cells()).map(|other| {
            let (point, confidence) = snapped[other];
            let weight = if other == index {
                OWN_WEIGHT * confidence
            } else {
                confidence
            };
            (point, weight)
        });
        local_fit(weighted, modules[index], 10.0).map_or(snapped[index].0.pixel, |map| map.origin)
    });
    grid.with_points(points.collect())
}

/// The control points of a finder pattern, by its centre in the symbol and its pose.
pub(super) fn pose_points(centre: Point<Symbol>, axes: &Affine<Reduced>) -> impl Iterator<Item = ControlPoint> {
    POSE_POINTS.into_iter().map(move |offset| ControlPoint {
        module: centre.plus(offset),
        pixel: axes.map(offset),
    })
}

/// The function modules of a layout.
fn function_modules(layout: &Layout) -> FunctionModules<'_> {
    FunctionModules {
        size: layout.size,
        values: &layout.function_modules,
    }
}

/// Indices of the control points up to [`NEIGHBOUR_CELLS`] away, the point itself included.
fn neighbours(index: usize, cells: usize) -> impl Iterator<Item = usize> + Clone {
    let side = cells + 1;
    let range = move |t: usize| t.saturating_sub(NEIGHBOUR_CELLS)..(t + NEIGHBOUR_CELLS + 1).min(side);
    let columns = range(index % side);
    range(index / side).flat_map(move |y| columns.clone().map(move |x| y * side + x))
}

/// Searches for all alignment patterns, the nearest to known points first, and adds those found.
/// Returns their share.
fn locate_alignment_patterns(
    image: View<'_, Reduced>,
    layout: &Layout,
    known: &mut Vec<ControlPoint>,
    extrapolation: Extrapolation,
) -> Option<f32> {
    let mut wanted = alignment_modules(layout.version);
    let (all, from_finders) = (wanted.len(), known.len());
    if all == 0 {
        return Some(1.0);
    }
    let modules = wanted.clone();
    while !wanted.is_empty() {
        let distance = |p: &Point<Symbol>| known.iter().map(|k| k.module.distance(*p)).fold(f32::MAX, f32::min);
        let (n, nearest) = wanted
            .iter()
            .enumerate()
            .map(|(n, p)| (n, distance(p)))
            .min_by(|a, b| a.1.total_cmp(&b.1))?;
        let module = wanted.swap_remove(n);
        let guess = extrapolate(known, module, extrapolation)?;
        // Uncertainty in modules grows with the distance from known points.
        let uncertainty = (nearest * 0.09 + 1.0).min(4.0);
        if let Some(pixel) = find_alignment_pattern(image, &guess, uncertainty) {
            known.push(ControlPoint { module, pixel });
        }
    }
    // With most of them known, missed ones are searched for again nearby.
    for module in modules {
        if !known.iter().any(|k| k.module == module)
            && let Some(pixel) = find_alignment_pattern(image, &extrapolate(known, module, extrapolation)?, 1.0)
        {
            known.push(ControlPoint { module, pixel });
        }
    }
    Some((known.len() - from_finders) as f32 / all as f32)
}

/// The centres of the alignment patterns of a version, in modules; none at the finder patterns.
pub(super) fn alignment_modules(version: usize) -> Vec<Point<Symbol>> {
    let centres: Vec<f32> = alignment_centres(version).into_iter().map(|c| c as f32 + 0.5).collect();
    let (Some(first), Some(last)) = (centres.first(), centres.last()) else {
        return Vec::new();
    };
    let at_finder = |x: f32, y: f32| (x == *first && (y == *first || y == *last)) || (x == *last && y == *first);
    let mut modules = Vec::new();
    for y in &centres {
        modules.extend(
            centres
                .iter()
                .filter(|x| !at_finder(**x, *y))
                .map(|x| Point::new(*x, *y)),
        );
    }
    modules
}
