//! PDF documents: the pages are rendered, and read like pictures. With the feature `pdf`.

use crate::{
    frame::{self, Code},
    limits::{MAX_PAGE_SIDE, MAX_PAGES},
};
use hayro::{
    PixmapSettings, RenderCache, RenderSettings, hayro_interpret::InterpreterSettings, hayro_syntax::Pdf,
    vello_cpu::color::palette::css::WHITE,
};

/// Pixels a PDF point, tried in order until a code is found.
const SCALES: [f32; 3] = [2.0, 3.0, 4.5];

/// The texts of the codes on the first pages of a PDF; `None` where it cannot be read, because it
/// is damaged or protected by a password.
#[must_use]
pub fn texts_of_pdf(bytes: Vec<u8>) -> Option<Vec<String>> {
    let pdf = Pdf::new(bytes).ok()?;
    let (cache, settings) = (RenderCache::new(), InterpreterSettings::default());
    let mut found = Vec::new();
    for page in pdf.pages().iter().take(MAX_PAGES) {
        let (width, height) = page.render_dimensions();
        for scale in SCALES {
            let scale = bounded(scale, width, height);
            let pixels = PixmapSettings {
                x_scale: scale,
                y_scale: scale,
                bg_color: WHITE,
            };
            let page = hayro::render(page, &cache, &settings, &RenderSettings::default(), &pixels);
            let grey = frame::from_rgba(page.data_as_u8_slice());
            let codes = frame::read(&grey, page.width().into(), page.height().into());
            if !codes.is_empty() {
                found.extend(codes.iter().filter_map(Code::text).map(str::to_owned));
                break;
            }
        }
    }
    found.dedup();
    Some(found)
}

/// The scale for a page of this size in points, such that it does not become larger than allowed.
fn bounded(scale: f32, width: f32, height: f32) -> f32 {
    scale.min(f32::from(MAX_PAGE_SIDE) / width.max(height).max(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::float_cmp, reason = "halves are exact")]
    fn pages_are_drawn_as_large_as_allowed() {
        let fits = f32::from(MAX_PAGE_SIDE) / 2.0;
        assert_eq!(bounded(2.0, fits, 10.0), 2.0);
        assert!(bounded(2.0, fits + 1.0, 10.0) < 2.0);
        assert!(bounded(2.0, 10.0, fits + 1.0) < 2.0);
        for side in [fits + 1.0, 14_400.0, 1e9] {
            assert!(bounded(4.5, side, side) * side <= f32::from(MAX_PAGE_SIDE) + 1.0);
        }
    }
}
