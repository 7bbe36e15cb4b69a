//! Thresholds that follow the illumination of a symbol.

use super::{Layout, box_sums::BoxSums};

/// Share of correct function modules below which a grid is wrong and decoding is not tried.
pub(crate) const MIN_FUNCTION_PATTERN_MATCH: f32 = 0.8;
/// Radius, in modules, of the square that a threshold is taken from.
const THRESHOLD_RADIUS: usize = 4;
/// Contrast in units of the symbol's mean below which levels are no longer amplified.
const MIN_CONTRAST: f32 = 0.2;
/// Contrast in units of the symbol's mean below which a module has low contrast.
const LOW_CONTRAST: f32 = 0.25;

/// The sampled modules of a symbol.
pub(crate) struct SampledModules {
    /// Modules along each side.
    pub(super) size: usize,
    /// Distance of each module from its threshold in units of the contrast around it: about -1 for
    /// light to 1 for dark.
    pub(super) levels: Vec<f32>,
    /// Contrast around each module in units of the mean contrast of the symbol.
    pub(super) contrasts: Vec<f32>,
}

impl SampledModules {
    /// Thresholds grey values, row by row.
    pub fn new(values: &[f32], size: usize) -> Self {
        let mean = BoxSums::new(values.iter().copied(), size);
        let is_dark: Vec<bool> = (0..values.len())
            .map(|i| values[i] < mean.mean(i, THRESHOLD_RADIUS))
            .collect();
        // The threshold is the middle between the dark and the light mean nearby: unlike the mean of
        // all it does not depend on how many modules are dark.
        let dark = BoxSums::new(
            values.iter().zip(&is_dark).map(|(v, d)| if *d { *v } else { 0.0 }),
            size,
        );
        let darks = BoxSums::new(is_dark.iter().map(|d| f32::from(u8::from(*d))), size);
        let (mut levels, mut contrasts) = (Vec::with_capacity(values.len()), Vec::with_capacity(values.len()));
        let mut sum = 0.0;
        for (i, value) in values.iter().enumerate() {
            let (all, dark_count) = (mean.area(i, THRESHOLD_RADIUS), darks.sum(i, THRESHOLD_RADIUS));
            let (total, dark_sum) = (mean.sum(i, THRESHOLD_RADIUS), dark.sum(i, THRESHOLD_RADIUS));
            let dark_mean = dark_sum / dark_count.max(1.0);
            let light_mean = (total - dark_sum) / (all - dark_count).max(1.0);
            let half = (light_mean - dark_mean).max(0.0) / 2.0;
            levels.push(f32::midpoint(light_mean, dark_mean) - value);
            contrasts.push(half);
            sum += half;
        }
        let mean_contrast = (sum / values.len() as f32).max(0.5);
        for (level, contrast) in levels.iter_mut().zip(&mut contrasts) {
            *contrast /= mean_contrast;
            *level = (*level / (mean_contrast * contrast.max(MIN_CONTRAST))).clamp(-2.5, 2.5);
        }
        Self {
            size,
            levels,
            contrasts,
        }
    }

    /// Soft values without an equaliser.
    pub fn soft_values(&self) -> Vec<f32> {
        self.weighted(&self.levels)
    }

    /// Levels, each multiplied by the contrast around it.
    pub(super) fn weighted(&self, levels: &[f32]) -> Vec<f32> {
        levels.iter().zip(&self.contrasts).map(|(l, c)| l * c).collect()
    }

    /// Share of the modules with low contrast, as under glare.
    pub fn low_contrast_share(&self) -> f32 {
        let low = self.contrasts.iter().filter(|c| **c < LOW_CONTRAST).count();
        low as f32 / self.contrasts.len().max(1) as f32
    }

    /// Mean contrast of the modules, at most 1; function modules count negatively on the wrong side.
    #[cfg(feature = "curved")]
    pub fn contrast(&self, layout: &Layout) -> f32 {
        let levels = self.levels.iter().zip(&layout.function_modules);
        let sum: f32 = levels
            .map(|(level, expected)| {
                let level = level.clamp(-1.0, 1.0);
                match expected {
                    0 => level.abs(),
                    1 => level,
                    _ => -level,
                }
            })
            .sum();
        sum / self.levels.len().max(1) as f32
    }

    /// Share of the function modules that are correct.
    pub fn function_pattern_match(&self, layout: &Layout) -> f32 {
        let (mut correct, mut all) = (0_u32, 0_u32);
        for (level, expected) in self.levels.iter().zip(&layout.function_modules) {
            if *expected != 0 {
                all += 1;
                correct += u32::from((*level > 0.0) == (*expected > 0));
            }
        }
        correct as f32 / all.max(1) as f32
    }
}
