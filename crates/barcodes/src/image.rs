//! Grey pictures, and smaller and larger copies of them.

use crate::limits::{MAX_PIXELS, MAX_SIDE};
use std::borrow::Cow;

/// Grey picture: one byte a pixel, row after row, 0 is black.
#[derive(Clone, Debug)]
pub struct GreyImage<'a> {
    pixels: Cow<'a, [u8]>,
    width: usize,
    height: usize,
}

impl<'a> GreyImage<'a> {
    /// A view of `pixels`. `None` if their number is not `width` × `height`, if there are none, or more than
    /// [`limits`](crate::limits) allows.
    #[must_use]
    pub fn new(pixels: &'a [u8], width: usize, height: usize) -> Option<Self> {
        let fits = width.checked_mul(height) == Some(pixels.len()) && pixels.len() <= MAX_PIXELS;
        let has_sides = width > 0 && height > 0 && width <= MAX_SIDE && height <= MAX_SIDE;
        (fits && has_sides).then_some(Self {
            pixels: Cow::Borrowed(pixels),
            width,
            height,
        })
    }

    /// Width in pixels.
    #[must_use]
    pub const fn width(&self) -> usize {
        self.width
    }

    /// Height in pixels.
    #[must_use]
    pub const fn height(&self) -> usize {
        self.height
    }

    pub(crate) fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    fn row(&self, y: usize) -> &[u8] {
        self.pixels
            .get(y * self.width..(y + 1) * self.width)
            .unwrap_or_default()
    }

    /// A part of the picture, drawn anew; what lies outside the picture is white.
    pub(crate) fn warped(&self, warp: &Warp) -> GreyImage<'static> {
        let mut pixels = Vec::with_capacity(warp.width * warp.height);
        for row in 0..warp.height {
            pixels.extend((0..warp.width).map(|column| {
                let [x, y] = warp.point([column as f32 + 0.5, row as f32 + 0.5]);
                self.sample(x - 0.5, y - 0.5)
            }));
        }
        GreyImage {
            pixels: Cow::Owned(pixels),
            width: warp.width,
            height: warp.height,
        }
    }

    /// Bilinear sample between the centres of pixels.
    pub(crate) fn sample(&self, x: f32, y: f32) -> u8 {
        let (left, top) = (x.floor(), y.floor());
        let at = |x: f32, y: f32| {
            let inside = x >= 0.0 && y >= 0.0 && x < self.width as f32 && y < self.height as f32;
            let place = inside.then(|| y as usize * self.width + x as usize);
            place
                .and_then(|place| self.pixels.get(place))
                .copied()
                .map_or(255.0, f32::from)
        };
        let (fx, fy) = (x - left, y - top);
        let above = at(left, top) * (1.0 - fx) + at(left + 1.0, top) * fx;
        let below = at(left, top + 1.0) * (1.0 - fx) + at(left + 1.0, top + 1.0) * fx;
        (above * (1.0 - fy) + below * fy) as u8
    }

    /// A copy with half as many pixels on each side, each the mean of four.
    pub(crate) fn halved(&self) -> GreyImage<'static> {
        let (width, height) = (self.width / 2, self.height / 2);
        let mut pixels = Vec::with_capacity(width * height);
        for y in 0..height {
            let rows = [self.row(2 * y), self.row(2 * y + 1)];
            let pairs = rows[0].as_chunks::<2>().0.iter().zip(rows[1].as_chunks::<2>().0);
            pixels.extend(pairs.map(|(above, below)| {
                let sum: u16 = above.iter().chain(below).map(|value| u16::from(*value)).sum();
                (sum.div_ceil(4)).min(255) as u8
            }));
        }
        GreyImage {
            pixels: Cow::Owned(pixels),
            width,
            height,
        }
    }

    /// A copy with twice as many pixels on each side, those between two being their mean.
    pub(crate) fn doubled(&self) -> GreyImage<'static> {
        let wide = |row: &[u8]| -> Vec<u8> {
            let next = row.iter().skip(1).chain(row.last());
            row.iter().zip(next).flat_map(|(a, b)| [*a, a.midpoint(*b)]).collect()
        };
        let mut pixels = Vec::with_capacity(4 * self.pixels.len());
        let mut row = wide(self.row(0));
        for y in 0..self.height {
            let next = wide(self.row((y + 1).min(self.height - 1)));
            pixels.extend_from_slice(&row);
            pixels.extend(row.iter().zip(&next).map(|(a, b)| a.midpoint(*b)));
            row = next;
        }
        GreyImage {
            pixels: Cow::Owned(pixels),
            width: 2 * self.width,
            height: 2 * self.height,
        }
    }
}

/// Part of a picture, as a grid of new pixels in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Warp {
    /// Point of the picture in which the part begins.
    pub origin: [f32; 2],
    /// Steps in the picture from one new pixel to the next on its right, and to the one below.
    pub steps: [[f32; 2]; 2],
    /// New pixels of a row, and rows.
    pub width: usize,
    pub height: usize,
}

impl Warp {
    /// The part of so many new pixels around a centre.
    pub(crate) fn around(centre: [f32; 2], steps: [[f32; 2]; 2], width: usize, height: usize) -> Self {
        let half = [width as f32 / 2.0, height as f32 / 2.0];
        let origin = [0, 1].map(|axis| centre[axis] - half[0] * steps[0][axis] - half[1] * steps[1][axis]);
        Self {
            origin,
            steps,
            width,
            height,
        }
    }

    /// Point of the picture for a point of the part.
    pub(crate) fn point(&self, [x, y]: [f32; 2]) -> [f32; 2] {
        [0, 1].map(|axis| self.origin[axis] + x * self.steps[0][axis] + y * self.steps[1][axis])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_pictures() {
        assert!(GreyImage::new(&[0; 12], 4, 3).is_some());
        for (width, height) in [(4, 4), (0, 0), (12, 0), (usize::MAX, 2)] {
            assert!(GreyImage::new(&[0; 12], width, height).is_none(), "{width} x {height}");
        }
        let pixels = vec![0; MAX_SIDE + 1];
        assert!(GreyImage::new(&pixels[..MAX_SIDE], MAX_SIDE, 1).is_some());
        assert!(GreyImage::new(&pixels, MAX_SIDE + 1, 1).is_none());
        assert!(GreyImage::new(&pixels, 1, MAX_SIDE + 1).is_none());
        let side = 8_000;
        let pixels = vec![0; MAX_PIXELS + side];
        assert_eq!(side * side, MAX_PIXELS);
        assert!(GreyImage::new(&pixels[..MAX_PIXELS], side, side).is_some());
        assert!(GreyImage::new(&pixels, side, side + 1).is_none());
    }

    #[test]
    fn copies() {
        let pixels = [0, 40, 80, 100, 40, 80, 80, 100];
        let image = GreyImage::new(&pixels, 4, 2).unwrap();
        let half = image.halved();
        assert_eq!((half.pixels(), half.width(), half.height()), (&[40, 90][..], 2, 1));
        let double = image.doubled();
        assert_eq!((double.width(), double.height()), (8, 4));
        assert_eq!(double.row(0), [0, 20, 40, 60, 80, 90, 100, 100]);
        assert_eq!(double.row(1), [20, 40, 60, 70, 80, 90, 100, 100]);
        assert_eq!(double.row(3), double.row(2));
        let odd = [7; 15];
        let odd = GreyImage::new(&odd, 5, 3).unwrap().halved();
        assert_eq!((odd.pixels(), odd.width(), odd.height()), (&[7, 7][..], 2, 1));
    }

    #[test]
    fn parts() {
        let pixels = [0, 40, 80, 100, 40, 80, 80, 100];
        let image = GreyImage::new(&pixels, 4, 2).unwrap();
        let whole = Warp::around([2.0, 1.0], [[1.0, 0.0], [0.0, 1.0]], 4, 2);
        assert_eq!(image.warped(&whole).pixels(), pixels);
        assert_eq!(whole.point([4.0, 2.0]), [4.0, 2.0]);
        // A quarter turn, and white where nothing is.
        let turned = Warp::around([2.0, 1.0], [[0.0, 1.0], [-1.0, 0.0]], 2, 4);
        assert_eq!(image.warped(&turned).pixels(), [100, 100, 80, 80, 40, 80, 0, 40]);
        let beside = Warp::around([-9.0, 1.0], [[1.0, 0.0], [0.0, 1.0]], 3, 1);
        assert_eq!(image.warped(&beside).pixels(), [255; 3]);
    }
}
