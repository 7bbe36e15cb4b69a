//! SVG pictures, rasterised: shapes and embedded pictures; no text, no filters, no other files.

use anyhow::{Context, Result, bail};
use greengate::{
    frame::Photo,
    limits::{MAX_SVG, MAX_SVG_SIDE},
};
use image::ImageReader;
use resvg::{
    render,
    tiny_skia::{Color, Pixmap, Transform},
    usvg::{ImageHrefResolver, ImageKind, Options, Tree},
};
use std::{io::Cursor, sync::Arc};

/// Minimum length of a drawing's longer side, in pixels, so that modules of a dense code have several.
const LEAST_SIDE: f32 = 1_200.0;
/// Maximum number of patterns and masks in a drawing, each of which is drawn on a canvas of its own.
const SHEETS: usize = 8;

/// True for an SVG picture.
pub fn is_one(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(4096)];
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    head.starts_with(b"<") && head.windows(4).any(|w| w == b"<svg")
}

/// Draws a picture on white.
pub fn draw(bytes: &[u8]) -> Result<Photo> {
    if bytes.len() > MAX_SVG {
        bail!("an SVG picture of more than {} MiB", MAX_SVG >> 20);
    }
    let options = Options {
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, data, _| embedded(data)),
            // Resolve neither files of this computer nor web addresses.
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    };
    let tree = Tree::from_data(bytes, &options).context("the SVG picture cannot be read")?;
    if !tree.filters().is_empty() || tree.patterns().len() + tree.masks().len() > SHEETS {
        bail!("the SVG picture has filters or many patterns, which no code needs: save it as PNG");
    }
    let (width, height) = (tree.size().width(), tree.size().height());
    let longer = width.max(height);
    #[expect(clippy::cast_precision_loss, reason = "a small constant")]
    let scale = (LEAST_SIDE / longer).max(1.0).min(MAX_SVG_SIDE as f32 / longer);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "bounded just before"
    )]
    let side = |length: f32| ((length * scale).round() as u32).clamp(1, MAX_SVG_SIDE);
    let mut pixels = Pixmap::new(side(width), side(height)).context("the SVG picture is empty")?;
    pixels.fill(Color::WHITE);
    render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    let (width, height) = (pixels.width() as usize, pixels.height() as usize);
    Photo::from_rgba(pixels.take(), width, height).context("the SVG picture is empty")
}

/// An embedded picture, unless it is larger than a drawing may be.
fn embedded(data: Arc<Vec<u8>>) -> Option<ImageKind> {
    let reader = ImageReader::new(Cursor::new(data.as_slice()))
        .with_guessed_format()
        .ok()?;
    let format = reader.format()?;
    let (width, height) = reader.into_dimensions().ok()?;
    if width > MAX_SVG_SIDE || height > MAX_SVG_SIDE {
        return None;
    }
    match format {
        image::ImageFormat::Png => Some(ImageKind::PNG(data)),
        image::ImageFormat::Jpeg => Some(ImageKind::JPEG(data)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(size: u32, inside: &str) -> String {
        format!(r#"<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}">{inside}</svg>"#)
    }

    #[test]
    fn pictures_are_drawn_on_white_within_their_bounds() {
        let half = svg(10, r#"<rect width="5" height="10"/>"#);
        assert!(is_one(half.as_bytes()) && is_one(format!("\u{feff}<?xml version=\"1.0\"?>\n{half}").as_bytes()));
        assert!(!is_one(b"<html>") && !is_one(b"HC1:<svg"));
        let grey = |text: &str| draw(text.as_bytes()).unwrap();
        let photo = grey(&half);
        let luma = photo.grey();
        assert_eq!((luma.width(), luma.height()), (1_200, 1_200));
        assert_eq!((luma.at(100, 100), luma.at(1_100, 100)), (0, 255));
        // MAX_SVG_SIDE
        let side = |size: u32| grey(&svg(size, "")).grey().width();
        assert_eq!(side(MAX_SVG_SIDE), MAX_SVG_SIDE as usize);
        assert_eq!(side(MAX_SVG_SIDE + 1), MAX_SVG_SIDE as usize);
        // MAX_SVG
        let padded = |length: usize| half.replace("<rect", &format!("{}<rect", " ".repeat(length - half.len())));
        assert!(draw(padded(MAX_SVG).as_bytes()).is_ok());
        assert!(draw(padded(MAX_SVG + 1).as_bytes()).is_err());
    }

    #[test]
    fn nothing_else_is_read_or_drawn() {
        let filter = svg(
            10,
            r##"<filter id="f"><feGaussianBlur stdDeviation="9"/></filter><rect width="5" height="5" filter="url(#f)"/>"##,
        );
        assert!(draw(filter.as_bytes()).is_err());
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.svg");
        std::fs::write(&path, svg(10, r#"<rect width="10" height="10"/>"#)).unwrap();
        let other = svg(
            10,
            &format!(r#"<image href="{}" width="10" height="10"/>"#, path.display()),
        );
        assert_eq!(draw(other.as_bytes()).unwrap().grey().at(600, 600), 255);
    }
}
