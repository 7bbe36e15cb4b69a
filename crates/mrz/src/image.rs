//! Grey pictures and their pyramid.

use crate::limits::MAX_PIXELS;

/// Borrowed grey picture: one byte a pixel, row after row, 0 is black.
///
/// Coordinates are continuous: the pixel in column `x` and row `y` covers `x..x + 1` and `y..y + 1`.
#[derive(Clone, Copy, Debug)]
pub struct GreyImage<'a> {
    pixels: &'a [u8],
    width: usize,
    height: usize,
}

impl<'a> GreyImage<'a> {
    /// A view of `pixels`. `None` if their number is not `width` × `height`, or exceeds
    /// [`MAX_PIXELS`](crate::limits::MAX_PIXELS).
    #[must_use]
    pub fn new(pixels: &'a [u8], width: usize, height: usize) -> Option<Self> {
        let fits = width.checked_mul(height) == Some(pixels.len()) && pixels.len() <= MAX_PIXELS;
        (fits && width > 0 && height > 0).then_some(Self { pixels, width, height })
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

    pub(crate) fn row(&self, y: usize) -> &'a [u8] {
        self.pixels
            .get(y * self.width..(y + 1) * self.width)
            .unwrap_or_default()
    }

    /// Bilinear sample at a continuous coordinate; the border continues outside.
    pub(crate) fn sample(&self, x: f32, y: f32) -> f32 {
        let (x, y) = (
            (x - 0.5).clamp(0.0, (self.width - 1) as f32),
            (y - 0.5).clamp(0.0, (self.height - 1) as f32),
        );
        let (left, top) = (x as usize, y as usize);
        let (fx, fy) = (x - left as f32, y - top as f32);
        let (right, bottom) = ((left + 1).min(self.width - 1), (top + 1).min(self.height - 1));
        let at = |x: usize, y: usize| f32::from(self.pixels.get(y * self.width + x).copied().unwrap_or_default());
        let upper = at(left, top) * (1.0 - fx) + at(right, top) * fx;
        let lower = at(left, bottom) * (1.0 - fx) + at(right, bottom) * fx;
        upper * (1.0 - fy) + lower * fy
    }
}

/// Owned grey picture.
#[derive(Clone, Debug)]
pub(crate) struct Plane {
    pub pixels: Vec<u8>,
    pub width: usize,
    pub height: usize,
}

impl Plane {
    pub fn view(&self) -> GreyImage<'_> {
        GreyImage {
            pixels: &self.pixels,
            width: self.width,
            height: self.height,
        }
    }
}

/// Half the picture in each direction: the mean of two by two pixels.
pub(crate) fn halved(image: GreyImage) -> Plane {
    let (width, height) = ((image.width / 2).max(1), (image.height / 2).max(1));
    let mut pixels = Vec::with_capacity(width * height);
    for y in 0..height {
        let (upper, lower) = (image.row(2 * y), image.row((2 * y + 1).min(image.height - 1)));
        let pairs = upper.chunks(2).zip(lower.chunks(2)).take(width);
        pixels.extend(pairs.map(|(above, below)| {
            let sum = |pair: &[u8]| match *pair {
                [a, b] => u16::from(a) + u16::from(b),
                [a] => 2 * u16::from(a),
                _ => 0,
            };
            ((sum(above) + sum(below) + 2) / 4) as u8
        }));
    }
    Plane { pixels, width, height }
}

/// The picture `factor` times as large in each direction, interpolated bilinearly.
pub(crate) fn enlarged(image: GreyImage, factor: usize) -> Plane {
    let (width, height) = (image.width * factor, image.height * factor);
    let step = 1.0 / factor as f32;
    let mut pixels = Vec::with_capacity(width * height);
    for y in 0..height {
        let from = (y as f32 + 0.5) * step;
        pixels.extend((0..width).map(|x| (image.sample((x as f32 + 0.5) * step, from) + 0.5) as u8));
    }
    Plane { pixels, width, height }
}

/// One size of the picture.
pub(crate) struct Level {
    pub plane: Plane,
    /// Pixels of this level per pixel of the picture.
    pub scale: f32,
}

/// The picture in several sizes, each half the one before; a small picture is enlarged first.
pub(crate) struct Pyramid<'a> {
    pub base: GreyImage<'a>,
    /// From the largest to the smallest, without the picture itself unless it was enlarged.
    levels: Vec<Level>,
}

/// A picture whose longer side is at most so many pixels is enlarged twice, and one of at most half as many three times.
const SMALL: usize = 900;
/// Longer side of the smallest size, at least: 30 characters of five pixels.
const SMALLEST: usize = 150;

impl<'a> Pyramid<'a> {
    pub fn new(base: GreyImage<'a>) -> Self {
        let longer = base.width.max(base.height);
        let factor = match longer {
            _ if longer > SMALL => 1,
            _ if longer > SMALL / 2 => 2,
            _ => 3,
        };
        let mut levels = Vec::new();
        if factor > 1 {
            levels.push(Level {
                plane: enlarged(base, factor),
                scale: factor as f32,
            });
        }
        loop {
            let (from, scale) = levels
                .last()
                .map_or((base, 1.0), |level: &Level| (level.plane.view(), level.scale));
            if from.width.max(from.height) < 2 * SMALLEST {
                break;
            }
            let plane = halved(from);
            levels.push(Level {
                plane,
                scale: scale / 2.0,
            });
        }
        Self { base, levels }
    }

    /// Every size from the smallest to the largest, with its scale.
    pub fn sizes(&self) -> impl Iterator<Item = (GreyImage<'_>, f32)> {
        let own = self
            .levels
            .first()
            .is_none_or(|level| level.scale < 1.0)
            .then_some((self.base, 1.0));
        self.levels
            .iter()
            .rev()
            .map(|level| (level.plane.view(), level.scale))
            .chain(own)
    }

    /// The smallest size in which a length of `pixels` in the picture has at least `wanted`, or the picture itself.
    pub fn at_least(&self, pixels: f32, wanted: f32) -> (GreyImage<'_>, f32) {
        self.levels
            .iter()
            .rev()
            .find(|level| level.scale < 1.0 && level.scale * pixels >= wanted)
            .map_or((self.base, 1.0), |level| (level.plane.view(), level.scale))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_that_does_not_fit_is_refused() {
        assert!(GreyImage::new(&[0; 6], 3, 2).is_some());
        assert!(GreyImage::new(&[0; 6], 3, 3).is_none());
        assert!(GreyImage::new(&[], 0, 0).is_none());
        assert!(GreyImage::new(&[], usize::MAX, 2).is_none());
        let side = 8000;
        assert_eq!(side * side, MAX_PIXELS);
        let mut pixels = vec![0; side * side];
        assert!(GreyImage::new(&pixels, side, side).is_some());
        pixels.push(0);
        assert!(GreyImage::new(&pixels, MAX_PIXELS + 1, 1).is_none());
    }

    #[test]
    fn sizes_keep_what_lies_where() {
        // A dark square at 400..480, in a picture of which there are halves.
        let pixels: Vec<u8> = (0..1000 * 1000)
            .map(|i| {
                if (400..480).contains(&(i % 1000)) && (400..480).contains(&(i / 1000)) {
                    0
                } else {
                    200
                }
            })
            .collect();
        let pyramid = Pyramid::new(GreyImage::new(&pixels, 1000, 1000).unwrap());
        let sizes: Vec<_> = pyramid.sizes().collect();
        assert_eq!(
            sizes.iter().map(|(_, scale)| *scale).collect::<Vec<_>>(),
            [0.25, 0.5, 1.0]
        );
        for (image, scale) in sizes {
            assert!(image.sample(440.0 * scale, 440.0 * scale) < 1.0);
            assert!(image.sample(370.0 * scale, 440.0 * scale) > 199.0);
        }
    }

    #[test]
    fn a_small_picture_is_enlarged() {
        let pixels: Vec<u8> = (0..300 * 200).map(|i| if i % 300 < 150 { 10 } else { 250 }).collect();
        let pyramid = Pyramid::new(GreyImage::new(&pixels, 300, 200).unwrap());
        let (largest, scale) = pyramid.sizes().last().unwrap();
        assert_eq!((largest.width(), largest.height(), scale), (900, 600, 3.0));
        assert!(largest.sample(440.0, 300.0) < 20.0 && largest.sample(460.0, 300.0) > 240.0);
    }
}
