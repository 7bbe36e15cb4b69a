use std::borrow::Cow;

/// A greyscale picture, row by row, 0 is black.
#[derive(Clone, Debug)]
pub struct Luma<'a> {
    pixels: Cow<'a, [u8]>,
    width: usize,
    height: usize,
}

impl<'a> Luma<'a> {
    /// `None` unless there are exactly `width * height` pixels, at least one.
    #[must_use]
    pub fn new(pixels: impl Into<Cow<'a, [u8]>>, width: usize, height: usize) -> Option<Self> {
        let pixels = pixels.into();
        let fits = width.checked_mul(height).is_some_and(|n| n > 0 && n == pixels.len());
        fits.then_some(Self { pixels, width, height })
    }

    /// Finds and decodes every QR code; see [`crate::frame::read`].
    #[must_use]
    pub fn read_codes(&self) -> Vec<super::Code> {
        super::read(&self.pixels, self.width, self.height)
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

    /// Grey value of a pixel; white outside.
    #[must_use]
    pub fn at(&self, x: usize, y: usize) -> u8 {
        if x >= self.width {
            return 255;
        }
        self.pixels.get(y * self.width + x).copied().unwrap_or(255)
    }

    /// The rows from top to bottom.
    pub fn rows(&self) -> impl Iterator<Item = &[u8]> {
        self.pixels.chunks_exact(self.width)
    }

    /// Grey value between pixel centres, which lie at .5; the border goes on outside.
    #[must_use]
    pub fn between(&self, x: f32, y: f32) -> f32 {
        let clamp = |t: f32, end: usize| (t - 0.5).clamp(0.0, (end - 1) as f32);
        let (x, y) = (clamp(x, self.width), clamp(y, self.height));
        // A position that is no number becomes 0.
        let (left, top) = (x as usize, y as usize);
        let (right, bottom) = ((left + 1).min(self.width - 1), (top + 1).min(self.height - 1));
        let (dx, dy) = (x - left as f32, y - top as f32);
        let at = |x: usize, y: usize| f32::from(self.pixels[y * self.width + x]);
        let above = dx.mul_add(at(right, top) - at(left, top), at(left, top));
        let below = dx.mul_add(at(right, bottom) - at(left, bottom), at(left, bottom));
        dy.mul_add(below - above, above)
    }

    /// The whole factor by which the picture must shrink to have at most `limit` pixels.
    #[must_use]
    pub fn shrink_to(&self, limit: usize) -> usize {
        (1..)
            .find(|n| (self.width / n) * (self.height / n) <= limit)
            .unwrap_or(1)
    }

    /// Black for white.
    #[must_use]
    pub fn inverted(&self) -> Luma<'static> {
        Luma {
            pixels: self.pixels.iter().map(|p| 255 - p).collect(),
            width: self.width,
            height: self.height,
        }
    }

    /// The picture made smaller by a whole factor, each pixel the mean of a square.
    #[must_use]
    pub fn shrunk(&self, factor: usize) -> Luma<'_> {
        if factor <= 1 {
            return Luma {
                pixels: Cow::Borrowed(&self.pixels),
                ..*self
            };
        }
        let (width, height) = (self.width / factor, self.height / factor);
        let mut pixels = Vec::with_capacity(width * height);
        let mut sums = vec![0_u32; width];
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the factor is small, a mean of bytes is a byte"
        )]
        let area = (factor * factor) as u32;
        for rows in self.pixels.chunks_exact(self.width * factor).take(height) {
            sums.fill(0);
            for row in rows.chunks_exact(self.width) {
                for (sum, square) in sums.iter_mut().zip(row.chunks_exact(factor)) {
                    *sum += square.iter().map(|p| u32::from(*p)).sum::<u32>();
                }
            }
            #[expect(clippy::cast_possible_truncation, reason = "a mean of bytes is a byte")]
            pixels.extend(sums.iter().map(|sum| (sum / area) as u8));
        }
        Luma {
            pixels: Cow::Owned(pixels),
            width,
            height,
        }
    }
}

/// Grey values of RGBA pixels (ITU-R BT.601 weights); transparent ones are white, as
/// on the page they would be printed on.
#[must_use]
pub fn from_rgba(rgba: &[u8]) -> Vec<u8> {
    rgba.chunks_exact(4)
        .map(|p| {
            let (r, g, b, a) = (u32::from(p[0]), u32::from(p[1]), u32::from(p[2]), u32::from(p[3]));
            let grey = (77 * r + 150 * g + 29 * b) >> 8;
            #[expect(clippy::cast_possible_truncation, reason = "a weighted mean of bytes is a byte")]
            let over_white = ((grey * a + 255 * (255 - a)) / 255) as u8;
            over_white
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shrinking_takes_the_mean_and_drops_the_rest() {
        let image = Luma::new(vec![0, 10, 1, 20, 30, 1, 9, 9, 9], 3, 3).unwrap();
        let small = image.shrunk(2);
        assert_eq!((small.width(), small.height(), small.at(0, 0)), (1, 1, 15));
        assert_eq!(image.shrunk(1).at(2, 1), 1);
        assert_eq!((image.shrink_to(9), image.shrink_to(8), image.shrink_to(1)), (1, 2, 2));
    }

    #[test]
    fn grey_of_colours() {
        let rgba = [255, 255, 255, 255, 0, 0, 0, 255, 0, 0, 0, 0, 255, 0, 0, 255];
        assert_eq!(from_rgba(&rgba), [255, 0, 255, 76]);
    }
}
