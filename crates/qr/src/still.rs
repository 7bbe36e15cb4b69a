//! Searching one frame on its own.

use crate::{code::Code, detect::detect, limits::MAX_PIXELS};
use greengate_qr_pixels::Luma;

/// Modules along each side of the smallest symbol, and pixels of the smallest frame.
const SMALLEST_SIDE: usize = 21;

/// Finds and decodes the QR codes of a frame.
///
/// `luma` holds `width * height` grey values, row by row; 0 is black. Frames of more than
/// [`MAX_PIXELS`] are reduced first. A frame whose length does not fit its size has no code. At most
/// [`MAX_CODES`](crate::limits::MAX_CODES) codes are returned, each symbol once.
#[must_use]
pub fn read(luma: &[u8], width: usize, height: usize) -> Vec<Code> {
    Luma::new(luma, width, height).map_or_else(Vec::new, |image| search_once(&image))
}

/// Finds and decodes the codes of one picture.
pub(crate) fn search_once(frame: &Luma) -> Vec<Code> {
    let (image, factor) = within_max_pixels(frame);
    if !is_large_enough(&image) {
        return Vec::new();
    }
    let mut codes = detect(&image, None).codes;
    for code in &mut codes {
        code.corners = enlarged(code.corners, factor);
    }
    codes
}

/// The frame reduced to at most [`MAX_PIXELS`], and the factor of the reduction.
pub(crate) fn within_max_pixels<'a>(frame: &'a Luma) -> (Luma<'a>, f32) {
    let factor = frame.reduction_to(MAX_PIXELS);
    (frame.reduced(factor), factor as f32)
}

/// True if a symbol fits into the picture.
pub(crate) const fn is_large_enough(image: &Luma) -> bool {
    image.width() >= SMALLEST_SIDE && image.height() >= SMALLEST_SIDE
}

/// Corners in the reduced frame, in pixels of the frame itself.
pub(crate) fn enlarged(corners: [(f32, f32); 4], factor: f32) -> [(f32, f32); 4] {
    corners.map(|(x, y)| (x * factor, y * factor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn malformed_and_empty_frames_have_no_code() {
        assert!(read(&[], 0, 0).is_empty());
        assert!(read(&[0; 10], 100, 100).is_empty());
        assert!(read(&[0; 10], usize::MAX, usize::MAX).is_empty());
        for (width, height) in [(1, 1), (21, 21), (1, 5000), (5000, 1), (333, 17)] {
            for value in [0, 127, 255] {
                assert!(read(&vec![value; width * height], width, height).is_empty());
            }
        }
    }
}
