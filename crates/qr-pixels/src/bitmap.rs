//! Adaptive threshold: pixels that are darker than their surroundings.

use super::Luma;

/// A picture of dark (1) and light (0) pixels.
pub struct Bitmap {
    dark: Vec<u8>,
    width: usize,
    height: usize,
}

/// Grey values by which a dark pixel is darker than the mean around it, at least.
const BIAS: u32 = 3;
/// Largest radius in pixels: column sums over twice as many rows fit into 16 bits.
const LARGEST_RADIUS: usize = 120;

impl Bitmap {
    /// Compares every pixel with the mean of the square of `2 * radius + 1` pixels around it. Sums of
    /// columns move down with the row, so the cost does not depend on the radius.
    #[must_use]
    #[inline(never)]
    pub fn adaptive(image: &Luma, radius: usize) -> Self {
        let (width, height) = (image.width(), image.height());
        let radius = radius.min(LARGEST_RADIUS);
        let mut columns = vec![0_u16; width];
        for y in 0..radius.min(height) {
            add(&mut columns, image.row(y));
        }
        let mut sums = vec![0_u32; width + 1];
        let mut dark = vec![0_u8; width * height];
        for (y, out) in dark.chunks_exact_mut(width).enumerate() {
            if y + radius < height {
                add(&mut columns, image.row(y + radius));
            }
            if y > radius {
                for (column, pixel) in columns.iter_mut().zip(image.row(y - radius - 1)) {
                    *column = column.wrapping_sub(u16::from(*pixel));
                }
            }
            let rows = (y + radius + 1).min(height) - y.saturating_sub(radius);
            let mut line = 0_u32;
            for (sum, column) in sums[1..].iter_mut().zip(&columns) {
                line += u32::from(*column);
                *sum = line;
            }
            let row = image.row(y);
            let threshold = |x: usize| {
                let (left, right) = (x.saturating_sub(radius), (x + radius + 1).min(width));
                let area = ((right - left) * rows) as u32;
                u8::from((u32::from(row[x]) + BIAS) * area < sums[right] - sums[left])
            };
            // Inside, every window is complete, and the compiler vectorises the loop.
            let inside = radius..width.saturating_sub(radius).max(radius);
            for x in (0..radius.min(width)).chain(inside.end.min(width)..width) {
                out[x] = threshold(x);
            }
            if inside.is_empty() {
                continue;
            }
            let area = ((2 * radius + 1) * rows) as u32;
            let (left, right) = (&sums[..inside.len()], &sums[2 * radius + 1..]);
            let pixels = out[inside.clone()].iter_mut().zip(&row[inside]);
            for (((dark, pixel), left), right) in pixels.zip(left).zip(right) {
                *dark = u8::from((u32::from(*pixel) + BIAS) * area < right - left);
            }
        }
        Self { dark, width, height }
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

    /// One row, 1 for dark pixels; empty outside.
    #[must_use]
    pub fn row(&self, y: usize) -> &[u8] {
        self.dark.get(y * self.width..(y + 1) * self.width).unwrap_or_default()
    }

    /// True if a pixel has this tone, 1 for dark and 0 for light; pixels outside have none.
    #[must_use]
    pub fn is(&self, tone: u8, x: usize, y: usize) -> bool {
        x < self.width && self.dark.get(y * self.width + x).is_some_and(|dark| *dark == tone)
    }
}

fn add(columns: &mut [u16], row: &[u8]) {
    for (column, pixel) in columns.iter_mut().zip(row) {
        *column = column.wrapping_add(u16::from(*pixel));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use greengate_test_support::Random;

    /// The same by summing every window.
    fn thresholded_naively(image: &Luma, radius: usize) -> Vec<u8> {
        let range = |t: usize, end: usize| t.saturating_sub(radius)..(t + radius + 1).min(end);
        let mut dark = Vec::new();
        for y in 0..image.height() {
            for x in 0..image.width() {
                let (mut sum, mut area) = (0_u32, 0_u32);
                for row in range(y, image.height()) {
                    for column in range(x, image.width()) {
                        sum += u32::from(image.at(column, row));
                        area += 1;
                    }
                }
                dark.push(u8::from((u32::from(image.at(x, y)) + BIAS) * area < sum));
            }
        }
        dark
    }

    #[test]
    fn moving_sums_equal_the_sums_of_each_window() {
        let mut random = Random::new(3);
        for (width, height, radius) in [(1, 1, 4), (7, 50, 3), (50, 7, 3), (9, 9, 4), (33, 21, 16), (40, 30, 5)] {
            let pixels: Vec<u8> = (0..width * height).map(|_| random.byte()).collect();
            let image = Luma::new(pixels, width, height).unwrap();
            assert_eq!(
                Bitmap::adaptive(&image, radius).dark,
                thresholded_naively(&image, radius),
                "{width}x{height}, {radius}"
            );
        }
    }
}
