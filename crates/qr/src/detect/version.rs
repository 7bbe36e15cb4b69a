//! The version of a symbol, by its version information, its size and its timing patterns.

use crate::decode::version_pattern;
use greengate_qr_pixels::{
    geometry::{Affine, Point},
    space::Reduced,
    view::View,
};

/// Agreement from which on version information is certain: 17 of 18 modules.
pub(super) const CERTAIN_AGREEMENT: f32 = 0.42;
/// Versions that are tried without version information, at most.
const TRIED_VERSIONS: usize = 3;
/// Version by size from which on a symbol without version information is none.
const LARGEST_WITHOUT_INFO: f32 = 9.0;

/// The version information beside two finder patterns (ISO/IEC 18004, 7.10): the deviations of 18
/// modules from their mean, in each copy that was read.
pub(super) struct VersionInfo([Option<[f32; 18]>; 2]);

impl VersionInfo {
    /// Samples the copies beside the top right and the bottom left finder pattern.
    pub fn read(image: View<'_, Reduced>, right: Option<&Affine<Reduced>>, below: Option<&Affine<Reduced>>) -> Self {
        let copy = |position: &dyn Fn(f32, f32) -> Point<Reduced>| {
            let mut values: [f32; 18] =
                std::array::from_fn(|bit| image.bilinear(position((bit / 3) as f32 - 3.0, (bit % 3) as f32 - 7.0)));
            let mean = values.iter().sum::<f32>() / 18.0;
            values.iter_mut().for_each(|v| *v = mean - *v);
            values
        };
        Self([
            right.map(|axes| copy(&|along, away| axes.map(Point::new(away, along)))),
            below.map(|axes| copy(&|along, away| axes.map(Point::new(along, away)))),
        ])
    }

    /// The version with the highest agreement, and that agreement.
    pub fn best(&self) -> (usize, f32) {
        (7..=40)
            .map(|version| (version, self.agreement(version)))
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .unwrap_or((7, 0.0))
    }

    /// Agreement of the better copy with a version, 0 to 0.6.
    fn agreement(&self, version: usize) -> f32 {
        let [right, below] = self.agreements(version);
        right.max(below)
    }

    /// Agreement of each copy with a version, 0 to 0.6.
    fn agreements(&self, version: usize) -> [f32; 2] {
        /// Agreement that the pattern of another version reaches by chance.
        const CHANCE: f32 = 0.4;
        let Some(pattern) = version_pattern(version) else {
            return [0.0; 2];
        };
        let mean = (0..18).map(|bit| sign(pattern, bit)).sum::<f32>() / 18.0;
        self.0.map(|values| {
            let (mut agreed, mut all) = (0.0, 1.0);
            for (bit, value) in values.iter().flatten().enumerate() {
                agreed += (sign(pattern, bit) - mean) * value;
                all += value.abs();
            }
            (agreed / all - CHANCE).max(0.0)
        })
    }
}

/// 1 for a dark module, -1 for a light one.
const fn sign(pattern: u32, bit: usize) -> f32 {
    if pattern >> bit & 1 == 1 { 1.0 } else { -1.0 }
}

/// The versions that a symbol may have.
pub(super) struct PossibleVersions {
    /// The most likely first.
    pub versions: Vec<usize>,
    /// Certainty of the two copies of the version information, beside the right and the bottom left finder pattern. If
    /// one is certain, there is a single version.
    pub certain: [bool; 2],
}

/// Determines the versions that fit the distances of three finder patterns, their version
/// information and their timing patterns.
pub(super) fn possible_versions(image: View<'_, Reduced>, axes: &[Affine<Reduced>; 3]) -> PossibleVersions {
    let [corner, right, below] = axes;
    let info = VersionInfo::read(image, Some(right), Some(below));
    let (version, agreement) = info.best();
    let by_distance = (side(corner, right, |f| f.u) + side(corner, below, |f| f.v)) / 2.0;
    let near = (as_version(by_distance) - version as f32).abs() < (0.2 * version as f32).max(2.5);
    if agreement >= CERTAIN_AGREEMENT && near {
        return PossibleVersions {
            versions: vec![version],
            certain: info.agreements(version).map(|agreement| agreement >= CERTAIN_AGREEMENT),
        };
    }
    // The timing patterns run between the inner edges of the finder patterns, 14 modules less than
    // their centres are apart, and change with every module; 6 changes fall to the finder patterns.
    let along = (corner.map(Point::new(3.5, 3.0)), right.map(Point::new(-3.5, 3.0)));
    let down = (corner.map(Point::new(3.0, 3.5)), below.map(Point::new(3.0, -3.5)));
    let counts = [along, down].map(|(from, to)| transitions(image, from, to, by_distance) as f32 + 6.0);
    let scored: Vec<(f32, usize)> = (1..=40)
        .map(|v| {
            let off = |modules: f32| (as_version(modules) - v as f32).abs();
            let timing = off(counts[0]).min(off(counts[1])) + 0.3 * off(counts[0]).max(off(counts[1])).min(3.0);
            (off(by_distance) + timing.min(2.0) - 3.0 * info.agreement(v), v)
        })
        .collect();
    let scored = compact_sort::sorted_by_key(scored, |scored| scored.0);
    let count = if as_version(by_distance) > LARGEST_WITHOUT_INFO {
        0
    } else {
        TRIED_VERSIONS
    };
    let versions = scored.into_iter().take(count).map(|(_, version)| version);
    PossibleVersions {
        versions: versions.collect(),
        certain: [false; 2],
    }
}

/// The modules between two centres. The geometric mean of the module sizes at both ends is exact in
/// perspective.
fn side(a: &Affine<Reduced>, b: &Affine<Reduced>, axis: fn(&Affine<Reduced>) -> Point<Reduced>) -> f32 {
    let step = (axis(a).length() * axis(b).length()).sqrt();
    a.origin.distance(b.origin) / step.max(0.1)
}

/// The version, as a fraction, of a symbol with this many modules between two centres.
fn as_version(modules: f32) -> f32 {
    (modules + 7.0 - 17.0) / 4.0
}

/// Counts the transitions between dark and light along a line of about this many modules.
fn transitions(image: View<'_, Reduced>, from: Point<Reduced>, to: Point<Reduced>, modules: f32) -> usize {
    const SAMPLES_PER_MODULE: f32 = 4.0;
    /// Hysteresis of the threshold against noise, as a share of the local contrast.
    const HYSTERESIS: f32 = 0.12;
    let n = (modules * SAMPLES_PER_MODULE).clamp(16.0, 2_000.0) as usize;
    let step = to.minus(from).times(1.0 / n as f32);
    let values: Vec<f32> = (0..=n)
        .map(|i| image.bilinear(from.plus(step.times(i as f32))))
        .collect();
    let radius = (SAMPLES_PER_MODULE * 2.0) as usize;
    let mut previous = None;
    let mut count = 0;
    for i in 0..values.len() {
        let window = &values[i.saturating_sub(radius)..(i + radius + 1).min(values.len())];
        let (low, high) = window
            .iter()
            .fold((f32::MAX, 0.0_f32), |(low, high), v| (low.min(*v), high.max(*v)));
        let middle = (low + high) / 2.0;
        let margin = HYSTERESIS * (high - low);
        let dark = match values[i] - middle {
            over if over > margin => false,
            under if under < -margin => true,
            _ => continue,
        };
        if previous.is_some_and(|before| before != dark) {
            count += 1;
        }
        previous = Some(dark);
    }
    count
}
