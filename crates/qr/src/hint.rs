//! Advice to the person who holds the camera.

use crate::detect::SampledSymbol;
use greengate_qr_pixels::{Luma, blur, finder::Finder, space::Full};
use serde::{Deserialize, Serialize};

/// Mean grey value below which noise hides the modules.
const DARK: f32 = 40.0;
/// Share of modules with low contrast above which error correction does not suffice.
const GLARE_SHARE: f32 = 0.08;
/// Pixels per module that a camera resolves.
const RESOLVED_MODULE: f32 = 2.2;
/// Modules along each side of the smallest usual pass.
const PASS_MODULES: f32 = 57.0;
/// Score above which a single finder pattern is one.
const CERTAIN_SCORE: f32 = 0.75;

/// Advice that would help to decode the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hint {
    /// Modules are too small: go closer, or zoom in.
    Closer,
    /// The code is larger than the picture.
    Farther,
    /// The code is blurred.
    HoldStill,
    /// There is too little light.
    MoreLight,
    /// A reflection covers part of the code.
    Glare,
}

impl Hint {
    /// The most certain hint, by the best symbol or the best finder pattern of a frame.
    pub(crate) fn from_frame(
        image: &Luma,
        best: Option<&SampledSymbol>,
        finder: Option<&Finder<Full>>,
    ) -> Option<Self> {
        let side = image.width().min(image.height()) as f32;
        if best.map_or_else(|| image.mean(), |symbol| symbol.brightness) < DARK {
            return (best.is_some() || finder.is_some()).then_some(Self::MoreLight);
        }
        match best {
            Some(symbol) if symbol.low_contrast_share > GLARE_SHARE => Some(Self::Glare),
            Some(symbol) if symbol.grid.module() < RESOLVED_MODULE => Some(Self::Closer),
            Some(_) => Some(Self::HoldStill),
            None => match finder {
                Some(finder) if finder.module * PASS_MODULES > side && finder.score > CERTAIN_SCORE => {
                    Some(Self::Farther)
                }
                _ if blur::is_blurred(image) => Some(Self::HoldStill),
                Some(finder) if finder.module < RESOLVED_MODULE => Some(Self::Closer),
                _ => None,
            },
        }
    }
}
