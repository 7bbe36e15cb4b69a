//! A greyscale picture, and what lies between its pixels.

use super::geometry::Point;
use std::borrow::Cow;

/// A greyscale picture, row by row, 0 is black.
#[derive(Clone, Debug)]
pub struct Luma<'a> {
    pixels: Cow<'a, [u8]>,
    width: usize,
    height: usize,
}

/// A place in a picture, or a step there, in 1024ths of a pixel; the first pixel's centre is 0.
#[derive(Clone, Copy, Debug, Default)]
pub struct Spot {
    x: i32,
    y: i32,
}

impl Spot {
    const BITS: u32 = 10;
    const PIXEL: i32 = 1 << Self::BITS;

    /// Where a point lies, whose pixels' centres are at .5.
    #[inline]
    pub fn at(p: Point) -> Self {
        Self::step(Point::new(p.x - 0.5, p.y - 0.5))
    }

    /// The step by which a place is moved.
    #[inline]
    pub fn step(by: Point) -> Self {
        let whole = |t: f32| (t * Self::PIXEL as f32) as i32;
        Self {
            x: whole(by.x),
            y: whole(by.y),
        }
    }

    #[inline]
    /// The place after a step.
    #[must_use]
    pub const fn plus(self, step: Self) -> Self {
        Self {
            x: self.x.wrapping_add(step.x),
            y: self.y.wrapping_add(step.y),
        }
    }

    #[inline]
    /// So many steps.
    #[must_use]
    pub const fn times(self, factor: i32) -> Self {
        Self {
            x: self.x.wrapping_mul(factor),
            y: self.y.wrapping_mul(factor),
        }
    }

    /// The point that lies there.
    #[must_use]
    pub fn point(self) -> Point {
        let part = |t: i32| t as f32 / Self::PIXEL as f32 + 0.5;
        Point::new(part(self.x), part(self.y))
    }
}

impl<'a> Luma<'a> {
    /// `None` unless there are exactly `width * height` pixels, at least one.
    #[must_use]
    pub fn new(pixels: impl Into<Cow<'a, [u8]>>, width: usize, height: usize) -> Option<Self> {
        let pixels = pixels.into();
        let fits = width.checked_mul(height).is_some_and(|n| n > 0 && n == pixels.len());
        fits.then_some(Self { pixels, width, height })
    }

    /// The same picture, borrowed.
    pub fn borrowed(&self) -> Luma<'_> {
        Luma {
            pixels: Cow::Borrowed(&self.pixels),
            ..*self
        }
    }

    /// Number of pixels.
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
        let above = at(left, top) + dx * (at(right, top) - at(left, top));
        let below = at(left, bottom) + dx * (at(right, bottom) - at(left, bottom));
        above + dy * (below - above)
    }

    /// Whether a point lies at least this deep inside.
    pub fn holds(&self, p: Point, depth: f32) -> bool {
        p.x > depth && p.y > depth && p.x < self.width as f32 - depth && p.y < self.height as f32 - depth
    }

    /// [`Luma::between`] for a spot, faster where the caller knows that it lies inside.
    #[inline]
    pub fn sample(&self, spot: Spot, inside: bool) -> f32 {
        if inside {
            self.between_inside(spot)
        } else {
            let p = spot.point();
            self.between(p.x, p.y)
        }
    }

    /// [`Luma::between`] for spots that lie inside by more than a pixel; anything elsewhere. Whole
    /// numbers: conversions would be the dear part of it, most of all in WebAssembly.
    #[inline]
    fn between_inside(&self, spot: Spot) -> f32 {
        let (dx, dy) = (spot.x & (Spot::PIXEL - 1), spot.y & (Spot::PIXEL - 1));
        // What is negative wraps to where there is nothing, or to some other pixel.
        let [x, y] = [spot.x, spot.y].map(|t| (t >> Spot::BITS) as usize);
        let at = y.wrapping_mul(self.width).wrapping_add(x);
        let Some(square) = self.pixels.get(at..).and_then(|rest| rest.get(..self.width + 2)) else {
            return 0.0;
        };
        let [a, b] = [square[0], square[1]].map(i32::from);
        let [c, d] = [square[self.width], square[self.width + 1]].map(i32::from);
        let (above, below) = ((a << Spot::BITS) + dx * (b - a), (c << Spot::BITS) + dx * (d - c));
        // A grey value of 8 bits, and twice the 10 of a spot.
        let value = (above << Spot::BITS) + dy * (below - above);
        value as f32 * (1.0 / (Spot::PIXEL * Spot::PIXEL) as f32)
    }

    /// The whole factor by which the picture must shrink to have at most `limit` pixels.
    #[must_use]
    pub fn shrink_to(&self, limit: usize) -> usize {
        (1..)
            .find(|n| (self.width / n) * (self.height / n) <= limit)
            .unwrap_or(1)
    }

    /// Mean grey value, of every 16th row.
    #[inline(never)]
    pub fn mean(&self) -> f32 {
        let (mut sum, mut count) = (0_u64, 0_u64);
        for row in self.rows().step_by(16) {
            sum += row.iter().map(|p| u64::from(*p)).sum::<u64>();
            count += row.len() as u64;
        }
        sum as f32 / count.max(1) as f32
    }

    /// How much the sensor's noise makes neighbouring pixels differ: the median over the
    /// picture, which edges do not change much.
    #[inline(never)]
    pub fn noise(&self) -> f32 {
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

    /// Black for white.
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

    /// The picture made smaller by a whole factor, each pixel the mean of a square.
    #[must_use]
    #[inline(never)]
    pub fn shrunk(&self, factor: usize) -> Luma<'_> {
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

    #[test]
    fn spots_are_sampled_as_points_are() {
        let pixels: Vec<u8> = (0..40 * 30).map(|i| (i * 97 % 256) as u8).collect();
        let image = Luma::new(pixels, 40, 30).unwrap();
        for n in 0..500 {
            let p = Point::new(2.0 + (n * 37 % 353) as f32 / 10.0, 2.0 + (n * 53 % 251) as f32 / 10.0);
            let (wanted, spot) = (image.between(p.x, p.y), Spot::at(p));
            for inside in [true, false] {
                let found = image.sample(spot, inside);
                assert!((found - wanted).abs() < 0.6, "{p:?} {inside}: {found} for {wanted}");
            }
        }
        // What lies outside after all is no panic.
        for far in [-1e9, -1.0, 39.9, 1e9, f32::NAN] {
            for inside in [true, false] {
                let value = image.sample(Spot::at(Point::new(far, far)), inside);
                assert!((0.0..=255.0).contains(&value));
            }
        }
    }

    #[test]
    fn shrinking_takes_the_mean_and_drops_the_rest() {
        let image = Luma::new(vec![0, 10, 1, 20, 30, 1, 9, 9, 9], 3, 3).unwrap();
        let small = image.shrunk(2);
        assert_eq!((small.width(), small.height(), small.at(0, 0)), (1, 1, 15));
        assert_eq!(image.shrunk(1).at(2, 1), 1);
        assert_eq!((image.shrink_to(9), image.shrink_to(8), image.shrink_to(1)), (1, 2, 2));
    }
}
