//! Local threshold: what is darker than its surroundings.

use super::Luma;

/// A picture of dark and light pixels.
pub(super) struct Bitmap {
    dark: Vec<bool>,
    width: usize,
    height: usize,
}

/// A dark pixel is darker than the mean around it by at least this.
const BIAS: u32 = 3;

impl Bitmap {
    /// Compares every pixel with the mean of the square of `2 * radius + 1` pixels around
    /// it, by a summed-area table: the cost does not depend on the radius.
    pub fn adaptive(image: &Luma, radius: usize) -> Self {
        let (width, height) = (image.width(), image.height());
        let stride = width + 1;
        // 16 megapixels of 255 fit into 32 bits; differences are right even beyond.
        let mut sums = vec![0_u32; stride * (height + 1)];
        for (y, row) in image.rows().enumerate() {
            let (above, below) = sums.split_at_mut((y + 1) * stride);
            let above = &above[y * stride..];
            let mut line = 0_u32;
            for ((sum, up), pixel) in below[1..stride].iter_mut().zip(&above[1..]).zip(row) {
                line = line.wrapping_add(u32::from(*pixel));
                *sum = up.wrapping_add(line);
            }
        }
        let mut dark = Vec::with_capacity(width * height);
        for (y, row) in image.rows().enumerate() {
            let (top, bottom) = (y.saturating_sub(radius), (y + radius + 1).min(height));
            let (top_sums, bottom_sums) = (&sums[top * stride..][..stride], &sums[bottom * stride..][..stride]);
            dark.extend(row.iter().enumerate().map(|(x, pixel)| {
                let (left, right) = (x.saturating_sub(radius), (x + radius + 1).min(width));
                let sum = bottom_sums[right]
                    .wrapping_sub(bottom_sums[left])
                    .wrapping_sub(top_sums[right])
                    .wrapping_add(top_sums[left]);
                #[expect(clippy::cast_possible_truncation, reason = "an area inside the picture")]
                let area = ((right - left) * (bottom - top)) as u32;
                (u32::from(*pixel) + BIAS) * area < sum
            }));
        }
        Self { dark, width, height }
    }

    /// Light for dark, to look for symbols of light modules on dark ground.
    pub fn inverted(&self) -> Self {
        let dark = self.dark.iter().map(|dark| !dark).collect();
        Self { dark, ..*self }
    }

    pub const fn width(&self) -> usize {
        self.width
    }

    pub const fn height(&self) -> usize {
        self.height
    }

    pub fn row(&self, y: usize) -> &[bool] {
        self.dark.get(y * self.width..(y + 1) * self.width).unwrap_or_default()
    }

    /// Light outside.
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        x < self.width && self.dark.get(y * self.width + x).copied().unwrap_or(false)
    }
}
