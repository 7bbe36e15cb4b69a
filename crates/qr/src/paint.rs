//! Painting over of codes that were read, so that what is left can be searched.

use crate::code::Code;
use greengate_qr_pixels::{Luma, geometry::Point};

/// A copy of a picture without these codes.
#[inline(never)]
pub(crate) fn without(picture: &Luma, codes: &[Code]) -> Option<Luma<'static>> {
    let mut pixels: Vec<u8> = picture.rows().flatten().copied().collect();
    for code in codes {
        paint_over(&mut pixels, picture.width(), code);
    }
    Luma::new(pixels, picture.width(), picture.height())
}

/// Fills the outline of a code with a uniform grey.
#[inline(never)]
pub(crate) fn paint_over(pixels: &mut [u8], width: usize, code: &Code) {
    const GREY: u8 = 128;
    let (mut least, mut most) = ((f32::MAX, f32::MAX), (0.0_f32, 0.0_f32));
    for (x, y) in code.corners {
        least = (least.0.min(x), least.1.min(y));
        most = (most.0.max(x), most.1.max(y));
    }
    for y in least.1 as usize..=most.1 as usize {
        for x in least.0 as usize..(most.0 as usize + 1).min(width) {
            if code.contains(Point::new(x as f32 + 0.5, y as f32 + 0.5))
                && let Some(pixel) = pixels.get_mut(y * width + x)
            {
                *pixel = GREY;
            }
        }
    }
}
