//! Painting over of codes that were read, so that what is left can be searched.

use crate::code::Code;
use greengate_qr_pixels::{Luma, geometry::Point};

/// A copy of a picture without these codes.
pub(crate) fn without(picture: &Luma, codes: &[Code]) -> Option<Luma<'static>> {
    let mut pixels: Vec<u8> = picture.rows().flatten().copied().collect();
    for code in codes {
        paint_over(&mut pixels, picture.width(), code);
    }
    Luma::new(pixels, picture.width(), picture.height())
}

/// Fills the outline of a code with a uniform grey.
pub(crate) fn paint_over(pixels: &mut [u8], width: usize, code: &Code) {
    const GREY: u8 = 128;
    let range = |axis: fn(&(f32, f32)) -> f32| {
        let values = code.corners.iter().map(axis);
        let (least, most) = values.fold((f32::MAX, 0.0_f32), |(least, most), t| (least.min(t), most.max(t)));
        (least.max(0.0) as usize, most as usize + 2)
    };
    let ((left, right), (top, bottom)) = (range(|corner| corner.0), range(|corner| corner.1));
    let rows = pixels.chunks_exact_mut(width).enumerate();
    for (y, row) in rows.take(bottom).skip(top) {
        for (x, pixel) in row.iter_mut().enumerate().take(right).skip(left) {
            if code.contains(Point::new(x as f32 + 0.5, y as f32 + 0.5)) {
                *pixel = GREY;
            }
        }
    }
}
