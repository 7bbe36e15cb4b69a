//! Machine-readable zones and symbols in grey pixels.

use super::{BarcodeText, ZoneText};
use greengate_mrz::{Budget, GreyImage, limits::MAX_ZONES};

/// A picture, row by row; 0 is black.
#[derive(Clone, Copy)]
pub struct Pixels<'a> {
    pub grey: &'a [u8],
    pub width: usize,
    pub height: usize,
}

/// PDF417 and Aztec symbols in a picture.
pub fn barcodes(picture: Pixels, budget: &greengate_barcodes::Budget) -> Vec<BarcodeText> {
    let image = greengate_barcodes::GreyImage::new(picture.grey, picture.width, picture.height);
    let found = image.map(|image| greengate_barcodes::read(&image, budget));
    found.iter().flatten().map(BarcodeText::from).collect()
}

/// Machine-readable zones in a picture: the reader is content with zones of one size, so that it is asked again without
/// those that it has read.
pub fn zones(picture: Pixels) -> Vec<ZoneText> {
    let reader = greengate_mrz::Reader::new();
    let (mut pixels, mut all) = (picture.grey.to_vec(), Vec::new());
    while all.len() < MAX_ZONES {
        let Some(image) = GreyImage::new(&pixels, picture.width, picture.height) else {
            break;
        };
        let zones = reader.read(&image, &Budget::STILL);
        if zones.is_empty() {
            break;
        }
        for zone in &zones {
            blank(&mut pixels, picture.width, &zone.corners);
        }
        all.extend(zones.iter().map(ZoneText::from));
    }
    all.truncate(MAX_ZONES);
    all
}

/// Makes the inside of a convex outline white.
fn blank(pixels: &mut [u8], width: usize, corners: &[[f32; 2]; 4]) {
    let is_inside = |x: f32, y: f32| {
        let sides = corners.iter().zip(corners.iter().cycle().skip(1));
        let left = sides.map(|(a, b)| (b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]) > 0.0);
        matches!(left.filter(|left| *left).count(), 0 | 4)
    };
    let rows = corners.iter().map(|corner| corner[1]);
    let top = rows.clone().fold(f32::MAX, f32::min).max(0.0) as usize;
    let bottom = rows.fold(0.0, f32::max) as usize;
    for (y, row) in pixels.chunks_exact_mut(width).enumerate().take(bottom + 1).skip(top) {
        for (x, pixel) in row.iter_mut().enumerate() {
            if is_inside(x as f32 + 0.5, y as f32 + 0.5) {
                *pixel = u8::MAX;
            }
        }
    }
}
