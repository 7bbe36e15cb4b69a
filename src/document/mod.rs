//! PDF documents: the pages are rendered, and read like pictures. With the feature `pdf`.
//!
//! The size of a PDF says nothing about the work of drawing it: 500 bytes can ask for gigabytes of memory or for hours.
//! The renderer cannot be interrupted, so documents of strangers must be read where the reader can be ended: the
//! command line uses a child process, the page a worker, both with the memory and time of `limits`.

use crate::{
    frame::{self, Code},
    limits::{MAX_DOCUMENT, MAX_PAGE_PIXELS, MAX_PAGE_SIDE, MAX_PAGES},
};
use hayro::{
    PixmapSettings, RenderCache, RenderSettings,
    hayro_interpret::InterpreterSettings,
    hayro_syntax::{Pdf, page::Page},
    vello_cpu::color::palette::css::WHITE,
};

/// Pixels per PDF point, tried in order until a code is found.
const SCALES: [f32; 3] = [2.0, 3.0, 4.5];

/// Texts of the codes on the first pages of a PDF; `None` if the document is damaged or protected by a password.
///
/// Takes as much time and memory as the document demands, see [the module](self).
#[must_use]
pub fn texts_of_pdf(bytes: Vec<u8>) -> Option<Vec<String>> {
    texts_as_found(bytes, &mut |_| {})
}

/// Reads like [`texts_of_pdf`], and after each page with codes calls `found` with all texts so far, in the order of the
/// pages, so that they are not lost when reading is ended early.
///
/// All pages are read coarsely before any is read finely, so that one page that takes long does not
/// hide the code of another.
#[must_use]
pub fn texts_as_found(bytes: Vec<u8>, found: &mut dyn FnMut(&[String])) -> Option<Vec<String>> {
    let mut texts: Vec<Vec<String>> = Vec::new();
    draw_pages(bytes, &mut |page| {
        let codes = frame::read(page.pixels, page.width, page.height);
        if texts.len() <= page.number {
            texts.resize(page.number + 1, Vec::new());
        }
        texts[page.number].extend(codes.iter().filter_map(Code::text).map(str::to_owned));
        if !texts[page.number].is_empty() {
            found(&in_order(&texts));
        }
        !texts[page.number].is_empty()
    })?;
    Some(in_order(&texts))
}

/// A page that is drawn, in grey.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct DrawnPage<'a> {
    /// Number of the page, from 0.
    pub number: usize,
    /// Pixels, row by row; 0 is black.
    pub pixels: &'a [u8],
    /// Pixels of a row.
    pub width: usize,
    /// Number of rows.
    pub height: usize,
}

/// Draws the first pages of a PDF and hands them to `look`: all coarsely, then finer those for which it has answered
/// false so far. `None` if the document is damaged or protected by a password.
///
/// Takes as much time and memory as the document demands, see [the module](self).
pub fn draw_pages(bytes: Vec<u8>, look: &mut dyn FnMut(DrawnPage) -> bool) -> Option<()> {
    if bytes.len() > MAX_DOCUMENT {
        return None;
    }
    let pdf = Pdf::new(bytes).ok()?;
    let (cache, settings) = (RenderCache::new(), InterpreterSettings::default());
    let mut pages: Vec<(usize, &Page)> = pdf.pages().iter().enumerate().take(MAX_PAGES).collect();
    for scale in SCALES {
        pages.retain(|(number, page)| {
            let is_read = draw(page, scale, &cache, &settings).is_some_and(|(pixels, width, height)| {
                look(DrawnPage {
                    number: *number,
                    pixels: &pixels,
                    width,
                    height,
                })
            });
            !is_read
        });
    }
    Some(())
}

/// The texts of all pages, without repetitions that follow each other.
fn in_order(pages: &[Vec<String>]) -> Vec<String> {
    let mut texts = pages.concat();
    texts.dedup();
    texts
}

/// Grey pixels of a page, with their width and height; `None` if there is nothing to draw.
fn draw<'a>(
    page: &'a Page<'a>,
    scale: f32,
    cache: &RenderCache<'a>,
    settings: &InterpreterSettings,
) -> Option<(Vec<u8>, usize, usize)> {
    let (width, height) = page.render_dimensions();
    let scale = bounded(scale, width, height);
    // Not a number, or less than a pixel: nothing can be drawn.
    if !(width * scale >= 1.0 && height * scale >= 1.0) {
        return None;
    }
    let pixels = PixmapSettings {
        x_scale: scale,
        y_scale: scale,
        bg_color: WHITE,
    };
    let picture = hayro::render(page, cache, settings, &RenderSettings::default(), &pixels);
    let (width, height) = (picture.width().into(), picture.height().into());
    Some((frame::from_rgba(picture.data_as_u8_slice()), width, height))
}

/// The scale for a page of this size in points, such that it does not become larger than allowed.
fn bounded(scale: f32, width: f32, height: f32) -> f32 {
    let by_side = f32::from(MAX_PAGE_SIDE) / width.max(height).max(1.0);
    let by_area = (MAX_PAGE_PIXELS / (width * height).max(1.0)).sqrt();
    scale.min(by_side).min(by_area)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::{MAX_DOCUMENT_MEMORY, MAX_DOCUMENT_MODULE};

    #[test]
    #[expect(clippy::float_cmp, reason = "halves are exact")]
    fn pages_are_drawn_as_large_as_allowed() {
        let fits = f32::from(MAX_PAGE_SIDE) / 2.0;
        assert_eq!(bounded(2.0, fits, 10.0), 2.0);
        assert!(bounded(2.0, fits + 1.0, 10.0) < 2.0);
        assert!(bounded(2.0, 10.0, fits + 1.0) < 2.0);
        for side in [fits + 1.0, 14_400.0, 1e9] {
            let scale = bounded(4.5, side, side);
            assert!(scale * side <= f32::from(MAX_PAGE_SIDE) + 1.0);
            assert!(scale * side * scale * side <= MAX_PAGE_PIXELS * 1.001);
        }
        let (width, height) = (1500.0, MAX_PAGE_PIXELS / 4.0 / 1500.0);
        assert_eq!(bounded(2.0, width, height), 2.0);
        assert!(bounded(2.0, width, height + 1.0) < 2.0);
        assert!(!bounded(2.0, f32::MAX, f32::MAX).is_nan());
    }

    /// The page's module has room for the largest page in colour and in grey, and for its document.
    #[test]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number")]
    fn the_largest_page_fits_into_the_module() {
        const {
            assert!(
                MAX_DOCUMENT_MODULE.is_multiple_of(65_536),
                "WebAssembly counts pages of 64 KiB"
            );
            assert!(MAX_DOCUMENT_MODULE < MAX_DOCUMENT_MEMORY);
            assert!(MAX_PAGE_PIXELS as u64 * 5 + (MAX_DOCUMENT as u64) < MAX_DOCUMENT_MODULE);
        }
    }
}
