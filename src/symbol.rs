//! QR codes of passes that are made here.

use qrcode::{Color, EcLevel, QrCode, render::svg};

/// Width of the quiet zone in modules (ISO/IEC 18004).
const QUIET: usize = 4;

/// A text that no QR code holds.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the pass does not fit into a QR code: {0}")]
pub struct TooLong(String);

/// A pass text as a QR code, with error correction level Q as hcert-spec recommends, or a lower one if the text does
/// not fit.
#[derive(Clone)]
pub struct Symbol {
    code: QrCode,
}

impl Symbol {
    /// Encodes a text.
    ///
    /// # Errors
    /// [`TooLong`] if the text does not fit into the largest symbol.
    pub fn new(text: &str) -> Result<Self, TooLong> {
        let levels = [EcLevel::Q, EcLevel::M, EcLevel::L];
        let mut last = None;
        for level in levels {
            match QrCode::with_error_correction_level(text, level) {
                Ok(code) => return Ok(Self { code }),
                Err(error) => last = Some(error.to_string()),
            }
        }
        Err(TooLong(last.unwrap_or_default()))
    }

    /// Number of modules on a side, including the quiet zone.
    #[must_use]
    pub fn size(&self) -> usize {
        self.code.width() + 2 * QUIET
    }

    /// True if a module is dark; the quiet zone and everything outside is light.
    #[must_use]
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        let inside = QUIET..QUIET + self.code.width();
        inside.contains(&x) && inside.contains(&y) && self.code[(x - QUIET, y - QUIET)] == Color::Dark
    }

    /// Grey picture with `scale` pixels per module: pixels row by row, and the length of a side in pixels.
    #[must_use]
    pub fn pixels(&self, scale: usize) -> (Vec<u8>, usize) {
        let side = self.size() * scale;
        let pixels = (0..side * side).map(|i| {
            if self.is_dark(i % side / scale, i / side / scale) {
                0
            } else {
                255
            }
        });
        (pixels.collect(), side)
    }

    /// The symbol as an SVG document.
    #[must_use]
    pub fn svg(&self) -> String {
        self.code.render::<svg::Color>().min_dimensions(256, 256).build()
    }
}
