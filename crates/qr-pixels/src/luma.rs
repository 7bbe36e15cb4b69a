//! A greyscale picture, and what lies between its pixels.

use std::borrow::Cow;

/// A greyscale picture, row by row, 0 is black.
#[derive(Clone, Debug)]
pub struct Luma<'a> {
    pixels: Cow<'a, [u8]>,
    width: usize,
    height: usize,
}

impl<'a> Luma<'a> {
    /// A picture of `width * height` grey values; `None` when there are more, fewer or none.
    #[must_use]
    pub fn new(pixels: impl Into<Cow<'a, [u8]>>, width: usize, height: usize) -> Option<Self> {
        let pixels = pixels.into();
        let fits = width.checked_mul(height).is_some_and(|n| n > 0 && n == pixels.len());
        fits.then_some(Self { pixels, width, height })
    }

    /// The same picture, borrowed.
    #[must_use]
    pub fn borrowed(&self) -> Luma<'_> {
        Luma {
            pixels: Cow::Borrowed(&self.pixels),
            ..*self
        }
    }

    /// Number of pixels.
    #[must_use]
    pub const fn pixels(&self) -> usize {
        self.width * self.height
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

    /// One row; none outside.
    #[must_use]
    pub fn row(&self, y: usize) -> &[u8] {
        self.pixels
            .get(y * self.width..(y + 1) * self.width)
            .unwrap_or_default()
    }

    /// The rows from top to bottom.
    pub fn rows(&self) -> impl Iterator<Item = &[u8]> {
        self.pixels.chunks_exact(self.width)
    }

    /// Grey value at a point in pixels, interpolated bilinearly between pixel centres, which lie at
    /// .5; the border continues outside.
    #[must_use]
    pub fn bilinear(&self, x: f32, y: f32) -> f32 {
        let clamp = |t: f32, end: usize| (t - 0.5).clamp(0.0, (end - 1) as f32);
        let (x, y) = (clamp(x, self.width), clamp(y, self.height));
        // NaN becomes 0.
        let (left, top) = (x as usize, y as usize);
        let (right, bottom) = ((left + 1).min(self.width - 1), (top + 1).min(self.height - 1));
        let (dx, dy) = (x - left as f32, y - top as f32);
        let at = |x: usize, y: usize| f32::from(self.pixels[y * self.width + x]);
        let above = at(left, top) + dx * (at(right, top) - at(left, top));
        let below = at(left, bottom) + dx * (at(right, bottom) - at(left, bottom));
        above + dy * (below - above)
    }

    /// True if a point lies inside by more than `margin` pixels.
    pub(super) fn contains(&self, (x, y): (f32, f32), margin: f32) -> bool {
        x > margin && y > margin && x < self.width as f32 - margin && y < self.height as f32 - margin
    }

    /// [`Luma::bilinear`] in fixed-point numbers, for positions that lie inside by more than a pixel;
    /// any value elsewhere. Conversions would be the most expensive part, above all in WebAssembly.
    #[inline]
    pub(super) fn bilinear_fixed(&self, x: i32, y: i32, fraction_bits: u32) -> f32 {
        let pixel = 1 << fraction_bits;
        let (dx, dy) = (x & (pixel - 1), y & (pixel - 1));
        // Negative positions wrap to an index outside, or to some other pixel.
        let [x, y] = [x, y].map(|t| (t >> fraction_bits) as usize);
        let at = y.wrapping_mul(self.width).wrapping_add(x);
        let Some(square) = self.pixels.get(at..).and_then(|rest| rest.get(..self.width + 2)) else {
            return 0.0;
        };
        let [a, b] = [square[0], square[1]].map(i32::from);
        let [c, d] = [square[self.width], square[self.width + 1]].map(i32::from);
        let (above, below) = ((a << fraction_bits) + dx * (b - a), (c << fraction_bits) + dx * (d - c));
        // Eight bits of grey value, and twice the fraction.
        let value = (above << fraction_bits) + dy * (below - above);
        value as f32 * (1.0 / (pixel * pixel) as f32)
    }

    /// The smallest whole factor that reduces the picture to at most `limit` pixels.
    #[must_use]
    pub fn reduction_to(&self, limit: usize) -> usize {
        (1..)
            .find(|n| (self.width / n) * (self.height / n) <= limit)
            .unwrap_or(1)
    }

    /// Mean grey value of every 16th row.
    #[must_use]
    #[inline(never)]
    pub fn mean(&self) -> f32 {
        let (mut sum, mut count) = (0_u64, 0_u64);
        for row in self.rows().step_by(16) {
            sum += row.iter().map(|p| u64::from(*p)).sum::<u64>();
            count += row.len() as u64;
        }
        sum as f32 / count.max(1) as f32
    }

    /// Noise of the sensor: the median difference of neighbouring pixels in grey values. Edges hardly
    /// change a median.
    #[must_use]
    #[inline(never)]
    pub fn noise_level(&self) -> f32 {
        let mut counts = [0_usize; 256];
        let mut all = 0;
        for row in self.rows().step_by(16) {
            for pair in row.windows(2).step_by(5) {
                counts[usize::from(pair[0].abs_diff(pair[1]))] += 1;
                all += 1;
            }
        }
        let mut below = 0;
        let median = counts.iter().position(|count| {
            below += count;
            2 * below > all
        });
        median.unwrap_or(0) as f32
    }

    /// The negative: black for white.
    #[must_use]
    #[inline(never)]
    pub fn inverted(&self) -> Luma<'static> {
        Luma {
            pixels: self.pixels.iter().map(|p| 255 - p).collect(),
            width: self.width,
            height: self.height,
        }
    }

    /// The picture at half its size.
    #[must_use]
    #[inline(never)]
    pub fn halved(&self) -> Luma<'static> {
        let (width, height) = (self.width / 2, self.height / 2);
        let mut pixels = vec![0; width * height];
        for (y, out) in pixels.chunks_exact_mut(width.max(1)).enumerate() {
            let (above, below) = (self.row(2 * y), self.row(2 * y + 1));
            for ((out, a), b) in out.iter_mut().zip(above.chunks_exact(2)).zip(below.chunks_exact(2)) {
                let sum = u16::from(a[0]) + u16::from(a[1]) + u16::from(b[0]) + u16::from(b[1]);
                *out = (sum / 4) as u8;
            }
        }
        Luma {
            pixels: Cow::Owned(pixels),
            width,
            height,
        }
    }

    /// The picture reduced by a whole factor, each pixel the mean of a square.
    #[must_use]
    #[inline(never)]
    pub fn reduced(&self, factor: usize) -> Luma<'_> {
        if factor <= 1 {
            return Luma {
                pixels: Cow::Borrowed(&self.pixels),
                ..*self
            };
        }
        if factor == 2 {
            return self.halved();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{fixed_point::FixedPoint, geometry::Point, space::Full, view::View};

    #[test]
    fn fixed_point_samples_equal_bilinear_ones() {
        let pixels: Vec<u8> = (0..40 * 30).map(|i| (i * 97 % 256) as u8).collect();
        let image = Luma::new(pixels, 40, 30).unwrap();
        let view = View::<Full>::new(&image);
        for n in 0..500 {
            let p = Point::new(2.0 + (n * 37 % 353) as f32 / 10.0, 2.0 + (n * 53 % 251) as f32 / 10.0);
            let (wanted, position) = (view.bilinear(p), FixedPoint::position(p));
            for inside in [true, false] {
                let found = view.sample(position, inside);
                assert!((found - wanted).abs() < 0.6, "{p:?} {inside}: {found} for {wanted}");
            }
        }
        // Positions outside cause no panic.
        for far in [-1e9, -1.0, 39.9, 1e9, f32::NAN] {
            for inside in [true, false] {
                let value = view.sample(FixedPoint::position(Point::new(far, far)), inside);
                assert!((0.0..=255.0).contains(&value));
            }
        }
    }

    #[test]
    fn reducing_takes_means_and_drops_the_remainder() {
        let image = Luma::new(vec![0, 10, 1, 20, 30, 1, 9, 9, 9], 3, 3).unwrap();
        let small = image.reduced(2);
        assert_eq!((small.width(), small.height(), small.at(0, 0)), (1, 1, 15));
        assert_eq!(image.reduced(1).at(2, 1), 1);
        assert_eq!(
            (image.reduction_to(9), image.reduction_to(8), image.reduction_to(1)),
            (1, 2, 2)
        );
    }
}
